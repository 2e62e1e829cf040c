//! Which pixels of a picture are ink, and the pieces that hang together.

use crate::ingest::Picture;

/// Darker than this part of the paper is ink whatever is around it: the inside of a filled square.
const BLACK: f64 = 0.35;
/// Lighter than this part of the paper is never ink.
const LIGHT: f64 = 0.78;
/// How much darker than its surroundings ink is (Sauvola's k), and the range of their deviation.
const CONTRAST: f64 = 0.22;
const RANGE: f64 = 128.0;
/// Side of the surroundings, in inches.
const AROUND: f64 = 0.25;
/// Side of the squares in which specks are counted, in inches, and how many of them are a shade made of dots.
const PATCH: f64 = 0.1;
const DENSE: usize = 6;

/// Ink or paper, pixel by pixel.
#[derive(Clone, Debug)]
pub(super) struct Ink {
    pub(super) width: usize,
    pub(super) height: usize,
    dark: Vec<bool>,
}

/// Pixels of one row that hang together: row, first, one behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) y: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A piece of ink that hangs together, corners included.
#[derive(Clone, Debug, Default)]
pub(super) struct Blob {
    pub(super) x0: usize,
    pub(super) y0: usize,
    /// One behind the last column and row.
    pub(super) x1: usize,
    pub(super) y1: usize,
    /// Pixels.
    pub(super) area: usize,
    pub(super) runs: Vec<Run>,
}

impl Blob {
    pub(super) fn width(&self) -> usize {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> usize {
        self.y1 - self.y0
    }

    /// Whether another is within its box.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.x0 <= other.x0 && other.x1 <= self.x1 && self.y0 <= other.y0 && other.y1 <= self.y1
    }
}

impl Ink {
    /// The ink of a picture of so many pixels to an inch.
    pub(super) fn of(picture: &Picture, dpi: f64) -> Self {
        let (width, height) = (picture.width, picture.height);
        let paper = paper(picture);
        let sums = Sums::of(picture);
        let radius = ((AROUND * dpi / 2.0) as usize).max(4);
        let mut dark = vec![false; width * height];
        for (y, row) in dark.chunks_mut(width.max(1)).enumerate() {
            for ((x, dark), grey) in row.iter_mut().enumerate().zip(picture.row(y)) {
                let grey = f64::from(*grey);
                *dark = grey < BLACK * paper
                    || (grey < LIGHT * paper && {
                        let (mean, deviation) = sums.around(x, y, radius);
                        grey < mean * (1.0 + CONTRAST * (deviation / RANGE - 1.0))
                    });
            }
        }
        Self { width, height, dark }
    }

    /// The ink of which this is so.
    pub(super) fn that(&self, is_so: impl Fn(usize, usize) -> bool) -> Self {
        let pixels = self.dark.iter().enumerate();
        let dark = pixels.map(|(i, dark)| *dark && is_so(i % self.width, i / self.width)).collect();
        Self { dark, ..*self }
    }

