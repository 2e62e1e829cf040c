//! Documents for the tests of the rules: made from a small notation, and from truth files.

// A wrong notation or truth file stops the test with its line.
#![allow(clippy::unwrap_used, clippy::panic)]

pub mod make;
pub mod notation;
pub mod truth;
