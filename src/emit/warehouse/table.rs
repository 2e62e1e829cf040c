//! The six tables: their names, keys and how they hang together.

use super::column::{Column, columns};
use super::{document, finding, indicator, observation, score, sheet};

/// A table of the warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// A row a document.
    Document,
    /// A row a record of a project.
    Sheet,
    /// A row an indicator of a record.
    Indicator,
    /// A row a figure of an indicator.
    Observation,
    /// A row a mark, a letter or points, of a sheet or of a list.
    Score,
    /// A row a discrepancy.
    Finding,
}

/// Columns that name a row of another table.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The columns here; the same names there.
    pub columns: &'static [&'static str],
    /// The other table.
    pub table: Table,
}

impl Table {
    /// All of them; each comes after those that it refers to.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::Sheet, Self::Indicator, Self::Observation, Self::Score, Self::Finding];

    /// Its name, in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Sheet => "sheet",
            Self::Indicator => "indicator",
            Self::Observation => "observation",
            Self::Score => "score",
            Self::Finding => "finding",
        }
    }

    /// What a row is, in Japanese and in English.
    pub fn about(self) -> [&'static str; 2] {
        match self {
            Self::Document => ["文書。1 行が 1 つの入力", "Documents, a row an input"],
            Self::Sheet => ["管理票。1 行が 1 つの事業の記録", "Sheets, a row a record of a project"],
            Self::Indicator => ["指標。1 行が管理票の 1 つの指標", "Indicators, a row an indicator of a sheet"],
            Self::Observation => {
                ["指標の値。1 行が 1 つの年度・役割の値", "Figures, a row a figure of an indicator for a year and role"]
            }
            Self::Score => [
                "評価と点数。1 行が管理票または一覧に印字された 1 つの印・評価・点数",
                "Scores, a row a mark, letter or points printed on a sheet or in a list",
            ],
            Self::Finding => ["食い違い。1 行が 1 件", "Findings, a row a discrepancy"],
        }
    }

    /// Its columns, in their order.
    pub fn columns(self) -> Vec<&'static Column> {
        match self {
            Self::Document => columns::<document::Document>(),
            Self::Sheet => columns::<sheet::Sheet>(),
            Self::Indicator => columns::<indicator::Indicator>(),
            Self::Observation => columns::<observation::Observation>(),
            Self::Score => columns::<score::Score>(),
            Self::Finding => columns::<finding::Finding>(),
        }
    }

    /// The columns that tell its rows apart.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["document_id"],
            Self::Sheet => &["document_id", "sheet_id"],
            Self::Indicator => &["document_id", "sheet_id", "indicator"],
            Self::Observation | Self::Score => &["document_id", "field"],
            Self::Finding => &["document_id", "position"],
        }
    }

    /// The rows of other tables that its rows name.
    pub fn references(self) -> &'static [Reference] {
        const DOCUMENT: Reference = Reference { columns: &["document_id"], table: Table::Document };
        const SHEET: Reference = Reference { columns: &["document_id", "sheet_id"], table: Table::Sheet };
        const INDICATOR: Reference =
            Reference { columns: &["document_id", "sheet_id", "indicator"], table: Table::Indicator };
        match self {
            Self::Document => &[],
            Self::Sheet => &[DOCUMENT],
            Self::Indicator => &[DOCUMENT, SHEET],
            Self::Observation => &[DOCUMENT, SHEET, INDICATOR],
            Self::Score => &[DOCUMENT, SHEET],
            // That a sheet is missing names one that is not there.
            Self::Finding => &[DOCUMENT],
        }
    }

    /// Those of its [references](Self::references) that every row makes: rows that may name no sheet, as those of a list,
    /// cannot be held to it.
    pub fn binding(self) -> impl DoubleEndedIterator<Item = &'static Reference> {
        let columns = self.columns();
        let always = move |name: &&str| columns.iter().any(|column| column.name == *name && column.required);
        self.references().iter().filter(move |reference| reference.columns.iter().all(&always))
    }
}