    /// The same with all that is so near to ink, across and down.
    pub(super) fn grown(&self, by: usize) -> Self {
        let mut across = self.clone();
        for (row, grown) in self.dark.chunks(self.width.max(1)).zip(across.dark.chunks_mut(self.width.max(1))) {
            for x in row.iter().enumerate().filter(|(_, dark)| **dark).map(|(x, _)| x) {
                let near = x.saturating_sub(by)..(x + by + 1).min(grown.len());
                grown.get_mut(near).into_iter().flatten().for_each(|dark| *dark = true);
            }
        }
        let mut grown = across.clone();
        for (i, _) in across.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (i % self.width, i / self.width);
            for near in y.saturating_sub(by)..(y + by + 1).min(self.height) {
                grown.dark.get_mut(near * self.width + x).into_iter().for_each(|dark| *dark = true);
            }
        }
        grown
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }

    pub(super) fn row(&self, y: usize) -> &[bool] {
        self.dark.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Takes runs of ink away.
    pub(super) fn erase(&mut self, runs: &[Run]) {
        for run in runs {
            let row = y_range(self.width, run);
            self.dark.get_mut(row).into_iter().flatten().for_each(|dark| *dark = false);
        }
    }

    /// Takes away what a ruling line leaves beside it where its edges are ragged; strokes that touch it stay.
    pub(super) fn trim(&mut self, runs: &[Run], horizontal: bool, width: usize) {
        for run in runs {
            if horizontal {
                for x in run.from..run.to {
                    let up = (1..=width).map(|d| run.y.checked_sub(d).map(|y| (x, y)));
                    self.trim_towards(up.collect());
                    self.trim_towards((1..=width).map(|d| Some((x, run.y + d))).collect());
                }
            } else {
                let left = (1..=width).map(|d| run.from.checked_sub(d).map(|x| (x, run.y)));
                self.trim_towards(left.collect());
                self.trim_towards((0..width).map(|d| Some((run.to + d, run.y))).collect());
            }
        }
    }

    /// Takes away the ink from here on if it ends before the last of these places.
    fn trim_towards(&mut self, places: Vec<Option<(usize, usize)>>) {
        let inked = places.iter().take_while(|at| at.is_some_and(|(x, y)| self.is_dark(x, y))).count();
        if inked == places.len() {
            return;
        }
        for (x, y) in places.into_iter().take(inked).flatten() {
            if let Some(dark) = self.dark.get_mut(y * self.width + x) {
                *dark = false;
            }
        }
    }

    /// Runs of the pixels of a row.
    pub(super) fn runs(&self, y: usize) -> Vec<Run> {
        let row = self.row(y);
        let mut runs = Vec::new();
        let mut x = 0;
        while let Some(from) = row.get(x..).and_then(|rest| rest.iter().position(|dark| *dark)).map(|at| x + at) {
            let to =
                row.get(from..).and_then(|rest| rest.iter().position(|dark| !dark)).map_or(row.len(), |at| from + at);
            runs.push(Run { y, from, to });
            x = to;
        }
        runs
    }

    /// Its blobs, from the top.
    pub(super) fn blobs(&self) -> Vec<Blob> {
        join((0..self.height).map(|y| self.runs(y)))
    }

    /// What is above on its side: rows become columns.
    pub(super) fn turned(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let mut dark = vec![false; width * height];
        for (y, row) in dark.chunks_mut(width.max(1)).enumerate() {
            for (x, dark) in row.iter_mut().enumerate() {
                *dark = self.is_dark(y, x);
            }
        }
        Self { width, height, dark }
    }
}

fn y_range(width: usize, run: &Run) -> std::ops::Range<usize> {
    run.y * width + run.from..run.y * width + run.to
}

/// Rows of runs → blobs of what touches, corners included.
pub(super) fn join(rows: impl Iterator<Item = Vec<Run>>) -> Vec<Blob> {
    let mut all: Vec<Run> = Vec::new();
    let mut parent: Vec<usize> = Vec::new();
    let mut above: std::ops::Range<usize> = 0..0;
    for row in rows {
        let first = all.len();
        let mut before = above.clone();
        for run in row {
            let own = all.len();
            all.push(run);
            parent.push(own);
            // Runs of the row above that end left of this one touch none that follows.
            while before.start < before.end && all.get(before.start).is_some_and(|up| up.to < run.from) {
                before.start += 1;
            }
            let touching =
                before.clone().take_while(|up| all.get(*up).is_some_and(|up| up.from <= run.to && up.y + 1 == run.y));
            for up in touching.collect::<Vec<_>>() {
                let (a, b) = (root(&mut parent, up), root(&mut parent, own));
                if let Some(slot) = parent.get_mut(a.max(b)) {
                    *slot = a.min(b);
                }
            }
        }
        above = first..all.len();
    }
    let mut number = vec![usize::MAX; all.len()];
    let mut blobs: Vec<Blob> = Vec::new();
    for (i, run) in all.iter().enumerate() {
        let root = root(&mut parent, i);
        let Some(slot) = number.get_mut(root) else { continue };
        if *slot == usize::MAX {
            *slot = blobs.len();
            blobs.push(Blob { x0: run.from, y0: run.y, x1: run.to, y1: run.y + 1, area: 0, runs: Vec::new() });
        }
        let Some(blob) = blobs.get_mut(*slot) else { continue };
        blob.x0 = blob.x0.min(run.from);
        blob.x1 = blob.x1.max(run.to);
        blob.y1 = blob.y1.max(run.y + 1);
        blob.area += run.to - run.from;
        blob.runs.push(*run);
    }
    blobs
}

fn root(parent: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while let Some(up) = parent.get(at).copied().filter(|up| *up != at) {
        let over = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(at) {
            *slot = over;
        }
        at = up;
    }
    at
}

