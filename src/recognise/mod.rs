//! Layout × profiles → [`Document`](crate::sheet::Document): competing readings are kept,
//! ranked, and settled by arithmetic.

mod apart;
pub mod assemble;
mod bands;
mod dump;
mod geometric;
mod held;
mod labelled;
mod pdf;
pub mod raw;
mod records;
pub mod tables;
mod tabular;
pub mod text;
mod trust;

use held::{held_places, why_unread};
pub use pdf::pdf;
pub use tabular::{plain_text, tabular};

use crate::normalise;
use crate::profile::{Profiles, Ranked};
use crate::sheet::{Candidate, Document, Form};

/// How many profiles are named beside the one that fits.
const CANDIDATES: usize = 3;

/// The form of a document that no profile knows yet: which ones come nearest, and what they lack.
fn candidates(ranked: &[Ranked]) -> Form {
    let candidate = |r: &Ranked| Candidate { profile: r.profile.clone(), score: r.score, missed: r.missed.clone() };
    let score = ranked.first().map_or(0.0, |r| r.score);
    Form { candidates: ranked.iter().take(CANDIDATES).map(candidate).collect(), score, ..Form::default() }
}

/// Most trust in what was read by one of several profiles that fit equally well.
const RIVALLED: f64 = 0.85;

/// Lowers the trust in a document that was read by one of `rivals` profiles that fit equally well: nothing says
/// that it is the right one.
fn rivalled(document: &mut Document, rivals: usize) {
    if rivals > 1 {
        document.form.score /= rivals as f64;
        held::doubt(document, RIVALLED);
    }
}

/// How many profiles fit a text as well as the one that it was read by; one where the user named it.
fn rivals(profiles: &Profiles, ranked: &[Ranked], wanted: Option<&str>, id: Option<&str>) -> usize {
    id.filter(|_| wanted.is_none()).map_or(1, |id| profiles.rivals(ranked, id))
}

/// Longest title of a form; longer lines are sentences.
const LONGEST_TITLE: usize = 60;
/// Words in the title of a form.
const TITLES: &[&str] = &["シート", "調書", "評価", "票", "報告", "一覧", "実績", "成果", "概要", "計画"];

/// The fiscal year that the title of a form names: the first short text that names one and what the form is.
fn form_year<'a>(texts: impl Iterator<Item = &'a str>) -> Option<i32> {
    let short = texts.filter(|text| text.chars().count() <= LONGEST_TITLE);
    let named: Vec<(bool, i32)> = short
        .filter_map(|text| {
            let year = *normalise::fiscal_years(text).first()?;
            Some((TITLES.iter().any(|w| text.contains(w)), year))
        })
        .collect();
    named.iter().find(|(title, _)| *title).or(named.first()).map(|(_, year)| *year)
}
