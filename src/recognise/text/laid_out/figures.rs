//! The table of indicators: heads give the years, full rows give the columns, and each indicator
//! has two rows of cells.

use super::super::canvas::{Canvas, SPOILT, empty, middle};
use super::super::form::KINDS;
use super::super::label::fold;
use super::super::word;
use super::columns::{Columns, Token};
use super::rows::{self, Row};
use crate::ingest::text::is_lost;
use crate::recognise::raw::{RawFigure, RawIndicator, RawSheet};
use crate::sheet::{IndicatorKind, Role};

/// Lines above the first label of the table on which heads may stand.
const HEAD_LINES: usize = 5;
/// Most confidence in a figure of which it is open whether it is a target or an actual.
const EITHER: f64 = 0.6;

/// The years of a table and where it begins.
pub struct Years {
    /// Western start years, left to right.
    pub years: Vec<i32>,
    /// First line of its heads.
    pub first_line: usize,
}

impl Years {
    /// The last column's year.
    pub fn last_year(&self) -> Option<i32> {
        self.years.last().copied()
    }
}

/// Reads the table whose first head stands on line `table` and that ends before line `end`.
pub fn read(canvas: &Canvas, table: usize, end: usize, sheet: &mut RawSheet) -> Years {
    let labels: Vec<Option<Vec<usize>>> = canvas.form.kinds.iter().map(|l| canvas.find(l, table, end)).collect();
    let first_label =
        labels.iter().flatten().filter_map(|w| canvas.extent(w)).map(|(first, _)| first).min().unwrap_or(end);
    let heads = Heads::find(canvas, table, first_label);
    let years = Years { years: heads.years.iter().map(|(y, _)| *y).collect(), first_line: heads.first_line };
    let body = heads.last_line + 1;
    let Some(columns) = Columns::find(canvas, body, end, &heads.columns(), heads.names) else { return years };

    let labels: Vec<(usize, Vec<usize>)> = labels.into_iter().enumerate().filter_map(|(i, l)| Some((i, l?))).collect();
    let lines: Vec<Vec<Token>> = (body..end).map(|l| columns.tokens(canvas, l)).collect();
    let extents: Vec<(usize, usize)> = labels
        .iter()
        .filter_map(|(_, w)| canvas.extent(w))
        .map(|(first, last)| (first.saturating_sub(body), last.saturating_sub(body)))
        .collect();
    // Where characters of the table are lost, the rows of others may have moved.
    let spoilt = canvas.between(heads.first_line, end).filter_map(|i| canvas.word(i)).any(|w| w.text.contains(is_lost));
    let most = match (spoilt, heads.roles_told) {
        (true, _) => SPOILT,
        (_, false) => EITHER,
        _ => 1.0,
    };
    let roles = if heads.mirrored { [Role::Actual, Role::Target] } else { [Role::Target, Role::Actual] };
    for ((i, label), rows) in labels.iter().zip(rows::divide(&lines, &extents, columns.count())) {
        let name: Vec<usize> = canvas
            .between(body + rows[0].lines.start, body + rows[1].lines.end)
            .filter(|w| !label.contains(w) && !columns.is_figure(canvas, *w))
            .collect();
        let mut indicator = RawIndicator {
            kind: KINDS.get(*i).copied().unwrap_or(IndicatorKind::Other),
            label: if name.is_empty() { empty() } else { canvas.printed(&name) },
            ..RawIndicator::default()
        };
        // A row without its fellow may be either of the two.
        let blank = |row: &Row| row.cells.iter().all(|c| c.words.is_empty());
        let most = if rows.iter().any(blank) { most.min(EITHER) } else { most };
        for (role, row) in roles.into_iter().zip(&rows) {
            indicator.cells.extend(cells(canvas, row, role, &years.years, most));
        }
        sheet.indicators.push(indicator);
    }
    years
}

/// The cells of a row, blank ones included, none surer than `most`.
fn cells(canvas: &Canvas, row: &Row, role: Role, years: &[i32], most: f64) -> Vec<RawFigure> {
    let mut cells: Vec<RawFigure> = Vec::new();
    for cell in &row.cells {
        let covered: Vec<i32> = years.get(cell.columns.clone()).unwrap_or_default().to_vec();
        let mut printed = if cell.words.is_empty() { empty() } else { canvas.printed(&cell.words) };
        printed.confidence = printed.confidence.min(cell.confidence).min(most);
        cells.push(RawFigure { years: covered, role, printed });
    }
    cells
}

