//! How the common lists are read from a database that is filled and analysed: by an index, without sorting.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use hotline_common::db::AnyConnection;

use super::book::{Book, minute};
use super::listed::{assign, complete, orders};
use super::sample::{call, supervision};
use crate::domain::assignment::AssignmentState;
use crate::domain::call::{Call, CallOutcome};
use crate::domain::event::{Event, Private};
use crate::domain::names::AssignmentId;
use crate::domain::supervision::Supervision;
use crate::domain::work_order::Disposition;
use crate::store::assignments::{AssignmentFilter, AssignmentPlace, SortBy};
use crate::store::calls::CallFilter;
use crate::store::supervisions::SupervisionFilter;
use crate::store::work_orders::WorkOrderFilter;
use crate::store::{assignments, calls, supervisions, work_orders};
use crate::testing::is_about_files_alone;

/// Enough that reading all of it is dearer than an index.
const MANY: usize = 400;

fn filled() -> Book {
    let mut book = Book::new();
    for (index, order) in orders(&mut book, MANY).into_iter().enumerate() {
        let id = AssignmentId { order, number: 1 };
        let index = i64::try_from(index).unwrap();
        let due = (index % 10 != 0).then(|| minute(index * 60));
        assign(&mut book, id, &format!("U{}", index % 20), due);
        if index % 16 != 0 {
            complete(&mut book, id, minute(index));
        }
        let supervision = Supervision {
            unit: format!("U{}", index % 20).parse().unwrap(),
            issued: minute(index * 60),
            ..supervision(&book, (index % 2 == 0).then_some(id))
        };
        book.add(Event::SupervisionIssued(supervision), Private::default());
        let call = Call {
            agent: format!("agent{}", index % 20),
            started: minute(index * 60),
            answered: (index % 20 != 0).then(|| minute(index * 60)),
            ..call(&book)
        };
        book.add(Event::CallRecorded(Arc::new(call)), Private::default());
    }
    book.save();
    book.tamper("ANALYZE");
    book
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How the database carries out what `list` asks for: a step a line.
fn plan<T>(book: &mut Book, list: impl FnOnce(&mut AnyConnection) -> T) -> String {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    book.connection
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                heard.lock().unwrap().push(query.to_string());
            }
        });
    list(&mut book.connection);
    book.connection
        .set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let mut plan = String::new();
    for query in asked.lock().unwrap().iter() {
        let query = query.split(" -- binds").next().unwrap();
        let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}"))
            .load(&mut book.connection)
            .unwrap();
        for step in steps {
            plan.push_str(&step.detail);
            plan.push('\n');
        }
    }
    plan
}

#[test]
fn common_lists_of_assignments_use_an_index() {
    if is_about_files_alone() {
        return;
    }
    let mut book = filled();
    let condition = |text: &str| assignments::filter(text).unwrap();
    let filter = |text: &str, by: SortBy| {
        let mut filter = AssignmentFilter {
            condition: condition(text),
            ..AssignmentFilter::default()
        };
        filter.sorting.by = by;
        filter
    };
    let order = "20150601-000200".parse().unwrap();
    let place = AssignmentPlace {
        due: Some(minute(60)),
        id: AssignmentId { order, number: 1 },
    };
    for (filter, index) in [
        (
            filter("unit = U3", SortBy::DueTime),
            "assignments_by_unit_due",
        ),
        (
            filter(
                "unit = U3 AND due_time < 2015-06-03T00:00:00Z AND NOT complete_time:*",
                SortBy::DueTime,
            ),
            "assignments_by_unit_due",
        ),
        (filter("", SortBy::DueTime), "assignments_by_due"),
        (
            filter(
                "due_time >= 2015-06-02T00:00:00Z AND due_time < 2015-06-03T00:00:00Z",
                SortBy::DueTime,
            ),
            "assignments_by_due",
        ),
        (
            filter("state = ASSIGNED", SortBy::Name),
            "assignments_by_state",
        ),
        (filter("unit = U3", SortBy::Name), "assignments_by_unit"),
        (
            AssignmentFilter {
                state: Some(AssignmentState::Assigned),
                ..AssignmentFilter::default()
            },
            "assignments_by_state",
        ),
    ] {
        for after in [None, Some(place)] {
            for descending in [false, true] {
                let mut filter = filter.clone();
                filter.sorting.descending = descending;
                let plan = plan(&mut book, |connection| {
                    assignments::list(connection, &filter, after, 50).unwrap()
                });
                assert!(
                    plan.contains(&format!("INDEX {index} "))
                        || plan.contains(&format!("INDEX {index}\n")),
                    "{filter:?}: {plan}"
                );
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
            }
        }
    }
}

#[test]
fn other_common_lists_use_an_index() {
    if is_about_files_alone() {
        return;
    }
    let mut book = filled();
    let orders = |text: &str| WorkOrderFilter {
        condition: work_orders::filter(text).unwrap(),
        ..WorkOrderFilter::default()
    };
    for (filter, index) in [
        (
            orders("receive_time >= 2015-06-01T00:10:00+08:00"),
            "PRIMARY KEY (rowid>?",
        ),
        (orders("category = none"), "work_orders_by_category"),
        (
            WorkOrderFilter {
                disposition: Some(Disposition::Pending),
                ..WorkOrderFilter::default()
            },
            "work_orders_pending",
        ),
        (orders("disposition = PENDING"), "work_orders_pending"),
    ] {
        let plan = plan(&mut book, |connection| {
            work_orders::list(connection, &filter, None, 50).unwrap()
        });
        assert!(plan.contains(index), "{filter:?}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
    }
    let calls = |text: &str| CallFilter {
        condition: calls::filter(text).unwrap(),
        ..CallFilter::default()
    };
    for (filter, index) in [
        (calls("agent = agent7"), "calls_by_agent"),
        (
            calls("start_time >= 2015-06-02T00:00:00Z"),
            "calls_by_start",
        ),
        (
            CallFilter {
                outcome: Some(CallOutcome::Missed),
                ..CallFilter::default()
            },
            "calls_missed",
        ),
    ] {
        let plan = plan(&mut book, |connection| {
            calls::list(connection, &filter, None, 50).unwrap()
        });
        assert!(plan.contains(index), "{filter:?}: {plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
    }
    for (text, index) in [
        ("unit = U3", "supervisions_by_unit"),
        (
            "assignment = workOrders/20150601-000003/assignments/1",
            "supervisions_by_assignment",
        ),
        (
            "issue_time >= 2015-06-02T00:00:00Z AND issue_time < 2015-06-02T02:00:00Z",
            "supervisions_by_time",
        ),
    ] {
        let filter = SupervisionFilter {
            condition: supervisions::filter(text).unwrap(),
            ..SupervisionFilter::default()
        };
        let plan = plan(&mut book, |connection| {
            supervisions::list(connection, &filter, None, 50).unwrap()
        });
        assert!(plan.contains(index), "{filter:?}: {plan}");
    }
}
