//! Tests of the store on a database of their own.

mod book;
mod corrections;
mod corrupt;
mod deadlines;
mod feed;
mod filtering;
mod listed;
mod paging;
mod plans;
mod plans_postgres;
mod replay;
mod round_trip;
mod sample;
mod sealing_keys;
mod timeline;
