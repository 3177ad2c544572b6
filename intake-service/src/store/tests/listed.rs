//! Assignments by the hundred, for what is tested on lists.

use hotline_common::time::Moment;

use super::book::Book;
use super::sample::{code, order};
use crate::domain::assignment::{AssignmentRole, Change, RedoReason};
use crate::domain::event::{Event, Private};
use crate::domain::names::{AssignmentId, OrderNumber};

/// Accepts orders of one day.
pub(super) fn orders(book: &mut Book, count: usize) -> Vec<OrderNumber> {
    let mut numbers = Vec::with_capacity(count);
    for number in 1..=count {
        let order = order(book, &format!("20150601-{number:06}"));
        numbers.push(order.number);
        let event = Event::WorkOrderAccepted(Box::new(order));
        book.add(event, Private::default());
    }
    numbers
}

fn add(book: &mut Book, id: AssignmentId, change: Change) {
    book.add(Event::Assignment { id, change }, Private::default());
}

/// Gives an order to a unit.
pub(super) fn assign(book: &mut Book, id: AssignmentId, unit: &str, due: Option<Moment>) {
    let change = Change::Assigned {
        unit: code(unit),
        role: AssignmentRole::Lead,
        due,
        sign_due: None,
        basis: None,
    };
    add(book, id, change);
}

/// Completes an assignment at a time.
pub(super) fn complete(book: &mut Book, id: AssignmentId, at: Moment) {
    let change = Change::Completed { contact: None };
    book.add_at(at, Event::Assignment { id, change }, Private::default());
}

/// Opens an assignment again, with a new deadline.
pub(super) fn redo(book: &mut Book, id: AssignmentId, due: Moment) {
    let (due, reason) = (Some(due), RedoReason::Other);
    add(
        book,
        id,
        Change::Redone {
            due,
            reason,
            basis: None,
        },
    );
}
