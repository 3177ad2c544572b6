//! `h2load`: many equal requests over a few connections.

use std::path::{Path, PathBuf};

use prost::Message;
use tokio::process::Command;

use super::Failure;

/// Connections, and requests under way on each.
const CONNECTIONS: &str = "4";
const STREAMS: &str = "64";
/// The frame of a gRPC message: not compressed, and four bytes of length.
const FRAME: usize = 5;

/// A method and a request that is sent to it again and again.
#[derive(Clone, Debug)]
pub(super) struct Target {
    url: String,
    body: PathBuf,
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Load {
    /// Answers in a second.
    pub(super) rate: f64,
    /// Bytes of the answers' bodies, their frames among them.
    pub(super) data: u64,
}

impl Target {
    /// The request is written to a file of this name.
    pub(super) fn new(
        endpoint: &str,
        method: &str,
        request: &impl Message,
        file: &Path,
    ) -> Result<Target, Failure> {
        let message = request.encode_to_vec();
        let mut body = vec![0];
        body.extend(u32::try_from(message.len())?.to_be_bytes());
        body.extend(message);
        std::fs::write(file, body)?;
        Ok(Target {
            url: format!("{endpoint}/{method}"),
            body: file.to_owned(),
        })
    }

    /// Sends so many requests. All are answered with HTTP's 200; what gRPC's status was is for the caller to find out.
    pub(super) async fn load(&self, count: u64) -> Result<Load, Failure> {
        let output = Command::new("h2load")
            .args(["-c", CONNECTIONS, "-m", STREAMS, "-n", &count.to_string()])
            .arg("-d")
            .arg(&self.body)
            .args(["-H", "content-type: application/grpc", "-H", "te: trailers"])
            .arg(&self.url)
            .kill_on_drop(true)
            .output()
            .await?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let failed = || {
            let problem = String::from_utf8_lossy(&output.stderr);
            format!("h2load of {} failed:\n{printed}{problem}", self.url)
        };
        if !output.status.success() || !printed.contains(&format!(" {count} succeeded,")) {
            return Err(failed().into());
        }
        Ok(parsed(&printed).ok_or_else(failed)?)
    }

    /// As [`Target::load`]; every answer must be of this size, give or take a twentieth.
    ///
    /// An answer that gRPC counts as failed has no body.
    pub(super) async fn load_sized(&self, count: u64, size: usize) -> Result<Load, Failure> {
        let load = self.load(count).await?;
        let wanted = count * u64::try_from(size + FRAME)?;
        if wanted / 20 < load.data.abs_diff(wanted) {
            let found = load.data;
            return Err(format!(
                "{} answered with {found} bytes instead of about {wanted}",
                self.url
            )
            .into());
        }
        Ok(load)
    }
}

fn parsed(printed: &str) -> Option<Load> {
    let line = |start: &str| printed.lines().find(|line| line.starts_with(start));
    let rate = line("finished in ")?
        .split(", ")
        .find_map(|part| part.strip_suffix(" req/s"))?;
    let data = line("traffic: ")?
        .split(", ")
        .find_map(|part| part.strip_suffix(" data"))?;
    let (_, data) = data.split_once('(')?;
    Some(Load {
        rate: rate.parse().ok()?,
        data: data.strip_suffix(')')?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_and_the_bytes_are_read() {
        let printed = "\
finished in 412.71ms, 48459.63 req/s, 1.66MB/s
requests: 20000 total, 20000 started, 20000 done, 20000 succeeded, 0 failed, 0 errored, 0 timeout
traffic: 703.29KB (720172) total, 117.34KB (120156) headers (space savings 94.67%), 136.72KB (140000) data
";
        let load = Load {
            rate: 48_459.63,
            data: 140_000,
        };
        assert_eq!(parsed(printed), Some(load));
        assert_eq!(parsed("finished in 1s"), None);
    }
}
