//! The work orders 工单.

use diesel::prelude::*;
use hotline_common::by_keys;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::{Day, Moment};

use super::row::{Row, code, join, optional, read_all, read_one, split};
use super::schema::work_orders;
use super::{Filter, StoreError, filters, masked};
use crate::domain::masking::Masked;
use crate::domain::names::{ExternalReference, OrderNumber};
use crate::domain::work_order::{Channel, Disposition, Duplicate, Nature, Urgency, WorkOrder};
use crate::filter::FilterError;
use crate::vault::Vault;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = work_orders, treat_none_as_default_value = false)]
pub(super) struct WorkOrderRow {
    pub(super) number: i64,
    pub(super) external_source: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) channel: i32,
    pub(super) call: Option<i64>,
    pub(super) anonymous: bool,
    pub(super) confidential: bool,
    pub(super) nature: i32,
    pub(super) urgency: i32,
    pub(super) category: Option<String>,
    pub(super) topics: String,
    pub(super) area: String,
    pub(super) received: i64,
    pub(super) handled: Option<i64>,
    pub(super) handled_sequence: Option<i64>,
    pub(super) transferred: bool,
    pub(super) duplicate_of: Option<i64>,
    pub(super) duplicate_linked: Option<i64>,
    pub(super) duplicate_sequence: Option<i64>,
    pub(super) content_hash: Vec<u8>,
    pub(super) recorded: i64,
    pub(super) accepted_sequence: i64,
    pub(super) sequence: i64,
}

/// What can change of an order.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = work_orders, primary_key(number), treat_none_as_null = true)]
pub(super) struct WorkOrderChange {
    number: i64,
    channel: i32,
    nature: i32,
    urgency: i32,
    category: Option<String>,
    topics: String,
    area: String,
    received: i64,
    handled: Option<i64>,
    handled_sequence: Option<i64>,
    transferred: bool,
    duplicate_of: Option<i64>,
    duplicate_linked: Option<i64>,
    duplicate_sequence: Option<i64>,
    sequence: i64,
}

impl From<WorkOrder> for WorkOrderRow {
    fn from(order: WorkOrder) -> WorkOrderRow {
        let (external_source, external_id) = order
            .external_reference
            .map(|ExternalReference { source, id }| (source, id))
            .unzip();
        let (handled, handled_sequence) = order.handled.unzip();
        let (duplicate_of, duplicate_linked, duplicate_sequence) = duplicate(order.duplicate);
        WorkOrderRow {
            number: order.number.number(),
            external_source,
            external_id,
            channel: order.channel.number(),
            call: order.call,
            anonymous: order.anonymous,
            confidential: order.confidential,
            nature: order.nature.number(),
            urgency: order.urgency.number(),
            category: order.category.map(|code| code.to_string()),
            topics: join(&order.topics),
            area: order.area,
            received: order.received.micros(),
            handled: handled.map(Moment::micros),
            handled_sequence,
            transferred: order.transferred,
            duplicate_of,
            duplicate_linked,
            duplicate_sequence,
            content_hash: order.content_hash.to_vec(),
            recorded: order.recorded.micros(),
            accepted_sequence: order.accepted_sequence,
            sequence: order.sequence,
        }
    }
}

impl From<&WorkOrder> for WorkOrderChange {
    fn from(order: &WorkOrder) -> WorkOrderChange {
        let (handled, handled_sequence) = order.handled.unzip();
        let (duplicate_of, duplicate_linked, duplicate_sequence) = duplicate(order.duplicate);
        WorkOrderChange {
            number: order.number.number(),
            channel: order.channel.number(),
            nature: order.nature.number(),
            urgency: order.urgency.number(),
            category: order.category.as_ref().map(ToString::to_string),
            topics: join(&order.topics),
            area: order.area.clone(),
            received: order.received.micros(),
            handled: handled.map(Moment::micros),
            handled_sequence,
            transferred: order.transferred,
            duplicate_of,
            duplicate_linked,
            duplicate_sequence,
            sequence: order.sequence,
        }
    }
}

/// The three columns of a link: all or none.
fn duplicate(link: Option<Duplicate>) -> (Option<i64>, Option<i64>, Option<i64>) {
    match link {
        None => (None, None, None),
        Some(Duplicate {
            original,
            linked,
            sequence,
        }) => (
            Some(original.number()),
            Some(linked.micros()),
            Some(sequence),
        ),
    }
}

impl Row for WorkOrderRow {
    type Record = WorkOrder;
    const TABLE: &'static str = "work_orders";

