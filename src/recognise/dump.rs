//! Text dumps → documents: the text readers' slots assembled, and what they did not use kept as `unread`.

use super::raw::Printed;
use super::trust::CLEAN;
use super::{apart, assemble, bands, candidates, rivalled, rivals, text};
use crate::ingest::text::TextDocument;
use crate::ingest::{Limits, tabbed};
use crate::layout::text::{Run, lines};
use crate::normalise;
use crate::profile::{Lexicon, Profile, Profiles, Ranked};
use crate::rubric::Rubrics;
use crate::sheet::{Document, Field, Place, Publisher, Region, Unread, Why};
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;

/// Reads a dump: everything of the document but its source, its scores and its findings.
///
/// `wanted` is the profile to use, whatever fits.
pub(super) fn dump(
    source: &TextDocument,
    ranked: &[Ranked],
    profiles: &Profiles,
    rubrics: &Rubrics,
    wanted: Option<&str>,
    limits: &Limits,
) -> Document {
    let profile = wanted.map_or_else(|| profiles.best(ranked), |id| profiles.get(id));
    let mut document = Document { form: candidates(ranked), ..Document::default() };
    let runs: Vec<Run> = source.pages.iter().flat_map(|p| lines(source, p)).flat_map(|l| l.runs).collect();
    if let Some(profile) = profile {
        let rubric = profile.rubric.as_deref().and_then(|id| rubrics.get(id));
        let by_label = profile.records.iter().find_map(|r| r.sheet()).zip(profiles.lexicon(&profile.id));
        let reading = match by_label {
            Some((rule, lexicon)) => {
                let (sheets, repaired) = apart::sheets(source, profile, rule, lexicon, limits);
                text::TextReading { sheets, repaired, ..Default::default() }
            }
            None => text::read_within(source, profile, rubric, limits),
        };
        document.source.repaired = reading.repaired;
        let years: Vec<Option<i32>> = reading.sheets.iter().map(|s| s.fiscal_year).collect();
        document.sheets = reading.sheets.into_iter().map(|s| assemble::sheet(s, profile)).collect();
        assemble::number_sheets(&mut document.sheets);
        document.summary = reading.summary.into_iter().map(|r| assemble::summary_row(r, profile)).collect();
        document.rubric.clone_from(&profile.rubric);
        document.form.profile = Some(profile.id.clone());
        document.form.score = ranked.iter().find(|r| r.profile == profile.id).map_or(0.0, |r| r.score);
        document.form.fiscal_year = most(&years);
        document.form.publisher = publisher(&runs, profile);
        for run in &runs {
            bands::read(&At(run), &mut document.form.bands);
        }
        let lexicon = profiles.lexicon(&profile.id);
        document.form.title = lexicon.and_then(|l| title(&runs, l));
    }
    let lexicon = profile.and_then(|p| profiles.lexicon(&p.id));
    document.unread = unread(&runs, &mut document, lexicon);
    rivalled(&mut document, rivals(profiles, ranked, wanted, profile.map(|p| p.id.as_str())));
    document
}

/// The text of each page.
pub(super) fn page_texts(source: &TextDocument) -> Vec<String> {
    source.pages.iter().map(|p| source.slice(p.start, p.end).to_owned()).collect()
}

/// A run of a dump, as bands are read from.
struct At<'a>(&'a Run);

impl bands::Source for At<'_> {
    fn text(&self) -> &str {
        &self.0.text
    }

    fn part(&self, range: Range<usize>) -> Option<Printed> {
        part(self.0, range)
    }
}

fn part(run: &Run, range: Range<usize>) -> Option<Printed> {
    let text: String = run.text.chars().skip(range.start).take(range.len()).collect();
    let span = Region::Span(run.start + range.start, run.start + range.end);
    let printed = Printed {
        text,
        places: vec![Place { page: run.page, region: span }],
        confidence: CLEAN,
        alternatives: Vec::new(),
    };
    (!printed.text.is_empty()).then_some(printed)
}

