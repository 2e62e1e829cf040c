//! A finding as a row of a list, for whatever holds rows.

use super::language::Language;
use super::wire::{FindingLine, Place};

/// Headings in Japanese and English, and how wide the column is where that matters, in characters.
pub(super) const HEADINGS: [(&str, &str, f64); 15] = [
    ("ファイル", "file", 22.0),
    ("管理票", "sheet", 14.0),
    ("事業番号", "project number", 10.0),
    ("規則", "rule", 26.0),
    ("重さ", "severity", 8.0),
    ("判定", "verdict", 9.0),
    ("内容", "message", 60.0),
    ("印字", "printed", 16.0),
    ("再計算", "recomputed", 16.0),
    ("計算", "working", 44.0),
    ("ページ", "page", 7.0),
    ("位置", "place", 26.0),
    ("項目", "field", 44.0),
    ("指紋", "fingerprint", 18.0),
    ("文書", "document", 18.0),
];

/// The cells of a finding, as [`HEADINGS`] names them.
pub(super) fn cells(line: &FindingLine, language: Language) -> [String; HEADINGS.len()] {
    let f = &line.finding;
    let places: Vec<String> = f.places.iter().map(place).collect();
    [
        line.source.clone(),
        f.sheet.clone().unwrap_or_default(),
        f.project_number.clone().unwrap_or_default(),
        f.rule.clone(),
        f.severity.word(language).to_owned(),
        f.verdict.word(language).to_owned(),
        language.of(&f.message).to_owned(),
        f.printed.clone(),
        f.recomputed.clone().unwrap_or_default(),
        f.working.join("\n"),
        f.places.first().map(|place| place.page().to_string()).unwrap_or_default(),
        places.join(" "),
        f.field.clone(),
        f.fingerprint.clone(),
        line.document.clone(),
    ]
}

fn place(place: &Place) -> String {
    match place {
        Place::Box(place) => {
            let [x0, y0, x1, y1] = place.bbox;
            format!("{} [{x0} {y0} {x1} {y1}]", place.page)
        }
        Place::Span(place) => {
            let [start, end] = place.span;
            format!("{} {start}-{end}", place.page)
        }
    }
}