    fn key(&self) -> String {
        self.number.to_string()
    }

    fn record(self) -> Option<WorkOrder> {
        let external_reference = match (self.external_source, self.external_id) {
            (Some(source), Some(id)) => Some(ExternalReference { source, id }),
            (None, None) => None,
            _ => return None,
        };
        let handled = match (self.handled, self.handled_sequence) {
            (Some(handled), Some(sequence)) => Some((Moment::from_micros(handled)?, sequence)),
            (None, None) => None,
            _ => return None,
        };
        let duplicate = match (
            self.duplicate_of,
            self.duplicate_linked,
            self.duplicate_sequence,
        ) {
            (Some(original), Some(linked), Some(sequence)) => Some(Duplicate {
                original: OrderNumber::from_number(original)?,
                linked: Moment::from_micros(linked)?,
                sequence,
            }),
            (None, None, None) => None,
            _ => return None,
        };
        Some(WorkOrder {
            number: OrderNumber::from_number(self.number)?,
            external_reference,
            channel: Channel::from_number(self.channel)?,
            call: self.call,
            anonymous: self.anonymous,
            confidential: self.confidential,
            nature: Nature::from_number(self.nature)?,
            urgency: Urgency::from_number(self.urgency)?,
            category: optional(self.category, code)?,
            topics: split(&self.topics)?,
            area: self.area,
            received: Moment::from_micros(self.received)?,
            handled,
            transferred: self.transferred,
            duplicate,
            content_hash: self.content_hash.try_into().ok()?,
            recorded: Moment::from_micros(self.recorded)?,
            accepted_sequence: self.accepted_sequence,
            sequence: self.sequence,
        })
    }
}

/// Which orders are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkOrderFilter {
    /// Only those received at or after this time.
    pub received_from: Option<Moment>,
    /// Only those received before this time.
    pub received_to: Option<Moment>,
    /// Only those with this disposition.
    pub disposition: Option<Disposition>,
    /// Only those by this channel.
    pub channel: Option<Channel>,
    /// Only the one with this external reference.
    pub external_reference: Option<ExternalReference>,
    /// Only those that this holds for.
    pub condition: Option<Filter<work_orders::table>>,
}

/// Reads what the orders are filtered by, in the language of [`filter`](crate::filter).
///
/// # Errors
/// What is wrong, where, and which fields and values there are.
pub fn filter(text: &str) -> Result<Option<Filter<work_orders::table>>, FilterError> {
    Filter::read(text, filters::WORK_ORDERS)
}

/// An order with its personal data and texts, masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeWorkOrder {
    /// The order.
    pub order: WorkOrder,
    /// The requester's name and number, the text and the attachments.
    pub request: Masked,
    /// The centre's answer in its text, where the order was handled directly.
    pub answer: Masked,
    /// The orders that repeat it, by number.
    pub duplicates: Vec<OrderNumber>,
}

/// How many duplicates of an order are shown.
const SHOWN_DUPLICATES: i64 = 1_000;

/// An order with its personal data and texts, masked.
pub fn get(
    connection: &mut AnyConnection,
    vault: &Vault,
    number: OrderNumber,
) -> Result<Option<WholeWorkOrder>, StoreError> {
    let Some(order) = find(connection, number)? else {
        return Ok(None);
    };
    let mask = masked::of_order(connection, vault, number)?;
    let request = masked::part_with(connection, vault, &mask, order.accepted_sequence)?;
    let answer = match order.handled {
        Some((_, sequence)) => masked::part_with(connection, vault, &mask, sequence)?,
        None => Masked::default(),
    };
    let duplicates = work_orders::table
        .filter(work_orders::duplicate_of.eq(number.number()))
        .order(work_orders::number)
        .limit(SHOWN_DUPLICATES)
        .select(work_orders::number)
        .load(connection)?;
    let duplicates = duplicates.into_iter().map(read_number);
    Ok(Some(WholeWorkOrder {
        order,
        request,
        answer,
        duplicates: duplicates.collect::<Result<_, _>>()?,
    }))
}

