//! Extensions: asked for by one person, decided by another.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;

use super::assignment::write;
use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields;
use crate::api::write::Write;
use crate::domain::command::AssignmentAction;

/// Decodes `RequestExtension`. Who asks is the actor.
pub(in crate::api) fn request(
    request: proto::RequestExtensionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RequestExtensionRequest {
        assignment,
        extension: given,
        request_id: _,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let asked = decode::required_message(violations, "extension", given, |violations, given| {
        extension(violations, context, given)
    });
    let (at, action, requested_by) = asked?;
    write(assignment, Some(at), Some(action), requested_by)
}

fn extension(
    violations: &mut Violations,
    context: &Context<'_>,
    extension: proto::Extension,
) -> Option<(Moment, AssignmentAction, String)> {
    let proto::Extension {
        name: _,
        reason,
        note,
        due_time,
        requested_by,
        request_time,
        granted_due_time: _,
        decided_by: _,
        decide_time: _,
        lapse_time: _,
        state: _,
        annulled: _,
        sequence: _,
        purged: _,
        etag: _,
    } = extension;
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let due = decode::required_time(violations, "due_time", due_time);
    let requested_by = fields::required_staff(violations, "requested_by", requested_by);
    let at = fields::past(violations, context, "request_time", request_time);
    let action = AssignmentAction::RequestExtension {
        reason: reason?,
        due: due?,
        note,
    };
    Some((at?, action, requested_by?))
}

/// Decodes `DecideExtension`. Who decides is the actor.
pub(in crate::api) fn decide(
    request: proto::DecideExtensionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::DecideExtensionRequest {
        extension,
        grant,
        due_time,
        decided_by,
        decide_time,
        request_id: _,
        etag: _,
    } = request;
    let target = fields::extension(violations, context, "extension", &extension);
    let grant = fields::said(violations, "grant", grant);
    let due = decode::optional_time(violations, "due_time", due_time);
    if grant == Some(false) && due.is_some() {
        violations.push("due_time", "may only be given where it is granted");
    }
    let decided_by = fields::required_staff(violations, "decided_by", decided_by);
    let at = fields::past(violations, context, "decide_time", decide_time);
    let (assignment, number) = target?;
    let action = AssignmentAction::DecideExtension {
        number,
        grant: grant?,
        due,
    };
    write(Some(assignment), at, Some(action), decided_by?)
}
