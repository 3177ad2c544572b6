//! The table on the screen, and the same for programs.

use std::fmt;

use serde::Serialize;

use super::row::{Measured, ROWS, Row};

/// What became of a row.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// It was measured.
    Measured(Measured),
    /// It cannot be measured here.
    LeftOut(String),
    /// It should have been measured.
    Failed(String),
}

/// Every row that was wanted.
#[derive(Clone, Debug, Default)]
pub struct Report {
    entries: Vec<(&'static str, Entry)>,
}

/// A row for programs. What was not measured has no value.
#[derive(Debug, Serialize)]
struct Line {
    id: &'static str,
    value: Option<f64>,
    unit: &'static str,
    against: Option<&'static str>,
    against_value: Option<f64>,
    ratio: Option<f64>,
}

impl Report {
    /// Of a row that was measured twice, of both services, the worse stays.
    pub(super) fn add(&mut self, id: &'static str, entry: Entry) {
        match self.entries.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => {
                if is_worse(&entry, known) {
                    *known = entry;
                }
            }
            None => self.entries.push((id, entry)),
        }
    }

    fn rows(&self) -> impl Iterator<Item = (&'static Row, &Entry)> {
        ROWS.iter().filter_map(|row| {
            let entry = self.entries.iter().find(|(id, _)| *id == row.id);
            entry.map(|(_, entry)| (row, entry))
        })
    }

    /// A list of `{id, value, unit, against, against_value, ratio}`.
    ///
    /// # Errors
    /// When a figure is no number.
    pub fn json(&self) -> serde_json::Result<String> {
        let lines: Vec<Line> = self.rows().map(|(row, entry)| line(row, entry)).collect();
        serde_json::to_string_pretty(&lines).map(|text| text + "\n")
    }

    /// Whether no row failed.
    pub fn has_no_failure(&self) -> bool {
        let mut entries = self.entries.iter();
        !entries.any(|(_, entry)| matches!(entry, Entry::Failed(_)))
    }

    /// Whether every row was measured.
    pub fn is_whole(&self) -> bool {
        let mut entries = self.entries.iter();
        entries.all(|(_, entry)| matches!(entry, Entry::Measured(_)))
    }
}

fn is_worse(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        (Entry::Measured(one), Entry::Measured(other)) => other.ratio < one.ratio,
        (_, Entry::Measured(_)) => true,
        _ => false,
    }
}

fn line(row: &Row, entry: &Entry) -> Line {
    let measured = match entry {
        Entry::Measured(measured) => Some(measured),
        Entry::LeftOut(_) | Entry::Failed(_) => None,
    };
    Line {
        id: row.id,
        value: measured.map(|measured| rounded(measured.value)),
        unit: row.unit,
        against: row.against,
        against_value: measured.and_then(|measured| measured.against_value.map(rounded)),
        ratio: measured.and_then(|measured| measured.ratio.map(rounded)),
    }
}

/// Four digits say more than the next run confirms.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = 3.0 - value.abs().log10().floor();
    let unit = 10_f64.powf(digits);
    (value * unit).round() / unit
}

/// The table.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["", "", "against", "ratio", "goal", "", "size"].map(str::to_owned);
        let mut lines = vec![head];
        let mut notes = Vec::new();
        for (row, entry) in self.rows() {
            let mut cells = [const { String::new() }; 7];
            row.id.clone_into(&mut cells[0]);
            cells[4] = row.reach.to_string();
            match entry {
                Entry::Measured(measured) => fill(&mut cells, row, measured),
                Entry::LeftOut(why) => {
                    "left out".clone_into(&mut cells[1]);
                    notes.push(format!("{} was left out: {why}", row.id));
                }
                Entry::Failed(why) => {
                    "FAILED".clone_into(&mut cells[1]);
                    notes.push(format!("{} FAILED: {why}", row.id));
                }
            }
            lines.push(cells);
        }
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
        let widths: Vec<usize> = (0..7).map(|column| width(column).unwrap_or(0)).collect();
        for line in &lines {
            let text: String = line
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| {
                    let padding = " ".repeat(width - cell.chars().count());
                    // Words begin where the column does, numbers end where it does.
                    match column {
                        0 | 6 => format!("{cell}{padding}  "),
                        _ => format!("{padding}{cell}  "),
                    }
                })
                .collect();
            writeln!(f, "{}", text.trim_end())?;
        }
        for note in notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

