//! A person's correction → the value that the reader would have made of such a print.

use super::field;
use crate::normalise::{self, Context, Kind, Quantity};
use crate::recognise::raw::Printed;
use crate::sheet::{At, Correction, Document, Field, Indicator, Measured, Message, Role, SURE, Value, ValueMut};
use rust_decimal::Decimal;

/// Ten to the power of these is said by a word before the unit.
const SCALES: [(u32, &str); 9] =
    [(0, ""), (1, "十"), (2, "百"), (3, "千"), (4, "万"), (6, "百万"), (8, "億"), (9, "十億"), (12, "兆")];

/// What a value should read, as it would have been printed.
pub struct Wanted<'a> {
    /// JSON pointer of the value.
    pub pointer: &'a str,
    /// What is printed there, or the piece of it that is wrong.
    pub printed: &'a str,
    /// What was recomputed, in the canonical unit.
    pub recomputed: Option<&'a str>,
    /// What it should read.
    pub to: &'a str,
    /// Who says so.
    pub by: &'a str,
    /// When.
    pub on: Option<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// Corrects a value of a document; its print and places stay. `false` where it reads so already.
///
/// # Errors
/// Why the value cannot be that.
pub fn correct(document: &mut Document, wanted: &Wanted) -> Result<bool, Message> {
    let at = At::named(wanted.pointer).ok_or_else(|| {
        refused(
            format!("{} は訂正できる値ではありません", wanted.pointer),
            format!("{} is no value that can be corrected", wanted.pointer),
        )
    })?;
    let scale = scale(document, at);
    let cell = cell(document, at);
    let mut done = None;
    document.each_value(&mut |here, value| {
        if cell.contains(&here) {
            let corrected = match value {
                ValueMut::Field(field) => correct_field(at, field, wanted),
                ValueMut::Figure(figure) => correct_figure(figure, scale.as_ref(), wanted),
            };
            done = Some(match (done.take(), corrected) {
                (Some(Ok(one)), Ok(other)) => Ok(one || other),
                (_, corrected) => corrected,
            });
        }
    });
    done.unwrap_or_else(|| {
        Err(refused(
            "その欄は様式にないので訂正できません".to_owned(),
            "the form has no such cell, so nothing can be corrected".to_owned(),
        ))
    })
}

/// The values that stand in one cell: a figure may be printed once for several years.
fn cell(document: &Document, at: At) -> Vec<At> {
    let alone = vec![at];
    let At::Observation { sheet, indicator, observation } = at else { return alone };
    let all = document.sheets.get(sheet).and_then(|s| s.indicators.get(indicator)).map(|i| &i.observations);
    let Some((all, own)) = all.and_then(|all| Some((all, &all.get(observation)?.value))) else { return alone };
    let is_same = |other: &Measured| other.places == own.places && other.quantity.printed == own.quantity.printed;
    if own.places.is_empty() {
        return alone;
    }
    let same = all.iter().enumerate().filter(|(_, o)| is_same(&o.value));
    same.map(|(observation, _)| At::Observation { sheet, indicator, observation }).collect()
}

fn refused(ja: String, en: String) -> Message {
    Message { ja, en }
}

fn not_a(wanted: &Wanted, ja: &str, en: &str) -> Message {
    refused(
        format!("「{}」は{ja}として読めないので、訂正していません", wanted.to),
        format!("\"{}\" cannot be read as {en}; nothing was corrected", wanted.to),
    )
}

/// The same person and words, about what the value was before anybody corrected it.
fn correction(wanted: &Wanted, before: Option<&Correction>, was: Option<Value>) -> Box<Correction> {
    Box::new(Correction {
        by: wanted.by.to_owned(),
        on: wanted.on.map(str::to_owned),
        reason: wanted.reason.map(str::to_owned),
        was: before.map_or(was, |before| before.was.clone()),
    })
}

