//! What the cells of a list page look like: numbers, points, letters, and the heads over the letters.

use super::figure::is_dash;
use super::form::Form;
use super::label::fold;
use super::word;
use crate::sheet::Assessor;

/// Whether a text is a project number.
pub fn is_number(text: &str) -> bool {
    let folded = fold(text);
    folded.split_once('-').is_some_and(|(a, b)| {
        [a, b].iter().all(|n| (1..=3).contains(&n.len()) && n.chars().all(|c| c.is_ascii_digit()))
    })
}

/// Whether a text can stand in a column of points or letters.
pub fn is_score(form: &Form<'_>, text: &str) -> bool {
    let folded = fold(text);
    let number = folded.len() <= 3 && !folded.is_empty() && folded.chars().all(|c| c.is_ascii_digit());
    number || is_dash(&folded) || form.letter(text).is_some()
}

/// What a column of letters is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grade {
    /// Who gave the letters.
    pub assessor: Option<Assessor>,
    /// For which year.
    pub fiscal_year: Option<i32>,
}

/// The columns of letters by the text of the heads: a panel each, and the year before where a head names one.
pub fn grades_by_head(form: &Form<'_>, heads: &str) -> Vec<Grade> {
    let year = heads.split_whitespace().find_map(|w| {
        let folded = fold(w);
        let (number, _) = folded.split_once("年度")?;
        let number = number.trim_start_matches("令和").trim_start_matches("平成");
        let n: i32 = if number == "元" { 1 } else { number.parse().ok()? };
        word::era_year(folded.split_once("年度")?.0).or((1..64).contains(&n).then_some(if n < 20 {
            2018 + n
        } else {
            1988 + n
        }))
    });
    let panels = form.panels.iter().map(|p| Grade { assessor: Some(p.assessor), fiscal_year: None });
    panels.chain([Grade { assessor: None, fiscal_year: year }]).collect()
}
