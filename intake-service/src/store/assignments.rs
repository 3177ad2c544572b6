//! The assignments 承办 as they stand.

mod list;
mod open;

use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;

use super::row::{Row, assignment_id, code, optional, read_one, stored_number};
use super::schema::assignments;
use super::{StoreError, masked};
use crate::domain::assignment::{AssignmentRole, AssignmentState, Standing};
use crate::domain::card::Card;
use crate::domain::deadline::Basis;
use crate::domain::masking::Masked;
use crate::domain::names::AssignmentId;
use crate::domain::record::AssignmentRecord;
use crate::vault::Vault;

pub use list::{AssignmentFilter, AssignmentPlace, Overdue, SortBy, Sorting, filter, list};
pub use open::{OpenKey, list_open};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub(super) struct AssignmentRow {
    pub(super) order_number: i64,
    pub(super) number: i32,
    pub(super) unit: String,
    pub(super) role: i32,
    pub(super) assigned: i64,
    pub(super) due: Option<i64>,
    pub(super) signed: Option<i64>,
    pub(super) completed: Option<i64>,
    pub(super) closed: Option<i64>,
    pub(super) removed: Option<i64>,
    pub(super) state: i32,
    pub(super) redo_count: i32,
    pub(super) excluded: bool,
    pub(super) reply_sequence: Option<i64>,
    pub(super) sequence: i64,
    pub(super) sign_due: Option<i64>,
    pub(super) due_since: Option<i64>,
    pub(super) card: Option<i32>,
    pub(super) rule: Option<String>,
    pub(super) rule_sequence: Option<i64>,
    pub(super) calendar_sequence: Option<i64>,
}

/// What can change of an assignment.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = assignments, primary_key(order_number, number), treat_none_as_null = true)]
pub(super) struct AssignmentChange {
    order_number: i64,
    number: i32,
    assigned: i64,
    due: Option<i64>,
    signed: Option<i64>,
    completed: Option<i64>,
    closed: Option<i64>,
    removed: Option<i64>,
    state: i32,
    redo_count: i32,
    excluded: bool,
    reply_sequence: Option<i64>,
    sequence: i64,
    due_since: Option<i64>,
    card: Option<i32>,
    rule: Option<String>,
    rule_sequence: Option<i64>,
    calendar_sequence: Option<i64>,
}

/// How the deadline in force came about: all three or none.
struct BasisColumns {
    rule: Option<String>,
    rule_sequence: Option<i64>,
    calendar_sequence: Option<i64>,
}

impl From<Option<Basis>> for BasisColumns {
    fn from(basis: Option<Basis>) -> BasisColumns {
        let basis = basis.as_ref();
        BasisColumns {
            rule: basis.map(|basis| basis.rule.to_string()),
            rule_sequence: basis.map(|basis| basis.rule_sequence),
            calendar_sequence: basis.map(|basis| basis.calendar_sequence),
        }
    }
}

impl BasisColumns {
    #[expect(
        clippy::option_option,
        reason = "no basis and unknown values are told apart"
    )]
    fn basis(self) -> Option<Option<Basis>> {
        match (self.rule, self.rule_sequence, self.calendar_sequence) {
            (None, None, None) => Some(None),
            (Some(rule), Some(rule_sequence), Some(calendar_sequence)) => Some(Some(Basis {
                rule: code(rule)?,
                rule_sequence,
                calendar_sequence,
            })),
            _ => None,
        }
    }
}

