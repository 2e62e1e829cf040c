//! The plane of a record: everything that belongs to it, in one system of coordinates, and the questions
//! that the readers ask of it: where a label stands, what stands beside it.

use super::block::{Block, same_column, same_row};
use crate::layout::Line;
use crate::profile::{Lexicon, Profile, Relation};
use crate::recognise::raw::Printed;

/// Neighbouring cells may be this far apart: double lines and closely set tables.
const GAP: f64 = 6.0;
/// A value without a cell stands at most so many line heights from its label.
const REACH: f64 = 6.0;

/// Shorter words may stand in any text.
const LONG: usize = 3;
/// Confidence in a value that only stands near its label, without rules to say that it is the label's.
const UNRULED: f64 = 0.7;

/// Everything that belongs to one record.
pub struct Plane<'a> {
    /// Cells and loose lines in reading order.
    pub blocks: Vec<Block<'a>>,
    /// The form.
    pub profile: &'a Profile,
    /// Its labels.
    pub lexicon: &'a Lexicon,
    sections: Vec<(f64, &'a str)>,
    mirrored: bool,
}

/// A side of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To its right.
    Right,
    /// To its left.
    Left,
    /// Above it.
    Above,
    /// Below it.
    Below,
}

impl<'a> Plane<'a> {
    /// The plane of these blocks. One whose labels stand to the right of their values is turned over, so that
    /// they stand to the left; places on the page stay what they are.
    pub fn new(mut blocks: Vec<Block<'a>>, profile: &'a Profile, lexicon: &'a Lexicon) -> Self {
        let mirrored = is_mirrored(&blocks, profile);
        if mirrored {
            turn_over(&mut blocks);
        }
        let mut sections: Vec<(f64, &str)> = Vec::new();
        for name in &profile.sections {
            sections.extend(
                blocks.iter().filter(|b| b.is(name) || leads(b, name, lexicon)).map(|b| (b.at.y0, name.as_str())),
            );
        }
        sections.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { blocks, profile, lexicon, sections, mirrored }
    }

    /// Its blocks, standing as on the page.
    pub fn into_blocks(mut self) -> Vec<Block<'a>> {
        if self.mirrored {
            turn_over(&mut self.blocks);
        }
        self.blocks
    }

    /// The blocks that are the label `name`.
    pub fn labelled<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Block<'a>> {
        self.blocks.iter().filter(move |b| b.is(name))
    }

    /// The section that a block stands in: that of the last heading above its middle.
    pub fn section(&self, block: &Block) -> Option<&'a str> {
        let y = block.at.center().y + 2.0;
        self.sections.iter().take_while(|(top, _)| *top <= y).last().map(|(_, name)| *name)
    }

    /// Upper and lower end of a section; `None` where its heading does not stand.
    pub fn extent(&self, name: &str) -> Option<(f64, f64)> {
        let at = self.sections.iter().position(|(_, n)| *n == name)?;
        let top = self.sections.get(at)?.0;
        let next = self.sections.iter().skip(at).find(|(y, n)| *n != name && *y > top + 1.0);
        Some((top, next.map_or(f64::INFINITY, |(y, _)| *y)))
    }

    /// The blocks next to a block on one side, in reading order.
    pub fn beside(&self, block: &Block, side: Side) -> Vec<&Block<'a>> {
        let b = &block.at;
        let distance = |o: &Block| match side {
            Side::Right => o.at.x0 - b.x1,
            Side::Left => b.x0 - o.at.x1,
            Side::Above => b.y0 - o.at.y1,
            Side::Below => o.at.y0 - b.y1,
        };
        let level = |o: &Block| match side {
            Side::Right | Side::Left => same_row(b, &o.at),
            Side::Above | Side::Below => same_column(b, &o.at),
        };
        let reach = |o: &Block| if block.cell && o.cell { GAP } else { REACH * b.height().min(o.at.height()).max(4.0) };
        let near: Vec<(f64, &Block)> = self
            .blocks
            .iter()
            .filter(|o| !std::ptr::eq(*o, block) && level(o))
            .map(|o| (distance(o), o))
            .filter(|(d, o)| *d >= -1.5 && *d <= reach(o))
            .collect();
        let nearest = near.iter().map(|(d, _)| *d).fold(f64::INFINITY, f64::min);
        near.into_iter().filter(|(d, _)| *d <= nearest + GAP).map(|(_, o)| o).collect()
    }

    /// The value of the label `name`: what stands at the first of these relations that holds a cell or a text.
    ///
    /// A cell that is a label itself is no value. Several blocks are given where the label's cell is as high
    /// (or wide) as all of them. Nothing is given where the label does not stand.
    pub fn values(&self, name: &str, relations: &[Relation], section: Option<&str>) -> Vec<Printed> {
        let mut empty = Vec::new();
        let here = |b: &&Block| section.is_none() || self.section(b) == section;
        for label in self.labelled(name).filter(here) {
            for side in relations.iter().filter_map(|r| side(*r)) {
                let found = self.blocks_beside(label, side);
                if found.iter().any(|p| !p.text.trim().is_empty()) {
                    return found;
                }
                if empty.is_empty() {
                    empty = found;
                }
            }
        }
        let rest = self.blocks.iter().filter(|b| b.labels.is_empty()).filter(here).find_map(|b| {
            let first = b.lines.first()?;
            if relations.contains(&Relation::Inside) && b.lines.len() > 1 && self.lexicon.is(&first.text, name) {
                return b
                    .lines
                    .get(1..)
                    .map(|lines| weighed(b.printed_lines(lines), lines.iter().any(|l| self.is_label(l))));
            }
            let after =
                relations.contains(&Relation::After).then(|| self.lexicon.leads(&first.text, name)).flatten()?;
            after_separator(b, first, after)
        });
        rest.map_or(empty, |p| vec![p])
    }

    /// The values next to a label on one side.
    pub fn blocks_beside(&self, label: &Block<'a>, side: Side) -> Vec<Printed> {
        let found = self.beside(label, side);
        let value = |b: &&&Block| b.labels.is_empty() && !(b.shaded && label.shaded && b.is_blank());
        let printed = |b: &&Block| {
            // A cell with another label on one of its lines holds more than this label's value.
            let mixed = || b.lines.len() > 1 && b.lines.iter().any(|l| self.is_label(l));
            let doubtful = !b.cell || mixed() || b.lines.iter().any(|l| self.holds_field(l));
            weighed(b.printed(), doubtful)
        };
        found.iter().filter(value).map(printed).collect()
    }

    fn is_label(&self, line: &Line) -> bool {
        self.lexicon.read(&line.text).1 >= 1.0
    }

    /// Whether one of several words of a line is the label of a field: two cells' texts without a rule between.
    fn holds_field(&self, line: &Line) -> bool {
        let field = |word: &str| {
            let (names, sure) = self.lexicon.read(word);
            let long = word.chars().count() >= LONG;
            long && sure >= 1.0 && self.profile.fields.iter().any(|f| names.contains(&f.label))
        };
        line.text.trim().contains(char::is_whitespace) && line.text.split_whitespace().any(field)
    }
}

