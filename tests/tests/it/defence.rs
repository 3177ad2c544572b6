//! "Why is my score what it is?": asked of real processes, from the first answer to what late facts changed.

use hotline_proto::scoring::simulate_ranking_request::Rules;
use hotline_proto::scoring::*;
use hotline_tests::policy;
use tonic::Code;

use crate::support::errors::reason;
use crate::support::{Running, sample, scene, start_pair};

const WORKS: &str = "a valid request is carried out";
const JUNE: &str = "2015-06";

fn explain(revision: i32) -> ExplainUnitRequest {
    ExplainUnitRequest {
        month: JUNE.to_owned(),
        unit: "units/chiping".to_owned(),
        revision,
        show_all: true,
        ..ExplainUnitRequest::default()
    }
}

fn compare(revision: i32) -> CompareRevisionsRequest {
    CompareRevisionsRequest {
        month: JUNE.to_owned(),
        revision,
        ..CompareRevisionsRequest::default()
    }
}

#[tokio::test]
async fn a_unit_that_disputes_its_score_gets_an_answer_down_to_the_last_assignment() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    let intake = pair.intake_clients();
    scene::set(&intake).await;
    pair.caught_up().await.expect("scoring catches up");
    let mut rankings = pair.scoring_clients().rankings;

    // One assignment, completed; very satisfied and satisfied.
    let explained = rankings
        .explain_unit(explain(0))
        .await
        .expect(WORKS)
        .into_inner();
    assert!(explained.adds_up, "{:?}", explained.differences);
    assert_eq!(
        explained.composite_formula,
        "(6 × 100.00 + 3 × 100.00 + 1 × (100 − 0.00)) ÷ 10 = 100.00"
    );
    assert_eq!(explained.assignments.len(), 1);
    assert_eq!(explained.assignments[0].assignment, sample::ASSIGNMENT);
    assert_eq!(explained.assignments[0].composite_without, None);

    // Under June's own policy satisfied is worth 0.9. Trying it changes nothing.
    let request = SimulateRankingRequest {
        month: JUNE.to_owned(),
        rules: Some(Rules::Policy(policy::june_2015())),
        ..SimulateRankingRequest::default()
    };
    let simulated = rankings
        .simulate_ranking(request)
        .await
        .expect(WORKS)
        .into_inner();
    assert_eq!(score(&simulated), "97.00");
    let provisional = GetRankingRequest {
        name: "rankings/2015-06".to_owned(),
    };
    let provisional = rankings
        .get_ranking(provisional)
        .await
        .expect(WORKS)
        .into_inner();
    assert_eq!(score(&provisional), "100.00");

    let request = WatchRankingRequest {
        month: JUNE.to_owned(),
        after_feed_sequence: provisional.feed_sequence,
        ..WatchRankingRequest::default()
    };
    let mut watching = rankings
        .watch_ranking(request)
        .await
        .expect(WORKS)
        .into_inner();
    let publish = |reason: &str| PublishRankingRequest {
        month: JUNE.to_owned(),
        reason: reason.to_owned(),
        ..PublishRankingRequest::default()
    };
    rankings.publish_ranking(publish("")).await.expect(WORKS);

    // Another order of June comes to light, never completed.
    let mut orders = intake.orders.clone();
    let order = orders
        .accept_work_order(sample::accept_order("late"))
        .await
        .expect(WORKS)
        .into_inner();
    let assign = sample::assign(&order.name, "chiping");
    let late = orders
        .assign_work_order(assign)
        .await
        .expect(WORKS)
        .into_inner();
    pair.caught_up().await.expect("scoring catches up");
    let moved = loop {
        let ranking = watching.message().await.expect(WORKS).expect("it goes on");
        if score(&ranking) != "100.00" {
            break ranking;
        }
    };
    // Half of two is completed.
    assert_eq!(score(&moved), "85.00");
    let present = rankings
        .explain_unit(explain(0))
        .await
        .expect(WORKS)
        .into_inner();
    let verdicts: Vec<_> = present
        .assignments
        .iter()
        .map(|it| (it.assignment.as_str(), it.cost_hundredths))
        .collect();
    assert_eq!(
        verdicts,
        [
            (sample::ASSIGNMENT, Some(-8_500)),
            (late.name.as_str(), Some(1_500))
        ]
    );

    // What was published is explained as it was; what is different since then has a fact behind it.
    let sealed = rankings
        .explain_unit(explain(1))
        .await
        .expect(WORKS)
        .into_inner();
    assert!(sealed.adds_up, "{:?}", sealed.differences);
    assert_eq!(sealed.assignments, explained.assignments);
    let compared = rankings
        .compare_revisions(compare(1))
        .await
        .expect(WORKS)
        .into_inner();
    let facts: Vec<_> = compared
        .late_facts
        .iter()
        .map(|fact| {
            (
                fact.kind.as_str(),
                fact.subject.as_str(),
                fact.units.join(","),
            )
        })
        .collect();
    assert_eq!(
        facts,
        [("ASSIGNED", late.name.as_str(), "chiping".to_owned())]
    );
    let changed: Vec<_> = compared
        .units
        .iter()
        .map(|unit| unit.unit.as_str())
        .collect();
    assert_eq!(changed, ["chiping"]);
    rankings
        .publish_ranking(publish("an order came to light"))
        .await
        .expect(WORKS);
    let request = CompareRevisionsRequest {
        other_revision: 2,
        ..compare(1)
    };
    let between = rankings
        .compare_revisions(request)
        .await
        .expect(WORKS)
        .into_inner();
    assert_eq!(between.units, compared.units);
    let missing = rankings
        .compare_revisions(compare(3))
        .await
        .expect_err("no such revision");
    assert_eq!(missing.code(), Code::NotFound);

    let request = GetUnitHistoryRequest {
        unit: "units/chiping".to_owned(),
        to_month: "2015-07".to_owned(),
        ..GetUnitHistoryRequest::default()
    };
    let history = rankings
        .get_unit_history(request)
        .await
        .expect(WORKS)
        .into_inner();
    let june = &history.months[0];
    assert_eq!(june.ranking, "rankings/2015-06/revisions/2");
    assert_eq!((june.list(), june.ranked_units), (UnitList::Ranked, 1));

    // The watch ends with the service, and says that it may be gone on with.
    let ending = pair.scoring.terminate();
    let ended = async {
        loop {
            match watching.message().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the stream ended as if it were whole"),
                Err(status) => break status,
            }
        }
    };
    let (ending, ended) = tokio::join!(ending, ended);
    assert!(ending.expect("scoring ends").success());
    assert_eq!(
        (ended.code(), reason(&ended).as_str()),
        (Code::Unavailable, "STOPPING")
    );
}

/// The composite score of chiping.
fn score(ranking: &Ranking) -> String {
    let rows = ranking.tables.iter().flat_map(|table| &table.rows);
    rows.filter(|row| row.unit == "chiping")
        .filter_map(|row| row.composite_score.as_ref())
        .map(|score| score.printed.clone())
        .collect()
}
