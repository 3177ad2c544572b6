//! The headline figures in words, a subject a line.

use hotline_proto::scoring::{
    Bands, Bulletin, CombinedShare, DailyAverage, ListedUnit, Rate, Share, UnitGroup,
    WorkOrderFigures,
};

/// The categories with a share under this many hundredths of a percent are not printed, as in the bulletin.
const SMALLEST_CATEGORY: i32 = 400;

/// The headline figures in words.
pub fn headline(bulletin: &Bulletin) -> String {
    let title = format!(
        "Issue {} of {}, {}",
        bulletin.issue_number, bulletin.month, bulletin.issue_date
    );
    let mut lines = vec![title];
    let mut line = |subject: &str, words: String| lines.push(format!("{subject:<14} {words}"));
    line("calls", calls(bulletin));
    let orders = bulletin.work_orders.clone().unwrap_or_default();
    line("orders", order_counts(&orders));
    line("natures", natures(&orders));
    line("categories", categories(&orders));
    line("topics", shares(orders.topics.iter()));
    line("units", units(bulletin));
    line("volumes", volumes(bulletin));
    let assignments = bulletin.assignments.clone().unwrap_or_default();
    line("completion", bands(&assignments.completion_bands));
    line("satisfaction", bands(&assignments.satisfaction_bands));
    line("supervisions", supervisions(bulletin));
    line("leaders", leader_sessions(bulletin));
    line("thanks", thanks(bulletin));
    line("publicity", publicity(bulletin));
    for lists in &bulletin.lists {
        let group = group(lists.group());
        let listed =
            |color: &str, units: &[ListedUnit]| format!("{group}, {color}: {}", ranked(units));
        line("red list", listed("红榜", &lists.red_list));
        line("black list", listed("黑榜", &lists.black_list));
    }
    lines.join("\n") + "\n"
}

/// Units with their ranks and scores; `none` for an empty list.
fn ranked(units: &[ListedUnit]) -> String {
    if units.is_empty() {
        return "none".to_owned();
    }
    let unit = |unit: &ListedUnit| {
        let score = unit.composite_score.as_ref();
        format!(
            "{}. {} ({})",
            unit.rank,
            unit.display_name,
            score.map_or("—", |score| &score.printed)
        )
    };
    units.iter().map(unit).collect::<Vec<_>>().join(", ")
}

fn percent(rate: Option<&Rate>) -> String {
    rate.map_or("—", |rate| &rate.printed).to_owned() + " %"
}

fn average(average: Option<DailyAverage>) -> String {
    let average = average.unwrap_or_default();
    format!(
        "{:+} a day against the month before ({})",
        average.change,
        percent(average.growth.as_ref())
    )
}

fn calls(bulletin: &Bulletin) -> String {
    let calls = bulletin.calls.clone().unwrap_or_default();
    format!(
        "{} inbound, {}; {} answered first ({}), {} called back, {} unreached, {} in all ({}), {} since January",
        calls.inbound,
        average(calls.daily_average),
        calls.answered_first,
        percent(calls.first_answer_rate.as_ref()),
        calls.called_back,
        calls.unreached,
        calls.answered_total,
        percent(calls.total_answer_rate.as_ref()),
        calls.answered_year_to_date,
    )
}

fn order_counts(orders: &WorkOrderFigures) -> String {
    format!(
        "{} accepted, {}; {} handled directly ({}), {} transferred ({}), {} pending",
        orders.received,
        average(orders.daily_average.clone()),
        orders.handled_directly,
        percent(orders.direct_rate.as_ref()),
        orders.transferred,
        percent(orders.transfer_rate.as_ref()),
        orders.pending,
    )
}

fn natures(orders: &WorkOrderFigures) -> String {
    let together = |combined: &CombinedShare| {
        let keys = combined.keys.join(" and ");
        format!(
            "{keys} {} ({})",
            combined.count,
            percent(combined.exact.as_ref())
        )
    };
    let natures: Vec<String> = orders.combined_natures.iter().map(together).collect();
    natures.join(", ")
}

fn categories(orders: &WorkOrderFigures) -> String {
    let printed = orders.categories.iter().filter(|category| {
        let share = category.share.as_ref().map_or(0, |share| share.hundredths);
        category.parent.is_empty() && SMALLEST_CATEGORY <= share
    });
    let top = orders.top_categories.clone().unwrap_or_default();
    format!(
        "{}; the first two together {} %",
        shares(printed),
        top.sum_of_printed
    )
}

fn shares<'a>(shares: impl Iterator<Item = &'a Share>) -> String {
    let share = |share: &Share| {
        format!(
            "{} {} ({})",
            share.display_name,
            share.count,
            percent(share.share.as_ref())
        )
    };
    shares.map(share).collect::<Vec<_>>().join(", ")
}

fn units(bulletin: &Bulletin) -> String {
    let assignments = bulletin.assignments.clone().unwrap_or_default();
    format!(
        "{} active, {} with orders ({})",
        assignments.units_active,
        assignments.units_with_volume,
        percent(assignments.units_with_volume_share.as_ref()),
    )
}

fn volumes(bulletin: &Bulletin) -> String {
    let assignments = bulletin.assignments.clone().unwrap_or_default();
    let groups = assignments.groups.iter().map(|figures| {
        format!(
            "{} {} ({} of the transferred orders)",
            group(figures.group()),
            figures.volume,
            percent(figures.share_of_transferred.as_ref())
        )
    });
    groups.collect::<Vec<_>>().join(", ")
}

fn group(group: UnitGroup) -> &'static str {
    match group {
        UnitGroup::County => "counties",
        UnitGroup::Department => "departments",
        UnitGroup::Unspecified => "all units",
    }
}

fn bands(bands: &[Bands]) -> String {
    let words = |bands: &Bands| {
        format!(
            "{}: {} full ({}), {} from 90 % ({}), {} under ({})",
            group(bands.group()),
            bands.full,
            percent(bands.full_share.as_ref()),
            bands.from_90,
            percent(bands.from_90_share.as_ref()),
            bands.under_90,
            percent(bands.under_90_share.as_ref()),
        )
    };
    bands.iter().map(words).collect::<Vec<_>>().join("; ")
}

fn supervisions(bulletin: &Bulletin) -> String {
    let supervisions = bulletin.supervisions.unwrap_or_default();
    format!(
        "{}: {} on site, {} in writing, {} by telephone",
        supervisions.total, supervisions.on_site, supervisions.written, supervisions.telephone
    )
}

fn leader_sessions(bulletin: &Bulletin) -> String {
    let sessions = bulletin.leader_sessions.iter();
    let words =
        sessions.map(|session| format!("{} {}", session.session_date, session.display_name));
    words.collect::<Vec<_>>().join(", ")
}

fn thanks(bulletin: &Bulletin) -> String {
    let thanks = bulletin.appreciations.unwrap_or_default();
    format!(
        "{} calls, {} pennants",
        thanks.thanks_calls, thanks.pennants
    )
}

fn publicity(bulletin: &Bulletin) -> String {
    let figures = bulletin.activities.clone().unwrap_or_default();
    let mut words = vec![format!(
        "{} articles in newspapers, {} on line",
        figures.newspaper_articles, figures.online_articles
    )];
    words.extend(figures.activities.iter().map(|activity| {
        format!(
            "{} on {}: {} leaflets, {} consultations, {} suggestions",
            activity.kind,
            activity.occur_date,
            activity.leaflets,
            activity.consultations,
            activity.suggestions
        )
    }));
    words.join("; ")
}
