//! Grouped numbers that a narrow cell breaks between two digits (`40,610,08⏎9円`).

/// The text with such numbers put together; `None` where it breaks none.
pub(super) fn rejoin(printed: &str) -> Option<String> {
    let mut lines = printed.lines();
    let mut joined = lines.next()?.to_owned();
    let mut broken = false;
    for line in lines {
        if breaks_number(&joined, line) {
            joined.truncate(joined.trim_end().len());
            joined.push_str(line.trim_start());
            broken = true;
        } else {
            joined.push('\n');
            joined.push_str(line);
        }
    }
    broken.then_some(joined)
}

/// Whether a number runs from the end of one line into the next.
///
/// It does only where the commas say so: together the two ends are a rightly grouped number, and at least one
/// of them is none by itself. Two numbers one below the other (`12⏎3人`) stay two.
pub fn breaks_number(upper: &str, lower: &str) -> bool {
    let upper: Vec<char> = upper.trim_end().chars().map(folded).collect();
    let tail: Vec<char> = upper.iter().rev().copied().take_while(|c| is_part(*c)).collect();
    let before = upper.len().checked_sub(tail.len() + 1).and_then(|at| upper.get(at));
    let tail: String = tail.into_iter().rev().collect();
    let head: String = lower.trim_start().chars().map(folded).take_while(|c| is_part(*c)).collect();
    let ends = !tail.is_empty() && !head.is_empty() && before != Some(&'.');
    let joined = format!("{tail}{head}");
    ends && joined.contains(',') && is_number(&joined) && !(is_number(&tail) && is_number(&head))
}

fn folded(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '，' => ',',
        '．' => '.',
        _ => c,
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || c == ','
}

/// Digits without commas, or with one before each three.
fn is_number(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default().len();
    let rest: Vec<usize> = groups.map(str::len).collect();
    first > 0 && rest.iter().all(|n| *n == 3) && (rest.is_empty() || first <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Context, quantity};

    #[test]
    fn a_number_broken_within_its_groups_is_one() {
        for (printed, number) in [
            ("40,610,08\n9円", "40610089"),
            ("1,\n234人", "1234"),
            ("1,234\n,567円", "1234567"),
            ("４０，６\n１０円", "40610"),
        ] {
            let read = quantity(printed, &Context::default());
            assert_eq!(read.number.map(|n| n.to_string()).as_deref(), Some(number), "{printed}");
            assert_eq!(read.printed, printed);
        }
    }

    #[test]
    fn numbers_one_below_the_other_stay_apart() {
        for printed in ["12\n3人", "1\n2,345人", "1,234\n567人", "40,610\n円", "0.1\n23,456", "1,234\n5人"] {
            assert_eq!(rejoin(printed), None, "{printed}");
        }
    }
}
