//! The heads of the year columns of a table of indicators.

use super::block::{Block, share_y};
use super::plane::Plane;
use crate::geom::Rect;
use crate::normalise::{self, Context};

/// A head stands beside another of whose height it covers this share.
const BESIDE: f64 = 0.5;
/// Longest text of a year head, folded.
const LONGEST: usize = 22;

/// A head of year columns.
#[derive(Clone, Debug)]
pub struct YearHead {
    /// Western start years, nearly always one.
    pub years: Vec<i32>,
    /// Its box on the plane.
    pub at: Rect,
}

/// The heads of the year columns, left to right.
pub fn years(plane: &Plane) -> Vec<YearHead> {
    let Some(table) = &plane.profile.indicators else { return Vec::new() };
    let heads: Vec<&Rect> =
        plane.blocks.iter().filter(|b| b.is(&table.head) || b.is(&table.name)).map(|b| &b.at).collect();
    let beside = |b: &&Block| heads.iter().any(|h| share_y(h, &b.at) >= BESIDE);
    let short = |b: &&Block| normalise::fold(&b.text).chars().count() <= LONGEST;
    let here = |b: &&Block| b.cell && b.labels.is_empty() && (heads.is_empty() || beside(b));
    let cells: Vec<&Block> = plane.blocks.iter().filter(here).filter(short).collect();
    let known: Vec<i32> = cells.iter().flat_map(|b| normalise::fiscal_years(&one_line(&b.text))).collect();
    let context = Context { years: &known, sheet_year: known.iter().max().copied(), ..Context::default() };
    let mut found: Vec<YearHead> = Vec::new();
    for cell in cells {
        let text = one_line(&cell.text);
        let explicit = normalise::fiscal_years(&text);
        let years = match bare_year(&text).filter(|_| !heads.is_empty()) {
            Some(year) if explicit.is_empty() => vec![year],
            _ if explicit.is_empty() => normalise::fiscal_years_in(&text, &context),
            _ => explicit,
        };
        if !years.is_empty() && looks_like_year(&cell.text) {
            found.push(YearHead { years, at: cell.at });
        }
    }
    // Without a head of the table the years are those that stand in one row.
    if heads.is_empty() {
        let row = |h: &YearHead| found.iter().filter(|o| share_y(&o.at, &h.at) >= BESIDE).count();
        let widest = found.iter().max_by_key(|h| row(h)).map(|h| h.at);
        found.retain(|h| widest.is_some_and(|w| share_y(&w, &h.at) >= BESIDE));
        if found.len() < 2 {
            return Vec::new();
        }
    }
    found.sort_by(|a, b| a.at.x0.total_cmp(&b.at.x0));
    found
}

/// A narrow head breaks in the middle of a number.
fn one_line(text: &str) -> String {
    text.replace('\n', "")
}

fn looks_like_year(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.contains("年") || folded.starts_with(['H', 'R', 'h', 'r']) || bare_year(&folded).is_some()
}

/// A year of four digits and nothing else.
fn bare_year(text: &str) -> Option<i32> {
    let folded = normalise::fold(text);
    let digits = folded.chars().count() == 4 && folded.chars().all(|c| c.is_ascii_digit());
    folded.parse().ok().filter(|year| digits && (1950..=2100).contains(year))
}
