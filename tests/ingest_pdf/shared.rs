//! Real producers' files, where they are at hand: what stands in each cell is what was printed there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kanrihyo::ingest::pdf::{Pdf, Survey};
use kanrihyo::ingest::{Opening, Page, sniff};
use kanrihyo::sheet::{Error, ErrorKind};
use unicode_normalization::UnicodeNormalization;

fn sheets() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/sheets");
    folder.is_dir().then_some(folder)
}

fn pages(path: &Path, password: Option<&str>) -> Result<Vec<Page>, Error> {
    let bytes = std::fs::read(path).expect("the file");
    sniff(&bytes, &path.to_string_lossy())?;
    let pdf = Pdf::open(bytes, &Opening { password: password.map(str::to_owned), ..Opening::default() })?;
    let (mut reader, mut survey, mut pages) = (pdf.reader(), Survey::new(), Vec::new());
    for number in 1..=pdf.page_count() {
        let page = reader.page(number)?;
        survey.page(&page);
        pages.push(page);
    }
    survey.conclude().map(|_| pages)
}

/// Characters without blanks, folded, counted.
fn bag(text: &str) -> BTreeMap<char, usize> {
    let mut bag = BTreeMap::new();
    for c in text.nfkc().filter(|c| !c.is_whitespace()) {
        *bag.entry(c).or_default() += 1;
    }
    bag
}

/// Cells of the truth whose box holds exactly their text, and all cells.
fn cells(pages: &[Page], truth: &Path) -> (usize, usize) {
    let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(truth).expect("the truth")).expect("JSON");
    let (mut right, mut all) = (0, 0);
    for expected in truth["pages"].as_array().expect("pages") {
        let Some(page) = pages.iter().find(|p| Some(u64::from(p.number)) == expected["page"].as_u64()) else {
            continue;
        };
        for cell in expected["cells"].as_array().expect("cells") {
            let Some(edges) = cell["box"].as_array() else { continue };
            let edge = |i: usize| edges[i].as_f64().expect("a number");
            let inside = |g: &&kanrihyo::ingest::Glyph| {
                let middle = g.bbox.center();
                edge(0) <= middle.x && middle.x <= edge(2) && edge(1) <= middle.y && middle.y <= edge(3)
            };
            let found: String = page.glyphs.iter().filter(inside).map(|g| g.text.to_string()).collect();
            all += 1;
            right += usize::from(bag(&found) == bag(cell["text"].as_str().expect("text")));
        }
    }
    (right, all)
}

#[test]
fn every_cell_holds_its_text() {
    let Some(sheets) = sheets() else { return };
    for (file, truth, password) in [
        ("a_real/a-1-3-lo_ipag.pdf", "a_real/a-1-3-lo_ipag.truth.json", None),
        ("a_real/a-2-7-cr_ipa.pdf", "a_real/a-2-7-cr_ipa.truth.json", None),
        ("a_real/a-4-11-rl_excel.pdf", "a_real/a-4-11-rl_excel.truth.json", None),
        ("a_real/a-all-rl_rksj_min.pdf", "a_real/a-all-rl_rksj_min.truth.json", None),
        ("b_fabricated/b-i-all-cr_noto.pdf", "b_fabricated/b-i-all-cr_noto.truth.json", None),
        ("d_plan/d-true-tree-lo_ipam.pdf", "d_plan/d-true-tree-lo_ipam.truth.json", None),
        ("e_mhlw/e-true-cr_ipa.pdf", "e_mhlw/e-true-cr_ipa.truth.json", None),
        ("v/a-all-lo_ipag.cropbox.pdf", "a_real/a-all-lo_ipag.truth.json", None),
        ("v/a-all-lo_ipag.userpw.pdf", "a_real/a-all-lo_ipag.truth.json", Some("himitsu")),
        ("v/b-i-all-lo_ipag.gs.pdf", "b_fabricated/b-i-all-lo_ipag.truth.json", None),
    ] {
        let pages = pages(&sheets.join(file), password).expect(file);
        let (right, all) = cells(&pages, &sheets.join(truth));
        assert!(right == all && all > 50, "{file}: {right} of {all} cells");
    }
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let Some(sheets) = sheets() else { return };
    for (file, kind) in [
        ("v/a-all-lo_ipag.notounicode.pdf", ErrorKind::UnmappedGlyphs),
        ("v/a-all-lo_ipag.scan200bw.pdf", ErrorKind::NoTextLayer),
        ("v/a-all-lo_ipag.userpw.pdf", ErrorKind::Encrypted),
        ("v/a-all-lo_ipag.trunc60.pdf", ErrorKind::Damaged),
        ("v/odd.empty.pdf", ErrorKind::NotADocument),
        ("v/odd.html.pdf", ErrorKind::NotADocument),
    ] {
        assert_eq!(pages(&sheets.join(file), None).expect_err(file).kind(), kind, "{file}");
    }
}

#[test]
fn a_wrong_map_loses_no_figure_silently() {
    let Some(sheets) = sheets() else { return };
    let pages = pages(&sheets.join("v/a-all-lo_ipag.badtounicode.pdf"), None).expect("it opens");
    assert!(pages.iter().map(|p| p.unreadable).sum::<usize>() > 500, "each place is marked");
    assert!(pages.iter().all(|p| p.glyphs.iter().all(|g| !g.text.to_string().contains('\u{E001}'))));
}
