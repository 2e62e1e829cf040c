//! Where a load goes.

use super::database::Database;
use super::postgres::{Parameters, Postgres};
use super::sqlite::Sqlite;
use crate::sheet::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A database that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Parameters),
}

/// What is wanted of a database besides its name.
pub struct Wish<'a> {
    /// How long to wait while another load is at work.
    pub wait: Duration,
    /// The schema of its tables, where it has several.
    pub schema: String,
    /// A variable of the environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Told what a person should know, in Japanese and English.
    pub notice: &'a dyn Fn(&str, &str),
}

/// Endings of files that are SQLite's.
const ENDINGS: [&str; 3] = ["sqlite", "sqlite3", "db"];

impl Target {
    /// The database that a text names.
    ///
    /// # Errors
    /// `configuration`, where it names none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Parameters::parse(text).map(Self::Postgres);
        }
        let path = Path::new(text);
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) && !text.contains("://") {
            return Ok(Self::Sqlite(path.to_path_buf()));
        }
        if Parameters::is_meant(text) {
            return Parameters::parse(text).map(Self::Postgres);
        }
        // It is not repeated: it may hold a password.
        let (ja, en) = (
            "--to は postgres://…、service=名前、FILE.sqlite (.sqlite3, .db) のどれかです",
            "--to names postgres://…, service=name or FILE.sqlite (.sqlite3, .db)",
        );
        Err(Error::new(ErrorKind::Configuration, ja, en))
    }

    /// Begins the transaction of a load; the schema is made or brought up to date within it.
    ///
    /// # Errors
    /// `write`, where the database refuses; `configuration`, where it is not one that can be loaded into.
    pub fn begin(&self, wish: &Wish<'_>) -> Result<Box<dyn Database>, Error> {
        match self {
            Self::Sqlite(path) => Ok(Box::new(Sqlite::begin(path, wish)?)),
            Self::Postgres(parameters) => Ok(Box::new(Postgres::begin(parameters, wish)?)),
        }
    }
}
