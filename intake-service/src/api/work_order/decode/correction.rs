//! Correcting facts.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;
use proto::correct_fact_request::Correction;
use proto::corrected_fact::Content as Wire;

use super::order::{AREA, TEXT};
use super::visit;
use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::write::Write;
use crate::domain::command::{AssignmentAction, Command};
use crate::domain::correction::{Classification, Content, CorrectFact, Wanted};
use crate::domain::deadline::NewDue;
use crate::domain::names::Subject;
use crate::domain::work_order::Urgency;
use crate::store::corrections::CorrectionFilter;

/// Decodes `CorrectFact`.
pub(in crate::api) fn correct(
    request: proto::CorrectFactRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::CorrectFactRequest {
        fact_sequence,
        subject,
        reason,
        note,
        correction,
        request_id: _,
        actor,
    } = request;
    if fact_sequence < 1 {
        violations.push(
            "fact_sequence",
            "is required: the wrong fact's sequence, as GetTimeline shows it",
        );
    }
    let subject = self::subject(violations, &subject);
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let wanted = match correction {
        None => {
            violations.push("correction", "is required: annulment or corrected");
            None
        }
        Some(Correction::Annulment(proto::Annulment {})) => Some(None),
        Some(Correction::Corrected(corrected)) => violations
            .nested("corrected", |violations| {
                wanted(violations, context, corrected)
            })
            .map(Some),
    };
    let actor = fields::required_staff(violations, "actor", actor);
    Some(Write {
        command: Command::CorrectFact(Box::new(CorrectFact {
            fact: fact_sequence,
            subject: subject?,
            reason: reason?,
            note,
            wanted: wanted?,
        })),
        actor: actor?,
    })
}

fn subject(violations: &mut Violations, name: &str) -> Option<Subject> {
    let subject = name.parse().ok();
    if subject.is_none() {
        violations.push(
            "subject",
            "must be the name of what the fact is about, as GetTimeline shows it",
        );
    }
    subject
}

fn wanted(
    violations: &mut Violations,
    context: &Context<'_>,
    corrected: proto::CorrectedFact,
) -> Option<Wanted> {
    let proto::CorrectedFact {
        happen_time,
        content,
    } = corrected;
    let at = fields::optional_past(violations, context, "happen_time", happen_time);
    let said = match content {
        None => None,
        Some(wire) => Some(self::content(violations, context, wire)?),
    };
    Some(Wanted { at, content: said })
}

fn content(violations: &mut Violations, context: &Context<'_>, wire: Wire) -> Option<Content> {
    match wire {
        Wire::Classification(wire) => violations
            .nested("classification", |violations| {
                classification(violations, wire)
            })
            .map(|classification| Content::Classification(Box::new(classification))),
        Wire::Answer(answer) => {
            if answer.trim().is_empty() {
                violations.push(
                    "answer",
                    "must not be empty: leave it out where it stays as it was",
                );
            }
            Some(Content::Answer(fields::lines(
                violations, "answer", TEXT, answer,
            )))
        }
        Wire::Supervision(wire) => {
            violations.nested("supervision", |violations| supervision(violations, wire))
        }
        Wire::Assignment(wire) => {
            let proto::CorrectedAssignment {
                due_time,
                sign_due_time,
            } = wire;
            let path = "assignment.due_time";
            let due = decode::optional_time(violations, path, due_time);
            let path = "assignment.sign_due_time";
            let sign_due = decode::optional_time(violations, path, sign_due_time);
            Some(Content::Assigned { due, sign_due })
        }
        other => action(violations, context, other).map(|action| Content::Action(Box::new(action))),
    }
}

fn classification(
    violations: &mut Violations,
    wire: proto::CorrectedClassification,
) -> Option<Classification> {
    let proto::CorrectedClassification {
        channel,
        nature,
        urgency,
        category,
        topics,
        area,
    } = wire;
    let channel = enums::required(violations, "channel", channel);
    let nature = enums::required(violations, "nature", nature);
    let urgency = enums::optional(violations, "urgency", urgency);
    let category = fields::optional_code(violations, "category", pattern::CATEGORY, &category);
    let topics = fields::topics(violations, "topics", &topics);
    let area = fields::line(violations, "area", AREA, area);
    Some(Classification {
        channel: channel?,
        nature: nature?,
        urgency: urgency.unwrap_or(Urgency::Normal),
        category,
        topics,
        area,
    })
}

