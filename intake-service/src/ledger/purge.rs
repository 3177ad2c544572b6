//! Purging: old personal data is removed, and each step is an event, in one transaction.

use hotline_common::db::{AnyConnection, write_transaction};
use hotline_common::time::{Moment, Zone};

use crate::domain::event::{Event, Private, Recorded};
use crate::domain::world::{Registry, World};
use crate::store::{StoreError, head, purging, save, sealing::Step};
use crate::vault::Vault;

/// Removes what was recorded before a time, in one short transaction; nothing is left when `last` is absent.
///
/// # Errors
/// When the database fails.
pub fn purge_step(
    connection: &mut AnyConnection,
    vault: &Vault,
    before: Moment,
    range: (i64, i64),
    limit: u32,
) -> Result<Step, StoreError> {
    write_transaction(connection, |connection| {
        let mut head = head::lock_head(connection)?;
        let step = purging::purge(connection, vault, before, range, limit)?;
        if step.count == 0 {
            return Ok(step);
        }
        let zone = Zone::named(&head.time_zone)
            .map_err(|_| StoreError::missing("feed_head", "time_zone"))?;
        let sequence = head.last_sequence + 1;
        let now = Moment::now();
        let event = Recorded {
            sequence,
            happened: now,
            recorded: now,
            actor: String::new(),
            event: Event::PersonalDataPurged {
                id: sequence,
                before,
                events: i64::try_from(step.count).unwrap_or(i64::MAX),
            },
            private: Private::default(),
        };
        let world = World::new(zone, Registry::default());
        save::save(connection, &mut head, &world, &[event], &[], vault)?;
        Ok(step)
    })
}
