//! Understood tables → the document's tables: every cell with its value.

use super::Understood;
use crate::normalise::{self, Context, Kind};
use crate::recognise::assemble;
use crate::recognise::raw::Printed;
use crate::sheet::{Cell, Measured, Table};

impl Understood {
    /// The table as the document gives it.
    pub fn table(&self) -> Table {
        let plain = &self.table;
        let mut at: Vec<Vec<Option<usize>>> = vec![vec![None; plain.columns]; plain.rows];
        let mut spans = Vec::new();
        for (i, cell) in plain.cells.iter().enumerate() {
            if let Some(slot) = at.get_mut(cell.row).and_then(|r| r.get_mut(cell.col)) {
                *slot = Some(i);
            }
            if cell.rows > 1 || cell.cols > 1 {
                spans.push([cell.row, cell.col, cell.rows, cell.cols]);
            }
        }
        spans.sort_unstable();
        let cell = |i: &Option<usize>| i.and_then(|i| plain.cells.get(i));
        let (top, body) = at.split_at(self.head_rows.min(at.len()));
        let field = |i: &Option<usize>| cell(i).map(|c| assemble::text_field(c.printed.clone()));
        let header = top.iter().map(|row| row.iter().map(field).collect()).collect();
        let heading = |col: usize| {
            let over =
                plain.cells.iter().filter(|c| c.row_end() <= self.head_rows && c.col <= col && col < c.col_end());
            over.map(|c| c.printed.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        let headings: Vec<String> = (0..plain.columns).map(heading).collect();
        let typed = |row: &Vec<Option<usize>>| {
            let columns = row.iter().zip(&headings);
            columns.map(|(i, heading)| cell(i).map(|c| value(c.printed.clone(), Some(heading)))).collect()
        };
        let caption = plain.caption.clone().map(assemble::text_field);
        Table { page: plain.page, sheet: None, caption, header, rows: body.iter().map(typed).collect(), spans }
    }
}

/// A cell of a table: a figure or the reason why there is none, else a text.
pub fn value(printed: Printed, heading: Option<&str>) -> Cell {
    let context = Context { header: heading.filter(|h| !h.trim().is_empty()), ..Context::default() };
    let quantity = normalise::quantity(&printed.text, &context);
    if quantity.kind == Kind::Text {
        return Cell::Field(assemble::text_field(printed));
    }
    Cell::Quantity(Box::new(Measured {
        quantity,
        places: printed.places,
        confidence: printed.confidence,
        alternatives: printed.alternatives,
    }))
}
