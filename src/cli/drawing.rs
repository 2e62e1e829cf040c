//! Tables drawn with box-drawing characters, by the width that their text takes on a terminal.

use super::excerpt::wrap;
use super::terminal::plain;
use unicode_width::UnicodeWidthStr;

/// Columns of a terminal that a drawing takes, where its columns can be that narrow.
const WIDTH: usize = 120;
/// No column is made narrower than that for the sake of the others.
const NARROW: usize = 6;

/// A cell of a table, merged ones once.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// First row, first column, rows, columns.
    pub span: [usize; 4],
    /// Its lines of text.
    pub lines: Vec<String>,
}

/// A table of so many rows and columns, a line feed after each line.
pub fn draw(rows: usize, columns: usize, cells: &[Drawn]) -> String {
    if rows == 0 || columns == 0 {
        return String::new();
    }
    let cells: Vec<Drawn> = cells
        .iter()
        .filter(|cell| cell.span[0] < rows && cell.span[1] < columns)
        .map(|cell| {
            let [row, column, high, wide] = cell.span;
            let span = [row, column, high.clamp(1, rows - row), wide.clamp(1, columns - column)];
            Drawn { span, lines: cell.lines.iter().map(|line| plain(line.trim()).into_owned()).collect() }
        })
        .collect();
    let mut owners = vec![vec![None; columns]; rows];
    for (number, cell) in cells.iter().enumerate() {
        let [row, column, high, wide] = cell.span;
        for line in owners.iter_mut().skip(row).take(high) {
            line.iter_mut().skip(column).take(wide).for_each(|owner| *owner = Some(number));
        }
    }
    let widths = widths(columns, &cells);
    let text: Vec<Vec<String>> = cells
        .iter()
        .map(|cell| {
            let [_, column, _, wide] = cell.span;
            let room = widths.iter().skip(column).take(wide).sum::<usize>() + 3 * (wide - 1);
            cell.lines.iter().flat_map(|line| wrap(line, room.max(2))).collect()
        })
        .collect();
    let heights = heights(rows, &cells, &text);
    let ends = |sizes: &[usize], border: usize| -> Vec<usize> {
        let mut at = 0;
        let inner = sizes.iter().map(|size| {
            at += size + border;
            at
        });
        std::iter::once(0).chain(inner).collect()
    };
    let (xs, ys) = (ends(&widths, 3), ends(&heights, 1));
    let mut canvas: Vec<Vec<(usize, String)>> = vec![Vec::new(); ys.last().map_or(0, |y| y + 1)];
    borders(&Borders { owners }, (&xs, &ys), &mut canvas);
    for (cell, text) in cells.iter().zip(text) {
        let [row, column, ..] = cell.span;
        let (Some(x), Some(y)) = (xs.get(column), ys.get(row)) else { continue };
        for (line, text) in canvas.iter_mut().skip(y + 1).zip(text) {
            line.push((x + 2, text));
        }
    }
    canvas.into_iter().map(joined).collect()
}

