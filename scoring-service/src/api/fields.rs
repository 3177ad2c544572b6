//! Fields that several requests have.

use hotline_common::decode::{self, PageQuery};
use hotline_common::status::Violations;
use hotline_common::time::{Day, Month};

/// Which page is wanted.
#[derive(Debug)]
pub(super) struct Page {
    /// At most so many rows.
    pub(super) size: u32,
    /// Only what comes after this key.
    pub(super) after: Option<Vec<u8>>,
    query: PageQuery,
}

impl Page {
    pub(super) fn decode(
        violations: &mut Violations,
        query: PageQuery,
        page_size: i32,
        page_token: &str,
    ) -> Option<Page> {
        let size = decode::page_size(violations, "page_size", page_size);
        let after = decode::page_token(violations, "page_token", &query, page_token);
        Some(Page {
            size: size?,
            after,
            query,
        })
    }

    /// The key as a fixed number of bytes. A token that passed its check has the right length.
    pub(super) fn key<const N: usize>(&self) -> Option<[u8; N]> {
        self.after
            .as_deref()
            .and_then(|after| after.try_into().ok())
    }

    /// The token of the page after a key.
    pub(super) fn token(&self, key: &[u8]) -> String {
        self.query.token(key)
    }

    /// One row more than wanted tells whether there is a next page: cuts it off and gives the token, empty on the last page.
    pub(super) fn cut<T>(&self, rows: &mut Vec<T>, key: impl Fn(&T) -> Vec<u8>) -> String {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if rows.len() <= size {
            return String::new();
        }
        rows.truncate(size);
        rows.last()
            .map(|last| self.query.token(&key(last)))
            .unwrap_or_default()
    }
}

/// The last day that counts for a month, where one is given: not before the month's last day.
pub(super) fn cut_off(
    violations: &mut Violations,
    path: &str,
    value: &str,
    month: Option<Month>,
) -> Option<Day> {
    let cut_off = decode::optional_day(violations, path, value);
    if let (Some(month), Some(day)) = (month, cut_off)
        && day < month.last_day()
    {
        violations.push(path, "must not be before the month's last day");
    }
    cut_off
}
