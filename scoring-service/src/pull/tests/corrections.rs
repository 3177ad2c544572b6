//! What corrections do to the store.

use hotline_common::decode::timestamp;
use hotline_proto::intake as wire;
use hotline_proto::intake::event::Detail;

use crate::figures::{self, MonthFigures};
use crate::pull::{BrokenFeed, Problem};
use crate::store;
use crate::testing::{Feed, Store, june, moment, now};
use crate::verification::{Reading, verify};

const CASE: &str = "workOrders/20150601-000001/assignments/1";

impl Feed {
    /// Corrects the fact with a sequence: by another one, or by nothing.
    fn corrected(&mut self, subject: &str, target: i64, to: Option<(&str, Detail)>) -> i64 {
        let corrected = to.map(|(happened, detail)| {
            Box::new(wire::Event {
                sequence: target,
                happen_time: Some(timestamp(moment(happened))),
                record_time: None,
                detail: Some(detail),
            })
        });
        self.push(
            "2015-07-01T10:00:00+08:00",
            Detail::FactCorrected(Box::new(wire::FactCorrected {
                corrected_sequence: target,
                subject: subject.to_owned(),
                reason: wire::CorrectionReason::Mistake.into(),
                corrected: corrected.map(|event| *event).map(Box::new),
            })),
        )
    }

    /// The sequence of the first event that is wanted.
    fn find(&self, is_wanted: fn(&Detail) -> bool) -> i64 {
        let found = self
            .events
            .iter()
            .find(|event| event.detail.as_ref().is_some_and(is_wanted));
        found.expect("an event").sequence
    }
}

fn figures_of(store: &Store) -> MonthFigures {
    let verification = store
        .read(|connection| verify(&mut Reading::of(connection), None))
        .expect("a verification");
    assert_eq!(verification.differences, vec![]);
    store
        .read(|connection| figures::month(connection, june(), None, now()))
        .expect("figures")
}

fn figures(feed: &Feed) -> MonthFigures {
    let at_once = Store::with(feed);
    // However it arrives, it comes out the same.
    let store = Store::new();
    let mut part = Feed::new();
    for event in &feed.events {
        part.events.push(event.clone());
        store.pull(&part).expect("a sound feed");
    }
    assert_eq!(store.dump(), at_once.dump());
    figures_of(&at_once)
}

#[test]
fn an_annulled_completion_and_a_corrected_grade_count_as_if_never_told() {
    let mut feed = Feed::june();
    let completed = feed.find(|detail| matches!(detail, Detail::AssignmentCompleted(_)));
    let visited = feed.find(|detail| matches!(detail, Detail::ReturnVisited(_)));
    feed.corrected(CASE, completed, None);
    let visit = wire::ReturnVisited {
        return_visit: format!("{CASE}/returnVisits/1"),
        channel: wire::VisitChannel::Phone.into(),
        result: wire::VisitResult::Rated.into(),
        process_grade: wire::Grade::VerySatisfied.into(),
        outcome_grade: wire::Grade::VeryDissatisfied.into(),
        resolved: wire::Resolved::No.into(),
    };
    let subject = format!("{CASE}/returnVisits/1");
    let detail = Detail::ReturnVisited(visit);
    feed.corrected(
        &subject,
        visited,
        Some(("2015-06-12T10:00:00+08:00", detail)),
    );
    let figures = figures(&feed);
    let counts = figures.ranking.row("a").expect("a row").counts;
    assert_eq!((counts.rated, counts.completed), (2, 1));
    assert_eq!(counts.outcome_grades, [0, 0, 0, 0, 2]);
    assert_eq!(counts.resolutions, [1, 0, 1]);

    // The last correction holds.
    let completion = Detail::AssignmentCompleted(wire::AssignmentCompleted {
        assignment: CASE.to_owned(),
        contact_time: None,
    });
    feed.corrected(
        CASE,
        completed,
        Some(("2015-07-10T23:59:59+08:00", completion)),
    );
    let counts = self::figures(&feed).ranking.row("a").expect("a row").counts;
    assert_eq!((counts.rated, counts.completed, counts.on_time), (2, 2, 1));
}

