//! Deadlines over real holidays, over changes of clocks, and the choice of the rule.

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::china;
use crate::domain::calendar::tests::{any_calendar, any_day};

fn moment(text: &str) -> Moment {
    let timestamp: jiff::Timestamp = text.parse().expect("a timestamp");
    Moment::from_micros(timestamp.as_microsecond()).expect("within bounds")
}

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("built in")
}

fn rule(code: &str, nature: Option<Nature>, urgency: Option<Urgency>) -> DeadlineRule {
    DeadlineRule {
        code: code.parse().expect("a code"),
        display_name: code.to_owned(),
        nature,
        urgency,
        limit: Limit::WorkingDays(5),
        sign_limit: None,
        on_request_only: false,
        retired: false,
        sequence: 7,
    }
}

/// The end of so many working days in Shanghai, after a local time there.
fn end_in_china(from: &str, days: u32) -> String {
    let from = moment(&format!("{from}+08:00"));
    let end = Limit::WorkingDays(days).end(&china::calendar(), &zone("Asia/Shanghai"), from);
    // At the end of a day in Shanghai it is 16:00 of that day in UTC.
    end.to_string()
}

#[test]
fn over_the_spring_festival_of_2015() {
    // Friday 13 February: 15 (Sunday, worked), 16, 17; free from 18 to 24; 25, 26.
    assert_eq!(end_in_china("2015-02-13T10:00", 5), "2015-02-26T16:00:00Z");
    // From the last working day before it: 25.
    assert_eq!(end_in_china("2015-02-17T23:59", 1), "2015-02-25T16:00:00Z");
    // From within it: 25, 26, 27, 28 (Saturday, worked); free on 1 March; 2.
    assert_eq!(end_in_china("2015-02-20T14:00", 5), "2015-03-02T16:00:00Z");
}

#[test]
fn over_the_national_day_of_2015() {
    // Wednesday 30 September: free from 1 to 7 October; 8, 9, 10 (Saturday, worked); free on 11; 12, 13.
    assert_eq!(end_in_china("2015-09-30T17:30", 5), "2015-10-13T16:00:00Z");
    // 14, 15, 16 are the 6th to the 8th; 19 to 23 the 9th to the 13th; 26, 27.
    assert_eq!(end_in_china("2015-09-30T17:30", 15), "2015-10-27T16:00:00Z");
    // Over the anniversary: Wednesday 2 September; free from 3 to 5; 6 (Sunday, worked).
    assert_eq!(end_in_china("2015-09-02T09:00", 1), "2015-09-06T16:00:00Z");
}

#[test]
fn over_the_spring_festival_of_2024() {
    // Friday 2 February: free on 3; 4 (Sunday, worked), 5, 6, 7, 8.
    assert_eq!(end_in_china("2024-02-02T10:00", 5), "2024-02-08T16:00:00Z");
    // Thursday 8 February: 9; free from 10 to 17; 18 (Sunday, worked), 19, 20, 21.
    assert_eq!(end_in_china("2024-02-08T10:00", 5), "2024-02-21T16:00:00Z");
}

#[test]
fn over_the_national_day_of_2024() {
    // Friday 27 September: free on 28; 29 (Sunday, worked), 30; free from 1 to 7 October; 8, 9, 10.
    assert_eq!(end_in_china("2024-09-27T10:00", 5), "2024-10-10T16:00:00Z");
    // Monday 30 September: 8 to 11 October, 12 (Saturday, worked).
    assert_eq!(end_in_china("2024-09-30T00:00", 5), "2024-10-12T16:00:00Z");
    // Labour Day: Tuesday 30 April; free from 1 to 5 May; 6, 7, 8, 9, 10, 11 (Saturday, worked).
    assert_eq!(end_in_china("2024-04-30T10:00", 6), "2024-05-11T16:00:00Z");
}

