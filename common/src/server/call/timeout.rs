//! How long a call may take.

use std::time::Duration;

use http::HeaderMap;

/// Tonic has a timer of its own for the client's deadline and answers `CANCELLED` when it goes off; ours goes off first.
const AHEAD: Duration = Duration::from_millis(5);

/// The shorter of the client's deadline (the `grpc-timeout` header) and ours.
pub(super) fn allowed(headers: &HeaderMap, longest: Duration) -> Duration {
    headers
        .get("grpc-timeout")
        .and_then(|value| value.to_str().ok())
        .and_then(parse)
        .map_or(longest, |wanted| longest.min(wanted.saturating_sub(AHEAD)))
}

/// As in the protocol: at most eight digits and a unit.
fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || 8 < digits.len() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &'static str) -> Duration {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", value.parse().expect("a header"));
        allowed(&headers, Duration::from_secs(30))
    }

    #[test]
    fn the_shorter_deadline_counts() {
        assert_eq!(
            allowed(&HeaderMap::new(), Duration::from_secs(30)),
            Duration::from_secs(30)
        );
        assert_eq!(with("1S"), Duration::from_millis(995));
        assert_eq!(with("1000m"), Duration::from_millis(995));
        assert_eq!(with("3u"), Duration::ZERO);
        assert_eq!(with("1H"), Duration::from_secs(30));
        assert_eq!(with("99999999H"), Duration::from_secs(30));
    }

    #[test]
    fn what_is_no_timeout_is_passed_over() {
        for wrong in ["", "S", "1", "123456789S", "-1S", "1s", "+1S", "1.5S"] {
            assert_eq!(with(wrong), Duration::from_secs(30), "{wrong:?}");
        }
    }
}
