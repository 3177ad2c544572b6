//! What was recorded between two places in the feed: the facts behind the difference of two revisions.

use hotline_common::time::Moment;

use super::facts::FactKind;
use super::known::{AssignmentFact, OrderFact};
use super::log::{Correction, Log, Version};

/// A fact, or the correction of one, that was recorded after one place in the feed and by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late<'a, T> {
    /// The sequence number of the event that told it.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded: Moment,
    /// When it happened; as corrected, if this is a correction to something.
    pub happened: Moment,
    /// What happened; of an annulment what did not.
    pub fact: &'a T,
    /// What it was until then; `None` for a fact of its own.
    pub corrected: Option<Corrected<'a, T>>,
}

/// What a correction corrects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Corrected<'a, T> {
    /// The sequence number of the wrong fact.
    pub target: i64,
    /// When it was thought to have happened.
    pub happened: Moment,
    /// What was thought to have happened.
    pub fact: &'a T,
    /// It did not happen at all.
    pub annuls: bool,
}

impl<T> Log<T> {
    /// What was recorded after the place `after` and by the place `through`, by sequence.
    pub fn late(&self, after: i64, through: i64) -> Vec<Late<'_, T>> {
        let is_late = |sequence: i64| after < sequence && sequence <= through;
        let facts = self
            .entries()
            .iter()
            .filter(|entry| is_late(entry.sequence))
            .map(|entry| Late {
                sequence: entry.sequence,
                recorded: entry.recorded,
                happened: entry.happened,
                fact: &entry.fact,
                corrected: None,
            });
        let corrections = self
            .corrections()
            .iter()
            .filter(|correction| is_late(correction.sequence))
            .filter_map(|correction| self.correction(correction));
        let mut late: Vec<Late<'_, T>> = facts.chain(corrections).collect();
        late.sort_by_key(|late| late.sequence);
        late
    }

    /// A correction beside what it corrects; `None` while that is not there.
    fn correction<'a>(&'a self, correction: &'a Correction<T>) -> Option<Late<'a, T>> {
        let Correction {
            sequence,
            recorded,
            target,
            to,
        } = correction;
        let told = self
            .entries()
            .iter()
            .find(|entry| entry.sequence == *target)?;
        let earlier = self.corrections().iter().rev().find_map(|earlier| {
            let is_earlier = earlier.target == *target && earlier.sequence < *sequence;
            earlier.to.as_ref().filter(|_| is_earlier)
        });
        let (happened, fact) = earlier.map_or((told.happened, &told.fact), version);
        let now = to.as_ref().map(version);
        Some(Late {
            sequence: *sequence,
            recorded: *recorded,
            happened: now.map_or(happened, |(happened, _)| happened),
            fact: now.map_or(fact, |(_, fact)| fact),
            corrected: Some(Corrected {
                target: *target,
                happened,
                fact,
                annuls: to.is_none(),
            }),
        })
    }
}

fn version<T>(version: &Version<T>) -> (Moment, &T) {
    (version.happened, &version.fact)
}

impl<'a, T> Late<'a, T> {
    /// What it says, and of a correction also what it takes back.
    pub fn versions(&self) -> impl Iterator<Item = (Moment, &'a T)> + use<'a, T> {
        let before = self.corrected.as_ref();
        let before = before.map(|before| (before.happened, before.fact));
        std::iter::once((self.happened, self.fact)).chain(before)
    }

    /// Whether it may change a figure that counts what happened before an instant.
    pub fn may_count(&self, before: Moment, counts: impl Fn(&T) -> bool) -> bool {
        self.versions()
            .any(|(happened, fact)| happened < before && counts(fact))
    }
}

impl AssignmentFact {
    /// Whether it can change a figure under some policy.
    pub fn counts(&self) -> bool {
        match self {
            AssignmentFact::Assigned { .. } => true,
            AssignmentFact::Happened(kind) => match kind {
                FactKind::Completed { .. }
                | FactKind::Redone { .. }
                | FactKind::Extended { .. }
                | FactKind::SendBackAccepted
                | FactKind::Withdrawn
                | FactKind::Excluded
                | FactKind::Visited(_)
                | FactKind::SignedFor => true,
                FactKind::VisitedUnrated
                | FactKind::TakenInHand
                | FactKind::SendBackRequested
                | FactKind::SendBackRefused
                | FactKind::ExtensionRequested { .. }
                | FactKind::ExtensionRefused
                | FactKind::Closed
                | FactKind::CardIssued { .. }
                | FactKind::ExclusionRequested
                | FactKind::ExclusionRefused
                | FactKind::ExclusionAppealed => false,
            },
        }
    }

    /// Its name in capitals.
    pub const fn name(&self) -> &'static str {
        match self {
            AssignmentFact::Assigned { .. } => "ASSIGNED",
            AssignmentFact::Happened(kind) => kind.name(),
        }
    }
}

impl OrderFact {
    /// Its name in capitals.
    pub const fn name(&self) -> &'static str {
        match self {
            OrderFact::Accepted { .. } => "ACCEPTED",
            OrderFact::HandledDirectly => "HANDLED_DIRECTLY",
            OrderFact::Duplicate { .. } => "DUPLICATE",
        }
    }
}
