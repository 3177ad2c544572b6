//! `WatchRanking`: the provisional ranking as it moves.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use hotline_common::decode;
use hotline_common::status::{self, Violations};
use hotline_common::time::Month;
use hotline_proto::scoring::{Ranking, WatchRankingRequest};
use tokio::sync::{mpsc, watch};
use tonic::Status;

use crate::api::stream::{Answers, EndlessStream};
use crate::api::{Context, failure};
use crate::live::Provisional;
use crate::pull;

/// At most one answer in this time unless the client says otherwise.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(1);
/// What a client may choose, in nanoseconds: 0.1 to 3,600 seconds.
const INTERVALS: RangeInclusive<i128> = 100_000_000..=3_600_000_000_000;
/// The end of a day, and a policy that another process set, are seen at most this late.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// What is to be watched.
struct Wanted {
    month: Month,
    after: i64,
    interval: Duration,
}

pub(super) fn watch(
    context: &Context,
    request: WatchRankingRequest,
) -> Result<EndlessStream<Ranking>, Status> {
    let wanted = decode(request)?;
    let context = context.clone();
    Ok(EndlessStream::spawn(|answers| {
        run(context, wanted, answers)
    }))
}

fn decode(request: WatchRankingRequest) -> Result<Wanted, Status> {
    let WatchRankingRequest {
        month,
        after_feed_sequence,
        min_interval,
    } = request;
    let mut violations = Violations::new();
    let month = decode::month(&mut violations, "month", &month);
    let after = decode::number(
        &mut violations,
        "after_feed_sequence",
        after_feed_sequence,
        0..=i64::MAX,
    );
    let interval = match min_interval {
        None => Some(DEFAULT_INTERVAL),
        Some(given) => interval(&mut violations, given),
    };
    let wanted = month
        .zip(after)
        .zip(interval)
        .map(|((month, after), interval)| Wanted {
            month,
            after,
            interval,
        });
    violations.finish(wanted)
}

fn interval(violations: &mut Violations, given: prost_types::Duration) -> Option<Duration> {
    let prost_types::Duration { seconds, nanos } = given;
    let nanos = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let interval = Some(nanos)
        .filter(|nanos| INTERVALS.contains(nanos))
        .and_then(|nanos| u64::try_from(nanos).ok())
        .map(Duration::from_nanos);
    if interval.is_none() {
        violations.push("min_interval", "must be from 0.1 s to 3600 s");
    }
    interval
}

/// Answers until the client leaves or something ends it.
async fn run(context: Context, wanted: Wanted, answers: Answers<Ranking>) {
    let watcher = Watcher {
        pulled: context.puller.watch(),
        policies: context.policy_set.subscribe(),
        context,
        wanted,
        answers: answers.clone(),
        looked_at: None,
        told: None,
    };
    match watcher.watch().await {
        Ok(never) => match never {},
        Err(Stop::ClientGone) => {}
        // Where nobody listens any more there is nothing left to do.
        Err(Stop::Failed(status)) => {
            let _ = answers.send(Err(status)).await;
        }
    }
}

/// Why a stream ends.
enum Stop {
    Failed(Status),
    ClientGone,
}

impl<T> From<mpsc::error::SendError<T>> for Stop {
    fn from(_: mpsc::error::SendError<T>) -> Stop {
        Stop::ClientGone
    }
}

struct Watcher {
    context: Context,
    wanted: Wanted,
    pulled: watch::Receiver<pull::Status>,
    policies: watch::Receiver<()>,
    answers: Answers<Ranking>,
    /// The last ranking that was looked at.
    looked_at: Option<Arc<Provisional>>,
    /// The last ranking, by what a client would see of it.
    told: Option<Ranking>,
}

impl Watcher {
    async fn watch(mut self) -> Result<Infallible, Stop> {
        let answers = self.answers.clone();
        loop {
            // Made only when there is room for it, so that a slow client holds up nothing but itself and gets the latest.
            let room = tokio::select! {
                room = answers.reserve() => room?,
                () = self.context.shutdown.requested() => return Err(stopping()),
            };
            self.pulled.mark_unchanged();
            self.policies.mark_unchanged();
            match self.news().await? {
                Some(ranking) => room.send(Ok(ranking)),
                None => drop(room),
            }
            self.pause(self.wanted.interval).await?;
            self.change().await?;
        }
    }

    /// The ranking, if it is another one than the client has.
    async fn news(&mut self) -> Result<Option<Ranking>, Stop> {
        let found = self.context.live.provisional(self.wanted.month).await;
        let found = found.map_err(|error| Stop::Failed(failure::figures(&error)))?;
        let before = self.looked_at.replace(Arc::clone(&found));
        if before
            .as_ref()
            .is_some_and(|before| before.is_of_the_same(&found))
        {
            return Ok(None);
        }
        let seen = Ranking {
            feed_sequence: 0,
            identities: Vec::new(),
            ..found.ranking.clone()
        };
        let is_known =
            before.is_none() && found.sequence == self.wanted.after && found.sequence != 0;
        let is_same = self.told.as_ref() == Some(&seen);
        self.told = Some(seen);
        Ok((!is_known && !is_same).then(|| found.ranking.clone()))
    }

    /// Lets some time pass.
    async fn pause(&self, time: Duration) -> Result<(), Stop> {
        tokio::select! {
            () = tokio::time::sleep(time) => Ok(()),
            () = self.context.shutdown.requested() => Err(stopping()),
            () = self.answers.closed() => Err(Stop::ClientGone),
        }
    }

    /// Until the ranking may have changed.
    async fn change(&mut self) -> Result<(), Stop> {
        tokio::select! {
            changed = self.pulled.changed() => changed.map_err(|_| stopping()),
            changed = self.policies.changed() => changed.map_err(|_| stopping()),
            () = tokio::time::sleep(LOOK_AGAIN) => Ok(()),
            () = self.context.shutdown.requested() => Err(stopping()),
            () = self.answers.closed() => Err(Stop::ClientGone),
        }
    }
}

fn stopping() -> Stop {
    Stop::Failed(status::unavailable(
        "STOPPING",
        "the service is stopping; go on later from the last feed_sequence",
        Duration::from_secs(1),
    ))
}
