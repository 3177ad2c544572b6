//! What a proof's lines hold.

mod fact;

use hotline_common::time::{Day, Moment, Month};
use serde::{Deserialize, Serialize};

use super::{instant, text, word};
use crate::names;
use crate::score::{AssignmentHistory, Policy, Role, Row, SupervisionFacts, SupervisionForm};

pub use fact::{Fact, FactDetail};

/// What a proof calls itself.
pub const FORMAT: &str = "hotline-proof";
/// The version of the format.
pub const VERSION: u32 = 1;

/// One line's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Record {
    /// The first line.
    Header(Box<Header>),
    /// The policy that was applied.
    Policy(Box<Policy>),
    /// A line of the canonical text.
    Canonical(Canonical),
    /// An assignment of the cohort.
    Assignment(Assignment),
    /// A supervision of the month.
    Supervision(Supervision),
    /// A unit's line in the ranking.
    Row(Box<Line>),
    /// The last line.
    Trailer(Trailer),
}

/// Which revision is proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// `rankings/{month}/revisions/{n}`.
    pub name: String,
    /// The month.
    #[serde(with = "text")]
    pub month: Month,
    /// The revision's number, from 1.
    pub revision: u32,
    /// The hotline's zone, an IANA name.
    pub time_zone: String,
    /// The last local day that counts.
    #[serde(with = "text")]
    pub last_day: Day,
    /// The first instant that is too late: the end of that day.
    #[serde(with = "instant")]
    pub cut_off: Moment,
    /// Through which sequence number the feed was read.
    pub feed_sequence: i64,
    /// The revision's hash: the SHA-256 of the canonical text.
    pub hash: String,
    /// The hash of the revision before; `null` for the first.
    pub previous_hash: Option<String>,
    /// The hash over the assignment and supervision lines, as the canonical text has it in `seal.facts`; `null` for a revision
    /// that was sealed before there was one: its facts are not tied to its hash, only its rows are.
    pub facts_hash: Option<String>,
}

/// A line of the canonical text, without its LF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canonical {
    /// The line.
    pub text: String,
}

/// An assignment 承办 of the cohort, as it was known at the seal's position of the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// `workOrders/{order}/assignments/{n}`, as intake names it.
    pub name: String,
    /// The code of the unit.
    pub unit: String,
    /// Lead or assist.
    #[serde(with = "word")]
    pub role: Role,
    /// When it was assigned.
    #[serde(with = "instant")]
    pub assigned: Moment,
    /// The deadline it was given; `null` for none.
    #[serde(with = "instant::optional")]
    pub due: Option<Moment>,
    /// By when the unit must sign for it 签收; `null` for no such limit.
    #[serde(with = "instant::optional")]
    pub sign_due: Option<Moment>,
    /// Whether the order came by the governor's mailbox 省长信箱.
    pub governors_mailbox: bool,
    /// When its order was linked to another as its duplicate; `null` if it is none.
    #[serde(with = "instant::optional")]
    pub duplicate: Option<Moment>,
    /// What happened to it, in the order in which it happened; at the same instant, as recorded.
    pub facts: Vec<Fact>,
}

/// A supervision 督办 issued in the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// `supervisions/{supervision}`, as intake names it.
    pub name: String,
    /// The code of the unit named in it.
    pub unit: String,
    /// Its form.
    #[serde(with = "word")]
    pub form: SupervisionForm,
    /// When it was issued.
    #[serde(with = "instant")]
    pub issued: Moment,
}

/// A unit's line in the ranking, with its counts. Rates are numerator, denominator and what is printed; what is printed is in hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Where it stands: `ranked`, `small_sample`, `unranked`, `without_volume` or `other`.
    pub list: String,
    /// The line.
    pub row: Row,
}

/// How many lines there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trailer {
    /// Lines of the canonical text.
    pub canonical: u64,
    /// Assignments.
    pub assignments: u64,
    /// Supervisions.
    pub supervisions: u64,
    /// Rows.
    pub rows: u64,
}

impl Record {
    /// What it is about, in words.
    pub fn subject(&self) -> String {
        match self {
            Record::Header(header) => format!("header of {}", header.name),
            Record::Policy(_) => "policy".to_owned(),
            Record::Canonical(line) => {
                let mut fields = line.text.split('\t');
                let key = fields.next().unwrap_or_default();
                match (key, fields.next()) {
                    ("counts" | "rates" | "measure" | "duplicates", Some(unit)) => {
                        format!("{key} of unit {unit}")
                    }
                    ("unit", _) => format!("unit {}", fields.nth(2).unwrap_or_default()),
                    _ => format!("canonical line {key}"),
                }
            }
            Record::Assignment(assignment) => {
                format!("assignment {} of unit {}", assignment.name, assignment.unit)
            }
            Record::Supervision(supervision) => {
                format!(
                    "supervision {} of unit {}",
                    supervision.name, supervision.unit
                )
            }
            Record::Row(line) => format!("row of unit {}", line.row.code),
            Record::Trailer(_) => "trailer".to_owned(),
        }
    }

    /// Its place in the order of a proof.
    pub(super) const fn section(&self) -> u8 {
        match self {
            Record::Header(_) => 0,
            Record::Policy(_) => 1,
            Record::Canonical(_) => 2,
            Record::Assignment(_) => 3,
            Record::Supervision(_) => 4,
            Record::Row(_) => 5,
            Record::Trailer(_) => 6,
        }
    }
}

impl Assignment {
    /// The record of an assignment.
    pub fn of(history: &AssignmentHistory) -> Assignment {
        let AssignmentHistory {
            order,
            number,
            unit,
            role,
            assigned,
            due,
            sign_due,
            governors_mailbox,
            duplicate,
            facts,
        } = history;
        Assignment {
            name: names::assignment(*order, *number),
            unit: unit.clone(),
            role: *role,
            assigned: *assigned,
            due: *due,
            sign_due: *sign_due,
            governors_mailbox: *governors_mailbox,
            duplicate: *duplicate,
            facts: facts.iter().map(Fact::of).collect(),
        }
    }

    /// The assignment that it is the record of; `None` where its name is none.
    pub fn history(&self) -> Option<AssignmentHistory> {
        let Assignment {
            name,
            unit,
            role,
            assigned,
            due,
            sign_due,
            governors_mailbox,
            duplicate,
            facts,
        } = self;
        let (order, number) = names::assignment_key(name)?;
        Some(AssignmentHistory {
            order,
            number,
            unit: unit.clone(),
            role: *role,
            assigned: *assigned,
            due: *due,
            sign_due: *sign_due,
            governors_mailbox: *governors_mailbox,
            duplicate: *duplicate,
            facts: facts.iter().map(Fact::fact).collect(),
        })
    }
}

impl Supervision {
    /// The record of a supervision.
    pub fn of(id: i64, facts: &SupervisionFacts) -> Supervision {
        let SupervisionFacts { unit, form, issued } = facts;
        Supervision {
            name: names::supervision(id),
            unit: unit.clone(),
            form: *form,
            issued: *issued,
        }
    }

    /// Its number and what counts; `None` where its name is none.
    pub fn facts(&self) -> Option<(i64, SupervisionFacts)> {
        let Supervision {
            name,
            unit,
            form,
            issued,
        } = self;
        let facts = SupervisionFacts {
            unit: unit.clone(),
            form: *form,
            issued: *issued,
        };
        Some((names::supervision_id(name)?, facts))
    }
}
