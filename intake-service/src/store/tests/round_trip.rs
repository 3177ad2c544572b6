//! What is saved is read back as it was.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection as _, InstrumentationEvent};
use hotline_common::testing;

use super::book::{Book, head, minute, zone};
use super::sample::{assignment_id, call, code, fill, order_number, private, unit};
use crate::domain::command::{CallTarget, OrderTarget};
use crate::domain::event::{Event, Private, Recorded};
use crate::domain::masking::{Mask, Masked};
use crate::domain::names::{ExternalReference, OrderNumber, PartId, Subject};
use crate::domain::record::Record;
use crate::domain::registry::UnitGroup;
use crate::domain::world::Needs;
use crate::store::requests::{NewRequest, StoredRequest, find_requests};
use crate::store::{
    StoreError, appreciations, assignments, calls, codec, exclusions, extensions, head as heads,
    records, return_visits, supervisions, work_orders,
};

/// Every record is in the database and in a loaded world as it is in memory.
pub(super) fn assert_saved(book: &mut Book) {
    let loaded = book.loaded();
    assert_eq!(loaded.registry, book.world.registry);
    for subject in book.subjects() {
        let expected = book.world.record(&subject);
        assert!(expected.is_some(), "{subject}");
        let found = records::get(&mut book.connection, &subject).unwrap();
        assert_eq!(found, expected, "{subject}");
        let is_loaded = !matches!(
            subject,
            Subject::LeaderSession(_)
                | Subject::Appreciation(_)
                | Subject::Activity(_)
                | Subject::Correction(_)
                | Subject::Reveal(_)
        );
        if is_loaded {
            assert_eq!(loaded.record(&subject), expected, "{subject}");
        }
    }
    for event in &book.events {
        if let Some(order) = event.event.order() {
            let target = OrderTarget::Number(order);
            assert_eq!(loaded.dossier(&target), book.world.dossier(&target));
        }
    }
    let day = zone().day_of(minute(0));
    assert_eq!(loaded.last_counter(day), book.world.last_counter(day));
}

#[test]
fn every_record_comes_back_from_one_batch() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    assert_saved(&mut book);
}

/// Citus lets no statement write into several distributed tables. A file is never spread.
#[test]
fn every_record_comes_back_where_a_statement_is_of_one_table() {
    if testing::postgres().is_none() {
        return;
    }
    let mut book = Book::new();
    book.tamper(testing::CITUS);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    book.connection
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                heard.lock().unwrap().push(query.to_string());
            }
        });
    fill(&mut book, |_| {});
    book.save();
    let asked = std::mem::take(&mut *asked.lock().unwrap());
    for table in ["events", "event_private", "calls", "feed_head"] {
        let begins = [format!("INSERT INTO {table} "), format!("UPDATE {table} ")];
        let is_written = |query: &&String| begins.iter().any(|begin| query.starts_with(begin));
        assert_eq!(asked.iter().filter(is_written).count(), 1, "{table}");
    }
    assert_saved(&mut book);
}

#[test]
fn every_record_comes_back_from_batches_of_one_event() {
    let mut book = Book::new();
    fill(&mut book, Book::save);
    assert_saved(&mut book);
}

