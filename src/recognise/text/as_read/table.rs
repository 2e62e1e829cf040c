//! The table of indicators of a dump without layout: heads, names and figures in the order they come.

use super::super::canvas::{Canvas, empty};
use super::super::figure::{is_dash, is_whole, open_brackets};
use super::super::form::KINDS;
use super::super::label::fold;
use super::super::word;
use super::search::{Item, Path, Placed, Shape, place};
use crate::normalise::{Context, Quantity, quantity};
use crate::recognise::raw::{Printed, RawFigure, RawIndicator, RawMarks};
use crate::rubric::Rubric;
use crate::sheet::{Alternative, Role};
use rust_decimal::Decimal;

/// Longest text that can stand in a cell of one year, in characters of one line.
const CELL_LINE: usize = 12;
/// Words by which a target is set.
const AIMS: [&str; 7] = ["以上", "以下", "以内", "未満", "程度", "概ね", "おおむね"];
/// Units that end a figure which begins with words: 動画再生124回.
const UNITS: [char; 12] = ['回', '人', '件', '名', '円', '%', '部', '冊', '社', '所', '日', '体'];
/// Most pieces of a name.
const NAME_PIECES: usize = 3;
/// Longest line of a name.
const NAME_LINE: usize = 24;
/// Confidence of a figure whose year or role stays open.
const OPEN: f64 = 0.6;
/// Confidence of a figure of which one way is left, in a table that the dump tore.
const TORN: f64 = 0.85;

/// What a table holds.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Western start years, first to last.
    pub years: Vec<i32>,
    /// Its indicators.
    pub indicators: Vec<RawIndicator>,
    /// Words of the page that belong to the table: figures, names, heads.
    pub words: Vec<usize>,
    /// First line of the table's second part, where a dump has one.
    pub second_part: Option<usize>,
    /// One past the last line of the second part.
    pub second_end: usize,
    /// Whether target and actual follow each other as pairs, so that only the figures tell which comes first.
    pub paired: bool,
}

/// A piece of the table as it comes.
#[derive(Clone, Debug)]
enum Event {
    Pass,
    Year(i32),
    Role(Role),
    Label(usize),
    Cell(Vec<usize>),
    Name(Vec<usize>),
}

/// Reads the table between lines `from` and `to`, and what of it stands after line `later`.
pub fn read(canvas: &Canvas, from: usize, to: usize, later: usize, achievement: Option<&RawMarks>) -> Table {
    let mut table = Table::default();
    let mut events = events(canvas, from, to);
    if !events.iter().any(|e| matches!(e, Event::Year(_))) {
        if let Some((start, end)) = second_part(canvas, later) {
            table.second_part = Some(start);
            table.second_end = end;
            events.push(Event::Pass);
            events.extend(self::events(canvas, start, end));
        } else if let Some(start) = (0..from).find(|&l| is_head_line(canvas, l)) {
            // Dumps that go down the columns may give the figures before the heads of the table.
            events = self::events(canvas, start, to);
        }
    }
    table.words = events.iter().flat_map(words_of).collect();
    let mut years: Vec<i32> =
        events.iter().filter_map(|e| if let Event::Year(y) = e { Some(*y) } else { None }).collect();
    let heads = |role: Role| events.iter().filter(|e| matches!(e, Event::Role(r) if *r == role)).count();
    if years.len() < heads(Role::Target).max(heads(Role::Actual)) {
        // Some heads stand elsewhere on the page; put behind those that are here, they make the order uncertain.
        let elsewhere = years_elsewhere(canvas);
        years.splice(0..0, elsewhere.into_iter().rev());
    }
    let ascending = years.windows(2).all(|w| matches!(w, [a, b] if a < b));
    years.sort_unstable();
    years.dedup();
    let consecutive = years.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    let complete = heads(Role::Target).min(heads(Role::Actual)) <= years.len();
    if years.is_empty() || !consecutive || !complete {
        return table;
    }
    table.years = years;
    let columns = table.years.len();

    let names = names(canvas, &mut events);
    let (items, cells) = items(canvas, &events);
    let shape = Shape { rows: KINDS.len() * 2, columns, path: path(&events, ascending) };
    table.paired = shape.path != Path::Rows;
    let letter = achievement.map(|m| m.boxes.iter().filter(|b| b.marked).map(|b| b.value.clone()).collect::<Vec<_>>());
    let mut placed = place(&items, shape, &|target, actual| {
        let figure = |item: &Item| {
            item.words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect::<String>()
        };
        let [target, actual] = [target, actual].map(|item| quantity(&figure(item), &Context::default()));
        earns(canvas.form.rubric()?, letter.as_deref(), &target, &actual)
    });
    let broken = shape.path != Path::Rows || (in_triples(&events) && !has_blocks(canvas, from, to));
    if let Some(placed) = placed.as_mut().filter(|p| broken && (shape.path == Path::Rows || is_mixed(&items, p, shape)))
    {
        // The heads promised an order that the figures do not keep.
        placed.iter_mut().for_each(|p| p.certain = false);
    }
    let roles = if mirrored(&events) { [Role::Actual, Role::Target] } else { [Role::Target, Role::Actual] };
    let torn = |row: usize| -> bool {
        let Some(placed) = &placed else { return true };
        let target = roles.get(row % 2) == Some(&Role::Target);
        !ascending
            || !is_whole_row(&items, placed, row, shape)
            || !(is_line(&items, placed, row) || is_even(canvas, &items, &cells, placed, (row, target), shape))
    };
    table.indicators = KINDS
        .into_iter()
        .enumerate()
        .map(|(i, kind)| {
            let mut label = names.get(i).filter(|w| !w.is_empty()).map_or_else(empty, |w| canvas.printed(w));
            let pieces = names.get(i).map_or(0, Vec::len);
            if !ascending || pieces > NAME_PIECES || open_brackets(&label.text) > 0 {
                label.confidence = label.confidence.min(TORN);
            }
            let mut indicator = RawIndicator { kind, label, ..RawIndicator::default() };
            for (r, role) in roles.into_iter().enumerate() {
                let row = 2 * i + r;
                for (c, year) in table.years.iter().enumerate() {
                    let printed = cell(canvas, &items, &cells, placed.as_deref(), (row, c), torn(row));
                    indicator.cells.push(RawFigure { years: vec![*year], role, printed });
                }
            }
            indicator
        })
        .collect();
    table
}

