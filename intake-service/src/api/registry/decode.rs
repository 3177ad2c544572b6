//! Changes of the registry, from the wire.

use hotline_common::decode::{self, Text};
use hotline_common::status::Violations;
use hotline_common::time::Day;
use hotline_proto::intake as proto;
use prost_types::FieldMask;

use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::write::Write;
use crate::domain::command::Command;
use crate::domain::names::Code;
use crate::domain::registry::{UpdateCategory, UpdateTopic, UpdateUnit};

/// The characters of a name.
const DISPLAY_NAME: usize = 100;
/// The last position in official lists.
const LAST_POSITION: i64 = 1_000_000;

/// Which fields are to be changed.
enum Mask {
    /// Those that are not empty.
    Given,
    /// All.
    All,
    /// These.
    Only(Vec<String>),
}

impl Mask {
    /// Reads the mask of a resource that has these fields.
    fn decode(violations: &mut Violations, mask: Option<FieldMask>, fields: &[&str]) -> Mask {
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
    fn has(&self, field: &str, given: bool) -> bool {
        match self {
            Mask::Given => given,
            Mask::All => true,
            Mask::Only(paths) => paths.iter().any(|path| path == field),
        }
    }

    /// The new name, if it is to be changed.
    fn display_name(&self, violations: &mut Violations, value: String) -> Option<String> {
        let name = Text::Line(DISPLAY_NAME);
        self.has("display_name", !value.is_empty())
            .then(|| decode::required_text(violations, "display_name", name, value))?
    }

    /// The new parent or none, if it is to be changed.
    #[expect(clippy::option_option, reason = "unchanged, none, or a value")]
    fn parent(
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
    fn day(&self, violations: &mut Violations, field: &str, value: &str) -> Option<Option<Day>> {
        self.has(field, !value.is_empty())
            .then(|| decode::optional_day(violations, field, value))
    }
}

/// Decodes `UpdateUnit`.
pub(in crate::api) fn update_unit(
    request: proto::UpdateUnitRequest,
    violations: &mut Violations,
    _: &Context<'_>,
) -> Option<Write> {
    const FIELDS: [&str; 6] = [
        "display_name",
        "group",
        "position",
        "parent",
        "active_from_date",
        "active_to_date",
    ];
    let proto::UpdateUnitRequest {
        unit: given,
        update_mask,
        allow_missing,
        request_id: _,
    } = request;
    let mask = Mask::decode(violations, update_mask, &FIELDS);
    decode::required_message(violations, "unit", given, |violations, given| {
        unit(violations, &mask, allow_missing, given)
    })
    .map(|update| by_nobody(Command::UpdateUnit(update)))
}

fn unit(
    violations: &mut Violations,
    mask: &Mask,
    allow_missing: bool,
    unit: proto::Unit,
) -> Option<UpdateUnit> {
    let proto::Unit {
        name,
        display_name,
        group,
        position,
        parent,
        active_from_date,
        active_to_date,
        sequence: _,
    } = unit;
    let code = fields::code(violations, "name", pattern::UNIT, &name);
    let display_name = mask.display_name(violations, display_name);
    let group = mask
        .has("group", group != 0)
        .then(|| enums::required(violations, "group", group))
        .flatten();
    let bounds = 0..=LAST_POSITION;
    let position = mask.has("position", position != 0).then(|| {
        decode::number(violations, "position", i64::from(position), bounds);
        position
    });
    let parent = mask.parent(violations, pattern::UNIT, &parent);
    let active_from = mask.day(violations, "active_from_date", &active_from_date);
    let active_to = mask.day(violations, "active_to_date", &active_to_date);
    if let (Some(Some(from)), Some(Some(to))) = (active_from, active_to)
        && to < from
    {
        violations.push("active_to_date", "must not be before active_from_date");
    }
    Some(UpdateUnit {
        code: code?,
        display_name,
        group,
        position,
        parent,
        active_from,
        active_to,
        allow_missing,
    })
}

/// Decodes `UpdateCategory`.
pub(in crate::api) fn update_category(
    request: proto::UpdateCategoryRequest,
    violations: &mut Violations,
    _: &Context<'_>,
) -> Option<Write> {
    let proto::UpdateCategoryRequest {
        category,
        update_mask,
        allow_missing,
        request_id: _,
    } = request;
    let mask = Mask::decode(violations, update_mask, &["display_name", "parent"]);
    decode::required_message(violations, "category", category, |violations, category| {
        let proto::Category {
            name,
            display_name,
            parent,
            sequence: _,
        } = category;
        let code = fields::code(violations, "name", pattern::CATEGORY, &name);
        let display_name = mask.display_name(violations, display_name);
        let parent = mask.parent(violations, pattern::CATEGORY, &parent);
        Some(UpdateCategory {
            code: code?,
            display_name,
            parent,
            allow_missing,
        })
    })
    .map(|update| by_nobody(Command::UpdateCategory(update)))
}

/// Decodes `UpdateTopic`.
pub(in crate::api) fn update_topic(
    request: proto::UpdateTopicRequest,
    violations: &mut Violations,
    _: &Context<'_>,
) -> Option<Write> {
    let proto::UpdateTopicRequest {
        topic,
        update_mask,
        allow_missing,
        request_id: _,
    } = request;
    let mask = Mask::decode(violations, update_mask, &["display_name"]);
    decode::required_message(violations, "topic", topic, |violations, topic| {
        let proto::Topic {
            name,
            display_name,
            sequence: _,
        } = topic;
        let code = fields::code(violations, "name", pattern::TOPIC, &name);
        let display_name = mask.display_name(violations, display_name);
        Some(UpdateTopic {
            code: code?,
            display_name,
            allow_missing,
        })
    })
    .map(|update| by_nobody(Command::UpdateTopic(update)))
}

/// The registry's requests do not say who acts.
fn by_nobody(command: Command) -> Write {
    Write {
        command,
        actor: String::new(),
    }
}
