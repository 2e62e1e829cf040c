//! The seam to engines of optical recognition: pictures of lines in, characters out.

use super::cache::Cached;
use super::tesseract::Tesseract;
use crate::ingest::Picture;
use crate::sheet::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// How a line is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Japanese, left to right.
    Japanese,
    /// Japanese, top to bottom; engines that cannot read it answer nothing.
    Vertical,
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

impl Symbol {
    /// Makes it another character; what it was taken for is the first that it may be, too. `false` where it is that one.
    pub(super) fn becomes(&mut self, other: char) -> bool {
        if self.text == other {
            return false;
        }
        let before = std::mem::replace(&mut self.text, other);
        self.others.retain(|c| *c != other);
        self.others.insert(0, before);
        true
    }
}

/// What they were taken for.
pub(super) fn text(symbols: &[Symbol]) -> Vec<char> {
    symbols.iter().map(|symbol| symbol.text).collect()
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

/// The engine of that name; its answers are kept in a folder, if there is one.
///
/// # Errors
/// `configuration`, where there is none of that name, or it is not installed.
pub fn engine(name: &str, kept_in: Option<&Path>) -> Result<Arc<dyn Engine>, Error> {
    let engine = match name {
        "tesseract" => Tesseract::find()?,
        _ => {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("文字認識 {name} はありません。tesseract が使えます"),
                format!("there is no engine {name} of optical recognition; there is tesseract"),
            ));
        }
    };
    Ok(match kept_in {
        Some(folder) => Arc::new(Cached::new(engine, folder)),
        None => Arc::new(engine),
    })
}
