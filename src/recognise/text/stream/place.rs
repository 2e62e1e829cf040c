//! Where a piece of a line may go, and what that costs.

use super::arrangement::Arrangement;
use super::cells::{Cell, Sort};
use super::cost;
use super::grid::{FREE, Slot, Stop, index};
use super::guide::{Guide, MARGIN};
use super::neighbour::{Kind, Last};

/// Longest name of an indicator, in characters.
const NAME: usize = 90;
/// Longest cell that goes on with a name after a blank line, in characters.
const MORE: usize = 16;
/// As many placements of a piece are followed for each arrangement that is.
const WAYS: usize = 2;

/// Puts pieces into arrangements.
pub struct Placer<'a> {
    /// What leads the search.
    pub guide: &'a Guide<'a>,
    /// All cells of the page.
    pub cells: &'a [Cell],
    /// The first cell that prints the same, for each.
    pub words: Vec<Slot>,
}

/// One piece of a line.
struct Piece<'a> {
    cells: &'a [usize],
    /// No blank stands before it.
    glued: bool,
    /// Its unit.
    at: usize,
    alone: bool,
    counts: bool,
    dashes: bool,
}

/// One placement: of which arrangement, where, at which cost in all.
struct Move {
    state: usize,
    to: To,
    cost: i32,
}

#[derive(Clone, Copy)]
enum To {
    Row(usize, usize),
    Name(usize),
}

