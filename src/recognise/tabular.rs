//! Texts with tables (HTML, XLSX, tab-separated text) → documents.

use super::records::{self, source};
use super::tables::{PlainCell, PlainTable, Vocabulary, understand};
use super::{candidates, dump, rivalled, rivals};
use crate::ingest::tabular::{Tabular, TextTable};
use crate::layout::text::{Run, lines};
use crate::profile::Profiles;
use crate::sheet::Document;

/// Reads a text with tables: everything of the document but its source, its scores and its findings.
///
/// `wanted` is the profile to use, whatever fits. `lines` says whether the ends of lines within cells are meant.
/// A form that no profile with records knows gives its tables.
pub fn tabular(source: &Tabular, profiles: &Profiles, wanted: Option<&str>, lines_meant: bool) -> Document {
    let texts = dump::page_texts(&source.text);
    let ranked = profiles.rank(&texts);
    let profile = wanted.map_or_else(|| profiles.best(&ranked), |id| profiles.get(id));
    let mut document = Document { form: candidates(&ranked), ..Document::default() };
    let runs: Vec<Run> = source.text.pages.iter().flat_map(|p| lines(&source.text, p)).flat_map(|l| l.runs).collect();
    if let Some(profile) = profile {
        records::read(&source::of_text(source), profile, lines_meant, &mut document);
        document.form.profile = Some(profile.id.clone());
        document.form.score = ranked.iter().find(|r| r.profile == profile.id).map_or(0.0, |r| r.score);
        document.form.publisher = dump::publisher(&runs, profile);
        document.form.title = profiles.lexicon(&profile.id).and_then(|l| dump::title(&runs, l));
        document.rubric.clone_from(&profile.rubric);
    }
    let plain = source.tables.iter().map(|t| PlainTable::of_text(source, t)).collect();
    let understood = understand(plain, document.form.fiscal_year, &Vocabulary::default());
    document.tables = understood.iter().map(super::tables::Understood::table).collect();
    records::drop_read(&mut document);
    let lexicon = profile.and_then(|p| profiles.lexicon(&p.id));
    document.unread = dump::unread(&runs, &mut document, lexicon);
    rivalled(&mut document, rivals(profiles, &ranked, wanted, profile.map(|p| p.id.as_str())));
    document
}

impl PlainTable {
    /// A table of a text.
    fn of_text(source: &Tabular, table: &TextTable) -> Self {
        let chars: Vec<char> = source.text.text.chars().collect();
        let cell = |c: &crate::ingest::tabular::TextCell| {
            let line = |l: &(usize, usize)| records::Text::of_span(&chars, *l, table.page, c.hidden);
            let text = c.lines.iter().map(line).fold(records::Text::default(), |all, t| all.join(t, "\n"));
            let (row, col, rows, cols) = (c.row, c.col, c.rows, c.cols);
            PlainCell { row, col, rows, cols, printed: text.printed(), shaded: false, head: c.head }
        };
        Self {
            page: table.page,
            caption: None,
            rows: table.rows,
            columns: table.columns,
            cells: table.cells.iter().map(cell).collect(),
            edges: Vec::new(),
        }
    }
}
