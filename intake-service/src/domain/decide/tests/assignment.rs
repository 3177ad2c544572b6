//! What happens to an assignment: states, moves, facts that are recorded late.

use super::*;

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
