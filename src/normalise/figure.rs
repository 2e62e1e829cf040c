//! The grammar of a figure cell: one number, range or ratio, and what may stand around it.
//!
//! ```text
//! figure = "(" figure ")" | "±" term | "〜" term tail | term [range | band | ratio] tail
//! range  = "〜" [term] | "-" term | "から" term
//! band   = ["〜" | "、"] term            the term before it has a lower bound
//! ratio  = "/" term ["=" term]
//! tail   = { bracket | note | "、" term with a basis }
//! ```

use super::context::{Brackets, Context};
use super::cursor::Cursor;
use super::exact::{Exact, Fraction};
use super::header;
use super::names::{As, Bound, Bounds, Kind};
use super::quantity::{Part, Quantity};
use super::tail::{self, Tail};
use super::term::{self, Refusal, Term};
use super::text::{Gap, Glyph};
use super::warning;
use rust_decimal::Decimal;

/// Reads a whole cell as a figure; `Ok(None)` where it is none, `Err` where its digits are none.
pub(super) fn read(glyphs: &[Glyph], as_: As, context: &Context) -> Result<Option<Quantity>, Refusal> {
    if let Some(inner) = enclosed(glyphs) {
        return bracketed(inner, as_, context);
    }
    let mut cursor = Cursor::new(glyphs);
    if as_ == As::Criteria {
        skip_subject(&mut cursor);
    }
    let Some(shape) = Shape::read(&mut cursor, as_)? else { return Ok(None) };
    let mut tail = Tail::default();
    let whole = tail::read(&mut cursor, shape.first(), &mut tail)?;
    if !whole {
        return Ok(None);
    }
    let branch = as_ != As::Criteria && shape.may_be_branch() && tail.unit.is_none() && header::unit(context).is_none();
    if branch {
        return Ok(None);
    }
    let quantity = shape.into_quantity(tail.unit.take())?;
    Ok(Some(header::apply(tail.apply(quantity), context, &tail)))
}

/// The inside of one pair of brackets around everything.
fn enclosed(glyphs: &[Glyph]) -> Option<&[Glyph]> {
    let [open, inner @ .., close] = glyphs else { return None };
    let pair =
        matches!((open.c, close.c), ('(', ')') | ('[', ']') | ('【', '】') | ('<', '>') | ('〈', '〉') | ('《', '》'));
    (pair && !inner.iter().any(|g| g.c == open.c || g.c == close.c)).then_some(inner)
}

/// (120) is no negative number unless the legend says so.
fn bracketed(inner: &[Glyph], as_: As, context: &Context) -> Result<Option<Quantity>, Refusal> {
    if inner.first().is_some_and(|g| matches!(g.c, '(' | '[')) {
        return Ok(None);
    }
    let Some(quantity) = read(inner, as_, context)? else { return Ok(None) };
    Ok(Some(match context.legend().brackets {
        Some(Brackets::Negative) => Quantity { number: quantity.number.map(|n| -n), ..quantity },
        Some(Brackets::Other) => quantity,
        None => quantity.warned(warning::BRACKETED),
    }))
}

/// Words before a band that say what is compared or what it gives (目標に対し90%以上, Ａ：16点以上).
fn skip_subject(cursor: &mut Cursor) {
    const SUBJECTS: &[&str] = &["目標", "実績", "達成", "率", "前年", "比"];
    let here = cursor.at;
    let lead = cursor
        .take_while(|g| !g.c.is_ascii_digit() && !matches!(g.c, '±' | '△' | '▲' | '-' | '+' | '≧' | '≦' | '<' | '>'));
    let words: String = lead.iter().map(|g| g.c).collect();
    // What words of the grammar the subject ends with are left to it.
    let kept = ["概ね", "おおむね", "約", "前年度比", "対前年度比", "最低", "最大"]
        .iter()
        .find(|word| words.ends_with(*word))
        .map_or(0, |word| word.chars().count());
    if lead.len() > kept
        && lead.len() <= 20
        && (words.ends_with([':', '=']) || SUBJECTS.iter().any(|word| words.contains(word)))
    {
        cursor.at -= kept;
    } else {
        cursor.at = here;
    }
}

/// What joins the ends of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// 〜, から, or the words of a band.
    Plain,
    /// A dash.
    Dash,
    /// A dash between whole numbers without a unit: perhaps a branch number.
    Branch,
}

