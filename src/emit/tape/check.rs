//! A tape as the validator of schemas sees it.

use super::{At, Held, Tape, What};
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use jsonschema::types::JsonType;
use serde_json::{Number, Value};
use std::borrow::Cow;

/// Tapes as one of the representations of JSON.
pub struct Tapes;

impl Json for Tapes {
    type Node<'a> = At<'a>;
    type PreparedKey = String;
    type StringBuffer = Tape;

    /// A lookup passes over the members, too.
    const KEYS_PER_LOOKUP: usize = 8;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(buffer: &mut Tape, string: &str, f: impl FnOnce(At<'_>) -> T) -> T {
        // A string can always be said.
        let _ = buffer.record(string);
        f(buffer.root())
    }
}

impl<'a> Node<'a, Tapes> for At<'a> {
    type Object = At<'a>;
    type Array = At<'a>;
    type Number = At<'a>;

    fn as_object(&self) -> Option<At<'a>> {
        matches!(self.entry.what, What::Members(_)).then_some(*self)
    }

    fn as_array(&self) -> Option<At<'a>> {
        matches!(self.entry.what, What::List(_)).then_some(*self)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.string()
    }

    fn as_number(&self) -> Option<At<'a>> {
        matches!(self.entry.what, What::Whole(_) | What::Negative(_) | What::Fraction(_)).then_some(*self)
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.entry.what {
            What::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.entry.what, What::Null)
    }

    fn json_type(&self) -> JsonType {
        match self.entry.what {
            What::Null => JsonType::Null,
            What::Flag(_) => JsonType::Boolean,
            What::Whole(_) | What::Negative(_) | What::Fraction(_) => JsonType::Number,
            What::Text { .. } => JsonType::String,
            What::List(_) => JsonType::Array,
            What::Members(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.as_string(), expected) {
            (Some(own), Value::String(other)) => own == *other,
            (Some(_), _) | (_, Value::String(_)) => false,
            _ => jsonschema::json::cmp::equal(&self.tree(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(self.tree())
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let index = u32::try_from(self.index).ok()?;
        Some(NodeIdentity::tagged(std::ptr::from_ref(self.tape) as usize, index))
    }
}

impl<'a> Object<'a, Tapes> for At<'a> {
    type Node = At<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        match self.entry.what {
            What::Members(count) => count,
            _ => 0,
        }
    }

    fn get(&self, key: &String) -> Option<At<'a>> {
        self.held().find(|member| member.key() == key.as_str())
    }

    fn members(&self) -> Members<'a> {
        Members(self.held())
    }
}

/// The members of an object with their names.
pub struct Members<'a>(Held<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, At<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let member = self.0.next()?;
        Some((member.key(), member))
    }
}

impl<'a> Array<'a, Tapes> for At<'a> {
    type Node = At<'a>;
    type ElementsIter = Held<'a>;

    fn len(&self) -> usize {
        match self.entry.what {
            What::List(count) => count,
            _ => 0,
        }
    }

    fn elements(&self) -> Held<'a> {
        self.held()
    }
}

impl JsonNumber for At<'_> {
    fn as_u64(&self) -> Option<u64> {
        match self.entry.what {
            What::Whole(number) => Some(number),
            _ => None,
        }
    }

    fn as_i64(&self) -> Option<i64> {
        match self.entry.what {
            What::Whole(number) => i64::try_from(number).ok(),
            What::Negative(number) => Some(number),
            _ => None,
        }
    }

    fn as_f64(&self) -> Option<f64> {
        match self.entry.what {
            What::Whole(number) => Some(number as f64),
            What::Negative(number) => Some(number as f64),
            What::Fraction(number) => Some(number),
            _ => None,
        }
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.text())
    }

    fn to_number(&self) -> Cow<'_, Number> {
        let fraction = |number| Number::from_f64(number).unwrap_or_else(|| Number::from(0));
        Cow::Owned(match self.entry.what {
            What::Whole(number) => Number::from(number),
            What::Negative(number) => Number::from(number),
            What::Fraction(number) => fraction(number),
            _ => Number::from(0),
        })
    }

    fn is_integer(&self) -> bool {
        match self.entry.what {
            What::Fraction(number) => number.fract() == 0.0,
            _ => true,
        }
    }
}
