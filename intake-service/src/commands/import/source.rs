//! What is imported: rows with a map, or records as lines of JSON.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use csv::ByteRecord;

use super::map::Map;
use super::mapper::{JsonRecords, MapError, Mapped, Mapper};
use super::rows::{Rows, RowsError};

/// What is imported, row by row.
pub(super) enum Source {
    Csv { rows: Rows, mapper: Box<Mapper> },
    JsonLines { lines: Lines, records: JsonRecords },
}

/// The lines of a file.
pub(super) struct Lines {
    reader: BufReader<File>,
    number: u64,
    end: u64,
}

/// A row and what it becomes.
pub(super) struct Item {
    /// From 1.
    pub(super) number: u64,
    /// Where it ends in the file, in bytes.
    pub(super) end: u64,
    /// The row as it stands in the file.
    pub(super) original: Original,
    /// Its records, or why it has none.
    pub(super) records: Result<Vec<Mapped>, String>,
}

/// A row as it stands in the file.
pub(super) enum Original {
    Csv(ByteRecord),
    Json(String),
}

/// A source that cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceError {
    #[error(transparent)]
    Rows(#[from] RowsError),
    #[error("the map does not fit: {0}")]
    Map(#[from] MapError),
    #[error("cannot read the file")]
    File(#[from] std::io::Error),
}

impl Source {
    /// Opens rows of CSV.
    pub(super) fn csv(path: &Path, map: Map) -> Result<Source, SourceError> {
        let rows = Rows::open(path, map.delimiter, map.encoding.as_deref())?;
        let mapper = Box::new(Mapper::new(map, rows.columns())?);
        Ok(Source::Csv { rows, mapper })
    }

    /// Opens lines of JSON, an `ImportRequest` each.
    pub(super) fn json_lines(path: &Path) -> Result<Source, SourceError> {
        Ok(Source::JsonLines {
            lines: Lines {
                reader: BufReader::with_capacity(1 << 20, File::open(path)?),
                number: 0,
                end: 0,
            },
            records: JsonRecords::new(),
        })
    }

    /// The line of column names, if it has one.
    pub(super) fn header(&self) -> Option<ByteRecord> {
        match self {
            Source::Csv { rows, .. } => Some(rows.header().clone()),
            Source::JsonLines { .. } => None,
        }
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<Item>, SourceError> {
        match self {
            Source::Csv { rows, mapper } => {
                let Some(row) = rows.next()? else {
                    return Ok(None);
                };
                let records = match &row.values {
                    Err(unreadable) => Err(unreadable.to_string()),
                    Ok(values) => {
                        let columns = rows.columns();
                        let column = |name: &str| {
                            let index = columns.iter().position(|column| column == name)?;
                            values.get(index).map(String::as_str)
                        };
                        mapper.records(column).map_err(|error| error.to_string())
                    }
                };
                Ok(Some(Item {
                    number: row.number,
                    end: row.end,
                    original: Original::Csv(rows.as_it_stands().clone()),
                    records,
                }))
            }
            Source::JsonLines { lines, records } => lines.next(records),
        }
    }
}

impl Lines {
    fn next(&mut self, records: &mut JsonRecords) -> Result<Option<Item>, SourceError> {
        loop {
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.end += read as u64;
            let line = String::from_utf8_lossy(&bytes).trim().to_owned();
            if line.is_empty() {
                continue;
            }
            let record = match std::str::from_utf8(&bytes) {
                Err(_) => Err("the line is not UTF-8".to_owned()),
                Ok(text) => records
                    .record(text.trim())
                    .map_err(|error| error.to_string()),
            };
            return Ok(Some(Item {
                number: self.number,
                end: self.end,
                original: Original::Json(line),
                records: record.map(|record| vec![record]),
            }));
        }
    }
}
