//! A ledger for tests: events made by hand, applied to a world and saved, without deciding.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection as _;
use hotline_common::db::{AnyConnection, Database, write_transaction};
use hotline_common::testing::Scratch;
use hotline_common::time::{Moment, Zone};

use crate::domain::command::{CallTarget, OrderTarget};
use crate::domain::event::{Event, Private, Recorded};
use crate::domain::names::Subject;
use crate::domain::world::{Needs, World};
use crate::store::head::{self, Head};
use crate::store::requests::NewRequest;
use crate::store::{MIGRATIONS, StoreError, load, save};
use crate::testing::hex;
use crate::vault::Vault;
use crate::vault::tests::vault;

pub(super) struct Book {
    pub(super) connection: AnyConnection,
    pub(super) world: World,
    pub(super) events: Vec<Recorded>,
    pub(super) vault: Vault,
    saved: usize,
    _scratch: Scratch,
}

pub(super) fn zone() -> Zone {
    Zone::named("Asia/Shanghai").expect("built in")
}

/// Whole minutes after 2015-06-01T00:00:00 in Shanghai.
pub(super) fn minute(minutes: i64) -> Moment {
    Moment::from_micros(1_433_088_000_000_000 + minutes * 60_000_000).expect("within bounds")
}

pub(super) fn head() -> Head {
    Head {
        feed_id: [7; 16],
        time_zone: "Asia/Shanghai".to_owned(),
        last_sequence: 0,
        registry_sequence: 0,
        sealing_key: String::new(),
        may_be_spread: false,
    }
}

impl Book {
    pub(super) fn new() -> Book {
        let scratch = Scratch::new();
        let database = Database::open_blocking(scratch.url().clone(), &MIGRATIONS).unwrap();
        let mut connection = database.open_writer().unwrap();
        head::create_head(&mut connection, &head()).unwrap();
        Book {
            connection,
            world: World::new(zone(), crate::domain::world::Registry::default()),
            events: Vec::new(),
            vault: vault(head().feed_id),
            saved: 0,
            _scratch: scratch,
        }
    }

    /// The sequence of the next event.
    pub(super) fn next(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap() + 1
    }

    /// An event that happens as many minutes after the beginning as its sequence.
    pub(super) fn add(&mut self, event: Event, private: Private) -> i64 {
        self.add_at(minute(self.next()), event, private)
    }

    pub(super) fn add_at(&mut self, happened: Moment, event: Event, private: Private) -> i64 {
        let sequence = self.next();
        let recorded = Recorded {
            sequence,
            happened,
            recorded: minute(100_000 + sequence),
            actor: format!("actor-canary-{sequence}"),
            event,
            private,
        };
        self.world.apply(&recorded);
        self.events.push(recorded);
        sequence
    }

    /// Saves what was added since the last time, as one batch.
    pub(super) fn save(&mut self) {
        self.save_with(&[]).unwrap();
    }

    pub(super) fn save_with(&mut self, requests: &[NewRequest]) -> Result<(), StoreError> {
        let Book {
            connection,
            world,
            events,
            saved,
            vault,
            ..
        } = self;
        write_transaction(connection, |connection| {
            let mut head = head::lock_head(connection)?;
            save::save(
                connection,
                &mut head,
                world,
                &events[*saved..],
                requests,
                vault,
            )
        })?;
        *saved = events.len();
        Ok(())
    }

    /// Changes the database behind the store's back.
    pub(super) fn tamper(&mut self, statement: &str) {
        self.connection.batch_execute(statement).unwrap();
    }

    /// Bytes as this database's SQL writes them.
    pub(super) fn bytes(&self, bytes: &[u8]) -> String {
        let hex = hex(bytes);
        match &self.connection {
            AnyConnection::Sqlite(_) => format!("x'{hex}'"),
            AnyConnection::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }

    /// Everything that the events are about.
    pub(super) fn subjects(&self) -> BTreeSet<Subject> {
        self.events
            .iter()
            .map(|recorded| recorded.event.subject())
            .collect()
    }

    /// A world that was loaded from what is saved, and knows all that the events are about.
    pub(super) fn loaded(&mut self) -> World {
        let mut needs = Needs::default();
        for event in self.events.iter().map(|recorded| &recorded.event) {
            match event.subject() {
                Subject::Call(id) => needs.calls.push(CallTarget::Id(id)),
                Subject::Supervision(id) => needs.supervisions.push(id),
                _ => {}
            }
            if let Some(order) = event.order() {
                needs.orders.push(OrderTarget::Number(order));
                needs.typical_cases.push(OrderTarget::Number(order));
            }
            if let Event::WorkOrderAccepted(order) = event {
                needs.days.push(zone().day_of(order.received));
            }
        }
        self.load(&needs)
    }

    pub(super) fn load(&mut self, needs: &Needs) -> World {
        let registry = load::load_registry(&mut self.connection).unwrap();
        let mut world = World::new(zone(), registry);
        load::load(&mut self.connection, needs, &mut world).unwrap();
        world
    }
}
