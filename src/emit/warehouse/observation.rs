//! `observation`: a row a figure.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{Belongs, Common, Row, Stands, Sure};
use super::indicator::Measure;
use crate::emit::wire::{self, Agreement, Correction, Place};
use rust_decimal::Decimal;

/// A figure and where it is.
pub(super) struct Figure<'a> {
    pub(super) row: Row<'a>,
    pub(super) measure: &'a Measure<'a>,
    pub(super) observation: &'a wire::Observation,
    /// The printed sum or rate that it is, computed again.
    pub(super) again: Option<&'a Agreement>,
    pub(super) field: &'a str,
}

impl Figure<'_> {
    fn quantity(&self) -> &wire::Quantity {
        &self.observation.value
    }
}

impl Belongs for Figure<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }
}

impl Stands for Figure<'_> {
    fn field(&self) -> &str {
        self.field
    }

    fn places(&self) -> &[Place] {
        &self.quantity().places
    }
}

impl Sure for Figure<'_> {
    fn confidence(&self) -> f64 {
        self.quantity().confidence.into()
    }

    fn correction(&self) -> Option<&Correction> {
        self.quantity().correction.as_deref()
    }
}

/// A number's text, else the text that stands for it.
fn text<'a>(number: Option<wire::Number>, value: Option<&'a String>) -> Cell<'a> {
    match number {
        Some(number) => Cell::Text(number.to_string().into()),
        None => Cell::text(value.map(String::as_str)),
    }
}

/// A printed decimal, as far as a text is one.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok()
}

/// The kind of rows.
pub(super) struct Observation;