/// The specks that together are a shade: light greys become dots where a picture has only black and white.
pub(super) fn shade(blobs: &[Blob], dpi: f64) -> Vec<Run> {
    let side = (dpi / 100.0).max(1.0);
    let most = (side * side) as usize;
    let patch = ((PATCH * dpi) as usize).max(4);
    let at = |blob: &Blob| (blob.x0 / patch, blob.y0 / patch);
    let mut counts = std::collections::HashMap::new();
    for blob in blobs.iter().filter(|blob| blob.area <= most) {
        *counts.entry(at(blob)).or_insert(0_usize) += 1;
    }
    let is_dense = |blob: &&Blob| {
        let (x, y) = at(blob);
        let near = (x.saturating_sub(1)..=x + 1).flat_map(|x| (y.saturating_sub(1)..=y + 1).map(move |y| (x, y)));
        blob.area <= most && near.filter_map(|at| counts.get(&at)).any(|count| *count >= DENSE)
    };
    blobs.iter().filter(is_dense).flat_map(|blob| blob.runs.iter().copied()).collect()
}

/// The grey of the paper: what most of the lighter half is.
fn paper(picture: &Picture) -> f64 {
    let mut counts = [0_usize; 256];
    for grey in &picture.grey {
        if let Some(count) = counts.get_mut(usize::from(*grey)) {
            *count += 1;
        }
    }
    let light = counts.iter().enumerate().skip(96);
    light.max_by_key(|(_, count)| **count).map_or(255.0, |(grey, _)| grey as f64)
}

/// Sums of greys, and of their squares, over all that is left of and above a place.
struct Sums {
    width: usize,
    height: usize,
    sums: Vec<u64>,
    squares: Vec<u64>,
}

impl Sums {
    fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width + 1, picture.height + 1);
        let (mut sums, mut squares) = (vec![0_u64; width * height], vec![0_u64; width * height]);
        for y in 1..height {
            let (mut sum, mut square) = (0, 0);
            for (x, grey) in picture.row(y - 1).iter().enumerate() {
                let grey = u64::from(*grey);
                sum += grey;
                square += grey * grey;
                let at = y * width + x + 1;
                let [above, above_square] = [&sums, &squares].map(|all| all.get(at - width).copied().unwrap_or(0));
                if let (Some(a), Some(b)) = (sums.get_mut(at), squares.get_mut(at)) {
                    (*a, *b) = (above + sum, above_square + square);
                }
            }
        }
        Self { width, height, sums, squares }
    }

    /// Mean and deviation of the greys around a pixel.
    fn around(&self, x: usize, y: usize, radius: usize) -> (f64, f64) {
        let (x0, y0) = (x.saturating_sub(radius), y.saturating_sub(radius));
        let (x1, y1) = ((x + radius + 1).min(self.width - 1), (y + radius + 1).min(self.height - 1));
        let count = ((x1 - x0) * (y1 - y0)).max(1) as f64;
        let total = |all: &[u64]| {
            let at = |x: usize, y: usize| all.get(y * self.width + x).copied().unwrap_or(0);
            ((at(x1, y1) + at(x0, y0)) - (at(x0, y1) + at(x1, y0))) as f64
        };
        let mean = total(&self.sums) / count;
        (mean, (total(&self.squares) / count - mean * mean).max(0.0).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(rows: &[&str]) -> Ink {
        let width = rows.first().map_or(0, |row| row.len());
        Ink { width, height: rows.len(), dark: rows.iter().flat_map(|row| row.bytes().map(|b| b == b'#')).collect() }
    }

    #[test]
    fn what_touches_is_one_blob() {
        let blobs = ink(&["##..#", "..#.#", "#...#", "#.###"]).blobs();
        let told: Vec<_> = blobs.iter().map(|b| (b.x0, b.y0, b.x1, b.y1, b.area)).collect();
        assert_eq!(told, [(0, 0, 3, 2, 3), (2, 0, 5, 4, 6), (0, 2, 1, 4, 2)]);
    }

    #[test]
    fn ink_is_darker_than_its_surroundings() {
        // A stroke on a shade on paper; a large filled square.
        let mut picture = Picture::white(120, 60);
        for y in 0..60 {
            for x in 0..120 {
                let grey = match (x, y) {
                    (10..50, 30) => 60,
                    (0..60, _) => 200,
                    (80..110, 10..40) => 5,
                    _ => 250,
                };
                picture.grey[y * 120 + x] = grey;
            }
        }
        let ink = Ink::of(&picture, 100.0);
        assert!(ink.is_dark(30, 30) && !ink.is_dark(30, 28) && !ink.is_dark(70, 30));
        assert!(ink.is_dark(95, 25) && ink.is_dark(80, 10));
    }
}
