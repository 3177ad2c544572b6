//! Differences in words.

use serde_json::Value;

use crate::proof::record::{Canonical, Line, Record};
use crate::score::Row;

/// Each field in which a given row is not the computed one.
pub(super) fn between_rows(given: &Line, list: &str, computed: &Row) -> Vec<String> {
    let computed = Line {
        list: list.to_owned(),
        row: computed.clone(),
    };
    let mut differences = Vec::new();
    if let (Ok(given), Ok(computed)) =
        (serde_json::to_value(given), serde_json::to_value(&computed))
    {
        compare("", &given, &computed, &mut differences);
    }
    differences
}

fn compare(path: &str, given: &Value, computed: &Value, differences: &mut Vec<String>) {
    if let (Value::Object(given), Value::Object(computed)) = (given, computed) {
        for (key, value) in given {
            let path = match path {
                "" | "row" => key.clone(),
                path => format!("{path}.{key}"),
            };
            compare(
                &path,
                value,
                computed.get(key).unwrap_or(&Value::Null),
                differences,
            );
        }
    } else if given != computed {
        differences.push(format!(
            "{path} is {given}, and {computed} comes out of the assignments"
        ));
    }
}

/// What a line of the canonical text is about.
pub(super) fn canonical_subject(line: &str) -> String {
    Record::Canonical(Canonical {
        text: line.to_owned(),
    })
    .subject()
}
