//! Pages drawn for a test: tables of cells with spans, and loose lines, as the layout would give them.

use kanrihyo::geom::Rect;
use kanrihyo::layout::{Cell, Grid, Line, PageLayout};
use std::collections::BTreeSet;

/// Height of a row.
const ROW: f64 = 20.0;
/// Width of a character.
const CHAR: f64 = 5.0;

/// A cell as it is written down: its text and what it spans.
#[derive(Clone)]
pub struct Td(pub String, pub usize, pub usize);

/// A cell of one row and column.
pub fn td(text: &str) -> Td {
    Td(text.to_owned(), 1, 1)
}

/// A cell over several columns.
pub fn wide(text: &str, columns: usize) -> Td {
    Td(text.to_owned(), 1, columns)
}

/// A cell over several rows.
pub fn tall(text: &str, rows: usize) -> Td {
    Td(text.to_owned(), rows, 1)
}

/// Cells of one row and column each.
pub fn tds(texts: &[&str]) -> Vec<Td> {
    texts.iter().map(|t| td(t)).collect()
}

/// A page that is drawn from the top.
pub struct Sketch {
    layout: PageLayout,
    y: f64,
    left: f64,
}

impl Sketch {
    /// An empty page.
    pub fn new(page: u32) -> Self {
        let layout = PageLayout { page, width: 600.0, height: 840.0, ..PageLayout::default() };
        Self { layout, y: 20.0, left: 20.0 }
    }

    /// A line outside of every table.
    pub fn line(mut self, text: &str) -> Self {
        self.layout.loose.push(line(text, self.left, self.y));
        self.y += ROW;
        self
    }

    /// A table whose columns share `width` points.
    pub fn table(mut self, width: f64, rows: Vec<Vec<Td>>) -> Self {
        let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut cells = Vec::new();
        for (r, row) in rows.iter().enumerate() {
            let mut c = 0;
            for Td(text, down, across) in row {
                while taken.contains(&(r, c)) {
                    c += 1;
                }
                for i in r..r + down {
                    taken.extend((c..c + across).map(|j| (i, j)));
                }
                cells.push((r, c, *down, *across, text.clone()));
                c += across;
            }
        }
        let columns = taken.iter().map(|(_, c)| c + 1).max().unwrap_or(1);
        let step = width / columns as f64;
        let xs: Vec<f64> = (0..=columns).map(|c| self.left + step * c as f64).collect();
        let ys: Vec<f64> = (0..=rows.len()).map(|r| self.y + ROW * r as f64).collect();
        let cell = |(row, col, rows, cols, text): (usize, usize, usize, usize, String)| {
            let bbox = Rect::new(xs[col], ys[row], xs[col + cols], ys[row + rows]);
            let parts: Vec<&str> = text.split('\n').filter(|t| !t.is_empty()).collect();
            let top = bbox.center().y - 4.0 * parts.len() as f64;
            let lines = parts.iter().enumerate().map(|(i, t)| line(t, bbox.x0 + 1.0, top + 8.0 * i as f64)).collect();
            Cell { row, col, rows, cols, bbox, lines, shaded: false }
        };
        let bbox = Rect::new(xs[0], ys[0], xs[columns], ys[rows.len()]);
        let cells = cells.into_iter().map(cell).collect();
        self.y = bbox.y1 + 12.0;
        self.layout.grids.push(Grid { bbox, xs, ys, cells });
        self
    }

    /// The page.
    pub fn done(self) -> PageLayout {
        self.layout
    }
}

fn line(text: &str, x: f64, y: f64) -> Line {
    let boxes: Vec<Rect> = text
        .chars()
        .enumerate()
        .map(|(i, _)| Rect::new(x + CHAR * i as f64, y, x + CHAR * (i as f64 + 1.0), y + 8.0))
        .collect();
    let bbox = boxes.iter().copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
    Line { text: text.to_owned(), bbox, size: CHAR, trust: 1.0, boxes: boxes.as_slice().into(), ..Line::default() }
}

/// The beginning of a sheet.
pub fn top() -> Sketch {
    Sketch::new(1)
        .line("就労支援事業進行管理票［対象：２年度］")
        .table(400.0, vec![tds(&["所 管 課", "産業課", "事業番号", "２－４"])])
        .table(
            500.0,
            vec![
                tds(&["事業名", "しごと相談", "事業内容", "相談"]),
                tds(&["基本方針", "支える", "対 象 者", "全市民"]),
            ],
        )
}

/// The first rows of a table of indicators: its heads, and an indicator of activity.
pub fn heads() -> Vec<Vec<Td>> {
    vec![
        vec![tall("指標区分", 3), tall("設定した目標の内容", 3), td("令和元年度"), td("令和2年度")],
        tds(&["目標", "目標"]),
        tds(&["実績", "実績"]),
        vec![tall("活動指標", 2), tall("相談件数", 2), td("10件"), td("20件")],
        tds(&["11件", "21件"]),
    ]
}
