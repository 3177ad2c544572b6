//! Resource names (AIP-122): `units/{unit}`, `workOrders/{order}/assignments/{assignment}`.

use super::REQUIRED;
use crate::status::Violations;

/// The longest part of a name, in bytes.
const LONGEST: usize = 64;

/// The only variable part of a name that must be given: `name(v, path, "units/{unit}", "units/changsha")` is `changsha`.
pub fn name<'a>(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &'a str,
) -> Option<&'a str> {
    names::<1>(violations, path, pattern, value).map(|[part]| part)
}

/// As [`name`], of a name that may be absent (empty).
pub fn optional_name<'a>(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &'a str,
) -> Option<&'a str> {
    (!value.is_empty()).then(|| name(violations, path, pattern, value))?
}

/// The variable parts of a name that must be given, in order; `N` of them as the pattern has.
///
/// A part is 1 to 64 ASCII letters, digits, `.`, `_` and `-`.
pub fn names<'a, const N: usize>(
    violations: &mut Violations,
    path: &str,
    pattern: &str,
    value: &'a str,
) -> Option<[&'a str; N]> {
    if value.is_empty() {
        violations.push(path, REQUIRED);
        return None;
    }
    let parts = matched(pattern, value).and_then(|parts| <[&str; N]>::try_from(parts).ok());
    if parts.is_none() {
        violations.push(
            path,
            format!("must be a name of the form {pattern}, each part at most {LONGEST} letters, digits, '.', '_' or '-'"),
        );
    }
    parts
}

fn matched<'a>(pattern: &str, value: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut given = value.split('/');
    for wanted in pattern.split('/') {
        let part = given.next()?;
        if wanted.starts_with('{') {
            if !is_part(part) {
                return None;
            }
            found.push(part);
        } else if part != wanted {
            return None;
        }
    }
    given.next().is_none().then_some(found)
}

fn is_part(part: &str) -> bool {
    (1..=LONGEST).contains(&part.len())
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
