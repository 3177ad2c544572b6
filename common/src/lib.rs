//! What both hotline services need and neither is about.

pub mod args;
pub mod db;
pub mod decode;
pub mod run;
pub mod server;
pub mod shutdown;
pub mod status;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;
