//! The stretches of time in which a zone's clocks are not changed. Within one, the local day of a moment is a division; the rules of zones are
//! asked only near its ends and beyond all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Day, Moment};

const DAY: i64 = 86_400_000_000;

/// What is looked at: the years 1900 to 2099, in seconds.
const FIRST: i64 = -2_208_988_800;
const END: i64 = 4_102_444_800;

/// How far from an end local midnights are sure to be those of the stretch: clocks are never moved by more than a day.
const MARGIN: i64 = 2 * DAY;

/// From one change of clocks to the next, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    from: i64,
    until: i64,
    /// What is added to UTC.
    offset: i64,
}

/// Those that were made, by the zone's name: to make them takes longer than most that is done with a zone.
static MADE: Mutex<BTreeMap<String, Arc<[Stretch]>>> = Mutex::new(BTreeMap::new());

/// The stretches of a zone, ascending and without gaps.
pub(super) fn of(name: &str, rules: &TimeZone) -> Arc<[Stretch]> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(stretches) = made.get(name) {
        return Arc::clone(stretches);
    }
    let stretches: Arc<[Stretch]> = make(rules).into();
    made.insert(name.to_owned(), Arc::clone(&stretches));
    stretches
}

fn make(rules: &TimeZone) -> Vec<Stretch> {
    let (Ok(first), Ok(end)) = (Timestamp::from_second(FIRST), Timestamp::from_second(END)) else {
        return Vec::new();
    };
    let micros = |seconds: i32| i64::from(seconds) * 1_000_000;
    let mut stretches = Vec::new();
    let mut from = first.as_microsecond();
    let mut offset = micros(rules.to_offset(first).seconds());
    for change in rules.following(first) {
        let until = change.timestamp().min(end).as_microsecond();
        stretches.push(Stretch {
            from,
            until,
            offset,
        });
        (from, offset) = (until, micros(change.offset().seconds()));
        if end <= change.timestamp() {
            return stretches;
        }
    }
    stretches.push(Stretch {
        from,
        until: end.as_microsecond(),
        offset,
    });
    stretches
}

/// The stretch that a moment is in.
pub(super) fn at(stretches: &[Stretch], moment: i64) -> Option<&Stretch> {
    let after = stretches.partition_point(|stretch| stretch.from <= moment);
    let stretch = stretches.get(after.checked_sub(1)?)?;
    (moment < stretch.until).then_some(stretch)
}

/// The first moment of a local day, where no change of clocks is near.
pub(super) fn start_of(stretches: &[Stretch], day: Day) -> Option<Moment> {
    let midnight = i64::from(day.0) * DAY;
    let stretch = at(stretches, midnight)?;
    let start = midnight - stretch.offset;
    let is_well_within = stretch.from + MARGIN <= start && start < stretch.until - MARGIN;
    is_well_within.then_some(Moment(start))
}

impl Stretch {
    /// The local day of a moment of this stretch.
    pub(super) fn day_of(&self, moment: i64) -> Option<Day> {
        i32::try_from((moment + self.offset).div_euclid(DAY))
            .ok()
            .map(Day)
    }

    #[cfg(test)]
    pub(super) const fn from(&self) -> i64 {
        self.from
    }
}
