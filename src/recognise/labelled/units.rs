//! The unit of figures, where a label, a line or a note over them names it among other things.

use super::line::{TextLine, top_of};
use super::words::is_unit;
use crate::normalise;
use crate::recognise::raw::Printed;
use crate::recognise::tables::PlainTable;
use crate::sheet::{Place, Region};

/// Longest unit in the brackets of a label.
const LONGEST_BRACKETED: usize = 6;

/// The unit in a text that names it among other things.
pub fn narrowed(printed: Printed) -> Printed {
    let bracketed = |text: &str| {
        let inner = text.trim_end().strip_suffix([')', '）'])?.rsplit(['(', '（']).next()?.trim().to_owned();
        (inner.chars().count() <= LONGEST_BRACKETED).then_some(inner)
    };
    match unit_over(&printed.text).or_else(|| unit_in(&printed.text)).or_else(|| bracketed(&printed.text)) {
        Some(text) => Printed { places: part_places(&printed, &text), text, ..printed },
        None => printed,
    }
}

/// Where a part of a text stands, as far as the places of its lines say it.
pub fn part_places(printed: &Printed, part: &str) -> Vec<Place> {
    let lines: Vec<&str> = printed.text.lines().collect();
    let stands = |(line, place): (&&str, &Place)| {
        let at = line.get(..line.find(part)?)?.chars().count();
        match place.region {
            Region::Span(start, end) if end.saturating_sub(start) == line.chars().count() => {
                Some(Place { region: Region::Span(start + at, start + at + part.chars().count()), ..*place })
            }
            _ => None,
        }
    };
    let found =
        if lines.len() == printed.places.len() { lines.iter().zip(&printed.places).find_map(stands) } else { None };
    found.map_or_else(|| printed.places.clone(), |place| vec![place])
}

/// The part of a line that is this text.
pub fn part_of(line: &TextLine, text: String) -> Printed {
    let whole = &line.printed.text;
    let at = whole.find(&text).map(|at| whole.get(..at).map_or(0, |t| t.chars().count()));
    let part = at.and_then(|at| line.part(at..at + text.chars().count()));
    part.unwrap_or_else(|| Printed { text, ..line.printed.clone() })
}

/// The unit in brackets in a label: 事業費（千円）, （単位：千円）.
fn unit_in(text: &str) -> Option<String> {
    let text: String = text.split_whitespace().collect();
    let brackets = text.split(['（', '(', '【', '[']).skip(1);
    let mut inner = brackets.filter_map(|t| t.split(['）', ')', '】', ']']).next());
    inner.find_map(|t| {
        let t = t.trim().trim_start_matches("単位").trim_start_matches([':', '：', ' ', '　']).trim();
        is_unit(&normalise::fold(t)).then(|| t.to_owned())
    })
}

/// The unit over a table: 単位：千円, with or without brackets.
pub fn unit_over(text: &str) -> Option<String> {
    let (_, after) = text.split_once("単位")?;
    let after = after.trim_start_matches([':', '：', ' ', '　']);
    let unit: String = after
        .chars()
        .take_while(|c| !matches!(c, '）' | ')' | '、' | ',' | '，' | '・') && !c.is_whitespace())
        .collect();
    is_unit(&normalise::fold(&unit)).then_some(unit)
}

/// The unit that the last note in a cell over the table names (（単位：千円） at the top of a grid).
pub fn note_over(notes: &[Printed], table: &PlainTable) -> Option<Printed> {
    let top = table.cells.iter().flat_map(|c| &c.printed.places).filter(|p| p.page == table.page);
    let top = top.map(top_of).fold(f64::INFINITY, f64::min);
    let above = notes.iter().filter_map(|note| {
        let at = note.places.first().filter(|at| at.page == table.page)?;
        Some((note, top_of(at))).filter(|(_, y)| *y < top)
    });
    let (last, _) = above.max_by(|a, b| a.1.total_cmp(&b.1))?;
    unit_over(&last.text).map(|text| Printed { text, ..last.clone() })
}
