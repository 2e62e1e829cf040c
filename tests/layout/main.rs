//! Layout: synthetic pages drawn the way each producer draws them, what holds of any page, and real files
//! against their truth.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod borders;
mod contents;
mod paper;
mod properties;
mod truth;
