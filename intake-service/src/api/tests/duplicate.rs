//! Linking orders to those that they repeat.

use hotline_proto::intake as proto;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::requests::{self, link_duplicate};
use super::{before, but, command, each_wrong_field};
use crate::domain::command::{Command, OrderTarget};

#[test]
fn each_wrong_field_of_a_link_has_its_path() {
    each_wrong_field! { link_duplicate(),
        |it| it.work_order = "workOrders/1".into() => "work_order",
        |it| it.work_order = "workOrders/-".into() => "work_order",
        |it| it.original = String::new() => "original",
        |it| it.original = "workOrders/-".into() => "original",
        |it| it.original_reference = reference("old", "1") => "original",
        |it| it.link_time = None => "link_time",
        |it| it.link_time = before(-61) => "link_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { by_reference("1"),
        |it| it.original_reference = reference("", "1") => "original_reference.source",
    }
}

#[test]
fn an_original_may_be_named_by_its_external_reference() {
    let Command::LinkDuplicate { original, .. } = command(by_reference("7")) else {
        panic!("another command");
    };
    assert!(matches!(original, OrderTarget::Reference(reference) if reference.id == "7"));
}

#[expect(clippy::unnecessary_wraps, reason = "as requests have references")]
fn reference(source: &str, id: &str) -> Option<proto::ExternalReference> {
    Some(proto::ExternalReference {
        source: source.into(),
        id: id.into(),
    })
}

fn by_reference(id: &str) -> proto::LinkDuplicateRequest {
    but(link_duplicate(), |it| {
        it.original.clear();
        it.original_reference = reference("old", id);
    })
}

/// Accepts orders with the ids 1, 2 and so on, and returns their names.
async fn orders(bench: &Bench, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    for number in 1..=count {
        let accept = but(requests::accept(), |it| {
            it.request_id.clear();
            let order = it.work_order.as_mut().expect("given");
            order.call.clear();
            order.category.clear();
            order.topics.clear();
            order.external_reference = reference("old", &number.to_string());
        });
        let accepted = bench.api.accept_work_order(Request::new(accept)).await;
        names.push(body(accepted).name);
    }
    names
}

async fn link(bench: &Bench, order: &str, original: &str) -> Result<proto::WorkOrder, Status> {
    let request = but(link_duplicate(), |it| {
        it.request_id.clear();
        it.work_order = order.into();
        it.original = original.into();
    });
    let answer = bench.api.link_duplicate(Request::new(request)).await?;
    Ok(answer.into_inner())
}

async fn get(bench: &Bench, name: &str) -> proto::WorkOrder {
    let request = proto::GetWorkOrderRequest { name: name.into() };
    body(bench.api.get_work_order(Request::new(request)).await)
}

fn refusal(answer: Result<proto::WorkOrder, Status>) -> (Code, String, String) {
    let status = answer.expect_err("refused");
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.clone());
    (
        status.code(),
        reason.unwrap_or_default(),
        status.message().to_owned(),
    )
}

#[tokio::test]
async fn a_link_is_seen_from_both_orders() {
    let bench = Bench::new();
    let names = orders(&bench, 3).await;
    let linked = link(&bench, &names[1], &names[0]).await.expect("linked");
    assert_eq!(linked.duplicate_of, names[0]);
    let by_reference = but(by_reference("1"), |it| {
        it.request_id.clear();
        it.work_order.clone_from(&names[2]);
    });
    body(
        bench
            .api
            .link_duplicate(Request::new(by_reference.clone()))
            .await,
    );

    let original = get(&bench, &names[0]).await;
    assert_eq!(original.duplicates, names[1..]);
    assert_eq!(original.duplicate_of, "");
    let duplicate = get(&bench, &names[1]).await;
    assert_eq!(duplicate.duplicate_of, names[0]);
    assert_eq!(duplicate.duplicates, Vec::<String>::new());
    for (name, links) in [(&names[0], 2), (&names[1], 1)] {
        let request = proto::GetTimelineRequest {
            name: name.clone(),
            ..Default::default()
        };
        let timeline = body(bench.api.get_timeline(Request::new(request)).await);
        let links_shown = timeline
            .entries
            .iter()
            .filter(|entry| entry.kind == "duplicate_linked" && entry.actor == "s1");
        assert_eq!(links_shown.count(), links, "{timeline:?}");
    }
}

#[tokio::test]
async fn there_are_no_chains_of_duplicates() {
    let bench = Bench::new();
    let names = orders(&bench, 4).await;
    let (first, second, third) = (&names[0], &names[1], &names[2]);
    let (code, _, _) = refusal(link(&bench, first, first).await);
    assert_eq!(code, Code::InvalidArgument);
    link(&bench, second, first).await.expect("linked");
    let refused = |answer| {
        let (code, reason, message) = refusal(answer);
        assert_eq!(code, Code::FailedPrecondition);
        (reason, message)
    };
    let (reason, message) = refused(link(&bench, second, third).await);
    assert_eq!(reason, "ORDER_IS_DUPLICATE");
    assert!(message.contains(first.as_str()), "{message}");
    let (reason, message) = refused(link(&bench, third, second).await);
    assert_eq!(reason, "ORIGINAL_IS_DUPLICATE");
    assert!(message.contains(first.as_str()), "{message}");
    let (reason, message) = refused(link(&bench, first, third).await);
    assert_eq!(reason, "ORDER_HAS_DUPLICATES");
    assert!(message.contains(second.as_str()), "{message}");
    let early = but(link_duplicate(), |it| {
        it.request_id.clear();
        it.work_order.clone_from(third);
        it.original.clone_from(first);
        it.link_time = before(101);
    });
    let early = bench.api.link_duplicate(Request::new(early)).await;
    assert_eq!(early.expect_err("refused").code(), Code::InvalidArgument);
    let missing = link(&bench, third, "workOrders/20150601-000999").await;
    assert_eq!(missing.expect_err("refused").code(), Code::NotFound);
}
