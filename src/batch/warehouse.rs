//! The warehouse of a run, out of the documents that the run has written.

use super::store::{cannot_write, persist, sweep, unfinished, write_atomic};
use crate::emit::json;
use crate::emit::warehouse::{self, Resource, Table, Writer};
use crate::emit::wire::{Document, Finding, FindingLine, ManifestLine};
use crate::sheet::{Error, ErrorKind, hex};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where the rows of a document stand among those of others: by edition, publisher and document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shelf {
    edition: Option<i32>,
    publisher: Option<String>,
    document: String,
}

impl Shelf {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            edition: document.form.fiscal_year,
            publisher: warehouse::publisher(&document.form).map(str::to_owned),
            document: document.source.sha256.clone(),
        }
    }
}

/// Writes the tables, `load.sql` and `datapackage.json`; `between` are the findings that compare editions.
///
/// # Errors
/// `write`, where a file cannot be written; `not-a-document`, where a document of the run was changed meanwhile.
pub(super) fn write(
    out: &Path,
    lines: &[ManifestLine],
    shelves: Vec<Shelf>,
    between: &[FindingLine],
) -> Result<(), Error> {
    let folder = out.join("warehouse");
    fs::create_dir_all(&folder).map_err(|e| cannot_write(&folder, &e))?;
    sweep(&folder);
    let stored: BTreeMap<&str, &str> =
        lines.iter().rev().filter_map(|line| Some((line.sha256.as_deref()?, line.document.as_deref()?))).collect();
    let mut compared: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for line in between {
        compared.entry(&line.document).or_default().push(&line.finding);
    }
    // Of copies the rows stand once.
    let mut editions: BTreeMap<Option<i32>, BTreeSet<Shelf>> = BTreeMap::new();
    for shelf in shelves {
        editions.entry(shelf.edition).or_default().insert(shelf);
    }
    let one = editions.len() < 2;
    if editions.is_empty() {
        editions.insert(None, BTreeSet::new());
    }
    let mut finished = Vec::new();
    for (edition, shelves) in editions {
        let suffix = match edition {
            _ if one => String::new(),
            Some(year) => format!("-{year}"),
            None => String::from("-unknown"),
        };
        let mut tables = Tables::create(&folder, &suffix)?;
        for shelf in shelves {
            let Some(path) = stored.get(shelf.document.as_str()).map(|path| out.join(path)) else { continue };
            let between = compared.get(shelf.document.as_str()).map(Vec::as_slice).unwrap_or_default();
            let told = fs::read(&path)
                .map_err(|e| cannot_read(&e))
                .and_then(|text| warehouse::read(&text, between, &mut |table, row| tables.push(table, row)));
            told.map_err(|error| error.with_path(path.to_string_lossy()))?;
        }
        finished.extend(tables.end()?);
    }
    replace(out, &folder, finished)
}

/// Puts the finished files in their places, away with those of other editions, and says what there is.
fn replace(out: &Path, folder: &Path, finished: Vec<Finished>) -> Result<(), Error> {
    let mut resources: Vec<Resource> = Vec::new();
    for Finished { file, resource } in finished {
        let path = out.join(&resource.path);
        persist(file, &path).map_err(|e| cannot_write(&path, &e))?;
        resources.push(resource);
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_current = resources.iter().any(|resource| resource.path.ends_with(&format!("/{name}")));
        if is_table(&name) && !is_current {
            fs::remove_file(entry.path()).map_err(|e| cannot_write(&entry.path(), &e))?;
        }
    }
    write_atomic(&folder.join("load.sql"), warehouse::sql::duckdb_load().as_bytes())?;
    resources.sort_by_key(|resource| resource.table);
    write_atomic(&out.join("datapackage.json"), json::pretty(&warehouse::package(&resources)).as_bytes())
}

/// Whether a file is one that an earlier run wrote for an edition.
fn is_table(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".parquet") else { return false };
    let tail = Table::ALL.iter().find_map(|table| stem.strip_prefix(table.name()));
    let edition =
        |tail: &str| tail == "-unknown" || tail.strip_prefix('-').is_some_and(|year| year.parse::<u16>().is_ok());
    tail.is_some_and(|tail| tail.is_empty() || edition(tail))
}

fn cannot_read(error: &io::Error) -> Error {
    Error::new(
        ErrorKind::Write,
        format!("書いたばかりの文書を読めません: {error}"),
        format!("the document that was just written cannot be read: {error}"),
    )
}

/// The files of an edition while they are written.
struct Tables {
    tables: BTreeMap<Table, Begun>,
    suffix: String,
}

struct Begun {
    path: PathBuf,
    writer: Writer<BufWriter<Summed>>,
}

/// A file that is whole but not in its place yet.
struct Finished {
    file: NamedTempFile,
    resource: Resource,
}

impl Tables {
    fn create(folder: &Path, suffix: &str) -> Result<Self, Error> {
        let begin = |table: Table| {
            let path = folder.join(format!("{}{suffix}.parquet", table.name()));
            let file = unfinished(folder).map_err(|e| cannot_write(&path, &e))?;
            let out = Summed { file, bytes: 0, sum: Sha256::new() };
            let writer = Writer::new(table, BufWriter::new(out)).map_err(|e| e.with_path(path.to_string_lossy()))?;
            Ok((table, Begun { path, writer }))
        };
        Ok(Self { tables: Table::ALL.into_iter().map(begin).collect::<Result<_, _>>()?, suffix: suffix.to_owned() })
    }

    fn push(&mut self, table: Table, row: &[warehouse::Cell<'_>]) -> Result<(), Error> {
        let Some(Begun { path, writer }) = self.tables.get_mut(&table) else { return Ok(()) };
        writer.push(row).map_err(|error| error.with_path(path.to_string_lossy()))
    }

    fn end(self) -> Result<Vec<Finished>, Error> {
        let suffix = self.suffix;
        let end = |(table, Begun { path, writer }): (Table, Begun)| {
            let out = writer.end().map_err(|e| e.with_path(path.to_string_lossy()))?;
            let Summed { file, bytes, sum } = out.into_inner().map_err(|e| cannot_write(&path, e.error()))?;
            let name = format!("{}{suffix}", table.name());
            let resource = Resource { table, path: format!("warehouse/{name}.parquet"), name, bytes, sha256: hex(sum) };
            Ok(Finished { file, resource })
        };
        self.tables.into_iter().map(end).collect()
    }
}

/// A file that knows its size and hash.
struct Summed {
    file: NamedTempFile,
    bytes: u64,
    sum: Sha256,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::is_table;

    #[test]
    fn only_our_own_files_go_away() {
        for name in ["sheet.parquet", "observation-2019.parquet", "score-unknown.parquet"] {
            assert!(is_table(name), "{name}");
        }
        for name in
            ["sheets.parquet", "sheet-a.parquet", "sheet評.parquet", "sheet-2019.csv", "load.sql", "-2019.parquet"]
        {
            assert!(!is_table(name), "{name}");
        }
    }
}
