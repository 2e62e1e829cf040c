//! Records that are not pages of labels: a table row each (plans, tables of goals), or a part of the document under a
//! heading with its tables.
//!
//! Pages and texts become one stream of lines and grids ([`source`]); the heads of its tables say what each column
//! holds ([`heads`]); [`row`] and [`section`] take the records from it; [`running`] finds the figures in their texts.

mod bands;
mod figures;
mod fit;
pub mod heads;
pub mod located;
mod metric;
mod named;
mod numbered;
mod outline;
mod pieces;
mod row;
pub mod running;
mod section;
pub mod source;
mod torn;
mod turns;
mod unruled;

pub use located::Text;

use crate::normalise::Context;
use crate::profile::{Profile, RecordRule, label_key};
use crate::recognise::assemble;
use crate::recognise::held::held_by_page;
use crate::sheet::{Cell, Document, Field, Place, Region, Table};
use source::Block;

/// Texts at the beginning of a document among which its title stands.
const TITLE: usize = 6;

/// Reads the records of a document for a profile that has some, and what the form says of itself.
///
/// `lines` says whether the ends of lines within cells are meant; on pages a line ends where the cell does.
pub fn read(blocks: &[Block], profile: &Profile, lines: bool, document: &mut Document) {
    let texts: Vec<String> = blocks.iter().flat_map(Block::texts).collect();
    let year = heads::era_year(texts.iter().map(String::as_str)).or(profile.years.first);
    let era = Context { sheet_year: year, ..Context::default() };
    // The title names the year that the document is about.
    let title = texts.iter().take(TITLE).map(|t| heads::years(t, &era)).find(|y| !y.is_empty());
    let year = title.and_then(|y| y.first().copied());
    let reading = Reading { profile, year, era, lines };
    for rule in &profile.records {
        let sheets = match rule {
            RecordRule::Row(table) => {
                let rows = row::records(blocks, table, &reading);
                match &table.outline {
                    Some(outline) if rows.is_empty() => {
                        let outlined = outline::records(blocks, table, outline, &reading);
                        match outlined.is_empty() {
                            true => numbered::records(blocks, table, outline, &reading),
                            false => outlined,
                        }
                    }
                    _ => rows,
                }
            }
            RecordRule::Section(table) => section::records(blocks, table, &reading),
            RecordRule::Sheet(_) => Vec::new(),
        };
        document.sheets.extend(sheets);
    }
    assemble::number_sheets(&mut document.sheets);
    // Columns with years of their own leave the records without one; the title may still say which edition it is.
    let is_title = |text: &&String| profile.wordings("title").iter().any(|w| label_key(text).contains(&label_key(w)));
    let titled = || texts.iter().take(TITLE).filter(is_title).find_map(|t| heads::years(t, &era).first().copied());
    document.form.fiscal_year = document.sheets.iter().find_map(|s| s.fiscal_year).or_else(titled);
    bands::read(&document.sheets, &mut document.form.bands);
}

/// What a reading of a document shares.
struct Reading<'a> {
    profile: &'a Profile,
    /// The western start year that the document's title names.
    year: Option<i32>,
    /// The era that years without one belong to.
    era: Context<'a>,
    lines: bool,
}

/// Leaves out the tables that the records already give.
pub fn drop_read(document: &mut Document) {
    let mut tables = std::mem::take(&mut document.tables);
    let held = held_by_page(document);
    let on_page = |p: &Place| held.get(&p.page).into_iter().flatten();
    let within = |p: &Place| on_page(p).any(|h| inside(&p.region, &h.region));
    tables.retain(|table| {
        let places = body(table);
        let read = places.iter().filter(|p| within(p)).count();
        places.is_empty() || 2 * read < places.len()
    });
    document.tables = tables;
}

/// The first place of everything that stands in the body of a table.
fn body(table: &Table) -> Vec<Place> {
    let field = |f: &Field| f.places.first().copied().filter(|_| !f.printed.is_empty());
    let cells = table.rows.iter().flatten().flatten().filter_map(|cell| match cell {
        Cell::Field(f) => field(f),
        Cell::Quantity(m) => m.places.first().copied().filter(|_| !m.quantity.printed.is_empty()),
    });
    cells.collect()
}

fn inside(what: &Region, of: &Region) -> bool {
    match (what, of) {
        (Region::Box(a), Region::Box(b)) => {
            let shared = a.shared_x(b).max(0.0) * a.shared_y(b).max(0.0);
            shared > 0.0 && shared >= 0.2 * (b.width() * b.height()).min(a.width() * a.height())
        }
        (Region::Span(a, b), Region::Span(c, d)) => c <= a && a < d || a <= c && c < b,
        _ => false,
    }
}
