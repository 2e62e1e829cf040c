//! Blocks of lines, and which blocks a label takes that does not stand at their head.

use super::super::canvas::Canvas;
use super::labels::{Found, Slot};

/// Words of the page with the slot that they go to.
pub type Slots = Vec<(Slot, Vec<usize>)>;

/// Most words of a name.
const NAME_WORDS: usize = 6;

/// Words between blank lines.
pub fn blocks(canvas: &Canvas) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut fresh = true;
    for line in 0..canvas.lines {
        if canvas.is_blank(line) {
            fresh = true;
            continue;
        }
        if std::mem::take(&mut fresh) {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.extend(canvas.on_line(line));
        }
    }
    blocks
}

/// Lines without a label that stand between a cell of one line and the label of the next cell: they begin
/// the next cell, whose label is centred on it.
pub fn following_labels(canvas: &Canvas, labels: &[Found], block: &[usize]) -> Vec<(usize, Slot)> {
    let line = |i: usize| canvas.word(i).map(|w| w.line);
    let starts: Vec<(usize, usize, Slot)> = block
        .iter()
        .filter_map(|&i| Some((i, line(i)?, labels.iter().find(|f| f.words.first() == Some(&i))?.slot)))
        .collect();
    let mut moved = Vec::new();
    for pair in starts.windows(2) {
        let [(_, first, slot), (_, next, following)] = pair else { continue };
        let single = matches!(slot, Slot::Name | Slot::Policy | Slot::TargetGroup | Slot::Department);
        // A label that stands alone on its line has its cell below it.
        let filled = canvas.on_line(*first).any(|i| !labels.iter().any(|f| f.words.contains(&i)));
        if single && filled && first + 1 < *next {
            let begins = block.iter().find(|&&i| line(i).is_some_and(|l| l > *first));
            moved.extend(begins.map(|&i| (i, *following)));
        }
    }
    moved
}

/// The label of the issue stands in the middle of its text: blocks above it that a bullet ends are its own.
pub fn issue_above(canvas: &Canvas, labels: &[Found], slots: &mut Slots) {
    let Some(label) = labels.iter().find(|f| f.slot == Slot::Issue).and_then(|f| f.words.first().copied()) else {
        return;
    };
    let labelled = |block: &[usize]| labels.iter().any(|f| f.words.iter().any(|w| block.contains(w)));
    let blocks = blocks(canvas);
    let Some(own) = blocks.iter().position(|b| b.contains(&label)) else { return };
    let bullet = |i: &usize| canvas.word(*i).is_some_and(|w| w.text.starts_with('●'));
    for block in blocks.get(..own).unwrap_or_default().iter().rev().take(2) {
        if labelled(block) || block.len() > 12 {
            break;
        }
        let holds = block.iter().any(bullet);
        for (_, words) in slots.iter_mut() {
            words.retain(|i| !block.contains(i));
        }
        match slots.iter_mut().find(|(s, _)| *s == Slot::Issue) {
            Some((_, words)) => words.extend(block),
            None => slots.push((Slot::Issue, block.clone())),
        }
        // The block that holds the first bullet also holds the title, unless it begins with the bullet.
        if holds && !block.first().is_some_and(&bullet) {
            break;
        }
    }
    slots.retain(|(_, w)| !w.is_empty());
}

/// A name that stands as a block of its own amid the description: the one that is no sentence.
pub fn name_apart(canvas: &Canvas, labels: &[Found], slots: &mut Slots) {
    if slots.iter().any(|(s, w)| *s == Slot::Name && !w.is_empty()) {
        return;
    }
    let labelled = |block: &[usize]| labels.iter().any(|f| f.words.iter().any(|w| block.contains(w)));
    for block in blocks(canvas).into_iter().filter(|b| !labelled(b)) {
        let Some((_, words)) = slots.iter_mut().find(|(s, w)| {
            matches!(s, Slot::Description | Slot::Nothing | Slot::Department) && block.iter().all(|i| w.contains(i))
        }) else {
            continue;
        };
        let last = block.last().and_then(|&i| canvas.word(i)).map(|w| w.text.clone()).unwrap_or_default();
        let long =
            block.len() <= NAME_WORDS && last.chars().count() > 3 && !last.ends_with('。') && !last.ends_with('，');
        let office = last.ends_with('課') || last.ends_with('室');
        if long && !office {
            words.retain(|i| !block.contains(i));
            slots.push((Slot::Name, block));
            break;
        }
    }
    slots.retain(|(_, w)| !w.is_empty());
}
