//! Assignments by deadline: each place once, in order, while others come and move.

use hotline_common::time::Moment;
use proptest::prelude::*;

use super::book::{Book, minute};
use super::listed::{assign, orders, redo};
use crate::domain::names::AssignmentId;
use crate::store::assignments::{AssignmentFilter, AssignmentPlace, SortBy, Sorting, list};
use crate::testing::cases;

fn by_due(descending: bool) -> AssignmentFilter {
    AssignmentFilter {
        sorting: Sorting {
            by: SortBy::DueTime,
            descending,
        },
        ..AssignmentFilter::default()
    }
}

fn places(
    book: &mut Book,
    filter: &AssignmentFilter,
    after: Option<AssignmentPlace>,
    limit: u32,
) -> Vec<AssignmentPlace> {
    let found = list(&mut book.connection, filter, after, limit).unwrap();
    found.iter().map(AssignmentPlace::from).collect()
}

/// How two places stand: by deadline, those without one last either way, then by name.
fn key(place: &AssignmentPlace, descending: bool) -> (bool, i128, i128, i64) {
    let turned = |value: i64| {
        if descending {
            -i128::from(value)
        } else {
            i128::from(value)
        }
    };
    let number = i64::from(place.id.number);
    (
        place.due.is_none(),
        turned(place.due.map_or(0, Moment::micros)),
        turned(place.id.order.number()),
        if descending { -number } else { number },
    )
}

#[test]
fn those_without_a_deadline_come_last_either_way() {
    let mut book = Book::new();
    let ids: Vec<AssignmentId> = orders(&mut book, 5)
        .into_iter()
        .map(|order| AssignmentId { order, number: 1 })
        .collect();
    for (id, due) in ids.iter().zip([Some(30), None, Some(10), Some(30), None]) {
        assign(&mut book, *id, "A", due.map(minute));
    }
    book.save();
    for (descending, expected) in [(false, [2, 0, 3, 1, 4]), (true, [3, 0, 2, 4, 1])] {
        let all = places(&mut book, &by_due(descending), None, 100);
        let found: Vec<AssignmentId> = all.iter().map(|place| place.id).collect();
        assert_eq!(found, expected.map(|index| ids[index]), "{descending}");
        for (index, place) in all.iter().enumerate() {
            let rest = places(&mut book, &by_due(descending), Some(*place), 100);
            assert_eq!(rest, all[index + 1..]);
            let next = places(&mut book, &by_due(descending), Some(*place), 1);
            assert_eq!(
                next,
                all[index + 1..].iter().take(1).copied().collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn names_can_be_turned_round_too() {
    let mut book = Book::new();
    for order in orders(&mut book, 3) {
        for number in [1, 2] {
            assign(&mut book, AssignmentId { order, number }, "A", None);
        }
    }
    book.save();
    let mut filter = AssignmentFilter::default();
    let mut all = places(&mut book, &filter, None, 100);
    all.reverse();
    filter.sorting.descending = true;
    assert_eq!(places(&mut book, &filter, None, 100), all);
    for (index, place) in all.iter().enumerate() {
        assert_eq!(
            places(&mut book, &filter, Some(*place), 100),
            all[index + 1..]
        );
    }
}

/// What happens between two pages.
#[derive(Clone, Debug)]
enum Between {
    /// An order is given to one more unit, with or without a deadline.
    Added(usize, Option<i64>),
    /// An assignment gets another deadline.
    Moved(usize, i64),
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        (0..12_usize, prop::option::of(0..8_i64))
            .prop_map(|(order, due)| Between::Added(order, due)),
        (0..12_usize, 0..8_i64).prop_map(|(order, due)| Between::Moved(order, due)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_stays_where_it_is_comes_once_and_in_order(
        dues in prop::collection::vec(prop::option::of(0..8_i64), 12),
        changes in prop::collection::vec(prop::collection::vec(between(), 0..3), 12),
        size in 1..5_u32,
        descending: bool,
    ) {
        let mut book = Book::new();
        let numbers = orders(&mut book, dues.len());
        for (order, due) in numbers.iter().zip(&dues) {
            let id = AssignmentId { order: *order, number: 1 };
            assign(&mut book, id, "A", due.map(minute));
        }
        book.save();
        let filter = by_due(descending);
        let mut untouched = places(&mut book, &filter, None, 100);
        let mut added = vec![1; numbers.len()];
        let mut seen = Vec::new();
        let mut changes = changes.into_iter();
        loop {
            let page = places(&mut book, &filter, seen.last().copied(), size);
            let Some(last) = page.last().copied() else { break };
            seen.extend(page);
            for change in changes.next().unwrap_or_default() {
                match change {
                    Between::Added(index, due) => {
                        added[index] += 1;
                        let id = AssignmentId { order: numbers[index], number: added[index] };
                        let due = due.map(minute);
                        assign(&mut book, id, "A", due);
                        // Behind the place it is seen as if it had always been there.
                        let place = AssignmentPlace { due, id };
                        if key(&last, descending) < key(&place, descending) {
                            untouched.push(place);
                        }
                    }
                    Between::Moved(index, due) => {
                        let id = AssignmentId { order: numbers[index], number: 1 };
                        redo(&mut book, id, minute(due));
                        untouched.retain(|place| place.id != id);
                    }
                }
            }
            book.save();
        }
        prop_assert!(seen.is_sorted_by_key(|place| key(place, descending)), "{seen:?}");
        for place in untouched {
            let times = seen.iter().filter(|one| one.id == place.id).count();
            prop_assert_eq!(times, 1, "{:?} in {:?}", place, seen);
        }
    }
}
