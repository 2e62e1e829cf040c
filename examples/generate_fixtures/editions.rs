//! What two editions of the invented city have in common, and where they disagree.

use crate::city::{Document, Edition, Indicator, Mark, Sheet, mark};

/// Two years before, one project had another name and number, and stood last.
pub fn rename(document: &mut Document) {
    const FORMER: (&str, &str) = ("1-6", "若者の仕事発見講座");
    let mut sheet = document.sheets.remove(2);
    let mut row = document.list.remove(2);
    let (number, name) = (sheet.number.clone(), sheet.name.clone());
    let former = |text: &mut String| *text = text.replace(&name, FORMER.1);
    (sheet.number, row.number) = (FORMER.0.into(), FORMER.0.into());
    let panels = sheet.panels.iter_mut().flat_map(|p| &mut p.reasons);
    let texts = [&mut sheet.name, &mut sheet.content, &mut sheet.results, &mut sheet.impact.1, &mut sheet.future];
    texts.into_iter().chain([&mut sheet.council, &mut row.name]).chain(panels).for_each(former);
    for mark in document.traps.iter_mut().chain(&mut document.planted).filter(|m| m.sheet == number) {
        mark.sheet = FORMER.0.into();
    }
    document.sheets.push(sheet);
    document.list.push(row);
}

/// Years that both editions print show the same in both: what the earlier one printed.
pub fn take_over(sheets: &mut [Sheet], edition: &Edition, earlier: &Document) {
    let year = |edition: &Edition, y: usize| edition.years[y].label;
    for sheet in sheets {
        for indicator in &mut sheet.indicators {
            let same = |i: &&Indicator| i.kind == indicator.kind && i.label == indicator.label && i.label != "―";
            let Some(before) = earlier.sheets.iter().flat_map(|s| &s.indicators).find(same) else { continue };
            for (y, cell) in indicator.cells.iter_mut().enumerate() {
                let known = (0..before.cells.len()).find(|b| year(&earlier.edition, *b) == year(edition, y));
                if let Some(b) = known {
                    cell.clone_from(&before.cells[b]);
                }
            }
        }
    }
}

/// Plants two figures that the edition of two years before printed otherwise.
pub fn restate(sheets: &mut [Sheet], edition: &Edition, planted: &mut Vec<Mark>) {
    // A past actual that the edition of two years before printed otherwise; nobody says why.
    let cell = &mut sheets[1].indicators[2].cells[2].1;
    let before = cell.clone();
    *cell = format!("{}人", before.trim_end_matches('人').parse::<u32>().unwrap() + 12);
    let field = format!("indicators[2].actual.{}", edition.years[2].label);
    planted.push(mark("1-2", "restated", &field, cell, Some(&before), None, &["restated-history"]));
    // The year that the earlier edition evaluated: its figure may have been a preliminary one.
    let cell = &mut sheets[4].indicators[1].cells[3].1;
    let before = cell.clone();
    *cell = format!("{}回", before.trim_end_matches('回').parse::<u32>().unwrap() + 1);
    let field = format!("indicators[1].actual.{}", edition.years[3].label.replace('\n', ""));
    planted.push(mark("1-5", "restated", &field, cell, Some(&before), None, &["restated-history"]));
}
