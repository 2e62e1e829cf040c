//! Which rows of a grid are heads, and which fit under them.

use super::lattice::Lattice;
use super::plain::{PlainCell, PlainTable};
use super::reading::{Reading, What};
use crate::normalise;
use std::collections::BTreeSet;

/// Longest title of a table; longer texts are sentences.
const LONGEST_TITLE: usize = 60;
/// Last characters of what a column of figures is called.
const QUANTITIES: &[char] = &[
    '額', '費', '数', '率', '量', '件', '人', '円', '値', '点', '計', '金', '源', '債', '税', '料', '高', '積', '度',
    '比', ')',
];

/// Units of figures that name a class and count nothing.
const CLASSES: &[&str] = &["号", "歳", "歳児", "級", "次", "種", "期", "年生", "学年", "年目", "か月", "回目"];

/// Whether a figure is the name of a class.
fn is_class(text: &str) -> bool {
    let folded = normalise::fold(text);
    let unit = folded.trim_start_matches(|c: char| c.is_ascii_digit() || "第・〜-,".contains(c));
    // 65歳以上 is a class as well.
    let bare = ["以上", "未満", "以下"].iter().find_map(|w| unit.strip_suffix(w)).unwrap_or(unit);
    unit.len() < folded.len() && CLASSES.contains(&bare)
}

/// A table, where its cells are, and what each is.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    /// The table.
    pub(super) table: &'a PlainTable,
    /// Its positions.
    pub(super) lattice: &'a Lattice,
    /// A reading for each cell.
    pub(super) readings: &'a [Reading],
    /// First column, and one past the last.
    pub(super) columns: (usize, usize),
    /// How many rows at the top are known to be heads.
    pub(super) known: usize,
}

/// A row, looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The cells that cover it, left to right.
    pub(super) cells: Vec<usize>,
    /// The cells that begin in it.
    pub(super) own: Vec<usize>,
    /// First columns of its cells.
    pub(super) starts: BTreeSet<usize>,
    /// Whether it is a head.
    pub(super) head: bool,
}

