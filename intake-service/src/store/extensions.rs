//! The extensions 延期.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::return_visits::Parent;
use super::row::{Row, optional, part_id, read_all, read_one, stored_number};
use super::schema::extensions;
use super::{StoreError, masked};
use crate::domain::assignment::{
    Extension, ExtensionDecision, ExtensionFate, ExtensionReason, ExtensionState,
};
use crate::domain::masking::Masked;
use crate::domain::names::PartId;
use crate::domain::record::ExtensionRecord;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = extensions, treat_none_as_default_value = false)]
pub(super) struct ExtensionRow {
    order_number: i64,
    assignment_number: i32,
    number: i32,
    reason: i32,
    due: i64,
    requested_by: String,
    requested: i64,
    requested_sequence: i64,
    granted: Option<bool>,
    granted_due: Option<i64>,
    decided_by: Option<String>,
    decided: Option<i64>,
    decided_sequence: Option<i64>,
    lapsed: Option<i64>,
    lapsed_sequence: Option<i64>,
    annulled: bool,
}

/// What can change of an extension: it is decided, lapses, or is corrected.
#[derive(AsChangeset, Identifiable)]
#[diesel(
    table_name = extensions,
    primary_key(order_number, assignment_number, number),
    treat_none_as_null = true
)]
pub(super) struct ExtensionChange {
    order_number: i64,
    assignment_number: i32,
    number: i32,
    requested: i64,
    granted: Option<bool>,
    granted_due: Option<i64>,
    decided_by: Option<String>,
    decided: Option<i64>,
    decided_sequence: Option<i64>,
    lapsed: Option<i64>,
    lapsed_sequence: Option<i64>,
    annulled: bool,
}

impl From<ExtensionRecord> for ExtensionRow {
    fn from(record: ExtensionRecord) -> ExtensionRow {
        let Extension {
            number: _,
            reason,
            due,
            requested_by,
            requested: _,
            requested_sequence,
            fate: _,
        } = record.extension.clone();
        let ExtensionChange {
            order_number,
            assignment_number,
            number,
            requested,
            granted,
            granted_due,
            decided_by,
            decided,
            decided_sequence,
            lapsed,
            lapsed_sequence,
            annulled,
        } = record.into();
        ExtensionRow {
            order_number,
            assignment_number,
            number,
            reason: reason.number(),
            due: due.micros(),
            requested_by,
            requested,
            requested_sequence,
            granted,
            granted_due,
            decided_by,
            decided,
            decided_sequence,
            lapsed,
            lapsed_sequence,
            annulled,
        }
    }
}

impl From<ExtensionRecord> for ExtensionChange {
    fn from(record: ExtensionRecord) -> ExtensionChange {
        let ExtensionRecord {
            id,
            extension,
            annulled,
        } = record;
        let mut change = ExtensionChange {
            order_number: id.assignment.order.number(),
            assignment_number: stored_number(id.assignment.number),
            number: stored_number(id.number),
            requested: extension.requested.micros(),
            granted: None,
            granted_due: None,
            decided_by: None,
            decided: None,
            decided_sequence: None,
            lapsed: None,
            lapsed_sequence: None,
            annulled,
        };
        match extension.fate {
            ExtensionFate::Pending => {}
            ExtensionFate::Decided(ExtensionDecision {
                granted,
                decided_by,
                decided,
                sequence,
            }) => {
                change.granted = Some(granted.is_some());
                change.granted_due = granted.map(Moment::micros);
                change.decided_by = Some(decided_by);
                change.decided = Some(decided.micros());
                change.decided_sequence = Some(sequence);
            }
            ExtensionFate::Lapsed { at, sequence } => {
                change.lapsed = Some(at.micros());
                change.lapsed_sequence = Some(sequence);
            }
        }
        change
    }
}

impl Row for ExtensionRow {
    type Record = ExtensionRecord;
    const TABLE: &'static str = "extensions";

    fn key(&self) -> String {
        format!(
            "{}/{}/{}",
            self.order_number, self.assignment_number, self.number
        )
    }

