//! Texts with tables (HTML, XLSX, tab-separated text) → documents.

use super::labelled::{self, TextLine};
use super::records::{self, source};
use super::tables::{Levels, PlainCell, PlainTable, Vocabulary, understand};
use super::{assemble, candidates, dump, form_year, rivalled, rivals, spread, text};
use crate::ingest::Limits;
use crate::ingest::tabular::{Tabular, TextCell, TextTable};
use crate::layout::text::{Run, lines};
use crate::profile::{Profile, Profiles, Ranked, RecordRule};
use crate::rubric::Rubrics;
use crate::sheet::Document;
use std::collections::BTreeMap;

/// Lines at the beginning of a document among which its title stands.
const TITLE: usize = 40;

/// Reads a text with tables: everything of the document but its source, its scores and its findings.
///
/// `wanted` is the profile to use, whatever fits. A form that no profile with records knows gives its tables.
pub fn tabular(source: &Tabular, profiles: &Profiles, wanted: Option<&str>) -> Document {
    ranked(source, false, &profiles.rank(&dump::page_texts(&source.text)), profiles, wanted)
}

/// Reads a plain text: a dump, or lines whose cells are parted by tabs.
///
/// `wanted` is the profile to use, whatever fits.
pub fn plain_text(
    source: &Tabular,
    profiles: &Profiles,
    rubrics: &Rubrics,
    wanted: Option<&str>,
    limits: &Limits,
) -> Document {
    let order = profiles.rank(&dump::page_texts(&source.text));
    let profile = wanted.map_or_else(|| profiles.best(&order), |id| profiles.get(id));
    let of_sheets = |p: &Profile| p.records.is_empty();
    let laid_out = source.tables.is_empty() && text::order::of(&source.text) == text::Order::LaidOut;
    if laid_out && !profile.is_some_and(of_sheets) {
        return ranked(&spread::spread(&source.text), true, &order, profiles, wanted);
    }
    // Dumps of a form whose pages are read by their labels may hold tabs too.
    let by_pages = |p: &Profile| p.records.iter().all(|r| r.table().is_none());
    if profile.map_or(source.tables.is_empty(), by_pages) {
        return dump::dump(&source.text, &order, profiles, rubrics, wanted, limits);
    }
    ranked(source, false, &order, profiles, wanted)
}

/// `spread` says that labels and values stand on one line as they stood in the cells of a page.
fn ranked(source: &Tabular, spread: bool, ranked: &[Ranked], profiles: &Profiles, wanted: Option<&str>) -> Document {
    let mut document = Document { form: candidates(ranked), ..Document::default() };
    let runs: Vec<Run> = source.text.pages.iter().flat_map(|p| lines(&source.text, p)).flat_map(|l| l.runs).collect();
    let free = free(source, &runs);
    let titled = titled(source, &free);
    let pages = pages_of(source, &free, &titled);
    let blocks = source::of_text(source);
    let fitting = |r: &&Ranked| wanted.map_or_else(|| profiles.fits(r), |id| r.profile == id);
    // Several forms print the same labels: of the profiles that fit, the one that explains most of the figures.
    let mut profile = None;
    let mut best = -1.0;
    for form in ranked.iter().filter(fitting).filter_map(|r| profiles.get(&r.profile)) {
        let mut read = Document { form: candidates(ranked), ..Document::default() };
        records::read(&blocks, form, true, &mut read);
        by_labels(&pages, spread, form, profiles, &mut read);
        let share = labelled::explained(&mut read, &pages);
        let enough = !form.general || wanted.is_some() || share >= labelled::ENOUGH;
        if enough && share > best {
            (document, profile, best) = (read, Some(form), share);
        }
    }
    if let Some(profile) = profile {
        document.form.profile = Some(profile.id.clone());
        document.form.score = ranked.iter().find(|r| r.profile == profile.id).map_or(0.0, |r| r.score);
        document.form.publisher = dump::publisher(&runs, profile);
        document.form.title = profiles.lexicon(&profile.id).and_then(|l| dump::title(&runs, l));
        document.rubric.clone_from(&profile.rubric);
    }
    let year = document.form.fiscal_year.or_else(|| first_year(&free, &titled));
    let understood = understand(titled, year, Vocabulary::usual());
    let tables = understood.iter().map(super::tables::Understood::table).collect();
    if profile.is_some_and(|p| p.records.iter().any(|r| r.sheet().is_some())) {
        document.tables = labelled::left(tables, &mut document);
    } else {
        document.tables = tables;
        records::drop_read(&mut document);
    }
    let lexicon = profile.and_then(|p| profiles.lexicon(&p.id));
    document.unread = dump::unread(&runs, &mut document, lexicon);
    rivalled(&mut document, rivals(profiles, ranked, wanted, profile.map(|p| p.id.as_str())));
    document
}

