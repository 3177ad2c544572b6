//! Corrections of an assignment's facts: the history as it should have been.

use std::collections::BTreeMap;

use hotline_common::time::Moment;

use super::{Assignment, Change, Fact};

/// A correction of one fact of an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactCorrection {
    /// The sequence of the correction's event.
    pub sequence: i64,
    /// The wrong fact's sequence.
    pub fact: i64,
    /// When it happened and what it says, as it should have been; `None`: it did not happen.
    pub after: Option<(Moment, Change)>,
    /// The correction holds the fact's text anew.
    pub has_text: bool,
}

impl Change {
    /// The number of the exclusion that it is about.
    pub const fn exclusion_number(&self) -> Option<u32> {
        match self {
            Change::ExclusionRequested { number, .. }
            | Change::ExclusionAppealed { number }
            | Change::ExclusionDecided { number, .. } => Some(*number),
            _ => None,
        }
    }
}

/// The facts that were corrected, by their sequences.
pub(super) type Corrected = BTreeMap<i64, CorrectedFact>;

/// A fact that was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CorrectedFact {
    /// As it was recorded.
    original: Fact,
    /// As it last stood.
    last: Fact,
    annulled: bool,
    /// The sequence of the last correction.
    correction: i64,
    /// The sequence of the event that holds its text.
    text: i64,
}

impl Assignment {
    /// Takes a correction into the history: the fact stands at its place as it should have been, or nowhere. Of several corrections of a fact
    /// the last one holds.
    pub fn correct(&mut self, correction: FactCorrection) {
        let FactCorrection {
            sequence,
            fact,
            after,
            has_text,
        } = correction;
        let now = match self.facts.iter().position(|one| one.sequence == fact) {
            Some(place) => self.facts.remove(place),
            None => match self.corrected.get(&fact) {
                Some(known) => known.last.clone(),
                None => return,
            },
        };
        let known = self.corrected.entry(fact).or_insert_with(|| CorrectedFact {
            original: now.clone(),
            last: now,
            annulled: false,
            correction: sequence,
            text: fact,
        });
        known.correction = sequence;
        known.annulled = after.is_none();
        if has_text {
            known.text = sequence;
        }
        if let Some((happened, change)) = after {
            known.last.happened = happened;
            known.last.change = change;
            let last = known.last.clone();
            if let Change::Assigned { .. } = last.change {
                self.assigned = happened;
            }
            self.insert(last);
        }
    }

    /// A fact as it last stood, and whether it was annulled.
    pub fn fact(&self, sequence: i64) -> Option<(&Fact, bool)> {
        if let Some(known) = self.corrected.get(&sequence) {
            return Some((&known.last, known.annulled));
        }
        let fact = self.facts.iter().find(|one| one.sequence == sequence)?;
        Some((fact, false))
    }

    /// The facts as they were recorded, whatever was corrected since.
    pub fn as_recorded(&self) -> impl Iterator<Item = &Fact> {
        let untouched = self
            .facts
            .iter()
            .filter(|fact| !self.corrected.contains_key(&fact.sequence));
        untouched.chain(self.corrected.values().map(|known| &known.original))
    }

    /// The facts that were annulled, as they last stood.
    pub fn annulled(&self) -> impl Iterator<Item = &Fact> {
        let corrected = self.corrected.values();
        corrected
            .filter(|known| known.annulled)
            .map(|known| &known.last)
    }

    /// The sequence of the event that holds a fact's text: its own, or a correction's.
    pub fn text_of(&self, fact: i64) -> i64 {
        self.corrected.get(&fact).map_or(fact, |known| known.text)
    }

    /// The sequence of a fact's last change: its own, or its last correction's.
    pub fn changed_by(&self, fact: i64) -> i64 {
        self.corrected
            .get(&fact)
            .map_or(fact, |known| known.correction)
    }

    /// The sequence of the last change of those facts of which this is true, annulled ones too; 0 where there are none.
    pub fn last_change_of(&self, concerns: impl Fn(&Change) -> bool) -> i64 {
        let facts = self.facts.iter().chain(self.annulled());
        facts
            .filter(|fact| concerns(&fact.change))
            .map(|fact| self.changed_by(fact.sequence))
            .max()
            .unwrap_or(0)
    }

    /// The sequence of the last correction; 0 where there is none.
    pub(super) fn last_correction(&self) -> i64 {
        let corrections = self.corrected.values().map(|known| known.correction);
        corrections.max().unwrap_or(0)
    }
}
