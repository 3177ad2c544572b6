//! How the hot queries are read from large, analysed tables on PostgreSQL: none of them turns into a scan of a whole table.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use hotline_common::db::AnyConnection;
use serde_json::Value;

use super::book::{Book, minute, zone};
use super::sample::{call, order_number};
use crate::domain::call::CallOutcome;
use crate::domain::card::Horizon;
use crate::domain::command::{CallTarget, OrderTarget};
use crate::domain::event::{Event, Private};
use crate::domain::names::{AssignmentId, ExternalReference, OrderNumber, PartId, Subject};
use crate::domain::personal::RevealTarget;
use crate::domain::work_order::Disposition;
use crate::domain::world::{Needs, Registry, World};
use crate::store::assignments::{
    AssignmentFilter, AssignmentPlace, OpenKey, SortBy, Sorting, list_open,
};
use crate::store::calls::CallFilter;
use crate::store::corrections::CorrectionFilter;
use crate::store::exclusions::ExclusionFilter;
use crate::store::return_visits::{Parent, VisitFilter};
use crate::store::reveals::RevealFilter;
use crate::store::supervisions::SupervisionFilter;
use crate::store::work_orders::WorkOrderFilter;
use crate::store::{
    assignments, calls, corrections, data_keys, exclusions, extensions, feed, head, load, masked,
    personal, purging, requests, return_visits, reveals, sealing, supervisions, timeline,
    work_orders,
};
use crate::testing::{hex, server};

/// Fills the large tables, as the database itself does it fastest. Order `i` (from 0) is the `i % 100 + 1`st of the day `i / 100` of 2015.
const ROWS: &str = "
    CREATE FUNCTION orders(i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
        SELECT to_char(date '2015-01-01' + (i / 100)::int, 'YYYYMMDD')::bigint * 1000000 + i % 100 + 1
    $$;
    CREATE FUNCTION times(i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
        SELECT 1433088000000000 + i * 60000000
    $$;
    INSERT INTO events SELECT i, 'call_recorded', times(i), times(i), orders(i / 4), 'li', i, (SELECT payload FROM events)
        FROM generate_series(2::bigint, 120000) i;
    INSERT INTO event_private SELECT i, decode(repeat('00', 80), 'hex'), 'test' FROM generate_series(1::bigint, 120000) i;
    INSERT INTO citizen_numbers SELECT decode(md5((i / 3)::text), 'hex'), i FROM generate_series(1::bigint, 60000) i;
    INSERT INTO requests SELECT decode(md5(i::text), 'hex'), decode(md5(i::text), 'hex'), i, 'calls/1', times(i)
        FROM generate_series(1::bigint, 60000) i;
    INSERT INTO calls SELECT i, 'T-' || i, times(i), NULL, CASE WHEN i % 20 <> 0 THEN times(i) END, NULL, NULL,
            'agent' || i % 50, NULL, NULL, false, decode(md5(i::text), 'hex'), times(i), i
        FROM generate_series(2::bigint, 60000) i;
    INSERT INTO work_orders SELECT orders(i), 'old', 'E-' || i, 1, i, false, i % 100 = 0, 1, 1, 'c' || i % 50, '', '',
            times(i), NULL, NULL, i % 50 <> 0, CASE WHEN i % 30 = 7 THEN orders(i - 7) END,
            CASE WHEN i % 30 = 7 THEN times(i) END, CASE WHEN i % 30 = 7 THEN i END,
            decode(md5(i::text), 'hex'), times(i), i + 1, i + 1
        FROM generate_series(0::bigint, 29999) i;
    INSERT INTO assignments SELECT orders(i), 1, 'U' || i % 50, 1, times(i), CASE WHEN i % 10 <> 0 THEN times(i + 1000) END,
            CASE WHEN i % 16 <> 0 THEN times(i + 500) END, NULL, CASE WHEN i % 16 <> 0 THEN 3 ELSE 1 END, 0, false, NULL, i + 1
        FROM generate_series(0::bigint, 29999) i;
    INSERT INTO return_visits SELECT orders(i), 1, 1, times(i), 1, 2, NULL, NULL, NULL, false, i + 1, i + 1
        FROM generate_series(0::bigint, 29999) i;
    INSERT INTO exclusions SELECT orders(i), 1, 1, 1, 'li', times(i), i + 1, NULL, NULL, NULL, NULL, false, i + 1, i + 1
        FROM generate_series(0::bigint, 29999) i;
    INSERT INTO extensions SELECT orders(i), 1, 1, 1, times(i), 'li', times(i), i + 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
        FROM generate_series(0::bigint, 29999) i;
    INSERT INTO supervisions SELECT i, 'U' || i % 50, 1, times(i), 1, CASE WHEN i % 2 = 0 THEN orders(i) END,
            CASE WHEN i % 2 = 0 THEN 1 END, NULL, false, i, i
        FROM generate_series(1::bigint, 30000) i;
    INSERT INTO corrections SELECT i, i - 1, 'calls/' || i, 1, false, false, NULL, NULL, NULL
        FROM generate_series(2::bigint, 30000) i;
    INSERT INTO reveals SELECT i, CASE WHEN i % 2 = 0 THEN orders(i) END, CASE WHEN i % 2 = 1 THEN i END, 1, NULL, 'agent' || i % 50, times(i)
        FROM generate_series(1::bigint, 30000) i;
    INSERT INTO other_timelines SELECT orders(i), i + 1 FROM generate_series(0::bigint, 29999) i;
    INSERT INTO typical_cases SELECT i, orders(i), 24185, 'water', NULL FROM generate_series(1::bigint, 30000) i;
    UPDATE feed_head SET last_sequence = 120000;
    ANALYZE;
";

/// How the database carries out what `ask` asks for: the queries with their plans.
fn plans<T>(book: &mut Book, ask: impl FnOnce(&mut AnyConnection) -> T) -> Vec<String> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    book.connection
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                heard.lock().unwrap().push(query.to_string());
            }
        });
    ask(&mut book.connection);
    book.connection
        .set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    let queries = asked.iter().filter(|query| query.starts_with("SELECT"));
    queries
        .map(|query| {
            let query = with_values(query);
            let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN {query}"))
                .load(&mut book.connection)
                .unwrap_or_else(|error| panic!("{error}: {query}"));
            let steps: Vec<String> = steps.into_iter().map(|step| step.line).collect();
            format!("{query}\n{}", steps.join("\n"))
        })
        .collect()
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// A query as Diesel shows it, `… $1 … -- binds: [7]`, with the values in their places.
fn with_values(query: &str) -> String {
    let (query, values) = query.split_once(" -- binds: ").unwrap();
    let values: Vec<Value> =
        serde_json::from_str(values).unwrap_or_else(|error| panic!("{error}: {values}"));
    let mut query = query.to_owned();
    for (index, value) in values.iter().enumerate().rev() {
        let place = format!("${}", index + 1);
        let literal = match value {
            Value::Array(members) if query.contains(&format!("ANY({place})")) => {
                let members: Vec<String> = members.iter().map(literal).collect();
                format!("ARRAY[{}]", members.join(", "))
            }
            value => literal(value),
        };
        query = query.replace(&place, &literal);
    }
    query
}

