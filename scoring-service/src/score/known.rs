//! From the log of a record to what is known of it at a position of the feed.

use std::collections::BTreeSet;

use hotline_common::time::{Moment, Month, Zone};
use serde::{Deserialize, Serialize};

use super::facts::{AssignmentHistory, Fact, FactKind, Facts};
use super::log::{Known, Log, NOW};
use super::records::{CallFacts, OrderFacts, SupervisionFacts};
use super::words::{Channel, Nature, Role, SupervisionForm};

/// What can be told about an assignment. Stored by place: variants are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssignmentFact {
    /// The order was given to a unit.
    Assigned {
        /// The code of the unit.
        unit: String,
        /// Lead or assist.
        role: Role,
        /// The deadline, if any.
        due: Option<Moment>,
        /// By when it must be signed for, if there is such a limit.
        sign_due: Option<Moment>,
    },
    /// Something happened to it since.
    Happened(FactKind),
}

/// What can be told about an order. Stored by place: variants are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderFact {
    /// It was received.
    Accepted {
        /// How it came.
        channel: Channel,
        /// What the citizen wants.
        nature: Nature,
        /// The code of its category, if it has one.
        category: Option<String>,
        /// The codes of its topics.
        topics: Vec<String>,
    },
    /// 直办: the centre answered it itself.
    HandledDirectly,
    /// It was linked to another as its duplicate.
    Duplicate {
        /// The number of the order that it repeats.
        original: i64,
    },
}

/// What can be told about a call. Stored by place: variants are only ever appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallFact {
    /// It came in.
    Recorded {
        /// Whether an agent answered it.
        answered: bool,
        /// Milliseconds to the answer, where that is known.
        wait: Option<i64>,
    },
    /// The citizen was called back and reached.
    CalledBack,
    /// The citizen was sent a short message.
    Notified,
}

/// What can be told about a supervision. Stored by place: variants are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupervisionFact {
    /// It was issued.
    Issued {
        /// The code of the unit named in it.
        unit: String,
        /// Its form.
        form: SupervisionForm,
    },
    /// It was lifted; it counts as before.
    Lifted,
}

/// The log of one assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentLog {
    /// The order's number.
    pub order: i64,
    /// The assignment's number within the order.
    pub number: u32,
    /// What was told about it.
    pub log: Log<AssignmentFact>,
}

impl AssignmentLog {
    /// The assignment as it was known at a position of the feed, with its order as it was known then; `None` if it was not known,
    /// or was said not to have been made.
    pub fn known_at(&self, order: &OrderFacts, sequence: i64) -> Option<AssignmentHistory> {
        let mut history = None;
        let mut facts = Facts::default();
        for known in self.log.known_at(sequence) {
            match known.fact {
                AssignmentFact::Assigned {
                    unit,
                    role,
                    due,
                    sign_due,
                } => {
                    history = Some(AssignmentHistory {
                        order: self.order,
                        number: self.number,
                        unit: unit.clone(),
                        role: *role,
                        assigned: known.happened,
                        due: *due,
                        sign_due: *sign_due,
                        governors_mailbox: order.channel == Channel::GovernorMailbox,
                        duplicate: order.duplicate,
                        facts: Facts::default(),
                    });
                }
                AssignmentFact::Happened(kind) => {
                    facts.insert(Fact {
                        happened: known.happened,
                        recorded_sequence: known.sequence,
                        recorded: known.recorded,
                        corrected: known.corrected,
                        kind: *kind,
                    });
                }
            }
        }
        history.map(|history| AssignmentHistory { facts, ..history })
    }

    /// The month and the unit in which it counts, or last counted before it was said not to have been made.
    pub fn place(&self, zone: &Zone) -> Option<(Month, &str)> {
        let known = self.log.known_at(NOW);
        let holding = known.iter().map(|known| (known.happened, known.fact));
        holding
            .chain(self.log.versions())
            .find_map(|version| place(version, zone))
    }

