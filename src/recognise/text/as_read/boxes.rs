//! Rows of boxes of a dump without layout: which boxes are a scale, and what each of them stands for.

use super::super::canvas::{CLEAN, Canvas};
use super::super::form::Form;
use super::super::word;
use crate::recognise::raw::{RawBox, RawMarks};

/// Confidence of boxes that the dump tore.
const OPEN: f64 = 0.6;

/// Boxes of one scale in printed order.
#[derive(Clone, Debug)]
pub struct Row {
    /// The boxes.
    pub boxes: Vec<usize>,
    confidence: f64,
    /// What the boxes stand for, where the dump prints it beside each.
    values: Option<Vec<String>>,
}

impl Row {
    fn new(boxes: &[usize], confidence: f64) -> Self {
        Self { boxes: boxes.to_vec(), confidence, values: None }
    }

    /// The marks; `values` says what the boxes stand for unless the dump does.
    pub fn marks(self, canvas: &Canvas, values: Vec<String>) -> RawMarks {
        let values = self.values.unwrap_or(values);
        let boxes = self.boxes.iter().zip(&values).filter_map(|(&i, value)| {
            let mut printed = canvas.printed(&[i]);
            printed.confidence = printed.confidence.min(self.confidence);
            Some(RawBox { value: value.clone(), marked: word::mark(&canvas.word(i)?.text)?, printed })
        });
        RawMarks { boxes: boxes.collect() }
    }
}

/// The scales of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Achievement.
    pub achievement: Option<Row>,
    /// What the panels rate: each panel's criteria in printed order, panel after panel.
    pub levels: Vec<Option<Row>>,
    /// Direction.
    pub direction: Option<Row>,
}

/// Numbers of boxes of the scales, by the form.
struct Sizes {
    achievement: usize,
    /// One for each row of the panels.
    levels: Vec<usize>,
    direction: usize,
}

impl Sizes {
    fn of(form: &Form<'_>) -> Self {
        let levels = form.panels.iter().flat_map(|_| form.criteria.iter().map(|c| form.levels(&c.name).len()));
        Self {
            achievement: form.achievement.levels.len(),
            levels: levels.collect(),
            direction: form.direction.levels.len(),
        }
    }

    fn panels(&self) -> usize {
        self.levels.iter().sum()
    }

    /// The boxes of all panels cut into rows.
    fn cut<'b>(&self, boxes: &'b [usize]) -> Vec<&'b [usize]> {
        let mut rest = boxes;
        let cut = |n: &usize| {
            let (row, after) = rest.split_at(*n.min(&rest.len()));
            rest = after;
            row
        };
        self.levels.iter().map(cut).collect()
    }

    /// Whether no run of boxes ends within a scale, the achievement's first.
    fn are_kept(&self, runs: &[Vec<usize>]) -> bool {
        let mut ends: Vec<usize> = vec![0, self.achievement];
        for size in self.levels.iter().chain([&self.direction]) {
            ends.push(ends.last().copied().unwrap_or(0) + size);
        }
        let mut count = 0;
        runs.iter().all(|r| {
            count += r.len();
            ends.contains(&count)
        })
    }
}

/// The scales among the boxes from word `first` on.
pub fn rows(canvas: &Canvas, first: usize) -> Rows {
    let form = canvas.form;
    let sizes = Sizes::of(form);
    let is_box = |i: &usize| canvas.word(*i).is_some_and(|w| word::mark(&w.text).is_some());
    let all: Vec<usize> = (first..canvas.words.len()).filter(is_box).collect();
    let runs = runs(&all);
    let sure = |boxes: &[usize]| Some(Row::new(boxes, CLEAN));
    if sizes.are_kept(&runs) && all.len() == sizes.achievement + sizes.panels() + sizes.direction {
        let (achievement, rest) = all.split_at(sizes.achievement);
        let (panels, direction) = rest.split_at(sizes.panels());
        let levels = sizes.cut(panels).into_iter().map(sure).collect();
        return Rows { achievement: sure(achievement), levels, direction: sure(direction) };
    }
    let choices: Vec<usize> = form
        .direction
        .levels
        .iter()
        .filter_map(|(_, d)| canvas.find(d, 0, canvas.lines))
        .filter_map(|w| w.last().copied())
        .collect();
    let after_choice =
        |run: &Vec<usize>| run.first().and_then(|&i| i.checked_sub(1)).is_some_and(|i| choices.contains(&i));
    let first_choice = choices.iter().min().copied().unwrap_or(usize::MAX);
    let (direction, rest): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        runs.into_iter().partition(|r| after_choice(r) || r.first().is_some_and(|&i| i > first_choice));
    let direction: Vec<usize> = direction.into_iter().flatten().collect();
    let direction = (direction.len() == sizes.direction).then_some(Row::new(&direction, CLEAN));

    let letter_of = |i: usize| canvas.word(i.checked_sub(1)?).and_then(|w| form.letter(&w.text));
    let lettered: Vec<usize> =
        rest.iter().filter(|r| r.len() == 1).flatten().copied().filter(|&i| letter_of(i).is_some()).collect();
    if lettered.len() == sizes.achievement {
        // Each letter is followed by its box, whatever the order of the letters.
        let values: Vec<String> = lettered.iter().filter_map(|&i| letter_of(i)).collect();
        let achievement = Row { values: Some(values), ..Row::new(&lettered, CLEAN) };
        let rest: Vec<Vec<usize>> = rest.into_iter().filter(|r| !r.iter().any(|i| lettered.contains(i))).collect();
        return Rows { achievement: Some(achievement), levels: panels(canvas, &sizes, &rest), direction };
    }
    let flat: Vec<usize> = rest.iter().flatten().copied().collect();
    if sizes.are_kept(&rest) && flat.len() == sizes.achievement + sizes.panels() {
        let (achievement, panels) = flat.split_at(sizes.achievement);
        let levels = sizes.cut(panels).into_iter().map(sure).collect();
        return Rows { achievement: sure(achievement), levels, direction };
    }
    Rows { direction, ..torn(canvas, &sizes, &rest) }
}

