//! The warehouse: documents as rows of six tables, and what describes them.
//!
//! A column is told once, beside what stands in it ([`document`], [`sheet`], [`indicator`], [`observation`], [`score`],
//! [`finding`]); Parquet, databases, the data package and the dictionary all read it there.

mod column;
mod common;
mod document;
mod finding;
mod frame;
mod indicator;
mod observation;
mod package;
mod parquet;
mod read;
mod score;
mod sheet;
pub mod sql;
mod stream;
mod table;
mod tell;

pub use column::{Cell, Column, Kind, PRECISION, SCALE};
pub use frame::{Frame, schema};
pub use package::{Resource, dictionary, json_schema, package};
pub use parquet::Writer;
pub use read::read;
pub use stream::{Stream, between, of_document, streams};
pub use table::{Reference, Table};
pub use tell::{Heading, Put, Teller, publisher, tell};
