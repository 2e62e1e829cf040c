//! Whether a record is what its schema says, told quickly.
//!
//! Knows the keywords that our own schemas use, and no others. Where a record breaks its schema, and how, is for a
//! validator of JSON Schema to say: to set one up takes longer than to read a page, and results are hardly ever wrong.

use super::{At, What};
use regex::Regex;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A schema, ready for use.
#[derive(Debug)]
pub struct Shapes {
    /// The schema itself, its definitions, and all that these hold.
    list: Vec<Shape>,
    root: usize,
}

/// A part of a schema: what a value must be.
#[derive(Debug, Default)]
struct Shape {
    /// The types of which it may be one, a bit each; none said, any.
    types: u8,
    /// Whether nothing else is asked.
    plain: bool,
    /// The strings of which it may be one; none said, any.
    words: Vec<String>,
    pattern: Option<Pattern>,
    least: Option<f64>,
    most: Option<f64>,
    fewest: usize,
    many: Option<usize>,
    items: Option<usize>,
    members: Vec<Member>,
    /// How many of the members must be there.
    required: usize,
    /// Whether it may have no other members.
    closed: bool,
    /// What else it must be.
    also: Option<usize>,
    /// One of them at least it must be.
    any: Vec<usize>,
    /// One of them exactly it must be.
    one: Vec<usize>,
}

#[derive(Debug)]
struct Member {
    name: String,
    shape: Option<usize>,
    required: bool,
}

/// A regular expression, compiled when a text is compared with it.
#[derive(Debug)]
struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl Shapes {
    /// The shapes of a schema.
    ///
    /// # Errors
    /// What it says that is not known here.
    pub fn of(schema: &Value) -> Result<Self, String> {
        let mut reader = Reader { list: Vec::new(), named: BTreeMap::new(), open: Vec::new() };
        let root = reader.shape(schema)?;
        while let Some((name, at)) = reader.open.pop() {
            let definition = schema.get("$defs").and_then(|all| all.get(&name));
            let read = reader.read(definition.ok_or_else(|| format!("defines no {name}"))?)?;
            *reader.list.get_mut(at).ok_or("has no end")? = read;
        }
        Ok(Self { list: reader.list, root })
    }

    /// Whether a record satisfies the schema.
    pub fn hold(&self, record: At<'_>) -> bool {
        self.is(self.root, record)
    }

    /// Whether a record satisfies what the schema says of the records of a list, a member of the whole.
    pub fn hold_in(&self, list: &str, record: At<'_>) -> bool {
        let member = self.list.get(self.root).and_then(|root| root.members.iter().find(|m| m.name == list));
        let items = member.and_then(|m| self.list.get(m.shape?)?.items);
        items.is_some_and(|items| self.is(items, record))
    }

    fn is(&self, shape: usize, value: At<'_>) -> bool {
        let Some(shape) = self.list.get(shape) else { return false };
        let what = value.entry.what;
        let typed = shape.types == 0 || shape.types & types(what) != 0;
        typed && (shape.plain || self.is_more(shape, what, value))
    }

    /// Whether a value is what is asked besides its type.
    fn is_more(&self, shape: &Shape, what: What, value: At<'_>) -> bool {
        let own = match what {
            What::Text { .. } => shape.holds_text(value),
            _ if !shape.words.is_empty() => false,
            What::Null | What::Flag(_) => true,
            What::Whole(number) => shape.holds_number(number as f64),
            What::Negative(number) => shape.holds_number(number as f64),
            What::Fraction(number) => shape.holds_number(number),
            What::List(count) => self.is_array(shape, count, value),
            What::Members(_) => self.is_object(shape, value),
        };
        own && shape.also.is_none_or(|other| self.is(other, value))
            && (shape.any.is_empty() || shape.any.iter().any(|other| self.is(*other, value)))
            && (shape.one.is_empty() || shape.one.iter().filter(|other| self.is(**other, value)).count() == 1)
    }

    fn is_array(&self, shape: &Shape, count: usize, value: At<'_>) -> bool {
        count >= shape.fewest
            && shape.many.is_none_or(|many| count <= many)
            && shape.items.is_none_or(|items| value.held().all(|item| self.is(items, item)))
    }

    fn is_object(&self, shape: &Shape, value: At<'_>) -> bool {
        let (mut required, mut next) = (0, 0);
        value.held().all(|held| {
            let key = held.key();
            // Records and schemas come from the same types, so that their members stand in the same order.
            let (before, after) = shape.members.split_at(next.min(shape.members.len()));
            let at = after.iter().position(|m| m.name == key).map(|at| next + at);
            let Some((at, member)) = at
                .or_else(|| before.iter().position(|m| m.name == key))
                .and_then(|at| Some((at, shape.members.get(at)?)))
            else {
                return !shape.closed;
            };
            next = at + 1;
            required += usize::from(member.required);
            member.shape.is_none_or(|member| self.is(member, held))
        }) && required == shape.required
    }
}

