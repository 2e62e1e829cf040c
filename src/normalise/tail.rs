//! What stands behind the figure of a cell: brackets, notes, second figures.

use super::chars::{is_enclosed_figure, superscript_digit};
use super::cursor::Cursor;
use super::exact::Exact;
use super::parts;
use super::quantity::{Part, Quantity};
use super::term::{self, Refusal, Term, printed};
use super::text::{Gap, Glyph};
use super::unit;
use super::warning;
use super::words;
use rust_decimal::Decimal;

/// The label of a second figure that has none but its brackets.
const UNNAMED: &str = "（）";

/// What was read behind a figure.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// A unit in brackets (20（人）).
    pub unit: Option<String>,
    /// Second figures; those without a unit of their own count what the figure counts.
    pub parts: Vec<Part>,
    /// Parts without a unit of their own, by index: the heading's scale is theirs too.
    pub unscaled: Vec<usize>,
    /// A scale stands with the figure (千, 万).
    pub scaled: bool,
    /// The figure is a multiplier (×2).
    pub multiplier: bool,
    notes: Vec<String>,
    warnings: Vec<&'static str>,
    attributes: Term,
}

/// Takes everything behind `figure`; false where something is left over that it cannot hold.
pub(super) fn read(cursor: &mut Cursor, figure: Option<&Term>, tail: &mut Tail) -> Result<bool, Refusal> {
    tail.scaled = figure.is_some_and(|f| f.scaled);
    tail.multiplier = figure.is_some_and(|f| f.multiplier);
    while !cursor.is_done() {
        let here = cursor.at;
        let taken = tail.bracket(cursor, figure) || tail.note(cursor, figure)? || tail.second_figure(cursor)?;
        if !taken {
            cursor.at = here;
            return Ok(false);
        }
    }
    Ok(true)
}

impl Tail {
    /// Takes one bracket.
    fn bracket(&mut self, cursor: &mut Cursor, figure: Option<&Term>) -> bool {
        let Some(open) = cursor.peek() else { return false };
        let close = match open {
            '(' => ')',
            '[' => ']',
            '【' => '】',
            '<' => '>',
            _ => return false,
        };
        let here = cursor.at;
        cursor.advance(1);
        let rest = cursor.rest();
        let mut depth = 0_usize;
        let end = rest.iter().position(|g| {
            if g.c == open {
                depth += 1;
            }
            if g.c == close {
                if depth == 0 {
                    return true;
                }
                depth -= 1;
            }
            false
        });
        let Some(inner) = end.and_then(|end| rest.get(..end)) else {
            cursor.at = here;
            return false;
        };
        cursor.advance(inner.len() + 1);
        self.inside(inner, figure);
        true
    }

    /// Reads what a bracket holds.
    fn inside(&mut self, inner: &[Glyph], figure: Option<&Term>) {
        let mut cursor = Cursor::new(inner);
        if let Some(&(_, word)) = words::BRACKETED.iter().find(|(word, _)| {
            let mut whole = Cursor::new(inner);
            whole.eat(word) && whole.is_done()
        }) {
            self.attributes.apply(word);
            return;
        }
        if figure.is_some_and(|f| f.unit.is_none())
            && self.unit.is_none()
            && let Some((unit, 0)) = unit::unit_label(&mut cursor)
            && cursor.is_done()
        {
            self.unit = Some(unit);
            return;
        }
        let mut cursor = Cursor::new(inner);
        match quotient(&mut cursor).or_else(|| {
            cursor.at = 0;
            product(&mut cursor)
        }) {
            Some(parts) if cursor.is_done() => {
                self.parts.extend(parts);
                return;
            }
            _ => {}
        }
        if let Some(parts) = listed(inner, figure) {
            for (part, bare) in parts {
                if bare && part.label == UNNAMED {
                    self.warnings.push(warning::BRACKETED);
                }
                if bare {
                    self.unscaled.push(self.parts.len());
                }
                self.parts.push(part);
            }
            return;
        }
        self.described(inner, !is_note_label(inner));
    }

    /// Keeps words with figures in them: as one labelled figure where they are no more than that,
    /// else as a note with its figures.
    fn described(&mut self, words: &[Glyph], figures: bool) {
        let found = if figures { parts::scan(words) } else { Vec::new() };
        let whole = match found.as_slice() {
            [only] => only.covers(words),
            _ => false,
        };
        self.parts.extend(found.into_iter().map(|f| f.part));
        if !whole && !words.is_empty() {
            self.notes.push(printed(words));
        }
    }

    /// Takes one note sign, or a note up to the end of the cell.
    fn note(&mut self, cursor: &mut Cursor, figure: Option<&Term>) -> Result<bool, Refusal> {
        let Some(glyph) = cursor.glyph() else { return Ok(false) };
        let start = cursor.at;
        let plain_number = figure.is_some_and(|f| f.unit.is_none() && f.is_plain());
        match glyph.c {
            c if is_enclosed_figure(c) => cursor.advance(1),
            c if superscript_digit(c).is_some() => {
                let run = cursor.take_while(|g| superscript_digit(g.c).is_some());
                let single = run.len() == 1 && matches!(c, '²' | '³');
                let ten = figure.and_then(|f| f.number) == Some(Exact::integer(10));
                if plain_number && (single || ten) {
                    return Err(warning::SUPERSCRIPT);
                }
                cursor.eat_char('⁾');
            }
            '※' | '注' | '*' | '†' | '‡' | '#' => {
                let line = glyph.gap == Gap::Line;
                cursor.take_while(|g| g.c == glyph.c);
                // Notes are counted from one: 80*0 was something else.
                if cursor.eat_digits(2) == Some(0) {
                    self.warnings.push(warning::NOTE_GUESSED);
                }
                cursor.eat_char(')');
                // A note in words: it is the rest of the cell.
                let words = !cursor.is_done()
                    && !matches!(cursor.peek(), Some('(' | '※' | '*' | '、' | ',' | '†' | '‡' | '注'));
                if words && !(glyph.c == '※' || line) {
                    return Ok(false);
                }
                if words {
                    let rest = cursor.rest();
                    self.parts.extend(parts::scan(rest).into_iter().map(|f| f.part));
                    cursor.advance(rest.len());
                }
            }
            ')' => return Ok(false),
            c if c.is_ascii_digit() && glyph.gap == Gap::Space => {
                // 25 1): the raised number of a note lost its size.
                if cursor.eat_digits(2).is_none() || !cursor.eat_char(')') {
                    return Ok(false);
                }
                self.warnings.push(warning::NOTE_GUESSED);
            }
            '。' => {
                cursor.advance(1);
                return Ok(true);
            }
            _ => return Ok(false),
        }
        self.notes.push(printed(cursor.since(start)));
        Ok(true)
    }

