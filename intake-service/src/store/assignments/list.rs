//! The list of assignments: filters, and its two orders.

use diesel::helper_types::{AsSelect, IntoBoxed, Select};
use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::AssignmentRow;
use crate::domain::assignment::AssignmentState;
use crate::domain::card::Card;
use crate::domain::names::{AssignmentId, OrderNumber, UnitCode};
use crate::domain::record::AssignmentRecord;
use crate::filter::FilterError;
use crate::store::filters::{self, Predicate};
use crate::store::row::{read_all, stored_number};
use crate::store::schema::assignments;
use crate::store::{Filter, StoreError};

/// Which assignments are listed, and how they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssignmentFilter {
    /// Only those of this order.
    pub order: Option<OrderNumber>,
    /// Only those of this unit.
    pub unit: Option<UnitCode>,
    /// Only those in this state.
    pub state: Option<AssignmentState>,
    /// Only those assigned at or after this time.
    pub assigned_from: Option<Moment>,
    /// Only those assigned before this time.
    pub assigned_to: Option<Moment>,
    /// Only those whose deadline in force is at or after this time.
    pub due_from: Option<Moment>,
    /// Only those whose deadline in force is before this time.
    pub due_to: Option<Moment>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<Overdue>,
    /// Only those with this card for the deadline in force.
    pub card: Option<Card>,
    /// Only those that this holds for.
    pub condition: Option<Filter<assignments::table>>,
    /// How they stand.
    pub sorting: Sorting,
}

/// Whether assignments are overdue; it changes with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Those that are, or those that are not.
    pub overdue: bool,
    /// As of when.
    pub now: Moment,
}

impl Overdue {
    /// As [`Standing::is_overdue`](crate::domain::assignment::Standing::is_overdue).
    fn predicate(self) -> Predicate<assignments::table> {
        let (due, completed) = (assignments::due, assignments::completed);
        let now = self.now.micros();
        if self.overdue {
            let open = completed.is_null().and(due.lt(now));
            let late = open.or(due.lt(completed));
            Box::new(assignments::removed.is_null().and(late))
        } else {
            let open = completed.is_null().and(due.ge(now));
            let in_time = open.or(due.ge(completed));
            let never = assignments::removed.is_not_null().or(due.is_null());
            Box::new(never.or(in_time))
        }
    }
}

/// How assignments stand in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorting {
    /// By what.
    pub by: SortBy,
    /// The other way round: from the last name or deadline to the first.
    pub descending: bool,
}

/// What assignments stand by in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// By order and number.
    #[default]
    Name,
    /// By the deadline in force, then by name; those without a deadline last, either way.
    DueTime,
}

/// An assignment's place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignmentPlace {
    /// The deadline in force.
    pub due: Option<Moment>,
    /// The assignment.
    pub id: AssignmentId,
}

impl From<&AssignmentRecord> for AssignmentPlace {
    fn from(record: &AssignmentRecord) -> AssignmentPlace {
        AssignmentPlace {
            due: record.standing.due,
            id: record.id,
        }
    }
}

/// Reads what the assignments are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<assignments::table>>, FilterError> {
    Filter::read(text, filters::ASSIGNMENTS)
}

type Query<'a> =
    IntoBoxed<'a, Select<assignments::table, AsSelect<AssignmentRow, MultiBackend>>, MultiBackend>;

/// At most `limit` assignments after a place.
pub fn list(
    connection: &mut AnyConnection,
    filter: &AssignmentFilter,
    after: Option<AssignmentPlace>,
    limit: u32,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let Sorting { by, descending } = filter.sorting;
    match by {
        SortBy::Name => {
            let after = after.map(|place| place.id);
            by_name(connection, matching(filter), after, descending, limit)
        }
        SortBy::DueTime => by_due(connection, filter, after, limit),
    }
}

fn by_name(
    connection: &mut AnyConnection,
    mut query: Query<'_>,
    after: Option<AssignmentId>,
    descending: bool,
    limit: u32,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let (order, number) = (assignments::order_number, assignments::number);
    query = if descending {
        query.order((order.desc(), number.desc()))
    } else {
        query.order((order, number))
    };
    if let Some(id) = after {
        query = query.filter(beyond(id, descending));
    }
    read_all(query.limit(limit.into()).load(connection)?)
}

/// Those with a deadline, then those without one: two queries, as databases do not agree on where what is absent stands.
fn by_due(
    connection: &mut AnyConnection,
    filter: &AssignmentFilter,
    after: Option<AssignmentPlace>,
    limit: u32,
) -> Result<Vec<AssignmentRecord>, StoreError> {
    let descending = filter.sorting.descending;
    let (due, order, number) = (
        assignments::due,
        assignments::order_number,
        assignments::number,
    );
    let mut found = Vec::new();
    let beginning = after.map(|place| (place.due, place.id));
    if !matches!(beginning, Some((None, _))) {
        let mut query = matching(filter).filter(due.is_not_null());
        query = if descending {
            query.order((due.desc(), order.desc(), number.desc()))
        } else {
            query.order((due, order, number))
        };
        if let Some((Some(at), id)) = beginning {
            // The first condition lets an index find the place.
            let at = at.micros();
            query = if descending {
                let further = due.lt(at).or(beyond(id, descending));
                query.filter(due.le(at)).filter(further)
            } else {
                let further = due.gt(at).or(beyond(id, descending));
                query.filter(due.ge(at)).filter(further)
            };
        }
        found = read_all(query.limit(limit.into()).load(connection)?)?;
    }
    let missing = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    if 0 < missing {
        let query = matching(filter).filter(due.is_null());
        let after = match beginning {
            Some((None, id)) => Some(id),
            _ => None,
        };
        found.extend(by_name(connection, query, after, descending, missing)?);
    }
    Ok(found)
}

/// The assignments after one by name, or before it.
fn beyond(id: AssignmentId, descending: bool) -> Predicate<assignments::table> {
    let (order, number) = (id.order.number(), stored_number(id.number));
    let (orders, numbers) = (assignments::order_number, assignments::number);
    // The first condition lets an index find the place.
    if descending {
        let before = orders.lt(order).or(numbers.lt(number));
        Box::new(orders.le(order).and(before).nullable())
    } else {
        let after = orders.gt(order).or(numbers.gt(number));
        Box::new(orders.ge(order).and(after).nullable())
    }
}

fn matching(filter: &AssignmentFilter) -> Query<'_> {
    let AssignmentFilter {
        order,
        unit,
        state,
        assigned_from,
        assigned_to,
        due_from,
        due_to,
        overdue,
        card,
        condition,
        sorting: _,
    } = filter;
    let mut query = assignments::table
        .select(AssignmentRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(order) = order {
        query = query.filter(assignments::order_number.eq(order.number()));
    }
    if let Some(unit) = unit {
        query = query.filter(assignments::unit.eq(unit.as_str()));
    }
    if let Some(state) = state {
        query = query.filter(assignments::state.eq(state.number()));
    }
    if let Some(from) = assigned_from {
        query = query.filter(assignments::assigned.ge(from.micros()));
    }
    if let Some(to) = assigned_to {
        query = query.filter(assignments::assigned.lt(to.micros()));
    }
    if let Some(from) = due_from {
        query = query.filter(assignments::due.ge(from.micros()));
    }
    if let Some(to) = due_to {
        query = query.filter(assignments::due.lt(to.micros()));
    }
    if let Some(overdue) = overdue {
        query = query.filter(overdue.predicate());
    }
    if let Some(card) = card {
        query = query.filter(assignments::card.eq(card.number()));
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    query
}
