//! Texts folded for comparing, and texts normalised for keeping.

use super::chars::{self, Expansion};

/// A text folded for comparing, with the way back to the printed one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each character of `text` the index of the printed character it comes from.
    pub sources: Vec<usize>,
}

/// The form in which labels are compared: one width, no white space, radicals as ideographs, one
/// dash, one wave (〜), one circle (○). Long vowels stay what they are, and so do circled digits and
/// raised figures.
///
/// ```
/// use kanrihyo::normalise::fold;
/// assert_eq!(fold("達成率 （％）"), fold("達成率(%)"));
/// assert_eq!(fold("セミナー　１－１"), "セミナー1-1");
/// ```
pub fn fold(printed: &str) -> String {
    // What `glyphs` does, without remembering where each character came from: nothing is done more often.
    let mut out = String::with_capacity(printed.len());
    for raw in printed.chars() {
        if chars::is_itself(raw) {
            out.push(raw);
            continue;
        }
        if blank(raw).is_some() {
            continue;
        }
        let last = out.chars().next_back();
        if let Some(joined) = last.and_then(|last| chars::with_sound_mark(last, raw)) {
            out.pop();
            out.push(joined);
            continue;
        }
        match chars::in_key(raw, last) {
            Expansion::One(c) => out.push(c),
            Expansion::Many(many) => out.extend(many.chars().filter(|c| !c.is_whitespace())),
        }
    }
    out
}

/// As [`fold`], with the index of the printed character for each folded one.
pub fn fold_map(printed: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(printed.len()), sources: Vec::with_capacity(printed.len()) };
    for glyph in glyphs(printed) {
        folded.text.push(glyph.c);
        folded.sources.push(glyph.at);
    }
    folded
}

/// What stands between a character and the one before it, from nothing to a line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    /// Characters without width, or blanks that do not part what stands around them.
    Invisible,
    Space,
    Line,
}

/// A folded character, as figures are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Folded.
    pub c: char,
    /// As printed.
    pub raw: char,
    /// Index of the printed character.
    pub at: usize,
    /// What stands before it.
    pub gap: Gap,
}

/// The folded characters of `printed`, blanks taken out and remembered as gaps.
pub(super) fn glyphs(printed: &str) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(printed.len());
    let mut gap = Gap::None;
    for (at, raw) in printed.chars().enumerate() {
        if chars::is_itself(raw) {
            out.push(Glyph { c: raw, raw, at, gap: std::mem::replace(&mut gap, Gap::None) });
            continue;
        }
        if let Some(blank) = blank(raw) {
            gap = gap.max(blank);
            continue;
        }
        if let Some(last) = out.last_mut()
            && let Some(joined) = chars::with_sound_mark(last.c, raw)
        {
            last.c = joined;
            continue;
        }
        match chars::in_key(raw, out.last().map(|g| g.c)) {
            Expansion::One(c) => out.push(Glyph { c, raw, at, gap }),
            Expansion::Many(many) => {
                for c in many.chars() {
                    if c.is_whitespace() {
                        continue;
                    }
                    out.push(Glyph { c, raw, at, gap });
                    gap = Gap::None;
                }
            }
        }
        gap = Gap::None;
    }
    out
}

/// The folded characters as a string.
pub(super) fn string(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|g| g.c).collect()
}

/// What sort of gap `c` makes, if it is a blank.
fn blank(c: char) -> Option<Gap> {
    if chars::is_itself(c) {
        None
    } else if chars::is_line_break(c) {
        Some(Gap::Line)
    } else if chars::is_invisible(c) || chars::is_no_break_space(c) {
        Some(Gap::Invisible)
    } else if c.is_whitespace() {
        Some(Gap::Space)
    } else {
        None
    }
}

