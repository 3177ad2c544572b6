//! What is known to a batch of commands: the part of the ledger that they touch, and what they add to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hotline_common::time::{Day, Moment, Month, Zone};

use super::activity::TypicalCase;
use super::assignment::Assignment;
use super::calendar::Calendar;
use super::call::Call;
use super::command::{AssignmentTarget, CallTarget, Command, OrderTarget};
use super::correction::{CorrectionRecord, FactKind, KnownFact};
use super::deadline::DeadlineRule;
use super::event::{Event, Recorded};
use super::names::{
    AssignmentId, CategoryCode, ExternalReference, LedgerId, OrderNumber, PartId, RuleCode,
    Subject, TopicCode, UnitCode,
};
use super::personal::RevealTarget;
use super::record::{AssignmentRecord, ExclusionRecord, ExtensionRecord, Record, VisitRecord};
use super::registry::{Category, Topic, Unit};
use super::supervision::Supervision;
use super::work_order::{Dossier, Duplicate, WorkOrder};

mod corrected;

/// The registry, whole: it is small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// The units, by code.
    pub units: BTreeMap<UnitCode, Unit>,
    /// The categories, by code.
    pub categories: BTreeMap<CategoryCode, Category>,
    /// The topics, by code.
    pub topics: BTreeMap<TopicCode, Topic>,
    /// The calendar of working days.
    pub calendar: Calendar,
    /// The rules for deadlines, by code.
    pub deadline_rules: BTreeMap<RuleCode, DeadlineRule>,
}

/// What commands need to know; what is not found is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Calls.
    pub calls: Vec<CallTarget>,
    /// Orders, with their assignments.
    pub orders: Vec<OrderTarget>,
    /// Orders whose duplicates are needed.
    pub duplicates: Vec<OrderTarget>,
    /// Local days on which orders are accepted: the last counter of each.
    pub days: Vec<Day>,
    /// Supervisions.
    pub supervisions: Vec<LedgerId>,
    /// Orders whose typical cases are needed.
    pub typical_cases: Vec<OrderTarget>,
    /// Facts that are to be corrected, with all that their corrections touch.
    pub facts: Vec<i64>,
    /// Orders of which the facts are needed that were corrected.
    pub corrected_orders: Vec<OrderTarget>,
    /// Calls of which the facts are needed that were corrected.
    pub corrected_calls: Vec<CallTarget>,
}

impl Needs {
    /// Adds what a command needs.
    pub fn add(&mut self, command: &Command, zone: &Zone) {
        match command {
            Command::IfUnchanged { command, .. } => self.add(command, zone),
            Command::UpdateUnit(_)
            | Command::UpdateCategory(_)
            | Command::UpdateTopic(_)
            | Command::UpdateCalendar(_)
            | Command::UpdateDeadlineRule(_)
            | Command::RecordLeaderSession(_)
            | Command::RecordAppreciation { .. }
            | Command::RecordActivity(_) => {}
            Command::RecordCall(call) => {
                if let Some(id) = &call.telephone_system_id {
                    self.calls.push(CallTarget::TelephoneSystemId(id.clone()));
                }
            }
            Command::RecordCallback { call, .. } | Command::RecordSmsNotice { call, .. } => {
                self.calls.push(call.clone());
                self.corrected_calls.push(call.clone());
            }
            Command::AcceptWorkOrder(order) => {
                self.days.push(zone.day_of(order.received));
                if let Some(reference) = &order.external_reference {
                    self.orders.push(OrderTarget::Reference(reference.clone()));
                }
                self.calls.extend(order.call.clone());
            }
            Command::HandleDirectly { order, .. } => {
                self.orders.push(order.clone());
                self.corrected_orders.push(order.clone());
            }
            Command::Assign { order, .. } => self.orders.push(order.clone()),
            Command::CorrectFact(command) => self.facts.push(command.fact),
            Command::LinkDuplicate {
                order, original, ..
            } => {
                self.orders.extend([order.clone(), original.clone()]);
                self.duplicates.push(order.clone());
                self.corrected_orders.push(order.clone());
            }
            Command::Assignment { assignment, .. } | Command::IssueCard { assignment } => {
                self.orders.push(assignment.order.clone());
            }
            Command::IssueSupervision { assignment, .. } => {
                self.orders
                    .extend(assignment.as_ref().map(|target| target.order.clone()));
            }
            Command::RevealRequester { target, .. } => match target {
                RevealTarget::Order(order) => self.orders.push(OrderTarget::Number(*order)),
                RevealTarget::Call(call) => self.calls.push(CallTarget::Id(*call)),
            },
            Command::LiftSupervision { supervision, .. } => self.supervisions.push(*supervision),
            Command::ChooseTypicalCase { order, .. } => {
                self.orders.push(order.clone());
                self.typical_cases.push(order.clone());
            }
        }
    }
}

