//! Items of one place (a cell, or the open page) → lines in reading order.

use super::Line;
use super::item::{Direction, Item};
use crate::geom::Rect;
use crate::ingest::GlyphText;
use std::ops::Range;

/// Baselines that differ by less than this many em are one.
const BASELINE: f64 = 0.2;
/// A gap of more than this many em ends a piece of a line; pieces are what superscripts attach to. One full-width
/// blank, or two half-width ones, are an em exactly and must not fall to either side by rounding.
const PIECE: f64 = 1.05;
/// A gap of this many em beyond the letter spacing is a blank.
const BLANK: f64 = 0.3;
/// Where a white-space character stands, a gap this wide shows it.
const SPACED: f64 = 0.12;
/// Neighbours looked at when a piece seeks the line that it belongs to.
const NEIGHBOURS: usize = 48;

/// Makes lines of items. It keeps its room from one place to the next: most places hold a line or two.
#[derive(Default)]
pub struct LineMaker<'i> {
    /// The items of the place that run in one direction, row after row.
    items: Vec<&'i Item>,
    pieces: Vec<Piece>,
    /// Gaps of a row, or sizes.
    measures: Vec<f64>,
    lines: Vec<Line>,
    text: String,
    boxes: Vec<Rect>,
}

/// Items on one baseline without a wide gap.
#[derive(Clone, Debug)]
struct Piece {
    /// Where they stand among the items of their place.
    items: Range<usize>,
    row: usize,
    start: f64,
    end: f64,
    top: f64,
    bottom: f64,
    size: f64,
}

impl<'i> LineMaker<'i> {
    /// Lines of a place. `column_gap` (in em): a wider gap divides a line; `None` keeps lines whole.
    pub fn lines(&mut self, items: impl Iterator<Item = &'i Item> + Clone, column_gap: Option<f64>) -> Vec<Line> {
        let mut lines = std::mem::take(&mut self.lines);
        let mut last = None;
        let inked = || items.clone().filter(|i| !i.blank).map(|i| i.direction);
        // Nearly always there is one direction.
        while let Some(direction) = inked().filter(|d| last.is_none_or(|last| *d > last)).min() {
            self.items.clear();
            self.items.extend(items.clone().filter(|i| i.direction == direction));
            self.add_lines(&mut lines, direction, column_gap);
            last = Some(direction);
        }
        // Lines are kept until the whole document is read: they take no more room than they need.
        let mut made = Vec::with_capacity(lines.len());
        made.append(&mut lines);
        self.lines = lines;
        made
    }

    /// Adds the lines of the items of one direction.
    fn add_lines(&mut self, lines: &mut Vec<Line>, direction: Direction, column_gap: Option<f64>) {
        items_to_pieces(&mut self.items, &mut self.pieces);
        let items = std::mem::take(&mut self.items);
        if attach_pieces(&mut self.pieces) {
            for row in rows(&items, &mut self.pieces) {
                self.add_row(lines, &row, direction, column_gap);
            }
        } else {
            // Pieces of one baseline follow each other.
            let mut pieces = std::mem::take(&mut self.pieces);
            for row in pieces.chunk_by(|a, b| a.row == b.row) {
                let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
                let row = items.get(first.items.start..last.items.end).unwrap_or_default();
                self.add_row(lines, row, direction, column_gap);
            }
            pieces.clear();
            self.pieces = pieces;
        }
        self.items = items;
    }

