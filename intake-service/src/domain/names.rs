//! Names of records: codes of the registry, numbers of the ledger, and the resource names of the API.

use std::fmt;
use std::str::FromStr;

use hotline_common::time::Day;
use serde::{Deserialize, Serialize};

/// A code of the registry: 1 to 63 characters of `A-Z a-z 0-9 . _ -`, the first a letter or a digit; compared bytewise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Code {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Code, InvalidName> {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        let first = text
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric);
        if first && text.len() <= 63 && text.as_bytes().iter().all(allowed) {
            Ok(Code(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

/// A unit's code.
pub type UnitCode = Code;
/// A category's code.
pub type CategoryCode = Code;
/// The code of a rule for deadlines.
pub type RuleCode = Code;
/// A topic's code.
pub type TopicCode = Code;

/// A work order's number, `YYYYMMDD-NNNNNN`: the local day of receipt and a counter of that day from 1 to 999,999.
///
/// Kept as the whole number `YYYYMMDDNNNNNN`, which sorts the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber(i64);

impl OrderNumber {
    /// The most orders of one day.
    pub const DAILY_LIMIT: u32 = 999_999;

    /// The number of the day's order with this counter; `None` when the day is full.
    pub fn new(day: Day, counter: u32) -> Option<OrderNumber> {
        (1..=Self::DAILY_LIMIT)
            .contains(&counter)
            .then(|| OrderNumber(Self::day_part(day) * 1_000_000 + i64::from(counter)))
    }

    /// The number from its whole number; `None` if it is none.
    pub fn from_number(number: i64) -> Option<OrderNumber> {
        let part = |divisor: i64, modulus: i64| number.div_euclid(divisor).rem_euclid(modulus);
        let year = i16::try_from(number.div_euclid(10_000_000_000)).ok()?;
        let month = i8::try_from(part(100_000_000, 100)).ok()?;
        let day = i8::try_from(part(1_000_000, 100)).ok()?;
        let counter = u32::try_from(part(1, 1_000_000)).ok()?;
        OrderNumber::new(Day::from_ymd(year, month, day)?, counter)
    }

    /// The whole number `YYYYMMDDNNNNNN`.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The counter within the day.
    pub fn counter(self) -> u32 {
        u32::try_from(self.0.rem_euclid(1_000_000)).expect("the counter is below a million")
    }

    /// The whole numbers of a day's first and last possible order.
    pub fn bounds_of(day: Day) -> (i64, i64) {
        let base = Self::day_part(day) * 1_000_000;
        (base + 1, base + i64::from(Self::DAILY_LIMIT))
    }

    fn day_part(day: Day) -> i64 {
        let (year, month, day) = day.ymd();
        i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day)
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}-{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

impl FromStr for OrderNumber {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<OrderNumber, InvalidName> {
        let (day, counter) = text.split_once('-').ok_or(InvalidName)?;
        let digits = |part: &str, count| {
            part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(day, 8) || !digits(counter, 6) {
            return Err(InvalidName);
        }
        let number: i64 = format!("{day}{counter}").parse().map_err(|_| InvalidName)?;
        OrderNumber::from_number(number).ok_or(InvalidName)
    }
}

/// A number that the ledger gave: the sequence of the event that made the record.
pub type LedgerId = i64;

/// An assignment: its order and its number within it, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentId {
    /// The order.
    pub order: OrderNumber,
    /// The number within the order.
    pub number: u32,
}

/// A return visit, an extension or an exclusion: its assignment and its number within it, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The number within the assignment.
    pub number: u32,
}

/// How another system calls an order. The pair is unique.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExternalReference {
    /// The system.
    pub source: String,
    /// Its id there.
    pub id: String,
}

/// What a command made or changed: the record that answers it, by its resource name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `units/{unit}`
    Unit(UnitCode),
    /// `categories/{category}`
    Category(CategoryCode),
    /// `topics/{topic}`
    Topic(TopicCode),
    /// `calendars/{year}`
    Calendar(i16),
    /// `deadlineRules/{rule}`
    DeadlineRule(RuleCode),
    /// `calls/{call}`
    Call(LedgerId),
    /// `workOrders/{order}`
    WorkOrder(OrderNumber),
    /// `workOrders/{order}/assignments/{n}`
    Assignment(AssignmentId),
    /// `workOrders/{order}/assignments/{n}/returnVisits/{visit}`
    ReturnVisit(PartId),
    /// `workOrders/{order}/assignments/{n}/exclusions/{exclusion}`
    Exclusion(PartId),
    /// `workOrders/{order}/assignments/{n}/extensions/{extension}`
    Extension(PartId),
    /// `supervisions/{supervision}`
    Supervision(LedgerId),
    /// `leaderSessions/{session}`
    LeaderSession(LedgerId),
    /// `appreciations/{appreciation}`
    Appreciation(LedgerId),
    /// `activities/{activity}`
    Activity(LedgerId),
    /// `typicalCases/{case}`
    TypicalCase(LedgerId),
    /// `corrections/{correction}`
    Correction(LedgerId),
    /// `reveals/{reveal}`
    Reveal(LedgerId),
    /// `purges/{purge}`: only in the feed.
    Purge(LedgerId),
}

impl Subject {
    /// What kind of resource it is, as `ResourceInfo` and messages call it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Subject::Unit(_) => "unit",
            Subject::Category(_) => "category",
            Subject::Topic(_) => "topic",
            Subject::Calendar(_) => "calendar",
            Subject::DeadlineRule(_) => "deadline rule",
            Subject::Call(_) => "call",
            Subject::WorkOrder(_) => "work order",
            Subject::Assignment(_) => "assignment",
            Subject::ReturnVisit(_) => "return visit",
            Subject::Exclusion(_) => "exclusion",
            Subject::Extension(_) => "extension",
            Subject::Supervision(_) => "supervision",
            Subject::LeaderSession(_) => "leader session",
            Subject::Appreciation(_) => "appreciation",
            Subject::Activity(_) => "activity",
            Subject::TypicalCase(_) => "typical case",
            Subject::Correction(_) => "correction",
            Subject::Reveal(_) => "reveal",
            Subject::Purge(_) => "purge",
        }
    }
}

