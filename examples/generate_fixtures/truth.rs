//! What is printed on every page, and what is planted, as JSON beside the documents.

use crate::city::{CITY, DIRECTIONS, Document, Indicator, Mark, Panel, Sheet};
use crate::form::{Page, SIZE, number_printed, rules_text};
use serde_json::{Value, json};

fn year(label: &str) -> String {
    label.replace('\n', "")
}

fn mark(m: &Mark) -> Value {
    let mut v = json!({ "sheet": m.sheet, "kind": m.kind, "field": m.field, "printed": m.printed, "correct": m.correct, "rule": m.rules, "note": "" });
    if let Some(also) = m.also {
        v["also"] = also.into();
    }
    v
}

fn indicator(i: &Indicator, years: &[String]) -> Value {
    let history: Vec<Value> = i
        .cells
        .iter()
        .zip(years)
        .map(|((target, actual), year)| json!({ "year": year, "target": target, "actual": actual }))
        .collect();
    let mut v = json!({ "kind": i.kind, "label": i.label, "unit": null, "history": history });
    if let Some((from, to)) = i.merged_target {
        v["target_merged"] = json!([years[from], years[to]]);
    }
    v
}

fn panel(p: &Panel) -> Value {
    let mut v = json!({
        "effectiveness_marks": p.effectiveness, "employment_marks": p.employment,
        "points_printed": p.points, "letter": p.letter,
    });
    match p.reasons.as_slice() {
        [one] => v["opinion"] = one.as_str().into(),
        more => {
            for (key, text) in ["reason_effectiveness", "reason_employment"].iter().zip(more) {
                v[key] = text.as_str().into();
            }
        }
    }
    v
}

fn sheet(s: &Sheet, years: &[String], covid: bool) -> Value {
    let mut v = json!({
        "number": s.number, "number_printed": number_printed(&s.number), "name": s.name, "department": s.department,
        "target_group": s.target_group, "policy": s.policy, "issue_title": s.issue_title, "issue": s.issue,
        "content": s.content, "results": s.results,
        "indicators": s.indicators.iter().map(|i| indicator(i, years)).collect::<Vec<_>>(),
        "achievement": { "marks": s.marks, "adjusted": s.adjusted },
        "impact": {},
        "panels": { "department": panel(&s.panels[0]), "committee": panel(&s.panels[1]) },
        "future": s.future, "direction": DIRECTIONS[s.direction], "council_opinion": s.council,
    });
    if covid {
        v["impact"] = json!({ "flag": s.impact.0, "text": s.impact.1 });
    }
    v
}

/// The truth of a document whose pages are `pages` (some of them, for single sheets).
pub fn write(document: &Document, pages: &[Page]) -> Vec<u8> {
    let years: Vec<String> = document.edition.years.iter().map(|y| year(y.label)).collect();
    let shown = |m: &&Mark| pages.len() > 1 || pages.iter().any(|p| p.id == m.sheet) && !m.field.starts_with("list");
    let page = |(i, p): (usize, &Page)| {
        let data = match p.kind {
            "rules" => json!({ "text": rules_text(&document.edition) }),
            "list" => json!({ "rows": document.list.iter().map(|r| json!({
                "number": r.number, "name": r.name, "target_group": r.target_group, "department": r.department,
                "achievement": r.points[0], "effectiveness": r.points[1], "employment": r.points[2], "total": r.points[3],
                "letter_department": r.letters[0], "letter_committee": r.letters[1], "letter_previous_year": r.letters[2],
            })).collect::<Vec<_>>() }),
            _ => document
                .sheets
                .iter()
                .find(|s| s.number == p.id)
                .map_or(Value::Null, |s| sheet(s, &years, document.edition.covid)),
        };
        let cells: Vec<Value> = p
            .cells
            .iter()
            .filter(|c| !c.text.is_empty())
            .map(|c| json!({ "row": c.row, "col": c.col, "rows": c.rows, "cols": c.cols, "text": c.text, "box": c.bbox.map(|x| (x * 10.0).round() / 10.0) }))
            .collect();
        json!({ "page": i + 1, "kind": p.kind, "id": p.id, "size": SIZE, "data": data, "cells": cells })
    };
    let truth = json!({
        "format": 1,
        "meta": {
            "set": "fixtures", "document": "就労支援事業進行管理票", "city": CITY, "figures": "fabricated", "years": years,
            "planted": document.planted.iter().filter(shown).map(mark).collect::<Vec<_>>(),
            "traps": document.traps.iter().filter(shown).map(mark).collect::<Vec<_>>(),
        },
        "pages": pages.iter().enumerate().map(page).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_vec(&truth).expect("JSON");
    out.push(b'\n');
    out
}
