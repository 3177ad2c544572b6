//! Corrections over a real ledger: what stands after them, what is refused, and why.

use hotline_proto::intake as proto;
use proto::activity_service_server::ActivityService as _;
use proto::call_service_server::CallService as _;
use proto::correct_fact_request::Correction as Wire;
use proto::corrected_fact::Content;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, Records, body};
use super::requests::{self, correct_fact};
use super::{before, but, each_wrong_field};

#[expect(clippy::unnecessary_wraps, reason = "as requests have corrections")]
fn annulled() -> Option<Wire> {
    Some(Wire::Annulment(proto::Annulment {}))
}

#[expect(clippy::unnecessary_wraps, reason = "as requests have corrections")]
fn at(happen_time: Option<prost_types::Timestamp>) -> Option<Wire> {
    Some(Wire::Corrected(proto::CorrectedFact {
        happen_time,
        content: None,
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "as requests have corrections")]
fn content(content: Content) -> Option<Wire> {
    Some(Wire::Corrected(proto::CorrectedFact {
        happen_time: None,
        content: Some(content),
    }))
}

fn stands_again() -> Option<Wire> {
    at(None)
}

#[test]
fn each_wrong_field_of_a_correction_has_its_path() {
    each_wrong_field! { correct_fact(),
        |it| it.fact_sequence = 0 => "fact_sequence",
        |it| it.subject = "assignments/1".into() => "subject",
        |it| it.subject = "workOrders/-".into() => "subject",
        |it| it.reason = 0 => "reason",
        |it| it.note = "n".repeat(2_001) => "note",
        |it| it.correction = None => "correction",
        |it| it.correction = at(before(-61)) => "corrected.happen_time",
        |it| it.correction = content(Content::Answer(" ".into())) => "corrected.answer",
        |it| it.correction = content(Content::Redo(proto::CorrectedRedo::default())) => "corrected.redo.reason",
        |it| it.correction = content(Content::ExclusionDecision(proto::CorrectedExclusionDecision::default()))
            => "corrected.exclusion_decision.approve",
        |it| it.correction = content(Content::ReturnVisit(proto::CorrectedReturnVisit {
            channel: 1,
            ..Default::default()
        })) => "corrected.return_visit.result",
        |it| it.actor = String::new() => "actor",
        |it| it.request_id = "x".into() => "request_id",
    }
}

/// Corrects a fact.
async fn correct(
    bench: &Bench,
    sequence: i64,
    subject: &str,
    correction: Option<Wire>,
) -> Result<proto::Correction, Status> {
    let request = but(correct_fact(), |it| {
        it.request_id.clear();
        it.fact_sequence = sequence;
        it.subject = subject.into();
        it.correction = correction;
    });
    let answer = bench.api.correct_fact(Request::new(request)).await?;
    Ok(answer.into_inner())
}

/// The stable reason of a refusal, and its message.
fn refused(answer: Result<proto::Correction, Status>) -> (String, String) {
    let status = answer.expect_err("refused");
    assert_eq!(status.code(), Code::FailedPrecondition, "{status:?}");
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.clone());
    (reason.unwrap_or_default(), status.message().to_owned())
}

async fn assignment(bench: &Bench, name: &str) -> proto::Assignment {
    let request = proto::GetAssignmentRequest { name: name.into() };
    body(bench.api.get_assignment(Request::new(request)).await)
}

async fn order(bench: &Bench, name: &str) -> proto::WorkOrder {
    let request = proto::GetWorkOrderRequest { name: name.into() };
    body(bench.api.get_work_order(Request::new(request)).await)
}

async fn visit(bench: &Bench, name: &str) -> proto::ReturnVisit {
    let request = proto::GetReturnVisitRequest { name: name.into() };
    body(bench.api.get_return_visit(Request::new(request)).await)
}

/// The timeline's entries of a kind.
async fn entries(bench: &Bench, name: &str, kind: &str) -> Vec<proto::TimelineEntry> {
    let request = proto::GetTimelineRequest {
        name: name.into(),
        page_size: 1_000,
        ..Default::default()
    };
    let timeline = body(bench.api.get_timeline(Request::new(request)).await);
    let entries = timeline.entries.into_iter();
    entries.filter(|entry| entry.kind == kind).collect()
}

async fn filled() -> (Bench, Records) {
    let bench = Bench::new();
    let made = bench.fill().await;
    (bench, made)
}

#[tokio::test]
async fn a_wrong_visit_is_corrected_annulled_and_stands_again() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.visit.name.as_str(), made.visit.sequence);
    let was = visit(&bench, name).await.note;
    assert!(!was.is_empty());
    let better = proto::CorrectedReturnVisit {
        channel: proto::VisitChannel::Sms.into(),
        result: proto::VisitResult::Rated.into(),
        process_grade: proto::Grade::VerySatisfied.into(),
        outcome_grade: proto::Grade::Satisfied.into(),
        resolved: proto::Resolved::Yes.into(),
        note: String::new(),
    };
    let first = correct(
        &bench,
        sequence,
        name,
        content(Content::ReturnVisit(better.clone())),
    )
    .await;
    let first = first.expect("corrected");
    let now = visit(&bench, name).await;
    assert_eq!(now.resolved(), proto::Resolved::Yes);
    assert_eq!(now.note, was, "the note stays where none is given");
    assert_eq!((now.sequence, now.annulled), (first.sequence, false));
    let again = proto::CorrectedReturnVisit {
        note: "a new note".into(),
        ..better
    };
    let again = correct(&bench, sequence, name, content(Content::ReturnVisit(again))).await;
    again.expect("a text is a change");
    assert_eq!(visit(&bench, name).await.note, "a new note");

    let annulment = correct(&bench, sequence, name, annulled())
        .await
        .expect("annulled");
    assert!(annulment.annulled);
    let now = visit(&bench, name).await;
    assert!(now.annulled);
    assert_eq!(now.sequence, annulment.sequence);
    let state = assignment(&bench, &made.assignment.name).await.state();
    assert_eq!(state, proto::AssignmentState::Completed);
    let (reason, _) = refused(correct(&bench, sequence, name, annulled()).await);
    assert_eq!(reason, "NOTHING_TO_CORRECT");

    let next = but(requests::visit(), |it| {
        it.request_id.clear();
        it.assignment.clone_from(&made.assignment.name);
    });
    let next = body(bench.api.record_return_visit(Request::new(next)).await);
    assert!(
        next.name.ends_with("/returnVisits/2"),
        "numbers are not used again"
    );
    correct(&bench, sequence, name, stands_again())
        .await
        .expect("stands again");
    let now = visit(&bench, name).await;
    assert_eq!((now.annulled, now.note.as_str()), (false, "a new note"));
    let state = assignment(&bench, &made.assignment.name).await.state();
    assert_eq!(state, proto::AssignmentState::Visited);

    let told = entries(&bench, &made.order.name, "annulled").await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].subject.as_str(), told[0].actor.as_str()),
        (name, "s1")
    );
    assert!(
        told[0].description.contains("process very satisfied"),
        "{told:?}"
    );
    assert_eq!(
        entries(&bench, &made.order.name, "corrected").await.len(),
        3
    );
}

