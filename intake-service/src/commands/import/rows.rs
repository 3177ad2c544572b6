//! The rows of an export: CSV in any encoding.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::Encoding;

/// A file that cannot be read as rows.
#[derive(Debug, thiserror::Error)]
pub(super) enum RowsError {
    #[error("cannot read the file")]
    File(#[from] std::io::Error),
    #[error("the file is not CSV with a line of column names")]
    Csv(#[from] csv::Error),
    #[error("delimiter: must be one character of ASCII, for instance `;` or `\\t`")]
    Delimiter,
    #[error(
        "encoding: `{0}` is not known; use a name of the web, for instance utf-8, gb18030 or windows-1252"
    )]
    Encoding(String),
    #[error("the line of column names is not in the encoding of the map")]
    Names,
}

/// One row; its columns in their order.
pub(super) struct Row {
    /// From 1, without the line of column names.
    pub(super) number: u64,
    /// Where it ends in the file.
    pub(super) end: u64,
    /// What stands in its columns; `None` where it is not in the encoding, or has too many or too few.
    pub(super) values: Result<Vec<String>, Unreadable>,
}

/// Why a row cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the row is not in the encoding of the map; set `encoding`")]
    Encoding,
    #[error(
        "the row has {found} columns and not {expected}; a quote or the delimiter may be wrong"
    )]
    Columns { found: usize, expected: usize },
}

/// Reads an export row by row.
pub(super) struct Rows {
    reader: Reader<BufReader<File>>,
    encoding: &'static Encoding,
    header: ByteRecord,
    columns: Vec<String>,
    record: ByteRecord,
    number: u64,
}

impl Rows {
    /// Opens a file and reads its column names.
    pub(super) fn open(
        path: &Path,
        delimiter: char,
        encoding: Option<&str>,
    ) -> Result<Rows, RowsError> {
        let encoding = match encoding {
            None => encoding_rs::UTF_8,
            Some(label) => Encoding::for_label(label.as_bytes())
                .ok_or_else(|| RowsError::Encoding(label.to_owned()))?,
        };
        let delimiter = u8::try_from(delimiter)
            .ok()
            .filter(u8::is_ascii)
            .ok_or(RowsError::Delimiter)?;
        let file = File::open(path)?;
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(BufReader::with_capacity(1 << 20, file));
        let names = reader.byte_headers()?.clone();
        let mut columns = decoded(&names, encoding).ok_or(RowsError::Names)?;
        if let Some(first) = columns.first_mut()
            && let Some(rest) = first.strip_prefix('\u{feff}')
        {
            *first = rest.to_owned();
        }
        Ok(Rows {
            reader,
            encoding,
            header: names,
            columns: columns.iter().map(|name| name.trim().to_owned()).collect(),
            record: ByteRecord::new(),
            number: 0,
        })
    }

    /// The line of column names as it stands in the file.
    pub(super) fn header(&self) -> &ByteRecord {
        &self.header
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<Row>, RowsError> {
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        self.number += 1;
        let (found, expected) = (self.record.len(), self.columns.len());
        let values = if found == expected {
            decoded(&self.record, self.encoding).ok_or(Unreadable::Encoding)
        } else {
            Err(Unreadable::Columns { found, expected })
        };
        Ok(Some(Row {
            number: self.number,
            end: self.reader.position().byte(),
            values,
        }))
    }

    /// The row that was read last, as it stands in the file, for the file of rejected rows.
    pub(super) fn as_it_stands(&self) -> &ByteRecord {
        &self.record
    }
}

fn decoded(record: &ByteRecord, encoding: &'static Encoding) -> Option<Vec<String>> {
    let text = |bytes| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    };
    record.iter().map(text).collect()
}
