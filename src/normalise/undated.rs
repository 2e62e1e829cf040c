//! Titles without their fiscal year.

use super::year::fiscal_years;

/// A text on one line, without the fiscal year that it begins with: `令和4年度　施策評価シート` is `施策評価シート`.
pub fn undated(text: &str) -> String {
    let line: String = text.split_whitespace().collect();
    match line.split_once("年度") {
        Some((year, rest)) if !rest.is_empty() && !fiscal_years(&format!("{year}年度")).is_empty() => rest.to_owned(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_year_at_the_beginning_is_left_out() {
        assert_eq!(undated("令和5年度　事務事業　カード"), "事務事業カード");
        assert_eq!(undated("年度別の一覧"), "年度別の一覧");
    }
}
