//! The steps from a page to its layout, in order, with every picture in between.

use super::assign::{Filing, Number, Places, items_to_cells};
use super::boxes::boxes_to_grids;
use super::edges::{Edge, Edges, rules_to_edges, settle};
use super::frames::{close_frame, crossings_to_frames, crossings_to_points, edges_to_crossings};
use super::item::Item;
use super::lines::{LineMaker, join_stacked};
use super::marks::{edges_to_boxes, squares_to_marks};
use super::overflow;
use super::overlay;
use super::partition::frame_to_grid;
use super::shading::{Ground, fills_to_edges, shade_cells};
use super::turn::Turn;
use super::unclosed;
use super::{Grid, Line, PageLayout};
use crate::geom::{Point, Rect};
use crate::ingest::{Limits, Page};
use crate::sheet::Error;

/// A gap of this many em divides a line in the open page: there columns have no rules.
const COLUMN_GAP: f64 = 1.8;

/// What the reader saw on the way to a page's layout.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Boxes of the rules as ingested.
    pub rules: Vec<Rect>,
    /// Edges after snapping, joining and reaching, thin boxes.
    pub edges: Vec<Rect>,
    /// Where edges cross.
    pub crossings: Vec<Point>,
    /// The result.
    pub layout: PageLayout,
}

/// Lays a page out.
///
/// # Errors
/// `too-large` where more rules cross on it than is allowed.
pub fn page(page: &Page, limits: &Limits) -> Result<PageLayout, Error> {
    Ok(turned(page, limits)?.0)
}

/// Lays a page out and keeps what was seen on the way.
///
/// # Errors
/// As [`page`](self::page()).
pub fn trace(page: &Page, limits: &Limits) -> Result<Trace, Error> {
    let (layout, edges) = turned(page, limits)?;
    let rules = page.rules.iter().map(|r| layout.turn.upright(&r.bbox)).collect();
    let crossings = crossings_to_points(&edges, &edges_to_crossings(&edges, 0.0, limits)?);
    Ok(Trace { rules, crossings, edges: edges.boxes(), layout })
}

/// The layout of a page, and the edges that it is made of.
fn turned(page: &Page, limits: &Limits) -> Result<(PageLayout, Edges), Error> {
    let turn = Turn::of(page);
    if turn.degrees == 0 { upright(page, turn, limits) } else { upright(&turn.page(page), turn, limits) }
}

/// The layout of a page whose text runs to the right.
fn upright(page: &Page, turn: Turn, limits: &Limits) -> Result<(PageLayout, Edges), Error> {
    let mut items: Vec<Item> = Vec::with_capacity(page.glyphs.len());
    items.extend(page.glyphs.iter().filter_map(Item::of_glyph));
    let (drawn, outlines) = edges_to_boxes(rules_to_edges(&page.rules, &page.fills), &items, limits)?;
    let (mut edges, mut grids) = edges_to_grids(drawn.clone(), limits)?;
    let ground = Ground::new(&page.fills);
    let shades = fills_to_edges(&ground, &grids, &edges, &Rect::new(0.0, 0.0, page.width, page.height));
    if !shades.is_empty() {
        let mut both = drawn;
        both.horizontal.extend(shades.horizontal);
        both.vertical.extend(shades.vertical);
        (edges, grids) = edges_to_grids(both, limits)?;
    }
    shade_cells(&mut grids, &ground);
    let cells: Vec<Rect> = grids.iter().flat_map(|g| g.cells.iter().map(|c| c.bbox)).collect();
    items.extend(squares_to_marks(&outlines, &page.fills, &page.shapes, &cells, &items));
    let loose = fill_cells(&mut grids, items);
    let rules = open_rules(&edges, &grids);
    let open = (0..grids.len()).filter(|i| grids.get(*i).is_some_and(|g| unclosed::is_open(g, &edges))).collect();
    let unseen: Vec<Item> = page.unseen.iter().filter_map(Item::of_glyph).collect();
    let unseen = in_reading_order(LineMaker::default().lines(unseen.iter(), Some(COLUMN_GAP)));
    let (page, width, height) = (page.number, page.width, page.height);
    Ok((PageLayout { page, width, height, turn, recognised: false, grids, open, loose, rules, unseen }, edges))
}

/// Horizontal edges that no grid is made of.
fn open_rules(edges: &Edges, grids: &[Grid]) -> Vec<Rect> {
    let inside: Vec<Rect> = grids.iter().map(|g| g.bbox.grown(1.0)).collect();
    let level = edges.horizontal.iter().map(Edge::level);
    let mut rules: Vec<Rect> = level.filter(|r| !inside.iter().any(|g| g.contains(r.center()))).collect();
    rules.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    rules
}

fn edges_to_grids(drawn: Edges, limits: &Limits) -> Result<(Edges, Vec<Grid>), Error> {
    let edges = settle(drawn);
    let crossings = edges_to_crossings(&edges, 0.0, limits)?;
    let frames = crossings_to_frames(&edges, &crossings);
    let grids = frames.iter().filter_map(|f| frame_to_grid(&close_frame(f), limits).transpose());
    let mut grids = boxes_to_grids(grids.collect::<Result<_, _>>()?);
    // Grids that begin within a few points of each other stand side by side.
    let key = |g: &Grid| ((g.bbox.y0 / 4.0).round() as i64, g.bbox.x0, g.bbox.y0);
    grids.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
    });
    Ok((edges, grids))
}

/// Puts every item into its cell and makes lines of them; gives back the lines that stand in none.
fn fill_cells(grids: &mut [Grid], mut items: Vec<Item>) -> Vec<Line> {
    let places = Places::new(grids);
    let mut at = items_to_cells(&mut items, &places);
    let filing = Filing::new(&at, places.len());
    overlay::lift(&mut items, &mut at, &filing, &places);
    let frames = holding_grids(grids, &places);
    let mut maker = LineMaker::default();
    let standing =
        |i: &u32, cell: Option<Number>| items.get(*i as usize).filter(|_| at.get(*i as usize) == Some(&cell));
    for (number, group) in filing.cells() {
        let Some((place, _)) = places.cell(number) else { continue };
        let Some(cell) = grids.get_mut(place.0).and_then(|grid| grid.cells.get_mut(place.1)) else { continue };
        let gap = frames.binary_search(&place).is_ok().then_some(COLUMN_GAP);
        let own = group.iter().filter_map(|i| standing(i, Some(number)));
        cell.lines = join_stacked(maker.lines(own, gap), &cell.bbox);
        overflow::doubt(&mut cell.lines, &cell.bbox);
    }
    let loose = items.iter().zip(&at).filter(|(_, at)| at.is_none()).map(|(item, _)| item);
    in_reading_order(maker.lines(loose, Some(COLUMN_GAP)))
}

/// Cells in which other grids stand: frames around parts of a page, whose own text is set freely.
fn holding_grids(grids: &[Grid], places: &Places) -> Vec<(usize, usize)> {
    let mut frames: Vec<(usize, usize)> =
        grids.iter().enumerate().filter_map(|(g, grid)| places.around(&grid.bbox).filter(|at| at.0 != g)).collect();
    frames.sort_unstable();
    frames.dedup();
    frames
}

/// Lines top to bottom; those on one height left to right.
fn in_reading_order(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| {
        let key = |l: &Line| (l.bbox.center().y / 3.0).round() as i64;
        key(a).cmp(&key(b)).then(a.bbox.x0.total_cmp(&b.bbox.x0)).then(a.bbox.y0.total_cmp(&b.bbox.y0))
    });
    lines
}
