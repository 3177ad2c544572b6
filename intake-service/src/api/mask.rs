//! Field masks: which fields an update changes.

use hotline_common::decode::{self, Text};
use hotline_common::status::Violations;
use hotline_common::time::Day;
use prost_types::FieldMask;

use super::fields;
use crate::domain::names::Code;

/// The characters of a name.
const DISPLAY_NAME: usize = 100;

/// Which fields are to be changed.
pub(super) enum Mask {
    /// Those that are not empty.
    Given,
    /// All.
    All,
    /// These.
    Only(Vec<String>),
}

impl Mask {
    /// Reads the mask of a resource that has these fields.
    pub(super) fn decode(
        violations: &mut Violations,
        mask: Option<FieldMask>,
        fields: &[&str],
    ) -> Mask {
        let Some(FieldMask { paths }) = mask.filter(|mask| !mask.paths.is_empty()) else {
            return Mask::Given;
        };
        let known = |path: &String| path == "*" || fields.contains(&path.as_str());
        if !paths.iter().all(known) {
            violations.push(
                "update_mask",
                format!("may have the paths {}, or * for all", fields.join(", ")),
            );
        }
        if paths.iter().any(|path| path == "*") {
            Mask::All
        } else {
            Mask::Only(paths)
        }
    }

    /// Whether the field is to be changed, `given` telling whether it has a value.
    pub(super) fn has(&self, field: &str, given: bool) -> bool {
        match self {
            Mask::Given => given,
            Mask::All => true,
            Mask::Only(paths) => paths.iter().any(|path| path == field),
        }
    }

    /// The new name, if it is to be changed.
    pub(super) fn display_name(
        &self,
        violations: &mut Violations,
        value: String,
    ) -> Option<String> {
        let name = Text::Line(DISPLAY_NAME);
        self.has("display_name", !value.is_empty())
            .then(|| decode::required_text(violations, "display_name", name, value))?
    }

    /// The new parent or none, if it is to be changed.
    #[expect(clippy::option_option, reason = "unchanged, none, or a value")]
    pub(super) fn parent(
        &self,
        violations: &mut Violations,
        pattern: &str,
        value: &str,
    ) -> Option<Option<Code>> {
        self.has("parent", !value.is_empty())
            .then(|| fields::optional_code(violations, "parent", pattern, value))
    }

    /// The new day or none, if it is to be changed.
    #[expect(clippy::option_option, reason = "unchanged, none, or a value")]
    pub(super) fn day(
        &self,
        violations: &mut Violations,
        field: &str,
        value: &str,
    ) -> Option<Option<Day>> {
        self.has(field, !value.is_empty())
            .then(|| decode::optional_day(violations, field, value))
    }
}