/// The years of all heads that fill a line of the page.
fn years_elsewhere(canvas: &Canvas) -> Vec<i32> {
    let alone = |l: usize| {
        let text: String = canvas.on_line(l).filter_map(|i| canvas.word(i)).map(|w| fold(&w.text)).collect();
        let half = word::era_year(&text).is_some() || (text.starts_with('(') && text.ends_with("年度"));
        !text.is_empty() && (half || word::year_head(&text).is_some())
    };
    let lines: Vec<usize> = (0..canvas.lines).filter(|&l| alone(l)).collect();
    let mut years = Vec::new();
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        // The halves of a wrapped head stand on lines that follow each other.
        let to = if lines.get(at + 1) == Some(&(line + 1)) { line + 2 } else { line + 1 };
        let found = events(canvas, line, to);
        years.extend(found.iter().filter_map(|e| if let Event::Year(y) = e { Some(*y) } else { None }));
        at += 1;
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// Whether a line is nothing but heads of years or of roles.
fn is_head_line(canvas: &Canvas, line: usize) -> bool {
    let head = |text: &str| word::year_head(text).is_some() || canvas.form.role(text).is_some();
    !canvas.is_blank(line)
        && canvas.on_line(line).all(|i| canvas.word(i).is_some_and(|w| head(&w.text)))
        && canvas
            .on_line(line + 1)
            .chain(canvas.on_line(line + 2))
            .any(|i| canvas.word(i).is_some_and(|w| head(&w.text)))
}

/// Heads, names and figures that a dump of two passes gives after the labels of the page.
fn second_part(canvas: &Canvas, after: usize) -> Option<(usize, usize)> {
    let is_year = |l: usize| {
        canvas.on_line(l).filter_map(|i| canvas.word(i)).filter(|w| word::year_head(&w.text).is_some()).count() >= 2
    };
    let start = (after..canvas.lines).find(|&l| is_year(l))?;
    let long = |l: usize| {
        canvas
            .on_line(l)
            .filter_map(|i| canvas.word(i))
            .any(|w| w.text.chars().count() > NAME_LINE || w.text.starts_with('◇'))
    };
    let end = (start..canvas.lines).find(|&l| long(l)).unwrap_or(canvas.lines);
    Some((start, end))
}

fn words_of(event: &Event) -> Vec<usize> {
    match event {
        Event::Cell(words) | Event::Name(words) => words.clone(),
        _ => Vec::new(),
    }
}

/// What stands in a cell of the table.
fn cell(
    canvas: &Canvas,
    items: &[Item],
    cells: &[Vec<usize>],
    placed: Option<&[Placed]>,
    at: (usize, usize),
    torn: bool,
) -> Printed {
    let found = placed.and_then(|p| p.iter().position(|p| p.cell == at).zip(Some(p)));
    let Some((index, placed)) = found else {
        let mut blank = empty();
        // A cell is blank only if no figure of an uncertain place may stand in it.
        if torn || placed.is_none_or(|p| p.iter().any(|p| !p.certain)) {
            blank.confidence = OPEN;
        }
        return blank;
    };
    let Some(words) = cells.get(index) else { return empty() };
    let mut printed = canvas.printed(words);
    let Some(place) = placed.get(index) else { return printed };
    if !place.certain {
        printed.confidence = printed.confidence.min(OPEN);
        printed.alternatives = place
            .rivals
            .iter()
            .map(|rival| Alternative {
                number: rival.and_then(|r| items.get(r)).and_then(|i| i.number),
                reason: "the dump parts the figures from their years".to_owned(),
            })
            .collect();
    } else if torn {
        printed.confidence = printed.confidence.min(TORN);
    }
    printed
}

/// Heads, labels, figures and names of some lines, in their order.
fn events(canvas: &Canvas, from: usize, to: usize) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let mut halves: Vec<String> = Vec::new();
    let skip: Vec<usize> = [&canvas.form.table, &canvas.form.table_name]
        .into_iter()
        .filter_map(|l| canvas.find(l, from, to))
        .flatten()
        .collect();
    for i in canvas.between(from, to) {
        let Some(word) = canvas.word(i).filter(|_| !skip.contains(&i)) else { continue };
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
            events.push(Event::Label(kind));
        } else {
            add_piece(canvas, &mut events, i);
        }
    }
    events
}

