//! The intake service of a citizen hotline.

pub mod domain;
pub mod ledger;
pub mod store;
