//! Wrong fields of scoring's requests.

use hotline_proto::scoring::*;
use hotline_tests::policy;

use super::Refusals;
use crate::support::{Running, scene, start_pair};

const WRONG_MONTHS: [&str; 5] = ["", "2015-13", "2015-00", "201506", "0000-06"];

#[tokio::test]
async fn every_wrong_field_is_named_and_no_policy_is_set() {
    let Running {
        pair,
        directory: _directory,
    } = start_pair().await;
    scene::set(&pair.intake_clients()).await;
    pair.caught_up().await.expect("scoring catches up");
    let clients = pair.scoring_clients();
    let (mut rankings, mut bulletins, mut policies, mut admin) = (
        clients.rankings.clone(),
        clients.bulletins.clone(),
        clients.policies.clone(),
        clients.admin.clone(),
    );
    let refusals = &mut Refusals::default();

    for month in WRONG_MONTHS {
        let name = format!("rankings/{month}");
        let answer = rankings
            .get_ranking(GetRankingRequest { name: name.clone() })
            .await;
        refusals.invalid(&name, answer, &["name"]);
        let answer = bulletins
            .get_bulletin(GetBulletinRequest { name: name.clone() })
            .await;
        refusals.invalid(&name, answer, &["name"]);
        let request = ListRevisionsRequest {
            parent: name.clone(),
            ..ListRevisionsRequest::default()
        };
        refusals.invalid(&name, rankings.list_revisions(request).await, &["parent"]);
        let request = PublishRankingRequest {
            month: month.to_owned(),
            ..PublishRankingRequest::default()
        };
        refusals.invalid(month, rankings.publish_ranking(request).await, &["month"]);
        let request = ExplainUnitRequest {
            month: month.to_owned(),
            unit: "units/chiping".to_owned(),
            ..ExplainUnitRequest::default()
        };
        refusals.invalid(month, rankings.explain_unit(request).await, &["month"]);
        let request = ListSupervisionRatiosRequest {
            month: month.to_owned(),
        };
        refusals.invalid(
            month,
            rankings.list_supervision_ratios(request).await,
            &["month"],
        );
        let request = SimulateRankingRequest {
            month: month.to_owned(),
            ..SimulateRankingRequest::default()
        };
        refusals.invalid(month, rankings.simulate_ranking(request).await, &["month"]);
        let request = CompareRevisionsRequest {
            month: month.to_owned(),
            ..CompareRevisionsRequest::default()
        };
        refusals.invalid(
            month,
            rankings.compare_revisions(request).await,
            &["month", "revision"],
        );
        let request = WatchRankingRequest {
            month: month.to_owned(),
            ..WatchRankingRequest::default()
        };
        refusals.invalid(
            month,
            rankings
                .watch_ranking(request)
                .await
                .map(|_| tonic::Response::new(())),
            &["month"],
        );
        if !month.is_empty() {
            let request = GetUnitHistoryRequest {
                unit: "units/chiping".to_owned(),
                from_month: month.to_owned(),
                ..GetUnitHistoryRequest::default()
            };
            refusals.invalid(
                month,
                rankings.get_unit_history(request).await,
                &["from_month"],
            );
            let request = VerifyRequest {
                month: month.to_owned(),
            };
            refusals.invalid(month, admin.verify(request).await, &["month"]);
        }
    }

    for name in [
        "rankings/2015-06/revisions/0",
        "rankings/2015-06/revisions/x",
        "2015-06",
    ] {
        let answer = rankings
            .get_ranking(GetRankingRequest {
                name: name.to_owned(),
            })
            .await;
        refusals.invalid(name, answer, &["name"]);
    }
    let name = "rankings/2015-06/revisions/7".to_owned();
    let answer = rankings
        .get_ranking(GetRankingRequest { name: name.clone() })
        .await;
    refusals.missing("a revision that there is not", answer);
    let answer = bulletins.get_bulletin(GetBulletinRequest { name }).await;
    refusals.missing("a revision that there is not", answer);
    let request = ExplainUnitRequest {
        month: "2015-06".to_owned(),
        unit: "units/nowhere".to_owned(),
        ..ExplainUnitRequest::default()
    };
    refusals.missing("an unknown unit", rankings.explain_unit(request).await);
    let request = CompareRevisionsRequest {
        month: "2015-06".to_owned(),
        revision: 1,
        ..CompareRevisionsRequest::default()
    };
    refusals.missing(
        "a revision that there is not",
        rankings.compare_revisions(request).await,
    );
    let request = GetUnitHistoryRequest {
        unit: "units/nowhere".to_owned(),
        ..GetUnitHistoryRequest::default()
    };
    refusals.missing("an unknown unit", rankings.get_unit_history(request).await);
    let request = SimulateRankingRequest {
        month: "2015-06".to_owned(),
        rules: Some(simulate_ranking_request::Rules::Policy(Policy {
            cut_off_day: 32,
            ..policy::june_2015()
        })),
        cut_off_date: "2015-06-29".to_owned(),
    };
    refusals.invalid(
        "a wrong policy and cut-off",
        rankings.simulate_ranking(request).await,
        &["cut_off_date", "policy.cut_off_day"],
    );
    let request = PublishRankingRequest {
        month: "2015-06".to_owned(),
        issue_number: -1,
        issue_date: "13 July".to_owned(),
        reason: "长".repeat(501),
        request_id: "none".to_owned(),
        ..PublishRankingRequest::default()
    };
    refusals.invalid(
        "four wrong fields",
        rankings.publish_ranking(request).await,
        &["issue_date", "issue_number", "reason", "request_id"],
    );

    let before = policies
        .list_policies(ListPoliciesRequest::default())
        .await
        .expect("a list");
    let mut set = async |change: &dyn Fn(&mut Policy)| {
        let mut policy = policy::june_2015();
        change(&mut policy);
        let request = SetPolicyRequest {
            policy: Some(policy),
            ..SetPolicyRequest::default()
        };
        policies.set_policy(request).await
    };
    let answer = set(&|policy| policy.name = "policies/2015-13".to_owned()).await;
    refusals.invalid("a month that there is not", answer, &["policy.name"]);
    let answer = set(&|policy| policy.name = "policies/default".to_owned()).await;
    refusals.invalid("the built-in policy", answer, &["policy.name"]);
    let answer = set(&|policy| policy.weights = Some(CompositeWeights::default())).await;
    refusals.invalid("no weight", answer, &["policy.weights"]);
    let answer = set(&|policy| {
        policy.weights = Some(CompositeWeights {
            satisfaction: -1,
            completion: 1_001,
            supervision: 1,
        });
    })
    .await;
    refusals.invalid(
        "weights out of bounds",
        answer,
        &["policy.weights.completion", "policy.weights.satisfaction"],
    );
    let answer = set(&|policy| {
        policy.grade_weights = None;
        policy.cut_off_day = 32;
        policy.completion_measure = 99;
    })
    .await;
    refusals.invalid(
        "three wrong fields",
        answer,
        &[
            "policy.completion_measure",
            "policy.cut_off_day",
            "policy.grade_weights",
        ],
    );
    let answer = policies.set_policy(SetPolicyRequest::default()).await;
    refusals.invalid("no policy", answer, &["policy"]);
    let answer = policies
        .get_policy(GetPolicyRequest {
            name: "policies/may".to_owned(),
        })
        .await;
    refusals.invalid("no month", answer, &["name"]);
    let after = policies
        .list_policies(ListPoliciesRequest::default())
        .await
        .expect("a list");
    assert_eq!(before.into_inner(), after.into_inner());
    std::mem::take(refusals).assert_none();
}
