//! A first profile for a form that nobody has described yet, from what was recognised without one.
//!
//! It only says what was seen: labels with the wording of the form, which slots they usually fill, which rows of
//! figures there are, and which sums come out. What it cannot know stands in comments, in Japanese, for whoever
//! goes on with the file.

mod columns;
mod extent;
mod grid;
mod labels;
mod toml;

use super::load::Profiles;
use crate::normalise;
use crate::sheet::Document;
use grid::Grid;

/// The general profile whose wordings tell what a label usually stands for.
const GENERAL: &str = "jimujigyo-basic";
/// Longest title.
const LONGEST_TITLE: usize = 50;

/// The text of a profile for the form of a document that was read without any profile. `id` is what it is to be
/// called.
pub fn skeleton(id: &str, document: &Document) -> String {
    let builtin = Profiles::builtin();
    let grids: Vec<Grid> = document.tables.iter().map(Grid::new).collect();
    let title = title(document, &grids);
    let general = builtin.get(GENERAL).zip(builtin.lexicon(GENERAL));
    let Some((profile, lexicon)) = general else { return String::new() };
    match columns::table(&grids, lexicon) {
        Some(table) => toml::rows(id, title.as_deref(), &table, &grids),
        None => {
            let found = labels::labels(document, &grids, profile, lexicon);
            let extent = extent::extent(document, &grids, &found, title.as_deref());
            toml::sheets(id, title.as_deref(), &found, &extent, &grids)
        }
    }
}

/// The title of a form: the first text that says what sort of paper it is, without its year.
fn title(document: &Document, grids: &[Grid]) -> Option<String> {
    const PAPERS: [&str; 12] = [
        "シート",
        "評価表",
        "評価票",
        "管理票",
        "調書",
        "整理表",
        "一覧表",
        "報告書",
        "カード",
        "点検表",
        "計画",
        "評価",
    ];
    let loose = document.unread.iter().map(|u| u.text.as_str());
    let captions = document.tables.iter().filter_map(|t| t.caption.as_ref()).map(|c| c.printed.as_str());
    let cells = grids
        .iter()
        .filter(|g| g.page == 1)
        .flat_map(|g| g.cells.iter())
        .filter(|c| !c.is_value)
        .map(|c| c.text.as_str());
    let texts: Vec<String> = loose.chain(captions).chain(cells).map(title_of).collect();
    let fits = |t: &&String| (4..=LONGEST_TITLE).contains(&t.chars().count()) && !t.contains('。');
    PAPERS.iter().find_map(|paper| texts.iter().filter(fits).find(|t| t.contains(paper))).cloned()
}

/// The text of a title: its first line without the year before it and what stands in brackets at its end.
fn title_of(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let bare = normalise::undated(line);
    match bare.rfind(['(', '（']) {
        Some(at) if at > 0 && bare.ends_with([')', '）']) => bare.get(..at).unwrap_or(&bare).to_owned(),
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_with_nothing_in_it_still_gives_a_sound_file() {
        let text = skeleton("empty", &Document::default());
        assert!(Profiles::builtin().parse("empty.toml", &text).is_ok(), "{text}");
    }
}
