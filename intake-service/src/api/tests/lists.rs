//! Lists as they are asked for: filters, orders, and tokens that fit one query alone.

use hotline_proto::intake as proto;
use proto::call_service_server::CallService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};

fn assignments(filter: &str, order_by: &str) -> proto::ListAssignmentsRequest {
    proto::ListAssignmentsRequest {
        parent: "workOrders/-".into(),
        filter: filter.into(),
        order_by: order_by.into(),
        ..Default::default()
    }
}

/// The one wrong field and what is said of it.
fn refused(status: &Status) -> (String, String) {
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    let violations = &details.bad_request().expect("fields").field_violations;
    assert_eq!(violations.len(), 1, "{violations:?}");
    (
        violations[0].field.clone(),
        violations[0].description.clone(),
    )
}

#[tokio::test]
async fn each_list_takes_a_filter_and_refuses_a_wrong_one_by_its_path() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    let parent = || "workOrders/-/assignments/-".to_owned();
    macro_rules! filtered {
        ($($list:ident($request:ident $($parent:expr)?) $field:ident: $some:literal, $none:literal => $name:expr;)+) => {
            $({
                let asked = |filter: &str| Request::new(proto::$request {
                    $(parent: $parent,)?
                    filter: filter.into(),
                    ..Default::default()
                });
                let found = body(api.$list(asked($some)).await).$field;
                let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
                assert_eq!(names, [$name.name.as_str()], "{}", $some);
                assert!(body(api.$list(asked($none)).await).$field.is_empty(), "{}", $none);
                let wrong = api.$list(asked("colour = red")).await.expect_err("no such field");
                let (field, description) = refused(&wrong);
                assert_eq!(field, "filter");
                assert!(description.starts_with("at byte 0: "), "{description}");
            })+
        };
    }
    filtered! {
        list_calls(ListCallsRequest) calls: "start_time < 2016-01-01T00:00:00Z AND -sms_notice_time:*", "start_time > 2016-01-01T00:00:00Z" => made.call;
        list_work_orders(ListWorkOrdersRequest) work_orders: "disposition = TRANSFERRED", "urgency = CRITICAL AND channel = SMS" => made.order;
        list_assignments(ListAssignmentsRequest "workOrders/-".into()) assignments: "unit = units/a AND state != WITHDRAWN", "redo_count > 5" => made.assignment;
        list_return_visits(ListReturnVisitsRequest parent()) return_visits: "result = RATED", "result = REFUSED" => made.visit;
        list_exclusions(ListExclusionsRequest parent()) exclusions: "NOT decide_time:*", "state = APPROVED" => made.exclusion;
        list_supervisions(ListSupervisionsRequest) supervisions: "-lift_time:*", "unit = units/none" => made.supervision;
    }
}

#[tokio::test]
async fn an_order_is_asked_for_by_name() {
    let bench = Bench::new();
    bench.fill().await;
    for order_by in ["", "name", "name asc", " due_time  desc ", "due_time"] {
        let found = bench
            .api
            .list_assignments(Request::new(assignments("", order_by)));
        assert_eq!(body(found.await).assignments.len(), 1, "{order_by}");
    }
    for order_by in [
        "unit",
        "desc",
        "due_time down",
        "due_time desc name",
        "due_time,name",
    ] {
        let wrong = bench
            .api
            .list_assignments(Request::new(assignments("", order_by)));
        let (field, description) = refused(&wrong.await.expect_err(order_by));
        assert_eq!(field, "order_by");
        assert!(description.contains("name or due_time"), "{description}");
    }
}

#[tokio::test]
async fn a_token_of_another_filter_or_order_is_refused() {
    let bench = Bench::new();
    bench.record_calls(2).await;
    let calls = |filter: &str, page_token: &str| proto::ListCallsRequest {
        page_size: 1,
        filter: filter.into(),
        page_token: page_token.into(),
        ..Default::default()
    };
    let first = bench
        .api
        .list_calls(Request::new(calls("outcome = MISSED", "")));
    let token = body(first.await).next_page_token;
    let next = bench
        .api
        .list_calls(Request::new(calls("outcome = MISSED", &token)));
    assert_eq!(body(next.await).calls.len(), 1);
    for filter in ["", "outcome = ANSWERED", "outcome=MISSED"] {
        let wrong = bench.api.list_calls(Request::new(calls(filter, &token)));
        let (field, description) = refused(&wrong.await.expect_err(filter));
        assert_eq!(field, "page_token");
        assert!(
            description.contains("the same filters and order"),
            "{description}"
        );
    }
    let made = bench.fill().await;
    let assign = super::but(super::requests::assign(), |it| {
        it.request_id.clear();
        it.work_order = made.order.name;
    });
    body(bench.api.assign_work_order(Request::new(assign)).await);
    let page = |order_by: &str, page_token: &str| proto::ListAssignmentsRequest {
        page_size: 1,
        page_token: page_token.into(),
        ..assignments("", order_by)
    };
    let first = bench
        .api
        .list_assignments(Request::new(page("due_time", "")));
    let token = body(first.await).next_page_token;
    let next = bench
        .api
        .list_assignments(Request::new(page("due_time", &token)));
    assert_eq!(body(next.await).assignments.len(), 1);
    for order_by in ["", "name", "due_time desc"] {
        let wrong = bench
            .api
            .list_assignments(Request::new(page(order_by, &token)));
        assert_eq!(refused(&wrong.await.expect_err(order_by)).0, "page_token");
    }
}
