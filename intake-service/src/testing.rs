//! What tests of several parts share.

use std::fmt::Write as _;
use std::io::Write as _;

use hotline_common::testing::postgres;

/// Whether this run of the tests is for PostgreSQL, so that a test which is about SQLite's files ends here; says so.
pub(crate) fn is_about_files_alone() -> bool {
    let skipped = postgres().is_some();
    if skipped {
        let _ = writeln!(std::io::stderr(), "left out: this is about SQLite's files");
    }
    skipped
}

/// The server of this run of the tests, where it is for PostgreSQL; else says that the test is left out.
pub(crate) fn server() -> Option<String> {
    let server = postgres();
    if server.is_none() {
        let _ = writeln!(std::io::stderr(), "left out: this is about PostgreSQL");
    }
    server
}

/// How often a property is tried that needs a database each time: on a server one takes longer to make.
pub(crate) fn cases(usually: u32) -> u32 {
    if postgres().is_some() {
        usually.div_ceil(8)
    } else {
        usually
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
