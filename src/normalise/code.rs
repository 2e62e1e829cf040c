//! Project and branch numbers.

use super::chars::enclosed_number;
use super::cursor::Cursor;
use super::missing;
use super::names::{As, Kind};
use super::quantity::Quantity;
use super::text::{Gap, Glyph, glyphs, text};
use super::warning;

/// Words that stand before a number.
const BEFORE: &[(&str, ())] = &[
    ("実施計画事業番号", ()),
    ("実施計画番号", ()),
    ("事務事業番号", ()),
    ("管理番号", ()),
    ("整理番号", ()),
    ("事業番号", ()),
    ("施策番号", ()),
    ("事業No", ()),
    ("番号", ()),
    ("事業", ()),
    ("施策", ()),
    ("No", ()),
    ("NO", ()),
    ("no", ()),
    ("#", ()),
];

/// Words that stand after a number.
const AFTER: &[(&str, ())] = &[("号", ()), ("番", ())];

/// The longest number that is still one (`1-1-1-1-1-1`).
const LEVELS: usize = 6;

/// The number of a project as it is compared: `１－１`, `No.1ー1`, `第1-1号` → `1-1`. `None` where
/// the text is no such number.
///
/// ```
/// use kanrihyo::normalise::project_number;
/// assert_eq!(project_number("２―10").as_deref(), Some("2-10"));
/// assert_eq!(project_number("就労支援"), None);
/// ```
pub fn project_number(printed: &str) -> Option<String> {
    let glyphs = glyphs(printed);
    let glyphs = unbracketed(&glyphs);
    let mut cursor = Cursor::new(glyphs);
    cursor.eat_any(BEFORE);
    while matches!(cursor.peek(), Some('.' | ':' | '・')) {
        cursor.advance(1);
    }
    cursor.eat_char('第');
    let mut levels: Vec<String> = Vec::new();
    let mut figures = false;
    loop {
        let level = level(&mut cursor, levels.is_empty())?;
        figures |= level.chars().any(|c| c.is_ascii_digit());
        levels.push(level);
        let here = cursor;
        let parted = matches!(cursor.peek(), Some('-' | 'の' | '〜')) && {
            cursor.advance(1);
            true
        };
        let dotted = !parted && matches!(cursor.peek(), Some('.' | '・')) && {
            cursor.advance(1);
            true
        };
        let bracketed = cursor.peek() == Some('(') || cursor.peek().and_then(enclosed_number).is_some();
        if levels.len() >= LEVELS || cursor.is_done() || !(parted || dotted || bracketed) {
            // A point may close a number (`1.`); anything else that is left over is another thing.
            if !dotted {
                cursor = here;
            }
            break;
        }
    }
    cursor.eat_any(AFTER);
    (cursor.is_done() && figures && levels.len() <= LEVELS).then(|| levels.join("-"))
}

/// One level of a number: digits, one letter, digits with a letter, or a bracketed figure.
fn level(cursor: &mut Cursor, first: bool) -> Option<String> {
    if cursor.eat_char('(') {
        if cursor.peek() == Some('(') {
            return None;
        }
        let inner = level(cursor, false)?;
        return cursor.eat_char(')').then_some(inner);
    }
    let glyph = cursor.glyph()?;
    if let Some(number) = enclosed_number(glyph.c) {
        cursor.advance(1);
        return Some(number.to_string());
    }
    let here = cursor.at;
    let run = cursor.take_while(|g| g.c.is_ascii_alphanumeric());
    let parted = run.iter().skip(1).any(|g| g.gap >= Gap::Space);
    let letters = run.iter().filter(|g| g.c.is_ascii_alphabetic()).count();
    if run.is_empty() || run.len() > 8 || parted || letters > 3 || (!first && letters > 1 && letters == run.len()) {
        cursor.at = here;
        return None;
    }
    Some(run.iter().map(|g| g.c).collect())
}

fn unbracketed(glyphs: &[Glyph]) -> &[Glyph] {
    match glyphs {
        [open, inner @ .., close]
            if matches!((open.c, close.c), ('(', ')') | ('[', ']') | ('【', '】'))
                && !inner.iter().any(|g| matches!(g.c, '(' | ')')) =>
        {
            inner
        }
        _ => glyphs,
    }
}

/// The reading of a cell that holds a number of this sort.
pub(super) fn normalise(printed: &str) -> Quantity {
    match project_number(printed) {
        Some(number) => Quantity { value: Some(number), ..Quantity::bare(printed, Kind::Code) },
        None => match missing::read(&glyphs(printed), printed, As::Code) {
            Some(missing) => Quantity { printed: printed.to_owned(), ..missing },
            None => Quantity::text(printed, text(printed)).warned(warning::NOT_A_CODE),
        },
    }
}

/// A branch number that a figure cell may hold (`1-3`): digits joined by dashes, nothing else.
pub(super) fn branch_number(glyphs: &[Glyph]) -> Option<String> {
    let mut levels = 1;
    let mut digits = 0;
    for glyph in glyphs {
        match glyph.c {
            c if c.is_ascii_digit() => digits += 1,
            '-' if digits > 0 => {
                levels += 1;
                digits = 0;
            }
            _ => return None,
        }
        if glyph.gap == Gap::Line || digits > 8 {
            return None;
        }
    }
    (levels > 1 && levels <= LEVELS && digits > 0).then(|| glyphs.iter().map(|g| g.c).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_one_form_whatever_is_printed() {
        for printed in [
            "1-1",
            "１－１",
            "1−1",
            "1―1",
            "1ー1",
            "1—1",
            "1‐1",
            "1─1",
            "１ｰ１",
            "No.1-1",
            "№1-1",
            "ＮＯ．１－１",
            "第1-1号",
            "1の1",
            "事業番号１－１",
            "事業番号：1-1",
            "（1-1）",
            "【１－１】",
            " 1 - 1 ",
            "1-(1)",
            "1-①",
            "1．1",
            "1-1.",
        ] {
            assert_eq!(project_number(printed).as_deref(), Some("1-1"), "{printed}");
        }
        for (printed, number) in [
            ("①", "1"),
            ("(3)", "3"),
            ("12", "12"),
            ("Ⅰ-2", "I-2"),
            ("A-1", "A-1"),
            ("２－10", "2-10"),
            ("1-2-3", "1-2-3"),
            ("3番", "3"),
        ] {
            assert_eq!(project_number(printed).as_deref(), Some(number), "{printed}");
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for printed in [
            "",
            "-",
            "就労支援情報の提供",
            "1-1 就労支援",
            "10人",
            "A",
            "1--1",
            "1-",
            "2020/4/1",
            "1 2",
            "合計",
            "12345678901",
        ] {
            assert_eq!(project_number(printed), None, "{printed}");
        }
    }
}
