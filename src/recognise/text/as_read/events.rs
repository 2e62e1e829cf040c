//! What stands in the lines of a table, in the order it comes: heads, labels, figures, names.

use super::super::canvas::Canvas;
use super::super::figure::{is_whole, open_brackets};
use super::super::label::fold;
use super::super::word;
use crate::sheet::Role;

/// Longest text that can stand in a cell of one year, in characters of one line.
const CELL_LINE: usize = 12;
/// Shortest beginning of a text that is wrapped within its cell, in characters.
const WRAPPED: usize = 6;
/// Units that end a figure which begins with words: 動画再生124回.
const UNITS: [char; 12] = ['回', '人', '件', '名', '円', '%', '部', '冊', '社', '所', '日', '体'];

/// A piece of the table as it comes.
#[derive(Clone, Debug)]
pub enum Event {
    /// A new pass over the page begins.
    Pass,
    /// A head of a year.
    Year(i32),
    /// A head of a role.
    Role(Role),
    /// The label of an indicator, by its place in the form's kinds, and its word.
    Label(usize, usize),
    /// Words of a figure cell.
    Cell(Vec<usize>),
    /// Words of an indicator's name.
    Name(Vec<usize>),
}

impl Event {
    /// The words that it took.
    pub fn words(&self) -> &[usize] {
        match self {
            Self::Cell(words) | Self::Name(words) => words,
            _ => &[],
        }
    }

    /// The year that it heads.
    pub fn year(&self) -> Option<i32> {
        if let Self::Year(year) = self { Some(*year) } else { None }
    }
}

/// Heads, labels, figures and names of some lines, in their order.
pub fn events(canvas: &Canvas, from: usize, to: usize) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut halves: Vec<String> = Vec::new();
    let skip: Vec<usize> = [&canvas.form.table, &canvas.form.table_name]
        .into_iter()
        .filter_map(|l| canvas.find(l, from, to))
        .flatten()
        .collect();
    let heading = |line: usize| canvas.form.achievement.label.heads(&canvas.folded_line(line));
    for i in canvas.between(from, to) {
        let Some(word) = canvas.word(i).filter(|w| !skip.contains(&i) && !w.text.starts_with('【') && !heading(w.line))
        else {
            continue;
        };
        let text = fold(&word.text);
        let role = canvas.form.role(&text);
        let ends_head = text.starts_with('(') || text == "年度";
        let upper = halves.iter().position(|h| ends_head && word::year_head(&format!("{h}{text}")).is_some());
        if let Some(upper) = upper.map(|at| halves.remove(at)) {
            events.extend(word::year_head(&format!("{upper}{text}")).map(Event::Year));
        } else if let Some(year) = word::year_head(&text) {
            events.push(Event::Year(year));
        } else if word::era_year(&text).is_some() && text.starts_with(['平', '令', '昭', 'H', 'R']) {
            halves.push(text);
        } else if let Some(role) = role {
            events.push(Event::Role(role));
        } else if let Some(kind) = canvas.form.kind(&text) {
            events.push(Event::Label(kind, i));
        } else {
            add_piece(canvas, &mut events, i);
        }
    }
    join_wrapped(canvas, &mut events);
    events
}

/// Joins words that are wrapped side by side: so many beginnings alike, then right below as many ends alike.
fn join_wrapped(canvas: &Canvas, events: &mut Vec<Event>) {
    let text = |e: Option<&Event>| match e {
        Some(Event::Cell(words)) if words.len() == 1 => words.first().and_then(|&i| canvas.word(i)),
        _ => None,
    };
    let alike = |events: &[Event], from: usize| -> usize {
        let Some(first) = text(events.get(from)).filter(|w| !is_whole(&w.text)) else { return 0 };
        (from..).take_while(|&i| text(events.get(i)).is_some_and(|w| w.text == first.text)).count()
    };
    let mut at = 0;
    while at < events.len() {
        let count = alike(events, at);
        let (begins, ends) = (text(events.get(at)), text(events.get(at + count)));
        let below =
            text(events.get((at + count).saturating_sub(1))).zip(ends).is_some_and(|(a, b)| a.line + 1 == b.line);
        let fits = begins.zip(ends).is_some_and(|(a, b)| a.text.chars().count() >= b.text.chars().count().max(WRAPPED));
        if count > 1 && below && fits && alike(events, at + count) == count {
            let ends: Vec<Event> = events.drain(at + count..at + 2 * count).collect();
            for (begin, end) in events.iter_mut().skip(at).zip(&ends) {
                if let Event::Cell(words) = begin {
                    words.extend(end.words());
                }
            }
        }
        at += count.max(1);
    }
}

