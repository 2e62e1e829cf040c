//! What is found in the picture of a page before anything is read: how it lies, its rules, cells and marks, its lines.

use super::ink::{Blob, Ink, Run, shade};
use super::marks::{Mark, is_torn, mark};
use super::rules::{self, Line};
use super::skew::{skew, straightened};
use super::stamps;
use super::text::{TextLine, lines, usual_height};
use crate::geom::{Point, Rect};
use crate::ingest::{Limit, Limits, Page, Picture, Rule, RuleSource};
use crate::layout;
use crate::sheet::Error;

/// A box with ink nearer than this on its line is a character among others, in widths of the box; ink to its right may
/// be as near as the second where several such boxes stand in a cell.
const ALONE: f64 = 0.6;
const BEFORE: f64 = 0.12;
/// A ticked box that is nearer to what stands before it than this, and nearer than to what follows, is a character.
const BEHIND: f64 = 1.2;
/// One among boxes is as large as they are but for this share; another one stands farther from all else than this.
const AS_LARGE: f64 = 0.25;
const LONELY: f64 = 2.0;
/// A filled box has this room to its left, and if less of it than this is ink, it stands alone.
const BESIDE: f64 = 0.25;
const FULL: f64 = 0.93;
/// Dots that go on with a ruling line are no thicker, and no farther from it, in inches; those as short as this may be as
/// far as the last.
const THIN: f64 = 0.025;
const NEAR: f64 = 0.4;
const SHORT: f64 = 0.035;
const FAR: f64 = 1.0;
/// How soft lines are shown: the edges of a coarse scan are steps.
const SOFT: f64 = 0.45;
/// Pieces smaller than this part of an inch, each way, are dirt where they stand alone.
const DIRT: f64 = 0.012;

/// A page on which everything is found and nothing read yet.
pub(super) struct Draft {
    /// Quarter turns, clockwise, after which its text stands upright.
    pub(super) quarters: u8,
    pub(super) lean: f64,
    /// Put straight and softened, without rules, marks and shade.
    pub(super) picture: Picture,
    pub(super) ink: Ink,
    pub(super) rules: Vec<Line>,
    pub(super) marks: Vec<(Mark, Rect)>,
    /// The boxes of stamps that were passed over.
    pub(super) stamps: Vec<Rect>,
    pub(super) lines: Vec<TextLine>,
    /// How many lines each cell has, in their order; the last are those of no cell.
    pub(super) cells: Vec<usize>,
    /// Height of most lines.
    pub(super) usual: f64,
}

impl Draft {
    /// Of a picture that is turned first; `scale` is how many pixels a point has.
    pub(super) fn of(picture: &Picture, scale: f64, quarters: u8, limits: &Limits) -> Result<Self, Error> {
        let dpi = scale * 72.0;
        let turned = picture.turned(quarters);
        let lying = Ink::of(&turned, dpi);
        let lean = skew(&lying);
        let mut picture = straightened(&turned, lean);
        let mut ink = if lean == 0.0 { lying } else { Ink::of(&picture, dpi) };
        let dots = shade(&ink.blobs(), dpi);
        wipe(&mut picture, &mut ink, &dots, 0);
        let lighter = stamps::lighter(&ink, &picture, dpi);
        lighter.iter().for_each(|(_, runs)| wipe(&mut picture, &mut ink, runs, 1));
        let rules = rules::lines(&mut ink, dpi);
        limits.check(Limit::PageRules, rules.len())?;
        let grids = grids(&rules, &picture, scale, limits)?;
        for rule in &rules {
            wipe(&mut picture, &mut ink, &rule.runs, rules::ragged(dpi));
        }
        let mut blobs: Vec<Blob> = ink.blobs();
        limits.check(Limit::PicturePieces, blobs.len())?;
        let dark = stamps::dark(&ink, &blobs, dpi);
        if !dark.is_empty() {
            dark.iter().for_each(|(_, runs)| wipe(&mut picture, &mut ink, runs, 1));
            blobs = ink.blobs();
        }
        let stamps = lighter.into_iter().chain(dark).map(|(at, _)| at).collect();
        let marks = found_marks(&ink, &blobs, dpi);
        let mut is_mark = vec![false; blobs.len()];
        let mut boxes = Vec::new();
        for (kind, i) in marks {
            let Some(blob) = blobs.get(i) else { continue };
            boxes.push((kind, rect(blob)));
            // What is written in a box goes with it.
            for (other, inside) in blobs.iter().zip(&mut is_mark) {
                *inside |= blob.holds(other);
            }
        }
        let marked: Vec<Run> =
            blobs.iter().zip(&is_mark).filter(|(_, mark)| **mark).flat_map(|(blob, _)| blob.runs.clone()).collect();
        wipe(&mut picture, &mut ink, &marked, 1);
        let dirt = DIRT * dpi;
        let text = blobs.iter().zip(&is_mark).filter(|(blob, mark)| {
            !**mark
                && (blob.width() as f64 > dirt || blob.height() as f64 > dirt)
                && !rules.iter().any(|rule| goes_on(rule, blob, dpi))
        });
        let mut parts: Vec<Vec<&Blob>> = vec![Vec::new(); grids.len() + 1];
        for (blob, _) in text {
            let middle = Point::new((blob.x0 + blob.x1) as f64 / 2.0, (blob.y0 + blob.y1) as f64 / 2.0);
            let holding = grids.iter().enumerate().filter(|(_, cell)| cell.contains(middle));
            let at = holding.min_by(|a, b| a.1.area().total_cmp(&b.1.area())).map_or(grids.len(), |(i, _)| i);
            if let Some(part) = parts.get_mut(at) {
                part.push(blob);
            }
        }
        let usual = usual_height(&parts, dpi);
        let parts: Vec<Vec<TextLine>> = parts
            .iter()
            .map(|part| {
                let is_text = |line: &TextLine| !is_dotted(line, part, dpi);
                lines(part, usual).into_iter().filter(is_text).collect()
            })
            .collect();
        let cells = parts.iter().map(Vec::len).collect();
        let picture = picture.softened(SOFT);
        let lines = parts.concat();
        Ok(Self { quarters, lean, picture, ink, rules, marks: boxes, stamps, lines, cells, usual })
    }
}

