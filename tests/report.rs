//! The report: one file that holds every finding and the page that it is about, and that nothing leaves.

#![allow(clippy::unwrap_used, clippy::panic)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kanrihyo::emit::Language;
use kanrihyo::emit::report::{Report, View, Wanted};
use kanrihyo::emit::wire::{Document, FindingLine};
use kanrihyo::geom::Rect;
use kanrihyo::ingest::Opening;
use kanrihyo::ingest::pdf::Pdf;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

const WRONG: &str = "fixtures/sheets/zuiun-2021.pdf";
/// A name that ends a block of data, begins a script and turns the text round.
const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}]]><!--";

fn kanrihyo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanrihyo"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

fn html(arguments: &[&str]) -> String {
    let output = kanrihyo(&[&["audit", "--format", "html"], arguments].concat());
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text of a block of data.
fn block<'h>(html: &'h str, id: &str) -> Option<&'h str> {
    let (_, rest) = html.split_once(&format!("id=\"{id}\""))?;
    rest.split_once('>')?.1.split_once("</script>").map(|(data, _)| data)
}

fn data(html: &str, id: &str) -> Value {
    serde_json::from_str(block(html, id).unwrap_or_else(|| panic!("{id}"))).unwrap()
}

/// The picture of a page.
fn picture(html: &str, id: &str) -> String {
    let packed = STANDARD.decode(block(html, id).unwrap_or_else(|| panic!("{id}"))).unwrap();
    let mut svg = String::new();
    flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_string(&mut svg).unwrap();
    svg
}

/// A document whose every project, unit and text is called [`HOSTILE`], and no figure that a finding is about is sure.
fn hostile(folder: &Path) -> String {
    let mut document: Value = serde_json::from_slice(&kanrihyo(&["extract", WRONG]).stdout).unwrap();
    for sheet in document["sheets"].as_array_mut().unwrap() {
        for field in ["name", "department"] {
            sheet["project"][field]["printed"] = HOSTILE.into();
            sheet["project"][field]["value"] = HOSTILE.into();
        }
        for text in sheet["narratives"].as_array_mut().unwrap() {
            text["text"]["printed"] = HOSTILE.into();
            text["text"]["value"] = HOSTILE.into();
        }
        for indicator in sheet["indicators"].as_array_mut().unwrap() {
            indicator["label"]["printed"] = HOSTILE.into();
            indicator["label"]["value"] = HOSTILE.into();
        }
    }
    for finding in document["findings"].as_array().unwrap().clone() {
        let field = finding["field"].as_str().unwrap();
        if field.contains("/observations/") {
            document.pointer_mut(field).unwrap()["confidence"] = 0.5.into();
        }
    }
    document["source"]["name"] = HOSTILE.replace('/', "_").into();
    let path = folder.join("hostile.json");
    std::fs::write(&path, document.to_string()).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn every_finding_is_in_the_report_with_its_page() {
    let html = html(&[WRONG]);
    let listed = String::from_utf8(kanrihyo(&["audit", WRONG, "--format", "ndjson"]).stdout).unwrap();
    let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let findings = data(&html, "findings");
    let findings = findings.as_array().unwrap();
    assert_eq!(findings.len(), listed.len());
    let run = data(&html, "run");
    for (finding, listed) in findings.iter().zip(&listed) {
        for (key, value) in listed.as_object().unwrap() {
            assert_eq!(&finding[key], value, "{key}");
        }
        assert!(run["rules"][finding["rule"].as_str().unwrap()]["manual"]["ja"].as_str().unwrap().len() > 50);
        let related = finding["related"].as_array().cloned().unwrap_or_default();
        let places = related.iter().map(|r| &r["places"]).chain([&finding["places"]]);
        for place in places.flat_map(|places| places.as_array().unwrap()) {
            let svg = picture(&html, &format!("p-0-{}", place["page"]));
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.matches("<use ").count() > 50);
        }
    }
    assert_eq!(run["documents"][0]["findings"], listed.len());
    assert_eq!(run["undrawn"].as_object().unwrap().len(), 0);
    let sheets = data(&html, "d-0")["sheets"].as_array().unwrap().len();
    assert_eq!(run["documents"][0]["sheets"], sheets);
    assert!(run["grades"].as_array().unwrap().iter().any(|grades| grades["assessor"] == "achievement"));
}

