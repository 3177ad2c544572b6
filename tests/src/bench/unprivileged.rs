//! Servers that are no concern of root's.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tokio::process::Command;

/// A program that is no concern of root's: run as `nobody` where this program runs as root.
pub(super) fn unprivileged(program: impl AsRef<OsStr>) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"])
        .arg(program);
    command
}

/// Lets [`unprivileged`] programs make files in this directory.
///
/// # Errors
/// When a directory above it is closed to them.
pub(super) fn open_to_others(directory: &Path) -> io::Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    std::fs::set_permissions(directory, Permissions::from_mode(0o777))?;
    for above in directory.ancestors() {
        if std::fs::metadata(above)?.permissions().mode() & 0o001 == 0 {
            let closed = format!("{} is closed to other users", above.display());
            return Err(io::Error::other(closed));
        }
    }
    Ok(())
}
