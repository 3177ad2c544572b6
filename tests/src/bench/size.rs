//! How much is done for each row.

use std::fmt;

use clap::ValueEnum;

/// How large the runs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scale {
    /// To see whether everything works: a minute or two.
    Small,
    /// About ten minutes on two cores.
    Usual,
    /// The sizes of the table's goals, ten million records among them: twenty minutes.
    Full,
}

/// The numbers behind a [`Scale`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// How often each side of a pair is run.
    pub(super) rounds: usize,
    /// Requests in a run of unary calls.
    pub(super) requests: u64,
    /// Records in an import that is compared with bare inserts.
    pub(super) import: usize,
    /// Records in the import whose memory, feed and start are looked at.
    pub(super) large_import: usize,
    /// Assignments in a pull that is compared with bare inserts.
    pub(super) pull: u64,
    /// Assignments of the month that is ranked.
    pub(super) month: u64,
    /// Assignments of the month that it is compared with.
    pub(super) small_month: u64,
}

impl Scale {
    pub(super) const fn sizes(self) -> Sizes {
        match self {
            Scale::Small => Sizes {
                rounds: 3,
                requests: 20_000,
                import: 20_000,
                large_import: 50_000,
                pull: 10_000,
                month: 50_000,
                small_month: 5_000,
            },
            Scale::Usual => Sizes {
                rounds: 5,
                requests: 100_000,
                import: 100_000,
                large_import: 500_000,
                pull: 100_000,
                month: 1_000_000,
                small_month: 100_000,
            },
            Scale::Full => Sizes {
                rounds: 5,
                requests: 200_000,
                import: 1_000_000,
                large_import: 10_000_000,
                pull: 1_000_000,
                month: 10_000_000,
                small_month: 100_000,
            },
        }
    }
}

/// A count as people say it: `100 k`, `10 M`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count(pub(super) u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count(count) = *self;
        if count != 0 && count % 1_000_000 == 0 {
            write!(f, "{} M", count / 1_000_000)
        } else if count != 0 && count % 1_000 == 0 {
            write!(f, "{} k", count / 1_000)
        } else {
            write!(f, "{count}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_as_people_say_them() {
        for (count, said) in [
            (0, "0"),
            (999, "999"),
            (5_000, "5 k"),
            (1_500_000, "1500 k"),
            (10_000_000, "10 M"),
        ] {
            assert_eq!(Count(count).to_string(), said);
        }
    }
}
