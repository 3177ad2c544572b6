use hotline_proto::intake as proto;

use super::requests::{record_call, record_callback, record_sms_notice};
use super::{before, but, command, each_wrong_field, now, wrong};
use crate::domain::call::RecordCall;
use crate::domain::command::{CallTarget, Command};

fn call(request: &mut proto::RecordCallRequest) -> &mut proto::Call {
    request.call.as_mut().expect("given")
}

fn recorded(request: proto::RecordCallRequest) -> RecordCall {
    match command(request) {
        Command::RecordCall(call) => call,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_is_taken_with_all_its_fields() {
    let call = recorded(record_call());
    assert_eq!(call.telephone_system_id.as_deref(), Some("T-1"));
    assert_eq!(call.started, now().plus_micros(-100_000_000));
    assert_eq!(call.queued, Some(now().plus_micros(-90_000_000)));
    assert_eq!(call.answered, Some(now().plus_micros(-80_000_000)));
    assert_eq!(call.abandoned, None);
    assert_eq!(call.ended, Some(now().plus_micros(-70_000_000)));
    assert_eq!(
        (call.agent.as_str(), call.recording_reference.as_str()),
        ("a1", "r/13800138000")
    );
}

#[test]
fn a_call_needs_only_its_start() {
    let bare = proto::RecordCallRequest {
        call: Some(proto::Call {
            start_time: before(0),
            ..proto::Call::default()
        }),
        request_id: String::new(),
    };
    assert_eq!(recorded(bare).telephone_system_id, None);
}

#[test]
fn times_are_cut_to_microseconds_before_they_are_compared() {
    let call = recorded(but(record_call(), |it| {
        let start = call(it).start_time.as_mut().expect("given");
        start.nanos = 999;
        call(it).queue_time = before(100);
    }));
    assert_eq!(call.queued, Some(call.started));
}

#[test]
fn a_minute_of_clock_skew_is_allowed() {
    let at = |seconds: i64| {
        but(record_call(), |it| {
            *call(it) = proto::Call {
                start_time: before(-seconds),
                ..proto::Call::default()
            };
        })
    };
    assert_eq!(wrong(at(60)), Vec::<String>::new());
    assert_eq!(wrong(at(61)), ["call.start_time"]);
}

#[test]
fn each_wrong_field_of_a_call_has_its_path() {
    each_wrong_field! { record_call(),
        |it| it.call = None => "call",
        |it| call(it).telephone_system_id = "T".repeat(101) => "call.telephone_system_id",
        |it| call(it).caller_number = "1".repeat(33) => "call.caller_number",
        |it| call(it).caller_number = "138 0013 8000 (home)".into() => "call.caller_number",
        |it| call(it).caller_number = "\u{ff11}".into() => "call.caller_number",
        |it| call(it).start_time = None => "call.start_time",
        |it| call(it).start_time.as_mut().expect("given").nanos = -1 => "call.start_time",
        |it| call(it).start_time.as_mut().expect("given").seconds = i64::MAX => "call.start_time",
        |it| call(it).queue_time = before(101) => "call.queue_time",
        |it| call(it).answer_time = before(91) => "call.answer_time",
        |it| call(it).end_time = before(81) => "call.end_time",
        |it| call(it).end_time = before(-61) => "call.end_time",
        |it| call(it).abandon_time = before(75) => "call.abandon_time",
        |it| call(it).agent = "a".repeat(65) => "call.agent",
        |it| call(it).recording_reference = "r".repeat(501) => "call.recording_reference",
        |it| it.request_id = "nonsense".into() => "request_id",
    }
}

#[test]
fn a_missed_call_is_abandoned_in_its_turn() {
    let missed = || {
        but(record_call(), |it| {
            call(it).answer_time = None;
            call(it).abandon_time = before(80);
        })
    };
    assert_eq!(
        recorded(missed()).abandoned,
        Some(now().plus_micros(-80_000_000))
    );
    each_wrong_field! { missed(),
        |it| call(it).abandon_time = before(91) => "call.abandon_time",
        |it| call(it).end_time = before(81) => "call.end_time",
    }
}

#[test]
fn everything_that_is_wrong_with_a_call_is_said_at_once() {
    let all = proto::RecordCallRequest {
        call: Some(proto::Call {
            telephone_system_id: "T".repeat(101),
            caller_number: "x".into(),
            start_time: None,
            queue_time: before(-100),
            answer_time: before(5),
            abandon_time: before(6),
            end_time: before(7),
            agent: "\u{7}".into(),
            recording_reference: "\n".repeat(501) + "x",
            ..proto::Call::default()
        }),
        request_id: "x".into(),
    };
    let found = wrong(all);
    for path in [
        "request_id",
        "call.telephone_system_id",
        "call.caller_number",
        "call.start_time",
        "call.queue_time",
        "call.answer_time",
        "call.abandon_time",
        "call.end_time",
        "call.agent",
        "call.recording_reference",
    ] {
        assert!(
            found.iter().any(|one| one == path),
            "{path} is not in {found:?}"
        );
    }
}

#[test]
fn what_becomes_of_a_missed_call_names_the_call_and_the_time() {
    let Command::RecordCallback { call, agent, .. } = command(record_callback()) else {
        panic!("another command");
    };
    assert_eq!((call, agent.as_str()), (CallTarget::Id(7), "a1"));
    each_wrong_field! { record_callback(),
        |it| it.call = String::new() => "call",
        |it| it.call = "calls/0".into() => "call",
        |it| it.call = "calls/-".into() => "call",
        |it| it.call = "calls/99999999999999999999".into() => "call",
        |it| it.callback_time = None => "callback_time",
        |it| it.callback_time = before(-61) => "callback_time",
        |it| it.agent = "a".repeat(65) => "agent",
    }
    each_wrong_field! { record_sms_notice(),
        |it| it.call = "calls/x".into() => "call",
        |it| it.sms_notice_time = None => "sms_notice_time",
        |it| it.request_id = "x".into() => "request_id",
    }
}
