//! The commands beside `serve`, for operators.

pub mod import;
