//! A row that cannot be read back is named, without what it holds.

use hotline_common::db::DbError;

use super::book::Book;
use super::sample::{fill, order_number};
use crate::domain::names::Subject;
use crate::store::{StoreError, calls, feed, records, timeline, work_orders};

fn filled() -> Book {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    book
}

fn assert_corrupt<T: std::fmt::Debug>(result: Result<T, StoreError>, text: &str) {
    let error = result.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    assert_eq!(error.to_string(), text);
    assert!(!format!("{error:?}").contains("canary"));
}

#[test]
fn an_unknown_number_is_named_by_table_and_key() {
    let mut book = filled();
    book.tamper("UPDATE work_orders SET channel = 99 WHERE number = 20150601000002");
    let text = "corrupt row in table work_orders, key 20150601000002";
    let order = order_number("20150601-000002");
    assert_corrupt(
        work_orders::get(&mut book.connection, &book.vault, order),
        text,
    );
    let filter = work_orders::WorkOrderFilter::default();
    assert_corrupt(
        work_orders::list(&mut book.connection, &filter, None, 10),
        text,
    );
}

#[test]
fn half_a_decision_is_no_decision() {
    let mut book = filled();
    book.tamper("UPDATE exclusions SET decided_by = NULL WHERE number = 2");
    let subject: Subject = "workOrders/20150601-000002/assignments/1/exclusions/2"
        .parse()
        .unwrap();
    assert_corrupt(
        records::get(&mut book.connection, &subject),
        "corrupt row in table exclusions, key 20150601000002/1/2",
    );
}

#[test]
fn an_extension_is_granted_with_a_deadline_or_not_at_all() {
    let mut book = filled();
    book.tamper("UPDATE extensions SET granted_due = NULL WHERE number = 2");
    let subject: Subject = "workOrders/20150601-000002/assignments/1/extensions/2"
        .parse()
        .unwrap();
    assert_corrupt(
        records::get(&mut book.connection, &subject),
        "corrupt row in table extensions, key 20150601000002/1/2",
    );
}

#[test]
fn an_event_that_cannot_be_read_is_named_by_its_sequence() {
    let mut book = filled();
    let bytes = book.bytes(&[255, 0, 255]);
    book.tamper(&format!(
        "UPDATE events SET payload = {bytes} WHERE kind = 'completed'"
    ));
    let order = order_number("20150601-000002");
    let sequence = book
        .events
        .iter()
        .find(|recorded| crate::store::codec::kind(&recorded.event) == "completed")
        .unwrap()
        .sequence;
    let text = format!("corrupt row in table events, key {sequence}");
    assert_corrupt(
        timeline::list(&mut book.connection, order, None, 100),
        &text,
    );
    assert_corrupt(
        feed::events_after(&mut book.connection, 0, 100, 1 << 20),
        &text,
    );
}

#[test]
fn a_private_part_that_cannot_be_read_is_not_quoted() {
    let mut book = filled();
    let sequences: Vec<i64> = book.events.iter().map(|event| event.sequence).collect();
    let mut sealer = book.vault.seal().sealer(sequences.len()).unwrap();
    for sequence in sequences {
        let broken = sealer.part(sequence, br#"{"canary": 1}"#);
        let bytes = book.bytes(&broken.payload);
        book.tamper(&format!(
            "UPDATE event_private SET payload = {bytes} WHERE sequence = {sequence}"
        ));
    }
    let id =
        calls::list(&mut book.connection, &calls::CallFilter::default(), None, 1).unwrap()[0].id;
    let text = format!("corrupt row in table event_private, key {id}");
    assert_corrupt(calls::get(&mut book.connection, &book.vault, id), &text);
}

#[test]
fn a_private_part_that_was_altered_or_moved_is_named_by_its_sequence() {
    for change in [
        "payload = (SELECT payload FROM event_private WHERE sequence = (SELECT max(sequence) FROM event_private))",
        "payload = ZEROS",
        "key_id = 'lost'",
    ] {
        let mut book = filled();
        let change = change.replace("ZEROS", &book.bytes(&[0; 100]));
        book.tamper(&format!("UPDATE event_private SET {change}"));
        let id = calls::list(&mut book.connection, &calls::CallFilter::default(), None, 1).unwrap()
            [0]
        .id;
        let error = calls::get(&mut book.connection, &book.vault, id).unwrap_err();
        assert!(matches!(error, StoreError::Sealed { .. }), "{error:?}");
        let text = format!("a sealed value in table event_private, key {id} cannot be opened");
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn a_database_error_says_one_thing_and_leaves_the_cause_to_the_chain() {
    let error = StoreError::from(DbError::Full);
    assert_eq!(error.to_string(), "a query of the ledger failed");
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(cause.to_string(), DbError::Full.to_string());
}
