//! The measures that a policy may weigh.

use serde::{Deserialize, Serialize};

use super::words::{Direction, ScoredMeasure};

/// A part of the composite score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighedMeasure {
    /// What is measured.
    pub measure: ScoredMeasure,
    /// How much it weighs, 1 to 1,000.
    pub weight: u32,
    /// Whether high or low is good.
    pub direction: Direction,
}

impl ScoredMeasure {
    /// Which way the measure is good, unless a policy says otherwise.
    pub const fn usual_direction(self) -> Direction {
        match self {
            ScoredMeasure::Supervision | ScoredMeasure::Redo | ScoredMeasure::SendBack => {
                Direction::LowIsGood
            }
            ScoredMeasure::Satisfaction
            | ScoredMeasure::Completion
            | ScoredMeasure::OnTimeCompletion
            | ScoredMeasure::SignFor
            | ScoredMeasure::Resolved
            | ScoredMeasure::Coverage
            | ScoredMeasure::FirstAnswer
            | ScoredMeasure::AnsweredSoon => Direction::HighIsGood,
        }
    }

    /// Whether it is of the whole hotline, so that it is the same for every unit.
    pub const fn is_of_the_hotline(self) -> bool {
        matches!(
            self,
            ScoredMeasure::FirstAnswer | ScoredMeasure::AnsweredSoon
        )
    }
}