    /// Adds the lines of a row of items sorted along it, divided where a gap is wider than `column_gap` em, unless it
    /// is spaced like that throughout.
    fn add_row(&mut self, lines: &mut Vec<Line>, row: &[&Item], direction: Direction, column_gap: Option<f64>) {
        let wide = |a: &Item, b: &Item, spacing: f64| {
            column_gap.is_some_and(|limit| b.start - a.end > limit * a.size.max(b.size) + spacing)
        };
        // Only a gap that is wide in itself can divide the row: without one its spacing is not asked.
        let mut inked = row.iter().filter(|i| !i.blank);
        let mut last = inked.next();
        let any_wide = column_gap.is_some() && inked.any(|item| last.replace(item).is_some_and(|a| wide(a, item, 0.0)));
        let mut rest = row;
        if any_wide {
            let spacing = letter_spacing(row, &mut self.measures);
            let (mut from, mut last): (usize, Option<&Item>) = (0, None);
            for (at, item) in row.iter().enumerate().filter(|(_, i)| !i.blank) {
                if last.replace(item).is_some_and(|last| wide(last, item, spacing)) {
                    lines.extend(row.get(from..at).and_then(|part| self.line(part, direction)));
                    from = at;
                }
            }
            rest = row.get(from..).unwrap_or_default();
        }
        lines.extend(self.line(rest, direction));
    }

    /// The line of a row of items sorted along it; `None` without a visible one.
    fn line(&mut self, row: &[&Item], direction: Direction) -> Option<Line> {
        let mut spacing = None;
        let mut last: Option<&Item> = None;
        let mut line = Line { trust: 1.0, ..Line::default() };
        line.vertical = !matches!(direction, Direction::Right | Direction::Left);
        let mut spaced = false;
        self.text.clear();
        self.boxes.clear();
        for item in row {
            line.drawn |= item.drawn;
            line.straddles |= item.straddles;
            if item.blank {
                spaced = true;
                continue;
            }
            if let Some(prev) = last {
                let gap = item.start - prev.end;
                let em = prev.size.min(item.size);
                let mut is_wide = || {
                    // Only a gap that is wide in itself can be a blank: without one the row's spacing is not asked.
                    gap >= BLANK * em && {
                        let spacing = *spacing.get_or_insert_with(|| letter_spacing(row, &mut self.measures));
                        gap >= BLANK * em + spacing
                    }
                };
                if (spaced && gap >= SPACED * em) || is_wide() {
                    self.text.push(' ');
                    self.boxes.push(between(&prev.bbox, &item.bbox));
                }
            }
            push_item(&mut self.text, &mut self.boxes, item);
            line.trust = line.trust.min(item.trust);
            last = Some(item);
            spaced = false;
        }
        last?;
        line.size = usual_size(row, &mut self.measures);
        line.bbox = self.boxes.iter().copied().reduce(|a, b| a.union(&b))?;
        line.text = self.text.as_str().to_owned();
        line.boxes = self.boxes.as_slice().into();
        Some(line)
    }
}

/// Items sorted into baselines, and these cut at wide gaps. White space never bridges a gap.
fn items_to_pieces(items: &mut [&Item], pieces: &mut Vec<Piece>) {
    pieces.clear();
    items.sort_by(|a, b| a.base.total_cmp(&b.base).then_with(|| a.start.total_cmp(&b.start)));
    let baselines = items.chunk_by_mut(|a, b| b.base - a.base <= BASELINE * a.size.min(b.size));
    let mut begun = 0;
    for (row, baseline) in baselines.enumerate() {
        baseline.sort_by(|a, b| a.start.total_cmp(&b.start).then_with(|| a.end.total_cmp(&b.end)));
        let mut from = 0;
        let mut inked: Option<(f64, f64)> = None;
        for (at, item) in baseline.iter().enumerate().filter(|(_, i)| !i.blank) {
            if let Some((end, size)) = inked
                && item.start - end > PIECE * size.max(item.size)
            {
                pieces.extend(Piece::of(baseline, from..at, begun, row));
                from = at;
            }
            let end = inked.map_or(item.end, |(e, _)| item.end.max(e));
            inked = Some((end, item.size));
        }
        pieces.extend(Piece::of(baseline, from..baseline.len(), begun, row));
        begun += baseline.len();
    }
}

