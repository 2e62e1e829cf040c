//! Layers of what the reader saw as pictures.

use super::args::Layer;
use crate::emit::svg::{Picture, Shape, Style};
use crate::geom::Rect;
use crate::layout::{Line, PageLayout, Trace, Turn};
use crate::sheet::SURE;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The picture of one layer of a page.
pub fn layer_to_picture(trace: &Trace, layer: Layer) -> Picture {
    let page = &trace.layout;
    let shapes = match layer {
        Layer::Rules => rules(trace),
        Layer::Words => words(page, true),
        Layer::Cells => cells(page),
        Layer::Fields => words(page, false),
    };
    Picture { width: page.width, height: page.height, shapes }
}

fn rules(trace: &Trace) -> Vec<Shape> {
    let drawn = trace.rules.iter().map(|b| shape(*b, Style::Shade));
    let edges = trace.edges.iter().map(|b| shape(*b, Style::Ink));
    let crossings = trace.crossings.iter().map(|p| shape(Rect::new(p.x, p.y, p.x, p.y), Style::Dot));
    drawn.chain(edges).chain(crossings).collect()
}

fn words(page: &PageLayout, boxes: bool) -> Vec<Shape> {
    let in_cells = page.cells().flat_map(|(_, cell)| cell.lines.iter().map(|l| (l, 0)));
    let lines = in_cells.chain(page.loose.iter().map(|l| (l, 1)));
    lines.flat_map(|(line, colour)| line_shapes(line, boxes.then_some(colour))).collect()
}

fn line_shapes(line: &Line, colour: Option<usize>) -> Vec<Shape> {
    let title = format!("{} ({:.1} pt, {:.2})", line.text, line.size, line.trust);
    let mut shapes = vec![shape(line.bbox, Style::Text(line.text.chars().zip(line.boxes.iter()).collect()))];
    if line.trust < SURE {
        shapes.push(Shape { title, ..shape(line.bbox, Style::Doubt) });
    } else if let Some(colour) = colour {
        shapes.push(Shape { title, ..shape(line.bbox, Style::Area(colour)) });
    }
    shapes
}

fn cells(page: &PageLayout) -> Vec<Shape> {
    let mut shapes: Vec<Shape> =
        page.cells().filter(|(_, c)| c.shaded).map(|(_, c)| shape(c.bbox, Style::Shade)).collect();
    shapes.extend(words(page, false));
    shapes.extend(page.cells().map(|(id, c)| {
        let span = format!("{} r{} c{} +{}×{}: {}", id.grid, c.row, c.col, c.rows, c.cols, c.text());
        Shape { title: span, ..shape(c.bbox, Style::Area(id.grid)) }
    }));
    shapes
}

/// Boxes of a document's fields on the upright page, each with what it is: figures with their year and role, and
/// the label of their indicator where one points at them; doubtful ones stand out.
pub fn fields_to_shapes(document: &Value, page: u32, turn: &Turn) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for part in ["form", "sheets", "summary", "tables"] {
        if let Some(value) = document.get(part) {
            put_fields(value, &format!("/{part}"), &Said::default(), page, &mut shapes);
        }
    }
    let mut shapes = one_a_place(shapes);
    shapes.iter_mut().for_each(|s| s.bbox = turn.upright(&s.bbox));
    shapes
}

/// One shape where several fields stand at one place (a name over all its indicators, a figure of several years):
/// what each of them is, one below the other; doubtful where one of them is.
fn one_a_place(shapes: Vec<Shape>) -> Vec<Shape> {
    let mut kept: Vec<Shape> = Vec::new();
    let mut at: BTreeMap<(bool, [u64; 4]), usize> = BTreeMap::new();
    for shape in shapes {
        let b = &shape.bbox;
        let key = (matches!(shape.style, Style::Caption(_)), [b.x0, b.y0, b.x1, b.y1].map(f64::to_bits));
        let Some(known) = at.get(&key).and_then(|i| kept.get_mut(*i)) else {
            at.insert(key, kept.len());
            kept.push(shape);
            continue;
        };
        match (&mut known.style, &shape.style) {
            (Style::Caption(words), Style::Caption(more)) if !words.split(" / ").any(|w| w == more) => {
                words.push_str(" / ");
                words.push_str(more);
            }
            (Style::Caption(_), _) => {}
            (style, Style::Doubt) => *style = Style::Doubt,
            _ => {}
        }
        if !shape.title.is_empty() {
            known.title = format!("{}\n{}", known.title, shape.title);
        }
    }
    kept
}