#[test]
fn the_day_of_assignment_is_the_local_one() {
    // 16:00 UTC on 30 June is midnight in Shanghai: Wednesday 1 July, so the next working day is Thursday.
    let end = |from: &str| {
        let (calendar, shanghai) = (china::calendar(), zone("Asia/Shanghai"));
        Limit::WorkingDays(1).end(&calendar, &shanghai, moment(from))
    };
    assert_eq!(
        end("2015-06-30T15:59:59.999999Z"),
        moment("2015-07-01T16:00:00Z")
    );
    assert_eq!(end("2015-06-30T16:00:00Z"), moment("2015-07-02T16:00:00Z"));
}

#[test]
fn over_changes_of_clocks() {
    let new_york = zone("America/New_York");
    let weekends = Calendar::default();
    let end = |limit: Limit, from: &str| limit.end(&weekends, &new_york, moment(from));
    // Friday 6 March 2015, 15:00 in winter time. Monday 9 March ends at midnight in summer time.
    let friday = "2015-03-06T20:00:00Z";
    assert_eq!(
        end(Limit::WorkingDays(1), friday),
        moment("2015-03-10T04:00:00Z")
    );
    // 72 hours are elapsed time: 16:00 on Monday.
    assert_eq!(
        end(Limit::Hours(72), friday),
        moment("2015-03-09T20:00:00Z")
    );
    // Friday 30 October 2015, 15:00 in summer time. Monday 2 November ends at midnight in winter time.
    let friday = "2015-10-30T19:00:00Z";
    assert_eq!(
        end(Limit::WorkingDays(1), friday),
        moment("2015-11-03T05:00:00Z")
    );
    assert_eq!(
        end(Limit::Hours(72), friday),
        moment("2015-11-02T19:00:00Z")
    );
}

#[test]
fn a_working_day_of_23_or_25_hours_ends_at_its_midnight() {
    let new_york = zone("America/New_York");
    let day = |text: &str| text.parse().expect("a day");
    // The clocks change on Sundays; here both are make-up days.
    let calendar = Calendar::new([crate::domain::calendar::CalendarYear {
        year: 2015,
        holidays: [].into(),
        working_days: [day("2015-03-08"), day("2015-11-01")].into(),
        sequence: 1,
    }]);
    let end = |from: &str| Limit::WorkingDays(1).end(&calendar, &new_york, moment(from));
    // From Saturday 7 March. Sunday begins at 05:00 UTC and ends 23 hours later.
    assert_eq!(end("2015-03-07T17:00:00Z"), moment("2015-03-09T04:00:00Z"));
    // From Saturday 31 October. Sunday begins at 04:00 UTC and ends 25 hours later.
    assert_eq!(end("2015-10-31T17:00:00Z"), moment("2015-11-02T05:00:00Z"));
}

#[test]
fn the_most_specific_rule_holds() {
    let (complaint, urgent) = (Some(Nature::Complaint), Some(Urgency::Urgent));
    let rules = [
        rule("any", None, None),
        rule("urgent", None, urgent),
        rule("complaint", complaint, None),
        rule("urgent-complaint", complaint, urgent),
        DeadlineRule {
            on_request_only: true,
            ..rule("hard", complaint, urgent)
        },
        DeadlineRule {
            retired: true,
            ..rule("old", complaint, urgent)
        },
    ];
    let holds = |count: usize, nature, urgency| {
        let rule = fitting(&rules[..count], nature, urgency);
        rule.map(|rule| rule.code.as_str().to_owned())
    };
    let all = rules.len();
    let some = |code: &str| Some(code.to_owned());
    assert_eq!(
        holds(all, Nature::Complaint, Urgency::Urgent),
        some("urgent-complaint")
    );
    assert_eq!(
        holds(all, Nature::Complaint, Urgency::Normal),
        some("complaint")
    );
    assert_eq!(holds(all, Nature::Help, Urgency::Urgent), some("urgent"));
    assert_eq!(holds(all, Nature::Help, Urgency::Normal), some("any"));
    // The nature goes before the urgency.
    assert_eq!(
        holds(3, Nature::Complaint, Urgency::Urgent),
        some("complaint")
    );
    assert_eq!(holds(0, Nature::Help, Urgency::Normal), None);
}

