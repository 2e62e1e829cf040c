//! Every value of a document that a person may correct, and the JSON pointer by which it is known.

use super::assessment::{Assessment, Criterion, Panel};
use super::document::{Cell, Document, Indicator, Project, Sheet, SummaryRow, Table};
use super::field::{Correction, Field, Measured};

/// A value of a document.
#[derive(Debug)]
pub enum ValueMut<'a> {
    /// A text, mark or flag.
    Field(&'a mut Field),
    /// A figure.
    Figure(&'a mut Measured),
}

/// Which value of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum At {
    /// Of the head of a sheet.
    Project { sheet: usize, key: &'static str },
    /// The name of an indicator.
    Label { sheet: usize, indicator: usize },
    /// `unit`, `status`, `comparison` of an indicator.
    Indicator { sheet: usize, indicator: usize, key: &'static str },
    /// A figure of an indicator.
    Observation { sheet: usize, indicator: usize, observation: usize },
    /// Of the rating of a sheet.
    Assessment { sheet: usize, key: &'static str },
    /// `achievement_points`, `total`, `grade` of a panel.
    Panel { sheet: usize, panel: usize, key: &'static str },
    /// `level`, `points`, `reason` of a criterion.
    Criterion { sheet: usize, panel: usize, criterion: usize, key: &'static str },
    /// A text of a sheet.
    Narrative { sheet: usize, narrative: usize },
    /// Of a list row.
    Row { row: usize, key: &'static str },
    /// Points of a list row.
    RowPoints { row: usize, key: &'static str },
    /// A letter of a list row.
    RowGrade { row: usize, grade: usize },
    /// A body cell of a table.
    Cell { table: usize, row: usize, column: usize },
}

const PROJECT: [&str; 7] = ["number", "name", "department", "policy", "issue", "target_group", "description"];
const INDICATOR: [&str; 3] = ["unit", "status", "comparison"];
const ASSESSMENT: [&str; 6] = ["covid_impact", "achievement", "adjustment", "rating", "status", "direction"];
const PANEL: [&str; 3] = ["achievement_points", "total", "grade"];
const CRITERION: [&str; 3] = ["level", "points", "reason"];
const ROW: [&str; 5] = ["project_number", "name", "target_group", "department", "total"];
const POINTS: [&str; 3] = ["achievement", "effectiveness", "employment"];

impl At {
    /// The value of that JSON pointer; `None` where no value of that kind is known by it.
    pub fn named(pointer: &str) -> Option<Self> {
        let parts: Vec<&str> = pointer.strip_prefix('/')?.split('/').collect();
        let n = |text: &str| text.parse::<usize>().ok();
        let key = |keys: &[&'static str], text: &str| keys.iter().copied().find(|key| *key == text);
        Some(match parts.as_slice() {
            ["sheets", i, "project", k] => Self::Project { sheet: n(i)?, key: key(&PROJECT, k)? },
            ["sheets", i, "indicators", j, "label"] => Self::Label { sheet: n(i)?, indicator: n(j)? },
            ["sheets", i, "indicators", j, "observations", o, "value"] => {
                Self::Observation { sheet: n(i)?, indicator: n(j)?, observation: n(o)? }
            }
            ["sheets", i, "indicators", j, k] => {
                Self::Indicator { sheet: n(i)?, indicator: n(j)?, key: key(&INDICATOR, k)? }
            }
            ["sheets", i, "assessment", "panels", p, "criteria", c, k] => {
                Self::Criterion { sheet: n(i)?, panel: n(p)?, criterion: n(c)?, key: key(&CRITERION, k)? }
            }
            ["sheets", i, "assessment", "panels", p, k] => {
                Self::Panel { sheet: n(i)?, panel: n(p)?, key: key(&PANEL, k)? }
            }
            ["sheets", i, "assessment", k] => Self::Assessment { sheet: n(i)?, key: key(&ASSESSMENT, k)? },
            ["sheets", i, "narratives", t, "text"] => Self::Narrative { sheet: n(i)?, narrative: n(t)? },
            ["summary", r, "points", k] => Self::RowPoints { row: n(r)?, key: key(&POINTS, k)? },
            ["summary", r, "grades", g] => Self::RowGrade { row: n(r)?, grade: n(g)? },
            ["summary", r, k] => Self::Row { row: n(r)?, key: key(&ROW, k)? },
            ["tables", t, "rows", r, c] => Self::Cell { table: n(t)?, row: n(r)?, column: n(c)? },
            _ => return None,
        })
    }
}

impl ValueMut<'_> {
    /// Who corrected it, where somebody did.
    pub fn correction(&self) -> Option<&Correction> {
        match self {
            Self::Field(field) => field.correction.as_deref(),
            Self::Figure(figure) => figure.correction.as_deref(),
        }
    }

    /// Its print.
    pub fn printed(&mut self) -> &mut String {
        match self {
            Self::Field(field) => &mut field.printed,
            Self::Figure(figure) => &mut figure.quantity.printed,
        }
    }
}

/// What is shown the values of a document one by one.
type Visit<'v> = dyn FnMut(At, ValueMut<'_>) + 'v;

impl Document {
    /// Shows every value, in the order of the document.
    pub fn each_value(&mut self, visit: &mut Visit<'_>) {
        for (i, sheet) in self.sheets.iter_mut().enumerate() {
            of_sheet(i, sheet, visit);
        }
        for (row, of_row) in self.summary.iter_mut().enumerate() {
            of_list(row, of_row, visit);
        }
        for (table, of_table) in self.tables.iter_mut().enumerate() {
            of_cells(table, of_table, visit);
        }
    }
}

fn show(visit: &mut Visit<'_>, at: At, field: &mut Option<Field>) {
    if let Some(field) = field {
        visit(at, ValueMut::Field(field));
    }
}

fn of_sheet(sheet: usize, of: &mut Sheet, visit: &mut Visit<'_>) {
    let Project { number, name, department, policy, issue, target_group, description } = &mut of.project;
    let head = [number, name, department, policy, issue, target_group, description];
    PROJECT.iter().zip(head).for_each(|(key, field)| show(visit, At::Project { sheet, key }, field));
    for (indicator, of) in of.indicators.iter_mut().enumerate() {
        of_indicator((sheet, indicator), of, visit);
    }
    if let Some(of) = &mut of.assessment {
        of_assessment(sheet, of, visit);
    }
    for (narrative, of) in of.narratives.iter_mut().enumerate() {
        visit(At::Narrative { sheet, narrative }, ValueMut::Field(&mut of.text));
    }
}

fn of_indicator((sheet, indicator): (usize, usize), of: &mut Indicator, visit: &mut Visit<'_>) {
    visit(At::Label { sheet, indicator }, ValueMut::Field(&mut of.label));
    let fields = [&mut of.unit, &mut of.status, &mut of.comparison];
    INDICATOR.iter().zip(fields).for_each(|(key, field)| show(visit, At::Indicator { sheet, indicator, key }, field));
    for (observation, of) in of.observations.iter_mut().enumerate() {
        visit(At::Observation { sheet, indicator, observation }, ValueMut::Figure(&mut of.value));
    }
}

fn of_assessment(sheet: usize, of: &mut Assessment, visit: &mut Visit<'_>) {
    let Assessment { covid_impact, achievement, adjustment, rating, status, panels, direction } = of;
    let fields = [covid_impact, achievement, adjustment, rating, status, direction];
    ASSESSMENT.iter().zip(fields).for_each(|(key, field)| show(visit, At::Assessment { sheet, key }, field));
    for (panel, Panel { criteria, achievement_points, total, grade, .. }) in panels.iter_mut().enumerate() {
        let fields = [achievement_points, total, grade];
        PANEL.iter().zip(fields).for_each(|(key, field)| show(visit, At::Panel { sheet, panel, key }, field));
        for (criterion, Criterion { level, points, reason, .. }) in criteria.iter_mut().enumerate() {
            let at = |key| At::Criterion { sheet, panel, criterion, key };
            CRITERION.iter().zip([level, points, reason]).for_each(|(key, field)| show(visit, at(key), field));
        }
    }
}

fn of_list(row: usize, of: &mut SummaryRow, visit: &mut Visit<'_>) {
    let SummaryRow { project_number, name, target_group, department, points, total, grades, .. } = of;
    let fields = [project_number, name, target_group, department, total];
    ROW.iter().zip(fields).for_each(|(key, field)| show(visit, At::Row { row, key }, field));
    let fields = [&mut points.achievement, &mut points.effectiveness, &mut points.employment];
    POINTS.iter().zip(fields).for_each(|(key, field)| show(visit, At::RowPoints { row, key }, field));
    for (grade, of) in grades.iter_mut().enumerate() {
        if let Some(of) = of {
            visit(At::RowGrade { row, grade }, ValueMut::Field(&mut of.grade));
        }
    }
}

fn of_cells(table: usize, of: &mut Table, visit: &mut Visit<'_>) {
    for (row, cells) in of.rows.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            let at = At::Cell { table, row, column };
            match cell {
                Some(Cell::Quantity(figure)) => visit(at, ValueMut::Figure(figure)),
                Some(Cell::Field(field)) => visit(at, ValueMut::Field(field)),
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::At;

    #[test]
    fn pointers_name_values() {
        for pointer in [
            "/sheets/3/assessment/panels/0/criteria/1/points",
            "/sheets/0/indicators/2/observations/11/value",
            "/summary/3/grades/1",
            "/tables/0/rows/4/2",
        ] {
            assert!(At::named(pointer).is_some(), "{pointer}");
        }
        for pointer in ["", "/", "/unread/0/text", "/sheets/x/project/name", "/sheets/0/project/colour", "/form/title"]
        {
            assert_eq!(At::named(pointer), None, "{pointer}");
        }
    }
}
