use hotline_proto::intake as proto;
use prost_types::FieldMask;

use super::requests::{update_category, update_topic, update_unit};
use super::{but, command, each_wrong_field, wrong};
use crate::domain::command::Command;
use crate::domain::registry::{UnitGroup, UpdateUnit};

pub(super) fn unit(request: &mut proto::UpdateUnitRequest) -> &mut proto::Unit {
    request.unit.as_mut().expect("given")
}

fn updated(request: proto::UpdateUnitRequest) -> UpdateUnit {
    match command(request) {
        Command::UpdateUnit(update) => update,
        other => panic!("{other:?}"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as the request has it")]
fn mask(paths: &[&str]) -> Option<FieldMask> {
    Some(FieldMask {
        paths: paths.iter().map(ToString::to_string).collect(),
    })
}

#[test]
fn a_unit_is_taken_with_all_its_fields() {
    let update = updated(update_unit());
    assert_eq!(update.code.as_str(), "a");
    assert_eq!(update.display_name.as_deref(), Some("A"));
    assert_eq!(update.group, Some(UnitGroup::County));
    assert_eq!(update.position, Some(1));
    assert_eq!(update.parent, Some(Some("b".parse().expect("a code"))));
    assert_eq!(update.active_from, Some("2015-01-01".parse().ok()));
    assert!(update.allow_missing);
}

#[test]
fn without_a_mask_only_what_is_given_is_changed() {
    let update = updated(but(update_unit(), |it| {
        it.unit = Some(proto::Unit {
            name: "units/a".into(),
            display_name: "B".into(),
            ..proto::Unit::default()
        });
    }));
    assert_eq!(update.display_name.as_deref(), Some("B"));
    assert_eq!((update.group, update.position), (None, None));
    assert_eq!(
        (update.parent, update.active_from, update.active_to),
        (None, None, None)
    );
}

#[test]
fn a_mask_says_what_is_changed_and_what_becomes_empty() {
    let emptied = updated(but(update_unit(), |it| {
        it.unit = Some(proto::Unit {
            name: "units/a".into(),
            group: 99,
            ..proto::Unit::default()
        });
        it.update_mask = mask(&["position", "parent", "active_to_date"]);
    }));
    assert_eq!(emptied.position, Some(0));
    assert_eq!(emptied.parent, Some(None));
    assert_eq!(emptied.active_to, Some(None));
    assert_eq!((emptied.active_from, emptied.group), (None, None));
    let empty = but(update_unit(), |it| {
        it.unit = Some(proto::Unit {
            name: "units/a".into(),
            ..proto::Unit::default()
        });
        it.update_mask = mask(&["*"]);
    });
    assert_eq!(wrong(empty), ["unit.display_name", "unit.group"]);
}

#[test]
fn each_wrong_field_of_a_unit_has_its_path() {
    each_wrong_field! { update_unit(),
        |it| it.unit = None => "unit",
        |it| unit(it).name = String::new() => "unit.name",
        |it| unit(it).name = "categories/a".into() => "unit.name",
        |it| unit(it).name = "units/.a".into() => "unit.name",
        |it| unit(it).name = format!("units/{}", "a".repeat(64)) => "unit.name",
        |it| unit(it).display_name = "a".repeat(101) => "unit.display_name",
        |it| unit(it).display_name = "a\u{0}".into() => "unit.display_name",
        |it| unit(it).group = 3 => "unit.group",
        |it| unit(it).group = -1 => "unit.group",
        |it| unit(it).position = 1_000_001 => "unit.position",
        |it| unit(it).position = -1 => "unit.position",
        |it| unit(it).parent = "b".into() => "unit.parent",
        |it| unit(it).active_from_date = "2015-02-29".into() => "unit.active_from_date",
        |it| unit(it).active_to_date = "tomorrow".into() => "unit.active_to_date",
        |it| unit(it).active_to_date = "2014-12-31".into() => "unit.active_to_date",
        |it| it.update_mask = mask(&["display_name", "name"]) => "update_mask",
        |it| it.update_mask = mask(&["unit.group"]) => "update_mask",
        |it| it.request_id = "1".into() => "request_id",
    }
}

#[test]
fn each_wrong_field_of_a_category_or_topic_has_its_path() {
    each_wrong_field! { update_category(),
        |it| it.category = None => "category",
        |it| it.category.as_mut().expect("given").name = "categories/".into() => "category.name",
        |it| it.category.as_mut().expect("given").display_name = " ".into() => "category.display_name",
        |it| it.category.as_mut().expect("given").parent = "units/b".into() => "category.parent",
        |it| it.update_mask = mask(&["group"]) => "update_mask",
        |it| it.request_id = "1".into() => "request_id",
    }
    each_wrong_field! { update_topic(),
        |it| it.topic = None => "topic",
        |it| it.topic.as_mut().expect("given").name = "topics/-".into() => "topic.name",
        |it| it.topic.as_mut().expect("given").display_name = "a\nb".into() => "topic.display_name",
        |it| it.update_mask = mask(&["parent"]) => "update_mask",
        |it| it.request_id = "1".into() => "request_id",
    }
}
