//! How many callers share a commit.
//!
//! Callers ask again as soon as they are answered. When all of them share every commit, nobody has anything to do while the writer works, and the writer
//! has nothing to do while they are answered and ask again. In two batches that take turns, one is carried out while the other is on
//! its way; the price is a commit more. So it pays where a commit takes less time than the work that it overlaps.

use std::time::Duration;

/// What the last batch was like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// How many callers it answered: they may be about to ask again.
    callers: usize,
    /// How long it took to carry out.
    work: Duration,
    /// How long it took to commit.
    commit: Duration,
}

impl Pace {
    /// Takes in what a batch was like that is committed.
    pub(super) fn committed(&mut self, callers: usize, work: Duration, commit: Duration) {
        *self = Pace {
            callers,
            work,
            commit,
        };
    }

    /// How many callers the next batch should have at most, when so many wait.
    pub(super) fn callers(&self, waiting: usize) -> usize {
        let half = (waiting + self.callers).div_ceil(2);
        let work = self.work.as_nanos() * half as u128;
        if self.commit.as_nanos() * (self.callers as u128) < work {
            half
        } else {
            usize::MAX
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: Duration = Duration::from_micros(300);
    const WORK_OF_ONE: Duration = Duration::from_micros(10);

    fn after(callers: usize) -> Pace {
        let mut pace = Pace::default();
        let work = WORK_OF_ONE * u32::try_from(callers).expect("a few");
        pace.committed(callers, work, COMMIT);
        pace
    }

    #[test]
    fn the_first_batch_takes_all() {
        assert_eq!(Pace::default().callers(7), usize::MAX);
    }

    #[test]
    fn callers_whose_work_is_longer_than_a_commit_are_split_into_halves() {
        // Half of them: 310 µs of work for 300 µs of a commit.
        assert_eq!(after(1).callers(61), 31);
        assert_eq!(after(61).callers(1), 31);
    }

    #[test]
    fn callers_whose_work_is_shorter_than_a_commit_share_it() {
        // Half of them: as long as a commit, so nothing is won.
        assert_eq!(after(1).callers(59), usize::MAX);
        assert_eq!(after(59).callers(1), usize::MAX);
    }

    #[test]
    fn callers_that_always_ask_again_are_in_equal_halves_soon() {
        for (first, all) in [(1, 256), (3, 100), (250, 256)] {
            let mut last = first;
            for _ in 0..3 {
                // Who was not answered by the last batch waits; who was may join this one while it is carried out.
                last = after(last).callers(all - last);
                assert_eq!(last, all / 2, "from {first} of {all}");
            }
        }
    }
}
