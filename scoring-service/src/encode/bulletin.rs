//! A month's bulletin.

mod orders;
mod units;

use hotline_common::decode::timestamp;
use hotline_common::time::Month;
use hotline_proto::scoring as wire;

use super::{ranking, rate, words};
use crate::figures::MonthFigures;
use crate::names;
use crate::score::{
    ActivityFacts, ActivityKind, Bulletin, CallFigures, Daily, GroupRanking, LeaderSessionFacts,
    Rate, UnitInfo,
};

/// A bulletin that is not sealed.
pub fn provisional(figures: &MonthFigures) -> wire::Bulletin {
    let MonthFigures {
        terms,
        tallies: _,
        ranking,
        bulletin,
        units: registry,
        typical_cases,
    } = figures;
    let Bulletin {
        month,
        day: _,
        calls,
        orders,
        groups,
        units,
        supervisions: [telephone, written, on_site],
        leader_sessions,
        appreciations: [thanks_calls, pennants],
        activity_kinds: _,
        activity_counts: [newspaper_articles, online_articles, ..],
        activities,
        governor_mailbox,
        governor_mailbox_units: _,
    } = bulletin;
    wire::Bulletin {
        name: format!("rankings/{month}/revisions/provisional"),
        month: month.to_string(),
        issue_number: 0,
        issue_date: String::new(),
        provisional: true,
        as_of_time: Some(timestamp(terms.as_of())),
        calls: Some(call_figures(calls, *month)),
        work_orders: Some(orders::figures(orders, *month)),
        assignments: Some(units::figures(units, groups, *governor_mailbox)),
        supervisions: Some(wire::SupervisionFigures {
            total: telephone + written + on_site,
            telephone: *telephone,
            written: *written,
            on_site: *on_site,
        }),
        leader_sessions: leader_sessions
            .iter()
            .map(|session| leader_session(session, registry))
            .collect(),
        appreciations: Some(wire::AppreciationFigures {
            thanks_calls: *thanks_calls,
            pennants: *pennants,
        }),
        activities: Some(wire::ActivityFigures {
            newspaper_articles: *newspaper_articles,
            online_articles: *online_articles,
            activities: activities
                .iter()
                .filter(|activity| activity.kind != ActivityKind::Publicity)
                .map(activity)
                .collect(),
        }),
        typical_cases: typical_cases
            .iter()
            .map(|case| wire::TypicalCaseFigure {
                work_order: names::work_order(case.order),
                topic: case.topic.clone(),
            })
            .collect(),
        lists: ranking.groups.iter().map(lists).collect(),
    }
}

fn lists(group: &GroupRanking) -> wire::GroupLists {
    wire::GroupLists {
        group: words::group(Some(group.group)).into(),
        red_list: group.red_list().iter().map(ranking::listed).collect(),
        black_list: group.black_list().iter().map(ranking::listed).collect(),
    }
}

fn call_figures(calls: &CallFigures, month: Month) -> wire::CallFigures {
    let CallFigures {
        inbound,
        answered_first,
        answered_by_callback,
        answered_total,
        unreached,
        open,
        daily,
        inbound_year_to_date,
        answered_year_to_date,
        answered_soon,
    } = calls;
    wire::CallFigures {
        inbound: *inbound,
        answered_first: answered_first.rate.numerator,
        called_back: answered_by_callback.rate.numerator,
        unreached: *unreached,
        open: *open,
        answered_total: answered_total.rate.numerator,
        first_answer_rate: rate(*answered_first),
        total_answer_rate: rate(*answered_total),
        answered_year_to_date: *answered_year_to_date,
        inbound_year_to_date: *inbound_year_to_date,
        daily_average: Some(daily_average(daily, month)),
        answered_in_15_seconds: answered_soon.rate.numerator,
        answered_in_15_seconds_rate: rate(*answered_soon),
    }
}

/// A daily average against the month before, also where that has nothing to compare with.
fn daily_average(daily: &Daily, month: Month) -> wire::DailyAverage {
    let Daily {
        average,
        comparison,
    } = daily;
    let days = |month: Month| i32::try_from(month.days()).unwrap_or(i32::MAX);
    let previous = comparison
        .as_ref()
        .map_or(Rate::new(0, 0), |comparison| comparison.before);
    wire::DailyAverage {
        count: average.numerator,
        days: days(month),
        previous_count: previous.numerator,
        previous_days: days(month.previous()),
        change: comparison.as_ref().map_or_else(
            || average.whole().unwrap_or_default(),
            |comparison| comparison.change,
        ),
        growth: comparison
            .as_ref()
            .and_then(|comparison| rate(comparison.growth)),
    }
}

fn leader_session(
    session: &LeaderSessionFacts,
    registry: &[UnitInfo],
) -> wire::LeaderSessionFigure {
    let LeaderSessionFacts {
        date,
        unit,
        post,
        name,
        calls_answered,
        topics,
    } = session;
    let display_name = registry
        .iter()
        .find(|known| known.code == *unit)
        .map_or(unit, |known| &known.name);
    wire::LeaderSessionFigure {
        unit: unit.clone(),
        display_name: display_name.clone(),
        session_date: date.to_string(),
        leader_post: post.clone(),
        leader_name: name.clone(),
        topics: topics.clone(),
        calls_answered: i32::try_from(*calls_answered).unwrap_or(i32::MAX),
    }
}

fn activity(activity: &ActivityFacts) -> wire::ActivityFigure {
    let ActivityFacts {
        date,
        kind,
        title,
        counts,
    } = activity;
    wire::ActivityFigure {
        kind: words::activity_kind(*kind).to_owned(),
        occur_date: date.to_string(),
        title: title.clone(),
        leaflets: counts.leaflets.into(),
        consultations: counts.consultations.into(),
        suggestions: counts.suggestions.into(),
        units_inspected: counts.units_inspected.into(),
    }
}
