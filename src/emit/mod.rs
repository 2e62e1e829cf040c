//! Wire types, schemas and writers; the only serialisation of results.

pub mod csv;
pub mod json;
pub mod keys;
mod language;
mod listed;
pub mod marked;
pub mod report;
mod rule;
pub mod sarif;
pub mod schema;
pub mod svg;
mod tape;
pub mod warehouse;
pub mod wire;
pub mod worker;
pub mod xlsx;

pub use language::Language;
pub use rule::Rule;

/// Marks that turn round what stands after them, on a terminal or in a picture: Unicode's explicit embeddings,
/// overrides and isolates.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
