//! Linking an order to another as its duplicate.

use hotline_common::time::Moment;

use super::super::command::OrderTarget;
use super::super::correction::FactKind;
use super::super::event::{Event, NewEvent};
use super::super::names::Subject;
use super::super::rejection::Rejection;
use super::super::work_order::WorkOrder;
use super::super::world::World;
use super::order::find;
use super::{Context, Decided, known_before};

pub(super) fn link(
    world: &World,
    target: &OrderTarget,
    original: &OrderTarget,
    at: Moment,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let order = &find(world, target)?.order;
    let original = &find(world, original)?.order;
    if context.import
        && let Some(known) = order.duplicate
        && (known.original, known.linked) == (original.number, at)
    {
        return Ok(Decided::Known {
            subject: Subject::WorkOrder(order.number),
            sequence: known.sequence,
        });
    }
    if context.import
        && let Some(known) = known_before(
            world,
            &Subject::WorkOrder(order.number),
            FactKind::DuplicateLinked(original.number),
            at,
        )
    {
        return Ok(known);
    }
    check(world, order, original, at, "link_time")?;
    Ok(Decided::event(NewEvent::public(
        at,
        Event::DuplicateLinked {
            order: order.number,
            original: original.number,
        },
    )))
}

/// Whether the one may be linked to the other: an original is no duplicate, so that there are no chains.
pub(super) fn check(
    world: &World,
    order: &WorkOrder,
    original: &WorkOrder,
    at: Moment,
    time_field: &str,
) -> Result<(), Rejection> {
    let subject = Subject::WorkOrder(order.number);
    if order.number == original.number {
        return Err(Rejection::invalid(
            "original",
            "must be another order: no order is its own duplicate",
        ));
    }
    if let Some(known) = order.duplicate {
        return Err(Rejection::state(
            "ORDER_IS_DUPLICATE",
            subject,
            format!(
                "it is linked already, as a duplicate of {}; annul that link with CorrectFact first (sequence {})",
                Subject::WorkOrder(known.original),
                known.sequence
            ),
        ));
    }
    if let Some(known) = original.duplicate {
        return Err(Rejection::state(
            "ORIGINAL_IS_DUPLICATE",
            Subject::WorkOrder(original.number),
            format!(
                "it is a duplicate itself, of {first}; link to {first}",
                first = Subject::WorkOrder(known.original)
            ),
        ));
    }
    if let Some(other) = world.duplicate_of(order.number) {
        return Err(Rejection::state(
            "ORDER_HAS_DUPLICATES",
            subject,
            format!(
                "{} is a duplicate of it; link the later orders to the first one",
                Subject::WorkOrder(other)
            ),
        ));
    }
    for one in [order, original] {
        if at < one.received {
            return Err(Rejection::invalid(
                time_field,
                format!(
                    "must not be before {} was received, at {}",
                    Subject::WorkOrder(one.number),
                    one.received
                ),
            ));
        }
    }
    Ok(())
}
