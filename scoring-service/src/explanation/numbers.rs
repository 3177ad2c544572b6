//! Where each printed number of a line comes from, in words that a pocket calculator can follow.

use super::formula;
use crate::score::{Figure, Grade, GradeWeights, Policy, Row, UnitCounts};

/// A printed number and its derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The column of the line.
    pub field: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// As printed; empty where it is absent.
    pub printed: String,
    /// How it comes out; why it is absent.
    pub formula: String,
}

const NOTHING_RATED: &str = "nothing is rated";

/// Every printed number of a line; `ranked` units have a rank in its table.
pub(super) fn numbers(row: &Row, policy: &Policy, ranked: usize) -> Vec<Number> {
    let counts = &row.counts;
    let rates = row.rates.as_ref();
    let of_rated = |field, label, figure: Option<Figure>, words: String| match figure {
        Some(figure) => quotient(field, label, figure, &words),
        None => absent(field, label, NOTHING_RATED),
    };
    vec![
        of_rated(
            "completion_rate",
            "办结率",
            rates.map(|rates| rates.completion),
            format!("{} completed ÷ {} rated", counts.completed, counts.rated),
        ),
        of_rated(
            "on_time_completion_rate",
            "按时办结率",
            rates.map(|rates| rates.on_time_completion),
            format!(
                "{} completed on time ÷ {} rated",
                counts.on_time, counts.rated
            ),
        ),
        satisfaction(row, policy),
        of_rated(
            "coverage",
            "回访覆盖率",
            rates.map(|rates| rates.coverage),
            format!(
                "{} visited ÷ ({} of the volume − {} excluded)",
                counts.visited, counts.volume, counts.excluded
            ),
        ),
        quotient(
            "supervision_ratio",
            "督办比",
            row.supervision_ratio,
            &format!(
                "{} supervisions of the unit ÷ {} of all units",
                counts.all_supervisions(),
                row.supervision_ratio.rate.denominator
            ),
        ),
        of_rated(
            "sign_for_rate",
            "按时签收率",
            rates.map(|rates| rates.sign_for),
            format!(
                "{} signed for in time ÷ {} with a limit that has passed or signed for",
                counts.signed_in_time, counts.sign_limited
            ),
        ),
        of_rated(
            "redo_rate",
            "重办率",
            rates.map(|rates| rates.redo),
            format!(
                "{} opened again ÷ {} completed at least once",
                counts.redone, counts.completed_once
            ),
        ),
        of_rated(
            "send_back_rate",
            "退回率",
            rates.map(|rates| rates.send_back),
            format!(
                "{sent_back} sent back ÷ ({} of the volume + {sent_back} sent back)",
                counts.volume,
                sent_back = counts.sent_back
            ),
        ),
        of_rated(
            "confirmed_rate",
            "解决率",
            rates.map(|rates| rates.resolved),
            format!(
                "{} resolved, as citizens say ÷ {} visited",
                counts.resolutions[0], counts.visited
            ),
        ),
        claim_gap(row),
        composite(row, policy),
        rank(row, ranked),
    ]
}

/// What is claimed and not confirmed, from the two printed rates.
fn claim_gap(row: &Row) -> Number {
    const FIELD: &str = "claim_gap";
    const LABEL: &str = "办结率与解决率之差";
    let rates = row.rates.as_ref();
    let claimed = rates.and_then(|rates| rates.completion.printed);
    let confirmed = rates.and_then(|rates| rates.resolved.printed);
    match (claimed, confirmed, row.claim_gap()) {
        (Some(claimed), Some(confirmed), Some(gap)) => Number {
            field: FIELD,
            label: LABEL,
            printed: gap.to_string(),
            formula: format!("{claimed} claimed − {confirmed} confirmed = {gap}"),
        },
        _ => absent(FIELD, LABEL, "one of the two rates is absent"),
    }
}

fn quotient(field: &'static str, label: &'static str, figure: Figure, words: &str) -> Number {
    let Some(printed) = figure.printed else {
        return absent(field, label, "there is nothing to measure");
    };
    let formula = match figure.rate.printed() {
        Some(_) => format!("{words} = {printed} %"),
        None => format!("{words}: there are none, so {printed} %"),
    };
    Number {
        field,
        label,
        printed: printed.to_string(),
        formula,
    }
}

fn absent(field: &'static str, label: &'static str, why: &str) -> Number {
    Number {
        field,
        label,
        printed: String::new(),
        formula: why.to_owned(),
    }
}

fn satisfaction(row: &Row, policy: &Policy) -> Number {
    const FIELD: &str = "satisfaction_rate";
    const LABEL: &str = "满意率";
    let Some(rates) = row.rates else {
        return absent(FIELD, LABEL, NOTHING_RATED);
    };
    let Some(printed) = rates.satisfaction.printed else {
        return absent(FIELD, LABEL, "nobody gave a grade");
    };
    let words = grades(&row.counts, &policy.grade_weights);
    let formula = if row.counts.completed == 0 {
        format!("nothing is completed: {printed} %")
    } else {
        format!("{words} = {printed} %")
    };
    Number {
        field: FIELD,
        label: LABEL,
        printed: printed.to_string(),
        formula,
    }
}

