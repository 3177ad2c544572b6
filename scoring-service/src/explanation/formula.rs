//! The composite score in words, so that a pocket calculator can check it.

use crate::score::{Direction, Policy, Row};

/// For instance `(6 × 99.42 + 3 × 99.30 + 1 × (100 − 10.00)) ÷ 10 = 98.44`; empty without a composite.
pub(super) fn composite(row: &Row, policy: &Policy) -> String {
    let Some(composite) = row.composite else {
        return String::new();
    };
    if row.counts.completed == 0 {
        return format!("nothing is completed: {composite}");
    }
    let parts: Vec<(u32, String)> = policy
        .parts()
        .into_iter()
        .filter(|part| part.weight != 0)
        .filter_map(|part| {
            let printed = row.figure(part.measure)?.printed?;
            Some(match part.direction {
                Direction::HighIsGood => (part.weight, printed.to_string()),
                Direction::LowIsGood => (part.weight, format!("(100 − {printed})")),
            })
        })
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
    use crate::score::{Figure, HotlineFigures, Hundredths, Rates, UnitCounts};

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
                sign_for: Figure::new(0, 0),
                redo: Figure::new(0, 1),
                send_back: Figure::new(0, 1),
                resolved: Figure::new(1, 1),
            }),
            hotline: HotlineFigures {
                first_answer: Figure::new(0, 0),
                answered_soon: Figure::new(0, 0),
            },
            small_sample: false,
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
