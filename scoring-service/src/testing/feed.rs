//! A feed made by hand, event by event.

use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use super::ZONE;
use crate::pull::{Batch, BrokenFeed, decode};

/// A moment from RFC 3339.
pub(crate) fn moment(text: &str) -> Moment {
    let timestamp: jiff::Timestamp = text.parse().expect("a timestamp");
    Moment::from_micros(timestamp.as_microsecond()).expect("within bounds")
}

/// Events with sequences from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Feed {
    pub(crate) events: Vec<wire::Event>,
}

impl Feed {
    pub(crate) fn new() -> Feed {
        Feed::default()
    }

    /// Two counties and a department with their registry, and a June with something of everything:
    ///
    /// - `a`: two orders, both completed in time, one graded best and one with the worst outcome;
    /// - `b`: two orders, one open past its deadline, one excluded; a supervision;
    /// - `d`: one order, sent back.
    pub(crate) fn june() -> Feed {
        let mut feed = Feed::new();
        feed.unit("a", "甲县", wire::UnitGroup::County, 1);
        feed.unit("b", "乙县", wire::UnitGroup::County, 2);
        feed.unit("d", "丁局", wire::UnitGroup::Department, 1);
        feed.call(1, "2015-06-01T08:00:00+08:00", true);
        feed.call(2, "2015-06-02T08:00:00+08:00", false);
        feed.push(
            "2015-06-02T09:00:00+08:00",
            Detail::CallCalledBack(wire::CallCalledBack {
                call: "calls/2".to_owned(),
            }),
        );
        for (number, day) in [
            (1, "01"),
            (2, "02"),
            (3, "03"),
            (4, "04"),
            (5, "05"),
            (6, "06"),
        ] {
            feed.order(number, &format!("2015-06-{day}T10:00:00+08:00"));
        }
        let assigned = "2015-06-07T10:00:00+08:00";
        let due = "2015-06-20T00:00:00+08:00";
        for (number, unit) in [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (5, "d")] {
            feed.assigned(number, 1, unit, assigned, Some(due));
        }
        feed.completed(1, 1, "2015-06-10T10:00:00+08:00");
        feed.completed(2, 1, "2015-06-11T10:00:00+08:00");
        feed.visited(
            1,
            1,
            1,
            "2015-06-12T10:00:00+08:00",
            wire::Grade::VerySatisfied,
            wire::Grade::VerySatisfied,
        );
        feed.visited(
            2,
            1,
            1,
            "2015-06-12T10:00:00+08:00",
            wire::Grade::Satisfied,
            wire::Grade::VeryDissatisfied,
        );
        feed.push(
            "2015-06-13T10:00:00+08:00",
            Detail::ExclusionDecided(wire::ExclusionDecided {
                exclusion: format!("{}/exclusions/1", name(4, 1)),
                approved: true,
            }),
        );
        feed.push(
            "2015-06-08T10:00:00+08:00",
            Detail::SendBackDecided(wire::SendBackDecided {
                assignment: name(5, 1),
                accepted: true,
            }),
        );
        feed.supervised(1, "b", "2015-06-21T10:00:00+08:00");
        feed.push(
            "2015-06-06T12:00:00+08:00",
            Detail::WorkOrderHandledDirectly(wire::WorkOrderHandledDirectly {
                work_order: order(6),
            }),
        );
        feed
    }

    /// Adds an event; its sequence is the answer.
    pub(crate) fn push(&mut self, happened: &str, detail: Detail) -> i64 {
        let sequence = i64::try_from(self.events.len()).expect("few events") + 1;
        self.events.push(wire::Event {
            sequence,
            happen_time: Some(timestamp(moment(happened))),
            record_time: Some(timestamp(moment(happened))),
            detail: Some(detail),
        });
        sequence
    }

    pub(crate) fn unit(&mut self, code: &str, name: &str, group: wire::UnitGroup, position: i32) {
        self.push(
            "2015-01-01T00:00:00+08:00",
            Detail::UnitUpdated(wire::Unit {
                name: format!("units/{code}"),
                display_name: name.to_owned(),
                group: group.into(),
                position,
                ..wire::Unit::default()
            }),
        );
    }

