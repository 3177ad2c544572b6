//! What an order contributes: the bulletin's counts of orders, and reconciliation's terms.

use hotline_common::time::{Day, Moment, Month, Zone};

use super::{CITY, Counts, Days, differences, rows};
use crate::score::facts::{AssignmentHistory, FactKind};
use crate::score::measure::Measure;
use crate::score::records::OrderFacts;
use crate::score::standing::Standing;
use crate::score::tally::{Counting, Tally};
use crate::score::words::{Disposition, Role};

/// What an order contributes, in the month in which it was received and in each month in which a
/// unit got the lead on it. `assignments` are all of that order's; assisting ones are passed over.
pub fn order_contribution(
    order: &OrderFacts,
    assignments: &[AssignmentHistory],
    zone: &Zone,
) -> Vec<Tally> {
    rows(|rows| count_order(order, assignments, zone, rows))
}

/// Counts what an order contributes: [`order_contribution`] without rows.
pub fn count_order(
    order: &OrderFacts,
    assignments: &[AssignmentHistory],
    zone: &Zone,
    into: &mut impl Counting,
) {
    let leads = || {
        assignments
            .iter()
            .filter(|assignment| assignment.role == Role::Lead)
    };
    let mut days = Days::from_iter([zone.day_of(order.received)]);
    days.extend(order.handled_directly.map(|moment| zone.day_of(moment)));
    for lead in leads() {
        days.insert(zone.day_of(lead.assigned));
        let taken_away = lead
            .facts
            .iter()
            .filter(|fact| matches!(fact.kind, FactKind::SendBackAccepted | FactKind::Withdrawn));
        days.extend(taken_away.map(|fact| zone.day_of(fact.happened)));
    }
    let received = zone.month_of(order.received);
    differences(&days, into, |day, counts| {
        count(order, received, leads(), zone, day, counts);
    });
}

/// The disposition of an order at a cut-off: the later one of handling it directly and giving a unit
/// the lead. *Transferred* stays so when the assignment is sent back or withdrawn.
pub fn disposition<'a>(
    order: &OrderFacts,
    leads: impl IntoIterator<Item = &'a AssignmentHistory>,
    cut_off: Moment,
) -> Disposition {
    let handled = order.handled_directly.filter(|moment| *moment < cut_off);
    let assigned = leads
        .into_iter()
        .map(|lead| lead.assigned)
        .filter(|moment| *moment < cut_off)
        .max();
    match (handled, assigned) {
        (None, None) => Disposition::Pending,
        (None, Some(_)) => Disposition::Transferred,
        (Some(handled), Some(assigned)) if handled < assigned => Disposition::Transferred,
        (Some(_), _) => Disposition::HandledDirectly,
    }
}

fn count<'a, 'b>(
    order: &'a OrderFacts,
    received: Month,
    leads: impl Iterator<Item = &'b AssignmentHistory> + Clone,
    zone: &Zone,
    day: Day,
    counts: &mut Counts<'a>,
) {
    let cut_off = zone.end_of(day);
    let cohorts = cohorts(leads.clone(), zone, cut_off);
    for (month, _) in cohorts.iter().filter(|(_, in_volume)| *in_volume) {
        counts.add(*month, CITY, Measure::CohortOrders);
        if received == *month {
            counts.add(*month, CITY, Measure::CohortReceived);
        } else if received < *month {
            counts.add(*month, CITY, Measure::CohortCarriedIn);
        }
    }
    if cut_off <= order.received {
        return;
    }
    let disposition = disposition(order, leads, cut_off);
    counts.add(received, CITY, Measure::OrdersReceived);
    counts.add(received, CITY, Measure::OrdersDisposed(disposition));
    counts.add(received, CITY, Measure::OrdersByNature(order.nature));
    counts.add(received, CITY, Measure::OrdersByChannel(order.channel));
    let category = order.category.as_deref().unwrap_or_default();
    counts.add(received, category, Measure::OrdersByCategory);
    for (place, topic) in order.topics.iter().enumerate() {
        // A topic that is named twice counts once.
        if !order.topics[..place].contains(topic) {
            counts.add(received, topic, Measure::OrdersByTopic);
        }
    }
    if disposition == Disposition::Transferred {
        let in_cohort = cohorts.iter().find(|(month, _)| *month == received);
        let first = cohorts.iter().map(|(month, _)| *month).min();
        let term = match in_cohort.map(|(_, in_volume)| *in_volume) {
            Some(true) => Some(Measure::TransferredInCohort),
            Some(false) => Some(Measure::TransferredTakenAway),
            None if first.is_some_and(|first| received < first) => Some(Measure::TransferredLater),
            // Assigned before it was received: no term has it, so reconciliation shows it.
            None => None,
        };
        if let Some(term) = term {
            counts.add(received, CITY, term);
        }
    }
}

/// The months in which a unit got the lead, and whether any such assignment is in the volume. Hardly ever more than one.
fn cohorts<'b>(
    leads: impl Iterator<Item = &'b AssignmentHistory>,
    zone: &Zone,
    cut_off: Moment,
) -> Vec<(Month, bool)> {
    let mut cohorts: Vec<(Month, bool)> = Vec::new();
    for lead in leads.filter(|lead| lead.assigned < cut_off) {
        let month = zone.month_of(lead.assigned);
        let in_volume = Standing::of(lead, cut_off).place.in_volume();
        match cohorts.iter_mut().find(|(there, _)| *there == month) {
            Some((_, any)) => *any |= in_volume,
            None => cohorts.push((month, in_volume)),
        }
    }
    cohorts
}
