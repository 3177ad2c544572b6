//! The requests that write: what each is called, what answers it, and how it is decoded.

use hotline_common::decode::request_id;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;
use prost::Message;

use super::context::Context;
use super::record::Answer;
use super::{activity, calendar, call, personal, registry, work_order};
use crate::domain::command::Command;
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

    /// Decodes the rest; `None` where there are violations.
    fn decode(self, violations: &mut Violations, context: &Context<'_>) -> Option<Write>;
}

/// Says of each request: the method, the resource that answers it, the function that decodes it.
macro_rules! write_requests {
    ($($request:ident $method:literal -> $answer:ident: $decode:path;)+) => {
        $(impl WriteRequest for proto::$request {
            type Answer = proto::$answer;
            const METHOD: &'static str = $method;

            fn take_request_id(&mut self) -> String {
                std::mem::take(&mut self.request_id)
            }

            fn decode(self, violations: &mut Violations, context: &Context<'_>) -> Option<Write> {
                $decode(self, violations, context)
            }
        })+
    };
}

write_requests! {
    UpdateUnitRequest "UpdateUnit" -> Unit: registry::decode::update_unit;
    UpdateCategoryRequest "UpdateCategory" -> Category: registry::decode::update_category;
    UpdateTopicRequest "UpdateTopic" -> Topic: registry::decode::update_topic;
    UpdateCalendarRequest "UpdateCalendar" -> Calendar: calendar::decode::update_calendar;
    UpdateDeadlineRuleRequest "UpdateDeadlineRule" -> DeadlineRule: calendar::decode::update_deadline_rule;
    RecordCallRequest "RecordCall" -> Call: call::decode::record_call;
    RecordCallbackRequest "RecordCallback" -> Call: call::decode::record_callback;
    RecordSmsNoticeRequest "RecordSmsNotice" -> Call: call::decode::record_sms_notice;
    AcceptWorkOrderRequest "AcceptWorkOrder" -> WorkOrder: work_order::decode::order::accept;
    HandleDirectlyRequest "HandleDirectly" -> WorkOrder: work_order::decode::order::handle_directly;
    LinkDuplicateRequest "LinkDuplicate" -> WorkOrder: work_order::decode::order::link_duplicate;
    CorrectFactRequest "CorrectFact" -> Correction: work_order::decode::correction::correct;
    AssignWorkOrderRequest "AssignWorkOrder" -> Assignment: work_order::decode::order::assign;
    SignForAssignmentRequest "SignForAssignment" -> Assignment: work_order::decode::assignment::sign_for;
    TakeInHandRequest "TakeInHand" -> Assignment: work_order::decode::assignment::take_in_hand;
    RequestSendBackRequest "RequestSendBack" -> Assignment: work_order::decode::assignment::request_send_back;
    DecideSendBackRequest "DecideSendBack" -> Assignment: work_order::decode::assignment::decide_send_back;
    WithdrawAssignmentRequest "WithdrawAssignment" -> Assignment: work_order::decode::assignment::withdraw;
    CompleteAssignmentRequest "CompleteAssignment" -> Assignment: work_order::decode::assignment::complete;
    CloseAssignmentRequest "CloseAssignment" -> Assignment: work_order::decode::assignment::close;
    RedoAssignmentRequest "RedoAssignment" -> Assignment: work_order::decode::assignment::redo;
    RecordReturnVisitRequest "RecordReturnVisit" -> ReturnVisit: work_order::decode::visit::record;
    RequestExtensionRequest "RequestExtension" -> Extension: work_order::decode::extension::request;
    DecideExtensionRequest "DecideExtension" -> Extension: work_order::decode::extension::decide;
    AppealExclusionRequest "AppealExclusion" -> Exclusion: work_order::decode::exclusion::appeal;
    RequestExclusionRequest "RequestExclusion" -> Exclusion: work_order::decode::exclusion::request;
    DecideExclusionRequest "DecideExclusion" -> Exclusion: work_order::decode::exclusion::decide;
    IssueSupervisionRequest "IssueSupervision" -> Supervision: work_order::decode::supervision::issue;
    LiftSupervisionRequest "LiftSupervision" -> Supervision: work_order::decode::supervision::lift;
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
    let Write { command, actor } = request.decode(violations, context)?;
    Some(Submission {
        command,
        actor,
        request: request_key,
        import: false,
    })
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
