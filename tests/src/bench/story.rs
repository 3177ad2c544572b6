//! The events of a month of assignments, one after the other without gaps.

use hotline_proto::intake::event::Detail;
use hotline_proto::intake::{
    Assigned, AssignmentCompleted, AssignmentRole, Channel, Event, Nature, Resolved, ReturnVisited,
    SupervisionForm, SupervisionIssued, SupervisionReason, Unit, UnitGroup, Urgency, VisitChannel,
    VisitResult, WorkOrderAccepted,
};

use super::month::{SampleMonth, Visit};
use super::records::{DAY, JUNE, time};
use crate::figures::Group;

/// When everything was recorded: after it all had happened.
const RECORDED: i64 = JUNE + 60 * DAY;

/// Tells a month, and counts the events.
pub(super) struct Story<'a> {
    month: &'a SampleMonth,
    sequence: i64,
}

impl Story<'_> {
    /// From the beginning, or after so many lives.
    pub(super) fn after(month: &SampleMonth, lives: Option<u64>) -> Story<'_> {
        let sequence = lives.map_or(0, |lives| month.events(lives));
        Story {
            month,
            sequence: i64::try_from(sequence).expect("a feed is not that long"),
        }
    }

    /// The units.
    pub(super) fn registry(&mut self) -> Vec<Event> {
        let units = self.month.units.iter().map(|unit| Unit {
            name: format!("units/{}", unit.unit_code),
            display_name: unit.name.clone(),
            group: match unit.group {
                Group::County => UnitGroup::County,
                Group::Department => UnitGroup::Department,
            }
            .into(),
            position: unit.position,
            ..Unit::default()
        });
        let mut events = Vec::new();
        for unit in units {
            self.add(&mut events, JUNE, Detail::UnitUpdated(unit));
        }
        events
    }

    /// An order, its assignment, and what became of it.
    pub(super) fn life(&mut self, number: u64, events: &mut Vec<Event>) {
        let life = self.month.life(number);
        let work_order = format!("workOrders/{}", life.order);
        let assignment = format!("{work_order}/assignments/1");
        let unit = format!("units/{}", self.month.units[life.unit].unit_code);
        let accepted = WorkOrderAccepted {
            work_order,
            channel: Channel::Phone.into(),
            nature: Nature::Help.into(),
            urgency: Urgency::Normal.into(),
            ..WorkOrderAccepted::default()
        };
        self.add(events, life.received, Detail::WorkOrderAccepted(accepted));
        let assigned = Assigned {
            assignment: assignment.clone(),
            unit: unit.clone(),
            role: AssignmentRole::Lead.into(),
            due_time: life.due.and_then(time),
            ..Assigned::default()
        };
        self.add(events, life.assigned, Detail::Assigned(assigned));
        if let Some(supervised) = life.supervised {
            let issued = SupervisionIssued {
                // As intake names it: by the event's sequence.
                supervision: format!("supervisions/{}", self.sequence + 1),
                unit,
                form: SupervisionForm::Telephone.into(),
                reason: SupervisionReason::Overdue.into(),
                assignment: assignment.clone(),
            };
            self.add(events, supervised, Detail::SupervisionIssued(issued));
        }
        if let Some(completed) = life.completed {
            let detail = AssignmentCompleted {
                assignment: assignment.clone(),
                ..AssignmentCompleted::default()
            };
            self.add(events, completed, Detail::AssignmentCompleted(detail));
        }
        if let Some(visit) = life.visit {
            let visited = Detail::ReturnVisited(visited(&assignment, visit));
            self.add(events, visit.visited, visited);
        }
    }

    fn add(&mut self, events: &mut Vec<Event>, happened: i64, detail: Detail) {
        self.sequence += 1;
        events.push(Event {
            sequence: self.sequence,
            happen_time: time(happened),
            record_time: time(RECORDED),
            detail: Some(detail),
        });
    }
}

fn visited(assignment: &str, visit: Visit) -> ReturnVisited {
    let visited = ReturnVisited {
        return_visit: format!("{assignment}/returnVisits/1"),
        channel: VisitChannel::Phone.into(),
        result: VisitResult::Unreachable.into(),
        ..ReturnVisited::default()
    };
    let Some((process, outcome)) = visit.grades else {
        return visited;
    };
    ReturnVisited {
        result: VisitResult::Rated.into(),
        process_grade: process.into(),
        outcome_grade: outcome.into(),
        resolved: Resolved::Yes.into(),
        ..visited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_that_goes_on_tells_what_was_not_told() {
        let month = SampleMonth::new(5_000);
        let mut whole = Story::after(&month, None);
        let mut events = whole.registry();
        for life in 0..1_234 {
            whole.life(life, &mut events);
        }
        for (sequence, event) in (1..).zip(&events) {
            assert_eq!(event.sequence, sequence);
        }
        let mut later = Vec::new();
        Story::after(&month, Some(1_000)).life(1_000, &mut later);
        let first = usize::try_from(month.events(1_000)).expect("few");
        assert_eq!(events[first..first + later.len()], later);
    }
}
