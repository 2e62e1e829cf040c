//! The row of the table in which a disputed value stands, with a mark under the value.

use super::args::Language;
use super::terminal::plain;
use crate::emit::wire::{Assessor, Cell, Criterion, Document, Field, FieldValue, Panel, Role, SummaryRow};
use crate::sheet::At;
use std::collections::BTreeSet;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that an excerpt takes at most.
const WIDTH: usize = 94;
/// Columns that a cell takes at most; the name of a row may take more.
const CELL: usize = 18;
const NAME: usize = 34;
/// Blanks between columns.
const GAP: usize = 2;

/// Some rows of a table, each beginning with its name, and which cell of which is disputed.
#[derive(Debug, Default, PartialEq)]
pub struct Excerpt {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    at: (usize, usize),
}

/// A line of an excerpt.
#[derive(Debug, PartialEq)]
pub enum Line {
    /// Text.
    Row(String),
    /// Blanks, and the mark under the disputed cell.
    Mark(usize, String),
}

/// The excerpt around the value of a JSON pointer; `None` where no table shows more than the value itself.
pub fn excerpt(document: &Document, pointer: &str, language: Language) -> Option<Excerpt> {
    let at = At::named(pointer)?;
    match at {
        At::Observation { sheet, indicator, observation } => {
            figures(document, (sheet, indicator, observation), language)
        }
        At::Panel { sheet, panel, .. } | At::Criterion { sheet, panel, .. } => {
            panels(document, sheet, panel, at, language)
        }
        At::Assessment { sheet, key: "achievement" } => panels(document, sheet, 0, at, language),
        At::Row { row, .. } | At::RowPoints { row, .. } | At::RowGrade { row, .. } => {
            listed(document.summary.get(row)?, at, language)
        }
        At::Cell { table, row, column } => cells(document, table, row, column),
        _ => None,
    }
}

/// A row for each role of an indicator, a column for each year.
fn figures(
    document: &Document,
    (sheet, indicator, observation): (usize, usize, usize),
    language: Language,
) -> Option<Excerpt> {
    let indicator = document.sheets.get(sheet)?.indicators.get(indicator)?;
    let disputed = indicator.observations.get(observation)?;
    let unit = indicator.unit.as_ref().map(|unit| unit.printed.trim()).filter(|unit| !unit.is_empty());
    let unit = unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
    let years: BTreeSet<i32> = indicator.observations.iter().map(|o| o.fiscal_year).collect();
    let mut roles: Vec<Role> = Vec::new();
    for observation in &indicator.observations {
        if !roles.contains(&observation.role) {
            roles.push(observation.role);
        }
    }
    let head = [format!("{}{unit}", indicator.label.printed.trim())];
    let head = head.into_iter().chain(years.iter().map(ToString::to_string)).collect();
    let row = |role: Role| {
        let of = |year: &i32| {
            let mut found = indicator.observations.iter().filter(|o| o.role == role && o.fiscal_year == *year);
            found.next().map(|o| o.value.printed.clone()).unwrap_or_default()
        };
        [role.word(language).to_owned()].into_iter().chain(years.iter().map(of)).collect()
    };
    let column = years.iter().position(|year| *year == disputed.fiscal_year)? + 1;
    let at = (roles.iter().position(|role| *role == disputed.role)?, column);
    Some(Excerpt { head, rows: roles.into_iter().map(row).collect(), at })
}

/// Levels and points of a panel, a column for each part of its total.
fn panels(document: &Document, sheet: usize, panel: usize, at: At, language: Language) -> Option<Excerpt> {
    let assessment = document.sheets.get(sheet)?.assessment.as_ref()?;
    let Panel { assessor, criteria, achievement_points, total, grade } = assessment.panels.get(panel)?;
    let assessor = match assessor {
        Assessor::Department => language.say("所管課", "department"),
        Assessor::Committee => language.say("専門部会", "committee"),
    };
    let name = |criterion: &Criterion| match criterion.name.as_str() {
        "effectiveness" => language.say("有効性・必要性", "effectiveness").to_owned(),
        "employment" => language.say("雇用・就業効果", "employment").to_owned(),
        other => other.to_owned(),
    };
    let mut head = vec![assessor.to_owned(), language.say("達成状況", "achievement").to_owned()];
    let mut levels = vec![language.say("段階", "level").to_owned(), shown(assessment.achievement.as_ref())];
    let mut points = vec![language.say("点数", "points").to_owned(), shown(achievement_points.as_ref())];
    for criterion in criteria {
        head.push(name(criterion));
        levels.push(shown(criterion.level.as_ref()));
        points.push(shown(criterion.points.as_ref()));
    }
    head.extend([language.say("総合点", "total"), language.say("総合評価", "grade")].map(str::to_owned));
    levels.extend([String::new(), String::new()]);
    points.extend([shown(total.as_ref()), shown(grade.as_ref())]);
    let last = head.len() - 1;
    let at = match at {
        At::Assessment { .. } => (0, 1),
        At::Panel { key: "achievement_points", .. } => (1, 1),
        At::Panel { key: "total", .. } => (1, last - 1),
        At::Panel { key: "grade", .. } => (1, last),
        At::Criterion { criterion, key: "level", .. } => (0, criterion + 2),
        At::Criterion { criterion, key: "points", .. } => (1, criterion + 2),
        _ => return None,
    };
    Some(Excerpt { head, rows: vec![levels, points], at })
}

