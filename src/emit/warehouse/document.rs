//! `document`: a row a document.

use super::column::{Cell, Column, Fact, Kind, Told};
use super::common::{DOCUMENT_ID, Origin, PUBLISHED_YEAR, PUBLISHER};
use crate::emit::wire::{self, Counts, FieldValue};
use std::borrow::Cow;

/// A document's head and what it holds.
pub(super) struct Whole<'a> {
    pub(super) origin: &'a Origin,
    pub(super) tool: &'a wire::Tool,
    pub(super) source: &'a wire::Source,
    pub(super) form: &'a wire::Form,
    pub(super) rubric: Option<&'a str>,
    pub(super) counts: Counts,
}

/// The kind of rows.
pub(super) struct Document;

impl Fact for Document {
    type Of<'a> = Whole<'a>;
    const COLUMNS: &'static [&'static [Told<Self>]] = &[&[
        Told { column: DOCUMENT_ID, cell: |it| Cell::text(Some(&it.origin.document)) },
        Told { column: PUBLISHER, cell: |it| Cell::text(it.origin.publisher.as_deref()) },
        Told {
            column: Column::may(
                "publisher_code",
                Kind::Text,
                "全国地方公共団体コード (6 桁)",
                "Code of the local government, 6 digits",
            ),
            cell: |it| Cell::text(it.form.publisher.as_ref().and_then(|p| p.local_government_code.as_deref())),
        },
        Told { column: PUBLISHED_YEAR, cell: |it| Cell::perhaps(it.origin.published_year) },
        Told {
            column: Column::must("name", Kind::Text, "元のファイルの名前", "Name of the source file, without folders"),
            cell: |it| Cell::text(Some(&it.source.name)),
        },
        Told {
            column: Column::may("title", Kind::Text, "表題", "Title"),
            cell: |it| match it.form.title.as_ref().map(|title| &title.value) {
                Some(FieldValue::Text(text)) => Cell::text(Some(text)),
                _ => Cell::Null,
            },
        },
        Told {
            column: Column::must("media_type", Kind::Text, "内容から判定した形式", "Media type by content"),
            cell: |it| Cell::text(Some(&it.source.media_type)),
        },
        Told {
            column: Column::must("bytes", Kind::Long, "大きさ (バイト)", "Size of the source in bytes"),
            cell: |it| Cell::whole(it.source.bytes),
        },
        Told {
            column: Column::must("pages", Kind::Integer, "ページ数", "Pages that the source says it has"),
            cell: |it| Cell::whole(it.source.pages),
        },
        Told {
            column: Column::may("encoding", Kind::Text, "文字コード (テキスト文書)", "Encoding of a text"),
            cell: |it| Cell::text(it.source.encoding.as_deref()),
        },
        Told {
            column: Column::may("producer", Kind::Text, "PDF を作ったソフトウェア", "Producer that a PDF names"),
            cell: |it| Cell::text(it.source.producer.as_deref()),
        },
        Told {
            column: Column::must(
                "status",
                Kind::Text,
                "complete すべて読めた / partial 一部だけ",
                "Whether all of it could be read: complete or partial",
            ),
            cell: |it| Cell::word(Some(&it.source.status)),
        },
        Told {
            column: Column::may("missing_pages", Kind::Json, "読めなかったページ", "Pages that could not be read"),
            cell: |it| Cell::json(&it.source.missing_pages),
        },
        Told {
            column: Column::may(
                "repaired",
                Kind::Json,
                "補修したこと・読み取れなかったこと",
                "What had to be mended or could not be made out",
            ),
            cell: |it| Cell::json(&it.source.repaired),
        },
        Told {
            column: Column::may("profile", Kind::Text, "様式定義の id", "Id of the profile of its form"),
            cell: |it| Cell::text(it.form.profile.as_deref()),
        },
        Told {
            column: Column::must(
                "profile_score",
                Kind::Real,
                "様式との合い方 0〜1",
                "How well the profile fits, 0 to 1",
            ),
            cell: |it| Cell::Real(it.form.score.into()),
        },
        Told {
            column: Column::may("rubric", Kind::Text, "採点規則の id", "Id of the rubric by which it was scored again"),
            cell: |it| Cell::text(it.rubric),
        },
        Told {
            column: Column::must("tool", Kind::Text, "読み取ったプログラムと版", "Program and version that read it"),
            cell: |it| Cell::Text(Cow::Owned(format!("{} {}", it.tool.name, it.tool.version))),
        },
        Told {
            column: Column::must("sheets", Kind::Long, "管理票の数", "Number of sheets"),
            cell: |it| Cell::whole(it.counts.sheets),
        },
        Told {
            column: Column::must("list_rows", Kind::Long, "一覧の行数", "Rows of its list pages"),
            cell: |it| Cell::whole(it.counts.summary),
        },
        Told {
            column: Column::must("tables", Kind::Long, "そのほかの表の数", "Tables that belong to no sheet"),
            cell: |it| Cell::whole(it.counts.tables),
        },
        Told {
            column: Column::must("figures", Kind::Long, "値のある指標の数", "Figures of indicators that have a value"),
            cell: |it| Cell::whole(it.counts.figures),
        },
        Told {
            column: Column::must(
                "unsure",
                Kind::Long,
                "そのうち確信度 0.9 未満のもの",
                "Of these, those with a confidence below 0.9",
            ),
            cell: |it| Cell::whole(it.counts.unsure),
        },
        Told {
            column: Column::must("confirmed", Kind::Long, "食い違い: 確実", "Findings that are confirmed"),
            cell: |it| Cell::whole(it.counts.findings.confirmed),
        },
        Told {
            column: Column::must("possible", Kind::Long, "食い違い: 可能性", "Findings that are possible"),
            cell: |it| Cell::whole(it.counts.findings.possible),
        },
        Told {
            column: Column::must("unverifiable", Kind::Long, "検算できないもの", "Findings that are unverifiable"),
            cell: |it| Cell::whole(it.counts.findings.unverifiable),
        },
    ]];
}
