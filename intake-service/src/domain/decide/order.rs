//! Accepting orders, handling them directly, assigning them.

use hotline_common::time::Moment;

use super::super::assignment::{AssignmentRole, Change, Fact};
use super::super::command::OrderTarget;
use super::super::correction::FactKind;
use super::super::deadline::WantedDue;
use super::super::event::{Event, NewEvent, Private};
use super::super::names::{AssignmentId, OrderNumber, Subject, UnitCode};
use super::super::rejection::Rejection;
use super::super::work_order::{AcceptWorkOrder, Disposition, Dossier, WorkOrder};
use super::super::world::World;
use super::deadline::{self, Stamp};
use super::{Context, Decided, find_call, known_before, order_not_found, require, require_topics};

/// The order that a target names.
pub(super) fn find<'a>(world: &'a World, target: &OrderTarget) -> Result<&'a Dossier, Rejection> {
    world.dossier(target).ok_or_else(|| order_not_found(target))
}

pub(super) fn accept(
    world: &World,
    accept: &AcceptWorkOrder,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    if let Some(reference) = &accept.external_reference
        && let Some(dossier) = world.dossier(&OrderTarget::Reference(reference.clone()))
    {
        return repeated(&dossier.order, accept);
    }
    let call = match &accept.call {
        Some(target) => Some(find_call(world, target)?.id),
        None => None,
    };
    if let Some(category) = &accept.category {
        let known = world.registry.categories.contains_key(category);
        require(known, Subject::Category, category)?;
    }
    require_topics(world, &accept.topics)?;
    let day = world.zone.day_of(accept.received);
    let counter = world.last_counter(day) + 1;
    let Some(number) = OrderNumber::new(day, counter) else {
        return Err(Rejection::invalid(
            "work_order.receive_time",
            format!(
                "{day} has {} orders, the most that a day can hold",
                OrderNumber::DAILY_LIMIT
            ),
        ));
    };
    Ok(Decided::event(NewEvent {
        happened: accept.received,
        private: Private {
            number: accept.requester_number.clone(),
            name: accept.requester_name.clone(),
            text: accept.text.clone(),
            attachments: accept.attachments.clone(),
            ..Private::default()
        },
        event: Event::WorkOrderAccepted(Box::new(WorkOrder {
            number,
            external_reference: accept.external_reference.clone(),
            channel: accept.channel,
            call,
            anonymous: accept.anonymous,
            confidential: accept.confidential,
            nature: accept.nature,
            urgency: accept.urgency,
            category: accept.category.clone(),
            topics: accept.topics.clone(),
            area: accept.area.clone(),
            received: accept.received,
            handled: None,
            transferred: false,
            duplicate: None,
            content_hash: accept.content_hash,
            recorded: context.now,
            accepted_sequence: context.next_sequence,
            sequence: context.next_sequence,
        })),
    }))
}

fn repeated(known: &WorkOrder, accept: &AcceptWorkOrder) -> Result<Decided, Rejection> {
    let subject = Subject::WorkOrder(known.number);
    if known.content_hash == accept.content_hash {
        Ok(Decided::Known {
            subject,
            sequence: known.accepted_sequence,
        })
    } else {
        Err(Rejection::Exists {
            reason: "WORK_ORDER_EXISTS",
            description: format!(
                "an order with this external_reference is accepted already, with another content: {subject}"
            ),
            subject,
        })
    }
}

pub(super) fn handle_directly(
    world: &World,
    target: &OrderTarget,
    at: Moment,
    answer: &str,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let order = &find(world, target)?.order;
    if let (true, Some((handled, sequence))) = (context.import, order.handled)
        && handled == at
    {
        return Ok(Decided::Known {
            subject: Subject::WorkOrder(order.number),
            sequence,
        });
    }
    if context.import
        && let Some(known) = known_before(
            world,
            &Subject::WorkOrder(order.number),
            FactKind::HandledDirectly,
            at,
        )
    {
        return Ok(known);
    }
    match order.disposition() {
        Disposition::Pending => {}
        Disposition::HandledDirectly => return Err(handled_already(order)),
        Disposition::Transferred => {
            return Err(Rejection::state(
                "ORDER_TRANSFERRED",
                Subject::WorkOrder(order.number),
                "it was given to a unit; an order that was transferred stays so",
            ));
        }
    }
    not_before_receipt(order, at, "handle_time")?;
    Ok(Decided::event(NewEvent {
        happened: at,
        private: Private::text(answer),
        event: Event::WorkOrderHandledDirectly {
            order: order.number,
        },
    }))
}

