//! Round stamps: ink that somebody put on a page when it was printed already. What can be told from print is passed over;
//! what stands in the ring is not sure.

use super::ink::{Blob, Ink, Run};
use crate::geom::{Point, Rect};
use crate::ingest::Picture;

/// Across, in inches: smaller rings are drawn around a choice.
const ACROSS: std::ops::RangeInclusive<f64> = 0.36..=1.6;
/// Its sides differ by no more than this factor.
const ROUND: f64 = 1.25;
/// Of so many directions from its middle this share meets the ring, so far out.
const DIRECTIONS: usize = 72;
const MET: f64 = 0.86;
const RING: std::ops::RangeInclusive<f64> = 0.82..=1.02;
/// No more of its box is ink: a disc has more.
const FULL: f64 = 0.7;
/// Ink of a stamp is so much lighter than print, in levels of grey, where the two can be told apart.
const LIGHTER: f64 = 40.0;

/// Print that crosses a ring parts it so far, in inches.
const CROSSED: f64 = 0.03;

/// A stamp: its box, and its ink.
pub(super) type Stamp = (Rect, Vec<Run>);

/// The stamps of a page whose ink is lighter than print, with all of it; ruling lines may cross them.
pub(super) fn lighter(ink: &Ink, picture: &Picture, dpi: f64) -> Vec<Stamp> {
    let Some(print) = print(ink, picture) else { return Vec::new() };
    let grey = |x: usize, y: usize| picture.row(y).get(x).copied().map_or(255.0, f64::from);
    let is_light = |x: usize, y: usize| grey(x, y) >= print + LIGHTER;
    // The edges of print are light, too.
    let is_print = |x: usize, y: usize| ink.is_dark(x, y) && !is_light(x, y);
    let is_beside = |x: usize, y: usize| {
        (y.saturating_sub(1)..=y + 1).any(|y| (x.saturating_sub(1)..=x + 1).any(|x| is_print(x, y)))
    };
    let light = ink.that(|x, y| is_light(x, y) && !is_beside(x, y));
    let joined = light.grown(((CROSSED * dpi).round() as usize).max(2)).blobs();
    joined.iter().filter(|blob| is_ring(blob, dpi)).map(|ring| stamp(ring, ink, is_light)).collect()
}

/// The stamps that are as dark as print, with the ink of their rings.
pub(super) fn dark(ink: &Ink, blobs: &[Blob], dpi: f64) -> Vec<Stamp> {
    let rings = blobs.iter().filter(|blob| is_ring(blob, dpi));
    rings.map(|ring| stamp(ring, ink, |x, y| RING.contains(&from_middle(ring, x, y).0))).collect()
}

/// A stamp with that of the ink in its box that is its own.
fn stamp(ring: &Blob, ink: &Ink, is_own: impl Fn(usize, usize) -> bool) -> Stamp {
    let pixels = (ring.y0..ring.y1).flat_map(|y| (ring.x0..ring.x1).map(move |x| (x, y)));
    let own = pixels.filter(|(x, y)| ink.is_dark(*x, *y) && is_own(*x, *y));
    let at = Rect::new(ring.x0 as f64, ring.y0 as f64, ring.x1 as f64, ring.y1 as f64);
    (at, own.map(|(x, y)| Run { y, from: x, to: x + 1 }).collect())
}

fn is_ring(blob: &Blob, dpi: f64) -> bool {
    let (width, height) = (blob.width() as f64, blob.height() as f64);
    let is_large = ACROSS.contains(&(width / dpi)) && ACROSS.contains(&(height / dpi));
    if !is_large || width.max(height) > ROUND * width.min(height) || blob.area as f64 > FULL * width * height {
        return false;
    }
    let mut met = [false; DIRECTIONS];
    for run in &blob.runs {
        for x in run.from..run.to {
            let (out, turn) = from_middle(blob, x, run.y);
            if RING.contains(&out) {
                let at = (turn * DIRECTIONS as f64) as usize % DIRECTIONS;
                met.get_mut(at).into_iter().for_each(|met| *met = true);
            }
        }
    }
    met.iter().filter(|met| **met).count() as f64 >= MET * DIRECTIONS as f64
}