#[tokio::test]
async fn a_corrected_completion_has_its_new_time_and_reply() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.assignment.name.as_str(), made.assignment.sequence);
    let wanted = Some(Wire::Corrected(proto::CorrectedFact {
        happen_time: before(11),
        content: Some(Content::Completion(proto::CorrectedCompletion {
            contact_time: None,
            reply: "the right reply".into(),
        })),
    }));
    // The requests of the sample assign, complete and visit at one time.
    let (reason, message) = refused(correct(&bench, sequence, name, wanted.clone()).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS", "{message}");
    let assigned = entries(&bench, &made.order.name, "assigned").await[0].sequence;
    correct(&bench, assigned, name, at(before(12)))
        .await
        .expect("assigned earlier");
    // And they ask for an extension, which nobody does after a completion.
    for kind in ["extension_decided", "extension_requested"] {
        for entry in entries(&bench, &made.order.name, kind).await {
            correct(&bench, entry.sequence, &entry.subject, annulled())
                .await
                .expect("there was none");
        }
    }
    correct(&bench, sequence, name, wanted)
        .await
        .expect("completed earlier");
    let now = assignment(&bench, name).await;
    assert_eq!(
        (now.assign_time, now.complete_time),
        (before(12), before(11))
    );
    assert_eq!(now.reply, "the right reply");
    let request = proto::ListAssignmentsRequest {
        parent: "workOrders/-".into(),
        assign_time_to: before(11),
        ..Default::default()
    };
    let listed = body(bench.api.list_assignments(Request::new(request)).await);
    assert_eq!(listed.assignments.len(), 1, "the list follows");

    let (reason, message) = refused(correct(&bench, sequence, name, annulled()).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS");
    let visited = made.visit.sequence.to_string();
    assert!(message.contains(&visited), "{message} names {visited}");
    let (reason, message) = refused(correct(&bench, assigned, name, annulled()).await);
    assert_eq!(reason, "CANNOT_BE_ANNULLED");
    assert!(message.contains("WithdrawAssignment"), "{message}");
    let deadline = proto::CorrectedAssignment {
        due_time: before(-7),
        sign_due_time: None,
    };
    let deadline = correct(
        &bench,
        assigned,
        name,
        content(Content::Assignment(deadline)),
    )
    .await;
    deadline.expect("another deadline");
    assert_eq!(assignment(&bench, name).await.due_time, before(-7));
}

#[tokio::test]
async fn an_order_is_classified_otherwise_and_received_at_another_time_of_its_day() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.order.name.as_str(), made.order.sequence);
    let was = order(&bench, name).await.text;
    let classification = proto::CorrectedClassification {
        channel: proto::Channel::Web.into(),
        nature: proto::Nature::Praise.into(),
        urgency: 0,
        category: String::new(),
        topics: vec!["topics/b".into()],
        area: "north".into(),
    };
    let corrected = content(Content::Classification(classification.clone()));
    correct(&bench, sequence, name, corrected)
        .await
        .expect("corrected");
    let now = order(&bench, name).await;
    assert_eq!(
        (now.channel(), now.nature()),
        (proto::Channel::Web, proto::Nature::Praise)
    );
    assert_eq!((now.category.as_str(), now.area.as_str()), ("", "north"));
    assert_eq!(now.topics, ["topics/b"]);
    assert_eq!(now.text, was);
    let unknown = proto::CorrectedClassification {
        category: "categories/z".into(),
        ..classification
    };
    let unknown = correct(
        &bench,
        sequence,
        name,
        content(Content::Classification(unknown)),
    )
    .await;
    assert_eq!(unknown.expect_err("refused").code(), Code::NotFound);

    correct(&bench, sequence, name, at(before(90)))
        .await
        .expect("the same day");
    assert_eq!(order(&bench, name).await.receive_time, before(90));
    let status = correct(&bench, sequence, name, at(before(100_000))).await;
    let status = status.expect_err("refused");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("2015-06-30"), "{status:?}");
    let (reason, message) = refused(correct(&bench, sequence, name, at(before(5))).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS", "{message}");
    let (reason, _) = refused(correct(&bench, sequence, name, annulled()).await);
    assert_eq!(reason, "CANNOT_BE_ANNULLED");
}

