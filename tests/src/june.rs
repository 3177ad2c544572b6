//! Every single record of June 2015, made from the published figures.
//!
//! Nothing here is random: the same figures give the same records on every machine. The figures fix how
//! many there are of each kind; which call, which citizen, which hour is made up. Beside what counts there is what
//! must not: visits that a later one supersedes, redone completions, refused send-backs, decisions at the
//! very moment of the cut-off, calls and orders at the first and the last instant of the month.

mod beside;
mod calls;
mod clock;
mod life;
mod lot;
mod mix;
mod order_records;
mod orders;
mod random;
mod record;
mod registry;

use std::sync::Arc;

use hotline_common::time::{Month, Zone};
use hotline_proto::intake::ImportRequest;

use crate::figures::Figures;
use calls::{Counts, PlannedCalls};
use clock::Clock;
use lot::Lot;
use mix::Mix;
use orders::{Fate, PlannedOrders, Wanted};
use random::Random;

/// Orders that were received in the last days of a month and assigned in the next.
const ASSIGNED_AFTER: usize = 24;
/// The 10th of the next month.
const CUT_OFF_DAY: u8 = 10;
/// Orders of May that units sent back, and that the centre handled directly.
const MAY_SENT_BACK: usize = 380;
const MAY_HANDLED_DIRECTLY: usize = 28_900;

/// What of the month is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every record, also the calls of January to May and the orders of May.
    Everything,
    /// What the ranking of June needs: transferred orders and the calls that they came from.
    Ranking,
}

/// The records of June 2015, planned; each is made when it is asked for.
#[derive(Debug)]
pub struct June {
    scope: Scope,
    clock: Clock,
    codes: Vec<String>,
    registry: Vec<ImportRequest>,
    history: Vec<(Month, Counts)>,
    may: Planned,
    this: Planned,
    beside: Vec<ImportRequest>,
}

#[derive(Debug)]
struct Planned {
    calls: PlannedCalls,
    orders: PlannedOrders,
}

/// Records that must be imported in their order. Lanes are independent of each other.
pub struct Lane {
    /// What is in it.
    pub name: &'static str,
    /// The records.
    pub records: Box<dyn Iterator<Item = ImportRequest> + Send>,
}

impl June {
    /// Plans the month from its figures.
    ///
    /// # Panics
    /// When the figures contradict each other.
    pub fn plan(figures: &Figures, scope: Scope) -> June {
        let zone = Zone::named(&figures.headline.bulletin.time_zone).expect("a time zone");
        let month: Month = figures.headline.bulletin.month.parse().expect("a month");
        let clock = Clock::new(zone);
        let random = &mut Random::seeded(201_506);
        let (history, may_calls, june_calls) = calls(figures, &clock, month, random);

        let mut lots: Vec<Lot> = Vec::new();
        for (unit, figures) in figures.units.iter().enumerate() {
            lots.extend(lot::lots(unit, figures, random));
        }
        random.shuffle(&mut lots);
        // May goes much as June; what is assigned in the first days of June is June's.
        let published = Mix::published(&figures.headline.work_orders);
        let may_mix = published.scaled(figures.headline.work_orders.history.may_accepted);
        let carried_in = lots.split_off(lots.len() - ASSIGNED_AFTER);
        let may = may_orders(figures, &lots, carried_in);
        let may = PlannedOrders::plan(&clock, &may_calls, &may_mix, &may, month.previous(), random);
        let june = june_orders(figures, lots);
        let june = PlannedOrders::plan(&clock, &june_calls, &published, &june, month, random);

        June {
            scope,
            codes: figures
                .units
                .iter()
                .map(|unit| unit.unit_code.clone())
                .collect(),
            registry: registry::records(figures),
            beside: beside::records(figures, &clock, &june),
            clock,
            history,
            may: Planned {
                calls: may_calls,
                orders: may,
            },
            this: Planned {
                calls: june_calls,
                orders: june,
            },
        }
    }

    /// Units, categories and topics: everything else needs them.
    pub fn registry(&self) -> impl Iterator<Item = ImportRequest> + Send + use<> {
        self.registry.clone().into_iter()
    }

    /// The records, in lanes that may be imported at the same time once the registry is in.
    pub fn lanes(self: &Arc<June>) -> Vec<Lane> {
        let month = |name, pick: fn(&June) -> &Planned| {
            let june = Arc::clone(self);
            let turns = june.turns(pick(&june));
            let records = turns
                .into_iter()
                .flat_map(move |turn| june.records(pick(&june), turn));
            (name, records)
        };
        let (name, records) = month("May", |june| &june.may);
        let may = Lane {
            name,
            records: Box::new(records),
        };
        let (name, records) = month("June", |june| &june.this);
        let june = Lane {
            name,
            records: Box::new(records.chain(self.beside.clone())),
        };
        let mut lanes = vec![june, may];
        if self.scope == Scope::Everything {
            lanes.push(self.history());
        }
        lanes
    }

    /// How many records there are, the registry among them.
    pub fn count(self: &Arc<June>) -> usize {
        let lanes = self.lanes().into_iter().map(|lane| lane.records.count());
        self.registry.len() + lanes.sum::<usize>()
    }

