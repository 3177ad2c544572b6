//! Whatever is sent, decoding answers; it never panics, and it refuses nothing without a violation.

use proptest::prelude::*;
use prost::Message;

use super::{decoded, requests};
use crate::api::write::WriteRequest;

/// Bytes of a right request with some of them changed, or any bytes at all.
fn bytes_of<R: Message + 'static>(valid: &R) -> impl Strategy<Value = Vec<u8>> + use<R> {
    let valid = valid.encode_to_vec();
    let places = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    let changed = places.prop_map(move |changes| {
        let mut bytes = valid.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes
    });
    prop_oneof![4 => changed, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn decode<R: WriteRequest + Default>(bytes: &[u8]) {
    if let Ok(request) = R::decode_message(bytes) {
        let _ = decoded(request);
    }
}

/// Reading a message, which [`WriteRequest::decode`] hides.
trait DecodeMessage: Message + Default {
    fn decode_message(bytes: &[u8]) -> Result<Self, prost::DecodeError> {
        <Self as Message>::decode(bytes)
    }
}

impl<M: Message + Default> DecodeMessage for M {}

macro_rules! never_panics {
    ($($name:ident,)+) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(256))]
            $(
                #[test]
                fn $name(bytes in bytes_of(&requests::$name())) {
                    decode_like(requests::$name, &bytes);
                }
            )+
        }
    };
}

fn decode_like<R: WriteRequest + Default>(_: fn() -> R, bytes: &[u8]) {
    decode::<R>(bytes);
}

never_panics! {
    update_unit,
    update_category,
    update_topic,
    update_calendar,
    update_deadline_rule,
    record_call,
    record_callback,
    record_sms_notice,
    accept,
    handle_directly,
    assign,
    request_send_back,
    decide_send_back,
    withdraw,
    complete,
    redo,
    visit,
    request_exclusion,
    decide_exclusion,
    issue_supervision,
    lift_supervision,
    leader_session,
    appreciation,
    activity,
    typical_case,
}
