//! Pages → the records that stand on them, slot by slot.

use super::beside::{Found, below, right, values};
use super::indicators::{Indicators, Reader};
use super::keyed;
use super::labels::Labels;
use super::line::{TextLine, top_of};
use super::page::Page;
use super::ratings;
use super::words::is_unit_note;
use crate::normalise::{self, Context, Kind};
use crate::profile::{Lexicon, Profile, Relation, SheetRule, Slot, label_key};
use crate::recognise::held::held_by_page;
use crate::recognise::raw::{Printed, RawNarrative, RawSheet};
use crate::recognise::tables::{PlainCell, PlainTable, Vocabulary, understand};
use crate::recognise::title_year;
use crate::sheet::{Cell, Document, NarrativeRole, Place, Region, Role, SURE, Table};
use rayon::prelude::*;

/// The label beside which the evaluated year stands.
const EVALUATED: &str = "fiscal_year";
/// Longest text that is a fiscal year and nothing else.
const LONGEST_YEAR: usize = 8;
/// A page with a text that is sure and so long was not recognised: marks and blanks of a picture are sure, too.
const SHORTEST_TEXT: usize = 4;
/// So many texts tell what year a recognised sheet is about.
const TOLD_TWICE: usize = 2;
/// Confidence in what stands beside another label of a slot than the usual one.
const UNUSUAL: f64 = 0.88;
/// Longest title of a form.
const LONGEST_TITLE: usize = 60;
/// Words in what names a form without being its title.
const NO_TITLES: [&str; 7] = ["一覧", "目次", "見方", "について", "要領", "記入例", "総括"];

/// The records of these pages.
pub fn sheets(pages: &[Page], profile: &Profile, rule: &SheetRule, lexicon: &Lexicon) -> Vec<RawSheet> {
    let labels = Labels::new(lexicon);
    let heads: Vec<&str> =
        profile.fields.iter().filter(|f| f.slot.narrative().is_none()).map(|f| f.label.as_str()).collect();
    let loose: Vec<Page>;
    let pages = if profile.general {
        loose = pages.iter().map(|p| p.with_heads(&heads, &labels)).collect();
        &loose
    } else {
        pages
    };
    let mut records: Vec<Vec<&Page>> = Vec::new();
    for page in pages {
        let stands = |name: &String| {
            let on_lines = page.lines.iter().map(|l| &l.printed.text);
            on_lines.into_iter().any(|t| {
                // A title has its year before it.
                labels.is(t, name) || leads(lexicon, t, name) || leads(lexicon, &normalise::undated(t), name)
            }) || page.tables.iter().any(|t| t.cells.iter().any(|c| heads_one(t, c, &labels, name)))
        };
        let whole = !rule.starts.is_empty() && rule.starts.iter().all(stands);
        if whole
            || (rule.titled.iter().any(stands) && is_titled(page, &labels) && !goes_on(&records, page, rule, &labels))
        {
            records.push(vec![page]);
        } else if let Some(open) = records.last_mut().filter(|r| (r.len() as u32) < rule.pages) {
            open.push(page);
        }
    }
    records.par_iter().map(|pages| sheet(pages, profile, rule, lexicon)).collect()
}

/// Whether a page shows the title of the form, and not that of a list of many or of how to read one.
fn is_titled(page: &Page, labels: &Labels) -> bool {
    let title = |t: &str| {
        let key = label_key(t);
        let short = key.chars().count() <= LONGEST_TITLE && !key.contains('。');
        short && !NO_TITLES.iter().any(|w| key.contains(w)) && labels.lexicon.stands_in(&key, "title")
    };
    page.texts().any(|p| title(&p.text))
}

/// Whether a page is about the project of the record before it: its second page names it again.
fn goes_on(records: &[Vec<&Page>], page: &Page, rule: &SheetRule, labels: &Labels) -> bool {
    let Some(open) = records.last().filter(|r| (r.len() as u32) < rule.pages) else { return false };
    let named = |pages: &[&Page]| -> Option<String> {
        let relations = [Relation::Right, Relation::Inside, Relation::Below, Relation::After];
        rule.titled.iter().find_map(|name| {
            let found = values(pages, labels, name, &relations);
            found.iter().map(|f| normalise::fold(&f.value.text)).find(|t| !t.is_empty())
        })
    };
    named(open).is_some_and(|name| named(&[page]) == Some(name))
}

