//! Requests that are well formed and come at the wrong moment.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use super::Refusals;
use crate::support::errors::precondition_subject;
use crate::support::{at, request_id, sample, scene, start_intake};

#[tokio::test]
async fn the_state_that_stands_in_the_way_is_named_and_nothing_is_written() {
    const WORKS: &str = "a valid request is carried out";
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let scene = scene::set(&clients).await;
    let IntakeClients {
        mut registry,
        mut calls,
        mut orders,
        mut activities,
        ..
    } = clients.clone();

    // More of the story: an order handled directly, one with an open assignment, one sent back.
    let mut accept = async |id: &str| {
        let accepted = orders.accept_work_order(sample::accept_order(id)).await;
        accepted.expect(WORKS).into_inner().name
    };
    let (handled, open, sent_back, pending) = (
        accept("handled").await,
        accept("open").await,
        accept("back").await,
        accept("pending").await,
    );
    orders
        .handle_directly(sample::handle(&handled))
        .await
        .expect(WORKS);
    orders
        .assign_work_order(sample::assign(&open, "chiping"))
        .await
        .expect(WORKS);
    orders
        .assign_work_order(sample::assign(&sent_back, "chiping"))
        .await
        .expect(WORKS);
    let open_assignment = format!("{open}/assignments/1");
    let removed = format!("{sent_back}/assignments/1");
    orders
        .request_send_back(sample::ask_send_back(&removed))
        .await
        .expect(WORKS);
    orders
        .decide_send_back(sample::decide_send_back(&removed, true))
        .await
        .expect(WORKS);
    let asked = orders
        .request_exclusion(sample::ask_exclusion(&open_assignment))
        .await;
    let asked = asked.expect(WORKS).into_inner().name;
    let excluded = orders
        .request_exclusion(sample::ask_exclusion(sample::ASSIGNMENT))
        .await;
    let excluded = excluded.expect(WORKS).into_inner().name;
    orders
        .decide_exclusion(sample::decide_exclusion(&excluded, true))
        .await
        .expect(WORKS);
    orders
        .lift_supervision(sample::lift(&scene.supervision))
        .await
        .expect(WORKS);
    let called_back = calls.record_call(sample::missed_call("called back")).await;
    let called_back = called_back.expect(WORKS).into_inner().name;
    calls
        .record_callback(sample::callback(&called_back))
        .await
        .expect(WORKS);
    calls
        .record_sms_notice(sample::sms_notice(&scene.missed_call))
        .await
        .expect(WORKS);
    let mut retired = sample::unit("retired");
    if let Some(unit) = &mut retired.unit {
        unit.active_to_date = String::from("2015-05-31");
    }
    registry.update_unit(retired).await.expect(WORKS);
    registry
        .update_topic(sample::topic("other"))
        .await
        .expect(WORKS);
    activities
        .choose_typical_case(sample::typical_case(sample::ORDER, "supply"))
        .await
        .expect(WORKS);
    let with_id = RecordCallRequest {
        request_id: request_id(1),
        ..sample::call("with an id")
    };
    calls.record_call(with_id.clone()).await.expect(WORKS);
    let before = clients.head().await.expect("a head");

    let mut refusals = Refusals::default();
    let answer = calls.record_callback(sample::callback(&scene.call)).await;
    refusals.state(answer, "CALL_NOT_MISSED");
    let answer = calls
        .record_sms_notice(sample::sms_notice(&called_back))
        .await;
    refusals.state(answer, "CALL_CALLED_BACK");
    let mut again = sample::sms_notice(&scene.missed_call);
    again.sms_notice_time = at("2015-06-01T05:00:00Z");
    refusals.state(calls.record_sms_notice(again).await, "CALL_NOTIFIED");

    refusals.state(
        orders
            .assign_work_order(sample::assign(&handled, "chiping"))
            .await,
        "ORDER_HANDLED",
    );
    refusals.state(
        orders.handle_directly(sample::handle(&open)).await,
        "ORDER_TRANSFERRED",
    );
    refusals.state(
        orders
            .assign_work_order(sample::assign(&pending, "retired"))
            .await,
        "UNIT_NOT_ACTIVE",
    );
    let mut assist = sample::assign(&pending, "chiping");
    assist.role = AssignmentRole::Assist.into();
    refusals.state(orders.assign_work_order(assist).await, "NO_LEAD");

    let mut twice = sample::complete(sample::ASSIGNMENT);
    twice.complete_time = at("2015-06-04T02:00:00Z");
    let answer = orders.complete_assignment(twice).await;
    assert_eq!(
        precondition_subject(answer.as_ref().expect_err("completed already")),
        sample::ASSIGNMENT
    );
    refusals.state(answer, "ASSIGNMENT_COMPLETED");
    let answer = orders
        .record_return_visit(sample::visit(&open_assignment))
        .await;
    refusals.state(answer, "ASSIGNMENT_NOT_COMPLETED");
    refusals.state(
        orders.redo_assignment(sample::redo(&open_assignment)).await,
        "ASSIGNMENT_NOT_COMPLETED",
    );
    let answer = orders
        .decide_send_back(sample::decide_send_back(&open_assignment, true))
        .await;
    refusals.state(answer, "NO_SEND_BACK_REQUESTED");
    refusals.state(
        orders.complete_assignment(sample::complete(&removed)).await,
        "ASSIGNMENT_REMOVED",
    );
    refusals.state(
        orders.withdraw_assignment(sample::withdraw(&removed)).await,
        "ASSIGNMENT_REMOVED",
    );
    let mut late = sample::withdraw(sample::ASSIGNMENT);
    late.withdraw_time = at("2015-06-20T00:00:00Z");
    refusals.state(
        orders.withdraw_assignment(late).await,
        "ASSIGNMENT_COMPLETED",
    );

    let mut other = sample::ask_exclusion(&open_assignment);
    if let Some(exclusion) = &mut other.exclusion {
        exclusion.request_time = at("2015-06-10T02:00:00Z");
    }
    refusals.state(orders.request_exclusion(other).await, "EXCLUSION_REQUESTED");
    let mut other = sample::ask_exclusion(sample::ASSIGNMENT);
    if let Some(exclusion) = &mut other.exclusion {
        exclusion.request_time = at("2015-06-20T02:00:00Z");
    }
    refusals.state(orders.request_exclusion(other).await, "ASSIGNMENT_EXCLUDED");
    let mut alone = sample::decide_exclusion(&asked, true);
    alone.decided_by = String::from("clerk-1");
    refusals.state(orders.decide_exclusion(alone).await, "SAME_PERSON");
    let mut again = sample::decide_exclusion(&excluded, false);
    again.decide_time = at("2015-06-21T02:00:00Z");
    refusals.state(orders.decide_exclusion(again).await, "EXCLUSION_DECIDED");
    let mut again = sample::lift(&scene.supervision);
    again.lift_time = at("2015-06-21T02:00:00Z");
    refusals.state(orders.lift_supervision(again).await, "SUPERVISION_LIFTED");

    let mut own_parent = sample::unit("chiping");
    if let Some(unit) = &mut own_parent.unit {
        unit.parent = String::from("units/chiping");
    }
    refusals.state(registry.update_unit(own_parent).await, "PARENT_CYCLE");

    let mut other = sample::call("scene-1");
    if let Some(call) = &mut other.call {
        call.agent = String::from("agent-02");
    }
    refusals.exists(calls.record_call(other).await, "CALL_EXISTS");
    let mut other = sample::accept_order("scene");
    if let Some(order) = &mut other.work_order {
        order.nature = Nature::Praise.into();
    }
    refusals.exists(orders.accept_work_order(other).await, "WORK_ORDER_EXISTS");
    let reused = RecordCallRequest {
        request_id: request_id(1),
        ..sample::call("another")
    };
    refusals.exists(calls.record_call(reused).await, "REQUEST_ID_REUSED");
    let answer = activities
        .choose_typical_case(sample::typical_case(sample::ORDER, "other"))
        .await;
    refusals.exists(answer, "TYPICAL_CASE_EXISTS");

    let first = calls
        .record_call(with_id.clone())
        .await
        .expect("a repeat is answered")
        .into_inner();
    let second = calls
        .record_call(with_id)
        .await
        .expect("a repeat is answered")
        .into_inner();
    assert_eq!(first, second, "a repeat gets the first answer");

    let after = clients.head().await.expect("a head");
    assert_eq!(before, after, "nothing was written");
    refusals.assert_none();
}
