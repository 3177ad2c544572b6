//! The activities: publicity, outreach, inspections.

use diesel::prelude::*;
use hotline_common::db::{AnyConnection, MultiBackend};
use hotline_common::time::Month;

use super::StoreError;
use super::row::{Row, day, days_of, read_all, read_one};
use super::schema::activities;
use crate::domain::activity::{Activity, ActivityCounts, ActivityKind};
use crate::domain::names::LedgerId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = activities, treat_none_as_default_value = false)]
pub(super) struct ActivityRow {
    id: i64,
    kind: i32,
    day: i32,
    title: String,
    newspaper_articles: i32,
    online_articles: i32,
    leaflets: i32,
    consultations: i32,
    suggestions: i32,
    units_inspected: i32,
    annulled: Option<i64>,
}

/// What can change: it is annulled, or stands again.
#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = activities, treat_none_as_null = true)]
pub(super) struct ActivityChange {
    id: i64,
    annulled: Option<i64>,
}

impl From<Activity> for ActivityChange {
    fn from(record: Activity) -> ActivityChange {
        ActivityChange {
            id: record.id,
            annulled: record.annulled,
        }
    }
}

impl From<Activity> for ActivityRow {
    fn from(activity: Activity) -> ActivityRow {
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
        ActivityRow {
            id,
            kind: kind.number(),
            day: date.number(),
            title,
            newspaper_articles,
            online_articles,
            leaflets,
            consultations,
            suggestions,
            units_inspected,
            annulled,
        }
    }
}

impl Row for ActivityRow {
    type Record = Activity;
    const TABLE: &'static str = "activities";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn record(self) -> Option<Activity> {
        Some(Activity {
            id: self.id,
            kind: ActivityKind::from_number(self.kind)?,
            date: day(self.day)?,
            title: self.title,
            counts: ActivityCounts {
                newspaper_articles: self.newspaper_articles,
                online_articles: self.online_articles,
                leaflets: self.leaflets,
                consultations: self.consultations,
                suggestions: self.suggestions,
                units_inspected: self.units_inspected,
            },
            annulled: self.annulled,
        })
    }
}

/// An activity.
pub fn get(connection: &mut AnyConnection, id: LedgerId) -> Result<Option<Activity>, StoreError> {
    let row = activities::table
        .filter(activities::id.eq(id))
        .select(ActivityRow::as_select())
        .first(connection)
        .optional()?;
    read_one(row)
}

/// At most `limit` activities after one, as recorded; only those of a month where one is given.
pub fn list(
    connection: &mut AnyConnection,
    month: Option<Month>,
    after: Option<LedgerId>,
    limit: u32,
) -> Result<Vec<Activity>, StoreError> {
    let mut query = activities::table
        .order(activities::id)
        .limit(limit.into())
        .select(ActivityRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(month) = month {
        let (first, last) = days_of(month);
        query = query.filter(activities::day.between(first, last));
    }
    if let Some(id) = after {
        query = query.filter(activities::id.gt(id));
    }
    read_all(query.load(connection)?)
}
