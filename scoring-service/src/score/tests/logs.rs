//! Logs with corrections: random ones against the corrected history told straight, and single ones by hand.

use hotline_common::time::Moment;
use proptest::prelude::*;
use proptest::sample::Index;

use super::properties::{UNITS, World, kinds, roles, times, worlds};
use super::reference::{self, Told};
use super::support::{at, history, order, shanghai};
use crate::score::{
    AssignmentFact, AssignmentHistory, AssignmentLog, Channel, Correction, Entry, Fact, FactKind,
    Log, NOW, Nature, OrderFact, OrderFacts, Tallies, Version, assignment_contribution,
};

/// Something that arrives: a fact, or a correction.
#[derive(Clone, Debug)]
enum Arrival {
    Entry(Entry<AssignmentFact>),
    Correction(Correction<AssignmentFact>),
}

/// An order, and what is told about its only assignment. Sequence 1 assigns it.
fn arrivals() -> impl Strategy<Value = (World, Vec<Arrival>)> {
    worlds().prop_flat_map(|world| {
        let facts = prop::collection::vec((times(), kinds(world.clone())), 0..7);
        let assigned = || {
            let limits = (prop::option::of(times()), prop::option::of(times()));
            (times(), prop::sample::select(&UNITS[..]), roles(), limits)
        };
        let happening = (times(), kinds(world.clone()));
        let correction = (any::<Index>(), any::<u8>(), assigned(), happening);
        let corrections = prop::collection::vec(correction, 0..6);
        let one = world.clone();
        (assigned(), facts, corrections).prop_map(move |(first, facts, corrections)| {
            let assigning =
                |(time, unit, role, (due, sign_due)): (_, &str, _, (Option<_>, Option<_>))| {
                    let fact = AssignmentFact::Assigned {
                        unit: unit.to_owned(),
                        role,
                        due: due.map(|due| one.moment(due)),
                        sign_due: sign_due.map(|due| one.moment(due)),
                    };
                    (one.moment(time), fact)
                };
            let mut told = vec![assigning(first)];
            told.extend(
                facts
                    .into_iter()
                    .map(|(time, kind)| (one.moment(time), AssignmentFact::Happened(kind))),
            );
            let count = told.len();
            let mut arrivals: Vec<Arrival> = (1..)
                .zip(told)
                .map(|(sequence, (happened, fact))| Arrival::Entry(entry(sequence, happened, fact)))
                .collect();
            for (index, (target, choice, assigned, (time, kind))) in
                corrections.into_iter().enumerate()
            {
                let target = target.index(count);
                let to = match (choice % 3, target) {
                    (0, _) => None,
                    (_, 0) => Some(assigning(assigned)),
                    _ => Some((one.moment(time), AssignmentFact::Happened(kind))),
                };
                arrivals.push(Arrival::Correction(Correction {
                    sequence: i64::try_from(count + index).unwrap() + 1,
                    recorded: at("2015-07-01 00:00"),
                    target: i64::try_from(target).unwrap() + 1,
                    to: to.map(|(happened, fact)| Version { happened, fact }),
                }));
            }
            (one.clone(), arrivals)
        })
    })
}

fn entry(sequence: i64, happened: Moment, fact: AssignmentFact) -> Entry<AssignmentFact> {
    Entry {
        sequence,
        happened,
        recorded: at("2015-07-01 00:00"),
        fact,
    }
}

fn log_of(arrivals: &[Arrival]) -> AssignmentLog {
    let mut log = Log::default();
    for arrival in arrivals {
        let (first, again) = match arrival.clone() {
            Arrival::Entry(entry) => (log.add(entry.clone()), log.add(entry)),
            Arrival::Correction(one) => (log.correct(one.clone()), log.correct(one)),
        };
        assert!(first && !again, "a repeat changes nothing");
    }
    AssignmentLog {
        order: order().number,
        number: 1,
        log,
    }
}

