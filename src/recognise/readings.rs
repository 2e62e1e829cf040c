//! What the figures of a recognised page may be instead, as far as the looks at its picture disagreed.

use crate::geom::Rect;
use crate::normalise::{self, Context, Missing};
use crate::ocr::ReadLine;
use crate::sheet::{Alternative, Document, Field, Measured, Region, Value, ValueMut};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// So many other readings of a figure are told.
const MOST: usize = 4;
/// Trust in there being no mark.
const UNSEEN: f64 = 0.6;
/// Trust in the words beside a mark.
const READ: f64 = 0.85;
/// How far a character may stand outside of the place of its value, in points.
const SLACK: f64 = 0.5;

/// What follows from a document's having pages that were recognised: figures have other readings, and a scale on which no
/// mark was found may have one. `lines` are those of each such page, on the page as shown.
pub fn recognised(document: &mut Document, lines: &BTreeMap<u32, Vec<ReadLine>>) {
    if lines.is_empty() {
        return;
    }
    document.each_value(&mut |_, value| match value {
        ValueMut::Figure(figure) => {
            let more = readings(figure, lines);
            let known = |new: &Alternative| figure.alternatives.iter().any(|old| old.number == new.number);
            let more: Vec<Alternative> = more.into_iter().filter(|new| !known(new)).take(MOST).collect();
            figure.alternatives.extend(more);
        }
        ValueMut::Field(field) if field.missing == Some(Missing::Unmarked) => {
            field.confidence = field.confidence.min(UNSEEN);
        }
        // The mark is seen; what it stands for is read.
        ValueMut::Field(field) if is_choice(field) => field.confidence = field.confidence.min(READ),
        ValueMut::Field(_) => {}
    });
}

/// Whether a mark stands for words, not for a letter or a level.
fn is_choice(field: &Field) -> bool {
    let is_mark = !field.printed.is_empty() && !field.printed.chars().any(char::is_alphanumeric);
    let is_word = |text: &String| text.chars().count() > 1 && text.parse::<Decimal>().is_err();
    is_mark
        && match &field.value {
            Some(Value::Text(text)) => is_word(text),
            Some(Value::Several(texts)) => texts.iter().any(is_word),
            Some(Value::Flag(_)) | None => false,
        }
}

fn readings(figure: &Measured, lines: &BTreeMap<u32, Vec<ReadLine>>) -> Vec<Alternative> {
    let symbols = symbols(figure, lines);
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let text: Vec<char> = symbols.iter().map(|(c, _)| *c).collect();
    // A figure that is a part of what stands there has none of its own.
    if text != squeezed(&figure.quantity.printed) {
        return Vec::new();
    }
    let (Some(number), Some(read)) = (figure.quantity.number, number(&text)) else { return Vec::new() };
    // What its surroundings make of a figure (千円), they make of every reading.
    let Some(scale) = number.checked_div(read) else { return Vec::new() };
    let mut found = Vec::new();
    for (i, (_, others)) in symbols.iter().enumerate() {
        for other in others.iter().filter(|other| other.is_ascii_digit()) {
            let mut text = text.clone();
            if let Some(place) = text.get_mut(i) {
                *place = *other;
            }
            let Some(number) = self::number(&text).and_then(|other| other.checked_mul(scale)) else { continue };
            let text: String = text.into_iter().collect();
            let reason = format!("画像では {text} とも読めます (the picture may also read {text})");
            found.push(Alternative { number: Some(number.normalize()), reason });
        }
    }
    found
}

/// The characters that stand at a figure's places, each with what else it may be.
fn symbols<'l>(figure: &Measured, lines: &'l BTreeMap<u32, Vec<ReadLine>>) -> Vec<(char, &'l [char])> {
    let mut symbols = Vec::new();
    for place in &figure.places {
        let Region::Box(own) = &place.region else { continue };
        let own: Rect = own.grown(SLACK);
        for line in lines.get(&place.page).into_iter().flatten() {
            let inside = line.symbols.iter().filter(|symbol| own.contains(symbol.place.center()));
            symbols.extend(inside.map(|symbol| (symbol.text, symbol.others.as_slice())));
        }
    }
    symbols
}

fn number(text: &[char]) -> Option<Decimal> {
    let text: String = text.iter().collect();
    normalise::quantity(&text, &Context::default()).number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::ReadSymbol;
    use crate::sheet::Place;

    #[test]
    fn words_beside_a_mark_are_read_and_not_seen() {
        let of = |value: &str, printed: &str| is_choice(&Field::text(value, printed, Vec::new(), 0.97));
        assert!(of("拡大・拡充", "■") && of("ミ業:", "■"));
        assert!(!of("A", "■") && !of("10", "■") && !of("拡大・拡充", "拡大・拡充"));
    }

    #[test]
    fn what_looks_disagreed_about_is_told() {
        let at = |i: usize| Rect::new(10.0 * i as f64, 0.0, 10.0 * (i + 1) as f64, 10.0);
        let symbol = |(glyph, (text, others)): (usize, (char, &str))| ReadSymbol {
            text,
            place: at(glyph),
            others: others.chars().collect(),
            confidence: 0.5,
            glyph,
        };
        let symbols = [('3', ""), ('9', "0人"), ('人', "入")].into_iter().enumerate().map(symbol).collect();
        let line = ReadLine { symbols, cell: None };
        let lines = BTreeMap::from([(2, vec![line])]);
        let header = Context { header: Some("（千人）"), ..Context::default() };
        let place = Place { page: 2, region: Region::Box(Rect::new(0.0, 0.0, 30.0, 10.0)) };
        let figure = |printed: &str, context: &Context<'_>| Measured {
            quantity: normalise::quantity(printed, context),
            places: vec![place],
            confidence: 0.5,
            alternatives: Vec::new(),
            correction: None,
        };
        let numbers = |figure: &Measured| readings(figure, &lines).into_iter().map(|a| a.number).collect::<Vec<_>>();
        assert_eq!(numbers(&figure("39人", &Context::default())), [Some(Decimal::from(30))]);
        assert!(numbers(&figure("3人", &Context::default())).is_empty(), "other text stands there");
        assert!(numbers(&figure("9", &header)).is_empty());
    }
}
