//! The feed is contiguous, bounded, and holds nothing private.

use std::collections::BTreeSet;
use std::mem::{Discriminant, discriminant};

use hotline_proto::intake as proto;
use prost::Message as _;

use super::book::{Book, minute};
use super::corrections::correct_all;
use super::sample::fill;
use crate::domain::assignment::VisitResult;
use crate::store::feed::{Position, check_value_at, events_after, head_position};
use crate::store::return_visits;
use crate::store::{codec, timeline};

const MUCH: usize = 1 << 20;

fn filled() -> Book {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    book
}

fn sequences(events: &[proto::Event]) -> Vec<i64> {
    events.iter().map(|event| event.sequence).collect()
}

#[test]
fn pages_follow_each_other_without_gaps() {
    let mut book = filled();
    let head = head_position(&mut book.connection).unwrap().unwrap();
    assert_eq!(head.sequence, book.next() - 1);
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let page = events_after(&mut book.connection, after, 7, MUCH).unwrap();
        let Some(last) = page.last else {
            assert!(page.events.is_empty());
            break;
        };
        assert!(page.events.len() <= 7);
        after = last.sequence;
        let check_value = check_value_at(&mut book.connection, after).unwrap();
        assert_eq!(check_value, Some(last.check_value));
        seen.extend(sequences(&page.events));
    }
    assert!(seen.iter().copied().eq(1..=head.sequence));
    assert_eq!(after, head.sequence);
}

#[test]
fn times_come_from_the_event() {
    let mut book = filled();
    let page = events_after(&mut book.connection, 2, 1, MUCH).unwrap();
    let [event] = page.events.as_slice() else {
        panic!("one event");
    };
    let seconds = |minutes| minute(minutes).parts().0;
    assert_eq!(event.happen_time.unwrap().seconds, seconds(3));
    assert_eq!(event.record_time.unwrap().seconds, seconds(100_003));
}

#[test]
fn a_page_stops_at_the_first_missing_number() {
    let mut book = filled();
    book.tamper("DELETE FROM events WHERE sequence = 5");
    let page = events_after(&mut book.connection, 0, 100, MUCH).unwrap();
    assert_eq!(sequences(&page.events), [1, 2, 3, 4]);
    let page = events_after(&mut book.connection, 4, 100, MUCH).unwrap();
    assert_eq!((page.events.len(), page.last), (0, None));
    assert_eq!(check_value_at(&mut book.connection, 5).unwrap(), None);
}

#[test]
fn a_page_is_bounded_in_bytes_but_never_empty() {
    let mut book = filled();
    let whole = events_after(&mut book.connection, 0, 100, MUCH).unwrap();
    let size =
        |events: &[proto::Event]| -> usize { events.iter().map(prost::Message::encoded_len).sum() };
    for bound in [0, 1, 200, 1_000, 2_000] {
        let page = events_after(&mut book.connection, 0, 100, bound).unwrap();
        assert!(!page.events.is_empty());
        assert!(page.events.len() == 1 || size(&page.events) <= bound);
        assert!(page.events.len() < whole.events.len());
        assert_eq!(page.events, whole.events[..page.events.len()]);
    }
}

#[test]
fn an_empty_feed_has_no_head() {
    let mut book = Book::new();
    let page = events_after(&mut book.connection, 0, 10, MUCH).unwrap();
    assert_eq!((page.events.len(), page.last), (0, None));
    assert_eq!(
        head_position(&mut book.connection).unwrap(),
        Some(Position::START)
    );
}

#[test]
fn events_differ_in_their_check_values() {
    let mut book = filled();
    let mut values = BTreeSet::new();
    for sequence in 1..book.next() {
        values.insert(check_value_at(&mut book.connection, sequence).unwrap());
    }
    assert_eq!(values.len(), book.events.len());
}

#[test]
fn no_private_part_gets_into_the_feed_or_a_timeline() {
    let mut book = filled();
    correct_all(&mut book, |_| {});
    book.save();
    let page = events_after(&mut book.connection, 0, 1_000, MUCH).unwrap();
    assert_eq!(page.events.len(), book.events.len());
    let kinds: Vec<Discriminant<_>> = page
        .events
        .iter()
        .map(|event| discriminant(event.detail.as_ref().unwrap()))
        .fold(Vec::new(), |mut kinds, kind| {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            kinds
        });
    assert_eq!(kinds.len(), 35, "every kind of event was tried");
    for event in &page.events {
        let bytes = event.encode_to_vec();
        assert!(
            !String::from_utf8_lossy(&bytes).contains("canary"),
            "{event:?}"
        );
    }
    let orders: BTreeSet<_> = book
        .events
        .iter()
        .filter_map(|one| one.event.order())
        .collect();
    for order in orders {
        for entry in timeline::list(&mut book.connection, order, None, 1_000).unwrap() {
            assert!(!entry.description.contains("canary"), "{entry:?}");
            assert!(!entry.kind.contains("canary"), "{entry:?}");
        }
    }
}

#[test]
fn stored_bytes_are_the_detail_alone() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    for recorded in &book.events {
        let message = proto::Event::decode(codec::encode(&recorded.event).as_slice()).unwrap();
        assert_eq!(message.sequence, 0);
        assert_eq!((message.happen_time, message.record_time), (None, None));
        assert!(message.detail.is_some());
    }
}

#[test]
fn results_of_visits_have_the_numbers_of_the_api() {
    let all = [
        (super::sample::rated(), proto::VisitResult::Rated),
        (VisitResult::Unreachable, proto::VisitResult::Unreachable),
        (VisitResult::Refused, proto::VisitResult::Refused),
        (VisitResult::Invalid, proto::VisitResult::Invalid),
    ];
    for (result, wire) in all {
        let number = return_visits::result_number(result);
        assert_eq!(number, i32::from(wire));
        let rating = return_visits::rating(result);
        assert_eq!(return_visits::result(number, rating), Some(result));
    }
    assert_eq!(return_visits::result(1, None), None);
    assert_eq!(return_visits::result(2, Some((1, 1, 1))), None);
    assert_eq!(return_visits::result(5, None), None);
}