#[tokio::test]
async fn a_direct_handling_that_did_not_happen_leaves_the_order_pending() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.handled.name.as_str(), made.handled.sequence);
    let answered = content(Content::Answer("the right answer".into()));
    correct(&bench, sequence, name, answered)
        .await
        .expect("corrected");
    assert_eq!(order(&bench, name).await.answer, "the right answer");
    correct(&bench, sequence, name, annulled())
        .await
        .expect("annulled");
    let now = order(&bench, name).await;
    assert_eq!(now.disposition(), proto::Disposition::Pending);
    assert_eq!((now.handle_time, now.answer.as_str()), (None, ""));
    let assign = but(requests::assign(), |it| {
        it.request_id.clear();
        it.work_order = name.into();
    });
    body(bench.api.assign_work_order(Request::new(assign)).await);
    let (reason, message) = refused(correct(&bench, sequence, name, stands_again()).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS");
    assert!(message.contains("transferred"), "{message}");
}

#[tokio::test]
async fn a_link_that_was_wrong_is_undone() {
    let (bench, made) = filled().await;
    let link = but(requests::link_duplicate(), |it| {
        it.request_id.clear();
        it.work_order.clone_from(&made.handled.name);
        it.original.clone_from(&made.order.name);
    });
    let linked = body(bench.api.link_duplicate(Request::new(link.clone())).await);
    let name = linked.name.as_str();
    correct(&bench, linked.sequence, name, annulled())
        .await
        .expect("annulled");
    assert_eq!(order(&bench, name).await.duplicate_of, "");
    assert_eq!(
        order(&bench, &made.order.name).await.duplicates,
        Vec::<String>::new()
    );
    for timeline in [name, &made.order.name] {
        assert_eq!(entries(&bench, timeline, "annulled").await.len(), 1);
    }
    let anew = body(bench.api.link_duplicate(Request::new(link)).await);
    let (reason, _) = refused(correct(&bench, linked.sequence, name, stands_again()).await);
    assert_eq!(reason, "ORDER_IS_DUPLICATE");
    assert_eq!(anew.duplicate_of, made.order.name);
}

