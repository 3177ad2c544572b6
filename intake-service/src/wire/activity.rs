//! Leader sessions, appreciations, activities and typical cases.
//!
//! None of them changes, but that a correction may annul it: the ledger's number of each is the sequence of its event.

use hotline_proto::intake as proto;

use crate::domain::activity::{Activity, ActivityCounts, Appreciation, LeaderSession, TypicalCase};
use crate::domain::names::Subject;

impl From<LeaderSession> for proto::LeaderSession {
    fn from(session: LeaderSession) -> proto::LeaderSession {
        let LeaderSession {
            id,
            unit,
            leader_post,
            leader_name,
            date,
            calls_answered,
            topics,
            annulled,
        } = session;
        proto::LeaderSession {
            name: Subject::LeaderSession(id).to_string(),
            unit: Subject::Unit(unit).to_string(),
            leader_post,
            leader_name,
            session_date: date.to_string(),
            calls_answered,
            topics: topics
                .into_iter()
                .map(|code| Subject::Topic(code).to_string())
                .collect(),
            sequence: annulled.unwrap_or(id),
            annulled: annulled.is_some(),
        }
    }
}

/// Without the note.
impl From<Appreciation> for proto::Appreciation {
    fn from(appreciation: Appreciation) -> proto::Appreciation {
        let Appreciation {
            id,
            kind,
            date,
            unit,
            annulled,
        } = appreciation;
        proto::Appreciation {
            name: Subject::Appreciation(id).to_string(),
            kind: kind.number(),
            occur_date: date.to_string(),
            unit: unit
                .map(|code| Subject::Unit(code).to_string())
                .unwrap_or_default(),
            note: String::new(),
            sequence: annulled.unwrap_or(id),
            annulled: annulled.is_some(),
            purged: false,
        }
    }
}

impl From<Activity> for proto::Activity {
    fn from(activity: Activity) -> proto::Activity {
        let Activity {
            id,
            kind,
            date,
            title,
            counts:
                ActivityCounts {
                    newspaper_articles,
                    online_articles,
                    leaflets,
                    consultations,
                    suggestions,
                    units_inspected,
                },
            annulled,
        } = activity;
        proto::Activity {
            name: Subject::Activity(id).to_string(),
            kind: kind.number(),
            occur_date: date.to_string(),
            title,
            counts: Some(proto::ActivityCounts {
                newspaper_articles,
                online_articles,
                leaflets,
                consultations,
                suggestions,
                units_inspected,
            }),
            sequence: annulled.unwrap_or(id),
            annulled: annulled.is_some(),
        }
    }
}

impl From<TypicalCase> for proto::TypicalCase {
    fn from(case: TypicalCase) -> proto::TypicalCase {
        let TypicalCase {
            id,
            order,
            month,
            topic,
            annulled,
        } = case;
        proto::TypicalCase {
            name: Subject::TypicalCase(id).to_string(),
            work_order: Subject::WorkOrder(order).to_string(),
            month: month.to_string(),
            topic: Subject::Topic(topic).to_string(),
            sequence: annulled.unwrap_or(id),
            annulled: annulled.is_some(),
        }
    }
}
