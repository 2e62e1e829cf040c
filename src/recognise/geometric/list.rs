//! A list page → its rows: columns by their heads, rows by the cells of the number column.

use super::block::{Block, share_x, share_y};
use super::plane::Plane;
use crate::geom::Rect;
use crate::normalise;
use crate::profile::{ListRule, ListSlot};
use crate::recognise::raw::{Printed, RawGrade, RawSummaryRow};
use crate::recognise::{assemble, tables};
use crate::sheet::{Assessor, Cell, Field, SURE, Table};

/// A cell belongs to a column, or to a row, of which it covers this share.
const COVER: f64 = 0.5;
/// Confidence in a text joined from its pieces on two pages.
const GUESSED: f64 = 0.85;

/// Longest number of a project, in characters.
const LONGEST_NUMBER: usize = 6;

/// A row of which nothing of its number can be read fills so many columns.
const FILLED: usize = 5;
/// A cell so many times as high as its row stands beside other rows too.
const TALL: f64 = 1.5;

/// A column with its head.
#[derive(Clone, Debug)]
pub struct Column {
    at: Rect,
    /// The lowest of the heads over it; `None` on a page that goes on without heads.
    head: Option<Printed>,
    /// Lower end of the heads.
    heads_end: f64,
    meaning: Meaning,
    /// Whether its place among the others tells what stands in it: its head cannot be read.
    by_place: bool,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Slot(ListSlot),
    Grade(Option<Assessor>, Option<i32>),
    Other,
}

/// Rows of a list, and its columns that no row of ours has room for, as a table.
pub struct Listed {
    /// The rows.
    pub rows: Vec<RawSummaryRow>,
    /// The other columns.
    pub table: Option<Table>,
    /// The columns, for a page that goes on without heads.
    pub columns: Vec<Column>,
}

/// Reads a list. `before`: the columns of the page before, for one that goes on without heads.
pub fn list(plane: &Plane, page: u32, sheet_year: Option<i32>, before: &[Column]) -> Listed {
    let none = Listed { rows: Vec::new(), table: None, columns: Vec::new() };
    let Some(rule) = &plane.profile.list else { return none };
    let mut columns = columns(plane, rule, sheet_year).unwrap_or_else(|| {
        let open = |c: &Column| Column { head: None, heads_end: f64::NEG_INFINITY, ..c.clone() };
        before.iter().map(open).collect()
    });
    let Some(number) = columns.iter().find(|c| c.meaning == Meaning::Slot(ListSlot::Number)) else { return none };
    let name = columns.iter().find(|c| c.meaning == Meaning::Slot(ListSlot::Name));
    let lowest = columns.iter().map(|c| c.heads_end).fold(f64::NEG_INFINITY, f64::max);
    let mut rows: Vec<Rect> = Vec::new();
    let numbers =
        || plane.blocks.iter().filter(|b| b.cell && b.at.y0 >= lowest - 2.0 && share_x(&number.at, &b.at) >= COVER);
    let top = numbers().map(|b| b.at.y0).fold(f64::INFINITY, f64::min);
    for cell in numbers() {
        // The first row may be the rest of the last row of the page before.
        let rest = !before.is_empty() && cell.at.y0 <= top + 1.0;
        let written = || columns.iter().any(|c| cells_of(plane, &c.at, &cell.at).iter().any(|b| !b.is_blank()));
        let named = || name.is_some_and(|n| !cells_of(plane, &n.at, &cell.at).iter().all(|b| b.is_blank()));
        let repeated_head = !cell.labels.is_empty();
        let filled = |cell: &Block| {
            columns.iter().filter(|c| cells_of(plane, &c.at, &cell.at).iter().any(|b| !b.is_blank())).count()
        };
        if !repeated_head
            && (normalise::project_number(&cell.text).is_some()
                || (cell.is_blank() && (named() || (rest && written())))
                || (is_torn_number(cell) && named() && (has_digit(cell) || filled(cell) >= FILLED)))
        {
            rows.push(cell.at);
        }
    }
    rows.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    grades(plane, &mut columns, &rows);
    let raw = rows.iter().map(|row| raw_row(plane, &columns, row, page)).collect();
    Listed { rows: raw, table: others(plane, &columns, &rows, page), columns }
}

/// Whether what can hardly be read stands where a number does.
fn is_torn_number(cell: &Block) -> bool {
    !cell.is_blank()
        && cell.printed().confidence < SURE
        && normalise::fold(&cell.text).chars().count() <= LONGEST_NUMBER
}

