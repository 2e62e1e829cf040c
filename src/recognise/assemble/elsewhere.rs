//! The same figure elsewhere: what a page with text prints confirms what was recognised on another one, of another year's
//! sheet of the project. Two pictures confirm nothing: an engine errs alike in both.

use crate::normalise;
use crate::recognise::raw::MISPLACED;
use crate::sheet::{Document, Indicator, Measured, Role, SURE, Sheet};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What figures are about: project, indicator and year.
type About = (String, String, i32);
/// The figures of pages with text, by role; `None` where two of them differ.
type Told = BTreeMap<About, Vec<(Role, Option<Decimal>)>>;

/// Confirms what was recognised on these pages.
pub fn confirm(document: &mut Document, in_picture: &[u32]) {
    let is_seen = |sheet: &Sheet| in_picture.contains(&sheet.page);
    let mut told = Told::new();
    for sheet in document.sheets.iter().filter(|sheet| !is_seen(sheet)) {
        for (about, role, figure) in figures(sheet) {
            let Some(number) = number(figure).filter(|_| figure.confidence >= SURE) else { continue };
            let roles = told.entry(about).or_default();
            match roles.iter_mut().find(|(own, _)| *own == role) {
                Some((_, known)) if *known != Some(number) => *known = None,
                Some(_) => {}
                None => roles.push((role, Some(number))),
            }
        }
    }
    for sheet in document.sheets.iter_mut().filter(|sheet| is_seen(sheet)) {
        let Some(project) = project(sheet) else { continue };
        for indicator in &mut sheet.indicators {
            let label = label(indicator);
            for observation in &mut indicator.observations {
                let roles = told.get(&(project.clone(), label.clone(), observation.fiscal_year));
                let known = roles.into_iter().flatten().find(|(role, _)| *role == observation.role);
                let figure = &mut observation.value;
                if figure.confidence > MISPLACED
                    && let Some((_, Some(known))) = known
                    && number(figure) == Some(*known)
                {
                    figure.confidence = 1.0;
                    figure.alternatives.clear();
                }
            }
        }
    }
}

/// The figures of a sheet, and what they are about.
fn figures(sheet: &Sheet) -> impl Iterator<Item = (About, Role, &Measured)> {
    let of = |project: String| {
        sheet.indicators.iter().flat_map(move |indicator| {
            let (project, label) = (project.clone(), label(indicator));
            let about = move |year| (project.clone(), label.clone(), year);
            indicator.observations.iter().map(move |o| (about(o.fiscal_year), o.role, &o.value))
        })
    };
    project(sheet).into_iter().flat_map(of)
}

/// What tells a project from others: its number and name.
fn project(sheet: &Sheet) -> Option<String> {
    let number = sheet.project.number.as_ref()?.as_text()?;
    let name = sheet.project.name.as_ref()?;
    Some(format!("{number}/{}", squeezed(&name.printed)))
}

fn label(indicator: &Indicator) -> String {
    squeezed(&indicator.label.printed)
}

fn squeezed(text: &str) -> String {
    normalise::fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The number of a figure that is nothing but one.
fn number(figure: &Measured) -> Option<Decimal> {
    figure.quantity.number.filter(|_| figure.quantity.upper.is_none() && figure.quantity.bound.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::Context;
    use crate::sheet::{Alternative, Field, IndicatorKind, Observation};

    fn sheet(page: u32, label: &str, figures: &[(i32, &str, f64)]) -> Sheet {
        let field = |text: &str| Field::text(text, text, Vec::new(), 0.95);
        let observation = |(fiscal_year, printed, confidence): &(i32, &str, f64)| Observation {
            fiscal_year: *fiscal_year,
            role: Role::Actual,
            value: Measured {
                quantity: normalise::quantity(printed, &Context::default()),
                places: Vec::new(),
                confidence: *confidence,
                alternatives: vec![Alternative { number: None, reason: String::new() }],
                correction: None,
            },
        };
        let mut sheet = Sheet { page, ..Sheet::default() };
        sheet.project.number = Some(field("1-1"));
        sheet.project.name = Some(field("相談窓口"));
        sheet.indicators.push(Indicator {
            kind: IndicatorKind::Outcome,
            label: field(label),
            unit: None,
            direction: None,
            parts: Vec::new(),
            status: None,
            comparison: None,
            observations: figures.iter().map(observation).collect(),
        });
        sheet
    }

    /// Confidence in the figures of a recognised sheet beside others.
    fn told(own: &[(i32, &str, f64)], others: Vec<Sheet>, in_picture: &[u32]) -> Vec<f64> {
        let mut sheets = vec![sheet(1, "利用者数", own)];
        sheets.extend(others);
        let mut document = Document { sheets, ..Document::default() };
        confirm(&mut document, in_picture);
        document.sheets[0].indicators[0].observations.iter().map(|o| o.value.confidence).collect()
    }

    #[test]
    fn a_page_with_text_confirms_what_was_recognised_elsewhere() {
        let own = [(2018, "340人", 0.8), (2019, "378人", 0.8), (2020, "420人", 0.3)];
        let later = |sure| sheet(2, "利用者数", &[(2018, "340人", sure), (2019, "373人", sure), (2020, "420人", sure)]);
        assert_eq!(told(&own, vec![later(0.97)], &[1]), [1.0, 0.8, 0.3], "another figure, and another's place");
        assert_eq!(told(&own, vec![later(0.8)], &[1]), [0.8, 0.8, 0.3], "the text is not sure");
        assert_eq!(told(&own, vec![later(0.97)], &[1, 2]), [0.8, 0.8, 0.3], "both are pictures");
        let restated = sheet(3, "利用者数", &[(2018, "341人", 0.97)]);
        assert_eq!(told(&own, vec![later(0.97), restated], &[1])[0], 0.8, "two editions differ");
        let other = sheet(2, "参加者数", &[(2018, "340人", 0.97)]);
        assert_eq!(told(&own, vec![other], &[1])[0], 0.8, "another indicator");
    }
}
