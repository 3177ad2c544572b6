//! The month's orders: what became of them and what they were about.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::BulletinSources;
use super::calls::{Daily, year_to_date};
use super::categories::{CategoryShare, roll_up};
use super::shares::{Share, Together};
use crate::score::measure::Measure;
use crate::score::rate::Figure;
use crate::score::words::{Channel, Disposition, Nature};

/// A topic as the registry has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicInfo {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The orders received in a month. Every share is of all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFigures {
    /// 受理: orders received.
    pub accepted: i64,
    /// 直办: handled directly.
    pub handled_directly: Figure,
    /// 转办: transferred; they stay so after a send-back.
    pub transferred: Figure,
    /// Neither yet.
    pub pending: Figure,
    /// Orders a day, against the month before.
    pub daily: Daily,
    /// Orders from January to the month.
    pub accepted_year_to_date: i64,
    /// By nature, in the order of [`Nature::ALL`].
    pub natures: Vec<Share>,
    /// 求助 and 咨询 together.
    pub help_and_consultation: Together,
    /// 投诉 and 举报 together.
    pub complaint_and_report: Together,
    /// By channel, in the order of [`Channel::ALL`].
    pub channels: Vec<Share>,
    /// By category, rolled up to the roots; those without orders are left out.
    pub categories: Vec<CategoryShare>,
    /// Orders without a category.
    pub uncategorised: Figure,
    /// The two largest roots together; `None` when there are fewer.
    pub first_two_categories: Option<Together>,
    /// By topic, most first. An order may have several, or none.
    pub topics: Vec<Share>,
}

pub(super) fn figures(sources: &BulletinSources<'_>) -> OrderFigures {
    let BulletinSources {
        tallies, ranking, ..
    } = *sources;
    let (month, day) = (ranking.month, ranking.day);
    let whole = tallies.city(month, Measure::OrdersReceived, day);
    let share = |measure| Figure::new(tallies.city(month, measure, day), whole);
    let natures: Vec<Share> = Nature::ALL
        .iter()
        .map(|nature| word_share(nature.name(), share(Measure::OrdersByNature(*nature))))
        .collect();
    let together = |wanted: [Nature; 2]| {
        let parts = wanted.map(|nature| (nature.name(), share(Measure::OrdersByNature(nature))));
        Together::new(parts, whole)
    };
    let mut by_category = tallies.by_subject(month, Measure::OrdersByCategory, day);
    let uncategorised = by_category.remove("").unwrap_or_default();
    let categories = roll_up(sources.categories, &by_category, whole);
    let first_two_categories = match categories.as_slice() {
        [first, second, ..] => {
            let parts = [first, second].map(|root| (root.code.as_str(), root.share));
            Some(Together::new(parts, whole))
        }
        _ => None,
    };
    let before = tallies.city(month.previous(), Measure::OrdersReceived, day);
    OrderFigures {
        accepted: whole,
        handled_directly: share(Measure::OrdersDisposed(Disposition::HandledDirectly)),
        transferred: share(Measure::OrdersDisposed(Disposition::Transferred)),
        pending: share(Measure::OrdersDisposed(Disposition::Pending)),
        daily: Daily::new(month, whole, before),
        accepted_year_to_date: year_to_date(tallies, month, Measure::OrdersReceived, day),
        natures,
        help_and_consultation: together([Nature::Help, Nature::Consultation]),
        complaint_and_report: together([Nature::Complaint, Nature::Report]),
        channels: Channel::ALL
            .iter()
            .map(|channel| word_share(channel.name(), share(Measure::OrdersByChannel(*channel))))
            .collect(),
        categories,
        uncategorised: Figure::new(uncategorised, whole),
        first_two_categories,
        topics: topics(sources, whole),
    }
}

fn word_share(word: &str, share: Figure) -> Share {
    Share {
        code: word.to_owned(),
        name: word.to_owned(),
        share,
    }
}

fn topics(sources: &BulletinSources<'_>, whole: i64) -> Vec<Share> {
    let names: BTreeMap<&str, &str> = sources
        .topics
        .iter()
        .map(|topic| (topic.code.as_str(), topic.name.as_str()))
        .collect();
    let (month, day) = (sources.ranking.month, sources.ranking.day);
    let counts = sources
        .tallies
        .by_subject(month, Measure::OrdersByTopic, day);
    let mut topics: Vec<(&str, i64)> = counts.into_iter().collect();
    topics.sort_by_key(|&(code, count)| (Reverse(count), code));
    topics
        .into_iter()
        .map(|(code, count)| Share {
            code: code.to_owned(),
            name: names.get(code).copied().unwrap_or(code).to_owned(),
            share: Figure::new(count, whole),
        })
        .collect()
}
