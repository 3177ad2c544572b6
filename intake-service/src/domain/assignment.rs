//! Assignments 承办: one order given to one unit, and what happens to it.
//!
//! An assignment is its dated history. Everything else (state, deadline in force, …) is read from the facts in the order in which they
//! happened; at the same instant, as recorded (design §4).

use hotline_common::time::Moment;

use super::names::{AssignmentId, UnitCode};
use super::numbered::numbered;

numbered! {
    /// Whether a unit leads an order or assists.
    AssignmentRole {
        /// 主办: the unit answers for the order.
        Lead = 1 "lead",
        /// 协办: the unit helps.
        Assist = 2 "assist",
    }
}

numbered! {
    /// Where an assignment stands.
    AssignmentState {
        /// With the unit, not completed (or opened again).
        Assigned = 1 "assigned",
        /// The unit asked to send it back.
        SendBackRequested = 2 "send-back requested",
        /// Completed.
        Completed = 3 "completed",
        /// Sent back, and the centre accepted.
        SentBack = 4 "sent back",
        /// Withdrawn by the centre.
        Withdrawn = 5 "withdrawn",
    }
}

numbered! {
    /// Why a unit sends an assignment back 退回.
    SendBackReason {
        /// Another unit is responsible.
        NotResponsible = 1 "not responsible",
        /// The order does not say enough to act on.
        InsufficientInformation = 2 "insufficient information",
        /// The matter is in another order already.
        Duplicate = 3 "duplicate",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why the centre withdraws an assignment.
    WithdrawalReason {
        /// It went to the wrong unit.
        WrongUnit = 1 "wrong unit",
        /// The citizen withdrew the request.
        WithdrawnByCitizen = 2 "withdrawn by the citizen",
        /// The matter is in another order already.
        Duplicate = 3 "duplicate",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why a completed assignment is opened again 重办.
    RedoReason {
        /// The citizen was not satisfied.
        Dissatisfied = 1 "dissatisfied",
        /// The reply does not answer the request.
        IncompleteReply = 2 "incomplete reply",
        /// The matter came up again.
        Recurred = 3 "recurred",
        /// Something else.
        Other = 4 "other",
    }
}

numbered! {
    /// Why an assignment is taken out of rating 剔除.
    ExclusionReason {
        /// The request is outside what the law lets the unit do.
        BeyondAuthority = 1 "beyond authority",
        /// The request is unreasonable.
        UnreasonableRequest = 2 "unreasonable request",
        /// The matter is with a court, a petition office or a higher authority.
        InOtherProcedure = 3 "in another procedure",
        /// The unit could not act.
        ForceMajeure = 4 "force majeure",
        /// Something else.
        Other = 5 "other",
    }
}

numbered! {
    /// Where an exclusion stands.
    ExclusionState {
        /// Asked for, not decided.
        Requested = 1 "requested",
        /// Approved: the assignment is not rated.
        Approved = 2 "approved",
        /// Refused.
        Refused = 3 "refused",
    }
}

numbered! {
    /// How the citizen was visited.
    VisitChannel {
        /// By telephone.
        Phone = 1 "phone",
        /// By SMS.
        Sms = 2 "SMS",
        /// By WeChat.
        Wechat = 3 "WeChat",
        /// By the app or the web.
        Online = 4 "online",
        /// In person.
        InPerson = 5 "in person",
    }
}

numbered! {
    /// A citizen's grade.
    Grade {
        /// 非常满意.
        VerySatisfied = 1 "very satisfied",
        /// 满意.
        Satisfied = 2 "satisfied",
        /// 基本满意.
        BasicallySatisfied = 3 "basically satisfied",
        /// 不满意.
        Dissatisfied = 4 "dissatisfied",
        /// 非常不满意.
        VeryDissatisfied = 5 "very dissatisfied",
    }
}

numbered! {
    /// Whether the citizen says that the matter is resolved.
    Resolved {
        /// Yes.
        Yes = 1 "resolved",
        /// In part.
        Partly = 2 "partly resolved",
        /// No.
        No = 3 "not resolved",
    }
}

/// What a return visit came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitResult {
    /// The citizen gave both grades and said whether the matter is resolved.
    Rated {
        /// How the citizen was treated.
        process: Grade,
        /// What came of the request.
        outcome: Grade,
        /// Whether the matter is resolved.
        resolved: Resolved,
    },
    /// The citizen could not be reached.
    Unreachable,
    /// The citizen did not want to answer.
    Refused,
    /// The visit does not count.
    Invalid,
}

/// A return visit 回访, without its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The number within the assignment, from 1.
    pub number: u32,
    /// How the citizen was visited.
    pub channel: VisitChannel,
    /// What came of it.
    pub result: VisitResult,
}

