//! The red and black lists, and small samples.

use super::support::{due, history, rank_june, tallies, unit};
use crate::score::{AssignmentHistory, FactKind, GroupRanking, Lists, Policy, Ranking, Row};

/// Units with so many assignments completed and so many overdue.
fn ranking(units: &[(&str, usize, usize)], lists: Lists) -> Ranking {
    let done = history(&[("2015-06-03 10:00", FactKind::COMPLETED)]);
    let overdue = due(history(&[]), "2015-06-08 00:00");
    let histories: Vec<AssignmentHistory> = units
        .iter()
        .flat_map(|(code, completed, open)| {
            let mut all = vec![done.clone(); *completed];
            all.extend(vec![overdue.clone(); *open]);
            all.into_iter().map(|history| AssignmentHistory {
                unit: (*code).to_owned(),
                ..history
            })
        })
        .collect();
    let known: Vec<_> = units.iter().map(|(code, _, _)| unit(code, 1)).collect();
    let policy = Policy {
        lists,
        ..Policy::default()
    };
    rank_june(&tallies(&histories), &known, &policy)
}

fn county(ranking: &Ranking) -> &GroupRanking {
    &ranking.groups[0]
}

fn codes(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.code.as_str()).collect()
}

fn of(red_count: u32, black_count: u32) -> Lists {
    Lists {
        red_count,
        black_count,
        minimum_volume: 0,
    }
}

#[test]
fn ties_at_the_edge_are_all_in() {
    let units = [
        ("a", 9, 0),
        ("b", 9, 1),
        ("c", 9, 1),
        ("d", 9, 2),
        ("e", 9, 3),
        ("f", 9, 4),
        ("g", 9, 4),
    ];
    let ranking = ranking(&units, of(2, 1));
    assert_eq!(codes(county(&ranking).red_list()), ["a", "b", "c"]);
    assert_eq!(codes(county(&ranking).black_list()), ["f", "g"]);
}

#[test]
fn no_unit_is_on_both_lists() {
    let units = [("a", 9, 0), ("b", 9, 1), ("c", 9, 2), ("d", 9, 3)];
    let three = ranking(&units, of(3, 3));
    assert_eq!(codes(county(&three).red_list()), ["a", "b", "c"]);
    assert_eq!(codes(county(&three).black_list()), ["d"]);
    let equal = ranking(&[("a", 1, 0), ("b", 1, 0)], of(1, 1));
    assert_eq!(codes(county(&equal).red_list()), ["a", "b"]);
    assert!(county(&equal).black_list().is_empty());
    let none = ranking(&units, of(0, 0));
    assert!(county(&none).red_list().is_empty());
    assert!(county(&none).black_list().is_empty());
    let long = ranking(&units, of(0, 100));
    assert_eq!(codes(county(&long).black_list()), ["a", "b", "c", "d"]);
}

#[test]
fn a_unit_under_the_minimum_volume_keeps_its_score_and_has_no_rank() {
    let lists = Lists {
        minimum_volume: 10,
        ..of(1, 1)
    };
    let units = [("a", 9, 0), ("b", 9, 1), ("c", 10, 1), ("open", 0, 0)];
    let ranking = ranking(&units, lists);
    let group = county(&ranking);
    assert_eq!(codes(&group.ranked), ["c", "b"]);
    assert_eq!(group.ranked[0].rank, Some(1));
    assert_eq!(codes(&group.small_samples), ["a"]);
    let small = &group.small_samples[0];
    assert!(small.small_sample && small.rank.is_none());
    assert_eq!(small.composite.unwrap().to_string(), "100.00");
    assert_eq!(codes(group.red_list()), ["c"]);
    assert!(ranking.row("a").is_some());
    assert_eq!(group.volume(), 30);
}
