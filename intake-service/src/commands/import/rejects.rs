//! The file of rejected rows, beside the export: each row as it stands there, and why it was rejected.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use serde_json::json;

use super::source::Original;

/// Why a row was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// The record of the row, for instance `complete_assignment`; empty for the row as a whole.
    pub(super) record: String,
    /// A stable reason, for instance `ASSIGNMENT_COMPLETED`.
    pub(super) reason: String,
    /// What is wrong, in words.
    pub(super) message: String,
}

/// The file of rejected rows; made when the first one is.
pub(super) struct Rejects {
    path: PathBuf,
    header: Option<ByteRecord>,
    delimiter: u8,
    file: Option<File>,
}

/// The columns that are added to a rejected row.
const COLUMNS: [&str; 3] = ["rejected_record", "rejected_reason", "rejected_message"];

impl Rejects {
    /// Those of an export of rows (`header`) or of lines of JSON. What an earlier run left is removed, unless this one goes on with it.
    pub(super) fn new(
        path: PathBuf,
        header: Option<ByteRecord>,
        delimiter: u8,
        goes_on: bool,
    ) -> std::io::Result<Rejects> {
        if !goes_on {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(Rejects {
            path,
            header,
            delimiter,
            file: None,
        })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a rejected row down.
    pub(super) fn add(
        &mut self,
        number: u64,
        original: &Original,
        why: &Why,
    ) -> std::io::Result<()> {
        let bytes = match original {
            Original::Csv(row) => {
                let mut row = row.clone();
                // A row that is too short keeps the reason in its column.
                let width = self.header.as_ref().map_or(0, ByteRecord::len);
                while row.len() < width {
                    row.push_field(b"");
                }
                for field in [&why.record, &why.reason, &why.message] {
                    row.push_field(field.as_bytes());
                }
                self.line(&row)?
            }
            Original::Json(line) => {
                let Why {
                    record,
                    reason,
                    message,
                } = why;
                let entry = json!({
                    "line": number, "rejected_record": record, "rejected_reason": reason,
                    "rejected_message": message, "original": line,
                });
                format!("{entry}\n").into_bytes()
            }
        };
        let header = self.first_line()?;
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(&self.path)?;
                if file.metadata()?.len() == 0 {
                    file.write_all(&header)?;
                }
                none.insert(file)
            }
        };
        file.write_all(&bytes)
    }

    /// Makes sure that what was written stays.
    pub(super) fn sync(&self) -> std::io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    fn first_line(&self) -> std::io::Result<Vec<u8>> {
        let Some(header) = &self.header else {
            return Ok(Vec::new());
        };
        let mut header = header.clone();
        for column in COLUMNS {
            header.push_field(column.as_bytes());
        }
        self.line(&header)
    }

    fn line(&self, row: &ByteRecord) -> std::io::Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .flexible(true)
            .from_writer(Vec::new());
        writer.write_byte_record(row)?;
        writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
