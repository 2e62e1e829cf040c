//! Where text stands within a part of the page: its lines, as boxes of pixels.

use super::ink::Blob;

/// Heights of lines that are looked at to learn how high most are, in inches.
const HEIGHTS: std::ops::RangeInclusive<f64> = 0.06..=0.3;
/// Height that is taken for granted where nothing tells, in inches: 10 points.
const USUAL: f64 = 0.13;
/// Characters as high as this share of the ink of a band, at most, are as high as its lines; those are so much higher, and
/// a band that is as high as so many of them holds several.
const HIGHER: f64 = 0.9;
const LINE: f64 = 1.08;
const SEVERAL: f64 = 1.6;
/// A line has room for this many heights of most.
const TALL: f64 = 1.45;
/// Of larger type so much of the ink is in characters as high as its line.
const LARGE: f64 = 0.5;
/// Of a blob in two lines each has this many heights of most, at least.
const TOUCHING: f64 = 0.3;
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
    /// What holds both.
    pub(super) fn union(&self, other: &Self) -> Self {
        let (x0, y0) = (self.x0.min(other.x0), self.y0.min(other.y0));
        Self { x0, y0, x1: self.x1.max(other.x1), y1: self.y1.max(other.y1) }
    }

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

/// How high the higher blobs are, by their ink; the highest ones may be characters of two lines that touch each other.
fn highest(blobs: &[&Blob]) -> Option<f64> {
    let mut heights: Vec<(usize, usize)> = blobs.iter().map(|blob| (blob.height(), blob.area)).collect();
    heights.sort_unstable();
    let all = heights.iter().map(|(_, ink)| ink).sum::<usize>() as f64;
    let mut so_far = 0;
    let at = heights.into_iter().find(|(_, ink)| {
        so_far += ink;
        so_far as f64 >= HIGHER * all
    });
    at.map(|(height, _)| height as f64)
}

/// How high most lines of a page are, in pixels; `parts` are the blobs of its cells.
pub(super) fn usual_height(parts: &[Vec<&Blob>], dpi: f64) -> f64 {
    let mut heights: Vec<(usize, usize)> = Vec::new();
    for part in parts {
        for (from, to) in bands(part) {
            let own: Vec<&Blob> = part.iter().filter(|blob| from <= blob.y0 && blob.y1 <= to).copied().collect();
            let high = (to - from) as f64;
            // Lines that touch each other are told by how high their characters are.
            let high = highest(&own).map(|tall| LINE * tall).filter(|line| high >= SEVERAL * line).unwrap_or(high);
            if HEIGHTS.contains(&(high / dpi)) {
                heights.push((high.round() as usize, own.iter().map(|blob| blob.width()).sum()));
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
    // Larger type is one line: most of its ink is in characters as high as the band, not in two that touch each other.
    let ink = |part: &mut dyn Iterator<Item = &&Blob>| part.map(|blob| blob.area).sum::<usize>() as f64;
    let tall = ink(&mut own().filter(|blob| blob.height() as f64 > 0.8 * height));
    if height <= TALL * usual || tall > LARGE * ink(&mut own()) {
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
    let mut own: Vec<TextLine> = blobs.iter().filter_map(|blob| within(blob, band, usual)).collect();
    own.sort_by_key(|part| part.x0);
    let mut lines: Vec<TextLine> = Vec::new();
    for part in own {
        match lines.last_mut() {
            Some(line) if (part.x0.saturating_sub(line.x1) as f64) < APART * usual => *line = line.union(&part),
            _ => lines.push(part),
        }
    }
    lines
}

/// What a line has of a blob: all of one whose middle is in it, and its share of characters of two lines that touch.
fn within(blob: &Blob, band: (usize, usize), usual: f64) -> Option<TextLine> {
    let (y0, y1) = (blob.y0.max(band.0), blob.y1.min(band.1));
    if y0 >= y1 || blob.height() as f64 <= TALL * usual || (band.0 <= blob.y0 && blob.y1 <= band.1) {
        let middle = (blob.y0 + blob.y1) / 2;
        return (band.0 <= middle && middle < band.1).then_some(TextLine { x0: blob.x0, y0, x1: blob.x1, y1 });
    }
    let runs = || blob.runs.iter().filter(|run| (y0..y1).contains(&run.y));
    let (x0, x1) = (runs().map(|run| run.from).min()?, runs().map(|run| run.to).max()?);
    ((y1 - y0) as f64 > TOUCHING * usual).then_some(TextLine { x0, y0, x1, y1 })
}

#[cfg(test)]
mod tests {
    use super::super::ink::Run;
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

    #[test]
    fn lines_whose_characters_touch_are_two() {
        // Three characters above three, of which the first two are one piece.
        let runs = (0..40).map(|y| Run { y, from: 0, to: if y < 20 { 18 } else { 16 } }).collect();
        let touching = Blob { x0: 0, y0: 0, x1: 18, y1: 40, area: 680, runs };
        let square = |x0, y0| {
            let runs = (y0..y0 + 19).map(|y| Run { y, from: x0, to: x0 + 18 }).collect();
            Blob { x0, y0, x1: x0 + 18, y1: y0 + 19, area: 342, runs }
        };
        let blobs = [touching, square(20, 0), square(40, 0), square(20, 21), square(40, 21)];
        let found = lines(&blobs.iter().collect::<Vec<_>>(), 20.0);
        let [above, below] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((above.x0, above.x1, below.x0, below.x1), (0, 58, 0, 58), "each has its half of the first");
        assert!(above.y1 <= below.y0);
        let large = [square(0, 0), square(20, 0)];
        assert_eq!(lines(&large.iter().collect::<Vec<_>>(), 10.0).len(), 1, "larger type is one line");
    }
}