/// How far a pixel is from the middle of a blob, 1 at its edge, and in which direction, in turns.
fn from_middle(blob: &Blob, x: usize, y: usize) -> (f64, f64) {
    let middle = Point::new((blob.x0 + blob.x1) as f64 / 2.0, (blob.y0 + blob.y1) as f64 / 2.0);
    let across = (x as f64 + 0.5 - middle.x) / (blob.width() as f64 / 2.0);
    let down = (y as f64 + 0.5 - middle.y) / (blob.height() as f64 / 2.0);
    (across.hypot(down), down.atan2(across) / std::f64::consts::TAU + 0.5)
}

/// How dark the ink of a page is, as grey: that of most.
fn print(ink: &Ink, picture: &Picture) -> Option<f64> {
    let mut counts = [0_usize; 256];
    for y in 0..ink.height {
        for (grey, _) in picture.row(y).iter().zip(ink.row(y)).filter(|(_, dark)| **dark) {
            counts.get_mut(usize::from(*grey)).into_iter().for_each(|count| *count += 1);
        }
    }
    middle(&counts)
}

/// The grey that half of so many pixels of each are no lighter than.
fn middle(counts: &[usize; 256]) -> Option<f64> {
    let half = counts.iter().sum::<usize>().div_ceil(2);
    let mut so_far = 0;
    let at = counts.iter().position(|count| {
        so_far += count;
        so_far >= half
    });
    at.filter(|_| half > 0).map(|at| at as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring with strokes in it, in a grey, over a black stroke.
    fn page(stamp: u8, has_print: bool) -> Picture {
        let mut page = Picture::white(200, 200);
        for y in 0..200 {
            for x in 0..200 {
                let out = (x as f64 - 100.0).hypot(y as f64 - 100.0);
                let in_stamp = (44.0..50.0).contains(&out) || ((90..94).contains(&x) && (70..130).contains(&y));
                let in_print = y >= 160 || has_print && (20..180).contains(&x) && (96..102).contains(&y);
                page.grey[y * 200 + x] = if in_print {
                    10
                } else if in_stamp {
                    stamp
                } else {
                    255
                };
            }
        }
        page
    }

    /// How many pixels of stamp and of print are left, of those that cannot be both.
    fn left(stamp: u8, has_print: bool) -> (usize, usize) {
        let picture = page(stamp, has_print);
        let mut ink = Ink::of(&picture, 150.0);
        let mut stamps = lighter(&ink, &picture, 150.0);
        stamps.extend(dark(&ink, &ink.blobs(), 150.0));
        assert_eq!(stamps.len(), 1);
        let (_, runs) = stamps.remove(0);
        ink.erase(&runs);
        let left = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.flat_map(|y| x.clone().map(move |x| (x, y))).filter(|(x, y)| ink.is_dark(*x, *y)).count()
        };
        (left(50..150, 50..90), left(20..180, 96..102))
    }

    #[test]
    fn ink_that_is_lighter_than_print_is_passed_over() {
        assert_eq!(left(120, true), (0, 160 * 6));
        let (stamp, print) = left(10, false);
        assert!(stamp > 0 && print < 160 * 6, "they cannot be told apart: the ring alone goes");
    }

    #[test]
    fn squares_and_letters_are_no_stamps() {
        let mut page = Picture::white(200, 200);
        for y in 40..160 {
            for x in 40..160 {
                let is_frame = !(44..156).contains(&x) || !(44..156).contains(&y);
                page.grey[y * 200 + x] = if is_frame { 0 } else { 255 };
            }
        }
        let ink = Ink::of(&page, 150.0);
        assert!(dark(&ink, &ink.blobs(), 150.0).is_empty() && lighter(&ink, &page, 150.0).is_empty());
        assert!(dark(&ink, &ink.blobs(), 600.0).is_empty(), "too small");
    }
}
