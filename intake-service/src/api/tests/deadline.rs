//! Deadlines through the services: rules and calendars are set, previewed, stamped, and changed later.

use hotline_common::decode::timestamp;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use prost_types::Timestamp;
use proto::calendar_service_server::CalendarService as _;
use proto::registry_service_server::RegistryService as _;
use proto::work_order_service_server::WorkOrderService as _;
use tonic::{Code, Request, Response, Status};
use tonic_types::StatusExt as _;

use super::bench::{Bench, body};
use super::{but, requests};
use crate::domain::calendar::china;

/// A time in Shanghai.
pub(super) fn at(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = format!("{text}+08:00").parse().expect("a time");
    Moment::from_micros(instant.as_microsecond()).map(timestamp)
}

fn reason<T: std::fmt::Debug>(answer: Result<Response<T>, Status>) -> (Code, String) {
    let status = answer.expect_err("refused");
    let details = status.get_error_details();
    let reason = details.error_info().map(|info| info.reason.clone());
    (status.code(), reason.unwrap_or_default())
}

/// The files that the documentation hands out.
pub(super) const CALENDARS: [&str; 2] = [
    include_str!("../../../../docs/calendars/2015.json"),
    include_str!("../../../../docs/calendars/2024.json"),
];

fn calendar(file: &str) -> proto::Calendar {
    let file: serde_json::Value = serde_json::from_str(file).expect("JSON");
    let days = |field: &str| -> Vec<String> {
        let days = file["calendar"][field].as_array().expect("a list").iter();
        days.map(|day| day.as_str().expect("a day").to_owned())
            .collect()
    };
    proto::Calendar {
        name: file["calendar"]["name"].as_str().expect("a name").into(),
        holidays: days("holidays"),
        working_days: days("workingDays"),
        sequence: 0,
    }
}

impl Bench {
    pub(super) async fn set_calendar(&self, file: &str) -> proto::Calendar {
        let request = proto::UpdateCalendarRequest {
            calendar: Some(calendar(file)),
            ..Default::default()
        };
        body(self.api.update_calendar(Request::new(request)).await)
    }

    pub(super) async fn set_rule(
        &self,
        rule: proto::DeadlineRule,
    ) -> Result<Response<proto::DeadlineRule>, Status> {
        let request = proto::UpdateDeadlineRuleRequest {
            deadline_rule: Some(rule),
            allow_missing: true,
            ..Default::default()
        };
        self.api.update_deadline_rule(Request::new(request)).await
    }

    /// A unit, both calendars and four rules.
    pub(super) async fn with_rules() -> Bench {
        let bench = Bench::new();
        let unit = but(requests::update_unit(), |it| {
            it.request_id.clear();
            it.unit.as_mut().expect("given").parent.clear();
        });
        body(bench.api.update_unit(Request::new(unit)).await);
        for file in CALENDARS {
            bench.set_calendar(file).await;
        }
        for rule in [
            rule("general", 5, |it| it.sign_working_days = 1),
            rule("consultation", 1, |it| {
                it.nature = proto::Nature::Consultation.into();
            }),
            rule("hard", 15, |it| it.on_request_only = true),
            rule("old", 3, |it| it.retired = true),
        ] {
            body(bench.set_rule(rule).await);
        }
        bench
    }

    pub(super) async fn accept(&self, nature: proto::Nature) -> String {
        let request = proto::AcceptWorkOrderRequest {
            work_order: Some(proto::WorkOrder {
                channel: proto::Channel::Web.into(),
                nature: nature.into(),
                requester: Some(proto::Requester {
                    anonymous: true,
                    ..Default::default()
                }),
                text: "停水".into(),
                receive_time: at("2015-01-05T08:00"),
                ..Default::default()
            }),
            ..Default::default()
        };
        body(self.api.accept_work_order(Request::new(request)).await).name
    }

    pub(super) async fn assign(
        &self,
        nature: proto::Nature,
        change: impl FnOnce(&mut proto::AssignWorkOrderRequest),
    ) -> Result<Response<proto::Assignment>, Status> {
        let mut request = proto::AssignWorkOrderRequest {
            work_order: self.accept(nature).await,
            unit: "units/a".into(),
            role: proto::AssignmentRole::Lead.into(),
            // Friday before the Spring Festival.
            assign_time: at("2015-02-13T10:00"),
            ..Default::default()
        };
        change(&mut request);
        self.api.assign_work_order(Request::new(request)).await
    }

