//! What was asked for lately, and is computed again as soon as the feed moves on, so that whoever asks next need not wait for it.

use std::collections::{BTreeSet, VecDeque};

use super::Question;

/// For how many moves of the feed a question is answered ahead after somebody has asked it.
const MOVES: u32 = 16;
/// How many questions are answered ahead at most: the last ones. Whoever goes through all months must not have all of them computed over and over.
const QUESTIONS: usize = 4;

/// Questions that are answered ahead, each with the moves that are left to it; the last one asked is the last.
#[derive(Debug, Default)]
pub(super) struct Ready(VecDeque<(Question, u32)>);

impl Ready {
    /// Somebody asked.
    pub(super) fn asked(&mut self, question: Question) {
        self.0.retain(|(known, _)| *known != question);
        if QUESTIONS <= self.0.len() {
            self.0.pop_front();
        }
        self.0.push_back((question, MOVES));
    }

    /// The feed has moved: what is to be answered ahead.
    pub(super) fn moved(&mut self) -> BTreeSet<Question> {
        let questions = self.0.iter().map(|(question, _)| *question).collect();
        self.0.retain_mut(|(_, left)| {
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

    fn question() -> Question {
        Question {
            month: june(),
            sealed_first: true,
        }
    }

    #[test]
    fn a_question_is_answered_ahead_until_nobody_has_asked_for_a_while() {
        let mut ready = Ready::default();
        assert!(ready.is_idle());
        ready.asked(question());
        assert_eq!(ready.moved(), BTreeSet::from([question()]));
        ready.asked(question());
        for _ in 0..MOVES {
            assert_eq!(ready.moved(), BTreeSet::from([question()]));
        }
        assert!(ready.is_idle());
        assert!(ready.moved().is_empty());
    }

    #[test]
    fn of_many_questions_the_last_ones_are_answered_ahead() {
        let mut asked = vec![question()];
        while asked.len() < 100 {
            let last = asked[asked.len() - 1];
            asked.push(Question {
                month: last.month.next(),
                ..last
            });
        }
        let mut ready = Ready::default();
        for question in &asked {
            ready.asked(*question);
        }
        let last = asked[asked.len() - QUESTIONS..].iter().copied().collect();
        assert_eq!(ready.moved(), last);
    }
}
