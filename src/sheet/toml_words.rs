//! What the reader of TOML says, in Japanese, and what was probably meant.

/// Names that differ in more letters are not taken for each other.
const FARTHEST: usize = 2;

/// The words of the reader for what stands in a file and for what it wants, longest first.
const WORDS: &[(&str, &str)] = &[
    ("an integer, or a decimal or fraction as text", "整数、または小数・分数の文字列"),
    ("a day, as text or as a date", "日付（文字列か 2026-11-22 の形）"),
    ("something else", "ほかのもの"),
    ("a non-negative integer", "0以上の整数"),
    ("floating point", "小数"),
    ("a sequence", "配列（[\"…\", \"…\"] のように角括弧で囲む）"),
    ("a boolean", "true か false"),
    ("an integer", "整数"),
    ("a string", "文字列（\"…\" のように引用符で囲む）"),
    ("a map", "表"),
    ("a tuple", "配列"),
    ("an array", "配列"),
    ("sequence", "配列"),
    ("boolean", "真偽値"),
    ("integer", "整数"),
    ("string", "文字列"),
    ("struct", "表"),
    ("map", "表"),
    ("i128", "整数"),
    ("i32", "整数"),
    ("i64", "整数"),
    ("u32", "0以上の整数"),
    ("u64", "0以上の整数"),
    ("usize", "0以上の整数"),
    ("u8", "0以上の整数"),
];

/// What the reader said, in Japanese.
pub(super) fn in_japanese(said: &str) -> String {
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    if let Some((first, rest)) = quoted.split_first() {
        let known = || rest.join(", ");
        if said.starts_with("unknown field") {
            return format!("{first} という項目はありません。使える項目: {}", known());
        }
        if said.starts_with("unknown variant") {
            return format!("{first} は使えません。使えるもの: {}", known());
        }
        if said.starts_with("unknown name") {
            let names = said.split_once("expected one of ").map_or("", |(_, names)| names);
            return format!("{first} は使えません。使えるもの: {names}");
        }
        if said.starts_with("missing field") {
            return format!("{first} がありません");
        }
    }
    let wrong = ["invalid type: ", "invalid value: "].iter().find_map(|s| said.strip_prefix(s));
    if let Some((found, wanted)) = wrong.and_then(|w| w.split_once(", expected ")) {
        let (kind, value) = found.split_once([' ', '`']).unwrap_or((found, ""));
        let (kind, value) = found.strip_prefix("floating point").map_or((kind, value), |rest| ("floating point", rest));
        return format!("{}{} ではなく、{}を書いてください", word(kind), value.trim().replace('`', ""), word(wanted));
    }
    if said.starts_with("duplicate key") || said.starts_with("duplicate field") {
        return "同じ項目が二度あります。一つにまとめてください".to_owned();
    }
    format!("TOMLとして読めません: {said}")
}

fn word(said: &str) -> String {
    let said = said.trim();
    let known = WORDS.iter().find(|(en, _)| said == *en || said.strip_prefix(*en).is_some_and(|r| r.starts_with(' ')));
    known.map_or_else(|| said.to_owned(), |(en, ja)| said.replacen(en, ja, 1))
}

/// The one of these names that a name was probably meant to be.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = name.chars().count();
    let far = |other: &&str| distance(name, other);
    let found = names.into_iter().map(|other| (far(&other), other)).min_by_key(|(off, _)| *off)?;
    (found.0 <= FARTHEST && found.0 < letters).then_some(found.1)
}

/// How many letters have to be changed, added, left out or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > FARTHEST {
        return FARTHEST + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = j > 0 && i > 0 && b.get(j - 1) == Some(x) && a.get(i - 1) == Some(y);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_words_are_told_in_japanese() {
        for (said, expected) in [
            ("invalid type: string \"2020\", expected i32", "文字列\"2020\" ではなく、整数を書いてください"),
            ("invalid value: integer `-4`, expected u32", "整数-4 ではなく、0以上の整数を書いてください"),
            (
                "unknown name `targett`, expected one of target, actual",
                "targett は使えません。使えるもの: target, actual",
            ),
            ("missing field `id`", "id がありません"),
            ("duplicate key", "同じ項目が二度あります。一つにまとめてください"),
            ("unclosed table, expected `]`", "TOMLとして読めません: unclosed table, expected `]`"),
        ] {
            assert_eq!(in_japanese(said), expected);
        }
        let float = in_japanese(
            "invalid type: floating point `89.5`, expected an integer, or a decimal or fraction as text (\"89.5\")",
        );
        assert_eq!(float, "小数89.5 ではなく、整数、または小数・分数の文字列 (\"89.5\")を書いてください");
    }

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let names = ["target", "actual", "pages", "weight"];
        assert_eq!(nearest("targett", names), Some("target"));
        assert_eq!(nearest("weigth", names), Some("weight"));
        assert_eq!(nearest("page", names), Some("pages"));
        assert_eq!(nearest("colour", names), None);
    }
}
