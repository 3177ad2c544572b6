//! Bulk import: whole, repeatable, and unhurt by its own bad records.

use std::collections::HashMap;
use std::sync::Arc;

use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::import_response::Answer;
use hotline_proto::intake::*;
use hotline_tests::client::{closing, import};
use hotline_tests::figures::Figures;
use hotline_tests::june::{June, Scope};
use hotline_tests::pair::IntakeClients;
use tonic::Code;

use crate::support::errors::reason;
use crate::support::{feed, sample, start_intake};

/// The registry and the first records of June.
fn records(count: usize) -> Vec<ImportRequest> {
    let june = Arc::new(June::plan(&Figures::june_2015(), Scope::Ranking));
    let mut lanes = june.lanes();
    june.registry()
        .chain(lanes.remove(0).records.take(count))
        .collect()
}

fn record(record: Record) -> ImportRequest {
    ImportRequest {
        record: Some(record),
        ..ImportRequest::default()
    }
}

#[tokio::test]
async fn an_import_that_is_run_twice_adds_nothing() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let mut records = records(2_000);
    // A unit that is renamed within the file must not get its first name back in the second run.
    for name in ["第一名", "第二名"] {
        let mut update = sample::unit("renamed");
        update.unit.get_or_insert_default().display_name = name.to_owned();
        records.push(record(Record::UpdateUnit(update)));
    }
    let sent = i64::try_from(records.len()).expect("small");

    let first = import(intake.channel(), records.clone().into_iter(), |_| ())
        .await
        .expect("it goes through");
    assert_eq!(first.rejections, []);
    assert!(first.summary.whole);
    assert_eq!(
        (first.summary.received_count, first.summary.recorded_count),
        (sent, sent)
    );
    let before = clients.head().await.expect("a head");

    let again = import(intake.channel(), records.into_iter(), |_| ())
        .await
        .expect("it goes through");
    assert_eq!(again.rejections, []);
    assert_eq!(
        (again.summary.recorded_count, again.summary.repeated_count),
        (0, sent)
    );
    assert_eq!(clients.head().await.expect("a head"), before);
}

#[tokio::test]
async fn an_import_that_breaks_off_is_made_whole_by_running_it_again() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let records = records(4_000);
    let sent = i64::try_from(records.len()).expect("small");

    // The client goes away after the first answer, with more under way.
    let (sender, receiver) = tokio::sync::mpsc::channel(16);
    let half = records[..records.len() / 2].to_vec();
    tokio::spawn(async move {
        for record in half {
            if sender.send(record).await.is_err() {
                return;
            }
        }
        // Neither closed nor ended: what follows never comes.
        sender.closed().await;
    });
    let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
    let mut answers = clients
        .imports
        .clone()
        .import(stream)
        .await
        .expect("an import")
        .into_inner();
    let first = answers
        .message()
        .await
        .expect("an answer")
        .expect("an answer");
    let Some(Answer::Batch(batch)) = first.answer else {
        panic!("a batch comes first: {first:?}")
    };
    let answered = batch.through_index + 1;
    assert!(
        answered <= clients.head().await.expect("a head").sequence,
        "what was answered for is in"
    );
    drop(answers);

    let again = import(intake.channel(), records.into_iter(), |_| ())
        .await
        .expect("it goes through");
    assert_eq!(again.rejections, []);
    assert!(again.summary.whole);
    assert!(answered <= again.summary.repeated_count);
    assert_eq!(
        again.summary.recorded_count + again.summary.repeated_count,
        sent
    );
    assert_eq!(
        clients.head().await.expect("a head").sequence,
        sent,
        "one event a record"
    );
    assert_each_order_once(&clients).await;
}

