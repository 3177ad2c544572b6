//! Calls, to the wire.

use hotline_common::decode::timestamp;
use hotline_proto::intake as proto;

use crate::domain::call::Call;
use crate::domain::names::Subject;

/// Without the caller's number and the recording.
impl From<Call> for proto::Call {
    fn from(call: Call) -> proto::Call {
        let outcome = call.outcome().number();
        let Call {
            id,
            telephone_system_id,
            started,
            queued,
            answered,
            abandoned,
            ended,
            agent,
            called_back,
            notified,
            annulled,
            content_hash: _,
            recorded,
            sequence,
        } = call;
        proto::Call {
            name: Subject::Call(id).to_string(),
            telephone_system_id: telephone_system_id.unwrap_or_default(),
            caller_number: String::new(),
            start_time: Some(timestamp(started)),
            queue_time: queued.map(timestamp),
            answer_time: answered.map(timestamp),
            abandon_time: abandoned.map(timestamp),
            end_time: ended.map(timestamp),
            agent,
            recording_reference: String::new(),
            outcome,
            callback_time: called_back.map(timestamp),
            sms_notice_time: notified.map(timestamp),
            record_time: Some(timestamp(recorded)),
            sequence,
            purged: false,
            annulled,
        }
    }
}
