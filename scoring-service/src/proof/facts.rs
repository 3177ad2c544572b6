//! The hash over a proof's facts, which sealing puts into the canonical text as `seal.facts`.

use sha2::{Digest as _, Sha256};

use super::chain::{hex, opened};
use super::record::{Assignment, Record, Supervision};
use crate::score::AssignmentHistory;

/// Takes in assignments by order and number, then supervisions by number.
#[derive(Clone, Debug, Default)]
pub struct FactsHash(Sha256);

impl FactsHash {
    /// Takes in an assignment.
    pub fn assignment(&mut self, history: &AssignmentHistory) {
        self.record(&Record::Assignment(Assignment::of(history)));
    }

    /// Writes the text of an assignment, for [`text`](FactsHash::text).
    pub fn write(history: &AssignmentHistory, text: &mut String) {
        text.push_str(&opened(&Record::Assignment(Assignment::of(history))));
        text.push('\n');
    }

    /// Takes in the texts of some assignments.
    pub fn text(&mut self, text: &str) {
        self.0.update(text);
    }

    /// Takes in a supervision.
    pub fn supervision(&mut self, supervision: &Supervision) {
        self.record(&Record::Supervision(supervision.clone()));
    }

    fn record(&mut self, record: &Record) {
        self.line(&opened(record));
    }

    /// Takes in a line's text without its hash.
    pub(super) fn line(&mut self, opened: &str) {
        self.0.update(opened);
        self.0.update("\n");
    }

    /// The hash in lower-case hexadecimal.
    pub fn finish(&self) -> String {
        hex(&self.0.clone().finalize())
    }
}
