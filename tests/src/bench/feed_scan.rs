//! The feed drained by a client, beside a scan of the table that it is made from.

use std::path::Path;
use std::time::Instant;

use diesel::prelude::*;
use hotline_proto::intake::StreamEventsRequest;

use super::Failure;
use super::bare::open;
use super::database::database_file;
use super::during::during;
use super::row::Measured;
use super::sample::{Sample, per_second};
use super::size::Count;
use super::work::{Bench, say};
use crate::pair::IntakeClients;
use crate::service::Service;

pub(super) const FEED: &str = "feed_vs_scan";
/// Rows in a page, as in the feed.
const PAGE: i64 = 1_000;

diesel::table! {
    events (sequence) {
        sequence -> BigInt,
        kind -> Text,
        happened -> BigInt,
        recorded -> BigInt,
        order_number -> Nullable<BigInt>,
        actor -> Text,
        check_value -> BigInt,
        payload -> Binary,
    }
}

/// A row of the ledger.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
#[expect(dead_code, reason = "a scan reads what the table holds")]
struct EventRow {
    sequence: i64,
    kind: String,
    happened: i64,
    recorded: i64,
    order_number: Option<i64>,
    actor: String,
    check_value: i64,
    payload: Vec<u8>,
}

/// Drains the feed of a running intake, and scans its table, in turn.
pub(super) async fn pair(bench: &Bench, intake: &Service) -> Result<Measured, Failure> {
    let clients = IntakeClients::new(intake);
    let head = u64::try_from(clients.head().await?.sequence)?;
    let (mut drained, mut scanned) = (Sample::default(), Sample::default());
    for round in 1..=bench.sizes.rounds {
        let started = Instant::now();
        let count = during(intake, drain(&clients)).await?;
        drained.add(per_second(count, started.elapsed()));

        let file = database_file(intake)?;
        let scan = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            scan(&file).map(|count| (count, started.elapsed()))
        });
        let (found, elapsed) = scan.await??;
        scanned.add(per_second(found, elapsed));
        if (count, found) != (head, head) {
            return Err(
                format!("of {head} events the feed gave {count}, the table {found}").into(),
            );
        }
        say(format_args!(
            "  feed: round {round} of {}",
            bench.sizes.rounds
        ));
    }
    let size = format!("{} events", Count(head / 1_000 * 1_000));
    Ok(Measured::pair(
        FEED,
        drained.median(),
        scanned.median(),
        size,
    ))
}

async fn drain(clients: &IntakeClients) -> Result<u64, Failure> {
    let mut client = clients.feed.clone();
    let request = StreamEventsRequest::default();
    let mut batches = client.stream_events(request).await?.into_inner();
    let (mut count, mut end) = (0, false);
    while let Some(batch) = batches.message().await? {
        count += u64::try_from(batch.events.len())?;
        end = batch.end;
    }
    if end {
        Ok(count)
    } else {
        Err("the feed was cut off".into())
    }
}

fn scan(file: &Path) -> Result<u64, Failure> {
    let connection = &mut open(file)?;
    let (mut count, mut last) = (0, 0);
    loop {
        let page: Vec<EventRow> = events::table
            .filter(events::sequence.gt(last))
            .order(events::sequence)
            .limit(PAGE)
            .select(EventRow::as_select())
            .load(connection)?;
        match page.last() {
            Some(row) => last = row.sequence,
            None => return Ok(count),
        }
        count += u64::try_from(page.len())?;
    }
}
