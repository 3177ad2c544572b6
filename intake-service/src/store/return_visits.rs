//! The return visits 回访.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::row::{Row, part_id, read_all, read_one, stored_number};
use super::schema::return_visits;
use super::{Filter, StoreError, filters, masked};
use crate::domain::assignment::{Grade, Resolved, Visit, VisitChannel, VisitResult};
use crate::domain::masking::Masked;
use crate::domain::names::{AssignmentId, OrderNumber, PartId};
use crate::domain::record::VisitRecord;
use crate::filter::FilterError;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = return_visits, treat_none_as_default_value = false)]
pub(super) struct VisitRow {
    pub(super) order_number: i64,
    pub(super) assignment_number: i32,
    pub(super) number: i32,
    pub(super) visited: i64,
    pub(super) channel: i32,
    pub(super) result: i32,
    pub(super) process_grade: Option<i32>,
    pub(super) outcome_grade: Option<i32>,
    pub(super) resolved: Option<i32>,
    pub(super) annulled: bool,
    pub(super) note_sequence: i64,
    pub(super) sequence: i64,
}

/// What can change of a return visit: a correction changes it.
#[derive(AsChangeset, Identifiable)]
#[diesel(
    table_name = return_visits,
    primary_key(order_number, assignment_number, number),
    treat_none_as_null = true
)]
pub(super) struct VisitChange {
    order_number: i64,
    assignment_number: i32,
    number: i32,
    visited: i64,
    channel: i32,
    result: i32,
    process_grade: Option<i32>,
    outcome_grade: Option<i32>,
    resolved: Option<i32>,
    annulled: bool,
    note_sequence: i64,
    sequence: i64,
}

impl From<VisitRecord> for VisitChange {
    fn from(record: VisitRecord) -> VisitChange {
        let VisitRow {
            order_number,
            assignment_number,
            number,
            visited,
            channel,
            result,
            process_grade,
            outcome_grade,
            resolved,
            annulled,
            note_sequence,
            sequence,
        } = VisitRow::from(record);
        VisitChange {
            order_number,
            assignment_number,
            number,
            visited,
            channel,
            result,
            process_grade,
            outcome_grade,
            resolved,
            annulled,
            note_sequence,
            sequence,
        }
    }
}

/// The numbers of a visit's results, as in the API: 1 rated, 2 unreachable, 3 refused, 4 invalid.
pub(super) fn result_number(result: VisitResult) -> i32 {
    match result {
        VisitResult::Rated { .. } => 1,
        VisitResult::Unreachable => 2,
        VisitResult::Refused => 3,
        VisitResult::Invalid => 4,
    }
}

/// A visit's result from its number and, of a rated one, the numbers of both grades and whether it is resolved.
pub(super) fn result(number: i32, rating: Option<(i32, i32, i32)>) -> Option<VisitResult> {
    match (number, rating) {
        (1, Some((process, outcome, resolved))) => Some(VisitResult::Rated {
            process: Grade::from_number(process)?,
            outcome: Grade::from_number(outcome)?,
            resolved: Resolved::from_number(resolved)?,
        }),
        (2, None) => Some(VisitResult::Unreachable),
        (3, None) => Some(VisitResult::Refused),
        (4, None) => Some(VisitResult::Invalid),
        _ => None,
    }
}

/// The numbers of both grades and of whether it is resolved, where the visit is rated.
pub(super) fn rating(result: VisitResult) -> Option<(i32, i32, i32)> {
    match result {
        VisitResult::Rated {
            process,
            outcome,
            resolved,
        } => Some((process.number(), outcome.number(), resolved.number())),
        VisitResult::Unreachable | VisitResult::Refused | VisitResult::Invalid => None,
    }
}

impl From<VisitRecord> for VisitRow {
    fn from(record: VisitRecord) -> VisitRow {
        let VisitRecord {
            id,
            visited,
            visit:
                Visit {
                    number,
                    channel,
                    result,
                },
            annulled,
            note_sequence,
            sequence,
        } = record;
        let rating = rating(result);
        VisitRow {
            order_number: id.assignment.order.number(),
            assignment_number: stored_number(id.assignment.number),
            number: stored_number(number),
            visited: visited.micros(),
            channel: channel.number(),
            result: result_number(result),
            process_grade: rating.map(|(process, _, _)| process),
            outcome_grade: rating.map(|(_, outcome, _)| outcome),
            resolved: rating.map(|(_, _, resolved)| resolved),
            annulled,
            note_sequence,
            sequence,
        }
    }
}

