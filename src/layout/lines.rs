//! Items of one place (a cell, or the open page) → lines in reading order.

use super::Line;
use super::item::{Direction, Item};
use crate::geom::Rect;

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

/// Lines of a place. `column_gap` (in em): a wider gap divides a line; `None` keeps lines whole.
pub fn items_to_lines(items: &[&Item], column_gap: Option<f64>) -> Vec<Line> {
    let mut directions: Vec<Direction> = items.iter().filter(|i| !i.blank).map(|i| i.direction).collect();
    directions.sort_unstable();
    directions.dedup();
    let mut lines = Vec::new();
    for direction in directions {
        let own: Vec<&Item> = items.iter().copied().filter(|i| i.direction == direction).collect();
        for row in attach_pieces(items_to_pieces(own)) {
            lines.extend(split_at_columns(row, column_gap).iter().filter_map(|row| items_to_line(row, direction)));
        }
    }
    lines.shrink_to_fit();
    lines
}

/// Items on one baseline without a wide gap.
#[derive(Debug)]
struct Piece<'a> {
    items: Vec<&'a Item>,
    row: usize,
    start: f64,
    end: f64,
    top: f64,
    bottom: f64,
    size: f64,
}

/// Items sorted into baselines, and these cut at wide gaps. White space never bridges a gap.
fn items_to_pieces(mut items: Vec<&Item>) -> Vec<Piece<'_>> {
    items.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.start.total_cmp(&b.start)));
    let mut pieces = Vec::new();
    for (row, baseline) in items.chunk_by(|a, b| b.base - a.base <= BASELINE * a.size.min(b.size)).enumerate() {
        let mut baseline = baseline.to_vec();
        baseline.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
        let mut open: Vec<&Item> = Vec::new();
        let mut inked: Option<(f64, f64)> = None;
        for item in baseline {
            if !item.blank {
                if let Some((end, size)) = inked
                    && item.start - end > PIECE * size.max(item.size)
                {
                    pieces.extend(Piece::of(std::mem::take(&mut open), row));
                }
                let end = inked.map_or(item.end, |(e, _)| item.end.max(e));
                inked = Some((end, item.size));
            }
            open.push(item);
        }
        pieces.extend(Piece::of(open, row));
    }
    pieces
}

impl<'a> Piece<'a> {
    fn of(items: Vec<&'a Item>, row: usize) -> Option<Self> {
        let inked = || items.iter().filter(|i| !i.blank);
        let most = |f: fn(&Item) -> f64| inked().map(|i| f(i)).fold(f64::NEG_INFINITY, f64::max);
        let least = |f: fn(&Item) -> f64| inked().map(|i| f(i)).fold(f64::INFINITY, f64::min);
        inked().next()?;
        let (start, end) = (least(|i| i.start), most(|i| i.end));
        let (top, bottom, size) = (least(Item::top), most(Item::bottom), most(|i| i.size));
        Some(Self { row, start, end, top, bottom, size, items })
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

/// Rows of items: pieces of one baseline, and the pieces that attach to them, in order of their baselines.
fn attach_pieces(mut pieces: Vec<Piece<'_>>) -> Vec<Vec<&Item>> {
    let mut moves: Vec<(usize, usize)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let around = pieces.iter().enumerate().skip(i.saturating_sub(NEIGHBOURS)).take(2 * NEIGHBOURS + 1);
        let host = around
            .filter(|(_, p)| p.row != piece.row && piece.joins(p))
            .filter(|(_, p)| (p.size, p.end - p.start, p.row) > (piece.size, piece.end - piece.start, piece.row))
            .max_by(|(_, a), (_, b)| a.size.total_cmp(&b.size).then((a.end - a.start).total_cmp(&(b.end - b.start))));
        moves.extend(host.map(|(_, p)| (i, p.row)));
    }
    for (i, row) in moves {
        if let Some(piece) = pieces.get_mut(i) {
            piece.row = row;
        }
    }
    pieces.sort_by_key(|p| p.row);
    pieces
        .chunk_by(|a, b| a.row == b.row)
        .map(|row| {
            let mut items: Vec<&Item> = row.iter().flat_map(|p| p.items.iter().copied()).collect();
            items.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.end.total_cmp(&b.end)));
            items
        })
        .collect()
}

/// Divides a row where a gap is wider than `column_gap` em, unless it is spaced like that throughout.
fn split_at_columns(row: Vec<&Item>, column_gap: Option<f64>) -> Vec<Vec<&Item>> {
    let Some(limit) = column_gap else { return vec![row] };
    let spacing = letter_spacing(&row);
    let mut parts: Vec<Vec<&Item>> = vec![Vec::new()];
    let mut last: Option<&Item> = None;
    for item in row {
        if !item.blank {
            if let Some(prev) = last {
                let em = prev.size.max(item.size);
                if item.start - prev.end > limit * em + spacing {
                    parts.push(Vec::new());
                }
            }
            last = Some(item);
        }
        if let Some(part) = parts.last_mut() {
            part.push(item);
        }
    }
    parts
}

