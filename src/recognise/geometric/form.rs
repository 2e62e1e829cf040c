//! What a document says about itself: title, publisher, fiscal year, printed bands.

use super::block::part;
use super::region::Record;
use crate::layout::Line;
use crate::normalise;
use crate::profile::Profile;
use crate::recognise::bands;
use crate::recognise::raw::Printed;
use crate::sheet::{Band, Field, Publisher};
use rayon::prelude::*;
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;

/// A line of a page.
struct At<'a>(&'a Line, u32);

impl bands::Source for At<'_> {
    fn text(&self) -> &str {
        &self.0.text
    }

    fn part(&self, range: Range<usize>) -> Option<Printed> {
        part(self.0, range.start, range.end, self.1)
    }
}

/// The bands that the pages print, each once.
pub fn bands(records: &[Record]) -> Vec<Band> {
    let printed = |(line, page)| bands::printed(&At(line, page));
    let printed: Vec<Vec<Band>> = lines(records).into_par_iter().map(printed).collect();
    let mut found = Vec::new();
    printed.into_iter().flatten().for_each(|band| bands::add(band, &mut found));
    found
}

/// The publisher, by the profile's patterns, from the first line that names one.
pub fn publisher(records: &[Record], profile: &Profile) -> Option<Publisher> {
    let rule = profile.publisher.as_ref()?;
    let patterns: Vec<Regex> = rule.patterns.iter().filter_map(|p| Regex::new(p).ok()).collect();
    for pattern in &patterns {
        for (line, page) in lines(records) {
            let Some(name) = pattern.captures(&line.text).and_then(|c| c.name("name")) else { continue };
            let from = line.text.get(..name.start()).map_or(0, |t| t.chars().count());
            let to = from + name.as_str().chars().count();
            let Some(printed) = part(line, from, to, page) else { continue };
            let value = normalise::text(&printed.text);
            let local_government_code = rule.codes.get(&value).cloned();
            let name = Field::text(value, printed.text, printed.places, printed.confidence);
            return Some(Publisher { name, local_government_code });
        }
    }
    None
}

/// The title: the first line that is one.
pub fn title(records: &[Record]) -> Option<Field> {
    let plane = &records.first()?.plane;
    for record in records {
        for block in &record.plane.blocks {
            let Some(line) =
                block.lines.iter().find(|l| block.is("title") || plane.lexicon.leads(&l.text, "title").is_some())
            else {
                continue;
            };
            let printed = part(line, 0, line.text.chars().count(), block.page)?;
            return Some(Field::text(normalise::text(&printed.text), printed.text, printed.places, printed.confidence));
        }
    }
    None
}

/// The fiscal year that most sheets are of.
pub fn fiscal_year(sheets: Vec<Option<i32>>) -> Option<i32> {
    let mut count: BTreeMap<i32, usize> = BTreeMap::new();
    for year in sheets.into_iter().flatten() {
        *count.entry(year).or_default() += 1;
    }
    count.iter().max_by_key(|(_, n)| **n).map(|(year, _)| *year)
}

/// The fiscal year that a page of rules or a list names.
pub fn named_year(records: &[Record]) -> Option<i32> {
    lines(records).into_iter().find_map(|(line, _)| {
        let subject = normalise::fold(&line.text).contains("対象");
        normalise::fiscal_year(&line.text).filter(|_| subject)
    })
}

fn lines<'r>(records: &'r [Record<'r>]) -> Vec<(&'r Line, u32)> {
    let blocks = records.iter().flat_map(|r| &r.plane.blocks);
    blocks.flat_map(|b| b.lines.iter().map(|l| (l, b.page))).collect()
}
