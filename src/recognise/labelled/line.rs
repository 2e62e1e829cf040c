//! Lines of text outside of tables.

use crate::geom::Rect;
use crate::layout::Line;
use crate::recognise::raw::Printed;
use crate::recognise::trust::confidence_in;
use crate::sheet::{Place, Region};
use std::ops::Range;

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
        let place = |r: &Rect| Place { page, region: Region::Box(*r) };
        let confidence = confidence_in(&line.text, line.trust);
        let printed =
            Printed { text: line.text.clone(), places: vec![place(&line.bbox)], confidence, ..Printed::default() };
        Self { printed, places: line.boxes.iter().map(place).collect() }
    }

    /// Top of the line, where it stands on a page.
    pub fn top(&self) -> Option<f64> {
        match self.printed.places.first()?.region {
            Region::Box(r) => Some(r.y0),
            Region::Span(..) => None,
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

fn around(all: Option<Rect>, place: &Place) -> Option<Rect> {
    match (all, place.region) {
        (None, Region::Box(r)) => Some(r),
        (Some(all), Region::Box(r)) => Some(all.union(&r)),
        (all, Region::Span(..)) => all,
    }
}