#[test]
fn a_finding_says_how_sure_the_figure_is_that_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let findings = data(&html(&[&hostile(folder.path())]), "findings");
    let unsure: Vec<&Value> = findings.as_array().unwrap().iter().filter(|f| f["confidence"] == 0.5).collect();
    assert!(!unsure.is_empty() && unsure.iter().all(|f| f["field"].as_str().unwrap().contains("/observations/")));
    assert!(data(&html(&[WRONG]), "findings").as_array().unwrap().iter().all(|f| f["confidence"] != 0.5));
}

#[test]
fn pages_are_drawn_by_a_process_of_their_own_where_that_is_wanted() {
    assert_eq!(html(&[WRONG, "--isolate"]), html(&[WRONG]));
}

#[test]
fn nothing_runs_but_the_script_and_nothing_leaves_the_file() {
    let html = html(&[WRONG]);
    let script = html.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
    assert!(html.contains(&format!("default-src 'none'; script-src 'sha256-{hash}'")));
    let own = html.replace("http://www.w3.org/2000/svg", "");
    for address in ["http://", "https://", "//cdn", "@import", "url("] {
        assert!(!own.contains(address), "{address}");
    }
    assert!(!script.contains("innerHTML") && !script.contains("eval("));
}

#[test]
fn hostile_texts_stay_data() {
    let folder = tempfile::tempdir().unwrap();
    let html = html(&[&hostile(folder.path())]);
    let blocks = html.matches("<script").count();
    assert_eq!(blocks, html.matches("</script>").count());
    assert!(!html.contains("alert(1)</script>") && !html.contains("<img src") && !html.contains("<!--"));
    assert_eq!(data(&html, "d-0")["sheets"][0]["name"], HOSTILE);
    let undrawn = data(&html, "run")["undrawn"].as_object().unwrap().len();
    assert!(undrawn > 0, "a document JSON has no pages, and the report says so");
}

#[test]
fn a_run_writes_a_report_of_everything_it_read() {
    let folder = tempfile::tempdir().unwrap();
    let (out, bad) = (folder.path().join("out"), folder.path().join("bad.pdf"));
    std::fs::write(&bad, "%PDF-1.7 nothing").unwrap();
    let (out, bad) = (out.to_str().unwrap(), bad.to_str().unwrap());
    let dump = folder.path().join("dump.txt");
    std::fs::write(&dump, "合計\t3\n内訳A\t1\n内訳B\t1\n").unwrap();
    let run = || kanrihyo(&["migrate", "fixtures/sheets", bad, dump.to_str().unwrap(), "--out", out]);
    assert_eq!(run().status.code(), Some(3));
    let file = Path::new(out).join("report/index.html");
    let html = std::fs::read_to_string(&file).unwrap();
    let listed = std::fs::read_to_string(Path::new(out).join("findings.ndjson")).unwrap();
    assert_eq!(data(&html, "findings").as_array().unwrap().len(), listed.lines().count());
    let told = data(&html, "run");
    assert_eq!(told["failed"][0]["kind"], "damaged");
    let documents = told["documents"].as_array().unwrap();
    assert_eq!(documents.len(), std::fs::read_dir(Path::new(out).join("documents")).unwrap().count());
    assert!((0..documents.len()).all(|number| block(&html, &format!("d-{number}")).is_some()));
    // Again, from what the first run left: the same bytes; without one: none.
    std::fs::remove_file(&file).unwrap();
    run();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), html);
    let other = folder.path().join("other");
    kanrihyo(&["migrate", WRONG, "--no-report", "--out", other.to_str().unwrap()]);
    assert!(other.join("documents").exists() && !other.join("report").exists());
}

#[test]
fn a_text_is_shown_as_text() {
    let html = html(&["fixtures/sheets/zuiun-2021.layout.txt"]);
    let findings = data(&html, "findings");
    let mut shown = 0;
    for finding in findings.as_array().unwrap() {
        let [place] = finding["places"].as_array().unwrap().as_slice() else { continue };
        let [start, end] = [0, 1].map(|i| usize::try_from(place["span"][i].as_u64().unwrap()).unwrap());
        let page = data(&html, &format!("t-0-{}", place["page"]));
        let from = usize::try_from(page["start"].as_u64().unwrap()).unwrap();
        let text: String = page["text"].as_str().unwrap().chars().skip(start - from).take(end - start).collect();
        assert_eq!(Value::from(text), finding["printed"]);
        shown += 1;
    }
    assert!(shown > 5, "{shown}");
}