fn weighed(printed: Printed, doubtful: bool) -> Printed {
    let most = if doubtful { UNRULED } else { 1.0 };
    Printed { confidence: printed.confidence.min(most), ..printed }
}

fn side(relation: Relation) -> Option<Side> {
    match relation {
        Relation::Right => Some(Side::Right),
        Relation::Below => Some(Side::Below),
        Relation::Inside | Relation::After => None,
    }
}

fn turn_over(blocks: &mut [Block]) {
    for block in blocks {
        (block.at.x0, block.at.x1) = (-block.at.x1, -block.at.x0);
    }
}

/// Whether more labels of fields end their row on the right than begin it on the left.
fn is_mirrored(blocks: &[Block], profile: &Profile) -> bool {
    let beyond = |b: &Block, left: bool| {
        blocks
            .iter()
            .filter(|o| o.cell && same_row(&b.at, &o.at))
            .any(|o| if left { o.at.x1 <= b.at.x0 + 2.0 } else { o.at.x0 >= b.at.x1 - 2.0 })
    };
    let labels = blocks.iter().filter(|b| b.cell && profile.fields.iter().any(|f| b.is(&f.label)));
    let (mut begin, mut end) = (0, 0);
    for label in labels {
        match (beyond(label, true), beyond(label, false)) {
            (false, true) => begin += 1,
            (true, false) => end += 1,
            _ => {}
        }
    }
    end > begin
}

/// Whether a heading begins with the label (and goes on: `◇指標に対する達成状況（成果指標）　【…】`).
pub(super) fn leads(block: &Block, name: &str, lexicon: &Lexicon) -> bool {
    block.labels.is_empty()
        && !block.cell
        && block.lines.first().is_some_and(|l| lexicon.leads(&l.text, name).is_some())
}

/// What follows a label on its line after a colon or a wide blank.
fn after_separator(block: &Block, line: &Line, end: usize) -> Option<Printed> {
    let rest: Vec<char> = line.text.chars().skip(end).collect();
    let lead = rest.iter().take_while(|c| c.is_whitespace() || matches!(c, ':' | '：' | '】' | '］')).count();
    let separated = rest.iter().take(lead).any(|c| matches!(c, ':' | '：' | '】' | '］' | '\u{3000}'));
    if !separated {
        return None;
    }
    block.printed_part(line, end + lead, line.text.chars().count())
}
