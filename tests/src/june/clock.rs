//! When things happen: the borders of months, and events spread over a month as a hotline's are.

use hotline_common::time::{Day, Moment, Month, Zone};

use super::random::Random;

pub(super) const SECOND: i64 = 1_000_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// How busy each hour of the day is.
const HOURS: [u64; 24] = [
    3, 2, 1, 1, 1, 2, 6, 18, 60, 80, 78, 62, 40, 42, 66, 74, 70, 52, 34, 30, 28, 22, 14, 7,
];
/// How busy each day of the week is, from Monday.
const WEEKDAYS: [u64; 7] = [11, 10, 10, 10, 10, 7, 6];

/// The borders of a month: from its first moment to the first of the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl Span {
    pub(super) fn contains(&self, moment: Moment) -> bool {
        self.start <= moment && moment < self.end
    }

    /// The last moment of it.
    pub(super) fn last(&self) -> Moment {
        self.end.plus_micros(-1)
    }
}

/// The clock of the hotline's zone.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    zone: Zone,
}

impl Clock {
    pub(super) fn new(zone: Zone) -> Clock {
        Clock { zone }
    }

    pub(super) fn span(&self, month: Month) -> Span {
        Span {
            start: self.zone.start_of(month.first_day()),
            end: self.zone.end_of(month.last_day()),
        }
    }

    /// The end of a day of the following month.
    pub(super) fn cut_off(&self, month: Month, day: u8) -> Moment {
        self.zone.end_of(month.next().day(day))
    }

    /// A local day at a time of day.
    pub(super) fn at(&self, day: Day, micros: i64) -> Moment {
        self.zone.start_of(day).plus_micros(micros)
    }

    /// `count` moments of a month in their order, by hours and weekdays as a hotline is called.
    ///
    /// From four on, two lie at the very borders of the month and two within a minute of them.
    pub(super) fn spread(&self, month: Month, count: usize, random: &mut Random) -> Vec<Moment> {
        let span = self.span(month);
        let hours = self.busy_hours(month);
        let total = hours.last().map_or(0, |(until, _)| *until);
        let mut moments: Vec<Moment> = (0..count)
            .map(|index| match index {
                0 if 4 <= count => span.start,
                1 if 4 <= count => span.last(),
                2 if 4 <= count => span.start.plus_micros(31 * SECOND),
                3 if 4 <= count => span.end.plus_micros(-47 * SECOND),
                _ => {
                    let ticket = random.between(0, total - 1);
                    let hour = hours.partition_point(|(until, _)| *until <= ticket);
                    hours[hour].1.plus_micros(random.between(0, HOUR - 1))
                }
            })
            .collect();
        moments.sort_unstable();
        moments
    }

    /// Each hour of the month, with the sum of the weights up to and with it.
    fn busy_hours(&self, month: Month) -> Vec<(i64, Moment)> {
        let mut until = 0;
        let mut hours = Vec::new();
        let mut day = month.first_day();
        for _ in 0..month.days() {
            // 1970-01-01 was a Thursday.
            let weekday = usize::try_from((day.number() + 3).rem_euclid(7)).expect("less than 7");
            for (hour, weight) in (0_i64..).zip(HOURS) {
                until += i64::try_from(weight * WEEKDAYS[weekday]).expect("small weights");
                hours.push((until, self.at(day, hour * HOUR)));
            }
            day = day.next();
        }
        hours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn june() -> Month {
        Month::new(2015, 6).expect("a month")
    }

    #[test]
    fn a_spread_fills_the_month_to_its_borders_and_not_beyond() {
        let clock = Clock::new(Zone::named("Asia/Shanghai").expect("built in"));
        let span = clock.span(june());
        let moments = clock.spread(june(), 5_000, &mut Random::seeded(3));
        assert_eq!(moments.len(), 5_000);
        assert_eq!(moments[0], span.start);
        assert_eq!(moments[4_999], span.last());
        assert!(moments.iter().all(|moment| span.contains(*moment)));
        assert!(moments.is_sorted());
    }

    #[test]
    fn mornings_are_busier_than_nights() {
        let clock = Clock::new(Zone::named("Asia/Shanghai").expect("built in"));
        let moments = clock.spread(june(), 5_000, &mut Random::seeded(3));
        let in_hour = |hour: i64| {
            let start = clock.span(june()).start.micros();
            moments
                .iter()
                .filter(|moment| (moment.micros() - start) / HOUR % 24 == hour)
                .count()
        };
        assert!(10 * in_hour(3) < in_hour(9));
    }
}
