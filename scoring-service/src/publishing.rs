//! Seals a month's ranking and bulletin (design: sealed revision, reconciliation).
//!
//! A revision's `content_hash` is the SHA-256 of the month's canonical figures, its `hash` that of the whole canonical
//! text, which holds the hash of the revision before: [`canonical_figures`] and [`canonical_seal`] describe both.
//! The canonical text's `seal.facts` ties the facts behind the figures to it ([`proof`](crate::proof)).
//! Its `facts_hash` is another: the SHA-256 of what the figures come from without the registry: policy, cut-off, counts and
//! records. *Nothing changed* means:
//!
//! - the figures are the same to the last digit; or
//! - the facts are the same, so that only the registry differs (a unit was renamed since), and no reason is given.
//!   Sealing has frozen the old names; whoever wants a revision with the new ones gives a reason.

mod facts;
mod seal;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Day, Moment, Month};

use crate::figures::{self, FiguresError, MonthFigures, Terms, sha256};
use crate::score::{
    FeedPosition, Identity, IdentityName, Publication, canonical_figures, canonical_seal, reconcile,
};
use crate::store;
use crate::store::cursor::Cursor;
use crate::store::rankings::SealedRevision;
use crate::store::requests::{RequestError, RequestKey};
use crate::verification::verify_with_facts;

/// What a caller wants to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The month.
    pub month: Month,
    /// The bulletin's issue number; else the month's number in its year.
    pub issue_number: Option<u32>,
    /// The bulletin's date; else the present local day.
    pub issue_day: Option<Day>,
    /// The last day that counts; else the policy's.
    pub cut_off: Option<Day>,
    /// Why there is a new revision; empty for none.
    pub reason: String,
    /// The identities that may be broken.
    pub accepted: BTreeSet<IdentityName>,
    /// By which a repeat is known; `None` for a request without an id.
    pub key: Option<RequestKey>,
}

/// Where intake's feed stands, by its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last sequence.
    pub sequence: i64,
    /// The cursor at it.
    pub feed_cursor: String,
    /// The hotline's zone.
    pub time_zone: String,
}

/// Which revision is the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The month.
    pub month: Month,
    /// The revision's number.
    pub revision: i32,
    /// Whether it was sealed by this very call.
    pub is_new: bool,
}

/// Why a month is not sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// Facts may still come in time.
    #[error("the cut-off is at {cut_off}; until then facts may come in time")]
    BeforeCutOff {
        /// The first instant that does not count any more.
        cut_off: Moment,
    },
    /// Events are missing.
    #[error(
        "the feed was pulled up to {sequence}, and its head is at {head_sequence}; try again in a moment"
    )]
    NotCaughtUp {
        /// How far it was pulled.
        sequence: i64,
        /// Where its head is.
        head_sequence: i64,
    },
    /// The feed is not the one that was pulled.
    #[error("intake's feed is not the one that was pulled; call Rebuild")]
    FeedReset,
    /// Sums do not come out.
    #[error("the month does not reconcile")]
    NotReconciled(Vec<Identity>),
    /// There is a revision, its figures have changed, and nobody says why.
    #[error("the figures differ from revision {revision}; a new revision needs a reason")]
    ReasonRequired {
        /// The latest revision.
        revision: i32,
    },
    /// The request's id belongs to another request.
    #[error("the request_id was used before, with another content")]
    RequestReused {
        /// What that request made or found.
        subject: String,
    },
    /// There are no figures.
    #[error(transparent)]
    Figures(#[from] FiguresError),
}

impl From<DbError> for PublishError {
    fn from(error: DbError) -> PublishError {
        PublishError::Figures(error.into())
    }
}

impl From<RequestError> for PublishError {
    fn from(error: RequestError) -> PublishError {
        match error {
            RequestError::Reused { subject } => PublishError::RequestReused { subject },
            RequestError::Store(error) => error.into(),
        }
    }
}

