//! The kinds of records that are kept by a number of their own and counted one by one.

use std::collections::BTreeSet;

use hotline_common::time::{Moment, Month, Zone};

use super::contribution::{
    activity_contribution, appreciation_contribution, call_contribution,
    leader_session_contribution, supervision_contribution,
};
use super::known::{CallFact, SupervisionFact};
use super::log::{Log, NOW};
use super::records::{ActivityFacts, AppreciationFacts, LeaderSessionFacts, TypicalCase};
use super::tally::Tally;

/// What can be told about a kind of record.
pub trait RecordKind: Clone {
    /// The number that the kind is stored under. It never changes.
    const NUMBER: i16;

    /// The month in which a record counts that this is told about; `None` where this does not say.
    fn month(&self, happened: Moment, zone: &Zone) -> Option<Month>;

    /// What a record contributes to the tallies.
    fn contribution(log: &Log<Self>, zone: &Zone) -> Vec<Tally>;
}

impl<T: RecordKind> Log<T> {
    /// The month in which the record counts, or last counted before it was said not to have happened.
    pub fn month(&self, zone: &Zone) -> Option<Month> {
        let known = self.known_at(NOW);
        let holding = known.iter().map(|known| (known.happened, known.fact));
        holding
            .chain(self.versions())
            .find_map(|(happened, fact)| fact.month(happened, zone))
    }

    /// Every month in which the record ever counted, if a correction moved it; otherwise nothing.
    pub fn former_months(&self, zone: &Zone) -> BTreeSet<Month> {
        // Where nothing was corrected, nothing was moved.
        if self.corrections().is_empty() {
            return BTreeSet::new();
        }
        let months: BTreeSet<Month> = self
            .versions()
            .filter_map(|(happened, fact)| fact.month(happened, zone))
            .collect();
        if 1 < months.len() {
            months
        } else {
            BTreeSet::new()
        }
    }
}

impl RecordKind for CallFact {
    const NUMBER: i16 = 1;

    fn month(&self, happened: Moment, zone: &Zone) -> Option<Month> {
        matches!(self, CallFact::Recorded { .. }).then(|| zone.month_of(happened))
    }

    fn contribution(log: &Log<CallFact>, zone: &Zone) -> Vec<Tally> {
        let call = log.call(NOW);
        call.map_or_else(Vec::new, |call| call_contribution(&call, zone))
    }
}

impl RecordKind for SupervisionFact {
    const NUMBER: i16 = 2;

    fn month(&self, happened: Moment, zone: &Zone) -> Option<Month> {
        matches!(self, SupervisionFact::Issued { .. }).then(|| zone.month_of(happened))
    }

    fn contribution(log: &Log<SupervisionFact>, zone: &Zone) -> Vec<Tally> {
        let supervision = log.supervision(NOW);
        supervision.map_or_else(Vec::new, |one| supervision_contribution(&one, zone))
    }
}

impl RecordKind for LeaderSessionFacts {
    const NUMBER: i16 = 3;

    fn month(&self, _: Moment, _: &Zone) -> Option<Month> {
        Some(self.date.month())
    }

    fn contribution(log: &Log<LeaderSessionFacts>, _: &Zone) -> Vec<Tally> {
        let session = log.whole(NOW);
        session.map_or_else(Vec::new, |one| leader_session_contribution(&one))
    }
}

impl RecordKind for AppreciationFacts {
    const NUMBER: i16 = 4;

    fn month(&self, _: Moment, _: &Zone) -> Option<Month> {
        Some(self.date.month())
    }

    fn contribution(log: &Log<AppreciationFacts>, _: &Zone) -> Vec<Tally> {
        let appreciation = log.whole(NOW);
        appreciation.map_or_else(Vec::new, |one| appreciation_contribution(&one))
    }
}

impl RecordKind for ActivityFacts {
    const NUMBER: i16 = 5;

    fn month(&self, _: Moment, _: &Zone) -> Option<Month> {
        Some(self.date.month())
    }

    fn contribution(log: &Log<ActivityFacts>, _: &Zone) -> Vec<Tally> {
        let activity = log.whole(NOW);
        activity.map_or_else(Vec::new, |one| activity_contribution(&one))
    }
}

/// A typical case is shown, not counted.
impl RecordKind for TypicalCase {
    const NUMBER: i16 = 6;

    fn month(&self, _: Moment, _: &Zone) -> Option<Month> {
        Some(self.month)
    }

    fn contribution(_: &Log<TypicalCase>, _: &Zone) -> Vec<Tally> {
        Vec::new()
    }
}
