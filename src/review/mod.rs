//! A person's decisions about findings, kept in a file: which are known, which are wrong, what values should read.
//!
//! [`read`] reads such a file, [`settle`] holds its decisions against a document: findings that were decided about and
//! have not changed since are left out, corrected values corrected, and what follows from them judged again.

mod decision;
mod file;
mod settle;

pub use decision::{Answer, Decision, Judged, Review};
pub use file::{json_schema, read, read_one};
pub use settle::settle;