/// Adds a word to the cell or name before it that it continues, else as one of its own.
fn add_piece(canvas: &Canvas, events: &mut Vec<Event>, index: usize) {
    let Some(word) = canvas.word(index) else { return };
    let text_of =
        |words: &[usize]| -> String { words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect() };
    let last_line = |words: &[usize]| words.last().and_then(|&i| canvas.word(i)).map(|w| w.line);
    let last_length =
        |words: &[usize]| words.last().and_then(|&i| canvas.word(i)).map_or(0, |w| w.text.chars().count());
    let length = word.text.chars().count();
    let whole = is_whole(&word.text);
    match events.last_mut() {
        Some(Event::Cell(words)) => {
            let before = text_of(words);
            let open = open_brackets(&before) > 0;
            let note = word.text.starts_with(['（', '(']) && !open_brackets(&before) > 0;
            let unit = is_bare_number(&before) && last_line(words) == Some(word.line) && is_unit(&word.text);
            let wrapped = !whole && !is_whole(&before) && words.len() == 1 && last_length(words) >= length.max(6);
            if open || note || unit || wrapped {
                words.push(index);
                return;
            }
        }
        Some(Event::Name(words)) if !whole && !is_text_cell(canvas, index) => {
            words.push(index);
            return;
        }
        _ => {}
    }
    let starts_figure = word.text.starts_with(|c: char| c.is_numeric()) || word.text.starts_with(['約', '概', '延']);
    if whole || (starts_figure && open_brackets(&word.text) > 0) || is_text_cell(canvas, index) {
        events.push(Event::Cell(vec![index]));
    } else {
        events.push(Event::Name(vec![index]));
    }
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

/// Takes the names out of the events: the one after each label, else the ones left in their order.
fn names(canvas: &Canvas, events: &mut [Event]) -> Vec<Vec<usize>> {
    let mut names: Vec<Vec<usize>> = vec![Vec::new(); KINDS.len()];
    let labelled: Vec<(usize, usize)> = events
        .iter()
        .enumerate()
        .filter_map(|(i, e)| if let Event::Label(kind) = e { Some((i, *kind)) } else { None })
        .collect();
    for &(at, kind) in &labelled {
        let (Some(Event::Name(words)), Some(name)) = (events.get(at + 1), names.get_mut(kind)) else { continue };
        *name = words.clone();
    }
    // The dash of an indicator that has no name.
    for &(at, kind) in &labelled {
        if names.get(kind).is_some_and(|n| n.is_empty())
            && let Some(Event::Cell(words)) = events.get(at + 1)
        {
            let line = |w: &[usize]| w.first().and_then(|&i| canvas.word(i)).map(|w| w.line);
            let alone = !matches!(events.get(at + 2), Some(Event::Cell(next)) if line(next) == line(words));
            let dash = words.iter().all(|&i| canvas.word(i).is_some_and(|w| is_dash(&fold(&w.text))));
            if alone && dash {
                let words = words.clone();
                if let (Some(name), Some(event)) = (names.get_mut(kind), events.get_mut(at + 1)) {
                    *event = Event::Name(words.clone());
                    *name = words;
                }
            }
        }
    }
    let taken: Vec<usize> = names.iter().flatten().copied().collect();
    let mut left: Vec<Vec<usize>> = events
        .iter()
        .filter_map(|e| if let Event::Name(w) = e { Some(w.clone()) } else { None })
        .filter(|w| w.iter().all(|i| !taken.contains(i)))
        .collect();
    left.reverse();
    for name in names.iter_mut().filter(|n| n.is_empty()) {
        if let Some(words) = left.pop() {
            *name = words;
        }
    }
    // What is left continues the last name.
    for words in left.into_iter().rev() {
        if let Some(name) = names.iter_mut().rev().find(|n| !n.is_empty()) {
            name.extend(words);
        }
    }
    names
}

/// The figures with what is known of their place.
fn items(canvas: &Canvas, events: &[Event]) -> (Vec<Item>, Vec<Vec<usize>>) {
    let mut items = Vec::new();
    let mut cells = Vec::new();
    let mut chunk = 0;
    let mut broken = false;
    let mut label = None;
    let mut pass = 0;
    // Labels come with the first pass only, before their own figures.
    let two_passes = events.iter().any(|e| matches!(e, Event::Pass));
    for event in events {
        match event {
            Event::Pass => {
                pass += 1;
                broken = true;
                label = None;
            }
            Event::Cell(words) => {
                if std::mem::take(&mut broken) {
                    chunk += 1;
                }
                let text: String = words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect();
                let (number, unit) = number_and_unit(&text);
                let line = words.first().and_then(|&i| canvas.word(i)).map_or(0, |w| w.line);
                let folded = fold(&text);
                let aimed = AIMS.iter().any(|a| folded.starts_with(a) || folded.ends_with(a)) || folded.contains('~');
                items.push(Item {
                    number,
                    unit,
                    aimed,
                    pass,
                    chunk,
                    line,
                    label,
                    bound: label.is_some() && two_passes,
                    words: words.clone(),
                });
                cells.push(words.clone());
            }
            Event::Label(kind) => {
                broken = true;
                label = Some(*kind);
            }
            Event::Year(_) => {
                broken = true;
                label = None;
            }
            Event::Name(_) | Event::Role(_) => broken = true,
        }
    }
    (items, cells)
}

/// The first number of a text and the unit after it.
pub(super) fn number_and_unit(text: &str) -> (Option<Decimal>, String) {
    let folded = fold(text);
    let body = AIMS.iter().chain(&["延べ", "約"]).find_map(|a| folded.strip_prefix(a)).unwrap_or(&folded);
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return (None, String::new());
    }
    let digits: String = body.chars().take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.')).collect();
    let unit: String = body
        .chars()
        .skip(digits.chars().count())
        .take_while(|c| !matches!(c, '(' | '~' | '-') && !c.is_ascii_digit())
        .collect();
    let unit = ["以上", "以下", "未満", "程度", "以内"].iter().find_map(|s| unit.strip_suffix(s)).unwrap_or(&unit);
    if unit.chars().count() > 4 {
        return (None, String::new());
    }
    (digits.replace(',', "").trim_end_matches('.').parse().ok(), unit.to_owned())
}

