//! Exclusions: asked for by one person, decided by another, appealed against once.

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

/// Decodes `RequestExclusion`. Who asks is the actor.
pub(in crate::api) fn request(
    request: proto::RequestExclusionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RequestExclusionRequest {
        assignment,
        exclusion: given,
        request_id: _,
        etag: _,
    } = request;
    let assignment = fields::assignment(violations, context, "assignment", &assignment);
    let asked = decode::required_message(violations, "exclusion", given, |violations, given| {
        exclusion(violations, context, given)
    });
    let (at, action, requested_by) = asked?;
    write(assignment, Some(at), Some(action), requested_by)
}

fn exclusion(
    violations: &mut Violations,
    context: &Context<'_>,
    exclusion: proto::Exclusion,
) -> Option<(Moment, AssignmentAction, String)> {
    let proto::Exclusion {
        name: _,
        reason,
        note,
        requested_by,
        request_time,
        decided_by: _,
        decide_time: _,
        state: _,
        sequence: _,
        appealed_by: _,
        appeal_time: _,
        appeal_note: _,
        final_decided_by: _,
        final_decide_time: _,
        purged: _,
        annulled: _,
        etag: _,
    } = exclusion;
    let reason = enums::required(violations, "reason", reason);
    let note = fields::note(violations, "note", note);
    let requested_by = fields::required_staff(violations, "requested_by", requested_by);
    let at = fields::past(violations, context, "request_time", request_time);
    let action = AssignmentAction::RequestExclusion {
        reason: reason?,
        note,
    };
    Some((at?, action, requested_by?))
}

/// Decodes `DecideExclusion`. Who decides is the actor.
pub(in crate::api) fn decide(
    request: proto::DecideExclusionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::DecideExclusionRequest {
        exclusion,
        approve,
        decided_by,
        decide_time,
        request_id: _,
        etag: _,
    } = request;
    let target = fields::exclusion(violations, context, "exclusion", &exclusion);
    let approve = fields::said(violations, "approve", approve);
    let decided_by = fields::required_staff(violations, "decided_by", decided_by);
    let at = fields::past(violations, context, "decide_time", decide_time);
    let (assignment, number) = target?;
    let action = AssignmentAction::DecideExclusion {
        number,
        approve: approve?,
    };
    write(Some(assignment), at, Some(action), decided_by?)
}

/// Decodes `AppealExclusion`. Who appeals is the actor.
pub(in crate::api) fn appeal(
    request: proto::AppealExclusionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::AppealExclusionRequest {
        exclusion,
        appealed_by,
        appeal_time,
        note,
        request_id: _,
        etag: _,
    } = request;
    let target = fields::exclusion(violations, context, "exclusion", &exclusion);
    let appealed_by = fields::required_staff(violations, "appealed_by", appealed_by);
    let at = fields::past(violations, context, "appeal_time", appeal_time);
    let note = fields::note(violations, "note", note);
    let (assignment, number) = target?;
    let action = AssignmentAction::AppealExclusion { number, note };
    write(Some(assignment), at, Some(action), appealed_by?)
}
