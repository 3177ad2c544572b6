//! What may happen to an assignment in which state: the one table of states and moves.
//!
//! Deciding follows it, a history is read by it, and `docs/life-cycle.md` is made from it.

use super::AssignmentState;
use Obstacle::{AskedBack, Done, Gone, NotAskedBack, NotDone, Signed};
use Outcome::{Back, No, Stays, To};

/// Declares the moves, with the word for documents and messages.
macro_rules! moves {
    ($($(#[$doc:meta])* $variant:ident $word:literal,)+) => {
        /// What can happen to an assignment that was made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Move {
            $($(#[$doc])* $variant,)+
        }

        impl Move {
            /// All moves, in the order in which an assignment lives.
            pub const ALL: &'static [Move] = &[$(Move::$variant,)+];

            /// The word for documents and messages.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Move::$variant => $word,)+
                }
            }
        }
    };
}

moves! {
    /// 签收: the unit signs for it.
    SignFor "sign for 签收",
    /// The unit begins to work on it.
    TakeInHand "take in hand",
    /// 退回: the unit asks to send it back.
    RequestSendBack "request send-back 退回",
    /// The centre refuses the send-back.
    RefuseSendBack "refuse send-back",
    /// The centre accepts the send-back.
    AcceptSendBack "accept send-back",
    /// The centre withdraws it.
    Withdraw "withdraw",
    /// 延期: the unit asks for a later deadline.
    RequestExtension "request extension 延期",
    /// The centre grants or refuses the later deadline.
    DecideExtension "grant or refuse extension",
    /// 办结: the unit completes it.
    Complete "complete 办结",
    /// 回访: the citizen is visited, and answers or refuses to.
    Visit "visit 回访, rated or refused",
    /// A visit that reaches nobody, or does not count.
    VisitInVain "visit, unreachable or invalid",
    /// 结案: the centre closes it.
    Close "close 结案",
    /// 重办: the centre opens it again.
    Redo "redo 重办",
    /// 剔除: somebody asks to take it out of rating.
    RequestExclusion "request exclusion 剔除",
    /// Somebody else decides about that.
    DecideExclusion "decide exclusion",
    /// Somebody appeals against the refusal.
    AppealExclusion "appeal against refused exclusion",
    /// The service warns that it is due soon, or overdue.
    IssueCard "issue card",
}

/// What stands in the way of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// It is signed for already.
    Signed,
    /// The unit has it in hand already.
    InHand,
    /// A send-back was asked for and is not decided.
    AskedBack,
    /// No send-back waits for a decision.
    NotAskedBack,
    /// It is completed.
    Done,
    /// It is not completed.
    NotDone,
    /// It is closed for good.
    Closed,
    /// It was sent back or withdrawn.
    Gone,
}

impl Obstacle {
    /// The stable reason, as errors give it.
    pub const fn reason(self) -> &'static str {
        match self {
            Obstacle::Signed => "ASSIGNMENT_SIGNED_FOR",
            Obstacle::InHand => "ASSIGNMENT_IN_HAND",
            Obstacle::AskedBack => "SEND_BACK_REQUESTED",
            Obstacle::NotAskedBack => "NO_SEND_BACK_REQUESTED",
            Obstacle::Done => "ASSIGNMENT_COMPLETED",
            Obstacle::NotDone => "ASSIGNMENT_NOT_COMPLETED",
            Obstacle::Closed => "ASSIGNMENT_CLOSED",
            Obstacle::Gone => "ASSIGNMENT_REMOVED",
        }
    }
}

/// What comes of a move in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Another state.
    To(AssignmentState),
    /// The same state; something else about the assignment changes.
    Stays,
    /// The state before the send-back was asked for.
    Back,
    /// Refused.
    No(Obstacle),
}

/// The states in the order in which an assignment lives: the columns of [`TABLE`].
pub const STATES: [AssignmentState; 9] = [
    AssignmentState::Assigned,
    AssignmentState::SignedFor,
    AssignmentState::InHand,
    AssignmentState::SendBackRequested,
    AssignmentState::Completed,
    AssignmentState::Visited,
    AssignmentState::Closed,
    AssignmentState::SentBack,
    AssignmentState::Withdrawn,
];

const SIGNED_FOR: Outcome = To(AssignmentState::SignedFor);
const IN_HAND: Outcome = To(AssignmentState::InHand);
const ASKED_BACK: Outcome = To(AssignmentState::SendBackRequested);
const SENT_BACK: Outcome = To(AssignmentState::SentBack);
const WITHDRAWN: Outcome = To(AssignmentState::Withdrawn);
const COMPLETED: Outcome = To(AssignmentState::Completed);
const VISITED: Outcome = To(AssignmentState::Visited);
const CLOSED: Outcome = To(AssignmentState::Closed);
const ASSIGNED: Outcome = To(AssignmentState::Assigned);
const WORKED_ON: Outcome = No(Obstacle::InHand);
const FINAL: Outcome = No(Obstacle::Closed);

