//! Filters choose what they say, in SQL as in plain Rust.

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::book::{Book, minute};
use super::listed::{assign, complete, orders};
use super::sample::fill;
use crate::domain::assignment::{
    AssignmentRole, AssignmentState, ExclusionReason, ExclusionState, VisitChannel, VisitResult,
};
use crate::domain::call::CallOutcome;
use crate::domain::event::Event;
use crate::domain::names::AssignmentId;
use crate::domain::record::{AssignmentRecord, VisitRecord};
use crate::domain::supervision::Supervision;
use crate::domain::work_order::Disposition;
use crate::filter::{self, Expression, FilterError, Operator, Restriction};
use crate::store::assignments::AssignmentFilter;
use crate::store::calls::CallFilter;
use crate::store::exclusions::ExclusionFilter;
use crate::store::return_visits::VisitFilter;
use crate::store::supervisions::SupervisionFilter;
use crate::store::work_orders::WorkOrderFilter;
use crate::store::{
    assignments, calls, exclusions, filters, return_visits, supervisions, work_orders,
};

/// Checks filters of a list against what says the same in Rust.
macro_rules! each {
    ($book:expr, $list:ident, $filter:ident, $($text:literal => $holds:expr,)+) => {
        let mut listed = |text: &str| {
            let condition = $list::filter(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let filter = $filter { condition, ..$filter::default() };
            $list::list(&mut $book.connection, &filter, None, 1_000).unwrap()
        };
        let all = listed("");
        $({
            let mut expected = all.clone();
            expected.retain($holds);
            assert_eq!(listed($text), expected, "{}: {}", stringify!($list), $text);
        })+
    };
}

#[test]
fn calls_are_filtered_by_their_fields() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    each! {
        book, calls, CallFilter,
        "outcome = ANSWERED" => |one| one.outcome() == CallOutcome::Answered,
        "outcome != CALL_OUTCOME_ANSWERED" => |one| one.outcome() != CallOutcome::Answered,
        "outcome = UNREACHED OR outcome = CALLED_BACK" =>
            |one| matches!(one.outcome(), CallOutcome::Unreached | CallOutcome::CalledBack),
        "agent = agent-canary" => |one| one.agent == "agent-canary",
        "agent = ''" => |one| one.agent.is_empty(),
        "sms_notice_time:* AND -callback_time:*" => |one| one.notified.is_some() && one.called_back.is_none(),
        "answer_time > 2015-06-01T00:00:00+08:00" => |one| one.answered.is_some(),
        "NOT answer_time > 2015-06-01T00:00:00+08:00" => |one| one.answered.is_none(),
        "start_time >= 2015-06-01T00:08:00+08:00 AND start_time <= '2015-05-31T16:09:00Z'" =>
            |one| minute(8) <= one.started && one.started <= minute(9),
    }
}

#[test]
fn orders_are_filtered_by_their_fields() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    let first = book
        .events
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::WorkOrderAccepted(order) => Some(order.received),
            _ => None,
        });
    let first = first.unwrap();
    let mut listed = |text: String| {
        let condition = work_orders::filter(&text).unwrap();
        let filter = WorkOrderFilter {
            condition,
            ..WorkOrderFilter::default()
        };
        work_orders::list(&mut book.connection, &filter, None, 1_000).unwrap()
    };
    let all = listed(String::new());
    let later = all[1..].to_vec();
    assert!(all[0].received == first && later.iter().all(|one| first < one.received));
    assert_eq!(listed(format!("receive_time >= {first}")), all);
    assert_eq!(listed(format!("receive_time > {first}")), later);
    assert_eq!(listed(format!("receive_time != {first}")), later);
    assert_eq!(listed(format!("receive_time = {first}")), all[..1]);
    assert_eq!(listed(format!("receive_time <= {first}")), all[..1]);
    assert_eq!(listed(format!("receive_time < {first}")), []);
    each! {
        book, work_orders, WorkOrderFilter,
        "channel = WECHAT AND nature = COMPLAINT AND urgency = URGENT" => |_| true,
        "channel = WEB OR nature = HELP OR urgency = NORMAL" => |_| false,
        "disposition = PENDING" => |one| one.disposition() == Disposition::Pending,
        "disposition = HANDLED_DIRECTLY" => |one| one.disposition() == Disposition::HandledDirectly,
        "disposition = DISPOSITION_TRANSFERRED" => |one| one.disposition() == Disposition::Transferred,
        "category = categories/water" => |one| one.category.is_some(),
        "category != water" => |one| one.category.is_none(),
        "category:*" => |one| one.category.is_some(),
        "topics:topics/pipes" => |one| !one.topics.is_empty(),
        "topics:summer.2015" => |one| !one.topics.is_empty(),
        "topics:summer" => |_| false,
        "topics:PIPES" => |_| false,
        "NOT topics:pipes" => |one| one.topics.is_empty(),
        "call = calls/7 AND call:*" => |one| one.call == Some(7),
        "call = 8" => |one| one.call == Some(8),
        "external_reference.source = source-canary" => |one| one.external_reference.is_some(),
        "duplicate_of:*" => |one| one.duplicate.is_some(),
        "duplicate_of = workOrders/20150601-000007" => |_| false,
        "handle_time:*" => |one| one.handled.is_some(),
    }
}

