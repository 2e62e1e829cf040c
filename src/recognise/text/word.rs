//! What a word is by itself, whichever form prints it: a box, a digit, a flag, a year.

use super::label::{fold, lost_a_digit};

/// Whether a word is a box of a scale, and if so whether it is marked.
pub fn mark(word: &str) -> Option<bool> {
    match word.trim_matches('\u{FFFD}') {
        "□" | "☐" | "◻" | "▢" => Some(false),
        "■" | "☑" | "☒" | "◼" | "●" | "◎" => Some(true),
        _ => None,
    }
}

/// A single digit of a scale.
pub fn digit(word: &str) -> Option<char> {
    let folded = fold(word);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ '0'..='9'), None) => Some(c),
        _ => None,
    }
}

/// 有 or 無.
pub fn flag(word: &str) -> bool {
    matches!(fold(word).as_str(), "有" | "無")
}

/// The weight that a bracket after a criterion's label prints: `（評価点×２）`.
pub fn weight(word: &str) -> Option<u32> {
    let folded = fold(word);
    let (before, after) = folded.strip_suffix(')')?.split_once(['×', '✕', 'x', 'X'])?;
    after.parse().ok().filter(|w| before.starts_with('(') && (1..=20).contains(w))
}

/// The western start year of a head such as 平成27年度, 令和元年度, 平成31(令和元)年度 or 2020年度.
pub fn year_head(text: &str) -> Option<i32> {
    let folded = Some(fold(text)).filter(|_| !lost_a_digit(text))?;
    let body = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年'))?;
    let body = body.split(['(', '/']).next().unwrap_or(body);
    era_year(body)
}

/// 平成27, 令和元, H27, 2015 → western year.
pub fn era_year(text: &str) -> Option<i32> {
    let eras = [("平成", 1988), ("令和", 2018), ("昭和", 1925), ("H", 1988), ("R", 2018), ("S", 1925)];
    for (era, base) in eras {
        if let Some(rest) = text.strip_prefix(era) {
            let n: i32 = if rest == "元" { 1 } else { rest.parse().ok()? };
            return (1..=99).contains(&n).then_some(base + n);
        }
    }
    let n: i32 = text.parse().ok()?;
    (1900..2200).contains(&n).then_some(n)
}

/// The year of 対象：令和元年度; without an era, that of the last column if the number agrees with it.
pub fn year_in_title(text: &str, last_column: Option<i32>) -> Option<i32> {
    let folded = fold(text);
    let (_, after) = folded.split_once("対象:")?;
    let (year, _) = after.split_once("年度")?;
    era_year(year).or_else(|| {
        let number: i32 = if year == "元" { 1 } else { year.parse().ok()? };
        let heisei = 1988 + number;
        let reiwa = 2018 + number;
        match last_column {
            Some(last) if last == heisei || last == reiwa => Some(last),
            _ if number < 24 => Some(reiwa),
            _ => Some(heisei),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{weight, year_head};

    #[test]
    fn year_heads() {
        let of = |t: &str| year_head(t);
        assert_eq!(of("平成27年度"), Some(2015));
        assert_eq!(of("平成31\n(令和元)年度"), Some(2019));
        assert_eq!(of("令和元年度"), Some(2019));
        assert_eq!(of("令和２年度"), Some(2020));
        assert_eq!(of("H30年度"), Some(2018));
        assert_eq!(of("対象年度"), None);
        // A lost character is passed over unless it may have been a digit.
        assert_eq!(of("平\u{FFFD}成27年度"), Some(2015));
        assert_eq!(of("平成\u{FFFD}3年度"), None);
        assert_eq!(of("平成２\u{FFFD}年度"), None);
    }

    #[test]
    fn weights() {
        assert_eq!(weight("（評価点×２）"), Some(2));
        assert_eq!(weight("（配点 × 3）"), Some(3));
        assert_eq!(weight("有効性・必要性"), None);
    }
}
