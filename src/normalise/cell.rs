//! The reading of a cell: which grammar its text belongs to.

use super::chars::{is_enclosed_figure, is_ideograph, superscript_digit};
use super::context::Context;
use super::grade as scale;
use super::mark::{self, mark};
use super::names::{As, Kind, Missing};
use super::parts;
use super::quantity::{Part, Quantity};
use super::term::{self, printed};
use super::text::{Gap, Glyph, glyphs, string, text};
use super::{code, cursor::Cursor, date, figure, missing, unit, warning, words, year};

/// Reads a figure or a band of a scale.
pub(super) fn figure(source: &str, as_: As, context: &Context) -> Quantity {
    let glyphs = glyphs(source);
    let quantity = absent(&glyphs, source, as_).unwrap_or_else(|| {
        if let Some(label) = unit_label(&glyphs) {
            return Quantity { unit: Some(label), ..Quantity::text("", text(source)) };
        }
        if as_ == As::Quantity && AMBIGUOUS.contains(&string(&glyphs).as_str()) {
            return words_only(&glyphs, source, None);
        }
        match figure::read(&glyphs, as_, context) {
            Ok(Some(quantity)) => quantity,
            Ok(None) => other(&glyphs, source, context),
            Err(why) => words_only(&glyphs, source, Some(why)),
        }
    });
    Quantity { printed: source.to_owned(), ..quantity }
}

/// Kanji numerals with a counter that are words at least as often, and a sign for zero or a mark.
#[rustfmt::skip]
const AMBIGUOUS: &[&str] = &["十分", "一部", "一時", "一度", "一口", "一式", "五分", "万一", "千人"];

/// Units that stand in a unit column with their scale; other scales with 円 are sums (拾万円).
const SCALED_MONEY: &[&str] = &["千円", "万円", "百万円", "億円", "十億円", "兆円"];

/// Choices with boxes, and every way to say that there is no value.
fn absent(glyphs: &[Glyph], source: &str, as_: As) -> Option<Quantity> {
    if let Some(choices) = mark::choices(source) {
        let chosen = chosen(&choices, source);
        let letter =
            chosen.value.as_deref().filter(|_| as_ == As::Grade && chosen.warnings.is_empty()).and_then(scale::grade);
        return Some(match letter {
            Some(letter) => Quantity { kind: Kind::Grade, value: Some(letter), ..chosen },
            None => chosen,
        });
    }
    missing::read(glyphs, source, as_)
}

fn chosen(choices: &mark::Choices, source: &str) -> Quantity {
    let quantity = match choices.marked.as_slice() {
        [] => Quantity::missing(source, Missing::Unmarked),
        [one] => Quantity::text(source, one.clone()),
        several => Quantity::text(source, several.join("・")).warned(warning::SEVERAL_MARKED),
    };
    if choices.doubtful { quantity.warned(warning::CHOSEN_OR_CROSSED) } else { quantity }
}

/// A cell that names a unit and nothing else: （単位：千円）, 百万円.
fn unit_label(glyphs: &[Glyph]) -> Option<String> {
    let mut cursor = Cursor::new(glyphs);
    // ㈳ is no bracket with a unit in it.
    let printed_bracket = glyphs.first().is_some_and(|g| matches!(g.raw, '(' | '（' | '[' | '［'));
    let bracket = printed_bracket && (cursor.eat_char('(') || cursor.eat_char('['));
    let said = cursor.eat("単位");
    if said {
        cursor.eat_char(':');
    }
    let start = cursor.at;
    let (unit, power) = unit::unit_label(&mut cursor)?;
    let label = string(cursor.since(start));
    if bracket {
        cursor.next()?;
    }
    // A scale with a unit is a label of money or people; 十人 and 百人 are counts.
    let scaled = SCALED_MONEY.contains(&label.as_str()) || (bracket && (power >= 3 || unit::stands_alone(&unit)));
    (cursor.is_done() && (said || scaled)).then_some(if power > 0 { label } else { unit })
}