fn correct_field(at: At, field: &mut Field, wanted: &Wanted) -> Result<bool, Message> {
    let text = of_whole(at, field, wanted)?;
    let printed = Printed { text, places: field.places.clone(), confidence: 1.0, alternatives: Vec::new() };
    let (read, ja, en) = match at {
        At::Project { key: "number", .. } | At::Row { key: "project_number", .. } => {
            (field::project_number(printed), "事業番号", "a project number")
        }
        At::RowPoints { .. }
        | At::Row { key: "total", .. }
        | At::Panel { key: "total" | "achievement_points", .. }
        | At::Criterion { key: "points", .. } => (field::points(printed), "点数", "points"),
        At::RowGrade { .. }
        | At::Panel { key: "grade", .. }
        | At::Assessment { key: "achievement", .. }
        | At::Criterion { key: "level", .. } => (field::grade(printed), "評語や段階", "a letter or level"),
        At::Assessment { key: "covid_impact" | "adjustment", .. } => (field::flag(printed), "有・無", "有 or 無"),
        _ => (field::text(printed), "文字", "text"),
    };
    let leveled = matches!(at, At::Criterion { key: "level", .. }) && field.as_number().is_some();
    if read.confidence < SURE || (leveled && read.value.is_some() && read.as_number().is_none()) {
        return Err(not_a(wanted, ja, en));
    }
    let correction = correction(wanted, field.correction.as_deref(), field.value.clone());
    let is_known = field.value == read.value && field.correction.as_ref() == Some(&correction);
    field.parts = match (field.parts.is_empty(), read.as_text()) {
        (false, Some(text)) => normalise::figures(text).into_iter().map(|figure| figure.part).collect(),
        _ => Vec::new(),
    };
    (field.value, field.missing, field.confidence) = (read.value, read.missing, 1.0);
    field.correction = Some(correction);
    Ok(!is_known)
}

/// The whole text of a field, where only a piece of it is disputed.
fn of_whole(at: At, field: &Field, wanted: &Wanted) -> Result<String, Message> {
    if !matches!(at, At::Narrative { .. }) || wanted.printed == field.printed {
        return Ok(wanted.to.to_owned());
    }
    let whole = field.said();
    if field.correction.is_some() && !whole.contains(wanted.printed) {
        // It was corrected before.
        return Ok(whole);
    }
    if wanted.printed.is_empty() || whole.matches(wanted.printed).count() != 1 {
        return Err(refused(
            format!("文章のどの「{}」のことか分からないので、訂正していません", wanted.printed),
            format!("which \"{}\" of the text is meant is not clear; nothing was corrected", wanted.printed),
        ));
    }
    Ok(whole.replacen(wanted.printed, wanted.to, 1))
}

fn correct_figure(figure: &mut Measured, scale: Option<&Scale>, wanted: &Wanted) -> Result<bool, Message> {
    let old = &figure.quantity;
    let alone = normalise::quantity(wanted.to, &Context::default());
    let is_bare = alone.number.is_some() && alone.unit.is_none();
    let header = match scale.filter(|_| is_bare) {
        Some(scale) => scale.header().filter(|_| !scale.by_itself),
        None if is_bare => None,
        None => Some(None),
    };
    let Some(header) = header else {
        return Err(refused(
            format!("「{}」の単位が分かりません。印字のとおりに単位もつけて書いてください", wanted.to),
            format!("the unit of \"{}\" is not known: write it with its unit, as it would be printed", wanted.to),
        ));
    };
    // 520000 where 520 stands under 千円: what was recomputed, not what would have been printed.
    let recomputed = wanted.recomputed.and_then(|text| normalise::quantity(text, &Context::default()).number);
    if is_bare && scale.is_some_and(|scale| scale.power > 0) && recomputed == alone.number {
        return Err(refused(
            format!(
                "「{}」は再計算の値そのものです。印字されるはずの形 (欄の縮尺) で書くか、単位をつけてください",
                wanted.to
            ),
            format!(
                "\"{}\" is the recomputed number: write it as it would have been printed, in the scale of the cell, or with its unit",
                wanted.to
            ),
        ));
    }
    let read = normalise::quantity(wanted.to, &Context { header: header.as_deref(), ..Context::default() });
    let fits = matches!(read.kind, Kind::Number | Kind::Range | Kind::Missing) || read.kind == old.kind;
    if !fits || (read.kind == Kind::Text && !read.warnings.is_empty()) {
        return Err(not_a(wanted, "数値", "a figure"));
    }
    let was = old.number.map(|number| Value::Text(number.normalize().to_string()));
    let was = was.or_else(|| old.value.clone().map(Value::Text));
    let correction = correction(wanted, figure.correction.as_deref(), was);
    let read = Quantity { printed: old.printed.clone(), ..read };
    let is_known = *old == read && figure.correction.as_ref() == Some(&correction);
    figure.quantity = read;
    figure.alternatives.clear();
    figure.confidence = 1.0;
    figure.correction = Some(correction);
    Ok(!is_known)
}