impl Fact for Observation {
    type Of<'a> = Figure<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[
        Common::<Self>::ROW,
        &[
            Told {
                column: Column::must("sheet_id", Kind::Text, "管理票の id", "Id of its sheet"),
                cell: |it| Cell::text(Some(&it.measure.record.sheet.id)),
            },
            Told {
                column: Column::must("project", Kind::Text, "事業の鍵", "Key of the project"),
                cell: |it| Cell::text(Some(it.measure.record.project())),
            },
            Told {
                column: Column::must("indicator", Kind::Text, "指標の鍵", "Key of the indicator"),
                cell: |it| Cell::text(Some(it.measure.key)),
            },
            Told {
                column: Column::must(
                    "fiscal_year",
                    Kind::Integer,
                    "値の年度 (西暦の開始年)",
                    "Fiscal year of the figure, western start year",
                ),
                cell: |it| Cell::whole(it.observation.fiscal_year),
            },
            Told {
                column: Column::must(
                    "role",
                    Kind::Text,
                    "役割: target 目標 / actual 実績 / baseline 成り行き値 / forecast 見込み値 / budget 予算 / achievement_rate 達成率・執行率 / delta 増減 / delta_rate 増減率",
                    "Role: target, actual, baseline, forecast, budget, achievement_rate, delta or delta_rate",
                ),
                cell: |it| Cell::word(Some(&it.observation.role)),
            },
            Told {
                column: Column::may(
                    "value",
                    Kind::Decimal,
                    "値 (基準の単位、桁の倍率を掛けたもの)。24 桁・小数 6 桁で正確に表せなければ空",
                    "The number in the canonical unit, scale applied; null where decimal(24,6) cannot hold it exactly",
                ),
                cell: |it| Cell::decimal(it.quantity().number.map(|n| n.0)),
            },
            Told {
                column: Column::may(
                    "value_text",
                    Kind::Text,
                    "値の全桁。数でなければ評価・日付・コード・文字",
                    "All digits of the number; else the grade, date, code or text",
                ),
                cell: |it| text(it.quantity().number, it.quantity().value.as_ref()),
            },
            Told {
                column: Column::may("unit", Kind::Text, "単位 (正規化)", "Canonical Japanese unit"),
                cell: |it| Cell::text(it.quantity().unit.as_deref()),
            },
            Told {
                column: Column::must("printed", Kind::Text, "印字のまま", "As printed"),
                cell: |it| Cell::text(Some(&it.quantity().printed)),
            },
            Told {
                column: Column::must(
                    "value_kind",
                    Kind::Text,
                    "値の種類: number / range / grade / date / fiscal_year / code / text / missing",
                    "Kind of value: number, range, grade, date, fiscal_year, code, text or missing",
                ),
                cell: |it| Cell::word(Some(&it.quantity().kind)),
            },
            Told {
                column: Column::may(
                    "missing",
                    Kind::Text,
                    "値がない理由: blank / unmarked / none / unknown / pending など",
                    "Why there is no value: blank, unmarked, none, unknown, pending …",
                ),
                cell: |it| Cell::word(it.quantity().missing.as_ref()),
            },
            Told {
                column: Column::may(
                    "decimals",
                    Kind::Integer,
                    "印字された最後の桁 (基準の単位での小数桁数。負は丸め)",
                    "Decimals of the last printed digit in the canonical unit; negative where it is rounded",
                ),
                cell: |it| Cell::perhaps(it.quantity().decimals),
            },
            Told {
                column: Column::may("upper", Kind::Decimal, "範囲の上端", "Upper end of a range"),
                cell: |it| Cell::decimal(it.quantity().upper.map(|n| n.0)),
            },
            Told {
                column: Column::may(
                    "upper_text",
                    Kind::Text,
                    "範囲の上端の全桁、または日付・年度",
                    "All digits of the upper end; else its date or year",
                ),
                cell: |it| text(it.quantity().upper, it.quantity().value_upper.as_ref()),
            },
            Told {
                column: Column::may(
                    "bounds",
                    Kind::Text,
                    "範囲に含まれる端: [] [) (] ()",
                    "Which ends belong to the range: [] [) (] ()",
                ),
                cell: |it| Cell::word(it.quantity().bounds.as_ref()),
            },
            Told {
                column: Column::may(
                    "bound",
                    Kind::Text,
                    "片側だけの限度: ge 以上 / gt 超 / le 以下 / lt 未満",
                    "One-sided bound: ge, gt, le or lt",
                ),
                cell: |it| Cell::word(it.quantity().bound.as_ref()),
            },
            Told {
                column: Column::may(
                    "fraction",
                    Kind::Text,
                    "印字された分数",
                    "The exact fraction, where one is printed",
                ),
                cell: |it| Cell::text(it.quantity().fraction.as_deref()),
            },
            Told {
                column: Column::must(
                    "approximate",
                    Kind::Flag,
                    "約・程度などが付くか",
                    "Whether it is printed as approximate",
                ),
                cell: |it| Cell::Flag(it.quantity().approximate),
            },
            Told {
                column: Column::may(
                    "leaning",
                    Kind::Text,
                    "強 above / 弱 below",
                    "To which side it leans: above or below",
                ),
                cell: |it| Cell::word(it.quantity().leaning.as_ref()),
            },
            Told {
                column: Column::may(
                    "basis",
                    Kind::Text,
                    "数え方: 延べ / 実 / 累計など",
                    "What is counted: 延べ, 実, 累計 …",
                ),
                cell: |it| Cell::text(it.quantity().basis.as_deref()),
            },
            Told {
                column: Column::may(
                    "per",
                    Kind::Text,
                    "期間や対象あたり: 月 / 年など",
                    "Period or item that it is for: 月, 年 …",
                ),
                cell: |it| Cell::text(it.quantity().per.as_deref()),
            },
            Told {
                column: Column::may(
                    "relation",
                    Kind::Text,
                    "ほかの値との関係: delta / previous / yoy",
                    "Relation to another value: delta, previous or yoy",
                ),
                cell: |it| Cell::word(it.quantity().relation.as_ref()),
            },
            Told {
                column: Column::may(
                    "status",
                    Kind::Text,
                    "forecast 見込み / preliminary 速報値",
                    "Standing: forecast or preliminary",
                ),
                cell: |it| Cell::word(it.quantity().status.as_ref()),
            },
            Told {
                column: Column::must(
                    "below_unit",
                    Kind::Flag,
                    "凡例により単位未満とされる 0 か",
                    "Whether a legend says that a zero is less than one unit",
                ),
                cell: |it| Cell::Flag(it.quantity().below_unit),
            },
            Told {
                column: Column::may(
                    "parts",
                    Kind::Json,
                    "同じ欄のほかの数 (文書 JSON の parts)",
                    "Further figures of the same cell, as `parts` of the document's JSON",
                ),
                cell: |it| Cell::json(&it.quantity().parts),
            },
            Told {
                column: Column::may("notes", Kind::Json, "欄の注記 (※1 など)", "Notes of the cell (※1 …)"),
                cell: |it| Cell::json(&it.quantity().notes),
            },
            Told {
                column: Column::may(
                    "warnings",
                    Kind::Json,
                    "読み取りについて人が知るべきこと",
                    "What a person should know about the reading",
                ),
                cell: |it| Cell::json(&it.quantity().warnings),
            },
            Told {
                column: Column::may(
                    "alternatives",
                    Kind::Json,
                    "ほかの読み方 (文書 JSON の alternatives)",
                    "Other readings, as `alternatives` of the document's JSON",
                ),
                cell: |it| Cell::json(&it.quantity().alternatives),
            },
            Told {
                column: Column::may(
                    "recomputed",
                    Kind::Decimal,
                    "合計や率なら、計算し直した値",
                    "Where the figure is a sum or a rate: the number computed again",
                ),
                cell: |it| Cell::decimal(it.again.and_then(|again| decimal(again.recomputed.as_deref()?))),
            },
            Told {
                column: Column::may(
                    "recomputed_text",
                    Kind::Text,
                    "計算し直した値の全桁",
                    "All digits of the number computed again",
                ),
                cell: |it| Cell::text(it.again.and_then(|again| again.recomputed.as_deref())),
            },
            Told {
                column: Column::may("agrees", Kind::Flag, "計算し直した値と一致するか", "Whether both agree"),
                cell: |it| Cell::flag(it.again.and_then(|again| again.agrees)),
            },
        ],
        Common::<Self>::TRUST,
        Common::<Self>::PLACE,
    ];
}