impl Row for VisitRow {
    type Record = VisitRecord;
    const TABLE: &'static str = "return_visits";

    fn key(&self) -> String {
        format!(
            "{}/{}/{}",
            self.order_number, self.assignment_number, self.number
        )
    }

    fn record(self) -> Option<VisitRecord> {
        let rating = match (self.process_grade, self.outcome_grade, self.resolved) {
            (Some(process), Some(outcome), Some(resolved)) => Some((process, outcome, resolved)),
            (None, None, None) => None,
            _ => return None,
        };
        let id = part_id(self.order_number, self.assignment_number, self.number)?;
        Some(VisitRecord {
            id,
            visited: Moment::from_micros(self.visited)?,
            visit: Visit {
                number: id.number,
                channel: VisitChannel::from_number(self.channel)?,
                result: result(self.result, rating)?,
            },
            annulled: self.annulled,
            note_sequence: self.note_sequence,
            sequence: self.sequence,
        })
    }
}

/// Whose visits or exclusions are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parent {
    /// All orders'.
    #[default]
    All,
    /// Those of all assignments of an order.
    Order(OrderNumber),
    /// Those of an assignment.
    Assignment(AssignmentId),
}

/// Which return visits are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// Whose.
    pub parent: Parent,
    /// Only those that this holds for.
    pub condition: Option<Filter<return_visits::table>>,
}

/// Reads what the return visits are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<return_visits::table>>, FilterError> {
    Filter::read(text, filters::RETURN_VISITS)
}

/// A return visit, with what the citizen said in the masked text.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: PartId,
) -> Result<Option<(VisitRecord, Masked)>, StoreError> {
    let Some(visit) = find(connection, id)? else {
        return Ok(None);
    };
    let private = masked::part(
        connection,
        vault,
        Some(id.assignment.order),
        visit.note_sequence,
    )?;
    Ok(Some((visit, private)))
}

/// A return visit.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: PartId,
) -> Result<Option<VisitRecord>, StoreError> {
    let row = return_visits::table
        .filter(return_visits::order_number.eq(id.assignment.order.number()))
        .filter(return_visits::assignment_number.eq(stored_number(id.assignment.number)))
        .filter(return_visits::number.eq(stored_number(id.number)))
        .select(VisitRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` return visits after one, by order, assignment and number.
pub fn list(
    connection: &mut AnyConnection,
    filter: &VisitFilter,
    after: Option<PartId>,
    limit: u32,
) -> Result<Vec<VisitRecord>, StoreError> {
    let VisitFilter { parent, condition } = filter;
    let mut query = return_visits::table
        .order((
            return_visits::order_number,
            return_visits::assignment_number,
            return_visits::number,
        ))
        .limit(limit.into())
        .select(VisitRow::as_select())
        .into_boxed::<MultiBackend>();
    match parent {
        Parent::All => {}
        Parent::Order(order) => {
            query = query.filter(return_visits::order_number.eq(order.number()));
        }
        Parent::Assignment(id) => {
            query = query
                .filter(return_visits::order_number.eq(id.order.number()))
                .filter(return_visits::assignment_number.eq(stored_number(id.number)));
        }
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    if let Some(PartId { assignment, number }) = after {
        let order = assignment.order.number();
        let assignment = stored_number(assignment.number);
        let next_number = return_visits::assignment_number
            .eq(assignment)
            .and(return_visits::number.gt(stored_number(number)));
        let next_assignment = return_visits::assignment_number.gt(assignment);
        // The first condition lets an index find the place.
        query = query.filter(return_visits::order_number.ge(order)).filter(
            return_visits::order_number
                .gt(order)
                .or(next_assignment.or(next_number)),
        );
    }
    read_all(query.load(connection)?)
}
