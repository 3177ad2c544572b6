//! Events of an order in a sentence each, made from the public part alone.

use std::fmt::Write as _;

use hotline_proto::intake::{self as proto, event::Detail};

use super::Unreadable;
use super::decode::{fact, known, unit_code};
use crate::domain::assignment::{Change, Standing, Visit, VisitResult};
use crate::domain::card::Card;
use crate::domain::deadline::Basis;
use crate::domain::event::Event;
use crate::domain::names::Subject;
use crate::domain::personal::RevealPurpose;
use crate::domain::supervision::{SupervisionForm, SupervisionReason};
use crate::domain::work_order::{Channel, Nature, Urgency};

/// What an event of an order's timeline is about, and what happened, in a sentence.
pub(in crate::store) fn describe(detail: Detail) -> Result<(Subject, String), Unreadable> {
    match detail {
        Detail::WorkOrderAccepted(accepted) => self::accepted(&accepted),
        Detail::WorkOrderHandledDirectly(proto::WorkOrderHandledDirectly { work_order }) => Ok((
            work_order.parse()?,
            "The centre answered the request itself.".to_owned(),
        )),
        Detail::DuplicateLinked(proto::DuplicateLinked {
            work_order,
            original,
        }) => {
            let description = format!("{work_order} was linked to {original} as its duplicate.");
            Ok((work_order.parse()?, description))
        }
        Detail::SupervisionIssued(issued) => supervised(&issued),
        Detail::SupervisionLifted(proto::SupervisionLifted { supervision }) => Ok((
            supervision.parse()?,
            "The supervision was lifted.".to_owned(),
        )),
        Detail::RequesterRevealed(proto::RequesterRevealed { subject, purpose }) => {
            let purpose = known(RevealPurpose::from_number(purpose))?.word();
            let description = format!("The requester's data was shown; purpose: {purpose}.");
            Ok((subject.parse()?, description))
        }
        Detail::TypicalCaseChosen(proto::TypicalCase {
            name,
            work_order: _,
            month,
            topic,
            sequence: _,
            annulled: _,
        }) => {
            let Subject::Topic(topic) = topic.parse()? else {
                return Err(Unreadable);
            };
            Ok((
                name.parse()?,
                format!("Chosen as a typical case of {month} under the topic {topic}."),
            ))
        }
        detail => {
            let (id, change) = known(fact(detail)?)?;
            let description = changed(&change);
            Ok((Event::Assignment { id, change }.subject(), description))
        }
    }
}

fn accepted(accepted: &proto::WorkOrderAccepted) -> Result<(Subject, String), Unreadable> {
    let proto::WorkOrderAccepted {
        work_order,
        channel,
        nature,
        urgency,
        category,
        topics,
        call: _,
    } = accepted;
    let mut words = vec![
        format!("channel {}", known(Channel::from_number(*channel))?.word()),
        format!("nature {}", known(Nature::from_number(*nature))?.word()),
        format!("urgency {}", known(Urgency::from_number(*urgency))?.word()),
    ];
    if !category.is_empty() {
        let Subject::Category(category) = category.parse()? else {
            return Err(Unreadable);
        };
        words.push(format!("category {category}"));
    }
    for topic in topics {
        let Subject::Topic(topic) = topic.parse()? else {
            return Err(Unreadable);
        };
        words.push(format!("topic {topic}"));
    }
    Ok((
        work_order.parse()?,
        format!("The request was accepted: {}.", words.join(", ")),
    ))
}

fn supervised(issued: &proto::SupervisionIssued) -> Result<(Subject, String), Unreadable> {
    let proto::SupervisionIssued {
        supervision,
        unit,
        form,
        reason,
        assignment: _,
    } = issued;
    let description = format!(
        "Unit {} was supervised, form {}: {}.",
        unit_code(unit)?,
        known(SupervisionForm::from_number(*form))?.word(),
        known(SupervisionReason::from_number(*reason))?.word(),
    );
    Ok((supervision.parse()?, description))
}