    pub(super) async fn assignment(&self, name: &str) -> proto::Assignment {
        let request = proto::GetAssignmentRequest { name: name.into() };
        body(self.api.get_assignment(Request::new(request)).await)
    }

    async fn preview(
        &self,
        request: proto::PreviewDeadlineRequest,
    ) -> Result<Response<proto::PreviewDeadlineResponse>, Status> {
        self.api.preview_deadline(Request::new(request)).await
    }
}

fn rule(
    code: &str,
    working_days: i32,
    change: impl FnOnce(&mut proto::DeadlineRule),
) -> proto::DeadlineRule {
    let mut rule = proto::DeadlineRule {
        name: format!("deadlineRules/{code}"),
        display_name: code.into(),
        working_days,
        ..Default::default()
    };
    change(&mut rule);
    rule
}

#[expect(clippy::unnecessary_wraps, reason = "as assignments have it")]
fn basis(code: &str, rule_sequence: i64) -> Option<proto::DeadlineBasis> {
    Some(proto::DeadlineBasis {
        rule: format!("deadlineRules/{code}"),
        rule_sequence,
        // The second calendar.
        calendar_sequence: 3,
    })
}

#[test]
fn the_calendars_of_the_documentation_are_those_of_the_tests() {
    for (file, year) in CALENDARS
        .into_iter()
        .zip([china::year_2015(), china::year_2024()])
    {
        let expected = proto::Calendar {
            sequence: 0,
            ..year.into()
        };
        assert_eq!(calendar(file), expected);
    }
}

#[tokio::test]
async fn calendars_and_rules_are_kept_and_listed() {
    let bench = Bench::with_rules().await;
    let api = &bench.api;
    let listed = body(
        api.list_calendars(Request::new(proto::ListCalendarsRequest::default()))
            .await,
    )
    .calendars;
    assert_eq!(listed.len(), 2);
    let name = "calendars/2015".to_owned();
    let got = body(
        api.get_calendar(Request::new(proto::GetCalendarRequest { name }))
            .await,
    );
    assert_eq!((&got, got.sequence), (&listed[0], 2));
    // The same again changes nothing.
    assert_eq!(bench.set_calendar(CALENDARS[0]).await, got);
    let name = "calendars/2016".to_owned();
    let missing = api.get_calendar(Request::new(proto::GetCalendarRequest { name }));
    assert_eq!(reason(missing.await).0, Code::NotFound);

    let first = proto::ListDeadlineRulesRequest {
        page_size: 3,
        ..Default::default()
    };
    let page = body(api.list_deadline_rules(Request::new(first.clone())).await);
    let names = |rules: &[proto::DeadlineRule]| -> Vec<String> {
        rules.iter().map(|rule| rule.display_name.clone()).collect()
    };
    assert_eq!(
        names(&page.deadline_rules),
        ["consultation", "general", "hard"]
    );
    let next = proto::ListDeadlineRulesRequest {
        page_token: page.next_page_token,
        ..first
    };
    let page = body(api.list_deadline_rules(Request::new(next)).await);
    assert_eq!(names(&page.deadline_rules), ["old"]);
    let name = "deadlineRules/general".to_owned();
    let got = api.get_deadline_rule(Request::new(proto::GetDeadlineRuleRequest { name }));
    assert_eq!(body(got.await).working_days, 5);
}

#[tokio::test]
async fn rules_that_contradict_each_other_are_refused() {
    let bench = Bench::with_rules().await;
    let second = bench.set_rule(rule("other", 7, |_| {})).await;
    assert_eq!(
        reason(second),
        (Code::FailedPrecondition, "DEADLINE_RULE_EXISTS".to_owned())
    );
    let slow = rule("slow", 7, |it| {
        it.on_request_only = true;
        it.sign_working_days = 8;
    });
    assert_eq!(reason(bench.set_rule(slow).await).0, Code::InvalidArgument);
    let nameless = rule("nameless", 0, |it| it.display_name.clear());
    let status = bench.set_rule(nameless).await.expect_err("refused");
    let details = status.get_error_details();
    let request = details.bad_request().expect("fields");
    let fields: Vec<&str> = request
        .field_violations
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    assert_eq!(
        fields,
        ["deadline_rule.display_name", "deadline_rule.working_days"]
    );
}

