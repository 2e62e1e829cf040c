//! Documents made by hand for the tests of what is written.

// Each test takes what it needs.
#![allow(dead_code, clippy::unwrap_used)]

use kanrihyo::geom::Rect;
use kanrihyo::normalise::{Bounds, Kind, Missing, Part, Quantity};
use kanrihyo::sheet::{
    Achievement, AchievementStatus, Agreement, Alternative, Assessment, Assessor, Band, Candidate, Cell, Correction,
    Criterion, Document, Field, Finding, Form, Indicator, IndicatorKind, Measured, Message, Narrative, NarrativeRole,
    Observation, Panel, Place, Project, Publisher, Recognised, Recomputed, RecomputedPanel, Region, Related, Role,
    Severity, Sheet, Source, SourceStatus, SummaryGrade, SummaryPoints, SummaryRow, Table, Unread, Value, Verdict, Why,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The figures of an indicator: year, role, number with its unit; a question mark where a person must look.
pub fn observed(indicator: &Indicator) -> impl Iterator<Item = String> + '_ {
    indicator.observations.iter().map(|o| {
        let quantity = &o.value.quantity;
        let number = quantity.number.map(|n| n.normalize().to_string()).unwrap_or_default();
        let unsure = if o.value.confidence < 0.9 { "?" } else { "" };
        format!("{} {:?} {number}{}{unsure}", o.fiscal_year, o.role, quantity.unit.as_deref().unwrap_or_default())
    })
}