impl View<'_> {
    pub(super) fn cell(&self, i: usize) -> Option<&PlainCell> {
        self.table.cells.get(i)
    }

    pub(super) fn what(&self, i: usize) -> What {
        self.readings.get(i).map_or(What::Blank, |r| r.what)
    }

    fn is(&self, i: usize, what: What) -> bool {
        self.what(i) == what
    }

    fn text(&self, i: usize) -> &str {
        self.cell(i).map_or("", |c| c.printed.text.as_str())
    }

    /// The rows between `from` and `to`, with the heads found.
    pub(super) fn rows(&self, from: usize, to: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = (from..to).map(|r| self.row(r)).collect();
        for at in 0..rows.len() {
            let (before, rest) = rows.split_at(at + 1);
            let is_head = from + at < self.known || before.last().is_some_and(|row| self.is_head(row, from + at, rest));
            if let Some(row) = rows.get_mut(at) {
                row.head = is_head;
            }
        }
        // What stands over heads and is tied to them, or spans several of them, is a head as well.
        for at in (1..rows.len()).rev() {
            let Some([upper, lower]) = rows.get(at - 1..=at) else { continue };
            if !upper.head && lower.head && self.stands_over(upper, lower, from + at) {
                let keep = &mut rows.get_mut(at - 1);
                if let Some(row) = keep {
                    row.head = true;
                }
            }
        }
        for at in 1..rows.len() {
            let goes_on = match rows.get(at - 1..=at) {
                Some([upper, row]) => !row.head && self.subdivides(upper, row, from + at),
                _ => false,
            };
            if let Some(row) = rows.get_mut(at).filter(|_| goes_on) {
                row.head = true;
            }
        }
        rows
    }

    fn row(&self, r: usize) -> Row {
        let cells = self.lattice.row(r, self.columns);
        let own = cells.iter().copied().filter(|i| self.cell(*i).is_some_and(|c| c.row == r)).collect();
        let starts = cells.iter().filter_map(|i| self.cell(*i)).map(|c| c.col.max(self.columns.0)).collect();
        Row { cells, own, starts, head: false }
    }

    fn is_head(&self, row: &Row, at: usize, below: &[Row]) -> bool {
        let marks: Vec<usize> = row.own.iter().copied().filter(|i| self.is(*i, What::Head)).collect();
        let filled = row.own.iter().filter(|i| !self.is(**i, What::Blank)).count();
        if row.own.iter().any(|i| self.fills(*i)) || filled == 0 {
            return false;
        }
        let said = row.own.iter().all(|i| self.cell(*i).is_some_and(|c| c.head));
        if said && row.own.len() > 1 {
            return true;
        }
        match marks.as_slice() {
            [] => self.is_named(row, at, below),
            [one] => {
                let first = row.cells.first() == Some(one);
                !first
                    && self.below(*one, below, at).is_some_and(|i| self.readings.get(i).is_some_and(Reading::is_value))
            }
            many => {
                // 開始年度 | H20 | 終了年度 | R5: labels and their values, unless figures stand under the years.
                let texts = filled - many.len();
                let pairs = texts == many.len() && row.own.first().is_some_and(|i| !self.is(*i, What::Head));
                let alternate = pairs
                    && row
                        .own
                        .chunks(2)
                        .all(|p| matches!(p, [a, b] if !self.is(*a, What::Head) && self.is(*b, What::Head)));
                let figures = many.iter().filter_map(|i| self.below(*i, below, at));
                !alternate || figures.filter(|i| self.readings.get(*i).is_some_and(Reading::is_value)).count() > 1
            }
        }
    }

    /// A head without years and roles: texts right over figures in the same columns.
    fn is_named(&self, row: &Row, at: usize, below: &[Row]) -> bool {
        if row.own.len() < 2 || row.own.iter().skip(1).any(|i| !self.is(*i, What::Text)) {
            return false;
        }
        let over = row.own.iter().copied().filter(|i| {
            let same = |b: &usize| {
                self.cell(*b).zip(self.cell(*i)).is_some_and(|(b, c)| (b.col, b.col_end()) == (c.col, c.col_end()))
            };
            self.below(*i, below, at).filter(same).is_some_and(|b| self.is(b, What::Figure))
        });
        let over: Vec<usize> = over.collect();
        let Some(next) = self.next(row, at).and_then(|r| below.get(r)) else { return false };
        let figures: Vec<usize> = next.cells.iter().copied().filter(|i| self.is(*i, What::Figure)).collect();
        let beside_text = |i: &&usize| {
            let at = next.cells.iter().position(|c| c == *i).and_then(|p| p.checked_sub(1));
            at.and_then(|p| next.cells.get(p)).is_some_and(|b| self.is(*b, What::Text))
        };
        let paired = figures.len() > 1 && figures.iter().all(|i| beside_text(&i));
        let shaded = |cells: &[usize]| cells.iter().filter_map(|i| self.cell(*i)).all(|c| c.shaded);
        let quantity = |i: &usize| normalise::fold(self.text(*i)).ends_with(QUANTITIES);
        let plain_below = !over.is_empty() && !next.own.is_empty() && !shaded(&next.own);
        if shaded(&row.own)
            && plain_below
            && next.own.iter().filter_map(|i| self.cell(*i)).any(|c| !c.shaded)
            && !paired
        {
            return true;
        }
        !paired
            && match over.as_slice() {
                [] => false,
                [_] => over.iter().all(quantity) && row.own.len() > 1 && row.own.first() != over.first(),
                _ => figures.len() >= over.len() && figures.len() > 1,
            }
    }

    /// Whether a cell can only be a value: a figure, a dash. A word for a missing figure may be a head
    /// (事業開始前, 未実施), unless it stands in brackets by itself.
    fn fills(&self, i: usize) -> bool {
        match self.what(i) {
            What::Figure => true,
            What::Missing => normalise::fold(self.text(i)).chars().filter(|c| c.is_alphabetic()).count() < 4,
            _ => false,
        }
    }

    /// Whether a row below a head goes on with it: it has no label of its own, and what stands in it are names of
    /// classes (１号, 0歳), no amounts.
    fn subdivides(&self, upper: &Row, row: &Row, at: usize) -> bool {
        let above = |i: &&usize| self.cell(**i).is_some_and(|c| c.row < at);
        let side = row.cells.iter().take_while(above).count();
        let class = |i: &usize| match self.what(*i) {
            What::Figure => is_class(self.text(*i)),
            What::Text | What::Head | What::Blank => true,
            What::Missing | What::Unit => false,
        };
        let some = row.own.iter().any(|i| self.is(*i, What::Figure));
        upper.head && side > 0 && some && row.own.iter().all(class)
    }

    /// How many rows below a row that follows all its cells stands, among the rows after it.
    fn next(&self, row: &Row, at: usize) -> Option<usize> {
        let end = row.own.iter().filter_map(|i| self.cell(*i)).map(PlainCell::row_end).min()?;
        end.checked_sub(at + 1)
    }

    /// The cell under a cell of row `at`.
    fn below(&self, i: usize, below: &[Row], at: usize) -> Option<usize> {
        let cell = self.cell(i)?;
        let row = below.get(cell.row_end().checked_sub(at + 1)?)?;
        let under = |b: &&usize| self.cell(**b).is_some_and(|c| c.col < cell.col_end() && c.col_end() > cell.col);
        row.cells.iter().find(under).copied()
    }

    /// Whether a row belongs to the head row right below it.
    fn stands_over(&self, upper: &Row, lower: &Row, at: usize) -> bool {
        let filled = upper.own.iter().filter(|i| !self.is(**i, What::Blank)).count();
        if filled == 0 || upper.own.iter().any(|i| self.fills(*i)) {
            return false;
        }
        let ends_here = |i: &&usize| self.cell(**i).is_some_and(|c| c.row_end() > at);
        let tied = upper.own.iter().filter(ends_here).count();
        let covers = |i: &usize| {
            let Some(cell) = self.cell(*i) else { return 0 };
            lower.starts.iter().filter(|s| (cell.col..cell.col_end()).contains(*s)).count()
        };
        let nested = upper.starts.iter().all(|s| lower.starts.contains(s));
        let wide = upper.own.iter().all(|i| covers(i) > 1 || self.is(*i, What::Blank));
        nested && ((tied > 0 && tied < upper.own.len()) || (wide && upper.own.len() > 1))
    }

    /// A title across the whole width, or across all but what stands at the left of several rows.
    pub(super) fn is_title(&self, row: &Row, next: Option<&Row>) -> bool {
        let [side @ .., only] = row.cells.as_slice() else { return false };
        let text = self.text(*only).trim();
        let beside = |i: &usize| self.cell(*i).is_some_and(|c| c.rows > 2);
        side.iter().all(beside)
            && (side.is_empty() || next.is_some_and(|n| n.cells.len() > side.len() + 1))
            && row.own.last() == Some(only)
            && self.cell(*only).is_some_and(|c| c.rows == 1)
            && self.columns.1 - self.columns.0 > 1
            && !text.is_empty()
            && text.chars().count() <= LONGEST_TITLE
            && !text.contains('。')
            // ２　指標 is a numbered title, not two of them.
            && (!self.is(*only, What::Figure) || text.contains([' ', '\u{3000}']))
    }

    /// First column of the values under head rows: the first that names a year or role, and those right before it
    /// in which figures stand.
    pub(super) fn value_from(&self, heads: &[Row], body: Option<&Row>) -> Option<usize> {
        let cells = || heads.iter().flat_map(|r| &r.cells).filter_map(|i| self.cell(*i).map(|c| (*i, c)));
        let first = cells().map(|(_, c)| c.col).min()?;
        let marks = cells().filter(|(i, c)| self.is(*i, What::Head) && c.col > first).map(|(_, c)| c.col).min();
        let line = || body.into_iter().flat_map(|r| &r.cells).filter_map(|i| self.cell(*i).map(|c| (self.what(*i), c)));
        let mut from = match marks {
            Some(marks) => marks,
            None => line().filter(|(w, c)| *w == What::Figure && c.col > first).map(|(_, c)| c.col).min()?,
        };
        let before: Vec<(What, usize)> =
            line().map(|(w, c)| (w, c.col)).filter(|(_, col)| *col < from && *col > first).collect();
        for (what, col) in before.into_iter().rev() {
            match what {
                What::Figure | What::Missing => from = col,
                What::Unit => {}
                _ => break,
            }
        }
        Some(from)
    }
}
