//! A field that can be filtered by: its name, what values it takes, its column.

use std::sync::Arc;

use hotline_common::time::Moment;

use super::Predicate;
use crate::domain::names::{AssignmentId, Code, LedgerId, OrderNumber, Subject, ledger_id};
use crate::filter::{Argument, FilterError, Operator, Restriction};

/// The name of an enumeration's value by its number, as the proto files have it; `None` for no value.
pub(super) type Names = fn(i32) -> Option<&'static str>;

/// A condition that is put into SQL when the list is read.
pub(super) type Test<T> = Arc<dyn Fn() -> Predicate<T> + Send + Sync>;

/// A field that a list can be filtered by.
pub(in crate::store) struct Field<T: 'static> {
    name: &'static str,
    column: Column<T>,
    /// Whether there is a value, of a field that may have none.
    present: Option<fn() -> Predicate<T>>,
}

/// What values a field takes, and the condition that a value makes.
enum Column<T: 'static> {
    Time(fn(Order, i64) -> Predicate<T>),
    Count(fn(Order, i32) -> Predicate<T>),
    Choice(Names, fn(i32) -> Predicate<T>),
    Flag(fn(bool) -> Predicate<T>),
    Text(fn(&str) -> Predicate<T>),
    /// Names of the registry in this collection.
    Code(&'static str, fn(&str) -> Predicate<T>),
    /// As `Code`, several of them: whether one is among them.
    Codes(&'static str, fn(&str) -> Predicate<T>),
    /// Names by a number of the ledger in this collection.
    Id(&'static str, fn(i64) -> Predicate<T>),
    Order(fn(OrderNumber) -> Predicate<T>),
    Assignment(fn(AssignmentId) -> Predicate<T>),
}

/// How two values are compared; "not equal" is the negation of "equal".
#[derive(Clone, Copy)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl<T> Field<T> {
    const fn new(name: &'static str, column: Column<T>) -> Field<T> {
        Field {
            name,
            column,
            present: None,
        }
    }

    /// A time.
    pub(super) const fn time(name: &'static str, column: fn(Order, i64) -> Predicate<T>) -> Self {
        Field::new(name, Column::Time(column))
    }

    /// A whole number.
    pub(super) const fn count(name: &'static str, column: fn(Order, i32) -> Predicate<T>) -> Self {
        Field::new(name, Column::Count(column))
    }

    /// An enumeration.
    pub(super) const fn choice(
        name: &'static str,
        names: Names,
        column: fn(i32) -> Predicate<T>,
    ) -> Self {
        Field::new(name, Column::Choice(names, column))
    }

    /// Yes or no.
    pub(super) const fn flag(name: &'static str, column: fn(bool) -> Predicate<T>) -> Self {
        Field::new(name, Column::Flag(column))
    }

    /// A text without personal data.
    pub(super) const fn text(name: &'static str, column: fn(&str) -> Predicate<T>) -> Self {
        Field::new(name, Column::Text(column))
    }

    /// An entry of the registry, for instance of `units/`.
    pub(super) const fn code(
        name: &'static str,
        collection: &'static str,
        column: fn(&str) -> Predicate<T>,
    ) -> Self {
        Field::new(name, Column::Code(collection, column))
    }

    /// Several entries of the registry.
    pub(super) const fn codes(
        name: &'static str,
        collection: &'static str,
        column: fn(&str) -> Predicate<T>,
    ) -> Self {
        Field::new(name, Column::Codes(collection, column))
    }

    /// A record by the ledger's number, for instance of `calls/`.
    pub(super) const fn id(
        name: &'static str,
        collection: &'static str,
        column: fn(i64) -> Predicate<T>,
    ) -> Self {
        Field::new(name, Column::Id(collection, column))
    }

    /// An order.
    pub(super) const fn order(name: &'static str, column: fn(OrderNumber) -> Predicate<T>) -> Self {
        Field::new(name, Column::Order(column))
    }

    /// An assignment.
    pub(super) const fn assignment(
        name: &'static str,
        column: fn(AssignmentId) -> Predicate<T>,
    ) -> Self {
        Field::new(name, Column::Assignment(column))
    }

    /// The same field, which may have no value.
    pub(super) const fn or_none(mut self, present: fn() -> Predicate<T>) -> Self {
        self.present = Some(present);
        self
    }

    /// The field's name, with its dots.
    pub(in crate::store) const fn name(&self) -> &'static str {
        self.name
    }

    /// The condition on this field; of `!=` its opposite.
    pub(super) fn test(&self, restriction: &Restriction) -> Result<Test<T>, FilterError> {
        let Restriction {
            field: _,
            position,
            operator,
            value,
        } = restriction;
        let refused = |description: &str| Err(FilterError::new(*position, description));
        if matches!(operator, Operator::Has) && value.text == "*" && !value.quoted {
            return match self.present {
                Some(present) => Ok(Arc::new(present)),
                None => refused("this field always has a value"),
            };
        }
        let order = match (operator, &self.column) {
            (Operator::Has, Column::Codes(..)) => Order::Equal,
            (Operator::Has, _) => {
                return refused("this field has one value: write =, or field:* for having any");
            }
            (_, Column::Codes(..)) => {
                return refused("this field has several values: write field:value");
            }
            (Operator::Equal | Operator::NotEqual, _) => Order::Equal,
            (Operator::Less, _) => Order::Less,
            (Operator::LessOrEqual, _) => Order::LessOrEqual,
            (Operator::Greater, _) => Order::Greater,
            (Operator::GreaterOrEqual, _) => Order::GreaterOrEqual,
        };
        Ok(match self.column {
            Column::Time(column) => {
                let time = time(value)?.micros();
                Arc::new(move || column(order, time))
            }
            Column::Count(column) => {
                let number = value.text.parse();
                let number = number.map_err(|_| wrong(value, "a whole number is expected here"))?;
                Arc::new(move || column(order, number))
            }
            _ if !matches!(order, Order::Equal) => {
                return refused("this field can be compared by = and != alone");
            }
            Column::Choice(names, column) => {
                let number = choice(names, value)?;
                Arc::new(move || column(number))
            }
            Column::Flag(column) => {
                let flag = value.text.parse();
                let flag = flag.map_err(|_| wrong(value, "true or false is expected here"))?;
                Arc::new(move || column(flag))
            }
            Column::Text(column) => {
                let text = value.text.clone();
                Arc::new(move || column(&text))
            }
            Column::Code(collection, column) | Column::Codes(collection, column) => {
                let code = code(collection, value)?;
                Arc::new(move || column(code.as_str()))
            }
            Column::Id(collection, column) => {
                let id = ledger_name(collection, value)?;
                Arc::new(move || column(id))
            }
            Column::Order(column) => {
                let number = work_order(value)?;
                Arc::new(move || column(number))
            }
            Column::Assignment(column) => {
                let id = assignment(value)?;
                Arc::new(move || column(id))
            }
        })
    }
}

