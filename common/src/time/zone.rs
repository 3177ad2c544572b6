//! The hotline's time zone.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::stretch::{self, Stretch};
use super::{Day, Moment, Month};

/// The hotline's time zone: decides to which local day a moment belongs.
#[derive(Clone, Debug)]
pub struct Zone {
    pub(super) name: String,
    pub(super) rules: TimeZone,
    /// Beyond them the rules are asked.
    pub(super) stretches: Arc<[Stretch]>,
}

impl Zone {
    /// The zone with this IANA name, for instance `Asia/Shanghai`, from the built-in database.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        let rules = TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        let stretches = stretch::of(&name, &rules);
        Ok(Zone {
            name,
            rules,
            stretches,
        })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local day of a moment.
    pub fn day_of(&self, moment: Moment) -> Day {
        let stretch = stretch::at(&self.stretches, moment.0);
        if let Some(day) = stretch.and_then(|stretch| stretch.day_of(moment.0)) {
            return day;
        }
        let timestamp = jiff::Timestamp::from_microsecond(moment.0)
            .expect("a Moment is within the bounds of a timestamp");
        Day::from_date(self.rules.to_datetime(timestamp).date())
    }

    /// The local month of a moment.
    pub fn month_of(&self, moment: Moment) -> Month {
        self.day_of(moment).month()
    }

    /// The first moment of a local day. Where a change of clocks skips midnight, the first one there is.
    pub fn start_of(&self, day: Day) -> Moment {
        if let Some(start) = stretch::start_of(&self.stretches, day) {
            return start;
        }
        let start = day
            .date()
            .to_zoned(self.rules.clone())
            .and_then(|midnight| midnight.start_of_day())
            .map_or(Moment::MAX.0, |zoned| zoned.timestamp().as_microsecond());
        Moment(start.clamp(Moment::MIN.0, Moment::MAX.0))
    }

    /// The first moment after a local day: where its cut-off lies (half open).
    pub fn end_of(&self, day: Day) -> Moment {
        self.start_of(day.next())
    }

    /// The moment of another local day at which clocks show what they show at `moment`. Where a change of clocks skips that time, as
    /// much later as it skips; where it comes twice, the first one.
    pub fn same_clock_on(&self, moment: Moment, day: Day) -> Moment {
        let timestamp = jiff::Timestamp::from_microsecond(moment.0)
            .expect("a Moment is within the bounds of a timestamp");
        let clock = self.rules.to_datetime(timestamp).time();
        let same = day
            .date()
            .to_datetime(clock)
            .to_zoned(self.rules.clone())
            .map_or(Moment::MAX.0, |zoned| zoned.timestamp().as_microsecond());
        Moment(same.clamp(Moment::MIN.0, Moment::MAX.0))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

/// No such zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("time zone {0:?} is not known; give an IANA name, for instance Asia/Shanghai")]
pub struct UnknownZone(String);