/// Paints ink over, in the picture a little around it too.
fn wipe(picture: &mut Picture, ink: &mut Ink, runs: &[Run], around: usize) {
    ink.erase(runs);
    let width = picture.width;
    for run in runs {
        for y in run.y.saturating_sub(around)..=run.y + around {
            let (from, to) = (run.from.saturating_sub(around), (run.to + around).min(width));
            // Ink that stays is not touched.
            for x in from..to {
                if !ink.is_dark(x, y)
                    && let Some(pixel) = picture.grey.get_mut(y * width + x)
                {
                    *pixel = u8::MAX;
                }
            }
        }
    }
}

/// Whether a blob is a dot or a dash of a ruling line that was found in part.
fn goes_on(rule: &Line, blob: &Blob, dpi: f64) -> bool {
    let thin = (THIN * dpi).max(2.0) as usize;
    let (breadth, along, across) = if rule.horizontal {
        (blob.height(), (blob.x0, blob.x1, rule.x0, rule.x1), (blob.y0, blob.y1, rule.y0, rule.y1))
    } else {
        (blob.width(), (blob.y0, blob.y1, rule.y0, rule.y1), (blob.x0, blob.x1, rule.x0, rule.x1))
    };
    let slack = 1;
    let is_short = (along.1 - along.0) as f64 <= SHORT * dpi;
    let near = ((if is_short { FAR } else { NEAR }) * dpi) as usize;
    breadth <= thin
        && across.0 + slack >= across.2
        && across.1 <= across.3 + slack
        && along.0 <= along.3 + near
        && along.1 + near >= along.2
}

/// Whether what looks like a line of text is a row of dots and dashes: a rest of a ruling line.
fn is_dotted(line: &TextLine, blobs: &[&Blob], dpi: f64) -> bool {
    let inside = |blob: &&&Blob| line.y0 <= blob.y0 && blob.y1 <= line.y1 && line.x0 <= blob.x0 && blob.x1 <= line.x1;
    (line.y1 - line.y0) as f64 <= (THIN * dpi).max(2.0) && blobs.iter().filter(inside).count() > 2
}