async fn assert_each_order_once(clients: &IntakeClients) {
    let mut seen: HashMap<(String, String), String> = HashMap::new();
    let mut page_token = String::new();
    loop {
        let request = ListWorkOrdersRequest {
            page_size: 1_000,
            page_token,
            ..ListWorkOrdersRequest::default()
        };
        let page = clients
            .orders
            .clone()
            .list_work_orders(request)
            .await
            .expect("a page")
            .into_inner();
        for order in page.work_orders {
            let reference = order.external_reference.expect("a reference");
            let other = seen.insert((reference.source, reference.id), order.name);
            assert_eq!(other, None, "an order is there once");
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert!(!seen.is_empty());
}

#[tokio::test]
async fn a_stream_without_its_closing_count_is_not_whole() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let stream = tokio_stream::once(record(Record::UpdateUnit(sample::unit("chiping"))));
    let mut answers = clients
        .imports
        .clone()
        .import(stream)
        .await
        .expect("an import")
        .into_inner();
    let mut whole = None;
    while let Ok(Some(answer)) = answers.message().await {
        if let Some(Answer::Summary(summary)) = answer.answer {
            whole = Some(summary.whole);
        }
    }
    assert_ne!(whole, Some(true));
    assert_eq!(
        clients.head().await.expect("a head").sequence,
        1,
        "what came is in"
    );
}

#[tokio::test]
async fn a_wrong_closing_count_is_refused_and_what_came_is_in() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let stream = [
        record(Record::UpdateUnit(sample::unit("chiping"))),
        closing(2),
    ];
    let answers = clients
        .imports
        .clone()
        .import(tokio_stream::iter(stream))
        .await;
    let mut answers = answers.expect("an import").into_inner();
    let refused = loop {
        match answers.message().await {
            Ok(Some(answer)) => assert!(!matches!(answer.answer, Some(Answer::Summary(_)))),
            Ok(None) => panic!("it should be refused"),
            Err(status) => break status,
        }
    };
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(reason(&refused), "IMPORT_COUNT_MISMATCH");
    assert_eq!(clients.head().await.expect("a head").sequence, 1);
}

#[tokio::test]
async fn a_record_after_the_closing_count_is_refused() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let stream = [
        closing(0),
        record(Record::UpdateUnit(sample::unit("chiping"))),
    ];
    let answers = clients
        .imports
        .clone()
        .import(tokio_stream::iter(stream))
        .await;
    let mut answers = answers.expect("an import").into_inner();
    let mut refused = None;
    loop {
        match answers.message().await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(status) => {
                refused = Some(status);
                break;
            }
        }
    }
    // It may have ended with its summary before the record came.
    if let Some(status) = refused {
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "IMPORT_CLOSED")
        );
    }
    assert_eq!(
        clients.head().await.expect("a head").sequence,
        0,
        "nothing after the end is taken"
    );
}

#[tokio::test]
async fn rejected_records_are_named_with_their_fields_and_do_not_hurt_their_neighbours() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let about = |id: &str, of: Record| ImportRequest {
        work_order_reference: Some(sample::reference(id)),
        record: Some(of),
        ..ImportRequest::default()
    };
    let mut wrong = sample::accept_order("b");
    if let Some(order) = &mut wrong.work_order {
        order.nature = 99;
        order.receive_time = None;
    }
    let assignment = "workOrders/-/assignments/1";
    let records = vec![
        record(Record::UpdateUnit(sample::unit("chiping"))),
        record(Record::AcceptWorkOrder(sample::accept_order("a"))),
        record(Record::AcceptWorkOrder(wrong)),
        about(
            "a",
            Record::AssignWorkOrder(sample::assign("workOrders/-", "nowhere")),
        ),
        about(
            "a",
            Record::AssignWorkOrder(sample::assign("workOrders/-", "chiping")),
        ),
        about(
            "b",
            Record::AssignWorkOrder(sample::assign("workOrders/-", "chiping")),
        ),
        about(
            "a",
            Record::CompleteAssignment(sample::complete(assignment)),
        ),
        about(
            "a",
            Record::WithdrawAssignment({
                let mut late = sample::withdraw(assignment);
                late.withdraw_time = crate::support::at("2015-06-20T00:00:00Z");
                late
            }),
        ),
        ImportRequest::default(),
        about("a", Record::RecordReturnVisit(sample::visit(assignment))),
    ];
    let imported = import(intake.channel(), records.into_iter(), |_| ())
        .await
        .expect("it goes through");
    assert!(imported.summary.whole);
    let rejected: Vec<(i64, i32, &str)> = imported
        .rejections
        .iter()
        .map(|rejection| (rejection.index, rejection.code, rejection.reason.as_str()))
        .collect();
    let (invalid, missing, state) = (
        Code::InvalidArgument as i32,
        Code::NotFound as i32,
        Code::FailedPrecondition as i32,
    );
    assert_eq!(
        rejected,
        [
            (2, invalid, "INVALID_REQUEST"),
            (3, missing, "RESOURCE_NOT_FOUND"),
            (5, missing, "RESOURCE_NOT_FOUND"),
            (7, state, "ASSIGNMENT_COMPLETED"),
            (8, invalid, "INVALID_REQUEST"),
        ]
    );
    let mut fields: Vec<&str> = imported.rejections[0]
        .field_violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "accept_work_order.work_order.nature",
            "accept_work_order.work_order.receive_time"
        ]
    );
    assert_eq!(imported.summary.recorded_count, 5);
    assert_eq!(imported.summary.rejected_count, 5);
    assert_eq!(feed::events(&clients).await.len(), 5);
}
