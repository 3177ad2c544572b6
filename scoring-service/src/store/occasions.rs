//! What the bulletin tells besides: leader sessions, thanks, activities, typical cases. A few a day at most.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::Month;

use super::schema::{activities, appreciations, leader_sessions, typical_cases};
use super::values;
use crate::score::{
    ActivityCounts, ActivityFacts, ActivityKind, AppreciationFacts, AppreciationKind,
    LeaderSessionFacts, TypicalCase,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = leader_sessions)]
pub(super) struct LeaderSessionRow {
    id: i64,
    month: i32,
    day: i32,
    unit: String,
    leader_post: String,
    leader_name: String,
    calls_answered: i64,
    topics: String,
}

impl LeaderSessionRow {
    pub(super) fn of(id: i64, session: &LeaderSessionFacts) -> LeaderSessionRow {
        LeaderSessionRow {
            id,
            month: session.date.month().number(),
            day: session.date.number(),
            unit: session.unit.clone(),
            leader_post: session.post.clone(),
            leader_name: session.name.clone(),
            calls_answered: session.calls_answered.into(),
            topics: values::join(&session.topics),
        }
    }

    fn facts(self) -> Result<LeaderSessionFacts, DbError> {
        Ok(LeaderSessionFacts {
            date: values::day("leader_sessions.day", self.day)?,
            unit: self.unit,
            post: self.leader_post,
            name: self.leader_name,
            calls_answered: values::number("leader_sessions.calls_answered", self.calls_answered)?,
            topics: values::split(&self.topics),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = appreciations)]
pub(super) struct AppreciationRow {
    id: i64,
    month: i32,
    day: i32,
    kind: i16,
}

impl AppreciationRow {
    pub(super) fn of(id: i64, appreciation: AppreciationFacts) -> AppreciationRow {
        AppreciationRow {
            id,
            month: appreciation.date.month().number(),
            day: appreciation.date.number(),
            kind: appreciation.kind.index().into(),
        }
    }

    fn facts(&self) -> Result<AppreciationFacts, DbError> {
        Ok(AppreciationFacts {
            date: values::day("appreciations.day", self.day)?,
            kind: values::word("appreciations.kind", AppreciationKind::ALL, self.kind)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = activities)]
pub(super) struct ActivityRow {
    id: i64,
    month: i32,
    day: i32,
    kind: i16,
    title: String,
    newspaper_articles: i64,
    online_articles: i64,
    leaflets: i64,
    consultations: i64,
    suggestions: i64,
    units_inspected: i64,
}

impl ActivityRow {
    pub(super) fn of(id: i64, activity: &ActivityFacts) -> ActivityRow {
        let ActivityCounts {
            newspaper_articles,
            online_articles,
            leaflets,
            consultations,
            suggestions,
            units_inspected,
        } = activity.counts;
        ActivityRow {
            id,
            month: activity.date.month().number(),
            day: activity.date.number(),
            kind: activity.kind.index().into(),
            title: activity.title.clone(),
            newspaper_articles: newspaper_articles.into(),
            online_articles: online_articles.into(),
            leaflets: leaflets.into(),
            consultations: consultations.into(),
            suggestions: suggestions.into(),
            units_inspected: units_inspected.into(),
        }
    }

    fn facts(self) -> Result<ActivityFacts, DbError> {
        let count = |value| values::number("activities", value);
        Ok(ActivityFacts {
            date: values::day("activities.day", self.day)?,
            kind: values::word("activities.kind", ActivityKind::ALL, self.kind)?,
            title: self.title,
            counts: ActivityCounts {
                newspaper_articles: count(self.newspaper_articles)?,
                online_articles: count(self.online_articles)?,
                leaflets: count(self.leaflets)?,
                consultations: count(self.consultations)?,
                suggestions: count(self.suggestions)?,
                units_inspected: count(self.units_inspected)?,
            },
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = typical_cases)]
pub(super) struct TypicalCaseRow {
    id: i64,
    month: i32,
    order_number: i64,
    topic: String,
}

impl TypicalCaseRow {
    pub(super) fn of(id: i64, case: &TypicalCase) -> TypicalCaseRow {
        TypicalCaseRow {
            id,
            month: case.month.number(),
            order_number: case.order,
            topic: case.topic.clone(),
        }
    }
}

/// The leader sessions of a month.
pub fn leader_sessions(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<LeaderSessionFacts>, DbError> {
    let rows: Vec<LeaderSessionRow> = leader_sessions::table
        .filter(leader_sessions::month.eq(month.number()))
        .order(leader_sessions::id)
        .select(LeaderSessionRow::as_select())
        .load(connection)?;
    rows.into_iter().map(LeaderSessionRow::facts).collect()
}

/// The thanks of a month.
pub fn appreciations(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<AppreciationFacts>, DbError> {
    let rows: Vec<AppreciationRow> = appreciations::table
        .filter(appreciations::month.eq(month.number()))
        .order(appreciations::id)
        .select(AppreciationRow::as_select())
        .load(connection)?;
    rows.iter().map(AppreciationRow::facts).collect()
}

/// The activities of a month.
pub fn activities(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<ActivityFacts>, DbError> {
    let rows: Vec<ActivityRow> = activities::table
        .filter(activities::month.eq(month.number()))
        .order(activities::id)
        .select(ActivityRow::as_select())
        .load(connection)?;
    rows.into_iter().map(ActivityRow::facts).collect()
}

/// The typical cases of a month, in the order in which they were chosen.
pub fn typical_cases(
    connection: &mut AnyConnection,
    month: Month,
) -> Result<Vec<TypicalCase>, DbError> {
    let rows: Vec<TypicalCaseRow> = typical_cases::table
        .filter(typical_cases::month.eq(month.number()))
        .order(typical_cases::id)
        .select(TypicalCaseRow::as_select())
        .load(connection)?;
    rows.into_iter()
        .map(|row| {
            Ok(TypicalCase {
                month: values::month("typical_cases.month", row.month)?,
                order: row.order_number,
                topic: row.topic,
            })
        })
        .collect()
}