/// What is neither a figure nor absent: a branch number, a year, a date, or words.
fn other(glyphs: &[Glyph], source: &str, context: &Context) -> Quantity {
    if glyphs.iter().any(|g| g.c.is_ascii_digit() || g.c == '年') {
        // H27 or 2019-2020 alone may be many things; a printed 年度 is a fiscal year.
        if string(glyphs).trim_end_matches(')').ends_with("年度") {
            let year = year::normalise(source, context);
            if year.kind == Kind::FiscalYear {
                return year;
            }
        }
        let date = date::normalise(source, context);
        if date.kind == Kind::Date {
            return date;
        }
    }
    match code::branch_number(glyphs) {
        Some(number) => Quantity { value: Some(number), ..Quantity::bare(source, Kind::Code) },
        None => words_only(glyphs, source, None),
    }
}

/// A text, with its figures, and with the reason why it is no number where one was to be expected.
fn words_only(glyphs: &[Glyph], source: &str, refused: Option<&'static str>) -> Quantity {
    let parts: Vec<Part> = parts::scan(glyphs).into_iter().map(|f| f.part).collect();
    let quantity = Quantity { parts, unit: vague_unit(glyphs), ..Quantity::text(source, text(source)) };
    match why_no_number(glyphs, refused) {
        Some(why) => quantity.warned(why),
        None => quantity,
    }
}

fn why_no_number(glyphs: &[Glyph], refused: Option<&'static str>) -> Option<&'static str> {
    let word = string(glyphs);
    let digits = |g: &Glyph| g.c.is_ascii_digit();
    if glyphs.iter().any(digits) {
        return Some(refused.unwrap_or_else(|| why_no_figure(glyphs)));
    }
    if vague_unit(glyphs).is_some() || words::VAGUE.contains(&word.as_str()) {
        return Some(warning::VAGUE);
    }
    if words::WORDS_FOR_FIGURES.contains(&word.as_str()) {
        return Some(warning::NOT_A_FIGURE);
    }
    let relative = glyphs.len() <= 40 && words::RELATIVE.iter().any(|known| word.contains(known));
    let bounded = ["以上", "以下", "未満", "以内", "程度", "並み", "並", "超"].iter().any(|end| word.ends_with(end));
    if relative || bounded {
        return Some(warning::RELATIVE);
    }
    if let [only] = glyphs
        && (mark(only.c).is_some() || matches!(only.c, '+' | '±' | '%' | '?' | '!'))
    {
        return Some(warning::SIGN_ALONE);
    }
    None
}

/// Why a text with digits is no figure.
fn why_no_figure(glyphs: &[Glyph]) -> &'static str {
    let looks = glyphs.iter().all(|g| g.c.is_ascii_digit() || matches!(g.c, 'l' | 'I' | 'O' | 'o' | '|' | '.' | ','));
    if looks && glyphs.iter().any(|g| g.c.is_ascii_alphabetic()) {
        return warning::LETTER_IN_DIGITS;
    }
    for pair in glyphs.windows(2) {
        let [before, after] = pair else { continue };
        if after.c.is_ascii_digit() && before.c.is_ascii_digit() {
            match after.gap {
                Gap::Space => return warning::SPACED_FIGURES,
                Gap::Line => return warning::SEVERAL_LINES,
                Gap::None | Gap::Invisible => {}
            }
        }
    }
    let mut cursor = Cursor::new(glyphs);
    if let Ok(Some(_)) = term::read(&mut cursor)
        && let gap = cursor.gap()
        && let Ok(Some(second)) = term::read(&mut cursor)
        && second.number.is_some()
        && cursor.is_done()
    {
        return match gap {
            Gap::Line => warning::SEVERAL_LINES,
            Gap::Space => warning::SPACED_FIGURES,
            Gap::None | Gap::Invisible => warning::GLUED_FIGURES,
        };
    }
    warning::FIGURES_IN_TEXT
}

/// The unit of a vague count: 数十人, 十数件, 数名.
fn vague_unit(glyphs: &[Glyph]) -> Option<String> {
    let mut cursor = Cursor::new(glyphs);
    for word in ["約", "おおむね", "概ね"] {
        cursor.eat(word);
    }
    let run = cursor.take_while(|g| matches!(g.c, '数' | '十' | '百' | '千' | '万' | '億') || g.c.is_ascii_digit());
    if !run.iter().any(|g| g.c == '数') {
        return None;
    }
    let unit = unit::eat_known(&mut cursor)?;
    (cursor.is_done() || cursor.starts_with("程度")).then(|| unit.to_owned())
}