fn most(years: &[Option<i32>]) -> Option<i32> {
    let mut count: BTreeMap<i32, usize> = BTreeMap::new();
    for year in years.iter().flatten() {
        *count.entry(*year).or_default() += 1;
    }
    count.into_iter().max_by_key(|(_, n)| *n).map(|(year, _)| year)
}

pub(super) fn publisher(runs: &[Run], profile: &Profile) -> Option<Publisher> {
    let rule = profile.publisher.as_ref()?;
    for pattern in rule.patterns.iter().filter_map(|p| Regex::new(p).ok()) {
        for run in runs {
            let Some(name) = pattern.captures(&run.text).and_then(|c| c.name("name")) else { continue };
            let from = run.text.get(..name.start()).map_or(0, |t| t.chars().count());
            let Some(printed) = part(run, from..from + name.as_str().chars().count()) else { continue };
            let value = normalise::text(&printed.text);
            let local_government_code = rule.codes.get(&value).cloned();
            let name = Field::text(value, printed.text, printed.places, printed.confidence);
            return Some(Publisher { name, local_government_code });
        }
    }
    None
}

pub(super) fn title(runs: &[Run], lexicon: &Lexicon) -> Option<Field> {
    let run = runs.iter().find(|r| lexicon.leads(&r.text, "title").is_some())?;
    let printed = part(run, 0..run.text.chars().count())?;
    Some(Field::text(normalise::text(&printed.text), printed.text, printed.places, printed.confidence))
}

/// The characters of the dump that no field holds, run by run.
pub(super) fn unread(runs: &[Run], document: &mut Document, lexicon: Option<&Lexicon>) -> Vec<Unread> {
    let mut held: Vec<(usize, usize)> = super::held_places(document)
        .into_iter()
        .filter_map(|p| match p.region {
            Region::Span(start, end) => Some((start, end)),
            Region::Box(_) => None,
        })
        .collect();
    held.sort_unstable();
    let held = joined(held);
    let mut out = Vec::new();
    for run in runs {
        let label = lexicon.is_some_and(|l| l.is_of_form(&run.text) || l.leads(&run.text, "title").is_some());
        let first = held.partition_point(|(_, end)| *end <= run.start);
        let mut near = held.iter().skip(first).peekable();
        let mut within = |at: usize| {
            while near.next_if(|(_, end)| *end <= at).is_some() {}
            near.peek().is_some_and(|(start, _)| *start <= at)
        };
        let mut open: Option<(usize, String)> = None;
        let chars = run.text.chars().map(Some).chain([None]);
        for (i, c) in chars.enumerate() {
            let at = run.start + i;
            match c.filter(|_| !within(at)) {
                Some(c) => open.get_or_insert_with(|| (at, String::new())).1.push(c),
                None => {
                    let Some((start, text)) = open.take() else { continue };
                    let lead = text.chars().take_while(|c| c.is_whitespace()).count();
                    let text = text.trim().to_owned();
                    if !text.is_empty() {
                        let start = start + lead;
                        let region = Region::Span(start, start + text.chars().count());
                        let why = match is_markup(&text) {
                            true => Why::Decoration,
                            false => {
                                super::why_unread(&text, 1.0, || label || lexicon.is_some_and(|l| l.is_of_form(&text)))
                            }
                        };
                        out.push(Unread { page: run.page, region, text, why });
                    }
                }
            }
        }
    }
    out
}

/// Spans in order, those that overlap or touch as one.
fn joined(spans: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match out.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => out.push((start, end)),
        }
    }
    out
}

/// Whether nothing but list markup, as it is left in cells of text dumps, stands there.
fn is_markup(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        match tabbed::markup(&chars, at, chars.len()) {
            Some(after) => at = after,
            None if chars.get(at).is_some_and(|c| c.is_whitespace()) => at += 1,
            None => return false,
        }
    }
    true
}
