//! What a batch of commands needs to know, read in bulk.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;

use super::schema::events as table;
use super::{
    KEYS, StoreError, calendars, calls, codec, deadline_rules, events, registry, supervisions,
    typical_cases, work_orders,
};
use crate::domain::assignment::Fact;
use crate::domain::command::{CallTarget, OrderTarget};
use crate::domain::names::AssignmentId;
use crate::domain::work_order::{Dossier, WorkOrder};
use crate::domain::world::{Needs, Registry, World};

/// The registry, whole.
pub fn load_registry(connection: &mut AnyConnection) -> Result<Registry, StoreError> {
    let units = registry::all_units(connection)?.into_iter();
    let categories = registry::all_categories(connection)?.into_iter();
    let topics = registry::all_topics(connection)?.into_iter();
    Ok(Registry {
        units: units.map(|unit| (unit.code.clone(), unit)).collect(),
        categories: categories
            .map(|category| (category.code.clone(), category))
            .collect(),
        topics: topics.map(|topic| (topic.code.clone(), topic)).collect(),
        calendar: calendars::whole(connection)?,
        deadline_rules: deadline_rules::all(connection)?
            .into_iter()
            .map(|rule| (rule.code.clone(), rule))
            .collect(),
    })
}

/// Makes everything known that there is of what commands need.
pub fn load(
    connection: &mut AnyConnection,
    needs: &Needs,
    world: &mut World,
) -> Result<(), StoreError> {
    let Needs {
        calls,
        orders,
        duplicates,
        days,
        supervisions,
        typical_cases,
    } = needs;
    load_calls(connection, calls, world)?;
    load_orders(connection, orders, world)?;
    let originals = numbers(duplicates, world);
    for (original, number) in work_orders::duplicates(connection, &originals)? {
        world.insert_duplicate(original, number);
    }
    // A seek each, and a batch has few days.
    for day in BTreeSet::from_iter(days) {
        let counter = work_orders::last_counter(connection, *day)?;
        world.insert_last_counter(*day, counter);
    }
    let supervisions: Vec<_> = distinct(supervisions.iter().copied());
    for supervision in supervisions::by_ids(connection, &supervisions)? {
        world.insert_supervision(supervision);
    }
    load_typical_cases(connection, typical_cases, world)
}

fn load_calls(
    connection: &mut AnyConnection,
    targets: &[CallTarget],
    world: &mut World,
) -> Result<(), StoreError> {
    let mut ids = BTreeSet::new();
    let mut telephone_system_ids = BTreeSet::new();
    for target in targets {
        match target {
            CallTarget::Id(id) => _ = ids.insert(*id),
            CallTarget::TelephoneSystemId(id) => _ = telephone_system_ids.insert(id.as_str()),
        }
    }
    let mut found = calls::by_ids(connection, &Vec::from_iter(ids))?;
    let telephone_system_ids = Vec::from_iter(telephone_system_ids);
    found.extend(calls::by_telephone_system_ids(
        connection,
        &telephone_system_ids,
    )?);
    for call in found {
        world.insert_call(call);
    }
    Ok(())
}

fn load_orders(
    connection: &mut AnyConnection,
    targets: &[OrderTarget],
    world: &mut World,
) -> Result<(), StoreError> {
    let mut numbers = BTreeSet::new();
    let mut ids_by_source: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for target in targets {
        match target {
            OrderTarget::Number(number) => _ = numbers.insert(number.number()),
            OrderTarget::Reference(reference) => {
                let ids = ids_by_source.entry(&reference.source).or_default();
                ids.insert(&reference.id);
            }
        }
    }
    let mut found = work_orders::by_numbers(connection, &Vec::from_iter(numbers))?;
    for (source, ids) in ids_by_source {
        let ids = Vec::from_iter(ids);
        found.extend(work_orders::by_external_ids(connection, source, &ids)?);
    }
    for dossier in dossiers(connection, found)? {
        world.insert_dossier(dossier);
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct FactRow {
    sequence: i64,
    happened: i64,
    order_number: Option<i64>,
    actor: String,
    payload: Vec<u8>,
}

/// The orders with their assignments, whose histories are replayed from the events.
fn dossiers(
    connection: &mut AnyConnection,
    orders: Vec<WorkOrder>,
) -> Result<Vec<Dossier>, StoreError> {
    let mut dossiers: HashMap<i64, Dossier> = HashMap::with_capacity(orders.len());
    for order in orders {
        let assignments = Vec::new();
        dossiers.insert(order.number.number(), Dossier { order, assignments });
    }
    // An order that was never given to a unit has no history.
    let numbers = distinct(
        dossiers
            .values()
            .filter(|dossier| dossier.order.transferred)
            .map(|dossier| dossier.order.number.number()),
    );
    for numbers in numbers.chunks(KEYS) {
        let rows: Vec<FactRow> = table::table
            .filter(table::order_number.eq_any(numbers))
            .order(table::sequence)
            .select(FactRow::as_select())
            .load(connection)?;
        for row in rows {
            let dossier = row
                .order_number
                .and_then(|number| dossiers.get_mut(&number));
            if let (Some(dossier), Some((id, fact))) = (dossier, fact(row)?) {
                dossier.apply(id, fact);
            }
        }
    }
    Ok(dossiers.into_values().collect())
}

fn fact(row: FactRow) -> Result<Option<(AssignmentId, Fact)>, StoreError> {
    let corrupt = || StoreError::corrupt(events::TABLE, row.sequence);
    let detail = codec::decode(row.sequence, &row.payload)?;
    let Some((id, change)) = codec::fact(detail).map_err(|_| corrupt())? else {
        return Ok(None);
    };
    let fact = Fact {
        happened: Moment::from_micros(row.happened).ok_or_else(corrupt)?,
        sequence: row.sequence,
        actor: row.actor,
        change,
    };
    Ok(Some((id, fact)))
}

/// The orders must be known already.
fn load_typical_cases(
    connection: &mut AnyConnection,
    orders: &[OrderTarget],
    world: &mut World,
) -> Result<(), StoreError> {
    let numbers = numbers(orders, world);
    for case in typical_cases::of_orders(connection, &numbers)? {
        world.insert_typical_case(case);
    }
    Ok(())
}

/// The numbers of those orders that are known.
fn numbers(orders: &[OrderTarget], world: &World) -> Vec<i64> {
    distinct(
        orders
            .iter()
            .filter_map(|target| world.dossier(target))
            .map(|dossier| dossier.order.number.number()),
    )
}

fn distinct<T: Ord>(keys: impl Iterator<Item = T>) -> Vec<T> {
    Vec::from_iter(keys.collect::<BTreeSet<T>>())
}
