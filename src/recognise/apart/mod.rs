//! Forms whose record is pages of labels, in dumps whose cells have come apart: labels, names, years and figures
//! stand in the text, but no longer beside each other.
//!
//! What still stands together is taken as it is; the rest is put back by what must hold: sums come out, rows of
//! targets go on as they begin, every row has room for its figures and every figure is used once. What is put
//! back in that way is never sure, and says so.

mod costs;
mod fields;
mod fit;
mod group;
mod groups;
mod items;
mod lines;
mod names;
mod ratings;
mod trends;

use crate::ingest::text::TextDocument;
use crate::ingest::{Limit, Limits};
use crate::normalise::{self, Context};
use crate::profile::{Lexicon, Profile, SheetRule};
use crate::recognise::labelled::Labels;
use crate::recognise::raw::RawSheet;
use crate::recognise::tries::Tries;
use items::{Form, Item};
use lines::Line;

/// Figures of a year that stand where they must: the row is complete, or a sum comes out.
const SURE: f64 = 0.93;
/// What only fits.
const FITS: f64 = 0.85;
/// What is one of several that fit.
const OPEN: f64 = 0.6;

/// The records of a dump, and what was not tried to put them back, a sentence each.
pub fn sheets(
    source: &TextDocument,
    profile: &Profile,
    rule: &SheetRule,
    lexicon: &Lexicon,
    limits: &Limits,
) -> (Vec<RawSheet>, Vec<String>) {
    let lines = lines::lines(source);
    let form = Form { rule, labels: Labels::new(lexicon), tries: Tries::new(limits) };
    let starts = records(&lines, &form, source.pages.len());
    let bounds: Vec<(usize, usize)> =
        starts.iter().enumerate().map(|(i, from)| (*from, starts.get(i + 1).copied().unwrap_or(lines.len()))).collect();
    let (mut sheets, mut repaired) = (Vec::new(), Vec::new());
    for lines in bounds.iter().filter_map(|(from, to)| lines.get(*from..*to)) {
        let sheet = sheet(lines, profile, &form);
        if form.tries.take_over() {
            repaired.push(format!("page {}: {}", sheet.page, limits.refusal(Limit::Candidates, None).en()));
        }
        sheets.push(sheet);
    }
    (sheets, repaired)
}

/// The first line of each record: pages with every label of a beginning, else the whole text.
fn records(lines: &[Line], form: &Form, pages: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    for page in (1..).take(pages) {
        let Some(first) = lines.iter().position(|l| l.page == page) else { continue };
        let here: Vec<&Line> = lines.iter().filter(|l| l.page == page).collect();
        let stands = |name: &String| {
            here.iter().any(|l| form.labels.is(&l.text, name) || form.labels.lexicon.leads(&l.text, name).is_some())
        };
        if form.rule.starts.iter().all(stands) {
            starts.push(first);
        }
    }
    starts
}

fn sheet(lines: &[Line], profile: &Profile, form: &Form) -> RawSheet {
    let items = items::items(lines, form);
    let years = years(&items);
    let mut raw = RawSheet { page: lines.first().map_or(1, |l| l.page), ..RawSheet::default() };
    raw.fiscal_year = evaluated(lines, &years);
    let table = items::table(lines, &items, form, profile);
    let columns = Columns { evaluated: years.iter().position(|y| Some(*y) == raw.fiscal_year), years };
    if columns.years.len() > 1 {
        raw.indicators = groups::indicators(lines, &items, table, form, &columns);
        crate::recognise::labelled::link_sums(&mut raw.indicators, form.rule, &form.labels, true);
    }
    fields::read(lines, &items, profile, form, &mut raw);
    ratings::read(lines, form, &mut raw);
    raw
}

/// The year columns of a table.
pub struct Columns {
    /// Western start years, ascending.
    years: Vec<i32>,
    /// The column of the year that the record is about.
    evaluated: Option<usize>,
}

impl Columns {
    fn count(&self) -> usize {
        self.years.len()
    }

    /// Columns that can hold actuals: all up to the evaluated year.
    fn past(&self) -> usize {
        self.evaluated.map_or(self.count(), |e| e + 1)
    }
}

/// The years that stand as heads; none where they do not follow each other.
fn years(items: &[Item]) -> Vec<i32> {
    let mut years: Vec<i32> =
        items.iter().flat_map(|i| if let Item::Years(y) = i { y.clone() } else { vec![] }).collect();
    years.sort_unstable();
    years.dedup();
    let gapless = years.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    if gapless { years } else { Vec::new() }
}

/// The year that the record is about: one of the columns', named together with 評価.
fn evaluated(lines: &[Line], years: &[i32]) -> Option<i32> {
    let context = Context { sheet_year: years.first().copied(), years, ..Context::default() };
    let named =
        lines.iter().filter(|l| l.text.chars().count() <= 60 && l.text.contains("評価") && l.text.contains("年度"));
    let found = named.filter_map(|l| {
        let upto = l.text.split("年度").next()?;
        let from =
            upto.char_indices().rev().take_while(|(_, c)| c.is_numeric() || "令和平成元RH".contains(*c)).last()?.0;
        normalise::fiscal_year_in(&format!("{}年度", upto.get(from..)?), &context)
    });
    found.into_iter().find(|y| years.is_empty() || years.contains(y))
}