#[test]
fn an_assignment_moved_to_another_month_is_still_known_where_it_was() {
    let mut feed = Feed::june();
    let assigned = feed.find(|detail| matches!(detail, Detail::Assigned(_)));
    let before = feed.head();
    let detail = Detail::Assigned(wire::Assigned {
        assignment: CASE.to_owned(),
        unit: "units/a".to_owned(),
        role: wire::AssignmentRole::Lead.into(),
        ..wire::Assigned::default()
    });
    feed.corrected(CASE, assigned, Some(("2015-05-31T10:00:00+08:00", detail)));
    let figures = figures(&feed);
    assert_eq!(figures.ranking.row("a").expect("a row").counts.volume, 1);
    let store = Store::with(&feed);
    let zone = figures.terms.zone;
    let numbers = |month, sequence| {
        let known = store.read(|connection| {
            store::assignments::of_unit_known_at(connection, &zone, month, "a", sequence)
        });
        let known = known.expect("assignments");
        known.iter().map(|one| one.order % 100).collect::<Vec<_>>()
    };
    assert_eq!(numbers(june(), before), [1, 2]);
    assert_eq!(numbers(june(), feed.head()), [2]);
    assert_eq!(numbers(june().previous(), before), [0_i64; 0]);
    assert_eq!(numbers(june().previous(), feed.head()), [1]);
}

#[test]
fn records_of_every_kind_are_annulled() {
    let mut feed = Feed::june();
    let at = "2015-06-14T10:00:00+08:00";
    let session = feed.push(
        at,
        Detail::LeaderSessionRecorded(wire::LeaderSession {
            name: "leaderSessions/1".to_owned(),
            unit: "units/a".to_owned(),
            session_date: "2015-06-14".to_owned(),
            calls_answered: 3,
            ..wire::LeaderSession::default()
        }),
    );
    let thanks = feed.push(
        at,
        Detail::AppreciationRecorded(wire::Appreciation {
            name: "appreciations/1".to_owned(),
            kind: wire::AppreciationKind::Pennant.into(),
            occur_date: "2015-06-14".to_owned(),
            ..wire::Appreciation::default()
        }),
    );
    let activity = feed.push(
        at,
        Detail::ActivityRecorded(wire::Activity {
            name: "activities/1".to_owned(),
            kind: wire::ActivityKind::Inspection.into(),
            occur_date: "2015-06-14".to_owned(),
            title: "巡查".to_owned(),
            ..wire::Activity::default()
        }),
    );
    feed.case_chosen(1, 1, "heat");
    let case = feed.head();
    let link = feed.push(
        at,
        Detail::DuplicateLinked(wire::DuplicateLinked {
            work_order: "workOrders/20150601-000002".to_owned(),
            original: "workOrders/20150601-000001".to_owned(),
        }),
    );
    let call = feed.find(|detail| matches!(detail, Detail::CallRecorded(_)));
    let callback = feed.find(|detail| matches!(detail, Detail::CallCalledBack(_)));
    let handled = feed.find(|detail| matches!(detail, Detail::WorkOrderHandledDirectly(_)));
    let supervision = feed.find(|detail| matches!(detail, Detail::SupervisionIssued(_)));
    for (subject, target) in [
        ("leaderSessions/1", session),
        ("appreciations/1", thanks),
        ("activities/1", activity),
        ("typicalCases/1", case),
        ("workOrders/20150601-000002", link),
        ("calls/1", call),
        ("calls/2", callback),
        ("workOrders/20150601-000006", handled),
        ("supervisions/1", supervision),
    ] {
        feed.corrected(subject, target, None);
    }
    let figures = figures(&feed);
    let bulletin = crate::encode::bulletin::provisional(&figures);
    assert_eq!(bulletin.leader_sessions, vec![]);
    assert_eq!(bulletin.typical_cases, vec![]);
    assert_eq!(bulletin.appreciations.expect("thanks").pennants, 0);
    assert_eq!(bulletin.activities.expect("activities").activities, vec![]);
    assert_eq!(bulletin.supervisions.expect("supervisions").total, 0);
    let calls = bulletin.calls.expect("calls");
    assert_eq!((calls.inbound, calls.open), (1, 1));
    let orders = bulletin.work_orders.expect("orders");
    assert_eq!((orders.handled_directly, orders.pending), (0, 1));
    let a = figures.ranking.row("a").expect("a row");
    assert_eq!((a.counts.leader_sessions, a.counts.volume), (0, 2));
}

