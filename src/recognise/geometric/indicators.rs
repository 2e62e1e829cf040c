//! The table of indicators: which years its columns are for, which rows belong to which indicator and role.
//!
//! Nothing is taken from a column's number: years and roles come from the heads, wherever they stand, and a
//! figure belongs to the heads that its cell lies under.

use super::block::{Block, share_x, share_y};
use super::plane::Plane;
use super::role_heads::{RoleHeads, role, role_heads};
use super::told::told;
use super::year_heads::YearHead;
use crate::geom::Rect;
use crate::layout::Line;
use crate::normalise;
use crate::profile::IndicatorTable;
use crate::recognise::raw::{Printed, RawFigure, RawIndicator};
use crate::sheet::{IndicatorKind, Role};

/// A cell lies under a head whose width it covers to this share.
const UNDER: f64 = 0.5;
/// Confidence in the row of a figure that only its height in a shared cell tells.
const BY_HEIGHT: f64 = 0.93;
/// Confidence in the row of a figure where the lines of a shared cell cannot be told apart surely.
const UNCLEAR: f64 = 0.6;

/// A cell so many times as high as an indicator's rows stands beside other indicators.
const BEYOND: f64 = 1.5;

/// The indicators, top to bottom.
pub fn indicators(plane: &Plane, heads: &[YearHead]) -> Vec<RawIndicator> {
    let Some(table) = &plane.profile.indicators else { return Vec::new() };
    let Some(first) = heads.first() else { return Vec::new() };
    let top = heads.iter().map(|h| h.at.y0).fold(f64::INFINITY, f64::min);
    let mut kinds: Vec<(IndicatorKind, &Block)> = Vec::new();
    for (kind, label) in &table.kinds {
        let left = |b: &&Block| b.cell && b.at.x1 <= first.at.x0 + 2.0 && b.at.y0 > top;
        kinds.extend(plane.labelled(label).filter(left).map(|b| (*kind, b)));
    }
    kinds.sort_by(|a, b| a.1.at.y0.total_cmp(&b.1.at.y0));
    let mut out = Vec::new();
    for (kind, label) in &kinds {
        let rows = rows_of(plane, label, &kinds);
        // A table that goes on over the page may print its heads again: the nearest above count.
        let above = |h: &&YearHead| h.at.y0 < rows.y0;
        let nearest = heads.iter().filter(above).map(|h| h.at.y0).fold(f64::NEG_INFINITY, f64::max);
        let heads: Vec<YearHead> = heads.iter().filter(|h| above(h) && h.at.y1 >= nearest).cloned().collect();
        let below = kinds.iter().map(|(_, kind)| kind.at.y0).filter(|y| *y > nearest);
        let bottom = below.fold(f64::INFINITY, f64::min);
        let layout = TableLayout::new(plane, table, &heads, (nearest - 3.0, bottom));
        out.extend(layout.names(label, &rows).into_iter().map(|name| layout.indicator(*kind, label, &name)));
    }
    out
}

/// The rows of a kind: its cell, and empty cells above and below that belong to no other kind.
fn rows_of(plane: &Plane, label: &Block, kinds: &[(IndicatorKind, &Block)]) -> Rect {
    let mut rows = label.at;
    let spare = |b: &&Block| {
        b.cell && b.is_blank() && share_x(&label.at, &b.at) > 0.9 && !kinds.iter().any(|(_, k)| std::ptr::eq(*k, *b))
    };
    for block in plane.blocks.iter().filter(spare) {
        if (block.at.y1 - rows.y0).abs() < 1.5 || (block.at.y0 - rows.y1).abs() < 1.5 {
            rows = rows.union(&block.at);
        }
    }
    rows
}

/// An indicator's name cell and its rows.
struct Name<'b, 'a> {
    cell: Option<&'b Block<'a>>,
    rows: Rect,
}

struct TableLayout<'s, 'a> {
    plane: &'s Plane<'a>,
    table: &'s IndicatorTable,
    heads: &'s [YearHead],
    top: f64,
    /// Left edge of the figures.
    figures_from: f64,
    /// The heads of the column of units.
    units: Vec<Rect>,
    roles: RoleHeads,
}

impl<'s, 'a> TableLayout<'s, 'a> {
    /// Of a table whose heads stand between these heights.
    fn new(plane: &'s Plane<'a>, table: &'s IndicatorTable, heads: &'s [YearHead], (top, bottom): (f64, f64)) -> Self {
        let units = table.unit.iter().flat_map(|unit| plane.labelled(unit));
        let units = units.map(|head| head.at).filter(|at| at.y0 >= top - 1.0).collect();
        let roles = role_heads(plane, table, heads, bottom);
        let figures_from = heads.iter().map(|h| h.at.x0).fold(f64::INFINITY, f64::min);
        Self { plane, table, heads, top, figures_from, units, roles }
    }

