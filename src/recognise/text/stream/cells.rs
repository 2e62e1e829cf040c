//! Words of a line → the cells that they print: figures, dashes and short texts.

use super::scan::Piece;
use crate::recognise::text::label::fold;
use crate::sheet::{Place, Region};
use regex::Regex;
use std::sync::LazyLock;

/// Longest text of a cell, in characters; anything longer is a narrative.
const LONGEST: usize = 80;

/// What a cell prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A figure.
    Figure,
    /// A dash for "none".
    Dash,
    /// Words.
    Text,
}

/// One cell: what it prints and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The text as printed, pieces on several lines joined.
    pub text: String,
    /// Spans of its pieces.
    pub spans: Vec<(usize, usize)>,
    /// What it prints.
    pub sort: Sort,
    /// Unit of a figure, canonical; empty for a bare number.
    pub unit: String,
    /// The leading number of a figure in hundredths, only to compare sizes.
    pub size: u64,
    /// Whether no blank stands between it and the cell before it on the line.
    pub glued: bool,
}

impl Cell {
    /// Its places on a page.
    pub fn places(&self, page: u32) -> Vec<Place> {
        self.spans.iter().map(|(s, e)| Place { page, region: Region::Span(*s, *e) }).collect()
    }
}

/// A line of cells, or one cell that runs over several lines.
pub type Row = Vec<Cell>;

#[allow(clippy::unwrap_used)] // constant patterns
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[△▲+-]?\d[\d,]*(?:\.\d+)?";
    let unit = r"[\p{Han}\p{Katakana}A-Za-z%℃か]{0,4}";
    Regex::new(&format!(
        r"^(?:約|概ね|おおむね|およそ|延べ|累計|実|各|年|月|週|計)?{number}(?:{unit}~{number})?(?P<unit>{unit})(?:[/／]{unit})?(?:\([^()]*\))?(?:以上|以下|以内|未満|程度|超)?"
    ))
    .unwrap()
});

/// The cells of the lines of a text; `None` where the text is a narrative or a label.
pub fn rows(lines: &[Vec<Piece>]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open = false;
    for line in lines {
        let mut row: Row = Vec::new();
        for word in line {
            for cell in split(word) {
                row.push(cell);
            }
        }
        units_apart(&mut row);
        let goes_on = rows.last().and_then(|r| r.last()).is_some_and(|last| {
            let texts = last.sort == Sort::Text && row.len() == 1 && row.iter().all(|c| c.sort == Sort::Text);
            open || (texts && rows.last().is_some_and(|r| r.len() == 1))
        });
        if goes_on {
            let mut row = row.into_iter();
            if let (Some(last), Some(more)) = (rows.last_mut().and_then(|r| r.last_mut()), row.next()) {
                last.text.push('\n');
                last.text.push_str(&more.text);
                last.spans.extend(more.spans);
                sort_again(last);
            }
            if let Some(target) = rows.last_mut() {
                target.extend(row);
            }
        } else if !row.is_empty() {
            rows.push(row);
        }
        open = rows.last().and_then(|r| r.last()).is_some_and(|c| unclosed(&c.text));
    }
    rows
}

/// Whether a text may stand in a cell: short, and no sentence.
pub fn fits(cell: &Cell) -> bool {
    cell.text.chars().count() <= LONGEST && !cell.text.contains('。')
}

fn unclosed(text: &str) -> bool {
    let text = fold(text);
    text.matches('(').count() > text.matches(')').count()
}

/// Splits a word where one figure ends and the next begins without a blank.
fn split(word: &Piece) -> Vec<Cell> {
    let chars: Vec<char> = word.text.chars().collect();
    // Folding changes no count of characters here, or the word stays whole.
    let folded: Vec<char> = fold(&word.text).chars().collect();
    if folded.len() == chars.len() {
        if folded.iter().all(|c| *c == '-') && folded.len() <= 6 && !chars.contains(&'-') {
            return (0..chars.len()).map(|i| part(word, &chars, i, i + 1, Sort::Dash, "", i > 0)).collect();
        }
        let mut cells = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            let rest: String = folded.get(at..).unwrap_or_default().iter().collect();
            let Some(found) = FIGURE.captures(&rest) else { break };
            let length = found.get(0).map_or(0, |m| m.as_str().chars().count());
            let unit = found.name("unit").map_or("", |m| m.as_str());
            if length == 0 || (unit.is_empty() && at + length < folded.len()) {
                break;
            }
            cells.push(part(word, &chars, at, at + length, Sort::Figure, &canonical(unit), at > 0));
            at += length;
        }
        let one_kind = cells.iter().all(|c: &Cell| cells.len() == 1 || !c.unit.is_empty());
        if at == folded.len() && !cells.is_empty() && one_kind {
            return cells;
        }
    }
    let mut whole = part(word, &chars, 0, chars.len(), Sort::Text, "", false);
    sort_again(&mut whole);
    vec![whole]
}

