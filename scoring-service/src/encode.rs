//! From the core's types to the messages of `hotline.scoring.v1`.
//!
//! Answers are encoded here, and so is what sealing freezes: a sealed revision is kept as these messages.

pub mod bulletin;
pub mod bytes;
pub mod changes;
pub mod identity;
pub mod measures;
pub mod policy;
pub mod ranking;
pub mod sealed;

mod words;

use hotline_proto::scoring as wire;

use crate::score::{Figure, Hundredths, Rate};

/// A rate; `None` where nothing is printed for it.
pub(crate) fn rate(figure: Figure) -> Option<wire::Rate> {
    let Figure {
        rate: Rate {
            numerator,
            denominator,
        },
        printed,
    } = figure;
    let printed = printed?;
    Some(wire::Rate {
        numerator,
        denominator,
        hundredths: hundredths(printed),
        printed: printed.to_string(),
    })
}

/// A composite score.
pub(crate) fn score(score: Hundredths) -> wire::Score {
    wire::Score {
        hundredths: hundredths(score),
        printed: score.to_string(),
    }
}

/// Printed rates are far within these bounds.
fn hundredths(printed: Hundredths) -> i32 {
    i32::try_from(printed.0).unwrap_or(if printed.0 < 0 { i32::MIN } else { i32::MAX })
}

/// A number of units or the like: far within the bounds.
fn count(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