/// `workOrders/{order}/assignments/{n}`
impl fmt::Display for AssignmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "workOrders/{}/assignments/{}", self.order, self.number)
    }
}

/// The resource name.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Unit(code) => write!(f, "units/{code}"),
            Subject::Category(code) => write!(f, "categories/{code}"),
            Subject::Topic(code) => write!(f, "topics/{code}"),
            Subject::Calendar(year) => write!(f, "calendars/{year:04}"),
            Subject::DeadlineRule(code) => write!(f, "deadlineRules/{code}"),
            Subject::Call(id) => write!(f, "calls/{id}"),
            Subject::WorkOrder(number) => write!(f, "workOrders/{number}"),
            Subject::Assignment(id) => write!(f, "{id}"),
            Subject::ReturnVisit(id) => write!(f, "{}/returnVisits/{}", id.assignment, id.number),
            Subject::Exclusion(id) => write!(f, "{}/exclusions/{}", id.assignment, id.number),
            Subject::Extension(id) => write!(f, "{}/extensions/{}", id.assignment, id.number),
            Subject::Supervision(id) => write!(f, "supervisions/{id}"),
            Subject::LeaderSession(id) => write!(f, "leaderSessions/{id}"),
            Subject::Appreciation(id) => write!(f, "appreciations/{id}"),
            Subject::Activity(id) => write!(f, "activities/{id}"),
            Subject::TypicalCase(id) => write!(f, "typicalCases/{id}"),
            Subject::Correction(id) => write!(f, "corrections/{id}"),
            Subject::Reveal(id) => write!(f, "reveals/{id}"),
            Subject::Purge(id) => write!(f, "purges/{id}"),
        }
    }
}

/// Reads a resource name, and nothing else.
impl FromStr for Subject {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Subject, InvalidName> {
        let parts: Vec<&str> = text.split('/').collect();
        Ok(match parts.as_slice() {
            ["units", code] => Subject::Unit(code.parse()?),
            ["categories", code] => Subject::Category(code.parse()?),
            ["topics", code] => Subject::Topic(code.parse()?),
            ["calendars", year] => Subject::Calendar(calendar_year(year)?),
            ["deadlineRules", code] => Subject::DeadlineRule(code.parse()?),
            ["calls", id] => Subject::Call(ledger_id(id)?),
            ["workOrders", order] => Subject::WorkOrder(order.parse()?),
            ["workOrders", order, "assignments", number] => {
                Subject::Assignment(assignment_id(order, number)?)
            }
            [
                "workOrders",
                order,
                "assignments",
                number,
                "returnVisits",
                visit,
            ] => Subject::ReturnVisit(PartId {
                assignment: assignment_id(order, number)?,
                number: part_number(visit)?,
            }),
            [
                "workOrders",
                order,
                "assignments",
                number,
                "exclusions",
                exclusion,
            ] => Subject::Exclusion(PartId {
                assignment: assignment_id(order, number)?,
                number: part_number(exclusion)?,
            }),
            [
                "workOrders",
                order,
                "assignments",
                number,
                "extensions",
                extension,
            ] => Subject::Extension(PartId {
                assignment: assignment_id(order, number)?,
                number: part_number(extension)?,
            }),
            ["supervisions", id] => Subject::Supervision(ledger_id(id)?),
            ["leaderSessions", id] => Subject::LeaderSession(ledger_id(id)?),
            ["appreciations", id] => Subject::Appreciation(ledger_id(id)?),
            ["activities", id] => Subject::Activity(ledger_id(id)?),
            ["typicalCases", id] => Subject::TypicalCase(ledger_id(id)?),
            ["corrections", id] => Subject::Correction(ledger_id(id)?),
            ["reveals", id] => Subject::Reveal(ledger_id(id)?),
            ["purges", id] => Subject::Purge(ledger_id(id)?),
            _ => return Err(InvalidName),
        })
    }
}

fn assignment_id(order: &str, number: &str) -> Result<AssignmentId, InvalidName> {
    Ok(AssignmentId {
        order: order.parse()?,
        number: part_number(number)?,
    })
}

/// Reads a number from 1 as names carry it: digits without sign or leading zero.
pub fn part_number(text: &str) -> Result<u32, InvalidName> {
    u32::try_from(ledger_id(text)?).map_err(|_| InvalidName)
}

/// Reads the year of a calendar: four digits, 0001 to 9998.
pub fn calendar_year(text: &str) -> Result<i16, InvalidName> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|_| digits).ok_or(InvalidName)?;
    (1..=9998)
        .contains(&year)
        .then_some(year)
        .ok_or(InvalidName)
}

/// Reads a number of the ledger: digits without sign or leading zero, from 1.
pub fn ledger_id(text: &str) -> Result<LedgerId, InvalidName> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain {
        return Err(InvalidName);
    }
    text.parse().map_err(|_| InvalidName)
}

/// The text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid name")]
pub struct InvalidName;
