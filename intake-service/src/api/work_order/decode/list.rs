//! What is read: names and filters.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::order::external_reference;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::domain::assignment::ExtensionState;
use crate::domain::names::{AssignmentId, OrderNumber, PartId};
use crate::store::Parent;
use crate::store::assignments::{self, AssignmentFilter, Overdue, SortBy, Sorting};
use crate::store::exclusions::{self, ExclusionFilter};
use crate::store::return_visits::{self, VisitFilter};
use crate::store::supervisions::{self, SupervisionFilter};
use crate::store::work_orders::{self, WorkOrderFilter};

/// An order by its name.
pub(in crate::api) fn order(
    violations: &mut Violations,
    path: &str,
    value: &str,
) -> Option<OrderNumber> {
    let number = decode::name(violations, path, pattern::WORK_ORDER, value)?;
    fields::order_number(violations, path, number)
}

/// An assignment by its name.
pub(in crate::api) fn assignment(
    violations: &mut Violations,
    path: &str,
    value: &str,
) -> Option<AssignmentId> {
    let [order, number] = decode::names(violations, path, pattern::ASSIGNMENT, value)?;
    assignment_id(violations, path, [order, number])
}

/// A return visit, an extension or an exclusion by its name.
pub(in crate::api) fn part(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &str,
) -> Option<PartId> {
    let [order, number, part] = decode::names(violations, path, pattern, value)?;
    let assignment = assignment_id(violations, path, [order, number]);
    let number = fields::part(violations, path, part);
    Some(PartId {
        assignment: assignment?,
        number: number?,
    })
}

fn assignment_id(
    violations: &mut Violations,
    path: &str,
    [order, number]: [&str; 2],
) -> Option<AssignmentId> {
    let order = fields::order_number(violations, path, order);
    let number = fields::part(violations, path, number);
    Some(AssignmentId {
        order: order?,
        number: number?,
    })
}

/// An assignment, or `-` for all of an order, or of all orders.
fn parent(violations: &mut Violations, value: &str) -> Option<Parent> {
    let parts = decode::names(violations, "parent", pattern::ASSIGNMENT, value)?;
    match parts {
        ["-", "-"] => Some(Parent::All),
        ["-", _] => {
            violations.push("parent", "must name the order of the assignment");
            None
        }
        [order, "-"] => fields::order_number(violations, "parent", order).map(Parent::Order),
        parts => assignment_id(violations, "parent", parts).map(Parent::Assignment),
    }
}

/// Decodes the filter of `ListWorkOrders`.
pub(in crate::api) fn work_orders(
    request: proto::ListWorkOrdersRequest,
    violations: &mut Violations,
) -> WorkOrderFilter {
    let proto::ListWorkOrdersRequest {
        page_size: _,
        page_token: _,
        receive_time_from,
        receive_time_to,
        disposition,
        channel,
        external_reference: reference,
        filter,
    } = request;
    WorkOrderFilter {
        received_from: decode::optional_time(violations, "receive_time_from", receive_time_from),
        received_to: decode::optional_time(violations, "receive_time_to", receive_time_to),
        disposition: enums::optional(violations, "disposition", disposition),
        channel: enums::optional(violations, "channel", channel),
        external_reference: decode::optional_message(
            violations,
            "external_reference",
            reference,
            external_reference,
        ),
        condition: fields::filter(violations, &filter, work_orders::filter),
    }
}

/// Decodes the filter of `ListAssignments`.
pub(in crate::api) fn assignments(
    request: proto::ListAssignmentsRequest,
    violations: &mut Violations,
) -> Option<AssignmentFilter> {
    let proto::ListAssignmentsRequest {
        parent,
        page_size: _,
        page_token: _,
        unit,
        state,
        assign_time_from,
        assign_time_to,
        due_time_from,
        due_time_to,
        overdue,
        card,
        filter,
        order_by,
    } = request;
    let order = match parent.as_str() {
        "workOrders/-" => Some(None),
        parent => order(violations, "parent", parent).map(Some),
    };
    let filter = AssignmentFilter {
        order: None,
        unit: fields::optional_code(violations, "unit", pattern::UNIT, &unit),
        state: enums::optional(violations, "state", state),
        assigned_from: decode::optional_time(violations, "assign_time_from", assign_time_from),
        assigned_to: decode::optional_time(violations, "assign_time_to", assign_time_to),
        due_from: decode::optional_time(violations, "due_time_from", due_time_from),
        due_to: decode::optional_time(violations, "due_time_to", due_time_to),
        overdue: overdue.map(|overdue| Overdue {
            overdue,
            now: Moment::now(),
        }),
        card: enums::optional(violations, "card", card),
        condition: fields::filter(violations, &filter, assignments::filter),
        sorting: sorting(violations, &order_by),
    };
    Some(AssignmentFilter {
        order: order?,
        ..filter
    })
}

