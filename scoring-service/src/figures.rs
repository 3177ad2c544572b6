//! A month's figures as the store has them now: what a provisional answer shows and what publishing seals.

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Day, Moment, Month, Zone};
use sha2::{Digest as _, Sha256};

use crate::score::{
    AsOf, Bulletin, BulletinSources, CategoryInfo, LeaderSessionFacts, Policy, Ranking, Tallies,
    TopicInfo, TypicalCase, UnitInfo, bulletin, rank,
};
use crate::store;
use crate::store::cursor::Cursor;
use crate::store::policies::StoredPolicy;

/// Why there are no figures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FiguresError {
    /// Nothing was ever pulled, so that not even the zone is known.
    #[error("nothing was pulled yet")]
    NothingPulled,
    /// What was pulled was forgotten while it was read.
    #[error("what was pulled is forgotten and pulled again")]
    Forgotten,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] DbError),
}

/// Under which rules a month is read, and as of when.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The month.
    pub month: Month,
    /// The hotline's zone.
    pub zone: Zone,
    /// How far the feed was pulled.
    pub cursor: Cursor,
    /// The policy that governs the month.
    pub policy: PolicyInForce,
    /// The last day that counts: the policy's, or another that was asked for.
    pub cut_off_day: Day,
    /// The day at whose end the month is read: that of the cut-off, or the present one where that is earlier.
    pub day: Day,
    /// Whether the cut-off lies ahead.
    pub before_cut_off: bool,
}

/// A policy, and since when it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInForce {
    /// The policy.
    pub policy: Policy,
    /// The SHA-256 of its canonical text, in hexadecimal.
    pub hash: String,
    /// When it was set; `None` for the built-in one.
    pub set_time: Option<Moment>,
}

/// A month's ranking with what it was computed from.
#[derive(Clone, Debug)]
pub struct RankingFigures {
    /// The terms.
    pub terms: Terms,
    /// The tallies of the month.
    pub tallies: Tallies,
    /// The ranking.
    pub ranking: Ranking,
}

/// A month's ranking and bulletin with what they were computed from.
#[derive(Clone, Debug)]
pub struct MonthFigures {
    /// The terms.
    pub terms: Terms,
    /// The tallies of the month, and the city's of the other months that the bulletin reads.
    pub tallies: Tallies,
    /// The ranking.
    pub ranking: Ranking,
    /// The bulletin.
    pub bulletin: Bulletin,
    /// The registry's units, for their names.
    pub units: Vec<UnitInfo>,
    /// Orders chosen as typical cases.
    pub typical_cases: Vec<TypicalCase>,
}

impl Terms {
    /// The terms of a month at a moment, with the policy's cut-off or another.
    pub fn of(
        connection: &mut AnyConnection,
        month: Month,
        cut_off: Option<Day>,
        now: Moment,
    ) -> Result<Terms, FiguresError> {
        let policy = policy_in_force(connection, month)?;
        Terms::under(connection, month, policy, cut_off, now)
    }

    /// The terms of a month under a policy that need not be the one that governs it.
    pub fn under(
        connection: &mut AnyConnection,
        month: Month,
        policy: PolicyInForce,
        cut_off: Option<Day>,
        now: Moment,
    ) -> Result<Terms, FiguresError> {
        let cursor = store::cursor::read(connection)?;
        let zone = zone_of(&cursor)?;
        Ok(Terms::at(cursor, zone, month, policy, cut_off, now))
    }

    /// The terms of a month when the feed was pulled up to a cursor, in its zone.
    pub fn at(
        cursor: Cursor,
        zone: Zone,
        month: Month,
        policy: PolicyInForce,
        cut_off: Option<Day>,
        now: Moment,
    ) -> Terms {
        let cut_off_day = cut_off.unwrap_or_else(|| policy.policy.cut_off(month));
        let as_of = AsOf::of(cut_off_day, zone.day_of(now));
        Terms {
            month,
            zone,
            cursor,
            policy,
            cut_off_day,
            day: as_of.day,
            before_cut_off: as_of.before_cut_off,
        }
    }

    /// The first instant that does not count any more.
    pub fn cut_off(&self) -> Moment {
        self.zone.end_of(self.cut_off_day)
    }

    /// The first instant that does not count in these figures.
    pub fn as_of(&self) -> Moment {
        self.zone.end_of(self.day)
    }
}

impl From<StoredPolicy> for PolicyInForce {
    fn from(stored: StoredPolicy) -> PolicyInForce {
        PolicyInForce {
            policy: stored.policy,
            hash: stored.hash,
            set_time: Some(stored.set_time),
        }
    }
}

impl PolicyInForce {
    /// The policy that governs months before any other was set.
    pub fn built_in() -> PolicyInForce {
        let policy = Policy::default();
        PolicyInForce {
            hash: sha256(&policy.canonical()),
            policy,
            set_time: None,
        }
    }
}

/// The policy that governs a month.
pub fn policy_in_force(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<PolicyInForce, DbError> {
    let stored = store::policies::in_force(connection, month)?;
    Ok(stored.map_or_else(PolicyInForce::built_in, PolicyInForce::from))
}

/// A month's ranking.
pub fn ranking(
    connection: &mut AnyConnection,
    month: Month,
    now: Moment,
) -> Result<RankingFigures, FiguresError> {
    let terms = Terms::of(connection, month, None, now)?;
    ranking_under(connection, terms)
}

/// A month's ranking under these terms.
pub fn ranking_under(
    connection: &mut AnyConnection,
    terms: Terms,
) -> Result<RankingFigures, FiguresError> {
    let month = terms.month;
    let tallies = store::tallies::of_month(connection, month)?;
    let units = store::registry::units(connection)?;
    let ranking = rank(&tallies, &units, &terms.policy.policy, month, terms.day);
    Ok(RankingFigures {
        terms,
        tallies,
        ranking,
    })
}

/// A month's ranking and bulletin, with the policy's cut-off or another.
pub fn month(
    connection: &mut AnyConnection,
    month: Month,
    cut_off: Option<Day>,
    now: Moment,
) -> Result<MonthFigures, FiguresError> {
    let terms = Terms::of(connection, month, cut_off, now)?;
    let tallies = store::tallies::for_bulletin(connection, month)?;
    let units = store::registry::units(connection)?;
    let ranking = rank(&tallies, &units, &terms.policy.policy, month, terms.day);
    let categories: Vec<CategoryInfo> = store::registry::categories(connection)?;
    let topics: Vec<TopicInfo> = store::registry::topics(connection)?;
    let leader_sessions: Vec<LeaderSessionFacts> =
        store::records::leader_sessions(connection, month)?;
    let activities = store::records::activities(connection, month)?;
    let bulletin = bulletin(&BulletinSources {
        tallies: &tallies,
        ranking: &ranking,
        categories: &categories,
        topics: &topics,
        leader_sessions: &leader_sessions,
        activities: &activities,
    });
    let typical_cases = store::records::typical_cases(connection, month)?;
    Ok(MonthFigures {
        terms,
        tallies,
        ranking,
        bulletin,
        units,
        typical_cases,
    })
}

/// The zone that the feed told.
pub fn zone_of(cursor: &Cursor) -> Result<Zone, FiguresError> {
    if cursor.time_zone.is_empty() {
        return Err(FiguresError::NothingPulled);
    }
    Zone::named(&cursor.time_zone).map_err(|_| {
        FiguresError::Store(DbError::Decode {
            column: Some("cursor.time_zone".to_owned()),
        })
    })
}

/// The SHA-256 of a text, in lower-case hexadecimal.
pub fn sha256(text: &str) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
