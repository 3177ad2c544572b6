//! Personal data is nowhere but in intake's private part: not in the feed, not in a log, not in an error, not in scoring.

mod at_rest;
mod publish;
mod read;
mod refuse;
mod watch;
mod write;

use hotline_proto::intake::*;
use hotline_tests::pair::{IntakeClients, Pair};
use hotline_tests::service::Launch;
use prost::Message as _;

use crate::support::{directory, feed, sample};
use publish::publish_everything;
use read::{list_everything, read_back};
use refuse::refuse_everything;
use watch::{NUMBER, WORD, Watch, contains};
use write::{order, write_everything};

#[tokio::test]
async fn no_number_no_name_and_no_text_of_a_citizen_leaves_intakes_private_part() {
    let directory = directory();
    let trace = |launch: Launch| launch.variable("RUST_LOG", "trace");
    let intake = trace(Launch::intake(directory.path()))
        .start()
        .await
        .expect("intake starts");
    let scoring = trace(Launch::scoring(directory.path(), &intake.endpoint()));
    let scoring = scoring.start().await.expect("scoring starts");
    let pair = Pair { intake, scoring };
    let clients = pair.intake_clients();
    let mut watch = Watch::default();

    let scene = write_everything(&clients, &mut watch).await;
    let personal = read_back(&clients, &scene).await;
    assert!(
        !contains(&personal, NUMBER) && contains(&personal, WORD),
        "Get shows texts, and no number"
    );
    refuse_everything(&clients, &mut watch, &scene).await;
    list_everything(&clients, &watch, &scene.order).await;
    import_everything(&clients, &mut watch).await;

    for batch in feed::batches(&clients).await {
        watch.keep("the feed", batch.encode_to_vec());
    }
    pair.caught_up().await.expect("scoring catches up");
    publish_everything(&pair, &watch).await;
    let logs = [pair.intake.launch().log(), pair.scoring.launch().log()];
    let database = pair.scoring.launch().database().clone();
    assert!(
        pair.scoring
            .terminate()
            .await
            .expect("scoring stops")
            .success()
    );
    assert!(
        pair.intake
            .terminate()
            .await
            .expect("intake stops")
            .success()
    );
    for log in logs {
        let bytes = std::fs::read(&log).expect("a log");
        assert!(contains(&bytes, "TRACE"), "the log has everything");
        watch.keep(&format!("{}", log.display()), bytes);
    }
    for (file, bytes) in database.on_disk() {
        watch.keep(&file, bytes);
    }
    watch.assert_clean();
}

/// Good and bad records through the import.
async fn import_everything(clients: &IntakeClients, watch: &mut Watch) {
    use import_request::Record;
    let record = |record| ImportRequest {
        record: Some(record),
        ..ImportRequest::default()
    };
    let mut good = sample::call("canary-6");
    good.call.as_mut().expect("a call").caller_number = watch.number();
    let mut bad = sample::call("canary-7");
    bad.call.as_mut().expect("a call").caller_number = format!("{} or so", watch.number());
    let mut bad_order = order(watch, "canary-7");
    bad_order.work_order.as_mut().expect("an order").nature = 99;
    let records = vec![
        record(Record::RecordCall(good)),
        record(Record::RecordCall(bad)),
        record(Record::AcceptWorkOrder(order(watch, "canary-6"))),
        record(Record::AcceptWorkOrder(bad_order)),
        hotline_tests::client::closing(4),
    ];
    let answers = clients
        .imports
        .clone()
        .import(tokio_stream::iter(records))
        .await;
    let mut answers = answers.expect("an import").into_inner();
    let mut rejected = 0;
    while let Some(answer) = answers.message().await.expect("an answer") {
        if let Some(import_response::Answer::Batch(batch)) = &answer.answer {
            rejected += batch.rejections.len();
        }
        watch.keep("Import", answer.encode_to_vec());
    }
    assert_eq!(rejected, 2);
}