/// A document in which every slot is filled, drawn from these fields, figures and places in turn.
pub fn document(fields: &[Field], figures: &[Measured], places: &[Place]) -> Document {
    let mut fields = fields.iter().cloned().cycle();
    let mut figures = figures.iter().cloned().cycle();
    let mut field = || fields.next().unwrap();
    let mut figure = || figures.next().unwrap();
    let region = places.first().unwrap().region;
    let number = Some(Decimal::new(-12_500, 3));
    let indicator = Indicator {
        kind: IndicatorKind::Outcome,
        label: field(),
        unit: Some(field()),
        direction: Some("maintain".into()),
        parts: vec![0, 2],
        status: Some(field()),
        comparison: Some(field()),
        observations: [Role::Target, Role::Actual, Role::DeltaRate]
            .map(|role| Observation { fiscal_year: 2020, role, value: figure() })
            .into(),
    };
    let panel = |assessor, field: &mut dyn FnMut() -> Field| Panel {
        assessor,
        criteria: vec![Criterion {
            name: "effectiveness".into(),
            level: Some(field()),
            points: Some(field()),
            weight: Some(2),
            reason: Some(field()),
        }],
        achievement_points: Some(field()),
        total: Some(field()),
        grade: Some(field()),
    };
    let assessment = Assessment {
        covid_impact: Some(field()),
        achievement: Some(field()),
        adjustment: Some(field()),
        rating: Some(field()),
        status: Some(field()),
        panels: vec![panel(Assessor::Department, &mut field), panel(Assessor::Committee, &mut field)],
        direction: Some(field()),
    };
    let agreement = |agrees| Agreement {
        field: "/tables/0/rows/0/0".into(),
        printed: "1,234".into(),
        recomputed: Some("1235".into()),
        agrees,
        working: "617 + 618 = 1235".into(),
    };
    let recomputed = Recomputed {
        achievement: Some(Achievement {
            status: AchievementStatus::Computed,
            target: number,
            actual: number,
            ratio: Some("55/60".into()),
            percent: Some(Decimal::new(917, 1)),
            previous_actual: number,
            grade: Some("B".into()),
            points: Some(Decimal::new(3, 0)),
            adjustment: Some("B → A".into()),
            reason: Some("理由".into()),
        }),
        panels: vec![RecomputedPanel {
            assessor: Assessor::Committee,
            achievement_points: number,
            total: number,
            grade: Some("A".into()),
        }],
        sums: vec![agreement(Some(false)), agreement(None)],
        rates: vec![agreement(Some(true))],
        working: vec!["55/60 = 91.7%".into()],
    };
    let sheet = Sheet {
        id: "2020/1-1".into(),
        page: 4,
        fiscal_year: Some(2020),
        project: Project {
            number: Some(field()),
            name: Some(field()),
            department: Some(field()),
            policy: Some(field()),
            issue: Some(field()),
            target_group: Some(field()),
            description: Some(field()),
        },
        indicators: vec![indicator],
        assessment: Some(assessment),
        narratives: vec![Narrative {
            role: NarrativeRole::CouncilOpinion,
            label: Some("審議会の意見".into()),
            fiscal_year: Some(2021),
            text: field(),
        }],
        repeats: Some("2020/1-2".into()),
        recomputed: Some(recomputed),
    };
    let row = SummaryRow {
        page: 3,
        project_number: Some(field()),
        name: Some(field()),
        target_group: Some(field()),
        department: Some(field()),
        points: SummaryPoints { achievement: Some(field()), effectiveness: Some(field()), employment: Some(field()) },
        total: Some(field()),
        grades: vec![
            Some(SummaryGrade { grade: field(), assessor: Some(Assessor::Department), fiscal_year: Some(2019) }),
            None,
        ],
    };
    Document {
        source: Source {
            name: "管理票.pdf".into(),
            sha256: "0123456789abcdef".repeat(4),
            media_type: "application/pdf".into(),
            bytes: 1234,
            pages: 5,
            encoding: Some("cp932".into()),
            producer: Some("試験".into()),
            status: SourceStatus::Partial,
            missing_pages: vec![5],
            repaired: vec!["相互参照表を作り直した".into()],
            recognised: Some(Recognised { engine: "tesseract 5.3.0 (jpn, eng)".into(), pages: vec![2, 3] }),
        },
        form: Form {
            profile: Some("sample".into()),
            score: 0.987_6,
            candidates: vec![Candidate { profile: "other".into(), score: 0.25, missed: vec!["対象指標".into()] }],
            publisher: Some(Publisher { name: field(), local_government_code: Some("132144".into()) }),
            fiscal_year: Some(2020),
            title: Some(field()),
            bands: vec![Band {
                scale: "achievement".into(),
                label: field(),
                low: Some(Decimal::new(900, 1)),
                high: number,
                bounds: "[)".into(),
                points: number,
            }],
        },
        rubric: Some("sample-2020".into()),
        sheets: vec![sheet],
        summary: vec![row],
        tables: vec![Table {
            page: 2,
            sheet: Some("2020/1-1".into()),
            caption: Some(field()),
            header: vec![vec![Some(field()), None]],
            rows: vec![vec![Some(Cell::Quantity(Box::new(figure()))), Some(Cell::Field(field()))]],
            spans: vec![[0, 0, 1, 2]],
        }],
        findings: vec![Finding {
            rule: RULE,
            severity: Severity::Error,
            verdict: Verdict::Confirmed,
            sheet: Some("2020/1-1".into()),
            project_number: Some("1-1".into()),
            field: "/sheets/0/assessment/panels/0/total".into(),
            printed: "12".into(),
            recomputed: Some("13".into()),
            working: vec!["4 + 6 + 3 = 13".into()],
            message: Message { ja: "合計が違います".into(), en: "the total differs".into() },
            places: places.to_vec(),
            related: vec![Related {
                document: Some("fedcba9876543210".repeat(4)),
                field: "/summary/0/total".into(),
                printed: "13".into(),
                places: places.to_vec(),
            }],
            fingerprint: "0123456789abcdef".into(),
        }],
        unread: vec![Unread { page: 1, region, text: "－ 1 －".into(), why: Why::Decoration }],
    }
}

/// The rule of the sample's finding.
pub const RULE: &str = "total-not-sum";

