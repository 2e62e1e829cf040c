//! Where the objects of a file begin.

use memchr::memmem;

/// The longest beginning of an object that is looked at: two numbers and what parts them.
const LONGEST: usize = 24;

/// Where an object begins (`12 0 obj`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Its first byte.
    pub(super) at: usize,
    /// Its number.
    pub(super) number: u32,
    /// Its generation.
    pub(super) generation: u16,
}

/// The beginnings of objects, in their order.
pub(super) fn heads(bytes: &[u8]) -> Vec<Head> {
    memmem::find_iter(bytes, b"obj").filter_map(|at| head(bytes, at)).collect()
}

fn head(bytes: &[u8], at: usize) -> Option<Head> {
    let from = at.saturating_sub(LONGEST);
    let before = bytes.get(from..at)?;
    let (before, generation) = last_number(before.trim_ascii_end())?;
    let trimmed = before.trim_ascii_end();
    let (rest, number) = last_number(trimmed).filter(|_| trimmed.len() < before.len())?;
    let generation = u16::try_from(generation).ok()?;
    Some(Head { at: from + rest.len(), number, generation })
}

/// Where a file says that its index stands.
pub(super) fn index_pointer(bytes: &[u8]) -> Option<usize> {
    memmem::rfind(bytes, b"startxref").and_then(|at| first_number(bytes.get(at + 9..)?))
}

/// The number that the bytes begin with.
pub(super) fn first_number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.trim_ascii_start();
    let digits = digits.get(..digits.iter().take_while(|b| b.is_ascii_digit()).count())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The number that a text ends with, and what stands before it.
fn last_number(text: &[u8]) -> Option<(&[u8], u32)> {
    let digits = text.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (before, digits) = text.split_at_checked(text.len().checked_sub(digits)?)?;
    Some((before, std::str::from_utf8(digits).ok()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_begin_where_their_numbers_do() {
        let found = heads(b"12 0 obj<<>>endobj\n 3  7\nobj x obj 4obj");
        assert_eq!(found, [(0, 12, 0), (20, 3, 7)].map(|(at, number, generation)| Head { at, number, generation }));
    }
}