fn part(word: &Piece, chars: &[char], from: usize, to: usize, sort: Sort, unit: &str, glued: bool) -> Cell {
    let text: String = chars.get(from..to).unwrap_or_default().iter().collect();
    Cell {
        size: size(&text),
        text,
        spans: vec![(word.start + from, word.start + to)],
        sort,
        unit: unit.to_string(),
        glued,
    }
}

fn sort_again(cell: &mut Cell) {
    let folded = fold(&cell.text);
    cell.size = size(&cell.text);
    if matches!(folded.as_str(), "-" | "--") {
        cell.sort = Sort::Dash;
    } else if let Some(found) = FIGURE.captures(&folded).filter(|f| f.get(0).is_some_and(|m| m.end() == folded.len())) {
        cell.sort = Sort::Figure;
        cell.unit = canonical(found.name("unit").map_or("", |m| m.as_str()));
    } else {
        cell.sort = Sort::Text;
    }
}

fn size(text: &str) -> u64 {
    let folded = fold(text);
    let mut number = folded.trim_start_matches(|c: char| !c.is_ascii_digit()).chars().filter(|c| *c != ',');
    let mut size: u64 = 0;
    let mut decimals = None;
    for c in number.by_ref() {
        match (c.to_digit(10), decimals) {
            (Some(_), Some(2..)) => break,
            (Some(digit), _) => {
                size = size.saturating_mul(10).saturating_add(u64::from(digit));
                decimals = decimals.map(|d| d + 1);
            }
            (None, None) if c == '.' => decimals = Some(0),
            _ => break,
        }
    }
    size.saturating_mul([100, 10, 1].get(decimals.unwrap_or(0)).copied().unwrap_or(1))
}

/// Joins a unit that stands apart from its number (`2,522 人`) where the row's other figures print it.
fn units_apart(row: &mut Row) {
    let mut at = 1;
    while at < row.len() {
        let unit = row.get(at).map(|c| canonical(&fold(&c.text))).unwrap_or_default();
        let lone = row.get(at).is_some_and(|c| c.sort == Sort::Text)
            && row.get(at - 1).is_some_and(|c| c.sort == Sort::Figure && c.unit.is_empty())
            && row.iter().any(|c| c.sort == Sort::Figure && c.unit == unit);
        if lone {
            let apart = row.remove(at);
            if let Some(figure) = row.get_mut(at - 1) {
                figure.text.push(' ');
                figure.text.push_str(&apart.text);
                if let (Some(last), Some((_, end))) = (figure.spans.last_mut(), apart.spans.last()) {
                    last.1 = *end;
                }
                figure.unit = unit;
            }
        } else {
            at += 1;
        }
    }
}

/// One spelling for units that count the same.
fn canonical(unit: &str) -> String {
    let unit = unit.trim_end_matches("以上").trim_end_matches("以下").trim_end_matches("以内").trim_end_matches("未満");
    match unit.trim_end_matches("程度") {
        "名" => "人".into(),
        "か所" | "ヶ所" | "ケ所" | "カ所" | "ヵ所" | "個所" => "箇所".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Sort, rows};

    fn row(text: &str) -> Vec<(String, Sort, bool)> {
        let mut at = 0;
        let lines: Vec<Vec<Piece>> = text
            .split('\n')
            .enumerate()
            .map(|(line, l)| {
                l.split(' ')
                    .map(|w| {
                        let start = at;
                        at += w.chars().count() + 1;
                        Piece { text: w.into(), start, end: at - 1, line }
                    })
                    .collect()
            })
            .collect();
        rows(&lines).concat().into_iter().map(|c| (c.text, c.sort, c.glued)).collect()
    }

    #[test]
    fn glued_figures_part_at_the_unit() {
        let texts: Vec<_> = row("26箇所 26箇所22箇所 ――").into_iter().map(|c| (c.0, c.2)).collect();
        let want = [("26箇所", false), ("26箇所", false), ("22箇所", true), ("―", false), ("―", true)];
        assert_eq!(texts, want.map(|(t, g)| (t.to_string(), g)));
    }

    #[test]
    fn a_cell_goes_on_over_lines_and_brackets() {
        assert_eq!(row("67件（うち\n含む40件）"), [("67件（うち\n含む40件）".into(), Sort::Figure, false)]);
        assert_eq!(row("隔年のため\nなし"), [("隔年のため\nなし".into(), Sort::Text, false)]);
        assert_eq!(row("5人 2,522 人")[1].0, "2,522 人");
    }

    #[test]
    fn ranges_bounds_and_ratios_are_figures() {
        for text in
            ["45～55人", "概ね60人", "2.3％以上", "２,２６４部", "36％(８事業)", "4回（延べ43日）", "△5人", "65"]
        {
            assert_eq!(row(text), [(text.to_string(), Sort::Figure, false)], "{text}");
        }
        for text in ["前年度以上", "未実施", "動画再生124回", "充実"] {
            assert_eq!(row(text), [(text.to_string(), Sort::Text, false)], "{text}");
        }
    }
}
