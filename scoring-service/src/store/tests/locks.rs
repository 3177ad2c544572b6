//! On PostgreSQL each writing transaction locks the row of the cursor before anything else, so that they take turns.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use hotline_common::db::{AnyConnection, DbError, write_transaction};

use crate::figures::FiguresError;
use crate::live::Memory;
use crate::publishing::{self, PublishError, Request};
use crate::pull::{self, Problem};
use crate::store;
use crate::testing::{Feed, Store, june, now};

fn writer(store: &Store) -> AnyConnection {
    store.database.open_writer().expect("a connection")
}

/// Does not wait for a lock.
fn impatient(connection: &mut AnyConnection) -> Result<(), DbError> {
    Ok(connection.batch_execute("SET LOCAL lock_timeout = 1")?)
}

#[test]
fn whoever_writes_waits_for_the_one_who_does() {
    // With a file a writing transaction has all of it to itself.
    if hotline_common::testing::postgres().is_none() {
        return;
    }
    let feed = Feed::june();
    let store = Store::with(&feed);
    let mut more = feed.clone();
    more.call(3, "2015-06-03T08:00:00+08:00", true);
    let request = Request {
        month: june(),
        issue_number: None,
        issue_day: None,
        cut_off: None,
        reason: String::new(),
        accepted: BTreeSet::new(),
        key: None,
    };
    let (mut first, mut second) = (writer(&store), writer(&store));
    write_transaction(&mut first, |first| {
        store::cursor::lock(first)?;
        let forgotten = write_transaction(&mut second, |second| {
            impatient(second)?;
            store::cursor::forget(second)
        });
        assert_eq!(forgotten, Err(DbError::Busy));
        let pulled = write_transaction(&mut second, |second| {
            impatient(second)?;
            let from = store::cursor::read(second)?;
            let batch = more.batch_after(from.sequence)?;
            pull::apply(second, &from, vec![batch], now(), &Memory::default())
        });
        assert_eq!(pulled, Err(Problem::from(DbError::Busy)));
        let published = write_transaction(&mut second, |second| {
            impatient(second)?;
            let cursor = store::cursor::read(second)?;
            let head = publishing::Head {
                sequence: cursor.sequence,
                feed_cursor: cursor.feed_cursor,
                time_zone: cursor.time_zone,
            };
            publishing::publish(second, &request, &head, now())
        });
        let busy = PublishError::Figures(FiguresError::Store(DbError::Busy));
        assert_eq!(published, Err(busy));
        Ok::<_, DbError>(())
    })
    .expect("a transaction");
}