    /// Takes `、延べ120人`, ` うち新規10人`: a second figure that says what it counts.
    fn second_figure(&mut self, cursor: &mut Cursor) -> Result<bool, Refusal> {
        let parted = matches!(cursor.peek(), Some('、' | ',' | '・' | '/'))
            || cursor.gap() >= Gap::Space
            || cursor.starts_with("うち");
        if matches!(cursor.peek(), Some('、' | ',' | '・' | '/')) {
            cursor.advance(1);
        }
        if !parted {
            return Ok(false);
        }
        if cursor.starts_with("うち") || cursor.starts_with("内訳") {
            let rest = cursor.rest();
            let before = self.parts.len();
            self.described(rest, true);
            cursor.advance(rest.len());
            return Ok(self.parts.len() > before);
        }
        let Some(term) = term::read(cursor)? else { return Ok(false) };
        let (Some(basis), Some(number)) = (term.basis, term.number.and_then(Exact::to_decimal)) else {
            return Ok(false);
        };
        self.parts.push(Part { label: basis.to_owned(), number, unit: term.unit });
        Ok(true)
    }

    /// The quantity with what was read behind it.
    pub fn apply(&self, mut quantity: Quantity) -> Quantity {
        let more = &self.attributes;
        quantity.approximate |= more.approximate;
        quantity.leaning = quantity.leaning.or(more.leaning);
        quantity.basis = quantity.basis.or(more.basis.map(str::to_owned));
        quantity.per = quantity.per.or(more.per.clone());
        quantity.status = quantity.status.or(more.status);
        quantity.relation = quantity.relation.or(more.relation);
        quantity.bound = quantity.bound.or(more.bound);
        quantity.parts.extend(self.parts.iter().cloned());
        quantity.notes.extend(self.notes.iter().cloned());
        for &warning in more.warnings.iter().chain(&self.warnings) {
            quantity = quantity.warned(warning);
        }
        quantity
    }
}

/// Takes `50／50`, `191人／313人`: part and whole of the rate before it.
fn quotient(cursor: &mut Cursor) -> Option<Vec<Part>> {
    let a = plain(cursor)?;
    if !cursor.eat_char('/') {
        return None;
    }
    let b = plain(cursor)?;
    Some(vec![labelled("numerator", &a)?, labelled("denominator", &b)?])
}

/// Takes `10人×10回`.
fn product(cursor: &mut Cursor) -> Option<Vec<Part>> {
    let mut parts = vec![labelled("factor", &plain(cursor)?)?];
    while cursor.eat_char('×') {
        parts.push(labelled("factor", &plain(cursor)?)?);
    }
    (parts.len() > 1).then_some(parts)
}

fn plain(cursor: &mut Cursor) -> Option<Term> {
    term::read(cursor).ok().flatten().filter(Term::is_plain)
}

fn labelled(label: &str, term: &Term) -> Option<Part> {
    Some(Part { label: label.to_owned(), number: term.number?.to_decimal()?, unit: term.unit.clone() })
}

/// Second figures with nothing but a basis, or nothing at all, before them: `延べ120人`, `8事業`, `60`.
fn listed(inner: &[Glyph], figure: Option<&Term>) -> Option<Vec<(Part, bool)>> {
    let mut cursor = Cursor::new(inner);
    let mut found = Vec::new();
    loop {
        let term = plain(&mut cursor)?;
        let number = term.number?.to_decimal()?;
        // （2019年） says when.
        if term.unit.as_deref() == Some("年") && number >= Decimal::from(1868) {
            return None;
        }
        let bare = term.unit.is_none();
        let unit = term.unit.clone().or(figure.and_then(|f| f.unit.clone()));
        let label = match (term.basis, &term.per, &term.unit) {
            (Some(basis), ..) => basis.to_owned(),
            (None, Some(per), _) => format!("{per}当たり"),
            (None, None, Some(unit)) => unit.clone(),
            (None, None, None) => UNNAMED.to_owned(),
        };
        found.push((Part { label, number, unit }, bare));
        if cursor.is_done() {
            return Some(found);
        }
        if !matches!(cursor.next()?.c, '、' | ',' | '・' | '/') {
            return None;
        }
    }
}

/// Whether a bracket holds a note sign: ※1, 注2, *1, 1.
fn is_note_label(inner: &[Glyph]) -> bool {
    let mut cursor = Cursor::new(inner);
    let sign = cursor.take_while(|g| matches!(g.c, '※' | '注' | '*' | '#')).len();
    cursor.eat_digits(2);
    sign > 0 && cursor.is_done()
}
