//! Calls 来电 and what becomes of them.

use std::sync::Arc;

use hotline_common::time::Moment;

use super::event::{Event, NewEvent, Private};
use super::names::{LedgerId, Subject};
use super::numbered::numbered;
use super::rejection::Rejection;

/// A keyed hash over a record's content as it was sent, to tell a repeat from another record.
pub type ContentHash = [u8; 16];

/// A call, without the caller's number and the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The ledger's number.
    pub id: LedgerId,
    /// The telephone system's own id.
    pub telephone_system_id: Option<String>,
    /// When it came in.
    pub started: Moment,
    /// When it entered the queue.
    pub queued: Option<Moment>,
    /// When an agent answered; `None` where it was missed.
    pub answered: Option<Moment>,
    /// When the caller of a missed call gave up.
    pub abandoned: Option<Moment>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// The agent's id.
    pub agent: String,
    /// When a missed call was called back.
    pub called_back: Option<Moment>,
    /// When the caller was notified by SMS.
    pub notified: Option<Moment>,
    /// It did not come in: a correction says so.
    pub annulled: bool,
    /// The content as it was sent.
    pub content_hash: ContentHash,
    /// When it was recorded.
    pub recorded: Moment,
    /// The sequence of the last change.
    pub sequence: i64,
}

numbered! {
    /// What became of a call.
    CallOutcome {
        /// An agent answered it.
        Answered = 1 "answered",
        /// Missed, and still open.
        Missed = 2 "missed",
        /// Missed, then called back.
        CalledBack = 3 "called back",
        /// Missed, not reached, notified by SMS.
        Unreached = 4 "unreached",
    }
}

impl Call {
    /// What became of it.
    pub fn outcome(&self) -> CallOutcome {
        if self.answered.is_some() {
            CallOutcome::Answered
        } else if self.called_back.is_some() {
            CallOutcome::CalledBack
        } else if self.notified.is_some() {
            CallOutcome::Unreached
        } else {
            CallOutcome::Missed
        }
    }

    /// Milliseconds from the queue (or the start) to the answer; `None` where it was missed.
    pub fn wait_milliseconds(&self) -> Option<i64> {
        let answered = self.answered?;
        let waited_from = self.queued.unwrap_or(self.started);
        Some((answered.micros() - waited_from.micros()) / 1_000)
    }
}

/// A call to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordCall {
    /// The telephone system's own id.
    pub telephone_system_id: Option<String>,
    /// Personal: the caller's number.
    pub caller_number: String,
    /// When it came in.
    pub started: Moment,
    /// When it entered the queue.
    pub queued: Option<Moment>,
    /// When an agent answered.
    pub answered: Option<Moment>,
    /// When the caller gave up.
    pub abandoned: Option<Moment>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// The agent's id.
    pub agent: String,
    /// Personal: where the recording lies; the reference may hold the number.
    pub recording_reference: String,
    /// The content as it was sent.
    pub content_hash: ContentHash,
}

impl RecordCall {
    /// The event of a call that is not known yet. `id` is the sequence that the event will have.
    pub fn event(&self, id: LedgerId, recorded: Moment) -> NewEvent {
        let private = Private {
            number: self.caller_number.clone(),
            recording: self.recording_reference.clone(),
            ..Private::default()
        };
        NewEvent {
            happened: self.started,
            private,
            event: Event::CallRecorded(Arc::new(Call {
                id,
                telephone_system_id: self.telephone_system_id.clone(),
                started: self.started,
                queued: self.queued,
                answered: self.answered,
                abandoned: self.abandoned,
                ended: self.ended,
                agent: self.agent.clone(),
                called_back: None,
                notified: None,
                annulled: false,
                content_hash: self.content_hash,
                recorded,
                sequence: id,
            })),
        }
    }
}

/// A missed call was called back at this time, and the caller reached.
pub fn call_back(call: &Call, at: Moment, agent: &str) -> Result<NewEvent, Rejection> {
    must_be_missed(call)?;
    if let Some(before) = call.called_back {
        return Err(called_back(call, before));
    }
    not_before_missed(call, at, "callback_time")?;
    Ok(NewEvent::public(
        at,
        Event::CallCalledBack {
            call: call.id,
            agent: agent.to_owned(),
        },
    ))
}

/// The caller of a missed call was notified by SMS at this time.
pub fn notify(call: &Call, at: Moment) -> Result<NewEvent, Rejection> {
    must_be_missed(call)?;
    if let Some(before) = call.called_back {
        return Err(called_back(call, before));
    }
    if let Some(before) = call.notified {
        return Err(Rejection::state(
            "CALL_NOTIFIED",
            Subject::Call(call.id),
            format!("the caller was notified by SMS already, at {before}"),
        ));
    }
    not_before_missed(call, at, "sms_notice_time")?;
    Ok(NewEvent::public(at, Event::CallNotified { call: call.id }))
}

fn must_be_missed(call: &Call) -> Result<(), Rejection> {
    if call.annulled {
        return Err(Rejection::state(
            "CALL_ANNULLED",
            Subject::Call(call.id),
            "a correction says that this call did not come in",
        ));
    }
    match call.answered {
        None => Ok(()),
        Some(at) => Err(Rejection::state(
            "CALL_NOT_MISSED",
            Subject::Call(call.id),
            format!("the call was answered at {at}; only a missed call is called back or notified"),
        )),
    }
}

fn called_back(call: &Call, before: Moment) -> Rejection {
    Rejection::state(
        "CALL_CALLED_BACK",
        Subject::Call(call.id),
        format!("the call was called back already, at {before}"),
    )
}

pub(super) fn not_before_missed(call: &Call, at: Moment, field: &str) -> Result<(), Rejection> {
    let missed = call.abandoned.unwrap_or(call.started);
    if at < missed {
        return Err(Rejection::invalid(
            field,
            format!("must not be before the call was missed, at {missed}"),
        ));
    }
    Ok(())
}