    /// The name cells beside a kind, with their rows; a blank cell belongs to the name above it.
    fn names<'b>(&'b self, kind: &Block, rows: &Rect) -> Vec<Name<'b, 'a>> {
        let head = self.plane.labelled(&self.table.name).map(|b| b.at).next();
        let from = self.figures_from;
        let named = |b: &&Block<'a>| {
            b.cell && b.at.x0 >= kind.at.x1 - 2.0 && b.at.x1 <= from + 2.0 && share_y(rows, &b.at) >= UNDER
        };
        let mut cells: Vec<&Block> =
            self.plane.blocks.iter().filter(named).filter(|b| role(self.table, b).is_none()).collect();
        if let Some(head) = head {
            cells.retain(|b| share_x(&head, &b.at) >= UNDER);
        }
        cells.retain(|b| !self.is_unit(b));
        let mut names: Vec<Name> = Vec::new();
        for cell in cells {
            match names.last_mut() {
                Some(last) if cell.is_blank() || last.cell.is_some_and(Block::is_blank) => {
                    last.rows = last.rows.union(&cell.at);
                    if !cell.is_blank() {
                        last.cell = Some(cell);
                    }
                }
                Some(last) if share_y(&last.rows, &cell.at) >= UNDER => last.rows = last.rows.union(&cell.at),
                _ => names.push(Name { cell: Some(cell), rows: cell.at }),
            }
        }
        if let [only] = names.as_mut_slice() {
            only.rows.y0 = rows.y0;
            only.rows.y1 = rows.y1;
        }
        if names.is_empty() {
            names.push(Name { cell: None, rows: *rows });
        }
        names
    }

    fn is_unit(&self, block: &Block) -> bool {
        self.units.iter().any(|head| head.y0 <= block.at.y0 && share_x(head, &block.at) >= UNDER)
    }

    fn indicator(&self, kind: IndicatorKind, label: &Block<'a>, name: &Name<'_, 'a>) -> RawIndicator {
        // Every year looks for its figures among them.
        let beside: Vec<&Block<'a>> =
            self.plane.blocks.iter().filter(|b| b.cell && share_y(&name.rows, &b.at) >= UNDER).collect();
        let unit = beside.iter().copied().find(|b| self.is_unit(b));
        let mut cells = Vec::new();
        let known: Vec<(Vec<(Role, Rect)>, bool)> =
            self.heads.iter().map(|head| self.roles_of(head, &name.rows)).collect();
        let boxes = self.boxes(&beside);
        let fullest = known.iter().max_by_key(|(roles, _)| roles.len()).cloned().unwrap_or_default();
        for (head, (roles, stacked)) in self.heads.iter().zip(known) {
            // A year that lacks a role's head which the others have: something stands over it, so the rows of
            // the others count, and its figures are not sure.
            let lacks = stacked && roles.len() < fullest.0.len();
            let (roles, stacked) = if lacks { fullest.clone() } else { (roles, stacked) };
            let under: Vec<&Block<'a>> = under(head, &beside).collect();
            if roles.is_empty() {
                let told = under.iter().flat_map(|cell| told(self.plane, self.table, cell));
                cells.extend(told.map(|(role, printed)| (head.years.clone(), role, printed)));
            } else if stacked {
                let most = if lacks { UNCLEAR } else { 1.0 };
                let figures = self.stacked(head, &roles, &under, &name.rows, (&beside, boxes));
                cells.extend(figures.into_iter().map(|(years, role, printed)| (years, role, lowered(printed, most))));
            } else {
                for cell in under {
                    // Roles side by side, or in front of the rows: each is a box of its own.
                    let nearest = roles.iter().find(|(_, at)| {
                        share_x(&cell.at, at) >= UNDER || share_y(&cell.at, at) >= UNDER && at.x1 <= head.at.x0 + 2.0
                    });
                    if let Some((role, _)) = nearest {
                        cells.push((head.years.clone(), *role, cell.printed()));
                    }
                }
            }
        }
        for (_, _, printed) in &mut cells {
            printed.confidence = printed.confidence.min(self.roles.most);
        }
        RawIndicator {
            kind,
            // Without a cell for its name the kind is all that is known of it.
            label: name.cell.map_or_else(|| lowered(label.printed(), UNCLEAR), Block::printed),
            unit: unit.map(Block::printed),
            cells: merge_years(cells),
            ..RawIndicator::default()
        }
    }

    /// The roles of a year's figures: those in front of the indicator's rows, else those under the year.
    /// `true` where the latter stand one above the other, so that their order is that of the rows.
    fn roles_of(&self, head: &YearHead, rows: &Rect) -> (Vec<(Role, Rect)>, bool) {
        let in_front = |at: &Rect| at.x1 <= self.figures_from + 2.0 && share_y(rows, at) >= UNDER;
        let in_front: Vec<(Role, Rect)> = self.roles.heads.iter().copied().filter(|(_, at)| in_front(at)).collect();
        if !in_front.is_empty() {
            return (in_front, false);
        }
        let under: Vec<(Role, Rect)> = self
            .roles
            .heads
            .iter()
            .copied()
            .filter(|(_, at)| at.y0 >= head.at.y0 + 1.0 && at.y1 <= rows.y0 + 2.0 && at.y0 > self.top)
            .filter(|(_, at)| share_x(&head.at, at) >= UNDER || share_x(at, &head.at) >= 0.8)
            .collect();
        let beside = under.iter().any(|(_, a)| under.iter().any(|(_, b)| a.x1 <= b.x0 + 1.0));
        (under, !beside)
    }

    /// Figures of roles that stand one above the other; `boxes` is into how many most years' figures are ruled.
    fn stacked(
        &self,
        head: &YearHead,
        roles: &[(Role, Rect)],
        under: &[&Block<'a>],
        rows: &Rect,
        (beside, boxes): (&[&Block<'a>], usize),
    ) -> Vec<(Vec<i32>, Role, Printed)> {
        let mut roles: Vec<(Role, Rect)> = roles.to_vec();
        roles.sort_by(|a, b| a.1.y0.total_cmp(&b.1.y0));
        let missing = boxes > roles.len();
        let roles = if missing { in_boxes(head, &roles, boxes) } else { roles.iter().map(|(r, _)| Some(*r)).collect() };
        let count = roles.len();
        let role = |i: usize| roles.get(i).copied().flatten();
        let ruled = self.bands(beside, count);
        let bands = ruled.clone().unwrap_or_else(|| even(rows, count));
        let mut out = Vec::new();
        for cell in under {
            let covered: Vec<usize> = bands
                .iter()
                .enumerate()
                .filter(|(_, (y0, y1))| cell.at.shared_y(&Rect::new(0.0, *y0, 1.0, *y1)) >= UNDER * (y1 - y0))
                .map(|(i, _)| i)
                .collect();
            match covered.as_slice() {
                [one] => {
                    let printed = lowered(cell.printed(), if missing { UNCLEAR } else { 1.0 });
                    out.extend(role(*one).map(|role| (head.years.clone(), role, printed)));
                }
                [] => {}
                several => {
                    let of = |i: &usize| bands.get(*i).copied();
                    // What stands beside other indicators too may be theirs.
                    let beyond = cell.lines.len() > 1 && cell.at.height() > BEYOND * rows.height();
                    // Without a column that shows the rows a figure may be that of one row: the other one is lost.
                    let lone = cell.lines.len() == 1 && ruled.is_none() && cell.text.chars().any(char::is_numeric);
                    let most = if beyond || lone || missing { UNCLEAR } else { 1.0 };
                    let parts = shared_cell(cell, &several.iter().filter_map(of).collect::<Vec<_>>());
                    let parts = parts.into_iter().map(|printed| lowered(printed, most));
                    for (i, printed) in several.iter().zip(parts) {
                        out.extend(role(*i).map(|role| (head.years.clone(), role, printed)));
                    }
                }
            }
        }
        out
    }

    /// Into how many boxes most years' figures of an indicator are ruled.
    fn boxes(&self, beside: &[&Block<'a>]) -> usize {
        let counts: Vec<usize> = self.heads.iter().map(|head| under(head, beside).count()).collect();
        counts.iter().copied().max_by_key(|count| (counts.iter().filter(|c| *c == count).count(), *count)).unwrap_or(0)
    }

    /// Heights of an indicator's sub-rows: those into which most of its columns are ruled; `None` where none is.
    fn bands(&self, beside: &[&Block<'a>], count: usize) -> Option<Vec<(f64, f64)>> {
        let mut ruled: Vec<Vec<(f64, f64)>> = Vec::new();
        for head in self.heads {
            let column: Vec<(f64, f64)> = under(head, beside).map(|b| (b.at.y0, b.at.y1)).collect();
            if column.len() == count {
                ruled.push(column);
            }
        }
        let alike = |a: &[(f64, f64)]| {
            ruled
                .iter()
                .filter(|b| a.iter().zip(*b).all(|(x, y)| (x.0 - y.0).abs() < 1.5 && (x.1 - y.1).abs() < 1.5))
                .count()
        };
        let mut best = ruled.iter().max_by_key(|column| alike(column)).cloned()?;
        best.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(best)
    }
}

/// Roles in the order of an indicator's boxes, where not all of their heads can be read: how far below its year a head
/// stands tells which box is its own, or how far above the bottom of the year's cell, where it stands in that. Nothing,
/// where that does not come out.
fn in_boxes(head: &YearHead, roles: &[(Role, Rect)], boxes: usize) -> Vec<Option<Role>> {
    let mut all = vec![None; boxes];
    for (role, at) in roles {
        let heads = |length: f64| (length / at.height().max(1.0)).round().max(0.0) as usize;
        let is_apart = at.y0 >= head.at.y1 - 0.5 * at.height();
        let above =
            if is_apart { Some(heads(at.y0 - head.at.y1)) } else { (boxes - 1).checked_sub(heads(head.at.y1 - at.y1)) };
        match above.and_then(|above| all.get_mut(above)) {
            Some(own @ None) => *own = Some(*role),
            _ => return vec![None; boxes],
        }
    }
    all
}

/// Sub-rows of equal height.
fn even(rows: &Rect, count: usize) -> Vec<(f64, f64)> {
    let height = rows.height() / count.max(1) as f64;
    (0..count).map(|i| (rows.y0 + height * i as f64, rows.y0 + height * (i + 1) as f64)).collect()
}

/// What stands in a cell that covers several sub-rows: a line for each, or one text for all of them.
fn shared_cell(cell: &Block, bands: &[(f64, f64)]) -> Vec<Printed> {
    let lines = cell.lines;
    let middle = |l: &Line| l.bbox.center().y + cell.shift();
    let band_of = |l: &Line| {
        let y = middle(l);
        bands.iter().position(|(y0, y1)| *y0 <= y && y <= *y1)
    };
    let off_centre = |l: &Line| {
        let centre = cell.at.center().y;
        (middle(l) - centre).abs() > 0.15 * cell.at.height()
    };
    // A number that is broken between two lines is one figure, whatever heights its halves stand at.
    let broken = lines.windows(2).any(|w| matches!(w, [a, b] if normalise::breaks_number(&a.text, &b.text)));
    if broken && lines.len() <= bands.len() {
        return bands.iter().map(|_| lowered(cell.printed(), UNCLEAR)).collect();
    }
    let one_each = lines.len() == bands.len() && lines.iter().enumerate().all(|(i, l)| band_of(l) == Some(i));
    if one_each {
        return lines.iter().map(|l| lowered(cell.printed_lines([l]), BY_HEIGHT)).collect();
    }
    if lines.len() > bands.len() || (lines.len() < bands.len() && lines.iter().any(off_centre)) {
        return bands
            .iter()
            .enumerate()
            .map(|(i, _)| {
                let own: Vec<&Line> = lines.iter().filter(|l| band_of(l) == Some(i)).collect();
                let printed = if own.is_empty() { empty(cell) } else { cell.printed_lines(own) };
                lowered(printed, UNCLEAR)
            })
            .collect();
    }
    bands.iter().map(|_| cell.printed()).collect()
}

fn empty(cell: &Block) -> Printed {
    let place = crate::sheet::Place { page: cell.page, region: crate::sheet::Region::Box(cell.bbox) };
    Printed { places: vec![place], confidence: 1.0, ..Printed::default() }
}

fn lowered(mut printed: Printed, most: f64) -> Printed {
    printed.confidence = printed.confidence.min(most);
    printed
}

/// Those that stand in the column of a year, below its head.
fn under<'s, 'b, 'a>(head: &'s YearHead, blocks: &'s [&'b Block<'a>]) -> impl Iterator<Item = &'b Block<'a>> + 's {
    let is_in_column = |b: &Block| share_x(&b.at, &head.at) >= UNDER || share_x(&head.at, &b.at) >= 0.8;
    blocks.iter().copied().filter(move |b| b.at.y0 > head.at.y0 && is_in_column(b))
}

/// Figures with their years; a cell that was met under several years is one figure of them all.
fn merge_years(cells: Vec<(Vec<i32>, Role, Printed)>) -> Vec<RawFigure> {
    let mut figures: Vec<RawFigure> = Vec::new();
    for (years, role, printed) in cells {
        match figures.iter_mut().find(|f| f.role == role && f.printed == printed) {
            Some(figure) => {
                let more: Vec<i32> = years.into_iter().filter(|y| !figure.years.contains(y)).collect();
                figure.years.extend(more);
            }
            None => figures.push(RawFigure { years, role, printed }),
        }
    }
    figures
}
