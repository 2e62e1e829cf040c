//! What earlier runs into the same folder have done, so that it is not done again.

use super::store::cannot_write;
use crate::emit::wire::{ManifestLine, Status, Tool};
use crate::sheet::Error;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Lines of the finished run before, overlaid by those of one that was stopped.
pub(super) struct Ledger {
    lines: BTreeMap<String, ManifestLine>,
    journal: PathBuf,
}

impl Ledger {
    /// Reads what is there; a torn last line of a killed run is passed over.
    pub(super) fn open(manifest: &Path, journal: PathBuf) -> Self {
        let mut lines = BTreeMap::new();
        for file in [manifest, &journal] {
            let text = fs::read_to_string(file).unwrap_or_default();
            for line in text.lines().filter_map(|line| serde_json::from_str::<ManifestLine>(line).ok()) {
                lines.insert(line.path.clone(), line);
            }
        }
        Self { lines, journal }
    }

    /// The earlier line of an input that was read and has not changed since, neither it nor what reads it.
    pub(super) fn unchanged(&self, path: &str, sha256: &str, settings: &str) -> Option<&ManifestLine> {
        self.lines.get(path).filter(|line| {
            line.status != Status::Failed
                && line.sha256.as_deref() == Some(sha256)
                && line.settings == settings
                && line.tool == Tool::this()
        })
    }

    /// The earlier line of a path.
    pub(super) fn before(&self, path: &str) -> Option<&ManifestLine> {
        self.lines.get(path)
    }

    /// The file in which a run notes what it has done, until its manifest is complete.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn journal(&self) -> Result<Journal, Error> {
        let path = self.journal.clone();
        let open = File::options().create(true).append(true).open(&path);
        let mut file = open.map_err(|e| cannot_write(&path, &e))?;
        // Ends a torn line, should a killed run have left one.
        file.write_all(b"\n").map_err(|e| cannot_write(&path, &e))?;
        Ok(Journal { path, file })
    }
}

/// See [`Ledger::journal`].
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Notes an input that is done.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn note(&mut self, line: &str) -> Result<(), Error> {
        self.file.write_all(line.as_bytes()).map_err(|e| cannot_write(&self.path, &e))
    }

    /// The manifest is complete.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|e| cannot_write(&self.path, &e))
    }
}
