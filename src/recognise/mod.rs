//! Layout × profiles → [`Document`](crate::sheet::Document): competing readings are kept,
//! ranked, and settled by arithmetic.

pub mod assemble;
pub mod raw;
pub mod text;
