//! The names of records in a table that has come apart, and whom each is for: the short text between what stands
//! under a name and the next bulleted cell.

use super::fit::alike;
use super::located::{BULLETS, Text};
use crate::profile::label_key;
use crate::recognise::trust::FITTED;

/// Most lines of a name.
const LINES: usize = 3;
/// Least likeness of a name in the table to that in the outline.
const ALIKE: f64 = 0.7;
/// Longest text that says whom a record is for.
const LONGEST: usize = 40;

/// What a torn table says of a record.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Whether its name stands there.
    pub found: bool,
    /// Its name as the table prints it, where that is another than the outline's.
    pub name: Option<Text>,
    /// Whom it is for.
    pub target_group: Option<Text>,
}

/// A name in the text: its block, its last line there, and the words beside it.
#[derive(Clone)]
struct Found {
    block: usize,
    last: usize,
    text: Text,
    rest: Vec<Text>,
    alike: f64,
}

/// What a table says of records with these names. A block of lines without any is where a head stands; `others` are
/// texts that are no group of people: names of departments.
pub fn find(blocks: &[Vec<Text>], names: &[String], others: &[String]) -> Vec<Named> {
    let found: Vec<Option<Found>> = names.iter().map(|n| only(blocks, n, names)).collect();
    let taken: Vec<usize> = found.iter().flatten().map(|f| f.block).collect();
    let named = |(found, name): (&Option<Found>, &String)| {
        let Some(found) = found else { return Named::default() };
        let other = label_key(&found.text.string()) != label_key(name);
        Named {
            found: true,
            name: other.then(|| found.text.clone().at_most(FITTED)),
            target_group: target_group(blocks, found, &taken, others).map(|t| t.at_most(FITTED)),
        }
    };
    found.iter().zip(names).map(named).collect()
}

/// The only place of a name.
fn only(blocks: &[Vec<Text>], name: &str, names: &[String]) -> Option<Found> {
    let mut all: Vec<Found> = Vec::new();
    for (block, lines) in blocks.iter().enumerate() {
        for first in (0..lines.len()).filter(|f| !is_listed(lines.get(*f..).unwrap_or_default())) {
            for found in candidates(lines, block, first) {
                let shown = found.text.string();
                let likeness = alike(&shown, name);
                let best = names.iter().all(|n| n == name || alike(&shown, n) < likeness);
                if likeness >= ALIKE && best {
                    all.push(Found { alike: likeness, ..found });
                }
            }
        }
    }
    let top = all.iter().map(|f| f.alike).fold(0.0, f64::max);
    let mut best = all.into_iter().filter(|f| f.alike >= top);
    best.next().filter(|_| best.next().is_none())
}

/// What may be a name from a line on: some lines, or the line up to a blank in it.
fn candidates(lines: &[Text], block: usize, first: usize) -> Vec<Found> {
    let mut out = Vec::new();
    for last in first..lines.len().min(first + LINES) {
        let here = lines.get(first..=last).unwrap_or_default();
        let text = here.iter().cloned().fold(Text::default(), |all, l| all.join(l, "\n"));
        out.push(Found { block, last, text, rest: Vec::new(), alike: 0.0 });
    }
    if let Some(line) = lines.get(first) {
        let mut words = line.words();
        if words.len() > 1 {
            let text = words.remove(0);
            out.push(Found { block, last: first, text, rest: words, alike: 0.0 });
        }
    }
    out
}

fn target_group(blocks: &[Vec<Text>], found: &Found, taken: &[usize], others: &[String]) -> Option<Text> {
    let under = blocks.get(found.block)?.get(found.last + 1..).unwrap_or_default();
    let plausible = |text: &Text| {
        let key = label_key(&text.string());
        let length = key.chars().count();
        length > 0 && length <= LONGEST && !key.contains(['。', '●', '【', '：']) && !others.contains(&key)
    };
    // Beside the name: what it is for, behind what it does, which may stand under the name.
    if let Some(last) = found.rest.last() {
        let described = found.rest.len() > 1 || !under.is_empty();
        return Some(last.clone()).filter(|t| described && plausible(t));
    }
    let mut next = found.block + 1;
    if under.is_empty() {
        let about = blocks.get(next).filter(|b| !taken.contains(&next) && !is_listed(b))?;
        about.first()?;
        next += 1;
    }
    let mut text = Text::default();
    while let Some(block) = blocks.get(next).filter(|b| !b.is_empty() && !is_listed(b)) {
        let key = label_key(&block.iter().map(Text::string).collect::<String>());
        if taken.contains(&next) || others.contains(&key) {
            return None;
        }
        text = block.iter().cloned().fold(text, |all, l| all.join(l, "\n"));
        next += 1;
    }
    Some(text).filter(plausible)
}

/// Whether a block opens with a bullet, as cells of what was done do.
fn is_listed(block: &[Text]) -> bool {
    let first = block.first().and_then(|l| l.chars().first().copied());
    first.is_some_and(|c| BULLETS.contains(&c))
}
