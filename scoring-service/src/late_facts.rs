//! The facts behind the difference of two revisions: what was recorded after the one was sealed and by the other.

use std::collections::{BTreeMap, BTreeSet};

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Moment, Month, Zone};

use crate::names;
use crate::score::{
    AssignmentFact, AssignmentLog, Late, LeaderSessionFacts, Log, OrderFact, SupervisionFact,
};
use crate::store;

/// Orders that are read at once.
const ORDERS: usize = 1_000;

/// What is late for which month.
#[derive(Clone, Debug)]
pub struct Span {
    /// The month whose figures it concerns.
    pub month: Month,
    /// The hotline's zone.
    pub zone: Zone,
    /// Recorded after this place in the feed.
    pub after: i64,
    /// Recorded by this place.
    pub through: i64,
    /// The first instant that does not count any more.
    pub cut_off: Moment,
}

/// A fact, or the correction of one, that was recorded late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateFact {
    /// Its place in the feed.
    pub sequence: i64,
    /// What it tells, in capitals.
    pub kind: &'static str,
    /// What it is about, by intake's name.
    pub subject: String,
    /// The units that it concerns.
    pub units: BTreeSet<String>,
    /// When it happened.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// The sequence number of the fact that it corrects.
    pub corrects: Option<i64>,
    /// It corrects the fact to not having happened.
    pub annuls: bool,
}

/// Every late fact that may change a figure of a unit, by sequence. Reads the logs of the month's cohort.
pub fn late_facts(connection: &mut AnyConnection, span: &Span) -> Result<Vec<LateFact>, DbError> {
    let mut found = Vec::new();
    let orders = store::assignments::orders_ever_in(connection, span.month)?;
    for numbers in orders.chunks(ORDERS) {
        let assignments = store::assignments::logs_of_orders(connection, numbers)?;
        let units = span.assignments(&assignments, &mut found);
        let orders = store::orders::logs(connection, numbers)?;
        span.orders(&orders, &units, &mut found);
    }
    let supervisions = store::records::ever_in_month(connection, span.month)?;
    span.supervisions(&supervisions, &mut found);
    let sessions = store::records::ever_in_month(connection, span.month)?;
    span.leader_sessions(&sessions, &mut found);
    found.sort_by_key(|fact| fact.sequence);
    Ok(found)
}

/// The units with an assignment of each order in the month's cohort.
type UnitsOfOrders = BTreeMap<i64, BTreeSet<String>>;

impl Span {
    fn assignments(&self, logs: &[AssignmentLog], found: &mut Vec<LateFact>) -> UnitsOfOrders {
        let mut of_orders = UnitsOfOrders::new();
        for assignment in logs {
            let places = assignment.places(&self.zone).into_iter();
            let units: BTreeSet<String> = places
                .filter(|(month, _)| *month == self.month)
                .map(|(_, unit)| unit.to_owned())
                .collect();
            if units.is_empty() {
                continue;
            }
            let subject = names::assignment(assignment.order, assignment.number);
            let late = self.late(&assignment.log, AssignmentFact::counts);
            found.extend(late.map(|late| told(&late, late.fact.name(), &subject, &units)));
            of_orders.entry(assignment.order).or_default().extend(units);
        }
        of_orders
    }

    /// Of an order: that it repeats another, and the correction of how it came.
    fn orders(
        &self,
        logs: &[(i64, Log<OrderFact>)],
        units: &UnitsOfOrders,
        found: &mut Vec<LateFact>,
    ) {
        let counts = |fact: &OrderFact| *fact != OrderFact::HandledDirectly;
        for (number, log) in logs {
            let Some(units) = units.get(number) else {
                continue;
            };
            let subject = names::work_order(*number);
            let late = self.late(log, counts).filter(|late| {
                late.corrected.is_some() || matches!(late.fact, OrderFact::Duplicate { .. })
            });
            found.extend(late.map(|late| told(&late, late.fact.name(), &subject, units)));
        }
    }

    fn supervisions(&self, logs: &[(i64, Log<SupervisionFact>)], found: &mut Vec<LateFact>) {
        for (id, log) in logs {
            let units = log.versions().filter_map(|(issued, fact)| match fact {
                SupervisionFact::Issued { unit, .. } => {
                    (self.zone.month_of(issued) == self.month).then(|| unit.clone())
                }
                SupervisionFact::Lifted => None,
            });
            let units: BTreeSet<String> = units.collect();
            let subject = names::supervision(*id);
            let late = self.late(log, |fact| *fact != SupervisionFact::Lifted);
            found.extend(late.map(|late| told(&late, "SUPERVISION_ISSUED", &subject, &units)));
        }
    }

    fn leader_sessions(&self, logs: &[(i64, Log<LeaderSessionFacts>)], found: &mut Vec<LateFact>) {
        for (id, log) in logs {
            let sessions = log
                .versions()
                .filter(|(_, it)| it.date.month() == self.month);
            let units: BTreeSet<String> = sessions.map(|(_, it)| it.unit.clone()).collect();
            let subject = names::leader_session(*id);
            // A session counts by its date.
            let late = log
                .late(self.after, self.through)
                .into_iter()
                .filter(|late| {
                    let mut versions = late.versions();
                    versions.any(|(_, it)| self.zone.start_of(it.date) < self.cut_off)
                });
            found.extend(late.map(|late| told(&late, "LEADER_SESSION", &subject, &units)));
        }
    }

    /// What is late in a log and may count.
    fn late<'a, T>(
        &self,
        log: &'a Log<T>,
        counts: impl Fn(&T) -> bool,
    ) -> std::vec::IntoIter<Late<'a, T>> {
        let mut late = log.late(self.after, self.through);
        late.retain(|late| late.may_count(self.cut_off, &counts));
        late.into_iter()
    }
}

fn told<T>(
    late: &Late<'_, T>,
    kind: &'static str,
    subject: &str,
    units: &BTreeSet<String>,
) -> LateFact {
    LateFact {
        sequence: late.sequence,
        kind,
        subject: subject.to_owned(),
        units: units.clone(),
        happened: late.happened,
        recorded: late.recorded,
        corrects: late.corrected.as_ref().map(|corrected| corrected.target),
        annuls: late
            .corrected
            .as_ref()
            .is_some_and(|corrected| corrected.annuls),
    }
}
