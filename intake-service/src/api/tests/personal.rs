//! Showing a citizen's data, and finding what belongs to one citizen.

use hotline_proto::intake as proto;
use proto::call_service_server::CallService as _;
use proto::personal_data_service_server::PersonalDataService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::but;
use super::requests::{self, CANARY, REQUEST_ID};

fn reveal(name: &str) -> proto::RevealRequesterRequest {
    proto::RevealRequesterRequest {
        name: name.into(),
        purpose: proto::RevealPurpose::Review.into(),
        note: format!("asked about {CANARY}"),
        actor: "s7".into(),
        unit: String::new(),
        request_id: String::new(),
    }
}

/// An order that is not confidential, of the same number as the others.
async fn open_order(bench: &Bench) -> String {
    let accept = but(requests::accept(), |it| {
        it.request_id.clear();
        let order = it.work_order.as_mut().expect("given");
        order.external_reference = None;
        order.call = String::new();
        order.requester.as_mut().expect("given").confidential = false;
    });
    body(bench.api.accept_work_order(Request::new(accept)).await).name
}

#[tokio::test]
async fn data_is_shown_once_it_is_on_the_record_for_whom() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    let order = made.handled.name;
    let request = but(reveal(&order), |it| it.request_id = REQUEST_ID.into());
    let shown = body(api.reveal_requester(Request::new(request.clone())).await);
    assert_eq!(
        [
            &shown.full_name,
            &shown.phone_number,
            &shown.text,
            &shown.attachments[0]
        ],
        [CANARY; 4]
    );
    assert_eq!(shown.texts.len(), 1);
    assert_eq!(
        (shown.texts[0].kind.as_str(), shown.texts[0].text.as_str()),
        ("handled_directly", CANARY)
    );
    let kept = shown.reveal.clone().expect("the reveal");
    assert_eq!(
        (kept.requester.as_str(), kept.actor.as_str()),
        (order.as_str(), "s7")
    );
    assert!(kept.note.is_empty());

    // A repeat is the same reveal.
    let again = body(api.reveal_requester(Request::new(request)).await);
    assert_eq!(again, shown);
    let call = body(
        api.reveal_requester(Request::new(reveal(&made.call.name)))
            .await,
    );
    assert_eq!(call.phone_number, CANARY);
    assert!(call.recording_reference.ends_with(CANARY));

    let list = |requester: &str, actor: &str| proto::ListRevealsRequest {
        requester: requester.into(),
        actor: actor.into(),
        ..Default::default()
    };
    for (requester, actor, count) in [
        ("", "", 2),
        (order.as_str(), "", 1),
        ("", "s7", 2),
        ("", "s8", 0),
        (made.call.name.as_str(), "s7", 1),
    ] {
        let listed = body(api.list_reveals(Request::new(list(requester, actor))).await);
        assert_eq!(listed.reveals.len(), count, "{requester} {actor}");
        assert!(!format!("{listed:?}").contains(CANARY));
    }
    let name = kept.name;
    let one = body(
        api.get_reveal(Request::new(proto::GetRevealRequest { name }))
            .await,
    );
    assert_eq!(
        one.note, "asked about ***********",
        "the order is confidential"
    );
    let name = order;
    let timeline = proto::GetTimelineRequest {
        name,
        ..Default::default()
    };
    let timeline = body(api.get_timeline(Request::new(timeline)).await);
    let newest = timeline.entries.last().expect("entries");
    assert_eq!(
        (newest.kind.as_str(), newest.actor.as_str()),
        ("requester_revealed", "s7")
    );
    assert_eq!(
        newest.description,
        "The requester's data was shown; purpose: review."
    );
}

