//! JSON Schemas of everything that is written, generated from the wire types.
//!
//! The committed files in `schemas/` are what is published; a test keeps them equal to what the
//! types say, and results are checked against them before they are written.

use super::tape::{At, Shapes, Tape, Tapes};
use super::wire;
use crate::sheet::{Error, ErrorKind};
use jsonschema::{Draft, Validator};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;
use std::sync::OnceLock;

/// A published schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// A document.
    Document,
    /// A line of `findings.ndjson`.
    Finding,
    /// A line of `history.ndjson`.
    History,
    /// A line of `manifest.ndjson`.
    Manifest,
    /// A normalised figure.
    Quantity,
    /// A line of the conversation with a worker.
    Worker,
}

/// Where a value breaks a schema, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer into the value.
    pub pointer: String,
    /// What is wrong there, in English.
    pub reason: String,
}

impl Name {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::Finding, Self::History, Self::Manifest, Self::Quantity, Self::Worker];

    /// The stable name: `document.v1` …
    pub fn id(self) -> &'static str {
        match self {
            Self::Document => "document.v1",
            Self::Finding => "finding.v1",
            Self::History => "history.v1",
            Self::Manifest => "manifest.v1",
            Self::Quantity => "quantity.v1",
            Self::Worker => "worker.v1",
        }
    }

    /// The schema as it is published.
    pub fn text(self) -> &'static str {
        match self {
            Self::Document => include_str!("../../schemas/document.v1.json"),
            Self::Finding => include_str!("../../schemas/finding.v1.json"),
            Self::History => include_str!("../../schemas/history.v1.json"),
            Self::Manifest => include_str!("../../schemas/manifest.v1.json"),
            Self::Quantity => include_str!("../../schemas/quantity.v1.json"),
            Self::Worker => include_str!("../../schemas/worker.v1.json"),
        }
    }

    /// The schema as the wire types give it: what [`Name::text`] must be.
    pub fn generate(self) -> Value {
        match self {
            Self::Document => generate::<wire::Document>(self, "A document that was read, and what is wrong with it"),
            Self::Finding => generate::<wire::FindingLine>(self, "A finding and the document that it is about"),
            Self::History => generate::<wire::History>(self, "A project over the editions that print it"),
            Self::Manifest => generate::<wire::ManifestLine>(self, "What became of an input"),
            Self::Quantity => generate::<wire::Quantity>(self, "A printed figure and what it means"),
            Self::Worker => generate::<wire::WorkerLine>(self, "A line of the conversation with a worker"),
        }
    }

    /// Where a value breaks the schema: at most `limit` places.
    ///
    /// # Errors
    /// `internal`, where the schema itself is broken.
    pub fn violations(self, value: &Value, limit: usize) -> Result<Vec<Violation>, Error> {
        // A tree of JSON can always be said in JSON.
        self.broken(Tape::of(value).unwrap_or_default().root(), limit)
    }

    /// Where a record breaks the schema: at most `limit` places.
    ///
    /// # Errors
    /// `internal`, where the schema itself is broken.
    pub(super) fn broken(self, record: At<'_>, limit: usize) -> Result<Vec<Violation>, Error> {
        if self.shapes()?.hold(record) {
            return Ok(Vec::new());
        }
        static COMPILED: [OnceLock<Compiled>; Name::ALL.len()] = [const { OnceLock::new() }; Name::ALL.len()];
        let slot = COMPILED.get(self as usize).ok_or_else(|| self.unusable("not in the list"))?;
        let validator = slot.get_or_init(|| compiled(&self.value()?)).as_ref().map_err(|e| self.unusable(e))?;
        Ok(violations(validator, record, limit))
    }

    fn value(self) -> Result<Value, String> {
        serde_json::from_str(self.text()).map_err(|e| e.to_string())
    }

    /// What the schema asks, read once for the life of the program.
    fn shapes(self) -> Result<&'static Shapes, Error> {
        static SHAPES: [OnceLock<Result<Shapes, String>>; Name::ALL.len()] =
            [const { OnceLock::new() }; Name::ALL.len()];
        let slot = SHAPES.get(self as usize).ok_or_else(|| self.unusable("not in the list"))?;
        slot.get_or_init(|| Shapes::of(&self.value()?)).as_ref().map_err(|e| self.unusable(e))
    }

    fn unusable(self, why: &str) -> Error {
        let id = self.id();
        Error::new(
            ErrorKind::Internal,
            format!("スキーマ {id} が壊れています: {why}"),
            format!("schema {id} is broken: {why}"),
        )
    }
}

