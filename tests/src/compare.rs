//! Compares what scoring publishes with what the bulletin of June 2015 printed.

mod headline;
mod orders;
mod tables;
mod units;

use std::fmt;

use hotline_proto::scoring::{Bulletin, Ranking, Rate};

use crate::figures::Figures;

/// One figure: what was printed in 2015 and what came out here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which figure.
    pub figure: String,
    /// As it was printed.
    pub expected: String,
    /// As it came out.
    pub found: String,
}

impl Check {
    /// Whether they are the same.
    pub fn holds(&self) -> bool {
        self.expected == self.found
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}, found {}",
            self.figure, self.expected, self.found
        )
    }
}

/// Every published figure: each cell of both tables, then the text.
pub fn checks(figures: &Figures, ranking: &Ranking, bulletin: &Bulletin) -> Vec<Check> {
    let mut checks = Checks::default();
    tables::compare(&mut checks, figures, ranking);
    headline::compare(&mut checks, figures, ranking, bulletin);
    checks.list
}

/// The checks that were made so far.
#[derive(Debug, Default)]
struct Checks {
    list: Vec<Check>,
}

impl Checks {
    fn same(
        &mut self,
        figure: impl Into<String>,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) {
        self.list.push(Check {
            figure: figure.into(),
            expected: expected.to_string(),
            found: found.to_string(),
        });
    }

    /// A rate as printed; and it must be the quotient of the numbers that come with it.
    fn rate(&mut self, figure: &str, expected: impl fmt::Display, found: Option<&Rate>) {
        let Some(rate) = found else {
            self.same(figure, expected, "nothing");
            return;
        };
        self.same(figure, expected, &rate.printed);
        self.same(
            format!(
                "{figure}, worked out from {} ÷ {}",
                rate.numerator, rate.denominator
            ),
            quotient(rate),
            &rate.printed,
        );
    }
}

/// In percent with two decimals, half away from zero.
fn quotient(rate: &Rate) -> String {
    let (numerator, denominator) = (i128::from(rate.numerator), i128::from(rate.denominator));
    if denominator <= 0 {
        return "nothing".to_owned();
    }
    let size = (2 * numerator.abs() * 10_000 + denominator) / (2 * denominator);
    let sign = if numerator < 0 && size != 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(numerator: i64, denominator: i64, printed: &str) -> Rate {
        Rate {
            numerator,
            denominator,
            printed: printed.to_owned(),
            ..Rate::default()
        }
    }

    #[test]
    fn a_rate_that_does_not_follow_from_its_counts_is_seen() {
        let mut checks = Checks::default();
        checks.rate("yanggu", "99.30", Some(&rate(854, 942, "99.30")));
        assert!(checks.list[0].holds());
        assert_eq!(
            checks.list[1].to_string(),
            "yanggu, worked out from 854 ÷ 942: expected 90.66, found 99.30"
        );
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        assert_eq!(quotient(&rate(1, 8_000, "")), "0.01");
        assert_eq!(quotient(&rate(-1, 20_000, "")), "-0.01");
        assert_eq!(quotient(&rate(-1, 30_000, "")), "0.00");
    }
}
