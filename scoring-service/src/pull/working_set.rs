//! The facts that some events touch: what they were, what they become, and by how much the tallies change. Pure.

mod case;
mod keys;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use hotline_common::time::{Moment, Zone};

use super::change::{AssignmentKey, Change, Event};
use super::problem::BrokenFeed;
use crate::names;
use crate::score::{
    AssignmentHistory, CallFacts, CategoryInfo, Channel, Fact, FactKind, Facts, OrderFacts,
    Tallies, Tally, TopicInfo, UnitInfo, activity_contribution, appreciation_contribution,
    call_contribution, leader_session_contribution, supervision_contribution,
};
use crate::store::save::Changes;
use crate::store::supervisions::Supervision;
use case::Case;

pub(super) use keys::Keys;

/// A call and what it was before.
#[derive(Debug)]
struct Call {
    facts: CallFacts,
    before: Vec<Tally>,
    is_changed: bool,
}

/// The facts that a batch touches.
#[derive(Debug)]
pub(super) struct WorkingSet<'a> {
    zone: &'a Zone,
    cases: BTreeMap<i64, Case>,
    calls: BTreeMap<i64, Call>,
    supervisions: BTreeMap<i64, Supervision>,
    units: BTreeMap<String, UnitInfo>,
    categories: BTreeMap<String, CategoryInfo>,
    topics: BTreeMap<String, TopicInfo>,
    changes: Changes,
    changed_supervisions: BTreeSet<i64>,
    tallies: Tallies,
}

