//! Thousands of random life histories, through the services and through a small second computation: the rankings are the same.

mod compare;
mod corrections;
mod life;
mod reference;

use std::collections::{BTreeMap, BTreeSet};

use hotline_proto::intake::{ImportRequest, ListWorkOrdersRequest};
use hotline_proto::scoring::{
    CompletionMeasure, CompositeWeights, GetRankingRequest, GradeWeights, Policy, Ranking,
    SetPolicyRequest, UnitGroup,
};
use hotline_tests::client::import;
use hotline_tests::pair::ScoringClients;
use life::{DAY, Line, MONTHS};
use reference::{Facts, Rules};

use crate::support::{Numbers, Running, start_pair};

/// Orders of a world.
const ORDERS: usize = 1_500;

/// Sends lines; those that were not rejected, with their sequences.
async fn tell<T>(running: &Running, lines: Vec<(ImportRequest, T)>) -> Vec<(i64, T)> {
    let (records, told): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
    let clients = running.pair.intake_clients();
    let before = clients.head().await.expect("a head").sequence;
    let count = told.len();
    let imported = import(running.pair.intake.channel(), records.into_iter(), |_| ())
        .await
        .expect("it goes through");
    assert_eq!(
        imported.summary.repeated_count, 0,
        "no two records are the same"
    );
    let rejected: BTreeSet<i64> = imported.rejections.iter().map(|one| one.index).collect();
    assert!(
        rejected.len() * 3 < count,
        "most of what is told makes sense: {} of {count} were rejected, the first: {:?}",
        rejected.len(),
        imported.rejections.first(),
    );
    let taken = (0..)
        .zip(told)
        .filter(|(index, _)| !rejected.contains(index));
    let taken: Vec<(i64, T)> = (before + 1..).zip(taken.map(|(_, told)| told)).collect();
    let head = clients.head().await.expect("a head").sequence;
    assert_eq!(taken.last().map(|(sequence, _)| *sequence), Some(head));
    taken
}

/// The names of the orders, by their references.
async fn names(running: &Running) -> BTreeMap<String, String> {
    let mut orders = running.pair.intake_clients().orders;
    let mut names = BTreeMap::new();
    let mut page_token = String::new();
    loop {
        let request = ListWorkOrdersRequest {
            page_size: 1_000,
            page_token,
            ..ListWorkOrdersRequest::default()
        };
        let page = orders
            .list_work_orders(request)
            .await
            .expect("a page")
            .into_inner();
        for order in page.work_orders {
            let reference = order.external_reference.expect("a reference");
            names.insert(reference.id, order.name);
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

async fn ranking(clients: &ScoringClients, month: &str) -> Ranking {
    let name = format!("rankings/{month}/revisions/provisional");
    let mut rankings = clients.rankings.clone();
    let answer = rankings.get_ranking(GetRankingRequest { name }).await;
    answer.expect("a ranking").into_inner()
}

/// A policy: as it is sent, and as the reference reads it.
struct Scored {
    policy: Policy,
    weights: [i64; 3],
    grades: [i64; 5],
    on_time: bool,
    cut_off_day: i64,
}

/// The policies that the same facts are ranked by.
fn policies() -> Vec<Scored> {
    let policy = |weights: [i32; 3], grades: [i32; 5], on_time: bool, cut_off_day: i32| {
        let policy = Policy {
            name: "policies/2024-01".to_owned(),
            weights: Some(CompositeWeights {
                satisfaction: weights[0],
                completion: weights[1],
                supervision: weights[2],
            }),
            grade_weights: Some(GradeWeights {
                very_satisfied_permille: grades[0],
                satisfied_permille: grades[1],
                basically_satisfied_permille: grades[2],
                dissatisfied_permille: grades[3],
                very_dissatisfied_permille: grades[4],
            }),
            completion_measure: if on_time {
                CompletionMeasure::OnTime.into()
            } else {
                CompletionMeasure::Completion.into()
            },
            cut_off_day,
            ..Policy::default()
        };
        Scored {
            policy,
            weights: weights.map(i64::from),
            grades: grades.map(i64::from),
            on_time,
            cut_off_day: i64::from(cut_off_day),
        }
    };
    vec![
        policy([6, 3, 1], [1_000, 1_000, 600, 0, 0], false, 10),
        policy([6, 3, 1], [1_000, 900, 600, 300, 0], true, 10),
        policy([1, 7, 3], [987, 654, 321, 123, 45], true, 3),
        policy([1, 0, 0], [1_000, 800, 600, 400, 200], false, 28),
    ]
}

async fn assert_equal(running: &Running, facts: &Facts) {
    let clients = running.pair.scoring_clients();
    running.pair.caught_up().await.expect("scoring catches up");
    for scored in policies() {
        let Scored {
            policy,
            weights,
            grades,
            on_time,
            cut_off_day,
        } = scored;
        let mut service = clients.policies.clone();
        let request = SetPolicyRequest {
            policy: Some(policy),
            ..SetPolicyRequest::default()
        };
        service.set_policy(request).await.expect("a policy");
        for (month, from, to) in MONTHS {
            let rules = Rules {
                from,
                to,
                cut_off: to + cut_off_day * DAY,
                weights,
                grades,
                on_time,
            };
            let ranking = ranking(&clients, month).await;
            for (group, county) in [(UnitGroup::County, true), (UnitGroup::Department, false)] {
                let table = ranking.tables.iter().find(|table| table.group() == group);
                let lines = compare::lines(table.expect("a table"));
                let expected = facts.table(&rules, county);
                assert!(expected.iter().any(|line| line.rank.is_some()));
                assert_eq!(lines, expected, "{month}, {group:?}, {weights:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_ranking_of_random_lives_is_that_of_a_second_computation() {
    for seed in [1, 2] {
        let mut numbers = Numbers(seed);
        let running = start_pair().await;
        let mut facts = Facts::default();
        for (sequence, told) in tell(&running, life::units()).await {
            facts.add(sequence, told);
        }
        let mut lines: Vec<Line> = Vec::new();
        let orders: Vec<String> = (0..ORDERS).map(|index| format!("order-{index}")).collect();
        for order in &orders {
            lines.extend(life::order(&mut numbers, order));
        }
        lines.extend((0..60).map(|_| life::supervision(&mut numbers)));
        for (sequence, told) in tell(&running, lines).await {
            facts.add(sequence, told);
        }
        assert_equal(&running, &facts).await;

        let names = names(&running).await;
        let corrections = corrections::corrections(&mut numbers, &facts, &orders, &names);
        assert!(100 < corrections.len());
        for (_, corrected) in tell(&running, corrections).await {
            facts.correct(&orders, &corrected);
        }
        assert_equal(&running, &facts).await;
    }
}
