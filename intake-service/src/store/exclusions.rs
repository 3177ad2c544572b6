//! The exclusions 剔除.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::return_visits::Parent;
use super::row::{Row, part_id, read_all, read_one, stored_number};
use super::schema::exclusions;
use super::{Filter, StoreError, filters, masked};
use crate::domain::assignment::{Appeal, Decision, Exclusion, ExclusionReason, ExclusionState};
use crate::domain::masking::Masked;
use crate::domain::names::PartId;
use crate::domain::record::ExclusionRecord;
use crate::filter::FilterError;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = exclusions, treat_none_as_default_value = false)]
pub(super) struct ExclusionRow {
    order_number: i64,
    assignment_number: i32,
    number: i32,
    reason: i32,
    requested_by: String,
    requested: i64,
    requested_sequence: i64,
    approved: Option<bool>,
    decided_by: Option<String>,
    decided: Option<i64>,
    decided_sequence: Option<i64>,
    appealed_by: Option<String>,
    appealed: Option<i64>,
    appealed_sequence: Option<i64>,
    final_approved: Option<bool>,
    final_decided_by: Option<String>,
    final_decided: Option<i64>,
    final_decided_sequence: Option<i64>,
    annulled: bool,
    note_sequence: i64,
    sequence: i64,
}

/// What can change of an exclusion: it is decided, appealed against, decided again, or corrected.
#[derive(AsChangeset, Identifiable)]
#[diesel(
    table_name = exclusions,
    primary_key(order_number, assignment_number, number),
    treat_none_as_null = true
)]
pub(super) struct ExclusionChange {
    order_number: i64,
    assignment_number: i32,
    number: i32,
    reason: i32,
    requested: i64,
    approved: Option<bool>,
    decided_by: Option<String>,
    decided: Option<i64>,
    decided_sequence: Option<i64>,
    appealed_by: Option<String>,
    appealed: Option<i64>,
    appealed_sequence: Option<i64>,
    final_approved: Option<bool>,
    final_decided_by: Option<String>,
    final_decided: Option<i64>,
    final_decided_sequence: Option<i64>,
    annulled: bool,
    note_sequence: i64,
    sequence: i64,
}

impl From<ExclusionRecord> for ExclusionRow {
    fn from(record: ExclusionRecord) -> ExclusionRow {
        let requested_by = record.exclusion.requested_by.clone();
        let requested_sequence = record.exclusion.requested_sequence;
        let ExclusionChange {
            order_number,
            assignment_number,
            number,
            reason,
            requested,
            approved,
            decided_by,
            decided,
            decided_sequence,
            appealed_by,
            appealed,
            appealed_sequence,
            final_approved,
            final_decided_by,
            final_decided,
            final_decided_sequence,
            annulled,
            note_sequence,
            sequence,
        } = record.into();
        ExclusionRow {
            order_number,
            assignment_number,
            number,
            reason,
            requested_by,
            requested,
            requested_sequence,
            approved,
            decided_by,
            decided,
            decided_sequence,
            appealed_by,
            appealed,
            appealed_sequence,
            final_approved,
            final_decided_by,
            final_decided,
            final_decided_sequence,
            annulled,
            note_sequence,
            sequence,
        }
    }
}

impl From<ExclusionRecord> for ExclusionChange {
    fn from(record: ExclusionRecord) -> ExclusionChange {
        let ExclusionRecord {
            id,
            exclusion,
            annulled,
            note_sequence,
            sequence,
        } = record;
        let (approved, decided_by, decided, decided_sequence) = columns(exclusion.decision);
        let (final_approved, final_decided_by, final_decided, final_decided_sequence) =
            columns(exclusion.final_decision);
        let mut change = ExclusionChange {
            order_number: id.assignment.order.number(),
            assignment_number: stored_number(id.assignment.number),
            number: stored_number(id.number),
            reason: exclusion.reason.number(),
            requested: exclusion.requested.micros(),
            approved,
            decided_by,
            decided,
            decided_sequence,
            appealed_by: None,
            appealed: None,
            appealed_sequence: None,
            final_approved,
            final_decided_by,
            final_decided,
            final_decided_sequence,
            annulled,
            note_sequence,
            sequence,
        };
        if let Some(Appeal {
            appealed_by,
            appealed,
            sequence,
        }) = exclusion.appeal
        {
            change.appealed_by = Some(appealed_by);
            change.appealed = Some(appealed.micros());
            change.appealed_sequence = Some(sequence);
        }
        change
    }
}

/// The columns of a decision: all or none are given.
type DecisionColumns = (Option<bool>, Option<String>, Option<i64>, Option<i64>);

fn columns(decision: Option<Decision>) -> DecisionColumns {
    let Some(Decision {
        approved,
        decided_by,
        decided,
        sequence,
    }) = decision
    else {
        return (None, None, None, None);
    };
    (
        Some(approved),
        Some(decided_by),
        Some(decided.micros()),
        Some(sequence),
    )
}