/// How assignments are to stand (AIP-132); by name where nothing is said.
fn sorting(violations: &mut Violations, order_by: &str) -> Sorting {
    let mut words = order_by.split_ascii_whitespace();
    let by = match words.next() {
        None | Some("name") => Some(SortBy::Name),
        Some("due_time") => Some(SortBy::DueTime),
        Some(_) => None,
    };
    let descending = match words.next() {
        None | Some("asc") => Some(false),
        Some("desc") => Some(true),
        Some(_) => None,
    };
    if let (Some(by), Some(descending), None) = (by, descending, words.next()) {
        return Sorting { by, descending };
    }
    violations.push(
        "order_by",
        "must be name or due_time, with desc after it for the other way round",
    );
    Sorting::default()
}

/// Decodes the filter of `ListReturnVisits`.
pub(in crate::api) fn return_visits(
    request: proto::ListReturnVisitsRequest,
    violations: &mut Violations,
) -> Option<VisitFilter> {
    let proto::ListReturnVisitsRequest {
        parent: given,
        page_size: _,
        page_token: _,
        filter,
    } = request;
    let parent = parent(violations, &given);
    let condition = fields::filter(violations, &filter, return_visits::filter);
    Some(VisitFilter {
        parent: parent?,
        condition,
    })
}

/// Decodes the filter of `ListExclusions`.
pub(in crate::api) fn exclusions(
    request: proto::ListExclusionsRequest,
    violations: &mut Violations,
) -> Option<ExclusionFilter> {
    let proto::ListExclusionsRequest {
        parent: given,
        page_size: _,
        page_token: _,
        state,
        filter,
    } = request;
    let parent = parent(violations, &given);
    let state = enums::optional(violations, "state", state);
    let condition = fields::filter(violations, &filter, exclusions::filter);
    Some(ExclusionFilter {
        parent: parent?,
        state,
        condition,
    })
}

/// Decodes the filter of `ListExtensions`.
pub(in crate::api) fn extensions(
    request: proto::ListExtensionsRequest,
    violations: &mut Violations,
) -> Option<(Parent, Option<ExtensionState>)> {
    let proto::ListExtensionsRequest {
        parent: given,
        page_size: _,
        page_token: _,
        state,
    } = request;
    let parent = parent(violations, &given);
    let state = enums::optional(violations, "state", state);
    Some((parent?, state))
}

/// Decodes the filter of `ListSupervisions`.
pub(in crate::api) fn supervisions(
    request: proto::ListSupervisionsRequest,
    violations: &mut Violations,
) -> SupervisionFilter {
    let proto::ListSupervisionsRequest {
        page_size: _,
        page_token: _,
        unit,
        issue_time_from,
        issue_time_to,
        filter,
    } = request;
    SupervisionFilter {
        unit: fields::optional_code(violations, "unit", pattern::UNIT, &unit),
        issued_from: decode::optional_time(violations, "issue_time_from", issue_time_from),
        issued_to: decode::optional_time(violations, "issue_time_to", issue_time_to),
        condition: fields::filter(violations, &filter, supervisions::filter),
    }
}

/// Decodes the order of `GetTimeline`.
pub(in crate::api) fn timeline(
    request: proto::GetTimelineRequest,
    violations: &mut Violations,
) -> Option<OrderNumber> {
    let proto::GetTimelineRequest {
        name,
        page_size: _,
        page_token: _,
    } = request;
    order(violations, "name", &name)
}
