//! Etags (AIP-154): which state of a record a caller decided on.

use std::fmt;
use std::str::FromStr;

/// The state of a record: the sequence of its last change, written in quotes, for instance `"42"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Etag(i64);

impl Etag {
    /// The etag of a record that changed last with this sequence.
    pub const fn of(sequence: i64) -> Etag {
        Etag(sequence)
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

impl FromStr for Etag {
    type Err = InvalidEtag;

    fn from_str(text: &str) -> Result<Etag, InvalidEtag> {
        let digits = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse().ok());
        number.map(Etag).ok_or(InvalidEtag)
    }
}

/// The text is no etag of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be an etag as answers show it, a number in quotes")]
pub struct InvalidEtag;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_comes_back_as_it_was_and_nothing_else_is_one() {
        assert_eq!(Etag::of(42).to_string().parse(), Ok(Etag::of(42)));
        for wrong in [
            "",
            "42",
            "\"",
            "\"\"",
            "W/\"42\"",
            "\"+4\"",
            "\"-4\"",
            "\"4 \"",
            "\"99999999999999999999\"",
        ] {
            assert_eq!(wrong.parse::<Etag>(), Err(InvalidEtag), "{wrong}");
        }
    }
}
