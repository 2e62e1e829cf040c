//! Pages → planes: which records stand on a page (one, two side by side or one above the other, a part of
//! one), and of which kind each is.

use super::block::{Block, same_column, same_row};
use super::plane::{Plane, leads};
use crate::geom::Rect;
use crate::layout::PageLayout;
use crate::normalise;
use crate::profile::{Lexicon, PageKind, Profile, label_key};
use rayon::prelude::*;

/// Columns of grids this far apart are records side by side.
const APART: f64 = 6.0;
/// A column of records takes at least this share of the page's width, and its grids this one of its height.
const WIDE: f64 = 0.2;
const HIGH: f64 = 0.08;
/// A record of which this share of the labels stands is of that kind.
const SHARE: f64 = 0.6;
/// A part of a sheet has at least this share of its labels.
const PART: f64 = 0.2;

/// Borders of rows that were broken between pages lie no further apart than this, sideways.
const ALIKE: f64 = 2.0;

/// What a plane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of the form of that kind.
    Known(PageKind),
    /// Anything else.
    Other,
}

/// One record, or a page without records.
pub struct Record<'a> {
    /// What it is.
    pub kind: Kind,
    /// Whether the number of a sheet stands on it.
    pub number: bool,
    /// Its first page.
    pub page: u32,
    /// What stands on it.
    pub plane: Plane<'a>,
}

/// The records of a document, in order.
pub fn records<'a>(layouts: &'a [PageLayout], profile: &'a Profile, lexicon: &'a Lexicon) -> Vec<Record<'a>> {
    let parts = layouts.par_iter().map(|layout| {
        let areas = areas(layout, profile, lexicon).into_iter();
        areas.map(|blocks| Part::new(blocks, profile, lexicon)).collect()
    });
    let parts: Vec<Vec<Part>> = parts.collect();
    let mut records: Vec<Record> = Vec::new();
    for (layout, parts) in layouts.iter().zip(parts) {
        for part in parts {
            let continued = match records.last() {
                Some(last) if part.continues(last) => records.pop(),
                _ => None,
            };
            records.push(match continued {
                Some(before) => before.followed_by(part, profile, lexicon),
                None => part.record(layout.page),
            });
        }
    }
    records
}

/// The blocks of each record of a page.
fn areas<'a>(layout: &'a PageLayout, profile: &Profile, lexicon: &'a Lexicon) -> Vec<Vec<Block<'a>>> {
    let columns = columns(layout);
    let mut areas: Vec<Vec<Block>> = columns.iter().map(|_| Vec::new()).collect();
    let cells = layout.cells().map(|(_, c)| Block::of_cell(c, layout.page, lexicon));
    let lines = layout.loose.iter().map(|l| Block::of_line(l, layout.page, lexicon));
    for block in cells.chain(lines) {
        let x = block.at.center().x;
        let away = |c: &(f64, f64)| (c.0 - x).max(x - c.1).max(0.0);
        let nearest = columns.iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1)));
        if let Some(area) = nearest.and_then(|(i, _)| areas.get_mut(i)) {
            area.push(block);
        }
    }
    // The blocks of all pages are held at once.
    areas.iter_mut().for_each(Vec::shrink_to_fit);
    areas.into_iter().flat_map(|blocks| stacked(blocks, layout, profile, lexicon)).collect()
}

