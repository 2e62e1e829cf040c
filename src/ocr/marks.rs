//! Boxes to be marked, told by their ink: a recogniser takes them for letters (口, ロ, 回).

use super::ink::{Blob, Ink};

/// Side of a box, in inches.
const SIDE: std::ops::RangeInclusive<f64> = 0.055..=0.24;
/// Sides of a box differ by no more than this factor.
const SQUARE: f64 = 1.3;
/// Share of each edge that is inked.
const EDGE: f64 = 0.86;
/// How far an edge may be ragged, in sides of the box.
const RAGGED: f64 = 0.12;
/// Side of a corner, in sides of the box; half of it is ink, of three corners at least.
const CORNER: f64 = 0.14;
/// Share of a filled box that is ink, at least; of the inside of an empty one, at most.
const FILLED: f64 = 0.85;
const EMPTY: f64 = 0.04;

/// Smallest disc, in pixels: smaller ones are told from no other blob. Its sides differ by no more than this factor.
const SMALLEST_DISC: f64 = 7.0;
const ROUND: f64 = 1.2;
/// What is left of a box differs from a whole one by this share of its sides at most.
const TORN: f64 = 0.15;

/// What a box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Filled,
    Empty,
    /// Something is written in it.
    Ticked,
    /// It is a filled disc.
    Disc,
}

impl Mark {
    pub(super) fn character(self) -> char {
        match self {
            Self::Filled => '■',
            Self::Empty => '□',
            Self::Ticked => '☑',
            Self::Disc => '●',
        }
    }
}

/// Whether a blob is what a coarse scan leaves of an empty box as large as this one on its line: two sides that meet.
pub(super) fn is_torn(ink: &Ink, blob: &Blob, whole: &Blob) -> bool {
    let is_near = |a: usize, b: usize| a.abs_diff(b) <= 1.max((TORN * b as f64) as usize);
    let is_level = is_near(blob.y0 + blob.height() / 2, whole.y0 + whole.height() / 2);
    if !is_level || !is_near(blob.width(), whole.width()) || !is_near(blob.height(), whole.height()) {
        return false;
    }
    let [top, bottom, left, right] = edges(ink, blob).map(|edge| edge >= EDGE);
    (top || bottom) && (left || right) && inside(ink, blob) <= EMPTY
}

/// Whether a blob is a filled disc: as far from the middle as its edge all is ink, farther nothing.
fn is_disc(ink: &Ink, blob: &Blob) -> bool {
    let (width, height) = (blob.width() as f64, blob.height() as f64);
    if width.min(height) < SMALLEST_DISC || width.max(height) > ROUND * width.min(height) {
        return false;
    }
    let middle = ((blob.x0 + blob.x1) as f64 / 2.0, (blob.y0 + blob.y1) as f64 / 2.0);
    // One pixel at the edge may be either.
    let ragged = 2.0 / width.min(height);
    (blob.y0..blob.y1).all(|y| {
        (blob.x0..blob.x1).all(|x| {
            let across = (x as f64 + 0.5 - middle.0) / (width / 2.0);
            let down = (y as f64 + 0.5 - middle.1) / (height / 2.0);
            let far = across.hypot(down);
            let is_edge = (far - 1.0).abs() <= ragged;
            is_edge || (far < 1.0) == ink.is_dark(x, y)
        })
    })
}

/// The share of a part of the picture that is ink.
fn share(ink: &Ink, x: std::ops::Range<usize>, y: std::ops::Range<usize>) -> f64 {
    let all = (x.len() * y.len()).max(1) as f64;
    y.flat_map(|y| x.clone().map(move |x| (x, y))).filter(|(x, y)| ink.is_dark(*x, *y)).count() as f64 / all
}

/// The share of each edge that is inked: upper, lower, left, right.
fn edges(ink: &Ink, blob: &Blob) -> [f64; 4] {
    let (width, height) = (blob.width() as f64, blob.height() as f64);
    // An edge may be ragged: what its first rows have together counts.
    let deep = ((RAGGED * width.min(height)).round() as usize).max(2);
    let level = |from: usize| {
        let inked = |x: &usize| (from..from + deep).any(|y| ink.is_dark(*x, y));
        (blob.x0..blob.x1).filter(inked).count() as f64 / width
    };
    let upright = |from: usize| {
        let inked = |y: &usize| (from..from + deep).any(|x| ink.is_dark(x, *y));
        (blob.y0..blob.y1).filter(inked).count() as f64 / height
    };
    [level(blob.y0), level(blob.y1.saturating_sub(deep)), upright(blob.x0), upright(blob.x1.saturating_sub(deep))]
}

