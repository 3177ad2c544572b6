//! Saving what a batch decided: its events, and each record that they made or changed, once, as it finally is.

use std::collections::BTreeMap;

use hotline_common::db::AnyConnection;

use super::activities::{ActivityChange, ActivityRow};
use super::appreciations::{AppreciationChange, AppreciationRow};
use super::assignments::{AssignmentChange, AssignmentRow};
use super::calendars::CalendarRow;
use super::calls::{CallChange, CallRow};
use super::corrections::CorrectionRow;
use super::deadline_rules::DeadlineRuleRow;
use super::events::EventRow;
use super::exclusions::{ExclusionChange, ExclusionRow};
use super::extensions::{ExtensionChange, ExtensionRow};
use super::leader_sessions::{LeaderSessionChange, LeaderSessionRow};
use super::private::{NumberRow, PrivateRow};
use super::registry::{CategoryRow, TopicRow, UnitRow};
use super::requests::{NewRequest, RequestRow};
use super::return_visits::{VisitChange, VisitRow};
use super::reveals::RevealRow;
use super::supervisions::{SupervisionChange, SupervisionRow};
use super::timeline::OtherTimelineRow;
use super::typical_cases::{TypicalCaseChange, TypicalCaseRow};
use super::work_orders::{WorkOrderChange, WorkOrderRow};
use super::{StoreError, save_sqlite};
use crate::domain::assignment::Change;
use crate::domain::correction::FactKind;
use crate::domain::event::{Event, Recorded};
use crate::domain::names::{PartId, Subject};
use crate::domain::record::Record;
use crate::domain::world::World;
use crate::vault::Vault;

/// The rows of a batch.
#[derive(Default)]
pub(super) struct Rows<'a> {
    pub(super) events: Vec<EventRow<'a>>,
    pub(super) private: Vec<PrivateRow>,
    pub(super) other_timelines: Vec<OtherTimelineRow>,
    pub(super) numbers: Vec<NumberRow>,
    pub(super) corrections: Vec<CorrectionRow>,
    pub(super) requests: Vec<RequestRow>,
    /// Made or changed, as the others of the registry.
    pub(super) units: Vec<UnitRow>,
    pub(super) categories: Vec<CategoryRow>,
    pub(super) topics: Vec<TopicRow>,
    pub(super) calendars: Vec<CalendarRow>,
    pub(super) deadline_rules: Vec<DeadlineRuleRow>,
    pub(super) new_calls: Vec<CallRow>,
    pub(super) changed_calls: Vec<CallChange>,
    pub(super) new_work_orders: Vec<WorkOrderRow>,
    pub(super) changed_work_orders: Vec<WorkOrderChange>,
    pub(super) new_assignments: Vec<AssignmentRow>,
    pub(super) changed_assignments: Vec<AssignmentChange>,
    pub(super) return_visits: Vec<VisitRow>,
    pub(super) changed_visits: Vec<VisitChange>,
    pub(super) new_exclusions: Vec<ExclusionRow>,
    pub(super) changed_exclusions: Vec<ExclusionChange>,
    pub(super) new_extensions: Vec<ExtensionRow>,
    pub(super) changed_extensions: Vec<ExtensionChange>,
    pub(super) new_supervisions: Vec<SupervisionRow>,
    pub(super) changed_supervisions: Vec<SupervisionChange>,
    pub(super) leader_sessions: Vec<LeaderSessionRow>,
    pub(super) changed_leader_sessions: Vec<LeaderSessionChange>,
    pub(super) appreciations: Vec<AppreciationRow>,
    pub(super) changed_appreciations: Vec<AppreciationChange>,
    pub(super) activities: Vec<ActivityRow>,
    pub(super) changed_activities: Vec<ActivityChange>,
    pub(super) typical_cases: Vec<TypicalCaseRow>,
    pub(super) changed_typical_cases: Vec<TypicalCaseChange>,
    pub(super) reveals: Vec<RevealRow>,
}

