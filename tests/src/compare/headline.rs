//! The figures of the bulletin's text.

use hotline_proto::scoring::{ActivityFigures, Bulletin, CallFigures, DailyAverage, Ranking};

use super::{Checks, orders, units};
use crate::figures::Figures;

pub(super) fn compare(
    checks: &mut Checks,
    figures: &Figures,
    ranking: &Ranking,
    bulletin: &Bulletin,
) {
    let printed = &figures.headline;
    let seal = ranking.seal.clone().unwrap_or_default();
    checks.same("bulletin: month", &printed.bulletin.month, &bulletin.month);
    checks.same(
        "bulletin: issue",
        printed.bulletin.issue,
        bulletin.issue_number,
    );
    checks.same(
        "bulletin: date",
        &printed.bulletin.dated,
        &bulletin.issue_date,
    );
    checks.same("ranking: issue", printed.bulletin.issue, seal.issue_number);
    checks.same("ranking: date", &printed.bulletin.dated, &seal.issue_date);

    compare_calls(checks, figures, &bulletin.calls.clone().unwrap_or_default());
    orders::compare(
        checks,
        figures,
        &bulletin.work_orders.clone().unwrap_or_default(),
    );
    units::compare(
        checks,
        figures,
        &bulletin.assignments.clone().unwrap_or_default(),
    );

    let supervisions = bulletin.supervisions.unwrap_or_default();
    let remote = printed.supervision.total - printed.supervision.on_site;
    checks.same(
        "supervisions",
        printed.supervision.total,
        supervisions.total,
    );
    checks.same(
        "supervisions on site",
        printed.supervision.on_site,
        supervisions.on_site,
    );
    checks.same(
        "supervisions by telephone or in writing",
        remote,
        supervisions.telephone + supervisions.written,
    );

    let mut expected: Vec<(String, String)> = printed
        .leader_sessions
        .iter()
        .map(|(unit, date)| (date.clone(), unit.clone()))
        .collect();
    expected.sort();
    let found: Vec<(String, String)> = bulletin
        .leader_sessions
        .iter()
        .map(|session| (session.session_date.clone(), session.unit.clone()))
        .collect();
    checks.same(
        "leader sessions",
        format!("{expected:?}"),
        format!("{found:?}"),
    );

    let thanks = bulletin.appreciations.unwrap_or_default();
    checks.same(
        "thanks calls",
        printed.appreciation.thanks_calls,
        thanks.thanks_calls,
    );
    checks.same("pennants", printed.appreciation.pennants, thanks.pennants);
    compare_activities(
        checks,
        figures,
        &bulletin.activities.clone().unwrap_or_default(),
    );
}

fn compare_calls(checks: &mut Checks, figures: &Figures, calls: &CallFigures) {
    let (printed, remarks) = (&figures.headline.calls, &figures.remarks);
    checks.same("calls: inbound", printed.inbound, calls.inbound);
    checks.same(
        "calls: answered first",
        printed.answered_first,
        calls.answered_first,
    );
    checks.same(
        "calls: answered by callback",
        printed.answered_by_callback,
        calls.called_back,
    );
    checks.same(
        "calls: unreached, notified by SMS",
        printed.unreached_notified_by_sms,
        calls.unreached,
    );
    checks.same(
        "calls: answered in all",
        printed.answered_total,
        calls.answered_total,
    );
    checks.same(
        "calls: answered since January",
        printed.answered_year_to_date,
        calls.answered_year_to_date,
    );
    checks.rate(
        "calls: first-answer rate",
        remarks.percent("calls", "answered_first"),
        calls.first_answer_rate.as_ref(),
    );
    checks.rate(
        "calls: total answer rate",
        remarks.percent("calls", "answered_total"),
        calls.total_answer_rate.as_ref(),
    );
    compare_daily_average(
        checks,
        "calls",
        printed.daily_average_change,
        printed.daily_average_growth_percent,
        &calls.daily_average.clone().unwrap_or_default(),
    );
    let growth = remarks.percent("calls", "daily_average_change");
    let stated = format!("{:.2}", printed.daily_average_growth_percent);
    checks.same("calls: growth, as the text has it twice", growth, stated);
}

pub(super) fn compare_daily_average(
    checks: &mut Checks,
    what: &str,
    change: i64,
    growth: f64,
    found: &DailyAverage,
) {
    checks.same(
        format!("{what}: change of the daily average"),
        change,
        found.change,
    );
    checks.rate(
        &format!("{what}: growth of the daily average"),
        format!("{growth:.2}"),
        found.growth.as_ref(),
    );
}

fn compare_activities(checks: &mut Checks, figures: &Figures, found: &ActivityFigures) {
    let printed = &figures.headline.publicity;
    checks.same(
        "newspaper articles",
        printed.newspaper_articles,
        found.newspaper_articles,
    );
    checks.same(
        "articles on line",
        printed.online_articles,
        found.online_articles,
    );
    let outreach: Vec<_> = found
        .activities
        .iter()
        .filter(|activity| activity.kind == "outreach")
        .collect();
    checks.same("outreach: how many", 1, outreach.len());
    let outreach = outreach
        .first()
        .map(|activity| (*activity).clone())
        .unwrap_or_default();
    checks.same(
        "outreach: date",
        &printed.outreach.date,
        &outreach.occur_date,
    );
    checks.same(
        "outreach: leaflets",
        printed.outreach.leaflets,
        outreach.leaflets,
    );
    checks.same(
        "outreach: consultations",
        printed.outreach.consultations,
        outreach.consultations,
    );
    checks.same(
        "outreach: suggestions",
        printed.outreach.suggestions,
        outreach.suggestions,
    );
}