impl Placer<'_> {
    /// All places of a piece at no more than `bound`, and what those given up for their number weigh.
    pub fn place(
        &self,
        open: &[Arrangement],
        cells: &[usize],
        glued: bool,
        at: usize,
        bound: i32,
    ) -> (Vec<Arrangement>, f64) {
        let sort = |wanted: Sort| move |c: &Cell| c.sort == wanted;
        let all = || cells.iter().filter_map(|c| self.cells.get(*c));
        let piece = Piece {
            cells,
            glued,
            at,
            alone: cells.len() == 1,
            counts: all().any(sort(Sort::Figure)),
            dashes: all().all(sort(Sort::Dash)),
        };
        let mut bound = bound;
        let mut moves: Vec<Move> = Vec::new();
        for (i, state) in open.iter().enumerate() {
            let from = moves.len();
            self.rows(state, i, &piece, bound, &mut moves);
            self.names(state, i, &piece, bound, &mut moves);
            let best = moves.iter().skip(from).map(|m| m.cost).min().unwrap_or(i32::MAX / 2);
            bound = bound.min(best + MARGIN);
        }
        moves.retain(|m| m.cost <= bound);
        moves.sort_by_key(|m| m.cost);
        let most = self.guide.candidates * WAYS;
        let weigh = |cost: i32, best: i32| (f64::from(best - cost) / cost::SCALE).exp();
        let lost = moves.get(most).zip(moves.first()).map_or(0.0, |(cut, best)| weigh(cut.cost, best.cost));
        moves.truncate(most);
        let made = moves.iter().filter_map(|m| self.make(open.get(m.state)?, m, &piece)).collect();
        (made, lost)
    }

    /// Puts a cell into a slot.
    pub fn fill(&self, state: &mut Arrangement, slot: usize, cell: usize) {
        if let Some(place) = state.slots.get_mut(slot) {
            *place = index(cell);
            let word = self.words.get(cell).copied().unwrap_or(FREE);
            state.print ^= mix([slot as u64, u64::from(word), 0]);
        }
    }

    /// Places in the rows of figures.
    fn rows(&self, state: &Arrangement, at: usize, piece: &Piece<'_>, bound: i32, moves: &mut Vec<Move>) {
        let grid = self.guide.grid;
        let last_is_words = state.last.kind == Kind::Alone
            && grid.slot_of_stop(state.last.stop).and_then(|s| state.slots.get(s)).is_some_and(|c| {
                self.cells.get(usize::from(*c)).is_some_and(|c| c.sort == Sort::Text && !c.text.contains('\n'))
            });
        for row in 0..grid.rows() {
            let fit = state.cost + grid.fit(&state.slots, self.cells, row, piece.cells);
            if fit > bound {
                continue;
            }
            let begin = moves.len();
            for column in 0..(grid.columns + 1).saturating_sub(piece.cells.len()) {
                let (from, to) = (grid.slot(row, column), grid.slot(row, column + piece.cells.len()));
                if state.slots.get(from..to).is_none_or(|s| s.iter().any(|c| *c != FREE)) {
                    continue;
                }
                let start = grid.stop(row, column);
                let broken = piece.counts && !piece.alone && last_is_words && state.last.stop + 1 == start;
                // A line that comes apart within its row pays for its runs alone.
                let apart = piece.glued && grid.row_of(state.last.stop) == row;
                let mut cost = fit + if broken { cost::ROW_BROKEN } else { 0 };
                cost += match apart {
                    true if start > state.last.stop => cost::GAP_IN_LINE,
                    true => 0,
                    false => self.guide.step(state.last, start, piece.alone),
                };
                if cost > bound {
                    continue;
                }
                let first = from.checked_sub(1).filter(|_| column > 0).and_then(|s| state.slots.get(s));
                let last = state.slots.get(to).filter(|_| column + piece.cells.len() < grid.columns);
                cost += self.jump(row, first.map(|s| usize::from(*s)), piece.cells.first().copied());
                cost += self.jump(row, piece.cells.last().copied(), last.map(|s| usize::from(*s)));
                if cost <= bound && self.is_run(piece, column) {
                    cost += self.torn(state, row, column, piece, start);
                }
                if cost <= bound {
                    moves.push(Move { state: at, to: To::Row(row, column), cost });
                }
            }
            if piece.dashes {
                // One dash is like another: in each row only the nearest places are followed.
                if let Some(own) = moves.get_mut(begin..) {
                    own.sort_by_key(|m| m.cost);
                }
                moves.truncate(begin + if piece.alone { 2 } else { 1 });
            }
        }
    }

    /// Whether the piece makes a run of its row: the last column, where it stands apart, does not.
    fn is_run(&self, piece: &Piece<'_>, column: usize) -> bool {
        piece.counts && !(piece.alone && column + 1 == self.guide.grid.columns)
    }

    /// What it costs that a row has these runs: one is whole, more must be known or follow one another.
    fn torn(&self, state: &Arrangement, row: usize, column: usize, piece: &Piece<'_>, start: Stop) -> i32 {
        let of_row = || state.runs.iter().filter(|r| usize::from(r.0) == row);
        let alone = state.last.kind == Kind::Alone;
        let goes_on = alone && state.last.stop + 1 == start && start != self.guide.grid.stop(row, 0);
        if of_row().next().is_none() || goes_on {
            return 0;
        }
        let mut runs: Vec<(u16, usize, usize)> = of_row().map(|r| (r.1, r.2, r.3)).collect();
        runs.push((index(piece.at), column + 1, column + piece.cells.len()));
        runs.sort_unstable();
        let runs: Vec<(usize, usize)> = runs.into_iter().map(|r| (r.1, r.2)).collect();
        (self.guide.torn)(row, &runs)
    }

    /// What it costs that a figure stands beside another of its row, by their sizes.
    fn jump(&self, row: usize, left: Option<usize>, right: Option<usize>) -> i32 {
        let size = |c: Option<usize>| self.cells.get(c?).filter(|c| c.sort == Sort::Figure).map(|c| c.size);
        match (size(left), size(right)) {
            (Some(a), Some(b)) => self.guide.grid.jump(row, a, b),
            _ => 0,
        }
    }

    /// The piece as the label of an indicator, with the first row after it.
    fn names(&self, state: &Arrangement, at: usize, piece: &Piece<'_>, bound: i32, moves: &mut Vec<Move>) {
        let grid = self.guide.grid;
        let Some((name, rest)) = piece.cells.split_first() else { return };
        if self.cells.get(*name).is_none_or(|c| c.sort == Sort::Figure) {
            return;
        }
        for kind in 0..grid.kinds() {
            let stop = grid.name_stop(kind);
            let Some(there) = state.slots.get(grid.name_slot(kind)) else { continue };
            let mut cost = state.cost;
            if *there != FREE {
                let goes_on = state.last.stop == stop && state.last.kind == Kind::Cells && rest.is_empty();
                let short = self.cells.get(*name).is_some_and(|c| c.text.chars().count() <= MORE);
                if !goes_on || !short || self.length(state, kind, *name) > NAME {
                    continue;
                }
                cost += cost::NAME_GOES_ON;
            } else {
                cost += self.guide.step(state.last, stop, false);
                let dash = self.cells.get(*name).is_some_and(|c| c.sort == Sort::Dash);
                let figure = |row: usize| grid.filled(&state.slots, self.cells, row).any(|c| c.sort == Sort::Figure);
                if dash && (figure(kind * 2) || figure(kind * 2 + 1)) {
                    cost += cost::FIGURE_WITHOUT_INDICATOR;
                }
            }
            if !rest.is_empty() {
                let from = grid.slot(kind * 2, 0);
                let free = state.slots.get(from..from + rest.len()).is_some_and(|s| s.iter().all(|c| *c == FREE));
                if rest.len() > grid.columns || !free {
                    continue;
                }
                cost += grid.fit(&state.slots, self.cells, kind * 2, rest);
                cost += if rest.len() + 1 < grid.columns { cost::SHORT_ROW } else { 0 };
            }
            if cost <= bound {
                moves.push(Move { state: at, to: To::Name(kind), cost });
            }
        }
    }

    /// Characters of an indicator's name with one more cell.
    fn length(&self, state: &Arrangement, kind: usize, more: usize) -> usize {
        let first = state.slots.get(self.guide.grid.name_slot(kind)).map(|s| usize::from(*s));
        let others = state.more.iter().filter(|(k, _)| *k == kind).map(|(_, c)| *c);
        let whole = others.chain(first).chain([more]);
        whole.filter_map(|c| self.cells.get(c)).map(|c| c.text.chars().count()).sum()
    }

    fn make(&self, state: &Arrangement, placed: &Move, piece: &Piece<'_>) -> Option<Arrangement> {
        let grid = self.guide.grid;
        let mut next = state.clone().dearer(placed.cost - state.cost);
        let kind = if piece.alone { Kind::Alone } else { Kind::Cells };
        let (row, column, cells) = match placed.to {
            To::Row(row, column) => (row, column, piece.cells),
            To::Name(k) => {
                let (name, rest) = piece.cells.split_first()?;
                let slot = grid.name_slot(k);
                if state.slots.get(slot).is_some_and(|s| *s != FREE) {
                    next.more.push((k, *name));
                    next.print ^= mix([k as u64, *name as u64, 1]);
                } else {
                    self.fill(&mut next, slot, *name);
                }
                let stop = grid.name_stop(k);
                begin(&mut next, piece.at, stop);
                next.last = Last::cells(stop, Kind::Cells);
                (k * 2, 0, rest)
            }
        };
        let Some(end) = cells.len().checked_sub(1) else { return Some(next) };
        for (i, cell) in cells.iter().enumerate() {
            self.fill(&mut next, grid.slot(row, column + i), *cell);
        }
        if self.is_run(piece, column) {
            let run = (index(row), index(piece.at), column + 1, column + cells.len());
            next.runs.push(run);
            next.runs.sort_unstable();
            next.print ^= mix([u64::from(run.0) << 16 | u64::from(run.1), (run.2 * 256 + run.3) as u64, 2]);
        }
        begin(&mut next, piece.at, grid.stop(row, column));
        let stop = grid.stop(row, column + end);
        if let Some(Some((_, last))) = next.ends.get_mut(piece.at) {
            *last = stop;
        }
        next.last = Last::cells(stop, kind);
        Some(next)
    }
}

/// Says where a unit begins, unless it has begun.
fn begin(state: &mut Arrangement, unit: usize, stop: Stop) {
    if let Some(ends) = state.ends.get_mut(unit) {
        ends.get_or_insert((stop, stop));
    }
}

/// Spreads three numbers over 64 bits.
fn mix(parts: [u64; 3]) -> u64 {
    let mut all: u64 = 0;
    for part in parts {
        all = (all ^ part).wrapping_add(0x9E37_79B9_7F4A_7C15);
        all = (all ^ (all >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        all = (all ^ (all >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        all ^= all >> 31;
    }
    all
}
