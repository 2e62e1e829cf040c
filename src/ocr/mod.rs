//! A page that is a picture → the glyphs and ruling lines on it, by an engine of optical recognition.
//!
//! What is ours is where things stand: the page is put straight, its ruling lines and marks are found in the ink, and
//! the engine is shown one line of one cell at a time. What it answers is never more than likely: arithmetic tells
//! which of its figures to trust.

mod across;
mod alike;
mod brackets;
mod cache;
mod codes;
mod columns;
mod digits;
mod draft;
mod engine;
mod figures;
mod hidden;
mod ink;
mod letters;
mod looks;
mod marks;
mod page;
mod rules;
mod skew;
mod stamps;
mod tesseract;
mod text;
mod units;
mod words;
mod years;

pub use across::settle_across;
pub use cache::Cached;
pub use engine::{Engine, LinePicture, Script, Symbol, engine};
pub use page::{ReadLine, ReadSymbol, Recognised, recognise};
pub use tesseract::{Tesseract, hocr};
pub use words::Words;