/// The name of [`RULE`], as the registry would give it.
pub fn rule(name: &str) -> Option<&'static str> {
    (name == RULE).then_some(RULE)
}

/// A plain sample.
pub fn sample() -> Document {
    let place = Place { page: 4, region: Region::Box(Rect::new(10.0, 20.0, 110.0, 32.0)) };
    let field = Field::text("窓口案内", "窓口案内", vec![place], 0.95);
    let quantity = Quantity {
        number: Some(Decimal::new(52, 0)),
        unit: Some("人".into()),
        ..Quantity::missing("52人", Missing::Blank)
    };
    let quantity = Quantity { kind: Kind::Number, missing: None, ..quantity };
    let figure =
        Measured { quantity, places: vec![place], confidence: 0.95, alternatives: Vec::new(), correction: None };
    document(&[field], &[figure], &[place])
}

/// Any place.
pub fn places() -> impl Strategy<Value = Place> {
    let coordinate = || -10_000.0..10_000.0f64;
    let boxes = (coordinate(), coordinate(), coordinate(), coordinate())
        .prop_map(|(x0, y0, x1, y1)| Region::Box(Rect::new(x0, y0, x1, y1)));
    let spans = (0..99_999_usize, 0..999_usize).prop_map(|(start, length)| Region::Span(start, start + length));
    (1..999u32, prop_oneof![boxes, spans]).prop_map(|(page, region)| Place { page, region })
}

fn decimals() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0..28u32).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale))
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = (any::<String>(), decimals(), any::<Option<String>>()).prop_map(|(label, number, unit)| Part {
        label,
        number,
        unit,
    });
    prop::collection::vec(part, 0..3)
}

/// A correction in these words.
fn correction(words: &str, was: Option<Value>) -> Box<Correction> {
    Box::new(Correction { by: words.into(), on: Some(words.into()), reason: None, was })
}

/// Any field.
pub fn fields() -> impl Strategy<Value = Field> {
    let value = prop_oneof![
        any::<String>().prop_map(|text| Some(Value::Text(text))),
        any::<bool>().prop_map(|flag| Some(Value::Flag(flag))),
        any::<Vec<String>>().prop_map(|values| Some(Value::Several(values))),
        Just(None),
    ];
    (value, any::<String>(), prop::collection::vec(places(), 0..3), 0.0..=1.0f64, parts()).prop_map(
        |(value, printed, places, confidence, parts)| {
            let missing = value.is_none().then_some(Missing::NotSurveyed);
            let correction = parts.first().map(|part| correction(&part.label, value.clone()));
            Field { value, printed, places, confidence, missing, parts, correction }
        },
    )
}

/// Any figure.
pub fn figures() -> impl Strategy<Value = Measured> {
    let texts = (any::<String>(), any::<Option<String>>(), any::<Vec<String>>());
    let numbers = (proptest::option::of(decimals()), proptest::option::of(decimals()), any::<Option<i32>>());
    (texts, numbers, any::<bool>(), parts(), prop::collection::vec(places(), 0..3), 0.0..=1.0f64).prop_map(
        |((printed, text, notes), (number, upper, decimals), flag, parts, places, confidence)| Measured {
            quantity: Quantity {
                kind: Kind::Range,
                number,
                upper,
                value: text.clone(),
                value_upper: text.clone(),
                bounds: flag.then_some(Bounds::ClosedOpen),
                unit: text.clone(),
                decimals,
                fraction: flag.then(|| "2/3".into()),
                approximate: flag,
                basis: text.clone(),
                per: text,
                below_unit: !flag,
                parts,
                missing: None,
                warnings: notes.clone(),
                notes,
                ..Quantity::missing(&printed, Missing::Blank)
            },
            places,
            confidence,
            correction: flag.then(|| correction(&printed, None)),
            alternatives: vec![Alternative { number: upper, reason: printed }],
        },
    )
}
