//! Which columns the figures of rows make by standing in line.

use super::pieces::{Piece, Row};

/// Farthest that the ends of a column's figures lie apart, in points.
const SLACK: f64 = 3.0;
/// Share of the columns of figures that must be in line.
const IN_LINE: f64 = 0.75;
/// Share of the rows in which a column must hold something.
const FILLED: f64 = 0.5;

/// A column: from where to where its texts reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    /// Left end.
    pub(super) x0: f64,
    /// Right end.
    pub(super) x1: f64,
    /// Whether figures stand in it.
    pub(super) figures: bool,
}

/// The columns of rows with figures; `None` where what stands there is in no line.
pub(super) fn columns(rows: &[&Row]) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    let mut pieces: Vec<&Piece> = rows.iter().flat_map(|r| r.iter()).collect();
    // Figures first: they are narrow, and tell columns apart that longer texts run over.
    pieces.sort_by_key(|p| !p.figure);
    for piece in pieces {
        let over: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(_, c)| piece.bbox.x0 < c.x1 && c.x0 < piece.bbox.x1)
            .map(|(i, _)| i)
            .collect();
        let Some((first, rest)) = over.split_first() else {
            columns.push(Column { x0: piece.bbox.x0, x1: piece.bbox.x1, figures: piece.figure });
            continue;
        };
        // A figure over two columns joins them; a text over two columns of figures belongs to none.
        let joins = rest.iter().chain([first]).filter(|i| columns.get(**i).is_some_and(|c| c.figures)).count() < 2;
        if !piece.figure && !joins {
            return None;
        }
        let mut joined = Column { x0: piece.bbox.x0, x1: piece.bbox.x1, figures: piece.figure };
        for i in over.iter().rev() {
            let column = columns.remove(*i);
            joined.x0 = joined.x0.min(column.x0);
            joined.x1 = joined.x1.max(column.x1);
            joined.figures |= column.figures;
        }
        columns.push(joined);
    }
    columns.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    (columns.len() > 1 && is_sound(rows, &columns)).then_some(columns)
}

/// The column in which a piece stands.
pub(super) fn of(columns: &[Column], piece: &Piece) -> Option<usize> {
    let shared = |c: &Column| piece.bbox.x1.min(c.x1) - piece.bbox.x0.max(c.x0);
    let best = columns.iter().enumerate().max_by(|(_, a), (_, b)| shared(a).total_cmp(&shared(b)));
    best.filter(|(_, c)| shared(c) > 0.0).map(|(i, _)| i)
}

/// Whether no two pieces of a row share a column, and most columns of figures stand in line and are filled.
fn is_sound(rows: &[&Row], columns: &[Column]) -> bool {
    let lone = |row: &&Row| {
        let at: Vec<Option<usize>> = row.iter().map(|p| of(columns, p)).collect();
        at.windows(2).all(|w| w.first() != w.last())
    };
    let mut figures = 0;
    let mut in_line = 0;
    for (i, column) in columns.iter().enumerate().filter(|(_, c)| c.figures) {
        let own: Vec<&Piece> = rows.iter().flat_map(|r| r.iter()).filter(|p| of(columns, p) == Some(i)).collect();
        let spread = |at: fn(&Piece) -> f64| {
            let ends = || own.iter().filter(|p| p.figure && p.text().chars().any(char::is_numeric)).map(|p| at(p));
            ends().fold(f64::NEG_INFINITY, f64::max) - ends().fold(f64::INFINITY, f64::min)
        };
        let line = [spread(|p| p.bbox.x0), spread(|p| p.bbox.x1), spread(|p| p.bbox.center().x)];
        figures += 1;
        in_line += usize::from(line.iter().any(|s| *s <= SLACK) && column.x1 > column.x0);
        if (own.len() as f64) < FILLED * rows.len() as f64 && own.len() < 2 {
            return false;
        }
    }
    rows.iter().all(lone) && figures > 0 && in_line as f64 >= IN_LINE * f64::from(figures)
}
