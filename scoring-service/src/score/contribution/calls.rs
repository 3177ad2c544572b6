//! What a call contributes.

use hotline_common::time::{Moment, Zone};

use super::{CITY, Counts, Days, differences, rows};
use crate::score::measure::Measure;
use crate::score::records::CallFacts;
use crate::score::tally::Tally;

/// The wait within which a call should be answered, in milliseconds: 15 seconds (GB/T 33358-2016).
const SOON: i64 = 15_000;

/// What a call contributes, in the month in which it started. A missed call that was both called back
/// and sent a message counts as called back.
pub fn call_contribution(call: &CallFacts, zone: &Zone) -> Vec<Tally> {
    let month = zone.month_of(call.started);
    let moments = [Some(call.started), call.called_back, call.sms_notice];
    let days: Days = moments
        .into_iter()
        .flatten()
        .map(|moment| zone.day_of(moment))
        .collect();
    let counts_as_of = |day, counts: &mut Counts<'static>| {
        let cut_off = zone.end_of(day);
        let happened = |moment: Option<Moment>| moment.is_some_and(|moment| moment < cut_off);
        if happened(Some(call.started)) {
            counts.add(month, CITY, Measure::Calls);
            let outcome = if call.answered {
                Measure::CallsAnswered
            } else if happened(call.called_back) {
                Measure::CallsCalledBack
            } else if happened(call.sms_notice) {
                Measure::CallsUnreached
            } else {
                Measure::CallsOpen
            };
            counts.add(month, CITY, outcome);
            if call.answered && call.wait.is_some_and(|wait| wait <= SOON) {
                counts.add(month, CITY, Measure::CallsAnsweredSoon);
            }
        }
    };
    rows(|rows| differences(&days, rows, counts_as_of))
}
