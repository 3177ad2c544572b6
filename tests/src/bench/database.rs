//! Where a service has its file.

use std::path::PathBuf;

use super::Failure;
use crate::service::Service;

/// The file of its SQLite database.
pub(super) fn database_file(service: &Service) -> Result<PathBuf, Failure> {
    let file = service.launch().database().file();
    Ok(file.ok_or("the row is about a file")?.to_owned())
}