/// The part of the ledger that a batch of commands touches.
#[derive(Clone, Debug)]
pub struct World {
    /// The hotline's zone.
    pub zone: Zone,
    /// The registry, whole.
    pub registry: Registry,
    calls: HashMap<LedgerId, Arc<Call>>,
    calls_by_telephone_id: HashMap<String, LedgerId>,
    dossiers: HashMap<OrderNumber, Dossier>,
    orders_by_reference: HashMap<ExternalReference, OrderNumber>,
    duplicates: HashMap<OrderNumber, BTreeSet<OrderNumber>>,
    last_counters: HashMap<Day, u32>,
    supervisions: HashMap<LedgerId, Supervision>,
    typical_cases: HashMap<(OrderNumber, Month), Vec<TypicalCase>>,
    facts: HashMap<i64, KnownFact>,
    corrections: HashMap<LedgerId, CorrectionRecord>,
    others: HashMap<Subject, Record>,
}

impl World {
    /// A world in which nothing is known but the registry.
    pub fn new(zone: Zone, registry: Registry) -> World {
        World {
            zone,
            registry,
            calls: HashMap::new(),
            calls_by_telephone_id: HashMap::new(),
            dossiers: HashMap::new(),
            orders_by_reference: HashMap::new(),
            duplicates: HashMap::new(),
            last_counters: HashMap::new(),
            supervisions: HashMap::new(),
            typical_cases: HashMap::new(),
            facts: HashMap::new(),
            corrections: HashMap::new(),
            others: HashMap::new(),
        }
    }

    /// Makes a call known.
    pub fn insert_call(&mut self, call: Arc<Call>) {
        if let Some(id) = &call.telephone_system_id {
            self.calls_by_telephone_id.insert(id.clone(), call.id);
        }
        self.calls.insert(call.id, call);
    }

    /// Makes an order known, with its assignments.
    pub fn insert_dossier(&mut self, dossier: Dossier) {
        let number = dossier.order.number;
        if let Some(reference) = &dossier.order.external_reference {
            self.orders_by_reference.insert(reference.clone(), number);
        }
        self.dossiers.insert(number, dossier);
    }

    /// Makes a duplicate of an order known.
    pub fn insert_duplicate(&mut self, original: OrderNumber, order: OrderNumber) {
        self.duplicates.entry(original).or_default().insert(order);
    }

    /// Makes the last counter of a day known; 0 where the day has no order yet.
    pub fn insert_last_counter(&mut self, day: Day, counter: u32) {
        self.last_counters.insert(day, counter);
    }

    /// Makes a supervision known.
    pub fn insert_supervision(&mut self, supervision: Supervision) {
        self.supervisions.insert(supervision.id, supervision);
    }

    /// Makes a typical case known.
    pub fn insert_typical_case(&mut self, case: TypicalCase) {
        let cases = self
            .typical_cases
            .entry((case.order, case.month))
            .or_default();
        cases.retain(|known| known.id != case.id);
        cases.push(case);
    }

    /// The call that a target names.
    pub fn call(&self, target: &CallTarget) -> Option<&Call> {
        match target {
            CallTarget::Id(id) => self.calls.get(id).map(Arc::as_ref),
            CallTarget::TelephoneSystemId(id) => {
                let id = self.calls_by_telephone_id.get(id)?;
                self.calls.get(id).map(Arc::as_ref)
            }
        }
    }

    /// The order that a target names, with its assignments.
    pub fn dossier(&self, target: &OrderTarget) -> Option<&Dossier> {
        match target {
            OrderTarget::Number(number) => self.dossiers.get(number),
            OrderTarget::Reference(reference) => {
                self.dossiers.get(self.orders_by_reference.get(reference)?)
            }
        }
    }

    /// The assignment that a target names, with its order.
    pub fn assignment(&self, target: &AssignmentTarget) -> Option<(&Dossier, &Assignment)> {
        let dossier = self.dossier(&target.order)?;
        Some((dossier, dossier.assignment(target.number)?))
    }

