//! What a batch of commands needs to know, read in bulk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::AnyConnection;
use hotline_common::time::Moment;
use hotline_proto::intake::event::Detail;

use super::schema::events as table;
use super::{
    StoreError, calendars, calls, codec, corrections, deadline_rules, events, records, registry,
    supervisions, typical_cases, work_orders,
};
use crate::domain::assignment::{Fact, FactCorrection};
use crate::domain::command::{CallTarget, OrderTarget};
use crate::domain::correction::{FactKind, KnownFact};
use crate::domain::names::{AssignmentId, OrderNumber, Subject};
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
    // What is to be corrected first: it says what else is needed.
    let mut needs = needs.clone();
    for fact in corrections::known_facts(connection, &distinct(needs.facts.iter().copied()))? {
        touched(&mut needs, &fact);
        load_occasion(connection, &fact.subject, world)?;
        world.insert_fact(fact);
    }
    let Needs {
        calls,
        orders,
        duplicates,
        days,
        supervisions,
        typical_cases,
        facts: _,
        corrected_orders,
        corrected_calls,
    } = &needs;
    load_calls(connection, calls, world)?;
    load_orders(connection, orders, world)?;
    load_corrected(connection, corrected_orders, corrected_calls, world)?;
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
        world.insert_call(Arc::new(call));
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
    actor: String,
    payload: Vec<u8>,
}

/// An order with its assignments.
pub(super) fn dossier(
    connection: &mut AnyConnection,
    order: OrderNumber,
) -> Result<Option<Dossier>, StoreError> {
    let orders = work_orders::by_numbers(connection, &[order.number()])?;
    Ok(dossiers(connection, orders)?.pop())
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
    // An order's events are all found by its own key, so that they stay in their order.
    let rows: Vec<FactRow> = by_keys!(connection, table::order_number, numbers, |of_orders| {
        table::table
            .filter(of_orders)
            .order(table::sequence)
            .select(FactRow::as_select())
    });
    apply(connection, &mut dossiers, rows)?;
    Ok(dossiers.into_values().collect())
}

/// An event of an assignment's history.
enum Entry {
    Fact(AssignmentId, Fact),
    Correction(AssignmentId, FactCorrection),
}

/// Takes the events into the histories, as they were recorded.
fn apply(
    connection: &mut AnyConnection,
    dossiers: &mut HashMap<i64, Dossier>,
    rows: Vec<FactRow>,
) -> Result<(), StoreError> {
    let mut entries = Vec::with_capacity(rows.len());
    let mut corrections = Vec::new();
    for row in rows {
        let entry = entry(row)?;
        if let Some(Entry::Correction(_, correction)) = &entry {
            corrections.push(correction.sequence);
        }
        entries.extend(entry);
    }
    let with_text = corrections::with_text(connection, &corrections)?;
    for entry in entries {
        match entry {
            Entry::Fact(id, fact) => {
                if let Some(dossier) = dossiers.get_mut(&id.order.number()) {
                    dossier.apply(id, fact);
                }
            }
            Entry::Correction(id, mut correction) => {
                correction.has_text = with_text.contains(&correction.sequence);
                if let Some(dossier) = dossiers.get_mut(&id.order.number()) {
                    dossier.correct(id, correction);
                }
            }
        }
    }
    Ok(())
}

fn entry(row: FactRow) -> Result<Option<Entry>, StoreError> {
    let corrupt = || StoreError::corrupt(events::TABLE, row.sequence);
    let detail = codec::decode(row.sequence, &row.payload)?;
    if let Detail::FactCorrected(corrected) = detail {
        let correction = codec::correction(row.sequence, *corrected).map_err(|_| corrupt())?;
        return Ok(correction.map(|(id, correction)| Entry::Correction(id, correction)));
    }
    let Some((id, change)) = codec::fact(detail).map_err(|_| corrupt())? else {
        return Ok(None);
    };
    let fact = Fact {
        happened: Moment::from_micros(row.happened).ok_or_else(corrupt)?,
        sequence: row.sequence,
        actor: row.actor,
        change,
    };
    Ok(Some(Entry::Fact(id, fact)))
}

/// What the correction of a fact touches.
fn touched(needs: &mut Needs, fact: &KnownFact) {
    needs.orders.extend(fact.order.map(OrderTarget::Number));
    match (&fact.subject, fact.kind) {
        (Subject::Call(id), _) => needs.calls.push(CallTarget::Id(*id)),
        (Subject::Supervision(id), _) => needs.supervisions.push(*id),
        (Subject::TypicalCase(_), _) => {
            needs
                .typical_cases
                .extend(fact.order.map(OrderTarget::Number));
        }
        (Subject::WorkOrder(number), FactKind::DuplicateLinked(original)) => {
            needs.orders.push(OrderTarget::Number(original));
            needs.duplicates.push(OrderTarget::Number(*number));
        }
        _ => {}
    }
}

/// Facts of orders and calls that were corrected, so that an import which is run again knows them.
fn load_corrected(
    connection: &mut AnyConnection,
    orders: &[OrderTarget],
    calls: &[CallTarget],
    world: &mut World,
) -> Result<(), StoreError> {
    let orders = orders.iter().filter_map(|target| world.dossier(target));
    let orders = orders.map(|dossier| Subject::WorkOrder(dossier.order.number).to_string());
    let calls = calls.iter().filter_map(|target| world.call(target));
    let calls = calls.map(|call| Subject::Call(call.id).to_string());
    let subjects = distinct(orders.chain(calls));
    let facts = corrections::corrected_facts(connection, &subjects)?;
    for fact in corrections::known_facts(connection, &distinct(facts.into_iter()))? {
        world.insert_fact(fact);
    }
    Ok(())
}

/// A leader session, an appreciation or an activity that is to be corrected.
fn load_occasion(
    connection: &mut AnyConnection,
    subject: &Subject,
    world: &mut World,
) -> Result<(), StoreError> {
    let is_occasion = matches!(
        subject,
        Subject::LeaderSession(_) | Subject::Appreciation(_) | Subject::Activity(_)
    );
    if is_occasion && let Some(record) = records::get(connection, subject)? {
        world.insert_occasion(subject.clone(), record);
    }
    Ok(())
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