/// Extra space between the letters of a row: what at least three gaps in four have in common.
fn letter_spacing(row: &[&Item]) -> f64 {
    let inked: Vec<&&Item> = row.iter().filter(|i| !i.blank).collect();
    let mut gaps: Vec<f64> = inked.windows(2).filter_map(|w| Some(w.last()?.start - w.first()?.end)).collect();
    if gaps.len() < 3 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 4).copied().unwrap_or_default().max(0.0)
}

/// The line of a row of items sorted along it; `None` without a visible one.
fn items_to_line(row: &[&Item], direction: Direction) -> Option<Line> {
    let mut line = Line { vertical: !matches!(direction, Direction::Right | Direction::Left), ..Line::default() };
    line.boxes.reserve(row.len());
    line.text.reserve(3 * row.len());
    let spacing = letter_spacing(row);
    let mut trust = 1.0_f64;
    let mut last: Option<&Item> = None;
    let mut spaced = false;
    for item in row {
        if item.blank {
            spaced = true;
            continue;
        }
        if let Some(prev) = last {
            let gap = item.start - prev.end;
            let em = prev.size.min(item.size);
            if gap >= BLANK * em + spacing || (spaced && gap >= SPACED * em) {
                line.text.push(' ');
                line.boxes.push(between(&prev.bbox, &item.bbox));
            }
        }
        push_item(&mut line, item);
        trust = trust.min(item.trust);
        last = Some(item);
        spaced = false;
    }
    last?;
    line.trust = trust;
    line.size = usual_size(row);
    line.bbox = line.boxes.iter().copied().reduce(|a, b| a.union(&b))?;
    line.drawn = row.iter().any(|i| i.drawn);
    line.straddles = row.iter().any(|i| i.straddles);
    // Lines are kept until the whole document is read.
    line.boxes.shrink_to_fit();
    line.text.shrink_to_fit();
    Some(line)
}

/// Appends an item's characters; a glyph of several characters is divided evenly along the line.
fn push_item(line: &mut Line, item: &Item) {
    let count = item.chars().count().max(1) as f64;
    for (i, c) in item.chars().enumerate() {
        let (from, to) = (i as f64 / count, (i + 1) as f64 / count);
        let b = item.bbox;
        let along = |lo: f64, hi: f64, t: f64| lo + (hi - lo) * t;
        let piece = match item.direction {
            Direction::Right => Rect::new(along(b.x0, b.x1, from), b.y0, along(b.x0, b.x1, to), b.y1),
            Direction::Left => Rect::new(along(b.x1, b.x0, from), b.y0, along(b.x1, b.x0, to), b.y1),
            Direction::Down => Rect::new(b.x0, along(b.y0, b.y1, from), b.x1, along(b.y0, b.y1, to)),
            Direction::Up => Rect::new(b.x0, along(b.y1, b.y0, from), b.x1, along(b.y1, b.y0, to)),
            Direction::Slanted(_) => b,
        };
        line.text.push(c);
        line.boxes.push(piece);
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
fn usual_size(row: &[&Item]) -> f64 {
    let mut sizes: Vec<f64> = row.iter().filter(|i| !i.blank).map(|i| i.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes
        .chunk_by(|a, b| b - a < 0.05)
        .max_by_key(|run| run.len())
        .and_then(|run| run.first().copied())
        .unwrap_or_default()
}

/// Joins characters stacked one below the other in a narrow cell into the vertical line they form.
pub fn join_stacked(lines: Vec<Line>, cell: &Rect) -> Vec<Line> {
    let size = lines.iter().map(|l| l.size).fold(0.0, f64::max);
    let single = |l: &Line| {
        let mut chars = l.text.chars();
        !l.vertical && matches!((chars.next(), chars.next()), (Some(c), None) if is_letter(c))
    };
    let (Some(first), true) = (lines.first(), lines.len() >= 2) else { return lines };
    let middle = first.bbox.center().x;
    let aligned = |l: &Line| (l.bbox.center().x - middle).abs() <= 0.3 * size;
    let close = lines.windows(2).all(|w| match w {
        [a, b] => b.bbox.y0 - a.bbox.y1 <= 1.5 * size,
        _ => true,
    });
    if cell.width() > 2.5 * size || !close || !lines.iter().all(|l| single(l) && aligned(l)) {
        return lines;
    }
    let mut joined = Line { vertical: true, trust: 1.0, size, bbox: first.bbox, ..Line::default() };
    for l in lines {
        joined.text.push_str(&l.text);
        joined.bbox = joined.bbox.union(&l.bbox);
        joined.boxes.extend(l.boxes);
        joined.trust = joined.trust.min(l.trust);
        joined.straddles |= l.straddles;
    }
    vec![joined]
}

/// Characters that a label is spelled with, as against figures, marks and grades.
fn is_letter(c: char) -> bool {
    matches!(c, '々' | '〆' | 'ー' | '\u{3041}'..='\u{30fe}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '（' | '）' | '(' | ')')
}
