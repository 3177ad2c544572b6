//! x

pub(in crate::api) mod decode;
mod encode;
