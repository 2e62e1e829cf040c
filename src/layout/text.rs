//! Text pages → lines and runs with their character spans and display columns.
//!
//! In a dump that keeps the layout by blanks, the column says where on the page a run stood.
//! Some programs count a column for each character (poppler), others two for an ideograph.

use crate::ingest::text::{TextDocument, TextPage};

/// Blank columns that part two runs of a line.
const GAP: usize = 2;

/// What a program counts as one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Half the width of an ideograph.
    Display,
    /// Any character.
    Character,
}

impl Metric {
    /// Columns that a character takes.
    pub fn width(self, c: char) -> usize {
        match self {
            Metric::Display => width(c),
            Metric::Character => 1,
        }
    }
}

/// A piece of a line without a gap inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text as it stands, without blanks at its ends.
    pub text: String,
    /// First character, counted in characters of the whole document.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Column of the first character.
    pub column: usize,
    /// One past the column of the last character.
    pub column_end: usize,
    /// Line of the page, from 0.
    pub line: usize,
    /// Page, from 1.
    pub page: u32,
}

impl Run {
    /// The parts of the run between blanks of any kind, by the metric that the run was made with.
    pub fn words(&self, metric: Metric) -> Vec<Run> {
        let chars: Vec<char> = self.text.chars().collect();
        pieces(&chars, self, metric, 1)
    }
}

/// One line of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLine {
    /// Its runs, left to right; empty for a blank line.
    pub runs: Vec<Run>,
}

/// The lines of a page, blank ones included; runs are parted by two or more display columns.
pub fn lines(document: &TextDocument, page: &TextPage) -> Vec<TextLine> {
    lines_by(document, page, Metric::Display)
}

/// The lines of a page as [`lines`] gives them, with columns counted by `metric`.
pub fn lines_by(document: &TextDocument, page: &TextPage, metric: Metric) -> Vec<TextLine> {
    let chars: Vec<char> = document.slice(page.start, page.end).chars().collect();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at <= chars.len() {
        let end_of_line = match chars.get(at) {
            None => Some(0),
            Some('\r') if chars.get(at + 1) == Some(&'\n') => Some(2),
            Some('\r' | '\n' | '\u{C}') => Some(1),
            Some(_) => None,
        };
        if let Some(skip) = end_of_line {
            let line = chars.get(start..at).unwrap_or_default();
            let origin = Run {
                text: String::new(),
                start: page.start + start,
                end: page.start + start,
                column: 0,
                column_end: 0,
                line: lines.len(),
                page: page.number,
            };
            lines.push(TextLine { runs: pieces(line, &origin, metric, GAP) });
            at += skip.max(1);
            start = at;
        } else {
            at += 1;
        }
    }
    lines
}

/// Splits characters that begin at `origin` where at least `gap` blank columns stand.
fn pieces(chars: &[char], origin: &Run, metric: Metric, gap: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut blank = gap;
    let mut pending = String::new();
    let mut at = origin.column;
    for (i, &c) in chars.iter().enumerate() {
        if c == '\t' {
            at = (at / 8 + 1) * 8;
            blank = blank.max(gap);
            pending.push(c);
            continue;
        }
        let wide = metric.width(c);
        if c.is_whitespace() || c == '\u{FEFF}' {
            blank += width(c);
            pending.push(c);
        } else {
            match runs.last_mut() {
                Some(run) if blank < gap => {
                    run.text.push_str(&pending);
                    run.text.push(c);
                    run.end = origin.start + i + 1;
                    run.column_end = at + wide;
                }
                _ => runs.push(Run {
                    text: c.to_string(),
                    start: origin.start + i,
                    end: origin.start + i + 1,
                    column: at,
                    column_end: at + wide,
                    line: origin.line,
                    page: origin.page,
                }),
            }
            pending.clear();
            blank = 0;
        }
        at += wide;
    }
    runs
}

/// Display columns that a character takes: 2 for ideographs, kana and full-width forms.
pub fn width(c: char) -> usize {
    match c {
        '\u{0}'..='\u{1F}' | '\u{7F}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{0300}'..='\u{036F}' => 0,
        '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Metric, lines};
    use crate::ingest::text::decode;

    #[test]
    fn runs_carry_spans_and_columns() {
        let doc = decode("一\r\n所 管 課   経済課\t１－１\u{C}二".as_bytes()).unwrap();
        let page: Vec<_> = lines(&doc, &doc.pages[0]).into_iter().flat_map(|l| l.runs).collect();
        let seen: Vec<_> = page.iter().map(|r| (r.text.as_str(), r.start, r.end, r.column, r.line)).collect();
        assert_eq!(
            seen,
            [("一", 0, 1, 0, 0), ("所 管 課", 3, 8, 0, 1), ("経済課", 11, 14, 11, 1), ("１－１", 15, 18, 24, 1)]
        );
        assert_eq!(page[1].words(Metric::Display).iter().map(|r| r.column).collect::<Vec<_>>(), [0, 3, 6]);
    }
}
