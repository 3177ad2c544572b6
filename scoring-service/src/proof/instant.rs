//! Moments as text in JSON: RFC 3339 in UTC, with microseconds only where there are any. For `#[serde(with = "…")]`.

use hotline_common::time::Moment;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference to a `with` function"
)]
pub(super) fn serialize<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(moment)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    parse(&String::deserialize(deserializer)?)
        .ok_or_else(|| D::Error::custom("must be a time of RFC 3339 in UTC"))
}

fn parse(text: &str) -> Option<Moment> {
    let timestamp: jiff::Timestamp = text.parse().ok()?;
    Moment::from_micros(timestamp.as_microsecond())
}

/// The same for a moment that may be absent: `null`.
pub(super) mod optional {
    use hotline_common::time::Moment;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(
        clippy::ref_option,
        reason = "serde hands a reference to a `with` function"
    )]
    pub(in crate::proof) fn serialize<S: Serializer>(
        moment: &Option<Moment>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => serializer.collect_str(moment),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::proof) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Moment>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| {
            super::parse(&text).ok_or_else(|| D::Error::custom("must be a time of RFC 3339 in UTC"))
        })
        .transpose()
    }
}
