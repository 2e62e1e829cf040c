//! Nothing read is lost: every run of visible text that stands in no field goes to `unread`.

use crate::geom::{Bins, Rect};
use crate::layout::{Line, PageLayout};
use crate::normalise;
use crate::profile::{Lexicon, label_key};
use crate::recognise::held::{held_texts, why_unread};
use crate::sheet::{Document, Place, Region, Unread, Why};
use rayon::prelude::*;
use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

/// So many pages at least are looked through one after another.
const PAGES: usize = 32;
/// Longest text of a head that is a fiscal year.
const LONGEST_YEAR: usize = 18;
/// Longest line that is the name of a plan; longer ones are sentences about it.
const LONGEST_PLAN: usize = 20;

/// The runs of these pages that no field of the document holds. Pages are let go as they are looked through.
pub fn unread(layouts: Vec<PageLayout>, document: &mut Document, lexicon: Option<&Lexicon>) -> Vec<Unread> {
    let parts = parts(layouts, &held_texts(document)).into_par_iter();
    let told = || Told { lexicon, ..Told::default() };
    let read: Vec<Vec<Unread>> = parts.map_init(told, |told, part| part.unread(told)).collect();
    read.into_iter().flatten().collect()
}

/// A printed form and its places.
type Text<'d> = (&'d str, &'d [Place]);

/// Some pages, and the fields that stand on them and on no others.
#[derive(Default)]
struct Part<'d> {
    layouts: Vec<PageLayout>,
    held: Vec<Text<'d>>,
}

/// Parts the pages where no field goes on from one to the next.
fn parts<'d>(layouts: Vec<PageLayout>, held: &[Text<'d>]) -> Vec<Part<'d>> {
    let extent = |(_, places): &Text| {
        let pages = || places.iter().map(|place| place.page);
        pages().min().zip(pages().max())
    };
    // How many fields more go on to a page than to the one before.
    let mut going_on: BTreeMap<u32, isize> = BTreeMap::new();
    for (first, last) in held.iter().filter_map(extent).filter(|(first, last)| first < last) {
        *going_on.entry(first.saturating_add(1)).or_default() += 1;
        *going_on.entry(last.saturating_add(1)).or_default() -= 1;
    }
    let (mut parts, mut fields): (Vec<Part>, isize) = (vec![Part::default()], 0);
    for layout in layouts {
        while let Some(entry) = going_on.first_entry().filter(|entry| *entry.key() <= layout.page) {
            fields += entry.remove();
        }
        match parts.last_mut() {
            Some(part) if fields != 0 || part.layouts.len() < PAGES => part.layouts.push(layout),
            _ => parts.push(Part { layouts: vec![layout], held: Vec::new() }),
        }
    }
    for text in held {
        let Some((first, _)) = extent(text) else { continue };
        let after = parts.partition_point(|part| part.layouts.first().is_some_and(|layout| layout.page <= first));
        if let Some(part) = after.checked_sub(1).and_then(|at| parts.get_mut(at)) {
            part.held.push(*text);
        }
    }
    parts
}

impl Part<'_> {
    fn unread(self, told: &mut Told) -> Vec<Unread> {
        let mut held = Held::new(&self.held);
        let mut out = Vec::new();
        for layout in self.layouts {
            held.open(layout.page);
            for (_, cell) in layout.cells() {
                let text = LazyCell::new(|| cell.text());
                for line in &cell.lines {
                    let mut why = |run: &str| told.why(run, line.trust, |told| told.is_label(&text, cell.shaded));
                    runs(line, layout.page, &mut held, &mut why, &mut out);
                }
            }
            for line in &layout.loose {
                let mut why = |run: &str| told.why(run, line.trust, |told| told.is_label(&line.text, false));
                runs(line, layout.page, &mut held, &mut why, &mut out);
            }
            out.extend(layout.unseen.iter().filter_map(|line| unseen(line, layout.page)));
        }
        out
    }
}

/// Text that is not seen says nothing about the form, whatever it looks like.
fn unseen(line: &Line, page: u32) -> Option<Unread> {
    let text = line.text.trim().to_owned();
    (!text.is_empty()).then_some(Unread { page, region: Region::Box(line.bbox), text, why: Why::Decoration })
}

/// What the fields hold, character by character: a place may also cover what its field does not print.
struct Held {
    /// The boxes of each page, and the field that each belongs to.
    pages: BTreeMap<u32, Vec<(Rect, usize)>>,
    /// The characters of each field.
    left: Vec<Left>,
    /// The boxes of the open page.
    boxes: Vec<(Rect, usize)>,
    bins: Bins,
}

