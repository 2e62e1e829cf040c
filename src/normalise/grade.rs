//! Letters and marks of a scale.

use super::chars::is_ideograph;
use super::cursor::Cursor;
use super::text::{Gap, glyphs};

/// Words that stand around the letter of a scale and add nothing to it.
const BEFORE: &[(&str, ())] = &[("総合評価", ()), ("評価", ()), ("判定", ()), ("ランク", ()), ("達成度", ())];
const AFTER: &[(&str, ())] = &[("評価", ()), ("判定", ()), ("ランク", ()), ("等級", ())];

/// Scales of words.
const WORDS: &[&str] = &["優", "良", "可", "不可", "甲", "乙", "丙", "丁", "高", "中", "低", "大", "小", "秀"];

/// The letter or mark of a scale in one form: `Ａ` → `A`, `〇` → `○`, `Ａ＋` → `A+`. `None` where the
/// text is not exactly one.
///
/// ```
/// use kanrihyo::normalise::grade;
/// assert_eq!(grade("Ｓ").as_deref(), Some("S"));
/// assert_eq!(grade("Ｂ→Ａ"), None);
/// ```
pub fn grade(printed: &str) -> Option<String> {
    let glyphs = glyphs(printed);
    let mut cursor = Cursor::new(&glyphs);
    let found = symbol(&mut cursor)?;
    cursor.is_done().then_some(found)
}

/// Takes one symbol of a scale with the words around it.
pub(super) fn symbol(cursor: &mut Cursor) -> Option<String> {
    let start = cursor.at;
    let found = labelled_symbol(cursor);
    if found.is_none() {
        cursor.at = start;
    }
    found
}

fn labelled_symbol(cursor: &mut Cursor) -> Option<String> {
    let bracketed = match cursor.peek()? {
        '(' => Some(')'),
        '[' => Some(']'),
        '「' => Some('」'),
        '【' => Some('】'),
        _ => None,
    };
    cursor.advance(usize::from(bracketed.is_some()));
    if cursor.eat_any(BEFORE).is_some() {
        cursor.eat_char(':');
    }
    let found = bare_symbol(cursor)?;
    cursor.eat_any(AFTER);
    if let Some(close) = bracketed
        && !cursor.eat_char(close)
    {
        return None;
    }
    Some(found)
}

fn bare_symbol(cursor: &mut Cursor) -> Option<String> {
    let c = cursor.peek()?;
    if c.is_ascii_alphabetic() {
        return letter(cursor, c);
    }
    if let Some(word) = WORDS.iter().find(|word| cursor.starts_with(word)) {
        let mut after = *cursor;
        after.eat(word);
        // 優 is a grade, 優先 is a word.
        if after
            .peek()
            .is_some_and(|next| is_ideograph(next) && !after.starts_with("評価") && !after.starts_with("判定"))
        {
            return None;
        }
        *cursor = after;
        return Some((*word).to_owned());
    }
    let digits = cursor.take_while(|g| g.c.is_ascii_digit());
    if !digits.is_empty() {
        return (digits.len() <= 2).then(|| digits.iter().map(|g| g.c).collect());
    }
    let symbol = match c {
        '◎' | '○' | '△' | '×' | '▲' | '●' | '☆' | '★' | '□' | '■' | '◇' | '◆' | '▽' | '▼' => {
            c
        }
        _ => return None,
    };
    cursor.advance(1);
    // A doubled mark is a step of its own (○○ under ◎).
    if cursor.peek() == Some(symbol) && symbol != '□' {
        cursor.advance(1);
        return Some([symbol, symbol].iter().collect());
    }
    Some(symbol.to_string())
}

/// A letter with its steps: `A`, `A+`, `a`, `AA`, `A'`, `III`.
fn letter(cursor: &mut Cursor, c: char) -> Option<String> {
    let run = cursor.take_while(|g| g.c.is_ascii_alphabetic());
    let same = run.iter().all(|g| g.c == c);
    let roman = run.iter().all(|g| matches!(g.c, 'I' | 'V' | 'X'));
    let longest = if roman { 4 } else { 3 };
    if !(same || roman) || run.len() > longest {
        return None;
    }
    let mut found: String = run.iter().map(|g| g.c).collect();
    if roman && run.len() > 1 {
        return Some(found);
    }
    // One case: scales are printed in capitals, and a lower-case letter is the same step.
    found.make_ascii_uppercase();
    if let Some(step @ ('+' | '-' | '\'')) = cursor.peek() {
        cursor.advance(1);
        found.push(step);
    } else if let Some(digit) = cursor.peek().filter(char::is_ascii_digit)
        && cursor.gap() <= Gap::Invisible
        && !cursor.peek_at(1).is_some_and(|next| next.is_ascii_digit() || is_ideograph(next))
    {
        cursor.advance(1);
        found.push(digit);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_marks_have_one_form() {
        for (printed, value) in [
            ("Ａ", "A"),
            ("a", "A"),
            (" Ｓ ", "S"),
            ("A+", "A+"),
            ("Ａ－", "A-"),
            ("◎", "◎"),
            ("〇", "○"),
            ("◯", "○"),
            ("×", "×"),
            ("✕", "×"),
            ("△", "△"),
            ("Ｂ評価", "B"),
            ("評価Ａ", "A"),
            ("「Ａ」", "A"),
            ("Ⅲ", "III"),
            ("４", "4"),
            ("優", "優"),
            ("ＡＡ", "AA"),
            ("A1", "A1"),
        ] {
            assert_eq!(grade(printed).as_deref(), Some(value), "{printed}");
        }
        for printed in ["", "－", "Ｂ→Ａ", "A・B", "達成", "優先", "ABC", "18点", "123"] {
            assert_eq!(grade(printed), None, "{printed}");
        }
    }
}