#[tokio::test]
async fn supervisions_are_corrected_and_annulled() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.supervision.name.as_str(), made.supervision.sequence);
    let other = proto::CorrectedSupervision {
        form: proto::SupervisionForm::OnSite.into(),
        reason: proto::SupervisionReason::MajorMatter.into(),
        note: "the right matter".into(),
    };
    correct(&bench, sequence, name, content(Content::Supervision(other)))
        .await
        .expect("corrected");
    let get = || async {
        let request = proto::GetSupervisionRequest { name: name.into() };
        body(bench.api.get_supervision(Request::new(request)).await)
    };
    let now = get().await;
    assert_eq!(now.form(), proto::SupervisionForm::OnSite);
    assert_eq!(now.note, "the right matter");
    let status = correct(&bench, sequence, name, at(before(50)))
        .await
        .expect_err("too early");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let lift = but(requests::lift_supervision(), |it| {
        it.request_id.clear();
        it.supervision = name.into();
    });
    let lifted = body(bench.api.lift_supervision(Request::new(lift.clone())).await);
    let (reason, _) = refused(correct(&bench, sequence, name, annulled()).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS", "it was lifted");
    correct(&bench, lifted.sequence, name, annulled())
        .await
        .expect("not lifted");
    correct(&bench, sequence, name, annulled())
        .await
        .expect("not issued");
    let now = get().await;
    assert_eq!((now.annulled, now.lift_time), (true, None));
    let status = bench.api.lift_supervision(Request::new(lift)).await;
    let status = status.expect_err("annulled");
    assert!(status.message().contains("not issued"), "{status:?}");
}

#[tokio::test]
async fn calls_and_occasions_are_annulled_and_stand_again() {
    let (bench, made) = filled().await;
    let api = &bench.api;
    macro_rules! annulled_and_back {
        ($($made:expr, $get:ident($request:ident);)+) => {
            $(
                let (name, sequence) = ($made.name.as_str(), $made.sequence);
                let annulment = correct(&bench, sequence, name, annulled()).await.expect("annulled");
                let get = || proto::$request { name: name.into() };
                let now = body(api.$get(Request::new(get())).await);
                assert_eq!((now.annulled, now.sequence), (true, annulment.sequence), "{name}");
                let status = correct(&bench, sequence, name, at(before(1))).await.expect_err("no time");
                assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
                correct(&bench, sequence, name, stands_again()).await.expect("stands again");
                assert!(!body(api.$get(Request::new(get())).await).annulled, "{name}");
            )+
        };
    }
    annulled_and_back! {
        made.call, get_call(GetCallRequest);
        made.session, get_leader_session(GetLeaderSessionRequest);
        made.appreciation, get_appreciation(GetAppreciationRequest);
        made.activity, get_activity(GetActivityRequest);
        made.case, get_typical_case(GetTypicalCaseRequest);
    }
    let request = proto::ListCorrectionsRequest {
        subject: made.session.name,
        ..Default::default()
    };
    let listed = body(api.list_corrections(Request::new(request)).await).corrections;
    assert_eq!(listed.len(), 2);
    assert!(
        listed
            .iter()
            .all(|one| one.note.is_empty() && one.actor == "s1")
    );
    let request = proto::GetCorrectionRequest {
        name: listed[0].name.clone(),
    };
    let got = body(api.get_correction(Request::new(request)).await);
    assert_eq!(got.note, "138****8000", "masked as every text");
    assert!(got.description.contains("did not happen"), "{got:?}");
}

