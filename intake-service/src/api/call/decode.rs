//! Calls, from the wire.

use hotline_common::decode::{self, timestamp};
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use prost::Message as _;

use crate::api::context::Context;
use crate::api::write::{Write, content_hash};
use crate::api::{enums, fields};
use crate::domain::call::RecordCall;
use crate::domain::command::Command;
use crate::store::calls::{self, CallFilter};

/// The characters of the telephone system's id of a call.
pub(in crate::api) const TELEPHONE_SYSTEM_ID: usize = 100;
/// The characters of a reference to a recording.
const RECORDING_REFERENCE: usize = 500;

/// Decodes `RecordCall`.
pub(in crate::api) fn record_call(
    request: proto::RecordCallRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordCallRequest {
        call: given,
        request_id: _,
    } = request;
    decode::required_message(violations, "call", given, |violations, given| {
        call(violations, context, given)
    })
    .map(|call| by_nobody(Command::RecordCall(call)))
}

fn call(
    violations: &mut Violations,
    context: &Context<'_>,
    call: proto::Call,
) -> Option<RecordCall> {
    let proto::Call {
        name: _,
        telephone_system_id,
        caller_number,
        start_time,
        queue_time,
        answer_time,
        abandon_time,
        end_time,
        agent,
        recording_reference,
        outcome: _,
        callback_time: _,
        sms_notice_time: _,
        record_time: _,
        sequence: _,
        purged: _,
        annulled: _,
    } = call;
    let telephone_system_id = fields::line(
        violations,
        "telephone_system_id",
        TELEPHONE_SYSTEM_ID,
        telephone_system_id,
    );
    let caller_number = fields::phone_number(violations, "caller_number", caller_number);
    let started = fields::past(violations, context, "start_time", start_time);
    let queued = fields::optional_past(violations, context, "queue_time", queue_time);
    let answered = fields::optional_past(violations, context, "answer_time", answer_time);
    let abandoned = fields::optional_past(violations, context, "abandon_time", abandon_time);
    let ended = fields::optional_past(violations, context, "end_time", end_time);
    if answer_time.is_some() && abandon_time.is_some() {
        violations.push(
            "abandon_time",
            "must not be given together with answer_time",
        );
    }
    in_order(
        violations,
        [
            ("start_time", started),
            ("queue_time", queued),
            ("answer_time", answered),
            ("end_time", ended),
        ],
    );
    if answer_time.is_none() {
        in_order(
            violations,
            [
                ("start_time", started),
                ("queue_time", queued),
                ("abandon_time", abandoned),
                ("end_time", ended),
            ],
        );
    }
    let agent = fields::staff(violations, "agent", agent);
    let recording_reference = fields::line(
        violations,
        "recording_reference",
        RECORDING_REFERENCE,
        recording_reference,
    );
    let started = started?;
    let said = proto::Call {
        telephone_system_id,
        caller_number,
        start_time: Some(timestamp(started)),
        queue_time: queued.map(timestamp),
        answer_time: answered.map(timestamp),
        abandon_time: abandoned.map(timestamp),
        end_time: ended.map(timestamp),
        agent,
        recording_reference,
        ..proto::Call::default()
    };
    // What the caller says of a call, always in the same bytes.
    let content_hash = content_hash("Call", &said.encode_to_vec(), context);
    Some(RecordCall {
        telephone_system_id: Some(said.telephone_system_id).filter(|id| !id.is_empty()),
        caller_number: said.caller_number,
        started,
        queued,
        answered,
        abandoned,
        ended,
        agent: said.agent,
        recording_reference: said.recording_reference,
        content_hash,
    })
}

/// Blames each time that lies before the one given last before it.
fn in_order<const N: usize>(
    violations: &mut Violations,
    times: [(&'static str, Option<Moment>); N],
) {
    let mut earlier = ("", None);
    for time in times {
        decode::not_before(violations, earlier, time);
        if time.1.is_some() {
            earlier = time;
        }
    }
}

/// Decodes `RecordCallback`.
pub(in crate::api) fn record_callback(
    request: proto::RecordCallbackRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordCallbackRequest {
        call,
        callback_time,
        agent,
        request_id: _,
    } = request;
    let call = fields::call(violations, context, "call", &call);
    let at = fields::past(violations, context, "callback_time", callback_time);
    let agent = fields::staff(violations, "agent", agent);
    Some(by_nobody(Command::RecordCallback {
        call: call?,
        at: at?,
        agent,
    }))
}

/// Decodes `RecordSmsNotice`.
pub(in crate::api) fn record_sms_notice(
    request: proto::RecordSmsNoticeRequest,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Write> {
    let proto::RecordSmsNoticeRequest {
        call,
        sms_notice_time,
        request_id: _,
    } = request;
    let call = fields::call(violations, context, "call", &call);
    let at = fields::past(violations, context, "sms_notice_time", sms_notice_time);
    Some(by_nobody(Command::RecordSmsNotice {
        call: call?,
        at: at?,
    }))
}

/// Decodes the filter of `ListCalls`.
pub(super) fn list_calls(
    request: proto::ListCallsRequest,
    violations: &mut Violations,
) -> CallFilter {
    let proto::ListCallsRequest {
        page_size: _,
        page_token: _,
        start_time_from,
        start_time_to,
        outcome,
        filter,
    } = request;
    CallFilter {
        started_from: decode::optional_time(violations, "start_time_from", start_time_from),
        started_to: decode::optional_time(violations, "start_time_to", start_time_to),
        outcome: enums::optional(violations, "outcome", outcome),
        condition: fields::filter(violations, &filter, calls::filter),
    }
}

/// The requests about calls do not say who acts.
fn by_nobody(command: Command) -> Write {
    Write {
        command,
        actor: String::new(),
    }
}