/// Whether a cell is a label with one value, and no head of a column of them.
fn heads_one(table: &PlainTable, cell: &PlainCell, labels: &Labels, name: &str) -> bool {
    let text = &cell.printed.text;
    if !labels.is(text, name) {
        return leads(labels.lexicon, text, name);
    }
    let value = |c: &&PlainCell| !labels.any(&c.printed.text) && !heads_column(table, c);
    if table.cells.len() == 1 || right(table, cell).filter(value).is_some_and(|c| !c.is_blank()) {
        return true;
    }
    let under = below(table, cell).filter(value);
    under.is_some_and(|v| {
        below(table, v).is_none_or(|n| n.cols != v.cols || n.col != v.col || labels.any(&n.printed.text))
    })
}

/// Whether a cell is the head of a column: it says a year and no more, or figures stand under it, row by row.
fn heads_column(table: &PlainTable, cell: &PlainCell) -> bool {
    let said = Vocabulary::usual().said(&cell.printed.text, &Context::default());
    let figure = |c: &&PlainCell| normalise::quantity(&c.printed.text, &Context::default()).kind == Kind::Number;
    let under = below(table, cell).filter(figure);
    (said.pure && !said.years.is_empty()) || under.and_then(|c| below(table, c)).filter(figure).is_some()
}

/// Whether a text begins with a label that something parts from what follows.
fn leads(lexicon: &Lexicon, text: &str, name: &str) -> bool {
    let after = lexicon.leads(text, name).map(|n| text.chars().nth(n));
    after.is_some_and(|c| c.is_none_or(|c| c.is_whitespace() || matches!(c, ':' | '：' | '(' | '（')))
}

fn sheet(pages: &[&Page], profile: &Profile, rule: &SheetRule, lexicon: &Lexicon) -> RawSheet {
    let mut raw = RawSheet { page: pages.first().map_or(1, |p| p.number), ..RawSheet::default() };
    let labels = Labels::new(lexicon);
    raw.fiscal_year = record_year(pages, &labels);
    let is_year_sure = raw.fiscal_year.is_none_or(|year| is_told_surely(pages, year));
    let mut reader = Reader { rule, labels, year: raw.fiscal_year, is_year_sure, keyed: Vec::new(), notes: Vec::new() };
    reader.keyed = keyed::names(pages, &reader.labels, |text| reader.kind_in(text));
    let cells = pages.iter().flat_map(|p| &p.tables).flat_map(|t| &t.cells).map(|c| &c.printed);
    reader.notes = cells.filter(|p| is_unit_note(&p.text)).cloned().collect();
    let mut indicators = Indicators::default();
    let titled = pages.iter().flat_map(|p| p.titled.iter().cloned()).collect();
    let mut last = (0, f64::NEG_INFINITY);
    for (index, table) in understand(titled, raw.fiscal_year, Vocabulary::usual()).iter().enumerate() {
        let number = table.table.page;
        let (top, end) = extent(&table.table);
        let bottom = if last.0 == number { last.1 } else { f64::NEG_INFINITY };
        let lines = pages.iter().filter(|p| p.number == number).flat_map(|p| &p.lines);
        let headings: Vec<&TextLine> = lines.filter(|l| l.top().is_none_or(|y| bottom <= y && y < top)).collect();
        reader.add(&mut indicators, index, table, &headings);
        last = (number, end.max(bottom));
    }
    raw.indicators = indicators.finish();
    super::sums::link(&mut raw.indicators, rule, &reader.labels, profile.general);
    raw.fiscal_year = raw.fiscal_year.or_else(|| last_actual(&raw));
    for (nth, field) in profile.fields.iter().enumerate() {
        let mut found = values(pages, &reader.labels, &field.label, &field.value);
        // What stands beside a year is a column's head, no field.
        found.retain(|f| !is_year(&f.value.text));
        if let Some(role) = field.slot.narrative() {
            let label = |text: &str| (role == NarrativeRole::Other).then(|| normalise::text(text));
            let texts = found.into_iter().filter(|f| is_text(&f.value.text));
            raw.narratives.extend(texts.map(|f| RawNarrative {
                role,
                label: label(f.label),
                fiscal_year: None,
                text: f.value,
            }));
            continue;
        }
        let filled = |f: &Found| !f.value.text.trim().is_empty();
        // Of 担当部 and 担当課 the section is meant.
        let section = |f: &Found| field.slot == Slot::Department && f.label.contains('課') && filled(f);
        let best = found.iter().position(section).or(found.iter().position(filled)).unwrap_or(0);
        let Some(value) = found.into_iter().nth(best).map(|f| f.value) else { continue };
        // 事務事業 | 524201 | 教育活動事業: a code stands between.
        let named = (field.slot == Slot::Name && is_code(&value.text)).then(|| behind(pages, &value)).flatten();
        let value = match named {
            Some(name) => {
                raw.number.get_or_insert(value);
                name
            }
            None => value,
        };
        // The first label of a slot is the usual one; what stands beside another may be meant otherwise.
        let usual = profile.fields.iter().take(nth).all(|f| f.slot != field.slot);
        let confidence = if usual { value.confidence } else { value.confidence.min(UNUSUAL) };
        let value = Printed { confidence, ..value };
        let Some(slot) = raw.cell(field.slot) else { continue };
        if slot.as_ref().is_none_or(|s| s.text.trim().is_empty()) {
            *slot = Some(value);
        }
    }
    ratings::read(&reader, pages, &mut raw);
    raw
}

