//! Cards: the yellow card says that a deadline is near, the red card that it has passed for good.
//!
//! The yellow instant is one working day before the deadline, the red one a working day after it, at the same local time of day; of a
//! deadline at the end of a day, at the end of the other day.

#[cfg(test)]
mod tests;

use hotline_common::time::{Day, Moment, Zone};

use super::assignment::Standing;
use super::calendar::Calendar;
use super::numbered::numbered;

numbered! {
    /// A warning about a deadline.
    Card {
        /// Due soon: a working day before the deadline.
        Yellow = 1 "yellow",
        /// Overdue: a working day after the deadline.
        Red = 2 "red",
    }
}

/// The instant of the yellow card for a deadline.
pub fn yellow_at(due: Moment, calendar: &Calendar, zone: &Zone) -> Moment {
    moved(due, zone, |day| calendar.working_day_before(day, 1))
}

/// The instant of the red card for a deadline.
pub fn red_at(due: Moment, calendar: &Calendar, zone: &Zone) -> Moment {
    moved(due, zone, |day| calendar.working_day_after(day, 1))
}

/// The deadline's clock time on another day. A deadline at midnight belongs to the day that it ends.
fn moved(due: Moment, zone: &Zone, other: impl Fn(Day) -> Day) -> Moment {
    let day = zone.day_of(due.plus_micros(-1));
    let other = other(day);
    if due == zone.end_of(day) {
        zone.end_of(other)
    } else {
        zone.same_clock_on(due, other)
    }
}

/// The card that an assignment is to get now, and when it happened; `None` where it is not open, has no deadline, or has the card already.
///
/// A unit that was given less than a working day knows it, so it gets no yellow card. Where the red instant lies before the deadline came
/// into force, or before the assignment was opened again, the red card happened then. Once the red instant has come there is no yellow card any more.
pub fn due_card(
    standing: &Standing,
    calendar: &Calendar,
    zone: &Zone,
    now: Moment,
) -> Option<(Card, Moment)> {
    if !standing.is_open() {
        return None;
    }
    let (due, since) = (standing.due?, standing.due_since?);
    let red = red_at(due, calendar, zone).max(since);
    if red <= now {
        return (standing.card != Some(Card::Red)).then_some((Card::Red, red));
    }
    let yellow = yellow_at(due, calendar, zone);
    let is_yellow = since <= yellow && yellow <= now && standing.card.is_none();
    is_yellow.then_some((Card::Yellow, yellow))
}

/// The latest deadlines whose cards can have come by a moment: what lies after them need not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// For a yellow card.
    pub yellow: Moment,
    /// For a red card.
    pub red: Moment,
}

impl Horizon {
    /// As of a moment.
    pub fn at(now: Moment, calendar: &Calendar, zone: &Zone) -> Horizon {
        let today = zone.day_of(now);
        Horizon {
            yellow: zone.end_of(calendar.working_day_after(today, 1)),
            red: zone.start_of(today),
        }
    }
}
