//! What a form looks like, as data (`profiles/*.toml`).

mod text_order;

pub use text_order::{LabelId, TextOrder, Torn};
