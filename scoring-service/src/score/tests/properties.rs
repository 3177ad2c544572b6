//! Random histories: recorded late and out of order, at the same instants and around midnight.

use hotline_common::time::{Day, Moment, Zone};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::reference::{self, Told};
use super::support::order;
use crate::score::{
    AssignmentHistory, CallFacts, Fact, FactKind, Facts, FeedPosition, Grade, Group, Measure,
    OrderFacts, Policy, Resolved, Role, Tallies, UnitInfo, Visit, assignment_contribution,
    call_contribution, difference, order_contribution, rank, reconcile,
};

/// How many days from the first day of a world things happen on.
const DAYS: i32 = 18;
pub(super) const UNITS: [&str; 2] = ["a", "b"];

/// A zone with a border of months in its days; São Paulo's clocks skip a midnight there too.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) zone: Zone,
    pub(super) first: Day,
}

impl World {
    fn day(&self, offset: i32) -> Day {
        Day::from_number(self.first.number() + offset).unwrap()
    }

    /// Every day on which something happens, and two on either side.
    pub(super) fn days(&self) -> impl Iterator<Item = Day> + '_ {
        (-2..DAYS + 3).map(|offset| self.day(offset))
    }

    pub(super) fn moment(&self, (offset, micros): (i32, i64)) -> Moment {
        self.zone.start_of(self.day(offset)).plus_micros(micros)
    }
}

pub(super) fn worlds() -> impl Strategy<Value = World> {
    select(vec![
        ("Asia/Shanghai", (2015, 6, 22)),
        ("America/Sao_Paulo", (2015, 10, 16)),
    ])
    .prop_map(|(zone, (year, month, day))| World {
        zone: Zone::named(zone).unwrap(),
        first: Day::from_ymd(year, month, day).unwrap(),
    })
}

/// A day and microseconds from its start: mostly around midnight, so that instants coincide.
pub(super) fn times() -> impl Strategy<Value = (i32, i64)> {
    (0..DAYS, select(vec![-1, 0, 1, 43_200_000_000]))
}

pub(super) fn kinds(world: World) -> impl Strategy<Value = FactKind> {
    let other = world.clone();
    let grades = || select(Grade::ALL);
    let visit = (grades(), grades(), select(Resolved::ALL));
    prop_oneof![
        4 => Just(FactKind::COMPLETED),
        2 => Just(FactKind::SignedFor),
        1 => Just(FactKind::Closed),
        3 => proptest::option::of(times()).prop_map(move |due| FactKind::Redone {
            due: due.map(|due| world.moment(due)),
        }),
        2 => times().prop_map(move |due| FactKind::Extended {
            due: other.moment(due),
        }),
        1 => Just(FactKind::SendBackAccepted),
        1 => Just(FactKind::Withdrawn),
        1 => Just(FactKind::Excluded),
        3 => visit.prop_map(|(process, outcome, resolved)| FactKind::Visited(Visit {
            process,
            outcome,
            resolved,
        })),
        1 => Just(FactKind::VisitedUnrated),
    ]
}

pub(super) fn roles() -> impl Strategy<Value = Role> {
    prop_oneof![5 => Just(Role::Lead), 1 => Just(Role::Assist)]
}

/// An assignment and its facts in the order of arrival, which is the order of recording.
fn told(world: &World) -> impl Strategy<Value = Told> + use<> {
    let one = world.clone();
    let parts = (
        select(&UNITS[..]),
        roles(),
        times(),
        proptest::option::of(times()),
        any::<bool>(),
        proptest::option::of(times()),
        proptest::option::of(times()),
    );
    let facts = proptest::collection::vec((times(), kinds(world.clone())), 0..8);
    (parts, facts).prop_map(move |(parts, facts)| {
        let (unit, role, assigned, due, governors_mailbox, sign_due, duplicate) = parts;
        let assignment = AssignmentHistory {
            order: 20_150_622_000_001,
            number: 1,
            unit: unit.to_owned(),
            role,
            assigned: one.moment(assigned),
            due: due.map(|due| one.moment(due)),
            sign_due: sign_due.map(|due| one.moment(due)),
            duplicate: duplicate.map(|linked| one.moment(linked)),
            governors_mailbox,
            facts: Facts::default(),
        };
        let facts = (1..)
            .zip(facts)
            .map(|(recorded_sequence, (happened, kind))| Fact {
                happened: one.moment(happened),
                recorded_sequence,
                recorded: one.moment(happened),
                corrected: None,
                kind,
            })
            .collect();
        (assignment, facts)
    })
}

