//! Things that come in any order and are taken in theirs.

use super::store::{cannot_write, persist, unfinished};
use crate::sheet::Error;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// Things that are numbered from 0: each has its turn when all before it have come.
#[derive(Debug)]
pub struct InTurn<T> {
    next: usize,
    waiting: BTreeMap<usize, T>,
}

impl<T> Default for InTurn<T> {
    fn default() -> Self {
        Self { next: 0, waiting: BTreeMap::new() }
    }
}

impl<T> InTurn<T> {
    /// Takes thing `number`, and gives those whose turn has come.
    pub fn put(&mut self, number: usize, thing: T) -> Vec<T> {
        self.waiting.insert(number, thing);
        let mut ready = Vec::new();
        while let Some(thing) = self.waiting.remove(&self.next) {
            ready.push(thing);
            self.next += 1;
        }
        ready
    }
}

/// A file whose parts are numbered from 0; only those that wait for an earlier one are held in memory.
pub(super) struct Ordered {
    target: PathBuf,
    file: BufWriter<NamedTempFile>,
    waiting: InTurn<String>,
}

impl Ordered {
    /// Begins a file that becomes visible with [`Ordered::finish`].
    ///
    /// # Errors
    /// `write`.
    pub(super) fn create(target: PathBuf) -> Result<Self, Error> {
        let folder = target.parent().map(PathBuf::from).unwrap_or_default();
        let file = unfinished(&folder).map_err(|e| cannot_write(&target, &e))?;
        Ok(Self { target, file: BufWriter::new(file), waiting: InTurn::default() })
    }

    /// Takes part `number`.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn put(&mut self, number: usize, text: String) -> Result<(), Error> {
        for text in self.waiting.put(number, text) {
            self.file.write_all(text.as_bytes()).map_err(|e| cannot_write(&self.target, &e))?;
        }
        Ok(())
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn finish(self) -> Result<(), Error> {
        let written = self.file.into_inner().map_err(io::IntoInnerError::into_error);
        written.and_then(|file| persist(file, &self.target)).map_err(|e| cannot_write(&self.target, &e))
    }
}

#[cfg(test)]
mod tests {
    use super::Ordered;

    #[test]
    fn parts_are_written_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("lines");
        let mut file = Ordered::create(target.clone()).unwrap();
        for number in [2, 0, 3, 1] {
            file.put(number, format!("{number}\n")).unwrap();
        }
        assert!(!target.exists());
        file.finish().unwrap();
        assert_eq!(std::fs::read_to_string(target).unwrap(), "0\n1\n2\n3\n");
    }
}