/// What stands in the middle of a cell.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one lives at a time, on the stack")]
enum Shape {
    One(Term),
    /// Both ends, or one where the range is open.
    Range {
        low: Option<Term>,
        high: Option<Term>,
        joint: Joint,
    },
    Around(Term),
    Ratio {
        part: Term,
        whole: Term,
        rate: Option<Term>,
    },
}

impl Shape {
    fn read(cursor: &mut Cursor, as_: As) -> Result<Option<Self>, Refusal> {
        if cursor.eat_char('±') {
            return Ok(term::read(cursor)?.map(Self::Around));
        }
        if cursor.eat_char('〜') {
            return Ok(term::read(cursor)?.map(|high| Self::Range {
                low: None,
                high: Some(high),
                joint: Joint::Plain,
            }));
        }
        let Some(mut first) = term::read(cursor)? else { return Ok(None) };
        let here = cursor.at;
        if let Some(second) = band(cursor, &first)? {
            return Ok(Some(Self::Range { low: Some(first), high: Some(second), joint: Joint::Plain }));
        }
        cursor.at = here;
        if as_ == As::Criteria
            && let Some(range) = inequality(cursor, &first)?
        {
            return Ok(Some(range));
        }
        cursor.at = here;
        let separator = cursor.glyph().copied();
        match separator {
            Some(Glyph { c: '〜', .. }) => {
                cursor.advance(1);
                let high = term::read(cursor)?;
                return Ok(Some(Self::Range { low: Some(first), high, joint: Joint::Plain }));
            }
            Some(Glyph { c: '-', raw, gap, .. }) if gap < Gap::Line => {
                cursor.advance(1);
                if let Some(second) = term::read(cursor)? {
                    if matches!(raw, 'ー' | 'ｰ' | '─' | '━') {
                        first.warn(warning::UNUSUAL_RANGE);
                    }
                    let bare = |t: &Term| t.unit.is_none() && t.is_plain() && t.number.is_some_and(|n| n.scale() == 0);
                    let joint = if bare(&first) && bare(&second) { Joint::Branch } else { Joint::Dash };
                    return Ok(Some(Self::Range { low: Some(first), high: Some(second), joint }));
                }
                cursor.at = here;
            }
            Some(Glyph { c: '/', .. }) => {
                cursor.advance(1);
                let whole = term::read(cursor)?;
                // 実50人／延べ120人 counts twice and divides nothing.
                if let Some(whole) = whole.filter(|whole| whole.basis.is_none() && first.basis.is_none()) {
                    let rate = if cursor.eat_char('=') { term::read(cursor)? } else { None };
                    return Ok(Some(Self::Ratio { part: first, whole, rate }));
                }
                cursor.at = here;
            }
            _ => {
                if cursor.eat("から") || cursor.eat("ないし") || cursor.eat("乃至") {
                    if let Some(second) = term::read(cursor)? {
                        cursor.eat("まで");
                        return Ok(Some(Self::Range { low: Some(first), high: Some(second), joint: Joint::Plain }));
                    }
                    cursor.at = here;
                }
            }
        }
        Ok(Some(Self::One(first)))
    }

    /// The term whose unit the rest of the cell may share.
    fn first(&self) -> Option<&Term> {
        match self {
            Self::One(term) | Self::Around(term) => Some(term),
            Self::Range { low, high, .. } => high.as_ref().or(low.as_ref()),
            Self::Ratio { rate, part, .. } => rate.as_ref().or(Some(part)),
        }
    }

    fn may_be_branch(&self) -> bool {
        matches!(self, Self::Range { joint: Joint::Branch, .. })
    }

    fn into_quantity(self, unit_behind: Option<String>) -> Result<Quantity, Refusal> {
        match self {
            Self::One(mut term) => {
                term.unit = term.unit.or(unit_behind);
                Ok(one(&term))
            }
            Self::Around(mut term) => {
                term.unit = term.unit.or(unit_behind);
                around(&term)
            }
            Self::Range { low, high, joint } => range(low, high, unit_behind, joint),
            Self::Ratio { part, whole, rate } => ratio(&part, &whole, rate.as_ref()),
        }
    }
}