#[test]
fn private_parts_come_back_with_their_records_masked() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    // The first or the last event of each kind that a Get shows a private part of.
    let sequence = |wanted: &str, last: bool| {
        let mut kinds = book.events.iter();
        let is_wanted = |recorded: &&Recorded| codec::kind(&recorded.event) == wanted;
        let found = if last {
            kinds.rfind(is_wanted)
        } else {
            kinds.find(is_wanted)
        };
        found.unwrap().sequence
    };
    let last_of = |kind: &str, subject: Subject| {
        let is_wanted = |recorded: &&Recorded| {
            codec::kind(&recorded.event) == kind && recorded.event.subject() == subject
        };
        book.events.iter().rfind(is_wanted).unwrap().sequence
    };
    let direct = order_number("20150601-000001");
    let transferred = order_number("20150601-000002");
    let first = assignment_id(transferred, 1);
    let part = |number| PartId {
        assignment: first,
        number,
    };
    let (extended, appealed) = (
        sequence("extension_requested", false),
        sequence("exclusion_appealed", false),
    );
    let (call, accepted, handled, completed, visited, asked, supervised, thanked) = (
        sequence("call_recorded", false),
        sequence("accepted", false),
        sequence("handled_directly", false),
        last_of("completed", Subject::Assignment(first)),
        sequence("visited", true),
        sequence("exclusion_requested", false),
        sequence("supervised", true),
        sequence("appreciation", true),
    );

    // The orders are confidential: of the requester nothing is left.
    let of_order = |order: i64, sequence: i64| {
        Mask::new(&private(order).name, true).private(&private(sequence))
    };
    let open = |sequence: i64| Mask::default().private(&private(sequence));
    let order_of = |order: OrderNumber| match &book.world.record(&Subject::WorkOrder(order)) {
        Some(Record::WorkOrder(order)) => order.accepted_sequence,
        _ => panic!("no order"),
    };
    let (first_accepted, second_accepted) = (order_of(direct), order_of(transferred));
    assert_eq!(first_accepted, accepted);

    let (connection, vault) = (&mut book.connection, &book.vault);
    let (_, number) = calls::get(connection, vault, call).unwrap().unwrap();
    assert_eq!(number, Mask::new("", true).private(&private(call)));
    let whole = work_orders::get(connection, vault, direct)
        .unwrap()
        .unwrap();
    assert_eq!(whole.request, of_order(accepted, accepted));
    assert_eq!(whole.answer, of_order(accepted, handled));
    let whole = work_orders::get(connection, vault, transferred)
        .unwrap()
        .unwrap();
    assert_eq!(whole.answer, Masked::default());
    let (_, reply) = assignments::get(connection, vault, first).unwrap().unwrap();
    assert_eq!(reply, of_order(second_accepted, completed));
    let second = assignment_id(transferred, 2);
    let (_, reply) = assignments::get(connection, vault, second)
        .unwrap()
        .unwrap();
    assert_eq!(reply, Masked::default());
    let (_, note) = return_visits::get(connection, vault, part(4))
        .unwrap()
        .unwrap();
    assert_eq!(note, of_order(second_accepted, visited));
    let whole = exclusions::get(connection, vault, part(1))
        .unwrap()
        .unwrap();
    assert_eq!(whole.request, of_order(second_accepted, asked));
    assert_eq!(whole.appeal, of_order(second_accepted, appealed));
    let whole = exclusions::get(connection, vault, part(2))
        .unwrap()
        .unwrap();
    assert_eq!(whole.appeal, Masked::default());
    let (_, note) = extensions::get(connection, vault, part(1))
        .unwrap()
        .unwrap();
    assert_eq!(note, of_order(second_accepted, extended));
    let (_, note) = supervisions::get(connection, vault, supervised)
        .unwrap()
        .unwrap();
    assert_eq!(note, open(supervised));
    let (_, note) = appreciations::get(connection, vault, thanked)
        .unwrap()
        .unwrap();
    assert_eq!(note, open(thanked));

    assert_eq!(calls::get(connection, vault, 999).unwrap(), None);
    assert_eq!(
        records::get(connection, &Subject::Unit(code("nowhere"))).unwrap(),
        None
    );
}

#[test]
fn calls_and_orders_are_found_by_their_foreign_names() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    let reference = |id: &str| {
        OrderTarget::Reference(ExternalReference {
            source: "source-canary".to_owned(),
            id: id.to_owned(),
        })
    };
    let call = book
        .events
        .iter()
        .find_map(|recorded| match &recorded.event {
            Event::CallRecorded(call) => call.telephone_system_id.clone(),
            _ => None,
        });
    let call = CallTarget::TelephoneSystemId(call.unwrap());
    let known = reference("reference-canary-20150601-000002");
    let loaded = book.load(&Needs {
        calls: vec![call.clone(), call.clone()],
        orders: vec![known.clone(), reference("unknown")],
        duplicates: vec![],
        days: vec![],
        supervisions: vec![999],
        typical_cases: vec![known.clone()],
        facts: vec![],
        corrected_orders: vec![],
        corrected_calls: vec![],
    });
    assert_eq!(loaded.call(&call), book.world.call(&call));
    assert!(loaded.call(&call).is_some());
    assert_eq!(loaded.dossier(&known), book.world.dossier(&known));
    let number = loaded.dossier(&known).unwrap().order.number;
    let month = "2015-06".parse().unwrap();
    assert!(loaded.typical_case(number, month).is_some());
    assert_eq!(loaded.dossier(&reference("unknown")), None);
}

