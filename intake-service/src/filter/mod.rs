//! The language of `filter` fields: a part of Google's AIP-160.
//!
//! ```text
//! filter      = [expression]
//! expression  = factor {"AND" factor}
//! factor      = term {"OR" term}
//! term        = ["NOT" | "-"] simple
//! simple      = restriction | "(" expression ")"
//! restriction = field operator value
//! field       = word {"." word}
//! operator    = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
//! value       = bare word | quoted text
//! ```
//!
//! **`OR` binds tighter than `AND`**, as AIP-160 has it and unlike most languages: `a = 1 AND b = 2 OR b = 3` asks for `a = 1 AND (b = 2 OR b = 3)`.
//!
//! What differs from the standard, each refused with a message rather than understood in some way:
//! two conditions without a word between them (there, a fuzzy `AND`); a value alone, which would be a search through texts; functions; an
//! expression as a value; wildcards (an `*` in a text is only an asterisk, `field:*` alone asks whether there is a value).
//! Beyond the standard, a value needs no quotes as long as it has no blank, quote, parenthesis, comma or operator but `:` in it, so
//! times and resource names can be written as they are.
//!
//! Pure text work: what the fields are and mean, the store knows.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

pub use parse::parse;

/// The most bytes of a filter.
pub const LONGEST: usize = 4_000;
/// The most parentheses and negations within one another.
pub const DEEPEST: usize = 16;
/// The most conditions of a filter.
pub const MOST: usize = 64;

/// A filter, taken apart. Parsing makes no [`All`](Expression::All) or [`Any`](Expression::Any) of fewer than two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// All of them hold.
    All(Vec<Expression>),
    /// One of them holds.
    Any(Vec<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
    /// A condition.
    Restriction(Restriction),
}

/// A condition on one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The field, with its dots.
    pub field: String,
    /// Where the field stands, in bytes from 0.
    pub position: usize,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: Argument,
}

/// How a field is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `:`
    Has,
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Without its quotes and escapes.
    pub text: String,
    /// It stood in quotes: an asterisk is only an asterisk.
    pub quoted: bool,
    /// Where it stands, in bytes from 0.
    pub position: usize,
}

/// What is wrong with a filter. Repeats nothing of it: a client may have put personal data there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {position}: {description}")]
pub struct FilterError {
    /// Where, in bytes from 0.
    pub position: usize,
    /// What, and what to write instead.
    pub description: String,
}

impl FilterError {
    /// What is wrong at a place.
    pub fn new(position: usize, description: impl Into<String>) -> FilterError {
        FilterError {
            position,
            description: description.into(),
        }
    }
}

impl Operator {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Has => ":",
        }
    }
}

/// A filter that means the same, in one form: single blanks, `NOT` rather than `-`, no needless parentheses.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // What binds tighter needs no parentheses.
            Expression::All(parts) => {
                list(f, parts, " AND ", |part| matches!(part, Expression::All(_)))
            }
            Expression::Any(parts) => list(f, parts, " OR ", |part| {
                matches!(part, Expression::All(_) | Expression::Any(_))
            }),
            Expression::Not(inner) => {
                f.write_str("NOT ")?;
                within(f, inner, !matches!(**inner, Expression::Restriction(_)))
            }
            Expression::Restriction(restriction) => write!(f, "{restriction}"),
        }
    }
}

fn list(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expression],
    between: &str,
    needs_parentheses: fn(&Expression) -> bool,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index != 0 {
            f.write_str(between)?;
        }
        within(f, part, needs_parentheses(part))?;
    }
    Ok(())
}

fn within(f: &mut fmt::Formatter<'_>, part: &Expression, parentheses: bool) -> fmt::Result {
    if parentheses {
        write!(f, "({part})")
    } else {
        write!(f, "{part}")
    }
}

impl fmt::Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Restriction {
            field,
            position: _,
            operator,
            value,
        } = self;
        match operator {
            Operator::Has => write!(f, "{field}:{value}"),
            operator => write!(f, "{field} {} {value}", operator.symbol()),
        }
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.quoted {
            return f.write_str(&self.text);
        }
        f.write_str("\"")?;
        for letter in self.text.chars() {
            if matches!(letter, '"' | '\\') {
                f.write_str("\\")?;
            }
            write!(f, "{letter}")?;
        }
        f.write_str("\"")
    }
}
