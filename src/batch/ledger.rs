//! What earlier runs into the same folder have done, so that it is not done again.

use super::store::cannot_write;
use crate::emit::wire::{ManifestLine, Status, Tool};
use crate::sheet::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Lines of the finished run before and of one that was stopped, the latest of a path last.
pub(super) struct Ledger {
    lines: BTreeMap<String, Vec<Noted>>,
    journal: PathBuf,
}

/// A line, and the means of the run that was stopped after it; none where the run was finished.
struct Noted {
    line: ManifestLine,
    means: Option<String>,
}

/// What a run notes first in its journal: with what means it works.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    means: String,
}

impl Ledger {
    /// Reads what is there; a torn last line of a killed run is passed over.
    pub(super) fn open(manifest: &Path, journal: PathBuf) -> Self {
        let mut lines: BTreeMap<String, Vec<Noted>> = BTreeMap::new();
        for file in [manifest, &journal] {
            let mut means = None;
            // A line may be torn within a character.
            for text in String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).lines() {
                if let Ok(line) = serde_json::from_str::<ManifestLine>(text) {
                    let noted = Noted { line, means: means.clone() };
                    lines.entry(noted.line.path.clone()).or_default().push(noted);
                } else if let Ok(begun) = serde_json::from_str::<Begun>(text) {
                    means = Some(begun.means);
                }
            }
        }
        Self { lines, journal }
    }

    /// The earlier line of an input that has not changed since, neither it nor what reads it. What a finished run
    /// could not read is tried again; so is, after a run that was stopped, what may be read by other `means`.
    pub(super) fn unchanged(&self, path: &str, sha256: &str, settings: &str, means: &str) -> Option<&ManifestLine> {
        let stands = |noted: &&Noted| {
            let line = &noted.line;
            line.sha256.as_deref() == Some(sha256)
                && line.settings == settings
                && line.tool == Tool::this()
                && (line.status != Status::Failed || (noted.means.as_deref() == Some(means) && !lacks_password(line)))
        };
        self.lines.get(path)?.iter().rev().find(stands).map(|noted| &noted.line)
    }

    /// The earlier lines of a path.
    pub(super) fn before(&self, path: &str) -> impl Iterator<Item = &ManifestLine> {
        self.lines.get(path).into_iter().flatten().map(|noted| &noted.line)
    }

    /// The file in which a run notes what it has done, until its manifest is complete.
    ///
    /// # Errors
    /// `write`.
    pub(super) fn journal(&self, means: &str) -> Result<Journal, Error> {
        let path = self.journal.clone();
        let open = File::options().create(true).append(true).open(&path);
        let mut journal = Journal { file: open.map_err(|e| cannot_write(&path, &e))?, path };
        let begun = serde_json::to_string(&Begun { means: means.to_owned() });
        // The first line feed ends a torn line, should a killed run have left one.
        journal.note(&format!("\n{}\n", begun.unwrap_or_default()))?;
        Ok(journal)
    }
}

/// Whether another password, which no line may tell, would help.
fn lacks_password(line: &ManifestLine) -> bool {
    line.error.as_ref().is_some_and(|error| error.kind == ErrorKind::Encrypted.name())
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
