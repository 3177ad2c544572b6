//! The composite score in words, so that a pocket calculator can check it.

use crate::score::{Policy, Row};

/// For instance `(6 × 99.42 + 3 × 99.30 + 1 × (100 − 10.00)) ÷ 10 = 98.44`; empty without a composite.
pub(super) fn composite(row: &Row, policy: &Policy) -> String {
    let (Some(composite), Some(rates)) = (row.composite, row.rates) else {
        return String::new();
    };
    if row.counts.completed == 0 {
        return format!("nothing is completed: {composite}");
    }
    let weights = policy.weights;
    let completion = rates.scored_completion(policy).printed;
    let parts = [
        rates
            .satisfaction
            .printed
            .map(|rate| (weights.satisfaction, rate.to_string())),
        completion.map(|rate| (weights.completion, rate.to_string())),
        row.supervision_ratio
            .printed
            .map(|rate| (weights.supervision, format!("(100 − {rate})"))),
    ];
    let parts: Vec<(u32, String)> = parts
        .into_iter()
        .flatten()
        .filter(|(weight, _)| *weight != 0)
        .collect();
    let sum: u32 = parts.iter().map(|(weight, _)| weight).sum();
    let terms: Vec<String> = parts
        .iter()
        .map(|(weight, rate)| format!("{weight} × {rate}"))
        .collect();
    format!("({}) ÷ {sum} = {composite}", terms.join(" + "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Figure, Hundredths, Rates, UnitCounts};

    fn row(satisfaction: Figure) -> Row {
        Row {
            rank: Some(1),
            code: "unit".to_owned(),
            name: "unit".to_owned(),
            group: None,
            position: 1,
            active: true,
            counts: UnitCounts {
                completed: 1,
                ..UnitCounts::default()
            },
            rates: Some(Rates {
                completion: Figure::new(854, 860),
                on_time_completion: Figure::new(1, 2),
                satisfaction,
                coverage: Figure::new(1, 1),
            }),
            supervision_ratio: Figure::new(1, 10),
            composite: Some(Hundredths(9_844)),
        }
    }

    #[test]
    fn the_printed_rates_and_weights_are_put_in() {
        assert_eq!(
            composite(&row(Figure::new(9_942, 10_000)), &Policy::default()),
            "(6 × 99.42 + 3 × 99.30 + 1 × (100 − 10.00)) ÷ 10 = 98.44"
        );
    }

    #[test]
    fn an_absent_satisfaction_does_not_weigh() {
        assert_eq!(
            composite(&row(Figure::new(0, 0)), &Policy::default()),
            "(3 × 99.30 + 1 × (100 − 10.00)) ÷ 4 = 98.44"
        );
    }

    #[test]
    fn a_unit_that_completed_nothing_has_no_formula() {
        let mut row = row(Figure::new(1, 1));
        row.counts.completed = 0;
        row.composite = Some(Hundredths::ZERO);
        assert_eq!(
            composite(&row, &Policy::default()),
            "nothing is completed: 0.00"
        );
    }
}
