//! Page breaks of a text: form feeds, else runs of blank lines.

use super::TextPage;

/// Line ends in a row that break a page where the text has no form feed.
const PAGE_BREAK: usize = 4;

/// The pages of a text, in characters; empty pages between form feeds keep their number.
pub(super) fn split(text: &str) -> Vec<TextPage> {
    let chars: Vec<char> = text.chars().collect();
    let spans = if chars.contains(&'\u{C}') { at_form_feeds(&chars) } else { at_blank_lines(&chars) };
    (1..).zip(spans).map(|(number, (start, end))| TextPage { number, start, end }).collect()
}

fn at_form_feeds(chars: &[char]) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (i, &c) in chars.iter().enumerate() {
        if c == '\u{C}' {
            spans.push((start, i));
            start = i + 1;
        }
    }
    // Programs end every page with a form feed: nothing visible after the last one is no page.
    if chars.iter().skip(start).any(|c| !c.is_whitespace()) {
        spans.push((start, chars.len()));
    }
    spans
}

fn at_blank_lines(chars: &[char]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut line_ends = 0;
    for (i, &c) in chars.iter().enumerate() {
        if c == '\n' || (c == '\r' && chars.get(i + 1) != Some(&'\n')) {
            line_ends += 1;
        } else if !c.is_whitespace() {
            if line_ends >= PAGE_BREAK {
                spans.extend(open.take());
            }
            line_ends = 0;
            open = Some(open.map_or((i, i + 1), |(start, _)| (start, i + 1)));
        }
    }
    spans.extend(open);
    spans
}

#[cfg(test)]
mod tests {
    use super::split;

    fn pages(text: &str) -> Vec<String> {
        split(text).iter().map(|p| text.chars().skip(p.start).take(p.end - p.start).collect()).collect()
    }

    #[test]
    fn form_feeds_break_pages_and_a_trailing_one_makes_none() {
        assert_eq!(pages("a\n\n\n\n\nb\u{C}c\n\u{C}"), ["a\n\n\n\n\nb", "c\n"]);
        assert_eq!(pages("a\u{C}\u{C}c\u{C}\n"), ["a", "", "c"]);
    }

    #[test]
    fn four_line_ends_break_pages_whatever_they_are_made_of() {
        assert_eq!(pages("a\n\n\nb\n\n\n\nc\n\n\n\n\n"), ["a\n\n\nb", "c"]);
        assert_eq!(pages("a\r\n\r\nb\r\n\r\n \r\n\r\nc"), ["a\r\n\r\nb", "c"]);
        assert_eq!(pages("a\r\rb\r\r\r\rc"), ["a\r\rb", "c"]);
    }
}
