//! The sealed text, against its documentation.

use super::support::{cut_off, day, history, rank_june, shanghai, tallies, unit};
use crate::score::{
    BulletinSources, FactKind, Policy, Publication, TypicalCase, UnitInfo, bulletin,
    canonical_figures, canonical_seal,
};

fn figures(units: &[UnitInfo], policy: &Policy) -> String {
    let tallies = tallies(&[history(&[("2015-06-03 10:00", FactKind::COMPLETED)])]);
    let ranking = rank_june(&tallies, units, policy);
    let bulletin = bulletin(&BulletinSources {
        tallies: &tallies,
        ranking: &ranking,
        categories: &[],
        topics: &[],
        leader_sessions: &[],
        activities: &[],
    });
    let cases = [TypicalCase {
        month: ranking.month,
        order: 20_150_601_000_002,
        topic: "summer".to_owned(),
    }];
    canonical_figures(policy, &shanghai(), &ranking, &bulletin, &cases)
}

#[test]
fn the_figures_begin_as_documented() {
    let unit = UnitInfo {
        name: "a\tb\\c\nd".to_owned(),
        ..unit("unit", 4)
    };
    let text = figures(&[unit], &Policy::default());
    let expected = "hotline-scoring-figures\t1\n\
        month\t2015-06\n\
        day\t2015-07-10\n\
        cut_off\t2015-07-10T16:00:00Z\n\
        policy\teffective\t0001-01\n\
        policy\tweights\t6\t3\t1\n\
        policy\tcompletion_measure\tCOMPLETION\n\
        policy\tgrade_weights\t1000\t1000\t600\t0\t0\n\
        policy\tcut_off_day\t10\n\
        unit\tranked\t1\tCOUNTY\tunit\ta\\tb\\\\c\\nd\t4\ttrue\n\
        counts\tunit\t1\t0\t0\t0\t1\t1\t1\t0\t0\t0\t0\t0\t0\t0\
        \t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\
        \nrates\tunit\t1\t1\t100.00\t1\t1\t100.00\t0\t0\t-\t0\t1\t0.00\t0\t0\t0.00\t100.00\n\
        calls.inbound\t0\n";
    assert!(text.starts_with(expected), "{text}");
    assert!(
        text.ends_with("governor_mailbox\t0\ntypical_cases\t20150601000002\tsummer\n"),
        "{text}"
    );
}

#[test]
fn the_seal_stands_before_the_figures_and_changes_none() {
    let publication = Publication {
        revision: 2,
        issue: 6,
        dated: day("2015-07-13"),
        reason: "late\nvisits".to_owned(),
        feed_position: 77,
        accepted: vec!["calls".to_owned()],
        previous_hash: Some("00ff".to_owned()),
        facts_hash: "ff00".to_owned(),
    };
    let text = canonical_seal(&publication, "month\t2015-06\n");
    let expected = "seal\t2\t6\t2015-07-13\t77\n\
        seal.reason\tlate\\nvisits\n\
        seal.accepted\tcalls\n\
        seal.previous\t00ff\n\
        seal.facts\tff00\n\
        month\t2015-06\n";
    assert_eq!(text, expected);
}

#[test]
fn another_name_policy_or_count_is_another_text() {
    let base = figures(&[unit("unit", 1)], &Policy::default());
    let renamed = UnitInfo {
        name: "other".to_owned(),
        ..unit("unit", 1)
    };
    assert_ne!(figures(&[renamed], &Policy::default()), base);
    let policy = Policy {
        cut_off_day: 11,
        ..Policy::default()
    };
    assert_ne!(figures(&[unit("unit", 1)], &policy), base);
    assert_eq!(figures(&[unit("unit", 1)], &Policy::default()), base);
    assert_eq!(cut_off(), day("2015-07-10"));
}