    fn record(self) -> Option<ExtensionRecord> {
        let granted_due = optional(self.granted_due, Moment::from_micros)?;
        let decision = match (
            self.granted,
            self.decided_by,
            self.decided,
            self.decided_sequence,
        ) {
            (Some(granted), Some(decided_by), Some(decided), Some(sequence))
                if granted == granted_due.is_some() =>
            {
                Some(ExtensionDecision {
                    granted: granted_due,
                    decided_by,
                    decided: Moment::from_micros(decided)?,
                    sequence,
                })
            }
            (None, None, None, None) if granted_due.is_none() => None,
            _ => return None,
        };
        let fate = match (decision, self.lapsed, self.lapsed_sequence) {
            (None, None, None) => ExtensionFate::Pending,
            (Some(decision), None, None) => ExtensionFate::Decided(decision),
            (None, Some(lapsed), Some(sequence)) => ExtensionFate::Lapsed {
                at: Moment::from_micros(lapsed)?,
                sequence,
            },
            _ => return None,
        };
        let id = part_id(self.order_number, self.assignment_number, self.number)?;
        Some(ExtensionRecord {
            id,
            extension: Extension {
                number: id.number,
                reason: ExtensionReason::from_number(self.reason)?,
                due: Moment::from_micros(self.due)?,
                requested_by: self.requested_by,
                requested: Moment::from_micros(self.requested)?,
                requested_sequence: self.requested_sequence,
                fate,
            },
            annulled: self.annulled,
        })
    }
}

/// An extension, with the grounds in the masked text.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: PartId,
) -> Result<Option<(ExtensionRecord, Masked)>, StoreError> {
    let Some(record) = find(connection, id)? else {
        return Ok(None);
    };
    let private = masked::part(
        connection,
        vault,
        Some(id.assignment.order),
        record.extension.requested_sequence,
    )?;
    Ok(Some((record, private)))
}

/// An extension.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: PartId,
) -> Result<Option<ExtensionRecord>, StoreError> {
    let row = extensions::table
        .filter(extensions::order_number.eq(id.assignment.order.number()))
        .filter(extensions::assignment_number.eq(stored_number(id.assignment.number)))
        .filter(extensions::number.eq(stored_number(id.number)))
        .select(ExtensionRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` extensions after one, by order, assignment and number; only those in a state where one is given.
pub fn list(
    connection: &mut AnyConnection,
    parent: Parent,
    state: Option<ExtensionState>,
    after: Option<PartId>,
    limit: u32,
) -> Result<Vec<ExtensionRecord>, StoreError> {
    let mut query = extensions::table
        .order((
            extensions::order_number,
            extensions::assignment_number,
            extensions::number,
        ))
        .limit(limit.into())
        .select(ExtensionRow::as_select())
        .into_boxed::<MultiBackend>();
    match parent {
        Parent::All => {}
        Parent::Order(order) => query = query.filter(extensions::order_number.eq(order.number())),
        Parent::Assignment(id) => {
            query = query
                .filter(extensions::order_number.eq(id.order.number()))
                .filter(extensions::assignment_number.eq(stored_number(id.number)));
        }
    }
    match state {
        None => {}
        Some(ExtensionState::Requested) => {
            query = query
                .filter(extensions::granted.is_null())
                .filter(extensions::lapsed.is_null());
        }
        Some(ExtensionState::Granted) => query = query.filter(extensions::granted.eq(true)),
        Some(ExtensionState::Refused) => query = query.filter(extensions::granted.eq(false)),
        Some(ExtensionState::Lapsed) => query = query.filter(extensions::lapsed.is_not_null()),
    }
    if let Some(PartId { assignment, number }) = after {
        let order = assignment.order.number();
        let assignment = stored_number(assignment.number);
        let next_number = extensions::assignment_number
            .eq(assignment)
            .and(extensions::number.gt(stored_number(number)));
        let next_assignment = extensions::assignment_number.gt(assignment);
        // The first condition lets an index find the place.
        query = query.filter(extensions::order_number.ge(order)).filter(
            extensions::order_number
                .gt(order)
                .or(next_assignment.or(next_number)),
        );
    }
    read_all(query.load(connection)?)
}