/// How the dump goes through the table, by its heads.
fn path(events: &[Event], ascending: bool) -> Path {
    let years = events.iter().filter(|e| matches!(e, Event::Year(_))).count();
    if ascending && in_triples(events) && labels_lead(events, years) {
        return Path::Pairs;
    }
    // Target, actual, figures, target, actual, figures: a column at a time.
    let mut after_roles = 0;
    for pair in events.windows(2) {
        if matches!(pair, [Event::Role(_), Event::Cell(_)]) {
            after_roles += 1;
        }
    }
    if years > 1 && after_roles + 1 >= years { Path::Columns } else { Path::Rows }
}

/// Whether the heads come as year, target, actual, year, target, actual.
fn in_triples(events: &[Event]) -> bool {
    let heads: Vec<&Event> = events.iter().filter(|e| matches!(e, Event::Year(_) | Event::Role(_))).collect();
    heads.len() >= 6 && heads.chunks(3).all(|c| matches!(c, [Event::Year(_), Event::Role(a), Event::Role(b)] if a != b))
}

/// Whether blank lines part the blocks of the table.
fn has_blocks(canvas: &Canvas, from: usize, to: usize) -> bool {
    (from..to).filter(|&l| canvas.is_blank(l)).count() >= 2
}

/// Whether all figures of an indicator stand between its label and the next.
fn labels_lead(events: &[Event], years: usize) -> bool {
    let mut sizes: Vec<usize> = vec![0];
    for event in events {
        match (event, sizes.last_mut()) {
            (Event::Label(_), _) => sizes.push(0),
            (Event::Cell(_), Some(size)) => *size += 1,
            _ => {}
        }
    }
    sizes.first() == Some(&0) && sizes.len() > 1 && sizes.iter().all(|&n| n <= 2 * years + 1)
}

