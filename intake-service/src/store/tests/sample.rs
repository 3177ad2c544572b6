//! One event of every kind at least, with canaries wherever something must not leave intake.

use std::sync::Arc;

use hotline_common::time::{Day, Moment, Month};

use super::book::{Book, minute};
use crate::domain::activity::{
    Activity, ActivityCounts, ActivityKind, Appreciation, AppreciationKind, LeaderSession,
    TypicalCase,
};
use crate::domain::assignment::{
    AssignmentRole, Change, ExclusionReason, ExtensionReason, Grade, RedoReason, Resolved,
    SendBackReason, Visit, VisitChannel, VisitResult, WithdrawalReason,
};
use crate::domain::calendar::CalendarYear;
use crate::domain::calendar::china::year_2015;
use crate::domain::call::Call;
use crate::domain::card::Card;
use crate::domain::deadline::{Basis, DeadlineRule, Limit};
use crate::domain::event::{Event, Private};
use crate::domain::names::{AssignmentId, Code, ExternalReference, OrderNumber};
use crate::domain::personal::{Reveal, RevealPurpose, RevealTarget};
use crate::domain::registry::{Category, Topic, Unit, UnitGroup};
use crate::domain::supervision::{Supervision, SupervisionForm, SupervisionReason};
use crate::domain::work_order::{Channel, Nature, Urgency, WorkOrder};

pub(super) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(super) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(super) fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

pub(super) fn order_number(text: &str) -> OrderNumber {
    text.parse().expect("an order's number")
}

pub(super) fn assignment_id(order: OrderNumber, number: u32) -> AssignmentId {
    AssignmentId { order, number }
}

/// A private part that is full of canaries.
pub(super) fn private(sequence: i64) -> Private {
    Private {
        number: format!("number-canary-{sequence}"),
        name: format!("name-canary-{sequence}"),
        text: format!("text-canary-{sequence}"),
        note: format!("note-canary-{sequence}"),
        attachments: vec![format!("attachment-canary-{sequence}")],
        recording: format!("recording-canary-{sequence}"),
    }
}

pub(super) fn unit(book: &Book, text: &str, group: UnitGroup, position: i32) -> Unit {
    Unit {
        code: code(text),
        display_name: format!("Unit {text}"),
        group,
        position,
        parent: None,
        active_from: Some(day("2015-01-01")),
        active_to: None,
        sequence: book.next(),
    }
}

/// A missed call.
pub(super) fn call(book: &Book) -> Call {
    let id = book.next();
    Call {
        id,
        telephone_system_id: Some(format!("telephone-canary-{id}")),
        started: minute(id),
        queued: Some(minute(id).plus_micros(1)),
        answered: None,
        abandoned: Some(minute(id + 1)),
        ended: Some(minute(id + 1)),
        agent: String::new(),
        called_back: None,
        notified: None,
        annulled: false,
        content_hash: [3; 16],
        recorded: minute(100_000 + id),
        sequence: id,
    }
}

pub(super) fn order(book: &Book, number: &str) -> WorkOrder {
    let sequence = book.next();
    WorkOrder {
        number: order_number(number),
        external_reference: Some(ExternalReference {
            source: "source-canary".to_owned(),
            id: format!("reference-canary-{number}"),
        }),
        channel: Channel::Wechat,
        call: None,
        anonymous: false,
        confidential: true,
        nature: Nature::Complaint,
        urgency: Urgency::Urgent,
        category: Some(code("water")),
        topics: vec![code("pipes"), code("summer.2015")],
        area: format!("area-canary-{sequence}"),
        received: minute(sequence),
        handled: None,
        transferred: false,
        duplicate: None,
        content_hash: [4; 16],
        recorded: minute(100_000 + sequence),
        accepted_sequence: sequence,
        sequence,
    }
}

pub(super) fn supervision(book: &Book, assignment: Option<AssignmentId>) -> Supervision {
    let id = book.next();
    Supervision {
        id,
        unit: code("A01"),
        form: SupervisionForm::OnSite,
        issued: minute(id),
        reason: SupervisionReason::Overdue,
        assignment,
        lifted: None,
        annulled: false,
        note_sequence: id,
        sequence: id,
    }
}

pub(super) fn rated() -> VisitResult {
    VisitResult::Rated {
        process: Grade::VerySatisfied,
        outcome: Grade::Dissatisfied,
        resolved: Resolved::Partly,
    }
}

