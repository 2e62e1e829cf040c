//! Text pages → lines and runs with their character spans and display columns.
//!
//! A display column is half the width of an ideograph: in a dump that keeps the layout by
//! blanks, the column says where on the page a run stood.

use crate::ingest::text::{TextDocument, TextPage};

/// Blank columns that part two runs of a line.
const GAP: usize = 2;

/// A piece of a line without a gap inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text as it stands, without blanks at its ends.
    pub text: String,
    /// First character, counted in characters of the whole document.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Display column of the first character.
    pub column: usize,
    /// One past the display column of the last character.
    pub column_end: usize,
    /// Line of the page, from 0.
    pub line: usize,
    /// Page, from 1.
    pub page: u32,
}

impl Run {
    /// The parts of the run between blanks of any kind.
    pub fn words(&self) -> Vec<Run> {
        let chars: Vec<char> = self.text.chars().collect();
        pieces(&chars, self.start, self.column, self.line, self.page, 1)
    }
}

/// One line of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLine {
    /// Its runs, left to right; empty for a blank line.
    pub runs: Vec<Run>,
}

/// The lines of a page, blank ones included; runs are parted by two or more blank columns.
pub fn lines(document: &TextDocument, page: &TextPage) -> Vec<TextLine> {
    let chars: Vec<char> = document.text.chars().skip(page.start).take(page.end.saturating_sub(page.start)).collect();
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
            lines.push(TextLine { runs: pieces(line, page.start + start, 0, lines.len(), page.number, GAP) });
            at += skip.max(1);
            start = at;
        } else {
            at += 1;
        }
    }
    lines
}

/// Splits characters of one line where at least `gap` blank columns stand.
fn pieces(chars: &[char], offset: usize, column: usize, line: usize, page: u32, gap: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut blank = gap;
    let mut pending = String::new();
    let mut at = column;
    for (i, &c) in chars.iter().enumerate() {
        if c == '\t' {
            at = (at / 8 + 1) * 8;
            blank = blank.max(gap);
            pending.push(c);
            continue;
        }
        let wide = width(c);
        if c.is_whitespace() || c == '\u{FEFF}' {
            blank += wide;
            pending.push(c);
        } else {
            match runs.last_mut() {
                Some(run) if blank < gap => {
                    run.text.push_str(&pending);
                    run.text.push(c);
                    run.end = offset + i + 1;
                    run.column_end = at + wide;
                }
                _ => runs.push(Run {
                    text: c.to_string(),
                    start: offset + i,
                    end: offset + i + 1,
                    column: at,
                    column_end: at + wide,
                    line,
                    page,
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
    use super::lines;
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
        assert_eq!(page[1].words().iter().map(|r| r.column).collect::<Vec<_>>(), [0, 3, 6]);
    }
}
