//! ActualText: what a span of marked content says instead of its glyphs.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::ingest::{Decoding, Glyph, GlyphText};

/// A replacement of more glyphs than this is not one character drawn in pieces.
const MAX_JOINED: usize = 8;

/// Gives the glyphs from `from` on the text of their span, once.
///
/// Where glyphs and text agree at the ends of the span, the glyphs keep their own; what differs
/// between is given character by character where the numbers match, else as one joined glyph.
pub(super) fn replace(glyphs: &mut Vec<Glyph>, from: usize, text: &str) {
    // A blank text over visible glyphs hides them from screen readers, not from the eye.
    let Some(span) = glyphs.get_mut(from..).filter(|span| !span.is_empty() && !text.trim().is_empty()) else { return };
    let text: Vec<char> =
        text.chars().filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')).collect();
    let (glyph_range, text_range) = difference(span, &text);
    let (Some(span), Some(text)) = (span.get_mut(glyph_range.clone()), text.get(text_range)) else { return };
    let blank = text.iter().all(|c| c.is_whitespace());
    if blank && (span.is_empty() || !span.iter().all(is_blank)) {
        return;
    }
    if span.is_empty() {
        // Text without a glyph of its own belongs to the glyph before it.
        let at = from + glyph_range.start.saturating_sub(1);
        if let Some(glyph) = glyphs.get_mut(at) {
            let before = glyph_range.start > 0;
            let own = glyph.text.to_string();
            let added: String = text.iter().collect();
            glyph.text = GlyphText::Text(if before { own + &added } else { added + &own }.into());
            glyph.decoding = Decoding::ActualText;
        }
        return;
    }
    let decoding = if contradicts(span, text) { Decoding::Contradicted } else { Decoding::ActualText };
    if span.len() == text.len() {
        for (glyph, &c) in span.iter_mut().zip(text) {
            if glyph.text != GlyphText::Char(c) {
                glyph.text = GlyphText::Char(c);
                glyph.decoding = decoding;
            }
        }
        return;
    }
    if span.len() > MAX_JOINED && span.iter().all(|g| g.decoding != Decoding::Unmapped) {
        return;
    }
    let bbox = span.iter().map(|g| g.bbox).reduce(|a, b| a.union(&b));
    if let (Some(first), Some(bbox)) = (span.first_mut(), bbox) {
        first.text = match text {
            [one] => GlyphText::Char(*one),
            several => GlyphText::Text(several.iter().collect()),
        };
        first.bbox = bbox;
        first.decoding = decoding;
    }
    glyphs.drain(from + glyph_range.start + 1..from + glyph_range.end);
}

/// The parts that differ once what agrees at both ends is taken off.
fn difference(span: &[Glyph], text: &[char]) -> (Range<usize>, Range<usize>) {
    let (mut g0, mut t0) = (0, 0);
    while let (Some(glyph), Some(rest)) = (span.get(g0), text.get(t0..)) {
        let own: Vec<char> = glyph.text.to_string().chars().collect();
        if own.is_empty() || !rest.starts_with(&own) {
            break;
        }
        g0 += 1;
        t0 += own.len();
    }
    let (mut g1, mut t1) = (span.len(), text.len());
    while g1 > g0 {
        let own: Vec<char> = span[g1 - 1].text.to_string().chars().collect();
        if own.is_empty() || !text[t0..t1].ends_with(&own) {
            break;
        }
        g1 -= 1;
        t1 -= own.len();
    }
    (g0..g1, t0..t1)
}

/// Whether the glyphs have figures of their own, and the text has others.
fn contradicts(span: &[Glyph], text: &[char]) -> bool {
    let digits = |s: String| s.nfkc().filter(char::is_ascii_digit).collect::<String>();
    let known = span.iter().all(|g| g.decoding != Decoding::Unmapped);
    known && digits(span.iter().map(|g| g.text.to_string()).collect()) != digits(text.iter().collect())
}

fn is_blank(glyph: &Glyph) -> bool {
    glyph.text.to_string().chars().all(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use crate::geom::{Point, Rect};
    use crate::ingest::Writing;

    use super::*;

    fn glyphs(text: &str) -> Vec<Glyph> {
        let glyph = |(i, c): (usize, char)| Glyph {
            text: GlyphText::Char(c),
            bbox: Rect::new(i as f64 * 10.0, 0.0, i as f64 * 10.0 + 10.0, 10.0),
            origin: Point::new(i as f64 * 10.0, 8.8),
            size: 10.0,
            code: c as u32,
            decoding: if c == '\u{FFFD}' { Decoding::Unmapped } else { Decoding::ToUnicode },
            font: 0,
            writing: Writing::Horizontal,
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn after(drawn: &str, actual: &str) -> Vec<(String, f64, f64, Decoding)> {
        let mut span = glyphs(drawn);
        replace(&mut span, 0, actual);
        span.iter().map(|g| (g.text.to_string(), g.bbox.x0, g.bbox.x1, g.decoding)).collect()
    }

    #[test]
    fn what_agrees_keeps_its_glyphs() {
        let read = after("市⺠の", "市民の");
        assert_eq!(read[1], ("民".into(), 10.0, 20.0, Decoding::ActualText));
        assert_eq!((read[0].3, read[2].3, read.len()), (Decoding::ToUnicode, Decoding::ToUnicode, 3));
    }

    #[test]
    fn a_character_drawn_in_pieces_is_joined() {
        assert_eq!(
            after("\u{FFFD}\u{FFFD}年", "令年"),
            [("令".into(), 0.0, 20.0, Decoding::ActualText), ("年".into(), 20.0, 30.0, Decoding::ToUnicode)]
        );
    }

    #[test]
    fn other_figures_are_not_taken_on_trust() {
        assert_eq!(after("12", "72")[0].3, Decoding::Contradicted);
        assert_eq!(after("①", "1")[0].3, Decoding::ActualText);
    }

    #[test]
    fn a_blank_text_hides_nothing() {
        assert_eq!(after("12", " ")[0].0, "1");
    }
}
