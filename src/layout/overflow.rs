//! Lines that run over the upper or lower border of their cell: they may be the rest of a neighbour's text, which
//! had too little room.

use super::Line;
use crate::geom::Rect;

/// Share of a line's height that must stick out on one side, more than on the other, to be more than a tight fit.
const OUT: f64 = 0.25;
/// Trust left to such a line.
const KEPT: f64 = 0.7;

/// Lowers the trust in lines that stick out of the cell on one side only. A text that is as high as its cell, or
/// higher, sticks out on both: it is the cell's own.
pub fn doubt(lines: &mut [Line], cell: &Rect) {
    let above = |l: &Line| (cell.y0 - l.bbox.y0) / l.bbox.height().max(0.1);
    let below = |l: &Line| (l.bbox.y1 - cell.y1) / l.bbox.height().max(0.1);
    let lying = |l: &&Line| !l.vertical && !l.drawn;
    let most = |out: &dyn Fn(&Line) -> f64| lines.iter().filter(lying).map(out).fold(f64::NEG_INFINITY, f64::max);
    let (top, bottom) = (most(&above), most(&below));
    if top.max(bottom) < OUT || (top.max(0.0) - bottom.max(0.0)).abs() < OUT {
        return;
    }
    for line in lines.iter_mut().filter(|l| !l.vertical && !l.drawn) {
        if above(line).max(below(line)) >= OUT {
            line.straddles = true;
            line.trust *= KEPT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trust(cell: [f64; 2], tops: &[f64]) -> Vec<bool> {
        let line = |y: &f64| Line { bbox: Rect::new(0.0, *y, 50.0, y + 10.0), trust: 1.0, ..Line::default() };
        let mut lines: Vec<Line> = tops.iter().map(line).collect();
        doubt(&mut lines, &Rect::new(0.0, cell[0], 60.0, cell[1]));
        lines.iter().map(|l| l.trust == 1.0).collect()
    }

    #[test]
    fn what_hangs_over_one_border_may_be_another_cell_s() {
        assert_eq!(trust([100.0, 130.0], &[96.0, 110.0]), [false, true]);
        assert_eq!(trust([100.0, 130.0], &[105.0, 123.0]), [true, false]);
    }

    #[test]
    fn a_tight_cell_is_full_of_its_own_text() {
        assert_eq!(trust([100.0, 118.0], &[97.0, 109.0]), [true, true]);
        assert_eq!(trust([100.0, 108.0], &[99.0]), [true]);
        assert_eq!(trust([100.0, 120.0], &[101.0, 109.5]), [true, true]);
    }
}