impl<'a> WorkingSet<'a> {
    pub(super) fn new(
        zone: &'a Zone,
        orders: BTreeMap<i64, OrderFacts>,
        assignments: Vec<AssignmentHistory>,
        calls: BTreeMap<i64, CallFacts>,
        supervisions: BTreeMap<i64, Supervision>,
    ) -> WorkingSet<'a> {
        let mut cases: BTreeMap<i64, Case> = orders
            .into_iter()
            .map(|(number, order)| (number, Case::loaded(order)))
            .collect();
        for assignment in assignments {
            if let Some(case) = cases.get_mut(&assignment.order) {
                case.assignments.push(assignment);
            }
        }
        let calls = calls
            .into_iter()
            .map(|(id, facts)| {
                let call = Call {
                    facts,
                    before: call_contribution(&facts, zone),
                    is_changed: false,
                };
                (id, call)
            })
            .collect();
        WorkingSet {
            zone,
            cases,
            calls,
            supervisions,
            units: BTreeMap::new(),
            categories: BTreeMap::new(),
            topics: BTreeMap::new(),
            changes: Changes::default(),
            changed_supervisions: BTreeSet::new(),
            tallies: Tallies::default(),
        }
    }

    /// Applies one event.
    pub(super) fn apply(&mut self, event: Event) -> Result<(), BrokenFeed> {
        let Event {
            sequence,
            happened,
            change,
        } = event;
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
            Change::Call { id, facts } => self.add_call(sequence, id, facts)?,
            Change::CalledBack { id } => self.call(sequence, id)?.called_back = Some(happened),
            Change::Notified { id } => self.call(sequence, id)?.sms_notice = Some(happened),
            Change::Order(order) => self.add_order(sequence, order)?,
            Change::HandledDirectly { order } => {
                let case = self.case(sequence, order)?;
                case.is_order_changed = true;
                case.order.handled_directly = Some(happened);
            }
            Change::Assigned {
                assignment,
                unit,
                role,
                due,
            } => {
                let case = self.case(sequence, assignment.order)?;
                let history = AssignmentHistory {
                    order: assignment.order,
                    number: assignment.number,
                    unit,
                    role,
                    assigned: happened,
                    due,
                    governors_mailbox: case.order.channel == Channel::GovernorMailbox,
                    facts: Facts::default(),
                };
                case.assign(sequence, history)?;
            }
            Change::Assignment { assignment, kind } => {
                self.add_fact(sequence, happened, assignment, kind)?;
            }
            Change::Supervision { id, facts } => {
                let supervision = Supervision {
                    facts,
                    lifted: None,
                };
                let added = supervision_contribution(&supervision.facts, self.zone);
                match self.supervisions.entry(id) {
                    Entry::Occupied(_) => {
                        return Err(repeated(sequence, names::supervision(id)));
                    }
                    Entry::Vacant(place) => place.insert(supervision),
                };
                self.changed_supervisions.insert(id);
                self.tallies.extend(added);
            }
            Change::SupervisionLifted { id } => {
                let supervision = self
                    .supervisions
                    .get_mut(&id)
                    .ok_or_else(|| unknown(sequence, names::supervision(id)))?;
                supervision.lifted = Some(happened);
                self.changed_supervisions.insert(id);
            }
            Change::LeaderSession { id, facts } => {
                self.tallies.extend(leader_session_contribution(&facts));
                self.changes.leader_sessions.push((id, facts));
            }
            Change::Appreciation { id, facts } => {
                self.tallies.extend(appreciation_contribution(&facts));
                self.changes.appreciations.push((id, facts));
            }
            Change::Activity { id, facts } => {
                self.tallies.extend(activity_contribution(&facts));
                self.changes.activities.push((id, facts));
            }
            Change::TypicalCase { id, case } => {
                if !self.cases.contains_key(&case.order) {
                    return Err(unknown(sequence, names::work_order(case.order)));
                }
                self.changes.typical_cases.push((id, case));
            }
            Change::Nothing => {}
        }
        Ok(())
    }

    /// Everything that changed.
    pub(super) fn into_changes(mut self) -> Changes {
        let zone = self.zone;
        for case in self.cases.into_values() {
            if let Some(before) = &case.before {
                subtract(&mut self.tallies, before);
                self.tallies.extend(case.contribution(zone));
            }
            let Case {
                order,
                assignments,
                is_order_changed,
                changed,
                before: _,
            } = case;
            if is_order_changed {
                self.changes.orders.push(order);
            }
            let changed = assignments
                .into_iter()
                .filter(|assignment| changed.contains(&assignment.number));
            self.changes.assignments.extend(changed);
        }
        for (id, call) in self.calls {
            if call.is_changed {
                subtract(&mut self.tallies, &call.before);
                self.tallies.extend(call_contribution(&call.facts, zone));
                self.changes.calls.push((id, call.facts));
            }
        }
        for (id, supervision) in self.supervisions {
            if self.changed_supervisions.contains(&id) {
                self.changes.supervisions.push((id, supervision));
            }
        }
        self.changes.units.extend(self.units.into_values());
        self.changes
            .categories
            .extend(self.categories.into_values());
        self.changes.topics.extend(self.topics.into_values());
        self.changes.tallies = self.tallies.rows().collect();
        self.changes
    }

    fn add_call(&mut self, sequence: i64, id: i64, facts: CallFacts) -> Result<(), BrokenFeed> {
        match self.calls.entry(id) {
            Entry::Occupied(_) => Err(repeated(sequence, format!("calls/{id}"))),
            Entry::Vacant(place) => {
                place.insert(Call {
                    facts,
                    before: Vec::new(),
                    is_changed: true,
                });
                Ok(())
            }
        }
    }

    fn call(&mut self, sequence: i64, id: i64) -> Result<&mut CallFacts, BrokenFeed> {
        let call = self
            .calls
            .get_mut(&id)
            .ok_or_else(|| unknown(sequence, format!("calls/{id}")))?;
        call.is_changed = true;
        Ok(&mut call.facts)
    }

    fn add_order(&mut self, sequence: i64, order: OrderFacts) -> Result<(), BrokenFeed> {
        match self.cases.entry(order.number) {
            Entry::Occupied(_) => Err(repeated(sequence, names::work_order(order.number))),
            Entry::Vacant(place) => {
                place.insert(Case {
                    is_order_changed: true,
                    before: Some(Vec::new()),
                    ..Case::loaded(order)
                });
                Ok(())
            }
        }
    }

    /// The case of an order that is about to change.
    fn case(&mut self, sequence: i64, order: i64) -> Result<&mut Case, BrokenFeed> {
        let zone = self.zone;
        let case = self
            .cases
            .get_mut(&order)
            .ok_or_else(|| unknown(sequence, names::work_order(order)))?;
        if case.before.is_none() {
            case.before = Some(case.contribution(zone));
        }
        Ok(case)
    }

    fn add_fact(
        &mut self,
        sequence: i64,
        happened: Moment,
        key: AssignmentKey,
        kind: Option<FactKind>,
    ) -> Result<(), BrokenFeed> {
        let case = self.case(sequence, key.order)?;
        let assignment = case
            .assignments
            .iter_mut()
            .find(|assignment| assignment.number == key.number)
            .ok_or_else(|| unknown(sequence, names::assignment(key.order, key.number)))?;
        if let Some(kind) = kind {
            assignment.facts.insert(Fact {
                happened,
                recorded_sequence: sequence,
                kind,
            });
            case.changed.insert(key.number);
        }
        Ok(())
    }
}

fn subtract(tallies: &mut Tallies, rows: &[Tally]) {
    for row in rows {
        tallies.add(&Tally {
            count: -row.count,
            ..row.clone()
        });
    }
}

fn unknown(sequence: i64, subject: String) -> BrokenFeed {
    BrokenFeed::Unknown { sequence, subject }
}

fn repeated(sequence: i64, subject: String) -> BrokenFeed {
    BrokenFeed::Repeated { sequence, subject }
}
