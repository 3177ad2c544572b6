//! Fields of an event, and what is wrong with them.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_common::time::{Day, Moment};

use crate::names;
use crate::pull::problem::BrokenFeed;
use crate::pull::record::AssignmentKey;

/// Reads the fields of one event; an error names the event.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) sequence: i64,
}

impl Fields {
    pub(super) fn wrong(self, field: &'static str) -> BrokenFeed {
        BrokenFeed::Field {
            sequence: self.sequence,
            field,
        }
    }

    pub(super) fn moment(
        self,
        field: &'static str,
        time: Option<prost_types::Timestamp>,
    ) -> Result<Moment, BrokenFeed> {
        self.optional_moment(field, time)?
            .ok_or_else(|| self.wrong(field))
    }

    pub(super) fn optional_moment(
        self,
        field: &'static str,
        time: Option<prost_types::Timestamp>,
    ) -> Result<Option<Moment>, BrokenFeed> {
        time.map(|time| {
            Moment::from_parts(time.seconds, time.nanos).ok_or_else(|| self.wrong(field))
        })
        .transpose()
    }

    pub(super) fn parsed<T: std::str::FromStr>(
        self,
        field: &'static str,
        text: &str,
    ) -> Result<T, BrokenFeed> {
        text.parse().map_err(|_| self.wrong(field))
    }

    pub(super) fn day(self, field: &'static str, text: &str) -> Result<Day, BrokenFeed> {
        self.parsed(field, text)
    }

    pub(super) fn optional_day(
        self,
        field: &'static str,
        text: &str,
    ) -> Result<Option<Day>, BrokenFeed> {
        (!text.is_empty())
            .then(|| self.day(field, text))
            .transpose()
    }

    /// A word whose number is not known comes from a newer intake; 0 is a fault.
    pub(super) fn word<T>(
        self,
        field: &'static str,
        number: i32,
        word: fn(i32) -> Option<T>,
    ) -> Result<T, BrokenFeed> {
        word(number).ok_or_else(|| match number {
            0 => self.wrong(field),
            _ => BrokenFeed::TooNew {
                sequence: self.sequence,
            },
        })
    }

    pub(super) fn count(self, field: &'static str, value: i32) -> Result<u32, BrokenFeed> {
        u32::try_from(value).map_err(|_| self.wrong(field))
    }

    /// The variable parts of a name.
    fn parts<'a, const N: usize>(
        self,
        field: &'static str,
        pattern: &str,
        name: &'a str,
    ) -> Result<[&'a str; N], BrokenFeed> {
        decode::names(&mut Violations::new(), field, pattern, name).ok_or_else(|| self.wrong(field))
    }

    pub(super) fn code(
        self,
        field: &'static str,
        collection: &str,
        name: &str,
    ) -> Result<String, BrokenFeed> {
        let [code] = self.parts(field, &format!("{collection}/{{code}}"), name)?;
        Ok(code.to_owned())
    }

    pub(super) fn optional_code(
        self,
        field: &'static str,
        collection: &str,
        name: &str,
    ) -> Result<Option<String>, BrokenFeed> {
        (!name.is_empty())
            .then(|| self.code(field, collection, name))
            .transpose()
    }

    pub(super) fn codes(
        self,
        field: &'static str,
        collection: &str,
        names: &[String],
    ) -> Result<Vec<String>, BrokenFeed> {
        names
            .iter()
            .map(|name| self.code(field, collection, name))
            .collect()
    }

    pub(super) fn id(
        self,
        field: &'static str,
        collection: &str,
        name: &str,
    ) -> Result<i64, BrokenFeed> {
        let [id] = self.parts(field, &format!("{collection}/{{id}}"), name)?;
        self.parsed(field, id)
    }

    pub(super) fn order_number(self, field: &'static str, name: &str) -> Result<i64, BrokenFeed> {
        let [order] = self.parts(field, "workOrders/{order}", name)?;
        names::order_number(order).ok_or_else(|| self.wrong(field))
    }

    pub(super) fn assignment(
        self,
        field: &'static str,
        name: &str,
    ) -> Result<AssignmentKey, BrokenFeed> {
        let [order, number] = self.parts(field, "workOrders/{order}/assignments/{n}", name)?;
        self.key(field, order, number)
    }

    /// The assignment that a visit, an exclusion or an extension belongs to.
    pub(super) fn part(
        self,
        field: &'static str,
        collection: &str,
        name: &str,
    ) -> Result<AssignmentKey, BrokenFeed> {
        let pattern = format!("workOrders/{{order}}/assignments/{{n}}/{collection}/{{m}}");
        let [order, number, _] = self.parts(field, &pattern, name)?;
        self.key(field, order, number)
    }

    fn key(
        self,
        field: &'static str,
        order: &str,
        number: &str,
    ) -> Result<AssignmentKey, BrokenFeed> {
        Ok(AssignmentKey {
            order: names::order_number(order).ok_or_else(|| self.wrong(field))?,
            number: self.parsed(field, number)?,
        })
    }
}
