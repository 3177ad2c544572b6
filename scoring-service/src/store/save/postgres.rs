//! Saving on PostgreSQL: one statement a table, with a column's values as one array, however many rows there are. Round trips are what costs.
//!
//! No row comes twice in a batch, as a statement can change a row only once.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Binary, Integer, SmallInt, Text};
use diesel::upsert::excluded;
use hotline_common::db::DbError;
use hotline_common::time::{Month, Zone};
use serde::Serialize;

use super::Changes;
use crate::score::{AssignmentLog, Log, RecordKind, Tally};
use crate::store::assignments::{AssignmentRow, KIND as ASSIGNMENT};
use crate::store::orders::OrderRow;
use crate::store::policies::{PolicyRow, StoredPolicy};
use crate::store::records::RecordRow;
use crate::store::registry::{CategoryRow, TopicRow, UnitRow};
use crate::store::schema::{categories, former_places, policies, topics, units};
use crate::store::tallies::TallyRow;

/// How many rows of the registry or of former places go into a statement: it has at most 65,535 parameters.
const ROWS: usize = 1_000;

pub(super) fn save(
    connection: &mut PgConnection,
    changes: &Changes,
    zone: &Zone,
) -> Result<(), DbError> {
    registry(connection, changes)?;
    save_orders(connection, changes, zone)?;
    save_assignments(connection, &changes.assignments, zone)?;
    save_records(connection, &changes.calls, zone)?;
    save_records(connection, &changes.supervisions, zone)?;
    save_records(connection, &changes.leader_sessions, zone)?;
    save_records(connection, &changes.appreciations, zone)?;
    save_records(connection, &changes.activities, zone)?;
    save_records(connection, &changes.typical_cases, zone)?;
    add_tallies(connection, &changes.tallies)
}

pub(super) fn set_policy(
    connection: &mut PgConnection,
    policy: &StoredPolicy,
) -> Result<(), DbError> {
    let row = PolicyRow::of(policy)?;
    diesel::insert_into(policies::table)
        .values(&row)
        .on_conflict(policies::month)
        .do_update()
        .set(&row)
        .execute(connection)?;
    Ok(())
}

fn registry(connection: &mut PgConnection, changes: &Changes) -> Result<(), DbError> {
    for chunk in changes.units.chunks(ROWS) {
        let rows: Vec<UnitRow> = chunk.iter().map(UnitRow::of).collect();
        diesel::insert_into(units::table)
            .values(&rows)
            .on_conflict(units::code)
            .do_update()
            .set((
                units::display_name.eq(excluded(units::display_name)),
                units::unit_group.eq(excluded(units::unit_group)),
                units::position.eq(excluded(units::position)),
                units::parent.eq(excluded(units::parent)),
                units::active_from.eq(excluded(units::active_from)),
                units::active_to.eq(excluded(units::active_to)),
            ))
            .execute(connection)?;
    }
    for chunk in changes.categories.chunks(ROWS) {
        let rows: Vec<CategoryRow> = chunk.iter().map(CategoryRow::of).collect();
        diesel::insert_into(categories::table)
            .values(&rows)
            .on_conflict(categories::code)
            .do_update()
            .set((
                categories::display_name.eq(excluded(categories::display_name)),
                categories::parent.eq(excluded(categories::parent)),
            ))
            .execute(connection)?;
    }
    for chunk in changes.topics.chunks(ROWS) {
        let rows: Vec<TopicRow> = chunk.iter().map(TopicRow::of).collect();
        diesel::insert_into(topics::table)
            .values(&rows)
            .on_conflict(topics::code)
            .do_update()
            .set(topics::display_name.eq(excluded(topics::display_name)))
            .execute(connection)?;
    }
    Ok(())
}

fn save_orders(
    connection: &mut PgConnection,
    changes: &Changes,
    zone: &Zone,
) -> Result<(), DbError> {
    if changes.orders.is_empty() {
        return Ok(());
    }
    let (mut numbers, mut months, mut logs) = (Vec::new(), Vec::new(), Vec::new());
    for (number, order) in &changes.orders {
        let row = OrderRow::of(*number, order, zone)?;
        numbers.push(row.number);
        months.push(row.month);
        logs.push(row.log);
    }
    sql_query(
        "INSERT INTO orders (number, month, log)
        SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (number) DO UPDATE SET month = excluded.month, log = excluded.log",
    )
    .bind::<Array<BigInt>, _>(numbers)
    .bind::<Array<Integer>, _>(months)
    .bind::<Array<Binary>, _>(logs)
    .execute(connection)?;
    Ok(())
}

fn save_assignments(
    connection: &mut PgConnection,
    changed: &[AssignmentLog],
    zone: &Zone,
) -> Result<(), DbError> {
    if changed.is_empty() {
        return Ok(());
    }
    let (mut orders, mut numbers) = (Vec::new(), Vec::new());
    let (mut months, mut units, mut logs) = (Vec::new(), Vec::new(), Vec::new());
    let mut former = FormerPlaces::default();
    for assignment in changed {
        let row = AssignmentRow::of(assignment, zone)?;
        orders.push(row.order_number);
        numbers.push(row.number);
        months.push(row.month);
        units.push(row.unit);
        logs.push(row.log);
        for (month, unit) in assignment.former_places(zone) {
            former.add(
                ASSIGNMENT,
                month,
                unit,
                (assignment.order, assignment.number),
            );
        }
    }
    sql_query(
        "INSERT INTO assignments (order_number, number, month, unit, log)
        SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (order_number, number)
        DO UPDATE SET month = excluded.month, unit = excluded.unit, log = excluded.log",
    )
    .bind::<Array<BigInt>, _>(orders)
    .bind::<Array<Integer>, _>(numbers)
    .bind::<Array<Integer>, _>(months)
    .bind::<Array<Text>, _>(units)
    .bind::<Array<Binary>, _>(logs)
    .execute(connection)?;
    former.save(connection)
}

