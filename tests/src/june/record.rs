//! Records of an import.

use hotline_common::time::Moment;
use hotline_proto::intake::import_request::Record;
use hotline_proto::intake::{ExternalReference, ImportRequest};
use prost_types::Timestamp;

/// A record that says itself what it is about.
pub(super) fn plain(record: Record) -> ImportRequest {
    ImportRequest {
        record: Some(record),
        ..ImportRequest::default()
    }
}

/// A record about the order with this external reference.
pub(super) fn about_order(reference: ExternalReference, record: Record) -> ImportRequest {
    ImportRequest {
        work_order_reference: Some(reference),
        record: Some(record),
        ..ImportRequest::default()
    }
}

/// A record about the call with this id of the telephone system.
pub(super) fn about_call(telephone_system_id: String, record: Record) -> ImportRequest {
    ImportRequest {
        telephone_system_id,
        record: Some(record),
        ..ImportRequest::default()
    }
}

/// A moment as the interface wants it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a message field is an Option in the generated types"
)]
pub(super) fn time(moment: Moment) -> Option<Timestamp> {
    let (seconds, nanos) = moment.parts();
    Some(Timestamp { seconds, nanos })
}

/// A number that no telephone has: the area code 000 is nobody's.
pub(super) fn phone_number(caller: usize) -> String {
    let digits = caller.wrapping_mul(7_919) % 100_000_000;
    format!("000 {:04} {:04}", digits / 10_000, digits % 10_000)
}

/// A UUID for the record with this number among those that have no key of their own.
pub(super) fn request_id(number: usize) -> String {
    format!("20150600-0000-4000-8000-{number:012}")
}

/// `count` split by weights, so that the parts sum up to it.
pub(super) fn split(count: usize, weights: &[usize]) -> Vec<usize> {
    let total: usize = weights.iter().sum();
    let mut parts: Vec<usize> = weights
        .iter()
        .map(|weight| count * weight / total)
        .collect();
    let rest = count - parts.iter().sum::<usize>();
    // The rest is less than the number of parts that have a weight.
    let with_weight = parts
        .iter_mut()
        .zip(weights)
        .filter(|(_, weight)| 0 < **weight);
    for (part, _) in with_weight.take(rest) {
        *part += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_sums_up() {
        assert_eq!(split(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(split(10, &[0, 1, 2]), [0, 4, 6]);
        assert_eq!(split(18_340, &[95, 92, 813]).iter().sum::<usize>(), 18_340);
    }

    #[test]
    fn two_callers_have_two_numbers() {
        assert_ne!(phone_number(1), phone_number(2));
        assert!(phone_number(12_345_678).starts_with("000 "));
    }
}
