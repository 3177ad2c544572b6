//! Corrections of every kind of fact: saved, loaded, told.

use super::book::{Book, minute};
use super::round_trip::assert_saved;
use super::sample::{fill, order_number, private};
use crate::domain::assignment::{Change, Visit, VisitChannel, VisitResult};
use crate::domain::correction::{Correction, CorrectionReason, Dated, FactKind, KnownFact};
use crate::domain::event::{Event, Recorded};
use crate::domain::supervision::SupervisionForm;
use crate::domain::work_order::Channel;
use crate::store::{corrections, timeline};

fn kind(event: &Event) -> Option<FactKind> {
    Some(match event {
        Event::CallRecorded(_) => FactKind::CallRecorded,
        Event::CallCalledBack { .. } => FactKind::CalledBack,
        Event::CallNotified { .. } => FactKind::Notified,
        Event::WorkOrderAccepted(_) => FactKind::Accepted,
        Event::WorkOrderHandledDirectly { .. } => FactKind::HandledDirectly,
        Event::DuplicateLinked { original, .. } => FactKind::DuplicateLinked(*original),
        Event::Assignment { id, .. } => FactKind::Assignment(*id),
        Event::SupervisionIssued(_) => FactKind::Supervised,
        Event::SupervisionLifted { .. } => FactKind::SupervisionLifted,
        Event::LeaderSessionRecorded(_)
        | Event::AppreciationRecorded(_)
        | Event::ActivityRecorded(_) => FactKind::Occasion,
        Event::TypicalCaseChosen(_) => FactKind::TypicalCase,
        _ => return None,
    })
}

/// Corrects a fact as it was recorded.
pub(super) fn correct(book: &mut Book, fact: &Recorded, after: Option<Dated>) -> i64 {
    let id = book.next();
    let known = KnownFact {
        sequence: fact.sequence,
        kind: kind(&fact.event).expect("can be corrected"),
        subject: fact.event.subject(),
        order: fact.event.order(),
        happened: fact.happened,
        recorded: fact.recorded,
        annulled: false,
    };
    let correction = Correction {
        id,
        fact: known,
        reason: CorrectionReason::WrongContent,
        before: Some(Dated {
            happened: fact.happened,
            event: fact.event.clone(),
        }),
        has_text: after.is_some(),
        after,
    };
    let event = Event::FactCorrected(Box::new(correction));
    book.add_at(fact.happened, event, private(id))
}

/// What each fact should have been: some another time, some another content; or, every time by turns, that it did not happen.
fn otherwise(fact: &Recorded) -> Dated {
    let event = match fact.event.clone() {
        Event::WorkOrderAccepted(mut order) => {
            order.channel = Channel::Web;
            order.area = "other-area-canary".to_owned();
            Event::WorkOrderAccepted(order)
        }
        Event::SupervisionIssued(mut supervision) => {
            supervision.form = SupervisionForm::Telephone;
            supervision.issued = fact.happened.plus_micros(7);
            Event::SupervisionIssued(supervision)
        }
        Event::Assignment {
            id,
            change: Change::Visited(visit),
        } => Event::Assignment {
            id,
            change: Change::Visited(Visit {
                number: visit.number,
                channel: VisitChannel::Sms,
                result: VisitResult::Invalid,
            }),
        },
        event => event,
    };
    let happened = match event {
        Event::WorkOrderAccepted(_) => fact.happened,
        _ => fact.happened.plus_micros(7),
    };
    Dated { happened, event }
}

/// Corrects every fact of the sample that can be: otherwise, then annulled, then (all but each third) otherwise again.
pub(super) fn correct_all(book: &mut Book, mut between: impl FnMut(&mut Book)) {
    for fact in book.events.clone() {
        if kind(&fact.event).is_none() {
            continue;
        }
        let stays = matches!(
            fact.event,
            Event::WorkOrderAccepted(_)
                | Event::Assignment {
                    change: Change::Assigned { .. },
                    ..
                }
        );
        correct(book, &fact, Some(otherwise(&fact)));
        between(book);
        if !stays {
            correct(book, &fact, None);
            between(book);
            if fact.sequence % 3 != 0 {
                correct(book, &fact, Some(otherwise(&fact)));
                between(book);
            }
        }
    }
}

#[test]
fn corrected_records_come_back_from_one_batch() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    correct_all(&mut book, |_| {});
    book.save();
    assert_saved(&mut book);
}

#[test]
fn corrected_records_come_back_from_batches_of_one_event() {
    let mut book = Book::new();
    fill(&mut book, Book::save);
    correct_all(&mut book, Book::save);
    assert_saved(&mut book);
}

#[test]
fn a_correction_tells_what_was_and_what_is() {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    let find = |book: &Book, wanted: fn(&Event) -> bool| {
        let mut events = book.events.iter();
        events.find(|one| wanted(&one.event)).unwrap().clone()
    };
    let completed = find(&book, |event| {
        matches!(
            event,
            Event::Assignment {
                change: Change::Completed { .. },
                ..
            }
        )
    });
    let later = Dated {
        happened: completed.happened.plus_micros(60_000_000),
        event: completed.event.clone(),
    };
    let retimed = correct(&mut book, &completed, Some(later));
    let handled = find(&book, |event| {
        matches!(event, Event::WorkOrderHandledDirectly { .. })
    });
    let annulled = correct(&mut book, &handled, None);
    let linked = find(&book, |event| {
        matches!(event, Event::DuplicateLinked { .. })
    });
    let unlinked = correct(&mut book, &linked, None);
    book.save();

    let told = |book: &mut Book, order: &str, sequence: i64| {
        let order = order_number(order);
        let entries = timeline::list(&mut book.connection, order, None, 1_000).unwrap();
        let entry = entries.into_iter().find(|one| one.sequence == sequence);
        let entry = entry.expect("on the timeline");
        assert_eq!(entry.actor, format!("actor-canary-{sequence}"));
        format!("{} {}: {}", entry.kind, entry.subject, entry.description)
    };
    let (sequence, happened) = (completed.sequence, completed.happened);
    assert_eq!(
        told(&mut book, "20150601-000002", retimed),
        format!(
            "corrected workOrders/20150601-000002/assignments/1: The fact {sequence} was corrected (wrong content). Before: {happened}: The \
             unit completed it. Now: {}: The unit completed it. Its text was written anew.",
            minute(sequence + 1)
        )
    );
    assert_eq!(
        told(&mut book, "20150601-000001", annulled),
        format!(
            "annulled workOrders/20150601-000001: The fact {} did not happen (wrong content). Before: {}: The centre answered the request itself.",
            handled.sequence, handled.happened
        )
    );
    let on_both = ["20150601-000001", "20150601-000002"];
    for order in on_both {
        assert!(told(&mut book, order, unlinked).starts_with("annulled"));
    }
    let (whole, note) = corrections::get(&mut book.connection, &book.vault, retimed)
        .unwrap()
        .unwrap();
    assert_eq!(note.note, private(retimed).note);
    assert_eq!(whole.record.fact, sequence);
    let listed = corrections::list(
        &mut book.connection,
        &corrections::CorrectionFilter::default(),
        None,
        10,
    )
    .unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[0], whole);
}
