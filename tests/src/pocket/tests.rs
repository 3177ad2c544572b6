use std::sync::Arc;

use super::*;
use crate::figures::{Figures, Group};
use crate::june::{June, Scope};

fn printed(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn pocket_of(scope: Scope) -> Pocket {
    let figures = Figures::june_2015();
    let zone = Zone::named("Asia/Shanghai").expect("built in");
    let mut pocket = Pocket::new(&zone, Month::new(2015, 6).expect("a month"));
    let june = Arc::new(June::plan(&figures, scope));
    june.registry().for_each(|record| pocket.add(&record));
    for lane in june.lanes() {
        lane.records.for_each(|record| pocket.add(&record));
    }
    pocket
}

fn assert_published(scope: Scope) {
    let pocket = pocket_of(scope);
    for (group, of) in [
        (Group::County, UnitGroup::County),
        (Group::Department, UnitGroup::Department),
    ] {
        let lines = pocket.table(of);
        let figures = Figures::june_2015();
        let expected: Vec<_> = figures.table(group).collect();
        assert_eq!(lines.len(), expected.len());
        for (line, expected) in lines.iter().zip(expected) {
            assert_eq!(line.unit, expected.unit_code);
            let counts = (
                line.volume,
                line.supervisions,
                line.leader_sessions,
                line.governor_mailbox,
            );
            let published = (
                i64::try_from(expected.volume).expect("small"),
                i64::try_from(expected.supervisions).expect("small"),
                i64::try_from(expected.leader_sessions).expect("small"),
                i64::try_from(expected.governor_mailbox).expect("small"),
            );
            assert_eq!(counts, published, "{}", line.unit);
            assert_eq!(
                printed(line.completion_rate),
                expected.published_completion_rate
            );
            let satisfaction = line.satisfaction_rate.map(printed);
            assert_eq!(
                satisfaction.as_ref(),
                Some(&expected.published_satisfaction_rate)
            );
            assert_eq!(
                printed(line.supervision_ratio),
                expected.published_supervision_ratio
            );
            assert_eq!(
                printed(line.composite_score),
                expected.published_composite_score
            );
        }
    }
}

#[test]
fn the_records_of_june_have_the_published_figures() {
    assert_published(Scope::Everything);
}

#[test]
fn the_records_that_the_ranking_needs_have_them_too() {
    assert_published(Scope::Ranking);
}

#[test]
fn quotients_are_rounded_half_up() {
    assert_eq!(rounded(1, 2), 1);
    assert_eq!(hundredths(854, 860), 9_930);
    assert_eq!(hundredths(1, 3), 3_333);
}