/// A value in SQL; numbers in a list are bytes.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        Value::Array(bytes) => {
            let bytes = bytes.iter().filter_map(Value::as_u64);
            let bytes: Vec<u8> = bytes.map(|byte| byte.try_into().unwrap()).collect();
            let hex = hex(&bytes);
            format!("'\\x{hex}'::bytea")
        }
        value => value.to_string(),
    }
}

fn order(index: u32) -> OrderNumber {
    order_number(&format!("20150101-{:06}", index % 100 + 1))
}

fn assignment(index: u32) -> AssignmentId {
    AssignmentId {
        order: order(index),
        number: 1,
    }
}

/// The tables that grow; the others hold a few rows.
const LARGE: [&str; 15] = [
    "events",
    "event_private",
    "citizen_numbers",
    "requests",
    "calls",
    "work_orders",
    "assignments",
    "return_visits",
    "exclusions",
    "extensions",
    "supervisions",
    "corrections",
    "reveals",
    "other_timelines",
    "typical_cases",
];

/// Whatever is asked, no large table is read whole, and nothing is sorted but the few rows that a key finds.
fn check<T>(book: &mut Book, what: &str, ask: impl FnOnce(&mut AnyConnection) -> T) {
    let plans = plans(book, ask);
    assert!(!plans.is_empty(), "{what} asks nothing");
    for plan in plans {
        for table in LARGE {
            let scan = format!("Seq Scan on {table} ");
            assert!(!plan.contains(&scan), "{what}: {plan}");
        }
    }
}

