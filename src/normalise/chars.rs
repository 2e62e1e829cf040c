//! What one printed character stands for: widths, radicals, compatibility forms, dashes.
//!
//! Plain NFKC is wrong for evaluation sheets: it turns `…` into points, `①` and `¹` into digits of
//! the number before them, keeps `⻑` and `−` apart from 長 and -, and `～` apart from 〜. So each
//! character is expanded here by rule, and only forms that stand for words (㍻ ㎏ ㈱ Ⅲ) go through
//! their compatibility decomposition.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

/// One or more characters that a printed one stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expansion {
    One(char),
    Many(String),
}

/// Radicals that have no compatibility decomposition (CJK Radicals Supplement), with their ideographs.
#[rustfmt::skip]
const RADICALS: &[(char, char)] = &[
    ('⺀', '冫'), ('⺁', '厂'), ('⺂', '乛'), ('⺃', '乚'), ('⺄', '乙'), ('⺅', '亻'), ('⺆', '冂'), ('⺇', '几'), ('⺈', '刀'),
    ('⺉', '刂'), ('⺊', '卜'), ('⺋', '㔾'), ('⺌', '小'), ('⺍', '小'), ('⺎', '兀'), ('⺏', '尣'), ('⺐', '尢'), ('⺑', '尢'),
    ('⺒', '巳'), ('⺓', '幺'), ('⺔', '彑'), ('⺕', '彐'), ('⺖', '忄'), ('⺗', '心'), ('⺘', '扌'), ('⺙', '攵'), ('⺛', '旡'),
    ('⺜', '日'), ('⺝', '月'), ('⺞', '歹'), ('⺟', '母'), ('⺠', '民'), ('⺡', '氵'), ('⺢', '氺'), ('⺣', '灬'), ('⺤', '爫'),
    ('⺥', '爫'), ('⺦', '丬'), ('⺧', '牛'), ('⺨', '犭'), ('⺩', '王'), ('⺪', '疋'), ('⺫', '罒'), ('⺬', '示'), ('⺭', '礻'),
    ('⺮', '竹'), ('⺯', '糸'), ('⺰', '糸'), ('⺱', '罓'), ('⺲', '罒'), ('⺳', '网'), ('⺴', '网'), ('⺵', '网'), ('⺶', '羊'),
    ('⺷', '羊'), ('⺸', '羊'), ('⺹', '耂'), ('⺺', '聿'), ('⺻', '聿'), ('⺼', '月'), ('⺽', '臼'), ('⺾', '艹'), ('⺿', '艹'),
    ('⻀', '艹'), ('⻁', '虎'), ('⻂', '衤'), ('⻃', '覀'), ('⻄', '西'), ('⻅', '見'), ('⻆', '角'), ('⻇', '角'), ('⻈', '言'),
    ('⻉', '貝'), ('⻊', '足'), ('⻋', '車'), ('⻌', '辶'), ('⻍', '辶'), ('⻎', '辶'), ('⻏', '阝'), ('⻐', '金'), ('⻑', '長'),
    ('⻒', '長'), ('⻓', '長'), ('⻔', '門'), ('⻕', '阜'), ('⻖', '阝'), ('⻗', '雨'), ('⻘', '青'), ('⻙', '韋'), ('⻚', '頁'),
    ('⻛', '風'), ('⻜', '飛'), ('⻝', '食'), ('⻞', '食'), ('⻟', '食'), ('⻠', '食'), ('⻡', '首'), ('⻢', '馬'), ('⻣', '骨'),
    ('⻤', '鬼'), ('⻥', '魚'), ('⻦', '鳥'), ('⻧', '卤'), ('⻨', '麦'), ('⻩', '黄'), ('⻪', '黽'), ('⻫', '斉'), ('⻬', '斉'),
    ('⻭', '歯'), ('⻮', '歯'), ('⻯', '竜'), ('⻰', '竜'), ('⻱', '亀'), ('⻲', '亀'), ('⻳', '亀'), ('⼾', '戸'), ('戶', '戸'),
];

/// Most of what is printed: ideographs, kana, digits and some punctuation that are no blanks, join nothing and stand
/// for themselves wherever they are. Told first, because every text is folded many times.
pub(super) fn is_itself(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fb}' | '!'..='}' | '、' | '。' | '「' | '」')
        && c != '戶'
}