/// What the same request was answered before, whatever has changed since; `None` for a new request.
///
/// # Errors
/// [`PublishError::RequestReused`], or that the store fails.
pub fn repeated(
    connection: &mut AnyConnection,
    request: &Request,
) -> Result<Option<Published>, PublishError> {
    let subject = store::requests::subject(connection, request.key.as_ref())?;
    let revision = |subject: String| {
        let (_, revision) = subject.rsplit_once('/')?;
        revision.parse().ok()
    };
    subject
        .map(|subject| {
            Ok(Published {
                month: request.month,
                revision: revision(subject).ok_or_else(|| DbError::Decode {
                    column: Some("requests.subject".to_owned()),
                })?,
                is_new: false,
            })
        })
        .transpose()
}

/// Whether the cut-off has passed; nobody need ask intake before that.
///
/// # Errors
/// [`PublishError::BeforeCutOff`], or that there are no figures.
pub fn check_cut_off(
    connection: &mut AnyConnection,
    month: Month,
    cut_off: Option<Day>,
    now: Moment,
) -> Result<(), PublishError> {
    match Terms::of(connection, month, cut_off, now) {
        // Not even the zone is known; the head will tell that the feed was not pulled.
        Err(FiguresError::NothingPulled) => Ok(()),
        terms => after_cut_off(&terms?),
    }
}

/// Seals the month, or finds the revision that it is sealed as. Call it in a writing transaction, so that of two
/// publishers one seals and the other finds; call [`check_history`] before.
///
/// # Errors
/// See [`PublishError`]; nothing is written then.
pub fn publish(
    connection: &mut AnyConnection,
    request: &Request,
    head: &Head,
    now: Moment,
) -> Result<Published, PublishError> {
    // First, so that nobody seals or pulls while the figures are read one after another.
    store::cursor::lock(connection)?;
    if let Some(published) = repeated(connection, request)? {
        return Ok(published);
    }
    let published = seal_or_find(connection, request, head, now)?;
    let subject = format!(
        "rankings/{}/revisions/{}",
        request.month, published.revision
    );
    store::requests::save(connection, request.key.as_ref(), &subject, now)?;
    Ok(published)
}

fn seal_or_find(
    connection: &mut AnyConnection,
    request: &Request,
    head: &Head,
    now: Moment,
) -> Result<Published, PublishError> {
    let month = request.month;
    check_feed(&store::cursor::read(connection)?, head)?;
    let figures = figures::month(connection, month, request.cut_off, now)?;
    after_cut_off(&figures.terms)?;
    let canonical = canonical_figures(
        &figures.terms.policy.policy,
        &figures.terms.zone,
        &figures.ranking,
        &figures.bulletin,
        &figures.typical_cases,
    );
    let hashes = Hashes {
        content: sha256(&canonical),
        facts: sha256(&facts::canonical(&figures)),
    };
    let latest = store::rankings::latest(connection, month)?;
    if let Some(latest) = &latest {
        if hashes.changed_nothing(latest, &request.reason) {
            return Ok(Published {
                month,
                revision: latest.revision,
                is_new: false,
            });
        }
        if request.reason.is_empty() {
            return Err(PublishError::ReasonRequired {
                revision: latest.revision,
            });
        }
    }
    let (identities, facts_hash) = reconciled(connection, &figures, head)?;
    let accepted = accepted(&identities, &request.accepted)?;
    let publication = publication(
        request,
        &figures,
        latest.as_ref(),
        &accepted,
        facts_hash,
        now,
    );
    let sealing = seal::Sealing {
        figures: &figures,
        identities: &identities,
        canonical: canonical_seal(&publication, &canonical),
        publication,
        hashes,
        now,
    };
    let previous = match &latest {
        Some(latest) => store::rankings::rows(connection, month, latest.revision)?,
        None => Vec::new(),
    };
    let (sealed, rows) = seal::seal(sealing, &previous)?;
    let revision = sealed.revision;
    store::rankings::seal(connection, sealed, rows)?;
    Ok(Published {
        month,
        revision,
        is_new: true,
    })
}

/// The hashes that say whether anything changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hashes {
    content: String,
    facts: String,
}

