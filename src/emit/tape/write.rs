//! Records → tapes.

use super::{Entry, Tape, What, quote};
use serde::ser::{self, Error as _, Serialize};
use serde_json::{Error, Number};

impl Tape {
    /// Appends a value that holds nothing.
    fn leaf(&mut self, write: impl FnOnce(&mut String) -> What) {
        let start = self.text.len();
        let (key, plain_key) = self.key.take().unwrap_or((start, false));
        let what = write(&mut self.text);
        let next = self.entries.len() + 1;
        self.entries.push(Entry { what, key, plain_key, start, end: self.text.len(), next });
    }

    /// Begins a value that holds others.
    fn open(&mut self, what: What) -> Open<'_> {
        let index = self.entries.len();
        self.leaf(|text| {
            text.push(if matches!(what, What::List(_)) { '[' } else { '{' });
            what
        });
        Open { tape: self, index, outer: None }
    }

    /// Begins an object of one member, whose name is that of a variant, and gives it for what is in it.
    fn variant(&mut self, name: &'static str, what: What) -> Result<Open<'_>, Error> {
        let outer = self.entries.len();
        let mut open = self.open(What::Members(0));
        open.name(name);
        let Open { tape, .. } = open;
        Ok(Open { outer: Some(outer), ..tape.open(what) })
    }

    /// Ends the value of that index.
    fn close(&mut self, index: usize) {
        let next = self.entries.len();
        let Some(entry) = self.entries.get_mut(index) else { return };
        self.text.push(if matches!(entry.what, What::List(_)) { ']' } else { '}' });
        (entry.end, entry.next) = (self.text.len(), next);
    }
}

/// A value that is being filled.
pub struct Open<'t> {
    tape: &'t mut Tape,
    index: usize,
    /// The object around it that ends with it.
    outer: Option<usize>,
}

impl Open<'_> {
    /// Makes room for one more.
    fn part(&mut self) {
        let Some(entry) = self.tape.entries.get_mut(self.index) else { return };
        let (What::List(count) | What::Members(count)) = &mut entry.what else { return };
        if *count > 0 {
            self.tape.text.push_str(", ");
        }
        *count += 1;
    }

    /// Names the member that comes next.
    fn name(&mut self, name: &str) {
        self.part();
        let start = self.tape.text.len();
        self.tape.key = Some((start, quote(&mut self.tape.text, name)));
        self.tape.text.push_str(": ");
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.part();
        value.serialize(&mut *self.tape)
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        self.name(name);
        value.serialize(&mut *self.tape)
    }

    fn close(self) {
        self.tape.close(self.index);
        if let Some(outer) = self.outer {
            self.tape.close(outer);
        }
    }
}

impl<'t> ser::Serializer for &'t mut Tape {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'t>;
    type SerializeTuple = Open<'t>;
    type SerializeTupleStruct = Open<'t>;
    type SerializeTupleVariant = Open<'t>;
    type SerializeMap = Open<'t>;
    type SerializeStruct = Open<'t>;
    type SerializeStructVariant = Open<'t>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.leaf(|text| {
            text.push_str(if value { "true" } else { "false" });
            What::Flag(value)
        });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        if let Ok(whole) = u64::try_from(value) {
            return self.serialize_u64(whole);
        }
        self.leaf(|text| {
            text.push('-');
            digits(text, value.unsigned_abs());
            What::Negative(value)
        });
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.leaf(|text| {
            digits(text, value);
            What::Whole(value)
        });
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.leaf(|text| fraction(text, value));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.leaf(|text| What::Text { plain: quote(text, value) });
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.leaf(|text| {
            text.push_str("null");
            What::Null
        });
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut open = self.open(What::Members(0));
        open.member(variant, value)?;
        open.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'t>, Error> {
        Ok(self.open(What::List(0)))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'t>, Error> {
        Ok(self.open(What::List(0)))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'t>, Error> {
        Ok(self.open(What::List(0)))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'t>, Error> {
        self.variant(variant, What::List(0))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'t>, Error> {
        Ok(self.open(What::Members(0)))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'t>, Error> {
        Ok(self.open(What::Members(0)))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'t>, Error> {
        self.variant(variant, What::Members(0))
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.part();
        let (start, before) = (self.tape.text.len(), self.tape.entries.len());
        // It is written like a value, but is none.
        key.serialize(&mut *self.tape)?;
        let Some([Entry { what: What::Text { plain }, .. }]) = self.tape.entries.get(before..) else {
            return Err(Error::custom("key must be a string"));
        };
        self.tape.key = Some((start, *plain));
        self.tape.entries.truncate(before);
        self.tape.text.push_str(": ");
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(&mut *self.tape)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.member(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.member(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

/// Appends a whole number.
fn digits(text: &mut String, mut number: u64) {
    let mut buffer = [b'0'; 20];
    let mut start = buffer.len();
    for digit in buffer.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        start -= 1;
        if number == 0 {
            break;
        }
    }
    text.push_str(buffer.get(start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

/// Appends a fraction with the fewest digits that mean it; what is no number is null.
fn fraction(text: &mut String, number: f64) -> What {
    /// Lengths and measures of trust are of hundredths and thousandths.
    const PARTS: f64 = 1000.0;
    let parts = (number.abs() * PARTS).round();
    // With fifteen digits at most, no two decimals are the same fraction: the one that is, is the shortest.
    if number.is_sign_positive() && parts < 1e15 && parts / PARTS == number {
        let parts = parts as u64;
        digits(text, parts / 1000);
        let rest = parts % 1000;
        text.push('.');
        let places = match (rest % 100, rest % 10) {
            (0, _) => 1,
            (_, 0) => 2,
            _ => 3,
        };
        for unit in [100, 10, 1].into_iter().take(places) {
            text.push(char::from(b'0' + (rest / unit % 10) as u8));
        }
        return What::Fraction(number);
    }
    match Number::from_f64(number) {
        Some(shortest) => {
            text.push_str(&shortest.to_string());
            What::Fraction(number)
        }
        None => {
            text.push_str("null");
            What::Null
        }
    }
}