    pub(crate) fn call(&mut self, id: i64, started: &str, answered: bool) {
        self.push(
            started,
            Detail::CallRecorded(wire::CallRecorded {
                call: format!("calls/{id}"),
                answered,
                wait_milliseconds: None,
            }),
        );
    }

    /// An order of 1 June 2015 by its counter, whenever it was received.
    pub(crate) fn order(&mut self, counter: u32, received: &str) {
        self.push(
            received,
            Detail::WorkOrderAccepted(wire::WorkOrderAccepted {
                work_order: order(counter),
                channel: wire::Channel::Phone.into(),
                nature: wire::Nature::Help.into(),
                urgency: wire::Urgency::Normal.into(),
                category: "categories/water".to_owned(),
                topics: vec!["topics/summer".to_owned(), "topics/heat".to_owned()],
                call: String::new(),
            }),
        );
    }

    pub(crate) fn assigned(
        &mut self,
        counter: u32,
        number: u32,
        unit: &str,
        at: &str,
        due: Option<&str>,
    ) {
        self.push(
            at,
            Detail::Assigned(wire::Assigned {
                assignment: name(counter, number),
                unit: format!("units/{unit}"),
                role: wire::AssignmentRole::Lead.into(),
                due_time: due.map(|due| timestamp(moment(due))),
                sign_due_time: None,
                deadline_basis: None,
            }),
        );
    }

    pub(crate) fn completed(&mut self, counter: u32, number: u32, at: &str) {
        self.push(
            at,
            Detail::AssignmentCompleted(wire::AssignmentCompleted {
                assignment: name(counter, number),
                contact_time: None,
            }),
        );
    }

    pub(crate) fn visited(
        &mut self,
        counter: u32,
        number: u32,
        visit: u32,
        at: &str,
        process: wire::Grade,
        outcome: wire::Grade,
    ) {
        self.push(
            at,
            Detail::ReturnVisited(wire::ReturnVisited {
                return_visit: format!("{}/returnVisits/{visit}", name(counter, number)),
                channel: wire::VisitChannel::Phone.into(),
                result: wire::VisitResult::Rated.into(),
                process_grade: process.into(),
                outcome_grade: outcome.into(),
                resolved: wire::Resolved::Yes.into(),
            }),
        );
    }

    pub(crate) fn supervised(&mut self, id: i64, unit: &str, at: &str) {
        self.push(
            at,
            Detail::SupervisionIssued(wire::SupervisionIssued {
                supervision: format!("supervisions/{id}"),
                unit: format!("units/{unit}"),
                form: wire::SupervisionForm::Written.into(),
                reason: wire::SupervisionReason::Overdue.into(),
                assignment: String::new(),
            }),
        );
    }

    /// A typical case of June.
    pub(crate) fn case_chosen(&mut self, id: i64, counter: u32, topic: &str) {
        self.push(
            "2015-07-09T10:00:00+08:00",
            Detail::TypicalCaseChosen(wire::TypicalCase {
                name: format!("typicalCases/{id}"),
                month: "2015-06".to_owned(),
                work_order: order(counter),
                topic: format!("topics/{topic}"),
                ..wire::TypicalCase::default()
            }),
        );
    }

    /// The sequence of the last event.
    pub(crate) fn head(&self) -> i64 {
        self.events.last().map_or(0, |event| event.sequence)
    }

    /// The message that brings the events after one sequence through another.
    pub(crate) fn message(&self, after: i64, through: i64) -> wire::StreamEventsResponse {
        wire::StreamEventsResponse {
            events: self
                .events
                .iter()
                .filter(|event| after < event.sequence && event.sequence <= through)
                .cloned()
                .collect(),
            next_cursor: cursor(through),
            head_sequence: self.head(),
            end: false,
            time_zone: ZONE.to_owned(),
        }
    }

    /// The batch that brings everything after a sequence.
    pub(crate) fn batch_after(&self, after: i64) -> Result<Batch, BrokenFeed> {
        decode::batch(self.message(after, self.head()))
    }
}

/// The cursor at a sequence.
pub(crate) fn cursor(sequence: i64) -> String {
    format!("feed-1:{sequence}")
}

fn order(counter: u32) -> String {
    format!("workOrders/20150601-{counter:06}")
}

fn name(counter: u32, number: u32) -> String {
    format!("{}/assignments/{number}", order(counter))
}
