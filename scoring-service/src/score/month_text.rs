//! How a month is written in stored figures: `YYYY-MM`. For `#[serde(with = "…")]`.

use hotline_common::time::Month;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference to a `with` function"
)]
pub(super) fn serialize<S: Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(month)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(D::Error::custom)
}
