//! Every state × every move, written down a second time: what comes of it, or the stable reason that refuses it.
//!
//! The same cells are walked through deciding here, and through the API in its tests.

use crate::domain::assignment::AssignmentState;

/// A row a move, a column a state; `!` before the reason of a refusal.
const CELLS: &str = "
                   | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | closed             | sent back           | withdrawn
sign for           | signed for                | !ASSIGNMENT_SIGNED_FOR    | !ASSIGNMENT_IN_HAND       | !SEND_BACK_REQUESTED     | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
take in hand       | in hand                   | in hand                   | !ASSIGNMENT_IN_HAND       | !SEND_BACK_REQUESTED     | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
request send-back  | send-back requested       | send-back requested       | send-back requested       | !SEND_BACK_REQUESTED     | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
refuse send-back   | !NO_SEND_BACK_REQUESTED   | !NO_SEND_BACK_REQUESTED   | !NO_SEND_BACK_REQUESTED   | assigned                 | !NO_SEND_BACK_REQUESTED  | !NO_SEND_BACK_REQUESTED  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
accept send-back   | !NO_SEND_BACK_REQUESTED   | !NO_SEND_BACK_REQUESTED   | !NO_SEND_BACK_REQUESTED   | sent back                | !NO_SEND_BACK_REQUESTED  | !NO_SEND_BACK_REQUESTED  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
withdraw           | withdrawn                 | withdrawn                 | withdrawn                 | withdrawn                | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
complete           | completed                 | completed                 | completed                 | completed                | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
visit: rated       | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | visited                 | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
visit: refused     | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | visited                 | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
visit: unreachable | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | completed               | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
visit: invalid     | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | completed               | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
close              | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | closed                  | closed                   | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
redo               | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | !ASSIGNMENT_NOT_COMPLETED | assigned                | assigned                 | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
request extension  | assigned                  | signed for                | in hand                   | !SEND_BACK_REQUESTED     | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_COMPLETED    | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
grant extension    | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
refuse extension   | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | !ASSIGNMENT_CLOSED | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
request exclusion  | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | closed             | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
decide exclusion   | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | closed             | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
appeal exclusion   | assigned                  | signed for                | in hand                   | send-back requested      | completed                | visited                  | closed             | !ASSIGNMENT_REMOVED | !ASSIGNMENT_REMOVED
";

/// What must come of a move in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It is recorded, and the assignment stands so.
    Stands(AssignmentState),
    /// It is refused with this reason.
    Refused(&'static str),
}

/// Every cell: the state, the move, what comes of it.
pub(crate) fn cells() -> Vec<(AssignmentState, &'static str, Expected)> {
    let mut lines = CELLS.trim_matches('\n').lines();
    let fields =
        |line: &'static str| -> Vec<&'static str> { line.split('|').map(str::trim).collect() };
    let states: Vec<AssignmentState> = fields(lines.next().expect("a head"))
        .into_iter()
        .skip(1)
        .map(state)
        .collect();
    lines
        .flat_map(|line| {
            let mut line = fields(line).into_iter();
            let what = line.next().expect("a move");
            let cells: Vec<_> = line
                .map(|cell| match cell.strip_prefix('!') {
                    Some(reason) => Expected::Refused(reason),
                    None => Expected::Stands(state(cell)),
                })
                .collect();
            assert_eq!(cells.len(), states.len(), "{what}");
            let states = states.clone().into_iter();
            states
                .zip(cells)
                .map(move |(state, cell)| (state, what, cell))
        })
        .collect()
}

/// What must have happened at once after the assignment for a move to make sense at all.
pub(crate) fn before(what: &str) -> &'static [&'static str] {
    match what {
        "grant extension" | "refuse extension" => &["request extension"],
        "decide exclusion" => &["request exclusion"],
        "appeal exclusion" => &["request exclusion", "refuse exclusion"],
        _ => &[],
    }
}

/// The moves that lead from a new assignment to a state.
pub(crate) fn way_to(state: AssignmentState) -> &'static [&'static str] {
    match state {
        AssignmentState::Assigned => &[],
        AssignmentState::SignedFor => &["sign for"],
        AssignmentState::InHand => &["sign for", "take in hand"],
        AssignmentState::SendBackRequested => &["request send-back"],
        AssignmentState::Completed => &["complete"],
        AssignmentState::Visited => &["complete", "visit: rated"],
        AssignmentState::Closed => &["complete", "visit: rated", "close"],
        AssignmentState::SentBack => &["request send-back", "accept send-back"],
        AssignmentState::Withdrawn => &["withdraw"],
    }
}

fn state(word: &str) -> AssignmentState {
    let mut states = AssignmentState::ALL.iter();
    *states.find(|one| one.word() == word).expect("a state")
}
