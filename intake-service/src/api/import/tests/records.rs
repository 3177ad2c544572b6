use hotline_proto::intake as proto;
use proto::import_request::Record;
use tonic_types::StatusExt as _;

use super::{decoder, message};
use crate::api::import::record::Decoded;
use crate::api::tests::{but, now, requests};
use crate::domain::command::{Command, OrderTarget};
use crate::ledger::{RequestKey, Submission};

fn submission(decoded: Decoded) -> Submission {
    match decoded {
        Decoded::Record(_, submission) => submission,
        other => panic!("{other:?}"),
    }
}

fn rejected(message: proto::ImportRequest) -> Vec<String> {
    let Decoded::Rejected(status) = decoder()(message, now()) else {
        panic!("not rejected");
    };
    let details = status.get_error_details();
    let request = details.bad_request().expect("an INVALID_ARGUMENT");
    let violations = request.field_violations.iter();
    violations.map(|one| one.field.clone()).collect()
}

/// Every kind of record.
fn records() -> Vec<Record> {
    vec![
        Record::UpdateUnit(requests::update_unit()),
        Record::UpdateCategory(requests::update_category()),
        Record::UpdateTopic(requests::update_topic()),
        Record::RecordCall(requests::record_call()),
        Record::RecordCallback(requests::record_callback()),
        Record::RecordSmsNotice(requests::record_sms_notice()),
        Record::AcceptWorkOrder(requests::accept()),
        Record::HandleDirectly(requests::handle_directly()),
        Record::AssignWorkOrder(requests::assign()),
        Record::SignForAssignment(requests::sign_for()),
        Record::TakeInHand(requests::take_in_hand()),
        Record::CloseAssignment(requests::close()),
        Record::RequestSendBack(requests::request_send_back()),
        Record::DecideSendBack(requests::decide_send_back()),
        Record::WithdrawAssignment(requests::withdraw()),
        Record::CompleteAssignment(requests::complete()),
        Record::RedoAssignment(requests::redo()),
        Record::RecordReturnVisit(requests::visit()),
        Record::IssueSupervision(requests::issue_supervision()),
        Record::LiftSupervision(requests::lift_supervision()),
        Record::RequestExtension(requests::request_extension()),
        Record::DecideExtension(requests::decide_extension()),
        Record::AppealExclusion(requests::appeal_exclusion()),
        Record::RequestExclusion(requests::request_exclusion()),
        Record::DecideExclusion(requests::decide_exclusion()),
        Record::RecordLeaderSession(requests::leader_session()),
        Record::RecordAppreciation(requests::appreciation()),
        Record::RecordActivity(requests::activity()),
        Record::ChooseTypicalCase(requests::typical_case()),
        Record::LinkDuplicate(requests::link_duplicate()),
        Record::CorrectFact(requests::correct_fact()),
    ]
}

#[test]
fn every_record_is_taken_as_its_method_takes_it() {
    for record in records() {
        let name = format!("{record:?}");
        let Decoded::Record(field, submission) = decoder()(message(record), now()) else {
            panic!("{name}");
        };
        assert!(submission.import);
        assert!(
            submission.request.is_some_and(|key| key.id[0] == 1),
            "the client's id"
        );
        let variant = field.replace('_', "");
        assert!(name.to_lowercase().starts_with(&variant), "{field}: {name}");
    }
}

#[test]
fn a_wrong_field_has_its_path_within_the_record() {
    let complete = but(requests::complete(), |it| it.reply = String::new());
    assert_eq!(
        rejected(message(Record::CompleteAssignment(complete))),
        ["complete_assignment.reply"]
    );
    let visit = but(requests::visit(), |it| {
        it.request_id = "x".into();
        it.return_visit.as_mut().expect("given").channel = 0;
    });
    assert_eq!(
        rejected(message(Record::RecordReturnVisit(visit))),
        [
            "record_return_visit.request_id",
            "record_return_visit.return_visit.channel"
        ]
    );
    assert_eq!(rejected(proto::ImportRequest::default()), ["record"]);
}