impl Piece {
    /// The piece of some items of a baseline that begins with the item `begun` of its place; `None` where nothing of it
    /// is visible.
    fn of(baseline: &[&Item], items: Range<usize>, begun: usize, row: usize) -> Option<Self> {
        let mut inked = baseline.get(items.clone())?.iter().filter(|i| !i.blank);
        let first = inked.next()?;
        let mut piece = Self {
            items: begun + items.start..begun + items.end,
            row,
            start: first.start,
            end: first.end,
            top: first.top(),
            bottom: first.bottom(),
            size: first.size,
        };
        for item in inked {
            (piece.start, piece.end) = (piece.start.min(item.start), piece.end.max(item.end));
            (piece.top, piece.bottom) = (piece.top.min(item.top()), piece.bottom.max(item.bottom()));
            piece.size = piece.size.max(item.size);
        }
        Some(piece)
    }

    /// Whether the piece stands beside `other`, as a superscript or a larger word in the same line does.
    fn joins(&self, other: &Piece) -> bool {
        let shared = self.bottom.min(other.bottom) - self.top.max(other.top);
        let height = (self.bottom - self.top).min(other.bottom - other.top);
        let needed = if self.size <= 0.85 * other.size { 0.5 } else { 0.65 };
        let gap = (self.start - other.end).max(other.start - self.end);
        let em = self.size.max(other.size);
        height > 0.0 && shared >= needed * height && gap <= 0.6 * em && gap >= -0.3 * self.size.min(other.size)
    }
}

/// Gives pieces the row of the piece that they attach to; says whether there are any.
fn attach_pieces(pieces: &mut [Piece]) -> bool {
    if pieces.first().map(|p| p.row) == pieces.last().map(|p| p.row) {
        return false;
    }
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let around = pieces.iter().skip(i.saturating_sub(NEIGHBOURS)).take(2 * NEIGHBOURS + 1);
        let host = around
            .filter(|p| p.row != piece.row && piece.joins(p))
            .filter(|p| (p.size, p.end - p.start, p.row) > (piece.size, piece.end - piece.start, piece.row))
            .max_by(|a, b| a.size.total_cmp(&b.size).then((a.end - a.start).total_cmp(&(b.end - b.start))));
        moves.extend(host.map(|p| (i, p.row)));
    }
    for &(i, row) in &moves {
        if let Some(piece) = pieces.get_mut(i) {
            piece.row = row;
        }
    }
    !moves.is_empty()
}

/// Rows of items: pieces of one baseline, and the pieces that attach to them, in order of their baselines.
fn rows<'i>(items: &[&'i Item], pieces: &mut [Piece]) -> Vec<Vec<&'i Item>> {
    pieces.sort_by_key(|p| p.row);
    let row = |row: &[Piece]| {
        let mut items: Vec<&Item> = row.iter().filter_map(|p| items.get(p.items.clone())).flatten().copied().collect();
        items.sort_by(|a, b| a.start.total_cmp(&b.start).then_with(|| a.end.total_cmp(&b.end)));
        items
    };
    pieces.chunk_by(|a, b| a.row == b.row).map(row).collect()
}

/// Extra space between the letters of a row: what at least three gaps in four have in common.
fn letter_spacing(row: &[&Item], gaps: &mut Vec<f64>) -> f64 {
    gaps.clear();
    let mut inked = row.iter().filter(|i| !i.blank);
    let Some(mut last) = inked.next() else { return 0.0 };
    gaps.extend(inked.map(|item| item.start - std::mem::replace(&mut last, item).end));
    if gaps.len() < 3 {
        return 0.0;
    }
    let quarter = gaps.len() / 4;
    let (_, gap, _) = gaps.select_nth_unstable_by(quarter, f64::total_cmp);
    gap.max(0.0)
}

