//! A running service issues cards by itself, and tells the feed.

use hotline_proto::intake::event::Detail;
use hotline_proto::intake::{Card, GetAssignmentRequest, StreamEventsRequest};
use hotline_tests::pair::IntakeClients;
use hotline_tests::service::Launch;
use tempfile::TempDir;

use crate::support::sample;

#[tokio::test]
async fn an_overdue_assignment_gets_a_red_card_in_the_feed() {
    const WORKS: &str = "a valid request is carried out";
    let directory = TempDir::new().expect("a directory");
    let launch = Launch::intake(directory.path()).argument("--card-interval-seconds=1");
    let service = launch.start().await.expect("starts");
    let clients = IntakeClients::new(&service);
    let IntakeClients {
        mut registry,
        mut orders,
        mut feed,
        ..
    } = clients;
    let follow = StreamEventsRequest {
        follow: true,
        ..StreamEventsRequest::default()
    };
    let mut events = feed.stream_events(follow).await.expect(WORKS).into_inner();
    registry
        .update_unit(sample::unit("chiping"))
        .await
        .expect(WORKS);
    registry
        .update_category(sample::category("water"))
        .await
        .expect(WORKS);
    registry
        .update_topic(sample::topic("supply"))
        .await
        .expect(WORKS);
    orders
        .accept_work_order(sample::accept_order("card"))
        .await
        .expect(WORKS);
    let assign = sample::assign(sample::ORDER, "chiping");
    let due = assign.due_time;
    orders.assign_work_order(assign).await.expect(WORKS);
    let card = loop {
        let batch = events.message().await.expect("a batch").expect("no end");
        let card = batch
            .events
            .into_iter()
            .find_map(|event| match event.detail {
                Some(Detail::CardIssued(card)) => Some((card, event.happen_time)),
                _ => None,
            });
        if let Some(card) = card {
            break card;
        }
    };
    assert_eq!(card.0.card(), Card::Red);
    assert_eq!(
        (card.0.assignment.as_str(), card.0.due_time),
        (sample::ASSIGNMENT, due)
    );
    // Due on Monday 8 June 2015 at noon; a working day later it is Tuesday noon.
    let next_day = due.map(|due| due.seconds + 24 * 3_600);
    assert_eq!(card.1.map(|at| at.seconds), next_day);
    let name = sample::ASSIGNMENT.to_owned();
    let shown = orders.get_assignment(GetAssignmentRequest { name }).await;
    assert!(shown.expect(WORKS).into_inner().overdue);
}
