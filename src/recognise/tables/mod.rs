//! Tables of any origin → what each of their figures means: its labels, its heads, its years, role and unit.
//!
//! A page-wide grid is split into the tables it is made of, what a page break parted is joined again, and
//! every value cell is given the cells that say what it is. Nothing here knows a form, nor whether a table
//! came from a PDF, from tabs, from HTML or from a workbook.

mod anchor;
mod blocks;
mod facts;
mod join;
mod lattice;
mod levels;
mod measure;
mod piece;
mod plain;
mod query;
mod reading;
mod rows;
mod sides;
mod split;
mod typed;
mod words;

pub use levels::{Levels, levels};
pub use measure::is_amount;
pub use plain::{PlainCell, PlainTable};
pub use reading::What;
pub use typed::value;
pub use words::{Said, Vocabulary, role_heads};

use crate::normalise::Context;
use crate::sheet::Role;
use join::Headed;
use lattice::Lattice;
use rayon::prelude::*;
use reading::Reading;
use std::collections::BTreeMap;

/// A table and what its value cells mean.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// The table: one of those that a printed grid was made of, or several joined over page breaks.
    pub table: PlainTable,
    /// How many rows at the top are column heads.
    pub head_rows: usize,
    /// What the value cells mean, in row order. Empty value cells have a fact as well.
    pub facts: Vec<Fact>,
    /// The western fiscal year that the table's sheet is about, where known.
    pub sheet_year: Option<i32>,
    /// The years of heads and labels that name them without their era (`30`, `前年度`), by cell.
    pub years: BTreeMap<usize, i32>,
    /// What each cell is by itself; empty for a table that is too large to be understood.
    pub what: Vec<What>,
}

/// What a value cell means. All numbers but the years are indices of [`PlainTable::cells`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// The value cell.
    pub cell: usize,
    /// The cells that label its row, outermost first.
    pub labels: Vec<usize>,
    /// The column heads over it, outermost first.
    pub heads: Vec<usize>,
    /// Western start years; several for a cell that is merged over years.
    pub years: Vec<i32>,
    /// What the figure is for those years.
    pub role: Option<Role>,
    /// The cell that prints its unit.
    pub unit: Option<usize>,
}

/// Splits tables into those they are made of, joins what page breaks parted, and says what each value means.
///
/// `tables` are in document order. `sheet_year` is the western fiscal year that the document names in its
/// title; it settles years that are printed without their era, where no table prints both.
pub fn understand(tables: Vec<PlainTable>, sheet_year: Option<i32>, vocabulary: &Vocabulary) -> Vec<Understood> {
    let sheet_year = anchor::printed(&tables).or(sheet_year).or_else(|| anchor::counted(&tables));
    let context = Context { sheet_year, ..Context::default() };
    let reader = Reader { words: reading::words(&tables, &context, vocabulary), context, vocabulary };
    let running = join::running(&tables);
    let mut joined: Vec<Headed> = Vec::new();
    for table in tables.into_iter().filter(|t| !t.is_blank()) {
        let pieces = reader.pieces(table, joined.last());
        for piece in pieces {
            let goes_on = joined.last_mut().is_some_and(|earlier| join::join(earlier, &piece, &running));
            if !goes_on {
                joined.push(piece);
            }
        }
    }
    joined.into_par_iter().map(|headed| reader.understood(headed)).collect()
}

/// What tables are read with.
struct Reader<'a> {
    context: Context<'a>,
    vocabulary: &'a Vocabulary,
    words: reading::Words,
}

impl Reader<'_> {
    /// The tables that a table is made of; `earlier` is the last one before it, under whose heads it may go on.
    fn pieces(&self, table: PlainTable, earlier: Option<&Headed>) -> Vec<Headed> {
        if !table.is_sane() {
            return vec![Headed { table, heads: 0 }];
        }
        let under = earlier.and_then(|e| join::under_heads(e, &table).map(|(t, borrowed)| (t, borrowed, e.heads)));
        let (table, borrowed, known) = under.unwrap_or((table, 0, 0));
        let lattice = Lattice::new(&table);
        let readings = self.readings(&table, &lattice);
        let pieces = split::split(&table, &lattice, &readings, known).into_iter();
        // Borrowed heads under which nothing stands are not printed on this page.
        let whole = pieces.filter(|(t, heads)| borrowed == 0 || t.rows > *heads || *heads != borrowed);
        whole.map(|(table, heads)| Headed { table, heads }).collect()
    }

    fn readings(&self, table: &PlainTable, lattice: &Lattice) -> Vec<Reading> {
        reading::read(table, lattice, &self.context, self.vocabulary, &self.words)
    }

    fn understood(&self, headed: Headed) -> Understood {
        let Headed { table, heads } = headed;
        let sheet_year = self.context.sheet_year;
        if !table.is_sane() {
            return Understood { table, head_rows: heads, sheet_year, ..Understood::default() };
        }
        let lattice = Lattice::new(&table);
        let readings = self.readings(&table, &lattice);
        let of = facts::Headed::new(&table, &lattice, &readings, heads, &self.context, self.vocabulary);
        let facts = of.facts();
        // 元年度 and R元 are years that not everybody can tell.
        let short = |i: usize| table.cells.get(i).is_some_and(|c| typed::is_short_year(&c.printed.text));
        let dated = readings.iter().enumerate().filter(|(i, r)| r.said.pure && (r.said.relative || short(*i)));
        let years = dated.filter_map(|(i, r)| match r.said.years.as_slice() {
            [year] => Some((i, *year)),
            _ => None,
        });
        let years = years.collect();
        let what = readings.iter().map(|r| r.what).collect();
        Understood { table, head_rows: heads, facts, sheet_year, years, what }
    }
}