pub(super) fn assignments() -> impl Strategy<Value = (World, Vec<Told>)> {
    worlds().prop_flat_map(|world| {
        let told = proptest::collection::vec(told(&world), 1..6);
        (Just(world), told)
    })
}

fn orders() -> impl Strategy<Value = (World, Vec<(OrderFacts, Vec<Told>)>)> {
    worlds().prop_flat_map(|world| {
        let one = world.clone();
        let order = (
            times(),
            proptest::option::of(times()),
            proptest::collection::vec(told(&world), 0..4),
        )
            .prop_map(move |(received, handled, told)| {
                let facts = OrderFacts {
                    received: one.moment(received),
                    handled_directly: handled.map(|handled| one.moment(handled)),
                    duplicate: None,
                    ..order()
                };
                (facts, told)
            });
        (Just(world), proptest::collection::vec(order, 1..5))
    })
}

pub(super) fn whole((assignment, facts): &Told) -> AssignmentHistory {
    AssignmentHistory {
        facts: facts.iter().copied().collect(),
        ..assignment.clone()
    }
}

/// Tells the facts of all assignments turn by turn, as `turns` choose, and some of them twice. After
/// each, `changed` gets the assignment's place, and its history before (unless it is new) and after.
fn tell(
    told: &[Told],
    turns: &[Index],
    mut changed: impl FnMut(usize, Option<&AssignmentHistory>, &AssignmentHistory),
) {
    let mut histories: Vec<Option<AssignmentHistory>> = vec![None; told.len()];
    let mut next = vec![0; told.len()];
    let everything: usize = told.iter().map(|(_, facts)| facts.len() + 1).sum();
    for turn in 0..everything {
        let waiting: Vec<usize> = (0..told.len())
            .filter(|place| next[*place] <= told[*place].1.len())
            .collect();
        let chosen = turns[turn % turns.len()];
        let place = waiting[chosen.index(waiting.len())];
        let old = histories[place].take();
        let new = match &old {
            None => told[place].0.clone(),
            Some(old) => {
                let mut new = old.clone();
                let fact = told[place].1[next[place] - 1];
                assert!(new.facts.insert(fact));
                assert!(!new.facts.insert(fact));
                new
            }
        };
        next[place] += 1;
        changed(place, old.as_ref(), &new);
        histories[place] = Some(new);
    }
}

