//! Wrong fields of calls.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use super::{FUTURE, OUT_OF_RANGE};
use crate::bad_input::Refusals;
use crate::support::{at, sample, scene};

fn with_call(change: impl FnOnce(&mut Call)) -> RecordCallRequest {
    let mut request = sample::call("new");
    change(request.call.as_mut().expect("a call"));
    request
}

pub(super) async fn calls(refusals: &mut Refusals, clients: &IntakeClients, scene: &scene::Scene) {
    let mut calls = clients.calls.clone();
    let answer = calls.record_call(RecordCallRequest::default()).await;
    refusals.invalid("no call", answer, &["call"]);
    let answer = calls
        .record_call(with_call(|call| call.start_time = None))
        .await;
    refusals.invalid("no start", answer, &["call.start_time"]);
    for time in OUT_OF_RANGE {
        let answer = calls
            .record_call(with_call(|call| call.start_time = Some(time)))
            .await;
        refusals.invalid(&format!("{time:?}"), answer, &["call.start_time"]);
    }
    let answer = calls
        .record_call(with_call(|call| call.end_time = at(FUTURE)))
        .await;
    refusals.invalid("an end in the future", answer, &["call.end_time"]);
    let answer = calls
        .record_call(with_call(|call| {
            call.queue_time = None;
            call.answer_time = at("2015-06-01T00:59:59.999999Z");
        }))
        .await;
    refusals.invalid("answered before it started", answer, &["call.answer_time"]);
    let answer = calls
        .record_call(with_call(|call| call.end_time = at("2015-06-01T01:00:14Z")))
        .await;
    refusals.invalid("ended before it was answered", answer, &["call.end_time"]);
    let answer = calls
        .record_call(with_call(|call| call.abandon_time = call.answer_time))
        .await;
    refusals.invalid("answered and abandoned", answer, &["call.abandon_time"]);
    for number in ["13x", "call me", &"1".repeat(33)] {
        let answer = calls
            .record_call(with_call(|call| call.caller_number = number.into()))
            .await;
        refusals.invalid(
            &format!("the number {number:?}"),
            answer,
            &["call.caller_number"],
        );
    }
    let answer = calls
        .record_call(with_call(|call| {
            call.agent = "x".repeat(65);
            call.recording_reference = "x".repeat(501);
            call.telephone_system_id = "x".repeat(101);
            call.start_time = None;
        }))
        .await;
    refusals.invalid(
        "four wrong fields",
        answer,
        &[
            "call.agent",
            "call.recording_reference",
            "call.start_time",
            "call.telephone_system_id",
        ],
    );
    let answer = calls
        .record_callback(RecordCallbackRequest {
            callback_time: at("2015-06-01T00:59:00Z"),
            ..sample::callback(&scene.missed_call)
        })
        .await;
    refusals.invalid("called back before it called", answer, &["callback_time"]);
    let answer = calls
        .record_sms_notice(RecordSmsNoticeRequest {
            sms_notice_time: None,
            ..sample::sms_notice(&scene.missed_call)
        })
        .await;
    refusals.invalid("no time of the SMS", answer, &["sms_notice_time"]);
    refusals.missing(
        "an unknown call",
        calls
            .record_callback(sample::callback("calls/999999"))
            .await,
    );
    let answer = calls.record_callback(sample::callback("calls/-")).await;
    refusals.invalid("a dash outside an import", answer, &["call"]);
}
