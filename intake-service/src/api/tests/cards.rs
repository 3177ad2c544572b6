//! Cards through the services: rounds at chosen times, and what then is seen of them.

use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::Request;

use super::bench::{Bench, body};
use super::deadline::at;
use crate::cards::issue;

impl Bench {
    /// A round of the present; says how many cards it issued.
    async fn round(&self) -> usize {
        let issued = issue(&self.api.database, &self.api.ledger, Moment::now()).await;
        issued.expect("a round")
    }

    async fn listed(&self, change: impl FnOnce(&mut proto::ListAssignmentsRequest)) -> Vec<String> {
        let mut request = proto::ListAssignmentsRequest {
            parent: "workOrders/-".into(),
            ..Default::default()
        };
        change(&mut request);
        let page = body(self.api.list_assignments(Request::new(request)).await);
        page.assignments.into_iter().map(|one| one.name).collect()
    }

    async fn complete(&self, name: &str, time: &str) -> proto::Assignment {
        let request = proto::CompleteAssignmentRequest {
            assignment: name.into(),
            complete_time: at(time),
            reply: "已办".into(),
            ..Default::default()
        };
        body(self.api.complete_assignment(Request::new(request)).await)
    }
}

#[tokio::test]
async fn an_overdue_assignment_gets_one_red_card() {
    let bench = Bench::with_rules().await;
    let help = proto::Nature::Help;
    let late = body(bench.assign(help, |_| {}).await).name;
    let done = body(bench.assign(help, |_| {}).await).name;
    let without = body(bench.assign(help, |it| it.no_deadline = true).await).name;
    bench.complete(&done, "2015-02-26T10:00").await;
    assert_eq!(bench.round().await, 1);
    assert_eq!(bench.round().await, 0);

    // Due at the end of 26 February, a Thursday: the end of Friday.
    let carded = bench.assignment(&late).await;
    assert_eq!(carded.card, i32::from(proto::Card::Red));
    assert!(carded.overdue);
    for name in [&done, &without] {
        let other = bench.assignment(name).await;
        assert_eq!((other.card, other.overdue), (0, false), "{name}");
    }
    let order = late.split("/assignments").next().expect("an order").into();
    let request = proto::GetTimelineRequest {
        name: order,
        ..Default::default()
    };
    let timeline = body(bench.api.get_timeline(Request::new(request)).await).entries;
    let card = timeline.last().expect("an entry");
    assert_eq!(card.kind, "card_issued");
    assert_eq!(card.happen_time, at("2015-02-28T00:00"));
    assert_eq!(card.actor, "intake-service");

    let red = proto::Card::Red.into();
    assert_eq!(bench.listed(|it| it.card = red).await, [late.as_str()]);
    assert_eq!(
        bench.listed(|it| it.overdue = Some(true)).await,
        [late.as_str()]
    );
    assert_eq!(
        bench.listed(|it| it.overdue = Some(false)).await,
        [done, without]
    );
    // It stays known after a late completion.
    let completed = bench.complete(&late, "2015-03-03T10:00").await;
    assert_eq!((completed.card, completed.overdue), (red, true));
    assert_eq!(bench.listed(|it| it.overdue = Some(true)).await, [late]);
}

#[tokio::test]
async fn two_processes_issue_a_card_once() {
    let bench = Bench::with_rules().await;
    for _ in 0..20 {
        body(bench.assign(proto::Nature::Help, |_| {}).await);
    }
    let (one, other) = tokio::join!(bench.round(), bench.round());
    assert_eq!(one + other, 20);
    assert_eq!(bench.round().await, 0);
}

#[tokio::test]
async fn another_deadline_has_cards_of_its_own() {
    let bench = Bench::with_rules().await;
    let name = body(bench.assign(proto::Nature::Help, |_| {}).await).name;
    bench.round().await;
    bench.complete(&name, "2015-03-03T10:00").await;
    let redo = proto::RedoAssignmentRequest {
        assignment: name.clone(),
        redo_time: at("2015-03-04T10:00"),
        reason: proto::RedoReason::Recurred.into(),
        deadline_rule: "deadlineRules/-".into(),
        ..Default::default()
    };
    let redone = body(bench.api.redo_assignment(Request::new(redo)).await);
    assert_eq!((redone.card, redone.overdue), (0, true));
    assert_eq!(bench.round().await, 1);
    let carded = bench.assignment(&name).await;
    assert_eq!(carded.card, i32::from(proto::Card::Red));
}

#[tokio::test]
async fn a_completion_that_is_recorded_late_takes_the_card_back() {
    let bench = Bench::with_rules().await;
    let name = body(bench.assign(proto::Nature::Help, |_| {}).await).name;
    assert_eq!(bench.round().await, 1);
    let completed = bench.complete(&name, "2015-02-26T10:00").await;
    assert_eq!((completed.card, completed.overdue), (0, false));
    assert_eq!(bench.round().await, 0);
    // Opened again with the old deadline it is late from the start.
    let redo = proto::RedoAssignmentRequest {
        assignment: name.clone(),
        redo_time: at("2015-03-20T10:00"),
        reason: proto::RedoReason::Recurred.into(),
        ..Default::default()
    };
    body(bench.api.redo_assignment(Request::new(redo)).await);
    assert_eq!(bench.round().await, 1);
    assert_eq!(bench.round().await, 0);
    let carded = bench.assignment(&name).await;
    assert_eq!(carded.card, i32::from(proto::Card::Red));
}

#[tokio::test]
async fn a_near_deadline_gets_a_yellow_card() {
    let bench = Bench::with_rules().await;
    // In an hour; given long ago.
    let due = Moment::now().plus_micros(3_600_000_000);
    let near = bench.assign(proto::Nature::Help, |it| {
        it.due_time = Some(hotline_common::decode::timestamp(due));
    });
    let near = body(near.await).name;
    // In a month.
    let far = due.plus_micros(30 * 24 * 3_600_000_000);
    let far = bench.assign(proto::Nature::Help, |it| {
        it.due_time = Some(hotline_common::decode::timestamp(far));
    });
    let far = body(far.await).name;
    assert_eq!(bench.round().await, 1);
    let yellow = proto::Card::Yellow.into();
    let carded = bench.assignment(&near).await;
    assert_eq!((carded.card, carded.overdue), (yellow, false));
    assert_eq!(bench.listed(|it| it.card = yellow).await, [near.as_str()]);
    let window = |from: Moment, to: Moment| {
        move |it: &mut proto::ListAssignmentsRequest| {
            it.due_time_from = Some(hotline_common::decode::timestamp(from));
            it.due_time_to = Some(hotline_common::decode::timestamp(to));
        }
    };
    let next = due.plus_micros(1);
    assert_eq!(bench.listed(window(due, next)).await, [near]);
    assert_eq!(bench.listed(window(next, Moment::MAX)).await, [far]);
}
