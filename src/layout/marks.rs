//! Small squares drawn as graphics where a form means ■ or □, and rings that mean ○.

use super::edges::{Edge, Edges};
use super::frames::{cross, crossings_to_frames, edges_to_crossings};
use super::item::Item;
use crate::geom::{Bins, Rect};
use crate::ingest::{Fill, Limits};
use crate::sheet::Error;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// Side of a square that can be a mark.
const SIDE: std::ops::RangeInclusive<f64> = 3.0..=16.0;
/// Sides of a mark differ by no more than this factor.
const SQUARE: f64 = 1.35;
/// Corners of a drawn square meet this closely.
const CORNER: f64 = 0.8;
/// Share of a drawn square that is ink where it is filled: often only its middle is.
const FILLED: f64 = 0.12;
/// A fill as dark as this is ink.
const INK: f32 = 0.5;
/// A tick is so many times as large as its box.
const TICK: std::ops::RangeInclusive<f64> = 0.35..=2.0;
/// Edges that touch are one mark; so many of them are something else.
const SIDES: usize = 64;

/// Takes lone small outlined squares out of the edges. Squares with a character in them stay: they are cells.
///
/// # Errors
/// `too-large` where more of them cross than is allowed.
pub fn edges_to_boxes(edges: Edges, items: &[Item], limits: &Limits) -> Result<(Edges, Vec<Rect>), Error> {
    let inked = LazyCell::new(|| {
        let centre = |i: &Item| Rect::new(i.bbox.center().x, i.bbox.center().y, i.bbox.center().x, i.bbox.center().y);
        Bins::new(items.iter().filter(|i| !i.blank).map(centre))
    });
    let boxes: Vec<Rect> =
        lone_squares(&edges, limits)?.into_iter().filter(|b| !inked.touches(&b.grown(-0.1 * b.width()))).collect();
    if boxes.is_empty() {
        return Ok((edges, boxes));
    }
    let index = Bins::new(boxes.iter().copied());
    let apart = |e: &Edge, horizontal: bool| {
        let middle = (e.lo + e.hi) / 2.0;
        let (x, y) = if horizontal { (middle, e.pos) } else { (e.pos, middle) };
        let area = Rect::new(x, y, x, y);
        let extent = if horizontal { Rect::new(e.lo, e.pos, e.hi, e.pos) } else { Rect::new(e.pos, e.lo, e.pos, e.hi) };
        !index.around(&area).filter_map(|i| boxes.get(i)).any(|b| b.holds(&extent, 0.1))
    };
    let rest = Edges {
        horizontal: edges.horizontal.into_iter().filter(|e| apart(e, true)).collect(),
        vertical: edges.vertical.into_iter().filter(|e| apart(e, false)).collect(),
    };
    Ok((rest, boxes))
}

/// Squares that small edges form which meet no other edge.
fn lone_squares(edges: &Edges, limits: &Limits) -> Result<Vec<Rect>, Error> {
    // Nearly all edges of a page are too long for a mark: they need not be crossed with each other.
    let is_short = |e: &Edge| e.len() <= *SIDE.end();
    let lacks_sides = |list: &[Edge]| list.iter().filter(|e| is_short(e)).count() < 2;
    if lacks_sides(&edges.horizontal) || lacks_sides(&edges.vertical) {
        return Ok(Vec::new());
    }
    let part = |list: &[Edge]| -> (Vec<Edge>, Vec<Edge>) { list.iter().partition(|e| is_short(e)) };
    let ((horizontal, long_horizontal), (vertical, long_vertical)) = (part(&edges.horizontal), part(&edges.vertical));
    let short = Edges { horizontal, vertical };
    let crossings = edges_to_crossings(&short, CORNER, limits)?;
    let mut squares: Vec<(Edges, Rect)> = crossings_to_frames(&short, &crossings)
        .into_iter()
        .filter(|f| (2..=SIDES).contains(&f.horizontal.len()) && (2..=SIDES).contains(&f.vertical.len()))
        .filter_map(|f| f.boxes().into_iter().reduce(|a, b| a.union(&b)).map(|b| (f, b)))
        .filter(|(_, b)| is_square(b))
        .collect();
    if squares.is_empty() {
        return Ok(Vec::new());
    }
    let long = Edges { horizontal: long_horizontal, vertical: long_vertical };
    let index = Bins::new(long.boxes());
    squares.retain(|(frame, b)| {
        let level = |h: &Edge| frame.vertical.iter().any(|v| cross(h, v, CORNER));
        let upright = |v: &Edge| frame.horizontal.iter().any(|h| cross(h, v, CORNER));
        let meets = |i: usize| match i.checked_sub(long.horizontal.len()) {
            None => long.horizontal.get(i).is_some_and(level),
            Some(i) => long.vertical.get(i).is_some_and(upright),
        };
        !index.around(&b.grown(CORNER + 0.1)).any(meets)
    });
    Ok(squares.into_iter().map(|(_, b)| b).collect())
}

