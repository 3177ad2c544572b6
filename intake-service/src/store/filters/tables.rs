//! The fields of each list.

use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::Predicate;
use super::fields::{Field, Order};
use crate::domain::assignment::ExclusionState;
use crate::domain::call::CallOutcome;
use crate::domain::work_order::Disposition;
use crate::store::row::stored_number;
use crate::store::schema::{
    assignments, calls, exclusions, return_visits, supervisions, work_orders,
};
use crate::store::work_orders::{first_number, last_number};

define_sql_function! {
    /// A text with each occurrence of a part replaced.
    fn replace(text: Text, part: Text, by: Text) -> Text;
}

/// The condition that a column compares so with a value. False where there is none.
macro_rules! compared {
    ($column:expr) => {
        |order, value| match order {
            Order::Equal => Box::new($column.is_not_null().and($column.eq(value)).nullable()),
            Order::Less => Box::new($column.is_not_null().and($column.lt(value)).nullable()),
            Order::LessOrEqual => Box::new($column.is_not_null().and($column.le(value)).nullable()),
            Order::Greater => Box::new($column.is_not_null().and($column.gt(value)).nullable()),
            Order::GreaterOrEqual => {
                Box::new($column.is_not_null().and($column.ge(value)).nullable())
            }
        }
    };
}

/// The condition that a column has a value. False where there is none.
macro_rules! equal {
    ($column:expr) => {
        |value| Box::new($column.is_not_null().and($column.eq(value)).nullable())
    };
}

/// As [`equal`], of a text.
macro_rules! equal_text {
    ($column:expr) => {
        |value| {
            Box::new(
                $column
                    .is_not_null()
                    .and($column.eq(value.to_owned()))
                    .nullable(),
            )
        }
    };
}

/// The condition that a column has any value.
macro_rules! present {
    ($column:expr) => {
        || Box::new($column.is_not_null().nullable())
    };
}

/// The names of an enumeration.
macro_rules! names {
    ($enumeration:ident) => {
        |number| {
            let value = proto::$enumeration::try_from(number).ok()?;
            Some(value.as_str_name())
        }
    };
}

pub(in crate::store) const WORK_ORDERS: &[Field<work_orders::table>] = &[
    Field::choice("channel", names!(Channel), equal!(work_orders::channel)),
    Field::choice("nature", names!(Nature), equal!(work_orders::nature)),
    Field::choice("urgency", names!(Urgency), equal!(work_orders::urgency)),
    Field::choice("disposition", names!(Disposition), |number| {
        Disposition::from_number(number).map_or_else(nothing, disposition)
    }),
    Field::code(
        "category",
        "categories/",
        equal_text!(work_orders::category),
    )
    .or_none(present!(work_orders::category)),
    Field::codes("topics", "topics/", has_topic),
    Field::text("area", equal_text!(work_orders::area)),
    Field::id("call", "calls/", equal!(work_orders::call)).or_none(present!(work_orders::call)),
    Field::text(
        "external_reference.source",
        equal_text!(work_orders::external_source),
    )
    .or_none(present!(work_orders::external_source)),
    Field::order("duplicate_of", |number| {
        let original = work_orders::duplicate_of;
        let same = original.eq(number.number());
        Box::new(original.is_not_null().and(same).nullable())
    })
    .or_none(present!(work_orders::duplicate_of)),
    Field::time("receive_time", received),
    Field::time("handle_time", compared!(work_orders::handled))
        .or_none(present!(work_orders::handled)),
    Field::time("record_time", compared!(work_orders::recorded)),
];

