//! How much memory a service has had at most.

use super::Failure;
use crate::service::Service;

/// The peak of its resident memory, as the kernel keeps it.
pub(super) fn peak_mib(service: &Service) -> Result<f64, Failure> {
    let pid = service.pid().ok_or("the service has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    parsed(&status).ok_or_else(|| "the kernel does not tell the peak of a process".into())
}

fn parsed(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read() {
        let status = "Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t   2048 kB\nVmRSS:\t  1024 kB\n";
        assert_eq!(parsed(status), Some(2.0));
        assert_eq!(parsed("Name:\tx\n"), None);
    }
}
