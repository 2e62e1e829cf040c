//! A first profile for a form that nobody has described yet, from what was recognised without one.
//!
//! It only says what was seen: labels with the wording of the form, which slots they usually fill, which rows of
//! figures there are, and which sums come out. What it cannot know stands in comments, in Japanese, for whoever
//! goes on with the file.

mod columns;
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
const LONGEST_TITLE: usize = 40;

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
        None => toml::sheets(id, title.as_deref(), &labels::labels(document, &grids, profile, lexicon), &grids),
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
    let texts: Vec<String> = loose.chain(captions).chain(cells).map(bare).collect();
    let fits = |t: &&String| (4..=LONGEST_TITLE).contains(&t.chars().count()) && !t.contains('。');
    PAPERS.iter().find_map(|paper| texts.iter().filter(fits).find(|t| t.contains(paper))).cloned()
}

/// A text without the fiscal year before it, on one line.
fn bare(text: &str) -> String {
    let line: String = text.split_whitespace().collect();
    match line.split_once("年度") {
        Some((year, rest)) if !normalise::fiscal_years(&format!("{year}年度")).is_empty() && !rest.is_empty() => {
            rest.to_owned()
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_no_year() {
        assert_eq!(bare("令和5年度　事務事業　カード"), "事務事業カード");
        assert_eq!(bare("年度別の一覧"), "年度別の一覧");
    }

    #[test]
    fn a_document_with_nothing_in_it_still_gives_a_sound_file() {
        let text = skeleton("empty", &Document::default());
        assert!(Profiles::builtin().parse("empty.toml", &text).is_ok(), "{text}");
    }
}