pub(in crate::store) const CALLS: &[Field<calls::table>] = &[
    Field::choice("outcome", names!(CallOutcome), |number| {
        CallOutcome::from_number(number).map_or_else(nothing, outcome)
    }),
    Field::text("agent", equal_text!(calls::agent)),
    Field::time("start_time", compared!(calls::started)),
    Field::time("queue_time", compared!(calls::queued)).or_none(present!(calls::queued)),
    Field::time("answer_time", compared!(calls::answered)).or_none(present!(calls::answered)),
    Field::time("abandon_time", compared!(calls::abandoned)).or_none(present!(calls::abandoned)),
    Field::time("end_time", compared!(calls::ended)).or_none(present!(calls::ended)),
    Field::time("callback_time", compared!(calls::called_back))
        .or_none(present!(calls::called_back)),
    Field::time("sms_notice_time", compared!(calls::notified)).or_none(present!(calls::notified)),
    Field::time("record_time", compared!(calls::recorded)),
];

pub(in crate::store) const ASSIGNMENTS: &[Field<assignments::table>] = &[
    Field::code("unit", "units/", equal_text!(assignments::unit)),
    Field::choice("role", names!(AssignmentRole), equal!(assignments::role)),
    Field::choice("state", names!(AssignmentState), equal!(assignments::state)),
    Field::time("assign_time", compared!(assignments::assigned)),
    Field::time("due_time", compared!(assignments::due)).or_none(present!(assignments::due)),
    Field::time("complete_time", compared!(assignments::completed))
        .or_none(present!(assignments::completed)),
    Field::time("remove_time", compared!(assignments::removed))
        .or_none(present!(assignments::removed)),
    Field::choice("card", names!(Card), equal!(assignments::card))
        .or_none(present!(assignments::card)),
    Field::time("sign_due_time", compared!(assignments::sign_due))
        .or_none(present!(assignments::sign_due)),
    Field::time("sign_time", compared!(assignments::signed)).or_none(present!(assignments::signed)),
    Field::time("close_time", compared!(assignments::closed))
        .or_none(present!(assignments::closed)),
    Field::count("redo_count", compared!(assignments::redo_count)),
    Field::flag("excluded", equal!(assignments::excluded)),
];

pub(in crate::store) const RETURN_VISITS: &[Field<return_visits::table>] = &[
    Field::time("visit_time", compared!(return_visits::visited)),
    Field::choice(
        "channel",
        names!(VisitChannel),
        equal!(return_visits::channel),
    ),
    Field::choice("result", names!(VisitResult), equal!(return_visits::result)),
    Field::choice(
        "process_grade",
        names!(Grade),
        equal!(return_visits::process_grade),
    )
    .or_none(present!(return_visits::process_grade)),
    Field::choice(
        "outcome_grade",
        names!(Grade),
        equal!(return_visits::outcome_grade),
    )
    .or_none(present!(return_visits::outcome_grade)),
    Field::choice(
        "resolved",
        names!(Resolved),
        equal!(return_visits::resolved),
    )
    .or_none(present!(return_visits::resolved)),
];

pub(in crate::store) const EXCLUSIONS: &[Field<exclusions::table>] = &[
    Field::choice("state", names!(ExclusionState), |number| {
        ExclusionState::from_number(number).map_or_else(nothing, exclusion_state)
    }),
    Field::choice(
        "reason",
        names!(ExclusionReason),
        equal!(exclusions::reason),
    ),
    Field::text("requested_by", equal_text!(exclusions::requested_by)),
    Field::time("request_time", compared!(exclusions::requested)),
    Field::text("decided_by", equal_text!(exclusions::decided_by))
        .or_none(present!(exclusions::decided_by)),
    Field::time("decide_time", compared!(exclusions::decided))
        .or_none(present!(exclusions::decided)),
];

pub(in crate::store) const SUPERVISIONS: &[Field<supervisions::table>] = &[
    Field::code("unit", "units/", equal_text!(supervisions::unit)),
    Field::choice("form", names!(SupervisionForm), equal!(supervisions::form)),
    Field::choice(
        "reason",
        names!(SupervisionReason),
        equal!(supervisions::reason),
    ),
    Field::time("issue_time", compared!(supervisions::issued)),
    Field::time("lift_time", compared!(supervisions::lifted))
        .or_none(present!(supervisions::lifted)),
    Field::assignment("assignment", |id| {
        let of_order = supervisions::order_number.is_not_null();
        let of_order = of_order.and(supervisions::order_number.eq(id.order.number()));
        let number = supervisions::assignment_number.eq(stored_number(id.number));
        Box::new(of_order.and(number).nullable())
    })
    .or_none(present!(supervisions::order_number)),
];

