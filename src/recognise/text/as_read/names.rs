//! Names of the indicators: each after its label or around it, or in the order of the labels.

use super::super::canvas::Canvas;
use super::super::figure::{is_dash, open_brackets};
use super::super::form::KINDS;
use super::super::label::fold;
use super::events::Event;

/// Most pieces of a name that comes after its label.
const PIECES: usize = 3;

/// The name of an indicator.
#[derive(Clone, Debug, Default)]
pub struct Name {
    /// Its words.
    pub words: Vec<usize>,
    /// Whether all of them surely are its own.
    pub sure: bool,
}

/// Takes the names out of the events: those around their labels, the one after each label, else the ones left in their order.
pub fn names(canvas: &Canvas, events: &mut [Event]) -> Vec<Name> {
    let mut names = centred(canvas, events);
    let around: Vec<usize> = names.iter().flatten().flat_map(|n| n.words.iter().copied()).collect();
    let mut after = after_labels(canvas, events, &around, &names);
    // A line right above a label may be its own or the end of the name before.
    let doubtful = names.iter().all(Option::is_none) && above_a_label(canvas, events);
    KINDS
        .iter()
        .enumerate()
        .map(|(i, _)| match names.get_mut(i).and_then(Option::take) {
            Some(name) => name,
            None => {
                let words = after.get_mut(i).map(std::mem::take).unwrap_or_default();
                let text: String = words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect();
                Name { sure: !doubtful && words.len() <= PIECES && open_brackets(&text) == 0, words }
            }
        })
        .collect()
}

/// A line of names: its number, the label on it, its other words.
struct Line {
    number: usize,
    label: Option<usize>,
    words: Vec<usize>,
}

/// Names and labels on lines that follow each other.
fn blocks(canvas: &Canvas, events: &[Event]) -> Vec<Vec<Line>> {
    let mut blocks: Vec<Vec<Line>> = Vec::new();
    for event in events {
        let (label, words) = match event {
            Event::Label(kind, word) => (Some(*kind), vec![*word]),
            Event::Name(words) => (None, words.clone()),
            _ => continue,
        };
        for i in words {
            let Some(number) = canvas.word(i).map(|w| w.line) else { continue };
            let last = blocks.last_mut().and_then(|b| b.last_mut());
            match last {
                Some(line) if line.number == number && (label.is_none() || line.label.is_none()) => {
                    line.label = line.label.or(label);
                    line.words.extend(label.is_none().then_some(i));
                }
                _ => {
                    let follows = last.is_some_and(|l| l.number + 1 == number);
                    let line = Line { number, label, words: label.is_none().then_some(i).into_iter().collect() };
                    match blocks.last_mut().filter(|_| follows) {
                        Some(block) => block.push(line),
                        None => blocks.push(vec![line]),
                    }
                }
            }
        }
    }
    blocks
}

/// Names in whose middle their labels stand, where lines above labels show that they do.
fn centred(canvas: &Canvas, events: &[Event]) -> Vec<Option<Name>> {
    let mut names = vec![None; KINDS.len()];
    for block in blocks(canvas, events) {
        let labels: Vec<usize> =
            (0..block.len()).filter(|&i| block.get(i).is_some_and(|l| l.label.is_some())).collect();
        let above =
            labels.windows(2).any(|w| matches!(w, [a, b] if a + 1 < *b)) || labels.first().is_some_and(|&l| l > 0);
        if labels.is_empty() || !above {
            continue;
        }
        let ways = ways(&block, &labels);
        let Some(way) = ways.first() else { continue };
        for (label, (from, to)) in labels.iter().zip(way) {
            let Some(kind) = block.get(*label).and_then(|l| l.label) else { continue };
            let words =
                block.get(*from..*to).unwrap_or_default().iter().flat_map(|l| l.words.iter().copied()).collect();
            if let Some(name) = names.get_mut(kind) {
                *name = Some(Name { words, sure: ways.len() == 1 });
            }
        }
    }
    names
}

