//! Pages and texts → one stream of lines and grids, whatever the document was.

use super::located::Text;
use crate::ingest::tabular::{Tabular, TextCell};
use crate::layout::PageLayout;
use crate::sheet::{Place, Region};
use rayon::prelude::*;

/// What stands on a page, in the order in which it is read.
#[derive(Clone, Debug)]
pub enum Block {
    /// A line outside of every table.
    Line(Text),
    /// A blank line of a text.
    Gap,
    /// A table.
    Grid(Grid),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Page, from 1.
    pub page: u32,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Cells in row order; merged ones once, empty ones perhaps not at all.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Cell {
    pub row: usize,
    pub col: usize,
    pub rows: usize,
    pub cols: usize,
    /// What stands in it.
    pub text: Text,
    /// Where it is, for an empty one of a page.
    pub place: Option<Place>,
}

impl Cell {
    /// Whether it covers a column.
    pub fn covers(&self, col: usize) -> bool {
        self.col <= col && col < self.col + self.cols
    }
}

impl Grid {
    /// The cells that begin in a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(move |c| c.row == row)
    }

    /// The only cell with a text that begins in a row: a heading within a table.
    pub fn lone(&self, row: usize) -> Option<&Cell> {
        let mut filled = self.row(row).filter(|c| !c.text.is_blank());
        filled.next().filter(|_| filled.next().is_none())
    }
}

/// The lines and grids of laid-out pages.
pub fn of_pages(layouts: &[PageLayout]) -> Vec<Block> {
    layouts.par_iter().flat_map_iter(of_page).collect()
}

fn of_page(layout: &PageLayout) -> impl Iterator<Item = Block> {
    let page = layout.page;
    let mut here: Vec<(f64, f64, Block)> = Vec::new();
    for line in &layout.loose {
        here.push((line.bbox.y0, line.bbox.x0, Block::Line(Text::of_line(line, page))));
    }
    for grid in &layout.grids {
        let cell = |c: &crate::layout::Cell| Cell {
            row: c.row,
            col: c.col,
            rows: c.rows,
            cols: c.cols,
            text: Text::of_cell(c, page),
            place: Some(Place { page, region: Region::Box(c.bbox) }),
        };
        let cells: Vec<Cell> = grid.cells.iter().map(cell).collect();
        let (rows, columns) = (grid.ys.len().saturating_sub(1), grid.xs.len().saturating_sub(1));
        here.push((grid.bbox.y0, grid.bbox.x0, Block::Grid(Grid { page, rows, columns, cells })));
    }
    here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    here.into_iter().map(|(.., block)| block)
}

/// The lines and tables of a text.
pub fn of_text(source: &Tabular) -> Vec<Block> {
    let chars: Vec<char> = source.text.text.chars().collect();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut here: Vec<(usize, Block)> = Vec::new();
    for table in &source.tables {
        let page = table.page;
        let cell = |c: &TextCell| Cell {
            row: c.row,
            col: c.col,
            rows: c.rows,
            cols: c.cols,
            text: Text::of_text_cell(&chars, c, page),
            place: None,
        };
        let grid =
            Grid { page, rows: table.rows, columns: table.columns, cells: table.cells.iter().map(cell).collect() };
        let spans = table.cells.iter().flat_map(|c| c.lines.iter().copied());
        let Some(start) = spans.clone().map(|s| s.0).min() else { continue };
        taken.extend(spans);
        here.push((start, Block::Grid(grid)));
    }
    taken.sort_unstable();
    for page in &source.text.pages {
        let mut start = page.start;
        for at in page.start..=page.end {
            let ends = at == page.end || matches!(chars.get(at), Some('\n' | '\r' | '\t' | '\u{C}'));
            if ends {
                let near = taken.partition_point(|s| s.1 <= start);
                let free = taken.get(near).is_none_or(|s| s.0 >= at);
                let line = Text::of_span(&chars, (start, at), page.number, false);
                let line = line.slice(0, at.saturating_sub(start));
                if free && !line.is_blank() {
                    here.push((start, Block::Line(line)));
                } else if free && is_gap(&chars, start, at) {
                    here.push((start, Block::Gap));
                }
                start = at + 1;
            }
        }
    }
    here.sort_by_key(|(at, _)| *at);
    here.into_iter().map(|(_, block)| block).collect()
}

/// Whether a blank piece is a whole line: not what lies between tabs, or between the two signs that end a line.
fn is_gap(chars: &[char], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|b| chars.get(b));
    let after = chars.get(end);
    let whole = matches!(before, None | Some('\n' | '\r' | '\u{C}')) && after != Some(&'\t');
    whole && !(start == end && before == Some(&'\r') && after == Some(&'\n'))
}

impl Block {
    /// Its texts.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Line(text) => vec![text.string()],
            Self::Gap => Vec::new(),
            Self::Grid(grid) => grid.cells.iter().map(|c| c.text.string().replace('\n', "")).collect(),
        }
    }
}
