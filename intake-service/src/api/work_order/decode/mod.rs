//! Work orders and what happens to them, from the wire.

pub(in crate::api) mod assignment;
pub(in crate::api) mod correction;
mod deadline;
pub(in crate::api) mod exclusion;
pub(in crate::api) mod extension;
pub(in crate::api) mod list;
pub(in crate::api) mod order;
pub(in crate::api) mod supervision;
pub(in crate::api) mod visit;