impl Hashes {
    fn changed_nothing(&self, latest: &SealedRevision, reason: &str) -> bool {
        self.content == latest.content_hash
            || (self.facts == latest.facts_hash && reason.is_empty())
    }
}

fn after_cut_off(terms: &Terms) -> Result<(), PublishError> {
    if terms.before_cut_off {
        return Err(PublishError::BeforeCutOff {
            cut_off: terms.cut_off(),
        });
    }
    Ok(())
}

/// Whether the feed is the one that was pulled. `earlier` was read before intake was asked for its head: a feed only
/// grows, so a head behind it belongs to another history. A cursor that is read later may be beyond the head, since
/// pulling goes on.
///
/// # Errors
/// [`PublishError::FeedReset`].
pub fn check_history(earlier: &Cursor, head: &Head) -> Result<(), PublishError> {
    if head.sequence < earlier.sequence {
        return Err(PublishError::FeedReset);
    }
    check_identity(earlier, head)
}

/// The feed must be the one that was pulled, and pulled up to the head that was seen at the start, or beyond.
fn check_feed(cursor: &Cursor, head: &Head) -> Result<(), PublishError> {
    check_identity(cursor, head)?;
    if cursor.sequence < head.sequence {
        return Err(PublishError::NotCaughtUp {
            sequence: cursor.sequence,
            head_sequence: head.sequence,
        });
    }
    Ok(())
}

/// The zone never changes, and one sequence has one cursor.
fn check_identity(cursor: &Cursor, head: &Head) -> Result<(), PublishError> {
    let is_other_zone = !cursor.time_zone.is_empty() && cursor.time_zone != head.time_zone;
    let is_other_history = head.sequence == cursor.sequence
        && !cursor.feed_cursor.is_empty()
        && cursor.feed_cursor != head.feed_cursor;
    if is_other_zone || is_other_history {
        return Err(PublishError::FeedReset);
    }
    Ok(())
}

/// The identities, and the hash over the facts that were counted again for them.
fn reconciled(
    connection: &mut AnyConnection,
    figures: &MonthFigures,
    head: &Head,
) -> Result<(Vec<Identity>, String), PublishError> {
    let (verification, facts_hash) = verify_with_facts(connection, figures.terms.month)?;
    let identities = reconcile(
        &figures.tallies,
        &figures.ranking,
        i64::try_from(verification.differences.len()).unwrap_or(i64::MAX),
        FeedPosition {
            pulled: figures.terms.cursor.sequence,
            head: head.sequence,
        },
    );
    Ok((identities, facts_hash))
}

/// The broken identities that the caller accepts, if these are all.
fn accepted(
    identities: &[Identity],
    allowed: &BTreeSet<IdentityName>,
) -> Result<Vec<IdentityName>, PublishError> {
    let (accepted, refused): (Vec<&Identity>, Vec<&Identity>) = identities
        .iter()
        .filter(|identity| !identity.holds)
        .partition(|identity| allowed.contains(&identity.name));
    if refused.is_empty() {
        Ok(accepted.iter().map(|identity| identity.name).collect())
    } else {
        Err(PublishError::NotReconciled(
            refused.into_iter().cloned().collect(),
        ))
    }
}

fn publication(
    request: &Request,
    figures: &MonthFigures,
    latest: Option<&SealedRevision>,
    accepted: &[IdentityName],
    facts_hash: String,
    now: Moment,
) -> Publication {
    let (_, number_in_year) = request.month.parts();
    let previous = latest.map_or(0, |latest| latest.revision);
    Publication {
        revision: previous.unsigned_abs() + 1,
        issue: request
            .issue_number
            .unwrap_or_else(|| number_in_year.unsigned_abs().into()),
        dated: request
            .issue_day
            .unwrap_or_else(|| figures.terms.zone.day_of(now)),
        // The first revision needs no reason.
        reason: request.reason.clone(),
        feed_position: figures.terms.cursor.sequence,
        accepted: accepted.iter().map(|name| name.name().to_owned()).collect(),
        previous_hash: latest.map(|latest| latest.hash.clone()),
        facts_hash,
    }
}
