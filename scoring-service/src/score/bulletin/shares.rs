//! Shares of a whole, one by one and several together.

use serde::{Deserialize, Serialize};

use crate::score::rate::{Figure, Hundredths};

/// The share of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The code or word of the kind.
    pub code: String,
    /// Its name in the registry; the code where there is none.
    pub name: String,
    /// Its count ÷ the whole.
    pub share: Figure,
}

/// The share of several kinds together, given both ways: bulletins print the one or the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// The codes of the kinds.
    pub codes: Vec<String>,
    /// Exact: the counts together ÷ the whole.
    pub share: Figure,
    /// The sum of the printed shares; `None` when there is no whole.
    pub sum_of_printed: Option<Hundredths>,
}

impl Together {
    /// Several counts of one whole.
    pub(super) fn new<'a>(parts: impl IntoIterator<Item = (&'a str, Figure)>, whole: i64) -> Self {
        let mut codes = Vec::new();
        let mut count = 0;
        let mut printed = Some(0);
        for (code, share) in parts {
            codes.push(code.to_owned());
            count += share.rate.numerator;
            printed = printed.zip(share.printed).map(|(sum, share)| sum + share.0);
        }
        Together {
            codes,
            share: Figure::new(count, whole),
            sum_of_printed: printed.filter(|_| 0 < whole).map(Hundredths),
        }
    }
}
