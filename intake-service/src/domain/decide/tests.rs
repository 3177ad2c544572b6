//! The rules of deciding, one test a rule; commands go in, events or a rejection come out.

use hotline_common::time::{Moment, Zone};
use proptest::prelude::*;

use super::*;
use crate::domain::assignment::{
    AssignmentRole, AssignmentState, ExclusionReason, ExclusionState, Grade, RedoReason, Resolved,
    SendBackReason, VisitChannel, VisitResult, WithdrawalReason,
};
use crate::domain::command::{AssignmentAction, AssignmentTarget};
use crate::domain::event::Recorded;
use crate::domain::names::{AssignmentId, OrderNumber, PartId};
use crate::domain::record::Record;
use crate::domain::registry::{UnitGroup, UpdateCategory, UpdateUnit};
use crate::domain::work_order::{AcceptWorkOrder, Channel, Disposition, Nature, Urgency};
use crate::domain::world::Registry;

/// A ledger in memory: decides and applies, as the writer does.
struct Desk {
    world: World,
    sequence: i64,
    import: bool,
}

const NOON: i64 = 1_433_131_200_000_000; // 2015-06-01T12:00 in Shanghai
const HOUR: i64 = 3_600_000_000;

fn at(hours: i64) -> Moment {
    Moment::from_micros(NOON + hours * HOUR).expect("within bounds")
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

impl Desk {
    fn new() -> Desk {
        let zone = Zone::named("Asia/Shanghai").expect("built in");
        let mut desk = Desk {
            world: World::new(zone, Registry::default()),
            sequence: 0,
            import: false,
        };
        desk.ok(&unit("chiping"));
        desk.ok(&unit("yanggu"));
        desk
    }

    fn take_as(&mut self, actor: &str, command: &Command) -> Result<(Subject, i64), Rejection> {
        let context = Context {
            actor,
            next_sequence: self.sequence + 1,
            now: at(100_000),
            import: self.import,
        };
        match decide(&self.world, command, context)? {
            Decided::Known { subject, sequence } => Ok((subject, sequence)),
            Decided::Event(new) => {
                self.sequence += 1;
                let recorded = Recorded {
                    sequence: self.sequence,
                    happened: new.happened,
                    recorded: context.now,
                    actor: actor.to_owned(),
                    event: new.event,
                    private: new.private,
                };
                self.world.apply(&recorded);
                Ok((recorded.event.subject(), self.sequence))
            }
        }
    }

    fn take(&mut self, command: &Command) -> Result<(Subject, i64), Rejection> {
        self.take_as("somebody", command)
    }

    fn ok(&mut self, command: &Command) -> Subject {
        self.take(command).expect("accepted").0
    }

    /// The stable reason of a state that stands in the way.
    fn reason(&mut self, command: &Command) -> &'static str {
        match self.take(command) {
            Err(Rejection::State { reason, .. } | Rejection::Exists { reason, .. }) => reason,
            other => panic!("expected a state in the way, got {other:?}"),
        }
    }

    fn order(&mut self) -> OrderNumber {
        match self.ok(&accept(None)) {
            Subject::WorkOrder(number) => number,
            other => panic!("{other}"),
        }
    }

    fn assigned(&mut self) -> AssignmentId {
        let order = self.order();
        match self.ok(&assign(order, "chiping", AssignmentRole::Lead, 1)) {
            Subject::Assignment(id) => id,
            other => panic!("{other}"),
        }
    }

    fn state(&self, id: AssignmentId) -> AssignmentState {
        match self.world.record(&Subject::Assignment(id)) {
            Some(Record::Assignment(record)) => record.standing.state,
            other => panic!("{other:?}"),
        }
    }
}

fn unit(name: &str) -> Command {
    Command::UpdateUnit(UpdateUnit {
        code: code(name),
        display_name: Some(name.to_owned()),
        group: Some(UnitGroup::County),
        position: None,
        parent: None,
        active_from: None,
        active_to: None,
        allow_missing: true,
    })
}

fn accept(reference: Option<&str>) -> Command {
    Command::AcceptWorkOrder(Box::new(AcceptWorkOrder {
        external_reference: reference.map(|id| super::super::names::ExternalReference {
            source: "old".to_owned(),
            id: id.to_owned(),
        }),
        channel: Channel::Phone,
        call: None,
        requester_name: String::new(),
        requester_number: String::new(),
        anonymous: true,
        confidential: false,
        nature: Nature::Help,
        urgency: Urgency::Normal,
        category: None,
        topics: Vec::new(),
        area: String::new(),
        text: "water".to_owned(),
        attachments: Vec::new(),
        received: at(0),
        content_hash: [7; 16],
    }))
}

