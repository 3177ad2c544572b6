//! One record of June 2015 altered: exactly the predicted cells change.

use super::june::{PUBLISHED, TALLIES, published, ranking};
use super::june_records::{assignments, lines};
use super::support::{at, shanghai, visited};
use crate::score::{
    Fact, Facts, Grade, GroupRanking, Ranking, Row, SupervisionFacts, SupervisionForm, Tally,
    assignment_contribution, difference, supervision_contribution,
};

/// The units whose published columns differ, and which columns do.
fn changed_cells(before: &Ranking, after: &Ranking) -> Vec<(String, &'static str, String)> {
    let rows = |ranking: &Ranking| -> Vec<Row> {
        ranking
            .groups
            .iter()
            .flat_map(GroupRanking::rows)
            .cloned()
            .collect()
    };
    let mut cells = Vec::new();
    for old in rows(before) {
        let new = after.row(&old.code).unwrap();
        if old.rates.is_none() {
            assert_eq!((old.counts, old.rank), (new.counts, new.rank));
            assert_eq!((old.rates, old.composite), (new.rates, new.composite));
            continue;
        }
        for ((column, old_text), new_text) in PUBLISHED
            .into_iter()
            .zip(published(&old))
            .zip(published(new))
        {
            if old_text != new_text {
                cells.push((old.code.clone(), column, new_text));
            }
        }
    }
    cells
}

fn altered(changes: &[Tally]) -> Vec<(String, &'static str, String)> {
    let mut tallies = TALLIES.clone();
    tallies.extend(changes);
    changed_cells(&ranking(&TALLIES), &ranking(&tallies))
}

#[test]
fn one_completion_less_changes_two_cells() {
    let line = &lines()[1];
    let old = assignments(line).swap_remove(995);
    let mut new = old.clone();
    new.facts = Facts::default();
    assert_ne!(old.facts, new.facts);
    let zone = shanghai();
    let contribution = |history| assignment_contribution(history, &zone);
    let cells = altered(&difference(&contribution(&old), &contribution(&new)));
    // 995 of 997 is 99.7994 %; (6 × 98.57 + 3 × 99.80 + 100) ÷ 10 = 99.082.
    let expected = [
        ("published_completion_rate", "99.80"),
        ("published_composite_score", "99.08"),
    ]
    .map(|(column, value)| ("chiping".to_owned(), column, value.to_owned()));
    assert_eq!(cells, expected);
}

#[test]
fn one_grade_changes_two_cells() {
    let line = &lines()[42];
    assert_eq!(line["unit_code"], "minzhengju");
    let old = assignments(line).swap_remove(0);
    let mut new = old.clone();
    new.facts.insert(Fact {
        happened: at("2015-07-09 00:00"),
        recorded_sequence: 99,
        recorded: at("2015-06-01 00:00"),
        corrected: None,
        kind: visited(Grade::VerySatisfied, Grade::VeryDissatisfied),
    });
    let zone = shanghai();
    let contribution = |history| assignment_contribution(history, &zone);
    let cells = altered(&difference(&contribution(&old), &contribution(&new)));
    // 5 of 6 grades are full: 83.33; (6 × 83.33 + 3 × 44.44 + 100) ÷ 10 = 73.33.
    let expected = [
        ("published_satisfaction_rate", "83.33"),
        ("published_composite_score", "73.33"),
    ]
    .map(|(column, value)| ("minzhengju".to_owned(), column, value.to_owned()));
    assert_eq!(cells, expected);
}

#[test]
fn one_supervision_more_changes_the_ratio_of_every_supervised_unit() {
    let supervision = SupervisionFacts {
        unit: "gaoxinqu".to_owned(),
        form: SupervisionForm::Written,
        issued: at("2015-06-30 23:59:59.999999"),
    };
    let cells = altered(&supervision_contribution(&supervision, &shanghai()));
    let of = |code: &str| -> Vec<(&str, String)> {
        cells
            .iter()
            .filter(|(unit, _, _)| unit == code)
            .map(|(_, column, value)| (*column, value.clone()))
            .collect()
    };
    let pair = |ratio: &str, score: &str| {
        vec![
            ("published_supervision_ratio", ratio.to_owned()),
            ("published_composite_score", score.to_owned()),
        ]
    };
    // 1 of 11 is 9.09 %, 2 of 11 are 18.18 %. (6 × 99.63 + 300 + 90.91) ÷ 10 = 98.869;
    // yanggu (596.52 + 297.90 + 90.91) ÷ 10 = 98.533; guanxian (593.28 + 297.60 + 81.82) ÷ 10 = 97.27.
    let mut own = pair("9.09", "98.87");
    own.insert(0, ("supervisions", "1".to_owned()));
    assert_eq!(of("gaoxinqu"), own);
    assert_eq!(of("yanggu"), pair("9.09", "98.53"));
    assert_eq!(of("guanxian"), pair("18.18", "97.27"));
    assert_eq!(cells.len(), 3 + 7 * 2);
}