/// A list of a document, whose records are written, and so checked, one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `sheets`.
    Sheets,
    /// `summary`.
    Summary,
    /// `tables`.
    Tables,
    /// `findings`.
    Findings,
    /// `unread`.
    Unread,
}

impl Part {
    /// All of them, in the order of the document.
    pub const ALL: [Self; 5] = [Self::Sheets, Self::Summary, Self::Tables, Self::Findings, Self::Unread];

    /// Its key in the document.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sheets => "sheets",
            Self::Summary => "summary",
            Self::Tables => "tables",
            Self::Findings => "findings",
            Self::Unread => "unread",
        }
    }

    /// Where one of its records breaks the schema: at most `limit` places.
    ///
    /// # Errors
    /// `internal`, where the schema itself is broken.
    pub(super) fn violations(self, record: At<'_>, limit: usize) -> Result<Vec<Violation>, Error> {
        if Name::Document.shapes()?.hold_in(self.key(), record) {
            return Ok(Vec::new());
        }
        let validator = self.value().and_then(|schema| compiled(&schema));
        Ok(violations(&validator.map_err(|e| Name::Document.unusable(&e))?, record, limit))
    }

    /// What the schema of documents says of its records.
    fn value(self) -> Result<Value, String> {
        let mut document = Name::Document.value()?;
        let items = document.pointer_mut(&format!("/properties/{}/items", self.key())).map(Value::take);
        let mut record = items.ok_or_else(|| format!("says nothing of {}", self.key()))?;
        for keyword in ["$schema", "$defs"] {
            record[keyword] = document[keyword].take();
        }
        Ok(record)
    }
}

/// A validator of JSON Schema, or why there is none.
type Compiled = Result<Validator<Tapes>, String>;

fn compiled(schema: &Value) -> Compiled {
    let options = jsonschema::options_for::<Tapes>().with_draft(Draft::Draft202012);
    options.build(schema).map_err(|e| e.to_string())
}

/// Where a value breaks a schema.
fn violations(validator: &Validator<Tapes>, value: At<'_>, limit: usize) -> Vec<Violation> {
    let violation = |e: jsonschema::ValidationError<'_>| Violation {
        pointer: e.instance_path().to_string(),
        reason: shortened(&e.to_string()),
    };
    validator.iter_errors(value).take(limit).map(violation).collect()
}

/// The validator quotes the whole value in its sentence; a person needs only its beginning and the end.
fn shortened(reason: &str) -> String {
    const KEPT: usize = 160;
    let length = reason.chars().count();
    if length <= 2 * KEPT {
        return reason.to_owned();
    }
    let head: String = reason.chars().take(KEPT).collect();
    let tail: String = reason.chars().skip(length - KEPT).collect();
    format!("{head} … {tail}")
}

fn generate<T: JsonSchema>(name: Name, title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| settings.transforms.push(Box::new(RecursiveTransform(tighten))));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.insert("$id".to_owned(), format!("urn:kanrihyo:schema:{}", name.id()).into());
    schema.to_value()
}

/// A key that may be left out is never null; nothing stands beside the keys that are named;
/// formats that only repeat the type of a Rust integer are dropped.
fn tighten(schema: &mut Schema) {
    if schema.get("format").is_some_and(|format| format.as_str().is_some_and(|f| f != "date")) {
        schema.remove("format");
    }
    let required: Vec<String> = match schema.get("required") {
        Some(Value::Array(keys)) => keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (key, property) in properties.iter_mut() {
        if !required.contains(key) {
            never_null(property);
        }
    }
    schema.insert("additionalProperties".to_owned(), false.into());
}

fn never_null(property: &mut Value) {
    let Some(property) = property.as_object_mut() else { return };
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            property.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = property.get_mut("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        property.shift_remove("anyOf");
        property.extend(only);
    }
}
