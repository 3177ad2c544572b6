//! Publishes the previous month by a cron expression in the hotline's zone.
//!
//! What is to be tried again is kept in memory only; so at the start the latest time that has passed is made up for,
//! unless its month is sealed.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use croner::Cron;
use hotline_common::shutdown::Shutdown;
use hotline_common::time::{Moment, Month, Zone};
use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::publisher::{Publisher, PublisherError};
use crate::publishing::{PublishError, Published, Request};
use crate::pull::{Role, Status};

/// When to try again what is not ready, in microseconds.
const RETRY_MICROS: i64 = 60_000_000;
/// The clock is looked at this often, since it may be set.
const LOOK: Duration = Duration::from_secs(30);

/// A cron expression of five fields, or six with seconds.
#[derive(Clone, Debug)]
pub struct Schedule {
    cron: Cron,
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Schedule, String> {
        Cron::from_str(text)
            .map(|cron| Schedule { cron })
            .map_err(|error| format!("is no cron expression: {error}"))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cron.as_str())
    }
}

impl Schedule {
    /// The first time after a moment, by the zone's clock.
    fn next(&self, zone: &Zone, after: Moment) -> Option<Moment> {
        let next = self
            .cron
            .find_next_occurrence(&local(zone, after)?, false)
            .ok()?;
        Moment::from_micros(next.timestamp().as_microsecond())
    }

    /// The last time up to a moment, by the zone's clock.
    fn previous(&self, zone: &Zone, until: Moment) -> Option<Moment> {
        let previous = self
            .cron
            .find_previous_occurrence(&local(zone, until)?, true)
            .ok()?;
        Moment::from_micros(previous.timestamp().as_microsecond())
    }
}

fn local(zone: &Zone, moment: Moment) -> Option<jiff::Zoned> {
    let rules = TimeZone::get(zone.name()).ok()?;
    let timestamp = jiff::Timestamp::from_microsecond(moment.micros()).ok()?;
    Some(timestamp.to_zoned(rules))
}

/// What is to be done and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pending {
    month: Month,
    at: Moment,
}

/// Publishes until the shutdown, whenever it is this process that pulls. A time that passed while the process before did not publish any more is made
/// up for.
pub(crate) async fn run(
    schedule: Schedule,
    publisher: Publisher,
    mut status: watch::Receiver<Status>,
    clock: Clock,
    shutdown: Shutdown,
) {
    loop {
        let zone = tokio::select! {
            () = shutdown.requested() => return,
            zone = known_zone(&mut status) => zone,
        };
        let Some(zone) = zone else { return };
        let handed_over = status.wait_for(|status| status.role == Role::Follower);
        tokio::select! {
            () = keep(&schedule, &publisher, &zone, &clock, &shutdown) => return,
            handed_over = handed_over => if handed_over.is_err() { return },
        }
    }
}

/// Publishes until the shutdown, or until the schedule has no further time.
async fn keep(
    schedule: &Schedule,
    publisher: &Publisher,
    zone: &Zone,
    clock: &Clock,
    shutdown: &Shutdown,
) {
    let now = clock.now();
    let mut pending = missed(schedule, publisher, zone, now).await;
    let mut next = schedule.next(zone, now);
    loop {
        if let Some(next) = next {
            tracing::info!(%schedule, at = %next, "the previous month will be published");
        }
        loop {
            let due = [next, pending.map(|pending: Pending| pending.at)]
                .into_iter()
                .flatten()
                .min();
            let Some(due) = due else {
                tracing::warn!(%schedule, "the schedule has no further time");
                return;
            };
            tokio::select! {
                () = shutdown.requested() => return,
                () = wait_until(due, clock) => {}
            }
            let now = clock.now();
            if next.is_some_and(|next| next <= now) {
                let month = zone.month_of(now).previous();
                pending = Some(Pending { month, at: now });
                next = schedule.next(zone, now);
            }
            if let Some(Pending { month, .. }) = pending {
                pending = publish(publisher, month, now)
                    .await
                    .map(|at| Pending { month, at });
            }
            if pending.is_none() {
                break;
            }
        }
    }
}

