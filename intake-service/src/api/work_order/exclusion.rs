//! Exclusions to the wire: without their grounds, but for [`WholeExclusion`].

use hotline_common::decode::timestamp;
use hotline_proto::intake as proto;

use crate::domain::assignment::{Appeal, Decision, Exclusion};
use crate::domain::etag::Etag;
use crate::domain::names::Subject;
use crate::domain::record::ExclusionRecord;
use crate::store::exclusions::WholeExclusion;

impl From<ExclusionRecord> for proto::Exclusion {
    fn from(record: ExclusionRecord) -> proto::Exclusion {
        let ExclusionRecord {
            id,
            exclusion,
            annulled,
            note_sequence: _,
            sequence,
        } = record;
        let state = exclusion.state().number();
        let Exclusion {
            number: _,
            reason,
            requested_by,
            requested,
            requested_sequence: _,
            decision,
            appeal,
            final_decision,
        } = exclusion;
        let who_and_when = |decision: Option<Decision>| {
            let Some(Decision {
                approved: _,
                decided_by,
                decided,
                sequence: _,
            }) = decision
            else {
                return (String::new(), None);
            };
            (decided_by, Some(timestamp(decided)))
        };
        let (decided_by, decide_time) = who_and_when(decision);
        let (final_decided_by, final_decide_time) = who_and_when(final_decision);
        let (appealed_by, appealed) = appeal
            .map(
                |Appeal {
                     appealed_by,
                     appealed,
                     sequence: _,
                 }| (appealed_by, appealed),
            )
            .unzip();
        proto::Exclusion {
            name: Subject::Exclusion(id).to_string(),
            reason: reason.number(),
            note: String::new(),
            requested_by,
            request_time: Some(timestamp(requested)),
            decided_by,
            decide_time,
            state,
            annulled,
            sequence,
            appealed_by: appealed_by.unwrap_or_default(),
            appeal_time: appealed.map(timestamp),
            appeal_note: String::new(),
            final_decided_by,
            final_decide_time,
            purged: false,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

/// With the grounds.
impl From<WholeExclusion> for proto::Exclusion {
    fn from(whole: WholeExclusion) -> proto::Exclusion {
        let WholeExclusion {
            record,
            request,
            appeal,
        } = whole;
        proto::Exclusion {
            note: request.text,
            appeal_note: appeal.text,
            purged: request.purged || appeal.purged,
            ..record.into()
        }
    }
}
