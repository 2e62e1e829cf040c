//! The seam to engines of optical recognition: pictures of lines in, characters out.

use crate::ingest::Picture;
use crate::sheet::Error;
use serde::{Deserialize, Serialize};

/// How a line is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Japanese, left to right.
    Japanese,
    /// One Japanese character.
    Character,
    /// A Latin letter or a digit.
    Letter,
    /// Digits and the points between them.
    Digits,
}

/// A line of text as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePicture {
    /// Dark on light, the line as high as most, with paper around it.
    pub picture: Picture,
    /// How it is to be read.
    pub script: Script,
}

/// A character that was recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Symbol {
    /// What it was taken for.
    pub text: char,
    /// How sure the engine is, 0 to 1.
    pub confidence: f64,
    /// What else it may be, likeliest first.
    pub others: Vec<char>,
}

/// An engine of optical recognition.
pub trait Engine: std::fmt::Debug + Send + Sync {
    /// What it is: name, version, languages. Whatever changes its answers changes this text.
    fn identity(&self) -> &str;

    /// The characters of each line, in the order of the lines; an empty list where it sees none.
    ///
    /// # Errors
    /// Where it cannot be asked, or takes too long.
    fn recognise(&self, lines: &[LinePicture]) -> Result<Vec<Vec<Symbol>>, Error>;
}
