//! Wrong requests learn everything that is wrong with them.

use hotline_proto::scoring::simulate_ranking_request::Rules;
use hotline_proto::scoring::{
    CompareRevisionsRequest, CompositeWeights, ExplainUnitRequest, GetBulletinRequest,
    GetPolicyRequest, GetUnitHistoryRequest, GradeWeights, ListPoliciesRequest,
    ListRevisionsRequest, ListSupervisionRatiosRequest, Policy, PublishRankingRequest,
    SetPolicyRequest, SimulateRankingRequest, VerifyRequest, WatchRankingRequest,
};

use super::{Service, violations};

fn paths<T: std::fmt::Debug>(result: Result<T, tonic::Status>) -> Vec<String> {
    let mut paths: Vec<String> = violations(result).into_keys().collect();
    paths.sort();
    paths
}

#[tokio::test]
async fn every_wrong_field_of_a_publication_is_named() {
    let service = Service::june().await;
    let request = PublishRankingRequest {
        month: "2015-13".to_owned(),
        issue_number: -1,
        issue_date: "2015-06-31".to_owned(),
        reason: "x".repeat(501),
        accept_broken_identities: vec!["calls".to_owned(), "gravity".to_owned()],
        request_id: "1".to_owned(),
        cut_off_date: "2015-07-32".to_owned(),
    };
    assert_eq!(
        paths(service.rankings().publish_ranking(request).await),
        [
            "accept_broken_identities[1]",
            "cut_off_date",
            "issue_date",
            "issue_number",
            "month",
            "reason",
            "request_id"
        ]
    );
    let early = PublishRankingRequest {
        month: "2015-06".to_owned(),
        cut_off_date: "2015-06-29".to_owned(),
        ..PublishRankingRequest::default()
    };
    assert_eq!(
        paths(service.rankings().publish_ranking(early).await),
        ["cut_off_date"]
    );
    let empty = PublishRankingRequest::default();
    assert_eq!(
        paths(service.rankings().publish_ranking(empty).await),
        ["month"]
    );
}

#[tokio::test]
async fn every_wrong_field_of_a_policy_is_named() {
    let service = Service::june().await;
    let request = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/2015-00".to_owned(),
            weights: Some(CompositeWeights {
                satisfaction: -1,
                completion: 1_001,
                supervision: 0,
            }),
            grade_weights: Some(GradeWeights {
                satisfied_permille: 1_001,
                ..GradeWeights::default()
            }),
            completion_measure: 9,
            cut_off_day: 32,
            ..Policy::default()
        }),
        request_id: "1".to_owned(),
    };
    assert_eq!(
        paths(service.policies().set_policy(request).await),
        [
            "policy.completion_measure",
            "policy.cut_off_day",
            "policy.grade_weights.satisfied_permille",
            "policy.name",
            "policy.weights.completion",
            "policy.weights.satisfaction",
            "request_id"
        ]
    );
    let request = SetPolicyRequest {
        policy: Some(Policy {
            name: "policies/default".to_owned(),
            weights: Some(CompositeWeights::default()),
            ..Policy::default()
        }),
        request_id: String::new(),
    };
    assert_eq!(
        paths(service.policies().set_policy(request).await),
        ["policy.grade_weights", "policy.name", "policy.weights"]
    );
    assert_eq!(
        paths(
            service
                .policies()
                .set_policy(SetPolicyRequest::default())
                .await
        ),
        ["policy"]
    );
}

#[tokio::test]
async fn wrong_names_months_and_pages_are_named() {
    let service = Service::june().await;
    let wrong = || "2015-6".to_owned();
    let token = || "no-token".to_owned();
    let explain = ExplainUnitRequest {
        month: wrong(),
        unit: "unit/a".to_owned(),
        page_size: -1,
        page_token: token(),
        revision: -1,
        show_all: true,
    };
    assert_eq!(
        paths(service.rankings().explain_unit(explain).await),
        ["month", "page_size", "page_token", "revision", "unit"]
    );
    let revisions = ListRevisionsRequest {
        parent: "rankings".to_owned(),
        page_size: -1,
        page_token: token(),
    };
    assert_eq!(
        paths(service.rankings().list_revisions(revisions).await),
        ["page_size", "page_token", "parent"]
    );
    let policies = ListPoliciesRequest {
        page_size: -1,
        page_token: token(),
    };
    assert_eq!(
        paths(service.policies().list_policies(policies).await),
        ["page_size", "page_token"]
    );
    let ratios = ListSupervisionRatiosRequest { month: wrong() };
    assert_eq!(
        paths(service.rankings().list_supervision_ratios(ratios).await),
        ["month"]
    );
    let verify = VerifyRequest { month: wrong() };
    assert_eq!(paths(service.admin().verify(verify).await), ["month"]);
    for name in ["", "rankings/2015-13", "rankings/2015-06/revisions/0"] {
        assert_eq!(paths(service.ranking(name).await), ["name"], "{name}");
        let bulletin = GetBulletinRequest {
            name: name.to_owned(),
        };
        assert_eq!(
            paths(service.bulletins().get_bulletin(bulletin).await),
            ["name"],
            "{name}"
        );
        let policy = GetPolicyRequest {
            name: name.to_owned(),
        };
        assert_eq!(
            paths(service.policies().get_policy(policy).await),
            ["name"],
            "{name}"
        );
    }
}