fn supervision(violations: &mut Violations, wire: proto::CorrectedSupervision) -> Option<Content> {
    let proto::CorrectedSupervision { form, reason, note } = wire;
    let form = enums::required(violations, "form", form);
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    Some(Content::Supervision {
        form: form?,
        reason: reason?,
        note,
    })
}

/// The content of what happened to an assignment.
fn action(
    violations: &mut Violations,
    context: &Context<'_>,
    wire: Wire,
) -> Option<AssignmentAction> {
    match wire {
        Wire::SendBackRequest(proto::CorrectedSendBackRequest { reason, note }) => violations
            .nested("send_back_request", |violations| {
                let reason = enums::required(violations, "reason", reason);
                let note = fields::note(violations, "note", note);
                Some(AssignmentAction::RequestSendBack {
                    reason: reason?,
                    note,
                })
            }),
        Wire::SendBackDecision(proto::CorrectedSendBackDecision { accept, note }) => violations
            .nested("send_back_decision", |violations| {
                let accept = fields::said(violations, "accept", accept);
                let note = fields::note(violations, "note", note);
                Some(AssignmentAction::DecideSendBack {
                    accept: accept?,
                    note,
                })
            }),
        Wire::Withdrawal(proto::CorrectedWithdrawal { reason, note }) => {
            violations.nested("withdrawal", |violations| {
                let reason = enums::required(violations, "reason", reason);
                let note = fields::note(violations, "note", note);
                Some(AssignmentAction::Withdraw {
                    reason: reason?,
                    note,
                })
            })
        }
        Wire::Completion(proto::CorrectedCompletion {
            contact_time,
            reply,
        }) => violations.nested("completion", |violations| {
            let contact = fields::optional_past(violations, context, "contact_time", contact_time);
            let reply = fields::lines(violations, "reply", TEXT, reply);
            Some(AssignmentAction::Complete { contact, reply })
        }),
        Wire::Redo(proto::CorrectedRedo {
            due_time,
            reason,
            note,
        }) => violations.nested("redo", |violations| {
            let due = decode::optional_time(violations, "due_time", due_time);
            let due = due.map_or(NewDue::Old, NewDue::Given);
            let reason = enums::required(violations, "reason", reason);
            let note = fields::note(violations, "note", note);
            Some(AssignmentAction::Redo {
                due,
                reason: reason?,
                note,
            })
        }),
        Wire::ReturnVisit(wire) => violations.nested("return_visit", |violations| {
            visit::corrected(violations, wire)
        }),
        Wire::ExclusionRequest(proto::CorrectedExclusionRequest { reason, note }) => violations
            .nested("exclusion_request", |violations| {
                let reason = enums::required(violations, "reason", reason);
                let note = fields::note(violations, "note", note);
                Some(AssignmentAction::RequestExclusion {
                    reason: reason?,
                    note,
                })
            }),
        Wire::ExclusionDecision(proto::CorrectedExclusionDecision { approve }) => {
            let approve = fields::said(violations, "exclusion_decision.approve", approve)?;
            // The number is that of the exclusion which the fact is about.
            Some(AssignmentAction::DecideExclusion { number: 0, approve })
        }
        Wire::Classification(_) | Wire::Answer(_) | Wire::Supervision(_) | Wire::Assignment(_) => {
            None
        }
    }
}

/// Decodes the filter of `ListCorrections`.
pub(in crate::api) fn list(
    request: proto::ListCorrectionsRequest,
    violations: &mut Violations,
) -> Option<CorrectionFilter> {
    let proto::ListCorrectionsRequest {
        page_size: _,
        page_token: _,
        subject,
    } = request;
    if subject.is_empty() {
        return Some(CorrectionFilter::default());
    }
    let subject = self::subject(violations, &subject)?;
    Some(CorrectionFilter {
        subject: Some(subject),
    })
}
