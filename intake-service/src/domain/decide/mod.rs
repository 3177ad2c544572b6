//! Deciding: what is known + a command → events or a rejection. A pure function.

mod assignment;
mod calendar;
mod card;
mod correction;
mod deadline;
mod duplicate;
mod order;
mod registry;
mod reveal;
#[cfg(test)]
pub(crate) mod tests;
mod unchanged;

use hotline_common::time::Moment;

use super::activity::{Activity, Appreciation, LeaderSession, TypicalCase};
use super::call;
use super::command::{CallTarget, Command, OrderTarget};
use super::correction::FactKind;
use super::event::{Event, NewEvent, Private};
use super::names::{Code, Subject, TopicCode, UnitCode};
use super::rejection::Rejection;
use super::supervision::Supervision;
use super::world::World;

/// The circumstances of a decision.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Who does it; of an exclusion, who asks or decides.
    pub actor: &'a str,
    /// The sequence that the first event of the decision will have.
    pub next_sequence: i64,
    /// When the decision is taken: the recorded time.
    pub now: Moment,
    /// The command comes from an import, where a fact that is known already is no mistake.
    pub import: bool,
}

/// What comes of a command that is not rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It becomes this event.
    Event(Box<NewEvent>),
    /// It is known already: nothing is recorded.
    Known {
        /// The record that answers.
        subject: Subject,
        /// The sequence of the event that recorded it.
        sequence: i64,
    },
}

impl Decided {
    fn event(event: NewEvent) -> Decided {
        Decided::Event(Box::new(event))
    }
}

/// Decides a command. Changes nothing.
///
/// # Errors
/// A [`Rejection`] that says what stands in the way.
pub fn decide(
    world: &World,
    command: &Command,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    match command {
        Command::IfUnchanged { etag, command } => {
            unchanged::require(world, command, *etag)?;
            decide(world, command, context)
        }
        Command::UpdateUnit(update) => registry::update_unit(world, update, context),
        Command::UpdateCategory(update) => registry::update_category(world, update, context),
        Command::UpdateTopic(update) => registry::update_topic(world, update, context),
        Command::UpdateCalendar(update) => Ok(calendar::update_calendar(world, update, context)),
        Command::UpdateDeadlineRule(update) => calendar::update_rule(world, update, context),
        Command::IssueCard { assignment } => card::issue(world, assignment, context),
        Command::RecordCall(record) => record_call(world, record, context),
        Command::RecordCallback { call, at, agent } => {
            let known = find_call(world, call)?;
            if context.import && known.called_back == Some(*at) {
                return Ok(known_call(known));
            }
            if context.import
                && let Some(before) =
                    known_before(world, &Subject::Call(known.id), FactKind::CalledBack, *at)
            {
                return Ok(before);
            }
            call::call_back(known, *at, agent).map(Decided::event)
        }
        Command::RecordSmsNotice { call, at } => {
            let known = find_call(world, call)?;
            if context.import && known.notified == Some(*at) {
                return Ok(known_call(known));
            }
            if context.import
                && let Some(before) =
                    known_before(world, &Subject::Call(known.id), FactKind::Notified, *at)
            {
                return Ok(before);
            }
            call::notify(known, *at).map(Decided::event)
        }
        Command::AcceptWorkOrder(accept) => order::accept(world, accept, context),
        Command::HandleDirectly { order, at, answer } => {
            order::handle_directly(world, order, *at, answer, context)
        }
        Command::LinkDuplicate {
            order,
            original,
            at,
        } => duplicate::link(world, order, original, *at, context),
        Command::Assign {
            order,
            unit,
            role,
            at,
            due,
            sign_due,
        } => {
            let wanted = order::Wanted {
                unit,
                role: *role,
                at: *at,
                due,
                sign_due: *sign_due,
            };
            order::assign(world, order, &wanted, context)
        }
        Command::Assignment {
            assignment,
            at,
            action,
        } => assignment::act(world, assignment, *at, action, context),
        Command::IssueSupervision {
            unit,
            form,
            at,
            reason,
            assignment,
            note,
        } => {
            require_unit(world, unit)?;
            let about = match assignment {
                None => None,
                Some(target) => {
                    let found = assignment::find(world, target)?;
                    if *at < found.assigned {
                        return Err(Rejection::invalid(
                            "supervision.issue_time",
                            format!("must not be before the assignment, at {}", found.assigned),
                        ));
                    }
                    Some(found.id)
                }
            };
            Ok(Decided::event(NewEvent {
                happened: *at,
                private: Private::text(note),
                event: Event::SupervisionIssued(Supervision {
                    id: context.next_sequence,
                    unit: unit.clone(),
                    form: *form,
                    issued: *at,
                    reason: *reason,
                    assignment: about,
                    lifted: None,
                    annulled: false,
                    note_sequence: context.next_sequence,
                    sequence: context.next_sequence,
                }),
            }))
        }
        Command::LiftSupervision { supervision, at } => lift(world, *supervision, *at, context),
        Command::CorrectFact(command) => correction::correct(world, command, context),
        Command::RevealRequester {
            target,
            purpose,
            unit,
            note,
        } => reveal::reveal(world, *target, *purpose, unit.as_ref(), note, context),
        Command::RecordLeaderSession(session) => {
            require_unit(world, &session.unit)?;
            require_topics(world, &session.topics)?;
            let event = Event::LeaderSessionRecorded(LeaderSession {
                id: context.next_sequence,
                ..session.clone()
            });
            Ok(Decided::event(NewEvent::public(
                world.zone.start_of(session.date),
                event,
            )))
        }
        Command::RecordAppreciation { appreciation, note } => {
            if let Some(unit) = &appreciation.unit {
                require_unit(world, unit)?;
            }
            Ok(Decided::event(NewEvent {
                happened: world.zone.start_of(appreciation.date),
                private: Private::text(note),
                event: Event::AppreciationRecorded(Appreciation {
                    id: context.next_sequence,
                    ..appreciation.clone()
                }),
            }))
        }
        Command::RecordActivity(activity) => {
            let event = Event::ActivityRecorded(Activity {
                id: context.next_sequence,
                ..activity.clone()
            });
            Ok(Decided::event(NewEvent::public(
                world.zone.start_of(activity.date),
                event,
            )))
        }
        Command::ChooseTypicalCase {
            order,
            month,
            topic,
        } => {
            let dossier = order::find(world, order)?;
            require_topics(world, std::slice::from_ref(topic))?;
            let number = dossier.order.number;
            if context.import
                && let Some(annulled) = world.annulled_typical_case(number, *month, topic)
            {
                return Ok(Decided::Known {
                    subject: Subject::TypicalCase(annulled.id),
                    sequence: annulled.id,
                });
            }
            if let Some(known) = world.typical_case(number, *month) {
                return if known.topic == *topic {
                    Ok(Decided::Known {
                        subject: Subject::TypicalCase(known.id),
                        sequence: known.id,
                    })
                } else {
                    Err(Rejection::Exists {
                        reason: "TYPICAL_CASE_EXISTS",
                        subject: Subject::TypicalCase(known.id),
                        description: format!(
                            "{} is a typical case of {month} already, under the topic {}",
                            Subject::WorkOrder(number),
                            known.topic
                        ),
                    })
                };
            }
            let event = Event::TypicalCaseChosen(TypicalCase {
                id: context.next_sequence,
                order: number,
                month: *month,
                topic: topic.clone(),
                annulled: None,
            });
            Ok(Decided::event(NewEvent::public(context.now, event)))
        }
    }
}