/// What can happen to an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was given to a unit. Always the first fact.
    Assigned {
        /// To whom.
        unit: UnitCode,
        /// Lead or assist.
        role: AssignmentRole,
        /// The deadline.
        due: Option<Moment>,
    },
    /// The unit asked to send it back.
    SendBackRequested {
        /// Why.
        reason: SendBackReason,
    },
    /// The centre decided about the send-back.
    SendBackDecided {
        /// Whether it accepted.
        accepted: bool,
    },
    /// The centre withdrew it.
    Withdrawn {
        /// Why.
        reason: WithdrawalReason,
    },
    /// The unit completed it.
    Completed,
    /// The centre opened it again.
    Redone {
        /// The new deadline; `None`: the old one stays.
        due: Option<Moment>,
        /// Why.
        reason: RedoReason,
    },
    /// The citizen was visited.
    Visited(Visit),
    /// An exclusion was asked for, by the fact's actor.
    ExclusionRequested {
        /// The exclusion's number within the assignment, from 1.
        number: u32,
        /// Why.
        reason: ExclusionReason,
    },
    /// An exclusion was decided, by the fact's actor.
    ExclusionDecided {
        /// The exclusion's number.
        number: u32,
        /// Whether it was approved.
        approved: bool,
    },
}

/// A dated fact of an assignment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When it happened.
    pub happened: Moment,
    /// The sequence of its event.
    pub sequence: i64,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub change: Change,
}

/// An assignment: its dated history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitCode,
    /// Lead or assist.
    pub role: AssignmentRole,
    /// When it was assigned.
    pub assigned: Moment,
    /// The facts, by the time they happened, then as recorded.
    facts: Vec<Fact>,
}

/// How an assignment stands at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: AssignmentState,
    /// The deadline in force.
    pub due: Option<Moment>,
    /// When it was last completed, if it is completed.
    pub completed: Option<Moment>,
    /// When its send-back was accepted or it was withdrawn.
    pub removed: Option<Moment>,
}

/// An exclusion 剔除, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The number within the assignment, from 1.
    pub number: u32,
    /// Why.
    pub reason: ExclusionReason,
    /// Who asked.
    pub requested_by: String,
    /// When it was asked for.
    pub requested: Moment,
    /// The sequence of the asking.
    pub requested_sequence: i64,
    /// The decision.
    pub decision: Option<Decision>,
}

/// The decision about an exclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it was approved.
    pub approved: bool,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided: Moment,
    /// The sequence of the decision.
    pub sequence: i64,
}

impl Exclusion {
    /// Where it stands.
    pub fn state(&self) -> ExclusionState {
        match &self.decision {
            None => ExclusionState::Requested,
            Some(decision) if decision.approved => ExclusionState::Approved,
            Some(_) => ExclusionState::Refused,
        }
    }

    /// The sequence of its last change.
    pub fn sequence(&self) -> i64 {
        self.decision
            .as_ref()
            .map_or(self.requested_sequence, |decision| decision.sequence)
    }
}

impl Assignment {
    /// An assignment that was just made; `None` where the fact is not an assignment.
    pub fn new(id: AssignmentId, fact: Fact) -> Option<Assignment> {
        let Change::Assigned { unit, role, .. } = &fact.change else {
            return None;
        };
        Some(Assignment {
            id,
            unit: unit.clone(),
            role: *role,
            assigned: fact.happened,
            facts: vec![fact],
        })
    }

    /// Takes a fact into the history, at its place.
    pub fn insert(&mut self, fact: Fact) {
        let key = (fact.happened, fact.sequence);
        let place = self
            .facts
            .partition_point(|other| (other.happened, other.sequence) < key);
        self.facts.insert(place, fact);
    }

    /// The facts, by the time they happened, then as recorded.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The facts up to and including a time.
    pub fn facts_until(&self, at: Moment) -> &[Fact] {
        let end = self.facts.partition_point(|fact| fact.happened <= at);
        &self.facts[..end]
    }

    /// The facts after a time.
    pub fn facts_after(&self, at: Moment) -> &[Fact] {
        &self.facts[self.facts_until(at).len()..]
    }