#[tokio::test]
async fn a_unit_is_shown_only_what_it_handles_and_nothing_confidential() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    let open = open_order(&bench).await;
    let unit = requests::assign().unit;
    let ask = |name: &str| Request::new(but(reveal(name), |it| it.unit.clone_from(&unit)));
    for (name, reason) in [
        (&made.order.name, "ORDER_CONFIDENTIAL"),
        (&open, "ORDER_NOT_THE_UNITS"),
        (&made.call.name, "CALL_NOT_FOR_UNITS"),
    ] {
        let refused = api.reveal_requester(ask(name)).await.expect_err(reason);
        assert_eq!(refused.code(), Code::PermissionDenied);
        let details = refused.get_error_details();
        assert_eq!(details.error_info().expect("a reason").reason, reason);
        assert!(!format!("{refused:?}").contains(CANARY));
    }
    let assign = but(requests::assign(), |it| {
        it.request_id.clear();
        it.work_order.clone_from(&open);
    });
    body(api.assign_work_order(Request::new(assign)).await);
    assert_eq!(
        body(api.reveal_requester(ask(&open)).await).phone_number,
        CANARY
    );
    let listed = body(
        api.list_reveals(Request::new(proto::ListRevealsRequest::default()))
            .await,
    );
    assert_eq!(listed.reveals.len(), 1, "what was refused was not shown");

    for (wrong, code) in [
        (
            but(reveal(&open), |it| it.actor.clear()),
            Code::InvalidArgument,
        ),
        (
            but(reveal(&open), |it| it.purpose = 0),
            Code::InvalidArgument,
        ),
        (
            but(reveal(&open), |it| {
                it.purpose = 6;
                it.note.clear();
            }),
            Code::InvalidArgument,
        ),
        (reveal("units/a"), Code::InvalidArgument),
        (reveal("calls/999"), Code::NotFound),
        (reveal("workOrders/20150601-000999"), Code::NotFound),
    ] {
        let refused = api
            .reveal_requester(Request::new(wrong))
            .await
            .expect_err("wrong");
        assert_eq!(refused.code(), code, "{refused:?}");
    }
}

#[tokio::test]
async fn what_belongs_to_a_number_is_found_without_the_number() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    let open = open_order(&bench).await;
    let find = |number: &str, unit: &str, size: i32, token: String| {
        Request::new(proto::FindByNumberRequest {
            phone_number: number.into(),
            unit: unit.into(),
            page_size: size,
            page_token: token,
        })
    };
    let names = |records: &[proto::FoundRecord]| -> Vec<String> {
        records.iter().map(|one| one.name.clone()).collect()
    };
    let all = [&made.call.name, &made.order.name, &made.handled.name, &open].map(Clone::clone);
    let found = body(
        api.find_by_number(find("+86 138-0013-8000", "", 0, String::new()))
            .await,
    );
    assert_eq!(names(&found.records), all);
    assert!(!format!("{found:?}").contains(CANARY));

    let mut paged = Vec::new();
    let mut token = String::new();
    loop {
        let page = body(api.find_by_number(find(CANARY, "", 1, token)).await);
        paged.extend(names(&page.records));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(paged, all);

    let for_unit = body(
        api.find_by_number(find(CANARY, "units/a", 0, String::new()))
            .await,
    );
    assert_eq!(names(&for_unit.records), std::slice::from_ref(&open));
    let none = body(
        api.find_by_number(find("13800138001", "", 0, String::new()))
            .await,
    );
    assert_eq!(none.records, []);
    let refused = api
        .find_by_number(find("*", "", 0, String::new()))
        .await
        .expect_err("no digit");
    assert_eq!(refused.code(), Code::InvalidArgument);

    let others = |name: &str, unit: &str| {
        Request::new(proto::ListRequesterOrdersRequest {
            name: name.into(),
            unit: unit.into(),
            ..Default::default()
        })
    };
    let orders = body(api.list_requester_orders(others(&made.call.name, "")).await);
    assert_eq!(names(&orders.orders), all[1..]);
    let orders = body(api.list_requester_orders(others(&open, "")).await);
    assert_eq!(names(&orders.orders), all[1..3]);
    let orders = body(api.list_requester_orders(others(&open, "units/a")).await);
    assert_eq!(orders.orders, []);
    let orders = body(
        api.list_requester_orders(others(&made.order.name, "units/a"))
            .await,
    );
    assert_eq!(orders.orders, []);
    let call = proto::GetCallRequest {
        name: made.call.name,
    };
    assert_eq!(
        body(api.get_call(Request::new(call)).await).caller_number,
        "",
        "of a confidential order"
    );
}
