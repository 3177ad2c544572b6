//! What both hotline services need and neither is about.

pub mod time;
