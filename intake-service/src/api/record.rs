//! Which resource of the API answers for which record.

use std::sync::Arc;

use hotline_proto::intake as proto;

use crate::domain::record::Record;

/// A resource that answers a write.
pub(super) trait Answer: Sized + Send + 'static {
    /// The resource of a record; `None` for a record of another kind.
    fn of(record: Record) -> Option<Self>;

    /// With the sequence of the write that it answers.
    #[must_use]
    fn at(self, sequence: i64) -> Self;
}

/// Pairs the kinds of records with the resources that show them; a shared record is `owned` first.
macro_rules! answers {
    ($($kind:ident $(owned by $owned:path)?,)+) => {
        $(impl Answer for proto::$kind {
            fn of(record: Record) -> Option<proto::$kind> {
                match record {
                    Record::$kind(record) => Some($($owned)?(record).into()),
                    _ => None,
                }
            }

            fn at(self, sequence: i64) -> proto::$kind {
                proto::$kind { sequence, ..self }
            }
        })+
    };
}

answers! {
    Unit,
    Category,
    Topic,
    Calendar,
    DeadlineRule,
    Call owned by Arc::unwrap_or_clone,
    WorkOrder,
    Assignment,
    ReturnVisit,
    Exclusion,
    Extension,
    Supervision,
    LeaderSession,
    Appreciation,
    Activity,
    TypicalCase,
    Correction,
    Reveal,
}
