//! Whether a database has the tables, what must be done so that it has, and the statements that every database shares.

use crate::emit::warehouse::Table;
use crate::emit::warehouse::sql::{self, Dialect, Stored, VERSION, VERSION_TABLE, list, quoted};
use crate::sheet::{Error, ErrorKind};
use std::collections::{BTreeMap, BTreeSet};

/// What a database has.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its tables and their columns.
    pub(super) columns: BTreeMap<String, BTreeSet<String>>,
    /// The version of our schema, which program made it, and its digest.
    pub(super) version: Option<(i32, String, String)>,
}

/// A statement that makes the schema or brings it up to date.
pub(super) struct Step(pub(super) String);

/// What must be done with a database before rows are put into it; nothing where the schema is as it should be.
///
/// # Errors
/// `configuration`, where another or a newer program has made the tables.
pub(super) fn steps(dialect: Dialect, found: Found) -> Result<Vec<Step>, Error> {
    let ours = || std::iter::once(VERSION_TABLE.to_owned()).chain(Stored::all().map(Stored::name));
    let Some((version, tool, digest)) = found.version else {
        if let Some(taken) = ours().find(|name| found.columns.contains_key(name)) {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!(
                    "表 {taken} がすでにありますが、このプログラムのものではありません。別のスキーマかファイルを指定してください"
                ),
                format!("there is a table {taken} that this program has not made; name another schema or file"),
            ));
        }
        return Ok(sql::tables(dialect).into_iter().chain(sql::upon(dialect)).map(Step).collect());
    };
    let unknown = Stored::all().find_map(|stored| {
        let known: BTreeSet<&str> = stored.columns(dialect).iter().map(|(name, _)| *name).collect();
        let columns = found.columns.get(&stored.name())?;
        columns.iter().find(|name| !known.contains(name.as_str())).map(|name| format!("{}.{name}", stored.name()))
    });
    if version > VERSION || unknown.is_some() {
        let what = unknown.unwrap_or_else(|| version.to_string());
        return Err(Error::new(
            ErrorKind::Configuration,
            format!("このデータベースは新しい版 {tool} が作ったものです ({what})。プログラムを更新してください"),
            format!("this database was made by the newer {tool} ({what}); update the program"),
        ));
    }
    if digest == sql::digest(dialect) && Stored::all().all(|stored| lacking(dialect, stored, &found.columns).is_empty())
    {
        return Ok(Vec::new());
    }
    let mut added = Vec::new();
    for stored in Stored::all() {
        for (name, rest) in lacking(dialect, stored, &found.columns) {
            // Rows that are there already have nothing to say in it.
            let rest = rest.trim_end_matches(" NOT NULL");
            added.push(format!("ALTER TABLE {} ADD COLUMN {} {rest}", quoted(&stored.name()), quoted(name)));
        }
    }
    if !added.is_empty() {
        // What is there is loaded anew when it comes by.
        added.push(format!("UPDATE {} SET digest = ''", quoted(Table::Document.name())));
    }
    let mut steps = sql::remove(dialect);
    steps.extend(added);
    steps.extend(sql::upon(dialect));
    Ok(steps.into_iter().map(Step).collect())
}

/// The columns that a table should have and has not.
fn lacking(
    dialect: Dialect,
    stored: Stored,
    found: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<(&'static str, String)> {
    let has = |name: &str| found.get(&stored.name()).is_some_and(|columns| columns.contains(name));
    stored.columns(dialect).into_iter().filter(|(name, _)| !has(name)).collect()
}

/// The digest of a document's current rows.
pub(super) const CURRENT: &str = "SELECT digest FROM document WHERE document_id = $1";

/// What took the place of a document that is past, if that was another one.
pub(super) const SUPERSEDED: &str =
    "SELECT superseded_by FROM document_past WHERE document_id = $1 ORDER BY recorded_to DESC LIMIT 1";

/// Documents of a publisher, an edition and a file name, and their sheets.
pub(super) const CANDIDATES: &str = "\
SELECT d.document_id, s.sheet_id FROM document d JOIN sheet s ON s.document_id = d.document_id
WHERE d.publisher = $1 AND d.published_year = $2 AND d.name = $3";

/// How the rows that a document has in a table become past.
pub(super) struct Retiring {
    /// Keeps them; of a document and, if `names_successor`, what took its place.
    pub(super) keep: String,
    /// Removes them from the current ones; of a document.
    pub(super) delete: String,
    /// Whether the rows say what took their place.
    pub(super) names_successor: bool,
}

/// How all rows of a document become past at a moment, which the database itself has told; that of the document last.
pub(super) fn retire(now: &str) -> Vec<Retiring> {
    let one = |table: Table| {
        let own: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let (own, name) = (list(&own), quoted(table.name()));
        let past = quoted(&Stored { table, is_past: true }.name());
        let names_successor = table == Table::Document;
        let keep = if names_successor {
            format!(
                "WITH one AS (SELECT * FROM {name} WHERE document_id = $1) \
                 INSERT INTO {past} ({own}, digest, recorded_from, recorded_to, superseded_by) \
                 SELECT {own}, digest, recorded_from, '{now}', $2 FROM one"
            )
        } else {
            format!(
                "INSERT INTO {past} ({own}, recorded_from, recorded_to) \
                 SELECT {own}, (SELECT recorded_from FROM document WHERE document_id = $1), '{now}' \
                 FROM {name} WHERE document_id = $1"
            )
        };
        Retiring { keep, delete: format!("DELETE FROM {name} WHERE document_id = $1"), names_successor }
    };
    Table::ALL.into_iter().rev().map(one).collect()
}
