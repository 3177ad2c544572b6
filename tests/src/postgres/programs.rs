//! The server's programs on this machine, and the user that runs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ClusterError, data, run};

/// Where the programs are, and as whom they run.
#[derive(Debug)]
pub(super) struct Programs {
    directory: PathBuf,
    version: String,
    /// Another user than ours, when ours is root.
    user: Option<User>,
}

#[derive(Debug)]
struct User {
    name: &'static str,
    group: String,
}

impl Programs {
    pub(super) fn find() -> Result<Programs, ClusterError> {
        let directory = candidates()
            .into_iter()
            .find(|directory| {
                ["initdb", "postgres"]
                    .iter()
                    .all(|program| directory.join(program).is_file())
            })
            .ok_or(ClusterError::NotInstalled)?;
        let mut ask = Command::new(directory.join("postgres"));
        let version = run("postgres", ask.arg("--version"))?;
        Ok(Programs {
            directory,
            version: version.trim().to_owned(),
            user: user()?,
        })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Makes the files of a server in this directory.
    pub(super) fn make(&self, directory: &Path, owner: &str) -> Result<(), ClusterError> {
        if let Some(user) = &self.user {
            run("chown", Command::new("chown").arg(user.name).arg(directory))?;
        }
        let mut initdb = self.command("initdb");
        initdb.arg("--pgdata").arg(data(directory)).args([
            "--username",
            owner,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]);
        if 15 <= self.major() {
            initdb.args(["--locale-provider=icu", "--icu-locale=en-US"]);
        }
        run("initdb", &mut initdb)?;
        Ok(())
    }

    /// The server. It ends with the thread that starts it.
    pub(super) fn server(&self, directory: &Path) -> Command {
        let mut server = self.command("postgres");
        server
            .arg("-D")
            .arg(data(directory))
            .arg("-k")
            .arg(directory);
        server
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        if let Some(user) = &self.user {
            command
                .args(["--reuid", user.name, "--regid", &user.group])
                .arg("--clear-groups");
        }
        command
            .args(["--pdeathsig", "QUIT"])
            .arg(self.directory.join(program));
        command
    }

    fn major(&self) -> u32 {
        self.version
            .split_whitespace()
            .find_map(|word| word.split('.').next()?.parse().ok())
            .unwrap_or(0)
    }
}

/// The directories in which they may be, the newest version first.
fn candidates() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.sort_by_key(|path| {
        let version = path
            .parent()
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned());
        std::cmp::Reverse(version.and_then(|version| version.parse::<u32>().ok()))
    });
    if let Ok(told) = run("pg_config", Command::new("pg_config").arg("--bindir")) {
        found.push(PathBuf::from(told.trim()));
    }
    if let Some(path) = std::env::var_os("PATH") {
        found.extend(std::env::split_paths(&path));
    }
    found
}

fn user() -> Result<Option<User>, ClusterError> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find_map(|name| {
            let group = run("id", Command::new("id").arg("-gn").arg(name)).ok()?;
            Some(Some(User {
                name,
                group: group.trim().to_owned(),
            }))
        })
        .ok_or(ClusterError::NoUser)
}
