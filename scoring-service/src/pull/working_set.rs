//! The records that some events touch: what was told of them, what is told now, and by how much the tallies change. Pure.

mod case;
mod keys;
mod records;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use hotline_common::time::{Moment, Zone};

use super::change::{Change, Event};
use super::problem::BrokenFeed;
use super::record::{RecordKey, Told};
use crate::score::{
    ActivityFacts, AppreciationFacts, AssignmentLog, CallFact, CategoryInfo, Correction, Counter,
    Counting, Entry, LeaderSessionFacts, Log, OrderFact, SupervisionFact, Tally, TopicInfo,
    TypicalCase, UnitInfo, Version, Without,
};
use crate::store::save::Changes;
use case::Case;
use records::Records;

pub(super) use keys::Keys;

/// What was told so far about the records that a batch touches.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) orders: Vec<(i64, Log<OrderFact>)>,
    pub(super) assignments: Vec<AssignmentLog>,
    pub(super) calls: Vec<(i64, Log<CallFact>)>,
    pub(super) supervisions: Vec<(i64, Log<SupervisionFact>)>,
    pub(super) leader_sessions: Vec<(i64, Log<LeaderSessionFacts>)>,
    pub(super) appreciations: Vec<(i64, Log<AppreciationFacts>)>,
    pub(super) activities: Vec<(i64, Log<ActivityFacts>)>,
    pub(super) typical_cases: Vec<(i64, Log<TypicalCase>)>,
}

/// The records that a batch touches.
#[derive(Debug)]
pub(super) struct WorkingSet<'a> {
    zone: &'a Zone,
    cases: BTreeMap<i64, Case>,
    calls: Records<CallFact>,
    supervisions: Records<SupervisionFact>,
    leader_sessions: Records<LeaderSessionFacts>,
    appreciations: Records<AppreciationFacts>,
    activities: Records<ActivityFacts>,
    typical_cases: Records<TypicalCase>,
    units: BTreeMap<String, UnitInfo>,
    categories: BTreeMap<String, CategoryInfo>,
    topics: BTreeMap<String, TopicInfo>,
    /// By how much they change.
    tallies: Counter,
}

/// The place of an event, and its times.
#[derive(Clone, Copy)]
struct Stamp {
    sequence: i64,
    happened: Moment,
    recorded: Moment,
}