#[test]
fn a_supervision_moves_to_the_month_of_its_corrected_time() {
    let mut feed = Feed::june();
    let supervision = feed.find(|detail| matches!(detail, Detail::SupervisionIssued(_)));
    let before = feed.head();
    let detail = Detail::SupervisionIssued(wire::SupervisionIssued {
        supervision: "supervisions/1".to_owned(),
        unit: "units/b".to_owned(),
        form: wire::SupervisionForm::OnSite.into(),
        reason: wire::SupervisionReason::Overdue.into(),
        assignment: String::new(),
    });
    feed.corrected(
        "supervisions/1",
        supervision,
        Some(("2015-07-01T00:00:00+08:00", detail)),
    );
    let figures = figures(&feed);
    assert_eq!(
        figures.ranking.row("b").expect("a row").counts.supervisions,
        [0; 3]
    );
    let store = Store::with(&feed);
    let known = |month, sequence| {
        store
            .read(|connection| {
                store::supervisions::known_at(connection, &figures.terms.zone, month, sequence)
            })
            .expect("supervisions")
            .len()
    };
    assert_eq!((known(june(), before), known(june(), feed.head())), (1, 0));
    assert_eq!(
        (
            known(june().next(), before),
            known(june().next(), feed.head())
        ),
        (0, 1)
    );
}

#[test]
fn an_extension_counts_from_its_decision_and_a_later_approval_excludes() {
    let mut feed = Feed::june();
    let assignment = "workOrders/20150601-000003/assignments/1";
    let due = || Some(timestamp(moment("2015-08-01T00:00:00+08:00")));
    let happened = "2015-06-15T10:00:00+08:00";
    let extension = format!("{assignment}/extensions/1");
    feed.push(
        happened,
        Detail::ExtensionRequested(wire::ExtensionRequested {
            extension: extension.clone(),
            reason: wire::ExtensionReason::ComplexMatter.into(),
            due_time: due(),
        }),
    );
    feed.push(
        happened,
        Detail::ExtensionDecided(wire::ExtensionDecided {
            extension,
            granted: true,
            due_time: due(),
        }),
    );
    for detail in [
        Detail::AssignmentSignedFor(wire::AssignmentSignedFor {
            assignment: assignment.to_owned(),
        }),
        Detail::AssignmentTakenInHand(wire::AssignmentTakenInHand {
            assignment: assignment.to_owned(),
        }),
        Detail::CardIssued(wire::CardIssued {
            assignment: assignment.to_owned(),
            card: wire::Card::Yellow.into(),
            due_time: due(),
        }),
        Detail::AssignmentClosed(wire::AssignmentClosed {
            assignment: CASE.to_owned(),
        }),
    ] {
        feed.push(happened, detail);
    }
    let counts = figures(&feed).ranking.row("b").expect("a row").counts;
    assert_eq!((counts.volume, counts.open, counts.rated), (2, 1, 0));

    let exclusion = format!("{assignment}/exclusions/1");
    feed.push(
        happened,
        Detail::ExclusionDecided(wire::ExclusionDecided {
            exclusion: exclusion.clone(),
            approved: false,
        }),
    );
    feed.push(
        happened,
        Detail::ExclusionAppealed(wire::ExclusionAppealed {
            exclusion: exclusion.clone(),
        }),
    );
    assert_eq!(
        figures(&feed)
            .ranking
            .row("b")
            .expect("a row")
            .counts
            .excluded,
        1
    );
    feed.push(
        happened,
        Detail::ExclusionDecided(wire::ExclusionDecided {
            exclusion,
            approved: true,
        }),
    );
    assert_eq!(
        figures(&feed)
            .ranking
            .row("b")
            .expect("a row")
            .counts
            .excluded,
        2
    );
}

#[test]
fn a_correction_of_something_unknown_or_of_another_record_stops_the_pulling() {
    let completion = |assignment: &str| {
        Detail::AssignmentCompleted(wire::AssignmentCompleted {
            assignment: assignment.to_owned(),
            contact_time: None,
        })
    };
    let store = Store::with(&Feed::june());
    let problem = |correct: &dyn Fn(&mut Feed) -> i64| {
        let mut feed = Feed::june();
        let sequence = correct(&mut feed);
        (sequence, store.pull(&feed).expect_err("a problem"))
    };
    let (sequence, unknown) = problem(&|feed| feed.corrected(CASE, 1, None));
    let subject = format!("event 1 of {CASE}");
    assert_eq!(
        unknown,
        Problem::Broken(BrokenFeed::Unknown { sequence, subject })
    );

    let mut feed = Feed::june();
    let completed = feed.find(|detail| matches!(detail, Detail::AssignmentCompleted(_)));
    let at = "2015-06-12T10:00:00+08:00";
    let other = completion("workOrders/20150601-000002/assignments/1");
    let sequence = feed.corrected(CASE, completed, Some((at, other)));
    let problem = crate::pull::decode::batch(feed.message(0, sequence)).expect_err("a problem");
    let field = "corrected";
    assert_eq!(problem, BrokenFeed::Field { sequence, field });
}
