//! Lists are paged by key: right while rows are added, and filtered as asked.

use std::sync::Arc;

use hotline_common::time::Moment;

use super::book::{Book, minute};
use super::sample::{
    assignment_id, call, code, fill, month, order, order_number, rated, supervision, unit,
};
use crate::domain::assignment::{
    AssignmentRole, AssignmentState, Change, ExclusionReason, ExclusionState, Visit, VisitChannel,
};
use crate::domain::call::{Call, CallOutcome};
use crate::domain::event::{Event, Private};
use crate::domain::names::{AssignmentId, ExternalReference, LedgerId, PartId};
use crate::domain::registry::UnitGroup;
use crate::domain::supervision::Supervision;
use crate::domain::work_order::{Channel, Disposition, WorkOrder};
use crate::store::assignments::{AssignmentFilter, AssignmentPlace};
use crate::store::calls::CallFilter;
use crate::store::exclusions::ExclusionFilter;
use crate::store::registry::{UnitKey, list_categories, list_topics, list_units};
use crate::store::return_visits::VisitFilter;
use crate::store::supervisions::SupervisionFilter;
use crate::store::work_orders::WorkOrderFilter;
use crate::store::{
    Parent, activities, appreciations, assignments, calls, exclusions, leader_sessions,
    return_visits, supervisions, typical_cases, work_orders,
};

fn add_call(book: &mut Book, started: i64) -> LedgerId {
    let call = Call {
        started: minute(started),
        ..call(book)
    };
    book.add_at(
        minute(started),
        Event::CallRecorded(Arc::new(call)),
        Private::default(),
    )
}

fn add_order(book: &mut Book, number: &str, received: i64, channel: Channel) {
    let order = WorkOrder {
        received: minute(received),
        channel,
        ..order(book, number)
    };
    book.add(
        Event::WorkOrderAccepted(Box::new(order)),
        Private::default(),
    );
}

fn assign(book: &mut Book, id: AssignmentId, unit: &str, at: i64) {
    let change = Change::Assigned {
        unit: code(unit),
        role: AssignmentRole::Lead,
        due: None,
        sign_due: None,
        basis: None,
    };
    book.add_at(
        minute(at),
        Event::Assignment { id, change },
        Private::default(),
    );
}

fn change(book: &mut Book, id: AssignmentId, change: Change) {
    book.add(Event::Assignment { id, change }, Private::default());
}

fn started(calls: &[Call]) -> Vec<(Moment, LedgerId)> {
    calls.iter().map(|call| (call.started, call.id)).collect()
}

#[test]
fn calls_stand_by_start_then_as_recorded_and_pages_stay_right_while_rows_are_added() {
    let mut book = Book::new();
    let everything = CallFilter::default();
    let before: Vec<LedgerId> = [30, 10, 20, 20, 40]
        .map(|at| add_call(&mut book, at))
        .into();
    book.save();
    let page = calls::list(&mut book.connection, &everything, None, 2).unwrap();
    assert_eq!(
        started(&page),
        [(minute(10), before[1]), (minute(20), before[2])]
    );

    // One before the place and one at it, which the reader does not see again; two after it, which it does.
    let added: Vec<LedgerId> = [5, 20, 25, 50].map(|at| add_call(&mut book, at)).into();
    book.save();
    let after = Some((minute(20), before[2]));
    let rest = calls::list(&mut book.connection, &everything, after, 100).unwrap();
    assert_eq!(
        started(&rest),
        [
            (minute(20), before[3]),
            (minute(20), added[1]),
            (minute(25), added[2]),
            (minute(30), before[0]),
            (minute(40), before[4]),
            (minute(50), added[3]),
        ]
    );
}