#[test]
fn assignments_and_what_belongs_to_them_are_filtered_by_their_fields() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    let removed = |one: &AssignmentRecord| {
        let state = one.standing.state;
        matches!(
            state,
            AssignmentState::SentBack | AssignmentState::Withdrawn
        )
    };
    let assists = |one: &AssignmentRecord| one.role == AssignmentRole::Assist;
    let done = |one: &AssignmentRecord| one.standing.completed.is_some() && one.excluded;
    each! {
        book, assignments, AssignmentFilter,
        "unit = units/A01 AND role = ASSIST" => assists,
        "unit = a01" => |_| false,
        "state = ASSIGNED" => |one| one.standing.state == AssignmentState::Assigned,
        "state = SENT_BACK OR state = WITHDRAWN" => removed,
        "NOT (state = SENT_BACK OR state = WITHDRAWN)" => |one| !removed(one),
        "due_time:*" => |one| one.standing.due.is_some(),
        "remove_time:*" => |one| one.standing.removed.is_some(),
        "excluded = true" => |one| one.excluded,
        "excluded != true" => |one| !one.excluded,
        "redo_count > 1" => |one| 1 < one.redo_count,
        "redo_count <= 1" => |one| one.redo_count <= 1,
        "complete_time:* AND excluded = true OR role = ASSIST" =>
            |one| one.standing.completed.is_some() && (one.excluded || assists(one)),
        "(complete_time:* AND excluded = true) OR role = ASSIST" => |one| done(one) || assists(one),
    }
    let rated = |one: &VisitRecord| matches!(one.visit.result, VisitResult::Rated { .. });
    each! {
        book, return_visits, VisitFilter,
        "result = RATED" => rated,
        "process_grade = VERY_SATISFIED AND outcome_grade = GRADE_DISSATISFIED" => rated,
        "resolved = PARTLY" => rated,
        "resolved != PARTLY" => |one| !rated(one),
        "resolved:*" => rated,
        "channel = SMS OR channel = VISIT_CHANNEL_PHONE" =>
            |one| matches!(one.visit.channel, VisitChannel::Sms | VisitChannel::Phone),
    }
    each! {
        book, exclusions, ExclusionFilter,
        "state = REQUESTED" => |one| one.exclusion.state() == ExclusionState::Requested,
        "state != REQUESTED" => |one| one.exclusion.state() != ExclusionState::Requested,
        "state = APPROVED" => |one| one.exclusion.state() == ExclusionState::Approved,
        "reason = OTHER" => |one| one.exclusion.reason == ExclusionReason::Other,
        "requested_by = nobody" => |_| false,
    }
    let about = |one: &Supervision| one.assignment.is_some();
    each! {
        book, supervisions, SupervisionFilter,
        "form = ON_SITE AND reason = OVERDUE AND unit = A01" => |_| true,
        "assignment = workOrders/20150601-000002/assignments/1" => about,
        "assignment != workOrders/20150601-000002/assignments/1" => |one| !about(one),
        "assignment:*" => about,
        "lift_time:*" => |one| one.lifted.is_some(),
    }
}

fn refused(text: &str) -> FilterError {
    assignments::filter(text).expect_err(text)
}

#[test]
fn a_wrong_filter_is_told_where_and_what_there_is() {
    for (text, position, part) in [
        (
            "unit = A AND colour = red",
            13,
            "the fields are unit, role, state, assign_time",
        ),
        ("Unit = A", 0, "the fields are unit"),
        (
            "state = GONE",
            8,
            "one of ASSIGNMENT_STATE_ASSIGNED, ASSIGNMENT_STATE_SEND_BACK_REQUESTED",
        ),
        ("state = ASSIGNMENT_STATE_UNSPECIFIED", 8, "one of"),
        ("state < ASSIGNED", 0, "= and != alone"),
        ("due_time < 2015-06-01", 11, "RFC 3339"),
        ("due_time < '2015-06-01 00:00:00Z'", 11, "RFC 3339"),
        ("due_time < 2015-06-01T00:00:00", 11, "RFC 3339"),
        ("due_time:2015-06-01T00:00:00Z", 0, "field:*"),
        ("due_time:\"*\"", 0, "field:*"),
        ("state:*", 0, "always has a value"),
        ("redo_count = many", 13, "a whole number"),
        ("excluded = yes", 11, "true or false"),
        ("unit = 'a b'", 7, "units/ and a code"),
        ("unit = A unit = B", 9, "AND or OR"),
    ] {
        let error = refused(text);
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.description.contains(part), "{text}: {error}");
    }
    let topics = work_orders::filter("topics = pipes").expect_err("several values");
    assert!(topics.description.contains("field:value"), "{topics}");
    let assignment = supervisions::filter("assignment = 7").expect_err("no assignment");
    assert!(
        assignment.description.contains("workOrders/"),
        "{assignment}"
    );
    // What the client wrote is not repeated: it may be personal.
    assert!(
        !refused("name_of_the_caller = 'Li Wei'")
            .to_string()
            .contains("caller")
    );
}

