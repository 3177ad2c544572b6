//! Sealed revisions. They are only ever added; triggers of the database refuse everything else.

use std::ops::RangeInclusive;

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Day, Moment, Month};

use super::schema::{ranking_rows, rankings};
use super::values;

/// A sealed revision, without the ranking's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRevision {
    /// The month.
    pub month: Month,
    /// From 1 within the month.
    pub revision: i32,
    /// The SHA-256 over the canonical lines and the previous hash, in hexadecimal.
    pub hash: String,
    /// The hash of the revision before; empty for the first.
    pub previous_hash: String,
    /// The SHA-256 over the canonical figures alone: equal where the same would be printed.
    pub content_hash: String,
    /// The SHA-256 over facts, policy and cut-off, without the registry: equal where nothing happened.
    pub facts_hash: String,
    /// The canonical lines that were hashed.
    pub canonical: String,
    /// The first instant that does not count any more.
    pub cut_off: Moment,
    /// The feed's sequence at which the facts were read.
    pub feed_sequence: i64,
    /// The cursor at that sequence.
    pub feed_cursor: String,
    /// The bulletin's issue number.
    pub issue_number: i32,
    /// The bulletin's date.
    pub issue_day: Day,
    /// Why there is a revision after the first; empty for the first.
    pub reason: String,
    /// When it was sealed.
    pub sealed: Moment,
    /// The ranking without its lines, encoded.
    pub ranking: Vec<u8>,
    /// The bulletin, encoded.
    pub bulletin: Vec<u8>,
}

/// One line of a sealed ranking.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ranking_rows)]
pub struct SealedRow {
    /// Its place among all lines of the revision, from 0.
    pub place: i32,
    /// The unit's code.
    pub unit: String,
    /// The number of the table that it stands in.
    pub unit_group: i16,
    /// The number of the part of that table.
    pub section: i16,
    /// The line, encoded.
    pub body: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rankings)]
pub(super) struct RankingRecord {
    month: i32,
    revision: i32,
    hash: String,
    previous_hash: String,
    content_hash: String,
    facts_hash: String,
    canonical: String,
    cut_off: i64,
    feed_sequence: i64,
    feed_cursor: String,
    issue_number: i32,
    issue_day: i32,
    reason: String,
    sealed: i64,
    ranking: Vec<u8>,
    bulletin: Vec<u8>,
}

impl RankingRecord {
    fn of(sealed: SealedRevision) -> RankingRecord {
        RankingRecord {
            month: sealed.month.number(),
            revision: sealed.revision,
            hash: sealed.hash,
            previous_hash: sealed.previous_hash,
            content_hash: sealed.content_hash,
            facts_hash: sealed.facts_hash,
            canonical: sealed.canonical,
            cut_off: sealed.cut_off.micros(),
            feed_sequence: sealed.feed_sequence,
            feed_cursor: sealed.feed_cursor,
            issue_number: sealed.issue_number,
            issue_day: sealed.issue_day.number(),
            reason: sealed.reason,
            sealed: sealed.sealed.micros(),
            ranking: sealed.ranking,
            bulletin: sealed.bulletin,
        }
    }

    fn sealed(self) -> Result<SealedRevision, DbError> {
        Ok(SealedRevision {
            month: values::month("rankings.month", self.month)?,
            revision: self.revision,
            hash: self.hash,
            previous_hash: self.previous_hash,
            content_hash: self.content_hash,
            facts_hash: self.facts_hash,
            canonical: self.canonical,
            cut_off: values::moment("rankings.cut_off", self.cut_off)?,
            feed_sequence: self.feed_sequence,
            feed_cursor: self.feed_cursor,
            issue_number: self.issue_number,
            issue_day: values::day("rankings.issue_day", self.issue_day)?,
            reason: self.reason,
            sealed: values::moment("rankings.sealed", self.sealed)?,
            ranking: self.ranking,
            bulletin: self.bulletin,
        })
    }
}

/// Seals a revision: its lines first, since none can be added once the revision itself is there.
pub fn seal(
    connection: &mut AnyConnection,
    sealed: SealedRevision,
    rows: Vec<SealedRow>,
) -> Result<(), DbError> {
    for row in rows {
        diesel::insert_into(ranking_rows::table)
            .values((
                ranking_rows::month.eq(sealed.month.number()),
                ranking_rows::revision.eq(sealed.revision),
                ranking_rows::place.eq(row.place),
                ranking_rows::unit.eq(row.unit),
                ranking_rows::unit_group.eq(row.unit_group),
                ranking_rows::section.eq(row.section),
                ranking_rows::body.eq(row.body),
            ))
            .execute(connection)?;
    }
    diesel::insert_into(rankings::table)
        .values(RankingRecord::of(sealed))
        .execute(connection)?;
    Ok(())
}

/// The latest sealed revision of a month.
pub fn latest(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Option<SealedRevision>, DbError> {
    rankings::table
        .filter(rankings::month.eq(month.number()))
        .order(rankings::revision.desc())
        .select(RankingRecord::as_select())
        .first(connection)
        .optional()?
        .map(RankingRecord::sealed)
        .transpose()
}

/// The number of the latest sealed revision of a month.
pub fn latest_number(connection: &mut AnyConnection, month: Month) -> Result<Option<i32>, DbError> {
    let latest = rankings::table
        .filter(rankings::month.eq(month.number()))
        .select(diesel::dsl::max(rankings::revision))
        .first(connection)?;
    Ok(latest)
}

/// One sealed revision.
pub fn revision(
    connection: &mut AnyConnection,
    month: Month,
    revision: i32,
) -> Result<Option<SealedRevision>, DbError> {
    rankings::table
        .filter(rankings::month.eq(month.number()))
        .filter(rankings::revision.eq(revision))
        .select(RankingRecord::as_select())
        .first(connection)
        .optional()?
        .map(RankingRecord::sealed)
        .transpose()
}

/// The revisions of a month, the latest first, at most `limit` below the number `below`.
pub fn below(
    connection: &mut AnyConnection,
    month: Month,
    below: i32,
    limit: u32,
) -> Result<Vec<SealedRevision>, DbError> {
    let records: Vec<RankingRecord> = rankings::table
        .filter(rankings::month.eq(month.number()))
        .filter(rankings::revision.lt(below))
        .order(rankings::revision.desc())
        .limit(limit.into())
        .select(RankingRecord::as_select())
        .load(connection)?;
    records.into_iter().map(RankingRecord::sealed).collect()
}

/// The lines of a revision in their order.
pub fn rows(
    connection: &mut AnyConnection,
    month: Month,
    revision: i32,
) -> Result<Vec<SealedRow>, DbError> {
    let rows = ranking_rows::table
        .filter(ranking_rows::month.eq(month.number()))
        .filter(ranking_rows::revision.eq(revision))
        .order(ranking_rows::place)
        .select(SealedRow::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Whether a revision of some months has a line of a unit.
pub fn has_unit(
    connection: &mut AnyConnection,
    unit: &str,
    months: RangeInclusive<Month>,
) -> Result<bool, DbError> {
    let found = ranking_rows::table
        .filter(ranking_rows::month.between(months.start().number(), months.end().number()))
        .filter(ranking_rows::unit.eq(unit))
        .select(ranking_rows::month)
        .first::<i32>(connection)
        .optional()?;
    Ok(found.is_some())
}
