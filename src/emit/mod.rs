//! Wire types, schemas and writers; the only serialisation of results.

pub mod json;
pub mod schema;
pub mod svg;
pub mod wire;
