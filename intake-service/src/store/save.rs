//! Saving what a batch decided: its events, and each record that they made or changed, once, as it finally is.

use std::collections::BTreeMap;

use hotline_common::db::AnyConnection;

use super::activities::ActivityRow;
use super::appreciations::AppreciationRow;
use super::assignments::AssignmentRow;
use super::calendars::CalendarRow;
use super::calls::CallRow;
use super::corrections::CorrectionRow;
use super::deadline_rules::DeadlineRuleRow;
use super::events::EventRow;
use super::exclusions::ExclusionRow;
use super::extensions::ExtensionRow;
use super::feed::Position;
use super::head::Head;
use super::leader_sessions::LeaderSessionRow;
use super::private::{NumberRow, PrivateRow};
use super::registry::{CategoryRow, TopicRow, UnitRow};
use super::requests::{NewRequest, RequestRow};
use super::return_visits::VisitRow;
use super::reveals::RevealRow;
use super::supervisions::SupervisionRow;
use super::timeline::OtherTimelineRow;
use super::typical_cases::TypicalCaseRow;
use super::work_orders::WorkOrderRow;
use super::{StoreError, save_postgres, save_sqlite, sealing_keys};
use crate::domain::assignment::Change;
use crate::domain::correction::FactKind;
use crate::domain::event::{Event, Recorded};
use crate::domain::names::{PartId, Subject};
use crate::domain::record::Record;
use crate::domain::world::World;
use crate::vault::Vault;

/// What a batch saves.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) events: Vec<EventRow>,
    pub(super) private: Vec<PrivateRow>,
    pub(super) other_timelines: Vec<OtherTimelineRow>,
    pub(super) numbers: Vec<NumberRow>,
    pub(super) corrections: Vec<CorrectionRow>,
    pub(super) requests: Vec<RequestRow>,
    /// What was made; of the registry what was changed, too.
    pub(super) records: RecordRows,
    /// What else was changed: each backend has its own way to write it.
    pub(super) changed: Vec<Record>,
}

/// The whole rows of records.
#[derive(Default)]
pub(super) struct RecordRows {
    pub(super) units: Vec<UnitRow>,
    pub(super) categories: Vec<CategoryRow>,
    pub(super) topics: Vec<TopicRow>,
    pub(super) calendars: Vec<CalendarRow>,
    pub(super) deadline_rules: Vec<DeadlineRuleRow>,
    pub(super) calls: Vec<CallRow>,
    pub(super) work_orders: Vec<WorkOrderRow>,
    pub(super) assignments: Vec<AssignmentRow>,
    pub(super) return_visits: Vec<VisitRow>,
    pub(super) exclusions: Vec<ExclusionRow>,
    pub(super) extensions: Vec<ExtensionRow>,
    pub(super) supervisions: Vec<SupervisionRow>,
    pub(super) leader_sessions: Vec<LeaderSessionRow>,
    pub(super) appreciations: Vec<AppreciationRow>,
    pub(super) activities: Vec<ActivityRow>,
    pub(super) typical_cases: Vec<TypicalCaseRow>,
    pub(super) reveals: Vec<RevealRow>,
}

/// Saves a batch: its events, the requests that they answer, and the records as they are in `world`, which has applied the
/// events. Gives the place of the first event. Private parts are sealed here: what they are bound to, their sequence, is known only now.
///
/// Inside the transaction that locked the head; moves it.
pub fn save(
    connection: &mut AnyConnection,
    head: &mut Head,
    world: &World,
    events: &[Recorded],
    requests: &[NewRequest],
    vault: &Vault,
) -> Result<Option<Position>, StoreError> {
    let rows = rows(world, events, requests, vault)?;
    let first = rows.events.first().map(EventRow::position);
    if let Some(part) = rows.private.first() {
        sealing_keys::note(connection, head, &part.key_id, part.sequence)?;
    }
    let advance = head.advance(events);
    match connection {
        AnyConnection::Sqlite(sqlite) => save_sqlite::save(sqlite, rows, advance)?,
        AnyConnection::Postgres(postgres) => {
            save_postgres::save(postgres, rows, advance, head.may_be_spread)?;
        }
    }
    Ok(first)
}

fn rows(
    world: &World,
    events: &[Recorded],
    requests: &[NewRequest],
    vault: &Vault,
) -> Result<Rows, StoreError> {
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
        private: Vec::with_capacity(events.len()),
        numbers: Vec::with_capacity(events.len()),
        requests: requests.iter().map(RequestRow::from).collect(),
        ..Rows::default()
    };
    for event in events {
        rows.private.extend(PrivateRow::of(event, &mut sealer));
        let number = NumberRow::of(event.sequence, &event.private, vault.hash());
        rows.numbers.extend(number);
    }
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

impl Rows {
    fn add(&mut self, record: Record, fate: Fate) {
        let is_registry = matches!(
            record,
            Record::Unit(_)
                | Record::Category(_)
                | Record::Topic(_)
                | Record::Calendar(_)
                | Record::DeadlineRule(_)
        );
        if fate == Fate::Made || is_registry {
            self.records.add(record);
        } else {
            self.changed.push(record);
        }
    }
}

impl RecordRows {
    pub(super) fn add(&mut self, record: Record) {
        match record {
            Record::Unit(unit) => self.units.push(unit.into()),
            Record::Category(category) => self.categories.push(category.into()),
            Record::Topic(topic) => self.topics.push(topic.into()),
            Record::Calendar(year) => self.calendars.push(year.into()),
            Record::DeadlineRule(rule) => self.deadline_rules.push(rule.into()),
            Record::Call(call) => self.calls.push((&*call).into()),
            Record::WorkOrder(order) => self.work_orders.push((*order).into()),
            Record::Assignment(assignment) => self.assignments.push(assignment.into()),
            Record::ReturnVisit(visit) => self.return_visits.push(visit.into()),
            Record::Exclusion(exclusion) => self.exclusions.push(exclusion.into()),
            Record::Extension(extension) => self.extensions.push(extension.into()),
            Record::Supervision(supervision) => self.supervisions.push(supervision.into()),
            Record::LeaderSession(session) => self.leader_sessions.push(session.into()),
            Record::Appreciation(thanks) => self.appreciations.push(thanks.into()),
            Record::Activity(activity) => self.activities.push(activity.into()),
            Record::TypicalCase(case) => self.typical_cases.push(case.into()),
            Record::Reveal(reveal) => self.reveals.push(reveal.into()),
            // Its row is made of its event.
            Record::Correction(_) => {}
        }
    }
}
