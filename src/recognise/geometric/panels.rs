//! The panels of the assessors: marks, reasons, opinion, points and letter.

use super::block::{Block, same_row, share_x, share_y};
use super::plane::Plane;
use super::scales::{Vocabulary, marked_row};
use crate::geom::Rect;
use crate::normalise;
use crate::profile::{self, Relation};
use crate::recognise::raw::{Printed, RawCriterion, RawNarrative, RawPanel};
use crate::sheet::NarrativeRole;

/// Where a panel's points stand.
const POINTS: [Relation; 2] = [Relation::Right, Relation::Below];

/// Reads the panels in the order of the profile; opinions on the whole go to the narratives.
pub fn panels(plane: &Plane, narratives: &mut Vec<RawNarrative>) -> Vec<RawPanel> {
    plane.profile.panels.iter().filter_map(|p| PanelReader::new(plane, p)?.read(narratives)).collect()
}

struct PanelReader<'s, 'a> {
    plane: &'s Plane<'a>,
    panel: &'s profile::Panel,
    /// Its area; panels may stand side by side.
    area: Rect,
    /// Rows of points.
    totals: Vec<Rect>,
}

impl<'s, 'a> PanelReader<'s, 'a> {
    fn new(plane: &'s Plane<'a>, panel: &'s profile::Panel) -> Option<Self> {
        let totals: Vec<Rect> = plane.labelled(&panel.total).map(|b| b.at).collect();
        let extent = plane.extent(&panel.label).or_else(|| {
            let row = totals.first()?;
            Some((row.y0, row.y1))
        })?;
        let (left, right) = beside_others(plane, panel);
        Some(Self { plane, panel, area: Rect::new(left, extent.0, right, extent.1), totals })
    }

    fn inside(&self, block: &Block) -> bool {
        self.area.contains(block.at.center())
    }

    fn in_totals(&self, block: &Block) -> bool {
        self.totals.iter().any(|row| same_row(row, &block.at))
    }

    fn labelled(&self, name: &'s str) -> impl Iterator<Item = &'s Block<'a>> {
        self.plane.labelled(name).filter(|b| self.inside(b))
    }

    fn read(&self, narratives: &mut Vec<RawNarrative>) -> Option<RawPanel> {
        let profile = self.plane.profile;
        let mut rows: Vec<Rect> = Vec::new();
        let mut criteria: Vec<(RawCriterion, Rect)> = Vec::new();
        for criterion in &profile.criteria {
            let Some(label) = self.labelled(&criterion.label).find(|b| !self.in_totals(b)) else { continue };
            let vocabulary = Vocabulary::of_values(&criterion.levels);
            let beside = |b: &Block| {
                b.at.x0 >= label.at.x1 - 2.0 && b.at.center().x <= self.area.x1 && share_y(&label.at, &b.at) >= 0.5
            };
            let level = marked_row(self.plane, beside, &vocabulary);
            rows.push(label.at);
            let raw = RawCriterion {
                name: criterion.name.clone(),
                level,
                points: self.points(&criterion.points),
                weight: weight(&label.text),
                reason: None,
            };
            criteria.push((raw, label.at));
        }
        let reasons = self.under(self.panel.reason.as_deref(), &rows);
        self.give_reasons(reasons, NarrativeRole::Reason, &mut criteria, narratives);
        let opinions = self.under(self.panel.opinion.as_deref(), &rows);
        narratives.extend(
            Printed::joined(opinions.iter().map(|b| b.printed()).collect())
                .map(|t| RawNarrative::new(NarrativeRole::Opinion, t)),
        );
        let points = profile.points.as_ref()?;
        Some(RawPanel {
            assessor: self.panel.assessor,
            criteria: criteria.into_iter().map(|(c, _)| c).collect(),
            achievement_points: self.points(&points.achievement),
            total: self.points(&points.total),
            grade: self.points(&points.grade),
        })
    }

