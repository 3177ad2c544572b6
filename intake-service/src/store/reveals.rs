//! Who was shown a citizen's data, and the data that is shown: the only way by which it leaves the store unmasked.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::private::{PrivateRow, open, part_at};
use super::row::{Row, code, optional, read_all, read_one};
use super::schema::{event_private, events, reveals};
use super::{StoreError, masked, work_orders};
use crate::domain::event::Private;
use crate::domain::masking::{Mask, Masked};
use crate::domain::names::{LedgerId, OrderNumber};
use crate::domain::personal::{Reveal, RevealPurpose, RevealTarget};
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reveals, treat_none_as_default_value = false)]
pub(super) struct RevealRow {
    id: i64,
    order_number: Option<i64>,
    call: Option<i64>,
    purpose: i32,
    unit: Option<String>,
    actor: String,
    revealed: i64,
}

impl From<Reveal> for RevealRow {
    fn from(reveal: Reveal) -> RevealRow {
        let Reveal {
            id,
            target,
            purpose,
            unit,
            actor,
            revealed,
        } = reveal;
        let (order_number, call) = match target {
            RevealTarget::Order(order) => (Some(order.number()), None),
            RevealTarget::Call(call) => (None, Some(call)),
        };
        RevealRow {
            id,
            order_number,
            call,
            purpose: purpose.number(),
            unit: unit.map(|code| code.to_string()),
            actor,
            revealed: revealed.micros(),
        }
    }
}

impl Row for RevealRow {
    type Record = Reveal;
    const TABLE: &'static str = "reveals";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Reveal> {
        let target = match (self.order_number, self.call) {
            (Some(order), None) => RevealTarget::Order(OrderNumber::from_number(order)?),
            (None, Some(call)) => RevealTarget::Call(call),
            _ => return None,
        };
        Some(Reveal {
            id: self.id,
            target,
            purpose: RevealPurpose::from_number(self.purpose)?,
            unit: optional(self.unit, code)?,
            actor: self.actor,
            revealed: Moment::from_micros(self.revealed)?,
        })
    }
}

/// Which reveals are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevealFilter {
    /// Only those of this order or call.
    pub target: Option<RevealTarget>,
    /// Only those to this person.
    pub actor: Option<String>,
    /// Only those at or after this time.
    pub from: Option<Moment>,
    /// Only those before this time.
    pub to: Option<Moment>,
}

/// A reveal, with its note, masked.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: LedgerId,
) -> Result<Option<(Reveal, Masked)>, StoreError> {
    let Some(reveal) = find(connection, id)? else {
        return Ok(None);
    };
    let note = match reveal.target {
        RevealTarget::Order(order) => masked::part(connection, vault, Some(order), id)?,
        RevealTarget::Call(_) => masked::part_with(connection, vault, &Mask::default(), id)?,
    };
    Ok(Some((reveal, note)))
}

/// A reveal.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<Reveal>, StoreError> {
    let row = reveals::table
        .filter(reveals::id.eq(id))
        .select(RevealRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` reveals after one, as recorded.
pub fn list(
    connection: &mut AnyConnection,
    filter: &RevealFilter,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<Reveal>, StoreError> {
    let RevealFilter {
        target,
        actor,
        from,
        to,
    } = filter;
    let mut query = reveals::table
        .order(reveals::id)
        .limit(limit.into())
        .select(RevealRow::as_select())
        .into_boxed::<MultiBackend>();
    match target {
        None => {}
        Some(RevealTarget::Order(order)) => {
            query = query.filter(reveals::order_number.eq(order.number()));
        }
        Some(RevealTarget::Call(call)) => query = query.filter(reveals::call.eq(*call)),
    }
    if let Some(actor) = actor {
        query = query.filter(reveals::actor.eq(actor));
    }
    if let Some(from) = from {
        query = query.filter(reveals::revealed.ge(from.micros()));
    }
    if let Some(to) = to {
        query = query.filter(reveals::revealed.lt(to.micros()));
    }
    if let Some(id) = after {
        query = query.filter(reveals::id.gt(id));
    }
    read_all(query.load(connection)?)
}

/// A citizen's data, unmasked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revealed {
    /// The number, the name, the text, the attachments, the recording.
    pub data: Private,
    /// The texts that belong to the order beside its own: answers, replies, notes.
    pub texts: Vec<RevealedText>,
    /// Some of it was purged.
    pub purged: bool,
}

/// A text that belongs to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevealedText {
    /// The sequence of its event.
    pub sequence: i64,
    /// What kind of event, as timelines show it.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// How many events of an order are looked through for texts at most.
const FACTS: i64 = 1_000;

/// A citizen's data. Only for somebody whose reveal is on disk.
pub fn reveal(
    connection: &mut AnyConnection,
    vault: &Vault,
    target: RevealTarget,
) -> Result<Revealed, StoreError> {
    let order = match target {
        RevealTarget::Call(call) => {
            let part = part_at(connection, vault, call)?;
            return Ok(Revealed {
                data: part.private,
                purged: part.purged,
                texts: Vec::new(),
            });
        }
        RevealTarget::Order(order) => order,
    };
    let Some(record) = work_orders::find(connection, order)? else {
        return Ok(Revealed::default());
    };
    let part = part_at(connection, vault, record.accepted_sequence)?;
    let mut revealed = Revealed {
        data: part.private,
        purged: part.purged,
        texts: Vec::new(),
    };
    let kinds: Vec<(i64, String)> = events::table
        .filter(events::order_number.eq(order.number()))
        .filter(events::sequence.gt(record.accepted_sequence))
        // The notes of reveals are about those who asked.
        .filter(events::kind.ne("requester_revealed"))
        .order(events::sequence)
        .limit(FACTS)
        .select((events::sequence, events::kind))
        .load(connection)?;
    let sequences: Vec<i64> = kinds.iter().map(|(sequence, _)| *sequence).collect();
    let rows: Vec<PrivateRow> = event_private::table
        .filter(event_private::sequence.eq_any(&sequences))
        .order(event_private::sequence)
        .select(PrivateRow::as_select())
        .load(connection)?;
    for row in rows {
        let sequence = row.sequence;
        let part = open(vault, row)?;
        revealed.purged |= part.purged;
        let kind = kinds.iter().find(|(known, _)| *known == sequence);
        if let Some((_, kind)) = kind {
            // A correction has the corrected text and why it was corrected.
            let texts = [part.private.text, part.private.note].into_iter();
            let texts = texts.filter(|text| !text.is_empty());
            revealed.texts.extend(texts.map(|text| RevealedText {
                sequence,
                kind: kind.clone(),
                text,
            }));
        }
    }
    Ok(revealed)
}
