//! By what a repeat is known: the request id with its payload, and the content of a record with an identity.

use super::requests::{REQUEST_ID, accept, complete, record_call};
use super::{before, but, command, decoded};
use crate::domain::command::Command;

fn call_hash(request: hotline_proto::intake::RecordCallRequest) -> [u8; 16] {
    match command(request) {
        Command::RecordCall(call) => call.content_hash,
        other => panic!("{other:?}"),
    }
}

fn order_hash(request: hotline_proto::intake::AcceptWorkOrderRequest) -> [u8; 16] {
    match command(request) {
        Command::AcceptWorkOrder(order) => order.content_hash,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_without_an_id_has_no_key() {
    let without = but(complete(), |it| it.request_id = String::new());
    assert_eq!(decoded(without).expect("right").request, None);
}

#[test]
fn the_payload_is_everything_but_the_request_id() {
    let key = |request| decoded(request).expect("right").request.expect("an id");
    let first = key(complete());
    assert_eq!(first.id[..4], [0x01, 0x90, 0x16, 0x3d]);
    let upper = key(but(complete(), |it| {
        it.request_id = REQUEST_ID.to_uppercase();
    }));
    assert_eq!(upper, first);
    let other_reply = key(but(complete(), |it| it.reply = "other".into()));
    assert_eq!(other_reply.id, first.id);
    assert_ne!(other_reply.payload_hash, first.payload_hash);
    let other_actor = key(but(complete(), |it| it.actor = String::new()));
    assert_ne!(other_actor.payload_hash, first.payload_hash);
}

#[test]
fn the_content_of_a_call_is_what_the_caller_says_of_it() {
    let first = call_hash(record_call());
    let same = but(record_call(), |it| {
        it.request_id = String::new();
        let call = it.call.as_mut().expect("given");
        (call.name, call.outcome, call.sequence) = (String::new(), 1, 0);
        call.record_time = None;
        call.start_time.as_mut().expect("given").nanos = 999;
    });
    assert_eq!(call_hash(same), first);
    let another = but(record_call(), |it| {
        it.call.as_mut().expect("given").agent = "a2".into();
    });
    assert_ne!(call_hash(another), first);
}

#[test]
fn the_content_of_an_order_is_what_the_caller_says_of_it() {
    let first = order_hash(accept());
    let same = but(accept(), |it| {
        (it.request_id, it.actor) = (String::new(), "s2".into());
        let order = it.work_order.as_mut().expect("given");
        (order.disposition, order.handle_time) = (1, before(0));
    });
    assert_eq!(order_hash(same), first);
    let another = but(accept(), |it| {
        it.work_order
            .as_mut()
            .expect("given")
            .requester
            .as_mut()
            .expect("given")
            .confidential = false;
    });
    assert_ne!(order_hash(another), first);
}
