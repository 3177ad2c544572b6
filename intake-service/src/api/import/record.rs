//! One record of an import, from the wire.

use std::collections::HashMap;

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::{Moment, Zone};
use hotline_proto::intake as proto;
use proto::import_request::Record;
use tonic::Status;

use crate::api::call::decode::TELEPHONE_SYSTEM_ID;
use crate::api::context::{Context, KeyedHash, References};
use crate::api::fields;
use crate::api::work_order::decode::order::external_reference;
use crate::api::write::{self, WriteRequest, payload_hash};
use crate::ledger::{RequestKey, Submission};

/// What a message of an import's stream is.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are records, and none is kept"
)]
pub(super) enum Decoded {
    /// A record, and the name of its field.
    Record(&'static str, Submission),
    /// A record that is rejected.
    Rejected(Status),
    /// The client's word that it has sent this many.
    Closing(i64),
}

/// How often a content without an identity of its own came in a stream so far.
///
/// By the first half of its hash: where two contents share it, they are only counted on, in every run alike. Some 20 bytes a
/// content.
#[derive(Debug, Default)]
pub(super) struct Occurrences(HashMap<u64, u32>);

impl Occurrences {
    /// The key by which the next run of the same stream knows this content again.
    fn key(&mut self, content: [u8; 16], hash: KeyedHash<'_>) -> RequestKey {
        let half = content.first_chunk().expect("a hash has 16 bytes");
        let before = self.0.entry(u64::from_be_bytes(*half)).or_default();
        let id = hash(&[b"import", &content, &before.to_be_bytes()]);
        *before = before.saturating_add(1);
        RequestKey {
            id,
            payload_hash: content,
        }
    }
}

/// Decodes the messages of a stream.
pub(super) struct Decoder<'a> {
    pub(super) zone: &'a Zone,
    pub(super) hash: KeyedHash<'a>,
    pub(super) occurrences: &'a mut Occurrences,
}

impl Decoder<'_> {
    /// Decodes a message.
    pub(super) fn decode(self, message: proto::ImportRequest, now: Moment) -> Decoded {
        let proto::ImportRequest {
            work_order_reference,
            telephone_system_id,
            record,
        } = message;
        let mut violations = Violations::new();
        let Some(record) = record else {
            violations.push("record", "is required: one of the records, or closing");
            return Decoded::Rejected(violations.into_status());
        };
        let order = decode::optional_message(
            &mut violations,
            "work_order_reference",
            work_order_reference,
            external_reference,
        );
        let call = fields::line(
            &mut violations,
            "telephone_system_id",
            TELEPHONE_SYSTEM_ID,
            telephone_system_id,
        );
        let references = References::new(order, Some(call).filter(|id| !id.is_empty()));
        let one = One {
            context: Context {
                now,
                zone: self.zone,
                hash: self.hash,
                references: &references,
            },
            by_content: is_known_by_content(&record),
            violations,
            occurrences: self.occurrences,
        };
        match record {
            Record::UpdateUnit(request) => one.decode("update_unit", request),
            Record::UpdateCategory(request) => one.decode("update_category", request),
            Record::UpdateTopic(request) => one.decode("update_topic", request),
            Record::UpdateCalendar(request) => one.decode("update_calendar", request),
            Record::UpdateDeadlineRule(request) => one.decode("update_deadline_rule", request),
            Record::RecordCall(request) => one.decode("record_call", request),
            Record::RecordCallback(request) => one.decode("record_callback", request),
            Record::RecordSmsNotice(request) => one.decode("record_sms_notice", request),
            Record::AcceptWorkOrder(request) => one.decode("accept_work_order", request),
            Record::HandleDirectly(request) => one.decode("handle_directly", request),
            Record::AssignWorkOrder(request) => one.decode("assign_work_order", request),
            Record::SignForAssignment(request) => one.decode("sign_for_assignment", request),
            Record::TakeInHand(request) => one.decode("take_in_hand", request),
            Record::RequestSendBack(request) => one.decode("request_send_back", request),
            Record::DecideSendBack(request) => one.decode("decide_send_back", request),
            Record::WithdrawAssignment(request) => one.decode("withdraw_assignment", request),
            Record::CompleteAssignment(request) => one.decode("complete_assignment", request),
            Record::CloseAssignment(request) => one.decode("close_assignment", request),
            Record::RedoAssignment(request) => one.decode("redo_assignment", request),
            Record::RecordReturnVisit(request) => one.decode("record_return_visit", request),
            Record::IssueSupervision(request) => one.decode("issue_supervision", request),
            Record::LiftSupervision(request) => one.decode("lift_supervision", request),
            Record::RequestExtension(request) => one.decode("request_extension", request),
            Record::DecideExtension(request) => one.decode("decide_extension", request),
            Record::AppealExclusion(request) => one.decode("appeal_exclusion", request),
            Record::RequestExclusion(request) => one.decode("request_exclusion", request),
            Record::DecideExclusion(request) => one.decode("decide_exclusion", request),
            Record::RecordLeaderSession(request) => one.decode("record_leader_session", request),
            Record::RecordAppreciation(request) => one.decode("record_appreciation", request),
            Record::RecordActivity(request) => one.decode("record_activity", request),
            Record::ChooseTypicalCase(request) => one.decode("choose_typical_case", request),
            Record::LinkDuplicate(request) => one.decode("link_duplicate", request),
            Record::CorrectFact(request) => one.decode("correct_fact", request),
            Record::Closing(proto::ImportClosing { record_count }) => {
                Decoded::Closing(record_count)
            }
        }
    }
}