fn assign(order: OrderNumber, unit: &str, role: AssignmentRole, hours: i64) -> Command {
    Command::Assign {
        order: OrderTarget::Number(order),
        unit: code(unit),
        role,
        at: at(hours),
        due: Some(at(hours + 100)),
    }
}

fn act(id: AssignmentId, hours: i64, action: AssignmentAction) -> Command {
    Command::Assignment {
        assignment: AssignmentTarget {
            order: OrderTarget::Number(id.order),
            number: id.number,
        },
        at: at(hours),
        action,
    }
}

fn complete() -> AssignmentAction {
    AssignmentAction::Complete {
        reply: "done".to_owned(),
    }
}

fn redo() -> AssignmentAction {
    AssignmentAction::Redo {
        due: None,
        reason: RedoReason::Dissatisfied,
        note: String::new(),
    }
}

fn ask_back() -> AssignmentAction {
    AssignmentAction::RequestSendBack {
        reason: SendBackReason::NotResponsible,
        note: String::new(),
    }
}

fn decide_back(accept: bool) -> AssignmentAction {
    AssignmentAction::DecideSendBack {
        accept,
        note: String::new(),
    }
}

fn withdraw() -> AssignmentAction {
    AssignmentAction::Withdraw {
        reason: WithdrawalReason::WrongUnit,
        note: String::new(),
    }
}

fn visit() -> AssignmentAction {
    AssignmentAction::Visit {
        channel: VisitChannel::Phone,
        result: VisitResult::Rated {
            process: Grade::Satisfied,
            outcome: Grade::VerySatisfied,
            resolved: Resolved::Yes,
        },
        note: String::new(),
    }
}

fn ask_exclusion() -> AssignmentAction {
    AssignmentAction::RequestExclusion {
        reason: ExclusionReason::ForceMajeure,
        note: String::new(),
    }
}

fn decide_exclusion(number: u32) -> AssignmentAction {
    AssignmentAction::DecideExclusion {
        number,
        approve: true,
    }
}

/// Every state × every move: the moves that are allowed, and the reason that refuses the others.
#[test]
fn each_state_allows_its_moves_and_names_why_it_refuses_the_others() {
    type Way = &'static [fn() -> AssignmentAction];
    type Outcomes = [Result<AssignmentState, &'static str>; 5];
    type Move = (&'static str, fn() -> AssignmentAction, Outcomes);
    let accept_back = || decide_back(true);
    let states: [(AssignmentState, Way); 5] = [
        (AssignmentState::Assigned, &[]),
        (AssignmentState::SendBackRequested, &[ask_back]),
        (AssignmentState::Completed, &[complete]),
        (AssignmentState::SentBack, &[ask_back, || decide_back(true)]),
        (AssignmentState::Withdrawn, &[withdraw]),
    ];
    let moves: [Move; 6] = {
        use AssignmentState::{Assigned, Completed, SendBackRequested, SentBack, Withdrawn};
        const REMOVED: Result<AssignmentState, &str> = Err("ASSIGNMENT_REMOVED");
        const DONE: Result<AssignmentState, &str> = Err("ASSIGNMENT_COMPLETED");
        const NOT_DONE: Result<AssignmentState, &str> = Err("ASSIGNMENT_NOT_COMPLETED");
        const NOT_ASKED: Result<AssignmentState, &str> = Err("NO_SEND_BACK_REQUESTED");
        [
            (
                "ask back",
                ask_back,
                [
                    Ok(SendBackRequested),
                    Err("SEND_BACK_REQUESTED"),
                    DONE,
                    REMOVED,
                    REMOVED,
                ],
            ),
            (
                "accept back",
                accept_back,
                [NOT_ASKED, Ok(SentBack), NOT_ASKED, REMOVED, REMOVED],
            ),
            (
                "withdraw",
                withdraw,
                [Ok(Withdrawn), Ok(Withdrawn), DONE, REMOVED, REMOVED],
            ),
            (
                "complete",
                complete,
                [Ok(Completed), Ok(Completed), DONE, REMOVED, REMOVED],
            ),
            (
                "redo",
                redo,
                [NOT_DONE, NOT_DONE, Ok(Assigned), REMOVED, REMOVED],
            ),
            (
                "visit",
                visit,
                [NOT_DONE, NOT_DONE, Ok(Completed), REMOVED, REMOVED],
            ),
        ]
    };
    for (index, (state, way)) in states.iter().enumerate() {
        for (name, action, expected) in &moves {
            let mut desk = Desk::new();
            let id = desk.assigned();
            for (step, action) in (2..).zip(way.iter()) {
                desk.ok(&act(id, step, action()));
            }
            assert_eq!(desk.state(id), *state);
            match expected[index] {
                Ok(after) => {
                    desk.ok(&act(id, 10, action()));
                    assert_eq!(desk.state(id), after, "{name} from {state:?}");
                }
                Err(reason) => {
                    assert_eq!(
                        desk.reason(&act(id, 10, action())),
                        reason,
                        "{name} from {state:?}"
                    );
                    assert_eq!(
                        desk.state(id),
                        *state,
                        "{name} from {state:?} changed something"
                    );
                }
            }
        }
    }
}

#[test]
fn a_redo_recorded_late_may_lie_before_a_completion_recorded_earlier() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.ok(&act(id, 15, complete()));
    desk.ok(&act(id, 12, redo()));
    assert_eq!(desk.state(id), AssignmentState::Completed);
    // Then the first completion, which was forgotten, makes sense too; a second one after the redo does not.
    desk.ok(&act(id, 10, complete()));
    assert_eq!(
        desk.reason(&act(id, 13, complete())),
        "ASSIGNMENT_COMPLETED"
    );
}

#[test]
fn a_late_completion_before_a_removal_is_refused() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.ok(&act(id, 9, withdraw()));
    assert_eq!(desk.reason(&act(id, 5, complete())), "ASSIGNMENT_REMOVED");
}

