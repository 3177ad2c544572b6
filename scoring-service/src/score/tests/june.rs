//! The bulletin of June 2015, to the last digit.

use std::sync::LazyLock;

use super::june_records::{
    ROOTS, TOPICS, activities, categories, headline, headline_number, leader_sessions, lines,
    number, policy, tallies, topics, units,
};
use super::support::{day, month, rank_june};
use crate::score::{
    Bulletin, BulletinSources, FeedPosition, Figure, Group, Hundredths, Measure, Ranking, Row,
    Tallies, Tally, bulletin, reconcile,
};

pub(super) static TALLIES: LazyLock<Tallies> = LazyLock::new(tallies);

pub(super) fn ranking(tallies: &Tallies) -> Ranking {
    rank_june(tallies, &units(), &policy())
}

fn the_bulletin() -> Bulletin {
    bulletin(&BulletinSources {
        tallies: &TALLIES,
        ranking: &ranking(&TALLIES),
        categories: &categories(),
        topics: &topics(),
        leader_sessions: &leader_sessions(),
        activities: &activities(),
    })
}

fn text(printed: Option<Hundredths>) -> String {
    printed.map_or_else(|| "-".to_owned(), |printed| printed.to_string())
}

/// The published columns of a row, in the order of `units.csv`.
pub(super) fn published(row: &Row) -> Vec<String> {
    let rates = row.rates.unwrap();
    vec![
        row.code.clone(),
        row.name.clone(),
        row.group.unwrap().name().to_owned(),
        row.position.to_string(),
        row.counts.volume.to_string(),
        row.counts.all_supervisions().to_string(),
        row.counts.leader_sessions.to_string(),
        row.counts.governor_mailbox.to_string(),
        text(rates.completion.printed),
        text(rates.satisfaction.printed),
        text(row.supervision_ratio.printed),
        text(row.composite),
    ]
}

pub(super) const PUBLISHED: [&str; 12] = [
    "unit_code",
    "name",
    "group",
    "position",
    "volume",
    "supervisions",
    "leader_sessions",
    "governor_mailbox",
    "published_completion_rate",
    "published_satisfaction_rate",
    "published_supervision_ratio",
    "published_composite_score",
];

#[test]
fn both_tables_come_out_in_the_printed_order_with_every_published_column() {
    let ranking = ranking(&TALLIES);
    let rows: Vec<Vec<String>> = ranking
        .groups
        .iter()
        .flat_map(|group| group.ranked.iter().map(published))
        .collect();
    let expected: Vec<Vec<String>> = lines()
        .iter()
        .map(|line| PUBLISHED.map(|column| line[column].to_owned()).to_vec())
        .collect();
    assert_eq!(expected.len(), 45);
    assert_eq!(rows, expected);
    assert_eq!(ranking.others, []);
    let unranked: Vec<&Row> = ranking
        .groups
        .iter()
        .flat_map(|group| &group.unranked)
        .collect();
    assert_eq!(unranked, Vec::<&Row>::new());
    let without_volume: Vec<&str> = ranking
        .groups
        .iter()
        .flat_map(|group| &group.without_volume)
        .map(|row| row.code.as_str())
        .collect();
    assert_eq!(without_volume, ["idle-1", "idle-2"]);
}

#[test]
fn a_rank_is_one_more_than_the_units_of_the_group_with_a_higher_score() {
    let score = |line: &super::june_records::Line| {
        line["published_composite_score"]
            .replace('.', "")
            .parse::<i64>()
            .unwrap()
    };
    let lines = lines();
    let ranking = ranking(&TALLIES);
    for line in &lines {
        let better = lines
            .iter()
            .filter(|other| other["group"] == line["group"] && score(line) < score(other))
            .count();
        let rank = ranking.row(line["unit_code"]).unwrap().rank.unwrap();
        assert_eq!(
            usize::try_from(rank).unwrap(),
            better + 1,
            "{}",
            line["name"]
        );
    }
    // Eleven departments share the first rank, so the next one is the twelfth.
    assert_eq!(ranking.row("anjianju").unwrap().rank, Some(1));
    assert_eq!(ranking.row("dianxin").unwrap().rank, Some(12));
    assert_eq!(ranking.row("sifaju").unwrap().rank, Some(33));
}

#[test]
fn the_counts_behind_the_rates_are_those_of_the_table() {
    let ranking = ranking(&TALLIES);
    for line in lines() {
        let row = ranking.row(line["unit_code"]).unwrap();
        assert_eq!(row.counts.rated, number(&line, "rated"));
        assert_eq!(row.counts.completed, number(&line, "completed"));
        assert_eq!(row.counts.on_time, number(&line, "completed"));
        assert_eq!(row.counts.visited, number(&line, "return_visits"));
        assert_eq!(row.counts.grades(), 2 * number(&line, "return_visits"));
        assert_eq!(
            row.counts.excluded,
            number(&line, "volume") - number(&line, "rated")
        );
    }
    assert_eq!(ranking.row("yanggu").unwrap().counts.excluded, 82);
    assert_eq!(ranking.row("gaoxinqu").unwrap().counts.sent_back, 442);
}

