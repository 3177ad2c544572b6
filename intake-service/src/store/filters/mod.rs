//! What lists can be filtered by: for each list a table of fields, each with its kind and its column.
//!
//! A filter becomes a tree of Diesel expressions over the list's table; values are always bound. It knows only true and false: a comparison
//! with a value that a record does not have is false, so its negation is true.
//!
//! No table has a field with personal data, nor one that may hold some: names and numbers of citizens, texts, notes, ids that other systems give.

mod fields;
mod tables;

use std::fmt;

use diesel::dsl::not;
use diesel::expression::BoxableExpression;
use diesel::expression_methods::BoolExpressionMethods as _;
use diesel::sql_types::{Bool, Nullable};
use hotline_common::db::MultiBackend;

use self::fields::Test;
use crate::filter::{self, Expression, FilterError, Operator, Restriction};

pub(in crate::store) use self::fields::Field;
pub(in crate::store) use self::tables::{
    ASSIGNMENTS, CALLS, EXCLUSIONS, RETURN_VISITS, SUPERVISIONS, WORK_ORDERS, disposition,
    exclusion_state, outcome,
};

/// A condition in SQL over a table.
pub(in crate::store) type Predicate<T> =
    Box<dyn BoxableExpression<T, MultiBackend, SqlType = Nullable<Bool>>>;

/// A filter of a list, checked against its fields.
#[derive(Clone)]
pub struct Filter<T: 'static> {
    /// In the one form, for comparing and showing.
    text: String,
    tree: Tree<T>,
}

/// How records are chosen.
#[derive(Clone)]
enum Tree<T: 'static> {
    All(Vec<Tree<T>>),
    Any(Vec<Tree<T>>),
    Not(Box<Tree<T>>),
    Test(Test<T>),
}

impl<T: 'static> Filter<T> {
    /// Reads a filter over a list with these fields; `None` for an empty one.
    ///
    /// # Errors
    /// What is wrong first, where, and what there is instead.
    pub(in crate::store) fn read(
        text: &str,
        fields: &'static [Field<T>],
    ) -> Result<Option<Filter<T>>, FilterError> {
        filter::parse(text)?
            .map(|expression| {
                Ok(Filter {
                    tree: tree(&expression, fields)?,
                    text: expression.to_string(),
                })
            })
            .transpose()
    }

    /// The condition in SQL.
    pub(in crate::store) fn predicate(&self) -> Predicate<T> {
        predicate(&self.tree)
    }
}

fn tree<T>(expression: &Expression, fields: &'static [Field<T>]) -> Result<Tree<T>, FilterError> {
    let all = |parts: &[Expression]| {
        parts
            .iter()
            .map(|part| tree(part, fields))
            .collect::<Result<_, _>>()
    };
    Ok(match expression {
        Expression::All(parts) => Tree::All(all(parts)?),
        Expression::Any(parts) => Tree::Any(all(parts)?),
        Expression::Not(inner) => Tree::Not(Box::new(tree(inner, fields)?)),
        Expression::Restriction(restriction) => test(restriction, fields)?,
    })
}

fn test<T>(restriction: &Restriction, fields: &'static [Field<T>]) -> Result<Tree<T>, FilterError> {
    let Some(field) = fields
        .iter()
        .find(|field| field.name() == restriction.field)
    else {
        let names: Vec<&str> = fields.iter().map(Field::name).collect();
        return Err(FilterError::new(
            restriction.position,
            format!(
                "there is no such field; the fields are {}",
                names.join(", ")
            ),
        ));
    };
    let test = Tree::Test(field.test(restriction)?);
    Ok(match restriction.operator {
        // What a record does not have is not equal to anything.
        Operator::NotEqual => Tree::Not(Box::new(test)),
        _ => test,
    })
}

fn predicate<T: 'static>(tree: &Tree<T>) -> Predicate<T> {
    match tree {
        Tree::All(parts) => joined(parts, |one, other| Box::new(one.and(other))),
        Tree::Any(parts) => joined(parts, |one, other| Box::new(one.or(other))),
        Tree::Not(inner) => Box::new(not(predicate(inner))),
        Tree::Test(test) => test(),
    }
}

/// Halves within halves: a long list must not become a deep expression.
fn joined<T: 'static>(
    parts: &[Tree<T>],
    join: fn(Predicate<T>, Predicate<T>) -> Predicate<T>,
) -> Predicate<T> {
    if let [only] = parts {
        return predicate(only);
    }
    let (one, other) = parts.split_at(parts.len() / 2);
    join(joined(one, join), joined(other, join))
}

impl<T> PartialEq for Filter<T> {
    fn eq(&self, other: &Filter<T>) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Filter<T> {}

impl<T> fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.text)
    }
}
