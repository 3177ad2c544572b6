//! The facts behind one unit's line.

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use crate::figures::Terms;
use crate::score::{
    AssignmentHistory, LeaderSessionFacts, SupervisionFacts, Tallies, UnitCounts,
    leader_session_contribution, supervision_contribution,
};
use crate::store;

/// What a unit's counts of a month are made of.
pub(super) struct Sources {
    /// By order and number.
    pub(super) assignments: Vec<AssignmentHistory>,
    /// By id.
    supervisions: Vec<(i64, SupervisionFacts)>,
    leader_sessions: Vec<LeaderSessionFacts>,
}

impl Sources {
    /// As they were known when the feed stood at a sequence number.
    pub(super) fn known_at(
        connection: &mut AnyConnection,
        zone: &Zone,
        month: Month,
        unit: &str,
        sequence: i64,
    ) -> Result<Sources, DbError> {
        let assignments =
            store::assignments::of_unit_known_at(connection, zone, month, unit, sequence)?;
        let mut supervisions = store::supervisions::known_at(connection, zone, month, sequence)?;
        supervisions.retain(|(_, supervision)| supervision.unit == unit);
        let mut leader_sessions =
            store::records::leader_sessions_known_at(connection, month, sequence)?;
        leader_sessions.retain(|session| session.unit == unit);
        Ok(Sources {
            assignments,
            supervisions,
            leader_sessions,
        })
    }

    /// What supervisions and leader sessions add to the unit's counts.
    pub(super) fn occasions(&self, terms: &Terms, unit: &str) -> UnitCounts {
        let supervisions = self
            .supervisions
            .iter()
            .flat_map(|(_, supervision)| supervision_contribution(supervision, &terms.zone));
        let sessions = self
            .leader_sessions
            .iter()
            .flat_map(leader_session_contribution);
        let tallies: Tallies = supervisions.chain(sessions).collect();
        UnitCounts::read(
            &tallies,
            terms.month,
            unit,
            terms.day,
            terms.policy.policy.duplicates,
        )
    }

    /// The ids of the supervisions that count.
    pub(super) fn supervision_ids(&self, terms: &Terms) -> Vec<i64> {
        let counted = |supervision: &SupervisionFacts| supervision.issued < terms.as_of();
        self.supervisions
            .iter()
            .filter(|(_, supervision)| counted(supervision))
            .map(|(id, _)| *id)
            .collect()
    }
}
