//! The instants of cards: over real holidays, over changes of clocks, over random calendars.

use proptest::prelude::*;

use super::*;
use crate::domain::assignment::AssignmentState;
use crate::domain::calendar::china;
use crate::domain::calendar::tests::{any_calendar, any_day};

fn moment(text: &str) -> Moment {
    let timestamp: jiff::Timestamp = text.parse().expect("a timestamp");
    Moment::from_micros(timestamp.as_microsecond()).expect("within bounds")
}

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("built in")
}

fn instants(due: &str, calendar: &Calendar, zone: &Zone) -> (String, String) {
    let due = moment(due);
    (
        yellow_at(due, calendar, zone).to_string(),
        red_at(due, calendar, zone).to_string(),
    )
}

fn pair(yellow: &str, red: &str) -> (String, String) {
    (yellow.to_owned(), red.to_owned())
}

#[test]
fn of_a_deadline_at_the_end_of_a_day_cards_come_at_the_end_of_days() {
    let shanghai = zone("Asia/Shanghai");
    let calendar = china::calendar();
    // Due at the end of Friday 26 June 2015: the end of Thursday, the end of Monday.
    assert_eq!(
        instants("2015-06-26T16:00:00Z", &calendar, &shanghai),
        pair("2015-06-25T16:00:00Z", "2015-06-29T16:00:00Z")
    );
    // Due at the end of 25 February 2015, the first working day after the Spring Festival: 17 February was the last one before it.
    assert_eq!(
        instants("2015-02-25T16:00:00Z", &calendar, &shanghai),
        pair("2015-02-17T16:00:00Z", "2015-02-26T16:00:00Z")
    );
    // Due at the end of Friday 27 February 2015: Saturday was a make-up day.
    assert_eq!(
        instants("2015-02-27T16:00:00Z", &calendar, &shanghai),
        pair("2015-02-26T16:00:00Z", "2015-02-28T16:00:00Z")
    );
}

#[test]
fn of_a_deadline_within_a_day_cards_come_at_its_clock_time() {
    let shanghai = zone("Asia/Shanghai");
    let calendar = china::calendar();
    // Due at 15:00 on Wednesday 24 June 2015.
    assert_eq!(
        instants("2015-06-24T07:00:00Z", &calendar, &shanghai),
        pair("2015-06-23T07:00:00Z", "2015-06-25T07:00:00Z")
    );
    // Due at 10:00 on 20 February 2015, within the Spring Festival.
    assert_eq!(
        instants("2015-02-20T02:00:00Z", &calendar, &shanghai),
        pair("2015-02-17T02:00:00Z", "2015-02-25T02:00:00Z")
    );
}

#[test]
fn the_clock_time_stays_over_a_change_of_clocks() {
    let new_york = zone("America/New_York");
    let calendar = Calendar::default();
    // Due at 15:00 on Monday 9 March 2015, in summer time; Friday was in winter time.
    assert_eq!(
        instants("2015-03-09T19:00:00Z", &calendar, &new_york),
        pair("2015-03-06T20:00:00Z", "2015-03-10T19:00:00Z")
    );
    // Due at the end of Friday 6 March: the end of Thursday is midnight in winter time, the end of Monday in summer time.
    assert_eq!(
        instants("2015-03-07T05:00:00Z", &calendar, &new_york),
        pair("2015-03-06T05:00:00Z", "2015-03-10T04:00:00Z")
    );
    // Due at 15:00 on Friday 30 October 2015, in summer time; Monday was in winter time.
    assert_eq!(
        instants("2015-10-30T19:00:00Z", &calendar, &new_york),
        pair("2015-10-29T19:00:00Z", "2015-11-02T20:00:00Z")
    );
}

const DUE: &str = "2015-06-26T16:00:00Z";
const YELLOW: &str = "2015-06-25T16:00:00Z";
const RED: &str = "2015-06-29T16:00:00Z";

