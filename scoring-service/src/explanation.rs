//! Why a unit has its figures: from each printed number down to the assignments behind it.

mod formula;
mod numbers;
mod sealed;
mod sources;

use hotline_common::db::AnyConnection;
use hotline_common::time::{Moment, Month};
use hotline_proto::scoring as wire;

use crate::encode;
use crate::figures::{self, FiguresError, PolicyInForce, Terms};
use crate::score::{
    Effect, GroupRanking, NOW, Place, Role, Row, UnitCounts, Verdict, effect, verdict,
};
use crate::store;
use sources::Sources;

pub use numbers::Number;

/// Why a unit has its figures.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What is explained, `rankings/{month}/revisions/{revision}`.
    pub ranking: String,
    /// Under which rules, as of when, and by what is known up to which place in the feed.
    pub terms: Terms,
    /// The unit's line; `None` for a registered unit that takes no part in the month.
    pub row: Option<wire::RankingRow>,
    /// Where its printed numbers come from; empty without a line.
    pub numbers: Vec<Number>,
    /// All supervisions of the month.
    pub all_supervisions: i64,
    /// The unit ranked next above.
    pub next_above: Option<Neighbour>,
    /// The month's assignments to the unit, by order and number.
    pub assignments: Vec<Explained>,
    /// The ids of the unit's supervisions.
    pub supervisions: Vec<i64>,
    /// Whether the line's counts are the sum of what its facts add.
    pub adds_up: bool,
    /// Where they are not: the line, and what the facts give.
    pub differences: Vec<wire::UnitChange>,
}

/// One assignment, and what it does to the line.
#[derive(Clone, Debug)]
pub struct Explained {
    /// How it counts, and why.
    pub verdict: Verdict,
    /// What it adds to the unit's counts.
    pub adds: UnitCounts,
    /// What the composite score would be without it.
    pub effect: Effect,
}

/// The unit ranked next above another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its line.
    pub row: wire::RankingRow,
    /// By so many hundredths it is ahead.
    pub ahead: i32,
}

/// Explains a unit's figures of a month as they are now; `None` for a unit that nothing is known of.
pub fn explanation(
    connection: &mut AnyConnection,
    month: Month,
    unit: &str,
    now: Moment,
) -> Result<Option<Explanation>, FiguresError> {
    let figures = figures::ranking(connection, month, now)?;
    let row = figures.ranking.row(unit);
    if row.is_none() && store::registry::unit(connection, unit)?.is_none() {
        return Ok(None);
    }
    let sources = Sources::known_at(connection, &figures.terms.zone, month, unit, NOW)?;
    let group = figures.ranking.group_of(unit);
    let next_above = group.and_then(|group| group.next_above(unit));
    let subject = Subject {
        ranking: format!("rankings/{month}/revisions/provisional"),
        row: row.map(encode::ranking::row),
        next_above: next_above.map(encode::ranking::row),
        ranked: group.map_or(0, |group: &GroupRanking| group.ranked.len()),
        all_supervisions: figures
            .ranking
            .rows()
            .map(|row| row.counts.all_supervisions())
            .sum(),
        core: row.cloned(),
        terms: figures.terms,
    };
    Ok(Some(subject.explained(unit, &sources)))
}

/// Explains a unit's figures as they are in a sealed revision, by what was known at its place in the feed; `None` for a unit that nothing is known of.
/// `policy` is the one that it was sealed with.
pub fn of_revision(
    connection: &mut AnyConnection,
    sealed: &wire::Ranking,
    policy: PolicyInForce,
    unit: &str,
) -> Result<Option<Explanation>, FiguresError> {
    let terms = sealed::terms(connection, sealed, policy)?;
    let line = sealed::line(sealed, unit);
    if line.is_none() && store::registry::unit(connection, unit)?.is_none() {
        return Ok(None);
    }
    let known_at = sealed.feed_sequence;
    let sources = Sources::known_at(connection, &terms.zone, terms.month, unit, known_at)?;
    let subject = Subject {
        ranking: sealed.name.clone(),
        core: line.as_ref().map(|line| sealed::core(sealed, &line.row)),
        ranked: line.as_ref().map_or(0, |line| line.ranked),
        next_above: line.as_ref().and_then(|line| line.next_above.clone()),
        row: line.map(|line| line.row),
        all_supervisions: encode::sealed::lines(sealed)
            .into_iter()
            .filter_map(|row| row.counts)
            .map(|counts| counts.supervisions)
            .sum(),
        terms,
    };
    Ok(Some(subject.explained(unit, &sources)))
}

/// A line that is to be explained, with what is not in the unit's own facts.
struct Subject {
    ranking: String,
    terms: Terms,
    row: Option<wire::RankingRow>,
    /// The same line; its counts may be those of the facts already.
    core: Option<Row>,
    next_above: Option<wire::RankingRow>,
    ranked: usize,
    all_supervisions: i64,
}

impl Subject {
    fn explained(self, unit: &str, sources: &Sources) -> Explanation {
        let Subject {
            ranking,
            terms,
            row,
            core,
            next_above,
            ranked,
            all_supervisions,
        } = self;
        let policy = &terms.policy.policy;
        let each: Vec<(Verdict, UnitCounts)> = sources
            .assignments
            .iter()
            .map(|history| {
                let verdict = verdict(history, policy, &terms.zone, terms.day);
                let adds = UnitCounts::of_assignment(history, policy, &terms.zone, terms.day);
                (verdict, adds)
            })
            .filter(|(verdict, _)| verdict.place != Place::NotYetAssigned)
            .collect();
        let counts = each
            .iter()
            .fold(sources.occasions(&terms, unit), |sum, (_, adds)| {
                sum + *adds
            });
        let by_facts = core.map(|core| core.with_counts(&counts, policy));
        let differences = match (&row, &by_facts) {
            (Some(row), Some(by_facts)) => encode::changes::between(
                std::slice::from_ref(row),
                &[encode::ranking::row(by_facts)],
            ),
            _ => Vec::new(),
        };
        let nothing = Effect {
            composite_without: None,
            cost: None,
        };
        Explanation {
            adds_up: differences.is_empty() && (row.is_some() || counts == UnitCounts::default()),
            differences,
            numbers: by_facts
                .as_ref()
                .map(|row| numbers::numbers(row, policy, ranked))
                .unwrap_or_default(),
            next_above: neighbour(row.as_ref(), next_above),
            assignments: each
                .into_iter()
                .map(|(verdict, adds)| Explained {
                    effect: by_facts
                        .as_ref()
                        .map_or(nothing, |row| effect(row, adds, policy)),
                    verdict,
                    adds,
                })
                .collect(),
            supervisions: sources.supervision_ids(&terms),
            ranking,
            row,
            all_supervisions,
            terms,
        }
    }
}

fn neighbour(
    row: Option<&wire::RankingRow>,
    next_above: Option<wire::RankingRow>,
) -> Option<Neighbour> {
    let score = |row: &wire::RankingRow| Some(row.composite_score.as_ref()?.hundredths);
    let next_above = next_above?;
    Some(Neighbour {
        ahead: score(&next_above)? - score(row?)?,
        row: next_above,
    })
}

impl Explained {
    /// Whether it costs points, for whatever reason, or is left out of a figure. Assisting ones are not scored at all.
    pub fn is_notable(&self) -> bool {
        let Explained {
            verdict, effect, ..
        } = self;
        let costs = effect.cost.is_some_and(|cost| 0 < cost);
        verdict.role == Role::Lead
            && (verdict.place != Place::Rated || !verdict.costs.is_empty() || costs)
    }
}
