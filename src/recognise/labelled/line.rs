//! Lines of text outside of tables.

use super::labels::Labels;
use crate::geom::Rect;
use crate::layout::Line;
use crate::layout::text::Run;
use crate::recognise::raw::Printed;
use crate::recognise::trust::confidence_in;
use crate::sheet::{Place, Region};
use std::ops::Range;

/// Longest title of a table.
const LONGEST_TITLE: usize = 60;

/// A line of text, and where each of its characters stands.
#[derive(Clone, Debug, Default)]
pub struct TextLine {
    /// The line.
    pub printed: Printed,
    /// Place of each character.
    places: Vec<Place>,
}

impl TextLine {
    /// A line of a laid-out page.
    pub fn of_line(line: &Line, page: u32) -> Self {
        let place = |r: Rect| Place { page, region: Region::Box(r) };
        let confidence = confidence_in(&line.text, line.trust);
        let printed =
            Printed { text: line.text.clone(), places: vec![place(line.bbox)], confidence, ..Printed::default() };
        Self { printed, places: line.boxes.iter().map(place).collect() }
    }

    /// A run of a text.
    pub fn of_run(run: &Run) -> Self {
        let place = |start, end| Place { page: run.page, region: Region::Span(start, end) };
        let (text, places) = (run.text.clone(), vec![place(run.start, run.end)]);
        let printed = Printed { text, places, confidence: confidence_in(&run.text, 1.0), ..Printed::default() };
        Self { printed, places: (run.start..run.end).map(|at| place(at, at + 1)).collect() }
    }

    /// The line in pieces that each begin with a label: `事業番号 101 事務事業名 …` holds two.
    pub fn at_labels(&self, labels: &Labels) -> Vec<Self> {
        let text = &self.printed.text;
        let mut starts = vec![0];
        let (mut at, mut before) = (0, None);
        for word in text.split(char::is_whitespace) {
            // A label after a label is its value, and what the form is called has none.
            // 所管部署：こども課 is a label with its value.
            let (lead, value) = word.split_once([':', '：']).unwrap_or((word, ""));
            let is_label = labels.any(lead) && !labels.is(lead, "title");
            if at > 0 && is_label && before == Some(false) {
                starts.push(at);
            }
            if !word.is_empty() {
                before = Some(is_label && value.is_empty());
            }
            at += word.chars().count() + 1;
        }
        if starts.len() == 1 {
            return vec![self.clone()];
        }
        let ends = starts.iter().skip(1).copied().chain([text.chars().count()]);
        starts.iter().zip(ends).filter_map(|(from, to)| self.piece(*from..to)).collect()
    }

    fn piece(&self, range: Range<usize>) -> Option<Self> {
        let printed = self.part(range.clone())?;
        let lead = self.printed.text.chars().skip(range.start).take_while(|c| c.is_whitespace()).count();
        let from = range.start + lead;
        let places = self.places.get(from..from + printed.text.chars().count())?.to_vec();
        Some(Self { printed, places })
    }

    /// A label and the value that stands next to it on the same height, as one line.
    pub fn followed_by(&self, value: &Self) -> Self {
        let text = format!("{}　{}", self.printed.text, value.printed.text);
        let blank = self.places.last().copied().into_iter();
        let places = self.places.iter().copied().chain(blank).chain(value.places.iter().copied()).collect();
        let printed = Printed {
            text,
            places: self.printed.places.iter().chain(&value.printed.places).copied().collect(),
            confidence: self.printed.confidence.min(value.printed.confidence),
            ..self.printed.clone()
        };
        Self { printed, places }
    }

    /// Its box on the page that it stands on; none in a text.
    pub fn boxed(&self) -> Option<(u32, Rect)> {
        match self.printed.places.first()? {
            Place { page, region: Region::Box(r) } => Some((*page, *r)),
            _ => None,
        }
    }

    /// Top of the line on its page; in a text, its first character.
    pub fn top(&self) -> Option<f64> {
        self.printed.places.first().map(top_of)
    }

    /// The page that it begins on.
    pub fn page(&self) -> u32 {
        self.printed.places.first().map_or(0, |p| p.page)
    }

    /// Its characters, in a text.
    pub fn span(&self) -> Option<(usize, usize)> {
        match self.printed.places.first()?.region {
            Region::Box(_) => None,
            Region::Span(start, end) => Some((start, end)),
        }
    }

    /// Its characters of that range, without white space at the ends.
    pub fn part(&self, range: Range<usize>) -> Option<Printed> {
        let chars: Vec<char> = self.printed.text.chars().collect();
        let (mut from, mut to) = (range.start, range.end.min(chars.len()));
        while from < to && chars.get(from).is_some_and(|c| c.is_whitespace()) {
            from += 1;
        }
        while from < to && chars.get(to - 1).is_some_and(|c| c.is_whitespace()) {
            to -= 1;
        }
        let places = self.places.get(from..to)?;
        let (first, last) = (places.first()?, places.last()?);
        let region = match (first.region, last.region) {
            (Region::Span(start, _), Region::Span(_, end)) => Region::Span(start, end),
            (Region::Box(_), _) => Region::Box(places.iter().fold(None, around)?),
            (region, _) => region,
        };
        Some(Printed {
            text: chars.get(from..to)?.iter().collect(),
            places: vec![Place { page: first.page, region }],
            ..self.printed.clone()
        })
    }
}

/// What the lines over a table call it: the last one; where that is but a unit, with the one before it.
pub fn caption(over: &[&TextLine]) -> Option<Printed> {
    let titles = |l: &&&TextLine| l.printed.text.chars().count() <= LONGEST_TITLE && !l.printed.text.contains('。');
    let mut last = over.iter().rev().take_while(titles);
    let nearest = last.next()?;
    let unit = super::words::is_unit_note(&nearest.printed.text);
    let title = last.next().filter(|_| unit);
    let lines = title.into_iter().chain([nearest]).map(|l| l.printed.clone());
    lines.reduce(|mut all, line| {
        all.text = format!("{}\n{}", all.text, line.text);
        all.places.extend(line.places);
        all.confidence = all.confidence.min(line.confidence);
        all
    })
}

/// Upper end of a place on its page; in a text, its first character.
pub(super) fn top_of(place: &Place) -> f64 {
    match place.region {
        Region::Box(r) => r.y0,
        Region::Span(start, _) => start as f64,
    }
}

fn around(all: Option<Rect>, place: &Place) -> Option<Rect> {
    match (all, place.region) {
        (None, Region::Box(r)) => Some(r),
        (Some(all), Region::Box(r)) => Some(all.union(&r)),
        (all, Region::Span(..)) => all,
    }
}