/// Whether the figures of some row count different things.
fn is_mixed(items: &[Item], placed: &[Placed], shape: Shape) -> bool {
    (0..shape.rows).any(|row| {
        let mut units: Vec<&str> = items
            .iter()
            .zip(placed)
            .filter(|(item, p)| p.cell.0 == row && !item.unit.is_empty())
            .map(|(item, _)| item.unit.as_str())
            .collect();
        units.sort_unstable();
        units.dedup();
        units.len() > 1
    })
}

/// Whether actuals come before targets.
fn mirrored(events: &[Event]) -> bool {
    events.iter().find_map(|e| if let Event::Role(r) = e { Some(*r) } else { None }) == Some(Role::Actual)
}

/// Whether all cells of a row come one after the other, or the dump goes through whole pairs or columns.
fn is_whole_row(items: &[Item], placed: &[Placed], row: usize, shape: Shape) -> bool {
    if shape.path != Path::Rows {
        return items.len() == shape.rows * shape.columns;
    }
    let own: Vec<usize> = placed.iter().enumerate().filter(|(_, p)| p.cell.0 == row).map(|(i, _)| i).collect();
    let chunk = |i: &usize| items.get(*i).map(|item| item.chunk);
    own.len() == shape.columns && own.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b && chunk(a) == chunk(b)))
}

/// Whether the cells of a row stand on one line.
fn is_line(items: &[Item], placed: &[Placed], row: usize) -> bool {
    let own = || items.iter().zip(placed).filter(|(_, p)| p.cell.0 == row).map(|(item, _)| item.line);
    own().all(|line| Some(line) == own().next())
}

/// Whether a row of a full table whose cells stand on lines of their own looks like one: nothing but dashes,
/// or figures of one kind, and targets that do not fall.
fn is_even(
    canvas: &Canvas,
    items: &[Item],
    cells: &[Vec<usize>],
    placed: &[Placed],
    (row, target): (usize, bool),
    shape: Shape,
) -> bool {
    let dash = |words: &Vec<usize>| words.iter().all(|&i| canvas.word(i).is_some_and(|w| is_dash(&fold(&w.text))));
    let mut own: Vec<(usize, &Item, bool)> = items
        .iter()
        .zip(cells)
        .zip(placed)
        .filter(|(_, p)| p.cell.0 == row)
        .map(|((i, c), p)| (p.cell.1, i, dash(c)))
        .collect();
    own.sort_by_key(|(column, _, _)| *column);
    let Some((_, first, _)) = own.first() else { return false };
    let alike = own.iter().all(|(_, _, dash)| *dash)
        || own.iter().all(|(_, item, _)| item.number.is_some() && item.unit == first.unit);
    let falls = own.windows(2).any(|w| matches!(w, [(_, a, _), (_, b, _)] if b.number < a.number));
    items.len() == shape.rows * shape.columns && alike && !(target && falls && shape.path != Path::Pairs)
}

/// Whether the marked letter is one that the figures earn by the rubric; `None` where that cannot be said.
pub(super) fn earns(rubric: &Rubric, letter: Option<&[String]>, target: &Quantity, actual: &Quantity) -> Option<bool> {
    let [letter] = letter? else { return None };
    // A letter for what was not carried out says nothing of the figures.
    if rubric.prints_dash(letter) {
        return None;
    }
    rubric.grade_of(target, actual, None).allows(letter)
}