#[tokio::test]
async fn a_callback_is_corrected_and_an_import_that_is_run_again_does_not_undo_it() {
    let bench = Bench::new();
    bench.record_calls(1).await;
    let api = &bench.api;
    let call_back = proto::RecordCallbackRequest {
        call: "calls/1".into(),
        callback_time: before(0),
        ..Default::default()
    };
    let called = body(api.record_callback(Request::new(call_back)).await);
    let (reason, _) = refused(correct(&bench, 1, "calls/1", annulled()).await);
    assert_eq!(reason, "CORRECTION_CONFLICTS", "it was called back");
    let (sequence, name) = (called.sequence, called.name.as_str());
    correct(&bench, sequence, name, at(before(1)))
        .await
        .expect("earlier");
    let get = || async {
        let request = proto::GetCallRequest { name: name.into() };
        body(api.get_call(Request::new(request)).await)
    };
    assert_eq!(get().await.callback_time, before(1));
    let status = correct(&bench, sequence, name, at(before(9)))
        .await
        .expect_err("too early");
    assert_eq!(status.code(), Code::InvalidArgument);
    correct(&bench, sequence, name, annulled())
        .await
        .expect("annulled");
    assert_eq!(get().await.outcome(), proto::CallOutcome::Missed);
}

#[tokio::test]
async fn wrong_corrections_are_refused_with_what_to_do() {
    let (bench, made) = filled().await;
    let (name, sequence) = (made.visit.name.as_str(), made.visit.sequence);
    let missing = correct(&bench, 9_999, name, annulled())
        .await
        .expect_err("missing");
    assert_eq!(missing.code(), Code::NotFound);
    assert!(missing.message().contains("9999"), "{missing:?}");
    let registry = correct(&bench, 1, "units/b", annulled())
        .await
        .expect_err("no fact of that kind");
    assert_eq!(registry.code(), Code::NotFound);
    let other = correct(&bench, sequence, &made.assignment.name, annulled()).await;
    let other = other.expect_err("another subject");
    assert_eq!(other.code(), Code::InvalidArgument);
    assert!(other.message().contains(name), "{other:?}");
    let kind = correct(&bench, sequence, name, content(Content::Answer("a".into()))).await;
    let kind = kind.expect_err("another kind");
    assert_eq!(kind.code(), Code::InvalidArgument);
    let corrected = correct(&bench, sequence, name, annulled())
        .await
        .expect("annulled");
    let (reason, message) = refused(correct(&bench, corrected.sequence, name, annulled()).await);
    assert_eq!(reason, "FACT_IS_CORRECTION");
    assert!(message.contains(&sequence.to_string()), "{message}");
}

#[tokio::test]
async fn a_repeated_correction_answers_with_the_first_one() {
    let (bench, made) = filled().await;
    let request = but(correct_fact(), |it| {
        it.fact_sequence = made.visit.sequence;
        it.subject.clone_from(&made.visit.name);
        it.correction = annulled();
    });
    let first = body(bench.api.correct_fact(Request::new(request.clone())).await);
    let again = body(bench.api.correct_fact(Request::new(request)).await);
    assert_eq!(first, again);
}
