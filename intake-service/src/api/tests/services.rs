//! The services over a real ledger: what answers show, what is missing, pages.

use hotline_proto::intake as proto;
use proto::activity_service_server::ActivityService as _;
use proto::call_service_server::CallService as _;
use proto::registry_service_server::RegistryService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Response, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::requests::{self, CANARY};
use super::{but, registry};

/// Whether an answer holds what is personal.
fn is_personal<T: std::fmt::Debug>(answer: &T) -> bool {
    format!("{answer:?}").contains(CANARY)
}

#[tokio::test]
async fn answers_to_writes_and_lists_hold_nothing_personal_and_get_shows_it_masked() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    macro_rules! shown_by_get_alone {
        ($($made:expr, $get:ident($get_request:ident), $list:ident($list_request:expr);)+) => {
            $(
                let name = $made.name.clone();
                assert!(!is_personal(&$made), "{name}");
                let listed = body(api.$list(Request::new($list_request)).await);
                assert!(!is_personal(&listed), "{listed:?}");
                assert!(format!("{listed:?}").contains(&name), "{name} is not in {listed:?}");
                let got = body(api.$get(Request::new(proto::$get_request { name })).await);
                assert!(!is_personal(&got), "{got:?}");
                assert!(format!("{got:?}").contains("****"), "{got:?}");
            )+
        };
    }
    let parent = || "workOrders/-/assignments/-".to_owned();
    shown_by_get_alone! {
        made.call, get_call(GetCallRequest), list_calls(proto::ListCallsRequest::default());
        made.order, get_work_order(GetWorkOrderRequest), list_work_orders(proto::ListWorkOrdersRequest::default());
        made.handled, get_work_order(GetWorkOrderRequest), list_work_orders(proto::ListWorkOrdersRequest::default());
        made.assignment, get_assignment(GetAssignmentRequest), list_assignments(proto::ListAssignmentsRequest {
            parent: "workOrders/-".into(),
            ..Default::default()
        });
        made.visit, get_return_visit(GetReturnVisitRequest), list_return_visits(proto::ListReturnVisitsRequest {
            parent: parent(),
            ..Default::default()
        });
        made.extension, get_extension(GetExtensionRequest), list_extensions(proto::ListExtensionsRequest {
            parent: parent(),
            ..Default::default()
        });
        made.exclusion, get_exclusion(GetExclusionRequest), list_exclusions(proto::ListExclusionsRequest {
            parent: parent(),
            ..Default::default()
        });
        made.supervision, get_supervision(GetSupervisionRequest), list_supervisions(proto::ListSupervisionsRequest::default());
        made.appreciation, get_appreciation(GetAppreciationRequest), list_appreciations(proto::ListAppreciationsRequest::default());
    }
    let order = made.handled.name;
    let whole = body(
        api.get_work_order(Request::new(proto::GetWorkOrderRequest { name: order }))
            .await,
    );
    // The order is confidential.
    let hidden = "*".repeat(CANARY.len());
    assert_eq!((&whole.text, &whole.answer), (&hidden, &hidden));
    assert_eq!(whole.attachments, [hidden]);
    let requester = whole.requester.expect("given");
    assert_eq!(
        (
            requester.full_name.as_str(),
            requester.phone_number.as_str()
        ),
        ("", "")
    );
    assert!(requester.confidential);
}

#[tokio::test]
async fn what_was_recorded_is_read_again_as_it_was_answered() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    macro_rules! read_again {
        ($($made:expr, $get:ident($request:ident);)+) => {
            $(
                let name = $made.name.clone();
                let got = body(api.$get(Request::new(proto::$request { name })).await);
                assert_eq!(got, $made);
            )+
        };
    }
    read_again! {
        made.session, get_leader_session(GetLeaderSessionRequest);
        made.activity, get_activity(GetActivityRequest);
        made.case, get_typical_case(GetTypicalCaseRequest);
    }
    let unit = body(
        api.get_unit(Request::new(proto::GetUnitRequest {
            name: "units/a".into(),
        }))
        .await,
    );
    let given = registry::unit(&mut requests::update_unit()).clone();
    assert_eq!(
        proto::Unit {
            sequence: 7,
            etag: String::new(),
            ..unit
        },
        given
    );
}

#[tokio::test]
async fn the_timeline_tells_an_orders_life_without_personal_data() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let timeline = body(
        bench
            .api
            .get_timeline(Request::new(proto::GetTimelineRequest {
                name: made.order.name.clone(),
                ..Default::default()
            }))
            .await,
    );
    assert!(!is_personal(&timeline));
    let subjects: Vec<&str> = timeline
        .entries
        .iter()
        .map(|one| one.subject.as_str())
        .collect();
    for name in [
        &made.order.name,
        &made.assignment.name,
        &made.visit.name,
        &made.extension.name,
        &made.exclusion.name,
    ] {
        assert!(subjects.contains(&name.as_str()), "{name}: {subjects:?}");
    }
}

#[tokio::test]
async fn a_repeat_answers_with_the_first_ones_resource_and_sequence() {
    let bench = Bench::new();
    let api = &bench.api;
    let first = body(api.record_call(Request::new(requests::record_call())).await);
    let again = body(api.record_call(Request::new(requests::record_call())).await);
    assert_eq!(again, first);
    let other = but(requests::record_call(), |it| {
        it.call.as_mut().expect("given").agent = "a2".into();
    });
    let refused = api
        .record_call(Request::new(other))
        .await
        .expect_err("another payload");
    assert_eq!(refused.code(), Code::AlreadyExists);
    let details = refused.get_error_details();
    assert_eq!(
        details.error_info().expect("a reason").reason,
        "REQUEST_ID_REUSED"
    );
    assert!(!is_personal(&refused));
}

