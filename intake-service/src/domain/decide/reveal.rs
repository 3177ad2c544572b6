//! Showing a citizen's data: who may see it, before it is on the record.

use super::super::command::{CallTarget, OrderTarget};
use super::super::event::{Event, NewEvent, Private};
use super::super::names::{OrderNumber, Subject, UnitCode};
use super::super::personal::{Reveal, RevealPurpose, RevealTarget};
use super::super::rejection::Rejection;
use super::super::world::World;
use super::{Context, Decided, find_call, order, require_unit};

pub(super) fn reveal(
    world: &World,
    target: RevealTarget,
    purpose: RevealPurpose,
    unit: Option<&UnitCode>,
    note: &str,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    match target {
        RevealTarget::Order(number) => {
            let target = OrderTarget::Number(number);
            order::find(world, &target)?;
            if let Some(unit) = unit {
                require_unit(world, unit)?;
                may_see(world, number, unit)?;
            }
        }
        RevealTarget::Call(id) => {
            find_call(world, &CallTarget::Id(id))?;
            if unit.is_some() {
                return Err(Rejection::Denied {
                    reason: "CALL_NOT_FOR_UNITS",
                    subject: target.subject(),
                    description: "a call is the centre's own; name the order that the unit handles"
                        .to_owned(),
                });
            }
        }
    }
    Ok(Decided::event(NewEvent {
        happened: context.now,
        private: Private::text(note),
        event: Event::RequesterRevealed(Reveal {
            id: context.next_sequence,
            target,
            purpose,
            unit: unit.cloned(),
            actor: context.actor.to_owned(),
            revealed: context.now,
        }),
    }))
}

/// A unit sees the requester of an order that it handles, unless the order is confidential.
fn may_see(world: &World, number: OrderNumber, unit: &UnitCode) -> Result<(), Rejection> {
    let dossier = order::find(world, &OrderTarget::Number(number))?;
    let subject = Subject::WorkOrder(number);
    if dossier.order.confidential {
        return Err(Rejection::Denied {
            reason: "ORDER_CONFIDENTIAL",
            subject,
            description: "the order is confidential: its requester is not shown to units"
                .to_owned(),
        });
    }
    let handles = dossier
        .assignments
        .iter()
        .any(|assignment| assignment.unit == *unit && assignment.standing().removed.is_none());
    if !handles {
        return Err(Rejection::Denied {
            reason: "ORDER_NOT_THE_UNITS",
            subject,
            description: format!(
                "units/{unit} does not handle this order: it was never given to it, or went back"
            ),
        });
    }
    Ok(())
}