#[test]
fn the_supervision_ratio_is_a_share_of_both_tables() {
    let ranking = ranking(&TALLIES);
    assert_eq!(
        ranking
            .row("guanxian")
            .unwrap()
            .supervision_ratio
            .rate
            .denominator,
        10
    );
    let codes: Vec<&str> = ranking
        .supervision_ratios()
        .iter()
        .map(|row| row.code.as_str())
        .collect();
    let expected = [
        "guanxian",
        "shenxian",
        "linqing",
        "yanggu",
        "dongchangfu",
        "donge",
        "gonganju",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn the_calls_come_out() {
    let calls = the_bulletin().calls;
    let expected = |key: &str| headline_number("calls", key);
    assert_eq!(calls.inbound, expected("inbound"));
    assert_eq!(
        calls.answered_first.rate.numerator,
        expected("answered_first")
    );
    assert_eq!(text(calls.answered_first.printed), "92.15");
    assert_eq!(
        calls.answered_by_callback.rate.numerator,
        expected("answered_by_callback")
    );
    assert_eq!(calls.unreached, expected("unreached_notified_by_sms"));
    assert_eq!(calls.open, 0);
    assert_eq!(
        calls.answered_total.rate.numerator,
        expected("answered_total")
    );
    assert_eq!(text(calls.answered_total.printed), "99.28");
    assert_eq!(
        calls.answered_year_to_date,
        expected("answered_year_to_date")
    );
    let comparison = calls.daily.comparison.unwrap();
    assert_eq!(comparison.change, expected("daily_average_change"));
    assert_eq!(
        text(comparison.growth.printed),
        headline("calls", "daily_average_growth_percent")
    );
}

#[test]
fn the_orders_come_out() {
    let orders = the_bulletin().orders;
    let expected = |key: &str| headline_number("work_orders", key);
    let both = |figure: Figure| (figure.rate.numerator, text(figure.printed));
    assert_eq!(orders.accepted, expected("accepted"));
    let direct = (expected("handled_directly"), "73.35".to_owned());
    assert_eq!(both(orders.handled_directly), direct);
    let transferred = (expected("transferred"), "26.15".to_owned());
    assert_eq!(both(orders.transferred), transferred);
    assert_eq!(orders.pending.rate.numerator, 221);
    let comparison = orders.daily.comparison.unwrap();
    assert_eq!(comparison.change, expected("daily_average_change"));
    assert_eq!(
        text(comparison.growth.printed),
        headline("work_orders", "daily_average_growth_percent")
    );
    let help = headline_number("work_orders.nature", "help_and_consultation");
    assert_eq!(
        both(orders.help_and_consultation.share),
        (help, "61.74".to_owned())
    );
    let blame = headline_number("work_orders.nature", "complaint_and_report");
    assert_eq!(
        both(orders.complaint_and_report.share),
        (blame, "6.41".to_owned())
    );
    let largest: Vec<(&str, i64, String)> = orders.categories[..5]
        .iter()
        .map(|root| {
            (
                root.code.as_str(),
                root.share.rate.numerator,
                text(root.share.printed),
            )
        })
        .collect();
    let printed = ["19.06", "17.72", "12.81", "4.52", "4.29"];
    let expected: Vec<(&str, i64, String)> = ROOTS
        .iter()
        .zip(printed)
        .map(|(root, share)| {
            let count = headline_number("work_orders.category", root);
            (*root, count, share.to_owned())
        })
        .collect();
    assert_eq!(largest, expected);
    // The bulletin prints 36.78, the sum of the printed shares; (8400 + 7810) ÷ 44082 is 36.77 %.
    let first_two = orders.first_two_categories.unwrap();
    assert_eq!(first_two.codes, ["urban_general", "agriculture_rural"]);
    assert_eq!(text(first_two.sum_of_printed), "36.78");
    assert_eq!(text(first_two.share.printed), "36.77");
    let branches: Vec<(&str, i64)> = orders.categories[0]
        .branches
        .iter()
        .map(|branch| (branch.code.as_str(), branch.share.rate.numerator))
        .collect();
    assert_eq!(branches, [("roads", 5_000), ("lamps", 3_400)]);
    let topics: Vec<(&str, i64)> = orders
        .topics
        .iter()
        .map(|topic| (topic.code.as_str(), topic.share.rate.numerator))
        .collect();
    let expected = TOPICS.map(|topic| (topic, headline_number("work_orders.topic", topic)));
    assert_eq!(topics, expected);
}

#[test]
fn the_figures_about_units_come_out() {
    let bulletin = the_bulletin();
    let expected = |key: &str| headline_number("assignments", key);
    let units = &bulletin.units;
    assert_eq!(units.active, expected("units_registered"));
    assert_eq!(
        units.with_volume.rate.numerator,
        expected("units_with_orders")
    );
    assert_eq!(text(units.with_volume.printed), "95.74");
    assert_eq!(units.without_volume, 2);
    assert_eq!(units.inactive_with_volume, 0);
    assert_eq!(
        units.completion.full.rate.numerator,
        expected("completed_fully_units")
    );
    assert_eq!(
        units.completion.from_90.rate.numerator,
        expected("completed_over_90_units")
    );
    assert_eq!(text(units.completion.from_90.printed), "28.89");
    assert_eq!(
        units.completion.under_90.rate.numerator,
        expected("completed_under_90_units")
    );
    let [county, department] = bulletin.groups.as_slice() else {
        panic!("two groups");
    };
    assert_eq!(
        (county.group, department.group),
        (Group::County, Group::Department)
    );
    assert_eq!(county.volume.rate.numerator, expected("county_volume"));
    assert_eq!(text(county.volume.printed), "71.95");
    assert_eq!(
        department.volume.rate.numerator,
        expected("department_volume")
    );
    assert_eq!(text(department.volume.printed), "24.22");
    // Published: one county unit and 25 departments completed everything.
    assert_eq!(county.units.completion.full.rate.numerator, 1);
    assert_eq!(department.units.completion.full.rate.numerator, 25);
    let bands = &department.units.satisfaction;
    let expected = |key: &str| headline_number("assignments.satisfaction_departments", key);
    assert_eq!(bands.full.rate.numerator, expected("full"));
    assert_eq!(bands.from_90.rate.numerator, expected("from_90"));
    assert_eq!(bands.under_90.rate.numerator, expected("under_90"));
    assert_eq!(bands.without_rate.rate.numerator, 0);
}

#[test]
fn the_rest_of_the_bulletin_comes_out() {
    let bulletin = the_bulletin();
    assert_eq!(
        bulletin.supervisions,
        [1, 1, headline_number("supervision", "on_site")]
    );
    let all: i64 = bulletin.supervisions.iter().sum();
    assert_eq!(all, headline_number("supervision", "total"));
    let sessions: Vec<(&str, String)> = bulletin
        .leader_sessions
        .iter()
        .map(|session| (session.unit.as_str(), session.date.to_string()))
        .collect();
    let expected = ["shenxian", "wenguangxinju", "gongluju", "shuiwu-jituan"]
        .map(|unit| (unit, headline("leader_sessions", unit).to_owned()));
    assert_eq!(sessions, expected);
    assert_eq!(
        bulletin.appreciations,
        ["thanks_calls", "pennants"].map(|key| headline_number("appreciation", key))
    );
    assert_eq!(bulletin.activity_kinds, [1, 1, 0]);
    assert_eq!(bulletin.activity_counts, [13, 28, 200, 80, 5, 0]);
    assert_eq!(bulletin.activities[0].date, day("2015-06-26"));
    assert_eq!(bulletin.governor_mailbox, 3);
    let by_unit: Vec<(&str, i64)> = bulletin
        .governor_mailbox_units
        .iter()
        .map(|unit| (unit.code.as_str(), unit.count))
        .collect();
    assert_eq!(by_unit, [("gaotang", 2), ("chiping", 1)]);
}

#[test]
fn the_month_reconciles_term_by_term() {
    // What was pulled beyond the head seen at the start is no part of the sum.
    let feed = FeedPosition { pulled: 9, head: 7 };
    let identities = reconcile(&TALLIES, &ranking(&TALLIES), 0, feed);
    let values: Vec<(&str, i64, Vec<i64>, bool)> = identities
        .iter()
        .map(|identity| {
            let terms = identity.right.iter().map(|term| term.value).collect();
            (
                identity.name.name(),
                identity.left.value,
                terms,
                identity.holds,
            )
        })
        .collect();
    let expected = [
        ("calls", 43_853, vec![40_412, 3_125, 316, 0], true),
        ("orders", 44_082, vec![32_333, 11_528, 221], true),
        ("transferred-orders", 11_528, vec![11_086, 442, 0], true),
        ("cohort-orders", 11_086, vec![11_086, 0], true),
        ("group-volumes", 11_086, vec![8_294, 2_792], true),
        ("tallies-equal-facts", 0, vec![], true),
        ("feed-caught-up", 7, vec![7], true),
    ];
    assert_eq!(values, expected);
}

#[test]
fn a_broken_identity_is_named() {
    let feed = FeedPosition { pulled: 6, head: 7 };
    let mut tallies = TALLIES.clone();
    tallies.add(&Tally {
        month: month("2015-06"),
        subject: String::new(),
        measure: Measure::CityVolume,
        day: day("2015-06-02"),
        count: 1,
    });
    let identities = reconcile(&tallies, &ranking(&tallies), 3, feed);
    let broken: Vec<&str> = identities
        .iter()
        .filter(|identity| !identity.holds)
        .map(|identity| identity.name.name())
        .collect();
    assert_eq!(
        broken,
        ["group-volumes", "tallies-equal-facts", "feed-caught-up"]
    );
}
