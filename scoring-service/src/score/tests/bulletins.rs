//! The bulletin's rules that June 2015 does not show.

use super::support::{
    at, cut_off, day, due, history, month, order, rank_june, shanghai, unit, visited,
};
use crate::score::{
    ActivityFacts, AssignmentHistory, Bulletin, BulletinSources, CategoryInfo, FactKind, Grade,
    Hundredths, LeaderSessionFacts, OrderFacts, Policy, Tallies, UnitInfo, assignment_contribution,
    bulletin, order_contribution,
};

fn published(
    tallies: &Tallies,
    units: &[UnitInfo],
    categories: &[CategoryInfo],
    sessions: &[LeaderSessionFacts],
) -> Bulletin {
    bulletin(&BulletinSources {
        tallies,
        ranking: &rank_june(tallies, units, &Policy::default()),
        categories,
        topics: &[],
        leader_sessions: sessions,
        activities: &[] as &[ActivityFacts],
    })
}

fn orders(orders: &[OrderFacts]) -> Tallies {
    orders
        .iter()
        .flat_map(|order| order_contribution(order, &[], &shanghai()))
        .collect()
}

fn received(when: &str) -> OrderFacts {
    OrderFacts {
        received: at(when),
        ..order()
    }
}

fn of_category(code: &str) -> OrderFacts {
    OrderFacts {
        category: Some(code.to_owned()),
        ..order()
    }
}

fn category(code: &str, parent: Option<&str>, position: u32) -> CategoryInfo {
    CategoryInfo {
        code: code.to_owned(),
        name: code.to_uppercase(),
        parent: parent.map(str::to_owned),
        position,
    }
}

#[test]
fn nothing_at_all_gives_counts_of_zero_and_absent_rates() {
    let empty = published(&Tallies::default(), &[], &[], &[]);
    assert_eq!(empty.calls.inbound, 0);
    assert_eq!(empty.calls.answered_total.printed, None);
    assert_eq!(empty.calls.daily.comparison, None);
    assert_eq!(empty.orders.transferred.printed, None);
    assert_eq!(empty.orders.help_and_consultation.sum_of_printed, None);
    assert_eq!(empty.orders.first_two_categories, None);
    assert_eq!(empty.units.with_volume.printed, None);
}

#[test]
fn the_comparison_uses_the_days_of_each_month_and_rounds_at_the_end() {
    // 30 orders in June are 1 a day, 62 in May are 2 a day: one less, −50 %.
    let mut all = vec![received("2015-05-03 10:00"); 62];
    all.extend(vec![received("2015-06-03 10:00"); 30]);
    let daily = published(&orders(&all), &[], &[], &[]).orders.daily;
    assert_eq!(
        (daily.average.numerator, daily.average.denominator),
        (30, 30)
    );
    let comparison = daily.comparison.unwrap();
    assert_eq!(comparison.change, -1);
    assert_eq!(comparison.growth.printed, Some(Hundredths(-5_000)));
}

#[test]
fn a_month_before_without_any_gives_no_comparison() {
    let daily = published(&orders(&[order()]), &[], &[], &[]).orders.daily;
    assert_eq!(daily.comparison, None);
}

#[test]
fn the_other_months_are_read_as_of_the_same_cut_off() {
    let late = OrderFacts {
        received: at("2015-05-03 10:00"),
        ..order()
    };
    let tallies = orders(&[late, order()]);
    let figures = published(&tallies, &[], &[], &[]).orders;
    assert_eq!((figures.accepted, figures.accepted_year_to_date), (1, 2));
    assert_eq!(
        Tallies::months_read(month("2015-01")),
        month("2014-12")..=month("2015-01")
    );
    assert_eq!(
        Tallies::months_read(month("2015-06")),
        month("2015-01")..=month("2015-06")
    );
}

