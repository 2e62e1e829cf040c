//! What must hold for any bytes, one function a stage: no panic, nothing lost, the same after a round trip.
//!
//! The fuzzer (`run.rs`) and the ordinary tests (`tests/hostile/fuzz.rs`) run the same functions; they panic where
//! something does not hold.

#![allow(clippy::unwrap_used, clippy::panic)]

mod definitions;
mod drawn;
mod input;
mod ocr;
mod results;
mod worker;

/// A target: its name, which is its folder in `corpus`, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, in the order of the pipeline.
pub const TARGETS: [Target; 12] = [
    ("pdf", input::pdf),
    ("text", input::text),
    ("html", input::html),
    ("workbook", input::workbook),
    ("layout", results::layout),
    ("ocr", ocr::ocr),
    ("normalise", results::normalise),
    ("profile", definitions::profile),
    ("rubric", definitions::rubric),
    ("recognise", results::recognise),
    ("document", results::document),
    ("worker", worker::worker),
];

/// Runs the target of that name.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    target(data);
}