#[test]
fn a_rule_gives_both_deadlines_and_says_how() {
    let (calendar, shanghai) = (china::calendar(), zone("Asia/Shanghai"));
    let from = moment("2015-02-13T02:00:00Z");
    let general = DeadlineRule {
        sign_limit: Some(Limit::Hours(2)),
        ..rule("general", None, None)
    };
    assert_eq!(
        deadlines(&general, &calendar, &shanghai, from),
        Deadlines {
            due: moment("2015-02-26T16:00:00Z"),
            sign_due: Some(moment("2015-02-13T04:00:00Z")),
            basis: Basis {
                rule: general.code.clone(),
                rule_sequence: 7,
                // The versions of the sample calendars are their years.
                calendar_sequence: 2024,
            },
        }
    );
    // The limit for signing is never after the deadline.
    let quick = DeadlineRule {
        limit: Limit::Hours(1),
        ..general
    };
    let given = deadlines(&quick, &Calendar::default(), &shanghai, from);
    assert_eq!(given.sign_due, Some(given.due));
    assert_eq!(given.basis.calendar_sequence, 0);
}

#[test]
fn counting_is_told_in_words() {
    let (calendar, shanghai) = (china::calendar(), zone("Asia/Shanghai"));
    let words = |limit| in_words(limit, &calendar, &shanghai, moment("2015-02-13T02:00:00Z"));
    assert_eq!(
        words(Limit::WorkingDays(8)),
        [
            "2015-02-13: the day on which it began, not counted",
            "2015-02-14: weekend",
            "2015-02-15: working day 1 (make-up day)",
            "2015-02-16 to 2015-02-17: working days 2 to 3",
            "2015-02-18 to 2015-02-24: holidays",
            "2015-02-25 to 2015-02-27: working days 4 to 6",
            "2015-02-28: working day 7 (make-up day)",
            "2015-03-01: weekend",
            "2015-03-02: working day 8",
        ]
    );
    assert_eq!(
        words(Limit::Hours(1)),
        ["1 hour after 2015-02-13T02:00:00Z, nights and holidays included"]
    );
}

proptest! {
    #[test]
    fn a_deadline_ends_a_working_day_and_never_comes_earlier_for_a_later_start(
        calendar in any_calendar(),
        day in any_day(),
        (minute, later) in (0..1_440_i64, 0..5_000_i64),
        count in 1..30_u32,
        name in prop::sample::select(vec!["Asia/Shanghai", "America/New_York"]),
    ) {
        let zone = zone(name);
        let from = zone.start_of(day).plus_micros(minute * 60_000_000);
        let end = Limit::WorkingDays(count).end(&calendar, &zone, from);
        let last = zone.day_of(end.plus_micros(-1));
        prop_assert!(calendar.is_worked(last) && end == zone.end_of(last));
        prop_assert!(zone.end_of(zone.day_of(from)) < end);
        let after = from.plus_micros(later * 60_000_000);
        prop_assert!(end <= Limit::WorkingDays(count).end(&calendar, &zone, after));
        prop_assert!(end < Limit::WorkingDays(count + 1).end(&calendar, &zone, from));
    }

    #[test]
    fn the_words_count_every_day_once(calendar in any_calendar(), day in any_day(), count in 1..40_u32) {
        let shanghai = zone("Asia/Shanghai");
        let words = in_words(Limit::WorkingDays(count), &calendar, &shanghai, shanghai.start_of(day));
        let last = words.last().expect("a line");
        prop_assert!(last.contains(&format!(" {count}")), "{}", last);
    }
}
