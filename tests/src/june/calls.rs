//! The calls of a month: answered, or missed and called back, or missed and notified by SMS.

use hotline_common::time::{Moment, Month};
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{
    Call, ImportRequest, RecordCallRequest, RecordCallbackRequest, RecordSmsNoticeRequest,
};

use super::clock::{Clock, HOUR, MINUTE, SECOND};
use super::random::Random;
use super::record::{about_call, phone_number, plain, time};

/// How many calls of a month ended how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) answered: usize,
    pub(super) called_back: usize,
    pub(super) unreached: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Answered,
    CalledBack,
    Unreached,
}

/// A call as it will be recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlannedCall {
    started: Moment,
    /// Answered, or given up.
    waited_until: Moment,
    /// The end of the call, of the callback, or when the SMS was sent.
    done: Moment,
    outcome: Outcome,
}

impl PlannedCall {
    /// When it came in.
    pub(super) const fn started(&self) -> Moment {
        self.started
    }

    /// When the agent took the call, if one did.
    pub(super) fn answered(&self) -> Option<Moment> {
        (self.outcome == Outcome::Answered).then_some(self.waited_until)
    }

    /// The end of it all.
    pub(super) const fn done(&self) -> Moment {
        self.done
    }
}

/// The calls of a month in the order in which they came in.
#[derive(Clone, Debug)]
pub(super) struct PlannedCalls {
    month: Month,
    pub(super) calls: Vec<PlannedCall>,
}

impl PlannedCalls {
    pub(super) fn plan(
        clock: &Clock,
        month: Month,
        counts: Counts,
        random: &mut Random,
    ) -> PlannedCalls {
        let outcomes = random.deal(&[
            (Outcome::Answered, counts.answered),
            (Outcome::CalledBack, counts.called_back),
            (Outcome::Unreached, counts.unreached),
        ]);
        let started = clock.spread(month, outcomes.len(), random);
        let calls = started
            .into_iter()
            .zip(outcomes)
            .map(|(started, outcome)| planned(started, outcome, random))
            .collect();
        PlannedCalls { month, calls }
    }

    /// The telephone system's id of a call.
    pub(super) fn id(&self, index: usize) -> String {
        format!("PBX-{}-{:06}", self.month, index + 1)
    }

    /// The records of a call, and what followed a missed one.
    pub(super) fn records(&self, index: usize) -> impl Iterator<Item = ImportRequest> + use<> {
        let call = self.calls[index];
        let id = self.id(index);
        let follow_up = match call.outcome {
            Outcome::Answered => None,
            Outcome::CalledBack => {
                let callback = RecordCallbackRequest {
                    call: "calls/-".to_owned(),
                    callback_time: time(call.done),
                    agent: agent(index),
                    request_id: String::new(),
                };
                Some(about_call(id.clone(), Record::RecordCallback(callback)))
            }
            Outcome::Unreached => {
                let notice = RecordSmsNoticeRequest {
                    call: "calls/-".to_owned(),
                    sms_notice_time: time(call.done),
                    request_id: String::new(),
                };
                Some(about_call(id.clone(), Record::RecordSmsNotice(notice)))
            }
        };
        let record = RecordCallRequest {
            call: Some(message(call, index, id)),
            request_id: String::new(),
        };
        std::iter::once(plain(Record::RecordCall(record))).chain(follow_up)
    }
}

fn planned(started: Moment, outcome: Outcome, random: &mut Random) -> PlannedCall {
    let queued = random.between(SECOND, 8 * SECOND);
    let (waited, then) = match outcome {
        Outcome::Answered => (
            random.between(2 * SECOND, 40 * SECOND),
            random.between(30 * SECOND, 9 * MINUTE),
        ),
        Outcome::CalledBack => (
            random.between(15 * SECOND, 2 * MINUTE),
            random.between(3 * MINUTE, 9 * HOUR),
        ),
        Outcome::Unreached => (
            random.between(15 * SECOND, 2 * MINUTE),
            random.between(2 * HOUR, 26 * HOUR),
        ),
    };
    let waited_until = started.plus_micros(queued + waited);
    PlannedCall {
        started,
        waited_until,
        done: waited_until.plus_micros(then),
        outcome,
    }
}

fn message(call: PlannedCall, index: usize, telephone_system_id: String) -> Call {
    let call_message = Call {
        caller_number: phone_number(index),
        start_time: time(call.started),
        queue_time: time(call.started.plus_micros(SECOND)),
        ..Call::default()
    };
    if call.outcome == Outcome::Answered {
        Call {
            answer_time: time(call.waited_until),
            end_time: time(call.done),
            agent: agent(index),
            recording_reference: format!("recordings/{telephone_system_id}.wav"),
            telephone_system_id,
            ..call_message
        }
    } else {
        Call {
            abandon_time: time(call.waited_until),
            end_time: time(call.waited_until),
            telephone_system_id,
            ..call_message
        }
    }
}

/// One of 36 agents.
pub(super) fn agent(number: usize) -> String {
    format!("agent-{:02}", number % 36 + 1)
}

#[cfg(test)]
mod tests {
    use hotline_common::time::Zone;

    use super::*;

    #[test]
    fn every_missed_call_is_followed_by_a_callback_or_an_sms() {
        let clock = Clock::new(Zone::named("Asia/Shanghai").expect("built in"));
        let month = Month::new(2015, 5).expect("a month");
        let counts = Counts {
            answered: 50,
            called_back: 7,
            unreached: 3,
        };
        let calls = PlannedCalls::plan(&clock, month, counts, &mut Random::seeded(4));
        let records: Vec<ImportRequest> = (0..calls.calls.len())
            .flat_map(|index| calls.records(index))
            .collect();
        let count = |wanted: fn(&Record) -> bool| {
            records
                .iter()
                .filter(|request| request.record.as_ref().is_some_and(wanted))
                .count()
        };
        assert_eq!(count(|record| matches!(record, Record::RecordCall(_))), 60);
        assert_eq!(
            count(|record| matches!(record, Record::RecordCallback(_))),
            7
        );
        assert_eq!(
            count(|record| matches!(record, Record::RecordSmsNotice(_))),
            3
        );
    }
}
