//! A raw sheet → a sheet.

use super::field::{self, absent};
use super::figure::{Surroundings, indicator};
use crate::normalise;
use crate::profile::Profile;
use crate::recognise::raw::{RawCriterion, RawNarrative, RawPanel, RawSheet};
use crate::sheet::{Assessment, Criterion, Narrative, Panel, Project, Sheet};
use std::collections::BTreeMap;

/// What a raw sheet says. Its id is not yet unique: see [`number_sheets`].
pub fn sheet(raw: RawSheet, profile: &Profile) -> Sheet {
    let years = years(&raw);
    let around = Surroundings { year: raw.fiscal_year, years: &years };
    let indicators = raw.indicators.into_iter().map(|i| indicator(i, &around)).collect();
    let rated = raw.covid_impact.is_some()
        || raw.achievement.is_some()
        || raw.adjustment.is_some()
        || raw.direction.is_some()
        || raw.rating.is_some()
        || raw.status.is_some()
        || !raw.panels.is_empty();
    let assessment = rated.then(|| Assessment {
        covid_impact: raw.covid_impact.map(field::flag),
        achievement: raw.achievement.map(field::marks),
        adjustment: raw.adjustment.map(field::flag),
        rating: raw.rating.map(field::marks),
        status: raw.status.map(field::marks),
        panels: raw.panels.into_iter().map(|p| panel(p, profile)).collect(),
        direction: raw.direction.map(field::marks),
    });
    let mut sheet = Sheet {
        id: String::new(),
        page: raw.page,
        fiscal_year: raw.fiscal_year,
        project: Project {
            number: raw.number.map(field::project_number),
            name: raw.name.map(field::text),
            department: raw.department.map(field::text),
            policy: raw.policy.map(field::text),
            issue: raw.issue.map(field::text),
            target_group: raw.target_group.map(field::text),
            description: raw.description.map(field::text),
        },
        indicators,
        assessment,
        narratives: raw.narratives.into_iter().map(narrative).collect(),
        repeats: None,
        recomputed: None,
    };
    sheet.id = id(&sheet);
    sheet
}

/// Makes the ids of a document's sheets unique (`~2`, in document order), and links repeated rows to
/// their originals.
pub fn number_sheets(sheets: &mut [Sheet]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut originals: BTreeMap<String, String> = BTreeMap::new();
    for sheet in sheets.iter_mut() {
        let base = id(sheet);
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        sheet.id = if *count > 1 { format!("{base}~{count}") } else { base };
        if let Some(name) = sheet.project.name.as_ref().and_then(|n| n.as_text())
            && !is_repeat(name)
        {
            originals.entry(repeat_key(name)).or_insert_with(|| sheet.id.clone());
        }
    }
    for sheet in sheets.iter_mut() {
        let Some(name) = sheet.project.name.as_ref().and_then(|n| n.as_text()) else { continue };
        if is_repeat(name) {
            sheet.repeats = originals.get(&repeat_key(name)).cloned();
        }
    }
}

fn is_repeat(name: &str) -> bool {
    normalise::fold(name).contains("(再掲)")
}

fn repeat_key(name: &str) -> String {
    normalise::fold(name).replace("(再掲)", "")
}

/// Fiscal year, `/`, and the number, else the name without white space.
fn id(sheet: &Sheet) -> String {
    let year = sheet.fiscal_year.map_or_else(|| "-".to_owned(), |y| y.to_string());
    let number = sheet.project.number.as_ref().and_then(|n| n.as_text());
    let name = sheet.project.name.as_ref().and_then(|n| n.as_text());
    let tail: String = number.or(name).unwrap_or("-").chars().filter(|c| !c.is_whitespace()).collect();
    format!("{year}/{tail}")
}

fn years(raw: &RawSheet) -> Vec<i32> {
    let mut years: Vec<i32> = raw.indicators.iter().flat_map(|i| &i.cells).flat_map(|c| c.years.clone()).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn panel(raw: RawPanel, profile: &Profile) -> Panel {
    Panel {
        assessor: raw.assessor,
        criteria: raw.criteria.into_iter().map(|c| criterion(c, profile)).collect(),
        achievement_points: raw.achievement_points.map(field::points),
        total: raw.total.map(field::points),
        grade: raw.grade.map(field::grade),
    }
}

fn criterion(raw: RawCriterion, profile: &Profile) -> Criterion {
    let known = profile.criteria.iter().find(|c| c.name == raw.name);
    let level = raw.level.map(field::marks).map(|mut level| {
        // A level that the form does not have was not read from its scale.
        let outside = known.zip(level.as_text()).is_some_and(|(k, v)| !k.levels.iter().any(|l| l == v));
        if outside {
            level.confidence = level.confidence.min(0.5);
        }
        level
    });
    Criterion {
        name: raw.name,
        level,
        points: raw.points.map(field::points),
        weight: raw.weight,
        reason: raw.reason.map(field::text),
    }
}

fn narrative(raw: RawNarrative) -> Narrative {
    let text = match absent(&raw.text) {
        Some(missing) => missing,
        None => field::text(raw.text),
    };
    Narrative { role: raw.role, label: raw.label, fiscal_year: raw.fiscal_year, text }
}
