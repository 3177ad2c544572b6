//! The registry.

use hotline_common::time::Day;
use hotline_proto::intake as proto;

use crate::domain::etag::Etag;
use crate::domain::names::Subject;
use crate::domain::registry::{Category, Topic, Unit};

impl From<Unit> for proto::Unit {
    fn from(unit: Unit) -> proto::Unit {
        let Unit {
            code,
            display_name,
            group,
            position,
            parent,
            active_from,
            active_to,
            sequence,
        } = unit;
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        proto::Unit {
            name: Subject::Unit(code).to_string(),
            display_name,
            group: group.number(),
            position,
            parent: parent
                .map(|code| Subject::Unit(code).to_string())
                .unwrap_or_default(),
            active_from_date: day(active_from),
            active_to_date: day(active_to),
            sequence,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

impl From<Category> for proto::Category {
    fn from(category: Category) -> proto::Category {
        let Category {
            code,
            display_name,
            parent,
            sequence,
        } = category;
        proto::Category {
            name: Subject::Category(code).to_string(),
            display_name,
            parent: parent
                .map(|code| Subject::Category(code).to_string())
                .unwrap_or_default(),
            sequence,
            etag: Etag::of(sequence).to_string(),
        }
    }
}

impl From<Topic> for proto::Topic {
    fn from(topic: Topic) -> proto::Topic {
        let Topic {
            code,
            display_name,
            sequence,
        } = topic;
        proto::Topic {
            name: Subject::Topic(code).to_string(),
            display_name,
            sequence,
            etag: Etag::of(sequence).to_string(),
        }
    }
}