/// The columns in which grids stand; one over the whole page where they are not clearly apart.
fn columns(layout: &PageLayout) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = layout.grids.iter().map(|g| (g.bbox.x0, g.bbox.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for span in spans {
        match columns.last_mut() {
            Some(last) if span.0 < last.1 + APART => last.1 = last.1.max(span.1),
            _ => columns.push(span),
        }
    }
    let tall = |c: &(f64, f64)| {
        let inside: f64 = layout
            .grids
            .iter()
            .filter(|g| g.bbox.x0 >= c.0 - 1.0 && g.bbox.x1 <= c.1 + 1.0)
            .map(|g| g.bbox.height())
            .sum();
        inside >= HIGH * layout.height && c.1 - c.0 >= WIDE * layout.width
    };
    if columns.len() > 1 && columns.iter().all(tall) { columns } else { vec![(0.0, layout.width)] }
}

/// Parts a column where a second sheet begins below the first.
fn stacked<'a>(
    blocks: Vec<Block<'a>>,
    layout: &PageLayout,
    profile: &Profile,
    lexicon: &Lexicon,
) -> Vec<Vec<Block<'a>>> {
    if share(&blocks, profile, lexicon, PageKind::List) >= SHARE
        && share(&blocks, profile, lexicon, PageKind::Sheet) < SHARE
    {
        return vec![blocks];
    }
    let heads: Vec<f64> = blocks.iter().filter(|b| is_number_label(b, &blocks, profile)).map(|b| b.at.y0).collect();
    let mut cuts = Vec::new();
    let first = usize::from(!heads.first().is_some_and(|head| stands_after(*head, &blocks, layout, profile, lexicon)));
    for head in heads.iter().skip(first) {
        // Above the head, and below the last grid that ends before it: titles stand between.
        let own = layout.grids.iter().filter(|g| g.bbox.y0 <= *head + 1.0 && g.bbox.y1 > *head).map(|g| g.bbox.y0);
        let top = own.fold(*head, f64::min);
        let inside = heads.iter().any(|h| *h < *head - 1.0 && *h >= top - 1.0);
        let before = layout.grids.iter().map(|g| g.bbox.y1).filter(|y| *y <= top + 1.0).fold(0.0, f64::max);
        cuts.push(if inside { *head - 1.0 } else { before });
    }
    if cuts.is_empty() {
        return vec![blocks];
    }
    let mut areas: Vec<Vec<Block>> = (0..=cuts.len()).map(|_| Vec::new()).collect();
    for block in blocks {
        let at = cuts.iter().filter(|c| block.at.center().y > **c).count();
        if let Some(area) = areas.get_mut(at) {
            area.push(block);
        }
    }
    areas
}

/// Whether something of its own stands above the first head of a page: a list, or the end of the sheet that
/// began on the page before. What a sheet prints above its number belongs to its head.
fn stands_after(head: f64, blocks: &[Block], layout: &PageLayout, profile: &Profile, lexicon: &Lexicon) -> bool {
    let own = layout.grids.iter().filter(|g| g.bbox.y0 <= head + 1.0 && g.bbox.y1 > head).map(|g| g.bbox.y0);
    let top = own.fold(head, f64::min);
    let above: Vec<Block> = blocks.iter().filter(|b| b.at.y1 <= top + 1.0).cloned().collect();
    let of_head = |b: &Block| profile.fields.iter().any(|f| f.slot.narrative().is_none() && b.is(&f.label));
    let of_rest = |b: &Block| {
        let must = profile.page(PageKind::Sheet).into_iter().flat_map(|rule| &rule.must);
        let narratives = profile.fields.iter().filter(|f| f.slot.narrative().is_some()).map(|f| &f.label);
        must.chain(&profile.sections).chain(narratives).any(|name| b.is(name)) && !of_head(b)
    };
    let cells = || above.iter().filter(|b| b.cell);
    share(&above, profile, lexicon, PageKind::List) >= SHARE
        || cells().any(of_rest)
        || (cells().any(|b| !b.is_blank()) && !cells().any(of_head))
}

/// Whether a block is the label of a sheet's number: the number stands beside it or alone below it.
fn is_number_label(block: &Block, blocks: &[Block], profile: &Profile) -> bool {
    number_label(profile).is_some_and(|label| block.is(label)) && number_beside(block, blocks).is_some()
}

/// The number that a label stands beside. The head of a list's column has many numbers below it: none of them.
fn number_beside(label: &Block, blocks: &[Block]) -> Option<String> {
    let at = &label.at;
    let right = |b: &&Block| b.at.x0 >= at.x1 - 2.0 && b.at.x0 <= at.x1 + 40.0 && same_row(at, &b.at);
    let below = |b: &&Block| b.at.y0 >= at.y1 - 2.0 && b.at.y0 <= at.y1 + 10.0 && same_column(at, &b.at);
    let left = |b: &&Block| b.at.x1 <= at.x0 + 2.0 && b.at.x1 >= at.x0 - 40.0 && same_row(at, &b.at);
    let number = |b: &Block| normalise::project_number(&b.text);
    let beside = blocks.iter().filter(right).find_map(number);
    beside.or_else(|| blocks.iter().filter(left).find_map(number)).or_else(|| {
        let cell = blocks.iter().filter(below).find(|b| number(b).is_some())?;
        let next =
            |b: &&Block| b.at.y0 >= cell.at.y1 - 2.0 && b.at.y0 <= cell.at.y1 + 10.0 && same_column(&cell.at, &b.at);
        let column = blocks.iter().filter(next).any(|b| number(b).is_some());
        if column { None } else { number(cell) }
    })
}

fn number_label(profile: &Profile) -> Option<&str> {
    profile.fields.iter().find(|f| f.slot == crate::profile::Slot::Number).map(|f| f.label.as_str())
}

