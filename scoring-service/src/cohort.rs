//! A month's orders in pages, in the order of their numbers: all that were received in it, and all with an assignment that is of
//! it, or was before a correction moved it.

use std::ops::Range;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use crate::names;
use crate::store;
use crate::store::cases::StoredCases;

/// Goes through the orders of a month. Memory holds one page, and the numbers of the orders that were received in other months: few.
///
/// An order's number begins with the day on which it was received, so those of a month are one range of numbers, which is read from one end to the
/// other. (Whatever else is in that range comes along.) Each page may be read in a transaction of its own.
#[derive(Clone, Debug)]
pub struct Walk {
    /// What is left of the range.
    range: Range<i64>,
    /// Orders outside of the range, by number.
    others: Vec<i64>,
    /// How many of them were taken.
    taken: usize,
}

impl Walk {
    /// At the beginning of a month.
    pub fn start(connection: &mut AnyConnection, month: Month) -> Result<Walk, DbError> {
        let range = names::order_numbers(month);
        let mut others = store::orders::received_outside(connection, month, &range)?;
        others.extend(store::assignments::orders_outside(
            connection, month, &range,
        )?);
        others.sort_unstable();
        others.dedup();
        Ok(Walk {
            range,
            others,
            taken: 0,
        })
    }

    /// The next page, whose numbers come after those of the page before; empty at the end.
    pub fn next_page(&mut self, connection: &mut AnyConnection) -> Result<StoredCases, DbError> {
        let first = self.range.start;
        let before = self.some_of_others(|number| number < first);
        if !before.is_empty() {
            return store::cases::of_orders(connection, &before);
        }
        if !self.range.is_empty() {
            let page = store::cases::between(connection, self.range.clone())?;
            match page.last() {
                Some(last) => {
                    self.range.start = last + 1;
                    return Ok(page);
                }
                None => self.range.start = self.range.end,
            }
        }
        let after = self.some_of_others(|_| true);
        store::cases::of_orders(connection, &after)
    }

    /// A page of the others, as far as they are due.
    fn some_of_others(&mut self, is_due: impl Fn(i64) -> bool) -> Vec<i64> {
        let rest = self.others.get(self.taken..).unwrap_or_default();
        let due = rest.iter().copied().take_while(|number| is_due(*number));
        let page: Vec<i64> = due.take(store::PAGE).collect();
        self.taken += page.len();
        page
    }
}
