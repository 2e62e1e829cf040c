//! Weights of the criteria, printed in brackets.

use super::super::canvas::Canvas;
use super::super::form::Label;

/// A bracket with a weight, and the criterion that it belongs to.
pub struct Weighted {
    /// Place of the criterion in the form.
    pub criterion: usize,
    /// What the bracket says.
    pub weight: u32,
    /// Its words and those of the label beside it.
    pub words: Vec<usize>,
}

/// The weights that the page prints, each with its criterion: the label beside it says which, else the rubric.
pub fn weights(canvas: &Canvas) -> Vec<Weighted> {
    let form = canvas.form;
    let by_rubric = |weight: u32| {
        let has = |name: &str| form.rubric().and_then(|r| r.weight(name)) == Some(weight);
        form.criteria.iter().position(|c| has(&c.name))
    };
    let mut weights = Vec::new();
    let mut from = 0;
    while let Some((bracket, weight)) = canvas.find_weight(from, canvas.lines) {
        let line = canvas.extent(&bracket).map_or(canvas.lines, |(line, _)| line);
        let near = |label: &Label| canvas.find(label, line.saturating_sub(2), line + 1);
        let labels = form.criteria.iter().enumerate().filter_map(|(i, c)| Some((i, near(&c.label)?)));
        let label = labels.max_by_key(|(i, words)| (canvas.extent(words).map(|(_, last)| last), *i));
        let found = label.or_else(|| Some((by_rubric(weight)?, Vec::new())));
        if let Some((criterion, label)) = found {
            weights.push(Weighted { criterion, weight, words: label.into_iter().chain(bracket).collect() });
        }
        from = line + 1;
    }
    weights
}
