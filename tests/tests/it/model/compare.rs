//! The services' ranking and the reference's, line by line.

use hotline_proto::scoring::{GradeCounts, RankingRow, RankingTable, Rate};

use super::reference::Line;

/// The lines of a table as the service printed them.
pub(super) fn lines(table: &RankingTable) -> Vec<Line> {
    let rows = table.rows.iter().chain(&table.unrated);
    rows.chain(&table.without_volume).map(line).collect()
}

fn line(row: &RankingRow) -> Line {
    let counts = row.counts.expect("counts");
    let GradeCounts {
        very_satisfied,
        satisfied,
        basically_satisfied,
        dissatisfied,
        very_dissatisfied,
    } = counts.grades.unwrap_or_default();
    Line {
        unit: row.unit.clone(),
        rank: row.rank.map(i64::from),
        volume: counts.volume,
        excluded: counts.excluded,
        not_due: counts.not_due,
        rated: counts.rated,
        completed: counts.completed,
        on_time: counts.completed_on_time,
        visited: counts.visited,
        grades: [
            very_satisfied,
            satisfied,
            basically_satisfied,
            dissatisfied,
            very_dissatisfied,
        ],
        sent_back: counts.sent_back,
        withdrawn: counts.withdrawn,
        assisted: counts.assisted,
        supervisions: counts.supervisions,
        completion_rate: printed(row.completion_rate.as_ref()),
        on_time_rate: printed(row.on_time_completion_rate.as_ref()),
        satisfaction_rate: printed(row.satisfaction_rate.as_ref()),
        supervision_ratio: printed(row.supervision_ratio.as_ref()).unwrap_or_default(),
        composite: row
            .composite_score
            .as_ref()
            .map(|score| i64::from(score.hundredths)),
    }
}

/// A rate as it is printed, read back: the text counts, not the number beside it.
fn printed(rate: Option<&Rate>) -> Option<i64> {
    let digits: String = rate?.printed.chars().filter(|c| *c != '.').collect();
    Some(
        digits
            .parse()
            .expect("a printed rate is digits and a point"),
    )
}