fn changed(change: &Change) -> String {
    match change {
        Change::Assigned {
            unit,
            role,
            due,
            sign_due,
            basis,
        } => {
            let due = match due {
                Some(due) => format!("due {due}"),
                None => "without a deadline".to_owned(),
            };
            let basis = by_rule(basis.as_ref());
            let sign = match sign_due {
                Some(at) => format!(", to be signed for by {at}"),
                None => String::new(),
            };
            format!(
                "Assigned to unit {unit}, role {}, {due}{basis}{sign}.",
                role.word()
            )
        }
        Change::SendBackRequested { reason } => {
            format!("The unit asked to send it back: {}.", reason.word())
        }
        Change::SendBackDecided { accepted: true } => {
            "The centre accepted the send-back.".to_owned()
        }
        Change::SendBackDecided { accepted: false } => {
            "The centre refused the send-back.".to_owned()
        }
        Change::Withdrawn { reason } => format!("The centre withdrew it: {}.", reason.word()),
        Change::SignedFor => "The unit signed for it.".to_owned(),
        Change::TakenInHand => "The unit took it in hand.".to_owned(),
        Change::Completed { contact } => match contact {
            Some(contact) => {
                format!("The unit completed it; it had last spoken with the citizen at {contact}.")
            }
            None => "The unit completed it.".to_owned(),
        },
        Change::Closed => "The centre closed it.".to_owned(),
        Change::Redone { due, reason, basis } => {
            let stays = match (due, basis) {
                (None, _) => " The deadline stays.".to_owned(),
                (Some(_), None) => String::new(),
                (Some(_), basis) => {
                    format!(" The deadline was counted{}.", by_rule(basis.as_ref()))
                }
            };
            format!("The centre opened it again: {}.{stays}", reason.word())
        }
        Change::Visited(visit) => visited(*visit),
        Change::ExtensionRequested {
            number: _,
            reason,
            due,
        } => format!(
            "The unit asked for a later deadline, {due}: {}.",
            reason.word()
        ),
        Change::ExtensionDecided {
            number: _,
            granted: Some(_),
        } => "The extension was granted.".to_owned(),
        Change::ExtensionDecided {
            number: _,
            granted: None,
        } => "The extension was refused. The deadline stays.".to_owned(),
        Change::ExclusionAppealed { number: _ } => {
            "The refusal of the exclusion was appealed against.".to_owned()
        }
        Change::ExclusionRequested { number: _, reason } => {
            format!("An exclusion from rating was asked for: {}.", reason.word())
        }
        Change::ExclusionDecided {
            number: _,
            approved: true,
        } => "The exclusion was approved.".to_owned(),
        Change::ExclusionDecided {
            number: _,
            approved: false,
        } => "The exclusion was refused.".to_owned(),
        Change::CardIssued {
            card: Card::Yellow,
            due,
        } => format!("Yellow card: a working day is left, due {due}."),
        Change::CardIssued {
            card: Card::Red,
            due,
        } => format!("Red card: a working day late, due {due}."),
    }
}

/// How a deadline came about, with the versions, after the deadline.
fn by_rule(basis: Option<&Basis>) -> String {
    let Some(Basis {
        rule,
        rule_sequence,
        calendar_sequence,
    }) = basis
    else {
        return String::new();
    };
    let calendar = match calendar_sequence {
        0 => "no calendar, only weekends".to_owned(),
        version => format!("calendar version {version}"),
    };
    format!(" by the rule {rule} (version {rule_sequence}, {calendar})")
}

/// What a fact changed of how an assignment stands, in sentences to be appended; empty where it changed neither state nor deadline.
pub(in crate::store) fn difference(before: &Standing, after: &Standing) -> String {
    let mut sentences = String::new();
    if before.state != after.state {
        let (now, then) = (after.state.word(), before.state.word());
        let _ = write!(sentences, " Now {now}, before {then}.");
    }
    match (before.due, after.due) {
        (before, after) if before == after => {}
        (Some(before), Some(after)) => {
            let _ = write!(sentences, " Now due {after}, before {before}.");
        }
        (None, Some(after)) => {
            let _ = write!(sentences, " Now due {after}, before without a deadline.");
        }
        (_, None) => sentences.push_str(" Now without a deadline."),
    }
    sentences
}

fn visited(visit: Visit) -> String {
    let Visit {
        number: _,
        channel,
        result,
    } = visit;
    let result = match result {
        VisitResult::Rated {
            process,
            outcome,
            resolved,
        } => format!(
            "process {}, outcome {}, {}",
            process.word(),
            outcome.word(),
            resolved.word()
        ),
        VisitResult::Unreachable => "not reached".to_owned(),
        VisitResult::Refused => "no wish to answer".to_owned(),
        VisitResult::Invalid => "the visit does not count".to_owned(),
    };
    format!(
        "The citizen was visited, channel {}: {result}.",
        channel.word()
    )
}
