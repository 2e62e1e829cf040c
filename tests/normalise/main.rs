//! Printed strings and what they mean.

#![allow(clippy::unwrap_used, clippy::panic)]

mod properties;
mod surroundings;
mod table;
