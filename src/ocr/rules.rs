//! Ruling lines of a picture: long thin strokes.

use super::ink::{Blob, Ink, Run, join};

/// Shortest stroke that can be a line, in inches; shorter than [`LONG`] only between two others.
const SHORT: f64 = 0.15;
const LONG: f64 = 0.38;
/// Thickest line, in inches.
const THICK: f64 = 0.045;
/// How far an end may be from the line that it meets, in inches.
const MEETS: f64 = 0.012;
/// Gaps that a scan tears into a line, in inches.
const GAP: f64 = 0.012;
/// How far the ragged edges of a line reach, in inches.
const RAGGED: f64 = 0.016;
/// Of a dotted line: how long a dot and a gap are at most, in inches, and how many dots there are at least.
const DOT: f64 = 0.025;
const DOTS: usize = 10;

/// Share of a line's length beside which there is paper; of a dotted one.
const FREE: f64 = 0.55;
const FREE_DOTTED: f64 = 0.92;

/// A ruling line, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) horizontal: bool,
    /// Its box: columns and rows, ends exclusive.
    pub(super) x0: usize,
    pub(super) y0: usize,
    pub(super) x1: usize,
    pub(super) y1: usize,
    /// Its ink.
    pub(super) runs: Vec<Run>,
}

/// The ruling lines of a page, which are taken out of its ink.
pub(super) fn lines(ink: &mut Ink, dpi: f64) -> Vec<Line> {
    let mut found = solid(ink, &ink.turned(), dpi);
    take_out(ink, &found, dpi);
    // Dots are looked for where no solid line is left: a shade is dots, too.
    let of = |ink: &Ink| {
        strokes(ink, dpi, dotted_runs)
            .into_iter()
            .filter(|blob| is_free(ink, blob, dpi, FREE_DOTTED))
            .collect::<Vec<_>>()
    };
    let level = of(ink).into_iter().map(|blob| line(true, blob));
    let standing = of(&ink.turned()).into_iter().map(|blob| line(false, blob));
    let dotted: Vec<Line> = level.chain(standing).collect();
    take_out(ink, &dotted, dpi);
    found.extend(dotted);
    found
}

/// How far the ragged edges of a line reach, in pixels.
pub(super) fn ragged(dpi: f64) -> usize {
    ((RAGGED * dpi).round() as usize).max(2)
}

fn take_out(ink: &mut Ink, lines: &[Line], dpi: f64) {
    for line in lines {
        ink.erase(&line.runs);
        ink.trim(&line.runs, line.horizontal, ragged(dpi));
    }
}

/// A stroke, and whether it is horizontal; of one that is not, rows and columns are exchanged.
type Directed = (bool, Blob);

