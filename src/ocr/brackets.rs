//! Brackets stand in pairs: one of a line that begins or ends with 【】 is what closes or opens it.

use super::engine::{Symbol, text};
use super::figures::likely;

/// What an engine takes them for.
const OPENING: &str = "([{〔（［｛「|";
const CLOSING: &str = ")]}〕）］｝」|";

/// Makes the other bracket of a line that has one of a pair.
pub(super) fn pair(symbols: &mut Vec<Symbol>) {
    let read = text(symbols);
    let (opens, closes) = (read.contains(&'【'), read.contains(&'】'));
    match read.as_slice() {
        ['【', .., before, last] if !closes && CLOSING.contains(*last) => {
            // One bracket may have been told as two.
            if CLOSING.contains(*before) && !read.iter().any(|c| *before == ')' && *c == '(') {
                symbols.remove(read.len() - 2);
            }
            symbols.last_mut().into_iter().for_each(|last| likely(last, '】'));
        }
        [first, .., '】'] if !opens && OPENING.contains(*first) => {
            symbols.first_mut().into_iter().for_each(|first| likely(first, '【'));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_one_of_a_pair_is_a_bracket_too() {
        let paired = |line: &str| {
            let symbol = |text| Symbol { text, confidence: 0.9, others: Vec::new() };
            let mut own: Vec<Symbol> = line.chars().map(symbol).collect();
            pair(&mut own);
            String::from_iter(text(&own))
        };
        assert_eq!(paired("(登録人数:190人】"), "【登録人数:190人】");
        assert_eq!(paired("【就労人数:6人]}"), "【就労人数:6人】");
        assert_eq!(paired("【登録人数(延べ)]"), "【登録人数(延べ)】");
        assert_eq!(
            (paired("【登録人数"), paired("(再掲)"), paired("【件数】)")),
            ("【登録人数".into(), "(再掲)".into(), "【件数】)".into())
        );
    }
}