/// What a bare figure in a cell counts: its unit, and the power of ten that a head gives it.
#[derive(Clone, Debug, PartialEq)]
struct Scale {
    unit: Option<String>,
    power: u32,
    /// Whether the cell prints its scale itself: nobody knows then what a bare figure means.
    by_itself: bool,
}

impl Scale {
    /// The scale of a cell that prints a figure.
    fn of(figure: &Measured) -> Option<Self> {
        let quantity = &figure.quantity;
        let alone = normalise::quantity(&quantity.printed, &Context::default());
        let number = match &figure.correction {
            None => quantity.number,
            // Its print still is that of the number before.
            Some(correction) => match &correction.was {
                Some(Value::Text(was)) => was.parse().ok(),
                _ => None,
            },
        }?;
        let scaled = |power: u32| alone.number?.checked_mul(Decimal::from(10_u64.checked_pow(power)?));
        let power = match &figure.correction {
            None => u32::try_from(alone.decimals? - quantity.decimals?).ok(),
            Some(_) => SCALES.iter().map(|(power, _)| *power).find(|power| scaled(*power) == Some(number)),
        };
        let power = power.filter(|power| scaled(*power) == Some(number))?;
        let folded = normalise::fold(&quantity.printed);
        let after_point = folded.split_once('.').map_or("", |(_, rest)| rest);
        let places = after_point.bytes().take_while(u8::is_ascii_digit).count();
        let by_itself = i32::try_from(places) != Ok(alone.decimals?);
        Some(Self { unit: quantity.unit.clone(), power, by_itself })
    }

    /// A head that gives a figure under it this scale; the inner `None` where none is needed.
    fn header(&self) -> Option<Option<String>> {
        let Some(unit) = &self.unit else { return (self.power == 0).then_some(None) };
        let (_, word) = SCALES.iter().find(|(power, _)| *power == self.power)?;
        let header = format!("（{word}{unit}）");
        let one = normalise::quantity("1", &Context { header: Some(&header), ..Context::default() });
        let is_right = one.unit == self.unit && one.number == Some(Decimal::from(10_u64.checked_pow(self.power)?));
        is_right.then_some(Some(header))
    }
}

/// The scale of the cell, else the one on which all that is like it agrees: figures of the indicator, of the column.
fn scale(document: &Document, at: At) -> Option<Scale> {
    let agreed = |figures: &mut dyn Iterator<Item = &Measured>| {
        let mut scales = figures.filter_map(Scale::of);
        let first = scales.next()?;
        scales.all(|scale| scale == first).then_some(first)
    };
    match at {
        At::Observation { sheet, indicator, observation } => {
            let indicator = document.sheets.get(sheet)?.indicators.get(indicator)?;
            let own = indicator.observations.get(observation)?;
            let is_rate = |role: Role| matches!(role, Role::AchievementRate | Role::DeltaRate);
            let like = indicator.observations.iter().filter(|o| is_rate(o.role) == is_rate(own.role));
            Scale::of(&own.value)
                .or_else(|| agreed(&mut like.map(|o| &o.value)))
                .or_else(|| said(indicator, is_rate(own.role)))
        }
        At::Cell { table, row, column } => {
            let rows = &document.tables.get(table)?.rows;
            let figure = |cell: Option<&'_ Option<crate::sheet::Cell>>| match cell {
                Some(Some(crate::sheet::Cell::Quantity(figure))) => Some(figure.as_ref().clone()),
                _ => None,
            };
            let own = figure(rows.get(row)?.get(column));
            let like: Vec<Measured> = rows.iter().filter_map(|row| figure(row.get(column))).collect();
            own.as_ref().and_then(Scale::of).or_else(|| agreed(&mut like.iter()))
        }
        _ => None,
    }
}

/// The scale that an indicator without figures says by its name and its cell for the unit.
fn said(indicator: &Indicator, is_rate: bool) -> Option<Scale> {
    let surroundings = super::figure::Said::of(indicator);
    let one = normalise::quantity("1", &if is_rate { super::figure::RATE } else { surroundings.context() });
    let power = u32::try_from(-one.decimals?).ok()?;
    Some(Scale { unit: one.unit, power, by_itself: false })
}