/// A record while it is decoded.
struct One<'a> {
    context: Context<'a>,
    violations: Violations,
    by_content: bool,
    occurrences: &'a mut Occurrences,
}

impl One<'_> {
    fn decode<R: WriteRequest>(mut self, field: &'static str, request: R) -> Decoded {
        let context = &self.context;
        let whole = self
            .by_content
            .then(|| payload_hash(R::METHOD, &request.encode_to_vec(), context));
        let submission = self.violations.nested(field, |violations| {
            if let Some((path, etag)) = request.etag()
                && !etag.is_empty()
            {
                violations.push(path, "must not be given in an import: what happened does not depend on what is known");
            }
            write::submission(request, violations, context)
        });
        if context.references.has_unused_order() {
            let description = "is given, but the record names no workOrders/-";
            self.violations.push("work_order_reference", description);
        }
        if context.references.has_unused_call() {
            let description = "is given, but the record names no calls/-";
            self.violations.push("telephone_system_id", description);
        }
        let mut submission = match self.violations.finish(submission) {
            Ok(submission) => submission,
            Err(status) => return Decoded::Rejected(status),
        };
        submission.import = true;
        debug_assert_eq!(self.by_content, !submission.command.has_identity());
        if let (None, Some(whole)) = (submission.request, whole) {
            submission.request = Some(self.occurrences.key(whole, self.context.hash));
        }
        Decoded::Record(field, submission)
    }
}

/// Whether a repeat of the record can only be told by its whole content, as
/// [`Command::has_identity`](crate::domain::command::Command::has_identity) says of the command that it becomes.
fn is_known_by_content(record: &Record) -> bool {
    match record {
        Record::RecordCall(request) => {
            let call = request.call.as_ref();
            call.is_none_or(|call| call.telephone_system_id.trim().is_empty())
        }
        Record::AcceptWorkOrder(request) => {
            let order = request.work_order.as_ref();
            order.is_none_or(|order| order.external_reference.is_none())
        }
        Record::UpdateUnit(_)
        | Record::UpdateCategory(_)
        | Record::UpdateTopic(_)
        | Record::UpdateCalendar(_)
        | Record::UpdateDeadlineRule(_)
        | Record::IssueSupervision(_)
        | Record::RecordLeaderSession(_)
        | Record::RecordAppreciation(_)
        | Record::RecordActivity(_)
        | Record::CorrectFact(_) => true,
        Record::RecordCallback(_)
        | Record::RecordSmsNotice(_)
        | Record::HandleDirectly(_)
        | Record::AssignWorkOrder(_)
        | Record::SignForAssignment(_)
        | Record::TakeInHand(_)
        | Record::RequestSendBack(_)
        | Record::DecideSendBack(_)
        | Record::WithdrawAssignment(_)
        | Record::CompleteAssignment(_)
        | Record::CloseAssignment(_)
        | Record::RedoAssignment(_)
        | Record::RecordReturnVisit(_)
        | Record::LiftSupervision(_)
        | Record::RequestExtension(_)
        | Record::DecideExtension(_)
        | Record::AppealExclusion(_)
        | Record::RequestExclusion(_)
        | Record::DecideExclusion(_)
        | Record::ChooseTypicalCase(_)
        | Record::LinkDuplicate(_)
        | Record::Closing(_) => false,
    }
}