    /// The cells in the rows of the criteria under a heading.
    fn under(&self, heading: Option<&'s str>, rows: &[Rect]) -> Vec<&'s Block<'a>> {
        let Some(heading) = heading.and_then(|name| self.labelled(name).next()) else { return Vec::new() };
        let mut found: Vec<&Block> = self
            .plane
            .blocks
            .iter()
            .filter(|b| b.cell && b.labels.is_empty() && b.at.y0 >= heading.at.y1 - 2.0 && self.inside(b))
            .filter(|b| {
                share_x(&heading.at, &b.at) >= 0.6
                    && rows.iter().any(|r| share_y(r, &b.at) >= 0.3 || share_y(&b.at, r) >= 0.6)
            })
            .collect();
        found.sort_by(|a, b| a.at.y0.total_cmp(&b.at.y0));
        found
    }

    /// A reason belongs to the one criterion in whose row it stands; one for several is a text of the sheet.
    fn give_reasons(
        &self,
        cells: Vec<&Block>,
        role: NarrativeRole,
        criteria: &mut [(RawCriterion, Rect)],
        narratives: &mut Vec<RawNarrative>,
    ) {
        for cell in cells {
            let mut beside: Vec<&mut (RawCriterion, Rect)> = criteria
                .iter_mut()
                .filter(|(_, row)| share_y(&cell.at, row) >= 0.6 || share_y(row, &cell.at) >= 0.6)
                .collect();
            match beside.as_mut_slice() {
                [only] => {
                    let pieces = only.0.reason.take().into_iter().chain([cell.printed()]).collect();
                    only.0.reason = Printed::joined(pieces);
                }
                _ => narratives.push(RawNarrative::new(role, cell.printed())),
            }
        }
    }

    /// The points beside a label in the row of points, else anywhere in the panel but in the rows of marks.
    fn points(&self, name: &'s str) -> Option<Printed> {
        let in_row = |b: &&Block<'a>| self.in_totals(b);
        let marks = |b: &Block| {
            let row = |o: &&Block| o.at.x0 >= b.at.x1 - 2.0 && share_y(&b.at, &o.at) >= 0.5;
            self.plane.blocks.iter().filter(row).any(|o| o.text.trim().chars().any(|c| normalise::mark(c).is_some()))
        };
        let label = self
            .labelled(name)
            .find(in_row)
            .or_else(|| self.plane.labelled(name).find(|b| self.inside(b) && self.totals.is_empty() && !marks(b)))?;
        for relation in POINTS {
            let side = if relation == Relation::Right { super::plane::Side::Right } else { super::plane::Side::Below };
            let found = self.plane.blocks_beside(label, side);
            if let [only] = found.as_slice() {
                return Some(only.clone());
            }
        }
        None
    }
}

/// Left and right end of a panel: another one whose heading stands in the same row is beside it.
fn beside_others(plane: &Plane, panel: &profile::Panel) -> (f64, f64) {
    let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
    let Some(own) = plane.labelled(&panel.label).next().map(|b| b.at) else { return everywhere };
    let others = plane.profile.panels.iter().filter(|p| p.label != panel.label);
    let beside = others.flat_map(|p| plane.labelled(&p.label)).filter(|b| same_row(&own, &b.at));
    beside.fold(everywhere, |(left, right), other| {
        if other.at.x0 >= own.x1 - 2.0 { (left, right.min(other.at.x0)) } else { (left.max(own.x0 - 2.0), right) }
    })
}

/// The weight that a criterion's label prints (`評価点×２`).
fn weight(label: &str) -> Option<u32> {
    let folded = normalise::fold(label);
    let (_, after) = folded.split_once(['×', '✕', 'x', 'X', '*']).or_else(|| folded.split_once("評価点"))?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let times = after.chars().nth(digits.chars().count());
    let said = !folded.contains("評価点") || folded.contains(['×', '✕', 'x', 'X', '*']) || times == Some('倍');
    digits.parse().ok().filter(|w| said && (1..=20).contains(w))
}