impl Held {
    fn new(held: &[Text]) -> Self {
        let mut pages: BTreeMap<u32, Vec<(Rect, usize)>> = BTreeMap::new();
        for (field, (_, places)) in held.iter().enumerate() {
            for place in *places {
                if let Region::Box(bbox) = place.region {
                    pages.entry(place.page).or_default().push((bbox, field));
                }
            }
        }
        let left = held.iter().map(|(printed, _)| Left::new(printed)).collect();
        Self { pages, left, boxes: Vec::new(), bins: Bins::new(std::iter::empty()) }
    }

    /// Turns to a page.
    fn open(&mut self, page: u32) {
        self.boxes = self.pages.remove(&page).unwrap_or_default();
        self.bins = Bins::new(self.boxes.iter().map(|(bbox, _)| *bbox));
    }

    /// The places that touch a line, the smallest first, and their fields.
    fn around(&self, line: &Rect) -> Vec<(Rect, usize)> {
        let touching = self.bins.touching(line).into_iter().filter_map(|i| self.boxes.get(i));
        let mut around: Vec<(Rect, usize)> = touching.map(|(place, field)| (place.grown(0.2), *field)).collect();
        around.sort_by(|a, b| a.0.area().total_cmp(&b.0.area()));
        around
    }

    /// Whether a field holds the character that stands here; of several fields the one with the smallest place.
    /// `around` are the places that touch its line.
    fn takes(&mut self, c: char, bbox: &Rect, around: &[(Rect, usize)]) -> bool {
        let middle = bbox.center();
        let mut here = around.iter().filter(|(place, _)| place.contains(middle));
        if c.is_whitespace() {
            return here.next().is_some();
        }
        here.any(|(_, field)| self.left.get_mut(*field).is_some_and(|left| left.take(c)))
    }
}

/// How often each character of a field is yet to be met, by character.
struct Left(Vec<(char, usize)>);

impl Left {
    fn new(printed: &str) -> Self {
        let mut chars: Vec<char> = printed.chars().filter(|c| !c.is_whitespace()).collect();
        chars.sort_unstable();
        Self(chars.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len()))).collect())
    }

    /// Whether the character was yet to be met.
    fn take(&mut self, c: char) -> bool {
        let at = self.0.binary_search_by_key(&c, |(known, _)| *known).ok();
        let count = at.and_then(|at| self.0.get_mut(at)).filter(|(_, count)| *count > 0);
        count.map(|(_, count)| *count -= 1).is_some()
    }
}

/// What texts are: a form prints the same ones on page after page.
#[derive(Default)]
struct Told<'l> {
    lexicon: Option<&'l Lexicon>,
    of_form: HashMap<String, bool>,
    labels: HashMap<String, bool>,
}

impl Told<'_> {
    /// Why a run is in no field; `is_label`: whether the whole cell or line is a heading.
    fn why(&mut self, run: &str, trust: f64, is_label: impl FnOnce(&mut Self) -> bool) -> Why {
        why_unread(run, trust, || is_label(self) || self.is_of_form(run))
    }

    fn is_of_form(&mut self, text: &str) -> bool {
        let Some(lexicon) = self.lexicon else { return false };
        remembered(&mut self.of_form, text, |text| lexicon.is_of_form(text))
    }

    /// Whether a cell or line is one of the form's labels: a known one, or any shaded heading.
    fn is_label(&mut self, text: &str, shaded: bool) -> bool {
        let Some(lexicon) = self.lexicon else { return false };
        shaded || remembered(&mut self.labels, text, |text| is_label(text, lexicon))
    }
}

fn remembered(answers: &mut HashMap<String, bool>, text: &str, ask: impl FnOnce(&str) -> bool) -> bool {
    if let Some(answer) = answers.get(text) {
        return *answer;
    }
    let answer = ask(text);
    answers.insert(text.to_owned(), answer);
    answer
}

/// Puts out the runs of a line that no field holds, and `why` that is.
fn runs(line: &Line, page: u32, held: &mut Held, why: &mut impl FnMut(&str) -> Why, out: &mut Vec<Unread>) {
    let mut open: Option<(String, Rect)> = None;
    let mut close = |open: &mut Option<(String, Rect)>| {
        if let Some((text, bbox)) = open.take() {
            let text = text.trim().to_owned();
            if !text.is_empty() {
                let why = why(&text);
                out.push(Unread { page, region: Region::Box(bbox), text, why });
            }
        }
    };
    let around = held.around(&line.bbox);
    for (c, bbox) in line.text.chars().zip(line.boxes.iter()) {
        if held.takes(c, &bbox, &around) {
            close(&mut open);
            continue;
        }
        match &mut open {
            Some((text, around)) => {
                text.push(c);
                if !c.is_whitespace() {
                    *around = around.union(&bbox);
                }
            }
            None if c.is_whitespace() => {}
            None => open = Some((c.to_string(), bbox)),
        }
    }
    close(&mut open);
}

/// Whether a text is a label of the form, its title, a year, or the name of its plan.
fn is_label(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_of_form(text) || lexicon.leads(text, "title").is_some() || is_year(text) || is_plan(text, lexicon)
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
