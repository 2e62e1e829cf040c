//! Reading PDFs: small files made here for one property each, and real ones where they are at hand.

// A helper that fails must stop its test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod boxes;
mod decoding;
#[path = "../support/make.rs"]
mod make;
mod refusals;
mod shared;
mod text;