/// The heads of the table.
struct Heads {
    /// Years with the columns of their heads, left to right.
    years: Vec<(i32, usize)>,
    /// Columns of the heads of targets or actuals on the line that has most of them.
    roles: Vec<usize>,
    /// Whether actuals stand above targets.
    mirrored: bool,
    /// Whether the heads say which of the two rows is which.
    roles_told: bool,
    /// Column at which the head of the names ends.
    names: usize,
    first_line: usize,
    last_line: usize,
}

impl Heads {
    fn find(canvas: &Canvas, table: usize, first_label: usize) -> Self {
        let mut first_line = table;
        let left = canvas
            .find(&canvas.form.table, table, table + 1)
            .and_then(|w| canvas.word(*w.first()?))
            .map_or(0, |w| w.column_end);
        for line in (table.saturating_sub(HEAD_LINES)..table).rev() {
            if canvas.is_blank(line) || canvas.on_line(line).all(|i| is_head(canvas, i, left)) {
                if !canvas.is_blank(line) {
                    first_line = line;
                }
            } else {
                break;
            }
        }
        let mut last_line = table;
        for line in table..first_label {
            if !canvas.is_blank(line) && canvas.on_line(line).all(|i| is_head(canvas, i, left)) {
                last_line = line;
            }
        }
        let role_columns = |line: usize, role: Role| -> Vec<usize> {
            canvas
                .on_line(line)
                .filter_map(|i| canvas.word(i))
                .filter(|w| canvas.form.role(&w.text) == Some(role))
                .map(|w| middle(w.column, w.column_end))
                .collect()
        };
        let with = |role: Role| (first_line..=last_line).find(|&l| !role_columns(l, role).is_empty());
        let (target, actual) = (with(Role::Target), with(Role::Actual));
        let roles =
            actual.map(|l| role_columns(l, Role::Actual)).or_else(|| target.map(|l| role_columns(l, Role::Target)));
        Self {
            years: year_heads(canvas, first_line, last_line),
            roles: roles.unwrap_or_default(),
            names: canvas
                .find(&canvas.form.table_name, first_line, last_line + 1)
                .and_then(|w| canvas.word(*w.first()?))
                .map_or(left, |w| w.column_end),
            mirrored: matches!((target, actual), (Some(t), Some(a)) if a < t),
            roles_told: target.is_some() && actual.is_some(),
            first_line,
            last_line,
        }
    }

    /// Columns of the years, from the heads nearest to the figures.
    fn columns(&self) -> Vec<usize> {
        if self.roles.len() == self.years.len() {
            self.roles.clone()
        } else {
            self.years.iter().map(|(_, column)| *column).collect()
        }
    }
}

/// Whether a word is one of the heads of the table.
///
/// Those of figures stand right of column `left`; the head of a row left of it ends another label.
fn is_head(canvas: &Canvas, index: usize, left: usize) -> bool {
    let Some(word) = canvas.word(index) else { return false };
    let text = fold(&word.text);
    if !canvas.form.table.is(&text) && word.column < left {
        return false;
    }
    canvas.form.is_table_head(&text)
        || canvas.form.role(&text).is_some()
        || word::year_head(&text).is_some()
        || is_half(&text)
}

/// Whether a word is part of a year head that is wrapped: 平成31 above (令和元)年度.
fn is_half(text: &str) -> bool {
    word::era_year(text).is_some() || (text.starts_with('(') && text.ends_with("年度")) || text == "年度"
}

/// Complete heads and those that are wrapped over two lines, left to right; only consecutive years.
fn year_heads(canvas: &Canvas, from: usize, to: usize) -> Vec<(i32, usize)> {
    let mut years: Vec<(i32, usize)> = Vec::new();
    let mut halves: Vec<(String, usize)> = Vec::new();
    for word in canvas.between(from, to + 1).filter_map(|i| canvas.word(i)) {
        let text = fold(&word.text);
        let column = middle(word.column, word.column_end);
        if let Some(year) = word::year_head(&text) {
            years.push((year, column));
        } else if is_half(&text) {
            match halves
                .iter()
                .position(|(h, c)| word::year_head(&format!("{h}{text}")).is_some() && c.abs_diff(column) < 10)
            {
                Some(at) => {
                    let (above, _) = halves.remove(at);
                    years.extend(word::year_head(&format!("{above}{text}")).map(|y| (y, column)));
                }
                None => halves.push((text, column)),
            }
        }
    }
    years.sort_by_key(|(_, column)| *column);
    years.dedup_by_key(|(year, _)| *year);
    years
}
