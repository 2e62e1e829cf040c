//! Lines of a table → its rows.

use crate::layout::columns::{Kind, Laid, Part, Placed, Table};
use crate::layout::text::width;
use crate::normalise::{self, Context};
use crate::recognise::tables::Vocabulary;

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line with its values, and the others that are its own: indices of the table's lines, in order.
    pub lines: Vec<usize>,
    /// The line with its values, or the one that names it where it has none.
    pub main: usize,
    /// What its key column prints, without blanks.
    pub key: String,
    /// Whether the key is a role or a year and nothing else.
    pub pure: bool,
    /// Whether a line is only perhaps its own.
    pub unsure: bool,
}

/// The column whose texts tell the rows apart: the one beside most of the values.
pub fn key(table: &Table) -> Option<usize> {
    let last = table.columns.iter().rposition(|c| *c == Kind::Figures)?;
    let body = || table.lines.iter().filter(|l| l.part == Part::Body);
    let share = |column: usize| body().filter(|l| l.words.iter().any(|w| w.columns.start == column)).count();
    let texts = (0..last).filter(|c| table.columns.get(*c) == Some(&Kind::Text));
    texts.filter(|c| share(*c) > 0).max_by_key(|c| (share(*c), *c))
}

/// The rows of a table whose rows `key` tells apart.
pub fn rows(table: &Table, key: Option<usize>, words: &Vocabulary) -> Vec<Row> {
    let reader = Reader { table, key, words, widest: widest(table, key) };
    let mut rows: Vec<Row> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    for (i, line) in table.lines.iter().enumerate().filter(|(_, l)| l.part != Part::Head) {
        let text = reader.key_text(line);
        let after = table.lines.get(i + 1).filter(|l| l.number == line.number + 1);
        match line.part {
            Part::Body => {
                let mut lines = std::mem::take(&mut waiting);
                lines.push(i);
                rows.push(reader.row(lines, i));
            }
            _ if text.is_empty() => {}
            // A name without values, unless its end and its values stand on the next line.
            _ if reader.is_pure(&text) => {
                let ends = |l: &Laid| l.part == Part::Body && is_rest(&reader.key_text(l));
                if after.is_some_and(ends) {
                    waiting = vec![i];
                } else if table.lines.iter().skip(i + 1).any(|l| l.part == Part::Body) || !rows.is_empty() {
                    rows.push(reader.row(vec![i], i));
                }
            }
            _ => reader.attach(i, &mut rows, &mut waiting),
        }
    }
    rows
}

struct Reader<'a> {
    table: &'a Table,
    key: Option<usize>,
    words: &'a Vocabulary,
    /// Width of the widest text of the key column.
    widest: usize,
}

impl Reader<'_> {
    fn row(&self, lines: Vec<usize>, main: usize) -> Row {
        let own = lines.iter().filter_map(|i| self.table.lines.get(*i));
        let key: String = own.map(|l| self.key_text(l)).collect();
        let pure = self.is_pure(&key);
        Row { lines, main, key, pure, unsure: false }
    }

    fn key_words<'a>(&self, line: &'a Laid) -> impl Iterator<Item = &'a Placed> {
        let key = self.key;
        line.words.iter().filter(move |w| key.is_some_and(|k| w.columns == (k..k + 1)))
    }

    fn key_text(&self, line: &Laid) -> String {
        self.key_words(line).map(|w| w.run.text.as_str()).collect()
    }

    fn is_pure(&self, text: &str) -> bool {
        let context = Context { sheet_year: Some(2020), ..Context::default() };
        self.words.said(text, &context).pure
    }

    /// Gives a line with a part of a key to the row that it can belong to: what is wrapped is full but at its end.
    fn attach(&self, i: usize, rows: &mut [Row], waiting: &mut Vec<usize>) {
        let Some(line) = self.table.lines.get(i) else { return };
        let text = self.key_text(line);
        let near = |other: &Laid| other.number.abs_diff(line.number) == 1;
        let above = rows.last().and_then(|r| r.lines.last()).and_then(|l| self.table.lines.get(*l)).filter(|l| near(l));
        let last = waiting.last().and_then(|l| self.table.lines.get(*l)).filter(|l| near(l));
        let below = self.table.lines.get(i + 1).filter(|l| near(l) && l.part == Part::Body);
        let goes_on = |from: &Laid, to: &str| {
            let from = self.key_text(from);
            let pure = self.is_pure(&from) && !is_rest(to);
            !from.is_empty() && !pure && wide(&from) + to.chars().next().map_or(0, width) > self.widest
        };
        let up = above.is_some_and(|l| is_rest(&text) || goes_on(l, &text));
        let down = below.is_some_and(|l| {
            let key = self.key_text(l);
            key.is_empty() || goes_on(line, &key)
        });
        if last.is_some() && below.is_some() && down {
            waiting.push(i);
        } else if up {
            let row = rows.last_mut();
            row.into_iter().for_each(|r| {
                r.lines.push(i);
                r.key.push_str(&text);
                r.unsure |= down;
            });
        } else if down {
            *waiting = vec![i];
        }
    }
}

/// Whether a text is the end of a label and none by itself: `(%)`, `（千円）`.
fn is_rest(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.starts_with('(') && folded.ends_with(')')
}

fn widest(table: &Table, key: Option<usize>) -> usize {
    let of = |l: &Laid| {
        let own = l.words.iter().filter(|w| key.is_some_and(|k| w.columns == (k..k + 1)));
        own.map(|w| wide(&w.run.text)).sum()
    };
    table.lines.iter().filter(|l| l.part != Part::Head).map(of).max().unwrap_or(0)
}

fn wide(text: &str) -> usize {
    text.chars().map(width).sum()
}