/// Reads a letter or mark of a scale.
pub(super) fn grade(source: &str, context: &Context) -> Quantity {
    let glyphs = glyphs(source);
    let quantity = absent(&glyphs, source, As::Grade).unwrap_or_else(|| symbol(&glyphs, source, context));
    Quantity { printed: source.to_owned(), ..quantity }
}

fn symbol(glyphs: &[Glyph], source: &str, context: &Context) -> Quantity {
    let mut cursor = Cursor::new(glyphs);
    let Some(value) = scale::symbol(&mut cursor) else { return ungraded(glyphs, source, context) };
    let quantity = Quantity { value: Some(value.clone()), ..Quantity::bare("", Kind::Grade) };
    if cursor.is_done() {
        return match value.parse() {
            // Two digits are points or a total; one may be a step of a scale.
            Ok(number) if value.len() > 1 => {
                Quantity { number: Some(number), decimals: Some(0), value: None, kind: Kind::Number, ..quantity }
            }
            Ok(number) => Quantity { number: Some(number), ..quantity },
            Err(_) => quantity,
        };
    }
    let digits = value.chars().all(|c| c.is_ascii_digit());
    if !digits && let Some(with) = explained(cursor, quantity) {
        return with;
    }
    let mut other = cursor;
    let joined = matches!(other.peek(), Some('→' | '・' | '/' | '〜' | '、' | ',' | '-' | '⇒' | '>')) && {
        other.advance(1);
        true
    };
    if !digits && (joined || cursor.gap() > Gap::Invisible) && scale::symbol(&mut other).is_some() {
        return Quantity::text("", text(source)).warned(warning::SEVERAL_GRADES);
    }
    ungraded(glyphs, source, context)
}

/// A grade with its points, meaning or note behind it: Ａ（4点）, Ａ：順調, Ａ※1.
fn explained(mut cursor: Cursor, quantity: Quantity) -> Option<Quantity> {
    if cursor.peek().is_some_and(|c| matches!(c, '※' | '*') || is_enclosed_figure(c) || superscript_digit(c).is_some())
    {
        return Some(Quantity { notes: vec![printed(cursor.rest())], ..quantity });
    }
    let bracket = cursor.eat_char('(') || cursor.eat_char('[');
    let colon = !bracket && (cursor.eat_char(':') || cursor.eat_char('='));
    let mut rest = cursor.rest();
    if bracket {
        let (close, inner) = rest.split_last()?;
        rest = matches!(close.c, ')' | ']').then_some(inner)?;
    }
    let mut inner = Cursor::new(rest);
    if let Ok(Some(term)) = term::read(&mut inner)
        && inner.is_done()
        && term.is_plain()
        && (bracket || colon || term.unit.is_some())
    {
        let number = term.number?.to_decimal()?;
        let label = term.unit.clone().unwrap_or_else(|| "点".to_owned());
        let part = Part { label, number, unit: term.unit.clone() };
        return Some(Quantity { unit: term.unit, parts: vec![part], ..quantity });
    }
    let words = (bracket || colon)
        && !rest.is_empty()
        && !rest.iter().any(|g| g.c.is_ascii_digit() || matches!(g.c, '(' | ')'));
    let notes = vec![printed(rest)];
    words.then_some(Quantity { notes, ..quantity })
}

/// A grade cell without a grade: points, or words.
fn ungraded(glyphs: &[Glyph], source: &str, context: &Context) -> Quantity {
    match figure::read(glyphs, As::Quantity, context) {
        Ok(Some(quantity)) => quantity,
        Err(why) => Quantity::text(source, text(source)).warned(why),
        Ok(None) => {
            let quantity = Quantity::text(source, text(source));
            let words = glyphs.iter().all(|g| is_ideograph(g.c) || super::chars::is_kana(g.c));
            if words { quantity } else { quantity.warned(warning::SEVERAL_GRADES) }
        }
    }
}
