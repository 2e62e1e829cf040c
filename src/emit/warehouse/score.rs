//! `score`: a row a mark, a letter or points, of a sheet or of a list.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{Belongs, Common, Row, Stands, Sure};
use super::observation::decimal;
use crate::emit::wire::{Assessor, Confidence, Correction, Field, FieldValue, Missing, Place, SummaryGrade};
use std::borrow::Cow;

/// What was given: a field, or a letter of a list.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    value: &'a FieldValue,
    printed: &'a str,
    missing: Option<Missing>,
    places: &'a [Place],
    confidence: Confidence,
    correction: Option<&'a Correction>,
}

impl<'a> From<&'a Field> for Given<'a> {
    fn from(field: &'a Field) -> Self {
        Self {
            value: &field.value,
            printed: &field.printed,
            missing: field.missing,
            places: &field.places,
            confidence: field.confidence,
            correction: field.correction.as_deref(),
        }
    }
}

impl<'a> From<&'a SummaryGrade> for Given<'a> {
    fn from(grade: &'a SummaryGrade) -> Self {
        Self {
            value: &grade.value,
            printed: &grade.printed,
            missing: grade.missing,
            places: &grade.places,
            confidence: grade.confidence,
            correction: grade.correction.as_deref(),
        }
    }
}

/// Whom a score is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Sheet id; `None` for the row of a list.
    pub(super) sheet: Option<&'a str>,
    pub(super) project: Option<&'a str>,
    pub(super) fiscal_year: Option<i32>,
}

/// What is scored.
#[derive(Clone, Copy, Default)]
pub(super) struct Item<'a> {
    pub(super) name: &'static str,
    pub(super) assessor: Option<Assessor>,
    pub(super) criterion: Option<&'a str>,
    pub(super) weight: Option<u32>,
}

/// A score and whose it is.
pub(super) struct Scored<'a> {
    pub(super) row: Row<'a>,
    pub(super) subject: Subject<'a>,
    pub(super) item: Item<'a>,
    pub(super) given: Given<'a>,
    /// The value by the rubric.
    pub(super) recomputed: Option<Cow<'a, str>>,
    pub(super) field: &'a str,
}

impl Scored<'_> {
    /// Whether the value is the recomputed one; nothing where one of them is not known.
    fn agrees(&self) -> Option<bool> {
        let (FieldValue::Text(value), Some(again)) = (self.given.value, &self.recomputed) else { return None };
        Some(match (decimal(value), decimal(again)) {
            (Some(value), Some(again)) => value == again,
            _ => value == again,
        })
    }
}

impl Belongs for Scored<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }
}

impl Stands for Scored<'_> {
    fn field(&self) -> &str {
        self.field
    }

    fn places(&self) -> &[Place] {
        self.given.places
    }
}

impl Sure for Scored<'_> {
    fn confidence(&self) -> f64 {
        self.given.confidence.into()
    }

    fn correction(&self) -> Option<&Correction> {
        self.given.correction
    }
}

/// The kind of rows.
pub(super) struct Score;

impl Fact for Score {
    type Of<'a> = Scored<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[
        Common::<Self>::ROW,
        &[
            Told {
                column: Column::must(
                    "origin",
                    Kind::Text,
                    "どこにあるか: sheet 管理票 / list 一覧",
                    "Where it is printed: sheet or list",
                ),
                cell: |it| Cell::text(Some(if it.subject.sheet.is_some() { "sheet" } else { "list" })),
            },
            Told {
                column: Column::may(
                    "sheet_id",
                    Kind::Text,
                    "管理票の id (一覧の行では空)",
                    "Id of the sheet; null in a list",
                ),
                cell: |it| Cell::text(it.subject.sheet),
            },
            Told {
                column: Column::may("project", Kind::Text, "事業の鍵", "Key of the project"),
                cell: |it| Cell::text(it.subject.project),
            },
            Told {
                column: Column::may(
                    "fiscal_year",
                    Kind::Integer,
                    "評価の年度 (西暦の開始年)",
                    "Fiscal year that is scored, western start year",
                ),
                cell: |it| Cell::perhaps(it.subject.fiscal_year),
            },
            Told {
                column: Column::must(
                    "item",
                    Kind::Text,
                    "項目: covid_impact / achievement / adjustment / rating / status / direction / level / points / \
                     achievement_points / total / grade",
                    "What is scored: covid_impact, achievement, adjustment, rating, status, direction, level, points, \
                     achievement_points, total or grade",
                ),
                cell: |it| Cell::text(Some(it.item.name)),
            },
            Told {
                column: Column::may(
                    "assessor",
                    Kind::Text,
                    "評価者: department 所管課 / committee 専門部会",
                    "Who assesses: department or committee",
                ),
                cell: |it| Cell::word(it.item.assessor.as_ref()),
            },
            Told {
                column: Column::may(
                    "criterion",
                    Kind::Text,
                    "評価項目: effectiveness 有効性・必要性 / employment 雇用・就業効果、または印字された名前",
                    "Criterion: effectiveness, employment or the printed label",
                ),
                cell: |it| Cell::text(it.item.criterion),
            },
            Told {
                column: Column::may("weight", Kind::Integer, "段階に掛ける重み", "By what the level counts"),
                cell: |it| Cell::perhaps(it.item.weight),
            },
            Told {
                column: Column::may(
                    "value",
                    Kind::Decimal,
                    "点数・段階の数",
                    "Points or level as a number; null for letters and words",
                ),
                cell: |it| match it.given.value {
                    FieldValue::Text(text) => Cell::decimal(decimal(text)),
                    _ => Cell::Null,
                },
            },
            Told {
                column: Column::may(
                    "value_text",
                    Kind::Text,
                    "値 (正規化): 数の全桁、評価の文字、true / false。複数の印は JSON の並び",
                    "The value as normalised: all digits, the letter, true or false; several marks as a JSON array",
                ),
                cell: |it| match it.given.value {
                    FieldValue::Null => Cell::Null,
                    FieldValue::Flag(flag) => Cell::text(Some(if *flag { "true" } else { "false" })),
                    FieldValue::Text(text) => Cell::text(Some(text)),
                    FieldValue::Several(texts) => Cell::json(texts),
                },
            },
            Told {
                column: Column::must("printed", Kind::Text, "印字のまま", "As printed"),
                cell: |it| Cell::text(Some(it.given.printed)),
            },
            Told {
                column: Column::may(
                    "missing",
                    Kind::Text,
                    "値がない理由: blank / unmarked など",
                    "Why there is no value: blank, unmarked …",
                ),
                cell: |it| Cell::word(it.given.missing.as_ref()),
            },
            Told {
                column: Column::may("recomputed", Kind::Decimal, "採点規則で計算し直した点数", "Points by the rubric"),
                cell: |it| Cell::decimal(it.recomputed.as_deref().and_then(decimal)),
            },
            Told {
                column: Column::may(
                    "recomputed_text",
                    Kind::Text,
                    "採点規則で計算し直した点数または評価の文字",
                    "Points or letter by the rubric",
                ),
                cell: |it| Cell::text(it.recomputed.as_deref()),
            },
            Told {
                column: Column::may(
                    "agrees",
                    Kind::Flag,
                    "値が計算し直したものと同じか (例外の判断は finding にある)",
                    "Whether the value is the recomputed one; what excuses a difference is told by `finding`",
                ),
                cell: |it| Cell::flag(it.agrees()),
            },
        ],
        Common::<Self>::TRUST,
        Common::<Self>::PLACE,
    ];
}
