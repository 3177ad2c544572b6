//! The open assignments whose cards can have come.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::AssignmentRow;
use crate::domain::card::{Card, Horizon};
use crate::domain::names::AssignmentId;
use crate::domain::record::AssignmentRecord;
use crate::store::StoreError;
use crate::store::row::{read_all, stored_number};
use crate::store::schema::assignments;

/// The place of an assignment among those that are open, by their deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenKey {
    due: Moment,
    id: AssignmentId,
}

impl OpenKey {
    /// Of an assignment; `None` where it has no deadline.
    pub fn of(assignment: &AssignmentRecord) -> Option<OpenKey> {
        Some(OpenKey {
            due: assignment.standing.due?,
            id: assignment.id,
        })
    }
}

/// At most `limit` open assignments whose cards can have come, after one, by deadline, order and number.
pub fn list_open(
    connection: &mut AnyConnection,
    horizon: Horizon,
    after: Option<OpenKey>,
    limit: u32,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let Horizon { yellow, red } = horizon;
    let waits_for_red = assignments::card
        .eq(Card::Yellow.number())
        .and(assignments::due.le(red.micros()));
    let mut query = assignments::table
        .filter(assignments::completed.is_null())
        .filter(assignments::removed.is_null())
        .filter(assignments::due.is_not_null())
        .filter(assignments::due.le(yellow.micros()))
        .filter(assignments::card.is_null().or(waits_for_red))
        .order((
            assignments::due,
            assignments::order_number,
            assignments::number,
        ))
        .limit(limit.into())
        .select(AssignmentRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(OpenKey { due, id }) = after {
        let (due, order) = (due.micros(), id.order.number());
        let same_order = assignments::order_number
            .eq(order)
            .and(assignments::number.gt(stored_number(id.number)));
        let same_due = assignments::due
            .eq(due)
            .and(assignments::order_number.gt(order).or(same_order));
        query = query
            .filter(assignments::due.ge(due))
            .filter(assignments::due.gt(due).or(same_due));
    }
    read_all(query.load(connection)?)
}
