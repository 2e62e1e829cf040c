//! Laid-out pages of a PDF → documents, by the reader that the form calls for.

use super::geometric::region::{self, Kind, Record};
use super::geometric::{conserve, form, list, plain, sheet};
use super::held::move_places;
use super::tables::PlainTable;
use super::{assemble, candidates, labelled, records, rivalled};
use crate::layout::{PageLayout, Turn};
use crate::profile::{Lexicon, PageKind, Profile, Profiles, Ranked, RecordRule};
use crate::sheet::{Document, Region};
use rayon::prelude::*;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// A profile of which nearly every label stands need not be compared with others.
const CERTAIN: f64 = 0.95;

/// Reads the pages of a PDF: everything of the document but its source, its scores and its findings.
///
/// `wanted` is the profile to use, whatever fits. A form that no profile knows gives its tables. Pages are let go as
/// soon as nothing of them is needed any more.
pub fn pdf(layouts: impl Into<Vec<PageLayout>>, profiles: &Profiles, wanted: Option<&str>) -> Document {
    let all = layouts.into();
    let layouts = all.as_slice();
    let ranked = profiles.rank(&layouts.par_iter().map(page_text).collect::<Vec<_>>());
    let mut document = Document { form: candidates(&ranked), ..Document::default() };
    let fitting = |r: &&Ranked| match wanted {
        Some(id) => r.profile == id,
        None => profiles.fits(r),
    };
    // What looks at labels alone would find them on a known form, too, and put the wrong values beside them. Of a form
    // that was recognised in pictures not all labels are read.
    let enough = if layouts.iter().any(|l| l.recognised) { 0.0 } else { CERTAIN };
    let known_form = |r: &Ranked| r.score >= enough && profiles.get(&r.profile).is_some_and(|p| !p.general);
    let is_known = wanted.is_none() && ranked.iter().filter(fitting).any(known_form);
    let pages = LazyCell::new(|| pages_of(layouts));
    // Several forms print the same labels: of the profiles that fit, the one that explains most of the figures.
    let mut profile: Option<&Profile> = None;
    let (mut best, mut score, mut rivals) = (-1.0, 0.0, 1);
    let forms = ranked.iter().filter(fitting).filter_map(|r| Some((r, profiles.get(&r.profile)?)));
    let forms: Vec<_> = forms.filter(|(_, form)| !(is_known && form.general)).collect();
    for &(candidate, form) in &forms {
        if best > 0.0 && score >= CERTAIN && (form.general || candidate.score < score) {
            break;
        }
        let mut read = Document { form: candidates(&ranked), ..Document::default() };
        if form.records.iter().any(|r| r.table().is_some()) {
            rows(layouts, form, profiles.lexicon(&form.id), candidate.score, &mut read);
        } else {
            known(layouts, || &pages, form, profiles, candidate.score, &mut read);
        }
        // A form that no other competes with need not say how much it explains.
        let share = match forms.len() {
            1 if !form.general => 1.0,
            _ => labelled::explained(&mut read, &pages),
        };
        if form.general && share < labelled::ENOUGH {
            continue;
        }
        // Labels alone make no form: one that finds no record in a document does not explain it.
        let found = !read.sheets.is_empty() || !read.summary.is_empty();
        if candidate.score < CERTAIN && !found && wanted.is_none() {
            continue;
        }
        let single = profile.is_some_and(|p| !p.general) && !form.general;
        if share > best {
            (document, profile, best, score, rivals) = (read, Some(form), share, candidate.score, 1);
        } else if single && (best - share).abs() < f64::EPSILON && (score - candidate.score).abs() < f64::EPSILON {
            rivals += 1;
        }
    }
    if profile.is_none() {
        document.tables = plain::tables(layouts, plain::year(layouts));
    }
    let lexicon = profile.and_then(|p| profiles.lexicon(&p.id));
    let turned: BTreeMap<u32, Turn> = layouts.iter().filter(|l| l.turn.moves()).map(|l| (l.page, l.turn)).collect();
    drop(pages);
    document.unread = conserve::unread(all, &mut document, lexicon);
    show_as_shown(&turned, &mut document);
    rivalled(&mut document, rivals);
    document
}

/// Reads a form whose records are rows of tables.
fn rows(layouts: &[PageLayout], profile: &Profile, lexicon: Option<&Lexicon>, score: f64, document: &mut Document) {
    let tables = || plain::of_pages(layouts);
    let records = || records::read(&records::source::of_pages(layouts), profile, false, document);
    // Records are read one after another: the tables are found meanwhile.
    let (tables, ()) = rayon::join(tables, records);
    document.tables = plain::read(tables, document.form.fiscal_year.or_else(|| plain::year(layouts)));
    records::drop_read(document);
    document.rubric.clone_from(&profile.rubric);
    document.form.profile = Some(profile.id.clone());
    document.form.score = score;
    if let Some(lexicon) = lexicon {
        document.form.publisher = form::publisher(&region::records(layouts, profile, lexicon), profile);
    }
}

