use hotline_proto::intake as proto;

use super::requests::{
    EXCLUSION, EXTENSION, accept, appeal_exclusion, assign, close, complete, decide_exclusion,
    decide_extension, decide_send_back, handle_directly, issue_supervision, lift_supervision, redo,
    request_exclusion, request_extension, request_send_back, sign_for, take_in_hand, visit,
    withdraw,
};
use super::{before, but, command, decoded, each_wrong_field, now, wrong};
use crate::domain::assignment::{Grade, Resolved, VisitResult};
use crate::domain::command::{AssignmentAction, Command, OrderTarget};
use crate::domain::deadline::{WantedDue, WantedRule};
use crate::domain::work_order::{AcceptWorkOrder, Urgency};

fn order(request: &mut proto::AcceptWorkOrderRequest) -> &mut proto::WorkOrder {
    request.work_order.as_mut().expect("given")
}

fn requester(request: &mut proto::AcceptWorkOrderRequest) -> &mut proto::Requester {
    order(request).requester.as_mut().expect("given")
}

fn reference(request: &mut proto::AcceptWorkOrderRequest) -> &mut proto::ExternalReference {
    order(request).external_reference.as_mut().expect("given")
}

fn accepted(request: proto::AcceptWorkOrderRequest) -> AcceptWorkOrder {
    match command(request) {
        Command::AcceptWorkOrder(order) => *order,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_order_is_taken_with_all_its_fields() {
    let submission = decoded(accept()).expect("right");
    assert_eq!(submission.actor, "s1");
    assert!(!submission.import);
    let order = accepted(accept());
    assert_eq!(order.urgency, Urgency::Urgent);
    assert!(order.confidential && !order.anonymous);
    assert_eq!(order.topics.len(), 2);
    assert_eq!(order.received, now().plus_micros(-100_000_000));
}

#[test]
fn an_order_needs_only_channel_nature_and_time() {
    let bare = but(accept(), |it| {
        it.work_order = Some(proto::WorkOrder {
            channel: proto::Channel::Web.into(),
            nature: proto::Nature::Praise.into(),
            receive_time: before(0),
            ..proto::WorkOrder::default()
        });
    });
    let order = accepted(bare);
    assert_eq!(
        (order.urgency, order.call, order.category),
        (Urgency::Normal, None, None)
    );
}

#[test]
fn each_wrong_field_of_an_order_has_its_path() {
    each_wrong_field! { accept(),
        |it| it.work_order = None => "work_order",
        |it| reference(it).source = String::new() => "work_order.external_reference.source",
        |it| reference(it).source = "s".repeat(65) => "work_order.external_reference.source",
        |it| reference(it).id = " ".into() => "work_order.external_reference.id",
        |it| reference(it).id = "i".repeat(201) => "work_order.external_reference.id",
        |it| order(it).channel = 0 => "work_order.channel",
        |it| order(it).channel = 9 => "work_order.channel",
        |it| order(it).call = "calls/-".into() => "work_order.call",
        |it| requester(it).full_name = "n".repeat(101) => "work_order.requester.full_name",
        |it| requester(it).anonymous = true => "work_order.requester.full_name",
        |it| requester(it).phone_number = "n/a".into() => "work_order.requester.phone_number",
        |it| order(it).nature = 0 => "work_order.nature",
        |it| order(it).urgency = 4 => "work_order.urgency",
        |it| order(it).category = "a".into() => "work_order.category",
        |it| order(it).topics[1] = "topics/".into() => "work_order.topics[1]",
        |it| order(it).topics[1] = "topics/a".into() => "work_order.topics[1]",
        |it| order(it).topics = (0..21).map(|n| format!("topics/{n}")).collect() => "work_order.topics",
        |it| order(it).area = "a".repeat(65) => "work_order.area",
        |it| order(it).text = "字".repeat(10_001) => "work_order.text",
        |it| order(it).text = "a\u{0}".into() => "work_order.text",
        |it| order(it).attachments = vec!["a".into(); 21] => "work_order.attachments",
        |it| order(it).attachments.push(String::new()) => "work_order.attachments[1]",
        |it| order(it).attachments[0] = "a".repeat(501) => "work_order.attachments[0]",
        |it| order(it).receive_time = None => "work_order.receive_time",
        |it| order(it).receive_time = before(-61) => "work_order.receive_time",
        |it| it.actor = "a".repeat(65) => "actor",
        |it| it.request_id = "x".into() => "request_id",
    }
}

#[test]
fn an_enum_that_is_not_known_is_answered_with_the_words_that_are() {
    let violations = decoded(but(accept(), |it| order(it).channel = 9)).expect_err("unknown");
    let description = &violations.list()[0].description;
    assert!(description.contains("CHANNEL_GOVERNORS_MAILBOX, CHANNEL_LEADER_SESSION"));
    assert!(!description.contains("UNSPECIFIED"), "{description}");
}

#[test]
fn a_text_may_be_as_long_as_its_bound_and_have_several_lines() {
    let long = but(accept(), |it| order(it).text = "字\n".repeat(5_000));
    assert_eq!(accepted(long).text.chars().count(), 10_000);
}

#[test]
fn each_wrong_field_of_what_is_done_to_an_order_has_its_path() {
    each_wrong_field! { handle_directly(),
        |it| it.work_order = String::new() => "work_order",
        |it| it.work_order = "workOrders/20150631-000001".into() => "work_order",
        |it| it.work_order = "workOrders/20150601-000000".into() => "work_order",
        |it| it.work_order = "workOrders/-".into() => "work_order",
        |it| it.handle_time = None => "handle_time",
        |it| it.answer = "a".repeat(10_001) => "answer",
        |it| it.actor = "a\nb".into() => "actor",
    }
    each_wrong_field! { assign(),
        |it| it.work_order = "workOrders/1".into() => "work_order",
        |it| it.unit = String::new() => "unit",
        |it| it.role = 3 => "role",
        |it| it.assign_time = before(-61) => "assign_time",
        |it| it.due_time = before(11) => "due_time",
        |it| it.due_time.as_mut().expect("given").nanos = 1_000_000_000 => "due_time",
        |it| it.deadline_rule = "deadlineRules/-".into() => "deadline_rule",
        |it| it.no_deadline = true => "no_deadline",
        |it| it.sign_due_time = before(11) => "sign_due_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    let by_rule = |rule: &str| {
        but(assign(), |it| {
            it.due_time = None;
            it.deadline_rule = rule.into();
        })
    };
    each_wrong_field! { by_rule("deadlineRules/general"),
        |it| it.deadline_rule = "deadlineRules/".into() => "deadline_rule",
        |it| it.deadline_rule = "general".into() => "deadline_rule",
        |it| it.no_deadline = true => "no_deadline",
    }
    for (request, expected) in [
        (by_rule(""), WantedDue::IfAny),
        (
            by_rule("deadlineRules/-"),
            WantedDue::Rule(WantedRule::Fitting),
        ),
        (
            by_rule("deadlineRules/general"),
            WantedDue::Rule(WantedRule::Named("general".parse().expect("a code"))),
        ),
        (
            but(by_rule(""), |it| it.no_deadline = true),
            WantedDue::Given(None),
        ),
    ] {
        let Command::Assign { due, .. } = command(request) else {
            panic!("another command");
        };
        assert_eq!(due, expected);
    }
    let same_instant = but(assign(), |it| it.due_time = it.assign_time);
    let Command::Assign { at, due, order, .. } = command(same_instant) else {
        panic!("another command");
    };
    assert_eq!(due, WantedDue::Given(Some(at)));
    assert_eq!(
        order,
        OrderTarget::Number("20150601-000001".parse().expect("a number"))
    );
}

#[test]
fn each_wrong_field_of_what_is_done_to_an_assignment_has_its_path() {
    each_wrong_field! { sign_for(),
        |it| it.assignment = String::new() => "assignment",
        |it| it.sign_time = None => "sign_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { take_in_hand(),
        |it| it.assignment = String::new() => "assignment",
        |it| it.take_time = before(-61) => "take_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { close(),
        |it| it.assignment = String::new() => "assignment",
        |it| it.close_time = None => "close_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { request_send_back(),
        |it| it.assignment = "workOrders/20150601-000001".into() => "assignment",
        |it| it.request_time = None => "request_time",
        |it| it.reason = 0 => "reason",
        |it| it.note = "n".repeat(2_001) => "note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { decide_send_back(),
        |it| it.assignment = "workOrders/20150601-000001/assignments/0".into() => "assignment",
        |it| it.decide_time = None => "decide_time",
        |it| it.accept = None => "accept",
        |it| it.note = "n".repeat(2_001) => "note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { withdraw(),
        |it| it.assignment = "workOrders/-/assignments/1".into() => "assignment",
        |it| it.withdraw_time = None => "withdraw_time",
        |it| it.reason = 5 => "reason",
        |it| it.note = "\u{1b}".into() => "note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { complete(),
        |it| it.assignment = String::new() => "assignment",
        |it| it.complete_time = before(-61) => "complete_time",
        |it| it.reply = String::new() => "reply",
        |it| it.reply = "r".repeat(10_001) => "reply",
        |it| it.contact_time = before(9) => "contact_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { redo(),
        |it| it.assignment = "workOrders/20150601-000001/assignments/01".into() => "assignment",
        |it| it.redo_time = None => "redo_time",
        |it| it.due_time = before(11) => "due_time",
        |it| it.reason = 0 => "reason",
        |it| it.note = "n".repeat(2_001) => "note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
}

fn visited(request: &mut proto::RecordReturnVisitRequest) -> &mut proto::ReturnVisit {
    request.return_visit.as_mut().expect("given")
}

#[test]
fn a_rated_visit_has_both_grades_and_says_whether_the_matter_is_resolved() {
    let Command::Assignment {
        action: AssignmentAction::Visit { result, .. },
        ..
    } = command(visit())
    else {
        panic!("another command");
    };
    let rated = VisitResult::Rated {
        process: Grade::Satisfied,
        outcome: Grade::Dissatisfied,
        resolved: Resolved::Partly,
    };
    assert_eq!(result, rated);
    each_wrong_field! { visit(),
        |it| it.assignment = "assignments/1".into() => "assignment",
        |it| it.return_visit = None => "return_visit",
        |it| visited(it).visit_time = None => "return_visit.visit_time",
        |it| visited(it).visit_time = before(-61) => "return_visit.visit_time",
        |it| visited(it).channel = 0 => "return_visit.channel",
        |it| visited(it).result = 0 => "return_visit.result",
        |it| visited(it).result = 5 => "return_visit.result",
        |it| visited(it).process_grade = 0 => "return_visit.process_grade",
        |it| visited(it).outcome_grade = 6 => "return_visit.outcome_grade",
        |it| visited(it).resolved = 0 => "return_visit.resolved",
        |it| visited(it).note = "n".repeat(2_001) => "return_visit.note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
}

#[test]
fn a_visit_that_is_not_rated_has_no_answers() {
    for result in [
        proto::VisitResult::Unreachable,
        proto::VisitResult::Refused,
        proto::VisitResult::Invalid,
    ] {
        let with_answers = but(visit(), |it| visited(it).result = result.into());
        assert_eq!(
            wrong(with_answers.clone()),
            [
                "return_visit.process_grade",
                "return_visit.outcome_grade",
                "return_visit.resolved",
            ]
        );
        let without = but(with_answers, |it| {
            visited(it).process_grade = 0;
            visited(it).outcome_grade = 0;
            visited(it).resolved = 0;
        });
        assert_eq!(wrong(without), Vec::<String>::new());
    }
}

#[test]
fn who_asks_for_an_exclusion_and_who_decides_are_the_actors() {
    assert_eq!(decoded(request_exclusion()).expect("right").actor, "s1");
    assert_eq!(decoded(decide_exclusion()).expect("right").actor, "s2");
    each_wrong_field! { request_exclusion(),
        |it| it.assignment = "x".into() => "assignment",
        |it| it.exclusion = None => "exclusion",
        |it| it.exclusion.as_mut().expect("given").reason = 0 => "exclusion.reason",
        |it| it.exclusion.as_mut().expect("given").note = "n".repeat(2_001) => "exclusion.note",
        |it| it.exclusion.as_mut().expect("given").requested_by = String::new() => "exclusion.requested_by",
        |it| it.exclusion.as_mut().expect("given").request_time = None => "exclusion.request_time",
    }
    each_wrong_field! { decide_exclusion(),
        |it| it.exclusion = "workOrders/20150601-000001/assignments/1".into() => "exclusion",
        |it| it.exclusion = "workOrders/-/assignments/1/exclusions/1".into() => "exclusion",
        |it| it.approve = None => "approve",
        |it| it.decided_by = "d".repeat(65) => "decided_by",
        |it| it.decided_by = String::new() => "decided_by",
        |it| it.decide_time = None => "decide_time",
    }
}

fn extension(request: &mut proto::RequestExtensionRequest) -> &mut proto::Extension {
    request.extension.as_mut().expect("given")
}

#[test]
fn who_asks_for_an_extension_and_who_decides_are_the_actors() {
    assert_eq!(decoded(request_extension()).expect("right").actor, "s1");
    assert_eq!(decoded(decide_extension()).expect("right").actor, "s2");
    each_wrong_field! { request_extension(),
        |it| it.assignment = "x".into() => "assignment",
        |it| it.extension = None => "extension",
        |it| extension(it).reason = 0 => "extension.reason",
        |it| extension(it).note = "n".repeat(2_001) => "extension.note",
        |it| extension(it).due_time = None => "extension.due_time",
        |it| extension(it).requested_by = String::new() => "extension.requested_by",
        |it| extension(it).request_time = before(-61) => "extension.request_time",
    }
    each_wrong_field! { decide_extension(),
        |it| it.extension = EXCLUSION.into() => "extension",
        |it| it.extension = "workOrders/-/assignments/1/extensions/1".into() => "extension",
        |it| it.grant = None => "grant",
        |it| it.grant = Some(false) => "due_time",
        |it| it.decided_by = String::new() => "decided_by",
        |it| it.decide_time = None => "decide_time",
    }
}

#[test]
fn who_appeals_is_the_actor() {
    assert_eq!(decoded(appeal_exclusion()).expect("right").actor, "s1");
    each_wrong_field! { appeal_exclusion(),
        |it| it.exclusion = EXTENSION.into() => "exclusion",
        |it| it.appealed_by = String::new() => "appealed_by",
        |it| it.appeal_time = before(-61) => "appeal_time",
        |it| it.note = "n".repeat(2_001) => "note",
    }
}

fn supervision(request: &mut proto::IssueSupervisionRequest) -> &mut proto::Supervision {
    request.supervision.as_mut().expect("given")
}

#[test]
fn each_wrong_field_of_a_supervision_has_its_path() {
    each_wrong_field! { issue_supervision(),
        |it| it.supervision = None => "supervision",
        |it| supervision(it).unit = String::new() => "supervision.unit",
        |it| supervision(it).form = 0 => "supervision.form",
        |it| supervision(it).issue_time = before(-61) => "supervision.issue_time",
        |it| supervision(it).reason = 6 => "supervision.reason",
        |it| supervision(it).assignment = "workOrders/-/assignments/1".into() => "supervision.assignment",
        |it| supervision(it).note = "n".repeat(2_001) => "supervision.note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    each_wrong_field! { lift_supervision(),
        |it| it.supervision = "supervisions/a".into() => "supervision",
        |it| it.lift_time = None => "lift_time",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    let about_a_matter = but(issue_supervision(), |it| {
        supervision(it).assignment = String::new();
    });
    let Command::IssueSupervision { assignment, .. } = command(about_a_matter) else {
        panic!("another command");
    };
    assert_eq!(assignment, None);
}
