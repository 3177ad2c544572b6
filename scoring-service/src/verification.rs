//! Computes the tallies from the facts again and compares them with those that are kept.

use std::collections::BTreeMap;

use hotline_common::db::AnyConnection;
use hotline_common::time::{Day, Month, Zone};

use crate::cohort::Walk;
use crate::figures::{FiguresError, zone_of};
use crate::proof::{FactsHash, Supervision};
use crate::score::{
    AssignmentHistory, Measure, Tallies, Tally, activity_contribution, appreciation_contribution,
    assignment_contribution, call_contribution, leader_session_contribution, order_contribution,
    supervision_contribution,
};
use crate::store;

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// How many tallies were compared.
    pub compared: usize,
    /// Those that differ.
    pub differences: Vec<Difference>,
    /// The feed's sequence at which both were read.
    pub feed_sequence: i64,
}

/// A tally that is not what the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The month that it counts in.
    pub month: Month,
    /// Whom it is about.
    pub subject: String,
    /// What is counted.
    pub measure: Measure,
    /// The local day.
    pub day: Day,
    /// What is kept.
    pub kept: i64,
    /// What the facts say.
    pub computed: i64,
}

/// Compares the tallies of a month, or of all. The connection must show one state of the store throughout.
pub fn verify(
    connection: &mut AnyConnection,
    month: Option<Month>,
) -> Result<Verification, FiguresError> {
    let cursor = store::cursor::read(connection)?;
    let mut verification = Verification {
        feed_sequence: cursor.sequence,
        ..Verification::default()
    };
    let zone = match zone_of(&cursor) {
        // Nothing was pulled, so there is nothing to compare.
        Err(FiguresError::NothingPulled) => return Ok(verification),
        zone => zone?,
    };
    let months = match month {
        Some(month) => Some(month..=month),
        None => store::months::range(connection)?,
    };
    let numbers = months.map(|months| months.start().number()..=months.end().number());
    // Month by month, so that memory holds one of them at most.
    for month in numbers.into_iter().flatten().filter_map(Month::from_number) {
        let kept = store::tallies::of_month(connection, month)?;
        let computed = from_facts(connection, month, &zone, |_| ())?;
        verification.compare(&kept, &computed);
    }
    Ok(verification)
}

/// Compares the tallies of a month, and takes the hash over its facts on the way: what publishing seals as `seal.facts`.
pub fn verify_with_facts(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<(Verification, String), FiguresError> {
    let cursor = store::cursor::read(connection)?;
    let zone = zone_of(&cursor)?;
    let mut facts = FactsHash::default();
    let kept = store::tallies::of_month(connection, month)?;
    let computed = from_facts(connection, month, &zone, |assignment| {
        facts.assignment(assignment);
    })?;
    for (id, supervision) in
        store::supervisions::known_at(connection, &zone, month, cursor.sequence)?
    {
        facts.supervision(&Supervision::of(id, &supervision));
    }
    let mut verification = Verification {
        feed_sequence: cursor.sequence,
        ..Verification::default()
    };
    verification.compare(&kept, &computed);
    Ok((verification, facts.finish()))
}

impl Verification {
    fn compare(&mut self, kept: &Tallies, computed: &Tallies) {
        let mut counts: BTreeMap<(Month, String, Measure, Day), (i64, i64)> = BTreeMap::new();
        let key = |tally: Tally| (tally.month, tally.subject, tally.measure, tally.day);
        for tally in kept.rows() {
            let count = tally.count;
            counts.entry(key(tally)).or_default().0 = count;
        }
        for tally in computed.rows() {
            let count = tally.count;
            counts.entry(key(tally)).or_default().1 = count;
        }
        self.compared += counts.len();
        let differing = counts
            .into_iter()
            .filter(|(_, (kept, computed))| kept != computed);
        self.differences.extend(differing.map(
            |((month, subject, measure, day), (kept, computed))| Difference {
                month,
                subject,
                measure,
                day,
                kept,
                computed,
            },
        ));
    }
}

/// A month's tallies as the facts give them, which are read in pages. Each assignment of the cohort is shown, by order and
/// number.
fn from_facts(
    connection: &mut AnyConnection,
    month: Month,
    zone: &Zone,
    mut show: impl FnMut(&AssignmentHistory),
) -> Result<Tallies, FiguresError> {
    let mut tallies = MonthTallies {
        month,
        tallies: Tallies::default(),
    };
    let mut walk = Walk::start(connection, month)?;
    loop {
        let orders = walk.next_page(connection)?;
        if orders.is_empty() {
            break;
        }
        tallies.add_orders(connection, &orders, zone, &mut show)?;
    }
    let mut after = i64::MIN;
    loop {
        let (calls, last) = store::records::calls(connection, month, after)?;
        let Some(last) = last else { break };
        after = last;
        for call in &calls {
            tallies.add(call_contribution(call, zone));
        }
    }
    for supervision in store::supervisions::of_month(connection, zone, month)? {
        tallies.add(supervision_contribution(&supervision, zone));
    }
    for session in store::records::leader_sessions(connection, month)? {
        tallies.add(leader_session_contribution(&session));
    }
    for appreciation in store::records::appreciations(connection, month)? {
        tallies.add(appreciation_contribution(&appreciation));
    }
    for activity in store::records::activities(connection, month)? {
        tallies.add(activity_contribution(&activity));
    }
    Ok(tallies.tallies)
}

/// Takes in what counts in one month.
struct MonthTallies {
    month: Month,
    tallies: Tallies,
}

impl MonthTallies {
    fn add(&mut self, contribution: Vec<Tally>) {
        let month = self.month;
        self.tallies.extend(
            contribution
                .into_iter()
                .filter(|tally| tally.month == month),
        );
    }

    fn add_orders(
        &mut self,
        connection: &mut AnyConnection,
        numbers: &[i64],
        zone: &Zone,
        show: &mut impl FnMut(&AssignmentHistory),
    ) -> Result<(), FiguresError> {
        let orders = store::orders::by_numbers(connection, numbers)?;
        let assignments = store::assignments::of_orders(connection, numbers)?;
        let mut rest = assignments.as_slice();
        for (number, order) in &orders {
            // Both are sorted by order, and no assignment is without its order.
            let end = rest.partition_point(|assignment| assignment.order <= *number);
            let (mine, others) = rest.split_at(end);
            rest = others;
            self.add(order_contribution(order, mine, zone));
            for assignment in mine {
                self.add(assignment_contribution(assignment, zone));
                if zone.month_of(assignment.assigned) == self.month {
                    show(assignment);
                }
            }
        }
        Ok(())
    }
}