fn record_call(
    world: &World,
    record: &call::RecordCall,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    if let Some(id) = &record.telephone_system_id
        && let Some(known) = world.call(&CallTarget::TelephoneSystemId(id.clone()))
    {
        return if known.content_hash == record.content_hash {
            Ok(Decided::Known {
                subject: Subject::Call(known.id),
                sequence: known.id,
            })
        } else {
            Err(Rejection::Exists {
                reason: "CALL_EXISTS",
                subject: Subject::Call(known.id),
                description:
                    "a call with this telephone_system_id is recorded already, with another content"
                        .to_owned(),
            })
        };
    }
    Ok(Decided::event(
        record.event(context.next_sequence, context.now),
    ))
}

fn find_call<'a>(world: &'a World, target: &CallTarget) -> Result<&'a call::Call, Rejection> {
    world.call(target).ok_or_else(|| match target {
        CallTarget::Id(id) => Rejection::not_found(&Subject::Call(*id)),
        CallTarget::TelephoneSystemId(_) => Rejection::NotFound {
            kind: "call",
            // The id is another system's and may hold a caller's number, so it is not repeated.
            name: "calls/- with this telephone_system_id".to_owned(),
        },
    })
}

/// The fact that was recorded like this and corrected since: an import that is run again must not undo the correction.
fn known_before(
    world: &World,
    subject: &Subject,
    kind: FactKind,
    happened: Moment,
) -> Option<Decided> {
    let fact = world.recorded_fact(subject, kind, happened)?;
    Some(Decided::Known {
        subject: subject.clone(),
        sequence: fact.sequence,
    })
}

fn known_call(call: &call::Call) -> Decided {
    Decided::Known {
        subject: Subject::Call(call.id),
        sequence: call.sequence,
    }
}

fn lift(
    world: &World,
    id: super::names::LedgerId,
    at: Moment,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let subject = Subject::Supervision(id);
    let Some(supervision) = world.supervision(id) else {
        return Err(Rejection::not_found(&subject));
    };
    if supervision.annulled {
        return Err(Rejection::state(
            "SUPERVISION_ANNULLED",
            subject,
            "a correction says that this supervision was not issued",
        ));
    }
    if let Some(lifted) = supervision.lifted {
        if context.import && lifted == at {
            return Ok(Decided::Known {
                subject,
                sequence: supervision.sequence,
            });
        }
        let description = format!("it was lifted already, at {lifted}");
        return Err(Rejection::state("SUPERVISION_LIFTED", subject, description));
    }
    if at < supervision.issued {
        return Err(Rejection::invalid(
            "lift_time",
            format!(
                "must not be before the supervision was issued, at {}",
                supervision.issued
            ),
        ));
    }
    let event = Event::SupervisionLifted {
        supervision: id,
        order: supervision.assignment.map(|assignment| assignment.order),
    };
    Ok(Decided::event(NewEvent::public(at, event)))
}

fn require_unit(world: &World, code: &UnitCode) -> Result<(), Rejection> {
    require(world.registry.units.contains_key(code), Subject::Unit, code)
}

fn require_topics(world: &World, codes: &[TopicCode]) -> Result<(), Rejection> {
    codes.iter().try_for_each(|code| {
        require(
            world.registry.topics.contains_key(code),
            Subject::Topic,
            code,
        )
    })
}

fn require(known: bool, subject: fn(Code) -> Subject, code: &Code) -> Result<(), Rejection> {
    if known {
        Ok(())
    } else {
        Err(Rejection::not_found(&subject(code.clone())))
    }
}

fn order_not_found(target: &OrderTarget) -> Rejection {
    match target {
        OrderTarget::Number(number) => Rejection::not_found(&Subject::WorkOrder(*number)),
        OrderTarget::Reference(_) => Rejection::NotFound {
            kind: "work order",
            // The reference is another system's and may hold personal data, so it is not repeated.
            name: "workOrders/- with this external reference".to_owned(),
        },
    }
}