    /// The first duplicate of an order, if it has any.
    pub fn duplicate_of(&self, original: OrderNumber) -> Option<OrderNumber> {
        self.duplicates.get(&original)?.first().copied()
    }

    /// The last counter of a day.
    pub fn last_counter(&self, day: Day) -> u32 {
        self.last_counters.get(&day).copied().unwrap_or(0)
    }

    /// The supervision with this number.
    pub fn supervision(&self, id: LedgerId) -> Option<&Supervision> {
        self.supervisions.get(&id)
    }

    /// The typical case that the order is in this month's bulletin.
    pub fn typical_case(&self, order: OrderNumber, month: Month) -> Option<&TypicalCase> {
        let cases = self.typical_cases.get(&(order, month))?;
        cases.iter().find(|case| case.annulled.is_none())
    }

    /// The typical case that the order was in this month's bulletin, under this topic, until that was annulled.
    pub fn annulled_typical_case(
        &self,
        order: OrderNumber,
        month: Month,
        topic: &TopicCode,
    ) -> Option<&TypicalCase> {
        let cases = self.typical_cases.get(&(order, month))?;
        cases
            .iter()
            .find(|case| case.annulled.is_some() && case.topic == *topic)
    }

    /// A fact that is to be corrected, or was.
    pub fn fact(&self, sequence: i64) -> Option<&KnownFact> {
        self.facts.get(&sequence)
    }

    /// A fact that was recorded like this and corrected since.
    pub fn recorded_fact(
        &self,
        subject: &Subject,
        kind: FactKind,
        happened: Moment,
    ) -> Option<&KnownFact> {
        self.facts
            .values()
            .find(|fact| fact.subject == *subject && fact.kind == kind && fact.happened == happened)
    }

    /// Makes a fact known that is to be corrected, or was.
    pub fn insert_fact(&mut self, fact: KnownFact) {
        self.facts.insert(fact.sequence, fact);
    }

    /// Makes a leader session, an appreciation or an activity known.
    pub fn insert_occasion(&mut self, subject: Subject, record: Record) {
        self.others.insert(subject, record);
    }

    /// The order with this number, as rows are made of it.
    pub fn order(&self, number: OrderNumber) -> Option<&WorkOrder> {
        self.dossiers.get(&number).map(|dossier| &dossier.order)
    }

    /// Takes in what was decided, so that the next command sees it.
    pub fn apply(&mut self, recorded: &Recorded) {
        let sequence = recorded.sequence;
        match &recorded.event {
            Event::UnitUpdated(unit) => {
                self.registry.units.insert(unit.code.clone(), unit.clone());
            }
            Event::CategoryUpdated(category) => {
                let code = category.code.clone();
                self.registry.categories.insert(code, category.clone());
            }
            Event::TopicUpdated(topic) => {
                self.registry
                    .topics
                    .insert(topic.code.clone(), topic.clone());
            }
            Event::CalendarUpdated(year) => self.registry.calendar.insert(year.as_ref().clone()),
            Event::DeadlineRuleUpdated(rule) => {
                let rules = &mut self.registry.deadline_rules;
                rules.insert(rule.code.clone(), rule.as_ref().clone());
            }
            Event::CallRecorded(call) => self.insert_call(Arc::clone(call)),
            Event::CallCalledBack { call, agent } => {
                if let Some(call) = self.calls.get_mut(call).map(Arc::make_mut) {
                    call.called_back = Some(recorded.happened);
                    if !agent.is_empty() {
                        call.agent.clone_from(agent);
                    }
                    call.sequence = sequence;
                }
            }
            Event::CallNotified { call } => {
                if let Some(call) = self.calls.get_mut(call).map(Arc::make_mut) {
                    call.notified = Some(recorded.happened);
                    call.sequence = sequence;
                }
            }
            Event::WorkOrderAccepted(order) => {
                let day = self.zone.day_of(order.received);
                self.last_counters.insert(day, order.number.counter());
                self.insert_dossier(Dossier {
                    order: order.as_ref().clone(),
                    assignments: Vec::new(),
                });
            }
            Event::WorkOrderHandledDirectly { order } => {
                if let Some(dossier) = self.dossiers.get_mut(order) {
                    dossier.order.handled = Some((recorded.happened, sequence));
                    dossier.order.sequence = sequence;
                }
            }
            Event::DuplicateLinked { order, original } => {
                if let Some(dossier) = self.dossiers.get_mut(order) {
                    dossier.order.duplicate = Some(Duplicate {
                        original: *original,
                        linked: recorded.happened,
                        sequence,
                    });
                    dossier.order.sequence = sequence;
                }
                self.insert_duplicate(*original, *order);
            }
            Event::Assignment { .. } => self.apply_fact(recorded),
            Event::SupervisionIssued(supervision) => self.insert_supervision(supervision.clone()),
            Event::SupervisionLifted { supervision, .. } => {
                if let Some(supervision) = self.supervisions.get_mut(supervision) {
                    supervision.lifted = Some(recorded.happened);
                    supervision.sequence = sequence;
                }
            }
            Event::LeaderSessionRecorded(session) => {
                self.insert_other(recorded, Record::LeaderSession(session.clone()));
            }
            Event::AppreciationRecorded(appreciation) => {
                self.insert_other(recorded, Record::Appreciation(appreciation.clone()));
            }
            Event::ActivityRecorded(activity) => {
                self.insert_other(recorded, Record::Activity(activity.clone()));
            }
            Event::TypicalCaseChosen(case) => self.insert_typical_case(case.clone()),
            Event::FactCorrected(correction) => self.correct(correction),
            Event::RequesterRevealed(reveal) => {
                self.insert_other(recorded, Record::Reveal(reveal.clone()));
            }
            Event::PersonalDataPurged { .. } => {}
        }
    }