fn wrong(value: &Argument, description: impl Into<String>) -> FilterError {
    FilterError::new(value.position, description)
}

fn time(value: &Argument) -> Result<Moment, FilterError> {
    value.text.parse().map_err(|_| {
        wrong(
            value,
            "a time with its offset is expected here (RFC 3339), for instance 2015-06-01T00:00:00+08:00",
        )
    })
}

fn code(collection: &str, value: &Argument) -> Result<Code, FilterError> {
    let code = value.text.strip_prefix(collection).unwrap_or(&value.text);
    code.parse()
        .map_err(|_| wrong(value, format!("{collection} and a code is expected here")))
}

fn ledger_name(collection: &str, value: &Argument) -> Result<LedgerId, FilterError> {
    let number = value.text.strip_prefix(collection).unwrap_or(&value.text);
    let expected = || format!("{collection} and a number is expected here");
    ledger_id(number).map_err(|_| wrong(value, expected()))
}

fn work_order(value: &Argument) -> Result<OrderNumber, FilterError> {
    let number = value.text.strip_prefix("workOrders/");
    let number = number.unwrap_or(&value.text).parse();
    number.map_err(|_| wrong(value, "workOrders/YYYYMMDD-NNNNNN is expected here"))
}

fn assignment(value: &Argument) -> Result<AssignmentId, FilterError> {
    match value.text.parse() {
        Ok(Subject::Assignment(id)) => Ok(id),
        _ => Err(wrong(
            value,
            "workOrders/{order}/assignments/{assignment} is expected here",
        )),
    }
}

/// The number of a value by its name, with what all names of the enumeration begin with or without.
fn choice(names: Names, value: &Argument) -> Result<i32, FilterError> {
    /// Higher than any number of an enumeration.
    const BEYOND: i32 = 100;
    let prefix = names(0).and_then(|none| none.strip_suffix("UNSPECIFIED"));
    let prefix = prefix.unwrap_or_default();
    let values = || (1..BEYOND).filter_map(|number| Some((number, names(number)?)));
    values()
        .find(|(_, name)| *name == value.text || name.strip_prefix(prefix) == Some(&value.text))
        .map(|(number, _)| number)
        .ok_or_else(|| {
            let names: Vec<&str> = values().map(|(_, name)| name).collect();
            wrong(
                value,
                format!("one of {} is expected here", names.join(", ")),
            )
        })
}
