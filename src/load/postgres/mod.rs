//! PostgreSQL: rows go by COPY, so that no value is ever part of a statement.

mod copy;
mod parameters;
mod passfile;
mod refusal;
mod service;
mod tls;

pub use parameters::Parameters;

use super::database::{Candidate, Database, State};
use super::schema::{self, Found, Step};
use super::target::Wish;
use crate::emit::warehouse::sql::{self, Dialect, Stored, VERSION_TABLE, list, quoted};
use crate::emit::warehouse::{Cell, Table};
use crate::sheet::{Error, ErrorKind};
use copy::Rows;
use postgres::Client;
use refusal::Refusal;
use std::collections::BTreeMap;
use std::io::Write;

/// So many bytes of a table's rows are sent at a time.
const CHUNK: usize = 1 << 20;

/// A server within the transaction of a load.
pub(super) struct Postgres {
    client: Client,
    refusal: Refusal,
    /// When this load is recorded.
    now: String,
    /// Rows that were not sent yet.
    waiting: BTreeMap<Table, Rows>,
}

impl Postgres {
    /// Connects and begins; what a person should know about the connection goes to `notice`.
    pub(super) fn begin(parameters: &Parameters, wish: &Wish<'_>) -> Result<Self, Error> {
        let way = parameters.resolve(wish.variable, wish.notice)?;
        let refusal = Refusal { server: way.name.clone() };
        let told = |error| refusal.told(&error);
        let mut client = match way.tls {
            Some(tls) => way.config.connect(tls).map_err(told)?,
            None => way.config.connect(postgres::NoTls).map_err(told)?,
        };
        let begin = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {}; SET LOCAL timezone = 'UTC'; \
             SET LOCAL datestyle = 'ISO'; SET LOCAL idle_in_transaction_session_timeout = 0; \
             SET LOCAL search_path TO {}",
            wish.wait.as_millis().clamp(1, i32::MAX as u128),
            quoted(&wish.schema)
        );
        client.batch_execute(&begin).map_err(told)?;
        // The lock is released by the server at the end of the transaction, however that ends.
        let lock = format!("kanrihyo load {}", wish.schema);
        client.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", &[&lock]).map_err(told)?;
        let (is_there, found) = found(&mut client, &wish.schema).map_err(told)?;
        let mut steps = schema::steps(Dialect::Postgres, found).map_err(|error| error.with_path(way.name.clone()))?;
        if !is_there {
            steps.insert(0, Step(format!("CREATE SCHEMA {}", quoted(&wish.schema))));
        }
        let now = prepare(&mut client, &steps).map_err(told)?;
        Ok(Self { client, refusal, now, waiting: BTreeMap::new() })
    }

    /// Sends the rows of a table that wait.
    fn send(&mut self, table: Table) -> Result<(), Error> {
        let Some(rows) = self.waiting.get_mut(&table).filter(|rows| !rows.is_empty()) else { return Ok(()) };
        let columns = Stored { table, is_past: false }.columns(Dialect::Postgres);
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let copy = format!("COPY {} ({}) FROM STDIN", quoted(table.name()), list(&names));
        let mut writer = self.client.copy_in(&copy).map_err(|error| self.refusal.told(&error))?;
        writer.write_all(rows.bytes()).map_err(|error| self.refusal.told_io(&error))?;
        writer.finish().map_err(|error| self.refusal.told(&error))?;
        rows.clear();
        Ok(())
    }
}

