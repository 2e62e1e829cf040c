//! The heads that name roles under the years of a table; those of a scan that cannot be read tell theirs by their place.

use super::block::{Block, share_x};
use super::plane::Plane;
use super::year_heads::YearHead;
use crate::geom::Rect;
use crate::normalise;
use crate::profile::IndicatorTable;
use crate::recognise::raw::MISPLACED;
use crate::sheet::{Role, SURE};

/// A head stands under the year whose width it covers to this share, or that it is covered by to the second.
const UNDER: f64 = 0.5;
const WITHIN: f64 = 0.8;
/// Longest head of a role that cannot be read, folded.
const LONGEST: usize = 6;
/// Confidence in figures whose role is the one that the heads leave over, where something of its word is read.
const LEFT_OVER: f64 = 0.6;
/// The order in which forms print the two roles, where none of their heads can be read.
const USUAL: [Role; 2] = [Role::Target, Role::Actual];

/// The heads of roles of a table.
pub struct RoleHeads {
    /// Each role with the box of its head.
    pub heads: Vec<(Role, Rect)>,
    /// How far figures under them are trusted at most.
    pub most: f64,
}

/// The heads of roles on the plane, those under these years also by their place: what stands between the years and
/// `bottom`, where the indicators begin. Where nothing of a role's word is read in any of its heads, nothing confirms the
/// figures under them.
pub fn role_heads(plane: &Plane, table: &IndicatorTable, years: &[YearHead], bottom: f64) -> RoleHeads {
    let mut heads: Vec<(Role, Rect)> = plane.blocks.iter().filter_map(|b| Some((role(table, b)?, b.at))).collect();
    let columns: Vec<Vec<Head>> = years.iter().map(|year| column(plane, table, year, bottom)).collect();
    let Some((order, is_read)) = order(table, &columns) else { return RoleHeads { heads, most: 1.0 } };
    let whole = columns.iter().filter(|column| column.len() == order.len());
    let unread: Vec<(&Head, Role)> = whole
        .flat_map(|column| column.iter().zip(order.iter().copied()))
        .filter(|(head, _)| head.role.is_none())
        .collect();
    let is_like = |role: &Role| unread.iter().any(|(head, own)| own == role && resembles(plane, table, head, *role));
    let most = if is_read {
        1.0
    } else if unread.iter().all(|(_, role)| is_like(role)) {
        LEFT_OVER
    } else {
        MISPLACED
    };
    heads.extend(unread.iter().map(|(head, role)| (*role, head.at)));
    RoleHeads { heads, most }
}

/// A head under a year.
struct Head<'p> {
    role: Option<Role>,
    text: &'p str,
    at: Rect,
}

/// Whether some of the word of a role is read in a head.
fn resembles(plane: &Plane, table: &IndicatorTable, head: &Head, role: Role) -> bool {
    let labels = table.roles.iter().filter(|(own, _)| *own == role);
    let mut words = labels.flat_map(|(_, label)| plane.profile.wordings(label));
    words.any(|word| head.text.chars().any(|c| !c.is_whitespace() && word.contains(c)))
}

/// The role that a block names.
pub fn role(table: &IndicatorTable, block: &Block) -> Option<Role> {
    table.roles.iter().find(|(_, label)| block.is(label)).map(|(role, _)| *role)
}

/// The heads under a year in their order, from above and from the left, with their roles as far as they can be read.
fn column<'p>(plane: &'p Plane, table: &IndicatorTable, year: &YearHead, bottom: f64) -> Vec<Head<'p>> {
    let is_unread = |b: &Block| {
        let text = normalise::fold(&b.text);
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        b.labels.is_empty()
            && (1..=LONGEST).contains(&count)
            && !text.chars().any(char::is_numeric)
            && b.printed().confidence < SURE
    };
    let is_here = |b: &&Block| {
        let is_under = share_x(&year.at, &b.at) >= UNDER || share_x(&b.at, &year.at) >= WITHIN;
        b.cell
            && is_under
            && (role(table, b).is_some() || is_unread(b))
            && b.at.y0 >= year.at.y1 - 1.0
            && b.at.y1 <= bottom + 2.0
    };
    let here = plane.blocks.iter().filter(is_here).map(|b| Head { role: role(table, b), text: &b.text, at: b.at });
    let mut column: Vec<Head> = here.collect();
    column.sort_by(|a, b| a.at.y0.round().total_cmp(&b.at.y0.round()).then(a.at.x0.total_cmp(&b.at.x0)));
    column
}

/// The roles in the order in which most years have their heads, and whether each was read once; `None` where all of them
/// are, or nothing tells the others.
fn order(table: &IndicatorTable, columns: &[Vec<Head>]) -> Option<(Vec<Role>, bool)> {
    let count = columns.iter().map(Vec::len).max().filter(|count| *count > 0)?;
    let whole: Vec<_> = columns.iter().filter(|column| column.len() == count).collect();
    if whole.len() < 2 || whole.iter().all(|column| column.iter().all(|head| head.role.is_some())) {
        return None;
    }
    let read_at = |i: usize| -> Result<Option<Role>, ()> {
        let mut read = whole.iter().filter_map(|column| column.get(i)?.role);
        let Some(first) = read.next() else { return Ok(None) };
        if read.all(|role| role == first) { Ok(Some(first)) } else { Err(()) }
    };
    // Years whose roles stand in another order tell nothing of each other.
    let read: Vec<Option<Role>> = (0..count).map(read_at).collect::<Result<_, ()>>().ok()?;
    if let Some(all) = read.iter().copied().collect::<Option<Vec<Role>>>() {
        return Some((all, true));
    }
    let has_both = USUAL.iter().all(|role| table.roles.iter().any(|(own, _)| own == role));
    let left = |role: Role| USUAL.iter().copied().find(|other| *other != role);
    match read.as_slice() {
        _ if !has_both => None,
        [None, None] => Some((USUAL.to_vec(), false)),
        [Some(one), None] if USUAL.contains(one) => Some((vec![*one, left(*one)?], false)),
        [None, Some(one)] if USUAL.contains(one) => Some((vec![left(*one)?, *one], false)),
        _ => None,
    }
}
