//! The fiscal year that a form is about, told by its title.

use crate::normalise;

/// Longest title of a form; longer lines are sentences.
const LONGEST_TITLE: usize = 60;
/// Words in the title of a form.
const FORMS: &[&str] = &["シート", "調書", "評価", "票", "報告", "カルテ", "点検"];
/// Words in what may be the title of a form.
const TITLES: &[&str] = &["一覧", "実績", "成果", "概要", "計画", "決算", "結果", "対象"];
/// Words beside the year that is looked back on, where a title also names the year in which it was written
/// (令和５年度評価シート（令和４年度実施事業）).
const SUBJECTS: &[&str] = &["実績", "決算", "年度事業", "年度分", "実施事業", "実施分", "対象"];
/// The same where the subject stands on a line of its own; 令和４年度決算 may be the head of a column.
const APART: &[&str] = &["年度事業", "実施事業", "事業分", "実施分", "対象事業", "評価対象"];
/// Longest subject on a line of its own.
const LONGEST_APART: usize = 20;
/// Words beside years that say how long something lasts.
const SPANS: &[&str] =
    &["開始", "終了", "始期", "終期", "期間", "以前", "以降", "創設", "着手", "完了", "策定", "改定"];

/// The fiscal year that the title of a form names; the first one that any short text names where no title does.
pub(super) fn form_year<'a>(texts: impl Iterator<Item = &'a str>) -> Option<i32> {
    let texts: Vec<&str> = texts.collect();
    title_year(&texts, |_| false).or_else(|| named(&texts).next().map(|(_, year, _)| year))
}

/// The fiscal year that the title of a form names; `is_title` knows the titles of a form in particular.
pub(super) fn title_year(texts: &[&str], is_title: impl Fn(&str) -> bool) -> Option<i32> {
    let has = |text: &str, words: &[&str]| words.iter().any(|w| text.contains(w));
    let own = named(texts).find(|(text, ..)| is_title(text));
    let known = || named(texts).find(|(text, ..)| has(text, FORMS));
    let found = own.or_else(known).or_else(|| named(texts).find(|(t, ..)| has(t, TITLES)));
    let (_, year, of_subject) = found?;
    if of_subject {
        return Some(year);
    }
    let apart = named(texts).filter(|(t, ..)| t.chars().count() <= LONGEST_APART && has(t, APART));
    // The year before the one in which the form was written, or that year itself.
    let near = apart.map(|(_, y, _)| y).find(|y| (0..=2).contains(&(year - y)));
    Some(near.unwrap_or(year))
}

/// The short texts that name a year, the year that each is about, and whether it says so.
fn named<'a>(texts: &'a [&'a str]) -> impl Iterator<Item = (String, i32, bool)> + 'a {
    let folded = texts.iter().filter(|t| t.chars().count() <= LONGEST_TITLE).map(|t| normalise::fold(t));
    let spans = |part: &str| SPANS.iter().any(|w| part.contains(w)) || part.ends_with('〜');
    folded.filter_map(move |text| {
        let parts = text.split(['(', ')', '【', '】', '[', ']', '・', '・', '<', '>']);
        let years: Vec<(bool, i32)> = parts
            .filter(|part| !spans(part))
            .filter_map(|part| {
                let year = *normalise::fiscal_years(part).first()?;
                Some((SUBJECTS.iter().any(|w| part.contains(w)), year))
            })
            .collect();
        let (subject, year) = years.iter().find(|(subject, _)| *subject).or(years.first()).copied()?;
        Some((text, year, subject))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_the_year_that_is_looked_back_on() {
        for (texts, year) in [
            (&["令和５年度事務事業評価書（令和４年度事業）"][..], 2022),
            (&["令和７年度　事務事業マネジメントシート（令和６年度実績評価）"], 2024),
            (&["事務事業評価調書（平成23年度実施・平成22年度事業分）"], 2010),
            (&["令和５年度　事務事業評価（令和４年度実施事業事後評価）シート"], 2022),
            (&["令和 ５ 年度　事務事業評価シート", "（令和４年度実施事業）"], 2022),
            (&["平成26年度 事務事業評価シート【２次評価終了後】"], 2014),
            (&["H30事後事務事業評価（実績評価）（シートA）"], 2018),
            (&["平成２４年度事務事業評価シート", "平成23年度実績"], 2012),
            (&["平成18年度～", "事業開始年度　昭和55年度", "令和３年度行政評価調書"], 2021),
        ] {
            assert_eq!(title_year(texts, |_| false), Some(year), "{texts:?}");
        }
        assert_eq!(title_year(&["昭和63年度以前", "□毎年（事業開始年度　平成18年度）"], |_| false), None);
    }
}
