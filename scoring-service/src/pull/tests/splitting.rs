//! However a feed is cut into batches and transactions, the store comes out the same.

use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;
use proptest::prelude::*;

use crate::live::Memory;
use crate::pull::{apply, decode};
use crate::store::cursor::Cursor;
use crate::testing::{Feed, Store, moment, now};
use crate::verification::{Reading, verify};

/// Something that happens to one of a few orders, at some hour of some months.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: u8,
    order: u32,
    hour: i64,
    choice: u8,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step =
        (0..10_u8, 1..5_u32, 0..1_500_i64, 0..5_u8).prop_map(|(kind, order, hour, choice)| Step {
            kind,
            order,
            hour,
            choice,
        });
    prop::collection::vec(step, 1..60)
}

/// A feed that makes sense, in which facts are recorded in any order.
fn feed(steps: &[Step]) -> Feed {
    let mut feed = Feed::new();
    let mut assigned = [0_u32; 5];
    for order in 1..5 {
        feed.order(order, &hour(i64::from(order) * 100));
    }
    feed.call(1, &hour(3), false);
    for (index, step) in steps.iter().enumerate() {
        let at = hour(step.hour);
        let place = usize::try_from(step.order).expect("a small number");
        let number = assigned[place].min(u32::from(step.choice) + 1);
        let name = format!("workOrders/20150601-{:06}/assignments/{number}", step.order);
        let id = i64::try_from(index).expect("a small number") + 2;
        match (step.kind, number) {
            (0 | 1, _) | (_, 0) => {
                assigned[place] += 1;
                let unit = ["a", "b", "c", "d", "e"][usize::from(step.choice)];
                let due = (step.choice != 0).then(|| hour(step.hour + 200));
                feed.assigned(step.order, assigned[place], unit, &at, due.as_deref());
            }
            (2 | 3, _) => feed.completed(step.order, number, &at),
            (4, _) => {
                let due_time = (step.choice != 1)
                    .then(|| hotline_common::decode::timestamp(moment(&hour(step.hour + 100))));
                feed.push(
                    &at,
                    Detail::AssignmentRedone(wire::AssignmentRedone {
                        assignment: name,
                        due_time,
                        reason: 1,
                        deadline_basis: None,
                    }),
                );
            }
            (5, _) => {
                feed.visited(
                    step.order,
                    number,
                    step.choice.into(),
                    &at,
                    grade(step.choice),
                    grade(4 - step.choice),
                );
            }
            (6, _) => {
                feed.push(
                    &at,
                    Detail::ExclusionDecided(wire::ExclusionDecided {
                        exclusion: format!("{name}/exclusions/1"),
                        approved: step.choice != 0,
                    }),
                );
            }
            (7, _) => {
                feed.push(
                    &at,
                    Detail::SendBackDecided(wire::SendBackDecided {
                        assignment: name,
                        accepted: step.choice == 0,
                    }),
                );
            }
            (8, _) => feed.supervised(id, "a", &at),
            _ => feed.call(id, &at, step.choice == 0),
        }
    }
    feed
}

fn grade(place: u8) -> wire::Grade {
    wire::Grade::try_from(i32::from(place) + 1).expect("a grade")
}

fn hour(hour: i64) -> String {
    moment("2015-05-20T00:00:00+08:00")
        .plus_micros(hour * 3_600_000_000)
        .to_string()
}

/// Pulls the feed in batches that end where `cuts` say, `together` of them in one transaction, each beginning a few
/// events before the one before it ended.
fn pulled(feed: &Feed, cuts: &[i64], together: usize, overlap: i64) -> Store {
    let store = Store::new();
    let mut ends: Vec<i64> = cuts.iter().map(|cut| cut % feed.head() + 1).collect();
    ends.push(feed.head());
    ends.sort_unstable();
    let mut batches = Vec::new();
    let mut from = 0_i64;
    for through in ends {
        batches
            .push(decode::batch(feed.message((from - overlap).max(0), through)).expect("a batch"));
        from = through;
    }
    let mut cursor = Cursor::default();
    for lot in batches.chunks(together) {
        cursor = store
            .write(|connection| apply(connection, &cursor, lot.to_vec(), now(), &Memory::default()))
            .expect("a sound feed");
    }
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_split_of_the_feed_gives_the_same_store(
        steps in steps(),
        cuts in prop::collection::vec(0..1_000_i64, 0..8),
        together in 1..4_usize,
        overlap in 0..4_i64,
    ) {
        let feed = feed(&steps);
        let whole = Store::with(&feed);
        let split = pulled(&feed, &cuts, together, overlap);
        prop_assert_eq!(split.dump(), whole.dump());
        let verification = whole
            .read(|connection| verify(&mut Reading::of(connection), None))
            .expect("a verification");
        prop_assert_eq!(verification.differences, vec![]);
    }
}