    /// Every month and unit in which it ever counted, by some version of its assigning.
    pub fn places(&self, zone: &Zone) -> BTreeSet<(Month, &str)> {
        self.log
            .versions()
            .filter_map(|version| place(version, zone))
            .collect()
    }

    /// The same if a correction moved it; otherwise nothing.
    pub fn former_places(&self, zone: &Zone) -> BTreeSet<(Month, &str)> {
        // Where nothing was corrected, nothing was moved.
        if self.log.corrections().is_empty() {
            return BTreeSet::new();
        }
        let places = self.places(zone);
        if 1 < places.len() {
            places
        } else {
            BTreeSet::new()
        }
    }
}

fn place<'a>(
    (happened, fact): (Moment, &'a AssignmentFact),
    zone: &Zone,
) -> Option<(Month, &'a str)> {
    match fact {
        AssignmentFact::Assigned { unit, .. } => Some((zone.month_of(happened), unit)),
        AssignmentFact::Happened(_) => None,
    }
}

impl Log<OrderFact> {
    /// The order as it was known at a position of the feed; `None` if it was not.
    pub fn order(&self, number: i64, sequence: i64) -> Option<OrderFacts> {
        let known = self.known_at(sequence);
        let mut order = known.iter().find_map(|known| match known.fact {
            OrderFact::Accepted {
                channel,
                nature,
                category,
                topics,
            } => Some(OrderFacts {
                number,
                received: known.happened,
                channel: *channel,
                nature: *nature,
                category: category.clone(),
                topics: topics.clone(),
                handled_directly: None,
                duplicate: None,
            }),
            _ => None,
        })?;
        order.handled_directly = last(&known, |fact| *fact == OrderFact::HandledDirectly);
        order.duplicate = first(&known, |fact| matches!(fact, OrderFact::Duplicate { .. }));
        Some(order)
    }
}

impl Log<CallFact> {
    /// The call as it was known at a position of the feed; `None` if it was not, or was said not to have come in.
    pub fn call(&self, sequence: i64) -> Option<CallFacts> {
        let known = self.known_at(sequence);
        let (started, answered, wait) = known.iter().find_map(|known| match known.fact {
            CallFact::Recorded { answered, wait } => Some((known.happened, *answered, *wait)),
            _ => None,
        })?;
        Some(CallFacts {
            started,
            answered,
            wait,
            called_back: first(&known, |fact| *fact == CallFact::CalledBack),
            sms_notice: first(&known, |fact| *fact == CallFact::Notified),
        })
    }
}

impl Log<SupervisionFact> {
    /// The supervision as it was known at a position of the feed; `None` if it was not, or was said not to have been issued.
    pub fn supervision(&self, sequence: i64) -> Option<SupervisionFacts> {
        self.known_at(sequence)
            .into_iter()
            .find_map(|known| match known.fact {
                SupervisionFact::Issued { unit, form } => Some(SupervisionFacts {
                    unit: unit.clone(),
                    form: *form,
                    issued: known.happened,
                }),
                SupervisionFact::Lifted => None,
            })
    }
}

impl<T: Clone> Log<T> {
    /// A record that is told whole in one event, as it was known at a position of the feed.
    pub fn whole(&self, sequence: i64) -> Option<T> {
        let known = self.known_at(sequence);
        known.first().map(|known| known.fact.clone())
    }
}

fn first<T>(known: &[Known<'_, T>], is_wanted: impl Fn(&T) -> bool) -> Option<Moment> {
    let found = known.iter().find(|known| is_wanted(known.fact));
    found.map(|known| known.happened)
}

fn last<T>(known: &[Known<'_, T>], is_wanted: impl Fn(&T) -> bool) -> Option<Moment> {
    let found = known.iter().rfind(|known| is_wanted(known.fact));
    found.map(|known| known.happened)
}