impl Shape {
    fn holds_number(&self, number: f64) -> bool {
        self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most)
    }

    fn holds_text(&self, value: At<'_>) -> bool {
        if self.words.is_empty() && self.pattern.is_none() {
            return true;
        }
        let Some(text) = value.string() else { return false };
        (self.words.is_empty() || self.words.iter().any(|word| *word == text))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(&text))
    }
}

/// The bit of a type by its name.
fn named(name: &Value) -> Result<u8, String> {
    let names = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let at = names.iter().position(|known| *name == **known);
    at.map(|at| 1 << at).ok_or_else(|| format!("has a type {name}"))
}

/// The bits of the types that a value has.
fn types(what: What) -> u8 {
    match what {
        What::Null => 1,
        What::Flag(_) => 1 << 1,
        What::Whole(_) | What::Negative(_) => 1 << 2 | 1 << 3,
        What::Fraction(number) if number.fract() == 0.0 => 1 << 2 | 1 << 3,
        What::Fraction(_) => 1 << 3,
        What::Text { .. } => 1 << 4,
        What::List(_) => 1 << 5,
        What::Members(_) => 1 << 6,
    }
}

impl Pattern {
    fn is_match(&self, text: &str) -> bool {
        self.regex.get_or_init(|| Regex::new(&self.text).ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// Reads a schema.
struct Reader {
    list: Vec<Shape>,
    /// Where each definition stands that something refers to.
    named: BTreeMap<String, usize>,
    /// Those that are still to be read.
    open: Vec<(String, usize)>,
}

impl Reader {
    /// The place of a shape.
    fn shape(&mut self, schema: &Value) -> Result<usize, String> {
        // Nearly all that refers to a definition says nothing else.
        let only = |key: &String| matches!(key.as_str(), "$ref" | "description");
        if let Some(reference) = schema.get("$ref")
            && schema.as_object().is_some_and(|said| said.keys().all(only))
        {
            return self.definition(&word(reference)?);
        }
        let read = self.read(schema)?;
        self.list.push(read);
        Ok(self.list.len() - 1)
    }

    fn read(&mut self, schema: &Value) -> Result<Shape, String> {
        let said = schema.as_object().ok_or("says no more than true or false")?;
        let mut shape = Shape::default();
        for (keyword, value) in said {
            match keyword.as_str() {
                "type" => {
                    shape.types =
                        several(value).iter().try_fold(0, |bits, name| Ok::<u8, String>(bits | named(name)?))?
                }
                "enum" | "const" => shape.words = several(value).iter().map(word).collect::<Result<_, _>>()?,
                "pattern" => shape.pattern = Some(Pattern { text: word(value)?, regex: OnceLock::new() }),
                "minimum" => shape.least = Some(number(value)?),
                "maximum" => shape.most = Some(number(value)?),
                "minItems" => shape.fewest = number(value)? as usize,
                "maxItems" => shape.many = Some(number(value)? as usize),
                "items" => shape.items = Some(self.shape(value)?),
                "properties" => shape.members = self.members(value, said)?,
                "required" if !said.contains_key("properties") => shape.members = self.members(&Value::Null, said)?,
                "additionalProperties" if *value == Value::Bool(false) => shape.closed = true,
                "$ref" => shape.also = Some(self.definition(&word(value)?)?),
                "anyOf" => shape.any = several(value).iter().map(|s| self.shape(s)).collect::<Result<_, _>>()?,
                "oneOf" => shape.one = several(value).iter().map(|s| self.shape(s)).collect::<Result<_, _>>()?,
                "required" | "title" | "description" | "$schema" | "$id" | "$defs" => {}
                other => return Err(format!("says {other}, which nobody checks")),
            }
        }
        shape.required = shape.members.iter().filter(|m| m.required).count();
        let asks = |keyword: &str| !matches!(keyword, "type" | "title" | "description" | "$schema" | "$id" | "$defs");
        shape.plain = !said.keys().any(|keyword| asks(keyword));
        Ok(shape)
    }

    fn members(&mut self, properties: &Value, said: &Map<String, Value>) -> Result<Vec<Member>, String> {
        let mut members = Vec::new();
        for (name, schema) in properties.as_object().into_iter().flatten() {
            members.push(Member { name: name.clone(), shape: Some(self.shape(schema)?), required: false });
        }
        for name in said.get("required").map(several).unwrap_or_default() {
            let name = word(name)?;
            match members.iter_mut().find(|m| m.name == name) {
                Some(member) => member.required = true,
                None => members.push(Member { name, shape: None, required: true }),
            }
        }
        Ok(members)
    }

    fn definition(&mut self, reference: &str) -> Result<usize, String> {
        let name = reference.strip_prefix("#/$defs/").ok_or_else(|| format!("refers to {reference}"))?;
        if let Some(&known) = self.named.get(name) {
            return Ok(known);
        }
        // Its place is taken before it is read: definitions may refer to each other.
        self.list.push(Shape::default());
        let at = self.list.len() - 1;
        self.named.insert(name.to_owned(), at);
        self.open.push((name.to_owned(), at));
        Ok(at)
    }
}

/// The values of an array; a value that is none, by itself.
fn several(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn word(value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("says {value} where a text should stand"))
}

fn number(value: &Value) -> Result<f64, String> {
    value.as_f64().ok_or_else(|| format!("says {value} where a number should stand"))
}

#[cfg(test)]
mod tests {
    use super::Shapes;
    use crate::emit::schema::Name;
    use crate::emit::tape::Tape;
    use serde_json::{Value, json};

    #[test]
    fn every_schema_is_known() {
        for name in Name::ALL {
            let schema: Value = serde_json::from_str(name.text()).unwrap();
            assert!(Shapes::of(&schema).is_ok(), "{name:?}: {:?}", Shapes::of(&schema));
        }
        assert!(Shapes::of(&json!({"uniqueItems": true})).unwrap_err().contains("uniqueItems"));
        assert!(Shapes::of(&json!({"$ref": "#/$defs/Nobody"})).is_err());
    }

    #[test]
    fn members_may_stand_in_any_order() {
        let schema = json!({"properties": {"a": {"type": "integer"}, "b": {"enum": ["x"]}}, "required": ["b", "c"]});
        let holds = |value: Value| Shapes::of(&schema).unwrap().hold(Tape::of(&value).unwrap().root());
        assert!(holds(json!({"b": "x", "a": 1, "c": null})) && holds(json!({"c": 1, "d": 2, "b": "x"})));
        assert!(
            !holds(json!({"b": "x"}))
                && !holds(json!({"b": "y", "c": 1}))
                && !holds(json!({"a": 0.5, "b": "x", "c": 1}))
        );
        assert!(holds(json!([1])), "what is no object has no members");
    }
}
