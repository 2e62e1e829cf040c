//! SQLite: a file.

use super::database::{Candidate, Database, State};
use super::schema::{self, Found, Step};
use super::target::Wish;
use super::told::without_nul;
use crate::emit::warehouse::sql::{self, Dialect, Stored, VERSION_TABLE, list, quoted};
use crate::emit::warehouse::{Cell, Table};
use crate::sheet::{Error, ErrorKind};
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension, ToSql, params};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A file within the transaction of a load.
pub(super) struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// When this load is recorded.
    now: String,
    inserts: BTreeMap<Table, String>,
}

impl Sqlite {
    /// Opens or creates the file and begins.
    pub(super) fn begin(path: &Path, wish: &Wish<'_>) -> Result<Self, Error> {
        let failed = |error| refused(path, &error);
        let connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(wish.wait).map_err(failed)?;
        // Rows are told by their place; what a schema of the file says may not run anything.
        connection.execute_batch("PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE").map_err(failed)?;
        let mut database = Self { connection, path: path.to_path_buf(), now: String::new(), inserts: BTreeMap::new() };
        let found = database.found().map_err(failed)?;
        let steps = schema::steps(Dialect::Sqlite, found).map_err(|error| error.with_path(path.to_string_lossy()))?;
        database.prepare(&steps).map_err(failed)?;
        Ok(database)
    }

    /// What the file has.
    fn found(&self) -> rusqlite::Result<Found> {
        let mut found = Found::default();
        let mut tables = self.connection.prepare(
            "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
        )?;
        let mut rows = tables.query([])?;
        while let Some(row) = rows.next()? {
            found.columns.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
        if found.columns.contains_key(VERSION_TABLE) {
            let query = format!("SELECT version, tool, digest FROM {VERSION_TABLE} ORDER BY rowid DESC LIMIT 1");
            let version = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            found.version = self.connection.query_row(&query, [], version).optional()?;
        }
        Ok(found)
    }

    /// Takes these steps, and what is needed for rows.
    fn prepare(&mut self, steps: &[Step]) -> rusqlite::Result<()> {
        for Step(statement) in steps {
            self.connection.execute_batch(statement)?;
        }
        // Never before what is recorded already, even where the clock was set back.
        self.now = self.connection.query_row(
            "SELECT max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), \
             coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', max(recorded_from), '+0.001 seconds'), '')) FROM document",
            [],
            |row| row.get(0),
        )?;
        if !steps.is_empty() {
            let noted = sql::noted(Dialect::Sqlite, &format!("'{}'", self.now));
            self.connection.execute_batch(&noted)?;
        }
        for table in Table::ALL {
            let columns = Stored { table, is_past: false }.columns(Dialect::Sqlite);
            let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            let values: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
            let insert =
                format!("INSERT INTO {} ({}) VALUES ({})", quoted(table.name()), list(&names), values.join(", "));
            self.inserts.insert(table, insert);
        }
        Ok(())
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|error| refused(&self.path, &error))
    }
}

impl Database for Sqlite {
    fn state(&mut self, document: &str) -> Result<State, Error> {
        let current = self.connection.query_row(schema::CURRENT, [document], |row| row.get(0)).optional();
        if let Some(digest) = self.told(current)? {
            return Ok(State::Current { digest });
        }
        let past = self.connection.query_row(schema::SUPERSEDED, [document], |row| row.get::<_, Option<String>>(0));
        let by = self.told(past.optional())?.flatten();
        Ok(by.map_or(State::Unknown, |by| State::Superseded { by }))
    }

    fn candidates(&mut self, publisher: &str, published_year: i64, name: &str) -> Result<Vec<Candidate>, Error> {
        let read = || {
            let mut query = self.connection.prepare_cached(schema::CANDIDATES)?;
            let rows =
                query.query_map(params![publisher, published_year, name], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Candidate::of(rows.collect::<Result<Vec<_>, _>>()?))
        };
        self.told(read())
    }

    fn retire(&mut self, document: &str, superseded_by: Option<&str>) -> Result<u64, Error> {
        let mut rows = 0;
        for retiring in schema::retire(&self.now) {
            let kept = match retiring.names_successor {
                true => self.connection.execute(&retiring.keep, params![document, superseded_by]),
                false => self.connection.execute(&retiring.keep, [document]),
            };
            self.told(kept)?;
            rows += self.told(self.connection.execute(&retiring.delete, [document]))? as u64;
        }
        Ok(rows)
    }

    fn put(&mut self, table: Table, row: &[Cell<'_>], digest: &str) -> Result<(), Error> {
        let insert = || {
            let mut statement =
                self.connection.prepare_cached(self.inserts.get(&table).map(String::as_str).unwrap_or_default())?;
            let mut place = 0;
            let mut bind = |value: &dyn ToSql| {
                place += 1;
                statement.raw_bind_parameter(place, value)
            };
            row.iter().try_for_each(|cell| bind(&Bound(cell)))?;
            if table == Table::Document {
                bind(&digest)?;
                bind(&self.now)?;
            }
            statement.raw_execute().map(drop)
        };
        self.told(insert())
    }

    fn commit(self: Box<Self>) -> Result<(), Error> {
        self.told(self.connection.execute_batch("COMMIT"))
    }
}

/// A cell as SQLite has it.
struct Bound<'a>(&'a Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::from(Null),
            Cell::Text(text) => match without_nul(text) {
                Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cow::Owned(text) => ToSqlOutput::from(text),
            },
            Cell::Integer(number) => ToSqlOutput::from(*number),
            Cell::Decimal(number) => ToSqlOutput::from(number.to_string()),
            Cell::Real(number) => ToSqlOutput::from(*number),
            Cell::Flag(flag) => ToSqlOutput::from(*flag),
        })
    }
}

/// The error of a file that refuses.
fn refused(path: &Path, error: &rusqlite::Error) -> Error {
    let (kind, ja, en) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            ErrorKind::Write,
            "ほかのプログラムがこのファイルを使っています。終わってからもう一度実行してください (--wait で待つ秒数を変えられます)",
            "another program is using this file; run again when it is done (--wait says how long to wait)",
        ),
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => (
            ErrorKind::Write,
            "書き込めませんでした。何も変わっていません。空き容量を確かめ、もう一度実行してください",
            "it could not be written, and nothing has changed; check free space and run again",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => (
            ErrorKind::Write,
            "このファイルには書き込めません。フォルダがあるか、書き込みの権限があるかを確かめてください",
            "this file cannot be written; check that its folder exists and the permissions",
        ),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => (
            ErrorKind::Configuration,
            "SQLite のデータベースではないか、壊れています。別の名前を指定してください",
            "this is no SQLite database, or it is damaged; name another file",
        ),
        _ => (
            ErrorKind::Write,
            "データベースが断りました。何も変わっていません",
            "the database refused, and nothing has changed",
        ),
    };
    Error::new(kind, format!("{ja}: {error}"), format!("{en}: {error}")).with_path(path.to_string_lossy())
}
