//! The closed lists of words that facts and figures are written in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Defines an enum whose values have a place (stored) and a name (printed).
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$value_meta:meta])* $value:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum $name { $($(#[$value_meta])* $value,)+ }

        impl $name {
            /// Every value in the order of its [`index`](Self::index). Values are stored by it, so
            /// new ones are only ever appended.
            pub const ALL: &'static [$name] = &[$($name::$value,)+];

            /// Its place in [`ALL`](Self::ALL), counted from 0.
            pub const fn index(self) -> u8 {
                self as u8
            }

            /// Its name in capitals, as the canonical lines and the protocol have it.
            pub const fn name(self) -> &'static str {
                match self { $($name::$value => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

words! {
    /// The group that a unit is ranked in.
    Group {
        /// 县市区及开发区: a county, a district or a development zone.
        County = "COUNTY",
        /// 市直部门: a department of the city or a public utility.
        Department = "DEPARTMENT",
    }
}

words! {
    /// The part that a unit has in an order (design §2).
    Role {
        /// 主办: the unit answers for the order, and the assignment is scored.
        Lead = "LEAD",
        /// 协办: the unit helps; counted apart and not scored.
        Assist = "ASSIST",
    }
}

words! {
    /// A citizen's grade for one aspect, best first.
    Grade {
        /// 非常满意.
        VerySatisfied = "VERY_SATISFIED",
        /// 满意.
        Satisfied = "SATISFIED",
        /// 基本满意.
        BasicallySatisfied = "BASICALLY_SATISFIED",
        /// 不满意.
        Dissatisfied = "DISSATISFIED",
        /// 非常不满意.
        VeryDissatisfied = "VERY_DISSATISFIED",
    }
}

words! {
    /// What a grade is about: a rated visit has one of each.
    Aspect {
        /// 办理过程: how the unit handled the order.
        Process = "PROCESS",
        /// 办理结果: what came of it.
        Outcome = "OUTCOME",
    }
}

words! {
    /// Whether the citizen calls the matter resolved.
    Resolved {
        /// Resolved.
        Yes = "YES",
        /// Resolved in part.
        Partly = "PARTLY",
        /// Not resolved.
        No = "NO",
    }
}

words! {
    /// How an order came to the centre.
    Channel {
        /// A telephone call.
        Phone = "PHONE",
        /// 省长信箱: a letter to the province.
        GovernorMailbox = "GOVERNOR_MAILBOX",
        /// 领导接听: taken by a unit's leader at the centre.
        LeaderSession = "LEADER_SESSION",
        /// The web site.
        Web = "WEB",
        /// `WeChat`.
        WeChat = "WECHAT",
        /// The city's app.
        App = "APP",
        /// A short message.
        Sms = "SMS",
        /// Anything else.
        Other = "OTHER",
    }
}

words! {
    /// What a citizen wants with an order.
    Nature {
        /// 求助.
        Help = "HELP",
        /// 咨询.
        Consultation = "CONSULTATION",
        /// 投诉.
        Complaint = "COMPLAINT",
        /// 举报.
        Report = "REPORT",
        /// 建议.
        Suggestion = "SUGGESTION",
        /// 表扬.
        Praise = "PRAISE",
        /// Anything else.
        Other = "OTHER",
    }
}

words! {
    /// What has become of an order.
    Disposition {
        /// Neither answered nor sent on yet.
        Pending = "PENDING",
        /// 直办: answered by the centre itself.
        HandledDirectly = "HANDLED_DIRECTLY",
        /// 转办: sent on to a unit; it stays so after a send-back.
        Transferred = "TRANSFERRED",
    }
}

words! {
    /// The form of a supervision 督办.
    SupervisionForm {
        /// 电话督办.
        Telephone = "TELEPHONE",
        /// 书面督办.
        Written = "WRITTEN",
        /// 现场督办.
        OnSite = "ON_SITE",
    }
}

words! {
    /// What a policy may weigh. Each is a rate in percent.
    ScoredMeasure {
        /// 满意率: the grades of the latest rated visits.
        Satisfaction = "SATISFACTION",
        /// 办结率: completed ÷ rated.
        Completion = "COMPLETION",
        /// 按时办结率: completed by the deadline ÷ rated.
        OnTimeCompletion = "ON_TIME_COMPLETION",
        /// 督办比: the unit's supervisions ÷ all of the month.
        Supervision = "SUPERVISION",
        /// 按时签收率: signed for in time ÷ those whose limit for signing has passed or that are signed for.
        SignFor = "SIGN_FOR",
        /// 重办率: redone ÷ completed at least once.
        Redo = "REDO",
        /// 退回率: sent back ÷ volume and sent back.
        SendBack = "SEND_BACK",
        /// 解决率: resolved, as the citizen says ÷ visited.
        Resolved = "RESOLVED",
        /// Visited ÷ volume that is not excluded.
        Coverage = "COVERAGE",
        /// Calls answered at once ÷ calls, of the whole hotline.
        FirstAnswer = "FIRST_ANSWER",
        /// Calls answered within 15 seconds ÷ calls, of the whole hotline (GB/T 33358-2016).
        AnsweredSoon = "ANSWERED_IN_15_SECONDS",
    }
}

words! {
    /// Which way a measure is good.
    Direction {
        /// The higher the better: it enters the composite score as it is.
        HighIsGood = "HIGH",
        /// The lower the better: it enters the composite score as 100 minus it.
        LowIsGood = "LOW",
    }
}

words! {
    /// What becomes of the assignments of an order that is a duplicate of another.
    Duplicates {
        /// They count like any other.
        CountAll = "COUNT_ALL",
        /// From the link on they count nowhere in the ranking; those of the original do.
        CountOnce = "COUNT_ONCE",
    }
}

words! {
    /// A warning about a deadline.
    CardColour {
        /// A working day before it.
        Yellow = "YELLOW",
        /// A working day after it.
        Red = "RED",
    }
}

words! {
    /// How a citizen said thanks.
    AppreciationKind {
        /// 感谢电话.
        ThanksCall = "THANKS_CALL",
        /// 锦旗.
        Pennant = "PENNANT",
    }
}

words! {
    /// What the centre did in public.
    ActivityKind {
        /// Articles about the hotline.
        Publicity = "PUBLICITY",
        /// A stand among citizens.
        Outreach = "OUTREACH",
        /// A look at how units work.
        Inspection = "INSPECTION",
    }
}

words! {
    /// What is counted about an activity.
    ActivityCount {
        /// Articles in newspapers.
        NewspaperArticles = "NEWSPAPER_ARTICLES",
        /// Articles on line.
        OnlineArticles = "ONLINE_ARTICLES",
        /// Leaflets handed out.
        Leaflets = "LEAFLETS",
        /// Consultations given.
        Consultations = "CONSULTATIONS",
        /// Suggestions taken down.
        Suggestions = "SUGGESTIONS",
        /// Units inspected.
        UnitsInspected = "UNITS_INSPECTED",
    }
}
