//! What a finished run has left in its folder, for whoever goes on with it.

use super::run::is_result;
use crate::emit::wire::{Finding, FindingLine, ManifestLine};
use crate::sheet::{Error, ErrorKind};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A document that a run has written.
#[derive(Debug)]
pub struct Stored {
    /// Its file.
    pub path: PathBuf,
    /// SHA-256 of its source.
    pub sha256: String,
    /// What compares it with other editions, which its file does not say.
    pub between: Vec<Finding>,
}

/// The folder of a run that is meant: itself, or the one around its `warehouse`; `None` where no run has written there.
pub fn folder_of(path: &Path) -> Option<PathBuf> {
    let is_run =
        |folder: &Path| ["manifest.ndjson", "manifest.ndjson.partial"].iter().any(|name| folder.join(name).is_file());
    let real = path.canonicalize().ok().filter(|real| real.is_dir())?;
    let around = || real.parent().filter(|_| real.file_name().is_some_and(|name| name == "warehouse"));
    if is_run(path) { Some(path.to_path_buf()) } else { around().filter(|it| is_run(it)).map(Path::to_path_buf) }
}

/// The documents of the run that wrote into `folder`, each once, in the order of its inputs.
///
/// # Errors
/// `damaged`, where the run has not come to its end or its files were changed; `unreadable`.
pub fn results(folder: &Path) -> Result<Vec<Stored>, Error> {
    if folder.join("manifest.ndjson.partial").exists() {
        let (ja, en) = (
            "このフォルダの migrate は終わっていません (実行中か、途中で止まりました)。同じ migrate をもう一度実行して終わらせてください",
            "migrate has not finished in this folder: it is running, or was stopped; run the same migrate again to finish it",
        );
        return Err(Error::new(ErrorKind::Damaged, ja, en).with_path(folder.to_string_lossy()));
    }
    let mut stored: Vec<Stored> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    // How many lines of the findings are the documents' own; of copies each has its own lines.
    let mut own: BTreeMap<String, u64> = BTreeMap::new();
    each(&folder.join("manifest.ndjson"), |line: ManifestLine| {
        let (Some(sha256), Some(document)) = (line.sha256, line.document.filter(|path| is_result(path))) else {
            return;
        };
        let found = line.counts.findings;
        *own.entry(sha256.clone()).or_default() += found.confirmed + found.possible + found.unverifiable;
        if !places.contains_key(&sha256) {
            places.insert(sha256.clone(), stored.len());
            stored.push(Stored { path: folder.join(document), sha256, between: Vec::new() });
        }
    })?;
    each(&folder.join("findings.ndjson"), |line: FindingLine| match own.get_mut(&line.document) {
        Some(left @ 1..) => *left -= 1,
        Some(0) => {
            let place = places.get(&line.document).and_then(|place| stored.get_mut(*place));
            place.into_iter().for_each(|stored| stored.between.push(line.finding.clone()));
        }
        None => {}
    })?;
    if own.values().any(|left| *left > 0) {
        let (ja, en) = (
            "findings.ndjson が manifest.ndjson と合いません。migrate をもう一度実行してください",
            "findings.ndjson does not go with manifest.ndjson; run migrate again",
        );
        return Err(Error::new(ErrorKind::Damaged, ja, en).with_path(folder.to_string_lossy()));
    }
    Ok(stored)
}

/// The records of a file, one after another.
fn each<T: serde::de::DeserializeOwned>(path: &Path, mut take: impl FnMut(T)) -> Result<(), Error> {
    let cannot = |error: io::Error| {
        let (ja, en) = (format!("読めません: {error}"), format!("cannot be read: {error}"));
        Error::new(ErrorKind::Unreadable, ja, en).with_path(path.to_string_lossy())
    };
    for (number, line) in BufReader::new(File::open(path).map_err(cannot)?).lines().enumerate() {
        let record = serde_json::from_str(&line.map_err(cannot)?).map_err(|error| {
            let number = number + 1;
            Error::new(
                ErrorKind::Damaged,
                format!("{number} 行目が壊れています: {error}。migrate をもう一度実行してください"),
                format!("line {number} is broken: {error}; run migrate again"),
            )
            .with_path(path.to_string_lossy())
        })?;
        take(record);
    }
    Ok(())
}
