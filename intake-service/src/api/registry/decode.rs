//! Changes of the registry, from the wire.

use hotline_common::decode;
use hotline_common::status::Violations;
use hotline_proto::intake as proto;

use crate::api::context::Context;
use crate::api::enums;
use crate::api::fields::{self, pattern};
use crate::api::mask::Mask;
use crate::api::write::Write;
use crate::domain::command::Command;
use crate::domain::registry::{UpdateCategory, UpdateTopic, UpdateUnit};

/// The last position in official lists.
const LAST_POSITION: i64 = 1_000_000;

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
        etag: _,
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
            etag: _,
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
            etag: _,
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