/// Adds an event of every kind at least; `between` is called between them.
pub(super) fn fill(book: &mut Book, mut between: impl FnMut(&mut Book)) {
    let mut add = |book: &mut Book, event: Event| {
        book.add(event, private(book.next()));
        between(book);
    };
    let parent = unit(book, "A", UnitGroup::County, 0);
    add(book, Event::UnitUpdated(parent));
    let child = Unit {
        parent: Some(code("A")),
        active_to: Some(day("2019-12-31")),
        ..unit(book, "A01", UnitGroup::Department, 3)
    };
    add(book, Event::UnitUpdated(child.clone()));
    let renamed = Unit {
        display_name: "Renamed".to_owned(),
        active_from: None,
        sequence: book.next(),
        ..child
    };
    add(book, Event::UnitUpdated(renamed));
    for (text, parent) in [("root", None), ("water", Some(code("root")))] {
        let category = Category {
            code: code(text),
            display_name: format!("Category {text}"),
            parent,
            sequence: book.next(),
        };
        add(book, Event::CategoryUpdated(category));
    }
    let topic = Topic {
        code: code("pipes"),
        display_name: "Pipes".to_owned(),
        sequence: book.next(),
    };
    add(book, Event::TopicUpdated(topic));

    let year = CalendarYear {
        sequence: book.next(),
        ..year_2015()
    };
    add(book, Event::CalendarUpdated(Box::new(year)));
    for rule in rules() {
        let sequence = book.next();
        let rule = DeadlineRule { sequence, ..rule };
        add(book, Event::DeadlineRuleUpdated(Box::new(rule)));
    }

    let missed = call(book);
    let (called_back, agent) = (missed.id, "agent-canary".to_owned());
    add(book, Event::CallRecorded(Arc::new(missed)));
    let answered = Call {
        telephone_system_id: None,
        answered: Some(minute(book.next() + 2)),
        abandoned: None,
        agent: "agent-canary".to_owned(),
        ..call(book)
    };
    add(book, Event::CallRecorded(Arc::new(answered)));
    let notified = call(book);
    let call = notified.id;
    add(book, Event::CallRecorded(Arc::new(notified)));
    add(book, Event::CallNotified { call });
    let call = called_back;
    add(book, Event::CallCalledBack { call, agent });

    let direct = WorkOrder {
        call: Some(call),
        external_reference: None,
        category: None,
        topics: Vec::new(),
        ..order(book, "20150601-000001")
    };
    let number = direct.number;
    let duplicate = number;
    add(book, Event::WorkOrderAccepted(Box::new(direct)));
    add(book, Event::WorkOrderHandledDirectly { order: number });
    let transferred = order(book, "20150601-000002");
    let number = transferred.number;
    add(book, Event::WorkOrderAccepted(Box::new(transferred)));
    for (assignment, change) in changes() {
        let id = assignment_id(number, assignment);
        add(book, Event::Assignment { id, change });
    }

    let about = Some(assignment_id(number, 1));
    for (assignment, order) in [(about, Some(number)), (None, None)] {
        let issued = supervision(book, assignment);
        let supervision = issued.id;
        add(book, Event::SupervisionIssued(issued));
        add(book, Event::SupervisionLifted { supervision, order });
    }
    let case = TypicalCase {
        id: book.next(),
        order: number,
        month: month("2015-06"),
        topic: code("pipes"),
        annulled: None,
    };
    add(book, Event::TypicalCaseChosen(case));
    occasions(book, &mut add);
    for target in [RevealTarget::Order(number), RevealTarget::Call(1)] {
        let reveal = Reveal {
            id: book.next(),
            target,
            purpose: RevealPurpose::Review,
            unit: target.order().map(|_| code("A01")),
            actor: format!("actor-canary-{}", book.next()),
            revealed: minute(book.next()),
        };
        add(book, Event::RequesterRevealed(reveal));
    }
    let linked = Event::DuplicateLinked {
        order: duplicate,
        original: number,
    };
    add(book, linked);
}

/// Rules of every kind of limit; the last one changes the first.
fn rules() -> [DeadlineRule; 3] {
    let general = DeadlineRule {
        code: code("general"),
        display_name: "General".to_owned(),
        nature: None,
        urgency: None,
        limit: Limit::WorkingDays(5),
        sign_limit: Some(Limit::Hours(4)),
        on_request_only: false,
        retired: false,
        sequence: 0,
    };
    let quick = DeadlineRule {
        code: code("quick"),
        nature: Some(Nature::Consultation),
        urgency: Some(Urgency::Critical),
        limit: Limit::Hours(24),
        sign_limit: None,
        on_request_only: true,
        ..general.clone()
    };
    let changed = DeadlineRule {
        nature: Some(Nature::Help),
        sign_limit: Some(Limit::WorkingDays(1)),
        retired: true,
        ..general.clone()
    };
    [general, quick, changed]
}