/// Adds a word to the cell or name before it that it continues, else as one of its own.
fn add_piece(canvas: &Canvas, events: &mut Vec<Event>, index: usize) {
    let Some(word) = canvas.word(index) else { return };
    let text_of =
        |words: &[usize]| -> String { words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect() };
    let last = |words: &[usize]| words.last().and_then(|&i| canvas.word(i));
    let length = word.text.chars().count();
    let whole = is_whole(&word.text);
    let starts = word.text.starts_with(|c: char| c.is_numeric()) || word.text.starts_with(['約', '概', '延']);
    let begins_figure = starts && open_brackets(&word.text) > 0;
    if let Some(open) = open_cell(canvas, events, index) {
        open.push(index);
        return;
    }
    // Cells side by side are wrapped side by side.
    let line = |e: Option<&Event>| e.and_then(|e| last(e.words())).map(|w| w.line);
    let several = events.len() > 1 && line(events.last()) == line(events.iter().nth_back(1));
    match events.last_mut() {
        Some(Event::Cell(words)) => {
            let before = text_of(words);
            let closed = open_brackets(&before) == 0;
            let last_line = last(words).map(|w| w.line);
            let note = closed && word.text.starts_with(['（', '(']);
            let unit = is_bare_number(&before) && last_line == Some(word.line) && is_unit(&word.text);
            let last_length = last(words).map_or(0, |w| w.text.chars().count());
            let beside = last_line == Some(word.line);
            let wrapped =
                !beside && !several && !whole && !is_whole(&before) && words.len() == 1 && last_length >= length.max(6);
            if note || unit || (closed && wrapped) {
                words.push(index);
                return;
            }
        }
        Some(Event::Name(words)) if !whole && !begins_figure && !is_text_cell(canvas, index) => {
            words.push(index);
            return;
        }
        _ => {}
    }
    if whole || begins_figure || is_text_cell(canvas, index) {
        events.push(Event::Cell(vec![index]));
    } else {
        events.push(Event::Name(vec![index]));
    }
}

/// The cell with an open bracket that a word continues: of cells wrapped side by side, the first that has the fewest pieces.
fn open_cell<'e>(canvas: &Canvas, events: &'e mut [Event], index: usize) -> Option<&'e mut Vec<usize>> {
    let word = canvas.word(index)?;
    let text =
        |words: &[usize]| -> String { words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect() };
    let line = |words: &[usize]| words.last().and_then(|&i| canvas.word(i)).map(|w| w.line);
    let begins = word.text.starts_with(|c: char| c.is_numeric()) && open_brackets(&word.text) > 0;
    let mut open: Vec<&mut Vec<usize>> = Vec::new();
    for (n, event) in events.iter_mut().rev().enumerate() {
        let Event::Cell(words) = event else { break };
        // The next cell of the line.
        if n == 0 && begins && line(words) == Some(word.line) {
            return None;
        }
        if open_brackets(&text(words)) > 0 {
            open.push(words);
        }
    }
    open.into_iter().rev().min_by_key(|words| words.len())
}

fn is_bare_number(text: &str) -> bool {
    let folded = fold(text);
    !folded.is_empty() && folded.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

fn is_unit(text: &str) -> bool {
    let folded = fold(text);
    folded.chars().count() <= 3 && !folded.chars().any(|c| c.is_ascii_digit())
}

/// A text that stands in a cell of the table: one that says why there is no figure, or that repeats.
fn is_text_cell(canvas: &Canvas, index: usize) -> bool {
    let Some(word) = canvas.word(index) else { return false };
    let text = fold(&word.text);
    if text.chars().count() > CELL_LINE + 4 {
        return false;
    }
    let counted = text.chars().any(|c| c.is_ascii_digit()) && !text.contains('(') && text.ends_with(UNITS);
    let says =
        ["なし", "不明", "未実施", "未定", "中止", "充実", "同左", "前年度以上", "集計中", "調査中", "↓", "隔年"];
    let repeats = canvas.words.iter().filter(|w| w.text == word.text).count() >= 2;
    ((2..=CELL_LINE).contains(&text.chars().count()) && (repeats || counted)) || says.iter().any(|s| text.contains(s))
}

/// Whether the heads come as year, target, actual, year, target, actual.
pub fn in_triples(events: &[Event]) -> bool {
    let heads: Vec<&Event> = events.iter().filter(|e| matches!(e, Event::Year(_) | Event::Role(_))).collect();
    heads.len() >= 6 && heads.chunks(3).all(|c| matches!(c, [Event::Year(_), Event::Role(a), Event::Role(b)] if a != b))
}

/// Whether all figures of an indicator stand between its label and the next.
pub fn labels_lead(events: &[Event], years: usize) -> bool {
    let mut sizes: Vec<usize> = vec![0];
    for event in events {
        match (event, sizes.last_mut()) {
            (Event::Label(..), _) => sizes.push(0),
            (Event::Cell(_), Some(size)) => *size += 1,
            _ => {}
        }
    }
    sizes.first() == Some(&0) && sizes.len() > 1 && sizes.iter().all(|&n| n <= 2 * years + 1)
}

/// Whether actuals come before targets.
pub fn mirrored(events: &[Event]) -> bool {
    events.iter().find_map(|e| if let Event::Role(r) = e { Some(*r) } else { None }) == Some(Role::Actual)
}
