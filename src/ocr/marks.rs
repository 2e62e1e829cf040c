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

/// What a box says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Filled,
    Empty,
    /// Something is written in it.
    Ticked,
}

impl Mark {
    pub(super) fn character(self) -> char {
        match self {
            Self::Filled => '■',
            Self::Empty => '□',
            Self::Ticked => '☑',
        }
    }
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
    let share = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
        let all = (x.len() * y.len()).max(1) as f64;
        y.flat_map(|y| x.clone().map(move |x| (x, y))).filter(|(x, y)| ink.is_dark(*x, *y)).count() as f64 / all
    };
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
    let edges = [level(blob.y0), level(blob.y1 - deep), upright(blob.x0), upright(blob.x1 - deep)];
    if edges.iter().any(|edge| *edge < EDGE) {
        return None;
    }
    // A disc has no corners.
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
    let border = ((0.22 * width.min(height)).ceil() as usize).max(2);
    let inside = share(blob.x0 + border..blob.x1 - border, blob.y0 + border..blob.y1 - border);
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
        assert_eq!(of(&|x, y| (x as i32 - 12).pow(2) + (y as i32 - 12).pow(2) < 140), None);
        assert_eq!(of(&|x, y| frame(x, y) && y < 20), None);
    }
}