/// Appends an item's characters; a glyph of several characters is divided evenly along the line.
fn push_item(text: &mut String, boxes: &mut Vec<Rect>, item: &Item) {
    let b = item.bbox;
    let along = |lo: f64, hi: f64, t: f64| lo + (hi - lo) * t;
    let piece = |from: f64, to: f64| match item.direction {
        Direction::Right => Rect::new(along(b.x0, b.x1, from), b.y0, along(b.x0, b.x1, to), b.y1),
        Direction::Left => Rect::new(along(b.x1, b.x0, from), b.y0, along(b.x1, b.x0, to), b.y1),
        Direction::Down => Rect::new(b.x0, along(b.y0, b.y1, from), b.x1, along(b.y0, b.y1, to)),
        Direction::Up => Rect::new(b.x0, along(b.y1, b.y0, from), b.x1, along(b.y1, b.y0, to)),
        Direction::Slanted(_) => b,
    };
    match &item.text {
        GlyphText::Char(c) => {
            text.push(*c);
            boxes.push(piece(0.0, 1.0));
        }
        GlyphText::Text(several) => {
            let count = several.chars().count().max(1) as f64;
            text.push_str(several);
            boxes.extend((0..several.chars().count()).map(|i| piece(i as f64 / count, (i + 1) as f64 / count)));
        }
    }
}

/// The box of the blank between two neighbours.
fn between(a: &Rect, b: &Rect) -> Rect {
    if a.x1 <= b.x0 {
        Rect::new(a.x1, a.y0.min(b.y0), b.x0, a.y1.max(b.y1))
    } else if a.y1 <= b.y0 {
        Rect::new(a.x0.min(b.x0), a.y1, a.x1.max(b.x1), b.y0)
    } else if b.y1 <= a.y0 {
        Rect::new(a.x0.min(b.x0), b.y1, a.x1.max(b.x1), a.y0)
    } else {
        Rect::new(b.x1.min(a.x0), a.y0.min(b.y0), a.x0.max(b.x1), a.y1.max(b.y1))
    }
}

/// The size that most of a line's glyphs have.
fn usual_size(row: &[&Item], sizes: &mut Vec<f64>) -> f64 {
    sizes.clear();
    sizes.extend(row.iter().filter(|i| !i.blank).map(|i| i.size));
    if let Some(first) = sizes.first().filter(|first| sizes.iter().all(|size| size == *first)) {
        return *first;
    }
    sizes.sort_by(f64::total_cmp);
    sizes
        .chunk_by(|a, b| b - a < 0.05)
        .max_by_key(|run| run.len())
        .and_then(|run| run.first().copied())
        .unwrap_or_default()
}

/// Joins characters stacked one below the other in a narrow cell into the vertical line they form.
pub fn join_stacked(lines: Vec<Line>, cell: &Rect) -> Vec<Line> {
    if lines.len() < 2 {
        return lines;
    }
    let size = lines.iter().map(|l| l.size).fold(0.0, f64::max);
    let single = |l: &Line| {
        let mut chars = l.text.chars();
        !l.vertical && matches!((chars.next(), chars.next()), (Some(c), None) if is_letter(c))
    };
    let Some(first) = lines.first() else { return lines };
    let middle = first.bbox.center().x;
    let aligned = |l: &Line| (l.bbox.center().x - middle).abs() <= 0.3 * size;
    let close = lines.windows(2).all(|w| match w {
        [a, b] => b.bbox.y0 - a.bbox.y1 <= 1.5 * size,
        _ => true,
    });
    if cell.width() > 2.5 * size || !close || !lines.iter().all(|l| single(l) && aligned(l)) {
        return lines;
    }
    let boxes: Vec<Rect> = lines.iter().flat_map(|l| l.boxes.iter()).collect();
    let mut joined =
        Line { vertical: true, boxes: boxes.as_slice().into(), trust: 1.0, size, bbox: first.bbox, ..Line::default() };
    for l in lines {
        joined.text.push_str(&l.text);
        joined.bbox = joined.bbox.union(&l.bbox);
        joined.trust = joined.trust.min(l.trust);
        joined.straddles |= l.straddles;
    }
    vec![joined]
}

/// Characters that a label is spelled with, as against figures, marks and grades.
fn is_letter(c: char) -> bool {
    matches!(c, '々' | '〆' | 'ー' | '\u{3041}'..='\u{30fe}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '（' | '）' | '(' | ')')
}
