//! Nothing read is lost: every run of visible text that stands in no field goes to `unread`.

use crate::geom::{Bins, Rect};
use crate::layout::{Line, PageLayout};
use crate::normalise;
use crate::profile::{Lexicon, label_key};
use crate::recognise::held::{held_places, why_unread};
use crate::sheet::{Document, Region, Unread};
use std::collections::BTreeMap;

/// Longest text of a head that is a fiscal year.
const LONGEST_YEAR: usize = 18;
/// Longest line that is the name of a plan; longer ones are sentences about it.
const LONGEST_PLAN: usize = 20;

/// The runs of these pages that no field of the document holds.
pub fn unread(layouts: &[PageLayout], document: &mut Document, lexicon: Option<&Lexicon>) -> Vec<Unread> {
    let mut held: BTreeMap<u32, Vec<Rect>> = BTreeMap::new();
    for place in held_places(document) {
        if let Region::Box(r) = place.region {
            held.entry(place.page).or_default().push(r);
        }
    }
    let mut out = Vec::new();
    for layout in layouts {
        let boxes = held.remove(&layout.page).unwrap_or_default();
        let bins = Bins::new(boxes.iter().copied());
        let within = |b: &Rect| {
            let c = b.center();
            let touching = bins.touching(&Rect::new(c.x, c.y, c.x, c.y));
            touching.into_iter().filter_map(|i| boxes.get(i)).any(|r| r.grown(0.2).contains(c))
        };
        for (_, cell) in layout.cells() {
            let label = is_label(&cell.text(), cell.shaded, lexicon);
            for line in &cell.lines {
                out.extend(runs(line, layout.page, &within, label, lexicon));
            }
        }
        for line in &layout.loose {
            let label = is_label(&line.text, false, lexicon);
            out.extend(runs(line, layout.page, &within, label, lexicon));
        }
    }
    out
}

fn runs(
    line: &Line,
    page: u32,
    within: &impl Fn(&Rect) -> bool,
    label: bool,
    lexicon: Option<&Lexicon>,
) -> Vec<Unread> {
    let mut out: Vec<Unread> = Vec::new();
    let mut open: Option<(String, Rect)> = None;
    let mut close = |open: &mut Option<(String, Rect)>| {
        if let Some((text, bbox)) = open.take() {
            let text = text.trim().to_owned();
            if !text.is_empty() {
                let why = why_unread(&text, line.trust, label, lexicon);
                out.push(Unread { page, region: Region::Box(bbox), text, why });
            }
        }
    };
    for (c, bbox) in line.text.chars().zip(&line.boxes) {
        if within(bbox) {
            close(&mut open);
            continue;
        }
        match &mut open {
            Some((text, around)) => {
                text.push(c);
                if !c.is_whitespace() {
                    *around = around.union(bbox);
                }
            }
            None if c.is_whitespace() => {}
            None => open = Some((c.to_string(), *bbox)),
        }
    }
    close(&mut open);
    out
}

/// Whether a cell or line is one of the form's labels: a known one, or any shaded heading.
fn is_label(text: &str, shaded: bool, lexicon: Option<&Lexicon>) -> bool {
    let Some(lexicon) = lexicon else { return false };
    shaded
        || lexicon.is_of_form(text)
        || lexicon.leads(text, "title").is_some()
        || is_year(text)
        || is_plan(text, lexicon)
}

/// A head that is a fiscal year and nothing else.
fn is_year(text: &str) -> bool {
    let line = text.replace('\n', "");
    line.chars().count() <= LONGEST_YEAR && normalise::fiscal_year(&line).is_some()
}

/// The name of the plan over a sheet, with the publisher before it.
fn is_plan(text: &str, lexicon: &Lexicon) -> bool {
    text.chars().count() <= LONGEST_PLAN && lexicon.stands_in(&label_key(text), "plan")
}
