//! Changes of the registry.

use super::super::event::{Event, NewEvent};
use super::super::names::{Code, Subject};
use super::super::registry::{Category, Topic, Unit, UpdateCategory, UpdateTopic, UpdateUnit};
use super::super::rejection::{FieldViolation, Rejection};
use super::super::world::World;
use super::{Context, Decided, require};

pub(super) fn update_unit(
    world: &World,
    update: &UpdateUnit,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let UpdateUnit {
        code,
        display_name,
        group,
        position,
        parent,
        active_from,
        active_to,
        allow_missing,
    } = update;
    let subject = Subject::Unit(code.clone());
    let known = world.registry.units.get(code);
    let unit = if let Some(known) = known {
        Unit {
            code: code.clone(),
            display_name: display_name
                .clone()
                .unwrap_or_else(|| known.display_name.clone()),
            group: group.unwrap_or(known.group),
            position: position.unwrap_or(known.position),
            parent: parent.clone().unwrap_or_else(|| known.parent.clone()),
            active_from: active_from.unwrap_or(known.active_from),
            active_to: active_to.unwrap_or(known.active_to),
            sequence: context.next_sequence,
        }
    } else {
        must_be_allowed(*allow_missing, &subject)?;
        let (Some(display_name), Some(group)) = (display_name, group) else {
            return Err(missing(&[
                ("unit.display_name", display_name.is_none()),
                ("unit.group", group.is_none()),
            ]));
        };
        Unit {
            code: code.clone(),
            display_name: display_name.clone(),
            group: *group,
            position: position.unwrap_or_default(),
            parent: parent.clone().flatten(),
            active_from: active_from.flatten(),
            active_to: active_to.flatten(),
            sequence: context.next_sequence,
        }
    };
    if let (Some(from), Some(to)) = (unit.active_from, unit.active_to)
        && to < from
    {
        return Err(Rejection::invalid(
            "unit.active_to_date",
            format!("must not be before the active_from_date, {from}"),
        ));
    }
    if let Some(parent) = &unit.parent {
        require(
            world.registry.units.contains_key(parent),
            Subject::Unit,
            parent,
        )?;
        let above = |code: &Code| {
            world
                .registry
                .units
                .get(code)
                .and_then(|unit| unit.parent.clone())
        };
        refuse_cycle(code, parent, above, &subject)?;
    }
    if let Some(known) = known
        && (Unit {
            sequence: known.sequence,
            ..unit.clone()
        }) == *known
    {
        return Ok(unchanged(subject, known.sequence));
    }
    Ok(changed(context, Event::UnitUpdated(unit)))
}

pub(super) fn update_category(
    world: &World,
    update: &UpdateCategory,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let UpdateCategory {
        code,
        display_name,
        parent,
        allow_missing,
    } = update;
    let subject = Subject::Category(code.clone());
    let known = world.registry.categories.get(code);
    let category = if let Some(known) = known {
        Category {
            code: code.clone(),
            display_name: display_name
                .clone()
                .unwrap_or_else(|| known.display_name.clone()),
            parent: parent.clone().unwrap_or_else(|| known.parent.clone()),
            sequence: context.next_sequence,
        }
    } else {
        must_be_allowed(*allow_missing, &subject)?;
        let Some(display_name) = display_name else {
            return Err(missing(&[("category.display_name", true)]));
        };
        Category {
            code: code.clone(),
            display_name: display_name.clone(),
            parent: parent.clone().flatten(),
            sequence: context.next_sequence,
        }
    };
    if let Some(parent) = &category.parent {
        let categories = &world.registry.categories;
        require(categories.contains_key(parent), Subject::Category, parent)?;
        let above = |code: &Code| {
            categories
                .get(code)
                .and_then(|category| category.parent.clone())
        };
        refuse_cycle(code, parent, above, &subject)?;
    }
    if let Some(known) = known
        && known.display_name == category.display_name
        && known.parent == category.parent
    {
        return Ok(unchanged(subject, known.sequence));
    }
    Ok(changed(context, Event::CategoryUpdated(category)))
}

pub(super) fn update_topic(
    world: &World,
    update: &UpdateTopic,
    context: Context<'_>,
) -> Result<Decided, Rejection> {
    let UpdateTopic {
        code,
        display_name,
        allow_missing,
    } = update;
    let subject = Subject::Topic(code.clone());
    let known = world.registry.topics.get(code);
    if known.is_none() {
        must_be_allowed(*allow_missing, &subject)?;
    }
    let name = display_name
        .clone()
        .or_else(|| known.map(|topic| topic.display_name.clone()));
    let Some(display_name) = name else {
        return Err(missing(&[("topic.display_name", true)]));
    };
    if let Some(known) = known
        && known.display_name == display_name
    {
        return Ok(unchanged(subject, known.sequence));
    }
    let topic = Topic {
        code: code.clone(),
        display_name,
        sequence: context.next_sequence,
    };
    Ok(changed(context, Event::TopicUpdated(topic)))
}

pub(super) fn changed(context: Context<'_>, event: Event) -> Decided {
    Decided::event(NewEvent::public(context.now, event))
}

pub(super) fn unchanged(subject: Subject, sequence: i64) -> Decided {
    Decided::Known { subject, sequence }
}

pub(super) fn must_be_allowed(allow_missing: bool, subject: &Subject) -> Result<(), Rejection> {
    if allow_missing {
        Ok(())
    } else {
        Err(Rejection::not_found(subject))
    }
}

pub(super) fn missing(fields: &[(&str, bool)]) -> Rejection {
    let violations = fields.iter().filter(|(_, missing)| *missing);
    Rejection::Invalid(
        violations
            .map(|(field, _)| FieldViolation {
                field: (*field).to_owned(),
                description: "is required to create the entry".to_owned(),
            })
            .collect(),
    )
}

fn refuse_cycle(
    code: &Code,
    parent: &Code,
    above: impl Fn(&Code) -> Option<Code>,
    subject: &Subject,
) -> Result<(), Rejection> {
    let mut current = Some(parent.clone());
    while let Some(ancestor) = current {
        if ancestor == *code {
            let description = format!("{parent} lies below it, so it cannot be its parent");
            return Err(Rejection::state(
                "PARENT_CYCLE",
                subject.clone(),
                description,
            ));
        }
        current = above(&ancestor);
    }
    Ok(())
}
