//! What happens to an assignment: facts that are recorded late, or again.

use super::*;

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
        act(id, 2, AssignmentAction::SignFor),
        act(id, 2, ask_back()),
        act(id, 3, decide_back(false)),
        act(id, 3, AssignmentAction::TakeInHand),
        act(id, 4, complete()),
        act(id, 5, visit()),
        act(id, 6, redo()),
        act(id, 7, complete()),
        act(id, 8, ask_exclusion()),
        act(id, 9, AssignmentAction::Close),
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
    assert_eq!(
        desk.reason(&act(id, 9, AssignmentAction::Close)),
        "ASSIGNMENT_CLOSED"
    );
}
