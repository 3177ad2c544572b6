//! From a text to an [`Expression`], by recursive descent; as deep as [`DEEPEST`] at most.

use super::{Argument, DEEPEST, Expression, FilterError, LONGEST, MOST, Operator, Restriction};

/// Takes a filter apart; `None` for an empty one.
///
/// # Errors
/// What is wrong first, and where.
pub fn parse(text: &str) -> Result<Option<Expression>, FilterError> {
    if LONGEST < text.len() {
        return Err(FilterError::new(
            LONGEST,
            format!("a filter has at most {LONGEST} bytes"),
        ));
    }
    let mut parser = Parser {
        text,
        position: 0,
        depth: 0,
        conditions: 0,
    };
    if parser.peek().is_none() {
        return Ok(None);
    }
    let expression = parser.expression()?;
    match parser.peek() {
        None => Ok(Some(expression)),
        Some(_) => Err(parser.error("this parenthesis closes none")),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte; always between two characters.
    position: usize,
    /// How many parentheses and negations are open.
    depth: usize,
    conditions: usize,
}

impl<'a> Parser<'a> {
    fn error(&self, description: impl Into<String>) -> FilterError {
        FilterError::new(self.position, description)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    /// The next character that is no blank; goes there.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
        self.position += blanks;
        self.rest().chars().next()
    }

    /// The word that begins here: it may be empty.
    fn word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|letter| !is_of_field(letter));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// Goes past the next word if it is this one.
    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some() && self.word() == keyword;
        if found {
            self.position += keyword.len();
        }
        found
    }

    fn expression(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.factor()?];
        while self.take_keyword("AND") {
            parts.push(self.factor()?);
        }
        match self.peek() {
            None | Some(')') => Ok(several(parts, Expression::All)),
            Some(',') => Err(self.error("a comma stands nowhere in a filter")),
            Some(_) => Err(self.error(
                "write AND or OR, in capitals, between two conditions; a text with blanks in it stands in quotes",
            )),
        }
    }

    fn factor(&mut self) -> Result<Expression, FilterError> {
        let mut parts = vec![self.term()?];
        while self.take_keyword("OR") {
            parts.push(self.term()?);
        }
        Ok(several(parts, Expression::Any))
    }

    fn term(&mut self) -> Result<Expression, FilterError> {
        let negated = if self.peek() == Some('-') {
            self.position += 1;
            true
        } else {
            self.take_keyword("NOT")
        };
        if !negated {
            return self.simple();
        }
        self.deeper(|parser| Ok(Expression::Not(Box::new(parser.simple()?))))
    }

    fn simple(&mut self) -> Result<Expression, FilterError> {
        if self.peek() != Some('(') {
            return self.restriction().map(Expression::Restriction);
        }
        self.deeper(|parser| {
            let opened = parser.position;
            parser.position += 1;
            let inner = parser.expression()?;
            if parser.peek() != Some(')') {
                return Err(FilterError::new(opened, "this parenthesis is never closed"));
            }
            parser.position += 1;
            Ok(inner)
        })
    }

    fn deeper<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, FilterError>,
    ) -> Result<T, FilterError> {
        if self.depth == DEEPEST {
            return Err(self.error(format!(
                "at most {DEEPEST} parentheses and negations stand within one another"
            )));
        }
        self.depth += 1;
        let done = work(self)?;
        self.depth -= 1;
        Ok(done)
    }

    fn restriction(&mut self) -> Result<Restriction, FilterError> {
        const EXPECTED: &str = "a condition is expected here: a field, an operator, a value";
        match self.peek() {
            Some(letter) if is_of_field(letter) => {}
            Some('"' | '\'') => {
                return Err(self.error(
                    "a text alone is no condition, texts are not searched: write field = \"text\"",
                ));
            }
            _ => return Err(self.error(EXPECTED)),
        }
        if self.conditions == MOST {
            return Err(self.error(format!("a filter has at most {MOST} conditions")));
        }
        self.conditions += 1;
        let position = self.position;
        let field = self.word();
        if matches!(field, "AND" | "OR" | "NOT") {
            return Err(self.error(EXPECTED));
        }
        self.position += field.len();
        let operator = self.operator()?;
        Ok(Restriction {
            field: field.to_owned(),
            position,
            operator,
            value: self.argument()?,
        })
    }

    fn operator(&mut self) -> Result<Operator, FilterError> {
        // The longer ones first.
        const OPERATORS: [Operator; 7] = [
            Operator::NotEqual,
            Operator::LessOrEqual,
            Operator::GreaterOrEqual,
            Operator::Equal,
            Operator::Less,
            Operator::Greater,
            Operator::Has,
        ];
        if self.peek() == Some('(') {
            return Err(self.error("there are no functions"));
        }
        let found = OPERATORS
            .into_iter()
            .find(|operator| self.rest().starts_with(operator.symbol()));
        let Some(operator) = found else {
            return Err(self.error("one of = != < <= > >= : is expected after a field"));
        };
        self.position += operator.symbol().len();
        Ok(operator)
    }

    fn argument(&mut self) -> Result<Argument, FilterError> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some('(') => {
                Err(self
                    .error("a value is expected here, no expression: write field = A OR field = B"))
            }
            _ => self.bare(),
        }
    }

    fn bare(&mut self) -> Result<Argument, FilterError> {
        let rest = self.rest();
        let end = rest.find(|letter| !is_of_value(letter));
        let text = &rest[..end.unwrap_or(rest.len())];
        if text.is_empty() {
            return Err(self.error("a value is expected here, in quotes if it is not one word"));
        }
        let position = self.position;
        self.position += text.len();
        if self.rest().starts_with('(') {
            return Err(self.error("there are no functions"));
        }
        Ok(Argument {
            text: text.to_owned(),
            quoted: false,
            position,
        })
    }

    fn quoted(&mut self, quote: char) -> Result<Argument, FilterError> {
        let position = self.position;
        self.position += quote.len_utf8();
        let mut text = String::new();
        let mut letters = self.rest().char_indices();
        while let Some((index, letter)) = letters.next() {
            if letter == quote {
                self.position += index + letter.len_utf8();
                return Ok(Argument {
                    text,
                    quoted: true,
                    position,
                });
            }
            if letter != '\\' {
                text.push(letter);
                continue;
            }
            match letters.next() {
                Some((_, escaped @ ('"' | '\'' | '\\'))) => text.push(escaped),
                _ => {
                    return Err(FilterError::new(
                        self.position + index,
                        "a backslash stands before a quote or another backslash",
                    ));
                }
            }
        }
        Err(FilterError::new(position, "this quote is never closed"))
    }
}

/// One part itself; several together.
fn several(mut parts: Vec<Expression>, together: fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            together(parts)
        }
    }
}

fn is_blank(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

fn is_of_field(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.')
}

fn is_of_value(letter: char) -> bool {
    !is_blank(letter) && !"()\"',<>=!".contains(letter)
}