    /// How it stands at a time.
    pub fn standing_at(&self, at: Moment) -> Standing {
        standing(self.facts_until(at))
    }

    /// How it stands after all that is known.
    pub fn standing(&self) -> Standing {
        standing(&self.facts)
    }

    /// The sequence of the last change.
    pub fn sequence(&self) -> i64 {
        self.facts
            .iter()
            .map(|fact| fact.sequence)
            .max()
            .unwrap_or(0)
    }

    /// How many times it was opened again.
    pub fn redo_count(&self) -> usize {
        let redone = |fact: &&Fact| matches!(fact.change, Change::Redone { .. });
        self.facts.iter().filter(redone).count()
    }

    /// The completion with the reply that counts: the last one that happened.
    pub fn last_completion(&self) -> Option<&Fact> {
        self.facts
            .iter()
            .rfind(|fact| fact.change == Change::Completed)
    }

    /// The return visits with the facts that tell of them, by the time they happened.
    pub fn visits(&self) -> impl Iterator<Item = (&Fact, &Visit)> {
        self.facts.iter().filter_map(|fact| match &fact.change {
            Change::Visited(visit) => Some((fact, visit)),
            _ => None,
        })
    }

    /// The exclusions, by number.
    pub fn exclusions(&self) -> Vec<Exclusion> {
        let mut exclusions: Vec<Exclusion> = Vec::new();
        for fact in &self.facts {
            if let Change::ExclusionRequested { number, reason } = fact.change {
                exclusions.push(Exclusion {
                    number,
                    reason,
                    requested_by: fact.actor.clone(),
                    requested: fact.happened,
                    requested_sequence: fact.sequence,
                    decision: None,
                });
            }
        }
        for fact in &self.facts {
            if let Change::ExclusionDecided { number, approved } = fact.change
                && let Some(exclusion) = exclusions.iter_mut().find(|one| one.number == number)
            {
                exclusion.decision = Some(Decision {
                    approved,
                    decided_by: fact.actor.clone(),
                    decided: fact.happened,
                    sequence: fact.sequence,
                });
            }
        }
        exclusions.sort_by_key(|exclusion| exclusion.number);
        exclusions
    }

    /// Whether an approved exclusion takes it out of rating.
    pub fn is_excluded(&self) -> bool {
        let approved =
            |fact: &Fact| matches!(fact.change, Change::ExclusionDecided { approved: true, .. });
        self.facts.iter().any(approved)
    }
}

/// How an assignment stands after these facts. The moves, at a glance:
///
/// | fact | from | to |
/// |---|---|---|
/// | assigned | – | assigned |
/// | send-back requested | assigned | send-back requested |
/// | send-back refused | send-back requested | assigned |
/// | send-back accepted | send-back requested | sent back (final) |
/// | withdrawn | assigned, send-back requested | withdrawn (final) |
/// | completed | assigned, send-back requested (which lapses) | completed |
/// | redone | completed | assigned |
fn standing(facts: &[Fact]) -> Standing {
    let mut standing = Standing {
        state: AssignmentState::Assigned,
        due: None,
        completed: None,
        removed: None,
    };
    for fact in facts {
        match &fact.change {
            Change::Assigned { due, .. } => standing.due = *due,
            Change::SendBackRequested { .. } => {
                if standing.state == AssignmentState::Assigned {
                    standing.state = AssignmentState::SendBackRequested;
                }
            }
            Change::SendBackDecided { accepted: true } => {
                standing.state = AssignmentState::SentBack;
                standing.removed = Some(fact.happened);
            }
            Change::SendBackDecided { accepted: false } => {
                // Where the request lapsed by a completion that was recorded late, there is nothing to refuse.
                if standing.state == AssignmentState::SendBackRequested {
                    standing.state = AssignmentState::Assigned;
                }
            }
            Change::Withdrawn { .. } => {
                standing.state = AssignmentState::Withdrawn;
                standing.removed = Some(fact.happened);
            }
            Change::Completed => {
                standing.state = AssignmentState::Completed;
                standing.completed = Some(fact.happened);
            }
            Change::Redone { due, .. } => {
                standing.state = AssignmentState::Assigned;
                standing.completed = None;
                standing.due = due.or(standing.due);
            }
            Change::Visited(_)
            | Change::ExclusionRequested { .. }
            | Change::ExclusionDecided { .. } => {}
        }
    }
    standing
}
