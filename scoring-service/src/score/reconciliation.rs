//! The sums that must come out before a month is sealed, each term named (design §4, Reconciliation).

use hotline_common::time::{Day, Month};
use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::ranking::Ranking;
use super::tallies::Tallies;
use super::words::Disposition;

/// A sum that must come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Which one.
    pub name: IdentityName,
    /// What is to be explained.
    pub left: Term,
    /// What it is made of.
    pub right: Vec<Term>,
    /// Whether it comes out.
    pub holds: bool,
}

/// A named number of an identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What is counted.
    pub name: String,
    /// How many.
    pub value: i64,
}

/// The identities by name; a caller accepts a broken one by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IdentityName {
    /// Calls = answered + called back + unreached + still open.
    Calls,
    /// Orders received = handled directly + transferred + pending.
    Orders,
    /// Transferred orders = in the cohort + taken away + first assigned later.
    TransferredOrders,
    /// Orders of the cohort = received in the month + carried in.
    CohortOrders,
    /// All volume = the groups' volumes, and that of duplicates where these count once.
    GroupVolumes,
    /// The tallies equal the facts.
    TalliesEqualFacts,
    /// The feed is caught up to the head seen at the start.
    FeedCaughtUp,
}

impl IdentityName {
    /// Every name, in the order in which they are printed.
    pub const ALL: &'static [IdentityName] = &[
        IdentityName::Calls,
        IdentityName::Orders,
        IdentityName::TransferredOrders,
        IdentityName::CohortOrders,
        IdentityName::GroupVolumes,
        IdentityName::TalliesEqualFacts,
        IdentityName::FeedCaughtUp,
    ];

    /// Its name as it is printed and accepted by.
    pub const fn name(self) -> &'static str {
        match self {
            IdentityName::Calls => "calls",
            IdentityName::Orders => "orders",
            IdentityName::TransferredOrders => "transferred-orders",
            IdentityName::CohortOrders => "cohort-orders",
            IdentityName::GroupVolumes => "group-volumes",
            IdentityName::TalliesEqualFacts => "tallies-equal-facts",
            IdentityName::FeedCaughtUp => "feed-caught-up",
        }
    }
}

/// Two positions in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedPosition {
    /// Through which sequence number the tallies know the feed.
    pub pulled: i64,
    /// The head seen at the start.
    pub head: i64,
}

/// Every identity of a month, whether it comes out or not. `differing_tallies` is how many rows
/// differ from those rebuilt from the facts.
pub fn reconcile(
    tallies: &Tallies,
    ranking: &Ranking,
    differing_tallies: i64,
    feed: FeedPosition,
) -> Vec<Identity> {
    let (month, day) = (ranking.month, ranking.day);
    let groups = ranking
        .groups
        .iter()
        .map(|group| term(group.group.name(), group.volume()));
    let duplicates = ranking
        .duplicates
        .map(|count| term("of duplicates, counted once", count));
    let mut identities = from_tallies(tallies, month, day);
    identities.extend([
        sum(
            IdentityName::GroupVolumes,
            term("volume", tallies.city(month, Measure::CityVolume, day)),
            groups.chain(duplicates).collect(),
        ),
        sum(
            IdentityName::TalliesEqualFacts,
            term("differing tallies", differing_tallies),
            vec![],
        ),
        Identity {
            name: IdentityName::FeedCaughtUp,
            left: term("head of the feed at the start", feed.head),
            // Pulling goes on meanwhile; what is beyond that head is no part of the sum.
            right: vec![term("pulled up to it", feed.pulled.min(feed.head))],
            holds: feed.head <= feed.pulled,
        },
    ]);
    identities
}

fn from_tallies(tallies: &Tallies, month: Month, day: Day) -> Vec<Identity> {
    let city = |name: &str, measure| term(name, tallies.city(month, measure, day));
    let disposed = |name: &str, disposition| city(name, Measure::OrdersDisposed(disposition));
    vec![
        sum(
            IdentityName::Calls,
            city("calls", Measure::Calls),
            vec![
                city("answered", Measure::CallsAnswered),
                city("called back", Measure::CallsCalledBack),
                city("unreached", Measure::CallsUnreached),
                city("still open", Measure::CallsOpen),
            ],
        ),
        sum(
            IdentityName::Orders,
            city("orders received", Measure::OrdersReceived),
            vec![
                disposed("handled directly", Disposition::HandledDirectly),
                disposed("transferred", Disposition::Transferred),
                disposed("pending", Disposition::Pending),
            ],
        ),
        sum(
            IdentityName::TransferredOrders,
            disposed("transferred orders", Disposition::Transferred),
            vec![
                city("in the month's cohort", Measure::TransferredInCohort),
                city(
                    "sent back or withdrawn and not assigned again in the month",
                    Measure::TransferredTakenAway,
                ),
                city("first assigned after the month", Measure::TransferredLater),
            ],
        ),
        sum(
            IdentityName::CohortOrders,
            city("orders of the month's cohort", Measure::CohortOrders),
            vec![
                city("received in the month", Measure::CohortReceived),
                city("carried in from earlier months", Measure::CohortCarriedIn),
            ],
        ),
    ]
}

fn sum(name: IdentityName, left: Term, right: Vec<Term>) -> Identity {
    let holds = left.value == right.iter().map(|term| term.value).sum::<i64>();
    Identity {
        name,
        left,
        right,
        holds,
    }
}

fn term(name: &str, value: i64) -> Term {
    Term {
        name: name.to_owned(),
        value,
    }
}
