//! What is done to an assignment: signing for it, taking it in hand, sending it back, withdrawing, completing, closing and opening it again.

use hotline_common::decode::{self, Text};
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::deadline;
use super::order::TEXT;
use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields;
use crate::api::write::Write;
use crate::domain::command::{AssignmentAction, AssignmentTarget, Command};

/// Puts a decoded request together; `None` where a part is missing.
pub(super) fn write(
    assignment: Option<AssignmentTarget>,
    at: Option<Moment>,
    action: Option<AssignmentAction>,
    actor: String,
) -> Option<Write> {
    Some(Write {
        command: Command::Assignment {
            assignment: assignment?,
            at: at?,
            action: action?,
        },
        actor,
    })
}

/// Decodes `SignForAssignment`.
pub(in crate::api) fn sign_for(
    request: proto::SignForAssignmentRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::SignForAssignmentRequest {
        assignment,
        sign_time,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "sign_time", sign_time);
    let actor = fields::staff(violations, "actor", actor);
    write(assignment, at, Some(AssignmentAction::SignFor), actor)
}

/// Decodes `TakeInHand`.
pub(in crate::api) fn take_in_hand(
    request: proto::TakeInHandRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::TakeInHandRequest {
        assignment,
        take_time,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "take_time", take_time);
    let actor = fields::staff(violations, "actor", actor);
    write(assignment, at, Some(AssignmentAction::TakeInHand), actor)
}

/// Decodes `RequestSendBack`.
pub(in crate::api) fn request_send_back(
    request: proto::RequestSendBackRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RequestSendBackRequest {
        assignment,
        request_time,
        reason,
        note,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "request_time", request_time);
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let actor = fields::staff(violations, "actor", actor);
    let action = reason.map(|reason| AssignmentAction::RequestSendBack { reason, note });
    write(assignment, at, action, actor)
}

/// Decodes `DecideSendBack`.
pub(in crate::api) fn decide_send_back(
    request: proto::DecideSendBackRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::DecideSendBackRequest {
        assignment,
        decide_time,
        accept,
        note,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "decide_time", decide_time);
    let accept = fields::said(violations, "accept", accept);
    let note = fields::note(violations, "note", note);
    let actor = fields::staff(violations, "actor", actor);
    let action = accept.map(|accept| AssignmentAction::DecideSendBack { accept, note });
    write(assignment, at, action, actor)
}

/// Decodes `WithdrawAssignment`.
pub(in crate::api) fn withdraw(
    request: proto::WithdrawAssignmentRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::WithdrawAssignmentRequest {
        assignment,
        withdraw_time,
        reason,
        note,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "withdraw_time", withdraw_time);
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let actor = fields::staff(violations, "actor", actor);
    let action = reason.map(|reason| AssignmentAction::Withdraw { reason, note });
    write(assignment, at, action, actor)
}

/// Decodes `CompleteAssignment`.
pub(in crate::api) fn complete(
    request: proto::CompleteAssignmentRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::CompleteAssignmentRequest {
        assignment,
        complete_time,
        reply,
        request_id: _,
        actor,
        contact_time,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "complete_time", complete_time);
    let reply = decode::required_text(violations, "reply", Text::Lines(TEXT), reply);
    let actor = fields::staff(violations, "actor", actor);
    let contact = decode::optional_time(violations, "contact_time", contact_time);
    if let (Some(contact), Some(at)) = (contact, at)
        && at < contact
    {
        violations.push("contact_time", "must not be after complete_time");
    }
    let action = reply.map(|reply| AssignmentAction::Complete { contact, reply });
    write(assignment, at, action, actor)
}

/// Decodes `CloseAssignment`.
pub(in crate::api) fn close(
    request: proto::CloseAssignmentRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::CloseAssignmentRequest {
        assignment,
        close_time,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "close_time", close_time);
    let actor = fields::staff(violations, "actor", actor);
    write(assignment, at, Some(AssignmentAction::Close), actor)
}

/// Decodes `RedoAssignment`.
pub(in crate::api) fn redo(
    request: proto::RedoAssignmentRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RedoAssignmentRequest {
        assignment,
        redo_time,
        due_time,
        reason,
        note,
        request_id: _,
        actor,
        deadline_rule,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let at = fields::past(violations, context, "redo_time", redo_time);
    let due = deadline::redone(violations, at, due_time, &deadline_rule);
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let actor = fields::staff(violations, "actor", actor);
    let action = due
        .zip(reason)
        .map(|(due, reason)| AssignmentAction::Redo { due, reason, note });
    write(assignment, at, action, actor)
}