/// The lines that are drawn through.
fn solid(ink: &Ink, upright: &Ink, dpi: f64) -> Vec<Line> {
    let level = strokes(ink, dpi, solid_runs).into_iter().map(|blob| (true, blob));
    let standing = strokes(upright, dpi, solid_runs).into_iter().map(|blob| (false, blob));
    let long = |blob: &Blob| blob.width() as f64 >= LONG * dpi;
    let free = |(horizontal, blob): &Directed| is_free(if *horizontal { ink } else { upright }, blob, dpi, FREE);
    let (mut found, rest): (Vec<Directed>, Vec<Directed>) =
        level.chain(standing).partition(|stroke| long(&stroke.1) && free(stroke));
    // Short ones stand between lines that are known, one after another; so do long ones beside another line. Strokes of
    // dense characters may reach from line to line, too.
    let mut open: Vec<Directed> = rest.into_iter().filter(|stroke| long(&stroke.1) || free(stroke)).collect();
    let reach = (MEETS * dpi).ceil() as usize;
    loop {
        let (more, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|(horizontal, blob)| {
            // The other's own axes: its breadth is this one's length.
            let meets = |at: usize, line: &Blob| {
                line.y0 <= at + reach
                    && at <= line.y1 + reach
                    && line.x0 <= blob.y1 + reach
                    && blob.y0 <= line.x1 + reach
            };
            let ends = [blob.x0, blob.x1];
            ends.iter().all(|at| found.iter().any(|(other, line)| other != horizontal && meets(*at, line)))
        });
        open = rest;
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    found.into_iter().map(|(horizontal, blob)| line(horizontal, blob)).collect()
}

fn line(horizontal: bool, blob: Blob) -> Line {
    let Blob { x0, y0, x1, y1, runs, .. } = blob;
    if horizontal {
        return Line { horizontal, x0, y0, x1, y1, runs };
    }
    let stood = |run: Run| (run.from..run.to).map(move |y| Run { y, from: run.y, to: run.y + 1 });
    Line { horizontal, x0: y0, y0: x0, x1: y1, y1: x1, runs: runs.into_iter().flat_map(stood).collect() }
}

/// The runs of a row, joined over the gaps that a scan tears.
fn solid_runs(ink: &Ink, y: usize, dpi: f64) -> Vec<Run> {
    let gap = ((GAP * dpi).round() as usize).max(1);
    let mut runs: Vec<Run> = Vec::new();
    for run in ink.runs(y) {
        match runs.last_mut() {
            Some(last) if run.from - last.to <= gap => last.to = run.to,
            _ => runs.push(run),
        }
    }
    runs.retain(|run| (run.to - run.from) as f64 >= SHORT * dpi);
    runs
}

/// Rows of dots.
fn dotted_runs(ink: &Ink, y: usize, dpi: f64) -> Vec<Run> {
    let dot = (DOT * dpi).ceil() as usize;
    // Each with the number of its dots.
    let mut runs: Vec<(Run, usize)> = Vec::new();
    for run in ink.runs(y).into_iter().filter(|run| run.to - run.from <= dot) {
        match runs.last_mut() {
            Some((last, count)) if run.from - last.to <= dot => (last.to, *count) = (run.to, *count + 1),
            _ => runs.push((run, 1)),
        }
    }
    let is_line = |(run, count): &(Run, usize)| *count >= DOTS && (run.to - run.from) as f64 >= LONG * dpi;
    runs.into_iter().filter(is_line).map(|(run, _)| run).collect()
}

/// Thin pieces of long runs along the rows.
fn strokes(ink: &Ink, dpi: f64, runs: fn(&Ink, usize, f64) -> Vec<Run>) -> Vec<Blob> {
    let thick = (THICK * dpi).max(3.0);
    let is_thin = |blob: &Blob| {
        // A line may climb a little over its length.
        let thickness = blob.area as f64 / blob.width() as f64;
        let climbs = 0.004 * blob.width() as f64 + 2.0;
        thickness <= thick && blob.height() as f64 <= thick + climbs && blob.width() as f64 >= 3.0 * thickness
    };
    join((0..ink.height).map(|y| runs(ink, y, dpi))).into_iter().filter(is_thin).collect()
}

/// Whether there is paper on both sides of a stroke for most of its length.
fn is_free(ink: &Ink, blob: &Blob, dpi: f64, least: f64) -> bool {
    let away = (0.012 * dpi).ceil() as usize + 1;
    let columns = (blob.x0..blob.x1).step_by(2);
    let count = columns.len().max(1) as f64;
    let free = |above: bool| {
        let is_paper = |x: &usize| {
            let mut own = blob.runs.iter().filter(|run| run.from <= *x && *x < run.to).map(|run| run.y);
            let edge = if above { own.next() } else { own.next_back() };
            let beside = edge.and_then(|y| if above { y.checked_sub(away) } else { Some(y + away) });
            beside.is_none_or(|y| !ink.is_dark(*x, y))
        };
        columns.clone().filter(is_paper).count() as f64 / count
    };
    free(true) >= least && free(false) >= least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Picture;

    #[test]
    fn a_table_has_its_lines_and_no_others() {
        let mut page = Picture::white(300, 200);
        let mut fill = |x0: usize, y0: usize, x1: usize, y1: usize| {
            for y in y0..y1 {
                page.grey[y * 300 + x0..y * 300 + x1].fill(0);
            }
        };
        for y in [20, 34, 100] {
            fill(20, y, 220, y + 2);
        }
        for x in [20, 120, 218] {
            fill(x, 20, x + 2, 102);
        }
        // A short upright between two rows, and strokes of a character that meet no line.
        fill(60, 20, 62, 36);
        fill(140, 60, 152, 62);
        fill(140, 60, 142, 72);
        let found = lines(&mut Ink::of(&page, 100.0), 100.0);
        let mut told: Vec<_> = found.iter().map(|l| (l.horizontal, l.x0, l.y0, l.x1, l.y1)).collect();
        told.sort_unstable();
        let upright = |x: usize| (false, x, 20, x + 2, 102);
        let level = |y: usize| (true, 20, y, 220, y + 2);
        assert_eq!(
            told,
            [upright(20), (false, 60, 20, 62, 36), upright(120), upright(218), level(20), level(34), level(100)]
        );
    }
}
