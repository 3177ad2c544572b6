//! Tests of the store on a temporary SQLite file.

mod book;
mod corrupt;
mod feed;
mod paging;
mod replay;
mod round_trip;
mod sample;
mod timeline;
