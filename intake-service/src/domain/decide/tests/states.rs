//! Every state × every move.

use super::matrix::{Expected, before, cells, way_to};
use super::*;

/// The move that a word of the matrix means.
fn row(what: &str) -> AssignmentAction {
    let visit = |result| AssignmentAction::Visit {
        channel: VisitChannel::Phone,
        result,
        note: String::new(),
    };
    match what {
        "sign for" => AssignmentAction::SignFor,
        "take in hand" => AssignmentAction::TakeInHand,
        "request send-back" => ask_back(),
        "refuse send-back" => decide_back(false),
        "accept send-back" => decide_back(true),
        "withdraw" => withdraw(),
        "complete" => complete(),
        "visit: rated" => self::visit(),
        "visit: refused" => visit(VisitResult::Refused),
        "visit: unreachable" => visit(VisitResult::Unreachable),
        "visit: invalid" => visit(VisitResult::Invalid),
        "close" => AssignmentAction::Close,
        "redo" => redo(),
        "request extension" => ask_extension(200),
        "grant extension" => decide_extension(1, true),
        "refuse extension" => decide_extension(1, false),
        "request exclusion" => ask_exclusion(),
        "decide exclusion" => decide_exclusion(1),
        "refuse exclusion" => refuse_exclusion(1),
        "appeal exclusion" => appeal_exclusion(1),
        other => panic!("{other} is no move"),
    }
}

#[test]
fn each_state_allows_its_moves_and_names_why_it_refuses_the_others() {
    for (state, what, expected) in cells() {
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (actor, step) in ["li", "wang"].into_iter().zip(before(what)) {
            let taken = desk.take_as(actor, &act(id, 1, row(step)));
            taken.expect("possible");
        }
        for (hour, step) in (2..).zip(way_to(state)) {
            desk.ok(&act(id, hour, row(step)));
        }
        assert_eq!(desk.state(id), state);
        let sequence = desk.sequence;
        match expected {
            Expected::Stands(after) => {
                desk.ok(&act(id, 10, row(what)));
                assert_eq!(desk.state(id), after, "{what} from {state:?}");
                assert_eq!(desk.sequence, sequence + 1, "{what} from {state:?}");
            }
            Expected::Refused(reason) => {
                let refused = desk.reason(&act(id, 10, row(what)));
                assert_eq!(refused, reason, "{what} from {state:?}");
                assert_eq!(desk.state(id), state, "{what} from {state:?}");
                assert_eq!(desk.sequence, sequence, "{what} from {state:?}");
            }
        }
    }
}

/// The matrix is written down by hand; every cell of the table is in it.
#[test]
fn the_matrix_has_every_state_and_every_move_of_the_table() {
    use crate::domain::assignment::moves::{Move, STATES};
    let moves: Vec<Move> = cells()
        .iter()
        .map(|(_, what, _)| row(what).what())
        .collect();
    for wanted in Move::ALL {
        // Only the service itself issues cards.
        assert!(
            *wanted == Move::IssueCard || moves.contains(wanted),
            "{wanted:?}"
        );
    }
    for state in STATES {
        assert!(cells().iter().any(|(one, ..)| *one == state), "{state:?}");
    }
}

#[test]
fn a_refused_send_back_leads_to_the_state_before() {
    for (way, state) in [
        (vec![], AssignmentState::Assigned),
        (vec![AssignmentAction::SignFor], AssignmentState::SignedFor),
        (vec![AssignmentAction::TakeInHand], AssignmentState::InHand),
    ] {
        let mut desk = Desk::new();
        let id = desk.assigned();
        for action in way {
            desk.ok(&act(id, 2, action));
        }
        desk.ok(&act(id, 3, ask_back()));
        desk.ok(&act(id, 4, decide_back(false)));
        assert_eq!(desk.state(id), state);
    }
}

#[test]
fn what_is_recorded_late_must_leave_sense_in_what_happened_later() {
    // What happened, and the late fact that it refuses.
    let close = || AssignmentAction::Close;
    for (known, late, reason) in [
        (
            vec![(5, AssignmentAction::SignFor)],
            (3, complete()),
            "ASSIGNMENT_SIGNED_FOR",
        ),
        (
            vec![(5, AssignmentAction::SignFor)],
            (3, AssignmentAction::TakeInHand),
            "ASSIGNMENT_SIGNED_FOR",
        ),
        (
            vec![(5, AssignmentAction::TakeInHand)],
            (3, complete()),
            "ASSIGNMENT_IN_HAND",
        ),
        (
            vec![(5, ask_back())],
            (3, complete()),
            "SEND_BACK_REQUESTED",
        ),
        (vec![(5, withdraw())], (3, complete()), "ASSIGNMENT_REMOVED"),
        (
            vec![(5, complete())],
            (3, withdraw()),
            "ASSIGNMENT_COMPLETED",
        ),
        (
            vec![(2, complete()), (5, visit())],
            (4, close()),
            "ASSIGNMENT_VISITED",
        ),
        (
            vec![(2, complete()), (5, redo())],
            (4, close()),
            "ASSIGNMENT_REDONE",
        ),
        (
            vec![(2, complete()), (5, close())],
            (4, redo()),
            "ASSIGNMENT_CLOSED",
        ),
        (
            vec![(2, ask_back()), (5, decide_back(true))],
            (4, decide_back(false)),
            "ASSIGNMENT_REMOVED",
        ),
    ] {
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (hour, action) in known {
            desk.ok(&act(id, hour, action));
        }
        let (hour, action) = late;
        let what = format!("{action:?}");
        assert_eq!(desk.reason(&act(id, hour, action)), reason, "{what}");
    }
}

#[test]
fn what_is_recorded_late_and_fits_is_taken() {
    for (known, late, state) in [
        (
            vec![(5, AssignmentAction::TakeInHand)],
            (3, AssignmentAction::SignFor),
            AssignmentState::InHand,
        ),
        (
            vec![(5, complete())],
            (3, AssignmentAction::SignFor),
            AssignmentState::Completed,
        ),
        (
            vec![(5, complete())],
            (3, ask_back()),
            AssignmentState::Completed,
        ),
        (
            vec![(2, complete()), (5, AssignmentAction::Close)],
            (4, visit()),
            AssignmentState::Closed,
        ),
        (
            vec![(2, complete()), (5, visit())],
            (4, redo()),
            AssignmentState::Assigned,
        ),
    ] {
        let mut desk = Desk::new();
        let id = desk.assigned();
        for (hour, action) in known {
            desk.ok(&act(id, hour, action));
        }
        let (hour, action) = late;
        let what = format!("{action:?}");
        desk.ok(&act(id, hour, action));
        assert_eq!(desk.state(id), state, "{what}");
    }
}

#[test]
fn the_contact_with_the_citizen_lies_within_the_assignment() {
    let mut desk = Desk::new();
    let id = desk.assigned();
    let contacted = |hours| AssignmentAction::Complete {
        contact: Some(at(hours)),
        reply: "done".to_owned(),
    };
    let early = desk.take(&act(id, 5, contacted(0)));
    assert!(matches!(early, Err(Rejection::Invalid(_))), "{early:?}");
    desk.ok(&act(id, 5, contacted(4)));
}
