//! What the demo, the bench and the integration tests of the hotline share: the month of June 2015 as single records, the
//! services as processes, and the comparison with what was published.

pub mod figures;
pub mod june;
pub mod pocket;

pub mod client;
pub mod pair;
pub mod postgres;
pub mod service;

pub mod bench;
pub mod compare;
pub mod load;
pub mod policy;
pub mod report;