/// `(23 × 1000 + 4 × 900) ÷ (27 grades × 1000)`: the grades that were given, each by its worth in thousandths.
fn grades(counts: &UnitCounts, weights: &GradeWeights) -> String {
    let terms: Vec<String> = Grade::ALL
        .iter()
        .filter_map(|grade| {
            let index = usize::from(grade.index());
            let given = counts.process_grades[index] + counts.outcome_grades[index];
            (given != 0).then(|| format!("{given} × {}", weights.of(*grade)))
        })
        .collect();
    format!(
        "({}) ÷ ({} grades × {})",
        terms.join(" + "),
        counts.grades(),
        GradeWeights::FULL
    )
}

fn composite(row: &Row, policy: &Policy) -> Number {
    const FIELD: &str = "composite_score";
    const LABEL: &str = "综合得分";
    match row.composite {
        Some(composite) => Number {
            field: FIELD,
            label: LABEL,
            printed: composite.to_string(),
            formula: formula::composite(row, policy),
        },
        None if row.rates.is_none() => absent(FIELD, LABEL, NOTHING_RATED),
        None => absent(FIELD, LABEL, "nothing that is there weighs"),
    }
}

fn rank(row: &Row, ranked: usize) -> Number {
    const FIELD: &str = "rank";
    const LABEL: &str = "名次";
    match row.rank {
        Some(rank) => Number {
            field: FIELD,
            label: LABEL,
            printed: rank.to_string(),
            formula: format!("{} of {ranked} units have a higher score", rank - 1),
        },
        None if row.counts.volume == 0 => absent(FIELD, LABEL, "no volume"),
        None if row.small_sample => absent(
            FIELD,
            LABEL,
            "the volume is under the policy's minimum: a small sample",
        ),
        None => absent(FIELD, LABEL, "not ranked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Group, HotlineFigures};

    fn row() -> Row {
        let counts = UnitCounts {
            volume: 863,
            excluded: 1,
            rated: 860,
            completed: 854,
            on_time: 800,
            visited: 2,
            process_grades: [1, 1, 0, 0, 0],
            outcome_grades: [1, 0, 0, 0, 1],
            supervisions: [0, 2, 0],
            resolutions: [1, 1, 0],
            completed_once: 855,
            redone: 9,
            sent_back: 7,
            ..UnitCounts::default()
        };
        let bare = Row {
            rank: Some(3),
            code: "unit".to_owned(),
            name: "unit".to_owned(),
            group: Some(Group::County),
            position: 1,
            active: true,
            counts: UnitCounts::default(),
            rates: None,
            supervision_ratio: Figure::or_zero(0, 18),
            hotline: HotlineFigures {
                first_answer: Figure::new(0, 0),
                answered_soon: Figure::new(0, 0),
            },
            small_sample: false,
            composite: None,
        };
        bare.with_counts(&counts, &policy())
    }

    fn policy() -> Policy {
        Policy {
            grade_weights: GradeWeights([1_000, 900, 600, 300, 0]),
            ..Policy::default()
        }
    }

    fn formulas(row: &Row) -> Vec<String> {
        let numbers = numbers(row, &policy(), 12);
        numbers.into_iter().map(|number| number.formula).collect()
    }

    #[test]
    fn each_number_says_how_it_comes_out() {
        assert_eq!(
            formulas(&row()),
            [
                "854 completed ÷ 860 rated = 99.30 %",
                "800 completed on time ÷ 860 rated = 93.02 %",
                "(2 × 1000 + 1 × 900 + 1 × 0) ÷ (4 grades × 1000) = 72.50 %",
                "2 visited ÷ (863 of the volume − 1 excluded) = 0.23 %",
                "2 supervisions of the unit ÷ 20 of all units = 10.00 %",
                "there is nothing to measure",
                "9 opened again ÷ 855 completed at least once = 1.05 %",
                "7 sent back ÷ (863 of the volume + 7 sent back) = 0.80 %",
                "1 resolved, as citizens say ÷ 2 visited = 50.00 %",
                "99.30 claimed − 50.00 confirmed = 49.30",
                "(6 × 72.50 + 3 × 99.30 + 1 × (100 − 10.00)) ÷ 10 = 82.29",
                "2 of 12 units have a higher score",
            ]
        );
    }

    #[test]
    fn an_absent_number_says_why() {
        let mut counts = row().counts;
        (counts.rated, counts.completed, counts.on_time) = (0, 0, 0);
        counts.supervisions = [0; 3];
        let mut row = row().with_counts(&counts, &policy());
        row.rank = None;
        assert_eq!(
            formulas(&row),
            [
                NOTHING_RATED,
                NOTHING_RATED,
                NOTHING_RATED,
                NOTHING_RATED,
                "0 supervisions of the unit ÷ 18 of all units = 0.00 %",
                NOTHING_RATED,
                NOTHING_RATED,
                NOTHING_RATED,
                NOTHING_RATED,
                "one of the two rates is absent",
                NOTHING_RATED,
                "not ranked",
            ]
        );
        let nobody = row.with_counts(
            &UnitCounts {
                rated: 1,
                completed: 1,
                ..UnitCounts::default()
            },
            &policy(),
        );
        assert_eq!(formulas(&nobody)[2], "nobody gave a grade");
        assert_eq!(numbers(&nobody, &policy(), 1)[2].printed, "");
    }
}
