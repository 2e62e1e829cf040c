//! Text whose every character knows where it stands, so that any piece of it has its places.

use crate::geom::Rect;
use crate::ingest::tabular::TextCell;
use crate::layout::Cell as GridCell;
use crate::layout::Line;
use crate::recognise::raw::Printed;
use crate::recognise::trust::{CLEAN, confidence_in};
use crate::sheet::{Place, Region};

/// Confidence of a cell that the document does not show.
const HIDDEN: f64 = 0.85;
/// Confidence of what is perhaps not the cell's.
const UNSURE: f64 = 0.8;
/// What a cell with several entries begins with.
pub const BULLETS: [char; 6] = ['●', '○', '◆', '■', '・', '【'];

/// Where a character stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Nowhere,
    Box(u32, Rect),
    Char(u32, usize),
}

/// A text with the place of each of its characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    chars: Vec<char>,
    at: Vec<At>,
    confidence: Option<f64>,
}

impl Text {
    /// The lines of a cell of a page.
    pub fn of_cell(cell: &GridCell, page: u32) -> Self {
        cell.lines.iter().map(|l| Self::of_line(l, page)).fold(Self::default(), |all, l| all.join(l, "\n"))
    }

    /// A line of a page.
    pub fn of_line(line: &Line, page: u32) -> Self {
        let chars: Vec<char> = line.text.chars().collect();
        let at = (0..chars.len()).map(|i| line.boxes.get(i).map_or(At::Nowhere, |b| At::Box(page, b))).collect();
        let confidence = confidence_in(&line.text, line.trust);
        Self { chars, at, confidence: Some(confidence) }
    }

    /// The lines of a cell of a text, whose characters these are.
    pub fn of_text_cell(chars: &[char], cell: &TextCell, page: u32) -> Self {
        let lines = cell.lines.iter().map(|l| Self::of_span(chars, *l, page, cell.hidden));
        let text = lines.fold(Self::default(), |all, l| all.join(l, "\n"));
        if cell.unsure { text.at_most(UNSURE) } else { text }
    }

    /// Characters of a whole text.
    pub fn of_span(chars: &[char], span: (usize, usize), page: u32, hidden: bool) -> Self {
        let taken = chars.get(span.0..span.1).unwrap_or_default().to_vec();
        let at = (span.0..span.0 + taken.len()).map(|i| At::Char(page, i)).collect();
        Self { chars: taken, at, confidence: Some(if hidden { HIDDEN } else { CLEAN }) }
    }

    /// The characters.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The text.
    pub fn string(&self) -> String {
        self.chars.iter().collect()
    }

    /// Whether nothing but white space stands in it.
    pub fn is_blank(&self) -> bool {
        self.chars.iter().all(|c| c.is_whitespace())
    }

    /// Its words, by the white space between them.
    pub fn words(&self) -> Vec<Self> {
        let (mut from, mut words) = (0, Vec::new());
        for at in 0..=self.chars.len() {
            if self.chars.get(at).is_none_or(|c| c.is_whitespace()) {
                words.push(self.slice(from, at));
                from = at + 1;
            }
        }
        words.retain(|w| !w.is_blank());
        words
    }

    /// The characters from `from` to `to`, without white space at the ends.
    pub fn slice(&self, from: usize, to: usize) -> Self {
        let (mut from, mut to) = (from.min(self.chars.len()), to.min(self.chars.len()));
        let blank = |i: usize| self.chars.get(i).is_some_and(|c| c.is_whitespace());
        while from < to && blank(from) {
            from += 1;
        }
        while from < to && blank(to - 1) {
            to -= 1;
        }
        Self {
            chars: self.chars.get(from..to).unwrap_or_default().to_vec(),
            at: self.at.get(from..to).unwrap_or_default().to_vec(),
            confidence: self.confidence,
        }
    }

    /// The characters at these positions.
    pub fn pick(&self, positions: &[usize]) -> Self {
        let known = positions.iter().filter(|i| **i < self.chars.len());
        Self {
            chars: known.clone().filter_map(|i| self.chars.get(*i).copied()).collect(),
            at: known.filter_map(|i| self.at.get(*i).copied()).collect(),
            confidence: self.confidence,
        }
    }

    /// This text and another, with a separator between them where both hold something.
    pub fn join(mut self, other: Self, separator: &str) -> Self {
        if self.chars.is_empty() {
            return other;
        }
        if other.chars.is_empty() {
            return self;
        }
        for c in separator.chars() {
            self.chars.push(c);
            self.at.push(At::Nowhere);
        }
        self.chars.extend(other.chars);
        self.at.extend(other.at);
        self.confidence = match (self.confidence, other.confidence) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self
    }

    /// The same with no more than this confidence.
    #[must_use]
    pub fn at_most(mut self, confidence: f64) -> Self {
        self.confidence = Some(self.confidence.unwrap_or(CLEAN).min(confidence));
        self
    }

    /// How sure its characters are.
    pub fn confidence(&self) -> f64 {
        self.confidence.unwrap_or(CLEAN)
    }

    /// Page of its first character.
    pub fn page(&self) -> Option<u32> {
        self.at.iter().find_map(|a| match a {
            At::Box(page, _) | At::Char(page, _) => Some(*page),
            At::Nowhere => None,
        })
    }

    /// The text with its places: one for each line, or for each run of characters.
    pub fn printed(&self) -> Printed {
        Printed { text: self.string(), places: self.places(), confidence: self.confidence(), alternatives: Vec::new() }
    }

    fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let mut fresh = true;
        for (c, at) in self.chars.iter().zip(&self.at) {
            match at {
                At::Nowhere => fresh = true,
                At::Box(..) | At::Char(..) if c.is_whitespace() => {}
                At::Box(page, b) => {
                    let last = places.last_mut().filter(|p| !fresh && p.page == *page);
                    match last {
                        Some(Place { region: Region::Box(r), .. }) if same_line(r, b) => *r = r.union(b),
                        _ => places.push(Place { page: *page, region: Region::Box(*b) }),
                    }
                    fresh = false;
                }
                At::Char(page, i) => {
                    let last = places.last_mut().filter(|p| !fresh && p.page == *page);
                    match last {
                        Some(Place { region: Region::Span(_, end), .. }) if *end <= *i && *i <= *end + 2 => {
                            *end = i + 1
                        }
                        _ => places.push(Place { page: *page, region: Region::Span(*i, i + 1) }),
                    }
                    fresh = false;
                }
            }
        }
        places
    }
}

/// Whether a character goes on the line that a box is around.
fn same_line(line: &Rect, c: &Rect) -> bool {
    let middle = c.center().y;
    line.y0 <= middle && middle <= line.y1 && c.x0 >= line.x0 - 1.0
}
