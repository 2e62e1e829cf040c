//! What the surroundings of a printed string settle.

use super::era::Era;

/// What is known around a cell. The default knows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The text that names the cell's unit or scale: a column heading, caption or unit column
    /// (`金額（千円）`). Headings of several lines may be joined.
    pub header: Option<&'a str>,
    /// The text of a unit column, which is nothing but a unit (`団体`, `千円`); it goes before `header`.
    pub unit: Option<&'a str>,
    /// The western fiscal year that the sheet is about.
    pub sheet_year: Option<i32>,
    /// The western fiscal years that are printed with their era elsewhere on the sheet.
    pub years: &'a [i32],
    /// The era that a year without one belongs to.
    pub era: Option<Era>,
    /// The sheet's legend of signs (`（　）=年間目標`, `0.0=単位未満`).
    pub legend: Option<&'a str>,
}

/// What the legend says about a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Legend {
    /// Brackets around a figure have a meaning.
    pub brackets: Option<Brackets>,
    /// 0.0 stands for less than half a unit.
    pub below_unit: bool,
}

/// What brackets around a figure mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brackets {
    Negative,
    Other,
}

impl Context<'_> {
    /// The legend, read.
    pub(super) fn legend(&self) -> Legend {
        let Some(legend) = self.legend.map(super::text::fold) else { return Legend::default() };
        let meaning =
            ["()=", "():", "()は", "()内", "()書"].iter().find_map(|sign| legend.split_once(sign)).map(|(_, after)| {
                let after: String = after.chars().take(12).collect();
                let negative = ["マイナス", "負", "減", "赤字", "△", "▲"].iter().any(|word| after.contains(word));
                if negative { Brackets::Negative } else { Brackets::Other }
            });
        let below_unit = legend.contains("0.0") && ["未満", "満たない"].iter().any(|word| legend.contains(word));
        Legend { brackets: meaning, below_unit }
    }
}
