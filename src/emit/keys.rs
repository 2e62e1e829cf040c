//! Keys that stand twice in one object of a JSON text: readers differ in which of the two they take, so neither counts.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

/// The JSON pointer of the first key that stands twice in one object; `None` where none does, or where it is no JSON.
pub fn repeated(json: &[u8]) -> Option<String> {
    let (path, found) = (RefCell::new(Vec::new()), RefCell::new(None));
    let mut reader = serde_json::Deserializer::from_slice(json);
    let walked = Walk { path: &path, found: &found }.deserialize(&mut reader);
    walked.err().and_then(|_| found.into_inner())
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    path: &'a RefCell<Vec<String>>,
    found: &'a RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            self.path.borrow_mut().push(index.to_string());
            if items.next_element_seed(self)?.is_none() {
                break;
            }
            self.path.borrow_mut().pop();
        }
        self.path.borrow_mut().pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.path.borrow_mut().push(key.replace('~', "~0").replace('/', "~1"));
            if !seen.insert(key) {
                *self.found.borrow_mut() = Some(format!("/{}", self.path.borrow().join("/")));
                return Err(A::Error::custom("a key stands twice"));
            }
            entries.next_value_seed(self)?;
            self.path.borrow_mut().pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn the_second_of_two_like_keys_is_named() {
        for (json, pointer) in [
            (r#"{"a": [1, {"b": 2, "c": null, "b": 3}]}"#, Some("/a/1/b")),
            (r#"{"a": 1, "a": 2}"#, Some("/a")),
            (r#"[[], {"x/y": {"~": 1.5, "~": true}}]"#, Some("/1/x~1y/~0")),
            (r#"{"a": {"b": 1}, "c": {"b": [-1, "x"]}}"#, None),
            (r#"{"a": "#, None),
        ] {
            assert_eq!(repeated(json.as_bytes()).as_deref(), pointer, "{json}");
        }
    }
}