/// Whether a cell has some of a number (`2-#`).
fn has_digit(cell: &Block) -> bool {
    normalise::fold(&cell.text).contains(|c: char| c.is_numeric())
}

/// Adds the rows of a page to those of the pages before: a row that was broken between them is one row.
pub fn follow(rows: &mut Vec<RawSummaryRow>, next: Vec<RawSummaryRow>) {
    let mut next = next.into_iter();
    if let Some(piece) = next.next() {
        match rows.last_mut() {
            Some(last) if is_rest(last, &piece) => join(last, piece),
            _ => rows.push(piece),
        }
    }
    rows.extend(next);
}

/// Whether a row is the rest of the one before: only one of them has the number, and each figure.
fn is_rest(last: &RawSummaryRow, piece: &RawSummaryRow) -> bool {
    let once = |a: &Option<Printed>, b: &Option<Printed>| !(is_written(a.as_ref()) && is_written(b.as_ref()));
    let figures = [
        (&last.number, &piece.number),
        (&last.achievement, &piece.achievement),
        (&last.effectiveness, &piece.effectiveness),
        (&last.employment, &piece.employment),
        (&last.total, &piece.total),
    ];
    let grades = last.grades.iter().zip(&piece.grades);
    figures.into_iter().all(|(a, b)| once(a, b))
        && grades.into_iter().all(|(a, b)| !(is_written(Some(&a.printed)) && is_written(Some(&b.printed))))
}

fn is_written(printed: Option<&Printed>) -> bool {
    printed.is_some_and(|p| !p.text.trim().is_empty())
}

/// Adds the rest of a row. That a text goes on over the pages is a guess until the sheet has the same one.
fn join(last: &mut RawSummaryRow, piece: RawSummaryRow) {
    let add = |to: &mut Option<Printed>, more: Option<Printed>| {
        let Some(more) = more.filter(|p| is_written(Some(p))) else { return };
        match to.take().filter(|p| is_written(Some(p))) {
            None => *to = Some(more),
            Some(start) => {
                *to = Printed::joined(vec![start, more])
                    .map(|all| Printed { confidence: all.confidence.min(GUESSED), ..all });
            }
        }
    };
    add(&mut last.number, piece.number);
    add(&mut last.name, piece.name);
    add(&mut last.target_group, piece.target_group);
    add(&mut last.department, piece.department);
    add(&mut last.achievement, piece.achievement);
    add(&mut last.effectiveness, piece.effectiveness);
    add(&mut last.employment, piece.employment);
    add(&mut last.total, piece.total);
    for (to, more) in last.grades.iter_mut().zip(piece.grades) {
        if is_written(Some(&more.printed)) {
            to.printed = more.printed;
        }
    }
}

/// The leaf columns with their heads, left to right; `None` where no head of a number column stands.
fn columns(plane: &Plane, rule: &ListRule, sheet_year: Option<i32>) -> Option<Vec<Column>> {
    let label = &rule.columns.iter().find(|c| c.slot == ListSlot::Number)?.label;
    let number = plane.labelled(label).find(|b| b.cell)?;
    let first = plane
        .blocks
        .iter()
        .filter(|b| {
            b.cell && b.at.y0 >= number.at.y1 - 2.0 && share_x(&number.at, &b.at) >= COVER && b.labels.is_empty()
        })
        .map(|b| b.at.y0)
        .fold(f64::INFINITY, f64::min);
    let top = number.at.y0;
    let heads: Vec<&Block> =
        plane.blocks.iter().filter(|b| b.cell && b.at.y0 >= top - 3.0 && b.at.y1 <= first + 3.0).collect();
    let leaf = |h: &&&Block| !heads.iter().any(|o| o.at.y0 >= h.at.y1 - 2.0 && share_x(&h.at, &o.at) >= 0.9);
    let mut columns: Vec<Column> = heads
        .iter()
        .filter(leaf)
        .map(|h| {
            let mut over: Vec<&Block> =
                heads.iter().copied().filter(|o| o.at.y0 <= h.at.y0 && share_x(&o.at, &h.at) >= 0.9).collect();
            over.sort_by(|a, b| a.at.y0.total_cmp(&b.at.y0));
            let meaning = meaning(plane, rule, &over, sheet_year);
            let head = over.last().map(|b| b.printed());
            Column { at: h.at, head, heads_end: h.at.y1, meaning, by_place: false }
        })
        .collect();
    columns.sort_by(|a, b| a.at.x0.total_cmp(&b.at.x0));
    place(&mut columns, rule);
    Some(columns)
}

