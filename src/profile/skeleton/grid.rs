//! A recognised table as cells with their positions.

use crate::normalise;
use crate::sheet::{Cell, Table};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A cell with something in it.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// Its first row, heads counted.
    pub row: usize,
    /// Its first column.
    pub col: usize,
    /// Columns that it covers.
    pub cols: usize,
    /// Rows that it covers.
    pub rows: usize,
    /// As printed, on one line.
    pub text: String,
    /// Its number, where it is a figure.
    pub number: Option<Decimal>,
    /// Whether it is no text: a figure, a dash.
    pub is_value: bool,
}

/// A row of figures.
#[derive(Clone, Debug)]
pub struct Row {
    /// The text farthest to the right before its first figure.
    pub label: String,
    /// Whether they are money.
    pub money: bool,
    /// Its figures; none for a dash.
    pub numbers: Vec<Option<Decimal>>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Its page.
    pub page: u32,
    /// How many of its rows are heads.
    pub heads: usize,
    /// How many rows it has, heads counted.
    pub rows: usize,
    /// The heading over it.
    pub caption: String,
    /// Its cells, empty ones left out.
    pub cells: Vec<GridCell>,
}

impl Grid {
    /// The cells of a table.
    pub fn new(table: &Table) -> Self {
        let heads = table.header.len();
        let span = |row: usize, col: usize| {
            let found = table.spans.iter().find(|[r, c, _, _]| *r == row && *c == col);
            found.map_or((1, 1), |[_, _, rows, cols]| (*rows, *cols))
        };
        let caption = table.caption.as_ref().map(|c| c.printed.clone()).unwrap_or_default();
        let mut cells = Vec::new();
        let mut put = |row: usize, col: usize, printed: &str, number: Option<Decimal>, is_value: bool| {
            let text: String = printed.split_whitespace().collect();
            if !text.is_empty() {
                let (rows, cols) = span(row, col);
                cells.push(GridCell { row, col, cols, rows, text, number, is_value });
            }
        };
        for (row, fields) in table.header.iter().enumerate() {
            for (col, field) in fields.iter().enumerate() {
                field.iter().for_each(|f| put(row, col, &f.printed, None, false));
            }
        }
        for (row, own) in table.rows.iter().enumerate() {
            for (col, cell) in own.iter().enumerate() {
                match cell {
                    Some(Cell::Field(f)) => put(heads + row, col, &f.printed, None, false),
                    Some(Cell::Quantity(m)) => {
                        let figure = m.quantity.number.is_some() || m.quantity.missing.is_some();
                        put(heads + row, col, &m.quantity.printed, m.quantity.number, figure);
                    }
                    None => {}
                }
            }
        }
        Self { page: table.page, heads, rows: heads + table.rows.len(), caption, cells }
    }

    /// The cell to the right of another.
    pub fn right(&self, of: &GridCell) -> Option<&GridCell> {
        self.cells.iter().find(|c| c.col == of.col + of.cols && c.row <= of.row && of.row < c.row + c.rows)
    }

    /// The cells of a row, merged ones too.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &GridCell> {
        self.cells.iter().filter(move |c| c.row <= row && row < c.row + c.rows)
    }

    /// The western years that its heads and labels name.
    pub fn years(&self) -> Vec<i32> {
        let texts = self.cells.iter().filter(|c| !c.is_value && c.text.chars().count() <= 16);
        let years: BTreeSet<i32> = texts.flat_map(|c| normalise::fiscal_years(&c.text)).collect();
        years.into_iter().collect()
    }

    /// The words by which its heads and labels name roles.
    pub fn roles(&self) -> Vec<&str> {
        const WORDS: [&str; 9] = ["目標", "計画", "実績", "決算", "予算", "見込", "成り行き", "達成率", "増減"];
        let short = || self.cells.iter().filter(|c| !c.is_value && c.text.chars().count() <= 16);
        WORDS.into_iter().filter(|w| short().any(|c| c.text.contains(w))).collect()
    }

    /// The rows of figures.
    pub fn figures(&self) -> Vec<Row> {
        let texts = self.cells.iter().map(|c| c.text.as_str()).chain([self.caption.as_str()]);
        let over = texts.into_iter().any(|t| t.contains("単位") && t.contains('円'));
        let mut found = Vec::new();
        for row in self.heads..self.rows {
            let mut cells: Vec<&GridCell> = self.row(row).collect();
            cells.sort_by_key(|c| c.col);
            let Some(first) = cells.iter().position(|c| c.is_value && c.number.is_some()) else { continue };
            let named =
                |c: &&&GridCell| !c.is_value && normalise::fiscal_years(&c.text).is_empty() && !is_short(&c.text);
            let Some(label) = cells.iter().take(first).rfind(named) else { continue };
            let money = over || cells.iter().any(|c| !c.is_value && c.text.contains('円'));
            let numbers = cells.iter().skip(first).filter(|c| c.is_value).map(|c| c.number).collect();
            found.push(Row { label: label.text.clone(), money, numbers });
        }
        found
    }
}

/// Whether a text is a unit, a key, a role or a flag rather than a name.
pub fn is_short(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "目標",
        "実績",
        "計画",
        "見込",
        "見込み",
        "達成率",
        "予算",
        "決算",
        "成り行き",
        "本数",
        "達成",
        "未達成",
        "向上",
        "低下",
    ];
    let folded = normalise::fold(text);
    let context = normalise::Context { header: Some(&folded), ..normalise::Context::default() };
    let unit = folded.chars().count() <= 4 && normalise::quantity("1", &context).unit.is_some();
    let bare = folded.trim_end_matches(['値', '額']);
    unit || WORDS.contains(&bare) || folded.chars().count() < 2
}