/// As [`check`], of a page: it is read in its order, or few rows are sorted, so that the rest is not touched.
fn check_page<T>(book: &mut Book, what: &str, ask: impl FnOnce(&mut AnyConnection) -> T) {
    let found = plans(book, ask);
    assert!(!found.is_empty(), "{what} asks nothing");
    for plan in found {
        assert!(!plan.contains("Seq Scan"), "{what}: {plan}");
        for sort in plan.lines().filter(|line| line.contains("Sort  (cost")) {
            let (_, rows) = sort.split_once("rows=").unwrap();
            let rows: u32 = rows.split(' ').next().unwrap().parse().unwrap();
            assert!(rows <= 1_000, "{what}: {plan}");
        }
    }
}

fn filled() -> Book {
    let mut book = Book::new();
    let call = Event::CallRecorded(Arc::new(call(&book)));
    book.add(call, Private::default());
    book.save();
    book.tamper(ROWS);
    book
}

/// What a batch needs to know, of one command and of many.
fn load_needs(connection: &mut AnyConnection, many: u32) {
    let mut needs = Needs::default();
    for index in 1..=many {
        let target = || OrderTarget::Number(order(index));
        needs.orders.push(target());
        needs.orders.push(OrderTarget::Reference(ExternalReference {
            source: "old".to_owned(),
            id: format!("E-{index}"),
        }));
        needs.calls.push(CallTarget::Id(index.into()));
        needs
            .calls
            .push(CallTarget::TelephoneSystemId(format!("T-{index}")));
        needs.supervisions.push(index.into());
        needs.facts.push(index.into());
        needs.typical_cases.push(target());
        needs.duplicates.push(target());
        needs.corrected_orders.push(target());
        needs.corrected_calls.push(CallTarget::Id(index.into()));
    }
    needs.days.push("2015-03-01".parse().unwrap());
    let mut world = World::new(zone(), Registry::default());
    load::load(connection, &needs, &mut world).unwrap();
    let ids: Vec<[u8; 16]> = (0..many).map(|id| u128::from(id).to_be_bytes()).collect();
    requests::find_requests(connection, &ids).unwrap();
}

#[test]
fn no_hot_query_scans_a_large_table() {
    if server().is_none() {
        return;
    }
    let mut book = filled();
    let book = &mut book;
    for many in [1, 20] {
        check(book, &format!("a batch of {many}"), |it| {
            load_needs(it, many);
        });
    }
    let vault = book.vault.clone();
    check_page(book, "the feed", |it| {
        feed::events_after(it, 60_000, 1_000, 1 << 20).unwrap()
    });
    check_page(book, "the feed's head", |it| {
        feed::check_value_at(it, 60_000).unwrap()
    });
    check(book, "an order's duplicates", |it| {
        work_orders::duplicates(it, &[order(5).number()]).unwrap()
    });
    check(book, "a call's mask", |it| {
        masked::of_call(it, 100).unwrap()
    });
    check(book, "a citizen's records", |it| {
        personal::by_number(it, &[1; 16], false, 0, 50).unwrap()
    });
    check(book, "the keys in use", |it| data_keys::in_use(it).unwrap());
    // What is stored is made up, so these end with an error after what they ask.
    check(book, "a timeline", |it| {
        drop(timeline::list(it, order(50), None, 50));
    });
    check(book, "moving to another key", |it| {
        let mut head = head::lock_head(it).unwrap();
        drop(sealing::reseal(it, &mut head, vault.seal(), 60_000, 500));
    });
    check(book, "purging", |it| {
        let up_to = purging::last_before(it, minute(1_000)).unwrap();
        drop(purging::purge(it, &vault, minute(1_000), (0, up_to), 500));
    });
    let (yellow, red) = (minute(20_000), minute(10_000));
    let horizon = Horizon { yellow, red };
    let open = list_open(&mut book.connection, horizon, None, 100).unwrap();
    for after in [None, OpenKey::of(&open[50])] {
        check_page(book, "cards", |it| {
            list_open(it, horizon, after, 1_000).unwrap()
        });
    }
}

