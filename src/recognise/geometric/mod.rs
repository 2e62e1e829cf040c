//! Laid-out pages → slots, by where things stand: a value is where the ruled grid puts it beside its label.

mod aligned;
mod block;
pub(super) use block::confidence_in;
mod conserve;
mod form;
mod indicators;
mod list;
mod panels;
mod plain;
mod plane;
mod region;
mod scales;
mod sheet;
mod told;

use super::held::move_places;
use super::{assemble, candidates, records};
use crate::layout::{PageLayout, Turn};
use crate::profile::{PageKind, Profile, Profiles, Ranked};
use crate::sheet::{Document, Region};
use region::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the pages of a PDF: everything of the document but its source, its scores and its findings.
///
/// `wanted` is the profile to use, whatever fits. A form that no profile knows gives its tables.
pub fn pdf(layouts: &[PageLayout], profiles: &Profiles, wanted: Option<&str>) -> Document {
    let texts: Vec<String> = layouts.iter().map(page_text).collect();
    let ranked = profiles.rank(&texts);
    let profile = match wanted {
        Some(id) => profiles.get(id),
        None => profiles.best(&ranked),
    };
    let mut document = Document { form: candidates(&ranked), ..Document::default() };
    match profile {
        Some(profile) if profile.records.iter().any(|r| r.table().is_some()) => {
            records::read(&records::source::of_pages(layouts), profile, false, &mut document);
            document.tables = plain::tables(layouts, document.form.fiscal_year);
            records::drop_read(&mut document);
            document.rubric.clone_from(&profile.rubric);
            document.form.profile = Some(profile.id.clone());
            document.form.score = ranked.iter().find(|r| r.profile == profile.id).map_or(0.0, |r| r.score);
        }
        Some(profile) => known(layouts, profile, profiles, &ranked, &mut document),
        None => document.tables = plain::tables(layouts, plain::year(layouts)),
    }
    let lexicon = profile.and_then(|p| profiles.lexicon(&p.id));
    document.unread = conserve::unread(layouts, &mut document, lexicon);
    show_as_shown(layouts, &mut document);
    document
}

fn known(layouts: &[PageLayout], profile: &Profile, profiles: &Profiles, ranked: &[Ranked], document: &mut Document) {
    let Some(lexicon) = profiles.lexicon(&profile.id) else { return };
    let records = region::records(layouts, profile, lexicon);
    let sheets = records.iter().filter(|r| r.kind == Kind::Known(PageKind::Sheet));
    let raw: Vec<_> = sheets.map(|r| sheet::sheet(&r.plane, r.page)).collect();
    let year = form::fiscal_year(raw.iter().map(|s| s.fiscal_year), &records);
    document.sheets = raw.into_iter().map(|s| assemble::sheet(s, profile)).collect();
    assemble::number_sheets(&mut document.sheets);
    // Pages with a sheet or with rows of a list; the tables of the others are given as they stand.
    let sheet_pages = records.iter().filter(|r| r.kind == Kind::Known(PageKind::Sheet));
    let mut read: BTreeSet<u32> = sheet_pages.flat_map(|r| r.plane.blocks.iter().map(|b| b.page)).collect();
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    for record in &records {
        let listed = match record.kind {
            Kind::Known(PageKind::List) => list::list(&record.plane, record.page, year, &columns),
            // A page after a list may go on with its rows without their heads.
            Kind::Other if !columns.is_empty() => list::list(&record.plane, record.page, year, &columns),
            Kind::Known(PageKind::Sheet | PageKind::Rules) | Kind::Other => {
                columns.clear();
                continue;
            }
        };
        if !listed.rows.is_empty() {
            read.insert(record.page);
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
    let others: Vec<PageLayout> = layouts.iter().filter(|l| !read.contains(&l.page)).cloned().collect();
    document.tables.extend(plain::tables(&others, year));
    document.tables.sort_by_key(|t| t.page);
    document.rubric.clone_from(&profile.rubric);
    document.form.profile = Some(profile.id.clone());
    document.form.score = ranked.iter().find(|r| r.profile == profile.id).map_or(0.0, |r| r.score);
    document.form.publisher = form::publisher(&records, profile);
    document.form.title = form::title(&records);
    document.form.fiscal_year = year;
    document.form.bands = form::bands(&records);
}

/// Places on pages that were turned to be read, on the pages as shown.
fn show_as_shown(layouts: &[PageLayout], document: &mut Document) {
    let turned: BTreeMap<u32, &Turn> =
        layouts.iter().filter(|l| l.turn.degrees != 0).map(|l| (l.page, &l.turn)).collect();
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