/// An order.
pub(super) fn find(
    connection: &mut AnyConnection,
    number: OrderNumber,
) -> Result<Option<WorkOrder>, StoreError> {
    let row = work_orders::table
        .filter(work_orders::number.eq(number.number()))
        .select(WorkOrderRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` orders after a number, by number.
pub fn list(
    connection: &mut AnyConnection,
    filter: &WorkOrderFilter,
    after: Option<OrderNumber>,
    limit: u32,
) -> Result<Vec<WorkOrder>, StoreError> {
    let WorkOrderFilter {
        received_from,
        received_to,
        disposition,
        channel,
        external_reference,
        condition,
    } = filter;
    let mut query = work_orders::table
        .order(work_orders::number)
        .limit(limit.into())
        .select(WorkOrderRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(from) = received_from {
        query = query
            .filter(work_orders::number.ge(first_number(*from)))
            .filter(work_orders::received.ge(from.micros()));
    }
    if let Some(to) = received_to {
        query = query
            .filter(work_orders::number.le(last_number(*to)))
            .filter(work_orders::received.lt(to.micros()));
    }
    if let Some(disposition) = disposition {
        query = query.filter(filters::disposition(*disposition));
    }
    if let Some(condition) = condition {
        query = query.filter(condition.predicate());
    }
    if let Some(channel) = channel {
        query = query.filter(work_orders::channel.eq(channel.number()));
    }
    if let Some(ExternalReference { source, id }) = external_reference {
        query = query
            .filter(work_orders::external_source.eq(source))
            .filter(work_orders::external_id.eq(id));
    }
    if let Some(number) = after {
        query = query.filter(work_orders::number.gt(number.number()));
    }
    read_all(query.load(connection)?)
}

/// Those of the orders that there are.
pub(super) fn by_numbers(
    connection: &mut AnyConnection,
    numbers: &[i64],
) -> Result<Vec<WorkOrder>, StoreError> {
    read_all(by_keys!(
        connection,
        work_orders::number,
        numbers,
        |known| {
            work_orders::table
                .filter(known)
                .select(WorkOrderRow::as_select())
        }
    ))
}

/// Those of the orders that there are, by their ids in one other system.
pub(super) fn by_external_ids(
    connection: &mut AnyConnection,
    source: &str,
    ids: &[&str],
) -> Result<Vec<WorkOrder>, StoreError> {
    read_all(by_keys!(
        connection,
        work_orders::external_id,
        ids,
        |known| work_orders::table
            .filter(work_orders::external_source.eq(source))
            .filter(known)
            .select(WorkOrderRow::as_select())
    ))
}

/// The duplicates of those of the orders that have any: the original and the duplicate.
pub(super) fn duplicates(
    connection: &mut AnyConnection,
    originals: &[i64],
) -> Result<Vec<(OrderNumber, OrderNumber)>, StoreError> {
    let rows: Vec<(Option<i64>, i64)> =
        by_keys!(connection, work_orders::duplicate_of, originals, |known| {
            work_orders::table
                .filter(known)
                .select((work_orders::duplicate_of, work_orders::number))
        });
    let mut found = Vec::with_capacity(rows.len());
    for (original, number) in rows {
        let Some(original) = original else { continue };
        found.push((read_number(original)?, read_number(number)?));
    }
    Ok(found)
}

fn read_number(number: i64) -> Result<OrderNumber, StoreError> {
    OrderNumber::from_number(number).ok_or_else(|| StoreError::corrupt(WorkOrderRow::TABLE, number))
}

/// The last counter of a day's orders; 0 where it has none.
pub(super) fn last_counter(connection: &mut AnyConnection, day: Day) -> Result<u32, StoreError> {
    let (first, last) = OrderNumber::bounds_of(day);
    let number: Option<i64> = work_orders::table
        .filter(work_orders::number.between(first, last))
        .order(work_orders::number.desc())
        .select(work_orders::number)
        .first(connection)
        .optional()?;
    match number {
        None => Ok(0),
        Some(number) => OrderNumber::from_number(number)
            .map(OrderNumber::counter)
            .ok_or_else(|| StoreError::corrupt(WorkOrderRow::TABLE, number)),
    }
}

/// No order received at or after this time has a smaller number, whatever the zone: its local day is at most a day off.
pub(super) fn first_number(received: Moment) -> i64 {
    OrderNumber::bounds_of(utc_day(received).previous()).0
}

/// No order received before this time has a larger number.
pub(super) fn last_number(received: Moment) -> i64 {
    OrderNumber::bounds_of(utc_day(received).next()).1
}

fn utc_day(moment: Moment) -> Day {
    const MICROS: i64 = 86_400_000_000;
    i32::try_from(moment.micros().div_euclid(MICROS))
        .ok()
        .and_then(Day::from_number)
        .expect("every moment lies within the calendar")
}
