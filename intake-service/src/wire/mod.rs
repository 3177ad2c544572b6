//! Records that look the same in answers and in the feed, as messages: without personal data in both.

mod activity;
mod calendar;
mod registry;