/// Boxes that follow each other.
fn runs(all: &[usize]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for &i in all {
        match runs.last_mut() {
            Some(run) if run.last() == Some(&(i.wrapping_sub(1))) => run.push(i),
            _ => runs.push(vec![i]),
        }
    }
    runs
}

/// The scales of the panels where their rows are whole, or at least look like rows: one mark in each.
fn panels(canvas: &Canvas, sizes: &Sizes, runs: &[Vec<usize>]) -> Vec<Option<Row>> {
    let boxes: Vec<usize> = runs.iter().flatten().copied().collect();
    let lacking = vec![None; sizes.levels.len()];
    if boxes.len() != sizes.panels() {
        return lacking;
    }
    let whole = Sizes { achievement: 0, levels: sizes.levels.clone(), direction: 0 }.are_kept(runs);
    let marked = |i: &&usize| canvas.word(**i).is_some_and(|w| word::mark(&w.text) == Some(true));
    let rows = sizes.cut(&boxes);
    if !whole && !rows.iter().all(|row| row.iter().filter(marked).count() == 1) {
        return lacking;
    }
    let confidence = if whole { CLEAN } else { OPEN };
    rows.into_iter().map(|row| Some(Row::new(row, confidence))).collect()
}

/// A dump that goes down the columns: the first box of a scale stands by its label, the others elsewhere.
fn torn(canvas: &Canvas, sizes: &Sizes, runs: &[Vec<usize>]) -> Rows {
    let lacking = vec![None; sizes.levels.len()];
    let Some(&size) = sizes.levels.first() else { return Rows::default() };
    if size < 2 || sizes.levels.iter().any(|s| *s != size) {
        return Rows { levels: lacking, ..Rows::default() };
    }
    let by_label = |run: &[usize]| {
        let before = run.first().and_then(|&i| i.checked_sub(1)).and_then(|i| canvas.word(i));
        before.is_some_and(|w| {
            word::weight(&w.text).is_some() || canvas.form.criteria.iter().any(|c| c.label.is(&w.text))
        })
    };
    let begins = |r: &Vec<usize>| by_label(r) && (r.len() == 1 || r.len() == size);
    let heads: Vec<&Vec<usize>> = runs.iter().filter(|r| begins(r)).collect();
    let tails: Vec<usize> =
        runs.iter().filter(|r| !begins(r) && r.len() % (size - 1) == 0).flatten().copied().collect();
    let others: Vec<usize> =
        runs.iter().filter(|r| !begins(r)).flatten().filter(|i| !tails.contains(i)).copied().collect();
    let achievement = (others.len() == sizes.achievement).then_some(Row::new(&others, OPEN));
    let short = heads.iter().filter(|h| h.len() == 1).count();
    if heads.len() != sizes.levels.len() || tails.len() != short * (size - 1) {
        return Rows { achievement, levels: lacking, direction: None };
    }
    let mut tails = tails.chunks(size - 1);
    let row = |head: &Vec<usize>| {
        let tail = if head.len() == 1 { tails.next().unwrap_or_default() } else { &[] };
        let boxes: Vec<usize> = head.iter().chain(tail).copied().collect();
        Some(Row::new(&boxes, if head.len() == 1 { OPEN } else { CLEAN }))
    };
    Rows { achievement, levels: heads.into_iter().map(row).collect(), direction: None }
}

/// Values of a criterion's scale in printed order: best first, unless the first digits on the page go up.
pub fn levels(canvas: &Canvas, first: usize, criterion: &str) -> Vec<String> {
    let mut values = canvas.form.levels(criterion);
    let printed: Vec<String> = (first..canvas.words.len())
        .filter_map(|i| canvas.word(i))
        .filter(|w| w.text.chars().all(|c| !c.is_ascii()))
        .filter_map(|w| word::digit(&w.text))
        .map(String::from)
        .collect();
    let up: Vec<String> = values.iter().rev().cloned().collect();
    if up.len() > 2 && up.iter().zip(&printed).take(3).all(|(a, b)| a == b) && printed.len() > 2 {
        values.reverse();
    }
    values
}

/// Letters of the achievement scale: best first, unless the first that stand on the page begin with the worst.
pub fn letters(canvas: &Canvas, first: usize) -> Vec<String> {
    let mut letters: Vec<String> = canvas.form.achievement.levels.iter().map(|(v, _)| v.clone()).collect();
    let found: Vec<String> = (first..canvas.words.len())
        .filter_map(|i| canvas.word(i))
        .filter_map(|w| canvas.form.letter(&w.text))
        .take(letters.len())
        .collect();
    let mut sorted = found.clone();
    sorted.sort();
    sorted.dedup();
    if found.first() == letters.last() && sorted.len() == letters.len() {
        letters.reverse();
    }
    letters
}

/// Choices of the direction in the order in which they come.
pub fn directions(canvas: &Canvas) -> Vec<String> {
    let mut found: Vec<(usize, String)> = canvas
        .form
        .direction
        .levels
        .iter()
        .filter_map(|(value, d)| Some((canvas.find(d, 0, canvas.lines)?.first().copied()?, value.clone())))
        .collect();
    found.sort();
    found.into_iter().map(|(_, d)| d).collect()
}
