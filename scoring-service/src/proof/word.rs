//! Words of closed lists by their names in capitals, as the canonical lines have them. For `#[serde(with = "…")]`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::score::{CardColour, Grade, Resolved, Role, SupervisionForm};

/// A closed list of words.
pub(super) trait Word: Copy + 'static {
    const ALL: &'static [Self];
    fn name(self) -> &'static str;
}

macro_rules! word {
    ($($name:ident),+) => {
        $(impl Word for $name {
            const ALL: &'static [$name] = $name::ALL;
            fn name(self) -> &'static str {
                $name::name(self)
            }
        })+
    };
}

word!(CardColour, Grade, Resolved, Role, SupervisionForm);

pub(super) fn serialize<W: Word, S: Serializer>(
    word: &W,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word.name())
}

pub(super) fn deserialize<'de, W: Word, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<W, D::Error> {
    let name = String::deserialize(deserializer)?;
    W::ALL
        .iter()
        .copied()
        .find(|word| word.name() == name)
        .ok_or_else(|| D::Error::custom("is none of the words that can stand here"))
}
