//! What happened to an assignment, as a proof has it.

use hotline_common::time::Moment;
use serde::{Deserialize, Serialize};

use crate::proof::{instant, word};
use crate::score::{self, CardColour, FactKind, Grade, Resolved, Visit};

/// One thing that happened to an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The feed's sequence number of the event that told it.
    pub sequence: i64,
    /// When it happened; for a decision, when it was decided.
    #[serde(with = "instant")]
    pub happened: Moment,
    /// When it was recorded.
    #[serde(with = "instant")]
    pub recorded: Moment,
    /// The sequence number of the correction that made it what it is; `null` for none.
    pub corrected: Option<i64>,
    /// What happened: `kind`, and what belongs to it.
    #[serde(flatten)]
    pub detail: FactDetail,
}

/// What happened: the kinds of facts under the names that [`FactKind::name`] gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(
    missing_docs,
    reason = "each is explained at the kind of fact that it stands for"
)]
pub enum FactDetail {
    Completed {
        #[serde(with = "instant::optional")]
        contact: Option<Moment>,
    },
    Redone {
        #[serde(with = "instant::optional")]
        due: Option<Moment>,
    },
    Extended {
        #[serde(with = "instant")]
        due: Moment,
    },
    SendBackAccepted,
    Withdrawn,
    Excluded,
    Visited {
        #[serde(with = "word")]
        process: Grade,
        #[serde(with = "word")]
        outcome: Grade,
        #[serde(with = "word")]
        resolved: Resolved,
    },
    VisitedUnrated,
    SignedFor,
    TakenInHand,
    SendBackRequested,
    SendBackRefused,
    ExtensionRequested {
        #[serde(with = "instant")]
        due: Moment,
    },
    ExtensionRefused,
    Closed,
    CardIssued {
        #[serde(with = "word")]
        colour: CardColour,
        #[serde(with = "instant")]
        due: Moment,
    },
    ExclusionRequested,
    ExclusionRefused,
    ExclusionAppealed,
}

impl Fact {
    pub(super) fn of(fact: &score::Fact) -> Fact {
        let score::Fact {
            happened,
            recorded_sequence,
            recorded,
            corrected,
            kind,
        } = *fact;
        Fact {
            sequence: recorded_sequence,
            happened,
            recorded,
            corrected,
            detail: FactDetail::of(kind),
        }
    }

    pub(super) fn fact(&self) -> score::Fact {
        let Fact {
            sequence,
            happened,
            recorded,
            corrected,
            detail,
        } = *self;
        score::Fact {
            happened,
            recorded_sequence: sequence,
            recorded,
            corrected,
            kind: detail.kind(),
        }
    }
}

impl FactDetail {
    const fn of(kind: FactKind) -> FactDetail {
        match kind {
            FactKind::Completed { contact } => FactDetail::Completed { contact },
            FactKind::Redone { due } => FactDetail::Redone { due },
            FactKind::Extended { due } => FactDetail::Extended { due },
            FactKind::SendBackAccepted => FactDetail::SendBackAccepted,
            FactKind::Withdrawn => FactDetail::Withdrawn,
            FactKind::Excluded => FactDetail::Excluded,
            FactKind::Visited(Visit {
                process,
                outcome,
                resolved,
            }) => FactDetail::Visited {
                process,
                outcome,
                resolved,
            },
            FactKind::VisitedUnrated => FactDetail::VisitedUnrated,
            FactKind::SignedFor => FactDetail::SignedFor,
            FactKind::TakenInHand => FactDetail::TakenInHand,
            FactKind::SendBackRequested => FactDetail::SendBackRequested,
            FactKind::SendBackRefused => FactDetail::SendBackRefused,
            FactKind::ExtensionRequested { due } => FactDetail::ExtensionRequested { due },
            FactKind::ExtensionRefused => FactDetail::ExtensionRefused,
            FactKind::Closed => FactDetail::Closed,
            FactKind::CardIssued { colour, due } => FactDetail::CardIssued { colour, due },
            FactKind::ExclusionRequested => FactDetail::ExclusionRequested,
            FactKind::ExclusionRefused => FactDetail::ExclusionRefused,
            FactKind::ExclusionAppealed => FactDetail::ExclusionAppealed,
        }
    }

    const fn kind(self) -> FactKind {
        match self {
            FactDetail::Completed { contact } => FactKind::Completed { contact },
            FactDetail::Redone { due } => FactKind::Redone { due },
            FactDetail::Extended { due } => FactKind::Extended { due },
            FactDetail::SendBackAccepted => FactKind::SendBackAccepted,
            FactDetail::Withdrawn => FactKind::Withdrawn,
            FactDetail::Excluded => FactKind::Excluded,
            FactDetail::Visited {
                process,
                outcome,
                resolved,
            } => FactKind::Visited(Visit {
                process,
                outcome,
                resolved,
            }),
            FactDetail::VisitedUnrated => FactKind::VisitedUnrated,
            FactDetail::SignedFor => FactKind::SignedFor,
            FactDetail::TakenInHand => FactKind::TakenInHand,
            FactDetail::SendBackRequested => FactKind::SendBackRequested,
            FactDetail::SendBackRefused => FactKind::SendBackRefused,
            FactDetail::ExtensionRequested { due } => FactKind::ExtensionRequested { due },
            FactDetail::ExtensionRefused => FactKind::ExtensionRefused,
            FactDetail::Closed => FactKind::Closed,
            FactDetail::CardIssued { colour, due } => FactKind::CardIssued { colour, due },
            FactDetail::ExclusionRequested => FactKind::ExclusionRequested,
            FactDetail::ExclusionRefused => FactKind::ExclusionRefused,
            FactDetail::ExclusionAppealed => FactKind::ExclusionAppealed,
        }
    }
}
