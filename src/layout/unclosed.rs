//! Tables whose rules stop before their text does.

use super::edges::Edges;
use super::{Grid, Line, PageLayout};

/// Share of a table's lower side that must be drawn.
const DRAWN: f64 = 0.5;
/// Farthest that a row which goes on stands below the rules, in heights of a line.
const NEAR: f64 = 1.6;
/// Farthest that edges of columns lie apart from page to page, in points.
const SLACK: f64 = 2.5;

/// Whether nothing is drawn along most of the lower side of a grid.
pub(super) fn is_open(grid: &Grid, edges: &Edges) -> bool {
    let b = grid.bbox;
    let along = edges.horizontal.iter().filter(|e| (e.pos - b.y1).abs() <= 1.5);
    let drawn: f64 = along.map(|e| (e.hi.min(b.x1) - e.lo.max(b.x0)).max(0.0)).sum();
    drawn < DRAWN * b.width()
}

/// What is to be said of the tables of these pages that are not closed, one sentence each.
///
/// A table that goes on at the top of the next page need not be.
pub fn unclosed(pages: &[PageLayout]) -> Vec<String> {
    let mut said = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let goes_on = |grid: &Grid| {
            let next = pages.get(at + 1).and_then(|p| p.grids.first());
            next.is_some_and(|n| (n.bbox.x0 - grid.bbox.x0).abs() <= SLACK && (n.bbox.x1 - grid.bbox.x1).abs() <= SLACK)
        };
        for (i, grid) in page.grids.iter().enumerate().filter(|(_, g)| g.xs.len() > 2 && g.ys.len() > 2) {
            let open = page.open.contains(&i) && !goes_on(grid);
            if open || has_more(page, grid) {
                said.push(format!(
                    "page {}: a table is not closed: it is read as far as row {}, where its rules stop",
                    page.page,
                    grid.ys.len().saturating_sub(1)
                ));
            }
        }
    }
    said
}

/// Whether a further row stands right below a grid: texts in several of its columns, each within its own, and a
/// figure among them.
fn has_more(page: &PageLayout, grid: &Grid) -> bool {
    let below = |l: &&Line| {
        let gap = l.bbox.y0 - grid.bbox.y1;
        !l.vertical && gap > -1.0 && gap <= NEAR * l.bbox.height()
    };
    let column = |l: &Line| grid.xs.windows(2).position(|w| matches!(w, [a, b] if *a <= l.bbox.x0 && l.bbox.x1 <= *b));
    let row: Vec<&Line> = page.loose.iter().filter(below).collect();
    let columns: Vec<Option<usize>> = row.iter().map(|l| column(l)).collect();
    let mut apart = columns.clone();
    apart.sort_unstable();
    apart.dedup();
    let figure = row.iter().any(|l| l.text.chars().all(|c| c.is_numeric() || ",.%％△▲- ，．".contains(c)));
    row.len() > 2 && apart.len() > 2 && columns.iter().all(Option::is_some) && figure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Rect;

    fn line(x: f64, y: f64, text: &str) -> Line {
        Line { text: text.into(), bbox: Rect::new(x, y, x + 30.0, y + 10.0), ..Line::default() }
    }

    fn page(loose: Vec<Line>, open: Vec<usize>) -> PageLayout {
        let bbox = Rect::new(0.0, 0.0, 300.0, 40.0);
        let grid = Grid { bbox, xs: vec![0.0, 100.0, 200.0, 300.0], ys: vec![0.0, 20.0, 40.0], cells: Vec::new() };
        PageLayout { page: 1, grids: vec![grid], loose, open, ..PageLayout::default() }
    }

    #[test]
    fn a_table_whose_text_goes_on_below_its_rules_says_so() {
        let more = vec![line(5.0, 44.0, "就農者数"), line(120.0, 44.0, "12"), line(220.0, 44.0, "15")];
        let said = ["page 1: a table is not closed: it is read as far as row 2, where its rules stop"];
        assert_eq!(unclosed(&[page(more.clone(), vec![])]), said);
        assert_eq!(unclosed(&[page(vec![], vec![0])]), said);
        assert!(unclosed(&[page(vec![], vec![0]), page(vec![], vec![])]).is_empty());
        assert!(unclosed(&[page(vec![line(5.0, 44.0, "※注"), line(250.0, 44.0, "3")], vec![])]).is_empty());
    }
}
