//! Wrong fields of intake's requests.

mod beside;
mod calls;
mod orders;
mod pages;
mod registry;

use hotline_tests::pair::IntakeClients;
use prost_types::Timestamp;

use super::Refusals;
use crate::support::{scene, start_intake};

const FUTURE: &str = "2999-01-01T00:00:00Z";

/// `seconds` or `nanos` that no time has.
const OUT_OF_RANGE: [Timestamp; 4] = [
    Timestamp {
        seconds: i64::MAX,
        nanos: 0,
    },
    Timestamp {
        seconds: i64::MIN,
        nanos: 0,
    },
    Timestamp {
        seconds: 0,
        nanos: -1,
    },
    Timestamp {
        seconds: 0,
        nanos: 1_000_000_000,
    },
];

#[tokio::test]
async fn every_wrong_field_is_named_and_nothing_is_written() {
    let (intake, _directory) = start_intake().await;
    let clients = IntakeClients::new(&intake);
    let scene = scene::set(&clients).await;
    let before = clients.head().await.expect("a head");

    let mut refusals = Refusals::default();
    registry::registry(&mut refusals, &clients).await;
    calls::calls(&mut refusals, &clients, &scene).await;
    orders::orders(&mut refusals, &clients).await;
    orders::assignments(&mut refusals, &clients).await;
    beside::beside(&mut refusals, &clients, &scene).await;
    pages::pages_and_cursors(&mut refusals, &clients).await;

    let after = clients.head().await.expect("a head");
    assert_eq!(before, after, "nothing was written");
    refusals.assert_none();
}