#[test]
fn nothing_happens_to_an_assignment_before_it_is_made() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    for action in [
        complete(),
        ask_back(),
        withdraw(),
        redo(),
        visit(),
        ask_exclusion(),
    ] {
        let refused = desk.take(&act(id, 0, action));
        assert!(matches!(refused, Err(Rejection::Invalid(_))), "{refused:?}");
    }
}

#[test]
fn an_exclusion_is_decided_once_and_by_somebody_else() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.take_as("li", &act(id, 2, ask_exclusion()))
        .expect("asked");
    assert_eq!(
        desk.reason(&act(id, 3, ask_exclusion())),
        "EXCLUSION_REQUESTED"
    );
    for disguise in ["li", "li ", " Li", "LI"] {
        let same = desk.take_as(disguise, &act(id, 3, decide_exclusion(1)));
        assert!(
            matches!(
                same,
                Err(Rejection::State {
                    reason: "SAME_PERSON",
                    ..
                })
            ),
            "{disguise:?}: {same:?}"
        );
    }
    let before = desk.take_as("wang", &act(id, 1, decide_exclusion(1)));
    assert!(matches!(before, Err(Rejection::Invalid(_))), "{before:?}");
    let missing = desk.take_as("wang", &act(id, 3, decide_exclusion(2)));
    assert!(
        matches!(missing, Err(Rejection::NotFound { .. })),
        "{missing:?}"
    );
    desk.take_as("wang", &act(id, 3, decide_exclusion(1)))
        .expect("decided");
    assert_eq!(
        desk.reason(&act(id, 4, decide_exclusion(1))),
        "EXCLUSION_DECIDED"
    );
    assert_eq!(
        desk.reason(&act(id, 4, ask_exclusion())),
        "ASSIGNMENT_EXCLUDED"
    );
    let part = PartId {
        assignment: id,
        number: 1,
    };
    match desk.world.record(&Subject::Exclusion(part)) {
        Some(Record::Exclusion(record)) => {
            assert_eq!(record.exclusion.state(), ExclusionState::Approved);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_order_is_pending_then_handled_or_transferred_and_never_both() {
    let mut desk = Desk::new();
    let order = desk.order();
    let handle = |order, hours| Command::HandleDirectly {
        order: OrderTarget::Number(order),
        at: at(hours),
        answer: String::new(),
    };
    assert!(matches!(
        desk.take(&handle(order, -1)),
        Err(Rejection::Invalid(_))
    ));
    desk.ok(&handle(order, 1));
    assert_eq!(desk.reason(&handle(order, 2)), "ORDER_HANDLED");
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Lead, 2)),
        "ORDER_HANDLED"
    );

    let id = desk.assigned();
    desk.ok(&act(id, 2, withdraw()));
    assert_eq!(desk.reason(&handle(id.order, 3)), "ORDER_TRANSFERRED");
    let disposition = desk
        .world
        .order(id.order)
        .map(super::super::work_order::WorkOrder::disposition);
    assert_eq!(disposition, Some(Disposition::Transferred));
}

