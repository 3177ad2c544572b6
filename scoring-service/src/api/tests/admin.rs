//! Operators' calls and policies.

use hotline_proto::scoring::{
    CompletionMeasure, CompositeWeights, GetPolicyRequest, GradeWeights, ListPoliciesRequest,
    Policy, PublishRankingRequest, PullRole, PullState, RebuildRequest, SetPolicyRequest,
    VerifyRequest, VerifyResponse,
};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;

use super::{Service, kind};
use crate::testing::{Feed, Store};

const REQUEST: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

async fn verify(service: &Service) -> VerifyResponse {
    let request = VerifyRequest {
        month: "2015-06".to_owned(),
    };
    service
        .admin()
        .verify(request)
        .await
        .expect("a comparison")
        .into_inner()
}

async fn policy(service: &Service, name: &str) -> Policy {
    let request = GetPolicyRequest {
        name: name.to_owned(),
    };
    service
        .policies()
        .get_policy(request)
        .await
        .expect("a policy")
        .into_inner()
}

async fn set_policy(service: &Service, policy: Policy) -> Policy {
    let request = SetPolicyRequest {
        policy: Some(policy),
        request_id: String::new(),
    };
    service
        .policies()
        .set_policy(request)
        .await
        .expect("a policy")
        .into_inner()
}

fn june_2015() -> Policy {
    Policy {
        name: "policies/2015-06".to_owned(),
        weights: Some(CompositeWeights {
            satisfaction: 6,
            completion: 3,
            supervision: 1,
        }),
        grade_weights: Some(GradeWeights {
            very_satisfied_permille: 1_000,
            satisfied_permille: 900,
            basically_satisfied_permille: 600,
            dissatisfied_permille: 300,
            very_dissatisfied_permille: 0,
        }),
        ..Policy::default()
    }
}

#[tokio::test]
async fn a_policy_governs_its_month_and_those_after_it_up_to_the_next() {
    let service = Service::june().await;
    let built_in = policy(&service, "policies/2015-06").await;
    assert_eq!(built_in.name, "policies/default");
    assert_eq!(built_in.set_time, None);
    assert_eq!(policy(&service, "policies/default").await, built_in);

    let june = set_policy(&service, june_2015()).await;
    assert_eq!(june.completion_measure(), CompletionMeasure::Completion);
    assert_eq!(june.cut_off_day, 10);
    assert_eq!(june.hash.len(), 64);
    let september = set_policy(
        &service,
        Policy {
            name: "policies/2015-09".to_owned(),
            cut_off_day: 31,
            completion_measure: CompletionMeasure::OnTime.into(),
            ..june_2015()
        },
    )
    .await;
    assert_eq!(policy(&service, "policies/2015-05").await, built_in);
    assert_eq!(policy(&service, "policies/2015-08").await, june);
    assert_eq!(policy(&service, "policies/2016-01").await, september);
    assert_ne!(june.hash, september.hash);

    service.clock.set(crate::testing::now().plus_micros(1));
    assert_eq!(
        set_policy(&service, june_2015()).await,
        june,
        "the same policy again changes nothing"
    );

    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListPoliciesRequest {
            page_size: 1,
            page_token,
        };
        let page = service
            .policies()
            .list_policies(request)
            .await
            .expect("a page")
            .into_inner();
        assert_eq!(page.policies.len(), 1);
        listed.extend(page.policies);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, [built_in, june, september]);
}

#[tokio::test]
async fn a_repeated_request_sets_nothing_and_another_content_under_its_id_is_refused() {
    let service = Service::june().await;
    let set = async |id: &str, policy: Policy| {
        let request = SetPolicyRequest {
            policy: Some(policy),
            request_id: id.to_owned(),
        };
        let answer = service.policies().set_policy(request).await;
        answer.map(tonic::Response::into_inner)
    };
    let first = set(REQUEST, june_2015()).await.expect("set");
    assert_eq!(set(REQUEST, june_2015()).await.expect("a repeat"), first);
    let cut_off_later = Policy {
        cut_off_day: 12,
        ..june_2015()
    };
    let reused = (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned());
    assert_eq!(kind(set(REQUEST, cut_off_later.clone()).await), reused);
    assert_eq!(policy(&service, "policies/2015-06").await, first);

    // A repeat that comes late does not bring back what was replaced since.
    let second = set("", cut_off_later).await.expect("set");
    assert_eq!(set(REQUEST, june_2015()).await.expect("a repeat"), second);
    assert_eq!(policy(&service, "policies/2015-06").await, second);

    // An id is used once, whatever the method.
    let publication = PublishRankingRequest {
        month: "2015-06".to_owned(),
        request_id: REQUEST.to_owned(),
        ..PublishRankingRequest::default()
    };
    assert_eq!(
        kind(service.rankings().publish_ranking(publication).await),
        reused
    );
}

