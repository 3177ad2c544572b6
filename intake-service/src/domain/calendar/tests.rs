//! Counting working days, over the real years 2015 and 2024 and over random calendars.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn real_years_have_the_working_days_that_were_announced() {
    // 261 days from Monday to Friday, 17 of them holidays, and 5 make-up days.
    assert_eq!(china::year_2015().count_worked(), 249);
    // 262 days from Monday to Friday, 19 of them holidays, and 8 make-up days.
    assert_eq!(china::year_2024().count_worked(), 251);
}

#[test]
fn days_are_told_apart() {
    let calendar = china::calendar();
    for (text, kind) in [
        ("2015-02-17", DayKind::Worked),
        ("2015-02-18", DayKind::Holiday),
        // A Saturday within the Spring Festival.
        ("2015-02-21", DayKind::Holiday),
        ("2015-02-28", DayKind::MakeUp),
        ("2015-03-01", DayKind::Weekend),
        ("2024-10-12", DayKind::MakeUp),
        // Of 2016 nothing is known: 1 January is a Friday.
        ("2016-01-01", DayKind::Worked),
        ("2016-01-02", DayKind::Weekend),
    ] {
        assert_eq!(calendar.kind_of(day(text)), kind, "{text}");
    }
}

#[test]
fn the_spring_festival_of_2015() {
    let calendar = china::calendar();
    // From Friday 13 February: 15 (Sunday, worked), 16, 17; free from 18 to 24; 25, 26, 27, 28 (Saturday, worked); free on 1 March; 2.
    let expected = [
        "2015-02-15",
        "2015-02-16",
        "2015-02-17",
        "2015-02-25",
        "2015-02-26",
        "2015-02-27",
        "2015-02-28",
        "2015-03-02",
    ];
    for (count, text) in (1..).zip(expected) {
        let counted = calendar.working_day_after(day("2015-02-13"), count);
        assert_eq!(counted, day(text), "{count}");
    }
    // Backwards from within the festival.
    assert_eq!(
        calendar.working_day_before(day("2015-02-20"), 1),
        day("2015-02-17")
    );
    assert_eq!(
        calendar.working_day_before(day("2015-02-16"), 2),
        day("2015-02-13")
    );
}

#[test]
fn the_national_day_of_2015() {
    let calendar = china::calendar();
    // From Wednesday 30 September: free from 1 to 7 October; 8, 9, 10 (Saturday, worked); free on 11; 12, 13.
    let expected = [
        "2015-10-08",
        "2015-10-09",
        "2015-10-10",
        "2015-10-12",
        "2015-10-13",
    ];
    for (count, text) in (1..).zip(expected) {
        let counted = calendar.working_day_after(day("2015-09-30"), count);
        assert_eq!(counted, day(text), "{count}");
    }
}

#[test]
fn the_spring_festival_of_2024() {
    let calendar = china::calendar();
    // From Friday 2 February: 4 (Sunday, worked), 5 to 9; free from 10 to 17; 18 (Sunday, worked), 19.
    let expected = [
        "2024-02-04",
        "2024-02-05",
        "2024-02-06",
        "2024-02-07",
        "2024-02-08",
        "2024-02-09",
        "2024-02-18",
        "2024-02-19",
    ];
    for (count, text) in (1..).zip(expected) {
        let counted = calendar.working_day_after(day("2024-02-02"), count);
        assert_eq!(counted, day(text), "{count}");
    }
}

#[test]
fn the_national_day_of_2024() {
    let calendar = china::calendar();
    // From Friday 27 September: free on 28; 29 (Sunday, worked), 30; free from 1 to 7 October; 8 to 11, 12 (Saturday, worked); free on 13; 14.
    let expected = [
        "2024-09-29",
        "2024-09-30",
        "2024-10-08",
        "2024-10-09",
        "2024-10-10",
        "2024-10-11",
        "2024-10-12",
        "2024-10-14",
    ];
    for (count, text) in (1..).zip(expected) {
        let counted = calendar.working_day_after(day("2024-09-27"), count);
        assert_eq!(counted, day(text), "{count}");
    }
}

#[test]
fn years_without_a_calendar_are_named() {
    let calendar = china::calendar();
    let unknown = |from: &str, to: &str| calendar.years_unknown(day(from), day(to));
    assert_eq!(unknown("2015-01-01", "2015-12-31"), [0; 0]);
    assert_eq!(unknown("2015-12-30", "2016-01-04"), [2016]);
    // The first day is not counted, so its year does not matter.
    assert_eq!(unknown("2014-12-31", "2015-01-05"), [0; 0]);
    assert_eq!(unknown("2013-12-30", "2014-01-05"), [2013, 2014]);
}

#[test]
fn counting_ends_with_the_last_day_of_all() {
    let last = day("9999-12-30");
    let end = Calendar::default().working_day_after(last, 250);
    assert_eq!(end, end.next());
}

/// A calendar of the years 2020 to 2022 with random holidays and make-up days.
pub(crate) fn any_calendar() -> impl Strategy<Value = Calendar> {
    let days = || prop::collection::btree_set(0..365_i32, 0..80);
    let year = |year: i16| {
        (days(), days()).prop_map(move |(holidays, worked)| {
            let first = Day::from_ymd(year, 1, 1).expect("a day").number();
            let day = |number: &i32| Day::from_number(first + number).expect("a day");
            let working_days = worked.difference(&holidays).map(day).collect();
            CalendarYear {
                year,
                holidays: holidays.iter().map(day).collect(),
                working_days,
                sequence: i64::from(year),
            }
        })
    };
    (year(2020), year(2021), year(2022)).prop_map(|(a, b, c)| Calendar::new([a, b, c]))
}

/// A day of 2020 to 2022, or a little before or after.
pub(crate) fn any_day() -> impl Strategy<Value = Day> {
    let number = |text: &str| day(text).number();
    (number("2019-12-01")..number("2023-02-01"))
        .prop_map(|number| Day::from_number(number).expect("a day"))
}

proptest! {
    #[test]
    fn counting_is_what_looking_at_each_day_gives(
        calendar in any_calendar(), from in any_day(), count in 0..250_u32,
    ) {
        let to = calendar.working_day_after(from, count);
        let between = (from.number() + 1..=to.number())
            .filter_map(Day::from_number)
            .filter(|day| calendar.is_worked(*day))
            .count();
        prop_assert_eq!(between, usize::try_from(count).expect("small"));
        prop_assert!(count == 0 || calendar.is_worked(to));
    }

    #[test]
    fn counting_back_from_a_working_day_leads_back(
        calendar in any_calendar(), from in any_day(), count in 0..250_u32,
    ) {
        let from = calendar.working_day_after(from, 1);
        let there = calendar.working_day_after(from, count);
        prop_assert_eq!(calendar.working_day_before(there, count), from);
    }

    #[test]
    fn one_by_one_is_the_same_as_at_once(calendar in any_calendar(), from in any_day(), count in 0..60_u32) {
        let one_by_one = (0..count).fold(from, |day, _| calendar.working_day_after(day, 1));
        prop_assert_eq!(calendar.working_day_after(from, count), one_by_one);
    }
}
