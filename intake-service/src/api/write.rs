//! The requests that write: what each is called, what answers it, and how it is decoded.

use hotline_common::decode::request_id;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;
use prost::Message;

use super::context::Context;
use super::record::Answer;
use super::{activity, calendar, call, personal, registry, work_order};
use crate::domain::command::Command;
use crate::domain::etag::Etag;
use crate::ledger::{RequestKey, Submission};

/// A decoded request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Write {
    /// What is asked for.
    pub(super) command: Command,
    /// Who does it; empty where the request does not say.
    pub(super) actor: String,
}

/// A request that writes.
pub(super) trait WriteRequest: Message + Sized {
    /// The resource that answers it.
    type Answer: Answer;
    /// The method, as a request id is bound to it.
    const METHOD: &'static str;

    /// Takes the request id out of the message.
    fn take_request_id(&mut self) -> String;

    /// The etag of the record as the caller saw it, and the path where it stands; of requests that change a record.
    fn etag(&self) -> Option<(&'static str, &str)> {
        None
    }

    /// Decodes the rest; `None` where there are violations.
    fn decode(self, violations: &mut Violations, context: &Context<'_>) -> Option<Write>;
}

/// Says of each request: the method, the resource that answers it, the function that decodes it, where its etag stands if it has one.
macro_rules! write_requests {
    ($($request:ident $method:literal -> $answer:ident: $decode:path $(, etag $(in $part:ident)?)?;)+) => {
        $(impl WriteRequest for proto::$request {
            type Answer = proto::$answer;
            const METHOD: &'static str = $method;

            fn take_request_id(&mut self) -> String {
                std::mem::take(&mut self.request_id)
            }

            $(fn etag(&self) -> Option<(&'static str, &str)> {
                write_requests!(@etag self $($part)?)
            })?

            fn decode(self, violations: &mut Violations, context: &Context<'_>) -> Option<Write> {
                $decode(self, violations, context)
            }
        })+
    };
    (@etag $request:ident) => {
        Some(("etag", $request.etag.as_str()))
    };
    (@etag $request:ident $part:ident) => {
        Some((
            concat!(stringify!($part), ".etag"),
            $request.$part.as_ref()?.etag.as_str(),
        ))
    };
}

write_requests! {
    UpdateUnitRequest "UpdateUnit" -> Unit: registry::decode::update_unit, etag in unit;
    UpdateCategoryRequest "UpdateCategory" -> Category: registry::decode::update_category, etag in category;
    UpdateTopicRequest "UpdateTopic" -> Topic: registry::decode::update_topic, etag in topic;
    UpdateCalendarRequest "UpdateCalendar" -> Calendar: calendar::decode::update_calendar;
    UpdateDeadlineRuleRequest "UpdateDeadlineRule" -> DeadlineRule: calendar::decode::update_deadline_rule;
    RecordCallRequest "RecordCall" -> Call: call::decode::record_call;
    RecordCallbackRequest "RecordCallback" -> Call: call::decode::record_callback;
    RecordSmsNoticeRequest "RecordSmsNotice" -> Call: call::decode::record_sms_notice;
    AcceptWorkOrderRequest "AcceptWorkOrder" -> WorkOrder: work_order::decode::order::accept;
    HandleDirectlyRequest "HandleDirectly" -> WorkOrder: work_order::decode::order::handle_directly, etag;
    LinkDuplicateRequest "LinkDuplicate" -> WorkOrder: work_order::decode::order::link_duplicate, etag;
    AssignWorkOrderRequest "AssignWorkOrder" -> Assignment: work_order::decode::order::assign, etag;
    SignForAssignmentRequest "SignForAssignment" -> Assignment: work_order::decode::assignment::sign_for, etag;
    TakeInHandRequest "TakeInHand" -> Assignment: work_order::decode::assignment::take_in_hand, etag;
    RequestSendBackRequest "RequestSendBack" -> Assignment: work_order::decode::assignment::request_send_back, etag;
    DecideSendBackRequest "DecideSendBack" -> Assignment: work_order::decode::assignment::decide_send_back, etag;
    WithdrawAssignmentRequest "WithdrawAssignment" -> Assignment: work_order::decode::assignment::withdraw, etag;
    CompleteAssignmentRequest "CompleteAssignment" -> Assignment: work_order::decode::assignment::complete, etag;
    CloseAssignmentRequest "CloseAssignment" -> Assignment: work_order::decode::assignment::close, etag;
    RedoAssignmentRequest "RedoAssignment" -> Assignment: work_order::decode::assignment::redo, etag;
    RecordReturnVisitRequest "RecordReturnVisit" -> ReturnVisit: work_order::decode::visit::record, etag;
    RequestExclusionRequest "RequestExclusion" -> Exclusion: work_order::decode::exclusion::request, etag;
    DecideExclusionRequest "DecideExclusion" -> Exclusion: work_order::decode::exclusion::decide, etag;
    IssueSupervisionRequest "IssueSupervision" -> Supervision: work_order::decode::supervision::issue;
    LiftSupervisionRequest "LiftSupervision" -> Supervision: work_order::decode::supervision::lift, etag;
    CorrectFactRequest "CorrectFact" -> Correction: work_order::decode::correction::correct;
    RequestExtensionRequest "RequestExtension" -> Extension: work_order::decode::extension::request, etag;
    DecideExtensionRequest "DecideExtension" -> Extension: work_order::decode::extension::decide, etag;
    AppealExclusionRequest "AppealExclusion" -> Exclusion: work_order::decode::exclusion::appeal, etag;
    RevealRequesterRequest "RevealRequester" -> Reveal: personal::decode::reveal;
    RecordLeaderSessionRequest "RecordLeaderSession" -> LeaderSession: activity::decode::leader_session;
    RecordAppreciationRequest "RecordAppreciation" -> Appreciation: activity::decode::appreciation;
    RecordActivityRequest "RecordActivity" -> Activity: activity::decode::activity;
    ChooseTypicalCaseRequest "ChooseTypicalCase" -> TypicalCase: activity::decode::typical_case;
}

/// Decodes a request and the id by which a repeat of it is known.
pub(super) fn submission<R: WriteRequest>(
    mut request: R,
    violations: &mut Violations,
    context: &Context<'_>,
) -> Option<Submission> {
    let id = request.take_request_id();
    let request_key = request_id(violations, "request_id", &id).map(|id| RequestKey {
        id: *id.as_bytes(),
        payload_hash: payload_hash(R::METHOD, &request.encode_to_vec(), context),
    });
    let etag = etag(violations, &request);
    let Write { command, actor } = request.decode(violations, context)?;
    let command = match etag {
        None => command,
        Some(etag) => Command::IfUnchanged {
            etag,
            command: Box::new(command),
        },
    };
    Some(Submission {
        command,
        actor,
        request: request_key,
        import: false,
    })
}

/// The etag of a request; `None` where it has none or a wrong one.
fn etag<R: WriteRequest>(violations: &mut Violations, request: &R) -> Option<Etag> {
    let (path, text) = request.etag().filter(|(_, text)| !text.is_empty())?;
    match text.parse() {
        Ok(etag) => Some(etag),
        Err(error) => {
            violations.push(path, error.to_string());
            None
        }
    }
}

/// A hash over what a method was asked for, with what `-` stands for in it.
pub(super) fn payload_hash(method: &str, payload: &[u8], context: &Context<'_>) -> [u8; 16] {
    let mut parts = vec![b"request".as_slice(), method.as_bytes(), payload];
    parts.extend(context.references.content());
    (context.hash)(&parts)
}

/// A hash over what the caller says of a record.
pub(super) fn content_hash(kind: &str, said: &[u8], context: &Context<'_>) -> [u8; 16] {
    (context.hash)(&[b"content", kind.as_bytes(), said])
}
