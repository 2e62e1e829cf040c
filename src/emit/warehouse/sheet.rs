//! `sheet`: a row a record of a project.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{Belongs, Common, FIELD, Row};
use crate::emit::wire::{self, Field, FieldValue};

/// A record and where it is.
pub(super) struct Record<'a> {
    pub(super) row: Row<'a>,
    pub(super) sheet: &'a wire::Sheet,
    pub(super) field: &'a str,
}

impl Record<'_> {
    /// The project's key: the sheet's id without its year.
    pub(super) fn project(&self) -> &str {
        project(&self.sheet.id)
    }
}

/// The project's key in the id of a sheet.
pub(super) fn project(sheet: &str) -> &str {
    sheet.split_once('/').map_or(sheet, |(_, project)| project)
}

/// A text of the head, as normalised.
pub(super) fn value(field: Option<&Field>) -> Cell<'_> {
    match field.map(|field| &field.value) {
        Some(FieldValue::Text(text)) => Cell::text(Some(text)),
        Some(FieldValue::Several(texts)) => Cell::json(texts),
        Some(FieldValue::Flag(flag)) => Cell::Text(flag.to_string().into()),
        Some(FieldValue::Null) | None => Cell::Null,
    }
}

/// The kind of rows.
pub(super) struct Sheet;

impl Belongs for Record<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }
}

impl Fact for Sheet {
    type Of<'a> = Record<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[
        Common::<Self>::ROW,
        &[
            Told {
                column: Column::must(
                    "sheet_id",
                    Kind::Text,
                    "管理票の id (文書の中で一意): 年度/事業",
                    "Id of the sheet, unique in its document: fiscal year/project",
                ),
                cell: |it| Cell::text(Some(&it.sheet.id)),
            },
            Told {
                column: Column::must(
                    "project",
                    Kind::Text,
                    "事業の鍵: 正規化した事業番号、なければ空白を除いた事業名",
                    "Key of the project: its normalised number, else its name without white space",
                ),
                cell: |it| Cell::text(Some(it.project())),
            },
            Told {
                column: Column::may(
                    "fiscal_year",
                    Kind::Integer,
                    "評価する年度 (西暦の開始年)",
                    "Fiscal year that it evaluates, western start year",
                ),
                cell: |it| Cell::perhaps(it.sheet.fiscal_year),
            },
            Told {
                column: Column::may("project_number", Kind::Text, "事業番号 (正規化)", "Project number, normalised"),
                cell: |it| value(it.sheet.project.number.as_ref()),
            },
            Told {
                column: Column::may("project_name", Kind::Text, "事業名", "Name of the project"),
                cell: |it| value(it.sheet.project.name.as_ref()),
            },
            Told {
                column: Column::may("department", Kind::Text, "所管課", "Department"),
                cell: |it| value(it.sheet.project.department.as_ref()),
            },
            Told {
                column: Column::may("policy", Kind::Text, "基本方針・施策", "Policy line"),
                cell: |it| value(it.sheet.project.policy.as_ref()),
            },
            Told {
                column: Column::may("issue", Kind::Text, "主要課題", "Issue"),
                cell: |it| value(it.sheet.project.issue.as_ref()),
            },
            Told {
                column: Column::may("target_group", Kind::Text, "対象者", "Target group"),
                cell: |it| value(it.sheet.project.target_group.as_ref()),
            },
            Told {
                column: Column::may("description", Kind::Text, "事業内容", "Description of the project"),
                cell: |it| value(it.sheet.project.description.as_ref()),
            },
            Told {
                column: Column::may(
                    "narratives",
                    Kind::Json,
                    "記述 (文書 JSON の narratives のうち役割・年度・本文)",
                    "Texts: role, label, fiscal year and text of each narrative of the document's JSON",
                ),
                cell: |it| Cell::json(&it.sheet.narratives.iter().map(Narrative::of).collect::<Vec<_>>()),
            },
            Told {
                column: Column::may(
                    "repeats",
                    Kind::Text,
                    "再掲のもとの管理票の id",
                    "Id of the sheet that it only repeats",
                ),
                cell: |it| Cell::text(it.sheet.repeats.as_deref()),
            },
            Told {
                column: Column::must("page", Kind::Integer, "最初のページ (1 から)", "First page, from 1"),
                cell: |it| Cell::whole(it.sheet.page),
            },
            Told { column: FIELD, cell: |it| Cell::text(Some(it.field)) },
        ],
    ];
}

/// A text of a sheet, without its places.
#[derive(serde::Serialize)]
struct Narrative<'a> {
    role: wire::NarrativeRole,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year: Option<i32>,
    text: &'a FieldValue,
}

impl<'a> Narrative<'a> {
    fn of(told: &'a wire::Narrative) -> Self {
        Self { role: told.role, label: told.label.as_deref(), fiscal_year: told.fiscal_year, text: &told.text.value }
    }
}