/// Share of the labels of a kind of page that stand; 0 where one stands that must not.
fn share(blocks: &[Block], profile: &Profile, lexicon: &Lexicon, kind: PageKind) -> f64 {
    let Some(rule) = profile.page(kind) else { return 0.0 };
    let stands = |name: &String| {
        // Rules are running text; the labels of the other kinds stand by themselves.
        blocks.iter().any(|b| b.is(name) || (kind == PageKind::Rules && lexicon.stands_in(&label_key(&b.text), name)))
    };
    if rule.must.is_empty() || rule.must_not.iter().any(|name| blocks.iter().any(|b| b.is(name))) {
        return 0.0;
    }
    rule.must.iter().filter(|n| stands(n)).count() as f64 / rule.must.len() as f64
}

/// What stands in one area, and what it looks like.
struct Part<'a> {
    plane: Plane<'a>,
    sheet: f64,
    list: f64,
    rules: f64,
    number: Option<String>,
}

impl<'a> Part<'a> {
    fn new(blocks: Vec<Block<'a>>, profile: &'a Profile, lexicon: &'a Lexicon) -> Self {
        let of = |kind| share(&blocks, profile, lexicon, kind);
        let (sheet, list, rules) = (of(PageKind::Sheet), of(PageKind::List), of(PageKind::Rules));
        let label = blocks.iter().find(|b| is_number_label(b, &blocks, profile));
        let number = label.and_then(|l| number_beside(l, &blocks)).or_else(|| {
            let after = |b: &Block| {
                let line = b.lines.first()?;
                let end = lexicon.leads(&line.text, number_label(profile)?)?;
                let rest: String = line.text.chars().skip(end).collect();
                let rest = rest.trim_start_matches([':', '：', ' ', '\u{3000}']);
                normalise::project_number(rest.split_whitespace().next()?)
            };
            blocks.iter().filter(|b| b.labels.is_empty()).find_map(after)
        });
        Self { plane: Plane::new(blocks, profile, lexicon), sheet, list, rules, number }
    }

    fn kind(&self) -> Kind {
        if self.number.is_some() && self.sheet >= PART && self.sheet >= self.rules.min(SHARE) {
            return Kind::Known(PageKind::Sheet);
        }
        let best = [(self.sheet, PageKind::Sheet), (self.list, PageKind::List), (self.rules, PageKind::Rules)]
            .into_iter()
            .max_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|(share, _)| *share >= SHARE).map_or(Kind::Other, |(_, kind)| Kind::Known(kind))
    }

    /// Whether it is the rest of the sheet before: it has labels of a sheet, but no head of its own, or the
    /// same number without any label twice.
    fn continues(&self, last: &Record) -> bool {
        if self.list >= SHARE || self.rules >= SHARE {
            return false;
        }
        if last.kind != Kind::Known(PageKind::Sheet) {
            return last.number && self.number.is_none() && self.sheet >= SHARE;
        }
        if self.sheet < PART {
            return self.number.is_none() && (self.ends(last) || self.goes_on(last));
        }
        let Some(rule) = last.plane.profile.page(PageKind::Sheet) else { return false };
        let head = number_label(last.plane.profile);
        let twice = rule.must.iter().any(|name| {
            Some(name.as_str()) != head
                && last.plane.labelled(name).any(|b| head_free(b))
                && self.plane.labelled(name).next().is_some()
        });
        match &self.number {
            None => !twice || self.sheet < SHARE,
            Some(number) => {
                let label = head.unwrap_or_default();
                let before = last.plane.labelled(label).find_map(|l| number_beside(l, &last.plane.blocks));
                let same = before.as_ref() == Some(number);
                same && self.sheet < SHARE && !twice
            }
        }
    }

    /// Whether it holds nothing but the end of the sheet before: the heading of a part that the sheet still
    /// lacks, and none of a part that it has.
    fn ends(&self, last: &Record) -> bool {
        let names = || last.plane.profile.sections.iter();
        let stands = |name: &str| self.plane.labelled(name).next().is_some();
        let before = |name: &str| last.plane.labelled(name).next().is_some();
        names().any(|n| stands(n) && !before(n)) && !names().any(|n| stands(n) && before(n))
    }

    /// Whether its uppermost row of cells stands in the very columns of the lowest one of the page before: a row
    /// that was broken, or boxes whose words stand on the page before.
    fn goes_on(&self, last: &Record) -> bool {
        let page = last.plane.blocks.iter().map(|b| b.page).max();
        let before = last.plane.blocks.iter().filter(|b| Some(b.page) == page).map(|b| (b.cell, b.bbox));
        let (Some(low), Some(high)) =
            (outer_row(before, true), outer_row(self.plane.blocks.iter().map(|b| (b.cell, b.bbox)), false))
        else {
            return false;
        };
        let alike = |(a, b): (&Rect, &Rect)| (a.x0 - b.x0).abs() <= ALIKE && (a.x1 - b.x1).abs() <= ALIKE;
        low.len() >= 2 && low.len() == high.len() && low.iter().zip(&high).all(alike)
    }

    fn record(self, page: u32) -> Record<'a> {
        Record { kind: self.kind(), number: self.number.is_some(), page, plane: self.plane }
    }
}

