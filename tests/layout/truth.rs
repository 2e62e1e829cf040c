//! Layout against the truth of real files: every printed cell holds its text, and nothing else does.
//!
//! The files lie beside the crate; where they do not, there is nothing to check.

use std::path::{Path, PathBuf};

use kanrihyo::geom::Rect;
use kanrihyo::ingest::Opening;
use kanrihyo::ingest::pdf::Pdf;
use kanrihyo::layout::{CellId, PageLayout};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::paper::laid_out;

/// Characters without white space, compatibility forms and look-alikes folded: what a glyph is called
/// is settled elsewhere, here it matters where it stands.
fn folded(text: &str) -> String {
    // Where a producer had no glyph for a blank it drew a box, which says nothing.
    text.nfkc().filter(|c| !c.is_whitespace() && *c != char::REPLACEMENT_CHARACTER).map(alike).collect()
}

fn alike(c: char) -> char {
    match c {
        '‐'..='―' | '−' | '─' => '-',
        '〜' | '∼' => '~',
        '‧' | '･' | '·' => '・',
        '⺠' => '民',
        '⻑' => '長',
        '⻘' => '青',
        '⻄' => '西',
        '⻤' => '鬼',
        '戶' => '戸',
        '∕' => '/',
        other => other,
    }
}

fn sheets() -> Option<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/sheets"));
    root.is_dir().then(|| root.to_path_buf())
}

/// A printed cell of the truth.
struct Printed {
    area: Rect,
    text: String,
}

fn printed_cells(page: &Value) -> Vec<Printed> {
    let cells = page["cells"].as_array().unwrap().iter();
    cells
        .map(|cell| {
            let b: Vec<f64> = cell["box"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
            Printed { area: Rect::new(b[0], b[1], b[2], b[3]), text: folded(cell["text"].as_str().unwrap()) }
        })
        .collect()
}

/// The cells of the truth that stand in one cell of the layout (no line is printed between them), each with
/// that cell; those in none stand alone.
fn by_cell<'a>(layout: &PageLayout, printed: &'a [Printed]) -> Vec<(Option<CellId>, Vec<&'a Printed>)> {
    let index = layout.index();
    let mut groups: Vec<(Option<CellId>, Vec<&Printed>)> = Vec::new();
    for p in printed {
        let at = index.at(p.area.center());
        match groups.iter_mut().find(|(id, _)| at.is_some() && *id == at) {
            Some((_, group)) => group.push(p),
            None => groups.push((at, vec![p])),
        }
    }
    groups
}

/// What the layout says stands in an area: the cells that lie in it, and the loose lines.
fn text_in(layout: &PageLayout, area: &Rect, id: Option<CellId>) -> String {
    let inside = layout.cells().filter(|(i, c)| Some(*i) == id || area.contains(c.bbox.center()));
    let loose = layout.loose.iter().filter(|l| area.contains(l.bbox.center()));
    folded(&inside.flat_map(|(_, c)| &c.lines).chain(loose).map(|l| l.text.as_str()).collect::<String>())
}

/// Checks a file; gives the number of cells, and a line for each wrong one.
fn check(sheets: &Path, file: &str, truth: &str) -> (usize, Vec<String>) {
    let bytes = std::fs::read(sheets.join(file)).unwrap();
    let pdf = Pdf::open(bytes, &Opening::default()).unwrap();
    let truth: Value = serde_json::from_slice(&std::fs::read(sheets.join(truth)).unwrap()).unwrap();
    let (mut cells, mut wrong) = (0, Vec::new());
    let mut reader = pdf.reader();
    for page in truth["pages"].as_array().unwrap() {
        let number = page["page"].as_u64().unwrap() as u32;
        let layout = laid_out(&reader.page(number).unwrap());
        let printed = printed_cells(page);
        cells += printed.len();
        for (id, group) in by_cell(&layout, &printed) {
            let area = group.iter().map(|p| p.area).reduce(|a, b| a.union(&b)).unwrap();
            let want: String = group.iter().map(|p| p.text.as_str()).collect();
            let got = text_in(&layout, &area, id);
            let cut = layout.cells().filter(|(_, c)| area.contains(c.bbox.center())).count() > 1;
            // Cells without a line between them stand in one row.
            let one_row = group.iter().all(|p| (p.area.y0 - area.y0).abs() < 1.0);
            if want != got || !one_row || cut {
                wrong.push(format!("{file} p{number} {area:?} {}\n  want {want}\n  got  {got}", group.len()));
            }
        }
    }
    (cells, wrong)
}

