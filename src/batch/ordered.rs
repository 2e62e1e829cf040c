//! Lines that come in any order and are written in theirs.

use super::store::{cannot_write, persist, unfinished};
use crate::sheet::Error;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// A file whose parts are numbered from 0; only those that wait for an earlier one are held in memory.
pub(super) struct Ordered {
    target: PathBuf,
    file: BufWriter<NamedTempFile>,
    next: usize,
    waiting: BTreeMap<usize, String>,
}

impl Ordered {
    /// Begins a file that becomes visible with [`Ordered::finish`].
    ///
    /// # Errors
    /// `write`.
    pub(super) fn create(target: PathBuf) -> Result<Self, Error> {
        let folder = target.parent().map(PathBuf::from).unwrap_or_default();
        let file = unfinished(&folder).map_err(|e| cannot_write(&target, &e))?;
        Ok(Self { target, file: BufWriter::new(file), next: 0, waiting: BTreeMap::new() })
    }

    /// Takes part `number`.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn put(&mut self, number: usize, text: String) -> Result<(), Error> {
        self.waiting.insert(number, text);
        while let Some(text) = self.waiting.remove(&self.next) {
            self.file.write_all(text.as_bytes()).map_err(|e| cannot_write(&self.target, &e))?;
            self.next += 1;
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
