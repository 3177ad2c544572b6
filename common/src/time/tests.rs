//! Time is counted as the hotline counts it.

use std::sync::Arc;

use super::*;

fn shanghai() -> Zone {
    Zone::named("Asia/Shanghai").expect("built in")
}

fn moment(text: &str) -> Moment {
    let timestamp: jiff::Timestamp = text.parse().expect("a timestamp");
    Moment::from_micros(timestamp.as_microsecond()).expect("within bounds")
}

#[test]
fn the_month_ends_at_local_midnight_not_at_utc_midnight() {
    let june = Month::new(2015, 6).expect("a month");
    let july = june.next();
    assert_eq!(shanghai().month_of(moment("2015-06-30T16:30:00Z")), july);
    assert_eq!(shanghai().month_of(moment("2015-06-30T16:00:00Z")), july);
    assert_eq!(
        shanghai().month_of(moment("2015-06-30T15:59:59.999999Z")),
        june
    );
    assert_eq!(
        shanghai().end_of(june.last_day()),
        moment("2015-06-30T16:00:00Z")
    );
}

#[test]
fn the_month_of_a_day_is_the_calendars() {
    let first = Day::from_ymd(1, 1, 1).expect("a day").number();
    let last = Day::from_ymd(9998, 12, 31).expect("a day").number();
    for number in first..=last {
        let day = Day(number);
        let (year, month, _) = day.ymd();
        assert_eq!(day.month().parts(), (year, month));
    }
}

/// Around every change of clocks, in zones of all kinds, and where no stretch is known.
#[test]
fn days_are_what_the_rules_say() {
    for name in [
        "Asia/Shanghai",
        "America/New_York",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "UTC",
    ] {
        let zone = Zone::named(name).expect("built in");
        let plain = Zone {
            stretches: Arc::from([]),
            ..zone.clone()
        };
        let mut moments: Vec<i64> = (0..2_600)
            .map(|step| -4_000_000_000_000_000 + step * 3_456_789_012_345)
            .collect();
        for stretch in zone.stretches.iter() {
            for near in [0, 1, -1, 3_600_000_000, -3_600_000_000, 86_400_000_000] {
                moments.push(stretch.from() + near);
                moments.push(stretch.from() - 2 * near);
            }
        }
        for moment in moments.into_iter().filter_map(Moment::from_micros) {
            let day = zone.day_of(moment);
            assert_eq!(day, plain.day_of(moment), "{name} {moment}");
            for day in [day.previous(), day, day.next()] {
                assert_eq!(zone.start_of(day), plain.start_of(day), "{name} {day}");
            }
        }
    }
}

#[test]
fn parts_of_a_microsecond_are_cut_off_not_rounded() {
    assert_eq!(
        Moment::from_parts(1, 999_999_999),
        Moment::from_micros(1_999_999)
    );
    assert_eq!(Moment::from_parts(-1, 999_999_999), Moment::from_micros(-1));
}

#[test]
fn times_outside_the_bounds_are_refused() {
    assert_eq!(Moment::from_parts(0, -1), None);
    assert_eq!(Moment::from_parts(0, 1_000_000_000), None);
    assert_eq!(Moment::from_parts(i64::MAX, 0), None);
    assert_eq!(Moment::from_parts(i64::MIN, 0), None);
    assert_eq!(Moment::from_micros(Moment::MAX.micros() + 1), None);
}

#[test]
fn every_moment_has_a_day_in_every_zone() {
    for name in [
        "Asia/Shanghai",
        "America/New_York",
        "Pacific/Kiritimati",
        "Etc/GMT+12",
    ] {
        let zone = Zone::named(name).expect("built in");
        for moment in [Moment::MIN, Moment::MAX] {
            let day = zone.day_of(moment);
            assert!(zone.start_of(day) <= moment, "{name} {moment}");
            assert!(
                moment < zone.end_of(day) || moment == Moment::MAX,
                "{name} {moment}"
            );
        }
    }
}

#[test]
fn a_day_of_a_clock_change_has_its_real_length() {
    let zone = Zone::named("America/New_York").expect("built in");
    let hours = |text: &str| {
        let day: Day = text.parse().expect("a day");
        (zone.end_of(day).micros() - zone.start_of(day).micros()) / 3_600_000_000
    };
    assert_eq!(hours("2015-03-08"), 23);
    assert_eq!(hours("2015-11-01"), 25);
    assert_eq!(hours("2015-06-15"), 24);
}

#[test]
fn the_same_clock_time_is_found_over_a_change_of_clocks() {
    let zone = Zone::named("America/New_York").expect("built in");
    let on = |at: &str, day: &str| {
        let day = day.parse().expect("a day");
        zone.same_clock_on(moment(at), day)
    };
    // 15:00 in winter is 20:00 UTC, in summer 19:00 UTC.
    assert_eq!(
        on("2015-03-06T20:00:00Z", "2015-03-09"),
        moment("2015-03-09T19:00:00Z")
    );
    assert_eq!(
        on("2015-11-02T20:00:00Z", "2015-10-30"),
        moment("2015-10-30T19:00:00Z")
    );
    // 02:30 does not exist on 8 March: clocks go from 02:00 to 03:00.
    assert_eq!(
        on("2015-03-06T07:30:00Z", "2015-03-08"),
        moment("2015-03-08T07:30:00Z")
    );
    // 01:30 comes twice on 1 November; first in summer time.
    assert_eq!(
        on("2015-10-30T05:30:00Z", "2015-11-01"),
        moment("2015-11-01T05:30:00Z")
    );
}

#[test]
fn weekends_are_known() {
    let weekend = |day: &str| day.parse::<Day>().expect("a day").is_weekend();
    // 2015-06-30 was a Tuesday.
    assert!(!weekend("2015-06-30") && !weekend("2015-07-03") && !weekend("2015-07-06"));
    assert!(weekend("2015-07-04") && weekend("2015-07-05"));
    // Before 1970 as well: 1969-12-28 was a Sunday.
    assert!(weekend("1969-12-28") && !weekend("1969-12-29"));
}

#[test]
fn months_and_days_are_read_strictly() {
    for wrong in [
        "2015-13",
        "2015-00",
        "2015-6",
        "15-06",
        "2015/06",
        "2015-06-01",
        "",
        "+015-06",
        "0000-01",
    ] {
        assert_eq!(wrong.parse::<Month>(), Err(InvalidMonth), "{wrong}");
    }
    for wrong in [
        "2015-02-29",
        "2015-2-01",
        "2015-06-31",
        "20150601",
        "",
        "2015-06-0a",
    ] {
        assert_eq!(wrong.parse::<Day>(), Err(InvalidDay), "{wrong}");
    }
    assert_eq!("2015-06".parse(), Ok(Month::new(2015, 6).expect("a month")));
    assert_eq!(
        "2016-02-29".parse(),
        Ok(Day::from_ymd(2016, 2, 29).expect("a day"))
    );
}

#[test]
fn a_day_that_the_month_lacks_is_its_last() {
    let february = Month::new(2015, 2).expect("a month");
    assert_eq!(february.day(31), february.last_day());
    assert_eq!(february.day(10).to_string(), "2015-02-10");
    assert_eq!(february.days(), 28);
}
