//! Ruled grids → tables, for what no form explains.

use crate::layout::{Cell as GridCell, Grid, PageLayout};
use crate::normalise::{self, Context, Kind};
use crate::recognise::geometric::block::confidence_in;
use crate::recognise::raw::Printed;
use crate::sheet::{Cell, Field, Measured, Place, Region, Table};

/// Share of a row's cells that must be shaded, or hold no figure, for it to be a head.
const HEAD: f64 = 0.8;

/// Every ruled grid of a page as a table.
pub fn tables(layout: &PageLayout) -> Vec<Table> {
    layout.grids.iter().filter(|g| g.cells.iter().any(|c| !c.lines.is_empty())).map(|g| table(g, layout.page)).collect()
}

fn table(grid: &Grid, page: u32) -> Table {
    let rows = grid.ys.len().saturating_sub(1);
    let columns = grid.xs.len().saturating_sub(1);
    let heads = head_rows(grid, rows);
    let mut at: Vec<Vec<Option<&GridCell>>> = (0..rows).map(|_| (0..columns).map(|_| None).collect()).collect();
    let mut spans = Vec::new();
    for cell in &grid.cells {
        if let Some(slot) = at.get_mut(cell.row).and_then(|r| r.get_mut(cell.col)) {
            *slot = Some(cell);
        }
        if cell.rows > 1 || cell.cols > 1 {
            spans.push([cell.row, cell.col, cell.rows, cell.cols]);
        }
    }
    let heading = |col: usize| {
        let over = grid.cells.iter().filter(|c| c.row + c.rows <= heads && c.col <= col && col < c.col + c.cols);
        over.map(GridCell::text).collect::<Vec<_>>().join("\n")
    };
    let headings: Vec<String> = (0..columns).map(heading).collect();
    let (top, body) = at.split_at(heads.min(at.len()));
    let header = top.iter().map(|row| row.iter().map(|c| c.map(|c| text_field(printed(c, page)))).collect()).collect();
    let rows = body
        .iter()
        .map(|row| {
            let typed = |(i, c): (usize, &Option<&GridCell>)| {
                c.map(|c| cell(printed(c, page), headings.get(i).map(String::as_str)))
            };
            row.iter().enumerate().map(typed).collect()
        })
        .collect();
    spans.sort_unstable();
    Table { page, sheet: None, caption: None, header, rows, spans }
}

/// How many rows at the top are heads: those in which nearly nothing is a figure, up to the first with one.
fn head_rows(grid: &Grid, rows: usize) -> usize {
    let mut heads = 0;
    for row in 0..rows {
        let cells: Vec<&GridCell> = grid.cells.iter().filter(|c| c.row == row).collect();
        let shaded = cells.iter().filter(|c| c.shaded).count() as f64;
        let all = cells.len().max(1) as f64;
        let wordy = |c: &&&GridCell| {
            let kind = normalise::quantity(&c.text(), &Context::default()).kind;
            !c.lines.is_empty() && matches!(kind, Kind::Text | Kind::FiscalYear)
        };
        let words = cells.iter().filter(wordy).count() as f64;
        let is_head =
            if grid.cells.iter().any(|c| c.shaded) { shaded >= HEAD * all } else { row == 0 && words >= HEAD * all };
        if !is_head || row + 1 == rows {
            break;
        }
        heads = row + 1;
    }
    heads
}

fn printed(cell: &GridCell, page: u32) -> Printed {
    let bbox = cell.text_box().unwrap_or(cell.bbox);
    Printed {
        text: cell.text(),
        places: vec![Place { page, region: Region::Box(bbox) }],
        confidence: confidence_in(&cell.text(), cell.trust()),
        alternatives: Vec::new(),
    }
}

/// A cell of a table: a figure or the reason why there is none, else a text.
pub fn cell(printed: Printed, heading: Option<&str>) -> Cell {
    let context = Context { header: heading.filter(|h| !h.trim().is_empty()), ..Context::default() };
    let quantity = normalise::quantity(&printed.text, &context);
    if quantity.kind == Kind::Text {
        return Cell::Field(text_field(printed));
    }
    Cell::Quantity(Box::new(Measured {
        quantity,
        places: printed.places,
        confidence: printed.confidence,
        alternatives: printed.alternatives,
    }))
}

/// A text of a table.
pub fn text_field(printed: Printed) -> Field {
    crate::recognise::assemble::text_field(printed)
}
