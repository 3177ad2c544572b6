//! What was asked for lately, and is computed again as soon as the feed moves on, so that whoever asks next need not wait for it.

use std::collections::{BTreeMap, BTreeSet};

use super::Question;

/// For how many moves of the feed a question is answered ahead after somebody has asked it.
const MOVES: u32 = 16;

/// Questions that are answered ahead.
#[derive(Debug, Default)]
pub(super) struct Ready(BTreeMap<Question, u32>);

impl Ready {
    /// Somebody asked.
    pub(super) fn asked(&mut self, question: Question) {
        self.0.insert(question, MOVES);
    }

    /// The feed has moved: what is to be answered ahead.
    pub(super) fn moved(&mut self) -> BTreeSet<Question> {
        let questions = self.0.keys().copied().collect();
        self.0.retain(|_, left| {
            *left -= 1;
            0 < *left
        });
        questions
    }

    /// Whether nobody has asked lately.
    pub(super) fn is_idle(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::june;

    #[test]
    fn a_question_is_answered_ahead_until_nobody_has_asked_for_a_while() {
        let question = Question {
            month: june(),
            sealed_first: true,
        };
        let mut ready = Ready::default();
        assert!(ready.is_idle());
        ready.asked(question);
        assert_eq!(ready.moved(), BTreeSet::from([question]));
        ready.asked(question);
        for _ in 0..MOVES {
            assert_eq!(ready.moved(), BTreeSet::from([question]));
        }
        assert!(ready.is_idle());
        assert!(ready.moved().is_empty());
    }
}