/// Saves a batch: its events, the requests that they answer, and the records as they are in `world`, which has applied the
/// events. Private parts are sealed here: what they are bound to, their sequence, is known only now.
///
/// Inside the transaction that locked the head; the caller advances it.
pub fn save(
    connection: &mut AnyConnection,
    world: &World,
    events: &[Recorded],
    requests: &[NewRequest],
    vault: &Vault,
) -> Result<(), StoreError> {
    let rows = rows(world, events, requests, vault)?;
    match connection {
        AnyConnection::Sqlite(sqlite) => save_sqlite::save(sqlite, &rows)?,
    }
    Ok(())
}

fn rows<'a>(
    world: &World,
    events: &'a [Recorded],
    requests: &[NewRequest],
    vault: &Vault,
) -> Result<Rows<'a>, StoreError> {
    let mut random = vec![0; events.len() * size_of::<i64>()];
    getrandom::fill(&mut random)?;
    let (check_values, _) = random.as_chunks();
    let mut sealer = vault.seal().sealer(events.len())?;
    let mut rows = Rows {
        events: events
            .iter()
            .zip(check_values)
            .map(|(event, bytes)| EventRow::of(event, i64::from_le_bytes(*bytes)))
            .collect(),
        corrections: events.iter().filter_map(CorrectionRow::of).collect(),
        other_timelines: events.iter().filter_map(OtherTimelineRow::of).collect(),
        private: events
            .iter()
            .filter_map(|event| PrivateRow::of(event, &mut sealer))
            .collect(),
        numbers: events
            .iter()
            .filter_map(|event| NumberRow::of(event.sequence, &event.private, vault.hash()))
            .collect(),
        requests: requests.iter().map(RequestRow::from).collect(),
        ..Rows::default()
    };
    for (subject, fate) in fates(world, events) {
        let Some(record) = world.record(&subject) else {
            return Err(StoreError::NotInWorld {
                subject: subject.to_string(),
            });
        };
        rows.add(record, fate);
    }
    Ok(rows)
}

/// What a batch did to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Made,
    Changed,
}

/// The records that events made or changed, in order, so that neighbours are written together.
fn fates(world: &World, events: &[Recorded]) -> BTreeMap<Subject, Fate> {
    let mut fates = BTreeMap::new();
    for recorded in events {
        let event = &recorded.event;
        let fate = match event {
            Event::FactCorrected(correction) => {
                let fact = &correction.fact;
                if let FactKind::Assignment(id) = fact.kind {
                    fates
                        .entry(Subject::Assignment(id))
                        .or_insert(Fate::Changed);
                }
                fates.entry(fact.subject.clone()).or_insert(Fate::Changed);
                Fate::Made
            }
            Event::CallRecorded(_)
            | Event::WorkOrderAccepted(_)
            | Event::SupervisionIssued(_)
            | Event::LeaderSessionRecorded(_)
            | Event::AppreciationRecorded(_)
            | Event::ActivityRecorded(_)
            | Event::TypicalCaseChosen(_)
            | Event::RequesterRevealed(_) => Fate::Made,
            // It leaves no record.
            Event::PersonalDataPurged { .. } => continue,
            Event::UnitUpdated(_)
            | Event::CategoryUpdated(_)
            | Event::TopicUpdated(_)
            | Event::CalendarUpdated(_)
            | Event::DeadlineRuleUpdated(_)
            | Event::CallCalledBack { .. }
            | Event::CallNotified { .. }
            | Event::WorkOrderHandledDirectly { .. }
            | Event::DuplicateLinked { .. }
            | Event::SupervisionLifted { .. } => Fate::Changed,
            Event::Assignment { id, change } => match change {
                Change::Assigned { .. } => {
                    fates
                        .entry(Subject::WorkOrder(id.order))
                        .or_insert(Fate::Changed);
                    Fate::Made
                }
                Change::Visited(_)
                | Change::ExtensionRequested { .. }
                | Change::ExclusionRequested { .. } => {
                    fates
                        .entry(Subject::Assignment(*id))
                        .or_insert(Fate::Changed);
                    Fate::Made
                }
                Change::ExtensionDecided { .. }
                | Change::ExclusionAppealed { .. }
                | Change::ExclusionDecided { .. } => {
                    fates
                        .entry(Subject::Assignment(*id))
                        .or_insert(Fate::Changed);
                    Fate::Changed
                }
                Change::SignedFor
                | Change::TakenInHand
                | Change::SendBackRequested { .. }
                | Change::SendBackDecided { .. }
                | Change::Withdrawn { .. }
                | Change::Completed { .. }
                | Change::Closed
                | Change::Redone { .. }
                | Change::CardIssued { .. } => Fate::Changed,
            },
        };
        // Whatever made a record came first.
        fates.entry(event.subject()).or_insert(fate);
    }
    // What was asked for and not decided may lapse by whatever happens to the assignment.
    for recorded in events {
        let touched = match &recorded.event {
            Event::Assignment { id, .. } => Some(*id),
            Event::FactCorrected(correction) => match correction.fact.kind {
                FactKind::Assignment(id) => Some(id),
                _ => None,
            },
            _ => None,
        };
        if let Some(id) = touched
            && let Some(assignment) = world.assignment_by_id(id)
        {
            for extension in assignment.extensions() {
                let number = extension.number;
                let subject = Subject::Extension(PartId {
                    assignment: id,
                    number,
                });
                fates.entry(subject).or_insert(Fate::Changed);
            }
        }
    }
    fates
}

