//! Texts that people write.

use super::REQUIRED;
use crate::status::Violations;

/// How a text may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines, tabs allowed, of at most so many characters together.
    Lines(usize),
}

/// A text that must be given and hold more than white space. It is kept as it is.
pub fn required_text(
    violations: &mut Violations,
    path: &str,
    kind: Text,
    value: String,
) -> Option<String> {
    if value.trim().is_empty() {
        violations.push(path, REQUIRED);
        return None;
    }
    checked(violations, path, kind, value)
}

/// A text that may be absent: `None` when it is empty or white space only.
pub fn optional_text(
    violations: &mut Violations,
    path: &str,
    kind: Text,
    value: String,
) -> Option<String> {
    if value.trim().is_empty() {
        return None;
    }
    checked(violations, path, kind, value)
}

fn checked(violations: &mut Violations, path: &str, kind: Text, value: String) -> Option<String> {
    let (longest, lines) = match kind {
        Text::Line(longest) => (longest, false),
        Text::Lines(longest) => (longest, true),
    };
    // Bytes first: they are counted already, and a text of few enough bytes has few enough characters.
    let too_long = longest < value.len() && longest < value.chars().count();
    let control = value.chars().any(|character| {
        character.is_control() && !(lines && matches!(character, '\n' | '\r' | '\t'))
    });
    if too_long {
        violations.push(path, format!("must have at most {longest} characters"));
    }
    if control {
        violations.push(
            path,
            if lines {
                "must not hold control characters other than line breaks and tabs"
            } else {
                "must be one line without control characters"
            },
        );
    }
    (!too_long && !control).then_some(value)
}
