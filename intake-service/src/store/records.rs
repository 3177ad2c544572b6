//! Any record by its name, as answers to repeated requests show it.

use std::sync::Arc;

use hotline_common::db::AnyConnection;

use super::{
    StoreError, activities, appreciations, assignments, calendars, calls, corrections,
    deadline_rules, exclusions, extensions, leader_sessions, registry, return_visits, reveals,
    supervisions, typical_cases, work_orders,
};
use crate::domain::names::Subject;
use crate::domain::record::Record;

/// The record with this name, as it is now, without personal data and texts.
pub fn get(
    connection: &mut AnyConnection,
    subject: &Subject,
) -> Result<Option<Record>, StoreError> {
    Ok(match subject {
        Subject::Unit(code) => registry::get_unit(connection, code)?.map(Record::Unit),
        Subject::Category(code) => registry::get_category(connection, code)?.map(Record::Category),
        Subject::Topic(code) => registry::get_topic(connection, code)?.map(Record::Topic),
        Subject::Calendar(year) => calendars::get(connection, *year)?.map(Record::Calendar),
        Subject::DeadlineRule(code) => {
            deadline_rules::get(connection, code)?.map(Record::DeadlineRule)
        }
        Subject::Call(id) => calls::find(connection, *id)?.map(|call| Record::Call(Arc::new(call))),
        Subject::WorkOrder(number) => {
            work_orders::find(connection, *number)?.map(|order| Record::WorkOrder(Box::new(order)))
        }
        Subject::Assignment(id) => assignments::find(connection, *id)?.map(Record::Assignment),
        Subject::ReturnVisit(id) => return_visits::find(connection, *id)?.map(Record::ReturnVisit),
        Subject::Exclusion(id) => exclusions::find(connection, *id)?.map(Record::Exclusion),
        Subject::Extension(id) => extensions::find(connection, *id)?.map(Record::Extension),
        Subject::Supervision(id) => supervisions::find(connection, *id)?.map(Record::Supervision),
        Subject::LeaderSession(id) => {
            leader_sessions::get(connection, *id)?.map(Record::LeaderSession)
        }
        Subject::Appreciation(id) => {
            appreciations::find(connection, *id)?.map(Record::Appreciation)
        }
        Subject::Activity(id) => activities::get(connection, *id)?.map(Record::Activity),
        Subject::TypicalCase(id) => typical_cases::get(connection, *id)?.map(Record::TypicalCase),
        Subject::Correction(id) => corrections::find(connection, *id)?.map(Record::Correction),
        Subject::Reveal(id) => reveals::find(connection, *id)?.map(Record::Reveal),
        Subject::Purge(_) => None,
    })
}
