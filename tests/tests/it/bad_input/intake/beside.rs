//! Wrong fields of what is beside the orders.

use hotline_proto::intake::*;
use hotline_tests::pair::IntakeClients;

use crate::bad_input::Refusals;
use crate::support::{at, sample, scene};

pub(super) async fn beside(refusals: &mut Refusals, clients: &IntakeClients, scene: &scene::Scene) {
    let (mut orders, mut activities) = (clients.orders.clone(), clients.activities.clone());
    let answer = orders
        .issue_supervision(IssueSupervisionRequest::default())
        .await;
    refusals.invalid("no supervision", answer, &["supervision"]);
    refusals.missing(
        "an unknown unit",
        orders.issue_supervision(sample::supervise("nowhere")).await,
    );
    let mut request = sample::lift(&scene.supervision);
    request.lift_time = at("2015-06-09T00:59:59Z");
    let answer = orders.lift_supervision(request).await;
    refusals.invalid("lifted before it was issued", answer, &["lift_time"]);
    let answer = orders
        .lift_supervision(sample::lift("supervisions/999999"))
        .await;
    refusals.missing("an unknown supervision", answer);
    let mut request = sample::ask_exclusion(sample::ASSIGNMENT);
    if let Some(exclusion) = &mut request.exclusion {
        exclusion.requested_by = String::new();
        exclusion.reason = 0;
    }
    let answer = orders.request_exclusion(request).await;
    refusals.invalid(
        "an exclusion by nobody",
        answer,
        &["exclusion.reason", "exclusion.requested_by"],
    );

    for date in ["", "2015-6-1", "2015-06-31", "tomorrow", "2999-01-01"] {
        let mut request = sample::leader_session("chiping");
        if let Some(session) = &mut request.leader_session {
            session.session_date = date.into();
        }
        let answer = activities.record_leader_session(request).await;
        refusals.invalid(
            &format!("the day {date:?}"),
            answer,
            &["leader_session.session_date"],
        );
    }
    for month in ["", "2015-13", "2015-00", "201506", "2015-6"] {
        let mut request = sample::typical_case(sample::ORDER, "supply");
        if let Some(case) = &mut request.typical_case {
            case.month = month.into();
        }
        let answer = activities.choose_typical_case(request).await;
        refusals.invalid(
            &format!("the month {month:?}"),
            answer,
            &["typical_case.month"],
        );
    }
    let answer = activities
        .choose_typical_case(sample::typical_case(sample::ORDER, "nowhere"))
        .await;
    refusals.missing("an unknown topic", answer);
    let mut request = sample::activity();
    if let Some(activity) = &mut request.activity {
        activity.kind = 99;
        activity.title = String::new();
        activity.counts = Some(ActivityCounts {
            leaflets: -1,
            ..ActivityCounts::default()
        });
    }
    let answer = activities.record_activity(request).await;
    refusals.invalid(
        "an activity of nothing",
        answer,
        &[
            "activity.counts.leaflets",
            "activity.kind",
            "activity.title",
        ],
    );
    let answer = activities
        .record_appreciation(RecordAppreciationRequest::default())
        .await;
    refusals.invalid("no appreciation", answer, &["appreciation"]);
}
