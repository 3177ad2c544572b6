//! Etags: of two who change a record at once one wins, and the other learns so.

use hotline_proto::intake as proto;
use proto::registry_service_server::RegistryService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::{but, decoded, requests, wrong};
use crate::domain::command::Command;

/// The record's name and its etag now, as a refusal says them.
fn changed(refused: &Status) -> (String, String) {
    assert_eq!(refused.code(), Code::Aborted);
    let details = refused.get_error_details();
    let info = details.error_info().expect("a reason");
    assert_eq!(info.reason, "ETAG_MISMATCH");
    assert!(refused.message().contains("read it again"), "{refused}");
    let said = |key: &str| info.metadata[key].clone();
    (said("resource"), said("etag"))
}

/// The kinds of what is on an order's timeline.
async fn kinds(bench: &Bench, order: &str) -> Vec<String> {
    let request = proto::GetTimelineRequest {
        name: order.into(),
        ..Default::default()
    };
    let timeline = body(bench.api.get_timeline(Request::new(request)).await);
    timeline.entries.into_iter().map(|one| one.kind).collect()
}

/// An order that was given to a unit, and the assignment.
async fn assigned(bench: &Bench) -> (proto::WorkOrder, proto::Assignment) {
    let made = bench.fill().await;
    let assign = but(requests::assign(), |it| {
        it.request_id.clear();
        it.work_order.clone_from(&made.order.name);
    });
    let assignment = body(bench.api.assign_work_order(Request::new(assign)).await);
    (made.order, assignment)
}

