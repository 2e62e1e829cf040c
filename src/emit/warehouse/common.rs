//! Columns that several tables have: whose row it is, where what it says stands, how sure that is.

use super::column::{Cell, Column, Fact, Kind, Told};
use crate::emit::wire::{Correction, Place};
use std::marker::PhantomData;

/// What every row says of its document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Origin {
    pub(super) document: String,
    pub(super) publisher: Option<String>,
    pub(super) published_year: Option<i32>,
}

/// Whose row it is.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) origin: &'a Origin,
    /// Its place among the rows that the document has in this table, from 1.
    pub(super) position: usize,
}

/// A row of a document.
pub(super) trait Belongs {
    fn row(&self) -> Row<'_>;
}

/// Something that stands somewhere in its document.
pub(super) trait Stands {
    /// JSON Pointer.
    fn field(&self) -> &str;
    fn places(&self) -> &[Place];
}

/// Something that was read.
pub(super) trait Sure {
    fn confidence(&self) -> f64;
    fn correction(&self) -> Option<&Correction>;
}

/// The document that a row is of, or is.
pub(super) const DOCUMENT_ID: Column = Column::must(
    "document_id",
    Kind::Text,
    "文書: 元のファイルの SHA-256",
    "Document: SHA-256 of the bytes of its source",
);
/// Who published it.
pub(super) const PUBLISHER: Column =
    Column::may("publisher", Kind::Text, "公表した団体の名前", "Name of the body that published it");
/// The edition that it is.
pub(super) const PUBLISHED_YEAR: Column = Column::may(
    "published_year",
    Kind::Integer,
    "版: 文書が評価する年度 (西暦の開始年)",
    "Edition: fiscal year that the document evaluates, western start year",
);
/// Where in the document's JSON it stands.
pub(super) const FIELD: Column = Column::must(
    "field",
    Kind::Text,
    "文書 JSON の中の位置 (JSON Pointer)",
    "Where it is in the document's JSON (JSON Pointer)",
);

/// Groups of columns.
pub(super) struct Common<F>(PhantomData<F>);

impl<F: Fact> Common<F>
where
    for<'a> F::Of<'a>: Belongs,
{
    /// Whose row it is.
    pub(super) const ROW: &'static [Told<F>] = &[
        Told { column: DOCUMENT_ID, cell: |it| Cell::text(Some(&it.row().origin.document)) },
        Told {
            column: Column::must(
                "position",
                Kind::Integer,
                "その文書がこの表に持つ行の中での順番 (1 から)",
                "Place among the rows that the document has in this table, from 1",
            ),
            cell: |it| Cell::whole(it.row().position),
        },
        Told { column: PUBLISHER, cell: |it| Cell::text(it.row().origin.publisher.as_deref()) },
        Told { column: PUBLISHED_YEAR, cell: |it| Cell::perhaps(it.row().origin.published_year) },
    ];
}

impl<F: Fact> Common<F>
where
    for<'a> F::Of<'a>: Sure,
{
    /// How sure it is.
    pub(super) const TRUST: &'static [Told<F>] = &[
        Told {
            column: Column::must(
                "confidence",
                Kind::Real,
                "確信度 0〜1。0.9 未満は人の確認が要る",
                "Confidence, 0 to 1; below 0.9 a person should look",
            ),
            cell: |it| Cell::Real(it.confidence()),
        },
        Told {
            column: Column::may(
                "corrected_by",
                Kind::Text,
                "値を訂正した人。印字は printed のまま",
                "Who corrected the value; `printed` keeps the print",
            ),
            cell: |it| Cell::text(it.correction().map(|correction| correction.by.as_str())),
        },
    ];
}

impl<F: Fact> Common<F>
where
    for<'a> F::Of<'a>: Stands,
{
    /// Where it stands.
    pub(super) const PLACE: &'static [Told<F>] = &[
        Told { column: FIELD, cell: |it| Cell::text(Some(it.field())) },
        Told {
            column: Column::may(
                "page",
                Kind::Integer,
                "最初の断片のページ (1 から)",
                "Page of its first piece, from 1",
            ),
            cell: |it| Cell::perhaps(it.places().first().map(Place::page)),
        },
        Told {
            column: Column::may(
                "x0",
                Kind::Real,
                "最初の断片の左端 (表示されたページの左上からのポイント)",
                "Left edge of its first piece, in points from the top left of the page as shown",
            ),
            cell: |it| edge(it.places(), 0),
        },
        Told {
            column: Column::may("y0", Kind::Real, "最初の断片の上端", "Top edge of its first piece"),
            cell: |it| edge(it.places(), 1),
        },
        Told {
            column: Column::may("x1", Kind::Real, "最初の断片の右端", "Right edge of its first piece"),
            cell: |it| edge(it.places(), 2),
        },
        Told {
            column: Column::may("y1", Kind::Real, "最初の断片の下端", "Bottom edge of its first piece"),
            cell: |it| edge(it.places(), 3),
        },
        Told {
            column: Column::may(
                "span_start",
                Kind::Long,
                "テキスト文書での最初の断片の始まり (文字数、0 から)",
                "In a text: first character of its first piece, from 0",
            ),
            cell: |it| end(it.places(), 0),
        },
        Told {
            column: Column::may(
                "span_end",
                Kind::Long,
                "テキスト文書での最初の断片の終わりの次",
                "In a text: the character after its first piece",
            ),
            cell: |it| end(it.places(), 1),
        },
        Told {
            column: Column::may(
                "places",
                Kind::Json,
                "すべての断片の位置 (文書 JSON の places)",
                "Where all of its pieces stand, as `places` of the document's JSON",
            ),
            cell: |it| Cell::json(it.places()),
        },
    ];
}

fn edge<'a>(places: &[Place], which: usize) -> Cell<'a> {
    match places.first() {
        Some(Place::Box(place)) => Cell::real(place.bbox.get(which).copied()),
        _ => Cell::Null,
    }
}

fn end<'a>(places: &[Place], which: usize) -> Cell<'a> {
    match places.first() {
        Some(Place::Span(place)) => Cell::perhaps(place.span.get(which).copied()),
        _ => Cell::Null,
    }
}
