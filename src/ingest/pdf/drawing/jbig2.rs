//! How large a picture packed as JBIG2 becomes, before it is unpacked.
//!
//! Source: ITU-T T.88, 7.2 (heads of segments), 7.4.1 (regions) and 7.4.8 (pages). Pages of plain regions, as scanners
//! make them, say how large each is. Dictionaries of characters do not: nothing bounds beforehand what is in them.

/// Length that is told for a segment whose length is not known.
const UNKNOWN: u32 = u32::MAX;

/// Pixels of a page and of all its regions together; `None` where something in it does not tell.
pub(super) fn pixels(data: &[u8]) -> Option<u64> {
    let mut rest = Bytes(data);
    let mut sum = 0_u64;
    while !rest.0.is_empty() {
        let (kind, length) = head(&mut rest)?;
        let mut own = Bytes(rest.take(usize::try_from(length).ok()?)?);
        let (width, height) = match kind {
            // A generic region, of three manners, and a page.
            36 | 38 | 39 | 48 => (own.number()?, own.number()?),
            // The end of a page, of a stripe, of the file; profiles and notes.
            49..=52 | 62 => (0, 0),
            _ => return None,
        };
        if height == UNKNOWN {
            return None;
        }
        sum = sum.saturating_add(u64::from(width) * u64::from(height));
    }
    Some(sum)
}

/// The kind of a segment, and the length of its data.
fn head(rest: &mut Bytes<'_>) -> Option<(u8, u32)> {
    let number = rest.number()?;
    let flags = rest.byte()?;
    let count = match rest.byte()? {
        few @ 0..0xA0 => u32::from(few >> 5),
        many @ 0xE0.. => {
            let count = u32::from(many & 0x1F) << 24 | rest.take(3)?.iter().fold(0, |n, b| n << 8 | u32::from(*b));
            rest.take(usize::try_from(count).ok()?.checked_add(8)? / 8)?;
            count
        }
        _ => return None,
    };
    let wide = match number {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        _ => 4,
    };
    rest.take(usize::try_from(count).ok()?.checked_mul(wide)?)?;
    rest.take(if flags & 0x40 == 0 { 1 } else { 4 })?;
    let length = rest.number().filter(|length| *length != UNKNOWN)?;
    Some((flags & 0x3F, length))
}

/// What is left of the data.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::pixels;

    /// A segment of page 1 that refers to nothing.
    fn segment(number: u32, kind: u8, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap();
        [&number.to_be_bytes()[..], &[kind, 0, 1], &length.to_be_bytes(), data].concat()
    }

    fn sized(number: u32, kind: u8, width: u32, height: u32) -> Vec<u8> {
        segment(number, kind, &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[0; 11]].concat())
    }

    #[test]
    fn pages_of_plain_regions_say_how_large_they_are() {
        let page = [sized(0, 48, 300, 200), sized(1, 38, 300, 100), sized(2, 38, 300, 100), segment(3, 49, &[])];
        assert_eq!(pixels(&page.concat()), Some(120_000));
        assert_eq!(pixels(&[]), Some(0));
    }

    #[test]
    fn what_does_not_tell_is_no_size() {
        let page = sized(0, 48, 300, 200);
        assert_eq!(pixels(&[&page[..], &segment(1, 0, &[0; 40])].concat()), None, "a dictionary");
        assert_eq!(pixels(&sized(0, 48, 300, u32::MAX)), None, "a page without height");
        assert_eq!(pixels(&page[..page.len() - 1]), None, "torn");
        let mut endless = sized(1, 38, 300, 200);
        endless[7..11].fill(0xFF);
        assert_eq!(pixels(&endless), None, "a length that is not known");
        let mut many = page.clone();
        many[5..8].fill(0xFF);
        assert_eq!(pixels(&many), None, "it refers to more than there is");
    }
}