/// The text that is kept as a value: letters and digits in one width, half-width kana and radicals
/// made whole, blanks single, lines that only the width of a cell broke joined again. Brackets,
/// dashes, long vowels, circled digits and raised figures stay as printed; lines that begin with a
/// bullet stay lines.
///
/// ```
/// use kanrihyo::normalise::text;
/// assert_eq!(text("⻘少年の就労支\n援（ＰＣ講座①）"), "青少年の就労支援（PC講座①）");
/// ```
pub fn text(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut last: Option<char> = None;
    let mut gap = Gap::None;
    for raw in printed.chars() {
        if let Some(blank) = blank(raw) {
            let blank = if chars::is_no_break_space(raw) { Gap::Space } else { blank };
            gap = gap.max(blank);
            continue;
        }
        if gap != Gap::Space
            && let Some(joined) = last.and_then(|base| chars::with_sound_mark(base, raw))
        {
            out.pop();
            out.push(joined);
            last = Some(joined);
            continue;
        }
        let expansion = chars::in_text(raw);
        let first = match &expansion {
            Expansion::One(c) => *c,
            Expansion::Many(many) => many.chars().next().unwrap_or(raw),
        };
        if let Some(before) = last {
            match gap {
                Gap::Line if starts_a_line(first) => out.push('\n'),
                Gap::Line if is_western(before) && is_western(first) => out.push(' '),
                Gap::Space => out.push(' '),
                _ => {}
            }
        }
        gap = Gap::None;
        match expansion {
            Expansion::One(c) => out.push(c),
            Expansion::Many(many) => out.push_str(&many),
        }
        last = out.chars().next_back();
    }
    out
}

/// Signs that stand at the head of a list item or note.
fn starts_a_line(c: char) -> bool {
    matches!(
        c,
        '・' | '●'
            | '○'
            | '◯'
            | '◎'
            | '◇'
            | '◆'
            | '■'
            | '□'
            | '☑'
            | '☐'
            | '▪'
            | '▫'
            | '►'
            | '▶'
            | '▷'
            | '➢'
            | '★'
            | '☆'
            | '※'
            | '*'
            | '【'
            | '〔'
            | '［'
            | '→'
            | '⇒'
            | '↓'
            | '↑'
    ) || chars::is_enclosed_figure(c)
}

fn is_western(c: char) -> bool {
    c.is_ascii_graphic() || (c.is_alphabetic() && !chars::is_ideograph(c) && !chars::is_kana(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_plain_compatibility_spoils() {
        for (printed, folded) in [
            ("セミナー", "セミナー"),
            ("ｾﾐﾅｰ ｶﾞｲﾄﾞ", "セミナーガイド"),
            ("か\u{3099}いと\u{3099}", "がいど"),
            ("80～50％", "80〜50%"),
            ("1－1 1―1 1ー1", "1-11-11-1"),
            ("1,234①", "1,234①"),
            ("25¹", "25¹"),
            ("⻑期・⽉", "長期・月"),
            ("…", "…"),
            ("㈱　㎏", "(株)kg"),
            ("平成31\n(令和元)年度", "平成31(令和元)年度"),
        ] {
            assert_eq!(fold(printed), folded, "{printed}");
        }
    }

    #[test]
    fn folding_is_the_same_with_and_without_the_way_back() {
        let every = (0..=0x10ffff_u32).filter_map(char::from_u32);
        for c in every {
            for printed in [format!("カ{c}ハ"), format!("{c}ー{c}"), format!("1{c}\u{3099} 年")] {
                assert_eq!(fold(&printed), fold_map(&printed).text, "{printed}");
            }
        }
    }

    #[test]
    fn sources_lead_back_to_the_printed_characters() {
        let folded = fold_map(" ㍻27 年\u{200b}度");
        assert_eq!(folded.text, "平成27年度");
        assert_eq!(folded.sources, [1, 1, 2, 3, 5, 7]);
    }

    #[test]
    fn wrapped_lines_are_joined_and_items_are_not() {
        assert_eq!(text("就職準備支援から\n一般就労へ"), "就職準備支援から一般就労へ");
        assert_eq!(text("Job\nCafe 多摩"), "Job Cafe 多摩");
        assert_eq!(text("・相談\n・紹介\r\n※再掲"), "・相談\n・紹介\n※再掲");
        assert_eq!(text("　名　称 "), "名 称");
        assert_eq!(text("Ⅲ　㈱ＡＢ"), "III （株）AB");
    }
}
