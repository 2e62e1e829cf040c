//! Which lines belong to which of the cells that stand below each other.
//!
//! A dump has no rules between cells; but a form centres the label of a cell on its text, so a
//! cell reaches as far above its label as below, and a blank line often parts two cells.

use super::super::canvas::Canvas;

/// Lines of a section, end exclusive.
pub type Lines = std::ops::Range<usize>;

const NO_BLANK: usize = 6;
const INSIDE_SENTENCE: usize = 6;
const INSIDE_LIST: usize = 4;
const GAP: usize = 2;
const BULLETS: [char; 6] = ['●', '・', '○', '◆', '■', '※'];

/// Divides lines `[from, to)` among sections whose labels cover the given first and last lines.
///
/// `text` says whether a word counts as text of the sections. Labels must be in order and apart.
pub fn divide(
    canvas: &Canvas,
    from: usize,
    to: usize,
    labels: &[(usize, usize)],
    text: &dyn Fn(usize) -> bool,
) -> Vec<Lines> {
    let filled: Vec<usize> = (from..to).filter(|&l| canvas.on_line(l).any(text)).collect();
    divide_by(from..to, labels, &filled, &|at| cut_cost(canvas, at, &filled, text))
}

/// As [`divide`], where `filled` are the lines with text and `cut` says what speaks against a new
/// section from a line on.
pub fn divide_by(
    within: Lines,
    labels: &[(usize, usize)],
    filled: &[usize],
    cut: &dyn Fn(usize) -> usize,
) -> Vec<Lines> {
    let (from, to) = (within.start, within.end);
    // The cheapest way to end the sections so far before a line: the line, the cost, and where sections begin.
    let mut best: Vec<(usize, usize, Vec<usize>)> = vec![(from, 0, Vec::new())];
    for (i, &(first, last)) in labels.iter().enumerate() {
        let ends: Vec<usize> = match labels.get(i + 1) {
            Some(&(next, _)) => (last + 1..=next.max(last + 1)).collect(),
            None => vec![to],
        };
        let mut following = Vec::new();
        for end in ends {
            let choice = best
                .iter()
                .filter(|(start, _, _)| *start <= first)
                .map(|(start, cost, starts)| {
                    let mut starts = starts.clone();
                    starts.push(*start);
                    let cut = if end == to { 0 } else { cut(end) };
                    (end, cost + asymmetry(filled, *start, end, first, last).pow(2) + cut, starts)
                })
                .min_by_key(|(_, cost, _)| *cost);
            following.extend(choice);
        }
        best = following;
    }
    let Some((_, _, starts)) = best.into_iter().min_by_key(|(_, cost, _)| *cost) else {
        return labels.iter().map(|&(first, last)| first..last + 1).collect();
    };
    starts.iter().enumerate().map(|(i, &start)| start..starts.get(i + 1).copied().unwrap_or(to)).collect()
}

/// How much farther the filled lines of `[start, end)` reach on one side of the label than on the other.
fn asymmetry(filled: &[usize], start: usize, end: usize, first: usize, last: usize) -> usize {
    let above = filled.iter().filter(|&&l| start <= l && l < first).count();
    let below = filled.iter().filter(|&&l| last < l && l < end).count();
    above.abs_diff(below)
}

/// What speaks against a new cell from line `at` on.
fn cut_cost(canvas: &Canvas, at: usize, filled: &[usize], text: &dyn Fn(usize) -> bool) -> usize {
    let above = filled.iter().rev().find(|&&l| l < at);
    let below = filled.iter().find(|&&l| l >= at);
    let (Some(&above), Some(&below)) = (above, below) else { return 0 };
    if (above + 1..below).any(|l| canvas.is_blank(l)) {
        return 0;
    }
    let words = |line: usize| canvas.on_line(line).filter(|&i| text(i)).filter_map(|i| canvas.word(i));
    let margin = filled.iter().flat_map(|&l| words(l)).map(|w| w.column_end).max().unwrap_or(0);
    let wrapped = words(above).last().is_some_and(|w| !w.text.ends_with('。') && w.column_end * 10 >= margin * 9);
    let bullet = |line: usize| words(line).next().and_then(|w| w.text.chars().next()).filter(|c| BULLETS.contains(c));
    let list_above = filled.iter().rev().filter(|&&l| l < at).find_map(|&l| bullet(l));
    let list_below = bullet(below);
    let inside_list = list_below.is_some() && (list_above.is_none() || list_above == list_below);
    let sentence = if wrapped { INSIDE_SENTENCE } else { 0 };
    if above + 1 < below {
        return GAP + sentence;
    }
    NO_BLANK + sentence + if inside_list { INSIDE_LIST } else { 0 }
}
