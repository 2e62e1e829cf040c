//! `indicator`: a row an indicator of a record.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{Belongs, Common, Row, Stands, Sure};
use super::sheet::{Record, value};
use crate::emit::wire::{self, Correction, Place};

/// An indicator and where it is.
pub(super) struct Measure<'a> {
    pub(super) row: Row<'a>,
    pub(super) record: &'a Record<'a>,
    pub(super) indicator: &'a wire::Indicator,
    /// Its key: kind and label.
    pub(super) key: &'a str,
    pub(super) field: &'a str,
}

impl Belongs for Measure<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }
}

impl Stands for Measure<'_> {
    fn field(&self) -> &str {
        self.field
    }

    fn places(&self) -> &[Place] {
        &self.indicator.label.places
    }
}

impl Sure for Measure<'_> {
    fn confidence(&self) -> f64 {
        self.indicator.label.confidence.into()
    }

    fn correction(&self) -> Option<&Correction> {
        self.indicator.label.correction.as_deref()
    }
}

/// The kind of rows.
pub(super) struct Indicator;

impl Fact for Indicator {
    type Of<'a> = Measure<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[
        Common::<Self>::ROW,
        &[
            Told {
                column: Column::must("sheet_id", Kind::Text, "管理票の id", "Id of its sheet"),
                cell: |it| Cell::text(Some(&it.record.sheet.id)),
            },
            Told {
                column: Column::must("project", Kind::Text, "事業の鍵", "Key of the project"),
                cell: |it| Cell::text(Some(it.record.project())),
            },
            Told {
                column: Column::must(
                    "indicator",
                    Kind::Text,
                    "指標の鍵 (管理票の中で一意): 種類:空白を除いた名前",
                    "Key of the indicator, unique in its sheet: kind:label without white space",
                ),
                cell: |it| Cell::text(Some(it.key)),
            },
            Told {
                column: Column::must(
                    "kind",
                    Kind::Text,
                    "種類: population 対象 / activity 活動 / outcome 成果 / cost 費用 / other その他",
                    "Kind: population, activity, outcome, cost or other",
                ),
                cell: |it| Cell::word(Some(&it.indicator.kind)),
            },
            Told {
                column: Column::may("label", Kind::Text, "名前", "Its name"),
                cell: |it| value(Some(&it.indicator.label)),
            },
            Told {
                column: Column::must("printed", Kind::Text, "印字された名前", "Its name as printed"),
                cell: |it| Cell::text(Some(&it.indicator.label.printed)),
            },
            Told {
                column: Column::may("unit", Kind::Text, "指標全体の単位", "Unit of the whole indicator"),
                cell: |it| value(it.indicator.unit.as_ref()),
            },
            Told {
                column: Column::may(
                    "direction",
                    Kind::Text,
                    "どちらが良いか: up / down / maintain",
                    "Which way is better: up, down or maintain",
                ),
                cell: |it| Cell::text(it.indicator.direction.as_deref()),
            },
            Told {
                column: Column::may("status", Kind::Text, "達成/未達成", "Printed status: 達成 or 未達成"),
                cell: |it| value(it.indicator.status.as_ref()),
            },
            Told {
                column: Column::may("comparison", Kind::Text, "前年度比較", "Printed comparison with the year before"),
                cell: |it| value(it.indicator.comparison.as_ref()),
            },
            Told {
                column: Column::may(
                    "parts",
                    Kind::Json,
                    "内訳となる指標 (文書 JSON での番号、0 から)",
                    "Indicators that it is the sum of: their indices in the document's JSON, from 0",
                ),
                cell: |it| Cell::json(&it.indicator.parts),
            },
        ],
        Common::<Self>::TRUST,
        Common::<Self>::PLACE,
    ];
}
