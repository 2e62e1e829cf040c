//! A truth file → the document that a perfect reader would give.

use super::make;
use kanrihyo::normalise;
use kanrihyo::sheet::*;
use serde_json::Value as Json;

/// The document that the truth describes.
pub fn document(truth: &Json) -> Document {
    let mut document = Document { rubric: Some("kokubunji-shuro-2020".to_owned()), ..Document::default() };
    let years: Vec<i32> = truth["meta"]["years"].as_array().unwrap().iter().map(|y| year(text(y))).collect();
    let last = *years.iter().max().unwrap();
    document.form.profile = Some("kokubunji-shuro-2020".to_owned());
    document.form.fiscal_year = Some(last);
    for page in truth["pages"].as_array().unwrap() {
        let number = u32::try_from(page["page"].as_u64().unwrap()).unwrap();
        document.source.pages = number;
        match text(&page["kind"]) {
            "sheet" => document.sheets.push(sheet(&page["data"], number, last)),
            "list" => {
                document.summary.extend(page["data"]["rows"].as_array().unwrap().iter().map(|r| row(r, number, last)))
            }
            _ => {}
        }
    }
    link_repeats(&mut document);
    document
}

fn link_repeats(document: &mut Document) {
    let name = |s: &Sheet| s.project.name.as_ref().map(|n| normalise::fold(&n.printed)).unwrap_or_default();
    let originals: Vec<(String, String)> = document.sheets.iter().map(|s| (name(s), s.id.clone())).collect();
    for sheet in &mut document.sheets {
        if let Some(of) = name(sheet).strip_suffix("(再掲)") {
            sheet.repeats = originals.iter().find(|(n, _)| n == of).map(|(_, id)| id.clone());
        }
    }
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or("")
}

fn year(printed: &str) -> i32 {
    normalise::fiscal_year(printed).unwrap_or_else(|| panic!("{printed}"))
}

fn sheet(data: &Json, page: u32, last: i32) -> Sheet {
    let number = text(&data["number"]);
    let project = Project {
        number: Some(Field::text(number, text(&data["number_printed"]), Vec::new(), make::SURE)),
        name: Some(make::field(text(&data["name"]))),
        department: Some(make::field(text(&data["department"]))),
        target_group: Some(make::field(text(&data["target_group"]))),
        ..Project::default()
    };
    let marks: Vec<String> = strings(&data["achievement"]["marks"]);
    let panels = [("department", Assessor::Department), ("committee", Assessor::Committee)];
    let impact = &data["impact"]["flag"];
    let assessment = Assessment {
        covid_impact: impact.as_str().map(make::flag),
        achievement: Some(make::marks(&marks)),
        adjustment: data["achievement"]["adjusted"].as_str().map(make::flag),
        panels: panels.into_iter().map(|(name, who)| panel(&data["panels"][name], who)).collect(),
        direction: Some(make::marks(&[text(&data["direction"]).to_owned()])),
        ..Assessment::default()
    };
    let narrative = |role, text| Narrative { role, label: None, fiscal_year: None, text: make::field(text) };
    Sheet {
        id: format!("{last}/{number}"),
        page,
        fiscal_year: Some(last),
        project,
        indicators: data["indicators"].as_array().unwrap().iter().map(indicator).collect(),
        assessment: Some(assessment),
        narratives: vec![
            narrative(NarrativeRole::Results, text(&data["results"])),
            narrative(NarrativeRole::Impact, text(&data["impact"]["text"])),
            narrative(NarrativeRole::Future, text(&data["future"])),
        ],
        ..Sheet::default()
    }
}

fn strings(json: &Json) -> Vec<String> {
    let all = json.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect()
}

fn panel(data: &Json, assessor: Assessor) -> Panel {
    let points = strings(&data["points_printed"]);
    let points: Vec<&str> = points.iter().map(String::as_str).collect();
    let level = |key: &str| make::marks(&strings(&data[key]));
    make::panel(
        assessor,
        [points[0], points[1], points[2], points[3]],
        [level("effectiveness_marks"), level("employment_marks")],
        text(&data["letter"]),
        [data["reason_effectiveness"].as_str(), data["reason_employment"].as_str()],
    )
}

fn indicator(data: &Json) -> Indicator {
    let kind = match text(&data["kind"]) {
        "対象指標" => IndicatorKind::Population,
        "活動指標" => IndicatorKind::Activity,
        "成果指標" => IndicatorKind::Outcome,
        _ => IndicatorKind::Other,
    };
    let mut observations = Vec::new();
    for entry in data["history"].as_array().unwrap() {
        let fiscal_year = year(text(&entry["year"]));
        for (role, key) in [(Role::Target, "target"), (Role::Actual, "actual")] {
            observations.push(Observation { fiscal_year, role, value: make::measured(text(&entry[key])) });
        }
    }
    Indicator {
        kind,
        label: make::field(text(&data["label"])),
        unit: None,
        direction: None,
        parts: Vec::new(),
        status: None,
        comparison: None,
        observations,
    }
}

fn row(data: &Json, page: u32, last: i32) -> SummaryRow {
    let field = |key: &str| Some(make::field(text(&data[key])));
    let grade = |key: &str, assessor, fiscal_year| {
        let grade = make::letter(text(&data[key]));
        (!grade.printed.is_empty()).then_some(SummaryGrade { grade, assessor, fiscal_year })
    };
    SummaryRow {
        page,
        project_number: field("number"),
        name: field("name"),
        target_group: field("target_group"),
        department: field("department"),
        points: SummaryPoints {
            achievement: field("achievement"),
            effectiveness: field("effectiveness"),
            employment: field("employment"),
        },
        total: field("total"),
        grades: vec![
            grade("letter_department", Some(Assessor::Department), Some(last)),
            grade("letter_committee", Some(Assessor::Committee), Some(last)),
            grade("letter_previous_year", None, Some(last - 1)),
        ],
    }
}