/// As wide as their cells ask, the widest ones made narrower until all fits.
fn widths(columns: usize, cells: &[Drawn]) -> Vec<usize> {
    let asked = |cell: &Drawn| cell.lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let mut widths = vec![1; columns];
    let mut by_span: Vec<&Drawn> = cells.iter().collect();
    by_span.sort_by_key(|cell| cell.span[3]);
    for cell in by_span {
        let [_, column, _, wide] = cell.span;
        let room: usize = widths.iter().skip(column).take(wide).sum::<usize>() + 3 * (wide - 1);
        // What a merged cell wants more than its columns have is wrapped, unless there is nearly nothing.
        let wanted = if wide == 1 { asked(cell) } else { asked(cell).min(3 * NARROW) };
        for step in 0..wanted.saturating_sub(room) {
            if let Some(width) = widths.get_mut(column + step % wide) {
                *width += 1;
            }
        }
    }
    let all = |widths: &[usize]| widths.iter().map(|width| width + 3).sum::<usize>() + 1;
    while all(&widths) > WIDTH {
        match widths.iter_mut().max().filter(|widest| **widest > NARROW) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    widths
}

/// As high as their cells ask; the last row of a merged cell takes what the others leave.
fn heights(rows: usize, cells: &[Drawn], text: &[Vec<String>]) -> Vec<usize> {
    let mut heights = vec![1; rows];
    let mut by_span: Vec<(&Drawn, usize)> = cells.iter().zip(text.iter().map(Vec::len)).collect();
    by_span.sort_by_key(|(cell, _)| cell.span[2]);
    for (cell, lines) in by_span {
        let [row, _, high, _] = cell.span;
        let room = heights.iter().skip(row).take(high).sum::<usize>() + high - 1;
        if let Some(last) = heights.get_mut(row + high - 1) {
            *last += lines.saturating_sub(room);
        }
    }
    heights
}

/// Which cell stands where.
struct Borders {
    owners: Vec<Vec<Option<usize>>>,
}

impl Borders {
    fn owner(&self, row: Option<usize>, column: Option<usize>) -> Option<Option<usize>> {
        self.owners.get(row?)?.get(column?).copied()
    }

    /// Whether a border stands left of a column in a row; `None` for the row above the first.
    fn is_upright(&self, row: Option<usize>, column: usize) -> bool {
        let (left, right) = (self.owner(row, column.checked_sub(1)), self.owner(row, Some(column)));
        (left.is_some() || right.is_some()) && (left != right || left == Some(None))
    }

    /// Whether a border stands over a row in a column.
    fn is_level(&self, row: usize, column: Option<usize>) -> bool {
        let (over, under) = (self.owner(row.checked_sub(1), column), self.owner(Some(row), column));
        (over.is_some() || under.is_some()) && (over != under || over == Some(None))
    }

    /// The character where borders may cross.
    fn crossing(&self, row: usize, column: usize) -> char {
        let up = self.is_upright(row.checked_sub(1), column);
        let down = self.is_upright(Some(row), column);
        let left = self.is_level(row, column.checked_sub(1));
        let right = self.is_level(row, Some(column));
        match (up, down, left, right) {
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
            (true, true, false, false) => '│',
            (true, false, true, true) => '┴',
            (false, true, true, true) => '┬',
            (true, false, true, false) => '┘',
            (true, false, false, true) => '└',
            (false, true, true, false) => '┐',
            (false, true, false, true) => '┌',
            (false, false, false, false) => ' ',
            (false, false, ..) => '─',
            (_, _, false, false) => '│',
        }
    }
}

fn borders(borders: &Borders, (xs, ys): (&[usize], &[usize]), canvas: &mut [Vec<(usize, String)>]) {
    for (row, y) in ys.iter().enumerate() {
        for (column, x) in xs.iter().enumerate() {
            let crossing = borders.crossing(row, column);
            if let Some(line) = canvas.get_mut(*y).filter(|_| crossing != ' ') {
                line.push((*x, crossing.to_string()));
            }
            if let Some(next) = xs.get(column + 1).filter(|_| borders.is_level(row, Some(column)))
                && let Some(line) = canvas.get_mut(*y)
            {
                line.push((x + 1, "─".repeat(next - x - 1)));
            }
            if borders.is_upright(Some(row), column) {
                let until = ys.get(row + 1).map_or(0, |next| next - y - 1);
                canvas.iter_mut().skip(y + 1).take(until).for_each(|line| line.push((*x, "│".to_owned())));
            }
        }
    }
}

/// The pieces of a line, each at its column.
fn joined(mut pieces: Vec<(usize, String)>) -> String {
    pieces.sort_by_key(|(x, _)| *x);
    let (mut text, mut width) = (String::new(), 0);
    for (x, piece) in pieces {
        text.push_str(&" ".repeat(x.saturating_sub(width)));
        width = width.max(x) + piece.width();
        text.push_str(&piece);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{Drawn, draw};
    use unicode_width::UnicodeWidthStr;

    fn cell(span: [usize; 4], text: &str) -> Drawn {
        Drawn { span, lines: text.lines().map(str::to_owned).collect() }
    }

    #[test]
    fn merged_cells_are_one_and_wide_characters_take_two_columns() {
        let cells = [
            cell([0, 0, 2, 1], "指標"),
            cell([0, 1, 1, 2], "目標"),
            cell([1, 1, 1, 1], "2019"),
            cell([1, 2, 1, 1], "2020\u{1b}"),
            cell([2, 0, 1, 1], "相談者数\n（人）"),
            cell([2, 1, 2, 1], "１００"),
            cell([2, 2, 1, 1], ""),
            cell([3, 0, 1, 1], "件数"),
            cell([3, 2, 1, 1], "9"),
        ];
        insta::assert_snapshot!(draw(4, 3, &cells), @r"
        ┌──────────┬─────────────────────┐
        │ 指標     │ 目標                │
        │          ├────────┬────────────┤
        │          │ 2019   │ 2020\u{1b} │
        ├──────────┼────────┼────────────┤
        │ 相談者数 │ １００ │            │
        │ （人）   │        │            │
        ├──────────┤        ├────────────┤
        │ 件数     │        │ 9          │
        └──────────┴────────┴────────────┘
        ");
    }

    #[test]
    fn what_is_odd_is_drawn_as_far_as_it_goes() {
        assert_eq!(draw(0, 3, &[]), "");
        let wild = [cell([5, 5, 1, 1], "x"), cell([0, 0, 9, 9], "y"), cell([1, 1, 0, 0], "z")];
        assert!(draw(2, 2, &wild).contains('z'));
        let long = "長い文字列".repeat(60);
        let text = draw(1, 3, &[cell([0, 0, 1, 1], &long), cell([0, 1, 1, 1], &long), cell([0, 2, 1, 1], "1")]);
        assert!(text.lines().all(|line| line.width() <= 120), "{text}");
        assert_eq!(text.matches('長').count(), 120);
    }
}