/// Marks of a page: filled squares, and outlined ones (filled where ink lies inside, ticked where a shape does).
///
/// `cells` are the boxes of the cells: a fill that fills a cell is shading, however small.
pub fn squares_to_marks(
    outlines: &[Rect],
    fills: &[Fill],
    shapes: &[Rect],
    cells: &[Rect],
    items: &[Item],
) -> Vec<Item> {
    let mut met = BTreeSet::new();
    let ink: Vec<Rect> = fills
        .iter()
        .filter(|f| f.bbox.is_sane() && f.lightness < INK)
        .map(|f| f.bbox)
        .filter(|b| b.width() <= *SIDE.end() && b.height() <= *SIDE.end() && b.width().min(b.height()) >= 1.5)
        .filter(|b| met.insert([b.x0, b.y0, b.x1, b.y1].map(f64::to_bits)))
        .collect();
    // Few pages have any: what is only asked about them is made when it is.
    if ink.is_empty() && outlines.is_empty() && shapes.is_empty() {
        return Vec::new();
    }
    let ink_index = Bins::new(ink.iter().copied());
    let cell_index = LazyCell::new(|| Bins::new(cells.iter().copied()));
    let glyphs = LazyCell::new(|| Bins::new(items.iter().filter(|i| !i.blank).map(|i| i.bbox)));
    let outline_index = Bins::new(outlines.iter().copied());
    // A tick may reach out of its box, but stands in it and is about as large.
    let side = |b: &Rect| b.width().max(b.height());
    let ticks: Vec<Rect> = shapes.iter().filter(|s| side(s) <= *TICK.end() * SIDE.end()).copied().collect();
    let tick_index = Bins::new(ticks.iter().copied());
    let ticked = |b: &Rect| {
        let mut near = tick_index.around(b).filter_map(|i| ticks.get(i));
        near.any(|s| b.contains(s.center()) && TICK.contains(&(side(s) / side(b))))
    };
    let mut marks: Vec<Item> = outlines
        .iter()
        .map(|b| {
            let inside: f64 =
                ink_index.touching(b).into_iter().filter_map(|i| ink.get(i)).map(|f| f.shared_area(b)).sum();
            let mark = if inside >= FILLED * b.area() {
                '■'
            } else if ticked(b) {
                '☑'
            } else {
                '□'
            };
            Item::of_mark(mark, *b)
        })
        .collect();
    let is_alone = |i: usize, b: &Rect| ink_index.around(&b.grown(0.5)).all(|other| other == i);
    let is_shade =
        |b: &Rect| cell_index.around(b).filter_map(|c| cells.get(c)).any(|c| b.shared_area(c) >= 0.6 * c.area());
    let is_hidden = |b: &Rect| outline_index.touches(b) || glyphs.touches(&b.grown(-0.3 * b.width()));
    let squares = ink.iter().enumerate().filter(|(_, b)| is_square(b));
    let lone = squares.filter(|(i, b)| is_alone(*i, b) && !is_shade(b) && !is_hidden(b));
    marks.extend(lone.map(|(_, b)| Item::of_mark('■', *b)));
    let free: Vec<Rect> = shapes.iter().filter(|s| !outline_index.touches(s)).copied().collect();
    marks.extend(rings(&free, cells, items));
    marks
}

/// Rings drawn in a cell that is empty, or around the only character of one. Two in a cell are a drawing.
fn rings(shapes: &[Rect], cells: &[Rect], items: &[Item]) -> Vec<Item> {
    let cell_index = LazyCell::new(|| Bins::new(cells.iter().copied()));
    let mut at: BTreeMap<usize, Vec<Rect>> = BTreeMap::new();
    for s in shapes.iter().filter(|s| is_square(s)) {
        let Some(cell) = cell_index.smallest_at(s.center()) else { continue };
        let group = at.entry(cell).or_default();
        // A ring that is filled between two circles may come twice.
        let is_new = |group: &[Rect]| !group.iter().any(|o| o.shared_area(s) >= 0.5 * o.area().min(s.area()));
        if group.len() < 2 && is_new(group) {
            group.push(*s);
        }
    }
    let glyphs = LazyCell::new(|| Bins::new(items.iter().map(|i| i.bbox)));
    let lone = |(cell, group): (usize, Vec<Rect>)| match group.as_slice() {
        [ring] => {
            let around = cells.get(cell)?;
            let inside = glyphs.around(around).filter_map(|i| items.get(i));
            let own: Vec<&Item> = inside.filter(|i| !i.blank && around.contains(i.bbox.center())).take(2).collect();
            let mark = Item::of_mark('○', *ring);
            match own.as_slice() {
                [] => Some(mark),
                // It stands on the line of what it is drawn around.
                [one] if ring.contains(one.bbox.center()) && ring.width() >= 0.8 * one.size => {
                    Some(Item { base: one.base, size: one.size, ..mark })
                }
                _ => None,
            }
        }
        _ => None,
    };
    at.into_iter().filter_map(lone).collect()
}

fn is_square(b: &Rect) -> bool {
    SIDE.contains(&b.width())
        && SIDE.contains(&b.height())
        && b.width().max(b.height()) <= SQUARE * b.width().min(b.height())
}
