//! How a deadline was counted, in words that can be checked against a wall calendar.

use std::fmt;

use hotline_common::time::{Day, Moment, Zone};

use super::Limit;
use crate::domain::calendar::{Calendar, DayKind};

/// Days one after another that are alike.
struct Run {
    first: Day,
    last: Day,
    kind: DayKind,
    /// The numbers of the first and the last one, where they are worked.
    count: (u32, u32),
}

/// How a limit was counted from a moment, a line for each run of days that are alike. The day on which it began is not counted.
///
/// `2015-02-18 to 2015-02-24: holidays`, for instance, or `2015-02-28: working day 4 (make-up day)`.
pub fn in_words(limit: Limit, calendar: &Calendar, zone: &Zone, from: Moment) -> Vec<String> {
    let count = match limit {
        Limit::Hours(hours) => {
            return vec![format!(
                "{hours} {} after {from}, nights and holidays included",
                if hours == 1 { "hour" } else { "hours" }
            )];
        }
        Limit::WorkingDays(count) => count,
    };
    let mut runs: Vec<Run> = Vec::new();
    let first = zone.day_of(from);
    let last = calendar.working_day_after(first, count);
    let mut worked = 0;
    let mut day = first;
    while day < last {
        day = day.next();
        let kind = calendar.kind_of(day);
        worked += u32::from(kind.is_worked());
        match runs.last_mut() {
            Some(run) if run.kind == kind => (run.last, run.count.1) = (day, worked),
            _ => runs.push(Run {
                first: day,
                last: day,
                kind,
                count: (worked, worked),
            }),
        }
    }
    let mut lines = vec![format!("{first}: the day on which it began, not counted")];
    lines.extend(runs.iter().map(Run::to_string));
    lines
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let single = self.first == self.last;
        write!(f, "{}", self.first)?;
        if !single {
            write!(f, " to {}", self.last)?;
        }
        let (from, to) = self.count;
        match (self.kind, single) {
            (DayKind::Weekend, _) => f.write_str(": weekend"),
            (DayKind::Holiday, true) => f.write_str(": holiday"),
            (DayKind::Holiday, false) => f.write_str(": holidays"),
            (DayKind::Worked, true) => write!(f, ": working day {from}"),
            (DayKind::Worked, false) => write!(f, ": working days {from} to {to}"),
            (DayKind::MakeUp, true) => write!(f, ": working day {from} (make-up day)"),
            (DayKind::MakeUp, false) => write!(f, ": working days {from} to {to} (make-up days)"),
        }
    }
}