/// All ways to give the lines of a block to its labels, so that each label stands in the middle of its lines.
fn ways(block: &[Line], labels: &[usize]) -> Vec<Vec<(usize, usize)>> {
    let mut ways: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    for (n, &label) in labels.iter().enumerate() {
        let next = labels.get(n + 1).copied().unwrap_or(block.len());
        let alone = block.get(label).is_some_and(|l| l.words.is_empty());
        let mut longer = Vec::new();
        for way in &ways {
            let from = way.last().map_or(0, |(_, to)| *to);
            let above = label - from;
            // Beside a line of the name, the label stands with the lower of two middle lines.
            let below = if alone { above..=above } else { above.saturating_sub(1)..=above };
            for to in below.map(|b| label + 1 + b).filter(|to| *to <= next) {
                longer.push([way.clone(), vec![(from, to)]].concat());
            }
        }
        ways = longer;
    }
    ways.retain(|way| way.last().is_some_and(|(_, to)| *to == block.len()));
    ways
}

/// Whether a name ends on the line right above a label.
fn above_a_label(canvas: &Canvas, events: &[Event]) -> bool {
    blocks(canvas, events)
        .iter()
        .any(|b| b.windows(2).any(|w| matches!(w, [a, b] if a.label.is_none() && b.label.is_some())))
}

/// The name after each label, else the ones left in their order; `around` and `known` have theirs.
fn after_labels(canvas: &Canvas, events: &mut [Event], around: &[usize], known: &[Option<Name>]) -> Vec<Vec<usize>> {
    let mut names: Vec<Vec<usize>> = vec![Vec::new(); KINDS.len()];
    let labelled: Vec<(usize, usize)> = events
        .iter()
        .enumerate()
        .filter_map(|(i, e)| if let Event::Label(kind, _) = e { Some((i, *kind)) } else { None })
        .filter(|(_, kind)| known.get(*kind).is_none_or(Option::is_none))
        .collect();
    for &(at, kind) in &labelled {
        let (Some(Event::Name(words)), Some(name)) = (events.get(at + 1), names.get_mut(kind)) else { continue };
        *name = words.clone();
    }
    // The dash of an indicator that has no name.
    for &(at, kind) in &labelled {
        if names.get(kind).is_some_and(|n| n.is_empty())
            && let Some(Event::Cell(words)) = events.get(at + 1)
        {
            let line = |w: &[usize]| w.first().and_then(|&i| canvas.word(i)).map(|w| w.line);
            let alone = !matches!(events.get(at + 2), Some(Event::Cell(next)) if line(next) == line(words));
            let dash = words.iter().all(|&i| canvas.word(i).is_some_and(|w| is_dash(&fold(&w.text))));
            if alone && dash {
                let words = words.clone();
                if let (Some(name), Some(event)) = (names.get_mut(kind), events.get_mut(at + 1)) {
                    *event = Event::Name(words.clone());
                    *name = words;
                }
            }
        }
    }
    let taken: Vec<usize> = names.iter().flatten().chain(around).copied().collect();
    let mut left: Vec<Vec<usize>> = events
        .iter()
        .filter_map(|e| if let Event::Name(w) = e { Some(w.clone()) } else { None })
        .filter(|w| w.iter().all(|i| !taken.contains(i)))
        .collect();
    left.reverse();
    let free = |i: usize| known.get(i).is_none_or(Option::is_none);
    for (_, name) in names.iter_mut().enumerate().filter(|(i, n)| n.is_empty() && free(*i)) {
        if let Some(words) = left.pop() {
            *name = words;
        }
    }
    // What is left continues the last name.
    for words in left.into_iter().rev() {
        if let Some(name) = names.iter_mut().rev().find(|n| !n.is_empty()) {
            name.extend(words);
        }
    }
    names
}
