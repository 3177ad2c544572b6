//! An import without a network and without a database.

mod records;
mod sessions;

use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use proto::import_request::Record;

use super::record::{Decoded, Decoder, Occurrences};
use crate::api::tests::{hash, now, shanghai};

fn message(record: Record) -> proto::ImportRequest {
    proto::ImportRequest {
        work_order_reference: None,
        telephone_system_id: String::new(),
        record: Some(record),
    }
}

fn closing(record_count: i64) -> proto::ImportRequest {
    message(Record::Closing(proto::ImportClosing { record_count }))
}

/// A decoder of a stream, at the present of the tests.
fn decoder() -> impl FnMut(proto::ImportRequest, Moment) -> Decoded + Send {
    let zone = shanghai();
    let mut occurrences = Occurrences::default();
    move |message, _| {
        let decoder = Decoder {
            zone: &zone,
            hash: &hash,
            occurrences: &mut occurrences,
        };
        decoder.decode(message, now())
    }
}