/// A report within so many bytes, of a document whose findings stand on three pages.
fn within(budget: usize) -> (String, usize) {
    let document: Document = serde_json::from_slice(&kanrihyo(&["extract", WRONG]).stdout).unwrap();
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(WRONG)).unwrap();
    let look = |_: usize, wanted: &[Wanted]| {
        let pdf = Pdf::open(bytes.clone(), &Opening::default()).unwrap();
        let mut artist = pdf.artist();
        let mut draw = |wanted: &Wanted| {
            let parts: Option<Vec<Rect>> = wanted
                .parts
                .as_ref()
                .map(|parts| parts.iter().map(|[x0, y0, x1, y1]| Rect::new(*x0, *y0, *x1, *y1)).collect());
            let drawing = artist.draw(wanted.page, parts.as_deref())?;
            Ok(View::Drawn { width: drawing.width, height: drawing.height, svg: drawing.svg })
        };
        wanted.iter().map(&mut draw).collect()
    };
    let findings: Vec<FindingLine> = FindingLine::of(&document).collect();
    let report = Report {
        heads: vec![kanrihyo::emit::report::Head::of(&document)],
        detail: &|_| Some(kanrihyo::emit::report::detail(&document)),
        findings: &findings,
        failed: Vec::new(),
        rules: &[],
        look: &look,
        language: Language::Ja,
        budget,
    };
    let mut html = String::new();
    report
        .write(&mut |piece| {
            html.push_str(piece);
            Ok(())
        })
        .unwrap();
    let pages = html.matches("id=\"p-0-").count();
    (html, pages)
}

#[test]
fn past_the_budget_only_the_surroundings_are_kept_and_the_report_says_so() {
    let (whole, pages) = within(60_000_000);
    assert!(pages > 2 && !whole.contains("data-crops") && data(&whole, "run")["notes"].as_array().unwrap().is_empty());
    let pictures: usize =
        whole.split("id=\"p-0-").skip(1).map(|block| block.split_once("</script>").unwrap().0.len()).sum();
    let tight = whole.len() - pictures / 2;
    let (cropped, kept) = within(tight);
    assert!(cropped.len() <= tight + 20_000, "{} of {tight}", cropped.len());
    assert!(cropped.contains("data-crops") && kept == pages);
    assert!(data(&cropped, "run")["notes"][0]["en"].as_str().unwrap().contains("around the disputed values only"));
    let finding = &data(&cropped, "findings")[0];
    let id = format!("p-0-{}", finding["places"][0]["page"]);
    let part = picture(&cropped, &id);
    assert!(part.len() < picture(&whole, &id).len() && part.contains("<use "));
    let (bare, kept) = within(100_000);
    assert!(kept < pages && !data(&bare, "run")["undrawn"].as_object().unwrap().is_empty());
    assert_eq!(data(&bare, "findings").as_array().unwrap().len(), data(&whole, "findings").as_array().unwrap().len());
}

/// Clicks, keys, filters, decisions, accessibility, on reports of real and of hostile documents.
#[cfg(feature = "system-tests")]
#[test]
fn a_person_can_use_it_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let install = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&tests).output().unwrap();
    assert!(install.status.success(), "{}", String::from_utf8_lossy(&install.stderr));
    let run = folder.path().join("run");
    kanrihyo(&["migrate", "fixtures/sheets", "fixtures/forms", "--out", run.to_str().unwrap()]);
    let bad = folder.path().join("hostile.html");
    std::fs::write(&bad, html(&[&hostile(folder.path())])).unwrap();
    for report in [run.join("report/index.html"), bad] {
        let mut node = Command::new("node");
        let output = node.arg("report.mjs").arg(&report).arg(folder.path()).current_dir(&tests).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {told}", report.display());
    }
    // What the browser wrote is what the next audit takes.
    let review = folder.path().join("review.toml");
    let output = kanrihyo(&["validate", review.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