#[test]
fn no_list_is_filtered_by_what_may_be_personal() {
    let mut names: Vec<&str> = Vec::new();
    names.extend(filters::WORK_ORDERS.iter().map(filters::Field::name));
    names.extend(filters::CALLS.iter().map(filters::Field::name));
    names.extend(filters::ASSIGNMENTS.iter().map(filters::Field::name));
    names.extend(filters::RETURN_VISITS.iter().map(filters::Field::name));
    names.extend(filters::EXCLUSIONS.iter().map(filters::Field::name));
    names.extend(filters::SUPERVISIONS.iter().map(filters::Field::name));
    for personal in [
        "requester",
        "full_name",
        "number",
        "text",
        "attachments",
        "answer",
        "reply",
        "note",
        "telephone_system_id",
        "recording_reference",
        "external_reference.id",
    ] {
        let found: Vec<_> = names
            .iter()
            .filter(|name| name.contains(personal))
            .collect();
        assert!(found.is_empty() || found == [&"answer_time"], "{found:?}");
    }
}

/// Whether a filter holds for an assignment, computed without a database.
fn holds(expression: &Expression, record: &AssignmentRecord) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().all(|part| holds(part, record)),
        Expression::Any(parts) => parts.iter().any(|part| holds(part, record)),
        Expression::Not(inner) => !holds(inner, record),
        Expression::Restriction(restriction) => restriction_holds(restriction, record),
    }
}

fn restriction_holds(restriction: &Restriction, record: &AssignmentRecord) -> bool {
    let value = restriction.value.text.as_str();
    let known = match restriction.field.as_str() {
        "due_time" => record.standing.due,
        "complete_time" => record.standing.completed,
        "unit" => {
            let same = record.unit.as_str() == value;
            return same == matches!(restriction.operator, Operator::Equal);
        }
        field => panic!("{field} is not in the test"),
    };
    if matches!(restriction.operator, Operator::Has) {
        return known.is_some();
    }
    let value = value.parse().expect("a time");
    match restriction.operator {
        Operator::Equal => known == Some(value),
        Operator::NotEqual => known != Some(value),
        Operator::Less => known.is_some_and(|known| known < value),
        Operator::LessOrEqual => known.is_some_and(|known| known <= value),
        Operator::Greater => known.is_some_and(|known| value < known),
        Operator::GreaterOrEqual => known.is_some_and(|known| value <= known),
        Operator::Has => true,
    }
}

fn condition() -> impl Strategy<Value = String> {
    let comparison = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let field = prop::sample::select(vec!["due_time", "complete_time"]);
    let time = (0..6_i64).prop_map(|place| minute(place * 10).to_string());
    prop_oneof![
        4 => (field, comparison, time).prop_map(|(field, operator, time)| format!("{field} {operator} {time}")),
        1 => Just("due_time:*".to_owned()),
        1 => Just("complete_time:*".to_owned()),
        1 => Just("unit = A".to_owned()),
        1 => Just("unit != B".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    condition().prop_recursive(4, 16, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several
                .clone()
                .prop_map(|parts| format!("({})", parts.join(" AND "))),
            several.prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("NOT ({part})")),
        ]
    })
}

#[test]
fn any_filter_chooses_in_sql_what_it_chooses_in_rust() {
    let mut book = Book::new();
    for (index, order) in orders(&mut book, 24).into_iter().enumerate() {
        let id = AssignmentId { order, number: 1 };
        let index = i64::try_from(index).unwrap();
        let due = (index % 4 != 0).then(|| minute(index % 6 * 10));
        assign(
            &mut book,
            id,
            ["A", "B", "C"][usize::try_from(index % 3).unwrap()],
            due,
        );
        if index % 2 == 0 {
            complete(&mut book, id, minute(index % 5 * 10));
        }
    }
    book.save();
    let all = assignments::list(
        &mut book.connection,
        &AssignmentFilter::default(),
        None,
        100,
    );
    let all = all.unwrap();
    let book = RefCell::new(book);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let compared = runner.run(&text(), |text| {
        let filter = AssignmentFilter {
            condition: assignments::filter(&text).expect("right"),
            ..AssignmentFilter::default()
        };
        let connection = &mut book.borrow_mut().connection;
        let found = assignments::list(connection, &filter, None, 100).expect("a list");
        let expression = filter::parse(&text).expect("right").expect("not empty");
        let expected = all.iter().filter(|record| holds(&expression, record));
        prop_assert_eq!(found, expected.cloned().collect::<Vec<_>>());
        Ok(())
    });
    compared.unwrap();
}
