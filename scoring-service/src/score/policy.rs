//! The values that a city may choose: weights, grades, cut-off. Data with an effective month, never
//! constants in code (design §4); the defaults are the plan's.

use std::fmt::Write;

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use super::month_text;
use super::rate::{Hundredths, divide_half_away};
use super::scored::WeighedMeasure;
use super::words::{Direction, Duplicates, Grade, ScoredMeasure};

/// The policy of the months from its effective one to the next policy's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The first month that it governs.
    #[serde(with = "month_text")]
    pub effective: Month,
    /// What the composite score weighs, as the shorthand of the usual three parts; passed over where `measures` has any.
    pub weights: CompositeWeights,
    /// Which completion rate the shorthand weighs.
    pub completion_measure: CompletionMeasure,
    /// What each grade is worth.
    pub grade_weights: GradeWeights,
    /// The day of the next month whose end is the cut-off, 1 to 31; a day that the month lacks is its
    /// last.
    pub cut_off_day: u8,
    /// A fixed day whose end is the cut-off of the months that are over by then, instead of
    /// `cut_off_day`.
    pub cut_off_date: Option<Day>,
    /// What the composite score weighs, in general; empty: the shorthand holds.
    #[serde(default)]
    pub measures: Vec<WeighedMeasure>,
    /// What becomes of duplicates.
    #[serde(default = "count_all")]
    pub duplicates: Duplicates,
    /// The red and black lists 红黑榜, and who is ranked.
    #[serde(default)]
    pub lists: Lists,
}

/// The red and black lists 红黑榜, and who is ranked at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// How many units from the top of a group are on the red list, at most 100; 0: no such list.
    pub red_count: u32,
    /// How many from the bottom are on the black list, at most 100; 0: no such list.
    pub black_count: u32,
    /// The smallest volume that is ranked: a unit under it is listed apart as a small sample.
    pub minimum_volume: u32,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists {
            red_count: 3,
            black_count: 3,
            minimum_volume: 0,
        }
    }
}

/// What policies that were stored before there was a choice meant.
fn count_all() -> Duplicates {
    Duplicates::CountAll
}

/// The weights of the composite score 综合得分: 6 : 3 : 1 unless a city chooses others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositeWeights {
    /// Of the satisfaction rate.
    pub satisfaction: u32,
    /// Of the completion rate that scores.
    pub completion: u32,
    /// Of 100 minus the supervision ratio.
    pub supervision: u32,
}

/// Which completion rate scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompletionMeasure {
    /// 办结率: completed ÷ rated.
    Completion,
    /// 按时办结率: completed by the deadline ÷ rated.
    OnTimeCompletion,
}

impl CompletionMeasure {
    /// Its name in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            CompletionMeasure::Completion => "COMPLETION",
            CompletionMeasure::OnTimeCompletion => "ON_TIME_COMPLETION",
        }
    }
}

/// What each grade is worth, in thousandths, best grade first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GradeWeights(pub [u32; 5]);

impl GradeWeights {
    /// What full satisfaction is worth, in thousandths.
    pub const FULL: u32 = 1_000;

    /// What a grade is worth, in thousandths.
    pub fn of(&self, grade: Grade) -> u32 {
        self.0[usize::from(grade.index())]
    }
}

/// The plan's defaults, from the first month there is.
impl Default for Policy {
    fn default() -> Policy {
        Policy {
            effective: Month::new(1, 1).expect("January of year 1 is a month"),
            weights: CompositeWeights {
                satisfaction: 6,
                completion: 3,
                supervision: 1,
            },
            completion_measure: CompletionMeasure::Completion,
            grade_weights: GradeWeights([1_000, 1_000, 600, 0, 0]),
            cut_off_day: 10,
            cut_off_date: None,
            measures: Vec::new(),
            duplicates: Duplicates::CountAll,
            lists: Lists::default(),
        }
    }
}

/// The largest weight of a composite score's part.
const LARGEST_WEIGHT: u32 = 1_000;

/// The longest red or black list.
const LONGEST_LIST: u32 = 100;

/// The largest volume that a policy may ask for.
const LARGEST_MINIMUM: u32 = 1_000_000;

/// One thing that is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Violation {
    /// The dotted path of the field, for instance `weights.completion`.
    pub field: String,
    /// What it must be.
    pub message: &'static str,
}