#[tokio::test]
async fn a_policy_changes_the_scores_of_its_month() {
    let service = Service::june().await;
    let score = |ranking: hotline_proto::scoring::Ranking| {
        ranking.tables[0].rows[0]
            .composite_score
            .clone()
            .expect("a score")
            .printed
    };
    assert_eq!(
        score(
            service
                .ranking("rankings/2015-06")
                .await
                .expect("a ranking")
        ),
        "85.00"
    );
    set_policy(&service, june_2015()).await;
    // Satisfaction is (1 + 1 + 0.9 + 0) ÷ 4 = 72.50.
    assert_eq!(
        score(
            service
                .ranking("rankings/2015-06")
                .await
                .expect("a ranking")
        ),
        "83.50"
    );
}

#[tokio::test]
async fn verify_counts_and_lists_what_differs() {
    let service = Service::june().await;
    let sound = verify(&service).await;
    assert_eq!(
        (sound.difference_count, sound.feed_sequence),
        (0, Feed::june().head())
    );
    service
        .store
        .execute("UPDATE tallies SET count = count + 1 WHERE subject = 'a' AND measure = 1")
        .expect("a slip");
    let found = verify(&service).await;
    assert_eq!(
        (found.compared_count, found.difference_count),
        (sound.compared_count, 1)
    );
    let difference = &found.differences[0];
    assert_eq!(
        (
            difference.subject.as_str(),
            difference.measure.as_str(),
            difference.day.as_str()
        ),
        ("a", "Volume", "2015-06-07")
    );
    assert_eq!((difference.kept, difference.computed), (3, 2));
    let status = service
        .publish("")
        .await
        .expect_err("it does not reconcile");
    let failure = status
        .get_details_precondition_failure()
        .expect("violations");
    let names: Vec<_> = failure
        .violations
        .iter()
        .map(|violation| violation.r#type.as_str())
        .collect();
    assert_eq!(names, ["group-volumes", "tallies-equal-facts"]);

    service
        .admin()
        .rebuild(RebuildRequest {})
        .await
        .expect("a rebuild");
    service.caught_up().await;
    assert_eq!(verify(&service).await, sound);
}

#[tokio::test]
async fn a_feed_that_was_reset_shows_in_health_until_the_rebuild() {
    let service = Service::june().await;
    let sealed = service.publish("").await.expect("sealed");
    assert!(service.is_serving().await);
    let mut other = Feed::june();
    other.call(3, "2015-06-03T08:00:00+08:00", true);
    service.intake.replace(other);
    service
        .until(|status| status.state() == PullState::FeedReset)
        .await;
    while service.is_serving().await {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        service
            .ranking("rankings/2015-06")
            .await
            .expect("a ranking"),
        sealed
    );
    // The other feed is longer: only the puller knows that it is another one.
    assert_eq!(
        kind(service.publish("").await),
        (Code::FailedPrecondition, "FEED_RESET".to_owned())
    );

    let rebuilding = service
        .admin()
        .rebuild(RebuildRequest {})
        .await
        .expect("a rebuild")
        .into_inner();
    assert_eq!(rebuilding.problem, "", "the rebuild mends it");
    service.caught_up().await;
    while !service.is_serving().await {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        service
            .ranking("rankings/2015-06")
            .await
            .expect("a ranking"),
        sealed
    );
}

#[tokio::test]
async fn a_database_that_is_away_shows_in_health_and_is_gone_back_to() {
    // A file is not away.
    if hotline_common::testing::postgres().is_none() {
        return;
    }
    let service = Service::june().await;
    assert_eq!(service.status().await.role(), PullRole::Puller);
    service.store.admit(false);
    while service.is_serving().await {
        tokio::task::yield_now().await;
    }
    let status = service.until(|status| !status.problem.is_empty()).await;
    assert!(status.problem.starts_with("the store: "), "{status:?}");
    assert_eq!(
        kind(
            service
                .policies()
                .set_policy(SetPolicyRequest {
                    policy: Some(june_2015()),
                    ..SetPolicyRequest::default()
                })
                .await
        ),
        (Code::Unavailable, "STORAGE_UNAVAILABLE".to_owned())
    );

    service.store.admit(true);
    let add = |feed: &mut Feed| feed.call(3, "2015-06-03T08:00:00+08:00", true);
    service.intake.add(add);
    service.caught_up().await;
    while !service.is_serving().await {
        tokio::task::yield_now().await;
    }
    let mut feed = Feed::june();
    add(&mut feed);
    assert_eq!(service.store.dump(), Store::with(&feed).dump());
}

impl Service {
    async fn is_serving(&self) -> bool {
        let request = HealthCheckRequest::default();
        let mut health = HealthClient::new(self.channel.clone());
        let answer = health.check(request).await.expect("an answer").into_inner();
        answer.status() == ServingStatus::Serving
    }
}