/// How deadlines came about.
pub(super) fn basis() -> Basis {
    Basis {
        rule: code("general"),
        rule_sequence: 8,
        calendar_sequence: 7,
    }
}

/// What happens to two assignments of an order, as far as it does not lead into another state than it says.
fn changes() -> Vec<(u32, Change)> {
    let visit = |number, channel, result| {
        Change::Visited(Visit {
            number,
            channel,
            result,
        })
    };
    let decided = |number, approved| Change::ExclusionDecided { number, approved };
    let asked = |number, reason| Change::ExclusionRequested { number, reason };
    let assigned = |role, due| Change::Assigned {
        unit: code("A01"),
        role,
        due,
        sign_due: due.map(|due: Moment| due.plus_micros(-1)),
        basis: due.map(|_| basis()),
    };
    let redone = |reason, due: Option<Moment>| Change::Redone {
        due,
        reason,
        basis: due.map(|_| basis()),
    };
    let card = |card, due| Change::CardIssued {
        card,
        due: minute(due),
    };
    let reason = SendBackReason::NotResponsible;
    let extend = |number, due| Change::ExtensionRequested {
        number,
        reason: ExtensionReason::WaitingForOthers,
        due,
    };
    let extended = |number, granted| Change::ExtensionDecided { number, granted };
    vec![
        (1, assigned(AssignmentRole::Lead, Some(minute(5_000)))),
        (1, Change::SignedFor),
        (1, card(Card::Yellow, 5_000)),
        (1, Change::SendBackRequested { reason }),
        (1, Change::SendBackDecided { accepted: false }),
        (1, Change::TakenInHand),
        (1, extend(1, minute(6_000))),
        (1, extended(1, None)),
        (1, extend(2, minute(7_000))),
        (1, extended(2, Some(minute(6_500)))),
        (1, extend(3, minute(8_000))),
        (1, Change::Completed { contact: None }),
        (1, visit(1, VisitChannel::Phone, VisitResult::Unreachable)),
        (1, visit(2, VisitChannel::Sms, VisitResult::Refused)),
        (1, visit(3, VisitChannel::InPerson, VisitResult::Invalid)),
        (1, visit(4, VisitChannel::Online, rated())),
        (1, redone(RedoReason::Dissatisfied, Some(minute(9_000)))),
        (
            1,
            Change::Completed {
                contact: Some(minute(20)),
            },
        ),
        (1, redone(RedoReason::Recurred, None)),
        (1, card(Card::Red, 9_000)),
        (1, asked(1, ExclusionReason::ForceMajeure)),
        (1, decided(1, false)),
        (1, asked(2, ExclusionReason::BeyondAuthority)),
        (1, Change::ExclusionAppealed { number: 1 }),
        (1, decided(1, true)),
        (1, decided(2, true)),
        (2, assigned(AssignmentRole::Assist, None)),
        (2, Change::SendBackRequested { reason }),
        (2, Change::SendBackDecided { accepted: true }),
        (2, asked(1, ExclusionReason::Other)),
        (3, assigned(AssignmentRole::Assist, None)),
        (
            3,
            Change::Withdrawn {
                reason: WithdrawalReason::WrongUnit,
            },
        ),
        (4, assigned(AssignmentRole::Assist, None)),
        (4, Change::Completed { contact: None }),
        (4, Change::Closed),
    ]
}

fn occasions(book: &mut Book, add: &mut impl FnMut(&mut Book, Event)) {
    let session = LeaderSession {
        id: book.next(),
        unit: code("A01"),
        leader_post: "Director".to_owned(),
        leader_name: "Li Wei".to_owned(),
        date: day("2015-06-30"),
        calls_answered: 12,
        topics: vec![code("pipes")],
        annulled: None,
    };
    add(book, Event::LeaderSessionRecorded(session));
    for (kind, unit) in [
        (AppreciationKind::ThanksCall, None),
        (AppreciationKind::Pennant, Some(code("A01"))),
    ] {
        let thanks = Appreciation {
            id: book.next(),
            kind,
            date: day("2015-06-01"),
            unit,
            annulled: None,
        };
        add(book, Event::AppreciationRecorded(thanks));
    }
    let activity = Activity {
        id: book.next(),
        kind: ActivityKind::Outreach,
        date: day("2015-06-15"),
        title: "A day in the park".to_owned(),
        counts: ActivityCounts {
            newspaper_articles: 1,
            online_articles: 2,
            leaflets: 3,
            consultations: 4,
            suggestions: 5,
            units_inspected: 6,
        },
        annulled: None,
    };
    add(book, Event::ActivityRecorded(activity));
}