#[tokio::test]
async fn a_deadline_is_stamped_and_stays_when_calendar_and_rule_change() {
    let bench = Bench::with_rules().await;
    // 15 (Sunday, worked), 16, 17; free from 18 to 24; 25, 26.
    let assigned = body(bench.assign(proto::Nature::Help, |_| {}).await);
    assert_eq!(assigned.due_time, at("2015-02-27T00:00"));
    assert_eq!(assigned.sign_due_time, at("2015-02-16T00:00"));
    assert_eq!(assigned.deadline_basis, basis("general", 4));

    body(bench.set_rule(rule("general", 2, |_| {})).await);
    let request = proto::UpdateCalendarRequest {
        calendar: Some(proto::Calendar {
            name: "calendars/2015".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let emptied = body(bench.api.update_calendar(Request::new(request)).await);
    assert!(emptied.holidays.is_empty());
    let expected = proto::Assignment {
        sequence: assigned.sequence,
        ..bench.assignment(&assigned.name).await
    };
    assert_eq!(assigned, expected);
    // A later assignment goes by what holds then: Monday 16, Tuesday 17.
    let later = body(bench.assign(proto::Nature::Help, |_| {}).await);
    assert_eq!(later.due_time, at("2015-02-18T00:00"));
    assert_eq!(
        later.deadline_basis.map(|basis| basis.calendar_sequence),
        Some(emptied.sequence)
    );
}

#[tokio::test]
async fn the_caller_chooses_the_rule_or_the_deadline() {
    let bench = Bench::with_rules().await;
    let help = proto::Nature::Help;
    let fitting = body(bench.assign(proto::Nature::Consultation, |_| {}).await);
    assert_eq!(fitting.due_time, at("2015-02-16T00:00"));
    assert_eq!(
        (fitting.sign_due_time, fitting.deadline_basis),
        (None, basis("consultation", 5))
    );

    let named = |name: &str| {
        let name = name.to_owned();
        move |it: &mut proto::AssignWorkOrderRequest| it.deadline_rule = name
    };
    let hard = body(bench.assign(help, named("deadlineRules/hard")).await);
    // The 15th: 3 before the festival; 25 to 28 February; 2 to 6 March; 9, 10, 11.
    assert_eq!(hard.due_time, at("2015-03-12T00:00"));
    let asked = body(bench.assign(help, named("deadlineRules/-")).await);
    assert_eq!(asked.deadline_basis, basis("general", 4));

    let given = bench.assign(help, |it| {
        it.due_time = at("2015-03-01T12:00");
        it.sign_due_time = at("2015-02-14T12:00");
    });
    let given = body(given.await);
    assert_eq!(given.due_time, at("2015-03-01T12:00"));
    assert_eq!(given.sign_due_time, at("2015-02-14T12:00"));
    assert_eq!(given.deadline_basis, None);
    let none = body(bench.assign(help, |it| it.no_deadline = true).await);
    assert_eq!((none.due_time, none.sign_due_time), (None, None));
    let sooner = bench.assign(help, |it| it.sign_due_time = at("2015-02-13T12:00"));
    assert_eq!(body(sooner.await).sign_due_time, at("2015-02-13T12:00"));

    let late = bench.assign(help, |it| it.sign_due_time = at("2015-02-28T00:00"));
    assert_eq!(reason(late.await).0, Code::InvalidArgument);
    let missing = bench.assign(help, named("deadlineRules/none"));
    assert_eq!(reason(missing.await).0, Code::NotFound);
    let retired = bench.assign(help, named("deadlineRules/old"));
    assert_eq!(
        reason(retired.await),
        (Code::FailedPrecondition, "DEADLINE_RULE_RETIRED".to_owned())
    );
}

#[tokio::test]
async fn where_no_rule_holds_there_is_no_deadline_unless_one_is_asked_for() {
    let bench = Bench::with_rules().await;
    body(
        bench
            .set_rule(rule("general", 5, |it| it.retired = true))
            .await,
    );
    let none = body(bench.assign(proto::Nature::Help, |_| {}).await);
    assert_eq!((none.due_time, none.deadline_basis), (None, None));
    let asked = bench.assign(proto::Nature::Help, |it| {
        it.deadline_rule = "deadlineRules/-".into();
    });
    assert_eq!(
        reason(asked.await),
        (Code::FailedPrecondition, "NO_DEADLINE_RULE".to_owned())
    );
}

#[tokio::test]
async fn a_redo_counts_from_its_own_time() {
    let bench = Bench::with_rules().await;
    let assigned = body(bench.assign(proto::Nature::Help, |_| {}).await);
    let complete = proto::CompleteAssignmentRequest {
        assignment: assigned.name.clone(),
        complete_time: at("2015-02-17T09:00"),
        reply: "已办".into(),
        ..Default::default()
    };
    let redo = proto::RedoAssignmentRequest {
        assignment: assigned.name.clone(),
        redo_time: at("2015-09-30T09:00"),
        reason: proto::RedoReason::Recurred.into(),
        deadline_rule: "deadlineRules/-".into(),
        ..Default::default()
    };
    body(
        bench
            .api
            .complete_assignment(Request::new(complete.clone()))
            .await,
    );
    let redone = body(bench.api.redo_assignment(Request::new(redo)).await);
    // 8, 9, 10 October (Saturday, worked), 12, 13.
    assert_eq!(redone.due_time, at("2015-10-14T00:00"));
    assert_eq!(redone.deadline_basis, basis("general", 4));
    // The limit for signing is that of the assignment.
    assert_eq!(redone.sign_due_time, assigned.sign_due_time);
    let again = proto::CompleteAssignmentRequest {
        complete_time: at("2015-10-08T09:00"),
        ..complete
    };
    body(bench.api.complete_assignment(Request::new(again)).await);
    let given = proto::RedoAssignmentRequest {
        assignment: assigned.name.clone(),
        redo_time: at("2015-10-09T09:00"),
        reason: proto::RedoReason::Recurred.into(),
        due_time: at("2015-10-20T09:00"),
        ..Default::default()
    };
    let redone = body(bench.api.redo_assignment(Request::new(given)).await);
    assert_eq!(
        (redone.due_time, redone.deadline_basis),
        (at("2015-10-20T09:00"), None)
    );
}

#[tokio::test]
async fn a_preview_says_what_would_be_stamped_and_how_it_is_counted() {
    let bench = Bench::with_rules().await;
    let request = proto::PreviewDeadlineRequest {
        nature: proto::Nature::Help.into(),
        assign_time: at("2015-02-13T10:00"),
        ..Default::default()
    };
    let preview = body(bench.preview(request.clone()).await);
    let assigned = body(bench.assign(proto::Nature::Help, |_| {}).await);
    assert_eq!(preview.due_time, assigned.due_time);
    assert_eq!(preview.sign_due_time, assigned.sign_due_time);
    assert_eq!(preview.deadline_basis, assigned.deadline_basis);
    assert_eq!(
        preview.due_days,
        [
            "2015-02-13: the day on which it began, not counted",
            "2015-02-14: weekend",
            "2015-02-15: working day 1 (make-up day)",
            "2015-02-16 to 2015-02-17: working days 2 to 3",
            "2015-02-18 to 2015-02-24: holidays",
            "2015-02-25 to 2015-02-26: working days 4 to 5",
        ]
    );
    assert_eq!(preview.sign_due_days.len(), 3);
    assert_eq!(preview.years_without_calendar, [0; 0]);

    // In the future, and into a year without a calendar.
    let hard = proto::PreviewDeadlineRequest {
        deadline_rule: "deadlineRules/hard".into(),
        nature: 0,
        assign_time: at("2024-12-30T10:00"),
        ..request.clone()
    };
    let preview = body(bench.preview(hard).await);
    // 31 December; 2025: 1 to 3, 6 to 10, 13 to 17 January (the 14th), 20.
    assert_eq!(preview.due_time, at("2025-01-21T00:00"));
    assert_eq!(preview.years_without_calendar, [2025]);

    for (change, expected) in [
        (
            (|it| it.nature = 0) as fn(&mut proto::PreviewDeadlineRequest),
            (Code::InvalidArgument, "INVALID_REQUEST"),
        ),
        (
            |it| it.deadline_rule = "deadlineRules/hard".into(),
            (Code::InvalidArgument, "INVALID_REQUEST"),
        ),
        (
            |it| it.assign_time = None,
            (Code::InvalidArgument, "INVALID_REQUEST"),
        ),
        (
            |it| (it.nature, it.deadline_rule) = (0, "deadlineRules/old".into()),
            (Code::FailedPrecondition, "DEADLINE_RULE_RETIRED"),
        ),
    ] {
        let (code, text) = reason(bench.preview(but(request.clone(), change)).await);
        assert_eq!((code, text.as_str()), expected);
    }
    let none = proto::PreviewDeadlineRequest {
        nature: 0,
        deadline_rule: "deadlineRules/none".into(),
        ..request
    };
    assert_eq!(reason(bench.preview(none).await).0, Code::NotFound);
}