/// The assignment that is asked for.
pub(super) struct Wanted<'a> {
    pub(super) unit: &'a UnitCode,
    pub(super) role: AssignmentRole,
    pub(super) at: Moment,
    pub(super) due: &'a WantedDue,
    pub(super) sign_due: Option<Moment>,
}

impl Wanted<'_> {
    /// Whether a fact is the assignment that is asked for.
    fn is_same(&self, fact: &Fact) -> bool {
        let Change::Assigned { unit, role, .. } = &fact.change else {
            return false;
        };
        fact.happened == self.at
            && (unit, *role) == (self.unit, self.role)
            && deadline::is_same_assignment(&fact.change, self.due, self.sign_due)
    }
}

pub(super) fn assign(
    world: &World,
    target: &OrderTarget,
    wanted: &Wanted<'_>,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let dossier = find(world, target)?;
    let order = &dossier.order;
    if context.import {
        let same = dossier.assignments.iter().find_map(|assignment| {
            let mut facts = assignment.as_recorded();
            let first = facts.find(|fact| wanted.is_same(fact))?;
            Some((assignment.id, first.sequence))
        });
        if let Some((id, sequence)) = same {
            return Ok(Decided::Known {
                subject: Subject::Assignment(id),
                sequence,
            });
        }
    }
    let Some(unit) = world.registry.units.get(wanted.unit) else {
        return Err(Rejection::not_found(&Subject::Unit(wanted.unit.clone())));
    };
    if order.disposition() == Disposition::HandledDirectly {
        return Err(handled_already(order));
    }
    not_before_receipt(order, wanted.at, "assign_time")?;
    let day = world.zone.day_of(wanted.at);
    if !unit.is_active_on(day) {
        return Err(Rejection::state(
            "UNIT_NOT_ACTIVE",
            Subject::Unit(unit.code.clone()),
            format!(
                "the unit does not take part on {day}; assign to another unit or change its active dates"
            ),
        ));
    }
    if wanted.role == AssignmentRole::Assist && !dossier.has_lead_by(wanted.at) {
        return Err(Rejection::state(
            "NO_LEAD",
            Subject::WorkOrder(order.number),
            "no unit had the lead at that time; assign the leading unit before those that assist",
        ));
    }
    let Stamp {
        due,
        sign_due,
        basis,
    } = deadline::stamp(
        world,
        order,
        wanted.due,
        wanted.sign_due,
        wanted.at,
        context.import,
    )?;
    let change = Change::Assigned {
        unit: wanted.unit.clone(),
        role: wanted.role,
        due,
        sign_due,
        basis,
    };
    let id = AssignmentId {
        order: order.number,
        number: dossier.next_assignment(),
    };
    Ok(Decided::event(NewEvent::public(
        wanted.at,
        Event::Assignment { id, change },
    )))
}

fn handled_already(order: &WorkOrder) -> Rejection {
    let when = order
        .handled
        .map_or_else(String::new, |(at, _)| format!(", at {at}"));
    Rejection::state(
        "ORDER_HANDLED",
        Subject::WorkOrder(order.number),
        format!("it was handled directly already{when}"),
    )
}

pub(super) fn not_before_receipt(
    order: &WorkOrder,
    at: Moment,
    field: &str,
) -> Result<(), Rejection> {
    if at < order.received {
        return Err(Rejection::invalid(
            field,
            format!(
                "must not be before the order was received, at {}",
                order.received
            ),
        ));
    }
    Ok(())
}
