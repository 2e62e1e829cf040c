//! What an input may have at most: one limit for everything that an input decides about, each with a name.
//!
//! Limits count, they never measure time, so that the same input gives the same result everywhere. What is over a
//! limit is refused, or left out with a note that says so; a document is never shorter without a word.

use crate::sheet::{Error, ErrorKind};

/// Something of which an input may have only so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Limit {
    FileBytes,
    TextBytes,
    LineCharacters,
    Pages,
    DocumentItems,
    PageGlyphs,
    PageRules,
    PageCrossings,
    PagePairs,
    PageFonts,
    PageBytes,
    UnpackedBytes,
    UnpackedRatio,
    MapBytes,
    Nesting,
    Rows,
    Columns,
    Cells,
    TablePositions,
    TablePieces,
    Candidates,
    ImagePixels,
    PicturePieces,
    RequestBytes,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::FileBytes,
        Self::TextBytes,
        Self::LineCharacters,
        Self::Pages,
        Self::DocumentItems,
        Self::PageGlyphs,
        Self::PageRules,
        Self::PageCrossings,
        Self::PagePairs,
        Self::PageFonts,
        Self::PageBytes,
        Self::UnpackedBytes,
        Self::UnpackedRatio,
        Self::MapBytes,
        Self::Nesting,
        Self::Rows,
        Self::Columns,
        Self::Cells,
        Self::TablePositions,
        Self::TablePieces,
        Self::Candidates,
        Self::ImagePixels,
        Self::PicturePieces,
        Self::RequestBytes,
    ];

    /// Its name, its default, and what it counts, in Japanese and English.
    fn row(self) -> (&'static str, u64, &'static str, &'static str) {
        match self {
            Self::FileBytes => ("file-bytes", 512 << 20, "ファイルのバイト数", "bytes of a file"),
            Self::TextBytes => ("text-bytes", 32 << 20, "テキスト・HTMLのバイト数", "bytes of a text or of HTML"),
            Self::LineCharacters => {
                ("line-characters", 1_000_000, "テキスト1行の文字数", "characters of a line of text")
            }
            Self::Pages => ("pages", 20_000, "ページ数", "pages"),
            Self::DocumentItems => (
                "document-items",
                50_000_000,
                "PDF全ページの文字と、罫線で囲まれたセルの合計数",
                "characters and ruled cells of all pages of a PDF together",
            ),
            Self::PageGlyphs => ("page-glyphs", 500_000, "1ページの文字数", "characters on a page"),
            Self::PageRules => (
                "page-rules",
                500_000,
                "1ページの罫線・塗り・図形の数（それぞれ）",
                "ruling lines, filled areas or shapes on a page, each",
            ),
            Self::PageCrossings => (
                "page-crossings",
                500_000,
                "1ページの罫線の交点、または一つの表の行×列の数",
                "places where ruling lines of a page cross, or rows times columns of a ruled table",
            ),
            Self::PagePairs => (
                "page-pairs",
                250_000_000,
                "1ページで互いに比べる文字・罫線・塗り・図形の組（重なるか接するもの）の数",
                "pairs of characters, ruling lines, filled areas and shapes of a page that are compared: those that touch",
            ),
            Self::PageFonts => ("page-fonts", 4096, "1ページで使えるフォントの数", "fonts that a page can use"),
            Self::PageBytes => (
                "page-bytes",
                128 << 20,
                "1ページの描画命令のバイト数（部品は描かれる回数だけ数える）",
                "bytes that draw a page, a part counted each time that it is drawn",
            ),
            Self::UnpackedBytes => (
                "unpacked-bytes",
                128 << 20,
                "展開後のバイト数（PDFは1ストリーム、Excelはブック全体）",
                "bytes when unpacked: of one stream of a PDF, of all parts of a workbook",
            ),
            Self::UnpackedRatio => (
                "unpacked-ratio",
                300,
                "展開による増え方（倍。展開後16MiB以下なら問わない）",
                "times the packed size when unpacked, of what unpacks to more than 16 MiB",
            ),
            Self::MapBytes => (
                "map-bytes",
                8 << 20,
                "フォントの文字対応表（CMap）のバイト数",
                "bytes of a font's map to characters (CMap)",
            ),
            Self::Nesting => (
                "nesting",
                40,
                "入れ子の深さ（ページツリー、描画の部品、関数、HTMLの表）",
                "depth of nesting: page tree, drawn parts, functions, tables of HTML",
            ),
            Self::Rows => ("rows", 100_000, "表の行数", "rows of a table"),
            Self::Columns => ("columns", 2_000, "表の列数", "columns of a table"),
            Self::Cells => ("cells", 400_000, "文書全体のセル数", "cells of all tables together"),
            Self::TablePositions => (
                "table-positions",
                2_000_000,
                "文書全体の表の行×列（空きを含む）",
                "rows times columns of all tables together, empty positions included",
            ),
            Self::TablePieces => (
                "table-pieces",
                400,
                "描画順のテキスト1ページのうち、一つの表に組み直す断片の数",
                "pieces of a page in drawing order that are put back into one table",
            ),
            Self::Candidates => (
                "candidates",
                50_000,
                "ばらばらになった数字を1枚の票の行に戻すために試す置き方の数",
                "ways of putting figures that came apart back into the rows of a record",
            ),
            Self::ImagePixels => (
                "image-pixels",
                100_000_000,
                "ページの画像を描くときの、PDF内の画像1枚の画素数",
                "pixels of a picture within a PDF, where its page is drawn",
            ),
            Self::PicturePieces => (
                "picture-pieces",
                40_000,
                "文字認識する1ページの画像の、つながった黒い部分の数",
                "pieces of ink in the picture of a page that is recognised",
            ),
            Self::RequestBytes => (
                "request-bytes",
                700 << 20,
                "workerへの依頼1行のバイト数（Base64はもとの4/3倍）",
                "bytes of a line that asks something of a worker, in which Base64 takes a third more than its input",
            ),
        }
    }

    /// Its name, as `--limit` knows it.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// How much an input may have where nothing else is said.
    pub fn default_value(self) -> u64 {
        self.row().1
    }

    /// What it counts, in Japanese.
    pub fn ja(self) -> &'static str {
        self.row().2
    }

    /// What it counts, in English.
    pub fn en(self) -> &'static str {
        self.row().3
    }
}

