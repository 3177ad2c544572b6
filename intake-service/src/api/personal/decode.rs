//! Reveals and searches, from the wire.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;

use crate::api::context::Context;
use crate::api::fields::{self, pattern};
use crate::api::write::Write;
use crate::api::{enums, work_order};
use crate::domain::command::Command;
use crate::domain::names::UnitCode;
use crate::domain::personal::{RevealPurpose, RevealTarget};
use crate::store::reveals::RevealFilter;

/// An order or a call by its name.
pub(super) fn target(violations: &mut Violations, path: &str, value: &str) -> Option<RevealTarget> {
    if value.starts_with("calls/") {
        return fields::ledger_name(violations, path, pattern::CALL, value).map(RevealTarget::Call);
    }
    if value.starts_with("workOrders/") {
        return work_order::decode::list::order(violations, path, value).map(RevealTarget::Order);
    }
    violations.push(path, "must be workOrders/{order} or calls/{call}");
    None
}

/// Decodes `RevealRequester`.
pub(in crate::api) fn reveal(
    request: proto::RevealRequesterRequest,
    violations: &mut Violations,
    _context: &Context<'_>,
) -> Option<Write> {
    let proto::RevealRequesterRequest {
        name,
        purpose,
        note,
        actor,
        unit,
        request_id: _,
    } = request;
    let target = target(violations, "name", &name);
    let purpose = enums::required(violations, "purpose", purpose);
    let note = fields::note(violations, "note", note);
    if purpose == Some(RevealPurpose::Other) && note.is_empty() {
        violations.push(
            "note",
            "is required where the purpose is REVEAL_PURPOSE_OTHER",
        );
    }
    let actor = fields::required_staff(violations, "actor", actor);
    let unit = fields::optional_code(violations, "unit", pattern::UNIT, &unit);
    Some(Write {
        command: Command::RevealRequester {
            target: target?,
            purpose: purpose?,
            unit,
            note,
        },
        actor: actor?,
    })
}

/// Decodes the filter of `ListReveals`.
pub(super) fn list(
    request: proto::ListRevealsRequest,
    violations: &mut Violations,
) -> RevealFilter {
    let proto::ListRevealsRequest {
        page_size: _,
        page_token: _,
        requester,
        actor,
        reveal_time_from,
        reveal_time_to,
    } = request;
    let whose = (!requester.is_empty())
        .then(|| target(violations, "requester", &requester))
        .flatten();
    let actor = fields::staff(violations, "actor", actor);
    RevealFilter {
        target: whose,
        actor: Some(actor).filter(|actor| !actor.is_empty()),
        from: decode::optional_time(violations, "reveal_time_from", reveal_time_from),
        to: decode::optional_time(violations, "reveal_time_to", reveal_time_to),
    }
}

/// The unit on whose behalf is searched.
pub(super) fn unit(violations: &mut Violations, value: &str) -> Option<UnitCode> {
    fields::optional_code(violations, "unit", pattern::UNIT, value)
}
