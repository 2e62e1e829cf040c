//! Reads the performance-evaluation sheets (管理票) that Japanese public bodies publish
//! and turns them into data that a person can trust.
//!
//! The modules are the stages of one pipeline, in the order in which a document passes
//! through them; imports go only towards the top of this list (`tests/architecture.rs`
//! enforces it).

pub mod geom;
pub mod normalise;
pub mod sheet;

pub mod ingest;
pub mod layout;
pub mod profile;
pub mod rubric;

pub mod recognise;

pub mod audit;
pub mod review;

pub mod emit;

mod read;

pub use read::{Options, finish, read};

pub mod batch;
pub mod cli;
