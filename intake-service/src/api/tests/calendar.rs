//! The calendar and the rules for deadlines, request by request.

use hotline_proto::intake as proto;
use prost_types::FieldMask;

use super::requests::{update_calendar, update_deadline_rule};
use super::{but, command, each_wrong_field, wrong};
use crate::domain::command::Command;
use crate::domain::deadline::{Limit, UpdateDeadlineRule};
use crate::domain::work_order::Nature;

fn calendar(request: &mut proto::UpdateCalendarRequest) -> &mut proto::Calendar {
    request.calendar.as_mut().expect("given")
}

fn rule(request: &mut proto::UpdateDeadlineRuleRequest) -> &mut proto::DeadlineRule {
    request.deadline_rule.as_mut().expect("given")
}

fn updated(request: proto::UpdateDeadlineRuleRequest) -> UpdateDeadlineRule {
    match command(request) {
        Command::UpdateDeadlineRule(update) => update,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_year_is_taken_whole() {
    let Command::UpdateCalendar(update) = command(update_calendar()) else {
        panic!("another command");
    };
    let texts = |days: &std::collections::BTreeSet<hotline_common::time::Day>| -> Vec<String> {
        days.iter().map(ToString::to_string).collect()
    };
    assert_eq!(update.year, 2015);
    assert_eq!(texts(&update.holidays), ["2015-06-20", "2015-06-22"]);
    assert_eq!(texts(&update.working_days), ["2015-06-27"]);
}

#[test]
fn each_wrong_field_of_a_year_has_its_path() {
    each_wrong_field! { update_calendar(),
        |it| it.calendar = None => "calendar",
        |it| calendar(it).name = String::new() => "calendar.name",
        |it| calendar(it).name = "calendars/15".into() => "calendar.name",
        |it| calendar(it).name = "calendars/0000".into() => "calendar.name",
        |it| calendar(it).name = "calendars/9999".into() => "calendar.name",
        |it| calendar(it).name = "units/2015".into() => "calendar.name",
        |it| calendar(it).holidays[1] = "2016-06-22".into() => "calendar.holidays[1]",
        |it| calendar(it).holidays[1] = "2015-06-31".into() => "calendar.holidays[1]",
        |it| calendar(it).holidays[1] = "2015-06-20".into() => "calendar.holidays[1]",
        |it| calendar(it).holidays = vec!["2015-06-20".into(); 367] => "calendar.holidays",
        |it| calendar(it).working_days[0] = "2015-06-20".into() => "calendar.working_days[0]",
        |it| calendar(it).working_days[0] = String::new() => "calendar.working_days[0]",
        |it| it.actor = "a".repeat(65) => "actor",
        |it| it.request_id = "1".into() => "request_id",
    }
    // Working days given as holidays.
    let first: hotline_common::time::Day = "2015-01-01".parse().expect("a day");
    let days = std::iter::successors(Some(first), |day| Some(day.next()));
    let all: Vec<String> = days.take(365).map(|day| day.to_string()).collect();
    let without_work = but(update_calendar(), |it| {
        calendar(it).working_days.clear();
        calendar(it).holidays = all;
    });
    assert_eq!(wrong(without_work), ["calendar.holidays"]);
}

#[test]
fn a_rule_is_taken_with_all_its_fields() {
    let update = updated(update_deadline_rule());
    assert_eq!(update.code.as_str(), "general");
    assert_eq!(update.nature, Some(Some(Nature::Help)));
    assert_eq!(update.limit, Some(Limit::WorkingDays(5)));
    assert_eq!(update.sign_limit, Some(Some(Limit::Hours(4))));
    assert_eq!(
        (update.on_request_only, update.retired),
        (Some(true), Some(true))
    );
}

#[test]
fn without_a_mask_a_rule_keeps_what_is_not_given() {
    let update = updated(but(update_deadline_rule(), |it| {
        it.deadline_rule = Some(proto::DeadlineRule {
            name: "deadlineRules/general".into(),
            hours: 48,
            ..proto::DeadlineRule::default()
        });
    }));
    assert_eq!(update.limit, Some(Limit::Hours(48)));
    assert_eq!((update.nature, update.urgency), (None, None));
    assert_eq!((update.sign_limit, update.retired), (None, None));
}

#[test]
fn a_mask_takes_limits_away_as_pairs() {
    let masked = |paths: &[&str]| {
        but(update_deadline_rule(), |it| {
            it.deadline_rule = Some(proto::DeadlineRule {
                name: "deadlineRules/general".into(),
                ..proto::DeadlineRule::default()
            });
            it.update_mask = Some(FieldMask {
                paths: paths.iter().map(ToString::to_string).collect(),
            });
        })
    };
    let update = updated(masked(&["sign_hours", "nature", "retired"]));
    assert_eq!(update.sign_limit, Some(None));
    assert_eq!(update.nature, Some(None));
    assert_eq!(update.retired, Some(false));
    assert_eq!((update.limit, update.on_request_only), (None, None));
    // A rule without a limit is none.
    assert_eq!(wrong(masked(&["hours"])), ["deadline_rule.working_days"]);
}

#[test]
fn each_wrong_field_of_a_rule_has_its_path() {
    each_wrong_field! { update_deadline_rule(),
        |it| it.deadline_rule = None => "deadline_rule",
        |it| rule(it).name = "deadlineRules/-".into() => "deadline_rule.name",
        |it| rule(it).display_name = "a".repeat(101) => "deadline_rule.display_name",
        |it| rule(it).nature = 8 => "deadline_rule.nature",
        |it| rule(it).urgency = -1 => "deadline_rule.urgency",
        |it| rule(it).working_days = 251 => "deadline_rule.working_days",
        |it| rule(it).working_days = -1 => "deadline_rule.working_days",
        |it| rule(it).hours = 1 => "deadline_rule.hours",
        |it| (rule(it).working_days, rule(it).hours) = (0, 1_001) => "deadline_rule.hours",
        |it| rule(it).sign_working_days = 1 => "deadline_rule.sign_hours",
        |it| rule(it).sign_hours = 1_001 => "deadline_rule.sign_hours",
        |it| it.update_mask = Some(FieldMask { paths: vec!["name".into()] }) => "update_mask",
        |it| it.actor = "a".repeat(65) => "actor",
        |it| it.request_id = "1".into() => "request_id",
    }
}
