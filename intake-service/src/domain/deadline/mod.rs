//! Deadlines: by when a kind of order must be signed for and completed.
//!
//! A deadline is computed once, when an assignment is made or opened again, and stamped on it with its [`Basis`]. A later change of the
//! calendar or of a rule touches nothing that was stamped.

mod words;

#[cfg(test)]
mod tests;

use hotline_common::time::{Moment, Zone};

use super::calendar::Calendar;
use super::names::RuleCode;
use super::work_order::{Nature, Urgency};

pub use words::in_words;

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Until the end of this many working days after the local day on which it began.
    WorkingDays(u32),
    /// This many hours, nights and holidays included. A change of clocks does not matter: hours are elapsed time.
    Hours(u32),
}

impl Limit {
    /// The most working days.
    pub const MOST_WORKING_DAYS: u32 = 250;
    /// The most hours.
    pub const MOST_HOURS: u32 = 1_000;

    /// When it ends, counted from a moment.
    pub fn end(self, calendar: &Calendar, zone: &Zone, from: Moment) -> Moment {
        match self {
            Limit::WorkingDays(count) => {
                zone.end_of(calendar.working_day_after(zone.day_of(from), count))
            }
            Limit::Hours(hours) => from.plus_micros(i64::from(hours) * MICROS_OF_AN_HOUR),
        }
    }
}

const MICROS_OF_AN_HOUR: i64 = 3_600_000_000;

/// By when a kind of order must be signed for and completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineRule {
    /// The code; never changes.
    pub code: RuleCode,
    /// What people call it.
    pub display_name: String,
    /// Only orders of this nature; `None`: of any.
    pub nature: Option<Nature>,
    /// Only orders of this urgency; `None`: of any.
    pub urgency: Option<Urgency>,
    /// By when such an order must be completed.
    pub limit: Limit,
    /// By when it must be signed for; `None`: no such limit.
    pub sign_limit: Option<Limit>,
    /// Holds only where an assignment names it.
    pub on_request_only: bool,
    /// Does not hold any more.
    pub retired: bool,
    /// The sequence of the last change: the version.
    pub sequence: i64,
}

impl DeadlineRule {
    /// Whether it holds for orders without being named.
    pub fn holds_by_itself(&self) -> bool {
        !self.on_request_only && !self.retired
    }

    fn fits(&self, nature: Nature, urgency: Urgency) -> bool {
        self.holds_by_itself()
            && self.nature.is_none_or(|only| only == nature)
            && self.urgency.is_none_or(|only| only == urgency)
    }

    /// The most specific rule counts most: nature and urgency, then nature, then urgency, then neither.
    fn specificity(&self) -> (bool, bool) {
        (self.nature.is_some(), self.urgency.is_some())
    }
}

/// The rule that holds for an order: of those that fit, the most specific one.
///
/// Two rules that hold by themselves for the same nature and urgency are not allowed beside each other, so there is never a choice.
pub fn fitting<'a>(
    rules: impl IntoIterator<Item = &'a DeadlineRule>,
    nature: Nature,
    urgency: Urgency,
) -> Option<&'a DeadlineRule> {
    let fitting = rules.into_iter().filter(|rule| rule.fits(nature, urgency));
    fitting.max_by_key(|rule| rule.specificity())
}

/// How deadlines came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The rule.
    pub rule: RuleCode,
    /// The rule's version.
    pub rule_sequence: i64,
    /// The calendar's version; 0 where only weekends were known.
    pub calendar_sequence: i64,
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// By when it must be completed.
    pub due: Moment,
    /// By when it must be signed for, never after `due`; `None`: no such limit.
    pub sign_due: Option<Moment>,
    /// How they came about.
    pub basis: Basis,
}

/// The deadlines that a rule gives, counted from a moment: the assignment or the redo.
pub fn deadlines(rule: &DeadlineRule, calendar: &Calendar, zone: &Zone, from: Moment) -> Deadlines {
    let due = rule.limit.end(calendar, zone, from);
    let sign_due = rule
        .sign_limit
        .map(|limit| limit.end(calendar, zone, from).min(due));
    Deadlines {
        due,
        sign_due,
        basis: Basis {
            rule: rule.code.clone(),
            rule_sequence: rule.sequence,
            calendar_sequence: calendar.sequence(),
        },
    }
}

/// Changes of a rule; `None` leaves a field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateDeadlineRule {
    /// Which rule.
    pub code: RuleCode,
    /// A new name.
    pub display_name: Option<String>,
    /// A new nature, or any.
    pub nature: Option<Option<Nature>>,
    /// A new urgency, or any.
    pub urgency: Option<Option<Urgency>>,
    /// A new limit.
    pub limit: Option<Limit>,
    /// A new limit for signing, or none.
    pub sign_limit: Option<Option<Limit>>,
    /// Whether it holds only where it is named.
    pub on_request_only: Option<bool>,
    /// Whether it does not hold any more.
    pub retired: Option<bool>,
    /// Create the rule if there is none.
    pub allow_missing: bool,
}

/// Which rule is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedRule {
    /// This one.
    Named(RuleCode),
    /// The one that holds for the order; there must be one.
    Fitting,
}

/// Which deadline an assignment is to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WantedDue {
    /// The caller gives it, or wants none.
    Given(Option<Moment>),
    /// As a rule says.
    Rule(WantedRule),
    /// As the rule says that holds for the order, if there is one; in an import none.
    IfAny,
}

/// Which deadline a redo is to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewDue {
    /// The old one stays.
    Old,
    /// The caller gives it.
    Given(Moment),
    /// As a rule says.
    Rule(WantedRule),
}