fn fill(cells: &mut [String; 7], row: &Row, measured: &Measured) {
    cells[1] = format!("{} {}", number(measured.value), row.unit);
    if let (Some(against), Some(value)) = (row.against, measured.against_value) {
        cells[2] = format!("{against} {}", number(value));
    }
    if let Some(ratio) = measured.ratio {
        cells[3] = number(ratio);
    }
    let met = match row.reach.is_met(measured) {
        Some(true) => "reached",
        Some(false) => "NOT reached",
        None => "",
    };
    met.clone_into(&mut cells[5]);
    measured.size.clone_into(&mut cells[6]);
}

/// As many digits as mean something.
fn number(value: f64) -> String {
    if 100.0 <= value {
        format!("{value:.0}")
    } else if 10.0 <= value {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::row::Reach;

    fn report() -> Report {
        let mut report = Report::default();
        let size = || "3 a run".to_owned();
        let start = |value| Entry::Measured(Measured::pair("start_growth", value, 20.0, size()));
        report.add("start_growth", start(20.0));
        report.add("start_growth", start(40.0));
        report.add("start_growth", start(30.0));
        let memory = Measured::alone("intake_memory_mib", 64.123_456, size());
        report.add("intake_memory_mib", Entry::Measured(memory));
        let pair = Measured::pair("record_call_vs_health", 12_345.6, 24_691.2, size());
        report.add("record_call_vs_health", Entry::Measured(pair));
        report
    }

    #[test]
    fn rows_are_told_in_their_order_and_of_two_the_worse() {
        let json: serde_json::Value =
            serde_json::from_str(&report().json().expect("JSON")).expect("JSON");
        let wanted = serde_json::json!([
            {
                "id": "record_call_vs_health", "value": 12350.0, "unit": "calls/s",
                "against": "health check", "against_value": 24690.0, "ratio": 0.5,
            },
            {
                "id": "intake_memory_mib", "value": 64.12, "unit": "MiB",
                "against": null, "against_value": null, "ratio": null,
            },
            {
                "id": "start_growth", "value": 40.0, "unit": "ms",
                "against": "empty database", "against_value": 20.0, "ratio": 2.0,
            },
        ]);
        assert_eq!(json, wanted);
    }

    #[test]
    fn the_table_says_what_was_reached_and_why_a_row_is_missing() {
        let mut report = report();
        assert!(report.is_whole());
        let why = Entry::LeftOut("no etcd".to_owned());
        report.add("record_call_vs_etcd", why);
        assert!(report.has_no_failure() && !report.is_whole());
        let table = report.to_string();
        let line = |id| {
            let line = table.lines().find(|line| line.starts_with(id));
            line.unwrap_or_else(|| panic!("no {id} in {table}"))
        };
        assert!(line("record_call_vs_health").contains("≥ 0.5      reached"));
        assert!(line("start_growth").contains("NOT reached"));
        assert!(line("intake_memory_mib").contains(" 64.1 MiB"));
        assert!(table.ends_with("record_call_vs_etcd was left out: no etcd\n"));
        report.add("pull_vs_insert", Entry::Failed("it died".to_owned()));
        assert!(!report.has_no_failure());
    }

    #[test]
    fn a_goal_is_reached_on_its_own_side() {
        let measured = |ratio| Measured::pair("", ratio, 1.0, String::new());
        for (reach, ratio, met) in [
            (Reach::RatioAtLeast(0.5), 0.5, true),
            (Reach::RatioAtLeast(0.5), 0.49, false),
            (Reach::RatioAtMost(1.5), 1.5, true),
            (Reach::RatioAtMost(1.5), 1.51, false),
            (Reach::ValueAtMost(96.0), 96.5, false),
        ] {
            assert_eq!(reach.is_met(&measured(ratio)), Some(met), "{reach} {ratio}");
        }
        let faster = Measured::times_faster("", 2.0, 500.0, String::new());
        assert_eq!(Reach::RatioAtLeast(200.0).is_met(&faster), Some(true));
    }
}
