//! `finding`: a row a discrepancy.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{Belongs, Common, Row, Stands};
use super::sheet::project;
use crate::emit::wire::{self, Place};
use std::borrow::Cow;

/// A discrepancy and whose it is.
pub(super) struct Found<'a> {
    pub(super) row: Row<'a>,
    pub(super) finding: &'a wire::Finding,
    /// Whether editions disagree, not the document with itself.
    pub(super) between: bool,
}

impl Belongs for Found<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }
}

impl Stands for Found<'_> {
    fn field(&self) -> &str {
        &self.finding.field
    }

    fn places(&self) -> &[Place] {
        &self.finding.places
    }
}

/// The kind of rows.
pub(super) struct Finding;

impl Fact for Finding {
    type Of<'a> = Found<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[
        Common::<Self>::ROW,
        &[
            Told {
                column: Column::must(
                    "rule",
                    Kind::Text,
                    "規則の名前 (kanrihyo explain で解説)",
                    "Name of the rule; `kanrihyo explain` shows its manual",
                ),
                cell: |it| Cell::text(Some(&it.finding.rule)),
            },
            Told {
                column: Column::must(
                    "severity",
                    Kind::Text,
                    "重さ: error / warning / note",
                    "Severity: error, warning or note",
                ),
                cell: |it| Cell::word(Some(&it.finding.severity)),
            },
            Told {
                column: Column::must(
                    "verdict",
                    Kind::Text,
                    "判定: confirmed / possible / unverifiable",
                    "Verdict: confirmed, possible or unverifiable",
                ),
                cell: |it| Cell::word(Some(&it.finding.verdict)),
            },
            Told {
                column: Column::may(
                    "sheet_id",
                    Kind::Text,
                    "管理票の id (sheet-missing では、ない管理票)",
                    "Id of the sheet; of `sheet-missing` one that is not there",
                ),
                cell: |it| Cell::text(it.finding.sheet.as_deref()),
            },
            Told {
                column: Column::may("project", Kind::Text, "事業の鍵", "Key of the project"),
                cell: |it| {
                    Cell::text(it.finding.sheet.as_deref().map(project).or(it.finding.project_number.as_deref()))
                },
            },
            Told {
                column: Column::must("printed", Kind::Text, "印字された値", "What is printed there"),
                cell: |it| Cell::text(Some(&it.finding.printed)),
            },
            Told {
                column: Column::may("recomputed", Kind::Text, "計算し直した値", "What it would have to be"),
                cell: |it| Cell::text(it.finding.recomputed.as_deref()),
            },
            Told {
                column: Column::may("working", Kind::Text, "計算の過程 (一歩一行)", "The working, a line a step"),
                cell: |it| {
                    let working = &it.finding.working;
                    if working.is_empty() { Cell::Null } else { Cell::Text(Cow::Owned(working.join("\n"))) }
                },
            },
            Told {
                column: Column::must("message_ja", Kind::Text, "説明 (日本語)", "What is wrong, in Japanese"),
                cell: |it| Cell::text(Some(&it.finding.message.ja)),
            },
            Told {
                column: Column::must("message_en", Kind::Text, "説明 (英語)", "What is wrong, in English"),
                cell: |it| Cell::text(Some(&it.finding.message.en)),
            },
            Told {
                column: Column::must(
                    "between_editions",
                    Kind::Flag,
                    "版のあいだの食い違いか",
                    "Whether editions disagree, not the document with itself",
                ),
                cell: |it| Cell::Flag(it.between),
            },
            Told {
                column: Column::may(
                    "related",
                    Kind::Json,
                    "比べた相手 (文書 JSON の related)",
                    "The other side of the comparison, as `related` of the document's JSON",
                ),
                cell: |it| Cell::json(&it.finding.related),
            },
            Told {
                column: Column::must(
                    "fingerprint",
                    Kind::Text,
                    "同じ食い違いならいつも同じ 16 桁",
                    "16 hex digits, the same for the same discrepancy in every run",
                ),
                cell: |it| Cell::text(Some(&it.finding.fingerprint)),
            },
            Told {
                column: Column::must(
                    "evidence",
                    Kind::Text,
                    "もとの数値の要約 16 桁。数値が変われば変わる",
                    "16 hex digits that change with the figures behind it",
                ),
                cell: |it| Cell::Text(Cow::Owned(it.finding.evidence())),
            },
        ],
        Common::<Self>::PLACE,
    ];
}