impl Policy {
    /// Everything that is wrong with it; empty when nothing is.
    pub fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        let mut refuse = |field: &str, message| {
            violations.push(Violation {
                field: field.to_owned(),
                message,
            });
        };
        let weights = [
            ("weights.satisfaction", self.weights.satisfaction),
            ("weights.completion", self.weights.completion),
            ("weights.supervision", self.weights.supervision),
        ];
        for (field, weight) in weights {
            if LARGEST_WEIGHT < weight {
                refuse(field, "must be at most 1000");
            }
        }
        if self.measures.is_empty() && weights.iter().all(|(_, weight)| *weight == 0) {
            refuse("weights", "must not all be 0");
        }
        for (index, part) in self.measures.iter().enumerate() {
            if !(1..=LARGEST_WEIGHT).contains(&part.weight) {
                refuse(&format!("measures[{index}].weight"), "must be 1 to 1000");
            }
            let is_repeated = |other: &WeighedMeasure| other.measure == part.measure;
            if self.measures.iter().take(index).any(is_repeated) {
                refuse(
                    &format!("measures[{index}].measure"),
                    "must not be named before: give each measure once",
                );
            }
        }
        for (field, count) in [
            ("lists.red_count", self.lists.red_count),
            ("lists.black_count", self.lists.black_count),
        ] {
            if LONGEST_LIST < count {
                refuse(field, "must be at most 100");
            }
        }
        if LARGEST_MINIMUM < self.lists.minimum_volume {
            refuse("lists.minimum_volume", "must be at most 1000000");
        }
        for (index, weight) in self.grade_weights.0.iter().enumerate() {
            if GradeWeights::FULL < *weight {
                refuse(
                    &format!("grade_weights[{index}]"),
                    "must be at most 1000 thousandths",
                );
            }
        }
        if !(1..=31).contains(&self.cut_off_day) {
            refuse("cut_off_day", "must be a day of a month, 1 to 31");
        }
        violations
    }

    /// The last day that counts for a month: its end is the month's cut-off.
    pub fn cut_off(&self, month: Month) -> Day {
        self.cut_off_date
            .filter(|date| month.last_day() <= *date)
            .unwrap_or_else(|| month.next().day(self.cut_off_day))
    }

    /// What the composite score weighs, the shorthand written out: satisfaction, completion, supervision.
    pub fn parts(&self) -> Vec<WeighedMeasure> {
        if !self.measures.is_empty() {
            return self.measures.clone();
        }
        let completion = match self.completion_measure {
            CompletionMeasure::Completion => ScoredMeasure::Completion,
            CompletionMeasure::OnTimeCompletion => ScoredMeasure::OnTimeCompletion,
        };
        [
            (ScoredMeasure::Satisfaction, self.weights.satisfaction),
            (completion, self.weights.completion),
            (ScoredMeasure::Supervision, self.weights.supervision),
        ]
        .into_iter()
        .map(|(measure, weight)| WeighedMeasure {
            measure,
            weight,
            direction: measure.usual_direction(),
        })
        .collect()
    }

    /// Whether a measure is part of the composite score.
    pub fn weighs(&self, measure: ScoredMeasure) -> bool {
        let mut parts = self.parts().into_iter();
        parts.any(|part| part.measure == measure && part.weight != 0)
    }

    /// The composite score 综合得分 from the printed rates: Σ weight × measure ÷ Σ weights, rounded
    /// once; where low is good, 100 minus the measure. An absent measure leaves the other weights; `None` when nothing weighs.
    pub fn composite(
        &self,
        printed: impl Fn(ScoredMeasure) -> Option<Hundredths>,
    ) -> Option<Hundredths> {
        let (mut sum, mut weights) = (0, 0);
        for part in self.parts() {
            let Some(rate) = printed(part.measure) else {
                continue;
            };
            let good = match part.direction {
                Direction::HighIsGood => rate.0,
                Direction::LowIsGood => Hundredths::HUNDRED.0 - rate.0,
            };
            sum += i128::from(part.weight) * i128::from(good);
            weights += i128::from(part.weight);
        }
        (0 < weights).then(|| Hundredths(divide_half_away(sum, weights)))
    }

    /// The policy as documented text, one value a line, tabs between fields: what its hash is taken of.
    ///
    /// What has its usual value has no line of its own, so that a policy's hash stays what it was before there was a choice.
    pub fn canonical(&self) -> String {
        let mut text = format!("policy\teffective\t{}\n", self.effective);
        // Writing to a String cannot fail.
        if self.measures.is_empty() {
            let CompositeWeights {
                satisfaction,
                completion,
                supervision,
            } = self.weights;
            let _ = writeln!(
                text,
                "policy\tweights\t{satisfaction}\t{completion}\t{supervision}"
            );
            let measure = self.completion_measure.name();
            let _ = writeln!(text, "policy\tcompletion_measure\t{measure}");
        }
        for WeighedMeasure {
            measure,
            weight,
            direction,
        } in &self.measures
        {
            let _ = writeln!(text, "policy\tmeasure\t{measure}\t{weight}\t{direction}");
        }
        text.push_str("policy\tgrade_weights");
        for weight in self.grade_weights.0 {
            let _ = write!(text, "\t{weight}");
        }
        let _ = writeln!(text, "\npolicy\tcut_off_day\t{}", self.cut_off_day);
        if let Some(date) = self.cut_off_date {
            let _ = writeln!(text, "policy\tcut_off_date\t{date}");
        }
        if self.duplicates != Duplicates::CountAll {
            let _ = writeln!(text, "policy\tduplicates\t{}", self.duplicates);
        }
        if self.lists != Lists::default() {
            let Lists {
                red_count,
                black_count,
                minimum_volume,
            } = self.lists;
            let _ = writeln!(
                text,
                "policy\tlists\t{red_count}\t{black_count}\t{minimum_volume}"
            );
        }
        text
    }
}

/// The day at whose end a month is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub day: Day,
    /// Whether the month's cut-off has not come yet.
    pub before_cut_off: bool,
}

impl AsOf {
    /// As of which day a month with this cut-off is read on `today`, the present local day: the
    /// cut-off, or before it the present day.
    pub fn of(cut_off: Day, today: Day) -> AsOf {
        AsOf {
            day: today.min(cut_off),
            before_cut_off: today <= cut_off,
        }
    }
}

/// The policy that governs a month: the latest one effective by then; the defaults before any.
pub fn policy_in_force<'a>(policies: impl IntoIterator<Item = &'a Policy>, month: Month) -> Policy {
    policies
        .into_iter()
        .filter(|policy| policy.effective <= month)
        .max_by_key(|policy| policy.effective)
        .cloned()
        .unwrap_or_default()
}
