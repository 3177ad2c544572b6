//! The intake service of a citizen hotline.

pub mod domain;
