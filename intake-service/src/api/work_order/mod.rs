//! x

pub(in crate::api) mod decode;
pub(in crate::api) mod encode;
