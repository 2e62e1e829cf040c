//! What the library writes as JSON, as objects of Python: a struct becomes the class of `kanrihyo.records` that has
//! its name, a number that was printed a `Decimal`.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use serde::ser::{self, Impossible, Serialize, Serializer};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// A value as Python has it.
pub fn record<'py, T: Serialize + ?Sized>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    let maker = Maker {
        py,
        module: py.import("kanrihyo.records")?,
        decimal: py.import("decimal")?.getattr("Decimal")?,
        classes: RefCell::default(),
    };
    value.serialize(&maker).map_err(|Failed(error)| error)
}

struct Maker<'py> {
    py: Python<'py>,
    module: Bound<'py, PyModule>,
    decimal: Bound<'py, PyAny>,
    classes: RefCell<BTreeMap<&'static str, Bound<'py, PyAny>>>,
}

#[derive(Debug)]
struct Failed(PyErr);

type Made<'py> = Result<Bound<'py, PyAny>, Failed>;

impl<'py> Maker<'py> {
    fn of<V>(&self, value: V) -> Made<'py>
    where
        V: IntoPyObject<'py>,
        V::Error: Into<PyErr>,
    {
        let made = value.into_pyobject(self.py).map_err(|e| Failed(e.into()))?;
        Ok(pyo3::BoundObject::into_any(pyo3::BoundObject::into_bound(made)))
    }

    fn none(&self) -> Bound<'py, PyAny> {
        self.py.None().into_bound(self.py)
    }

    fn class(&self, name: &'static str) -> Made<'py> {
        if let Some(class) = self.classes.borrow().get(name) {
            return Ok(class.clone());
        }
        let class = self.module.getattr(name)?;
        self.classes.borrow_mut().insert(name, class.clone());
        Ok(class)
    }
}

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(PyTypeError::new_err(message.to_string()))
    }
}

/// Nothing of this kind is in a document.
fn unknown<T>(what: &str) -> Result<T, Failed> {
    Err(ser::Error::custom(format!("a document has no {what}")))
}

macro_rules! plain {
    ($($method:ident: $kind:ty),+ $(,)?) => {
        $(fn $method(self, value: $kind) -> Made<'py> { self.of(value) })+
    };
}

impl<'m, 'py> Serializer for &'m Maker<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    type SerializeSeq = Items<'m, 'py>;
    type SerializeTuple = Items<'m, 'py>;
    type SerializeTupleStruct = Impossible<Self::Ok, Failed>;
    type SerializeTupleVariant = Impossible<Self::Ok, Failed>;
    type SerializeMap = Impossible<Self::Ok, Failed>;
    type SerializeStruct = Members<'m, 'py>;
    type SerializeStructVariant = Impossible<Self::Ok, Failed>;

    plain! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
    }

    fn serialize_none(self) -> Made<'py> {
        Ok(self.none())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made<'py> {
        Ok(self.none())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made<'py> {
        Ok(self.none())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made<'py> {
        self.of(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Made<'py> {
        let made = value.serialize(self)?;
        if name == "Number" { Ok(self.decimal.call1((made,))?) } else { Ok(made) }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Made<'py> {
        unknown(variant)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Failed> {
        Ok(Items { maker: self, items: Vec::new() })
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Failed> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Failed> {
        unknown(name)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failed> {
        unknown(variant)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Failed> {
        unknown("map")
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeStruct, Failed> {
        Ok(Members { maker: self, class: self.class(name)?, members: PyDict::new(self.py) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failed> {
        unknown(variant)
    }
}

/// A list, or what always has the same number of items, in the making.
struct Items<'m, 'py> {
    maker: &'m Maker<'py>,
    items: Vec<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeSeq for Items<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.items.push(value.serialize(self.maker)?);
        Ok(())
    }

    fn end(self) -> Made<'py> {
        Ok(PyList::new(self.maker.py, self.items)?.into_any())
    }
}

impl<'py> ser::SerializeTuple for Items<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Made<'py> {
        Ok(PyTuple::new(self.maker.py, self.items)?.into_any())
    }
}

/// A record in the making.
struct Members<'m, 'py> {
    maker: &'m Maker<'py>,
    class: Bound<'py, PyAny>,
    members: Bound<'py, PyDict>,
}

impl<'py> ser::SerializeStruct for Members<'_, 'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        Ok(self.members.set_item(key, value.serialize(self.maker)?)?)
    }

    fn end(self) -> Made<'py> {
        Ok(self.class.call((), Some(&self.members))?)
    }
}
