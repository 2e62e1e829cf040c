//! Figures inside texts: each with the words that say what it counts.

use super::chars::{is_enclosed_figure, is_ideograph, is_kana};
use super::cursor::Cursor;
use super::exact::Exact;
use super::numeral::{self, Reading};
use super::quantity::Part;
use super::term::printed;
use super::text::{Gap, Glyph, glyphs};
use super::unit;
use super::words::{self, Word};

/// A figure that a text carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The figure with its label and unit.
    pub part: Part,
    /// The printed characters it stands at, end exclusive.
    pub span: (usize, usize),
}

impl Figure {
    /// Whether label and figure are all that the words say.
    pub(super) fn covers(&self, words: &[Glyph]) -> bool {
        let ends = words.last().is_some_and(|g| g.at < self.span.1);
        ends && super::text::string(words).starts_with(&super::text::fold(&self.part.label))
    }
}

/// The figures of a running text (`就職者数：20人、相談 35件`), each with its label and unit.
/// Numbers that count nothing are left out: years, dates, enumerators, branch numbers.
pub fn figures(printed: &str) -> Vec<Figure> {
    scan(&glyphs(printed))
}

/// The most characters of a label.
const LONGEST_LABEL: usize = 24;

pub(super) fn scan(glyphs: &[Glyph]) -> Vec<Figure> {
    let only_figures = !glyphs.iter().any(|g| is_ideograph(g.c) || is_kana(g.c) || g.c.is_ascii_alphabetic());
    let mut cursor = Cursor::new(glyphs);
    let mut found = Vec::new();
    // Where the words before the next figure begin, and where those before a bracket began.
    let (mut label, mut before_bracket) = (0, 0..0);
    while let Some(glyph) = cursor.glyph() {
        let start = cursor.at;
        if glyph.gap == Gap::Line {
            label = start;
            before_bracket = start..start;
        }
        if !glyph.c.is_ascii_digit() {
            cursor.advance(1);
            if matches!(glyph.c, '(' | '[' | '【' | '<') {
                before_bracket = label..start;
                label = cursor.at;
            } else if is_separator(glyph.c) {
                label = cursor.at;
                before_bracket = label..label;
            }
            continue;
        }
        let counted = count(&mut cursor, only_figures);
        if cursor.at == start {
            cursor.advance(1);
        }
        let Some((mut number, unit)) = counted else { continue };
        let sign = start.checked_sub(1).and_then(|i| glyphs.get(i));
        if sign.is_some_and(|g| matches!(g.c, '△' | '▲')) {
            let Some(negative) = number.negated() else { continue };
            number = negative;
        }
        let Some(number) = number.to_decimal() else { continue };
        let words = glyphs.get(label..start).unwrap_or_default();
        let mut name = clean(words);
        if name.is_empty() {
            name = clean(glyphs.get(before_bracket.clone()).unwrap_or_default());
        }
        if name.is_empty() {
            name = unit.clone().unwrap_or_default();
        }
        let last = cursor.since(start).last();
        let span = (glyph.at, last.map_or(glyph.at, |g| g.at) + 1);
        found.push(Figure { part: Part { label: name, number, unit }, span });
        label = cursor.at;
        before_bracket = label..label;
    }
    found
}

/// Takes a number that counts something; the cursor stands behind it in any case.
fn count(cursor: &mut Cursor, only_figures: bool) -> Option<(Exact, Option<String>)> {
    let before = cursor.before();
    let named = before.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '第' | '.' | '-' | ':'));
    let dated = before.is_some_and(|c| matches!(c, '月' | '年' | '和' | '成')) && cursor.gap() < Gap::Space;
    let value = match numeral::read(cursor) {
        Reading::Number(number) => number.value?,
        Reading::Malformed(_) | Reading::None => return None,
    };
    let after = cursor.peek();
    // A term of a date or year, a branch number, a range, a clock.
    if matches!(after, Some('月' | '年')) && !cursor.starts_with("年間") && !cursor.starts_with("年分") {
        cursor.advance(1);
        return None;
    }
    if matches!(after, Some('-' | '〜' | '.' | '・' | ':')) && cursor.peek_at(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.advance(1);
        cursor.take_while(|g| g.c.is_ascii_digit() && g.gap < Gap::Space);
        return None;
    }
    let colon_label = before == Some(':');
    if (named && !colon_label) || (dated && matches!(after, Some('日'))) {
        return None;
    }
    let unit = unit::eat_known(cursor).map(str::to_owned);
    if matches!(cursor.peek(), Some('-' | '〜')) && cursor.peek_at(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.advance(1);
        numeral::read(cursor);
        unit::eat_known(cursor);
        return None;
    }
    if unit.is_some() || only_figures || colon_label {
        return Some((value, unit));
    }
    None
}

fn is_separator(c: char) -> bool {
    matches!(c, '、' | ',' | '。' | ';' | '/' | '=' | ')' | ']' | '】' | '>' | '「' | '」' | '『' | '』' | '→' | '⇒')
}

/// The words before a figure without bullets, colons and particles.
fn clean(words: &[Glyph]) -> String {
    let bullet = |c: char| {
        matches!(c, '◇' | '◆' | '・' | '●' | '○' | '■' | '□' | '※' | '*' | '★' | '☆' | '▲' | '△' | '◎' | '〜')
            || is_enclosed_figure(c)
    };
    let text = printed(words);
    let text = text.trim_start_matches(bullet).trim();
    let text = text.trim_end_matches([':', '：', '=', '＝', '▲', '△', ' ', '　']);
    for joint in ["または", "又は", "及び", "並びに", "かつ"] {
        if text.ends_with(joint) {
            return String::new();
        }
    }
    let mut text = text.strip_suffix(['は', 'が', 'を', 'に', 'で', 'の', 'と', '約']).unwrap_or(text);
    for approximate in ["概ね", "おおむね", "およそ"] {
        text = text.strip_suffix(approximate).unwrap_or(text);
    }
    let text = text.trim();
    let folded = super::text::fold(text);
    if let Some((_, Word::Basis(basis))) = words::BEFORE.iter().find(|(word, _)| *word == folded) {
        return (*basis).to_owned();
    }
    let length = text.chars().count();
    text.chars().skip(length.saturating_sub(LONGEST_LABEL)).collect::<String>().trim().to_owned()
}