#[test]
fn calls_are_filtered_by_start_and_outcome() {
    let mut book = Book::new();
    let ids: Vec<LedgerId> = [10, 20, 30].map(|at| add_call(&mut book, at)).into();
    let answered = Call {
        answered: Some(minute(40)),
        started: minute(40),
        ..call(&book)
    };
    let answered = book.add(Event::CallRecorded(Arc::new(answered)), Private::default());
    let agent = String::new();
    book.add(Event::CallNotified { call: ids[1] }, Private::default());
    book.add(Event::CallNotified { call: ids[2] }, Private::default());
    book.add(
        Event::CallCalledBack {
            call: ids[2],
            agent,
        },
        Private::default(),
    );
    book.save();
    let mut list = |filter: CallFilter| -> Vec<LedgerId> {
        let calls = calls::list(&mut book.connection, &filter, None, 100).unwrap();
        calls.iter().map(|call| call.id).collect()
    };
    let outcome = |outcome| CallFilter {
        outcome: Some(outcome),
        ..CallFilter::default()
    };
    assert_eq!(list(outcome(CallOutcome::Answered)), [answered]);
    assert_eq!(list(outcome(CallOutcome::Missed)), [ids[0]]);
    assert_eq!(list(outcome(CallOutcome::Unreached)), [ids[1]]);
    assert_eq!(list(outcome(CallOutcome::CalledBack)), [ids[2]]);
    let span = CallFilter {
        started_from: Some(minute(20)),
        started_to: Some(minute(40)),
        ..CallFilter::default()
    };
    assert_eq!(list(span), ids[1..]);
}

#[test]
fn orders_stand_by_number_and_are_filtered() {
    let mut book = Book::new();
    // Received at the local day's very border: the numbers' days differ from those of UTC.
    add_order(&mut book, "20150601-000001", 0, Channel::Phone);
    add_order(&mut book, "20150601-000002", 1_439, Channel::Web);
    add_order(&mut book, "20150602-000001", 1_440, Channel::Web);
    add_order(&mut book, "20150603-000001", 2_880, Channel::Phone);
    let numbers = [
        "20150601-000001",
        "20150601-000002",
        "20150602-000001",
        "20150603-000001",
    ];
    let numbers = numbers.map(order_number);
    book.add(
        Event::WorkOrderHandledDirectly { order: numbers[1] },
        Private::default(),
    );
    assign(&mut book, assignment_id(numbers[2], 1), "A01", 3_000);
    book.save();
    let mut list = |filter: WorkOrderFilter, after| {
        let orders = work_orders::list(&mut book.connection, &filter, after, 100).unwrap();
        orders.iter().map(|order| order.number).collect::<Vec<_>>()
    };
    let everything = WorkOrderFilter::default();
    assert_eq!(list(everything.clone(), None), numbers);
    assert_eq!(list(everything.clone(), Some(numbers[1])), numbers[2..]);
    let disposition = |disposition| WorkOrderFilter {
        disposition: Some(disposition),
        ..WorkOrderFilter::default()
    };
    assert_eq!(
        list(disposition(Disposition::Pending), None),
        [numbers[0], numbers[3]]
    );
    assert_eq!(
        list(disposition(Disposition::HandledDirectly), None),
        [numbers[1]]
    );
    assert_eq!(
        list(disposition(Disposition::Transferred), None),
        [numbers[2]]
    );
    let span = |from, to| WorkOrderFilter {
        received_from: Some(minute(from)),
        received_to: Some(minute(to)),
        ..WorkOrderFilter::default()
    };
    assert_eq!(list(span(1_439, 1_440), None), [numbers[1]]);
    assert_eq!(list(span(0, 1_440), None), numbers[..2]);
    assert_eq!(list(span(1_440, 2_881), None), numbers[2..]);
    let web = WorkOrderFilter {
        channel: Some(Channel::Web),
        ..WorkOrderFilter::default()
    };
    assert_eq!(list(web, None), numbers[1..3]);
    let reference = |source: &str| WorkOrderFilter {
        external_reference: Some(ExternalReference {
            source: source.to_owned(),
            id: "reference-canary-20150602-000001".to_owned(),
        }),
        ..WorkOrderFilter::default()
    };
    assert_eq!(list(reference("source-canary"), None), [numbers[2]]);
    assert_eq!(list(reference("elsewhere"), None), []);
}