#[test]
fn units_assist_only_after_one_had_the_lead_and_one_unit_may_lead_twice() {
    let mut desk = Desk::new();
    let order = desk.order();
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Assist, 1)),
        "NO_LEAD"
    );
    for (number, (unit, role)) in (1..).zip([
        ("chiping", AssignmentRole::Lead),
        ("yanggu", AssignmentRole::Assist),
        ("chiping", AssignmentRole::Lead),
    ]) {
        let subject = desk.ok(&assign(order, unit, role, 1));
        assert_eq!(subject, Subject::Assignment(AssignmentId { order, number }));
    }
    let early = desk.reason(&assign(order, "yanggu", AssignmentRole::Assist, 0));
    assert_eq!(early, "NO_LEAD");
    let unknown = desk.take(&assign(order, "nowhere", AssignmentRole::Lead, 1));
    assert!(
        matches!(unknown, Err(Rejection::NotFound { kind: "unit", .. })),
        "{unknown:?}"
    );
}

#[test]
fn a_unit_takes_part_from_its_first_to_its_last_local_day() {
    let mut desk = Desk::new();
    let Command::UpdateUnit(update) = unit("chiping") else {
        unreachable!()
    };
    let day = Some(Some("2015-06-01".parse().expect("a day")));
    desk.ok(&Command::UpdateUnit(UpdateUnit {
        active_from: day,
        active_to: day,
        ..update
    }));
    let order = desk.order();
    // 11 hours after noon is the last hour of the day; 12 hours after is midnight, the next day.
    desk.ok(&assign(order, "chiping", AssignmentRole::Lead, 11));
    assert_eq!(
        desk.reason(&assign(order, "chiping", AssignmentRole::Lead, 12)),
        "UNIT_NOT_ACTIVE"
    );
}

#[test]
fn a_missed_call_is_called_back_after_it_was_missed_and_once() {
    let mut desk = Desk::new();
    let missed = Command::RecordCall(call::RecordCall {
        telephone_system_id: Some("T-1".to_owned()),
        caller_number: String::new(),
        started: at(0),
        queued: None,
        answered: None,
        abandoned: Some(at(2)),
        ended: None,
        agent: String::new(),
        recording_reference: String::new(),
        content_hash: [1; 16],
    });
    desk.ok(&missed);
    let target = || CallTarget::TelephoneSystemId("T-1".to_owned());
    let callback = |hours| Command::RecordCallback {
        call: target(),
        at: at(hours),
        agent: String::new(),
    };
    let notice = Command::RecordSmsNotice {
        call: target(),
        at: at(3),
    };
    let early = desk.take(&callback(1));
    assert!(matches!(early, Err(Rejection::Invalid(_))), "{early:?}");
    desk.ok(&notice);
    assert_eq!(desk.reason(&notice), "CALL_NOTIFIED");
    desk.ok(&callback(4));
    assert_eq!(desk.reason(&callback(5)), "CALL_CALLED_BACK");
    assert_eq!(desk.reason(&notice), "CALL_CALLED_BACK");
}

#[test]
fn numbers_count_the_orders_of_a_local_day() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..2).map(|_| desk.order().to_string()).collect();
    assert_eq!(names, ["20150601-000001", "20150601-000002"]);
    let Command::AcceptWorkOrder(mut late) = accept(None) else {
        unreachable!()
    };
    late.received = at(12);
    let subject = desk.ok(&Command::AcceptWorkOrder(late));
    assert_eq!(subject.to_string(), "workOrders/20150602-000001");
}