#[test]
fn a_reference_is_what_a_dash_stands_for() {
    let by_reference = || {
        let complete = but(requests::complete(), |it| {
            it.assignment = "workOrders/-/assignments/1".into();
        });
        but(message(Record::CompleteAssignment(complete)), |it| {
            it.work_order_reference = Some(proto::ExternalReference {
                source: "old".into(),
                id: "1".into(),
            });
        })
    };
    let taken = submission(decoder()(by_reference(), now()));
    let Command::Assignment { assignment, .. } = &taken.command else {
        panic!("another command");
    };
    assert!(matches!(&assignment.order, OrderTarget::Reference(one) if one.source == "old"));

    let other = but(by_reference(), |it| {
        it.work_order_reference.as_mut().expect("given").id = "2".into();
    });
    let other = submission(decoder()(other, now()));
    let payload = |one: &Submission| one.request.map(|key| key.payload_hash);
    assert_ne!(
        payload(&taken),
        payload(&other),
        "the order is a part of the payload"
    );

    let missing = but(by_reference(), |it| it.work_order_reference = None);
    assert_eq!(rejected(missing), ["complete_assignment.assignment"]);
    let empty = but(by_reference(), |it| {
        it.work_order_reference.as_mut().expect("given").id = String::new();
    });
    assert!(rejected(empty).contains(&"work_order_reference.id".to_owned()));
}

#[test]
fn a_reference_that_the_record_does_not_use_is_refused() {
    let both = but(
        message(Record::CompleteAssignment(requests::complete())),
        |it| {
            it.work_order_reference = Some(proto::ExternalReference {
                source: "old".into(),
                id: "1".into(),
            });
            it.telephone_system_id = "T-1".into();
        },
    );
    assert_eq!(
        rejected(both),
        ["work_order_reference", "telephone_system_id"]
    );
}

/// A record that has neither an id nor an identity.
fn supervision(note: &str) -> proto::ImportRequest {
    let supervision = but(requests::issue_supervision(), |it| {
        it.request_id = String::new();
        it.supervision.as_mut().expect("given").note = note.into();
    });
    message(Record::IssueSupervision(supervision))
}

#[test]
fn a_record_without_identity_is_known_by_its_content_and_how_many_equal_ones_came_before() {
    let run = || -> Vec<RequestKey> {
        let mut decode = decoder();
        ["a", "b", "a", "a"]
            .into_iter()
            .map(|note| submission(decode(supervision(note), now())))
            .map(|submission| submission.request.expect("a derived key"))
            .collect()
    };
    let keys = run();
    let mut ids: Vec<[u8; 16]> = keys.iter().map(|key| key.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "each is a record of its own");
    assert_eq!(keys[0].payload_hash, keys[2].payload_hash);
    assert_eq!(run(), keys, "the next run knows them again");
}

#[test]
fn a_record_with_an_identity_needs_no_key() {
    let without_id = |record: Record| {
        let Decoded::Record(_, submission) = decoder()(message(record), now()) else {
            panic!("rejected");
        };
        submission.request
    };
    let call = but(requests::record_call(), |it| it.request_id = String::new());
    assert_eq!(without_id(Record::RecordCall(call.clone())), None);
    let unknown = but(call, |it| {
        it.call.as_mut().expect("given").telephone_system_id = String::new();
    });
    assert!(without_id(Record::RecordCall(unknown)).is_some());
    let order = but(requests::accept(), |it| it.request_id = String::new());
    assert_eq!(without_id(Record::AcceptWorkOrder(order.clone())), None);
    let unknown = but(order, |it| {
        it.work_order.as_mut().expect("given").external_reference = None;
    });
    assert!(without_id(Record::AcceptWorkOrder(unknown)).is_some());
    let complete = but(requests::complete(), |it| it.request_id = String::new());
    assert_eq!(without_id(Record::CompleteAssignment(complete)), None);
}