/// Gives columns whose heads can hardly be read, as those of scans, the slots that the form has between those of their
/// neighbours, where there are just as many.
fn place(columns: &mut [Column], rule: &ListRule) {
    let at = |slot| rule.columns.iter().position(|c| c.slot == slot);
    // Letters stand after what is counted.
    let after = |c: &Column| match c.meaning {
        Meaning::Slot(slot) => at(slot),
        Meaning::Grade(..) => Some(rule.columns.len()),
        Meaning::Other => None,
    };
    let mut next = Some(0);
    let mut from = 0;
    while from < columns.len() {
        let run = columns.iter().skip(from).take_while(|c| is_open(c)).count();
        let end = columns.get(from + run).map_or(Some(rule.columns.len()), after);
        let slots = next.zip(end).and_then(|(next, end)| rule.columns.get(next..end));
        if let Some(slots) = slots.filter(|slots| slots.len() == run) {
            for (column, slot) in columns.iter_mut().skip(from).zip(slots) {
                (column.meaning, column.by_place) = (Meaning::Slot(slot.slot), true);
            }
        }
        next = end.map(|end| end + 1);
        from += run + 1;
    }
}

/// Makes columns beside those of grades that hold letters, too, and whose heads can hardly be read, columns of grades.
fn grades(plane: &Plane, columns: &mut [Column], rows: &[Rect]) {
    for i in 1..columns.len() {
        let Some([before, column]) = columns.get_mut(i - 1..=i) else { continue };
        let is_beside = matches!(before.meaning, Meaning::Grade(..)) && is_open(column);
        let cells: Vec<&Block> = rows.iter().flat_map(|row| cells_of(plane, &column.at, row)).collect();
        let letters = cells.iter().filter(|b| normalise::grade(&b.text).is_some()).count();
        if is_beside && letters > cells.len() / 2 {
            (column.meaning, column.by_place) = (Meaning::Grade(None, None), true);
        }
    }
}

/// Whether what stands in a column is not known, and its head can hardly be read.
fn is_open(column: &Column) -> bool {
    column.meaning == Meaning::Other && column.head.as_ref().is_some_and(|head| head.confidence < SURE)
}

/// What the heads of a column, from the top, say about it.
fn meaning(plane: &Plane, rule: &ListRule, heads: &[&Block], sheet_year: Option<i32>) -> Meaning {
    let words: String = heads.iter().map(|h| &*h.text).collect::<Vec<_>>().join(" ");
    let graded =
        heads.iter().any(|h| h.is(&rule.grade) || (is_dated(h, sheet_year) && names(plane, &h.text, &rule.grade)));
    if graded {
        return Meaning::Grade(assessor(plane, rule, heads), year_in(&words, sheet_year));
    }
    let last = heads.last();
    let slot = rule.columns.iter().find(|c| last.is_some_and(|h| h.is(&c.label))).map(|c| c.slot);
    slot.map_or(Meaning::Other, Meaning::Slot)
}

/// Whether a head names a year, or what stands there can hardly be read.
fn is_dated(head: &Block, sheet_year: Option<i32>) -> bool {
    year_in(&head.text, sheet_year).is_some() || head.printed().confidence < SURE
}

/// Whether a head of several words ends in a label (`元年度総合評価`).
fn names(plane: &Plane, text: &str, label: &str) -> bool {
    plane.lexicon.stands_in(&crate::profile::label_key(text), label)
}

/// Whose letters a column holds: the panel whose heading, or whose assessor's name, stands over it.
fn assessor(plane: &Plane, rule: &ListRule, heads: &[&Block]) -> Option<Assessor> {
    let department = rule.columns.iter().find(|c| c.slot == ListSlot::Department).map(|c| c.label.as_str());
    heads.iter().find_map(|head| {
        let key = crate::profile::label_key(&head.text);
        let of_panel = plane.profile.panels.iter().find(|p| {
            let wordings = [&p.label, &p.total].into_iter().flat_map(|name| plane.profile.wordings(name));
            head.is(&p.label)
                || head.is(&p.total)
                || (key.chars().count() >= 2
                    && wordings.into_iter().any(|w| crate::profile::label_key(w).starts_with(&key)))
        });
        let named = department.is_some_and(|d| head.is(d)).then_some(Assessor::Department);
        named.or(of_panel.map(|p| p.assessor))
    })
}