fn open(since: &str, card: Option<Card>) -> Standing {
    Standing {
        due: Some(moment(DUE)),
        due_since: Some(moment(since)),
        card,
        ..Standing::new()
    }
}

fn at(standing: &Standing, now: Moment) -> Option<(Card, Moment)> {
    due_card(standing, &china::calendar(), &zone("Asia/Shanghai"), now)
}

#[expect(clippy::unnecessary_wraps, reason = "as the answers have it")]
fn given(card: Card, at: &str) -> Option<(Card, Moment)> {
    Some((card, moment(at)))
}

#[test]
fn a_card_comes_at_its_instant_and_once() {
    let before = |text: &str| moment(text).plus_micros(-1);
    let fresh = open("2015-06-22T02:00:00Z", None);
    assert_eq!(at(&fresh, before(YELLOW)), None);
    assert_eq!(at(&fresh, moment(YELLOW)), given(Card::Yellow, YELLOW));
    let yellow = open("2015-06-22T02:00:00Z", Some(Card::Yellow));
    assert_eq!(at(&yellow, before(RED)), None);
    assert_eq!(at(&yellow, moment(RED)), given(Card::Red, RED));
    let red = open("2015-06-22T02:00:00Z", Some(Card::Red));
    assert_eq!(at(&red, Moment::MAX), None);
}

#[test]
fn where_red_has_come_there_is_no_yellow() {
    let fresh = open("2015-06-22T02:00:00Z", None);
    assert_eq!(
        at(&fresh, moment("2016-01-01T00:00:00Z")),
        given(Card::Red, RED)
    );
}

#[test]
fn less_than_a_working_day_gives_no_yellow_card() {
    // Given within Friday, due at its end.
    let short = open("2015-06-26T02:00:00Z", None);
    assert_eq!(at(&short, moment("2015-06-26T10:00:00Z")), None);
    assert_eq!(at(&short, moment(RED)), given(Card::Red, RED));
}

#[test]
fn a_red_card_does_not_lie_before_the_deadline_came_into_force() {
    let reopened = "2015-08-03T02:00:00Z";
    let late = open(reopened, Some(Card::Yellow));
    assert_eq!(at(&late, moment(reopened)), given(Card::Red, reopened));
}

#[test]
fn only_open_assignments_with_a_deadline_get_cards() {
    let now = moment("2016-01-01T00:00:00Z");
    let fresh = open("2015-06-22T02:00:00Z", None);
    let completed = Standing {
        state: AssignmentState::Completed,
        completed: Some(moment("2015-07-01T00:00:00Z")),
        ..fresh
    };
    let removed = Standing {
        state: AssignmentState::Withdrawn,
        removed: Some(moment("2015-07-01T00:00:00Z")),
        ..fresh
    };
    let without = Standing { due: None, ..fresh };
    for standing in [completed, removed, without] {
        assert_eq!(at(&standing, now), None);
    }
}

proptest! {
    /// Micros within the day are often 0, so that deadlines at midnight are met.
    #[test]
    fn instants_lie_around_the_deadline_and_within_the_horizon(
        calendar in any_calendar(),
        day in any_day(),
        minute in prop_oneof![Just(0), 0..1_440_i64],
        later in 0..5_000_i64,
        name in prop::sample::select(vec!["Asia/Shanghai", "America/New_York", "Pacific/Apia"]),
    ) {
        let zone = zone(name);
        let due = zone.start_of(day).plus_micros(minute * 60_000_000);
        let (yellow, red) = (yellow_at(due, &calendar, &zone), red_at(due, &calendar, &zone));
        prop_assert!(yellow < due && due < red);
        // Some time after each instant the deadline must be within what is looked at.
        let after = |at: Moment| Horizon::at(at.plus_micros(later * 60_000_000), &calendar, &zone);
        prop_assert!(due <= after(yellow).yellow);
        prop_assert!(due <= after(red).red);
    }
}
