//! An assignment as its dated history.

use hotline_common::time::Moment;

use super::correction::Corrected;
use super::exclusion::exclusions;
use super::extension::extensions;
use super::standing::{misfits, standing};
use super::{AssignmentRole, Change, Exclusion, Extension, Fact, Standing, Visit};
use crate::domain::deadline::Basis;
use crate::domain::names::{AssignmentId, UnitCode};

/// An assignment: its dated history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitCode,
    /// Lead or assist.
    pub role: AssignmentRole,
    /// When it was assigned.
    pub assigned: Moment,
    /// The facts as they stand, by the time they happened, then as recorded.
    pub(super) facts: Vec<Fact>,
    /// Those that were corrected.
    pub(super) corrected: Corrected,
}

impl Assignment {
    /// An assignment that was just made; `None` where the fact is not an assignment.
    pub fn new(id: AssignmentId, fact: Fact) -> Option<Assignment> {
        let Change::Assigned { unit, role, .. } = &fact.change else {
            return None;
        };
        Some(Assignment {
            id,
            unit: unit.clone(),
            role: *role,
            assigned: fact.happened,
            facts: vec![fact],
            corrected: Corrected::new(),
        })
    }

    /// Takes a fact into the history, at its place.
    pub fn insert(&mut self, fact: Fact) {
        let key = (fact.happened, fact.sequence);
        let place = self
            .facts
            .partition_point(|other| (other.happened, other.sequence) < key);
        self.facts.insert(place, fact);
    }

    /// The facts as they stand, by the time they happened, then as recorded: corrected, and without those that were annulled.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The facts up to and including a time.
    pub fn facts_until(&self, at: Moment) -> &[Fact] {
        let end = self.facts.partition_point(|fact| fact.happened <= at);
        &self.facts[..end]
    }

    /// The facts after a time.
    pub fn facts_after(&self, at: Moment) -> &[Fact] {
        &self.facts[self.facts_until(at).len()..]
    }

    /// How it stands at a time.
    pub fn standing_at(&self, at: Moment) -> Standing {
        standing(self.facts_until(at))
    }

    /// How it stands after all that is known.
    pub fn standing(&self) -> Standing {
        standing(&self.facts)
    }

    /// The first fact that would make no sense any more if this one were taken into the history; not the fact itself.
    pub fn first_hurt_by(&self, fact: &Fact) -> Option<&Fact> {
        let known = misfits(&self.facts);
        let mut with = self.clone();
        with.insert(fact.clone());
        let hurt = misfits(&with.facts)
            .into_iter()
            .find(|sequence| *sequence != fact.sequence && !known.contains(sequence))?;
        self.facts.iter().find(|one| one.sequence == hurt)
    }

    /// How the deadline in force came about, where a rule gave it.
    pub fn deadline_basis(&self) -> Option<&Basis> {
        let set_last = self.facts.iter().rev().find_map(|fact| match &fact.change {
            Change::Assigned { basis, .. }
            | Change::Redone {
                due: Some(_),
                basis,
                ..
            } => Some(basis.as_ref()),
            // Somebody said it; no rule counted it.
            Change::ExtensionDecided {
                granted: Some(_), ..
            } => Some(None),
            _ => None,
        });
        set_last.flatten()
    }

    /// How it stood before and after the fact with this sequence; `None` for the first fact, and where there is no such one.
    pub fn around(&self, sequence: i64) -> Option<(Standing, Standing)> {
        let place = self
            .facts
            .iter()
            .position(|fact| fact.sequence == sequence)?;
        if place == 0 {
            return None;
        }
        let [before, after] = [place, place + 1].map(|end| standing(&self.facts[..end]));
        Some((before, after))
    }

    /// The sequence of the last change.
    pub fn sequence(&self) -> i64 {
        self.facts
            .iter()
            .map(|fact| fact.sequence)
            .max()
            .unwrap_or(0)
            .max(self.last_correction())
    }

    /// How many times it was opened again.
    pub fn redo_count(&self) -> usize {
        let redone = |fact: &&Fact| matches!(fact.change, Change::Redone { .. });
        self.facts.iter().filter(redone).count()
    }

    /// The completion with the reply that counts: the last one that happened.
    pub fn last_completion(&self) -> Option<&Fact> {
        self.facts.iter().rfind(|fact| fact.is_completion())
    }

    /// The return visits with the facts that tell of them, by the time they happened.
    pub fn visits(&self) -> impl Iterator<Item = (&Fact, &Visit)> {
        self.facts.iter().filter_map(|fact| match &fact.change {
            Change::Visited(visit) => Some((fact, visit)),
            _ => None,
        })
    }

    /// The exclusions, by number.
    pub fn exclusions(&self) -> Vec<Exclusion> {
        exclusions(&self.facts)
    }

    /// The exclusions that were annulled, by number.
    pub fn annulled_exclusions(&self) -> Vec<Exclusion> {
        let facts: Vec<Fact> = self.annulled().cloned().collect();
        exclusions(&facts)
    }

    /// The extensions, by number.
    pub fn extensions(&self) -> Vec<Extension> {
        extensions(&self.facts)
    }

    /// The extensions that were annulled, by number.
    pub fn annulled_extensions(&self) -> Vec<Extension> {
        let facts: Vec<Fact> = self.annulled().cloned().collect();
        extensions(&facts)
    }

    /// Whether an approved exclusion takes it out of rating.
    pub fn is_excluded(&self) -> bool {
        let approved =
            |fact: &Fact| matches!(fact.change, Change::ExclusionDecided { approved: true, .. });
        self.facts.iter().any(approved)
    }
}
