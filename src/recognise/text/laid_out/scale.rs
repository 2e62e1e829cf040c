//! A scale of a sheet: the values that are printed, and the boxes below them.

use super::super::canvas::{Canvas, middle};
use super::super::word;
use crate::recognise::raw::{RawBox, RawMarks};

/// The line with most values of a scale: each with its column.
pub(super) fn most_on_a_line(
    canvas: &Canvas,
    from: usize,
    to: usize,
    value: impl Fn(&str) -> Option<String>,
) -> Vec<(String, usize)> {
    let mut best: Vec<(String, usize)> = Vec::new();
    for line in from..to {
        let found: Vec<_> = canvas
            .on_line(line)
            .filter_map(|i| canvas.word(i))
            .filter_map(|w| Some((value(&w.text)?, middle(w.column, w.column_end))))
            .collect();
        if found.len() > best.len() {
            best = found;
        }
    }
    best
}

/// Rows of boxes: the words of each line that are boxes.
pub(super) fn boxes_on_lines(canvas: &Canvas, from: usize, to: usize) -> Vec<Vec<usize>> {
    (from..to)
        .map(|l| canvas.on_line(l).filter(|&i| is_box(canvas, i)).collect::<Vec<_>>())
        .filter(|row| row.len() >= 2)
        .collect()
}

/// Whether a word is a box.
pub(super) fn is_box(canvas: &Canvas, index: usize) -> bool {
    canvas.word(index).is_some_and(|w| word::mark(&w.text).is_some())
}

/// Boxes with the scale value that stands above each: the same number in the same order, else by column.
pub(super) fn marks(canvas: &Canvas, boxes: &[usize], scale: &[(String, usize)]) -> RawMarks {
    let ordered = boxes.len() == scale.len();
    let boxes = boxes
        .iter()
        .enumerate()
        .filter_map(|(i, &index)| {
            let word = canvas.word(index)?;
            let value = if ordered {
                scale.get(i)
            } else {
                let at = middle(word.column, word.column_end);
                scale.iter().min_by_key(|(_, column)| column.abs_diff(at))
            };
            let mut printed = canvas.printed(&[index]);
            if !ordered {
                printed.confidence = 0.6;
            }
            Some(RawBox { value: value?.0.clone(), marked: word::mark(&word.text)?, printed })
        })
        .collect();
    RawMarks { boxes }
}