/// Reads a form whose records are pages; `pages` gives the same pages as the layouts.
fn known<'p>(
    layouts: &[PageLayout],
    pages: impl Fn() -> &'p [labelled::Page],
    profile: &Profile,
    profiles: &Profiles,
    score: f64,
    document: &mut Document,
) {
    let Some(lexicon) = profiles.lexicon(&profile.id) else { return };
    let records = region::records(layouts, profile, lexicon);
    let labelled = profile.records.iter().find_map(RecordRule::sheet);
    document.form.publisher = form::publisher(&records, profile);
    document.form.title = form::title(&records);
    document.form.bands = form::bands(&records);
    // What stands on a sheet is let go as soon as the sheet is read.
    let read = records.into_par_iter().map(|record| match record.kind {
        Kind::Known(PageKind::Sheet) if labelled.is_none() => {
            let raw = sheet::sheet(&record.plane, record.page);
            let pages: BTreeSet<u32> = record.plane.blocks.iter().map(|b| b.page).collect();
            (None, Some((pages, raw.fiscal_year, assemble::sheet(raw, profile))))
        }
        _ => (Some(record), None),
    });
    let read: Vec<(Option<Record>, Option<_>)> = read.collect();
    // Pages with a sheet or with rows of a list; the tables of the others are given as they stand.
    let mut known: BTreeSet<u32> = BTreeSet::new();
    let (mut years, mut others) = (Vec::new(), Vec::new());
    for (record, sheet) in read {
        others.push(record);
        if let Some((pages, year, sheet)) = sheet {
            known.extend(pages);
            years.push(year);
            document.sheets.push(sheet);
        }
    }
    for raw in labelled.map(|rule| labelled::sheets(pages(), profile, rule, lexicon)).unwrap_or_default() {
        years.push(raw.fiscal_year);
        document.sheets.push(assemble::sheet(raw, profile));
    }
    // Nearly all sheets say their year: what else is on the pages is hardly ever asked.
    let year = form::fiscal_year(years).or_else(|| form::named_year(&region::records(layouts, profile, lexicon)));
    assemble::number_sheets(&mut document.sheets);
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    for record in others {
        let listed = match &record {
            Some(record) if record.kind == Kind::Known(PageKind::List) => {
                list::list(&record.plane, record.page, year, &columns)
            }
            // A page after a list may go on with its rows without their heads.
            Some(record) if record.kind == Kind::Other && !columns.is_empty() => {
                list::list(&record.plane, record.page, year, &columns)
            }
            _ => {
                columns.clear();
                continue;
            }
        };
        if !listed.rows.is_empty() {
            known.extend(record.map(|record| record.page));
        }
        if columns.is_empty() {
            rows.extend(listed.rows);
        } else {
            list::follow(&mut rows, listed.rows);
        }
        document.tables.extend(listed.table);
        columns = listed.columns;
    }
    document.summary = rows.into_iter().map(|row| assemble::summary_row(row, profile)).collect();
    let table_year = year.or_else(|| plain::year(layouts));
    let tables = match labelled {
        Some(_) => {
            let others = pages().iter().filter(|p| !known.contains(&p.number));
            let titled = others.flat_map(|p| p.titled.iter().cloned()).collect();
            labelled::left(plain::read(titled, table_year), document)
        }
        None => plain::tables(layouts.par_iter().filter(|l| !known.contains(&l.page)), table_year),
    };
    document.tables.extend(tables);
    document.tables.sort_by_key(|t| t.page);
    document.rubric.clone_from(&profile.rubric);
    document.form.profile = Some(profile.id.clone());
    document.form.score = score;
    document.form.fiscal_year = year;
}

/// Pages as those see them who only look for labels.
fn pages_of(layouts: &[PageLayout]) -> Vec<labelled::Page> {
    let page = |l: &PageLayout| labelled::Page {
        number: l.page,
        tables: l.grids.iter().map(|g| PlainTable::of_grid(g, l.page)).collect(),
        titled: plain::of_page(l),
        lines: l.loose.iter().map(|line| labelled::TextLine::of_line(line, l.page)).collect(),
    };
    layouts.par_iter().map(page).collect()
}

/// Places on pages that were turned to be read, on the pages as shown.
fn show_as_shown(turned: &BTreeMap<u32, Turn>, document: &mut Document) {
    if turned.is_empty() {
        return;
    }
    let back = |page: u32, region: &mut Region| {
        if let (Some(turn), Region::Box(r)) = (turned.get(&page), &*region) {
            *region = Region::Box(turn.shown(r));
        }
    };
    move_places(document, |place| back(place.page, &mut place.region));
    document.unread.iter_mut().for_each(|u| back(u.page, &mut u.region));
}

/// The text of a page, a cell or line after another.
fn page_text(layout: &PageLayout) -> String {
    let cells = layout.cells().map(|(_, c)| c.text().replace('\n', ""));
    let lines = layout.loose.iter().map(|l| l.text.clone());
    cells.chain(lines).collect::<Vec<_>>().join("\n")
}