    fn history(self: &Arc<June>) -> Lane {
        let june = Arc::clone(self);
        let records = self
            .history
            .clone()
            .into_iter()
            .flat_map(move |(month, counts)| {
                let seed = u64::from(month.number().unsigned_abs());
                let calls =
                    PlannedCalls::plan(&june.clock, month, counts, &mut Random::seeded(seed));
                (0..calls.calls.len()).flat_map(move |index| calls.records(index))
            });
        Lane {
            name: "January to April",
            records: Box::new(records),
        }
    }

    /// Calls and orders in the order in which they came; each order after its call.
    fn turns(&self, planned: &Planned) -> Vec<Turn> {
        let span = self.clock.span(planned.orders.month);
        let orders = planned
            .orders
            .orders
            .iter()
            .enumerate()
            .filter(|(_, order)| {
                self.scope == Scope::Everything
                    || match &order.fate {
                        // Of May, only what is assigned in June.
                        Fate::Transferred(lives) => {
                            planned.orders.month == self.this.orders.month
                                || !span.contains(lives[0].assigned)
                        }
                        _ => false,
                    }
            });
        let orders: Vec<(usize, Option<usize>)> =
            orders.map(|(index, order)| (index, order.call)).collect();
        let mut turns: Vec<(hotline_common::time::Moment, Turn)> = Vec::new();
        if self.scope == Scope::Everything {
            for (index, call) in planned.calls.calls.iter().enumerate() {
                turns.push((call.started(), Turn::Call(index)));
            }
        } else {
            for index in orders.iter().filter_map(|(_, call)| *call) {
                turns.push((planned.calls.calls[index].started(), Turn::Call(index)));
            }
        }
        for (index, _) in orders {
            turns.push((planned.orders.orders[index].received, Turn::Order(index)));
        }
        turns.sort_by_key(|(moment, _)| *moment);
        turns.into_iter().map(|(_, turn)| turn).collect()
    }

    fn records(&self, planned: &Planned, turn: Turn) -> Vec<ImportRequest> {
        match turn {
            Turn::Call(index) => planned.calls.records(index).collect(),
            Turn::Order(index) => planned.orders.records(index, &planned.calls, &self.codes),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Turn {
    Call(usize),
    Order(usize),
}

/// The counts of January to April, and the calls of May and June.
fn calls(
    figures: &Figures,
    clock: &Clock,
    month: Month,
    random: &mut Random,
) -> (Vec<(Month, Counts)>, PlannedCalls, PlannedCalls) {
    let calls = &figures.headline.calls;
    let june = Counts {
        answered: calls.answered_first,
        called_back: calls.answered_by_callback,
        unreached: calls.unreached_notified_by_sms,
    };
    let may = Counts {
        answered: calls.history.may_inbound - 2_770 - 303,
        called_back: 2_770,
        unreached: 303,
    };
    let before =
        calls.answered_year_to_date - calls.answered_total - may.answered - may.called_back;
    let history = record::split(before, &[362, 310, 389, 394])
        .into_iter()
        .zip(std::iter::successors(Some(month.january()), |month| {
            Some(month.next())
        }))
        .map(|(answered_in_all, month)| {
            let called_back = answered_in_all * 7 / 100;
            let counts = Counts {
                answered: answered_in_all - called_back,
                called_back,
                unreached: answered_in_all * 8 / 1_000,
            };
            (month, counts)
        })
        .collect();
    let may = PlannedCalls::plan(clock, month.previous(), may, random);
    let june = PlannedCalls::plan(clock, month, june, random);
    (history, may, june)
}

fn june_orders(figures: &Figures, assigned: Vec<Lot>) -> Wanted {
    let orders = &figures.headline.work_orders;
    let assigned_after: Vec<Lot> = assigned.iter().take(ASSIGNED_AFTER).copied().collect();
    let sent_back = orders.transferred - assigned.len() - assigned_after.len();
    Wanted {
        received: orders.accepted,
        handled_directly: orders.handled_directly,
        // As the volumes are, so is what is sent back.
        sent_back: assigned
            .iter()
            .step_by(23)
            .cycle()
            .take(sent_back)
            .map(|lot| lot.unit)
            .collect(),
        assigned,
        assigned_after,
        letters: figures
            .units
            .iter()
            .map(|unit| unit.governor_mailbox)
            .collect(),
        goes_on: true,
        cut_off_day: CUT_OFF_DAY,
    }
}

fn may_orders(figures: &Figures, june: &[Lot], carried_in: Vec<Lot>) -> Wanted {
    let sent_back = june
        .iter()
        .step_by(29)
        .take(MAY_SENT_BACK)
        .map(|lot| lot.unit);
    Wanted {
        received: figures.headline.work_orders.history.may_accepted,
        handled_directly: MAY_HANDLED_DIRECTLY,
        assigned: june
            .iter()
            .rev()
            .take(june.len() * 9 / 10)
            .copied()
            .collect(),
        sent_back: sent_back.collect(),
        assigned_after: carried_in,
        letters: Vec::new(),
        // What it went on to in June is in the figures of June.
        goes_on: false,
        cut_off_day: CUT_OFF_DAY,
    }
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
