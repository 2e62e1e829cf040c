//! The figures of a table with what is known of their place.

use super::super::canvas::Canvas;
use super::events::Event;
use super::item::Item;

/// Figures in a block of lines from which on blocks are rows.
const ROW_BLOCK: usize = 3;

/// The figures of some events.
pub fn items(canvas: &Canvas, events: &[Event]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut chunk = 0;
    let mut broken = false;
    let mut label = None;
    let mut pass = 0;
    let mut heads = 0;
    // Labels come with the first pass only, before their own figures.
    let two_passes = events.iter().any(|e| matches!(e, Event::Pass));
    for event in events {
        match event {
            Event::Pass => {
                pass += 1;
                broken = true;
                label = None;
            }
            Event::Cell(words) => {
                if std::mem::take(&mut broken) {
                    chunk += 1;
                }
                let text: String = words.iter().filter_map(|&i| canvas.word(i)).map(|w| w.text.as_str()).collect();
                let line = words.first().and_then(|&i| canvas.word(i)).map_or(0, |w| w.line);
                items.push(Item {
                    pass,
                    chunk,
                    line,
                    heads,
                    label,
                    bound: label.is_some() && two_passes,
                    words: words.clone(),
                    ..Item::new(&text)
                });
            }
            Event::Label(kind, _) => {
                broken = true;
                label = Some(*kind);
            }
            Event::Year(_) => {
                broken = true;
                label = None;
                heads += 1;
            }
            Event::Name(_) | Event::Role(_) => broken = true,
        }
    }
    stack(canvas, &mut items);
    items
}

/// Figures on lines of their own that follow each other: a row, if blocks of lines are rows, else one below the other.
fn stack(canvas: &Canvas, items: &mut [Item]) {
    if items.windows(2).any(|w| matches!(w, [a, b] if a.line == b.line)) {
        return;
    }
    let last_line = |item: &Item| item.words.last().and_then(|&i| canvas.word(i)).map_or(item.line, |w| w.line);
    let follows: Vec<bool> = (0..items.len())
        .map(|i| match (i.checked_sub(1).and_then(|b| items.get(b)), items.get(i)) {
            (Some(a), Some(b)) => a.chunk == b.chunk && last_line(a) + 1 == b.line,
            _ => false,
        })
        .collect();
    let runs: Vec<usize> = follows.split(|f| !f).map(|run| run.len() + 1).collect();
    let (single, long) = (runs.iter().filter(|&&n| n == 1).count(), runs.iter().filter(|&&n| n >= ROW_BLOCK).count());
    let mut line = 0;
    for (i, follows) in follows.iter().enumerate() {
        let Some(item) = items.get_mut(i) else { continue };
        if !follows {
            line = item.line;
        } else if long >= 2 && long >= single {
            item.line = line;
        } else if single > long {
            item.below = true;
        }
    }
}
