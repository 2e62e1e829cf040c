//! A raw list row → a list row.

use super::field;
use crate::profile::Profile;
use crate::recognise::raw::{RawGrade, RawSummaryRow};
use crate::sheet::{SummaryGrade, SummaryPoints, SummaryRow};

/// What a raw row of a list says.
pub fn summary_row(raw: RawSummaryRow, _profile: &Profile) -> SummaryRow {
    SummaryRow {
        page: raw.page,
        project_number: raw.number.map(field::project_number),
        name: raw.name.map(field::text),
        target_group: raw.target_group.map(field::text),
        department: raw.department.map(field::text),
        points: SummaryPoints {
            achievement: raw.achievement.map(field::points),
            effectiveness: raw.effectiveness.map(field::points),
            employment: raw.employment.map(field::points),
        },
        total: raw.total.map(field::points),
        grades: raw.grades.into_iter().map(grade).collect(),
    }
}

fn grade(raw: RawGrade) -> Option<SummaryGrade> {
    if raw.printed.text.trim().is_empty() {
        return None;
    }
    Some(SummaryGrade { grade: field::grade(raw.printed), assessor: raw.assessor, fiscal_year: raw.fiscal_year })
}
