//! Which keys are in use, while batches seal with one and a command moves everything to another.

use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use hotline_common::db::{AnyConnection, write_transaction};

use super::book::{Book, head as fresh_head};
use super::sample::fill;
use crate::domain::event::{Event, Private};
use crate::store::sealing::{Step, begin_resealing, check_keys, end_resealing, reseal};
use crate::store::{StoreError, calls, data_keys, head, sealing_keys};
use crate::vault::tests::ring;
use crate::vault::{KeyId, Keys, Seal};

const DOWN: [&str; 2] = [
    include_str!("../../../migrations/sqlite/2026-11-24-000000_sealing_keys/down.sql"),
    include_str!("../../../migrations/postgres/2026-11-24-000000_sealing_keys/down.sql"),
];
const UP: [&str; 2] = [
    include_str!("../../../migrations/sqlite/2026-11-24-000000_sealing_keys/up.sql"),
    include_str!("../../../migrations/postgres/2026-11-24-000000_sealing_keys/up.sql"),
];

fn filled() -> Book {
    let mut book = Book::new();
    fill(&mut book, |_| {});
    book.save();
    book
}

/// Keys of which the first seals; `test` is the book's own.
fn seal(ids: &[&'static str]) -> Seal {
    let key = |id: &&'static str| (*id, if *id == "test" { 1 } else { 2 });
    let keys: Vec<(&str, u8)> = ids.iter().map(key).collect();
    Seal::new(Arc::new(Keys::fixed(ring(&keys))), fresh_head().feed_id)
}

fn in_use(book: &mut Book) -> Vec<String> {
    data_keys::in_use(&mut book.connection).unwrap()
}

fn sealing_key(book: &mut Book) -> String {
    let head = head::find_head(&mut book.connection).unwrap().unwrap();
    head.sealing_key
}

fn locked<T>(
    book: &mut Book,
    work: impl FnOnce(&mut AnyConnection, &mut head::Head) -> Result<T, StoreError>,
) -> T {
    let done = write_transaction(&mut book.connection, |connection| {
        let mut head = head::lock_head(connection)?;
        work(connection, &mut head)
    });
    done.unwrap()
}

/// Moves everything in small steps; how many rows were moved.
fn move_all(book: &mut Book, seal: &Seal) -> usize {
    let (mut after, mut moved) = (0, 0);
    loop {
        let Step { last, count } = locked(book, |connection, head| {
            reseal(connection, head, seal, after, 3)
        });
        moved += count;
        match last {
            None => return moved,
            Some(last) => {
                assert!(after < last);
                after = last;
            }
        }
    }
}

/// How many private parts a key sealed.
fn sealed_with(book: &mut Book, key: &str) -> i64 {
    use crate::store::schema::event_private::dsl::{event_private, key_id};
    use diesel::prelude::*;
    event_private
        .filter(key_id.eq(key))
        .count()
        .get_result(&mut book.connection)
        .unwrap()
}

fn one_more_note(book: &mut Book) {
    let note = Private {
        note: "one more".to_owned(),
        ..Private::default()
    };
    let call = calls::list(&mut book.connection, &calls::CallFilter::default(), None, 1).unwrap();
    book.add(Event::CallNotified { call: call[0].id }, note);
    book.save();
}

#[test]
fn a_batch_notes_its_key_with_its_first_private_part() {
    let mut book = Book::new();
    assert_eq!(in_use(&mut book), Vec::<String>::new());
    fill(&mut book, |_| {});
    book.save();
    assert_eq!(in_use(&mut book), ["test"]);
    assert_eq!(sealing_key(&mut book), "test");
    let noted = sealing_keys::list(&mut book.connection).unwrap();
    assert!(0 < noted[0].1 && noted[0].1 < book.next(), "{noted:?}");
}

#[test]
fn when_everything_is_moved_the_other_keys_are_forgotten() {
    let mut book = filled();
    let rows = sealed_with(&mut book, "test");
    let both = seal(&["second", "test"]);
    let key: KeyId = "second".parse().unwrap();
    locked(&mut book, |connection, head| {
        begin_resealing(connection, head, &key)
    });
    assert_eq!(in_use(&mut book), ["second", "test"]);
    assert_eq!(i64::try_from(move_all(&mut book, &both)).unwrap(), rows);
    assert_eq!(move_all(&mut book, &both), 0);
    locked(&mut book, |connection, _| end_resealing(connection, &key));
    assert_eq!(in_use(&mut book), ["second"]);
    assert_eq!(sealed_with(&mut book, "second"), rows);
    check_keys(&mut book.connection, &seal(&["second"])).unwrap();
    check_keys(&mut book.connection, &seal(&["test"])).unwrap_err();
}

#[test]
fn who_goes_on_with_an_old_key_is_seen_and_noted_again() {
    let mut book = filled();
    let both = seal(&["second", "test"]);
    let key: KeyId = "second".parse().unwrap();
    locked(&mut book, |connection, head| {
        begin_resealing(connection, head, &key)
    });
    assert_eq!(sealing_key(&mut book), "second");
    one_more_note(&mut book);
    assert_eq!(sealing_key(&mut book), "test");
    move_all(&mut book, &both);
    locked(&mut book, |connection, _| end_resealing(connection, &key));
    assert_eq!(in_use(&mut book), ["second"]);

    one_more_note(&mut book);
    assert_eq!(in_use(&mut book), ["second", "test"]);
    assert_eq!(sealed_with(&mut book, "test"), 1);
    // With the new one it goes on as before.
    check_keys(&mut book.connection, &both).unwrap();
    assert_eq!(move_all(&mut book, &both), 1);
}

#[test]
fn the_first_part_is_looked_for_where_it_is_now() {
    let mut book = filled();
    let first = sealing_keys::list(&mut book.connection).unwrap()[0].1;
    book.tamper(&format!(
        "UPDATE event_private SET payload = {}, key_id = '' WHERE sequence = {first}",
        book.bytes(&[])
    ));
    check_keys(&mut book.connection, &seal(&["test"])).unwrap();
    let now = sealing_keys::list(&mut book.connection).unwrap()[0].1;
    assert!(first < now);
    check_keys(&mut book.connection, &seal(&["second"])).unwrap_err();

    let nothing = book.bytes(&[]);
    book.tamper(&format!(
        "UPDATE event_private SET payload = {nothing}, key_id = ''"
    ));
    check_keys(&mut book.connection, &seal(&["second"])).unwrap();
    let end = book.next() - 1;
    let noted = sealing_keys::list(&mut book.connection).unwrap();
    assert_eq!(noted, [("test".to_owned(), end)]);
    one_more_note(&mut book);
    check_keys(&mut book.connection, &seal(&["test"])).unwrap();
    check_keys(&mut book.connection, &seal(&["second"])).unwrap_err();
}

#[test]
fn an_older_database_brings_its_keys_along() {
    let mut book = filled();
    let backend = match book.connection {
        AnyConnection::Sqlite(_) => 0,
        AnyConnection::Postgres(_) => 1,
    };
    let noted = sealing_keys::list(&mut book.connection).unwrap();
    book.tamper(DOWN[backend]);
    book.tamper("UPDATE event_private SET key_id = 'a' WHERE sequence > 9");
    book.tamper("UPDATE event_private SET key_id = 'z' WHERE sequence > 15");
    book.tamper("UPDATE event_private SET key_id = '' WHERE sequence > 18");
    book.connection.batch_execute(UP[backend]).unwrap();
    let keys = sealing_keys::list(&mut book.connection).unwrap();
    let ids: Vec<&str> = keys.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["a", "test", "z"]);
    assert_eq!(keys[1], noted[0]);
    assert!(
        9 < keys[0].1 && keys[0].1 <= 15 && 15 < keys[2].1 && keys[2].1 <= 18,
        "{keys:?}"
    );
    assert_eq!(sealing_key(&mut book), "");
}