/// Whether a text is a number of a project and nothing else.
fn is_code(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.chars().any(|c| c.is_ascii_digit()) && folded.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
}

/// The text right of a value.
fn behind(pages: &[&Page], value: &Printed) -> Option<Printed> {
    let tables = pages.iter().flat_map(|p| &p.tables);
    let found = tables.filter_map(|t| t.cells.iter().find(|c| c.printed.places == value.places).map(|c| (t, c))).next();
    let name = found.and_then(|(table, cell)| right(table, cell)).map(|c| c.printed.clone())?;
    (is_text(&name.text) && !is_code(&name.text)).then_some(name)
}

/// Whether a text is a fiscal year and nothing else.
fn is_year(text: &str) -> bool {
    let folded = normalise::fold(text);
    folded.chars().count() <= LONGEST_YEAR && folded.ends_with("年度") && normalise::fiscal_year(&folded).is_some()
}

/// Whether a text says more than a figure does.
fn is_text(text: &str) -> bool {
    let kind = normalise::quantity(text, &Context::default()).kind;
    !text.trim().is_empty() && !matches!(kind, Kind::Number | Kind::Range | Kind::Missing)
}

/// Upper and lower end of a table on its page.
fn extent(table: &PlainTable) -> (f64, f64) {
    let places = table.cells.iter().flat_map(|c| &c.printed.places).filter(|p| p.page == table.page);
    let end_of = |place: &Place| match place.region {
        Region::Box(r) => r.y1,
        Region::Span(_, end) => end as f64,
    };
    places.fold((f64::INFINITY, f64::NEG_INFINITY), |(top, end), p| (top.min(top_of(p)), end.max(end_of(p))))
}

/// The fiscal year that a record says it is about: beside a label, else in its title.
fn record_year(pages: &[&Page], labels: &Labels) -> Option<i32> {
    let beside = values(pages, labels, EVALUATED, &[Relation::Right, Relation::Inside, Relation::Below]);
    let said = beside.iter().find_map(|f| normalise::fiscal_year(&f.value.text));
    let texts: Vec<&str> = pages.iter().flat_map(|p| p.texts()).map(|t| t.text.as_str()).collect();
    said.or_else(|| title_year(&texts, |text| labels.lexicon.stands_in(&label_key(text), "title")))
}

/// Whether the year is what is printed: on a page that was recognised it may be misread, unless several texts name it.
fn is_told_surely(pages: &[&Page], year: i32) -> bool {
    let texts = || pages.iter().flat_map(|page| page.texts());
    if texts().any(|t| t.confidence >= SURE && t.text.chars().count() >= SHORTEST_TEXT) {
        return true;
    }
    let counted = [year - 2018, year - 1988].map(|count| format!("{count}年度"));
    let names = |text: &str| {
        let folded = normalise::fold(text);
        let is_digit = |c: char| c.is_ascii_digit();
        let is_counted = |count: &String| {
            let mut found = folded.match_indices(count.as_str());
            found.any(|(at, _)| folded.get(..at).is_some_and(|before| !before.ends_with(is_digit)))
        };
        normalise::fiscal_years(&folded).contains(&year) || counted.iter().any(is_counted)
    };
    let vocabulary = Vocabulary::usual();
    // Heads of columns name every year.
    let is_head = |text: &str| vocabulary.said(text, &Context::default()).pure;
    let naming = texts().filter(|t| t.text.chars().count() <= LONGEST_TITLE && names(&t.text) && !is_head(&t.text));
    naming.take(TOLD_TWICE).count() == TOLD_TWICE
}

