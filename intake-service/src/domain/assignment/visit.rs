//! Return visits 回访: the centre asks the citizen how it went.

use super::Move;
use crate::domain::numbered::numbered;

numbered! {
    /// How the citizen was visited.
    VisitChannel {
        /// By telephone.
        Phone = 1 "phone",
        /// By SMS.
        Sms = 2 "SMS",
        /// By WeChat.
        Wechat = 3 "WeChat",
        /// By the app or the web.
        Online = 4 "online",
        /// In person.
        InPerson = 5 "in person",
    }
}

numbered! {
    /// A citizen's grade.
    Grade {
        /// 非常满意.
        VerySatisfied = 1 "very satisfied",
        /// 满意.
        Satisfied = 2 "satisfied",
        /// 基本满意.
        BasicallySatisfied = 3 "basically satisfied",
        /// 不满意.
        Dissatisfied = 4 "dissatisfied",
        /// 非常不满意.
        VeryDissatisfied = 5 "very dissatisfied",
    }
}

numbered! {
    /// Whether the citizen says that the matter is resolved.
    Resolved {
        /// Yes.
        Yes = 1 "resolved",
        /// In part.
        Partly = 2 "partly resolved",
        /// No.
        No = 3 "not resolved",
    }
}

/// What a return visit came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitResult {
    /// The citizen gave both grades and said whether the matter is resolved.
    Rated {
        /// How the citizen was treated.
        process: Grade,
        /// What came of the request.
        outcome: Grade,
        /// Whether the matter is resolved.
        resolved: Resolved,
    },
    /// The citizen could not be reached.
    Unreachable,
    /// The citizen did not want to answer.
    Refused,
    /// The visit does not count.
    Invalid,
}

impl VisitResult {
    /// The move that such a visit is.
    pub const fn what(self) -> Move {
        match self {
            VisitResult::Rated { .. } | VisitResult::Refused => Move::Visit,
            VisitResult::Unreachable | VisitResult::Invalid => Move::VisitInVain,
        }
    }
}

/// A return visit 回访, without its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The number within the assignment, from 1.
    pub number: u32,
    /// How the citizen was visited.
    pub channel: VisitChannel,
    /// What came of it.
    pub result: VisitResult,
}