/// The history as somebody would tell it who knew from the start: a second way, fact by fact.
fn told_straight(arrivals: &[Arrival], through: i64) -> Option<Told> {
    let mut assignment: Option<AssignmentHistory> = None;
    let mut facts = Vec::new();
    for arrival in arrivals {
        let Arrival::Entry(entry) = arrival else {
            continue;
        };
        if through < entry.sequence {
            continue;
        }
        let mut right = Some((entry.happened, entry.fact.clone()));
        let mut by = 0;
        for arrival in arrivals {
            if let Arrival::Correction(one) = arrival
                && one.target == entry.sequence
                && one.sequence <= through
                && by < one.sequence
            {
                by = one.sequence;
                right = one
                    .to
                    .clone()
                    .map(|version| (version.happened, version.fact));
            }
        }
        match right {
            None => {}
            Some((
                assigned,
                AssignmentFact::Assigned {
                    unit,
                    role,
                    due,
                    sign_due,
                },
            )) => {
                assignment = Some(AssignmentHistory {
                    unit,
                    role,
                    assigned,
                    due,
                    sign_due,
                    ..history(&[])
                });
            }
            Some((happened, AssignmentFact::Happened(kind))) => facts.push(Fact {
                happened,
                recorded_sequence: entry.sequence,
                recorded: entry.recorded,
                corrected: (by != 0).then_some(by),
                kind,
            }),
        }
    }
    assignment.map(|assignment| (assignment, facts))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn in_whatever_order_facts_and_corrections_arrive_they_count_like_the_corrected_history_told_straight(
        ((world, arrivals), shuffled, through) in arrivals().prop_flat_map(|(world, arrivals)| {
            let last = i64::try_from(arrivals.len()).unwrap();
            let shuffled = Just(arrivals.clone()).prop_shuffle();
            (Just((world, arrivals)), shuffled, prop_oneof![Just(NOW), 0..=last])
        }),
    ) {
        let zone = &world.zone;
        let known = log_of(&shuffled).known_at(&order(), through);
        let tallies: Tallies = known
            .iter()
            .flat_map(|history| assignment_contribution(history, zone))
            .collect();
        let told: Vec<Told> = told_straight(&arrivals, through).into_iter().collect();
        prop_assert_eq!(known.is_some(), !told.is_empty());
        for day in world.days() {
            for month in [world.first.month(), world.first.month().next()] {
                for measure in reference::measures() {
                    for unit in UNITS {
                        let counted = reference::count(&told, measure, unit, month, day, zone);
                        let kept = tallies.count(month, measure, unit, day);
                        prop_assert_eq!(kept, counted, "{:?} {} {} {}", measure, unit, month, day);
                    }
                }
            }
        }
        for (history, (_, facts)) in known.iter().zip(&told) {
            let straight: crate::score::Facts = facts.iter().copied().collect();
            prop_assert_eq!(&history.facts, &straight);
        }
    }
}

fn accepted(channel: Channel) -> OrderFact {
    OrderFact::Accepted {
        channel,
        nature: Nature::Help,
        category: None,
        topics: vec![],
    }
}

fn told<T>(sequence: i64, happened: &str, fact: T) -> Entry<T> {
    Entry {
        sequence,
        happened: at(happened),
        recorded: at(happened),
        fact,
    }
}

#[test]
fn an_order_is_a_duplicate_from_the_link_on_until_the_link_is_annulled() {
    let mut log = Log::default();
    log.add(told(1, "2015-06-01 08:00", accepted(Channel::Phone)));
    log.add(told(
        2,
        "2015-06-02 08:00",
        OrderFact::Duplicate { original: 7 },
    ));
    log.correct(Correction {
        sequence: 5,
        recorded: at("2015-06-05 08:00"),
        target: 2,
        to: None,
    });
    let duplicate = |sequence| {
        log.order(1, sequence)
            .map(|order: OrderFacts| order.duplicate)
    };
    assert_eq!(duplicate(0), None);
    assert_eq!(duplicate(1), Some(None));
    assert_eq!(duplicate(4), Some(Some(at("2015-06-02 08:00"))));
    assert_eq!(duplicate(NOW), Some(None));
}

#[test]
fn a_correction_of_an_order_reaches_its_assignments() {
    let mut order = Log::default();
    order.add(told(1, "2015-06-01 08:00", accepted(Channel::Phone)));
    order.correct(Correction {
        sequence: 3,
        recorded: at("2015-06-05 08:00"),
        target: 1,
        to: Some(Version {
            happened: at("2015-06-01 08:00"),
            fact: accepted(Channel::GovernorMailbox),
        }),
    });
    let assigned = AssignmentFact::Assigned {
        unit: "unit".to_owned(),
        role: crate::score::Role::Lead,
        due: None,
        sign_due: None,
    };
    let mut log = Log::default();
    log.add(told(2, "2015-06-02 08:00", assigned));
    let log = AssignmentLog {
        order: 1,
        number: 1,
        log,
    };
    let came_by_mailbox = |sequence| {
        let order = order.order(1, sequence).unwrap();
        log.known_at(&order, sequence)
            .map(|one| one.governors_mailbox)
    };
    assert_eq!(came_by_mailbox(1), None);
    assert_eq!(came_by_mailbox(2), Some(false));
    assert_eq!(came_by_mailbox(3), Some(true));
}

#[test]
fn an_assignment_knows_every_place_it_ever_had() {
    let assigned = |unit: &str| AssignmentFact::Assigned {
        unit: unit.to_owned(),
        role: crate::score::Role::Lead,
        due: None,
        sign_due: None,
    };
    let mut log = Log::default();
    log.add(told(1, "2015-06-30 08:00", assigned("a")));
    log.add(told(
        2,
        "2015-07-02 08:00",
        AssignmentFact::Happened(FactKind::COMPLETED),
    ));
    let to = Version {
        happened: at("2015-07-01 08:00"),
        fact: assigned("a"),
    };
    log.correct(Correction {
        sequence: 3,
        recorded: at("2015-07-03 08:00"),
        target: 1,
        to: Some(to),
    });
    log.correct(Correction {
        sequence: 4,
        recorded: at("2015-07-04 08:00"),
        target: 1,
        to: None,
    });
    let log = AssignmentLog {
        order: 1,
        number: 1,
        log,
    };
    let zone = shanghai();
    let june = super::support::month("2015-06");
    let places: Vec<_> = log.places(&zone).into_iter().collect();
    assert_eq!(places, [(june, "a"), (june.next(), "a")]);
    // It is annulled, and so stands where it was first told to be.
    assert_eq!(log.place(&zone), Some((june, "a")));
}
