//! Tests of the store on a temporary SQLite file.

mod book;
mod corrections;
mod corrupt;
mod deadlines;
mod feed;
mod filtering;
mod listed;
mod paging;
mod plans;
mod replay;
mod round_trip;
mod sample;
mod timeline;
