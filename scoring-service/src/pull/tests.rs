//! Pulling: applying events to the store, and following a feed.

mod applying;
mod corrections;
mod following;
mod replicas;
mod splitting;
mod upgrading;
