//! What each line of a dump says.

use super::lines::Line;
use crate::normalise::{self, Context, Kind};
use crate::profile::{BesideSlot, Profile, SheetRule, label_key};
use crate::recognise::labelled::{Labels, is_unit};
use crate::recognise::raw::Printed;
use crate::recognise::tables::Vocabulary;
use crate::recognise::tries::Tries;
use crate::recognise::trust::CLEAN;
use crate::sheet::{IndicatorKind, Role};
use rust_decimal::Decimal;
use std::ops::Range;

/// Most lines that a label is broken over.
const LONGEST_BREAK: usize = 6;
/// How alike lines together must be to a label.
const EXACT: f64 = 0.98;

/// The form: its rule and its labels.
pub struct Form<'a> {
    /// How a record lies.
    pub rule: &'a SheetRule,
    /// The labels.
    pub labels: Labels<'a>,
    /// How much is tried.
    pub tries: Tries,
}

/// A figure, or a dash.
#[derive(Clone, Debug)]
pub struct Figure {
    /// As printed.
    pub printed: Printed,
    /// Its number; none for a dash.
    pub number: Option<Decimal>,
    /// Digits printed after the point.
    pub decimals: usize,
}

/// What stands before figures on their line.
#[derive(Clone, Debug, PartialEq)]
pub enum Lead {
    /// Nothing but perhaps a unit.
    Alone,
    /// What they are.
    Role(Role),
    /// The label of their row.
    Row(String),
}

/// Figures of one line: neighbours in a row.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// What stands before them.
    pub lead: Lead,
    /// The label of their row as printed, where it stands before them.
    pub label: Option<Printed>,
    /// The unit before them.
    pub unit: Option<Printed>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Index of their line.
    pub line: usize,
    /// Their block.
    pub block: usize,
}

/// What a line says.
#[derive(Clone, Debug)]
pub enum Item {
    /// Figures, or the label of a row that holds none on this line.
    Chunk(Chunk),
    /// Heads of years.
    Years(Vec<i32>),
    /// A unit.
    Unit(Printed),
    /// 達成・未達成 and how it went, by word.
    Flags(Vec<(BesideSlot, Printed)>),
    /// A label of the form.
    Label(Vec<String>),
    /// The rest of a label that the line before begins.
    Rest,
    /// Anything else.
    Text,
}

/// What each line says.
pub fn items(lines: &[Line], form: &Form) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    while let Some(line) = lines.get(out.len()) {
        let at = out.len();
        let item = item(line, at, form);
        if !matches!(item, Item::Text) {
            out.push(item);
            continue;
        }
        // A label may be broken over lines.
        let broken = (2..=LONGEST_BREAK).rev().find_map(|count| {
            let some = lines.get(at..at + count).filter(|l| l.iter().all(|l| l.block == line.block))?;
            let text: String = some.iter().map(|l| l.text.as_str()).collect();
            // What is nearly a label may be one with the next text behind it.
            let (names, alike) = form.labels.lexicon.read(&text);
            (alike >= EXACT && text.chars().count() <= 60).then(|| (count, names.to_vec()))
        });
        match broken {
            Some((count, names)) => {
                out.push(Item::Label(names));
                out.extend((1..count).map(|_| Item::Rest));
            }
            None => out.push(Item::Text),
        }
    }
    gather(&mut out, lines, form);
    out
}

/// Where every figure has a line of its own, those of a block are neighbours, and follow the label before them.
fn gather(items: &mut [Item], lines: &[Line], form: &Form) {
    let figures = |i: &Item| if let Item::Chunk(c) = i { c.figures.len() } else { 0 };
    if items.iter().any(|i| figures(i) > 1) {
        return;
    }
    let mut into: Option<usize> = None;
    for at in 0..items.len() {
        let (own, block) = match items.get(at) {
            Some(Item::Chunk(c)) if c.lead == Lead::Alone => (c.figures.clone(), c.block),
            Some(Item::Chunk(c)) => {
                into = c.figures.is_empty().then_some(at).filter(|_| c.lead != Lead::Alone);
                continue;
            }
            Some(Item::Unit(unit)) => {
                let unit = unit.clone();
                // Between a label and its figures stands what they are counted in.
                if let Some(Item::Chunk(row)) = into.and_then(|i| items.get_mut(i))
                    && row.figures.is_empty()
                    && lines.get(at).is_some_and(|l| l.block == row.block)
                {
                    row.unit.get_or_insert(unit);
                }
                continue;
            }
            Some(Item::Label(names)) if form.is_nothing(names) => continue,
            _ => {
                into = None;
                continue;
            }
        };
        let Some(Item::Chunk(first)) = into.and_then(|i| items.get_mut(i)) else {
            into = Some(at);
            continue;
        };
        // Figures of another block go on with a label, but not with figures.
        if first.figures.is_empty() || first.block == block {
            first.figures.extend(own);
            first.block = block;
            if let Some(item) = items.get_mut(at) {
                *item = Item::Rest;
            }
        } else {
            into = Some(at);
        }
    }
}