/// Boxes to be marked among the blobs, by their number.
fn found_marks(ink: &Ink, blobs: &[Blob], dpi: f64) -> Vec<(Mark, usize)> {
    let found = blobs.iter().enumerate().filter_map(|(i, blob)| Some((mark(ink, blob, dpi)?, i)));
    let mut found: Vec<(Mark, usize)> = found.collect();
    let boxes: Vec<&Blob> = found
        .iter()
        .filter(|(kind, _)| matches!(kind, Mark::Filled | Mark::Empty))
        .filter_map(|(_, i)| blobs.get(*i))
        .collect();
    let is_box = |i: usize| found.iter().any(|(_, own)| *own == i);
    let torn = |i: &usize| blobs.get(*i).is_some_and(|blob| boxes.iter().any(|whole| is_torn(ink, blob, whole)));
    let torn: Vec<usize> = (0..blobs.len()).filter(|i| !is_box(*i)).filter(torn).collect();
    found.extend(torn.into_iter().map(|i| (Mark::Empty, i)));
    // The room that a box has on its line, in its own widths, to the left and to the right.
    let room = |i: usize, least: usize| {
        let Some(own) = blobs.get(i) else { return (0.0, 0.0) };
        let width = own.width() as f64;
        let is_other = |blob: &&Blob| {
            let level = blob.y0 < own.y1 && own.y0 < blob.y1;
            !own.holds(blob) && level && blob.height() * least > own.height()
        };
        let least = |left: bool| {
            let gaps = blobs.iter().filter(is_other).filter(|blob| (blob.x0 + blob.x1 < own.x0 + own.x1) == left);
            let gap = |blob: &Blob| if left { own.x0.saturating_sub(blob.x1) } else { blob.x0.saturating_sub(own.x1) };
            gaps.map(gap).min().map_or(f64::INFINITY, |gap| gap as f64 / width)
        };
        (least(true), least(false))
    };
    // Dense characters of small type are nearly full.
    let is_full =
        |i: usize| blobs.get(i).is_some_and(|own| own.area as f64 >= FULL * (own.width() * own.height()) as f64);
    let several = boxes.len() > 1;
    let is_among = |i: usize| blobs.get(i).is_some_and(|own| boxes.iter().any(|other| is_as_large(own, other)));
    let is_mark = |(kind, i): &(Mark, usize)| {
        // Beside what may be a character even a point counts.
        let (left, right) = room(*i, if *kind == Mark::Ticked { 6 } else { 3 });
        match kind {
            Mark::Filled => left >= BESIDE && (is_full(*i) || right >= ALONE),
            Mark::Empty => left >= ALONE && right >= if several { BEFORE } else { ALONE },
            // A character of a few strokes (回) ends what is written before it, or begins a word (国).
            Mark::Ticked => {
                let is_apart = left >= ALONE && right >= ALONE && (left >= BEHIND || left >= right);
                is_apart && (left.min(right) >= LONELY || is_among(*i))
            }
            Mark::Disc => left >= ALONE,
        }
    };
    found.into_iter().filter(is_mark).collect()
}

/// Whether two blobs are about as large.
fn is_as_large(a: &Blob, b: &Blob) -> bool {
    let is_near = |a: usize, b: usize| a.abs_diff(b) as f64 <= AS_LARGE * b as f64;
    is_near(a.width(), b.width()) && is_near(a.height(), b.height())
}

/// The cells that the rules make, in pixels.
fn grids(rules: &[Line], picture: &Picture, scale: f64, limits: &Limits) -> Result<Vec<Rect>, Error> {
    let page = Page {
        number: 1,
        width: picture.width as f64 / scale,
        height: picture.height as f64 / scale,
        rules: rules.iter().map(|line| rule(line, scale)).collect(),
        ..Page::default()
    };
    let layout = layout::page(&page, limits)?;
    let cells = layout.cells().map(|(_, cell)| cell.bbox);
    Ok(cells.map(|b| Rect::new(b.x0 * scale, b.y0 * scale, b.x1 * scale, b.y1 * scale)).collect())
}

pub(super) fn rule(line: &Line, scale: f64) -> Rule {
    let bbox = Rect::new(line.x0 as f64, line.y0 as f64, line.x1 as f64, line.y1 as f64);
    let bbox = points(&bbox, scale);
    // A line that climbs is as thick as its ink.
    let ink: usize = line.runs.iter().map(|run| run.to - run.from).sum();
    let length = if line.horizontal { line.x1 - line.x0 } else { line.y1 - line.y0 };
    let half = ink as f64 / length.max(1) as f64 / scale / 2.0;
    let centre = bbox.center();
    let bbox = if line.horizontal {
        Rect::new(bbox.x0, centre.y - half, bbox.x1, centre.y + half)
    } else {
        Rect::new(centre.x - half, bbox.y0, centre.x + half, bbox.y1)
    };
    Rule { bbox, horizontal: line.horizontal, source: RuleSource::ThinFill }
}

fn rect(blob: &Blob) -> Rect {
    Rect::new(blob.x0 as f64, blob.y0 as f64, blob.x1 as f64, blob.y1 as f64)
}

pub(super) fn points(pixels: &Rect, scale: f64) -> Rect {
    Rect::new(pixels.x0 / scale, pixels.y0 / scale, pixels.x1 / scale, pixels.y1 / scale)
}