/// Whether a schema is there, and what is in it.
fn found(client: &mut Client, schema: &str) -> Result<(bool, Found), postgres::Error> {
    let mut found = Found::default();
    let is_there = client.query_opt("SELECT 1 FROM pg_namespace WHERE nspname = $1", &[&schema])?.is_some();
    let columns = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                   JOIN pg_attribute a ON a.attrelid = c.oid \
                   WHERE n.nspname = $1 AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    for row in client.query(columns, &[&schema])? {
        found.columns.entry(row.try_get(0)?).or_default().insert(row.try_get(1)?);
    }
    if found.columns.contains_key(VERSION_TABLE) {
        let query = format!("SELECT version, tool, digest FROM {VERSION_TABLE} ORDER BY recorded_from DESC LIMIT 1");
        if let Some(row) = client.query_opt(&query, &[])? {
            found.version = Some((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        }
    }
    Ok((is_there, found))
}

/// Takes these steps; gives the moment of this load.
fn prepare(client: &mut Client, steps: &[Step]) -> Result<String, postgres::Error> {
    for Step(statement) in steps {
        client.batch_execute(statement)?;
    }
    // After the lock, and never before what is recorded already.
    let now = "SELECT greatest(clock_timestamp(), max(recorded_from) + interval '1 microsecond')::text FROM document";
    let now: String = client.query_one(now, &[])?.try_get(0)?;
    if !steps.is_empty() {
        client.batch_execute(&sql::noted(Dialect::Postgres, &format!("'{now}'")))?;
    }
    Ok(now)
}

impl Database for Postgres {
    fn state(&mut self, document: &str) -> Result<State, Error> {
        let (client, refusal) = (&mut self.client, &self.refusal);
        let mut ask = || {
            if let Some(row) = client.query_opt(schema::CURRENT, &[&document])? {
                return Ok(State::Current { digest: row.try_get(0)? });
            }
            let past = client.query_opt(schema::SUPERSEDED, &[&document])?;
            let by: Option<String> = past.map(|row| row.try_get(0)).transpose()?.flatten();
            Ok(by.map_or(State::Unknown, |by| State::Superseded { by }))
        };
        ask().map_err(|error: postgres::Error| refusal.told(&error))
    }

    fn candidates(&mut self, publisher: &str, published_year: i64, name: &str) -> Result<Vec<Candidate>, Error> {
        let Ok(year) = i32::try_from(published_year) else { return Ok(Vec::new()) };
        let rows = self.client.query(schema::CANDIDATES, &[&publisher, &year, &name]);
        let rows = rows.map_err(|error| self.refusal.told(&error))?;
        Ok(Candidate::of(rows.iter().map(|row| (row.get(0), row.get(1)))))
    }

    fn retire(&mut self, document: &str, superseded_by: Option<&str>) -> Result<u64, Error> {
        let (client, refusal) = (&mut self.client, &self.refusal);
        let mut rows = 0;
        for retiring in schema::retire(&self.now) {
            let kept = match retiring.names_successor {
                true => client.execute(&retiring.keep, &[&document, &superseded_by]),
                false => client.execute(&retiring.keep, &[&document]),
            };
            kept.map_err(|error| refusal.told(&error))?;
            rows += client.execute(&retiring.delete, &[&document]).map_err(|error| refusal.told(&error))?;
        }
        Ok(rows)
    }

    fn put(&mut self, table: Table, row: &[Cell<'_>], digest: &str) -> Result<(), Error> {
        let rows = self.waiting.entry(table).or_insert_with(|| Rows::of(table));
        let more = [digest, &self.now];
        rows.add(row, if table == Table::Document { &more } else { &[] });
        if rows.bytes().len() >= CHUNK { self.send(table) } else { Ok(()) }
    }

    fn commit(mut self: Box<Self>) -> Result<(), Error> {
        Table::ALL.into_iter().try_for_each(|table| self.send(table))?;
        self.client.batch_execute("COMMIT").map_err(|error| {
            if !error.is_closed() {
                return self.refusal.told(&error);
            }
            let (ja, en) = (
                "最後の瞬間に接続が切れ、入ったかどうか分かりません。もう一度実行してください。二重には入りません",
                "the connection was cut at the last moment, and whether it is loaded is not known; run again, nothing is loaded twice",
            );
            Error::new(ErrorKind::Write, ja, en).with_path(self.refusal.server.clone())
        })
    }
}