fn item(line: &Line, at: usize, form: &Form) -> Item {
    let words = line.words();
    if let Some(flags) = flags(line) {
        return Item::Flags(flags);
    }
    if is_unit(&normalise::fold(&line.text)) {
        return Item::Unit(line.whole(CLEAN));
    }
    if let Some(years) = years(&words) {
        return Item::Years(years);
    }
    if let Some(chunk) = chunk(line, at, &words, form) {
        return Item::Chunk(chunk);
    }
    let names = form.labels.names(&line.text);
    if names.is_empty() { Item::Text } else { Item::Label(names.to_vec()) }
}

fn years(words: &[(usize, String)]) -> Option<Vec<i32>> {
    let vocabulary = Vocabulary::usual();
    let said = words.iter().map(|(_, w)| vocabulary.said(w, &Context::default()));
    let years: Vec<i32> = said.filter(|s| s.pure && s.role.is_none()).flat_map(|s| s.years).collect();
    (!years.is_empty() && words.len() <= years.len() + 1).then_some(years)
}

/// Words that say whether a goal was reached and which way it went, alone on their line, perhaps glued.
fn flags(line: &Line) -> Option<Vec<(BesideSlot, Printed)>> {
    const WORDS: [(&str, BesideSlot); 8] = [
        ("未達成", BesideSlot::Status),
        ("達成", BesideSlot::Status),
        ("向上", BesideSlot::Comparison),
        ("横ばい", BesideSlot::Comparison),
        ("維持", BesideSlot::Comparison),
        ("低下", BesideSlot::Comparison),
        ("改善", BesideSlot::Comparison),
        ("悪化", BesideSlot::Comparison),
    ];
    let mut found = Vec::new();
    let words = line.words();
    // The word of a row without figures may stand before them.
    let led = words.first().filter(|(_, first)| words.len() > 1 && role(first).is_some());
    let mut at = led.map_or(0, |(from, first)| from + first.chars().count());
    let mut rest = led.map_or(line.text.as_str(), |(_, first)| {
        line.text.trim_start().strip_prefix(first.as_str()).unwrap_or_default()
    });
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = rest.get(first.len_utf8()..)?;
            at += 1;
            continue;
        }
        let (word, slot) = WORDS.iter().find(|(w, _)| rest.starts_with(w))?;
        let count = word.chars().count();
        found.push((*slot, line.part(at..at + count, CLEAN)));
        rest = rest.get(word.len()..)?;
        at += count;
    }
    (!found.is_empty()).then_some(found)
}

fn is_figure(word: &str) -> bool {
    let folded = normalise::fold(word);
    let plain = |c: char| c.is_ascii_digit() || ",.-△▲%+".contains(c);
    let dash = folded == "-";
    dash || (folded.chars().all(plain) && folded.chars().any(|c| c.is_ascii_digit()))
}

fn chunk(line: &Line, at: usize, words: &[(usize, String)], form: &Form) -> Option<Chunk> {
    let count = words.iter().rev().take_while(|(_, w)| is_figure(w)).count();
    let (before, values) = words.split_at_checked(words.len() - count)?;
    let figures: Vec<Figure> = values.iter().flat_map(|(from, w)| glued(w, *from)).map(|r| figure(line, r)).collect();
    let mut unit = None;
    let mut label: Vec<&(usize, String)> = Vec::new();
    for word in before {
        let nothing =
            form.rule.beside.iter().any(|b| b.slot == BesideSlot::Nothing && form.labels.is(&word.1, &b.label));
        let counts = word.1.strip_suffix('数').filter(|stem| nothing && is_unit(&normalise::fold(stem)));
        if let Some(stem) = counts {
            unit = unit.or_else(|| Some(line.part(word.0..word.0 + stem.chars().count(), CLEAN)));
        } else if is_unit(&normalise::fold(&word.1)) {
            unit = Some(line.part(word.0..word.0 + word.1.chars().count(), CLEAN));
        } else if !nothing && (!label.is_empty() || !is_key(&word.1)) {
            label.push(word);
        }
    }
    let text: String = label.iter().map(|(_, w)| w.as_str()).collect();
    let (lead, label) = match label.as_slice() {
        [] if figures.is_empty() => return None,
        [] => (Lead::Alone, None),
        [first, .., last] | [first @ last] => match role(&text) {
            Some(role) => (Lead::Role(role), None),
            None => {
                // A character of a label that is set downwards may stand before it.
                let stray = first.1.chars().count() == 1 && label.len() > 1;
                let rest: String = text.chars().skip(1).collect();
                let bare = || form.kind_of(&rest).filter(|_| stray).map(|(name, _)| (name, label.get(1)));
                let (name, from) = form.kind_of(&text).map(|(name, _)| (name, label.first())).or_else(bare)?;
                let end = last.0 + last.1.chars().count();
                (Lead::Row(name), Some(line.part(from?.0..end, CLEAN)))
            }
        },
    };
    Some(Chunk { lead, label, unit, figures, line: at, block: line.block })
}