#[tokio::test]
async fn every_wrong_field_of_a_simulation_is_named() {
    let service = Service::june().await;
    let simulate = async |month: &str, rules, cut_off_date: &str| {
        let request = SimulateRankingRequest {
            month: month.to_owned(),
            rules,
            cut_off_date: cut_off_date.to_owned(),
        };
        paths(service.rankings().simulate_ranking(request).await)
    };
    let policy = Policy {
        name: "policies/2015-00".to_owned(),
        weights: Some(CompositeWeights {
            satisfaction: -1,
            completion: 1_001,
            supervision: 0,
        }),
        cut_off_day: 32,
        cut_off_date: "2015-06-31".to_owned(),
        ..Policy::default()
    };
    assert_eq!(
        simulate("2015-13", Some(Rules::Policy(policy)), "never").await,
        [
            "cut_off_date",
            "month",
            "policy.cut_off_date",
            "policy.cut_off_day",
            "policy.grade_weights",
            "policy.name",
            "policy.weights.completion",
            "policy.weights.satisfaction",
        ]
    );
    let empty = Some(Rules::Policy(Policy::default()));
    assert_eq!(
        simulate("2015-06", empty, "2015-06-29").await,
        ["cut_off_date", "policy.grade_weights", "policy.weights"]
    );
    let named = Some(Rules::PolicyName("policies/june".to_owned()));
    assert_eq!(simulate("", named, "").await, ["month", "policy_name"]);
}

#[tokio::test]
async fn every_wrong_field_of_a_comparison_a_history_and_a_watch_is_named() {
    let service = Service::june().await;
    let compare = CompareRevisionsRequest {
        month: "2015-6".to_owned(),
        revision: 0,
        other_revision: -1,
        unit: "a".to_owned(),
        page_size: -1,
        page_token: "no-token".to_owned(),
    };
    assert_eq!(
        paths(service.rankings().compare_revisions(compare).await),
        [
            "month",
            "other_revision",
            "page_size",
            "page_token",
            "revision",
            "unit"
        ]
    );
    let backwards = CompareRevisionsRequest {
        month: "2015-06".to_owned(),
        revision: 2,
        other_revision: 2,
        ..CompareRevisionsRequest::default()
    };
    assert_eq!(
        paths(service.rankings().compare_revisions(backwards).await),
        ["other_revision"]
    );
    let history = GetUnitHistoryRequest {
        unit: String::new(),
        from_month: "June".to_owned(),
        to_month: "2015-13".to_owned(),
        page_size: -1,
        page_token: "no-token".to_owned(),
    };
    assert_eq!(
        paths(service.rankings().get_unit_history(history).await),
        ["from_month", "page_size", "page_token", "to_month", "unit"]
    );
    let backwards = GetUnitHistoryRequest {
        unit: "units/a".to_owned(),
        from_month: "2015-07".to_owned(),
        to_month: "2015-06".to_owned(),
        ..GetUnitHistoryRequest::default()
    };
    assert_eq!(
        paths(service.rankings().get_unit_history(backwards).await),
        ["to_month"]
    );
    for (seconds, nanos) in [
        (0, 0),
        (0, 99_999_999),
        (3_600, 1),
        (-1, 0),
        (i64::MAX, i32::MAX),
    ] {
        let watch = WatchRankingRequest {
            month: String::new(),
            after_feed_sequence: -1,
            min_interval: Some(prost_types::Duration { seconds, nanos }),
        };
        let answer = service.rankings().watch_ranking(watch).await;
        assert_eq!(
            paths(answer.map(|_| ())),
            ["after_feed_sequence", "min_interval", "month"],
            "{seconds} {nanos}"
        );
    }
}
