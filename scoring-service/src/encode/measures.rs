//! The measures that a policy may weigh.

use hotline_proto::scoring as wire;

use crate::score::ScoredMeasure;

/// The measures of the wire and those of the core, which are the same.
macro_rules! scored_measures {
    ($($from:ident => $to:ident,)+) => {
        /// A measure that a policy names; `None` for none.
        pub fn from_wire(measure: wire::ScoredMeasure) -> Option<ScoredMeasure> {
            match measure {
                wire::ScoredMeasure::Unspecified => None,
                $(wire::ScoredMeasure::$from => Some(ScoredMeasure::$to),)+
            }
        }

        /// A measure as an answer has it.
        pub fn to_wire(measure: ScoredMeasure) -> wire::ScoredMeasure {
            match measure {
                $(ScoredMeasure::$to => wire::ScoredMeasure::$from,)+
            }
        }
    };
}

scored_measures! {
    Satisfaction => Satisfaction,
    Completion => Completion,
    OnTimeCompletion => OnTimeCompletion,
    Supervision => Supervision,
    SignFor => SignFor,
    Redo => Redo,
    SendBack => SendBack,
    Resolved => Resolved,
    Coverage => Coverage,
    FirstAnswer => FirstAnswer,
    AnsweredIn15Seconds => AnsweredSoon,
}