#[test]
fn no_page_of_a_common_list_is_sorted() {
    if server().is_none() {
        return;
    }
    let mut book = filled();
    let book = &mut book;
    let place = AssignmentPlace {
        due: Some(minute(5_000)),
        id: assignment(3),
    };
    for (text, by) in [
        ("unit = U3", SortBy::DueTime),
        (
            "unit = U3 AND due_time < 2015-06-03T00:00:00Z AND NOT complete_time:*",
            SortBy::DueTime,
        ),
        ("", SortBy::DueTime),
        ("", SortBy::Name),
        ("state = ASSIGNED", SortBy::Name),
        ("unit = U3", SortBy::Name),
    ] {
        for after in [None, Some(place)] {
            for descending in [false, true] {
                let filter = AssignmentFilter {
                    condition: assignments::filter(text).unwrap(),
                    sorting: Sorting { by, descending },
                    ..AssignmentFilter::default()
                };
                let what = format!("assignments: {text}, {by:?}, {descending}");
                check_page(book, &what, |it| {
                    assignments::list(it, &filter, after, 50).unwrap()
                });
            }
        }
    }
    for text in [
        "",
        "receive_time >= 2015-06-01T00:10:00+08:00",
        "category = c7",
    ] {
        let filter = WorkOrderFilter {
            condition: work_orders::filter(text).unwrap(),
            ..WorkOrderFilter::default()
        };
        check_page(book, text, |it| {
            work_orders::list(it, &filter, Some(order(7)), 50).unwrap()
        });
    }
    let pending = WorkOrderFilter {
        disposition: Some(Disposition::Pending),
        ..WorkOrderFilter::default()
    };
    check_page(book, "pending orders", |it| {
        work_orders::list(it, &pending, None, 50).unwrap()
    });
    for text in ["", "agent = agent7", "start_time >= 2015-06-02T00:00:00Z"] {
        let filter = CallFilter {
            condition: calls::filter(text).unwrap(),
            ..CallFilter::default()
        };
        check_page(book, text, |it| {
            calls::list(it, &filter, Some((minute(9), 9)), 50).unwrap()
        });
    }
    let missed = CallFilter {
        outcome: Some(CallOutcome::Missed),
        ..CallFilter::default()
    };
    check_page(book, "missed calls", |it| {
        calls::list(it, &missed, None, 50).unwrap()
    });
    for text in ["", "unit = U3"] {
        let filter = SupervisionFilter {
            condition: supervisions::filter(text).unwrap(),
            ..SupervisionFilter::default()
        };
        check_page(book, text, |it| {
            supervisions::list(it, &filter, Some(9), 50).unwrap()
        });
    }
    for text in [
        "assignment = workOrders/20150101-000003/assignments/1",
        "issue_time >= 2015-06-02T00:00:00Z AND issue_time < 2015-06-02T02:00:00Z",
    ] {
        let filter = SupervisionFilter {
            condition: supervisions::filter(text).unwrap(),
            ..SupervisionFilter::default()
        };
        check(book, text, |it| {
            supervisions::list(it, &filter, None, 50).unwrap()
        });
    }
    let visits = VisitFilter {
        condition: return_visits::filter(
            "visit_time >= 2015-06-02T00:00:00Z AND visit_time < 2015-06-02T02:00:00Z",
        )
        .unwrap(),
        ..VisitFilter::default()
    };
    check(book, "the visits of a day", |it| {
        return_visits::list(it, &visits, None, 50).unwrap()
    });
    for parent in [
        Parent::All,
        Parent::Order(order(5)),
        Parent::Assignment(assignment(5)),
    ] {
        let after = PartId {
            assignment: assignment(5),
            number: 1,
        };
        let filter = VisitFilter {
            parent,
            ..VisitFilter::default()
        };
        check_page(book, "visits", |it| {
            return_visits::list(it, &filter, Some(after), 50).unwrap()
        });
        let filter = ExclusionFilter {
            parent,
            ..ExclusionFilter::default()
        };
        check_page(book, "exclusions", |it| {
            exclusions::list(it, &filter, Some(after), 50).unwrap()
        });
        check_page(book, "extensions", |it| {
            extensions::list(it, parent, None, Some(after), 50).unwrap()
        });
    }
    for target in [RevealTarget::Order(order(6)), RevealTarget::Call(7)] {
        let filter = RevealFilter {
            target: Some(target),
            ..RevealFilter::default()
        };
        check_page(book, "reveals", |it| {
            reveals::list(it, &filter, Some(1), 50).unwrap()
        });
    }
    let filter = RevealFilter {
        actor: Some("agent7".to_owned()),
        ..RevealFilter::default()
    };
    check_page(book, "reveals to somebody", |it| {
        reveals::list(it, &filter, Some(1), 50).unwrap()
    });
    let filter = CorrectionFilter {
        subject: Some(Subject::Call(77)),
    };
    check_page(book, "corrections", |it| {
        drop(corrections::list(it, &filter, None, 50));
    });
}
