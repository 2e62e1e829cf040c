//! Names of indicators that stand away from their rows: texts that say what can be counted.

use super::FITS;
use super::items::Item;
use super::lines::{Line, joined};
use crate::normalise;
use crate::recognise::labelled::is_unit;
use crate::recognise::raw::Printed;

/// What the names of indicators end in.
const COUNTED: [&str; 12] = ["数", "率", "割合", "額", "量", "人口", "度", "回", "時間", "面積", "延長", "平均"];
/// Longest name, in characters.
const LONGEST: usize = 70;
/// Shortest.
const SHORTEST: usize = 4;
/// Most lines of a name.
const MOST_LINES: usize = 4;

/// A name.
#[derive(Clone, Debug)]
pub struct Name {
    /// As printed.
    pub printed: Printed,
    /// Index of its first line.
    pub line: usize,
    /// The unit that stands on its line.
    pub unit: Option<Printed>,
}

/// The names in these lines, in order.
pub fn names(lines: &[Line], items: &[Item], from: usize, to: usize) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        let count = (1..=MOST_LINES).find(|n| at + n <= to && is_name(lines, items, at, *n));
        let Some(count) = count else {
            at += 1;
            continue;
        };
        let some: Vec<&Line> = lines.iter().skip(at).take(count).collect();
        let unit = some.last().and_then(|l| unit(l));
        found.push(Name { printed: printed(&some), line: at, unit });
        at += count;
    }
    found
}

fn printed(some: &[&Line]) -> Printed {
    let [only] = some else { return joined(some, "\n", FITS) };
    // A unit or the key of the row may stand beside it.
    let words: Vec<(usize, String)> = only.words().into_iter().filter(|(_, w)| w.chars().count() >= SHORTEST).collect();
    match words.as_slice() {
        [(from, word)] => only.part(*from..from + word.chars().count(), FITS),
        _ => only.whole(FITS),
    }
}

/// The unit at the end of a line.
fn unit(line: &Line) -> Option<Printed> {
    let words = line.words();
    let (from, word) = words.last().filter(|(_, w)| words.len() > 1 && is_unit(&normalise::fold(w)))?;
    Some(line.part(*from..from + word.chars().count(), FITS))
}

fn is_name(lines: &[Line], items: &[Item], at: usize, count: usize) -> bool {
    let Some(some) = lines.get(at..at + count) else { return false };
    let Some(first) = some.first() else { return false };
    let plain = items.get(at..at + count).is_some_and(|i| i.iter().all(|i| matches!(i, Item::Text)));
    // The line before leaves nothing open.
    let begins = at.checked_sub(1).and_then(|i| lines.get(i)).is_none_or(|before| {
        let bare = before.text.chars().count() <= 2 || before.text.contains("出典") || is_counted(&before.text);
        before.block != first.block || bare || !matches!(items.get(at - 1), Some(Item::Text))
    });
    // A letter of a label that is set downwards is no word.
    let word = first.text.chars().count() > 1;
    let together = some.iter().all(|l| l.block == first.block && l.page == first.page);
    let text: String = some.iter().map(|l| l.text.as_str()).collect();
    let length = text.chars().count();
    let prose = text.contains(['。', '「', '◆', '●', '○'])
        || text.starts_with(['・', '※', '(', '（', '①'])
        || text.contains("出典");
    plain && word && begins && together && !prose && (SHORTEST..=LONGEST).contains(&length) && is_counted(&text)
}

/// Whether a text ends in something that is counted, but for a remark in brackets and a unit.
pub fn is_counted(text: &str) -> bool {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|w| w.chars().count() < 4) {
        words.pop();
    }
    let folded = normalise::fold(&words.join(""));
    let bare =
        if folded.ends_with(')') { folded.rsplit_once('(').map_or(folded.as_str(), |(b, _)| b) } else { &folded };
    COUNTED.iter().any(|c| bare.ends_with(c))
}