    fn insert_other(&mut self, recorded: &Recorded, record: Record) {
        self.others.insert(recorded.event.subject(), record);
    }

    fn apply_fact(&mut self, recorded: &Recorded) {
        let Some((id, fact)) = recorded.fact() else {
            return;
        };
        let Some(dossier) = self.dossiers.get_mut(&id.order) else {
            return;
        };
        dossier.apply(id, fact);
    }

    /// The assignment that a part belongs to.
    fn assignment_of(&self, part: PartId) -> Option<&Assignment> {
        self.assignment_by_id(part.assignment)
    }

    /// The assignment with this id.
    pub fn assignment_by_id(&self, id: AssignmentId) -> Option<&Assignment> {
        self.dossiers.get(&id.order)?.assignment(id.number)
    }

    /// A record that is known, as answers show it.
    pub fn record(&self, subject: &Subject) -> Option<Record> {
        Some(match subject {
            Subject::Unit(code) => Record::Unit(self.registry.units.get(code)?.clone()),
            Subject::Category(code) => {
                Record::Category(self.registry.categories.get(code)?.clone())
            }
            Subject::Topic(code) => Record::Topic(self.registry.topics.get(code)?.clone()),
            Subject::Calendar(year) => {
                Record::Calendar(self.registry.calendar.year(*year)?.clone())
            }
            Subject::DeadlineRule(code) => {
                Record::DeadlineRule(self.registry.deadline_rules.get(code)?.clone())
            }
            Subject::Call(id) => Record::Call(Arc::clone(self.calls.get(id)?)),
            Subject::WorkOrder(number) => Record::WorkOrder(Box::new(self.order(*number)?.clone())),
            Subject::Assignment(id) => {
                let assignment = self.dossiers.get(&id.order)?.assignment(id.number)?;
                Record::Assignment(AssignmentRecord::from(assignment))
            }
            Subject::ReturnVisit(id) => {
                let assignment = self.assignment_of(*id)?;
                Record::ReturnVisit(VisitRecord::of(assignment, id.number)?)
            }
            Subject::Exclusion(id) => {
                let assignment = self.assignment_of(*id)?;
                Record::Exclusion(ExclusionRecord::of(assignment, id.number)?)
            }
            Subject::Extension(id) => {
                let assignment = self.assignment_of(*id)?;
                Record::Extension(ExtensionRecord::of(assignment, id.number)?)
            }
            Subject::Supervision(id) => Record::Supervision(self.supervisions.get(id)?.clone()),
            Subject::TypicalCase(id) => {
                let mut cases = self.typical_cases.values().flatten();
                Record::TypicalCase(cases.find(|case| case.id == *id)?.clone())
            }
            Subject::Correction(id) => Record::Correction(self.corrections.get(id)?.clone()),
            Subject::LeaderSession(_)
            | Subject::Appreciation(_)
            | Subject::Activity(_)
            | Subject::Reveal(_)
            | Subject::Purge(_) => self.others.get(subject)?.clone(),
        })
    }
}
