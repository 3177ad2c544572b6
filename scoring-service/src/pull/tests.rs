//! Pulling: applying events to the store, and following a feed.

mod applying;
mod following;
mod splitting;