/// The horizontal strokes that are printed as minus, dash or range sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '―'
            | '⁃'
            | '−'
            | '─'
            | '━'
            | '－'
            | '﹣'
            | '﹘'
            | '➖'
            | '⸺'
            | '⸻'
            | '˗'
    )
}

/// The waves that are printed as range signs.
pub(super) fn is_wave(c: char) -> bool {
    matches!(c, '〜' | '～' | '~' | '∼' | '∾' | '〰' | '˜')
}

/// Characters that take no room: they must not part a number, and must be told of.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    ) || (c.is_control() && !c.is_whitespace())
}

/// Blanks that are printed inside numbers to keep them on one line.
pub(super) fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{00a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{200a}')
}

/// Characters that end a line.
pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{000b}' | '\u{000c}' | '\u{0085}' | '\u{2028}' | '\u{2029}')
}

/// Hiragana, katakana and the long vowel mark.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}')
}

/// Ideographs, and the marks that stand for one.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〆')
}

/// Circled and bracketed figures, which are note signs or enumerators and never digits.
pub(super) fn is_enclosed_figure(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3251}'..='\u{325f}' | '\u{32b1}'..='\u{32bf}')
}

/// The digit of a raised figure.
pub(super) fn superscript_digit(c: char) -> Option<u32> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(c as u32 - 0x2070),
        _ => None,
    }
}

/// The number that an enclosed figure shows (① → 1, ⑴ → 1, ⒈ → 1, ㉑ → 21).
pub(super) fn enclosed_number(c: char) -> Option<u32> {
    let n = c as u32;
    match c {
        '\u{2460}'..='\u{2473}' => Some(n - 0x2460 + 1),
        '\u{2474}'..='\u{2487}' => Some(n - 0x2474 + 1),
        '\u{2488}'..='\u{249b}' => Some(n - 0x2488 + 1),
        '\u{24ea}' => Some(0),
        '\u{24f5}'..='\u{24fe}' => Some(n - 0x24f5 + 1),
        '\u{2776}'..='\u{277f}' => Some(n - 0x2776 + 1),
        '\u{2780}'..='\u{2789}' => Some(n - 0x2780 + 1),
        '\u{278a}'..='\u{2793}' => Some(n - 0x278a + 1),
        '\u{3251}'..='\u{325f}' => Some(n - 0x3251 + 21),
        '\u{32b1}'..='\u{32bf}' => Some(n - 0x32b1 + 36),
        _ => None,
    }
}

/// The katakana that a half-width one stands for, its sound mark not yet joined.
fn half_width_kana(c: char) -> Option<char> {
    matches!(c, '\u{ff61}'..='\u{ff9f}').then(|| match c {
        'ﾞ' => '\u{3099}',
        'ﾟ' => '\u{309a}',
        _ => c.nfkc().next().unwrap_or(c),
    })
}

/// `base` with a sound mark (゛ ゜) on it, where such a kana exists.
pub(super) fn with_sound_mark(base: char, mark: char) -> Option<char> {
    let mark = match mark {
        '\u{3099}' | 'ﾞ' => '\u{3099}',
        '\u{309a}' | 'ﾟ' => '\u{309a}',
        _ => return None,
    };
    compose(base, mark)
}

