//! The month's calls, and the daily averages that orders are compared by as well.

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use crate::score::measure::Measure;
use crate::score::rate::{Figure, Rate};
use crate::score::tallies::Tallies;

/// The calls that started in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFigures {
    /// 来电: inbound calls.
    pub inbound: i64,
    /// Answered at once ÷ inbound.
    pub answered_first: Figure,
    /// Answered within 15 seconds ÷ inbound (GB/T 33358-2016).
    pub answered_soon: Figure,
    /// Missed, called back and reached ÷ inbound.
    pub answered_by_callback: Figure,
    /// Answered at once or by calling back ÷ inbound.
    pub answered_total: Figure,
    /// Missed and not reached, notified by a short message.
    pub unreached: i64,
    /// Missed, with neither yet.
    pub open: i64,
    /// Inbound calls a day, against the month before.
    pub daily: Daily,
    /// Inbound calls from January to the month.
    pub inbound_year_to_date: i64,
    /// Calls answered at once or by calling back from January to the month.
    pub answered_year_to_date: i64,
}

/// A daily average: a count ÷ the days of its month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// The exact average.
    pub average: Rate,
    /// Against the month before; `None` when that has none to compare with.
    pub comparison: Option<Comparison>,
}

/// A daily average against the month before, from the exact averages, rounded at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The exact average of the month before.
    pub before: Rate,
    /// How many a day more, as a whole number.
    pub change: i64,
    /// How many percent more.
    pub growth: Figure,
}

impl Daily {
    /// The average of a count in a month, and the same of the month before.
    pub(super) fn new(month: Month, count: i64, count_before: i64) -> Daily {
        let average = Rate::new(count, i64::from(month.days()));
        let before = Rate::new(count_before, i64::from(month.previous().days()));
        Daily {
            average,
            comparison: (0 < count_before).then(|| Comparison::new(average, before)),
        }
    }
}

impl Comparison {
    fn new(now: Rate, before: Rate) -> Comparison {
        // a/m − b/n = (a·n − b·m) ÷ m·n, and divided by b/n it is (a·n − b·m) ÷ b·m.
        let carried = before.numerator * now.denominator;
        let more = now.numerator * before.denominator - carried;
        let change = Rate::new(more, now.denominator * before.denominator);
        Comparison {
            before,
            change: change.whole().unwrap_or_default(),
            growth: Figure::new(more, carried),
        }
    }
}

pub(super) fn figures(tallies: &Tallies, month: Month, day: Day) -> CallFigures {
    let count = |measure| tallies.city(month, measure, day);
    let inbound = count(Measure::Calls);
    let first = count(Measure::CallsAnswered);
    let callback = count(Measure::CallsCalledBack);
    let before = tallies.city(month.previous(), Measure::Calls, day);
    CallFigures {
        inbound,
        answered_first: Figure::new(first, inbound),
        answered_by_callback: Figure::new(callback, inbound),
        answered_total: Figure::new(first + callback, inbound),
        answered_soon: Figure::new(count(Measure::CallsAnsweredSoon), inbound),
        unreached: count(Measure::CallsUnreached),
        open: count(Measure::CallsOpen),
        daily: Daily::new(month, inbound, before),
        inbound_year_to_date: year_to_date(tallies, month, Measure::Calls, day),
        answered_year_to_date: year_to_date(tallies, month, Measure::CallsAnswered, day)
            + year_to_date(tallies, month, Measure::CallsCalledBack, day),
    }
}

/// January to a month, each as of the same day.
pub(super) fn year_to_date(tallies: &Tallies, month: Month, measure: Measure, day: Day) -> i64 {
    (month.january().number()..=month.number())
        .filter_map(Month::from_number)
        .map(|month| tallies.city(month, measure, day))
        .sum()
}
