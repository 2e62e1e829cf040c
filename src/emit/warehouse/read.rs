//! The rows of a document that was written as JSON, record by record: it is never whole in memory.

use super::tell::{Heading, Put, Teller};
use crate::emit::wire::{Finding, Form, Source, Tool};
use crate::sheet::{Error, ErrorKind};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// Puts all rows of a document out of its JSON; `between` are the findings that compare it with other editions.
///
/// # Errors
/// `not-a-document`, where it is no document as this program writes it; those of `put`.
pub fn read(json: &[u8], between: &[&Finding], put: &mut Put<'_>) -> Result<(), Error> {
    let mut failed = None;
    let mut reader = serde_json::Deserializer::from_slice(json);
    let read = reader.deserialize_map(Whole { between, put, failed: &mut failed }).and_then(|()| reader.end());
    match (failed, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(Error::new(
            ErrorKind::NotADocument,
            format!("文書の JSON として読めません: {error}"),
            format!("this is not the JSON of a document: {error}"),
        )),
        (None, Ok(())) => Ok(()),
    }
}

struct Whole<'a, 'p> {
    between: &'a [&'a Finding],
    put: &'a mut Put<'p>,
    /// What `put` said.
    failed: &'a mut Option<Error>,
}

/// What has been read of the heading.
#[derive(Default)]
struct Begun {
    tool: Option<Tool>,
    source: Option<Source>,
    form: Option<Form>,
    rubric: Option<String>,
}

impl Begun {
    fn heading(self) -> Option<Heading> {
        Some(Heading { tool: self.tool?, source: self.source?, form: self.form?, rubric: self.rubric })
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut begun = Begun::default();
        let mut key = map.next_key::<String>()?;
        while let Some(name) = &key {
            match name.as_str() {
                "tool" => begun.tool = Some(map.next_value()?),
                "source" => begun.source = Some(map.next_value()?),
                "form" => begun.form = Some(map.next_value()?),
                "rubric" => begun.rubric = Some(map.next_value()?),
                "schema" => drop(map.next_value::<crate::emit::wire::SchemaId>()?),
                _ => break,
            }
            key = map.next_key()?;
        }
        let heading = begun.heading().ok_or_else(|| A::Error::custom("its records come before its heading"))?;
        let failed = self.failed;
        let mut teller = Teller::new(heading, self.put);
        while let Some(name) = &key {
            match name.as_str() {
                "sheets" => map.next_value_seed(Each::of(|it, failed| told(teller.sheet(&it), failed), failed))?,
                "summary" => map.next_value_seed(Each::of(|it, failed| told(teller.list_row(&it), failed), failed))?,
                "findings" => map.next_value_seed(Each::of(|it, failed| told(teller.finding(&it), failed), failed))?,
                "tables" => {
                    let count = |_: IgnoredAny, _: &mut Option<Error>| {
                        teller.table();
                        true
                    };
                    map.next_value_seed(Each::of(count, failed))?;
                }
                "unread" => drop(map.next_value::<IgnoredAny>()?),
                other => return Err(A::Error::custom(format!("its key {other:?} is not known here"))),
            }
            key = map.next_key()?;
        }
        match teller.end(self.between.iter().copied()) {
            Ok(()) => Ok(()),
            Err(error) => {
                *failed = Some(error);
                Err(A::Error::custom("stopped"))
            }
        }
    }
}

fn told(result: Result<(), Error>, failed: &mut Option<Error>) -> bool {
    result.map_err(|error| *failed = Some(error)).is_ok()
}

/// The records of a list, one after another, until one is refused.
struct Each<'f, T, F> {
    take: F,
    failed: &'f mut Option<Error>,
    record: PhantomData<T>,
}

impl<'f, T, F: FnMut(T, &mut Option<Error>) -> bool> Each<'f, T, F> {
    fn of(take: F, failed: &'f mut Option<Error>) -> Self {
        Self { take, failed, record: PhantomData }
    }
}

impl<'de, T, F> DeserializeSeed<'de> for Each<'_, T, F>
where
    T: serde::Deserialize<'de>,
    F: FnMut(T, &mut Option<Error>) -> bool,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T, F> Visitor<'de> for Each<'_, T, F>
where
    T: serde::Deserialize<'de>,
    F: FnMut(T, &mut Option<Error>) -> bool,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(record) = list.next_element()? {
            if !(self.take)(record, self.failed) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