/// What `c` stands for in running text: brackets and punctuation keep their width, dashes their shape.
pub(super) fn in_text(c: char) -> Expansion {
    if c.is_ascii() || is_kana(c) || (matches!(c, '\u{4e00}'..='\u{9fff}') && c != '戶') {
        return Expansion::One(c);
    }
    let is_radical = matches!(c, '\u{2e80}'..='\u{2fdf}' | '戶');
    if let Some(i) = is_radical.then(|| RADICALS.binary_search_by_key(&c, |&(radical, _)| radical).ok()).flatten() {
        return Expansion::One(RADICALS.get(i).map_or(c, |&(_, ideograph)| ideograph));
    }
    if is_wave(c) {
        return Expansion::One('〜');
    }
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '＋' | '＆' | '＠' | '＃' | '＄' | '＊' => {
            Expansion::One(char::from_u32(c as u32 - 0xfee0).unwrap_or(c))
        }
        '￥' => Expansion::One('¥'),
        '￦' | '￡' | '￠' | '￤' => Expansion::One(c.nfkc().next().unwrap_or(c)),
        '㋿' => Expansion::Many("令和".into()),
        '℃' | '\u{3280}'..='\u{32b0}' => Expansion::One(c),
        // Bracketed ideographs and company forms: brackets as they are printed in Japanese text.
        '\u{3200}'..='\u{3243}' => match compatible(c) {
            Expansion::Many(many) => Expansion::Many(many.replace('(', "（").replace(')', "）")),
            one => one,
        },
        '\u{2f00}'..='\u{2fd5}'
        | '\u{2160}'..='\u{217f}'
        | '\u{3300}'..='\u{33ff}'
        | '\u{32c0}'..='\u{32fe}'
        | '№'
        | '℡'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{1f100}'..='\u{1f10a}' => compatible(c),
        _ => match half_width_kana(c) {
            Some(kana) => Expansion::One(kana),
            None => Expansion::One(c),
        },
    }
}

/// What `c` stands for where labels and figures are compared: as in text, with one form for every
/// dash, wave, bracket and sign. `after` is the folded character before it.
pub(super) fn in_key(c: char, after: Option<char>) -> Expansion {
    let folded = match in_text(c) {
        Expansion::One(folded) => folded,
        Expansion::Many(many) => {
            return Expansion::Many(many.chars().map(plain).collect());
        }
    };
    if is_dash(folded) || (folded == 'ー' && !after.is_some_and(is_kana)) {
        return Expansion::One('-');
    }
    Expansion::One(plain(folded))
}

/// One form for brackets, punctuation and signs that are printed in two widths or shapes.
fn plain(c: char) -> char {
    match c {
        '~' => '〜',
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '〔' | '〘' => '[',
        '〕' | '〙' => ']',
        '⁄' | '∕' | '⧸' => '/',
        '∶' => ':',
        '·' | '•' | '‧' | '⋅' | '∙' => '・',
        '〇' | '◯' | '⭕' | '⚪' => '○',
        '✕' | '✖' | '╳' | '⨯' => '×',
        '⊿' => '△',
        '≥' | '⩾' | '≧' => '≧',
        '≤' | '⩽' | '≦' => '≦',
        '⋯' => '…',
        '∗' | '⁎' => '*',
        '\u{2019}' | '\u{02bc}' => '\'',
        c => c,
    }
}

fn compatible(c: char) -> Expansion {
    let many: String = c.nfkc().collect();
    let mut chars = many.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => Expansion::One(one),
        _ => Expansion::Many(many),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_sorted_for_the_search() {
        let mut sorted = RADICALS.to_vec();
        sorted.sort();
        assert!(RADICALS.windows(2).all(|w| w[0].0 < w[1].0), "{sorted:?}");
        for (radical, ideograph) in RADICALS {
            assert_eq!(in_text(*radical), Expansion::One(*ideograph));
        }
    }

    #[test]
    fn what_is_told_first_needs_no_second_look() {
        for c in (0..=0x10ffff_u32).filter_map(char::from_u32).filter(|c| is_itself(*c)) {
            let blank = is_line_break(c) || is_invisible(c) || is_no_break_space(c) || c.is_whitespace();
            assert!(!blank && with_sound_mark('か', c).is_none(), "{c:?}");
            for expanded in [in_text(c), in_key(c, None), in_key(c, Some('ア'))] {
                assert_eq!(expanded, Expansion::One(c), "{c:?}");
            }
        }
    }

    #[test]
    fn every_expansion_stands_for_itself() {
        for c in (0..=0x10ffff_u32).filter_map(char::from_u32) {
            for expand in [in_text as fn(char) -> Expansion, |c| in_key(c, Some('ア'))] {
                match expand(c) {
                    Expansion::One(one) => {
                        assert_eq!(expand(one), Expansion::One(one), "{c:?}");
                        assert_eq!(one.is_whitespace(), c.is_whitespace(), "{c:?}");
                    }
                    Expansion::Many(many) => {
                        assert!(!many.is_empty(), "{c:?}");
                        for d in many.chars() {
                            assert_eq!(expand(d), Expansion::One(d), "{c:?} → {d:?}");
                        }
                    }
                }
            }
        }
    }
}
