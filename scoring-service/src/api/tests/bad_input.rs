//! Wrong requests learn everything that is wrong with them.

use hotline_proto::scoring::{
    CompositeWeights, ExplainUnitRequest, GetBulletinRequest, GetPolicyRequest, GradeWeights,
    ListPoliciesRequest, ListRevisionsRequest, ListSupervisionRatiosRequest, Policy,
    PublishRankingRequest, SetPolicyRequest, VerifyRequest,
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
        show_all: true,
    };
    assert_eq!(
        paths(service.rankings().explain_unit(explain).await),
        ["month", "page_size", "page_token", "unit"]
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