/// The lowest or uppermost row of cells, left to right.
fn outer_row(blocks: impl Iterator<Item = (bool, Rect)>, lowest: bool) -> Option<Vec<Rect>> {
    let cells: Vec<Rect> = blocks.filter(|(cell, _)| *cell).map(|(_, at)| at).collect();
    let edge = |at: &Rect| if lowest { -at.y1 } else { at.y0 };
    let outermost = cells.iter().map(edge).reduce(f64::min)?;
    let mut row: Vec<Rect> = cells.into_iter().filter(|at| edge(at) <= outermost + ALIKE).collect();
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    Some(row)
}

/// How far the cells of a page must be moved for them to follow right below the rows of the page before, where a
/// table goes on: its lowest row and the uppermost one of the next page stand in the same columns, but for merged
/// cells, and no heading stands between.
fn seam(before: &[Block], after: &[Block], profile: &Profile, lexicon: &Lexicon) -> Option<f64> {
    let page = before.iter().map(|b| b.page).max();
    let last = || before.iter().filter(move |b| Some(b.page) == page);
    let low = outer_row(last().map(|b| (b.cell, b.at)), true)?;
    let high = outer_row(after.iter().map(|b| (b.cell, b.at)), false)?;
    let bottom = low.iter().map(|c| c.y1).fold(f64::NEG_INFINITY, f64::max);
    let top = high.iter().map(|c| c.y0).fold(f64::INFINITY, f64::min);
    let headed = last()
        .filter(|b| b.at.y0 >= bottom)
        .chain(after.iter().filter(|b| b.at.y1 <= top))
        .any(|b| !b.cell && (!b.labels.is_empty() || profile.sections.iter().any(|name| leads(b, name, lexicon))));
    let borders = |row: &[Rect]| row.iter().flat_map(|c| [c.x0, c.x1]).collect::<Vec<f64>>();
    let (above, below) = (borders(&low), borders(&high));
    let within = |a: &[f64], b: &[f64]| a.iter().all(|x| b.iter().any(|y| (x - y).abs() <= ALIKE));
    let ends = |list: &[f64]| Some((*list.first()?, *list.last()?));
    let ((a0, a1), (b0, b1)) = (ends(&above)?, ends(&below)?);
    let one_width = (a0 - b0).abs() <= ALIKE && (a1 - b1).abs() <= ALIKE;
    let parted = low.len() >= 2 && high.len() >= 2;
    let goes_on = parted && one_width && !headed && (within(&above, &below) || within(&below, &above));
    goes_on.then_some(bottom - top)
}

/// Labels of the head may be printed again on the next page.
fn head_free(block: &Block) -> bool {
    !block.labels.iter().any(|l| matches!(l.as_str(), "name" | "title" | "indicator_head"))
}

impl<'a> Record<'a> {
    /// The record with the blocks of its next page below its own.
    fn followed_by(self, part: Part<'a>, profile: &'a Profile, lexicon: &'a Lexicon) -> Self {
        let (mut blocks, after) = (self.plane.into_blocks(), part.plane.into_blocks());
        let bottom = blocks.iter().map(|b| b.at.y1).fold(0.0, f64::max);
        let top = after.iter().map(|b| b.at.y0).fold(f64::INFINITY, f64::min);
        let apart = if top.is_finite() { bottom + 2.0 * APART - top } else { 0.0 };
        let shift = seam(&blocks, &after, profile, lexicon).unwrap_or(apart);
        blocks.extend(after.into_iter().map(|mut b| {
            b.at.y0 += shift;
            b.at.y1 += shift;
            b
        }));
        // Of a sheet whose head alone stands at the foot of a page, the rest says what it is.
        let kind = if self.kind == Kind::Other { Kind::Known(PageKind::Sheet) } else { self.kind };
        Self { kind, number: self.number, page: self.page, plane: Plane::new(blocks, profile, lexicon) }
    }
}