impl<'a> WorkingSet<'a> {
    pub(super) fn new(zone: &'a Zone, loaded: Loaded) -> WorkingSet<'a> {
        let mut cases: BTreeMap<i64, Case> = loaded
            .orders
            .into_iter()
            .map(|(number, order)| (number, Case::loaded(number, order)))
            .collect();
        for assignment in loaded.assignments {
            if let Some(case) = cases.get_mut(&assignment.order) {
                case.assignments.push(assignment);
            }
        }
        WorkingSet {
            zone,
            cases,
            calls: Records::loaded(loaded.calls),
            supervisions: Records::loaded(loaded.supervisions),
            leader_sessions: Records::loaded(loaded.leader_sessions),
            appreciations: Records::loaded(loaded.appreciations),
            activities: Records::loaded(loaded.activities),
            typical_cases: Records::loaded(loaded.typical_cases),
            units: BTreeMap::new(),
            categories: BTreeMap::new(),
            topics: BTreeMap::new(),
            tallies: Counter::default(),
        }
    }

    /// Applies one event.
    pub(super) fn apply(&mut self, event: Event) -> Result<(), BrokenFeed> {
        let Event {
            sequence,
            happened,
            recorded,
            change,
        } = event;
        let stamp = Stamp {
            sequence,
            happened,
            recorded,
        };
        match change {
            Change::Unit(unit) => {
                self.units.insert(unit.code.clone(), unit);
            }
            Change::Category(category) => {
                self.categories.insert(category.code.clone(), category);
            }
            Change::Topic(topic) => {
                self.topics.insert(topic.code.clone(), topic);
            }
            Change::Told(told) => self.tell(stamp, told)?,
            Change::Corrected { record, target, to } => self.correct(stamp, record, target, to)?,
            Change::Nothing => {}
        }
        Ok(())
    }

    /// Everything that changed.
    pub(super) fn into_changes(self) -> Changes {
        let zone = self.zone;
        let mut tallies = self.tallies;
        let mut changes = Changes {
            units: self.units.into_values().collect(),
            categories: self.categories.into_values().collect(),
            topics: self.topics.into_values().collect(),
            calls: self.calls.into_changed(zone, &mut tallies),
            supervisions: self.supervisions.into_changed(zone, &mut tallies),
            leader_sessions: self.leader_sessions.into_changed(zone, &mut tallies),
            appreciations: self.appreciations.into_changed(zone, &mut tallies),
            activities: self.activities.into_changed(zone, &mut tallies),
            typical_cases: self.typical_cases.into_changed(zone, &mut tallies),
            ..Changes::default()
        };
        for case in self.cases.into_values() {
            if case.is_taken_out {
                case.count(zone, &mut tallies);
            }
            let Case {
                number,
                order,
                assignments,
                is_order_changed,
                changed,
                is_taken_out: _,
            } = case;
            if is_order_changed {
                changes.orders.push((number, order));
            }
            let mut assignments = assignments;
            assignments.retain(|assignment| changed.contains(&assignment.number));
            changes.assignments.append(&mut assignments);
        }
        changes.tallies = tallies.rows().collect();
        changes
    }

    fn tell(&mut self, stamp: Stamp, told: Told) -> Result<(), BrokenFeed> {
        let (zone, record, is_first) = (self.zone, told.record(), told.is_first());
        let key = |id| (id, record);
        match told {
            Told::Order(number, fact) => self.tell_order(stamp, number, fact),
            Told::Assignment(assignment, fact) => {
                let case = self.case(stamp.sequence, assignment.order)?;
                case.add(assignment, stamp.entry(fact))
            }
            Told::Call(id, fact) => self.calls.add(zone, key(id), is_first, stamp.entry(fact)),
            Told::Supervision(id, fact) => {
                self.supervisions
                    .add(zone, key(id), is_first, stamp.entry(fact))
            }
            Told::LeaderSession(id, fact) => {
                self.leader_sessions
                    .add(zone, key(id), is_first, stamp.entry(fact))
            }
            Told::Appreciation(id, fact) => {
                self.appreciations
                    .add(zone, key(id), is_first, stamp.entry(fact))
            }
            Told::Activity(id, fact) => {
                self.activities
                    .add(zone, key(id), is_first, stamp.entry(fact))
            }
            Told::TypicalCase(id, case) => {
                if !self.cases.contains_key(&case.order) {
                    let order = RecordKey::Order(case.order);
                    return Err(BrokenFeed::unknown(stamp.sequence, order));
                }
                self.typical_cases
                    .add(zone, key(id), is_first, stamp.entry(case))
            }
        }
    }

    fn tell_order(&mut self, stamp: Stamp, number: i64, fact: OrderFact) -> Result<(), BrokenFeed> {
        if matches!(fact, OrderFact::Accepted { .. }) {
            match self.cases.entry(number) {
                Place::Occupied(_) => {
                    let record = RecordKey::Order(number);
                    return Err(BrokenFeed::repeated(stamp.sequence, record));
                }
                Place::Vacant(place) => place.insert(Case::loaded(number, Log::default())),
            };
        }
        let case = self.case(stamp.sequence, number)?;
        case.is_order_changed = true;
        case.order.add(stamp.entry(fact));
        Ok(())
    }

    fn correct(
        &mut self,
        stamp: Stamp,
        record: RecordKey,
        target: i64,
        to: Option<(Moment, Told)>,
    ) -> Result<(), BrokenFeed> {
        let zone = self.zone;
        // What a correction says is of the record's kind: it was decoded so.
        macro_rules! correction {
            ($kind:ident) => {
                stamp.correction(
                    target,
                    to.and_then(|(happened, told)| match told {
                        Told::$kind(_, fact) => Some(Version { happened, fact }),
                        _ => None,
                    }),
                )
            };
        }
        let key = |id| (id, record);
        match record {
            RecordKey::Order(number) => {
                let case = self.case(stamp.sequence, number)?;
                if !case.order.has(target) {
                    return Err(BrokenFeed::unknown_fact(stamp.sequence, record, target));
                }
                case.is_order_changed = true;
                case.order.correct(correction!(Order));
                Ok(())
            }
            RecordKey::Assignment(assignment) => {
                let case = self.case(stamp.sequence, assignment.order)?;
                case.correct(assignment, correction!(Assignment))
            }
            RecordKey::Call(id) => self.calls.correct(zone, key(id), correction!(Call)),
            RecordKey::Supervision(id) => {
                let correction = correction!(Supervision);
                self.supervisions.correct(zone, key(id), correction)
            }
            RecordKey::LeaderSession(id) => {
                let correction = correction!(LeaderSession);
                self.leader_sessions.correct(zone, key(id), correction)
            }
            RecordKey::Appreciation(id) => {
                let correction = correction!(Appreciation);
                self.appreciations.correct(zone, key(id), correction)
            }
            RecordKey::Activity(id) => {
                let correction = correction!(Activity);
                self.activities.correct(zone, key(id), correction)
            }
            RecordKey::TypicalCase(id) => {
                let correction = correction!(TypicalCase);
                self.typical_cases.correct(zone, key(id), correction)
            }
        }
    }

    /// The case of an order that is about to change.
    fn case(&mut self, sequence: i64, order: i64) -> Result<&mut Case, BrokenFeed> {
        let zone = self.zone;
        let case = self
            .cases
            .get_mut(&order)
            .ok_or_else(|| BrokenFeed::unknown(sequence, RecordKey::Order(order)))?;
        if !case.is_taken_out {
            case.is_taken_out = true;
            case.count(zone, &mut Without(&mut self.tallies));
        }
        Ok(case)
    }
}

impl Stamp {
    fn entry<T>(self, fact: T) -> Entry<T> {
        Entry {
            sequence: self.sequence,
            happened: self.happened,
            recorded: self.recorded,
            fact,
        }
    }

    fn correction<T>(self, target: i64, to: Option<Version<T>>) -> Correction<T> {
        Correction {
            sequence: self.sequence,
            recorded: self.recorded,
            target,
            to,
        }
    }
}

/// Counts what a record contributes.
fn add(mut tallies: impl Counting, rows: &[Tally]) {
    for row in rows {
        let Tally {
            month,
            subject,
            measure,
            day,
            count,
        } = row;
        tallies.take_in(*month, subject, *measure, *day, *count);
    }
}