/// Reads what [`columns`] wrote: the outer `None` where that is half a decision.
#[expect(
    clippy::option_option,
    reason = "no decision and half a decision are told apart"
)]
fn decision(columns: DecisionColumns) -> Option<Option<Decision>> {
    match columns {
        (Some(approved), Some(decided_by), Some(decided), Some(sequence)) => Some(Some(Decision {
            approved,
            decided_by,
            decided: Moment::from_micros(decided)?,
            sequence,
        })),
        (None, None, None, None) => Some(None),
        _ => None,
    }
}

impl Row for ExclusionRow {
    type Record = ExclusionRecord;
    const TABLE: &'static str = "exclusions";

    fn key(&self) -> String {
        format!(
            "{}/{}/{}",
            self.order_number, self.assignment_number, self.number
        )
    }

    fn record(self) -> Option<ExclusionRecord> {
        let appeal = match (self.appealed_by, self.appealed, self.appealed_sequence) {
            (Some(appealed_by), Some(appealed), Some(sequence)) => Some(Appeal {
                appealed_by,
                appealed: Moment::from_micros(appealed)?,
                sequence,
            }),
            (None, None, None) => None,
            _ => return None,
        };
        let id = part_id(self.order_number, self.assignment_number, self.number)?;
        Some(ExclusionRecord {
            id,
            exclusion: Exclusion {
                number: id.number,
                reason: ExclusionReason::from_number(self.reason)?,
                requested_by: self.requested_by,
                requested: Moment::from_micros(self.requested)?,
                requested_sequence: self.requested_sequence,
                decision: decision((
                    self.approved,
                    self.decided_by,
                    self.decided,
                    self.decided_sequence,
                ))?,
                appeal,
                final_decision: decision((
                    self.final_approved,
                    self.final_decided_by,
                    self.final_decided,
                    self.final_decided_sequence,
                ))?,
            },
            annulled: self.annulled,
            note_sequence: self.note_sequence,
            sequence: self.sequence,
        })
    }
}

/// Which exclusions are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExclusionFilter {
    /// Whose.
    pub parent: Parent,
    /// Only those in this state.
    pub state: Option<ExclusionState>,
    /// Only those that this holds for.
    pub condition: Option<Filter<exclusions::table>>,
}

/// Reads what the exclusions are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<exclusions::table>>, FilterError> {
    Filter::read(text, filters::EXCLUSIONS)
}

/// An exclusion, with its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeExclusion {
    /// The exclusion.
    pub record: ExclusionRecord,
    /// The private part of the asking, masked: the grounds.
    pub request: Masked,
    /// The private part of the appeal, masked: its grounds; empty where there is none.
    pub appeal: Masked,
}

/// An exclusion, with its texts.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: PartId,
) -> Result<Option<WholeExclusion>, StoreError> {
    let Some(record) = find(connection, id)? else {
        return Ok(None);
    };
    let mut part = |sequence| masked::part(connection, vault, Some(id.assignment.order), sequence);
    let request = part(record.note_sequence)?;
    let appeal = match &record.exclusion.appeal {
        Some(appeal) => part(appeal.sequence)?,
        None => Masked::default(),
    };
    Ok(Some(WholeExclusion {
        record,
        request,
        appeal,
    }))
}

/// An exclusion.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: PartId,
) -> Result<Option<ExclusionRecord>, StoreError> {
    let row = exclusions::table
        .filter(exclusions::order_number.eq(id.assignment.order.number()))
        .filter(exclusions::assignment_number.eq(stored_number(id.assignment.number)))
        .filter(exclusions::number.eq(stored_number(id.number)))
        .select(ExclusionRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` exclusions after one, by order, assignment and number.
pub fn list(
    connection: &mut AnyConnection,
    filter: &ExclusionFilter,
    after: Option<PartId>,
    limit: u32,
) -> Result<Vec<ExclusionRecord>, StoreError> {
    let ExclusionFilter {
        parent,
        state,
        condition,
    } = filter;
    let mut query = exclusions::table
        .order((
            exclusions::order_number,
            exclusions::assignment_number,
            exclusions::number,
        ))
        .limit(limit.into())
        .select(ExclusionRow::as_select())
        .into_boxed::<MultiBackend>();
    match parent {
        Parent::All => {}
        Parent::Order(order) => query = query.filter(exclusions::order_number.eq(order.number())),
        Parent::Assignment(id) => {
            query = query
                .filter(exclusions::order_number.eq(id.order.number()))
                .filter(exclusions::assignment_number.eq(stored_number(id.number)));
        }
    }
    if let Some(state) = state {
        query = query.filter(filters::exclusion_state(*state));
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    if let Some(PartId { assignment, number }) = after {
        let order = assignment.order.number();
        let assignment = stored_number(assignment.number);
        let next_number = exclusions::assignment_number
            .eq(assignment)
            .and(exclusions::number.gt(stored_number(number)));
        let next_assignment = exclusions::assignment_number.gt(assignment);
        // The first condition lets an index find the place.
        query = query.filter(exclusions::order_number.ge(order)).filter(
            exclusions::order_number
                .gt(order)
                .or(next_assignment.or(next_number)),
        );
    }
    read_all(query.load(connection)?)
}
