//! The bulletin's orders and what they were about.

use hotline_common::time::Month;
use hotline_proto::scoring as wire;

use super::daily_average;
use crate::encode::{hundredths, rate, words};
use crate::score::{CategoryShare, Channel, Nature, OrderFigures, Share, Together};

pub(super) fn figures(orders: &OrderFigures, month: Month) -> wire::WorkOrderFigures {
    let OrderFigures {
        accepted,
        handled_directly,
        transferred,
        pending,
        daily,
        accepted_year_to_date,
        natures,
        help_and_consultation,
        complaint_and_report,
        channels,
        categories,
        uncategorised: _,
        first_two_categories,
        topics,
    } = orders;
    let mut flat = Vec::new();
    flatten(&mut flat, "", categories);
    wire::WorkOrderFigures {
        received: *accepted,
        handled_directly: handled_directly.rate.numerator,
        transferred: transferred.rate.numerator,
        pending: pending.rate.numerator,
        direct_rate: rate(*handled_directly),
        transfer_rate: rate(*transferred),
        daily_average: Some(daily_average(daily, month)),
        natures: natures
            .iter()
            .zip(Nature::ALL)
            .map(|(share, nature)| word_share(share, words::nature(*nature)))
            .collect(),
        combined_natures: [help_and_consultation, complaint_and_report]
            .into_iter()
            .map(natures_together)
            .collect(),
        categories: flat,
        top_categories: first_two_categories.as_ref().map(together),
        topics: topics.iter().map(registry_share).collect(),
        channels: channels
            .iter()
            .zip(Channel::ALL)
            .map(|(share, channel)| word_share(share, words::channel(*channel)))
            .collect(),
        received_year_to_date: *accepted_year_to_date,
    }
}

/// Each category, followed by the branches below it.
fn flatten(flat: &mut Vec<wire::Share>, parent: &str, categories: &[CategoryShare]) {
    for category in categories {
        let CategoryShare {
            code,
            name,
            share,
            branches,
        } = category;
        flat.push(wire::Share {
            key: code.clone(),
            display_name: name.clone(),
            share: rate(*share),
            count: share.rate.numerator,
            parent: parent.to_owned(),
        });
        flatten(flat, code, branches);
    }
}

fn word_share(share: &Share, (key, display_name): (&str, &str)) -> wire::Share {
    wire::Share {
        key: key.to_owned(),
        display_name: display_name.to_owned(),
        ..registry_share(share)
    }
}

fn registry_share(share: &Share) -> wire::Share {
    let Share { code, name, share } = share;
    wire::Share {
        key: code.clone(),
        display_name: name.clone(),
        share: rate(*share),
        count: share.rate.numerator,
        parent: String::new(),
    }
}

/// Natures go by their keys, which are in lower case.
fn natures_together(parts: &Together) -> wire::CombinedShare {
    let mut combined = together(parts);
    for key in &mut combined.keys {
        *key = key.to_lowercase();
    }
    combined
}

fn together(parts: &Together) -> wire::CombinedShare {
    let Together {
        codes,
        share,
        sum_of_printed,
    } = parts;
    wire::CombinedShare {
        keys: codes.clone(),
        count: share.rate.numerator,
        exact: rate(*share),
        sum_of_printed_hundredths: sum_of_printed.map(hundredths).unwrap_or_default(),
        sum_of_printed: sum_of_printed
            .map(|sum| sum.to_string())
            .unwrap_or_default(),
    }
}