/// Takes the upper end of a band whose lower one was just read: `80％以上100％未満`.
fn band(cursor: &mut Cursor, low: &Term) -> Result<Option<Term>, Refusal> {
    let Some(bound) = low.bound else { return Ok(None) };
    let lower = matches!(bound, Bound::Ge | Bound::Gt);
    for joint in ["かつ", "で", "から"] {
        cursor.eat(joint);
    }
    if matches!(cursor.peek(), Some('〜' | '、' | ',' | '・' | '-')) {
        cursor.advance(1);
    }
    let Some(high) = term::read(cursor)? else { return Ok(None) };
    let upper = matches!(high.bound, Some(Bound::Le | Bound::Lt));
    Ok((lower == upper && high.bound.is_some() || lower && high.bound.is_none()).then_some(high))
}

/// Takes the rest of `80%≦x<100%`.
fn inequality(cursor: &mut Cursor, first: &Term) -> Result<Option<Shape>, Refusal> {
    const SIGNS: &[(&str, Bound)] =
        &[("<=", Bound::Le), ("≦", Bound::Le), ("<", Bound::Lt), (">=", Bound::Ge), ("≧", Bound::Ge), (">", Bound::Gt)];
    let Some(left) = cursor.eat_any(SIGNS) else { return Ok(None) };
    let name = cursor.take_while(|g| !g.c.is_ascii_digit() && !matches!(g.c, '<' | '>' | '≦' | '≧'));
    let Some(right) = cursor.eat_any(SIGNS) else { return Ok(None) };
    let upward = matches!(left, Bound::Le | Bound::Lt);
    if name.is_empty() || upward != matches!(right, Bound::Le | Bound::Lt) {
        return Ok(None);
    }
    let Some(second) = term::read(cursor)? else { return Ok(None) };
    // a ≦ x < b: the first sign bounds x from below.
    let turned = match left {
        Bound::Le => Bound::Ge,
        Bound::Lt => Bound::Gt,
        Bound::Ge => Bound::Le,
        Bound::Gt => Bound::Lt,
    };
    let first = first.clone().with_bound(turned);
    let second = second.with_bound(right);
    Ok(Some(Shape::Range { low: Some(first), high: Some(second), joint: Joint::Plain }))
}

/// What all shapes take over from a term.
fn attributes(term: &Term, kind: Kind) -> Quantity {
    Quantity {
        unit: term.unit.clone(),
        decimals: term.decimals,
        approximate: term.approximate,
        leaning: term.leaning,
        basis: term.basis.map(str::to_owned),
        per: term.per.clone(),
        relation: term.relation,
        status: term.status,
        warnings: term.warnings.iter().map(|&w| w.to_owned()).collect(),
        ..Quantity::bare("", kind)
    }
}

fn value(term: &Term) -> Option<Decimal> {
    term.number.and_then(Exact::to_decimal).or(term.fraction.as_ref().and_then(|f| f.number))
}

fn one(term: &Term) -> Quantity {
    let fraction = term.fraction.as_ref().filter(|f| !f.is_composed || f.number.is_none());
    Quantity {
        number: value(term),
        fraction: fraction.map(Fraction::text),
        bound: term.bound,
        ..attributes(term, Kind::Number)
    }
}

fn around(term: &Term) -> Result<Quantity, Refusal> {
    let half = value(term).ok_or(warning::SIGN_UNCERTAIN)?;
    let bounds = if matches!(term.bound, Some(Bound::Lt)) { Bounds::Open } else { Bounds::Closed };
    Ok(Quantity { number: Some(-half), upper: Some(half), bounds: Some(bounds), ..attributes(term, Kind::Range) })
}

