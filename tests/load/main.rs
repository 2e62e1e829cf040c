//! `load`: what is in the database afterwards, whatever happens on the way.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod bench;
#[cfg(feature = "system-tests")]
mod duckdb;
#[cfg(all(unix, feature = "system-tests"))]
mod postgres;
#[cfg(feature = "system-tests")]
#[path = "../support/python.rs"]
mod python;
#[cfg(all(unix, feature = "system-tests"))]
mod server;
mod sqlite;
