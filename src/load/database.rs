//! What a load asks of a database. A database that is dropped before [`Database::commit`] has changed nothing.

use crate::emit::warehouse::{Cell, Table};
use crate::sheet::Error;
use std::collections::{BTreeMap, BTreeSet};

/// What a database knows of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Unknown,
    /// Its rows are current.
    Current {
        /// Digest of what was loaded.
        digest: String,
    },
    /// A corrected document has taken its place.
    Superseded {
        /// That document.
        by: String,
    },
}

/// A document that a newer one may correct: its id and those of its sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub document: String,
    /// The ids of its sheets.
    pub sheets: BTreeSet<String>,
}

impl Candidate {
    /// Those whose ids and ids of sheets these are, in the order of their ids.
    pub fn of(rows: impl IntoIterator<Item = (String, String)>) -> Vec<Self> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (document, sheet) in rows {
            found.entry(document).or_default().insert(sheet);
        }
        found.into_iter().map(|(document, sheets)| Self { document, sheets }).collect()
    }
}

/// A database within the transaction of a load.
pub trait Database {
    /// What it knows of a document.
    ///
    /// # Errors
    /// `write`, here and below: the database refuses or is gone.
    fn state(&mut self, document: &str) -> Result<State, Error>;

    /// The current documents of this publisher and edition whose sources have this name.
    ///
    /// # Errors
    /// See [`Database::state`].
    fn candidates(&mut self, publisher: &str, published_year: i64, name: &str) -> Result<Vec<Candidate>, Error>;

    /// Moves the rows of a document to the past; gives how many.
    ///
    /// # Errors
    /// See [`Database::state`].
    fn retire(&mut self, document: &str, superseded_by: Option<&str>) -> Result<u64, Error>;

    /// Adds a row; `digest` is that of its document.
    ///
    /// # Errors
    /// See [`Database::state`].
    fn put(&mut self, table: Table, row: &[Cell<'_>], digest: &str) -> Result<(), Error>;

    /// Ends the transaction: all that was done stands.
    ///
    /// # Errors
    /// See [`Database::state`]; then nothing stands.
    fn commit(self: Box<Self>) -> Result<(), Error>;
}