/// The month of the last time that has passed, if it is not sealed: the service was not running then, or ended before
/// the month could be sealed.
async fn missed(
    schedule: &Schedule,
    publisher: &Publisher,
    zone: &Zone,
    now: Moment,
) -> Option<Pending> {
    let time = schedule.previous(zone, now)?;
    let month = zone.month_of(time).previous();
    match publisher.is_sealed(month).await {
        Ok(true) => return None,
        Ok(false) => {
            tracing::info!(%month, %time, "the month was not published in time; will be now");
        }
        Err(error) => tracing::warn!(%month, %error, "unknown whether the month is sealed"),
    }
    Some(Pending { month, at: now })
}

/// Publishes a month and logs the outcome; answers when to try again, if that may help.
async fn publish(publisher: &Publisher, month: Month, now: Moment) -> Option<Moment> {
    let request = Request {
        month,
        issue_number: None,
        issue_day: None,
        cut_off: None,
        reason: String::new(),
        accepted: std::collections::BTreeSet::new(),
        key: None,
    };
    match publisher.publish(request).await {
        Ok(Published {
            revision, is_new, ..
        }) => {
            if is_new {
                tracing::info!(%month, revision, "published by schedule");
            } else {
                tracing::info!(%month, revision, "the month was sealed already");
            }
            None
        }
        Err(error) => {
            let again = retry_at(&error, now);
            match again {
                Some(at) => {
                    tracing::warn!(%month, %error, %at, "not published yet; will try again");
                }
                None => {
                    tracing::error!(%month, %error, "not published; an operator must look at it");
                }
            }
            again
        }
    }
}

/// When trying again may help.
fn retry_at(error: &PublisherError, now: Moment) -> Option<Moment> {
    match error {
        PublisherError::IntakeUnreachable(_) => Some(now.plus_micros(RETRY_MICROS)),
        PublisherError::Refused(refused) => match refused {
            PublishError::BeforeCutOff { cut_off } => Some(*cut_off),
            PublishError::NotCaughtUp { .. }
            | PublishError::FeedReset
            | PublishError::Figures(_) => Some(now.plus_micros(RETRY_MICROS)),
            PublishError::NotReconciled(_)
            | PublishError::ReasonRequired { .. }
            | PublishError::RequestReused { .. } => None,
        },
    }
}

/// The zone, once the feed has told it and this process pulls.
async fn known_zone(status: &mut watch::Receiver<Status>) -> Option<Zone> {
    let known = status
        .wait_for(|status| !status.time_zone.is_empty() && status.role == Role::Puller)
        .await
        .ok()?;
    Zone::named(&known.time_zone).ok()
}

