//! `WorkOrderService`: work orders and all that happens to them.

pub(in crate::api) mod decode;
mod encode;
mod exclusion;
mod extension;
mod service;