/// A row of the list; the number of the project is its name.
fn listed(row: &SummaryRow, at: At, language: Language) -> Option<Excerpt> {
    let points = &row.points;
    let columns = [
        ("project_number", "番号", "number", &row.project_number),
        ("name", "事業名", "name", &row.name),
        ("target_group", "対象者", "for whom", &row.target_group),
        ("department", "所管課", "department", &row.department),
        ("achievement", "達成状況", "achievement", &points.achievement),
        ("effectiveness", "有効性", "effectiveness", &points.effectiveness),
        ("employment", "雇用", "employment", &points.employment),
        ("total", "総合点", "total", &row.total),
    ];
    let wanted = match at {
        At::Row { key, .. } | At::RowPoints { key, .. } => key,
        _ => "",
    };
    let (mut head, mut cells, mut disputed) = (Vec::new(), Vec::new(), None);
    for (key, ja, en, field) in columns {
        if key == wanted {
            disputed = Some(head.len());
        } else if field.is_none() {
            continue;
        }
        head.push(language.say(ja, en).to_owned());
        cells.push(shown(field.as_ref()));
    }
    for (i, grade) in row.grades.iter().enumerate() {
        if matches!(at, At::RowGrade { grade, .. } if grade == i) {
            disputed = Some(head.len());
        }
        head.push(language.say("評価", "grade").to_owned());
        cells.push(grade.as_ref().map(|grade| grade.printed.clone()).unwrap_or_default());
    }
    Some(Excerpt { head, rows: vec![cells], at: (0, disputed?) })
}

/// A row of any table under the last line of its head.
fn cells(document: &Document, table: usize, row: usize, column: usize) -> Option<Excerpt> {
    let table = document.tables.get(table)?;
    let printed = |cell: &Option<Cell>| match cell {
        Some(Cell::Quantity(figure)) => figure.printed.clone(),
        Some(Cell::Field(field)) => field.printed.clone(),
        None => String::new(),
    };
    let body = table.rows.get(row)?.iter().map(printed);
    // Of a head of several lines the lowest that says something.
    let name = |column: usize| {
        let cells = table.header.iter().rev().filter_map(|line| line.get(column)?.as_ref());
        cells.map(|cell| cell.printed.clone()).find(|text| !text.trim().is_empty()).unwrap_or_default()
    };
    let cells: Vec<String> = body.collect();
    let head = (0..cells.len()).map(name).collect();
    (column < cells.len()).then_some(Excerpt { head, rows: vec![cells], at: (0, column) })
}

/// The print of a field; what a mark stands for beside it.
fn shown(field: Option<&Field>) -> String {
    let Some(field) = field else { return String::new() };
    let is_mark = !field.printed.is_empty() && field.printed.chars().all(|c| !c.is_alphanumeric());
    match &field.value {
        FieldValue::Text(value) if is_mark && *value != field.printed => format!("{} {value}", field.printed),
        FieldValue::Several(values) if is_mark => format!("{} {}", field.printed, values.join("・")),
        _ => field.printed.clone(),
    }
}