#[test]
fn assignments_stand_by_order_and_number_and_are_filtered() {
    let mut book = Book::new();
    let numbers = ["20150601-000001", "20150601-000002"];
    for number in numbers {
        add_order(&mut book, number, 0, Channel::Phone);
    }
    let [first, second] = numbers.map(order_number);
    let ids = [
        assignment_id(first, 1),
        assignment_id(first, 2),
        assignment_id(second, 1),
        assignment_id(second, 2),
    ];
    for (id, unit, at) in [
        (ids[2], "A", 30),
        (ids[3], "B", 40),
        (ids[0], "A", 10),
        (ids[1], "A", 20),
    ] {
        assign(&mut book, id, unit, at);
    }
    change(&mut book, ids[1], Change::Completed { contact: None });
    book.save();
    let mut list = |filter: AssignmentFilter, after: Option<AssignmentId>| {
        let after = after.map(|id| AssignmentPlace { due: None, id });
        let found = assignments::list(&mut book.connection, &filter, after, 100).unwrap();
        found.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let everything = AssignmentFilter::default();
    assert_eq!(list(everything.clone(), None), ids);
    for place in 0..ids.len() {
        assert_eq!(list(everything.clone(), Some(ids[place])), ids[place + 1..]);
    }
    let of_order = AssignmentFilter {
        order: Some(first),
        ..AssignmentFilter::default()
    };
    assert_eq!(list(of_order.clone(), None), ids[..2]);
    assert_eq!(list(of_order, Some(ids[0])), ids[1..2]);
    let of_unit = AssignmentFilter {
        unit: Some(code("A")),
        ..AssignmentFilter::default()
    };
    assert_eq!(list(of_unit.clone(), None), ids[..3]);
    assert_eq!(list(of_unit, Some(ids[1])), ids[2..3]);
    let completed = AssignmentFilter {
        state: Some(AssignmentState::Completed),
        ..AssignmentFilter::default()
    };
    assert_eq!(list(completed, None), [ids[1]]);
    let span = AssignmentFilter {
        assigned_from: Some(minute(20)),
        assigned_to: Some(minute(40)),
        ..AssignmentFilter::default()
    };
    assert_eq!(list(span, None), ids[1..3]);
}

#[test]
fn visits_and_exclusions_stand_by_order_assignment_and_number() {
    let mut book = Book::new();
    let numbers = ["20150601-000001", "20150601-000002"];
    for number in numbers {
        add_order(&mut book, number, 0, Channel::Phone);
    }
    let mut ids = Vec::new();
    for order in numbers.map(order_number) {
        for assignment in [1, 2] {
            let id = assignment_id(order, assignment);
            assign(&mut book, id, "A", 10);
            for number in [1, 2] {
                let visit = Visit {
                    number,
                    channel: VisitChannel::Phone,
                    result: rated(),
                };
                change(&mut book, id, Change::Visited(visit));
                let reason = ExclusionReason::Other;
                change(&mut book, id, Change::ExclusionRequested { number, reason });
                ids.push(PartId {
                    assignment: id,
                    number,
                });
            }
        }
    }
    let approved = true;
    change(
        &mut book,
        ids[3].assignment,
        Change::ExclusionDecided {
            number: 2,
            approved,
        },
    );
    book.save();
    let connection = &mut book.connection;
    let parents = [
        (Parent::All, 0..8),
        (Parent::Order(order_number(numbers[1])), 4..8),
        (Parent::Assignment(ids[2].assignment), 2..4),
    ];
    for (parent, range) in parents {
        for place in range.clone() {
            let after = (range.start < place).then(|| ids[place - 1]);
            let filter = VisitFilter {
                parent,
                condition: None,
            };
            let visits = return_visits::list(connection, &filter, after, 100).unwrap();
            let found: Vec<PartId> = visits.iter().map(|visit| visit.id).collect();
            assert_eq!(found, ids[place..range.end]);
            let filter = ExclusionFilter {
                parent,
                ..ExclusionFilter::default()
            };
            let exclusions = exclusions::list(connection, &filter, after, 100).unwrap();
            let found: Vec<PartId> = exclusions.iter().map(|one| one.id).collect();
            assert_eq!(found, ids[place..range.end]);
        }
    }
    for (state, count) in [
        (ExclusionState::Requested, 7),
        (ExclusionState::Approved, 1),
        (ExclusionState::Refused, 0),
    ] {
        let filter = ExclusionFilter {
            state: Some(state),
            ..ExclusionFilter::default()
        };
        let found = exclusions::list(connection, &filter, None, 100).unwrap();
        assert_eq!(found.len(), count, "{state:?}");
        assert!(found.iter().all(|one| one.exclusion.state() == state));
    }
}

#[test]
fn units_stand_by_group_position_and_code_bytewise() {
    let mut book = Book::new();
    for (text, group, position) in [
        ("b", UnitGroup::County, 2),
        ("a", UnitGroup::County, 2),
        ("B", UnitGroup::County, 2),
        ("z", UnitGroup::County, 1),
        ("A", UnitGroup::Department, 0),
    ] {
        let unit = unit(&book, text, group, position);
        book.add(Event::UnitUpdated(unit), Private::default());
    }
    book.save();
    let mut seen = Vec::new();
    let mut after: Option<UnitKey> = None;
    loop {
        let page = list_units(&mut book.connection, after.as_ref(), 2).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(UnitKey::from(last));
        seen.extend(page.iter().map(|unit| unit.code.to_string()));
    }
    assert_eq!(seen, ["z", "B", "a", "b", "A"]);
}

#[test]
fn the_other_lists_go_on_after_a_key() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    let connection = &mut book.connection;
    let root = code("root");
    let categories = list_categories(connection, None, 1).unwrap();
    assert_eq!(categories[0].code, root);
    let categories = list_categories(connection, Some(&root), 10).unwrap();
    assert_eq!(categories.len(), 1);
    assert_eq!(list_topics(connection, None, 10).unwrap().len(), 1);
    assert!(
        list_topics(connection, Some(&code("pipes")), 10)
            .unwrap()
            .is_empty()
    );

    let (june, july) = (Some(month("2015-06")), Some(month("2015-07")));
    let sessions = leader_sessions::list(connection, june, None, 10).unwrap();
    assert_eq!(sessions.len(), 1);
    assert!(
        leader_sessions::list(connection, july, None, 10)
            .unwrap()
            .is_empty()
    );
    let thanks = appreciations::list(connection, june, None, 1).unwrap();
    let after = Some(thanks[0].id);
    assert_eq!(
        appreciations::list(connection, None, after, 10)
            .unwrap()
            .len(),
        1
    );
    assert!(
        appreciations::list(connection, july, None, 10)
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        activities::list(connection, june, None, 10).unwrap().len(),
        1
    );
    assert!(
        activities::list(connection, july, None, 10)
            .unwrap()
            .is_empty()
    );
    let cases = typical_cases::list(connection, june, None, 10).unwrap();
    assert_eq!(cases.len(), 1);
    let after = Some(cases[0].id);
    assert!(
        typical_cases::list(connection, june, after, 10)
            .unwrap()
            .is_empty()
    );
    assert!(
        typical_cases::list(connection, july, None, 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn supervisions_stand_as_recorded_and_are_filtered() {
    let mut book = Book::new();
    let mut ids = Vec::new();
    for unit in ["A", "B", "A"] {
        let supervision = Supervision {
            unit: code(unit),
            ..supervision(&book, None)
        };
        ids.push(book.add(Event::SupervisionIssued(supervision), Private::default()));
    }
    book.save();
    let mut list = |filter: SupervisionFilter, after| {
        let found = supervisions::list(&mut book.connection, &filter, after, 100).unwrap();
        found.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(list(SupervisionFilter::default(), Some(ids[0])), ids[1..]);
    let of_unit = SupervisionFilter {
        unit: Some(code("A")),
        ..SupervisionFilter::default()
    };
    assert_eq!(list(of_unit, None), [ids[0], ids[2]]);
    let span = SupervisionFilter {
        issued_from: Some(minute(2)),
        issued_to: Some(minute(3)),
        ..SupervisionFilter::default()
    };
    assert_eq!(list(span, None), [ids[1]]);
}
