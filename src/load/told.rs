//! What is told of a document before any of it is written: whose it is, and a digest of its rows.

use crate::emit::warehouse::{self, Cell, Put, Table};
use crate::emit::wire::{Document, Finding};
use crate::sheet::{Error, ErrorKind, hex};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A document whose rows can be told, as often as they are wanted.
#[derive(Clone, Debug)]
pub enum Content {
    /// As this program writes it.
    Json(Vec<u8>),
    /// Just read.
    Read(Box<Document>),
}

impl Content {
    /// Puts its rows; `between` are the findings that compare it with other editions.
    ///
    /// # Errors
    /// `not-a-document`, where its JSON is none; those of `put`.
    pub fn rows(&self, between: &[Finding], put: &mut Put<'_>) -> Result<(), Error> {
        match self {
            Self::Json(json) => warehouse::read(json, &between.iter().collect::<Vec<_>>(), put),
            Self::Read(document) => warehouse::tell(document, between, put),
        }
    }
}

/// Who a document is, in texts as databases hold them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// SHA-256 of its source.
    pub document: String,
    /// Who published it, where that is known.
    pub publisher: Option<String>,
    /// The fiscal year that it evaluates.
    pub published_year: Option<i64>,
    /// The name of its source.
    pub name: String,
    /// The ids of its sheets.
    pub sheets: BTreeSet<String>,
    /// SHA-256 of its rows and of the names of their columns.
    pub digest: String,
}

impl Told {
    /// Goes through the rows of a document.
    ///
    /// # Errors
    /// Those of [`Content::rows`]; `damaged`, where two sheets have one id.
    pub fn of(content: &Content, between: &[Finding]) -> Result<Self, Error> {
        let mut sum = Sha256::new();
        for table in Table::ALL {
            table.columns().iter().for_each(|column| add(&mut sum, b'#', column.name.as_bytes()));
        }
        let mut told = Self::default();
        content.rows(between, &mut |table, row| {
            add(&mut sum, b'=', table.name().as_bytes());
            row.iter().for_each(|cell| add_cell(&mut sum, cell));
            match table {
                Table::Document => told.head(row),
                Table::Sheet => told.sheet(row)?,
                _ => {}
            }
            Ok(())
        })?;
        told.digest = hex(sum);
        Ok(told)
    }

    fn head(&mut self, row: &[Cell<'_>]) {
        let text = |name| text(Table::Document, name, row).map(Cow::into_owned);
        self.document = text("document_id").unwrap_or_default();
        self.publisher = text("publisher");
        self.name = text("name").unwrap_or_default();
        self.published_year = match cell(Table::Document, "published_year", row) {
            Some(Cell::Integer(year)) => Some(*year),
            _ => None,
        };
    }

    fn sheet(&mut self, row: &[Cell<'_>]) -> Result<(), Error> {
        let id = text(Table::Sheet, "sheet_id", row).unwrap_or_default();
        if self.sheets.insert(id.clone().into_owned()) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Damaged,
            format!("管理票の id {id} が二度現れます。文書 JSON を作り直してください"),
            format!("two sheets have the id {id}; make the document anew"),
        ))
    }
}

/// What stands in a column of a row.
fn cell<'r, 'c>(table: Table, name: &str, row: &'r [Cell<'c>]) -> Option<&'r Cell<'c>> {
    table.columns().iter().position(|column| column.name == name).and_then(|place| row.get(place))
}

fn text<'r>(table: Table, name: &str, row: &'r [Cell<'_>]) -> Option<Cow<'r, str>> {
    match cell(table, name, row) {
        Some(Cell::Text(text)) => Some(without_nul(text)),
        _ => None,
    }
}

/// Text without U+0000, which PostgreSQL refuses and at which functions of SQLite end a text.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

fn add_cell(sum: &mut Sha256, cell: &Cell<'_>) {
    match cell {
        Cell::Null => add(sum, b'0', &[]),
        Cell::Text(text) => add(sum, b't', text.as_bytes()),
        Cell::Integer(number) => add(sum, b'i', &number.to_le_bytes()),
        Cell::Decimal(number) => add(sum, b'd', number.to_string().as_bytes()),
        Cell::Real(number) => add(sum, b'r', &number.to_le_bytes()),
        Cell::Flag(flag) => add(sum, b'f', &[u8::from(*flag)]),
    }
}

/// Adds a piece so that no two lists of pieces give the same bytes.
fn add(sum: &mut Sha256, what: u8, bytes: &[u8]) {
    sum.update([what]);
    sum.update((bytes.len() as u64).to_le_bytes());
    sum.update(bytes);
}