fn check_all(files: &[(&str, &str)]) {
    let Some(sheets) = sheets() else { return };
    let (mut all, mut wrong) = (0, Vec::new());
    for (file, truth) in files {
        let (cells, bad) = check(&sheets, file, truth);
        all += cells;
        wrong.extend(bad);
    }
    assert!(all > 0);
    assert!(wrong.is_empty(), "{} of {all} cells are wrong\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn employment_sheets() {
    check_all(&[
        ("a_real/a-1-3-lo_ipag.pdf", "a_real/a-1-3-lo_ipag.truth.json"),
        ("a_real/a-2-7-cr_ipa.pdf", "a_real/a-2-7-cr_ipa.truth.json"),
        ("a_real/a-4-11-rl_excel.pdf", "a_real/a-4-11-rl_excel.truth.json"),
        ("a_real/a-all-lo_ipag.pdf", "a_real/a-all-lo_ipag.truth.json"),
        ("a_real/a-all-rl_rksj_min.pdf", "a_real/a-all-rl_rksj_min.truth.json"),
    ]);
}

#[test]
fn sheets_of_another_city() {
    check_all(&[
        ("b_fabricated/b-i-all-cr_noto.pdf", "b_fabricated/b-i-all-cr_noto.truth.json"),
        ("b_fabricated/b-i-all-lo_ipag.pdf", "b_fabricated/b-i-all-lo_ipag.truth.json"),
    ]);
}

#[test]
fn other_forms() {
    check_all(&[
        ("c_kunitachi/c-true-lo_ipag.pdf", "c_kunitachi/c-true-lo_ipag.truth.json"),
        ("d_plan/d-true-lo_ipag.pdf", "d_plan/d-true-lo_ipag.truth.json"),
        ("d_plan/d-true-tree-lo_ipam.pdf", "d_plan/d-true-tree-lo_ipam.truth.json"),
        ("e_mhlw/e-true-cr_ipa.pdf", "e_mhlw/e-true-cr_ipa.truth.json"),
        ("f_org/f-true-lo_ipag.pdf", "f_org/f-true-lo_ipag.truth.json"),
    ]);
}

#[test]
fn rewritten_files() {
    check_all(&[
        ("v/a-all-rl_rksj_min.cairo.pdf", "a_real/a-all-rl_rksj_min.truth.json"),
        ("v/a-all-rl_rksj_min.rotcontent.pdf", "a_real/a-all-rl_rksj_min.truth.json"),
        ("v/a-all-lo_ipag.cropbox.pdf", "a_real/a-all-lo_ipag.truth.json"),
        ("v/a-all-lo_ipag.objstm.pdf", "a_real/a-all-lo_ipag.truth.json"),
        ("v/b-i-all-lo_ipag.gs.pdf", "b_fabricated/b-i-all-lo_ipag.truth.json"),
        ("v/b-i-all-lo_ipag.linear.pdf", "b_fabricated/b-i-all-lo_ipag.truth.json"),
    ]);
}

#[test]
fn sheets_shown_sideways() {
    // The truth's boxes are those of the unturned page, as is the layout.
    check_all(&[("v/a-all-lo_ipag.rot90.pdf", "a_real/a-all-lo_ipag.truth.json")]);
}

#[test]
fn two_sheets_on_one_page() {
    let Some(sheets) = sheets() else { return };
    let pdf = Pdf::open(std::fs::read(sheets.join("v/b-i-all-lo_ipag.2up.pdf")).unwrap(), &Opening::default()).unwrap();
    let truth = std::fs::read(sheets.join("b_fabricated/b-i-all-lo_ipag.truth.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    let pages = truth["pages"].as_array().unwrap();
    for (i, pair) in pages.chunks(2).enumerate() {
        let layout = laid_out(&pdf.page(i as u32 + 1).unwrap());
        // No grid reaches over the middle of the page.
        let middle = layout.width / 2.0;
        assert!(layout.grids.iter().all(|g| g.bbox.x1 < middle + 5.0 || g.bbox.x0 > middle - 5.0));
        let cells = layout.cells().map(|(_, c)| folded(&c.text()));
        let mut read: Vec<String> = cells.chain(layout.loose.iter().map(|l| folded(&l.text))).collect();
        let mut printed: Vec<Printed> = pair.iter().flat_map(printed_cells).collect();
        printed.sort_by_key(|p| std::cmp::Reverse(p.text.chars().count()));
        for printed in printed {
            // Cells without a line between them are one; and a text in the open may be several lines.
            let at = read
                .iter()
                .position(|t| *t == printed.text)
                .or_else(|| read.iter().position(|t| t.contains(&printed.text)));
            match at {
                Some(at) => read[at] = read[at].replacen(&printed.text, "", 1),
                None => assert!(pieces(&mut read, &printed.text), "page {}: {} is nowhere", i + 1, printed.text),
            }
        }
    }
}

/// Takes a text that stands in several lines out of `read`.
fn pieces(read: &mut [String], text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let fits = |i: &usize| !read[*i].is_empty() && rest.starts_with(&read[*i]);
        let Some(at) = (0..read.len()).filter(fits).max_by_key(|i| read[*i].len()) else { return false };
        rest = &rest[read[at].len()..];
        read[at].clear();
    }
    true
}