/// Reads the records of a form whose values stand beside their labels, where it has such.
fn by_labels(pages: &[labelled::Page], spread: bool, profile: &Profile, profiles: &Profiles, document: &mut Document) {
    let rule = profile.records.iter().find_map(RecordRule::sheet);
    let Some((rule, lexicon)) = rule.zip(profiles.lexicon(&profile.id)) else { return };
    let cut: Vec<labelled::Page>;
    let pages = if spread {
        let labels = labelled::Labels::new(lexicon);
        let records = pages.iter().flat_map(|p| p.records(&rule.starts, &labels));
        cut = records.map(|p| p.at_labels(&labels)).collect();
        &cut
    } else {
        pages
    };
    let raw = labelled::sheets(pages, profile, rule, lexicon);
    document.form.fiscal_year = document.form.fiscal_year.or_else(|| raw.iter().find_map(|s| s.fiscal_year));
    document.sheets.extend(raw.into_iter().map(|s| assemble::sheet(s, profile)));
    assemble::number_sheets(&mut document.sheets);
}

/// Pages as those see them who only look for labels.
fn pages_of(source: &Tabular, free: &[TextLine], titled: &[PlainTable]) -> Vec<labelled::Page> {
    let mut of_page: BTreeMap<u32, (Vec<&PlainTable>, Vec<&TextLine>)> = BTreeMap::new();
    for table in titled {
        of_page.entry(table.page).or_default().0.push(table);
    }
    for line in free {
        of_page.entry(line.page()).or_default().1.push(line);
    }
    let mut page = |number: u32| {
        let (titled, lines) = of_page.remove(&number).unwrap_or_default();
        labelled::Page {
            number,
            tables: titled.iter().map(|t| PlainTable { caption: None, ..(*t).clone() }).collect(),
            titled: titled.into_iter().cloned().collect(),
            lines: lines.into_iter().cloned().collect(),
        }
    };
    source.text.pages.iter().map(|p| page(p.number)).collect()
}

/// The year that the title names, which stands over the tables or in the first one.
fn first_year(free: &[TextLine], titled: &[PlainTable]) -> Option<i32> {
    let lines = free.iter().map(|l| l.printed.text.as_str());
    let cells = titled.iter().take(1).flat_map(|t| &t.cells).map(|c| c.printed.text.as_str());
    form_year(lines.take(TITLE).chain(cells.take(TITLE)))
}

/// The lines that stand in no table, with the blanks in them.
fn free(source: &Tabular, runs: &[Run]) -> Vec<TextLine> {
    let mut taken: Vec<(usize, usize)> =
        source.tables.iter().flat_map(|t| &t.cells).flat_map(|c| c.lines.iter().copied()).collect();
    taken.sort_unstable();
    let outside = |r: &&Run| {
        let near = taken.partition_point(|s| s.1 <= r.start);
        taken.get(near).is_none_or(|s| s.0 >= r.end)
    };
    let chars: Vec<char> = source.text.text.chars().collect();
    let mut lines: Vec<Run> = Vec::new();
    for run in runs.iter().filter(outside) {
        let gap = lines.last().and_then(|l| chars.get(l.end..run.start));
        let same =
            gap.is_some_and(|g| g.iter().all(|c| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}')));
        match lines.last_mut().filter(|_| same) {
            Some(line) => {
                line.text.extend(chars.get(line.end..run.end).unwrap_or_default());
                line.end = run.end;
            }
            None => lines.push(run.clone()),
        }
    }
    lines.iter().map(TextLine::of_run).collect()
}

/// The tables of a text, each with what the lines over it call it.
fn titled(source: &Tabular, lines: &[TextLine]) -> Vec<PlainTable> {
    if source.tables.is_empty() {
        return Vec::new();
    }
    let chars: Vec<char> = source.text.text.chars().collect();
    let mut notes: BTreeMap<u32, Levels> = BTreeMap::new();
    for line in lines {
        if let Some(levels) = super::tables::levels(&line.printed.text) {
            notes.entry(line.page()).or_insert(levels);
        }
    }
    let mut end = 0;
    let mut out = Vec::new();
    for table in &source.tables {
        let spans = || table.cells.iter().flat_map(|c| c.lines.iter().copied());
        let (first, last) = (spans().map(|s| s.0).min().unwrap_or(end), spans().map(|s| s.1).max().unwrap_or(end));
        // The lines stand in the order of the text.
        let from = lines.partition_point(|l| l.span().is_some_and(|s| s.0 < end));
        let to = lines.partition_point(|l| l.span().is_some_and(|s| s.1 <= first));
        let over = lines.get(from..to).unwrap_or_default();
        let over: Vec<&TextLine> = over.iter().filter(|l| l.page() == table.page).collect();
        let plain = PlainTable::of_text(&chars, table);
        let levels = notes.get(&table.page).cloned();
        out.push(PlainTable { caption: labelled::caption(&over), levels, ..plain });
        end = last.max(end);
    }
    out
}

impl PlainTable {
    /// A table of a text, whose characters these are.
    fn of_text(chars: &[char], table: &TextTable) -> Self {
        let cell = |c: &TextCell| {
            let printed = records::Text::of_text_cell(chars, c, table.page).printed();
            let (row, col, rows, cols) = (c.row, c.col, c.rows, c.cols);
            PlainCell { row, col, rows, cols, printed, shaded: false, head: c.head }
        };
        Self {
            page: table.page,
            caption: None,
            rows: table.rows,
            columns: table.columns,
            cells: table.cells.iter().map(cell).collect(),
            edges: Vec::new(),
            levels: None,
        }
    }
}
