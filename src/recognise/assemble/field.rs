//! Printed texts → fields: texts, numbers of projects, points, letters, flags, marks.

use crate::normalise::{self, Context, Kind, Missing};
use crate::recognise::raw::{Printed, RawMarks};
use crate::sheet::{Field, Place, Value};

/// Confidence of a text that is not what its slot holds.
const UNEXPECTED: f64 = 0.6;
/// Confidence where more than one box is marked.
const AMBIGUOUS: f64 = 0.5;

/// A text as it stands.
pub fn text(printed: Printed) -> Field {
    absent(&printed).unwrap_or_else(|| keep(normalise::text(&printed.text), printed, 1.0))
}

/// A project number.
pub fn project_number(printed: Printed) -> Field {
    read(printed, normalise::project_number)
}

/// Points: a decimal string.
pub fn points(printed: Printed) -> Field {
    read(printed, |text| {
        let quantity = normalise::quantity(text, &Context::default());
        let number = quantity.number.filter(|_| quantity.kind == Kind::Number && quantity.upper.is_none())?;
        Some(number.normalize().to_string())
    })
}

/// A letter.
pub fn grade(printed: Printed) -> Field {
    read(printed, normalise::grade)
}

/// 有 or 無, as a word or as a marked box beside it.
pub fn flag(printed: Printed) -> Field {
    if let Some(field) = absent(&printed) {
        return field;
    }
    match flag_of(&printed.text) {
        Some(flag) => Field { value: Some(Value::Flag(flag)), ..keep(String::new(), printed, 1.0) },
        None => keep(normalise::text(&printed.text), printed, UNEXPECTED),
    }
}

/// The marked box of a scale; where none is marked the scale is unmarked, where several are, all of them.
pub fn marks(marks: RawMarks) -> Field {
    let trust = marks.boxes.iter().map(|b| b.printed.confidence).fold(1.0, f64::min);
    let everywhere: Vec<Place> = marks.boxes.iter().flat_map(|b| b.printed.places.clone()).collect();
    let marked: Vec<_> = marks.boxes.into_iter().filter(|b| b.marked).collect();
    let values: Vec<String> = marked.iter().map(|b| b.value.clone()).collect();
    let printed: Vec<&str> = marked.iter().map(|b| b.printed.text.as_str()).collect();
    let printed = printed.join("\n");
    let places = marked.iter().flat_map(|b| b.printed.places.clone()).collect();
    let (value, confidence, missing) = match values.as_slice() {
        [] => return Field::missing(Missing::Unmarked, "", everywhere, trust),
        [one] => (Value::Text(one.clone()), trust, None),
        _ => (Value::Several(values), trust.min(AMBIGUOUS), None),
    };
    Field { value: Some(value), printed, places, confidence, missing, parts: Vec::new(), correction: None }
}

/// The field of an empty cell or of one that prints a dash.
pub fn absent(printed: &Printed) -> Option<Field> {
    let text = printed.text.trim();
    if text.is_empty() {
        return Some(Field::missing(Missing::Blank, "", printed.places.clone(), printed.confidence));
    }
    let dashes = |text: &str| {
        normalise::fold(text).chars().all(|c| matches!(c, '-' | '―' | '－' | '—' | '–' | 'ー' | '─' | '‐' | '−'))
    };
    // Long texts need not be folded to see that they are none.
    let lead = text.get(..text.chars().next().map_or(0, char::len_utf8)).unwrap_or_default();
    (dashes(lead) && dashes(text))
        .then(|| Field::missing(Missing::None, printed.text.clone(), printed.places.clone(), printed.confidence))
}

fn read(printed: Printed, meaning: impl Fn(&str) -> Option<String>) -> Field {
    if let Some(field) = absent(&printed) {
        return field;
    }
    match meaning(&printed.text) {
        Some(value) => keep(value, printed, 1.0),
        None => keep(normalise::text(&printed.text), printed, UNEXPECTED),
    }
}

fn keep(value: String, printed: Printed, most: f64) -> Field {
    // A field has no room for other readings: that there are some lowers its confidence.
    let most = if printed.alternatives.is_empty() { most } else { most.min(UNEXPECTED) };
    Field::text(value, printed.text, printed.places, printed.confidence.min(most))
}

/// Reads 有/無, alone, with an addition, or as the marked one of `■有　□無`.
fn flag_of(text: &str) -> Option<bool> {
    let folded = normalise::fold(text);
    let marked: Vec<String> = chosen(&folded);
    match marked.as_slice() {
        [] => word(&folded),
        [one] => word(one),
        _ => None,
    }
}

fn word(text: &str) -> Option<bool> {
    let yes = ["有", "あり", "はい"].iter().any(|w| text.starts_with(w)) && !text.starts_with("有無");
    let no = ["無", "なし", "いいえ"].iter().any(|w| text.starts_with(w));
    let both = text.contains('有') && text.contains('無');
    (yes != no && !both).then_some(yes)
}

/// The words beside the filled boxes of a text; a box belongs to the word that follows it, or, where the
/// text begins with a word, to the one before it.
fn chosen(folded: &str) -> Vec<String> {
    let leads = folded.chars().next().is_some_and(|c| normalise::mark(c).is_some());
    let mut found = Vec::new();
    let mut word = String::new();
    let mut filled = false;
    for c in folded.chars() {
        match normalise::mark(c) {
            Some(mark) if leads => {
                if filled && !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
                word.clear();
                filled = mark.filled;
            }
            Some(mark) => {
                let before = std::mem::take(&mut word);
                if mark.filled && !before.is_empty() {
                    found.push(before);
                }
            }
            None => word.push(c),
        }
    }
    if leads && filled && !word.is_empty() {
        found.push(word);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::raw::RawBox;

    fn printed(text: &str) -> Printed {
        Printed { text: text.into(), confidence: 0.97, ..Printed::default() }
    }

    #[test]
    fn flags_are_read_as_words_and_as_boxes() {
        for (text, flag) in [
            ("有", Some(true)),
            ("無", Some(false)),
            ("■有　□無", Some(true)),
            ("□有 ■無", Some(false)),
            ("有□ 無■", Some(false)),
            ("なし", Some(false)),
            ("有無", None),
        ] {
            assert_eq!(super::flag(printed(text)).as_flag(), flag, "{text}");
        }
        assert_eq!(super::flag(printed("")).missing, Some(Missing::Blank));
    }

    #[test]
    fn points_and_letters_are_normalised_and_dashes_are_absent() {
        assert_eq!(points(printed("１３")).as_text(), Some("13"));
        assert_eq!(points(printed("－")).missing, Some(Missing::None));
        assert_eq!(grade(printed("Ａ")).as_text(), Some("A"));
        assert!(points(printed("多い")).confidence < 0.9);
    }

    #[test]
    fn marks_say_how_many_there_are() {
        let scale = |marked: [bool; 3]| RawMarks {
            boxes: marked
                .iter()
                .zip(["S", "A", "B"])
                .map(|(&marked, v)| RawBox {
                    value: v.into(),
                    marked,
                    printed: printed(if marked { "■" } else { "□" }),
                })
                .collect(),
        };
        assert_eq!(marks(scale([false, true, false])).as_text(), Some("A"));
        assert_eq!(marks(scale([false; 3])).missing, Some(Missing::Unmarked));
        let two = marks(scale([true, true, false]));
        assert_eq!(two.value, Some(Value::Several(vec!["S".into(), "A".into()])));
        assert!(two.confidence < 0.9);
    }
}