#[test]
fn requests_come_back_with_what_answered_them() {
    let mut book = Book::new();
    let request = NewRequest {
        id: [1; 16],
        payload_hash: [2; 16],
        sequence: 17,
        subject: Subject::WorkOrder(order_number("20150601-000001")),
        recorded: minute(0),
    };
    book.save_with(std::slice::from_ref(&request)).unwrap();
    let found = find_requests(&mut book.connection, &[[1; 16], [3; 16]]).unwrap();
    let expected = StoredRequest {
        payload_hash: request.payload_hash,
        sequence: request.sequence,
        subject: request.subject,
    };
    assert_eq!(found, [([1; 16], expected)].into());
}

#[test]
fn however_many_keys_are_asked_for_each_is_found_once() {
    let mut book = Book::new();
    for _ in 0..100 {
        let event = Event::CallRecorded(Arc::new(call(&book)));
        book.add(event, Private::default());
    }
    book.save();
    // Lots of 64, 16, 4 and 1 in every number that there can be; the last key is of no call.
    for count in (0..=101).chain([1_500]) {
        let ids: Vec<i64> = (1..=count).collect();
        let found = calls::by_ids(&mut book.connection, &ids).unwrap();
        let mut found: Vec<i64> = found.into_iter().map(|call| call.id).collect();
        found.sort_unstable();
        let expected: Vec<i64> = (1..=count.min(100)).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_head_is_one_row_that_moves() {
    let mut book = Book::new();
    assert_eq!(
        heads::find_head(&mut book.connection).unwrap(),
        Some(head())
    );
    let mut places = Vec::new();
    for kinds in ["uc", "c", "ccuuc", ""] {
        for kind in kinds.chars() {
            let event = match kind {
                'u' => Event::UnitUpdated(unit(&book, "yibin", UnitGroup::County, 1)),
                _ => Event::CallRecorded(Arc::new(call(&book))),
            };
            book.add(event, Private::default());
        }
        book.save();
        let head = heads::lock_head(&mut book.connection).unwrap();
        places.push((head.last_sequence, head.registry_sequence));
    }
    assert_eq!(places, [(2, 1), (3, 1), (8, 7), (8, 7)]);
    assert!(!heads::create_head(&mut book.connection, &head()).unwrap());
}

#[test]
fn a_batch_whose_world_lacks_a_record_is_refused_whole() {
    let mut book = Book::new();
    book.add(Event::CallNotified { call: 99 }, Private::default());
    let error = book.save_with(&[]).unwrap_err();
    assert!(matches!(error, StoreError::NotInWorld { .. }), "{error}");
}

#[test]
fn the_sample_holds_every_kind_of_record() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    let kinds: std::collections::BTreeSet<_> = book
        .subjects()
        .iter()
        .map(|subject| match book.world.record(subject).unwrap() {
            Record::Unit(_) => 0,
            Record::Category(_) => 1,
            Record::Topic(_) => 2,
            Record::Call(_) => 3,
            Record::WorkOrder(_) => 4,
            Record::Assignment(_) => 5,
            Record::ReturnVisit(_) => 6,
            Record::Exclusion(_) => 7,
            Record::Extension(_) => 17,
            Record::Supervision(_) => 8,
            Record::LeaderSession(_) => 9,
            Record::Appreciation(_) => 10,
            Record::Activity(_) => 11,
            Record::TypicalCase(_) => 12,
            Record::Calendar(_) => 13,
            Record::DeadlineRule(_) => 14,
            Record::Correction(_) => 15,
            Record::Reveal(_) => 16,
        })
        .collect();
    assert_eq!(kinds.len(), 17);
}