#[test]
fn categories_are_rolled_up_and_unknown_or_missing_ones_are_shown() {
    let categories = [
        category("b", None, 1),
        category("a", None, 2),
        category("a-1", Some("a"), 1),
        category("a-1-1", Some("a-1"), 1),
        category("lost", Some("nobody"), 3),
        category("empty", None, 0),
    ];
    let codes = ["a", "a-1", "a-1-1", "b", "b", "b", "lost", "stranger"];
    let mut all: Vec<OrderFacts> = codes.map(of_category).to_vec();
    all.push(order());
    let figures = published(&orders(&all), &[], &categories, &[]).orders;
    let roots: Vec<(&str, i64)> = figures
        .categories
        .iter()
        .map(|root| (root.code.as_str(), root.share.rate.numerator))
        .collect();
    assert_eq!(roots, [("b", 3), ("a", 3), ("lost", 1), ("stranger", 1)]);
    assert_eq!(figures.uncategorised.rate.numerator, 1);
    assert_eq!(figures.categories[3].name, "stranger");
    let branch = &figures.categories[1].branches[0];
    assert_eq!(
        (branch.code.as_str(), branch.share.rate.numerator),
        ("a-1", 2)
    );
    assert_eq!(branch.branches[0].code, "a-1-1");
}

#[test]
fn a_circle_of_categories_loses_no_order_and_ends() {
    let categories = [category("a", Some("b"), 1), category("b", Some("a"), 2)];
    let all = [of_category("a"), of_category("b"), of_category("b")];
    let figures = published(&orders(&all), &[], &categories, &[]).orders;
    let shown: i64 = figures
        .categories
        .iter()
        .map(|root| root.share.rate.numerator)
        .sum();
    assert_eq!(shown, 3);
}

#[test]
fn bands_have_their_borders_and_absent_rates_apart() {
    let facts = |unit: &str, completed: usize, open: usize| {
        let done = history(&[("2015-06-03 10:00", FactKind::COMPLETED)]);
        let overdue = due(history(&[]), "2015-06-08 00:00");
        let named = |history: &AssignmentHistory| AssignmentHistory {
            unit: unit.to_owned(),
            ..history.clone()
        };
        let mut all = vec![named(&done); completed];
        all.extend(vec![named(&overdue); open]);
        all
    };
    let mut histories = facts("full", 1, 0);
    histories.extend(facts("border", 9, 1));
    histories.extend(facts("below", 8_999, 1_001));
    histories.push(AssignmentHistory {
        unit: "running".to_owned(),
        ..history(&[])
    });
    // Good grades of a unit that completed nothing: its satisfaction is printed as 0.00.
    let mut nothing = facts("nothing", 0, 1);
    nothing[0].facts.insert(crate::score::Fact {
        happened: at("2015-06-09 10:00"),
        recorded_sequence: 1,
        recorded: at("2015-06-01 00:00"),
        corrected: None,
        kind: visited(Grade::VerySatisfied, Grade::VerySatisfied),
    });
    histories.extend(nothing);
    let tallies: Tallies = histories
        .iter()
        .flat_map(|history| assignment_contribution(history, &shanghai()))
        .collect();
    let units = ["full", "border", "below", "running", "nothing", "idle"].map(|code| unit(code, 1));
    let figures = published(&tallies, &units, &[], &[]).units;
    let bands = |bands: &crate::score::Bands| {
        let all = [
            bands.full,
            bands.from_90,
            bands.under_90,
            bands.without_rate,
        ];
        assert!(all.iter().all(|band| band.rate.denominator == 5));
        all.map(|band| band.rate.numerator)
    };
    assert_eq!(bands(&figures.completion), [1, 1, 2, 1]);
    assert_eq!(bands(&figures.satisfaction), [0, 0, 1, 4]);
    assert_eq!((figures.active, figures.without_volume), (6, 1));
}

#[test]
fn records_count_by_local_date_and_only_in_their_month() {
    let session = |date| LeaderSessionFacts {
        date: day(date),
        unit: "unit".to_owned(),
        post: String::new(),
        name: String::new(),
        calls_answered: 0,
        topics: vec![],
    };
    let sessions = ["2015-07-01", "2015-06-30", "2015-05-31", "2015-06-01"].map(session);
    let dates: Vec<String> = published(&Tallies::default(), &[], &[], &sessions)
        .leader_sessions
        .iter()
        .map(|session| session.date.to_string())
        .collect();
    assert_eq!(dates, ["2015-06-01", "2015-06-30"]);
    assert_eq!(cut_off(), day("2015-07-10"));
}