/// The role that a text names, where it says nothing else.
fn role(text: &str) -> Option<Role> {
    let said = Vocabulary::usual().said(text, &Context::default());
    said.role.filter(|_| said.pure && said.years.is_empty())
}

/// Whether a word only numbers a row.
pub fn is_key(word: &str) -> bool {
    let key = label_key(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || ('ァ'..='ヶ').contains(&c) || ('①'..='⑳').contains(&c);
    key.chars().count() <= 2 && key.chars().all(plain)
}

/// The figures of a word: a number begins with no zero before another digit, so `0597,613` are two.
fn glued(word: &str, from: usize) -> Vec<Range<usize>> {
    let chars: Vec<char> = word.chars().collect();
    let zeros = chars.iter().take_while(|c| **c == '0').count();
    let glued = zeros > 0 && chars.get(zeros).is_some_and(char::is_ascii_digit);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    if glued {
        ranges.extend((0..zeros).map(|i| from + i..from + i + 1));
    }
    let rest = if glued { zeros } else { 0 };
    ranges.push(from + rest..from + chars.len());
    ranges
}

fn figure(line: &Line, range: Range<usize>) -> Figure {
    let printed = line.part(range, CLEAN);
    let quantity = normalise::quantity(&printed.text, &Context::default());
    let folded = normalise::fold(&printed.text);
    let decimals = folded.split_once('.').map_or(0, |(_, d)| d.chars().filter(char::is_ascii_digit).count());
    Figure { number: quantity.number.filter(|_| quantity.kind == Kind::Number), decimals, printed }
}

impl Form<'_> {
    /// The label that a text is, and which kind of indicator it says.
    pub fn kind_of(&self, text: &str) -> Option<(String, IndicatorKind)> {
        let names = self.labels.names(text);
        let of = |name: &String| self.rule.indicators.iter().find(|r| r.labels.contains(name)).map(|r| r.kind);
        names.iter().find_map(|name| Some((name.clone(), of(name)?)))
    }

    /// The kind that a label says.
    pub fn kind(&self, name: &str) -> IndicatorKind {
        let rule = self.rule.indicators.iter().find(|r| r.labels.iter().any(|l| l == name));
        rule.map_or(IndicatorKind::Other, |r| r.kind)
    }

    /// Whether a label says nothing about the figures beside it.
    fn is_nothing(&self, names: &[String]) -> bool {
        self.rule.beside.iter().any(|b| b.slot == BesideSlot::Nothing && names.contains(&b.label))
    }

    /// Whether a label stands in a sum.
    pub fn is_summed(&self, name: &str) -> bool {
        self.rule.sums.iter().any(|s| s.total == name || s.parts.iter().any(|p| p == name))
    }
}

/// The lines of the table of figures: from the last text or rating before its first row to its last row.
pub fn table(lines: &[Line], items: &[Item], form: &Form, profile: &Profile) -> Range<usize> {
    let row = |i: &Item| match i {
        Item::Chunk(c) => c.lead != Lead::Alone,
        Item::Years(y) => y.len() > 1,
        _ => false,
    };
    // The label of a row alone may stand anywhere.
    let begins =
        |i: &Item| row(i) && !matches!(i, Item::Chunk(c) if c.figures.is_empty() && matches!(c.lead, Lead::Row(_)));
    // Words that might say what figures are stand in texts, too.
    let ends =
        |i: &Item| row(i) && !matches!(i, Item::Chunk(c) if c.figures.is_empty() && matches!(c.lead, Lead::Role(_)));
    let (Some(first), Some(last)) = (items.iter().position(begins), items.iter().rposition(ends)) else { return 0..0 };
    let heads = |i: &Item| {
        let Item::Label(names) = i else { return false };
        let texts = profile.fields.iter().any(|f| names.contains(&f.label));
        texts || form.rule.ratings.iter().any(|r| names.contains(&r.label))
    };
    let start = items.iter().take(first).rposition(heads).map_or(0, |i| i + 1);
    // It does not begin on the page before.
    let page = lines.get(first).map(|l| l.page);
    let start = start.max(lines.iter().position(|l| Some(l.page) == page).unwrap_or(0));
    let chunks = items.iter().skip(last + 1).take_while(|i| matches!(i, Item::Chunk(_))).count();
    start..last + 1 + chunks
}