/// No record.
fn nothing<T: Table + 'static>() -> Predicate<T> {
    Box::new(false.into_sql::<Bool>().nullable())
}

/// The orders with this disposition.
pub(in crate::store) fn disposition(disposition: Disposition) -> Predicate<work_orders::table> {
    let waiting = not(work_orders::transferred);
    match disposition {
        Disposition::Pending => Box::new(work_orders::handled.is_null().and(waiting).nullable()),
        Disposition::HandledDirectly => {
            Box::new(work_orders::handled.is_not_null().and(waiting).nullable())
        }
        Disposition::Transferred => Box::new(work_orders::transferred.nullable()),
    }
}

/// By the time of receipt. An order's number begins with its day, so that the primary key finds the place.
fn received(order: Order, micros: i64) -> Predicate<work_orders::table> {
    let (number, received) = (work_orders::number, work_orders::received);
    let moment = Moment::from_micros(micros).unwrap_or(Moment::MIN);
    let (first, last) = (first_number(moment), last_number(moment));
    match order {
        Order::Equal => Box::new(
            number
                .between(first, last)
                .and(received.eq(micros))
                .nullable(),
        ),
        Order::Less => Box::new(number.le(last).and(received.lt(micros)).nullable()),
        Order::LessOrEqual => Box::new(number.le(last).and(received.le(micros)).nullable()),
        Order::Greater => Box::new(number.ge(first).and(received.gt(micros)).nullable()),
        Order::GreaterOrEqual => Box::new(number.ge(first).and(received.ge(micros)).nullable()),
    }
}

/// The orders that have this topic. The codes of an order are one text, with commas between them; `LIKE` would not tell small letters from
/// capitals.
fn has_topic(code: &str) -> Predicate<work_orders::table> {
    let enclosed = || {
        let comma = || ",".into_sql::<Text>();
        comma().concat(work_orders::topics).concat(comma())
    };
    let without = replace(enclosed(), format!(",{code},"), "");
    Box::new(without.ne(enclosed()).nullable())
}

/// The calls with this outcome.
pub(in crate::store) fn outcome(outcome: CallOutcome) -> Predicate<calls::table> {
    let missed = calls::answered.is_null();
    match outcome {
        CallOutcome::Answered => Box::new(calls::answered.is_not_null().nullable()),
        CallOutcome::CalledBack => {
            Box::new(missed.and(calls::called_back.is_not_null()).nullable())
        }
        CallOutcome::Unreached => {
            let unreached = missed.and(calls::called_back.is_null());
            Box::new(unreached.and(calls::notified.is_not_null()).nullable())
        }
        CallOutcome::Missed => {
            let unreached = missed.and(calls::called_back.is_null());
            Box::new(unreached.and(calls::notified.is_null()).nullable())
        }
    }
}

/// The exclusions in this state.
pub(in crate::store) fn exclusion_state(state: ExclusionState) -> Predicate<exclusions::table> {
    let decided = |approved: bool| {
        let decided = exclusions::approved.is_not_null();
        decided.and(exclusions::approved.eq(approved))
    };
    let finally_decided = |approved: bool| {
        let decided = exclusions::final_approved.is_not_null();
        decided.and(exclusions::final_approved.eq(approved))
    };
    match state {
        ExclusionState::Requested => Box::new(exclusions::approved.is_null().nullable()),
        ExclusionState::Approved => Box::new(decided(true).or(finally_decided(true))),
        ExclusionState::Refused => {
            let first = decided(false).and(exclusions::appealed.is_null());
            Box::new(first.or(finally_decided(false)))
        }
        ExclusionState::Appealed => {
            let appealed = exclusions::appealed.is_not_null();
            Box::new(
                appealed
                    .and(exclusions::final_approved.is_null())
                    .nullable(),
            )
        }
    }
}