fn turns() -> impl Strategy<Value = Vec<Index>> {
    proptest::collection::vec(any::<Index>(), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn tallies_kept_event_by_event_equal_those_rebuilt_and_those_counted_from_the_facts(
        (world, told) in assignments(),
        turns in turns(),
    ) {
        let zone = &world.zone;
        let mut kept = Tallies::default();
        tell(&told, &turns, |_, old, new| {
            let old = old.map(|old| assignment_contribution(old, zone)).unwrap_or_default();
            kept.extend(difference(&old, &assignment_contribution(new, zone)));
        });
        let rebuilt: Tallies = told
            .iter()
            .flat_map(|told| assignment_contribution(&whole(told), zone))
            .collect();
        prop_assert_eq!(&kept, &rebuilt);
        prop_assert_eq!(rebuilt.missing_from(&kept), vec![]);

        for day in world.days() {
            for month in [world.first.month(), world.first.month().next()] {
                for measure in reference::measures() {
                    for unit in UNITS {
                        let counted = reference::count(&told, measure, unit, month, day, zone);
                        let kept = kept.count(month, measure, unit, day);
                        prop_assert_eq!(kept, counted, "{:?} {} {} {}", measure, unit, month, day);
                    }
                    let of_duplicates = measure.of_duplicates().unwrap();
                    for unit in UNITS {
                        let kept = kept.count(month, of_duplicates, unit, day);
                        let counted =
                            reference::count_of_duplicates(&told, measure, unit, month, day, zone);
                        prop_assert_eq!(kept, counted, "{:?} {} {} {}", of_duplicates, unit, month, day);
                    }
                }
                let volume = Measure::CityVolume;
                let counted = reference::count(&told, volume, "", month, day, zone);
                prop_assert_eq!(kept.city(month, volume, day), counted);
            }
        }
    }

    #[test]
    fn facts_are_the_same_in_whatever_order_they_arrive(
        ((assignment, facts), turned) in worlds()
            .prop_flat_map(|world| told(&world))
            .prop_flat_map(|told| {
                let facts = told.1.clone();
                (Just(told), Just(facts).prop_shuffle())
            }),
    ) {
        let turned = (assignment.clone(), turned);
        prop_assert_eq!(whole(&(assignment, facts)), whole(&turned));
    }

    #[test]
    fn orders_kept_event_by_event_equal_those_rebuilt_and_reconcile_on_every_day(
        (world, orders) in orders(),
        turns in turns(),
    ) {
        let zone = &world.zone;
        let mut kept = Tallies::default();
        for (order, told) in &orders {
            kept.extend(order_contribution(order, &[], zone));
            let mut known: Vec<Option<AssignmentHistory>> = vec![None; told.len()];
            tell(told, &turns, |place, old, new| {
                let of = |known: &[Option<AssignmentHistory>]| {
                    let known: Vec<_> = known.iter().flatten().cloned().collect();
                    order_contribution(order, &known, zone)
                };
                let before = of(&known);
                known[place] = Some(new.clone());
                kept.extend(difference(&before, &of(&known)));
                let old = old.map(|old| assignment_contribution(old, zone)).unwrap_or_default();
                kept.extend(difference(&old, &assignment_contribution(new, zone)));
            });
        }
        let mut rebuilt = Tallies::default();
        for (order, told) in &orders {
            let histories: Vec<AssignmentHistory> = told.iter().map(whole).collect();
            rebuilt.extend(order_contribution(order, &histories, zone));
            for history in &histories {
                rebuilt.extend(assignment_contribution(history, zone));
            }
        }
        prop_assert_eq!(&kept, &rebuilt);

        let units = UNITS.map(|code| UnitInfo {
            code: code.to_owned(),
            name: code.to_owned(),
            group: Group::County,
            position: 1,
            parent: None,
            active_from: None,
            active_to: None,
        });
        for day in world.days() {
            for month in [world.first.month(), world.first.month().next()] {
                let ranking = rank(&kept, &units, &Policy::default(), month, day);
                let cohort = reference::cohort_orders(&orders, month, day, zone);
                let kept_cohort = [
                    Measure::CohortOrders,
                    Measure::CohortReceived,
                    Measure::CohortCarriedIn,
                ]
                .map(|measure| kept.city(month, measure, day));
                prop_assert_eq!(kept_cohort, cohort);
                // Random times may assign an order in a month before its receipt, which intake refuses.
                let sound = orders.iter().all(|(order, told)| {
                    let received = zone.month_of(order.received);
                    told.iter().all(|(one, _)| received <= zone.month_of(one.assigned))
                });
                let feed = FeedPosition { pulled: 1, head: 1 };
                for identity in reconcile(&kept, &ranking, 0, feed) {
                    prop_assert!(identity.holds || !sound, "{:?} on {}", identity, day);
                }
            }
        }
    }

    #[test]
    fn every_call_is_in_one_place_on_every_day(
        (world, started, answered, back, sms) in (
            worlds(),
            times(),
            any::<bool>(),
            proptest::option::of(times()),
            proptest::option::of(times()),
        ),
    ) {
        let zone = &world.zone;
        let call = CallFacts {
            started: world.moment(started),
            answered,
            wait: None,
            called_back: back.map(|time| world.moment(time)),
            sms_notice: sms.map(|time| world.moment(time)),
        };
        let month = zone.month_of(call.started);
        let tallies: Tallies = call_contribution(&call, zone).into_iter().collect();
        for day in world.days() {
            let by_now = |moment: Moment| zone.day_of(moment) <= day;
            let expected = match (&call, by_now(call.started)) {
                (_, false) => None,
                (CallFacts { answered: true, .. }, _) => Some(Measure::CallsAnswered),
                (CallFacts { called_back: Some(back), .. }, _) if by_now(*back) => {
                    Some(Measure::CallsCalledBack)
                }
                (CallFacts { sms_notice: Some(sms), .. }, _) if by_now(*sms) => {
                    Some(Measure::CallsUnreached)
                }
                _ => Some(Measure::CallsOpen),
            };
            for measure in [
                Measure::CallsAnswered,
                Measure::CallsCalledBack,
                Measure::CallsUnreached,
                Measure::CallsOpen,
            ] {
                let count = tallies.city(month, measure, day);
                prop_assert_eq!(count, i64::from(expected == Some(measure)));
            }
            prop_assert_eq!(
                tallies.city(month, Measure::Calls, day),
                i64::from(expected.is_some())
            );
        }
    }
}