impl Rows<'_> {
    fn add(&mut self, record: Record, fate: Fate) {
        match (record, fate) {
            (Record::Unit(unit), _) => self.units.push(unit.into()),
            (Record::Category(category), _) => self.categories.push(category.into()),
            (Record::Topic(topic), _) => self.topics.push(topic.into()),
            (Record::Calendar(year), _) => self.calendars.push(year.into()),
            (Record::DeadlineRule(rule), _) => self.deadline_rules.push(rule.into()),
            (Record::Call(call), Fate::Made) => self.new_calls.push((*call).into()),
            (Record::Call(call), Fate::Changed) => self.changed_calls.push((*call).into()),
            (Record::WorkOrder(order), Fate::Made) => self.new_work_orders.push((*order).into()),
            (Record::WorkOrder(order), Fate::Changed) => {
                self.changed_work_orders.push((&*order).into());
            }
            (Record::Assignment(assignment), Fate::Made) => {
                self.new_assignments.push(assignment.into());
            }
            (Record::Assignment(assignment), Fate::Changed) => {
                self.changed_assignments.push(assignment.into());
            }
            (Record::ReturnVisit(visit), Fate::Made) => self.return_visits.push(visit.into()),
            (Record::ReturnVisit(visit), Fate::Changed) => self.changed_visits.push(visit.into()),
            (Record::Exclusion(exclusion), Fate::Made) => {
                self.new_exclusions.push(exclusion.into());
            }
            (Record::Exclusion(exclusion), Fate::Changed) => {
                self.changed_exclusions.push(exclusion.into());
            }
            (Record::Extension(extension), Fate::Made) => {
                self.new_extensions.push(extension.into());
            }
            (Record::Extension(extension), Fate::Changed) => {
                self.changed_extensions.push(extension.into());
            }
            (Record::Supervision(supervision), Fate::Made) => {
                self.new_supervisions.push(supervision.into());
            }
            (Record::Supervision(supervision), Fate::Changed) => {
                self.changed_supervisions.push(supervision.into());
            }
            (Record::LeaderSession(session), Fate::Made) => {
                self.leader_sessions.push(session.into());
            }
            (Record::LeaderSession(session), Fate::Changed) => {
                self.changed_leader_sessions.push(session.into());
            }
            (Record::Appreciation(thanks), Fate::Made) => self.appreciations.push(thanks.into()),
            (Record::Appreciation(thanks), Fate::Changed) => {
                self.changed_appreciations.push(thanks.into());
            }
            (Record::Activity(activity), Fate::Made) => self.activities.push(activity.into()),
            (Record::Activity(activity), Fate::Changed) => {
                self.changed_activities.push(activity.into());
            }
            (Record::TypicalCase(case), Fate::Made) => self.typical_cases.push(case.into()),
            (Record::TypicalCase(case), Fate::Changed) => {
                self.changed_typical_cases.push(case.into());
            }
            // Its row is made of its event.
            (Record::Correction(_), _) => {}
            (Record::Reveal(reveal), _) => self.reveals.push(reveal.into()),
        }
    }
}