/// What is said of the fields below a place of a document.
#[derive(Clone, Debug, Default)]
struct Said {
    /// Label of the indicator.
    label: String,
    /// Year and role, or what the field is called.
    caption: String,
    /// One colour for all that belongs to an indicator.
    colour: usize,
}

fn put_fields(value: &Value, pointer: &str, said: &Said, page: u32, shapes: &mut Vec<Shape>) {
    match value {
        Value::Object(map) => {
            let said = said.of(map);
            let places = map.get("places").and_then(Value::as_array).into_iter().flatten();
            let here = places.filter(|p| p.get("page").and_then(Value::as_u64) == Some(page.into()));
            let sure = map.get("confidence").and_then(Value::as_f64).is_none_or(|c| c >= SURE);
            let style = if sure { Style::Area(said.colour) } else { Style::Doubt };
            let printed = map.get("printed").and_then(Value::as_str).unwrap_or_default();
            let title = format!("{} {} {pointer}: {printed}", said.label, said.caption).trim().to_owned();
            for (i, bbox) in here.filter_map(place_to_box).enumerate() {
                shapes.push(Shape { title: title.clone(), ..shape(bbox, style.clone()) });
                // A text of several lines is named once.
                if i == 0 && !matches!(said.caption.as_str(), "" | "label" | "unit") {
                    shapes.push(shape(bbox, Style::Caption(said.caption.clone())));
                }
            }
            for (key, value) in map {
                put_fields(value, &format!("{pointer}/{key}"), &said.below(key), page, shapes);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                let said = if pointer.ends_with("/indicators") {
                    Said { colour: i + 1, ..said.clone() }
                } else {
                    said.clone()
                };
                put_fields(value, &format!("{pointer}/{i}"), &said, page, shapes);
            }
        }
        _ => {}
    }
}

impl Said {
    /// What an object says of itself: an indicator its label, a figure its year and role, a text its own.
    fn of(&self, map: &Map<String, Value>) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let mut said = self.clone();
        if map.contains_key("observations") {
            said.label = text(map.get("label").and_then(|l| l.get("printed"))).unwrap_or_default();
        }
        let (year, role) = (map.get("fiscal_year").and_then(Value::as_i64), text(map.get("role")));
        if let (Some(role), true) = (role, map.contains_key("value") || map.contains_key("text")) {
            let year = year.map(|y| format!("{y} ")).unwrap_or_default();
            let label = text(map.get("label")).map(|l| format!(" {l}")).unwrap_or_default();
            said.caption = format!("{year}{role}{label}");
        }
        said
    }

    /// What is said of what stands under a key: its name, where it has one of its own.
    fn below(&self, key: &str) -> Self {
        let own = !matches!(key, "value" | "text" | "places" | "alternatives" | "parts" | "observations");
        let caption = if own { key.to_owned() } else { self.caption.clone() };
        let list = matches!(key, "header" | "rows" | "tables" | "indicators" | "narratives" | "sheets");
        Self { caption: if list { String::new() } else { caption }, ..self.clone() }
    }
}

fn place_to_box(place: &Value) -> Option<Rect> {
    let at = |i: usize| place.get("box")?.get(i)?.as_f64();
    Some(Rect::new(at(0)?, at(1)?, at(2)?, at(3)?))
}

fn shape(bbox: Rect, style: Style) -> Shape {
    Shape { bbox, style, title: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_stands_at_one_place_is_drawn_once_and_told_in_full() {
        let figure = |year: i32, confidence: f64| {
            let places = json!([{ "page": 1, "box": [10.0, 20.0, 30.0, 28.0] }]);
            let value = json!({ "printed": "5", "places": places, "confidence": confidence });
            json!({ "fiscal_year": year, "role": "target", "value": value })
        };
        let label =
            json!({ "printed": "回数", "places": [{ "page": 1, "box": [0.0, 20.0, 9.0, 28.0] }], "confidence": 0.97 });
        let indicator = json!({ "label": label, "observations": [figure(2013, 0.97), figure(2014, 0.6)] });
        let document = json!({ "sheets": [{ "indicators": [indicator] }] });
        let shapes = fields_to_shapes(&document, 1, &Turn::default());
        let captions: Vec<&str> = shapes
            .iter()
            .filter_map(|s| if let Style::Caption(words) = &s.style { Some(words.as_str()) } else { None })
            .collect();
        assert_eq!(captions, ["2013 target / 2014 target"]);
        let boxes: Vec<&Shape> = shapes.iter().filter(|s| !matches!(s.style, Style::Caption(_))).collect();
        assert_eq!(boxes.len(), 2);
        let cell = boxes.iter().find(|s| s.style == Style::Doubt).unwrap();
        assert_eq!(cell.title.lines().count(), 2);
    }
}