/// The last year for which an actual figure stands.
fn last_actual(raw: &RawSheet) -> Option<i32> {
    let actual = |c: &&crate::recognise::raw::RawFigure| {
        c.role == Role::Actual && c.printed.text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
    };
    raw.indicators.iter().flat_map(|i| &i.cells).filter(actual).flat_map(|c| c.years.iter().copied()).max()
}

/// Those of these tables that hold a figure that no record holds; the sheets of the document are read.
pub fn left(tables: Vec<Table>, document: &mut Document) -> Vec<Table> {
    let held = held_by_page(document);
    let is_held = |places: &[Place]| places.iter().all(|p| held.get(&p.page).is_some_and(|h| h.contains(p)));
    let is_left = |cell: &Cell| match cell {
        Cell::Quantity(m) => m.quantity.number.is_some() && !is_held(&m.places),
        // Sentences with figures in them; labels may be numbered, but count nothing.
        Cell::Field(f) => f.parts.iter().any(|p| p.unit.is_some()) && !is_held(&f.places),
    };
    let has_none = |cell: &Cell| match cell {
        Cell::Quantity(m) => m.places.is_empty() || !is_held(&m.places),
        Cell::Field(f) => f.places.is_empty() || !is_held(&f.places),
    };
    let sheets: Vec<(u32, String)> = document.sheets.iter().map(|s| (s.page, s.id.clone())).collect();
    let of = |page: u32| sheets.iter().rev().find(|(first, _)| *first <= page).map(|(_, id)| id.clone());
    let says_more = |t: &Table| {
        let mut cells = t.rows.iter().flatten().flatten();
        cells.clone().any(is_left) || cells.all(has_none)
    };
    tables.into_iter().filter(says_more).map(|table| Table { sheet: of(table.page), ..table }).collect()
}

/// A profile that describes many forms loosely must explain this share of a document's figures.
pub const ENOUGH: f64 = 0.5;

/// Share of the figures in tables that the records of a document hold, from their first page on; 0 where no record
/// has a name or a figure.
pub fn explained(document: &mut Document, pages: &[Page]) -> f64 {
    let named = document.sheets.iter().any(|s| s.project.name.as_ref().is_some_and(|n| n.as_text().is_some()));
    if !named && document.summary.is_empty() {
        return 0.0;
    }
    let tables = std::mem::take(&mut document.tables);
    let held = held_by_page(document);
    document.tables = tables;
    let first = document.sheets.iter().map(|s| s.page).min().unwrap_or(1);
    let (mut all, mut kept) = (0_u32, 0_u32);
    for cell in pages.iter().filter(|p| p.number >= first).flat_map(|p| &p.tables).flat_map(|t| &t.cells) {
        let quantity = normalise::quantity(&cell.printed.text, &Context::default());
        if quantity.kind == Kind::Number {
            let on_page = |p: &Place| held.get(&p.page).into_iter().flatten();
            let within = |p: &Place| on_page(p).any(|h| overlaps(&h.region, &p.region));
            all += 1;
            kept += u32::from(cell.printed.places.iter().all(within));
        }
    }
    if all == 0 { 1.0 } else { f64::from(kept) / f64::from(all) }
}

fn overlaps(a: &Region, b: &Region) -> bool {
    match (a, b) {
        (Region::Box(a), Region::Box(b)) => a.grown(0.5).contains(b.center()),
        (Region::Span(start, end), Region::Span(from, _)) => start <= from && from < end,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_scan_is_sure_where_several_texts_name_it() {
        let is_sure = |texts: &[(&str, f64)]| {
            let printed = |(text, confidence): &(&str, f64)| Printed {
                text: (*text).to_owned(),
                confidence: *confidence,
                ..Printed::default()
            };
            let cells = texts.iter().map(|text| PlainCell { printed: printed(text), ..PlainCell::default() });
            let table = PlainTable { cells: cells.collect(), ..PlainTable::default() };
            is_told_surely(&[&Page { tables: vec![table], ..Page::default() }], 2023)
        };
        assert!(is_sure(&[("施策マネジメントシート", 0.97)]), "a page with text");
        assert!(
            !is_sure(&[("国立市令和5年度評価", 0.85), ("令和5年度", 0.85), ("■", 1.0)]),
            "named once, and over a column"
        );
        assert!(!is_sure(&[("国立市令和5年度評価", 0.85), ("15年度の取組", 0.85)]));
        assert!(is_sure(&[("国立市令和5年度評価", 0.85), ("5年度の取組状況", 0.85)]));
    }
}
