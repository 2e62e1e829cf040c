//! Documents → a database, in one transaction that can be repeated without harm.
//!
//! What is told of a document (its rows, their digest) knows no database; a [`Database`] knows no documents.

mod database;
mod postgres;
mod run;
mod schema;
mod sqlite;
mod target;
mod told;

pub use database::{Database, State};
pub use run::{Item, Outcome, Plan, Report, run};
pub use target::{Target, Wish};
pub use told::{Content, Told};

/// The schema of a database of many schemas, where no other is named.
pub const SCHEMA: &str = "kanrihyo";