#[test]
fn an_external_reference_is_taken_once() {
    let mut desk = Desk::new();
    let first = desk.take(&accept(Some("A-1"))).expect("accepted");
    assert_eq!(desk.take(&accept(Some("A-1"))), Ok(first));
    let Command::AcceptWorkOrder(mut other) = accept(Some("A-1")) else {
        unreachable!()
    };
    other.content_hash = [8; 16];
    assert_eq!(
        desk.reason(&Command::AcceptWorkOrder(other)),
        "WORK_ORDER_EXISTS"
    );
}

#[test]
fn an_import_recognises_its_facts_and_a_single_call_refuses_them() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    let history = [
        assign(id.order, "chiping", AssignmentRole::Lead, 1),
        act(id, 2, ask_back()),
        act(id, 3, decide_back(false)),
        act(id, 4, complete()),
        act(id, 5, visit()),
        act(id, 6, redo()),
        act(id, 7, complete()),
        act(id, 8, ask_exclusion()),
    ];
    desk.import = true;
    let first: Vec<_> = history
        .iter()
        .map(|one| desk.take(one).expect("taken"))
        .collect();
    let sequence = desk.sequence;
    let again: Vec<_> = history
        .iter()
        .map(|one| desk.take(one).expect("known"))
        .collect();
    assert_eq!(first, again);
    assert_eq!(desk.sequence, sequence, "the second run added something");
    desk.import = false;
    assert_eq!(desk.reason(&act(id, 7, complete())), "ASSIGNMENT_COMPLETED");
}

#[test]
fn a_registry_entry_never_becomes_its_own_ancestor() {
    let mut desk = Desk::new();
    let category = |name: &str, parent: Option<&str>| {
        Command::UpdateCategory(UpdateCategory {
            code: code(name),
            display_name: Some(name.to_owned()),
            parent: Some(parent.map(code)),
            allow_missing: true,
        })
    };
    desk.ok(&category("a", None));
    desk.ok(&category("b", Some("a")));
    desk.ok(&category("c", Some("b")));
    assert_eq!(desk.reason(&category("a", Some("c"))), "PARENT_CYCLE");
    assert_eq!(desk.reason(&category("a", Some("a"))), "PARENT_CYCLE");
    let missing = desk.take(&category("d", Some("z")));
    assert!(
        matches!(missing, Err(Rejection::NotFound { .. })),
        "{missing:?}"
    );
}

#[test]
fn an_update_that_changes_nothing_records_nothing() {
    let mut desk = Desk::new();
    let sequence = desk.sequence;
    desk.ok(&unit("chiping"));
    assert_eq!(desk.sequence, sequence);
}

fn any_action() -> impl Strategy<Value = (bool, i64, AssignmentAction)> {
    let action = prop_oneof![
        Just(complete()),
        Just(redo()),
        Just(ask_back()),
        Just(decide_back(true)),
        Just(decide_back(false)),
        Just(withdraw()),
        Just(visit()),
        Just(ask_exclusion()),
        Just(decide_exclusion(1)),
    ];
    (any::<bool>(), 0..20_i64, action)
}

proptest! {
    /// Whatever is accepted, in whatever order, leaves a history that makes sense: no completion of what is completed,
    /// no move of what is removed.
    #[test]
    fn a_history_that_was_accepted_makes_sense(actions in prop::collection::vec(any_action(), 0..40)) {
        use crate::domain::assignment::Change;
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (other, hours, action) in actions {
            let actor = if other { "li" } else { "wang" };
            let _ = desk.take_as(actor, &act(id, hours, action));
        }
        let target = OrderTarget::Number(id.order);
        let dossier = desk.world.dossier(&target).expect("known");
        let facts = dossier.assignments[0].facts();
        let (mut completed, mut removed) = (false, false);
        for fact in facts {
            match &fact.change {
                Change::Completed => {
                    prop_assert!(!completed && !removed, "{facts:?}");
                    completed = true;
                }
                Change::Redone { .. } => {
                    prop_assert!(!removed);
                    completed = false;
                }
                Change::Withdrawn { .. } | Change::SendBackDecided { accepted: true } => {
                    prop_assert!(!completed && !removed, "{facts:?}");
                    removed = true;
                }
                _ => {}
            }
        }
        for exclusion in dossier.assignments[0].exclusions() {
            if let Some(decision) = &exclusion.decision {
                prop_assert!(decision.decided_by != exclusion.requested_by);
                prop_assert!(exclusion.requested <= decision.decided);
            }
        }
    }
}
