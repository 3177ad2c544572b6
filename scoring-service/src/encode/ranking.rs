//! A ranking and its lines.

use hotline_common::decode::timestamp;
use hotline_proto::scoring as wire;

use super::{identity, policy, rate, score, words};
use crate::figures::Terms;
use crate::score::{
    FeedPosition, Group, GroupRanking, Identity, IdentityName, Ranking, Row, SupervisionForm,
    Tallies, UnitCounts, reconcile,
};

/// A ranking that is not sealed.
pub fn provisional(terms: &Terms, ranking: &Ranking, identities: &[Identity]) -> wire::Ranking {
    wire::Ranking {
        name: format!("rankings/{}/revisions/provisional", terms.month),
        month: terms.month.to_string(),
        tables: tables(ranking),
        provisional: true,
        as_of_time: Some(timestamp(terms.as_of())),
        cut_off_time: Some(timestamp(terms.cut_off())),
        before_cut_off: terms.before_cut_off,
        policy: Some(policy::policy(&terms.policy)),
        feed_sequence: terms.cursor.sequence,
        identities: identities.iter().map(identity::identity).collect(),
        seal: None,
        first_answer_rate: rate(ranking.hotline.first_answer),
        answered_in_15_seconds_rate: rate(ranking.hotline.answered_soon),
    }
}

/// A ranking that is not sealed, with the identities that can be told without reading the facts. `head_sequence` is where the feed's head was
/// when last heard of.
pub fn unsealed(
    terms: &Terms,
    tallies: &Tallies,
    ranking: &Ranking,
    head_sequence: i64,
) -> wire::Ranking {
    let feed = FeedPosition {
        pulled: terms.cursor.sequence,
        head: head_sequence.max(terms.cursor.head_sequence),
    };
    let mut identities = reconcile(tallies, ranking, 0, feed);
    identities.retain(|identity| identity.name != IdentityName::TalliesEqualFacts);
    provisional(terms, ranking, &identities)
}

/// One unit's line.
pub fn row(row: &Row) -> wire::RankingRow {
    let Row {
        rank,
        code,
        name,
        group,
        position,
        active: _,
        counts: unit_counts,
        rates,
        supervision_ratio,
        hotline: _,
        small_sample,
        composite,
    } = row;
    wire::RankingRow {
        unit: code.clone(),
        display_name: name.clone(),
        group: words::group(*group).into(),
        // A unit that the registry does not know comes last.
        position: i32::try_from(*position).unwrap_or(i32::MAX),
        rank: rank.map(|rank| i32::try_from(rank).unwrap_or(i32::MAX)),
        completion_rate: rates.and_then(|rates| rate(rates.completion)),
        on_time_completion_rate: rates.and_then(|rates| rate(rates.on_time_completion)),
        satisfaction_rate: rates.and_then(|rates| rate(rates.satisfaction)),
        coverage: rates.and_then(|rates| rate(rates.coverage)),
        supervision_ratio: rate(*supervision_ratio),
        composite_score: composite.map(score),
        counts: Some(counts(unit_counts)),
        sign_for_rate: rates.and_then(|rates| rate(rates.sign_for)),
        redo_rate: rates.and_then(|rates| rate(rates.redo)),
        send_back_rate: rates.and_then(|rates| rate(rates.send_back)),
        confirmed_rate: rates.and_then(|rates| rate(rates.resolved)),
        claim_gap: row.claim_gap().map(score),
        small_sample: *small_sample,
    }
}

/// A unit's supervisions and its share of all of them.
pub fn supervision_ratio(row: &Row) -> wire::SupervisionRatio {
    let form = |form: SupervisionForm| row.counts.supervisions[usize::from(form.index())];
    wire::SupervisionRatio {
        unit: row.code.clone(),
        display_name: row.name.clone(),
        group: words::group(row.group).into(),
        ratio: rate(row.supervision_ratio),
        telephone: form(SupervisionForm::Telephone),
        written: form(SupervisionForm::Written),
        on_site: form(SupervisionForm::OnSite),
    }
}

fn tables(ranking: &Ranking) -> Vec<wire::RankingTable> {
    let mut tables: Vec<wire::RankingTable> = ranking.groups.iter().map(table).collect();
    if !ranking.others.is_empty() {
        let (with_volume, without_volume): (Vec<&Row>, Vec<&Row>) = ranking
            .others
            .iter()
            .partition(|row| row.counts.volume != 0);
        tables.push(wire::RankingTable {
            group: wire::UnitGroup::Unspecified.into(),
            rows: Vec::new(),
            unrated: with_volume.into_iter().map(row).collect(),
            without_volume: without_volume.into_iter().map(row).collect(),
            ..wire::RankingTable::default()
        });
    }
    tables
}

fn table(ranking: &GroupRanking) -> wire::RankingTable {
    let GroupRanking {
        group,
        ranked,
        unranked,
        small_samples,
        without_volume,
        red: _,
        black: _,
    } = ranking;
    let group: Group = *group;
    wire::RankingTable {
        group: words::group(Some(group)).into(),
        rows: ranked.iter().map(row).collect(),
        unrated: unranked.iter().map(row).collect(),
        without_volume: without_volume.iter().map(row).collect(),
        small_samples: small_samples.iter().map(row).collect(),
        red_list: ranking.red_list().iter().map(listed).collect(),
        black_list: ranking.black_list().iter().map(listed).collect(),
    }
}

/// A unit on a red or black list.
pub fn listed(row: &Row) -> wire::ListedUnit {
    wire::ListedUnit {
        unit: row.code.clone(),
        display_name: row.name.clone(),
        rank: row
            .rank
            .map_or(0, |rank| i32::try_from(rank).unwrap_or(i32::MAX)),
        composite_score: row.composite.map(score),
    }
}

/// What a line is made of.
pub fn counts(counts: &UnitCounts) -> wire::UnitCounts {
    let UnitCounts {
        volume,
        assist_volume,
        excluded,
        open,
        rated,
        completed,
        on_time,
        visited,
        governor_mailbox,
        sent_back,
        withdrawn,
        sign_limited,
        signed_in_time,
        completed_once,
        redone,
        duplicates,
        resolutions: [resolved, ..],
        process_grades,
        outcome_grades,
        supervisions,
        leader_sessions,
        leader_session_calls: _,
    } = counts;
    let grade = |index: usize| process_grades[index] + outcome_grades[index];
    wire::UnitCounts {
        volume: *volume,
        excluded: *excluded,
        not_due: *open,
        rated: *rated,
        completed: *completed,
        completed_on_time: *on_time,
        visited: *visited,
        grades: Some(wire::GradeCounts {
            very_satisfied: grade(0),
            satisfied: grade(1),
            basically_satisfied: grade(2),
            dissatisfied: grade(3),
            very_dissatisfied: grade(4),
        }),
        sent_back: *sent_back,
        withdrawn: *withdrawn,
        governors_mailbox: *governor_mailbox,
        assisted: *assist_volume,
        supervisions: supervisions.iter().sum(),
        leader_sessions: *leader_sessions,
        sign_limited: *sign_limited,
        signed_in_time: *signed_in_time,
        completed_once: *completed_once,
        redone: *redone,
        resolved: *resolved,
        duplicates: *duplicates,
    }
}
