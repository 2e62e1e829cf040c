//! Where the heads of the table stand when they do not stand above its figures.

use super::super::canvas::Canvas;
use super::super::label::fold;
use super::super::word;
use super::events::{Event, events};

/// Longest line of a name.
const NAME_LINE: usize = 24;

/// The years of all heads that fill a line of the page.
pub fn years_elsewhere(canvas: &Canvas) -> Vec<i32> {
    let alone = |l: usize| {
        let text: String = canvas.on_line(l).filter_map(|i| canvas.word(i)).map(|w| fold(&w.text)).collect();
        let half = word::era_year(&text).is_some() || (text.starts_with('(') && text.ends_with("年度"));
        !text.is_empty() && (half || word::year_head(&text).is_some())
    };
    let lines: Vec<usize> = (0..canvas.lines).filter(|&l| alone(l)).collect();
    let mut years = Vec::new();
    let mut at = 0;
    while let Some(&line) = lines.get(at) {
        // The halves of a wrapped head stand on lines that follow each other.
        let to = if lines.get(at + 1) == Some(&(line + 1)) { line + 2 } else { line + 1 };
        let found = events(canvas, line, to);
        years.extend(found.iter().filter_map(Event::year));
        at += 1;
    }
    years.sort_unstable();
    years.dedup();
    years
}

/// Whether a line is nothing but heads of years or of roles.
pub fn is_head_line(canvas: &Canvas, line: usize) -> bool {
    let head = |text: &str| word::year_head(text).is_some() || canvas.form.role(text).is_some();
    !canvas.is_blank(line)
        && canvas.on_line(line).all(|i| canvas.word(i).is_some_and(|w| head(&w.text)))
        && canvas
            .on_line(line + 1)
            .chain(canvas.on_line(line + 2))
            .any(|i| canvas.word(i).is_some_and(|w| head(&w.text)))
}

/// Heads, names and figures that a dump of two passes gives after the labels of the page.
pub fn second_part(canvas: &Canvas, after: usize) -> Option<(usize, usize)> {
    let years = |l: usize| {
        canvas.on_line(l).filter_map(|i| canvas.word(i)).filter(|w| word::year_head(&w.text).is_some()).count()
    };
    let start =
        (after..canvas.lines).find(|&l| years(l) >= 2 || (years(l) == 1 && years(l + 1) == 1 && years(l + 2) == 1))?;
    let long = |l: usize| {
        canvas
            .on_line(l)
            .filter_map(|i| canvas.word(i))
            .any(|w| w.text.chars().count() > NAME_LINE || w.text.starts_with('◇'))
    };
    let end = (start..canvas.lines).find(|&l| long(l)).unwrap_or(canvas.lines);
    Some((start, end))
}
