//! Where text stands within a part of the page: its lines, as boxes of pixels.

use super::ink::Blob;

/// Heights of lines that are looked at to learn how high most are, in inches.
const HEIGHTS: std::ops::RangeInclusive<f64> = 0.06..=0.3;
/// Height that is taken for granted where nothing tells, in inches: 10 points.
const USUAL: f64 = 0.13;
/// A line has room for this many heights of most.
const TALL: f64 = 1.45;
/// A gap of so many heights parts a line in two.
const APART: f64 = 2.2;

/// A line of text in pixels, ends exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextLine {
    pub(super) x0: usize,
    pub(super) y0: usize,
    pub(super) x1: usize,
    pub(super) y1: usize,
}

impl TextLine {
    /// How high it is as text, where most lines are `usual` pixels high: dashes and dots need the room of a line.
    pub(super) fn high(&self, usual: f64) -> f64 {
        ((self.y1 - self.y0) as f64).max(0.8 * usual)
    }
}

/// Rows with ink that follow each other.
fn bands(blobs: &[&Blob]) -> Vec<(usize, usize)> {
    let mut rows: Vec<(usize, usize)> = blobs.iter().map(|blob| (blob.y0, blob.y1)).collect();
    rows.sort_unstable();
    let mut bands: Vec<(usize, usize)> = Vec::new();
    for (from, to) in rows {
        match bands.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => bands.push((from, to)),
        }
    }
    bands
}

/// How high most lines of a page are, in pixels; `parts` are the blobs of its cells.
pub(super) fn usual_height(parts: &[Vec<&Blob>], dpi: f64) -> f64 {
    let mut heights: Vec<(usize, usize)> = Vec::new();
    for part in parts {
        for (from, to) in bands(part) {
            if HEIGHTS.contains(&((to - from) as f64 / dpi)) {
                let ink = part.iter().filter(|blob| from <= blob.y0 && blob.y1 <= to).map(|blob| blob.width()).sum();
                heights.push((to - from, ink));
            }
        }
    }
    heights.sort_unstable();
    let half = heights.iter().map(|(_, ink)| ink).sum::<usize>() / 2;
    let mut so_far = 0;
    let middle = heights.into_iter().find(|(_, ink)| {
        so_far += ink;
        so_far >= half
    });
    middle.map_or(USUAL * dpi, |(height, _)| height as f64)
}

/// The lines of a part of the page.
pub(super) fn lines(blobs: &[&Blob], usual: f64) -> Vec<TextLine> {
    let joined = joined(&bands(blobs), usual);
    let parted = joined.into_iter().flat_map(|band| parted(band, blobs, usual));
    parted.flat_map(|band| pieces(band, blobs, usual)).collect()
}

/// Strokes above each other that are one character: 二, 三, 言, the dots of が.
fn joined(bands: &[(usize, usize)], usual: f64) -> Vec<(usize, usize)> {
    let mut bands = bands.to_vec();
    loop {
        let fits = |i: &usize| {
            let (Some(a), Some(b)) = (bands.get(*i), bands.get(i + 1)) else { return None };
            let whole = (b.1 - a.0) as f64;
            let gap = b.0 - a.1;
            let low = |band: &(usize, usize)| ((band.1 - band.0) as f64) < 0.7 * usual;
            (whole <= 1.12 * usual && (low(a) || low(b))).then_some((gap, *i))
        };
        let Some((_, i)) = (0..bands.len()).filter_map(|i| fits(&i)).min() else { return bands };
        let below = bands.remove(i + 1);
        if let Some(band) = bands.get_mut(i) {
            band.1 = below.1;
        }
    }
}

/// Lines that touch each other, parted where the least ink is.
fn parted(band: (usize, usize), blobs: &[&Blob], usual: f64) -> Vec<(usize, usize)> {
    let height = (band.1 - band.0) as f64;
    let own = || blobs.iter().filter(|blob| band.0 <= blob.y0 && blob.y1 <= band.1);
    // Larger type is one line: its characters are as high as the band.
    let tallest = own().map(|blob| blob.height()).max().unwrap_or(0) as f64;
    if height <= TALL * usual || tallest > 0.8 * height {
        return vec![band];
    }
    let mut rows = vec![0_usize; band.1 - band.0];
    for run in own().flat_map(|blob| &blob.runs) {
        if let Some(count) = rows.get_mut(run.y - band.0) {
            *count += run.to - run.from;
        }
    }
    let mut at = band.0;
    let mut parts = Vec::new();
    while (band.1 - at) as f64 > TALL * usual {
        let window = |share: f64| ((at - band.0) as f64 + share * usual) as usize;
        let (from, to) = (window(0.75), window(1.45).min(rows.len()));
        let cut = (from..to).min_by_key(|y| rows.get(*y).copied().unwrap_or(0)).map_or(band.1, |y| band.0 + y);
        if cut <= at {
            break;
        }
        parts.push((at, cut));
        at = cut;
    }
    parts.push((at, band.1));
    parts
}

/// A line without wide gaps; what stands far apart are lines of their own.
fn pieces(band: (usize, usize), blobs: &[&Blob], usual: f64) -> Vec<TextLine> {
    let middle = |blob: &&&Blob| {
        let y = (blob.y0 + blob.y1) / 2;
        band.0 <= y && y < band.1
    };
    let mut own: Vec<&&Blob> = blobs.iter().filter(middle).collect();
    own.sort_by_key(|blob| blob.x0);
    let mut lines: Vec<TextLine> = Vec::new();
    for blob in own {
        let (y0, y1) = (blob.y0.max(band.0), blob.y1.min(band.1));
        match lines.last_mut() {
            Some(line) if (blob.x0.saturating_sub(line.x1) as f64) < APART * usual => {
                *line = TextLine { x0: line.x0, y0: line.y0.min(y0), x1: line.x1.max(blob.x1), y1: line.y1.max(y1) };
            }
            _ => lines.push(TextLine { x0: blob.x0, y0, x1: blob.x1, y1 }),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(x0: usize, y0: usize, x1: usize, y1: usize) -> Blob {
        Blob { x0, y0, x1, y1, area: (x1 - x0) * (y1 - y0), runs: Vec::new() }
    }

    #[test]
    fn strokes_become_lines() {
        // 二 and a letter; a line below; a dash far to the right of it.
        let blobs =
            [blob(0, 0, 20, 3), blob(0, 15, 20, 18), blob(24, 0, 44, 20), blob(0, 26, 20, 46), blob(100, 35, 120, 37)];
        let blobs: Vec<&Blob> = blobs.iter().collect();
        let usual = usual_height(std::slice::from_ref(&blobs), 150.0);
        assert!((usual - 20.0).abs() < 1.0, "{usual}");
        let line = |x0, y0, x1, y1| TextLine { x0, y0, x1, y1 };
        assert_eq!(lines(&blobs, usual), [line(0, 0, 44, 20), line(0, 26, 20, 46), line(100, 35, 120, 37)]);
    }
}
