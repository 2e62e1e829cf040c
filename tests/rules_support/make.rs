//! The pieces of a document: fields, figures, panels.

use kanrihyo::normalise::{self, Context, Missing};
use kanrihyo::sheet::{Assessor, Criterion, Field, Measured, Panel, Value};

/// How sure the pieces are that nobody doubts.
pub const SURE: f64 = 0.97;
/// How sure those are whose notation ends in a question mark.
const UNSURE: f64 = 0.6;

/// The text without a closing `?`, and how sure it is.
fn doubt(text: &str) -> (&str, f64) {
    match text.strip_suffix('?') {
        Some(rest) => (rest.trim_end(), UNSURE),
        None => (text, SURE),
    }
}

/// A text field; a dash or nothing has no value.
pub fn field(text: &str) -> Field {
    let (text, confidence) = doubt(text);
    match text.trim() {
        "" => Field::missing(Missing::Blank, "", Vec::new(), confidence),
        "-" | "－" | "―" => Field::missing(Missing::None, text, Vec::new(), confidence),
        _ => Field::text(normalise::text(text), text, Vec::new(), confidence),
    }
}

/// A letter field: `Ａ` means A.
pub fn letter(text: &str) -> Field {
    let mut field = field(text);
    if let Some(Value::Text(value)) = &mut field.value {
        *value = normalise::fold(value);
    }
    field
}

/// 有 or 無.
pub fn flag(text: &str) -> Field {
    let (text, confidence) = doubt(text);
    Field { value: Some(Value::Flag(text == "有")), ..Field::text("", text, Vec::new(), confidence) }
}

/// A scale with the boxes that are marked.
pub fn marks(marked: &[String]) -> Field {
    match marked {
        [] => Field::missing(Missing::Unmarked, "", Vec::new(), SURE),
        [one] => {
            let (value, confidence) = doubt(one);
            Field::text(value, "■", Vec::new(), confidence)
        }
        several => {
            let value = Some(Value::Several(several.to_vec()));
            Field { value, ..Field::text("", "■\n■", Vec::new(), 0.5) }
        }
    }
}

/// A panel from its figures; `reasons` are those of the two criteria.
pub fn panel(
    assessor: Assessor,
    points: [&str; 4],
    levels: [Field; 2],
    grade: &str,
    reasons: [Option<&str>; 2],
) -> Panel {
    let [achievement, effectiveness, employment, total] = points;
    let [first, second] = levels;
    let criterion = |name: &str, level, points: &str, reason: Option<&str>| Criterion {
        name: name.to_owned(),
        level: Some(level),
        points: Some(field(points)),
        weight: None,
        reason: reason.map(field),
    };
    Panel {
        assessor,
        criteria: vec![
            criterion("effectiveness", first, effectiveness, reasons[0]),
            criterion("employment", second, employment, reasons[1]),
        ],
        achievement_points: Some(field(achievement)),
        total: Some(field(total)),
        grade: Some(letter(grade)),
    }
}

/// A figure cell.
pub fn measured(text: &str) -> Measured {
    let (text, confidence) = doubt(text);
    Measured {
        quantity: normalise::quantity(text, &Context::default()),
        places: Vec::new(),
        confidence,
        alternatives: Vec::new(),
        correction: None,
    }
}
