//! Bytes → pages of glyphs, rules, fills and images (PDF) or decoded text with page spans.
//!
//! One file an input format. Limits and repair live here; nothing further down sees bytes.

pub mod html;
pub mod page;
pub mod pdf;
pub mod tabbed;
pub mod tabular;
pub mod text;
pub mod xlsx;

mod limits;
mod picture;
mod sniff;

pub use limits::{Limit, Limits};
pub use page::{Decoding, Fill, Glyph, GlyphText, Page, Rule, RuleSource, Writing};
pub use picture::Picture;
pub use sniff::{Format, sniff};

/// How an input is opened, whatever its format.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The user or owner password of a PDF; without one the empty password is tried.
    pub password: Option<String>,
    /// How much an input may have of each.
    pub limits: Limits,
}