fn missing<T>(answer: Result<Response<T>, Status>) -> String {
    let Err(status) = answer else {
        panic!("it is there");
    };
    assert_eq!(status.code(), Code::NotFound);
    let details = status.get_error_details();
    details
        .resource_info()
        .expect("a resource")
        .resource_name
        .clone()
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let bench = Bench::new();
    let api = &bench.api;
    macro_rules! nothing {
        ($($get:ident($request:ident) $name:expr;)+) => {
            $(
                let name = $name.to_owned();
                let answer = api.$get(Request::new(proto::$request { name: name.clone() })).await;
                assert_eq!(missing(answer), name);
                let wrong = proto::$request { name: format!("{name}/x") };
                let refused = api.$get(Request::new(wrong)).await.expect_err("no such name");
                assert_eq!(refused.code(), Code::InvalidArgument);
            )+
        };
    }
    nothing! {
        get_unit(GetUnitRequest) "units/a";
        get_category(GetCategoryRequest) "categories/a";
        get_topic(GetTopicRequest) "topics/a";
        get_call(GetCallRequest) "calls/7";
        get_work_order(GetWorkOrderRequest) requests::ORDER;
        get_assignment(GetAssignmentRequest) requests::ASSIGNMENT;
        get_return_visit(GetReturnVisitRequest) format!("{}/returnVisits/1", requests::ASSIGNMENT);
        get_extension(GetExtensionRequest) requests::EXTENSION;
        get_exclusion(GetExclusionRequest) requests::EXCLUSION;
        get_supervision(GetSupervisionRequest) "supervisions/7";
        get_leader_session(GetLeaderSessionRequest) "leaderSessions/7";
        get_appreciation(GetAppreciationRequest) "appreciations/7";
        get_activity(GetActivityRequest) "activities/7";
        get_typical_case(GetTypicalCaseRequest) "typicalCases/7";
    }
    let timeline = proto::GetTimelineRequest {
        name: requests::ORDER.into(),
        ..Default::default()
    };
    assert_eq!(
        missing(api.get_timeline(Request::new(timeline)).await),
        requests::ORDER
    );
    let assignments = proto::ListAssignmentsRequest {
        parent: requests::ORDER.into(),
        ..Default::default()
    };
    assert_eq!(
        missing(api.list_assignments(Request::new(assignments)).await),
        requests::ORDER
    );
    let visits = proto::ListReturnVisitsRequest {
        parent: requests::ASSIGNMENT.into(),
        ..Default::default()
    };
    assert_eq!(
        missing(api.list_return_visits(Request::new(visits)).await),
        requests::ASSIGNMENT
    );
    let extensions = proto::ListExtensionsRequest {
        parent: requests::ASSIGNMENT.into(),
        ..Default::default()
    };
    assert_eq!(
        missing(api.list_extensions(Request::new(extensions)).await),
        requests::ASSIGNMENT
    );
    let exclusions = proto::ListExclusionsRequest {
        parent: format!("{}/assignments/-", requests::ORDER),
        ..Default::default()
    };
    assert_eq!(
        missing(api.list_exclusions(Request::new(exclusions)).await),
        requests::ORDER
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_each_row_comes_once() {
    let bench = Bench::new();
    bench.record_calls(5).await;
    let mut names = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = proto::ListCallsRequest {
            page_size: 2,
            page_token,
            outcome: proto::CallOutcome::Missed.into(),
            ..Default::default()
        };
        let page = body(bench.api.list_calls(Request::new(request)).await);
        assert!(page.calls.len() <= 2);
        names.extend(page.calls.into_iter().map(|call| call.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    // By start: the call recorded last started first.
    assert_eq!(
        names,
        ["calls/5", "calls/4", "calls/3", "calls/2", "calls/1"]
    );
}

#[tokio::test]
async fn a_wrong_filter_is_refused_by_its_path() {
    let bench = Bench::new();
    let refused = |status: Status| -> Vec<String> {
        assert_eq!(status.code(), Code::InvalidArgument);
        let details = status.get_error_details();
        let request = details.bad_request().expect("fields");
        request
            .field_violations
            .iter()
            .map(|one| one.field.clone())
            .collect()
    };
    let orders = proto::ListWorkOrdersRequest {
        page_size: -1,
        page_token: "x".into(),
        disposition: 4,
        channel: -1,
        external_reference: Some(proto::ExternalReference::default()),
        ..Default::default()
    };
    let status = bench
        .api
        .list_work_orders(Request::new(orders))
        .await
        .expect_err("wrong");
    assert_eq!(
        refused(status),
        [
            "page_size",
            "page_token",
            "disposition",
            "channel",
            "external_reference.source",
            "external_reference.id",
        ]
    );
    for parent in [
        "",
        "workOrders/-",
        "workOrders/-/assignments/1",
        "workOrders/x/assignments/-",
    ] {
        let exclusions = proto::ListExclusionsRequest {
            parent: parent.into(),
            ..Default::default()
        };
        let status = bench
            .api
            .list_exclusions(Request::new(exclusions))
            .await
            .expect_err("wrong");
        assert_eq!(refused(status), ["parent"], "{parent}");
    }
    let cases = proto::ListTypicalCasesRequest {
        month: "2015-13".into(),
        ..Default::default()
    };
    let status = bench
        .api
        .list_typical_cases(Request::new(cases))
        .await
        .expect_err("wrong");
    assert_eq!(refused(status), ["month"]);
}
