//! Exact rates, and how they are printed: whole numbers only, each figure rounded once.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An exact quotient that travels with both its numbers (design §1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    /// Above the line.
    pub numerator: i64,
    /// Below the line; 0 when there is nothing to measure, and never negative.
    pub denominator: i64,
}

impl Rate {
    /// The quotient of two counts.
    pub const fn new(numerator: i64, denominator: i64) -> Rate {
        Rate {
            numerator,
            denominator,
        }
    }

    /// In percent with two decimals, rounded half away from zero; `None` when nothing is measured.
    pub fn printed(self) -> Option<Hundredths> {
        self.rounded(10_000).map(Hundredths)
    }

    /// As a whole number, rounded half away from zero; `None` when nothing is measured.
    pub fn whole(self) -> Option<i64> {
        self.rounded(1)
    }

    fn rounded(self, factor: i128) -> Option<i64> {
        (0 < self.denominator).then(|| {
            divide_half_away(
                i128::from(self.numerator) * factor,
                i128::from(self.denominator),
            )
        })
    }
}

/// Divides by a positive number and rounds half away from zero.
pub(super) fn divide_half_away(numerator: i128, denominator: i128) -> i64 {
    let magnitude = (2 * numerator.abs() + denominator) / (2 * denominator);
    let rounded = numerator.signum() * magnitude;
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// Hundredths of a percent, or of a point of the composite score: `9930` prints `99.30`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// 0.00.
    pub const ZERO: Hundredths = Hundredths(0);
    /// 90.00, the border of the bulletin's bands.
    pub const NINETY: Hundredths = Hundredths(9_000);
    /// 100.00.
    pub const HUNDRED: Hundredths = Hundredths(10_000);
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let text = format!("{}.{:02}", magnitude / 100, magnitude % 100);
        f.pad_integral(0 <= self.0, "", &text)
    }
}

/// A rate with what is printed for it. A rule may print something else than the quotient (a unit that
/// completed nothing), or nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The exact quotient.
    pub rate: Rate,
    /// What is printed; `None` when it is absent, which is not zero.
    pub printed: Option<Hundredths>,
}

impl Figure {
    /// A quotient that is printed as it is.
    pub fn new(numerator: i64, denominator: i64) -> Figure {
        let rate = Rate::new(numerator, denominator);
        Figure {
            rate,
            printed: rate.printed(),
        }
    }

    /// A quotient that is printed as 0.00 when there is nothing to measure.
    pub fn or_zero(numerator: i64, denominator: i64) -> Figure {
        let figure = Figure::new(numerator, denominator);
        Figure {
            printed: figure.printed.or(Some(Hundredths::ZERO)),
            ..figure
        }
    }

    /// The same quotient, printed as something else.
    #[must_use]
    pub fn printed_as(self, printed: Hundredths) -> Figure {
        Figure {
            printed: Some(printed),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(numerator: i64, denominator: i64) -> String {
        let hundredths = Rate::new(numerator, denominator).printed();
        hundredths.expect("something is measured").to_string()
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        // 1/800 is 0.125 %, 1/1600 is 0.0625 %.
        assert_eq!(printed(1, 800), "0.13");
        assert_eq!(printed(-1, 800), "-0.13");
        assert_eq!(printed(1, 1600), "0.06");
        assert_eq!(printed(-1, 20_001), "0.00");
        assert_eq!(Rate::new(5, 2).whole(), Some(3));
        assert_eq!(Rate::new(-5, 2).whole(), Some(-3));
    }

    #[test]
    fn published_rates_come_out() {
        assert_eq!(printed(854, 860), "99.30");
        assert_eq!(printed(40_412, 43_853), "92.15");
        assert_eq!(printed(43_537, 43_853), "99.28");
        assert_eq!(printed(1, 1), "100.00");
        assert_eq!(printed(-5, 10_000), "-0.05");
    }

    #[test]
    fn nothing_measured_prints_nothing() {
        assert_eq!(Rate::new(0, 0).printed(), None);
        assert_eq!(Figure::or_zero(0, 0).printed, Some(Hundredths::ZERO));
    }

    #[test]
    fn the_largest_counts_do_not_overflow() {
        assert_eq!(
            Rate::new(i64::MAX, i64::MAX).printed(),
            Some(Hundredths::HUNDRED)
        );
        assert_eq!(Rate::new(i64::MIN, 1).printed(), Some(Hundredths(i64::MIN)));
    }
}
