//! Which rows at the top of a table are heads.

use super::plain::{PlainCell, PlainTable};
use crate::normalise::{self, Context, Kind};

/// Share of a row's cells that must be shaded, or hold no figure, for it to be a head.
const HEAD: f64 = 0.8;

/// How many rows at the top are heads: those in which nearly nothing is a figure, up to the first with one.
pub fn head_rows(table: &PlainTable) -> usize {
    let mut heads = 0;
    let mut rows: Vec<Vec<&PlainCell>> = vec![Vec::new(); table.rows];
    for cell in &table.cells {
        if let Some(row) = rows.get_mut(cell.row) {
            row.push(cell);
        }
    }
    for (row, cells) in rows.iter().enumerate() {
        let shaded = cells.iter().filter(|c| c.shaded || c.head).count() as f64;
        let all = cells.len().max(1) as f64;
        let wordy = |c: &&&PlainCell| {
            let kind = normalise::quantity(&c.printed.text, &Context::default()).kind;
            !c.is_blank() && matches!(kind, Kind::Text | Kind::FiscalYear)
        };
        let words = cells.iter().filter(wordy).count() as f64;
        let marked = table.cells.iter().any(|c| c.shaded || c.head);
        let is_head = if marked { shaded >= HEAD * all } else { row == 0 && words >= HEAD * all };
        if !is_head || row + 1 == table.rows {
            break;
        }
        heads = row + 1;
    }
    heads
}
