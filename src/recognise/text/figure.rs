//! What a printed figure looks like, as far as it parts one cell from the next.

use super::label::fold;

/// Whether a text is a whole figure or dash by itself: `4,965人`, `2.3％以上`, `45～55人`, `―`, `充実` is none.
pub fn is_whole(text: &str) -> bool {
    let folded = fold(text);
    if is_dash(&folded) {
        return true;
    }
    let body = ["約", "概ね", "おおむね", "延べ", "のべ", "累計"]
        .iter()
        .find_map(|p| folded.strip_prefix(p))
        .unwrap_or(&folded);
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let unit = body.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '~' | '-'));
    let unit = ["以上", "以下", "未満", "程度", "以内", "超"].iter().find_map(|s| unit.strip_suffix(s)).unwrap_or(unit);
    match unit.split_once('(') {
        Some((unit, note)) => note.ends_with(')') && unit.chars().count() <= 4,
        None => unit.chars().count() <= 4 && !unit.contains(')'),
    }
}

/// Whether a folded text is nothing but dashes.
pub fn is_dash(folded: &str) -> bool {
    !folded.is_empty() && folded.chars().all(|c| matches!(c, '-' | 'ー' | '・'))
}

/// Brackets that are not closed or not opened.
pub fn open_brackets(text: &str) -> usize {
    let folded = fold(text);
    let count = |c: char| folded.chars().filter(|&x| x == c).count();
    count('(').abs_diff(count(')'))
}

#[cfg(test)]
mod tests {
    use super::{is_whole, open_brackets};

    #[test]
    fn whole_figures() {
        for whole in ["4,965人", "２,522 人", "2.3％以上", "45～55人", "―", "概ね60人", "36％(８事業)", "49,446,526円"]
        {
            assert!(is_whole(whole), "{whole}");
        }
        for part in ["42件（うち就労", "支援含む計画26", "件）", "隔年で見直しの", "充実", "（うち10人）"]
        {
            assert!(!is_whole(part), "{part}");
        }
        assert_eq!(open_brackets("10人（延べ48人"), 1);
        assert_eq!(open_brackets("10人（延べ48人)"), 0);
    }
}
