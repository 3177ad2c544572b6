//! Wrong fields of the registry.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use crate::bad_input::Refusals;
use crate::support::errors::resource;
use crate::support::sample;

fn with_unit(change: impl FnOnce(&mut Unit)) -> UpdateUnitRequest {
    let mut request = sample::unit("new");
    change(request.unit.as_mut().expect("a unit"));
    request
}

pub(super) async fn registry(refusals: &mut Refusals, clients: &IntakeClients) {
    let mut registry = clients.registry.clone();
    let answer = registry.update_unit(UpdateUnitRequest::default()).await;
    refusals.invalid("no unit", answer, &["unit"]);
    for code in ["", "-x", "a/b", "a b", "ü", &"x".repeat(64)] {
        let answer = registry
            .update_unit(with_unit(|unit| unit.name = format!("units/{code}")))
            .await;
        refusals.invalid(&format!("the code {code:?}"), answer, &["unit.name"]);
    }
    let answer = registry
        .update_unit(with_unit(|unit| unit.display_name = "长".repeat(101)))
        .await;
    refusals.invalid("a name that is too long", answer, &["unit.display_name"]);
    let answer = registry
        .update_unit(with_unit(|unit| unit.group = 99))
        .await;
    refusals.invalid("an unknown group", answer, &["unit.group"]);
    let answer = registry
        .update_unit(with_unit(|unit| unit.position = -1))
        .await;
    refusals.invalid("a negative position", answer, &["unit.position"]);
    let answer = registry
        .update_unit(with_unit(|unit| {
            unit.active_from_date = String::from("2015-02-30");
        }))
        .await;
    refusals.invalid("30 February", answer, &["unit.active_from_date"]);
    let answer = registry
        .update_unit(UpdateUnitRequest {
            request_id: "not a UUID".to_owned(),
            ..sample::unit("new")
        })
        .await;
    refusals.invalid("a request id that is no UUID", answer, &["request_id"]);
    let answer = registry
        .update_unit(UpdateUnitRequest {
            update_mask: Some(prost_types::FieldMask {
                paths: vec!["colour".to_owned()],
            }),
            ..sample::unit("new")
        })
        .await;
    refusals.invalid("a field that there is not", answer, &["update_mask"]);
    let answer = registry
        .update_unit(with_unit(|unit| {
            unit.parent = String::from("units/nowhere");
        }))
        .await;
    refusals.missing("an unknown parent", answer);
    let answer = registry
        .update_unit(UpdateUnitRequest {
            allow_missing: false,
            ..sample::unit("new")
        })
        .await;
    refusals.missing("a unit that is not there", answer);
    let answer = registry
        .update_category(UpdateCategoryRequest::default())
        .await;
    refusals.invalid("no category", answer, &["category"]);
    let answer = registry.update_topic(UpdateTopicRequest::default()).await;
    refusals.invalid("no topic", answer, &["topic"]);
    let answer = registry
        .get_unit(GetUnitRequest {
            name: "units/nowhere".to_owned(),
        })
        .await;
    assert_eq!(
        resource(answer.as_ref().expect_err("not there")),
        "units/nowhere"
    );
    refusals.missing("an unknown unit", answer);
    let answer = registry
        .get_unit(GetUnitRequest {
            name: "chiping".to_owned(),
        })
        .await;
    refusals.invalid("a name without its collection", answer, &["name"]);
}
