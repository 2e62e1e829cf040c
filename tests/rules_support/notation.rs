//! A small notation for sheets and lists; `fixtures/rules/README.md` explains it.

use super::make;
use kanrihyo::sheet::*;

/// The document that a block of the notation describes.
///
/// # Panics
/// On a line that the notation does not know.
pub fn document(block: &str) -> Document {
    let mut document = Document { rubric: Some("kokubunji-shuro-2020".to_owned()), ..Document::default() };
    document.form.profile = Some("kokubunji-shuro-2020".to_owned());
    document.form.fiscal_year = Some(2020);
    document.form.publisher = Some(Publisher { name: make::field("甲市"), local_government_code: None });
    for line in block.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (head, rest) = line.split_once([':', '：']).unwrap_or((line, ""));
        let (head, rest) = (head.trim(), rest.trim());
        let words: Vec<&str> = head.split_whitespace().collect();
        match words.as_slice() {
            ["年度"] => document.form.fiscal_year = rest.parse().ok(),
            ["団体"] => document.form.publisher = None,
            ["欠けた頁"] => {
                document.source.status = SourceStatus::Partial;
                document.source.missing_pages = rest.split_whitespace().filter_map(|p| p.parse().ok()).collect();
            }
            ["読めない文字"] => document.unread.push(unread(rest, Why::Unreadable)),
            ["欄にない文字"] => document.unread.push(unread(rest, Why::Unrecognised)),
            ["区分", scale, label] => document.form.bands.push(band(scale, label, rest)),
            ["一覧", number] => document.summary.push(row(number, rest, document.form.fiscal_year)),
            ["票", number] => {
                let sheet = sheet(number, rest, document.form.fiscal_year);
                document.sheets.push(sheet);
            }
            _ => {
                let sheet = document.sheets.last_mut().unwrap_or_else(|| panic!("no sheet before: {line}"));
                describe(sheet, &words, rest).unwrap_or_else(|| panic!("not understood: {line}"));
            }
        }
    }
    document
}

fn unread(text: &str, why: Why) -> Unread {
    Unread { page: 1, region: Region::Span(0, 1), text: text.to_owned(), why }
}

fn sheet(number: &str, rest: &str, year: Option<i32>) -> Sheet {
    let mut texts = rest.split('|').map(str::trim);
    let mut next = || texts.next().map(make::field);
    let project = Project {
        number: Some(make::field(number)),
        name: next(),
        department: next(),
        target_group: next(),
        ..Project::default()
    };
    Sheet {
        id: format!("{}/{number}", year.unwrap_or_default()),
        page: 1,
        fiscal_year: year,
        project,
        assessment: Some(Assessment::default()),
        ..Sheet::default()
    }
}

/// One line about the sheet; `None` where it is not understood.
fn describe(sheet: &mut Sheet, words: &[&str], rest: &str) -> Option<()> {
    let assessment = sheet.assessment.as_mut()?;
    let marks = || rest.split_whitespace().filter(|w| *w != "なし").map(str::to_owned).collect::<Vec<_>>();
    match *words {
        ["達成"] => assessment.achievement = Some(make::marks(&marks())),
        ["影響"] => assessment.covid_impact = Some(make::flag(rest)),
        ["調整"] => assessment.adjustment = Some(make::flag(rest)),
        ["進め方"] => assessment.direction = Some(make::marks(&marks())),
        ["再掲"] => sheet.repeats = Some(rest.to_owned()),
        ["実績"] => sheet.narratives.push(Narrative {
            role: NarrativeRole::Results,
            label: None,
            fiscal_year: None,
            text: make::field(rest),
        }),
        ["所管課"] => assessment.panels.push(panel(Assessor::Department, rest)?),
        ["専門部会"] => assessment.panels.push(panel(Assessor::Committee, rest)?),
        ["理由", who, what] => {
            let panel =
                assessment.panels.iter_mut().find(|p| (p.assessor == Assessor::Department) == (who == "所管課"))?;
            let which = usize::from(what != "有効性");
            panel.criteria.get_mut(which)?.reason = Some(make::field(rest));
        }
        [kind @ ("対象" | "活動" | "成果"), label] => sheet.indicators.push(indicator(kind, label, rest)),
        ["小さいほど良い"] => sheet.indicators.last_mut()?.direction = Some("down".to_owned()),
        ["判定"] => sheet.indicators.last_mut()?.status = Some(make::field(rest)),
        ["比較"] => sheet.indicators.last_mut()?.comparison = Some(make::field(rest)),
        ["内訳"] => {
            let parts = rest.split_whitespace().filter_map(|w| w.parse().ok()).collect();
            sheet.indicators.last_mut()?.parts = parts;
        }
        _ => return None,
    }
    Some(())
}

