//! The corrections 更正.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Moment;

use super::row::{Row, read_all, read_one};
use super::schema::{corrections, events as facts};
use super::{StoreError, codec, events, masked};
use crate::domain::correction::{CorrectionReason, CorrectionRecord, Dated, KnownFact};
use crate::domain::event::{Event, Recorded};
use crate::domain::masking::Masked;
use crate::domain::names::{LedgerId, OrderNumber, Subject};
use crate::vault::Vault;

#[derive(Insertable)]
#[diesel(table_name = corrections, treat_none_as_default_value = false)]
pub(super) struct CorrectionRow {
    sequence: i64,
    corrected_sequence: i64,
    subject: String,
    reason: i32,
    annulled: bool,
    has_text: bool,
    before: Option<Vec<u8>>,
    area_before: Option<String>,
    area: Option<String>,
}

impl CorrectionRow {
    pub(super) fn of(recorded: &Recorded) -> Option<CorrectionRow> {
        let Event::FactCorrected(correction) = &recorded.event else {
            return None;
        };
        let area = |dated: Option<&Dated>| match &dated?.event {
            Event::WorkOrderAccepted(order) => Some(order.area.clone()),
            _ => None,
        };
        let (before, after) = (correction.before.as_ref(), correction.after.as_ref());
        let CorrectionRecord {
            id,
            fact,
            subject,
            reason,
            annulled,
        } = CorrectionRecord::from(correction.as_ref());
        Some(CorrectionRow {
            sequence: id,
            corrected_sequence: fact,
            subject: subject.to_string(),
            reason: reason.number(),
            annulled,
            has_text: correction.has_text,
            before: before.map(|dated| codec::encode_fact(&correction.fact, dated)),
            area_before: area(before),
            area: area(after),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = corrections)]
struct RecordRow {
    sequence: i64,
    corrected_sequence: i64,
    subject: String,
    reason: i32,
    annulled: bool,
}

impl Row for RecordRow {
    type Record = CorrectionRecord;
    const TABLE: &'static str = "corrections";

    fn key(&self) -> String {
        self.sequence.to_string()
    }

    fn record(self) -> Option<CorrectionRecord> {
        Some(CorrectionRecord {
            id: self.sequence,
            fact: self.corrected_sequence,
            subject: self.subject.parse().ok()?,
            reason: CorrectionReason::from_number(self.reason)?,
            annulled: self.annulled,
        })
    }
}

/// A correction.
pub(super) fn find(
    connection: &mut AnyConnection,
    id: LedgerId,
) -> Result<Option<CorrectionRecord>, StoreError> {
    let row = corrections::table
        .filter(corrections::sequence.eq(id))
        .select(RecordRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// A correction with what it changed, who made it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCorrection {
    /// The correction.
    pub record: CorrectionRecord,
    /// What the fact was and what it is, in a sentence.
    pub description: String,
    /// Who made it.
    pub actor: String,
    /// When it was recorded.
    pub recorded: Moment,
}

/// A correction, with the note in the private part, masked.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: LedgerId,
) -> Result<Option<(ToldCorrection, Masked)>, StoreError> {
    let Some(record) = find(connection, id)? else {
        return Ok(None);
    };
    let order: Option<i64> = facts::table
        .filter(facts::sequence.eq(id))
        .select(facts::order_number)
        .first(connection)?;
    let order = order.and_then(OrderNumber::from_number);
    let private = masked::part(connection, vault, order, id)?;
    let told = tell(connection, vec![record])?.pop();
    Ok(told.map(|told| (told, private)))
}

/// Which corrections are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionFilter {
    /// Only those of facts about this record.
    pub subject: Option<Subject>,
}

/// At most `limit` corrections after one, as recorded.
pub fn list(
    connection: &mut AnyConnection,
    filter: &CorrectionFilter,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<ToldCorrection>, StoreError> {
    let mut query = corrections::table
        .order(corrections::sequence)
        .limit(limit.into())
        .select(RecordRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(subject) = &filter.subject {
        query = query.filter(corrections::subject.eq(subject.to_string()));
    }
    if let Some(id) = after {
        query = query.filter(corrections::sequence.gt(id));
    }
    let records = read_all(query.load(connection)?)?;
    tell(connection, records)
}

fn tell(
    connection: &mut AnyConnection,
    records: Vec<CorrectionRecord>,
) -> Result<Vec<ToldCorrection>, StoreError> {
    let sequences: Vec<i64> = records.iter().map(|record| record.id).collect();
    let mut before = befores(connection, &sequences)?;
    let mut told = Vec::with_capacity(records.len());
    for record in records {
        let corrupt = || StoreError::corrupt(RecordRow::TABLE, record.id);
        let (payload, actor, recorded): (Vec<u8>, String, i64) = facts::table
            .filter(facts::sequence.eq(record.id))
            .select((facts::payload, facts::actor, facts::recorded))
            .first(connection)?;
        let detail = codec::decode(record.id, &payload)?;
        let before = before.remove(&record.id).unwrap_or_default();
        let (_, mut description) =
            codec::describe_correction(detail, &before).map_err(|_| corrupt())?;
        if let (Some(was), Some(is)) = (&before.area_before, &before.area)
            && was != is
        {
            description = format!("{description} Area before: {was:?}, now: {is:?}.");
        }
        told.push(ToldCorrection {
            description,
            actor,
            recorded: Moment::from_micros(recorded).ok_or_else(corrupt)?,
            record,
        });
    }
    Ok(told)
}

/// What corrections knew of their facts beside the event.
#[derive(Clone, Debug, Default, Queryable, Selectable)]
#[diesel(table_name = corrections)]
pub(super) struct Beside {
    sequence: i64,
    /// The fact as it stood before.
    pub(super) before: Option<Vec<u8>>,
    pub(super) area_before: Option<String>,
    pub(super) area: Option<String>,
    pub(super) has_text: bool,
}

/// What was before each of these corrections.
pub(super) fn befores(
    connection: &mut AnyConnection,
    sequences: &[i64],
) -> Result<BTreeMap<i64, Beside>, StoreError> {
    let rows: Vec<Beside> = by_keys!(connection, corrections::sequence, sequences, |known| {
        corrections::table.filter(known).select(Beside::as_select())
    });
    Ok(rows.into_iter().map(|row| (row.sequence, row)).collect())
}

/// Those of the corrections that hold their fact's text anew.
pub(super) fn with_text(
    connection: &mut AnyConnection,
    sequences: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    let found = befores(connection, sequences)?.into_values();
    let with_text = found.filter(|one| one.has_text).map(|one| one.sequence);
    Ok(with_text.collect())
}

/// The sequences of the facts about these records that were corrected.
pub(super) fn corrected_facts(
    connection: &mut AnyConnection,
    subjects: &[String],
) -> Result<Vec<i64>, StoreError> {
    Ok(by_keys!(
        connection,
        corrections::subject,
        subjects,
        |known| corrections::table
            .filter(known)
            .select(corrections::corrected_sequence)
    ))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = facts)]
struct FactRow {
    sequence: i64,
    happened: i64,
    recorded: i64,
    order_number: Option<i64>,
    payload: Vec<u8>,
}

/// Those of the facts that there are and that can be corrected.
pub(super) fn known_facts(
    connection: &mut AnyConnection,
    sequences: &[i64],
) -> Result<Vec<KnownFact>, StoreError> {
    let rows: Vec<FactRow> = by_keys!(connection, facts::sequence, sequences, |known| {
        facts::table.filter(known).select(FactRow::as_select())
    });
    // A fact's corrections are all found by its own key, so that the last one stays.
    let last: Vec<(i64, bool)> = by_keys!(
        connection,
        corrections::corrected_sequence,
        sequences,
        |known| corrections::table
            .filter(known)
            .order(corrections::sequence)
            .select((corrections::corrected_sequence, corrections::annulled))
    );
    let annulled: BTreeMap<i64, bool> = last.into_iter().collect();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(known(&row, &annulled)?);
    }
    Ok(found)
}

fn known(row: &FactRow, annulled: &BTreeMap<i64, bool>) -> Result<Option<KnownFact>, StoreError> {
    let corrupt = || StoreError::corrupt(events::TABLE, row.sequence);
    let detail = codec::decode(row.sequence, &row.payload)?;
    let Some((kind, subject)) = codec::known(detail).map_err(|_| corrupt())? else {
        return Ok(None);
    };
    let order = match row.order_number {
        None => None,
        Some(number) => Some(OrderNumber::from_number(number).ok_or_else(corrupt)?),
    };
    Ok(Some(KnownFact {
        sequence: row.sequence,
        kind,
        subject,
        order,
        happened: Moment::from_micros(row.happened).ok_or_else(corrupt)?,
        recorded: Moment::from_micros(row.recorded).ok_or_else(corrupt)?,
        annulled: annulled.get(&row.sequence).copied().unwrap_or(false),
    }))
}