impl From<AssignmentRecord> for AssignmentRow {
    fn from(assignment: AssignmentRecord) -> AssignmentRow {
        let Standing {
            state,
            due,
            signed,
            due_since,
            sign_due,
            card,
            completed,
            closed,
            removed,
        } = assignment.standing;
        let BasisColumns {
            rule,
            rule_sequence,
            calendar_sequence,
        } = assignment.basis.into();
        AssignmentRow {
            order_number: assignment.id.order.number(),
            number: stored_number(assignment.id.number),
            unit: assignment.unit.to_string(),
            role: assignment.role.number(),
            assigned: assignment.assigned.micros(),
            due: due.map(Moment::micros),
            signed: signed.map(Moment::micros),
            completed: completed.map(Moment::micros),
            closed: closed.map(Moment::micros),
            removed: removed.map(Moment::micros),
            state: state.number(),
            redo_count: assignment.redo_count,
            excluded: assignment.excluded,
            reply_sequence: assignment.reply_sequence,
            sequence: assignment.sequence,
            sign_due: sign_due.map(Moment::micros),
            due_since: due_since.map(Moment::micros),
            card: card.map(Card::number),
            rule,
            rule_sequence,
            calendar_sequence,
        }
    }
}

impl From<AssignmentRecord> for AssignmentChange {
    fn from(assignment: AssignmentRecord) -> AssignmentChange {
        let Standing {
            state,
            due,
            signed,
            due_since,
            sign_due: _,
            card,
            completed,
            closed,
            removed,
        } = assignment.standing;
        let BasisColumns {
            rule,
            rule_sequence,
            calendar_sequence,
        } = assignment.basis.into();
        AssignmentChange {
            order_number: assignment.id.order.number(),
            number: stored_number(assignment.id.number),
            assigned: assignment.assigned.micros(),
            due: due.map(Moment::micros),
            signed: signed.map(Moment::micros),
            completed: completed.map(Moment::micros),
            closed: closed.map(Moment::micros),
            removed: removed.map(Moment::micros),
            state: state.number(),
            redo_count: assignment.redo_count,
            excluded: assignment.excluded,
            reply_sequence: assignment.reply_sequence,
            sequence: assignment.sequence,
            due_since: due_since.map(Moment::micros),
            card: card.map(Card::number),
            rule,
            rule_sequence,
            calendar_sequence,
        }
    }
}

impl Row for AssignmentRow {
    type Record = AssignmentRecord;
    const TABLE: &'static str = "assignments";

    fn key(&self) -> String {
        format!("{}/{}", self.order_number, self.number)
    }

    fn record(self) -> Option<AssignmentRecord> {
        Some(AssignmentRecord {
            id: assignment_id(self.order_number, self.number)?,
            unit: code(self.unit)?,
            role: AssignmentRole::from_number(self.role)?,
            assigned: Moment::from_micros(self.assigned)?,
            standing: Standing {
                state: AssignmentState::from_number(self.state)?,
                due: optional(self.due, Moment::from_micros)?,
                signed: optional(self.signed, Moment::from_micros)?,
                due_since: optional(self.due_since, Moment::from_micros)?,
                sign_due: optional(self.sign_due, Moment::from_micros)?,
                card: optional(self.card, Card::from_number)?,
                completed: optional(self.completed, Moment::from_micros)?,
                closed: optional(self.closed, Moment::from_micros)?,
                removed: optional(self.removed, Moment::from_micros)?,
            },
            basis: BasisColumns {
                rule: self.rule,
                rule_sequence: self.rule_sequence,
                calendar_sequence: self.calendar_sequence,
            }
            .basis()?,
            redo_count: self.redo_count,
            excluded: self.excluded,
            reply_sequence: self.reply_sequence,
            sequence: self.sequence,
        })
    }
}

/// An assignment, with the reply to its last completion in the masked text.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: AssignmentId,
) -> Result<Option<(AssignmentRecord, Masked)>, StoreError> {
    let Some(assignment) = find(connection, id)? else {
        return Ok(None);
    };
    let reply = match assignment.reply_sequence {
        Some(sequence) => masked::part(connection, vault, Some(id.order), sequence)?,
        None => Masked::default(),
    };
    Ok(Some((assignment, reply)))
}

/// An assignment.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: AssignmentId,
) -> Result<Option<AssignmentRecord>, StoreError> {
    let row = assignments::table
        .filter(assignments::order_number.eq(id.order.number()))
        .filter(assignments::number.eq(stored_number(id.number)))
        .select(AssignmentRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}
