//! The supervisions 督办.

use hotline_common::db::{AnyConnection, DbError};
use hotline_common::time::{Month, Zone};

use super::records;
use crate::score::{Log, NOW, SupervisionFact, SupervisionFacts};

/// The supervisions of a month with their ids, as they were known when the feed stood at a sequence number. There are few:
/// hundreds.
pub fn known_at(
    connection: &mut AnyConnection,
    zone: &Zone,
    month: Month,
    sequence: i64,
) -> Result<Vec<(i64, SupervisionFacts)>, DbError> {
    let logs: Vec<(i64, Log<SupervisionFact>)> = records::ever_in_month(connection, month)?;
    let known = logs
        .iter()
        .filter_map(|(id, log)| Some((*id, log.supervision(sequence)?)));
    Ok(known
        .filter(|(_, one)| zone.month_of(one.issued) == month)
        .collect())
}

/// The supervisions of a month.
pub fn of_month(
    connection: &mut AnyConnection,
    zone: &Zone,
    month: Month,
) -> Result<Vec<SupervisionFacts>, DbError> {
    let known = known_at(connection, zone, month, NOW)?;
    Ok(known.into_iter().map(|(_, one)| one).collect())
}
