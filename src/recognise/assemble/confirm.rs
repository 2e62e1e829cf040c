//! What arithmetic confirms: a reading under which the sheet's own sums come out needs no second look.
//!
//! Confidence only rises here, and only where independent printed values agree; nothing is changed.

use super::{elsewhere, recognised};
use crate::recognise::raw::MISPLACED;
use crate::rubric::Rubric;
use crate::sheet::{Document, Field, Panel, Sheet, SummaryRow};
use rust_decimal::Decimal;

/// Whether a reader leaves open to which slot a figure belongs: one that comes out there may come out elsewhere.
fn open(field: &Field) -> bool {
    field.confidence <= MISPLACED
}

/// Fills in the weights that only the rubric prints, and raises the confidence of what is confirmed.
///
/// Confirmed are: a level and its points (points = level × weight), the points of a panel that add up
/// to its total, a letter whose band holds the total, and what the list and the sheet print alike.
pub fn confirm(document: &mut Document, rubric: Option<&Rubric>) {
    let in_picture = document.source.recognised.clone().map(|recognised| recognised.pages).unwrap_or_default();
    for sheet in &mut document.sheets {
        let is_recognised = in_picture.contains(&sheet.page);
        for panel in sheet.assessment.iter_mut().flat_map(|a| &mut a.panels) {
            weigh(panel, rubric);
            if !is_recognised {
                confirm_panel(panel);
            }
        }
        if is_recognised {
            recognised::weigh(sheet, rubric);
        }
        for panel in sheet.assessment.iter_mut().flat_map(|a| &mut a.panels) {
            confirm_letter(panel, rubric);
        }
    }
    if !in_picture.is_empty() {
        elsewhere::confirm(document, &in_picture);
    }
    for row in &mut document.summary {
        let number = row.project_number.as_ref().and_then(Field::as_text).map(str::to_owned);
        let same = |s: &&mut Sheet| {
            number.is_some() && s.project.number.as_ref().and_then(Field::as_text) == number.as_deref()
        };
        let mut sheets: Vec<&mut Sheet> = document.sheets.iter_mut().filter(same).collect();
        // Two readings of one engine err alike: that they are the same confirms neither.
        if let [sheet] = sheets.as_mut_slice()
            && !(in_picture.contains(&row.page) && in_picture.contains(&sheet.page))
        {
            confirm_row(row, sheet);
        }
    }
}

fn weigh(panel: &mut Panel, rubric: Option<&Rubric>) {
    for criterion in &mut panel.criteria {
        if criterion.weight.is_none() {
            criterion.weight = rubric.and_then(|r| r.weight(&criterion.name));
        }
    }
}

fn confirm_panel(panel: &mut Panel) {
    let mut parts: Vec<&mut Field> = Vec::new();
    for criterion in &mut panel.criteria {
        if let (Some(level), Some(points), Some(weight)) =
            (&mut criterion.level, &mut criterion.points, criterion.weight)
            && let (Some(marked), Some(printed)) = (level.as_number(), points.as_number())
            && marked.checked_mul(Decimal::from(weight)) == Some(printed)
            && !open(level)
            && !open(points)
        {
            level.confidence = 1.0;
            points.confidence = 1.0;
        }
        parts.extend(&mut criterion.points);
    }
    parts.extend(&mut panel.achievement_points);
    let sum: Option<Decimal> = parts.iter().map(|p| p.as_number()).sum();
    let Some(total) = &mut panel.total else { return };
    if parts.iter().any(|p| open(p)) || open(total) {
        return;
    }
    if parts.len() > 1 && sum.is_some() && sum == total.as_number() {
        total.confidence = 1.0;
        for part in parts {
            part.confidence = 1.0;
        }
    }
}

fn confirm_letter(panel: &mut Panel, rubric: Option<&Rubric>) {
    let parts =
        panel.criteria.iter().filter_map(|criterion| criterion.points.as_ref()).chain(&panel.achievement_points);
    if parts.chain(&panel.total).any(open) {
        return;
    }
    let Some(total) = &panel.total else { return };
    if let (Some(rubric), Some(points), Some(grade)) = (rubric, total.as_number(), &mut panel.grade)
        && rubric.overall_of(points).as_deref() == grade.as_text()
        && grade.as_text().is_some()
    {
        grade.confidence = 1.0;
    }
}

/// The list's figures are those of the department's panel; its letters say whose they are.
fn confirm_row(row: &mut SummaryRow, sheet: &mut Sheet) {
    agree(row.project_number.as_mut(), sheet.project.number.as_mut());
    agree(row.name.as_mut(), sheet.project.name.as_mut());
    agree(row.target_group.as_mut(), sheet.project.target_group.as_mut());
    agree(row.department.as_mut(), sheet.project.department.as_mut());
    let year = sheet.fiscal_year;
    let Some(assessment) = &mut sheet.assessment else { return };
    for panel in &mut assessment.panels {
        agree(row.points.achievement.as_mut(), panel.achievement_points.as_mut());
        agree(row.total.as_mut(), panel.total.as_mut());
        for criterion in &mut panel.criteria {
            match criterion.name.as_str() {
                "effectiveness" => agree(row.points.effectiveness.as_mut(), criterion.points.as_mut()),
                "employment" => agree(row.points.employment.as_mut(), criterion.points.as_mut()),
                _ => {}
            }
        }
        for letter in row.grades.iter_mut().flatten() {
            let this_year = letter.fiscal_year.is_none() || letter.fiscal_year == year;
            if letter.assessor == Some(panel.assessor) && this_year {
                agree(Some(&mut letter.grade), panel.grade.as_mut());
            }
        }
    }
}

fn agree(list: Option<&mut Field>, sheet: Option<&mut Field>) {
    if let (Some(list), Some(sheet)) = (list, sheet)
        && list.value.is_some()
        && list.value == sheet.value
        && !list.printed.contains('\u{FFFD}')
        && !open(sheet)
    {
        list.confidence = 1.0;
        sheet.confidence = 1.0;
    }
}
