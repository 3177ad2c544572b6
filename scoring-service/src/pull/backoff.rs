//! How long to wait before the next attempt.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// The first wait.
const SHORTEST: Duration = Duration::from_millis(200);
/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Waits that double after each failure, each shortened by a random part, so that many clients do not come back at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub(super) fn next(&mut self) -> Duration {
        let wait = SHORTEST
            .saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1).min(16);
        // Half of it for sure, the rest by chance. The standard library's hasher has random keys.
        let chance = u32::try_from(RandomState::new().hash_one(self.failures) % 1_000)
            .expect("less than a thousand");
        wait / 2 + wait / 2 * chance / 1_000
    }

    /// It went well: the next wait is a short one.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_within_bounds_and_begin_again_after_success() {
        let mut backoff = Backoff::default();
        let waits: Vec<Duration> = (0..100).map(|_| backoff.next()).collect();
        assert!(
            waits
                .iter()
                .all(|wait| SHORTEST / 2 <= *wait && *wait <= LONGEST)
        );
        assert!(waits[0] <= SHORTEST);
        assert!(waits[8..].iter().all(|wait| LONGEST / 2 <= *wait));
        backoff.reset();
        assert!(backoff.next() <= SHORTEST);
    }
}
