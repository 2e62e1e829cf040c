//! The figures of a document: whose each is, how it is printed, where it stands.

use kanrihyo::emit::wire;
use kanrihyo::sheet::Document;
use serde_json::Value;
use std::collections::BTreeSet;

/// From this on a person need not look.
pub const SURE: f64 = 0.9;

/// A figure of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Year and role of an observation, the key of a field, row and column of a cell.
    pub what: String,
    /// The indicator, the assessor, the row.
    pub whose: String,
    pub printed: String,
    /// Page and place to the point; of a text nothing, because what stands before it moves it.
    pub place: Vec<String>,
    /// JSON pointer.
    pub pointer: String,
}

/// The figures of a document, and whatever else is printed in it.
pub fn printed(document: Document) -> Vec<Figure> {
    let document = serde_json::to_value(wire::Document::from(document)).unwrap();
    let mut found = figures(&document, false);
    everything(&document, &mut found);
    found
}

/// What stands anywhere below a value.
fn everything(value: &Value, out: &mut Vec<Figure>) {
    match value {
        Value::Object(map) => {
            if let Some(text) = map.get("printed").or(map.get("text")).and_then(Value::as_str) {
                let place = places(map.get("places").unwrap_or(&Value::Array(vec![value.clone()])));
                let (what, whose, pointer) = Default::default();
                out.push(Figure { what, whose, printed: text.to_owned(), place, pointer });
            }
            map.values().for_each(|v| everything(v, out));
        }
        Value::Array(items) => items.iter().for_each(|v| everything(v, out)),
        _ => {}
    }
}

/// Pages, and where on them text begins, to the point. How far it reaches is told by what is printed, and by fonts whose
/// widths may be damaged.
fn places(places: &Value) -> Vec<String> {
    let place = |p: &Value| {
        let corner = |i: usize| p["box"][i].as_f64();
        Some(format!("{} {:.0} {:.0}", p["page"], corner(0)?, corner(1)? + corner(3)?))
    };
    list(places).filter_map(place).collect()
}

/// The figures of a document, all or those that are given as sure.
pub fn figures(document: &Value, sure: bool) -> Vec<Figure> {
    let mut walk = Walk { sure, found: Vec::new() };
    for (i, sheet) in list(&document["sheets"]).enumerate() {
        let at = format!("/sheets/{i}");
        for (j, indicator) in list(&sheet["indicators"]).enumerate() {
            for (k, o) in list(&indicator["observations"]).enumerate() {
                let what = format!("{} {}", o["fiscal_year"], o["role"]);
                let at = format!("{at}/indicators/{j}/observations/{k}/value");
                walk.field(&o["value"], what, indicator["label"]["printed"].to_string(), at);
            }
        }
        for (j, panel) in list(&sheet["assessment"]["panels"]).enumerate() {
            let at = format!("{at}/assessment/panels/{j}");
            let who = panel["assessor"].to_string();
            for (k, criterion) in list(&panel["criteria"]).enumerate() {
                let what = format!("{} points", criterion["name"]);
                walk.field(&criterion["points"], what, who.clone(), format!("{at}/criteria/{k}/points"));
            }
            for key in ["achievement_points", "total"] {
                walk.field(&panel[key], key.to_owned(), who.clone(), format!("{at}/{key}"));
            }
        }
    }
    for (i, row) in list(&document["summary"]).enumerate() {
        let whose = row["project_number"]["printed"].to_string();
        for key in ["points/achievement", "points/effectiveness", "points/employment", "total"] {
            let pointer = format!("/summary/{i}/{key}");
            let value = document.pointer(&pointer).unwrap_or(&Value::Null);
            walk.field(value, key.to_owned(), whose.clone(), pointer);
        }
    }
    for (i, table) in list(&document["tables"]).enumerate() {
        let heads: Vec<&Value> = list(&table["header"]).collect();
        for (j, row) in list(&table["rows"]).enumerate() {
            let whose = row[0]["printed"].to_string();
            for (k, cell) in list(row).enumerate() {
                let head: Vec<String> = heads.iter().map(|head| head[k]["printed"].to_string()).collect();
                walk.field(cell, head.join("/"), whose.clone(), format!("/tables/{i}/rows/{j}/{k}"));
            }
        }
    }
    walk.found
}

/// The items of an array; of anything else none.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

struct Walk {
    sure: bool,
    found: Vec<Figure>,
}

impl Walk {
    fn field(&mut self, field: &Value, what: String, whose: String, pointer: String) {
        let Some(printed) = field["printed"].as_str() else { return };
        let is_figure = field.get("number").is_some() || field["value"].as_str().is_some_and(is_number);
        if !is_figure || self.sure && field["confidence"].as_f64().is_none_or(|c| c < SURE) {
            return;
        }
        self.found.push(Figure { what, whose, printed: printed.to_owned(), place: places(&field["places"]), pointer });
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

/// The sure figures of a broken copy that the whole file does not have.
///
/// Where the copy knows no such indicator or row, because its name is broken, the name is passed over. A cell of a
/// table claims no more than that it is printed there; of a text, whose places move, that it is in that row and column.
/// `renumbered` says that the copy tells that its pages cannot be counted.
pub fn forged(copy: Document, whole: &[Figure], renumbered: bool) -> Vec<Figure> {
    let names: BTreeSet<&str> = whole.iter().map(|f| f.whose.as_str()).collect();
    let without_page = |place: &str| place.split_once(' ').unwrap().1.to_owned();
    let same_place = |a: &Figure, b: &Figure| match renumbered {
        true => a.place.iter().map(|p| without_page(p)).eq(b.place.iter().map(|p| without_page(p))),
        false => a.place == b.place,
    };
    let same = |f: &Figure, w: &Figure| {
        let only_printed = f.pointer.starts_with("/tables") && !f.place.is_empty();
        // A cell without a head claims no column, and a head that shows that it is broken says nothing.
        let what = only_printed || f.what.is_empty() || f.what == w.what || f.what.contains('\u{FFFD}');
        let whose = only_printed || f.whose == w.whose || !names.contains(f.whose.as_str());
        f.printed == w.printed && what && whose && same_place(f, w)
    };
    let copy = serde_json::to_value(wire::Document::from(copy)).unwrap();
    figures(&copy, true).into_iter().filter(|f| !whole.iter().any(|w| same(f, w))).collect()
}