/// The share of the inside of a box that is ink.
fn inside(ink: &Ink, blob: &Blob) -> f64 {
    let (width, height) = (blob.width() as f64, blob.height() as f64);
    let border = ((0.22 * width.min(height)).ceil() as usize).max(2);
    share(ink, blob.x0 + border..blob.x1.saturating_sub(border), blob.y0 + border..blob.y1.saturating_sub(border))
}

/// The mark that a blob is; `inside` are the blobs that stand within its box.
pub(super) fn mark(ink: &Ink, blob: &Blob, dpi: f64) -> Option<Mark> {
    let (width, height) = (blob.width() as f64, blob.height() as f64);
    let is_box = SIDE.contains(&(width / dpi)) && SIDE.contains(&(height / dpi));
    if !is_box || width.max(height) > SQUARE * width.min(height) {
        return None;
    }
    // Neither a disc nor a letter fills its box so far.
    if blob.area as f64 >= FILLED * width * height {
        return Some(Mark::Filled);
    }
    let share = |x, y| share(ink, x, y);
    if is_disc(ink, blob) {
        return Some(Mark::Disc);
    }
    let edges = edges(ink, blob);
    if edges.iter().any(|edge| *edge < EDGE) {
        return None;
    }
    // A ring has no corners.
    let corner = ((CORNER * width.min(height)).round() as usize).max(1);
    let corners = [
        (blob.x0, blob.y0),
        (blob.x1 - corner, blob.y0),
        (blob.x0, blob.y1 - corner),
        (blob.x1 - corner, blob.y1 - corner),
    ];
    if corners.iter().filter(|(x, y)| share(*x..x + corner, *y..y + corner) >= 0.5).count() < 3 {
        return None;
    }
    let inside = inside(ink, blob);
    Some(if inside <= EMPTY { Mark::Empty } else { Mark::Ticked })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Picture;

    #[test]
    fn boxes_are_told_from_letters() {
        let of = |draw: &dyn Fn(usize, usize) -> bool| {
            let mut page = Picture::white(60, 60);
            for y in 0..24 {
                for x in 0..24 {
                    page.grey[(y + 15) * 60 + x + 15] = if draw(x, y) { 0 } else { 255 };
                }
            }
            let ink = Ink::of(&page, 200.0);
            let blob = ink.blobs().into_iter().max_by_key(|blob| blob.area).unwrap();
            mark(&ink, &blob, 200.0)
        };
        let frame = |x: usize, y: usize| !(2..22).contains(&x) || !(2..22).contains(&y);
        assert_eq!(of(&|_, _| true), Some(Mark::Filled));
        assert_eq!(of(&frame), Some(Mark::Empty));
        assert_eq!(of(&|x, y| frame(x, y) || x.abs_diff(y) < 2), Some(Mark::Ticked));
        assert_eq!(of(&|x, y| x.abs_diff(y) < 3), None);
        assert_eq!(of(&|x, y| (x as i32 - 12).pow(2) + (y as i32 - 12).pow(2) < 140), Some(Mark::Disc));
        let ring = |x: usize, y: usize| (x as f64 - 11.5).hypot(y as f64 - 11.5);
        assert_eq!(of(&|x, y| (9.0..12.0).contains(&ring(x, y))), None);
        assert_eq!(of(&|x, y| frame(x, y) && y < 20), None);
    }
    #[test]
    fn two_sides_are_what_is_left_of_a_box() {
        let mut page = Picture::white(120, 60);
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.for_each(|y| page.grey[y * 120..][x.clone()].fill(0));
        };
        // A filled box, the upper and the left side of another, and two strokes side by side.
        fill(10..20, 20..30);
        fill(50..60, 20..21);
        fill(50..51, 20..30);
        fill(90..91, 20..30);
        fill(90..100, 25..26);
        let ink = Ink::of(&page, 100.0);
        let mut blobs = ink.blobs();
        blobs.sort_by_key(|blob| blob.x0);
        let torn: Vec<bool> = blobs.iter().skip(1).map(|blob| is_torn(&ink, blob, &blobs[0])).collect();
        assert_eq!(torn, [true, false]);
    }
}