/// How much an input may have of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits([u64; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(Limit::default_value))
    }
}

impl Limits {
    /// The most of it.
    pub fn most(&self, limit: Limit) -> u64 {
        self.0.get(limit as usize).copied().unwrap_or_default()
    }

    /// The most of it, as a count of things in memory.
    pub fn count(&self, limit: Limit) -> usize {
        usize::try_from(self.most(limit)).unwrap_or(usize::MAX)
    }

    /// With another limit.
    #[must_use]
    pub fn with(mut self, limit: Limit, most: u64) -> Self {
        if let Some(value) = self.0.get_mut(limit as usize) {
            *value = most;
        }
        self
    }

    /// With limits as a person writes them, `NAME=VALUE`.
    ///
    /// # Errors
    /// `configuration` for a name that there is not, or a value that is no number above zero.
    pub fn with_all<S: AsRef<str>>(self, settings: &[S]) -> Result<Self, Error> {
        settings.iter().map(AsRef::as_ref).try_fold(self, |limits, setting| {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name.trim());
            let value = value.trim().parse().ok().filter(|value| *value > 0);
            limit.zip(value).map(|(limit, value)| limits.with(limit, value)).ok_or_else(|| {
                let names = Limit::ALL.map(Limit::name).join(" ");
                Error::new(
                    ErrorKind::Configuration,
                    format!("--limit {setting}: 名前=正の整数 で指定してください。名前は {names}"),
                    format!("--limit {setting}: NAME=NUMBER is expected, a number above zero; the names are {names}"),
                )
            })
        })
    }

    /// Refuses more than is allowed.
    ///
    /// # Errors
    /// `too-large`, as [`refusal`](Self::refusal).
    pub fn check(&self, limit: Limit, found: usize) -> Result<(), Error> {
        let found = found as u64;
        if found > self.most(limit) { Err(self.refusal(limit, Some(found))) } else { Ok(()) }
    }

    /// The refusal of what is over a limit: its name, how much was found where that is known, how it is raised.
    pub fn refusal(&self, limit: Limit, found: Option<u64>) -> Error {
        let (name, most) = (limit.name(), self.most(limit));
        let ja = found.map_or_else(|| format!("{most}を超えました"), |n| format!("{n}、上限 {most}"));
        let en = found.map_or_else(|| format!("more than {most}"), |n| format!("{n}, the limit is {most}"));
        Error::new(
            ErrorKind::TooLarge,
            format!(
                "{}が上限を超えています（{ja}）。分割するか、--limit {name}=数 で上限を上げてください。",
                limit.ja()
            ),
            format!("Too many {}: {en}; split the document, or raise the limit with --limit {name}=N.", limit.en()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_set_by_name_and_refuse_by_name() {
        let limits = Limits::default().with_all(&["pages=3", " cells = 9"]).unwrap();
        assert_eq!((limits.most(Limit::Pages), limits.most(Limit::Cells)), (3, 9));
        assert_eq!(limits.most(Limit::Rows), Limit::Rows.default_value());
        assert!(limits.check(Limit::Pages, 3).is_ok());
        let error = limits.check(Limit::Pages, 4).unwrap_err();
        assert!(error.en().contains("4, the limit is 3") && error.ja().contains("--limit pages="), "{error}");
        for wrong in ["page=3", "pages", "pages=", "pages=-1", "pages=0", "pages=x", "=3"] {
            let error = Limits::default().with_all(&[wrong]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{wrong}");
            assert!(error.en().contains("unpacked-bytes"));
        }
    }

    #[test]
    fn the_order_of_the_list_is_that_of_the_values() {
        assert!(Limit::ALL.into_iter().enumerate().all(|(i, limit)| limit as usize == i));
    }
}
