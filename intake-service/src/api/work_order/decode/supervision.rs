//! Supervisions.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;

use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::write::Write;
use crate::domain::command::Command;

/// Decodes `IssueSupervision`.
pub(in crate::api) fn issue(
    request: proto::IssueSupervisionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::IssueSupervisionRequest {
        supervision: given,
        request_id: _,
        actor,
    } = request;
    let command =
        decode::required_message(violations, "supervision", given, |violations, given| {
            supervision(violations, context, given)
        });
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: command?,
        actor,
    })
}

fn supervision(
    violations: &mut Violations,
    context: &Context<'_>,
    supervision: proto::Supervision,
) -> Option<Command> {
    let proto::Supervision {
        name: _,
        unit,
        form,
        issue_time,
        reason,
        assignment,
        note,
        lift_time: _,
        sequence: _,
        purged: _,
        annulled: _,
        etag: _,
    } = supervision;
    let unit = fields::code(violations, "unit", pattern::UNIT, &unit);
    let form = enums::required(violations, "form", form);
    let at = fields::past(violations, context, "issue_time", issue_time);
    let reason = enums::required(violations, "reason", reason);
    let assignment = (!assignment.is_empty())
        .then(|| fields::assignment(violations, context, "assignment", &assignment))
        .flatten();
    let note = fields::note(violations, "note", note);
    Some(Command::IssueSupervision {
        unit: unit?,
        form: form?,
        at: at?,
        reason: reason?,
        assignment,
        note,
    })
}

/// Decodes `LiftSupervision`.
pub(in crate::api) fn lift(
    request: proto::LiftSupervisionRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::LiftSupervisionRequest {
        supervision,
        lift_time,
        request_id: _,
        actor,
        etag: _,
    } = request;
    let pattern = pattern::SUPERVISION;
    let supervision = fields::ledger_name(violations, "supervision", pattern, &supervision);
    let at = fields::past(violations, context, "lift_time", lift_time);
    let actor = fields::staff(violations, "actor", actor);
    Some(Write {
        command: Command::LiftSupervision {
            supervision: supervision?,
            at: at?,
        },
        actor,
    })
}