/// `2 8(4) 3(3) 13 B`: points, points with their marked level, total, letter.
fn panel(assessor: Assessor, rest: &str) -> Option<Panel> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [achievement, effectiveness, employment, total, grade] = words.as_slice() else { return None };
    let split = |word: &str| -> (String, Field) {
        let (points, level) = word.split_once('(').unwrap_or((word, ""));
        let level = level.trim_end_matches(')');
        let levels: Vec<String> = level.split('・').filter(|l| !l.is_empty()).map(str::to_owned).collect();
        (points.to_owned(), make::marks(&levels))
    };
    let (first, first_level) = split(effectiveness);
    let (second, second_level) = split(employment);
    let points = [*achievement, first.as_str(), second.as_str(), *total];
    Some(make::panel(assessor, points, [first_level, second_level], grade, [None, None]))
}

/// `2019 30人/52人; 2020 30人/124人`: target and actual by year; a third figure is a printed rate.
fn indicator(kind: &str, label: &str, rest: &str) -> Indicator {
    let kind = match kind {
        "対象" => IndicatorKind::Population,
        "活動" => IndicatorKind::Activity,
        _ => IndicatorKind::Outcome,
    };
    let mut observations = Vec::new();
    for entry in rest.split(';').map(str::trim).filter(|e| !e.is_empty()) {
        let (year, figures) = entry.split_once(' ').unwrap_or((entry, ""));
        let fiscal_year = year.parse().unwrap_or_else(|_| panic!("a year: {entry}"));
        let roles = [Role::Target, Role::Actual, Role::AchievementRate];
        for (role, text) in roles.into_iter().zip(figures.split('/')) {
            observations.push(Observation { fiscal_year, role, value: make::measured(text.trim()) });
        }
    }
    Indicator {
        kind,
        label: make::field(label),
        unit: None,
        direction: None,
        parts: Vec::new(),
        status: None,
        comparison: None,
        observations,
    }
}

/// `名前 | 所管課 | 対象者 | 2 8 3 13 | B B B`.
fn row(number: &str, rest: &str, year: Option<i32>) -> SummaryRow {
    let columns: Vec<&str> = rest.split('|').map(str::trim).collect();
    let column = |i: usize| columns.get(i).copied().unwrap_or("");
    let points: Vec<&str> = column(3).split_whitespace().collect();
    let point = |i: usize| Some(make::field(points.get(i).copied().unwrap_or("")));
    let whose = [(Some(Assessor::Department), year), (Some(Assessor::Committee), year), (None, year.map(|y| y - 1))];
    let letters = column(4).split_whitespace().zip(whose);
    SummaryRow {
        page: 1,
        project_number: Some(make::field(number)),
        name: Some(make::field(column(0))),
        department: Some(make::field(column(1))),
        target_group: Some(make::field(column(2))),
        points: SummaryPoints { achievement: point(0), effectiveness: point(1), employment: point(2) },
        total: point(3),
        grades: letters
            .map(|(text, (assessor, fiscal_year))| {
                Some(SummaryGrade { grade: make::letter(text), assessor, fiscal_year })
            })
            .collect(),
    }
}

/// `100 120 [) 4`: lower end, upper end, which belong to it, points; `-` for none.
fn band(scale: &str, label: &str, rest: &str) -> Band {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let number = |i: usize| words.get(i).and_then(|w| w.parse().ok());
    Band {
        scale: scale.to_owned(),
        label: make::letter(label),
        low: number(0),
        high: number(1),
        bounds: words.get(2).copied().unwrap_or("").to_owned(),
        points: number(3),
    }
}
