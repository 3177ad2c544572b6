//! What `-` stands for, and that no error repeats what may be personal.

use super::requests::{
    CANARY, accept, complete, decide_exclusion, issue_supervision, record_call, record_callback,
};
use super::{but, decoded, decoded_with};
use crate::api::context::References;
use crate::api::fields::pattern;
use crate::domain::command::{AssignmentTarget, CallTarget, Command, OrderTarget};
use crate::domain::names::{ExternalReference, Subject};

fn references() -> References {
    References::new(
        Some(ExternalReference {
            source: "old".into(),
            id: "1".into(),
        }),
        Some("T-1".into()),
    )
}

#[test]
fn in_an_import_a_dash_stands_for_the_reference() {
    let references = references();
    let by_reference = || OrderTarget::Reference(references.order().expect("given").clone());
    let completed = but(complete(), |it| {
        it.assignment = "workOrders/-/assignments/2".into();
    });
    let Command::Assignment { assignment, .. } =
        decoded_with(completed, &references).expect("right").command
    else {
        panic!("another command");
    };
    assert_eq!(
        assignment,
        AssignmentTarget {
            order: by_reference(),
            number: 2
        }
    );
    let decided = but(decide_exclusion(), |it| {
        it.exclusion = "workOrders/-/assignments/1/exclusions/1".into();
    });
    assert!(decoded_with(decided, &references).is_ok());
    let called_back = but(record_callback(), |it| it.call = "calls/-".into());
    let Command::RecordCallback { call, .. } = decoded_with(called_back, &references)
        .expect("right")
        .command
    else {
        panic!("another command");
    };
    assert_eq!(call, CallTarget::TelephoneSystemId("T-1".into()));
    let supervised = but(issue_supervision(), |it| {
        it.supervision.as_mut().expect("given").assignment = "workOrders/-/assignments/1".into();
    });
    assert!(decoded_with(supervised, &references).is_ok());
    let from_call = but(accept(), |it| {
        it.work_order.as_mut().expect("given").call = "calls/-".into();
    });
    assert!(decoded_with(from_call, &references).is_ok());
}

#[test]
fn every_pattern_is_the_name_of_a_resource() {
    let patterns = [
        pattern::UNIT,
        pattern::CATEGORY,
        pattern::TOPIC,
        pattern::CALENDAR,
        pattern::DEADLINE_RULE,
        pattern::CALL,
        pattern::WORK_ORDER,
        pattern::ASSIGNMENT,
        pattern::RETURN_VISIT,
        pattern::EXCLUSION,
        pattern::EXTENSION,
        pattern::SUPERVISION,
        pattern::LEADER_SESSION,
        pattern::APPRECIATION,
        pattern::ACTIVITY,
        pattern::TYPICAL_CASE,
    ];
    for pattern in patterns {
        let name: Vec<&str> = pattern
            .split('/')
            .map(|part| match part {
                "{order}" => "20150601-000001",
                "{year}" => "2015",
                part if part.starts_with('{') => "1",
                part => part,
            })
            .collect();
        let name = name.join("/");
        assert_eq!(
            name.parse().map(|subject: Subject| subject.to_string()),
            Ok(name)
        );
    }
}

#[test]
fn no_error_repeats_what_may_be_personal() {
    let spoil = |text: &mut String| text.push('\u{7}');
    let accepted = but(accept(), |it| {
        let order = it.work_order.as_mut().expect("given");
        let requester = order.requester.as_mut().expect("given");
        requester.anonymous = true;
        spoil(&mut requester.full_name);
        spoil(&mut requester.phone_number);
        spoil(&mut order.text);
        spoil(&mut order.attachments[0]);
        order.area = CANARY.repeat(10);
        order.call = CANARY.into();
        order.category = CANARY.into();
        order.topics = vec![CANARY.into()];
        it.actor = CANARY.repeat(10);
        it.request_id = CANARY.into();
    });
    let call = but(record_call(), |it| {
        let call = it.call.as_mut().expect("given");
        spoil(&mut call.caller_number);
        call.telephone_system_id = CANARY.repeat(10);
        call.agent = CANARY.repeat(10);
    });
    let completed = but(complete(), |it| {
        it.assignment = format!("workOrders/{CANARY}/assignments/1");
        spoil(&mut it.reply);
    });
    let refused = [
        decoded(accepted).expect_err("wrong"),
        decoded(call).expect_err("wrong"),
        decoded(completed).expect_err("wrong"),
    ];
    for violations in refused {
        assert!(2 <= violations.list().len());
        assert!(!format!("{violations:?}").contains(CANARY));
        let status = violations.into_status();
        assert!(!format!("{status:?}").contains(CANARY));
        let sent = String::from_utf8_lossy(status.details()).into_owned();
        assert!(!sent.contains(CANARY));
    }
}