/// The table: each move, and what comes of it in each state.
#[rustfmt::skip]
pub const TABLE: [(Move, [Outcome; 9]); 17] = [
    //                        assigned          signed for        in hand           send-back asked   completed         visited           closed  sent back  withdrawn
    (Move::SignFor,          [SIGNED_FOR,       No(Signed),       WORKED_ON,        No(AskedBack),    No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::TakeInHand,       [IN_HAND,          IN_HAND,          WORKED_ON,        No(AskedBack),    No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::RequestSendBack,  [ASKED_BACK,       ASKED_BACK,       ASKED_BACK,       No(AskedBack),    No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::RefuseSendBack,   [No(NotAskedBack), No(NotAskedBack), No(NotAskedBack), Back,             No(NotAskedBack), No(NotAskedBack), FINAL,  No(Gone),  No(Gone)]),
    (Move::AcceptSendBack,   [No(NotAskedBack), No(NotAskedBack), No(NotAskedBack), SENT_BACK,        No(NotAskedBack), No(NotAskedBack), FINAL,  No(Gone),  No(Gone)]),
    (Move::Withdraw,         [WITHDRAWN,        WITHDRAWN,        WITHDRAWN,        WITHDRAWN,        No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::RequestExtension, [Stays,            Stays,            Stays,            No(AskedBack),    No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::DecideExtension,  [Stays,            Stays,            Stays,            Stays,            Stays,            Stays,            FINAL,  No(Gone),  No(Gone)]),
    (Move::Complete,         [COMPLETED,        COMPLETED,        COMPLETED,        COMPLETED,        No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
    (Move::Visit,            [No(NotDone),      No(NotDone),      No(NotDone),      No(NotDone),      VISITED,          VISITED,          FINAL,  No(Gone),  No(Gone)]),
    (Move::VisitInVain,      [No(NotDone),      No(NotDone),      No(NotDone),      No(NotDone),      Stays,            Stays,            FINAL,  No(Gone),  No(Gone)]),
    (Move::Close,            [No(NotDone),      No(NotDone),      No(NotDone),      No(NotDone),      CLOSED,           CLOSED,           FINAL,  No(Gone),  No(Gone)]),
    (Move::Redo,             [No(NotDone),      No(NotDone),      No(NotDone),      No(NotDone),      ASSIGNED,         ASSIGNED,         FINAL,  No(Gone),  No(Gone)]),
    (Move::RequestExclusion, [Stays,            Stays,            Stays,            Stays,            Stays,            Stays,            Stays,  No(Gone),  No(Gone)]),
    (Move::DecideExclusion,  [Stays,            Stays,            Stays,            Stays,            Stays,            Stays,            Stays,  No(Gone),  No(Gone)]),
    (Move::AppealExclusion,  [Stays,            Stays,            Stays,            Stays,            Stays,            Stays,            Stays,  No(Gone),  No(Gone)]),
    (Move::IssueCard,        [Stays,            Stays,            Stays,            Stays,            No(Done),         No(Done),         FINAL,  No(Gone),  No(Gone)]),
];

/// What comes of a move in a state, as [`TABLE`] says.
pub const fn outcome(state: AssignmentState, what: Move) -> Outcome {
    let (_, cells) = TABLE[what as usize];
    cells[column(state)]
}

/// The column of a state.
const fn column(state: AssignmentState) -> usize {
    match state {
        AssignmentState::Assigned => 0,
        AssignmentState::SignedFor => 1,
        AssignmentState::InHand => 2,
        AssignmentState::SendBackRequested => 3,
        AssignmentState::Completed => 4,
        AssignmentState::Visited => 5,
        AssignmentState::Closed => 6,
        AssignmentState::SentBack => 7,
        AssignmentState::Withdrawn => 8,
    }
}

/// Rows and columns stand where they are looked for: checked when this is compiled.
const _: () = {
    let mut row = 0;
    while row < Move::ALL.len() {
        assert!(TABLE[row].0 as usize == row && Move::ALL[row] as usize == row);
        row += 1;
    }
    let mut place = 0;
    while place < STATES.len() {
        assert!(column(STATES[place]) == place);
        place += 1;
    }
    assert!(TABLE.len() == Move::ALL.len() && STATES.len() == AssignmentState::ALL.len());
};
