//! Issues yellow and red cards, in the background.
//!
//! A round reads the open assignments whose deadline is near or past, and hands in a command for each that is to get a card. The ledger decides under
//! its lock whether it still is, so several processes may do the same at once.

use std::time::Duration;

use hotline_common::db::{Database, DbError};
use hotline_common::shutdown::Shutdown;
use hotline_common::time::{Moment, Zone};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::domain::card::{Horizon, due_card};
use crate::domain::command::{AssignmentTarget, Command, OrderTarget};
use crate::domain::names::AssignmentId;
use crate::ledger::{Ledger, MAX_CHUNK, Refusal, Submission};
use crate::store::assignments::{OpenKey, list_open};
use crate::store::{StoreError, calendars};

/// Who issues cards, as timelines show it.
const ACTOR: &str = "intake-service";
/// How many assignments are looked at together.
const PAGE: u32 = 1_000;

/// Why a round ended early. The next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The database cannot be read.
    #[error("open assignments cannot be read")]
    Store(#[from] StoreError),
    /// The ledger did not take the cards.
    #[error("a card was not recorded")]
    Ledger(#[from] Refusal),
}

impl From<DbError> for CardError {
    fn from(error: DbError) -> CardError {
        CardError::Store(error.into())
    }
}

/// Issues cards every `interval`, beginning after the first one, until the shutdown.
pub async fn run(database: Database, ledger: Ledger, interval: Duration, shutdown: Shutdown) {
    let mut ticks = interval_at(Instant::now() + interval, interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.requested() => return,
            _ = ticks.tick() => {}
        }
        match issue(&database, &ledger, Moment::now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "cards were issued"),
            Err(_) if shutdown.is_requested() => return,
            Err(error) => tracing::warn!(
                error = hotline_common::run::chain(&error),
                "cards could not be issued; trying again later"
            ),
        }
    }
}

/// One round: issues every card that has come by a moment, and says how many there were.
///
/// # Errors
/// See [`CardError`].
pub async fn issue(database: &Database, ledger: &Ledger, now: Moment) -> Result<usize, CardError> {
    let mut issued = 0;
    let mut after = None;
    loop {
        let zone = ledger.zone().clone();
        let page = database
            .read(move |connection| -> Result<Page, CardError> {
                Ok(Page::read(connection, &zone, now, after)?)
            })
            .await?;
        for chunk in page.to_issue.chunks(MAX_CHUNK) {
            let answers = ledger.submit_all(chunk.iter().map(card).collect()).await;
            for answer in answers {
                match answer {
                    Ok(receipt) => issued += usize::from(!receipt.repeated),
                    // Nothing that could be repeated with success, and nothing that should hinder the others.
                    Err(Refusal::Rejected(rejection)) => {
                        tracing::error!(%rejection, "a card was refused");
                    }
                    Err(refusal) => return Err(refusal.into()),
                }
            }
        }
        match page.last {
            Some(last) => after = Some(last),
            None => return Ok(issued),
        }
    }
}

/// Some open assignments.
struct Page {
    /// Those that are to get a card.
    to_issue: Vec<AssignmentId>,
    /// The last one that was looked at; `None` where there are no more.
    last: Option<OpenKey>,
}

impl Page {
    fn read(
        connection: &mut hotline_common::db::AnyConnection,
        zone: &Zone,
        now: Moment,
        after: Option<OpenKey>,
    ) -> Result<Page, StoreError> {
        let calendar = calendars::whole(connection)?;
        let horizon = Horizon::at(now, &calendar, zone);
        let rows = list_open(connection, horizon, after, PAGE)?;
        let is_full = u32::try_from(rows.len()).is_ok_and(|count| PAGE <= count);
        let last = rows.last().filter(|_| is_full).and_then(OpenKey::of);
        let to_issue = rows
            .iter()
            .filter(|row| due_card(&row.standing, &calendar, zone, now).is_some())
            .map(|row| row.id)
            .collect();
        Ok(Page { to_issue, last })
    }
}

fn card(id: &AssignmentId) -> Submission {
    Submission {
        command: Command::IssueCard {
            assignment: AssignmentTarget {
                order: OrderTarget::Number(id.order),
                number: id.number,
            },
        },
        actor: ACTOR.to_owned(),
        request: None,
        import: false,
    }
}
