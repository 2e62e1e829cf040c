//! What stands on a form, sorted into its slots but not yet interpreted.
//!
//! The seam inside this stage: the geometric reader and the text readers both produce these,
//! and [`super::assemble`] turns them into the typed model, so that a figure means the same
//! whichever way it was read.

use crate::profile::Slot;
use crate::sheet::{Alternative, Assessor, IndicatorKind, NarrativeRole, Place, Role};

/// The most trust in what may belong to another slot of the same sheet: sums that come out do not tell which.
pub const MISPLACED: f64 = 0.4;

/// Text that stands at places, with the reader's trust in having put it into the right slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Printed {
    /// The text as printed; empty for an empty cell.
    pub text: String,
    /// Where it stands; for an empty PDF cell its box.
    pub places: Vec<Place>,
    /// 0 to 1; below 0.9 where the slot or the characters are uncertain.
    pub confidence: f64,
    /// Other readings of this slot that the print leaves open.
    pub alternatives: Vec<Alternative>,
}

impl Printed {
    /// Several pieces as one text, each on a line of its own; `None` for no piece.
    pub fn joined(pieces: Vec<Self>) -> Option<Self> {
        pieces.into_iter().reduce(|mut all, piece| {
            let blank = all.text.trim().is_empty() || piece.text.trim().is_empty();
            if !blank {
                all.text.push('\n');
            }
            all.text.push_str(&piece.text);
            all.places.extend(piece.places);
            all.confidence = all.confidence.min(piece.confidence);
            all.alternatives.extend(piece.alternatives);
            all
        })
    }
}

/// One sheet, slot by slot. `None`: the form has no such cell. `Some` with empty text: it is empty.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct RawSheet {
    /// First page of the sheet.
    pub page: u32,
    /// Western start year of the evaluated fiscal year, from the title.
    pub fiscal_year: Option<i32>,
    pub number: Option<Printed>,
    pub name: Option<Printed>,
    pub department: Option<Printed>,
    pub policy: Option<Printed>,
    pub issue: Option<Printed>,
    pub target_group: Option<Printed>,
    pub description: Option<Printed>,
    pub indicators: Vec<RawIndicator>,
    pub covid_impact: Option<Printed>,
    pub achievement: Option<RawMarks>,
    pub adjustment: Option<Printed>,
    pub panels: Vec<RawPanel>,
    pub direction: Option<RawMarks>,
    /// A rating of the whole that is no panel's.
    pub rating: Option<RawMarks>,
    /// 達成/未達成 of the whole.
    pub status: Option<RawMarks>,
    pub narratives: Vec<RawNarrative>,
}

impl RawSheet {
    /// The cell that a slot with one value stands for; `None` for narratives.
    pub fn cell(&mut self, slot: Slot) -> Option<&mut Option<Printed>> {
        Some(match slot {
            Slot::Number => &mut self.number,
            Slot::Name => &mut self.name,
            Slot::Department => &mut self.department,
            Slot::Policy => &mut self.policy,
            Slot::Issue => &mut self.issue,
            Slot::TargetGroup => &mut self.target_group,
            Slot::Description => &mut self.description,
            Slot::CovidImpact => &mut self.covid_impact,
            Slot::Adjustment => &mut self.adjustment,
            Slot::Purpose
            | Slot::Results
            | Slot::Impact
            | Slot::Future
            | Slot::CouncilOpinion
            | Slot::Reason
            | Slot::Opinion
            | Slot::Other => return None,
        })
    }

    /// Adds a narrative of a role that needs no label, be it empty.
    pub fn tell(&mut self, role: NarrativeRole, text: Printed) {
        self.narratives.push(RawNarrative { role, label: None, fiscal_year: None, text });
    }
}

/// One indicator: its label cell and its figure cells.
#[derive(Clone, Debug, Default)]
pub struct RawIndicator {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its name.
    pub label: Printed,
    /// Its unit, where the form has a cell for it.
    pub unit: Option<Printed>,
    /// Its figures.
    pub cells: Vec<RawFigure>,
    /// Whether more or less is better, where the form has a cell for it.
    pub direction: Option<Printed>,
    /// 達成/未達成, where the form has a cell for it.
    pub status: Option<Printed>,
    /// 前年度比較, where the form has a cell for it.
    pub comparison: Option<Printed>,
    /// Indices of the indicators that it is the sum of.
    pub parts: Vec<usize>,
}

/// A figure cell; one that is merged over several years names them all.
#[derive(Clone, Debug)]
pub struct RawFigure {
    /// Western start years.
    pub years: Vec<i32>,
    /// What the figure is for those years.
    pub role: Role,
    /// What stands in the cell.
    pub printed: Printed,
}

impl RawFigure {
    /// Whether both are said of one year in one role.
    pub fn is_rival_of(&self, other: &Self) -> bool {
        self.role == other.role && self.years.iter().any(|year| other.years.contains(year))
    }
}

/// A row of boxes, of which one should be marked.
#[derive(Clone, Debug, Default)]
pub struct RawMarks {
    /// The boxes in printed order.
    pub boxes: Vec<RawBox>,
}

/// One box of a scale.
#[derive(Clone, Debug)]
pub struct RawBox {
    /// Scale value or choice that the box stands for, normalised (`S`, `5`, `現状維持`).
    pub value: String,
    /// Whether it is filled.
    pub marked: bool,
    /// The box itself (`■`, `□`).
    pub printed: Printed,
}

/// One assessor's panel.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RawPanel {
    pub assessor: Assessor,
    pub criteria: Vec<RawCriterion>,
    pub achievement_points: Option<Printed>,
    pub total: Option<Printed>,
    pub grade: Option<Printed>,
}

/// One criterion of a panel.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RawCriterion {
    /// `effectiveness`, `employment`, else the printed label.
    pub name: String,
    pub level: Option<RawMarks>,
    pub points: Option<Printed>,
    pub weight: Option<u32>,
    pub reason: Option<Printed>,
}

/// A text of the sheet.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RawNarrative {
    pub role: NarrativeRole,
    pub label: Option<String>,
    pub fiscal_year: Option<i32>,
    pub text: Printed,
}

impl RawNarrative {
    /// A text without a label or year of its own.
    pub fn new(role: NarrativeRole, text: Printed) -> Self {
        Self { role, label: None, fiscal_year: None, text }
    }
}

/// A row of a list page. Inside `grades`: `None` text for an empty cell is `Printed` with empty text.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct RawSummaryRow {
    pub page: u32,
    pub number: Option<Printed>,
    pub name: Option<Printed>,
    pub target_group: Option<Printed>,
    pub department: Option<Printed>,
    pub achievement: Option<Printed>,
    pub effectiveness: Option<Printed>,
    pub employment: Option<Printed>,
    pub total: Option<Printed>,
    pub grades: Vec<RawGrade>,
}

/// A letter column's cell of a list row.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RawGrade {
    pub printed: Printed,
    pub assessor: Option<Assessor>,
    pub fiscal_year: Option<i32>,
}