async fn wait_until(due: Moment, clock: &Clock) {
    loop {
        let left = due.micros().saturating_sub(clock.now().micros());
        match u64::try_from(left) {
            Ok(0) | Err(_) => return,
            Ok(left) => tokio::time::sleep(LOOK.min(Duration::from_micros(left))).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::FiguresError;
    use crate::live::Memory;
    use crate::pull::Puller;
    use crate::store;
    use crate::testing::{FakeIntake, Feed, Store, TestClock, ZONE, june, moment};

    #[test]
    fn the_schedule_is_read_by_the_hotlines_clock() {
        let schedule: Schedule = "0 2 11 * *".parse().expect("a schedule");
        let zone = Zone::named("Asia/Shanghai").expect("built in");
        let next = schedule.next(&zone, moment("2015-07-01T00:00:00Z"));
        assert_eq!(next, Some(moment("2015-07-10T18:00:00Z")));
        let after = schedule.next(&zone, moment("2015-07-10T18:00:00Z"));
        assert_eq!(after, Some(moment("2015-08-10T18:00:00Z")));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for wrong in ["", "monthly", "0 2 32 * *", "0 25 1 * *"] {
            assert!(wrong.parse::<Schedule>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_needs_a_person_is_not() {
        let now = moment("2015-07-01T00:00:00Z");
        let cut_off = moment("2015-07-10T16:00:00Z");
        let refused = |error| retry_at(&PublisherError::Refused(error), now);
        assert_eq!(
            refused(PublishError::BeforeCutOff { cut_off }),
            Some(cut_off)
        );
        let later = Some(now.plus_micros(RETRY_MICROS));
        assert_eq!(
            refused(PublishError::Figures(FiguresError::NothingPulled)),
            later
        );
        assert_eq!(refused(PublishError::ReasonRequired { revision: 1 }), None);
        assert_eq!(refused(PublishError::NotReconciled(vec![])), None);
        let unreachable = PublisherError::IntakeUnreachable(String::new());
        assert_eq!(retry_at(&unreachable, now), later);
    }

    #[test]
    fn the_last_time_that_has_passed_is_found_by_the_hotlines_clock() {
        let schedule: Schedule = "0 2 11 * *".parse().expect("a schedule");
        let zone = Zone::named("Asia/Shanghai").expect("built in");
        let time = moment("2015-07-10T18:00:00Z");
        let before = Some(moment("2015-06-10T18:00:00Z"));
        assert_eq!(schedule.previous(&zone, time.plus_micros(-1)), before);
        assert_eq!(schedule.previous(&zone, time), Some(time));
        assert_eq!(schedule.previous(&zone, time.plus_micros(1)), Some(time));
    }

    /// A service that is started at a moment and ends after what it does.
    struct Restarted {
        store: Store,
        status: watch::Receiver<Status>,
        publisher: Publisher,
        clock: Clock,
        shutdown: Shutdown,
    }

    impl Restarted {
        /// With June pulled.
        async fn at(now: Moment) -> Restarted {
            let intake = FakeIntake::start(Feed::june()).await;
            let store = Store::new();
            let clock = TestClock::at(now).clock();
            let shutdown = Shutdown::new();
            let database = store.database.clone();
            let puller = Puller::start(
                database.clone(),
                intake.client(),
                clock.clone(),
                Memory::default(),
                shutdown.clone(),
            );
            let mut status = puller.watch();
            let head = intake.head();
            status
                .wait_for(|status| status.sequence == head)
                .await
                .expect("the puller is there");
            Restarted {
                store,
                publisher: Publisher::new(database, intake.client(), status.clone(), clock.clone()),
                status,
                clock,
                shutdown,
            }
        }

        async fn missed(&self) -> Option<Month> {
            let schedule: Schedule = "0 2 11 * *".parse().expect("a schedule");
            let zone = Zone::named(ZONE).expect("built in");
            missed(&schedule, &self.publisher, &zone, self.clock.now())
                .await
                .map(|pending| pending.month)
        }

        fn is_sealed(&self) -> bool {
            self.store
                .read(|connection| store::rankings::latest(connection, june()))
                .expect("a read")
                .is_some()
        }
    }

    impl Drop for Restarted {
        fn drop(&mut self) {
            self.shutdown.trigger("the test is over");
        }
    }

    #[tokio::test]
    async fn a_month_whose_time_passed_unsealed_is_published_at_the_start() {
        let service = Restarted::at(moment("2015-07-20T00:00:00Z")).await;
        assert_eq!(service.missed().await, Some(june()));
        tokio::spawn(run(
            "0 2 11 * *".parse().expect("a schedule"),
            service.publisher.clone(),
            service.status.clone(),
            service.clock.clone(),
            service.shutdown.clone(),
        ));
        let sealed = async {
            while !service.is_sealed() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), sealed)
            .await
            .expect("it is sealed");
        assert_eq!(service.missed().await, None);
    }

    #[tokio::test]
    async fn who_does_not_pull_publishes_nothing_until_it_takes_over() {
        let service = Restarted::at(moment("2015-07-20T00:00:00Z")).await;
        let pulled = service.status.borrow().clone();
        let (status, mut seen) = watch::channel(Status {
            role: Role::Follower,
            ..pulled.clone()
        });
        tokio::select! {
            biased;
            _ = known_zone(&mut seen) => panic!("it would publish"),
            () = std::future::ready(()) => {}
        }
        let keeping = tokio::spawn(run(
            "0 2 11 * *".parse().expect("a schedule"),
            service.publisher.clone(),
            seen,
            service.clock.clone(),
            service.shutdown.clone(),
        ));
        status.send_replace(pulled);
        let sealed = async {
            while !service.is_sealed() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), sealed)
            .await
            .expect("it makes up for the time that passed");
        drop(status);
        keeping.await.expect("it ends with the puller");
    }

    #[tokio::test]
    async fn before_the_months_time_only_the_month_before_it_is_made_up_for() {
        let service = Restarted::at(moment("2015-07-10T17:59:59Z")).await;
        assert_eq!(service.missed().await, Some(june().previous()));
    }
}