fn range(
    low: Option<Term>,
    high: Option<Term>,
    unit_behind: Option<String>,
    joint: Joint,
) -> Result<Quantity, Refusal> {
    let (mut low, mut high) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(mut only), None) | (None, Some(mut only)) if only.fraction.is_some() || only.number.is_none() => {
            only.unit = only.unit.or(unit_behind);
            return Ok(one(&only));
        }
        // Open on one side.
        (Some(mut low), None) => {
            low.unit = low.unit.or(unit_behind);
            let bounds = if low.bound == Some(Bound::Gt) { Bounds::OpenClosed } else { Bounds::Closed };
            return Ok(Quantity { number: value(&low), bounds: Some(bounds), ..attributes(&low, Kind::Range) });
        }
        (None, Some(mut high)) => {
            high.unit = high.unit.or(unit_behind);
            let bounds = if high.bound == Some(Bound::Lt) { Bounds::ClosedOpen } else { Bounds::Closed };
            return Ok(Quantity { upper: value(&high), bounds: Some(bounds), ..attributes(&high, Kind::Range) });
        }
        (None, None) => return Err(warning::FIGURES_IN_TEXT),
    };
    // 10〜20万円: the scale at the end is meant for both.
    if low.unit.is_none() && !low.scaled && high.power > 0 {
        let number = low.number.ok_or(warning::UNITS_DIFFER)?.shifted(high.power).ok_or(warning::TOO_LARGE)?;
        low.number = Some(number);
        low.decimals = low.decimals.and_then(|d| Some(d - i32::try_from(high.power).ok()?));
        if high.unit.as_deref() != Some("%") {
            high.warn(warning::SCALE_SHARED);
        }
    }
    let unit = match (&low.unit, &high.unit) {
        (Some(a), Some(b)) if a != b => return Err(warning::UNITS_DIFFER),
        (a, b) => a.clone().or(b.clone()).or(unit_behind),
    };
    let (Some(a), Some(b)) = (value(&low), value(&high)) else { return Err(warning::FIGURES_IN_TEXT) };
    let backwards =
        matches!(low.bound, Some(Bound::Le | Bound::Lt)) || (a > b && low.bound.is_none() && high.bound.is_none());
    let mut quantity = attributes(&high, Kind::Range);
    for warning in &low.warnings {
        quantity = quantity.warned(*warning);
    }
    let (low, high, a, b) = if backwards { (high, low, b, a) } else { (low, high, a, b) };
    if a > b || matches!(low.bound, Some(Bound::Le | Bound::Lt)) || matches!(high.bound, Some(Bound::Ge | Bound::Gt)) {
        return Err(warning::REVERSED);
    }
    if backwards && joint != Joint::Plain {
        quantity = quantity.warned(warning::REVERSED);
    }
    let bounds = match (low.bound == Some(Bound::Gt), high.bound == Some(Bound::Lt)) {
        (false, false) => Bounds::Closed,
        (false, true) => Bounds::ClosedOpen,
        (true, false) => Bounds::OpenClosed,
        (true, true) => Bounds::Open,
    };
    Ok(Quantity {
        number: Some(a),
        upper: Some(b),
        bounds: Some(bounds),
        unit,
        decimals: low.decimals.max(high.decimals),
        approximate: low.approximate || high.approximate,
        basis: low.basis.or(high.basis).map(str::to_owned),
        per: low.per.or(high.per),
        ..quantity
    })
}

fn ratio(part: &Term, whole: &Term, rate: Option<&Term>) -> Result<Quantity, Refusal> {
    let (Some(numerator), Some(denominator)) = (value(part), value(whole)) else {
        return Err(warning::FIGURES_IN_TEXT);
    };
    if !part.is_plain() || !whole.is_plain() {
        return Err(warning::FIGURES_IN_TEXT);
    }
    let parts = |like: &Term, other: &Term| {
        let unit = |own: &Term, other: &Term| own.unit.clone().or(other.unit.clone());
        vec![
            Part { label: "numerator".to_owned(), number: numerator, unit: unit(like, other) },
            Part { label: "denominator".to_owned(), number: denominator, unit: unit(other, like) },
        ]
    };
    if let Some(rate) = rate {
        return Ok(Quantity { parts: parts(part, whole), ..one(rate) });
    }
    let bare = |term: &Term| term.unit.is_none() && !term.scaled && term.number.is_some_and(|n| n.scale() == 0);
    if !bare(part) || !bare(whole) || numerator >= Decimal::from(1000) {
        return Err(warning::FIGURES_IN_TEXT);
    }
    let fraction = match (part.number, whole.number) {
        (Some(a), Some(b)) => Fraction::of(a, b).ok_or(warning::FIGURES_IN_TEXT)?,
        _ => return Err(warning::FIGURES_IN_TEXT),
    };
    let quantity = Quantity {
        number: fraction.number,
        fraction: Some(fraction.text()),
        parts: parts(part, whole),
        ..Quantity::bare("", Kind::Number)
    };
    Ok(quantity.warned(warning::FRACTION_OR_DATE))
}