/// The fiscal year that a head names; one without an era is that before or of the list's year.
fn year_in(text: &str, sheet_year: Option<i32>) -> Option<i32> {
    // A narrow head breaks in the middle of a number.
    if let [year] = normalise::fiscal_years(&text.replace('\n', "")).as_slice() {
        return Some(*year);
    }
    let folded = normalise::fold(text);
    let before = folded.split("年度").next().filter(|b| b.len() < folded.len())?;
    let count = before.rsplit(|c: char| !c.is_ascii_digit() && c != '元').next()?;
    if count.is_empty() {
        return match before {
            b if b.ends_with('前') || b.ends_with('昨') => sheet_year.map(|y| y - 1),
            _ => None,
        };
    }
    let count: i32 = if count == "元" { 1 } else { count.parse().ok()? };
    let meant = [2018 + count, 1988 + count];
    match sheet_year {
        Some(year) => meant.into_iter().filter(|y| *y <= year).min_by_key(|y| year - y),
        None if count <= 12 => Some(2018 + count),
        None => Some(1988 + count),
    }
}

/// The cells of a row in a column.
fn cells_of<'s, 'a>(plane: &'s Plane<'a>, column: &Rect, row: &Rect) -> Vec<&'s Block<'a>> {
    let inside = |b: &&Block| b.cell && share_x(&b.at, column) >= COVER && share_y(&b.at, row) >= COVER;
    let part = |b: &&Block| b.cell && share_x(column, &b.at) >= 0.9 && share_y(row, &b.at) >= 0.9;
    plane.blocks.iter().filter(|b| inside(b) || part(b)).collect()
}

fn raw_row(plane: &Plane, columns: &[Column], row: &Rect, page: u32) -> RawSummaryRow {
    let mut raw = RawSummaryRow { page, ..RawSummaryRow::default() };
    for column in columns {
        // Lines of a cell that is higher than its row may be the texts of other rows, which no rule parts.
        let several = |b: &Block| b.lines.len() > 1 && b.at.height() > TALL * row.height();
        let printed = |b: &Block| match b.printed() {
            all if column.by_place || several(b) => Printed { confidence: all.confidence.min(GUESSED), ..all },
            all => all,
        };
        let cells: Vec<Printed> = cells_of(plane, &column.at, row).into_iter().map(printed).collect();
        let Some(printed) = Printed::joined(cells) else { continue };
        let slot = match column.meaning {
            Meaning::Slot(slot) => slot,
            Meaning::Grade(assessor, fiscal_year) => {
                raw.grades.push(RawGrade { printed, assessor, fiscal_year });
                continue;
            }
            Meaning::Other => continue,
        };
        let into = match slot {
            ListSlot::Number => &mut raw.number,
            ListSlot::Name => &mut raw.name,
            ListSlot::TargetGroup => &mut raw.target_group,
            ListSlot::Department => &mut raw.department,
            ListSlot::Achievement => &mut raw.achievement,
            ListSlot::Effectiveness => &mut raw.effectiveness,
            ListSlot::Employment => &mut raw.employment,
            ListSlot::Total => &mut raw.total,
        };
        if into.is_none() {
            *into = Some(printed);
        }
    }
    raw
}

/// The columns that have no slot, as a table of the same rows.
fn others(plane: &Plane, columns: &[Column], rows: &[Rect], page: u32) -> Option<Table> {
    let others: Vec<&Column> = columns.iter().filter(|c| c.meaning == Meaning::Other).collect();
    if others.is_empty() || rows.is_empty() {
        return None;
    }
    let head = |c: &&Column| c.head.clone().map(assemble::text_field);
    let heads: Vec<Option<Field>> = others.iter().map(head).collect();
    let header: Vec<Vec<Option<Field>>> = heads.iter().any(Option::is_some).then_some(heads).into_iter().collect();
    let above = header.len();
    let mut spans = Vec::new();
    let mut body: Vec<Vec<Option<Cell>>> = rows.iter().map(|_| others.iter().map(|_| None).collect()).collect();
    for (c, column) in others.iter().enumerate() {
        let mut before: Option<(Rect, usize)> = None;
        for (r, row) in rows.iter().enumerate() {
            let Some(cell) = cells_of(plane, &column.at, row).into_iter().next() else { continue };
            if let Some((at, first)) = before
                && at == cell.at
            {
                let rows = r - first + 1;
                match spans.iter_mut().find(|s: &&mut [usize; 4]| s[0] == first + above && s[1] == c) {
                    Some(span) => span[2] = rows,
                    None => spans.push([first + above, c, rows, 1]),
                }
                continue;
            }
            before = Some((cell.at, r));
            let value = tables::value(cell.printed(), None);
            if let Some(slot) = body.get_mut(r).and_then(|row| row.get_mut(c)) {
                *slot = Some(value);
            }
        }
    }
    spans.sort_unstable();
    Some(Table { page, sheet: None, caption: None, header, rows: body, spans })
}
