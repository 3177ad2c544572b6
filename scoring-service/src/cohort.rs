//! A month's orders in pages, in the order of their numbers: all that were received in it, and all with an assignment that is of
//! it, or was before a correction moved it.

use std::cmp::Reverse;

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use crate::store;

/// Goes through the orders of a month. Memory holds one page, and the orders that were received in other months: few.
///
/// Each page may be read in a transaction of its own.
#[derive(Clone, Debug)]
pub struct Walk {
    month: Month,
    /// Orders received in other months, or moved from this one, the last one first.
    others: Vec<i64>,
    after: i64,
    is_received_over: bool,
}

impl Walk {
    /// At the beginning of a month.
    pub fn start(connection: &mut AnyConnection, month: Month) -> Result<Walk, DbError> {
        let mut others = store::assignments::orders_from_other_months(connection, month)?;
        others.extend(store::assignments::orders_moved_from(connection, month)?);
        others.sort_unstable_by_key(|number| Reverse(*number));
        others.dedup();
        Ok(Walk {
            month,
            others,
            after: i64::MIN,
            is_received_over: false,
        })
    }

    /// The numbers of the next page, ascending and after those of the page before; empty at the end.
    pub fn next_page(&mut self, connection: &mut AnyConnection) -> Result<Vec<i64>, DbError> {
        let mut page = Vec::new();
        if !self.is_received_over {
            page = store::orders::received_in(connection, self.month, self.after)?;
            match page.last() {
                Some(last) => self.after = *last,
                None => self.is_received_over = true,
            }
        }
        // Of the others those that belong before the page's last one; at the end a page of those that are left.
        let is_due = |other: &i64, taken: usize| {
            if self.is_received_over {
                taken < store::PAGE
            } else {
                *other <= self.after
            }
        };
        let mut taken = 0;
        while let Some(other) = self.others.pop_if(|other| is_due(other, taken)) {
            page.push(other);
            taken += 1;
        }
        page.sort_unstable();
        page.dedup();
        Ok(page)
    }
}