impl Excerpt {
    /// Its lines: head, rows, and the mark under the row of the disputed cell. Far columns are left out.
    pub fn lines(&self) -> Vec<Line> {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let count = all().map(Vec::len).max().unwrap_or(0);
        let most = |column: usize| if column == 0 { NAME } else { CELL };
        let cell = |row: &Vec<String>, column: usize| {
            row.get(column).map(|text| cut(plain(text.trim()).trim(), most(column))).unwrap_or_default()
        };
        let widths: Vec<usize> =
            (0..count).map(|column| all().map(|row| cell(row, column).width()).max().unwrap_or(0)).collect();
        let (disputed, column) = self.at;
        let kept = near(&widths, column);
        let is_figure = |text: &str| text.starts_with(|c: char| c.is_numeric() || matches!(c, '-' | '－' | '△' | '▲'));
        let right = |column: usize| {
            column > 0 && self.rows.iter().map(|row| cell(row, column)).all(|text| text.is_empty() || is_figure(&text))
        };
        let mut lines = Vec::new();
        for (number, row) in all().enumerate() {
            let (mut text, mut mark, mut before) = (String::new(), None, None);
            for &i in &kept {
                if before.is_some_and(|before| before + 1 < i) {
                    text.push_str("…  ");
                }
                before = Some(i);
                let (cell, width) = (cell(row, i), widths.get(i).copied().unwrap_or(0));
                let blanks = width.saturating_sub(cell.width());
                let lead = if right(i) { blanks } else { 0 };
                if i == column && number == disputed + 1 {
                    let (from, long) = if cell.is_empty() { (0, width.max(1)) } else { (lead, cell.width()) };
                    mark = Some(Line::Mark(text.width() + from, "^".repeat(long)));
                }
                text.push_str(&" ".repeat(lead));
                text.push_str(&cell);
                text.push_str(&" ".repeat(blanks - lead + GAP));
            }
            if before.is_some_and(|before| before + 1 < count) {
                text.push('…');
            }
            lines.push(Line::Row(text.trim_end().to_owned()));
            lines.extend(mark);
        }
        lines
    }
}

/// The columns nearest to one that fit, the names of the rows always among them.
fn near(widths: &[usize], column: usize) -> Vec<usize> {
    let of = |i: usize| widths.get(i).map_or(0, |width| width + GAP);
    let mut kept: BTreeSet<usize> = [0, column].into();
    // Both signs for what was left out take three columns.
    let mut left = WIDTH.saturating_sub(kept.iter().map(|i| of(*i)).sum::<usize>() + 6);
    for distance in 1..widths.len() {
        let both = [column.checked_sub(distance), Some(column + distance)];
        for i in both.into_iter().flatten().filter(|i| *i < widths.len()) {
            if kept.contains(&i) {
                continue;
            }
            if of(i) > left {
                return kept.into_iter().collect();
            }
            left -= of(i);
            kept.insert(i);
        }
    }
    kept.into_iter().collect()
}

/// Text that takes at most so many columns of a terminal, full-width characters taking two.
pub fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let (mut kept, mut width) = (String::new(), 1);
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > most {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// Text in lines that take at most so many columns of a terminal.
pub fn wrap(text: &str, most: usize) -> Vec<String> {
    let (mut lines, mut width) = (vec![String::new()], 0);
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if width + wide > most && width > 0 {
            lines.push(String::new());
            width = 0;
        }
        width += wide;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, Line, cut};
    use unicode_width::UnicodeWidthStr;

    fn drawn(excerpt: &Excerpt) -> String {
        let line = |line: Line| match line {
            Line::Row(text) => text + "\n",
            Line::Mark(blanks, mark) => format!("{}{mark}\n", " ".repeat(blanks)),
        };
        excerpt.lines().into_iter().map(line).collect()
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn the_mark_stands_under_the_figure() {
        let excerpt = Excerpt {
            head: row(&["相談者数 (人)", "2019", "2020"]),
            rows: vec![row(&["目標", "１００人", "90人"]), row(&["実績", "", "1,080\u{1b}\n"])],
            at: (0, 1),
        };
        insta::assert_snapshot!(drawn(&excerpt), @r"
        相談者数 (人)      2019         2020
        目標           １００人         90人
                       ^^^^^^^^
        実績                     1,080\u{1b}
        ");
        let blank = Excerpt { at: (1, 1), ..excerpt };
        assert!(drawn(&blank).ends_with("\n               ^^^^^^^^\n"), "{}", drawn(&blank));
    }

    #[test]
    fn far_columns_are_left_out_and_long_cells_cut() {
        let cells: Vec<String> = (0..40).map(|i| format!("{i:04} とても長い欄の文字がここにある")).collect();
        let excerpt = Excerpt { head: cells.clone(), rows: vec![cells], at: (0, 20) };
        let text = drawn(&excerpt);
        assert!(text.lines().all(|line| line.width() <= 95), "{text}");
        assert!(
            text.contains("0020") && !text.contains("0039") && text.lines().next().unwrap().ends_with('…'),
            "{text}"
        );
        assert_eq!((cut("一二三四", 5).as_str(), cut("一二", 4).as_str()), ("一二…", "一二"));
    }
}
