//! Extensions: asked for before the deadline, decided by somebody else, lapsed by a redo.

use super::*;
use crate::domain::deadline::WantedDue;

impl Desk {
    fn due(&self, id: AssignmentId) -> Option<Moment> {
        match self.world.record(&Subject::Assignment(id)) {
            Some(Record::Assignment(record)) => record.standing.due,
            other => panic!("{other:?}"),
        }
    }

    fn extension(&self, assignment: AssignmentId, number: u32) -> ExtensionState {
        let subject = Subject::Extension(PartId { assignment, number });
        match self.world.record(&subject) {
            Some(Record::Extension(record)) => record.extension.state(),
            other => panic!("{other:?}"),
        }
    }

    fn as_li(&mut self, command: &Command) -> Result<(Subject, i64), Rejection> {
        self.take_as("li", command)
    }
}

fn is_invalid(answer: &Result<(Subject, i64), Rejection>, field: &str) -> bool {
    matches!(answer, Err(Rejection::Invalid(fields)) if fields.len() == 1 && fields[0].field == field)
}

#[test]
fn an_extension_is_asked_for_before_the_deadline_and_moves_it_when_it_is_granted() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    assert_eq!(desk.due(id), Some(at(101)));
    let early = desk.as_li(&act(id, 2, ask_extension(101)));
    assert!(is_invalid(&early, "extension.due_time"), "{early:?}");
    desk.as_li(&act(id, 100, ask_extension(150)))
        .expect("asked");
    assert_eq!(desk.due(id), Some(at(101)), "asking moves nothing");
    assert_eq!(
        desk.reason(&act(id, 100, ask_extension(160))),
        "EXTENSION_REQUESTED"
    );
    let before = desk.take(&act(id, 99, decide_extension(1, true)));
    assert!(is_invalid(&before, "decide_time"), "{before:?}");
    let missing = desk.take(&act(id, 110, decide_extension(2, true)));
    assert!(
        matches!(
            missing,
            Err(Rejection::NotFound {
                kind: "extension",
                ..
            })
        ),
        "{missing:?}"
    );
    for disguise in ["li", " LI "] {
        assert_eq!(
            desk.reason_as(disguise, &act(id, 110, decide_extension(1, true))),
            "SAME_PERSON"
        );
    }
    // A decision after the deadline, and after the completion, does not hurt the unit that asked in time.
    desk.ok(&act(id, 120, complete()));
    let earlier = AssignmentAction::DecideExtension {
        number: 1,
        grant: true,
        due: Some(at(101)),
    };
    let answer = desk.take(&act(id, 130, earlier));
    assert!(is_invalid(&answer, "due_time"), "{answer:?}");
    desk.ok(&act(id, 130, decide_extension(1, true)));
    assert_eq!(desk.due(id), Some(at(150)));
    assert_eq!(desk.state(id), AssignmentState::Completed);
    assert_eq!(desk.extension(id, 1), ExtensionState::Granted);
    assert_eq!(
        desk.reason(&act(id, 131, decide_extension(1, false))),
        "EXTENSION_DECIDED"
    );
}

#[test]
fn a_refused_extension_leaves_the_deadline_and_another_may_be_asked_for() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.as_li(&act(id, 2, ask_extension(150))).expect("asked");
    desk.ok(&act(id, 3, decide_extension(1, false)));
    assert_eq!(desk.due(id), Some(at(101)));
    assert_eq!(desk.extension(id, 1), ExtensionState::Refused);
    // One at a time, also of those that are recorded late.
    assert_eq!(
        desk.reason(&act(id, 2, ask_extension(160))),
        "EXTENSION_REQUESTED"
    );
    desk.as_li(&act(id, 4, ask_extension(160)))
        .expect("asked again");
    let otherwise = AssignmentAction::DecideExtension {
        number: 2,
        grant: true,
        due: Some(at(140)),
    };
    desk.ok(&act(id, 5, otherwise));
    assert_eq!(desk.due(id), Some(at(140)));
    desk.as_li(&act(id, 6, ask_extension(141)))
        .expect("a third time");
}

#[test]
fn there_must_be_a_deadline_and_it_must_lie_ahead() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    assert_eq!(
        desk.reason(&act(id, 101, ask_extension(150))),
        "DEADLINE_PASSED"
    );
    let order = desk.order();
    let without = Command::Assign {
        order: OrderTarget::Number(order),
        unit: code("chiping"),
        role: AssignmentRole::Lead,
        at: at(1),
        due: WantedDue::Given(None),
        sign_due: None,
    };
    let Subject::Assignment(id) = desk.ok(&without) else {
        unreachable!()
    };
    assert_eq!(desk.reason(&act(id, 2, ask_extension(150))), "NO_DEADLINE");
}

#[test]
fn what_is_not_decided_lapses_when_the_assignment_is_opened_again() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    desk.as_li(&act(id, 2, ask_extension(150))).expect("asked");
    desk.ok(&act(id, 3, complete()));
    desk.ok(&act(id, 5, redo()));
    assert_eq!(desk.extension(id, 1), ExtensionState::Lapsed);
    assert_eq!(
        desk.reason(&act(id, 6, decide_extension(1, true))),
        "EXTENSION_LAPSED"
    );
    desk.as_li(&act(id, 6, ask_extension(160)))
        .expect("another");
    // A decision that was taken before the redo and is recorded late holds.
    desk.ok(&act(id, 4, decide_extension(1, true)));
    assert_eq!(desk.extension(id, 1), ExtensionState::Granted);
    assert_eq!(desk.due(id), Some(at(150)));
}
