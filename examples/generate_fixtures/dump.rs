//! Text dumps of the pages: as laid out, and in content-stream order.

use crate::city::Document;
use crate::form::{Cell, Page};

/// Characters across a page: about what a dump that keeps the layout uses.
const ACROSS: f64 = 150.0;

/// Columns of blanks keep the layout; a form feed ends each page.
pub fn laid_out(pages: &[Page]) -> String {
    let mut out = String::new();
    for page in pages {
        let mut lines: Vec<(f64, f64, &str)> =
            page.cells.iter().flat_map(|c| &c.lines).map(|(x, y, t)| (*x, *y, t.as_str())).collect();
        lines.sort_by(|a, b| (a.1, a.0).partial_cmp(&(b.1, b.0)).expect("finite"));
        let mut rows: Vec<Vec<(f64, f64, &str)>> = Vec::new();
        for line in lines {
            match rows.last_mut() {
                Some(row) if line.1 - row[0].1 < 3.6 => row.push(line),
                _ => rows.push(vec![line]),
            }
        }
        for mut row in rows {
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut text, mut at) = (String::new(), 0usize);
            for (x, _, piece) in row {
                let column = (x / crate::form::SIZE[0] * ACROSS) as usize;
                let blanks = if at == 0 { column } else { column.saturating_sub(at).max(1) };
                text += &" ".repeat(blanks);
                text += piece;
                at += blanks + (crate::form::ems(piece) * 2.0) as usize;
            }
            out += text.trim_end();
            out.push('\n');
        }
        out.push('\u{c}');
    }
    out
}

fn joined(cell: &Cell) -> String {
    cell.lines.iter().map(|l| l.2.as_str()).collect::<Vec<_>>().join("\n")
}

/// Blocks parted by a blank line, pages by four line feeds; columns of figures come apart from
/// their labels: the evaluated year first, then the prose, then the earlier years row by row.
pub fn stream(document: &Document, pages: &[Page]) -> String {
    pages
        .iter()
        .map(|p| if p.kind == "sheet" { sheet(document, p) } else { plain(p) })
        .collect::<Vec<_>>()
        .join("\n\n\n\n")
        + "\n"
}

fn rows(cells: &[&Cell]) -> Vec<String> {
    let mut by_row: std::collections::BTreeMap<usize, Vec<&Cell>> = std::collections::BTreeMap::new();
    cells.iter().filter(|c| !c.text.is_empty()).for_each(|c| by_row.entry(c.row).or_default().push(c));
    by_row
        .into_values()
        .map(|mut row| {
            row.sort_by_key(|c| c.col);
            row.into_iter().map(joined).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn plain(page: &Page) -> String {
    let cells: Vec<&Cell> = page.cells.iter().collect();
    let by_row = rows(&cells);
    if page.kind == "list" { by_row.join("\n") } else { by_row.join("\n\n") }
}

fn sheet(document: &Document, page: &Page) -> String {
    let years = document.edition.years.len();
    let width = 42 / years;
    let last = 60 - width;
    let head = page.cells.iter().find(|c| c.text == "指標区分").map_or(0, |c| c.row);
    let figures = head + 3..head + 9;
    let pick = |f: &dyn Fn(&Cell) -> bool| -> Vec<&Cell> {
        let mut cells: Vec<&Cell> = page.cells.iter().filter(|c| f(c)).collect();
        cells.sort_by_key(|c| (c.row, c.col));
        cells
    };
    let is_figure = |c: &Cell| figures.contains(&c.row) && c.col >= 60 - width * years;
    let mut blocks = Vec::new();
    blocks.extend(rows(&pick(&|c| c.row == head + 1)));
    blocks.extend(rows(&pick(&|c| c.row == head + 2)));
    // The evaluated year's figures stand together under its head.
    let mut newest = vec![joined(page.cells.iter().find(|c| c.row == head && c.col == last).expect("a year head"))];
    newest.extend(pick(&|c| is_figure(c) && c.col == last).into_iter().map(joined).filter(|t| !t.is_empty()));
    blocks.push(newest.join("\n"));
    blocks.extend(rows(&pick(&|c| c.row > head + 9 && c.size < 10.0)));
    blocks.push(rows(&pick(&|c| c.row == head && c.col < last)).join("\n"));
    for (i, kind) in ["対象指標", "活動指標", "成果指標"].into_iter().enumerate() {
        let row = head + 3 + 2 * i;
        let label = page.cells.iter().find(|c| c.row == row && c.col == 5).map(joined).unwrap_or_default();
        let line = |row: usize| rows(&pick(&|c| is_figure(c) && c.row == row && c.col < last)).join(" ");
        blocks.push(format!("{kind} {label}\n{}\n{}", line(row), line(row + 1)).trim_end().to_string());
    }
    blocks.extend(rows(&pick(&|c| c.row < head)));
    blocks.into_iter().filter(|b| !b.is_empty()).collect::<Vec<_>>().join("\n\n")
}
