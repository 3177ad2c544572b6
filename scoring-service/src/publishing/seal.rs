//! Makes the record of a sealed revision: the provisional answers with their seal.

use hotline_common::db::DbError;
use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::scoring as wire;
use prost::Message as _;

use super::Hashes;
use crate::encode;
use crate::figures::{MonthFigures, sha256};
use crate::score::{Identity, Publication};
use crate::store::rankings::{SealedRevision, SealedRow};

/// What is to be sealed.
pub(super) struct Sealing<'a> {
    pub(super) figures: &'a MonthFigures,
    pub(super) identities: &'a [Identity],
    pub(super) publication: Publication,
    pub(super) canonical: String,
    pub(super) hashes: Hashes,
    pub(super) now: Moment,
}

/// The record and its lines. `previous` are the lines of the revision before.
pub(super) fn seal(
    sealing: Sealing<'_>,
    previous: &[SealedRow],
) -> Result<(SealedRevision, Vec<SealedRow>), DbError> {
    let Sealing {
        figures,
        identities,
        publication,
        canonical,
        hashes,
        now,
    } = sealing;
    let terms = &figures.terms;
    let number = |number: u32| {
        i32::try_from(number).map_err(|_| DbError::Other("a number is too large".to_owned()))
    };
    let revision = number(publication.revision)?;
    let issue_number = number(publication.issue)?;
    let name = format!("rankings/{}/revisions/{revision}", terms.month);
    let hash = sha256(&canonical);
    let previous_hash = publication.previous_hash.clone().unwrap_or_default();

    let mut ranking = encode::ranking::provisional(terms, &figures.ranking, identities);
    let changes = if revision == 1 {
        Vec::new()
    } else {
        let before: Vec<_> = previous
            .iter()
            .map(encode::sealed::line)
            .collect::<Result<_, _>>()?;
        encode::changes::between(&before, &encode::sealed::lines(&ranking))
    };
    ranking.name.clone_from(&name);
    ranking.provisional = false;
    ranking.seal = Some(wire::Seal {
        revision,
        seal_time: Some(timestamp(now)),
        issue_number,
        issue_date: publication.dated.to_string(),
        reason: publication.reason.clone(),
        hash: hash.clone(),
        previous_hash: previous_hash.clone(),
        feed_cursor: terms.cursor.feed_cursor.clone(),
        accepted_identities: publication.accepted,
        changes,
    });
    let mut bulletin = encode::bulletin::provisional(figures);
    bulletin.name = name;
    bulletin.provisional = false;
    bulletin.issue_number = issue_number;
    bulletin.issue_date = publication.dated.to_string();

    let rows = encode::sealed::split(&mut ranking);
    let sealed = SealedRevision {
        month: terms.month,
        revision,
        hash,
        previous_hash,
        content_hash: hashes.content,
        facts_hash: hashes.facts,
        canonical,
        cut_off: terms.cut_off(),
        feed_sequence: terms.cursor.sequence,
        feed_cursor: terms.cursor.feed_cursor.clone(),
        issue_number,
        issue_day: publication.dated,
        reason: publication.reason,
        sealed: now,
        ranking: ranking.encode_to_vec(),
        bulletin: bulletin.encode_to_vec(),
    };
    Ok((sealed, rows))
}