#[tokio::test]
async fn of_two_dispatchers_at_once_one_wins_and_the_other_loses_nothing() {
    let bench = Bench::new();
    let (order, seen) = assigned(&bench).await;
    let complete = |reply: &str| {
        but(requests::complete(), |it| {
            it.request_id.clear();
            it.assignment.clone_from(&seen.name);
            it.etag.clone_from(&seen.etag);
            it.reply = reply.into();
        })
    };
    let before = kinds(&bench, &order.name).await;
    let (one, other) = tokio::join!(
        bench.api.complete_assignment(Request::new(complete("one"))),
        bench
            .api
            .complete_assignment(Request::new(complete("other"))),
    );
    let (won, lost) = match (one, other) {
        (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won.into_inner(), lost),
        both => panic!("one of both wins: {both:?}"),
    };
    assert_eq!(changed(&lost), (seen.name.clone(), won.etag.clone()));
    assert_ne!(won.etag, seen.etag);
    let after = kinds(&bench, &order.name).await;
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    // With the etag of the refusal, which is also what a read shows, the other may decide again.
    let get = proto::GetAssignmentRequest {
        name: seen.name.clone(),
    };
    let read = body(bench.api.get_assignment(Request::new(get)).await);
    assert_eq!(read.etag, won.etag);
    let redo = but(requests::redo(), |it| {
        it.request_id.clear();
        it.assignment.clone_from(&seen.name);
        it.etag = changed(&lost).1;
    });
    body(bench.api.redo_assignment(Request::new(redo)).await);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_although_its_etag_is_old() {
    let bench = Bench::new();
    let (_, seen) = assigned(&bench).await;
    let complete = but(requests::complete(), |it| {
        it.assignment.clone_from(&seen.name);
        it.etag.clone_from(&seen.etag);
    });
    let first = bench
        .api
        .complete_assignment(Request::new(complete.clone()));
    let first = body(first.await);
    let again = bench
        .api
        .complete_assignment(Request::new(complete.clone()));
    assert_eq!(body(again.await), first);
    // The etag is a part of what was asked for.
    let other = but(complete, |it| it.etag = first.etag);
    let refused = bench.api.complete_assignment(Request::new(other)).await;
    assert_eq!(
        refused.expect_err("another content").code(),
        Code::AlreadyExists
    );
}

#[tokio::test]
async fn each_kind_of_record_has_an_etag_that_guards_it() {
    let bench = Bench::new();
    let made = bench.fill().await;
    let api = &bench.api;
    let old = || "\"1\"".to_owned();
    macro_rules! guarded {
        ($($method:ident($request:expr) $name:expr, $etag:expr;)+) => {
            $({
                let refused = api.$method(Request::new($request)).await.expect_err("an old etag");
                let (name, etag) = changed(&refused);
                assert_eq!((name, etag), ($name.to_string(), $etag.clone()));
            })+
        };
    }
    let exclusion = made.exclusion.clone();
    let unit = proto::GetUnitRequest {
        name: "units/a".into(),
    };
    let unit = body(api.get_unit(Request::new(unit)).await);
    let category = proto::GetCategoryRequest {
        name: "categories/a".into(),
    };
    let category = body(api.get_category(Request::new(category)).await);
    let topic = proto::GetTopicRequest {
        name: "topics/a".into(),
    };
    let topic = body(api.get_topic(Request::new(topic)).await);
    // Giving the order to a unit changed the order since it was accepted.
    let order = proto::GetWorkOrderRequest {
        name: made.order.name.clone(),
    };
    let order = body(api.get_work_order(Request::new(order)).await);
    assert_ne!(order.etag, made.order.etag);
    let assignment = proto::GetAssignmentRequest {
        name: made.assignment.name.clone(),
    };
    let assignment = body(api.get_assignment(Request::new(assignment)).await);
    guarded! {
        assign_work_order(but(requests::assign(), |it| {
            (it.work_order, it.etag) = (order.name.clone(), made.order.etag.clone());
        })) order.name, order.etag;
        handle_directly(but(requests::handle_directly(), |it| {
            (it.work_order, it.etag) = (order.name.clone(), old());
        })) order.name, order.etag;
        redo_assignment(but(requests::redo(), |it| {
            (it.assignment, it.etag) = (assignment.name.clone(), old());
        })) assignment.name, assignment.etag;
        decide_exclusion(but(requests::decide_exclusion(), |it| {
            (it.exclusion, it.etag) = (exclusion.name.clone(), old());
        })) exclusion.name, exclusion.etag;
        lift_supervision(but(requests::lift_supervision(), |it| {
            (it.supervision, it.etag) = (made.supervision.name.clone(), old());
        })) made.supervision.name, made.supervision.etag;
        update_unit(but(requests::update_unit(), |it| {
            it.unit.as_mut().expect("given").etag = old();
        })) "units/a", unit.etag;
        update_category(but(requests::update_category(), |it| {
            it.category.as_mut().expect("given").etag = old();
        })) "categories/a", category.etag;
        update_topic(but(requests::update_topic(), |it| {
            it.topic.as_mut().expect("given").etag = old();
        })) "topics/a", topic.etag;
    }
    let renamed = but(requests::update_unit(), |it| {
        let given = it.unit.as_mut().expect("given");
        given.etag.clone_from(&unit.etag);
        given.display_name = "Another".into();
    });
    let renamed = body(api.update_unit(Request::new(renamed)).await);
    assert_ne!(renamed.etag, unit.etag);
}

#[tokio::test]
async fn an_etag_makes_no_entry_of_the_registry() {
    let bench = Bench::new();
    let update = but(requests::update_topic(), |it| {
        it.topic.as_mut().expect("given").etag = "\"1\"".into();
    });
    let refused = bench.api.update_topic(Request::new(update)).await;
    assert_eq!(refused.expect_err("there is none").code(), Code::NotFound);
}

#[test]
fn an_etag_is_read_where_it_stands() {
    let complete = but(requests::complete(), |it| it.etag = "\"7\"".into());
    let command = decoded(complete).expect("right").command;
    assert!(
        matches!(command, Command::IfUnchanged { .. }),
        "{command:?}"
    );
    let complete = but(requests::complete(), |it| it.etag = "7".into());
    assert_eq!(wrong(complete), ["etag"]);
    let update = but(requests::update_unit(), |it| {
        it.unit.as_mut().expect("given").etag = "W/\"7\"".into();
    });
    assert_eq!(wrong(update), ["unit.etag"]);
}