fn save_records<T: RecordKind + Serialize>(
    connection: &mut PgConnection,
    changed: &[(i64, Log<T>)],
    zone: &Zone,
) -> Result<(), DbError> {
    if changed.is_empty() {
        return Ok(());
    }
    let (mut kinds, mut ids) = (Vec::new(), Vec::new());
    let (mut months, mut logs) = (Vec::new(), Vec::new());
    let mut former = FormerPlaces::default();
    for (id, log) in changed {
        let row = RecordRow::of(*id, log, zone)?;
        kinds.push(row.kind);
        ids.push(row.id);
        months.push(row.month);
        logs.push(row.log);
        for month in log.former_months(zone) {
            former.add(T::NUMBER, month, "", (*id, 0));
        }
    }
    sql_query(
        "INSERT INTO records (kind, id, month, log)
        SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (kind, id) DO UPDATE SET month = excluded.month, log = excluded.log",
    )
    .bind::<Array<SmallInt>, _>(kinds)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Integer>, _>(months)
    .bind::<Array<Binary>, _>(logs)
    .execute(connection)?;
    former.save(connection)
}

/// The places of records that were moved, the present one too; readers take it once. There are few.
#[derive(Default)]
struct FormerPlaces<'a> {
    rows: Vec<(i16, i32, &'a str, i64, i32)>,
}

impl<'a> FormerPlaces<'a> {
    fn add(&mut self, kind: i16, month: Month, unit: &'a str, (id, number): (i64, u32)) {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        self.rows.push((kind, month.number(), unit, id, number));
    }

    fn save(self, connection: &mut PgConnection) -> Result<(), DbError> {
        for chunk in self.rows.chunks(ROWS) {
            let rows: Vec<_> = chunk
                .iter()
                .map(|(kind, month, unit, id, number)| {
                    (
                        former_places::kind.eq(kind),
                        former_places::month.eq(month),
                        former_places::unit.eq(unit),
                        former_places::id.eq(id),
                        former_places::number.eq(number),
                    )
                })
                .collect();
            diesel::insert_into(former_places::table)
                .values(&rows)
                .on_conflict_do_nothing()
                .execute(connection)?;
        }
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Nothing {
    #[diesel(sql_type = Integer)]
    month: i32,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = SmallInt)]
    measure: i16,
    #[diesel(sql_type = Integer)]
    day: i32,
}

/// What comes to zero is deleted by a second statement: one statement cannot change a row and then delete it.
fn add_tallies(connection: &mut PgConnection, changed: &[Tally]) -> Result<(), DbError> {
    if changed.is_empty() {
        return Ok(());
    }
    let (mut months, mut subjects, mut measures) = (Vec::new(), Vec::new(), Vec::new());
    let (mut days, mut counts) = (Vec::new(), Vec::new());
    for tally in changed {
        let row = TallyRow::of(tally);
        months.push(row.month);
        subjects.push(row.subject);
        measures.push(row.measure);
        days.push(row.day);
        counts.push(row.count);
    }
    let zeros: Vec<Nothing> = sql_query(
        "WITH added AS (
            INSERT INTO tallies AS kept (month, subject, measure, day, count)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (month, subject, measure, day)
            DO UPDATE SET count = kept.count + excluded.count
            RETURNING month, subject, measure, day, count
        )
        SELECT month, subject, measure, day FROM added WHERE count = 0",
    )
    .bind::<Array<Integer>, _>(months)
    .bind::<Array<Text>, _>(subjects)
    .bind::<Array<SmallInt>, _>(measures)
    .bind::<Array<Integer>, _>(days)
    .bind::<Array<BigInt>, _>(counts)
    .load(connection)?;
    delete_tallies(connection, zeros)
}

fn delete_tallies(connection: &mut PgConnection, gone: Vec<Nothing>) -> Result<(), DbError> {
    if gone.is_empty() {
        return Ok(());
    }
    let (mut months, mut subjects) = (Vec::new(), Vec::new());
    let (mut measures, mut days) = (Vec::new(), Vec::new());
    for row in gone {
        months.push(row.month);
        subjects.push(row.subject);
        measures.push(row.measure);
        days.push(row.day);
    }
    sql_query(
        r#"DELETE FROM tallies
        USING unnest($1, $2, $3, $4) AS gone (month, subject, measure, day)
        WHERE tallies.month = gone.month
            AND tallies.subject = gone.subject COLLATE "C"
            AND tallies.measure = gone.measure
            AND tallies.day = gone.day"#,
    )
    .bind::<Array<Integer>, _>(months)
    .bind::<Array<Text>, _>(subjects)
    .bind::<Array<SmallInt>, _>(measures)
    .bind::<Array<Integer>, _>(days)
    .execute(connection)?;
    Ok(())
}
