//! One number with its sign, unit and the words around it.

use super::cursor::Cursor;
use super::exact::{Exact, Fraction};
use super::names::{Bound, Leaning, Relation, Status};
use super::numeral::{self, Numeral};
use super::text::{Gap, Glyph};
use super::unit;
use super::warning;
use super::words::{self, Word};

/// A number as it stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Term {
    pub number: Option<Exact>,
    pub fraction: Option<Fraction>,
    pub decimals: Option<i32>,
    pub unit: Option<String>,
    /// 千, 万 … were printed with it; `power` where one scale stands behind one number.
    pub scaled: bool,
    pub power: u32,
    pub kanji: bool,
    /// It is a multiplier (×2) and has no unit.
    pub multiplier: bool,
    pub bound: Option<Bound>,
    pub approximate: bool,
    pub leaning: Option<Leaning>,
    pub basis: Option<&'static str>,
    pub per: Option<String>,
    pub relation: Option<Relation>,
    pub status: Option<Status>,
    pub warnings: Vec<&'static str>,
    compared: bool,
    signed: bool,
}

/// Why a text is no number.
pub(super) type Refusal = &'static str;

/// Takes a term; `Ok(None)` where none stands, `Err` where digits stand that are no number.
pub(super) fn read(cursor: &mut Cursor) -> Result<Option<Term>, Refusal> {
    let start = cursor.at;
    let mut term = Term::default();
    term.before(cursor);
    let found = term.amount(cursor)?;
    if !found {
        cursor.at = start;
        return Ok(None);
    }
    term.behind(cursor)?;
    Ok(Some(term))
}

impl Term {
    /// Whether a value other than the number was printed with it.
    pub fn is_plain(&self) -> bool {
        self.bound.is_none() && self.relation.is_none() && !self.approximate
    }

    pub fn with_bound(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }

    pub fn warn(&mut self, warning: &'static str) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Takes the words before the number.
    fn before(&mut self, cursor: &mut Cursor) {
        loop {
            let here = cursor.at;
            if let Some(per) = one_of(cursor) {
                self.per = Some(per);
                continue;
            }
            let Some(word) = cursor.eat_any(words::BEFORE) else { return };
            if cursor.peek() == Some(':') {
                cursor.advance(1);
            }
            // 月20件 but 月曜, 実50人 but 実施: a number or another such word must follow.
            if !leads_on(cursor) {
                cursor.at = here;
                return;
            }
            self.apply(word);
        }
    }

    /// What a word adds.
    pub fn apply(&mut self, word: Word) {
        match word {
            Word::Approximate => self.approximate = true,
            Word::Above | Word::Below => {
                self.approximate = true;
                self.leaning = Some(if word == Word::Above { Leaning::Above } else { Leaning::Below });
            }
            Word::Bound(bound) => self.bound = Some(bound),
            Word::Basis(basis) => self.basis = Some(basis),
            Word::Per(per) => self.per = Some(per.to_owned()),
            Word::Each => {
                self.per.get_or_insert_with(|| "各".to_owned());
                self.warn(warning::PER_EACH);
            }
            Word::Compared => self.compared = true,
            Word::Status(status) => self.status = Some(status),
            Word::Increase | Word::Decrease | Word::Nothing => {}
        }
    }

    /// Takes sign, currency, number and unit.
    fn amount(&mut self, cursor: &mut Cursor) -> Result<bool, Refusal> {
        if self.share(cursor) {
            return Ok(true);
        }
        let negative = self.sign(cursor);
        let currency = self.currency(cursor);
        let numeral = match numeral::read(cursor) {
            numeral::Reading::None => return Ok(false),
            numeral::Reading::Malformed(why) => return Err(why),
            numeral::Reading::Number(numeral) => numeral,
        };
        self.take(numeral, negative)?;
        let counted = self.unit(cursor)?;
        if !counted && currency.is_some() {
            self.unit = currency.map(str::to_owned);
        }
        if self.kanji && (self.unit.is_none() && !cursor.is_done() && !self.scaled || self.is_word()) {
            return Ok(false);
        }
        Ok(true)
    }

    /// Whether kanji numeral and unit are a word (二次, 三者, 一般): few counters are printed so.
    fn is_word(&self) -> bool {
        self.unit.as_deref().is_some_and(|unit| !self.scaled && !unit::COUNTED_IN_KANJI.contains(&unit))
    }

    /// Takes 半数: half of what is counted, in words.
    fn share(&mut self, cursor: &mut Cursor) -> bool {
        let more = cursor.eat("過半数");
        if !more && !cursor.eat("半数") {
            return false;
        }
        self.number = Some(Exact::integer(50));
        self.unit = Some("%".to_owned());
        if more {
            self.bound = Some(Bound::Gt)
        } else {
            self.approximate = true
        }
        true
    }

    fn sign(&mut self, cursor: &mut Cursor) -> bool {
        let Some(glyph) = cursor.glyph() else { return false };
        let negative = match glyph.c {
            '-' | '△' | '▲' | '▼' | '▽' | '↓' => true,
            '+' | '↑' => false,
            '×' if cursor.at == 0 => {
                self.multiplier = true;
                false
            }
            _ => return false,
        };
        cursor.advance(1);
        self.signed = !self.multiplier;
        let usual = matches!(glyph.raw, '-' | '－' | '−' | '△' | '▲' | '+' | '＋' | '×' | '✕' | '✖');
        if !usual || (glyph.c == '-' && cursor.gap() >= Gap::Space) {
            self.warn(warning::UNUSUAL_MINUS);
        }
        negative
    }

    fn currency(&mut self, cursor: &mut Cursor) -> Option<&'static str> {
        let unit = match cursor.peek()? {
            '¥' => "円",
            '\\' => {
                // 0x5C of a Shift_JIS text, which is shown as a yen sign.
                self.warn(warning::SIGN_UNCERTAIN);
                "円"
            }
            '$' => "ドル",
            '€' => "ユーロ",
            _ => return None,
        };
        cursor.advance(1);
        Some(unit)
    }

    fn take(&mut self, numeral: Numeral, negative: bool) -> Result<(), Refusal> {
        let flip = |value: Exact| if negative { value.negated() } else { Some(value) };
        if let Some(value) = numeral.value {
            let value = flip(value).ok_or(warning::TOO_LARGE)?;
            value.to_decimal().ok_or(warning::TOO_LARGE)?;
            self.number = Some(value);
        }
        self.fraction = numeral.fraction.map(|f| if negative { f.negated() } else { f });
        self.decimals = numeral.decimals;
        self.scaled = numeral.scaled;
        self.power = numeral.power;
        self.kanji = numeral.kanji;
        numeral.warnings.into_iter().for_each(|w| self.warn(w));
        Ok(())
    }

    /// Takes the unit, and what is printed between it and the number.
    fn unit(&mut self, cursor: &mut Cursor) -> Result<bool, Refusal> {
        if self.multiplier {
            return Ok(false);
        }
        let here = cursor.at;
        if matches!(cursor.peek(), Some('余' | '数')) {
            let vague = cursor.eat_char('数');
            if !vague {
                cursor.advance(1);
            }
            if unit::eat_known(&mut cursor.clone()).is_some() {
                if vague {
                    return Err(warning::VAGUE);
                }
                self.apply(Word::Above);
            } else {
                cursor.at = here;
            }
        }
        if cursor.peek() == Some('割') && !cursor.starts_with("割合") && !cursor.starts_with("割引") {
            cursor.advance(1);
            self.tenths(cursor)?;
            return Ok(true);
        }
        let known = unit::eat_known(cursor);
        if let Some(unit) = known {
            // 27年度, 2020年3月 and 4月1日 are dates.
            if unit == "年" && (cursor.peek() == Some('度') || month_follows(cursor)) {
                cursor.at = here;
                return Ok(false);
            }
            self.unit = Some(unit.to_owned());
            self.smaller_unit(cursor, unit)?;
        } else if !self.kanji
            && let Some(unknown) = unit::eat_unknown(cursor)
        {
            self.unit = Some(unknown);
        }
        if let Some(unit) = &self.unit
            && let Some(divisor) = unit::eat_divisor(cursor)
        {
            if unit::PERIODS.contains(&divisor.as_str()) && unit != "円" {
                self.per = Some(divisor);
            } else {
                self.unit = Some(format!("{unit}/{divisor}"));
            }
        }
        Ok(self.unit.is_some())
    }

    /// 9割5分 is 95 %.
    fn tenths(&mut self, cursor: &mut Cursor) -> Result<(), Refusal> {
        let mut value = self.number.ok_or(warning::VAGUE)?.shifted(1).ok_or(warning::TOO_LARGE)?;
        let mut decimals = self.decimals.map(|d| d - 1);
        let here = cursor.at;
        if let Some(parts) = cursor.eat_digits(1).filter(|_| cursor.eat_char('分')) {
            value = value.plus(Exact::integer(parts.into())).ok_or(warning::TOO_LARGE)?;
            decimals = Some(0);
        } else {
            cursor.at = here;
        }
        self.number = Some(value);
        self.decimals = decimals;
        self.power = 1;
        self.scaled = true;
        self.unit = Some("%".to_owned());
        Ok(())
    }

    /// Takes the minutes behind hours and the like: 1時間30分 is 1.5 時間.
    fn smaller_unit(&mut self, cursor: &mut Cursor, unit: &str) -> Result<(), Refusal> {
        const SMALLER: &[(&str, &str, i128)] = &[("時間", "分", 60), ("分", "秒", 60), ("年", "か月", 12)];
        let Some(&(_, smaller, count)) = SMALLER.iter().find(|(larger, _, _)| *larger == unit) else { return Ok(()) };
        let whole =
            self.number.and_then(Exact::to_decimal).filter(|n| n.is_integer()).and_then(|n| i128::try_from(n).ok());
        let (Some(whole), false) = (whole, self.scaled) else { return Ok(()) };
        let here = cursor.at;
        let added = if cursor.eat_char('半') {
            Some(count / 2)
        } else {
            cursor.eat_digits(2).filter(|_| unit::eat_known(cursor) == Some(smaller)).map(i128::from)
        };
        let Some(added) = added.filter(|added| *added < count) else {
            cursor.at = here;
            return Ok(());
        };
        let added = if whole < 0 { -added } else { added };
        let total = whole.checked_mul(count).and_then(|w| w.checked_add(added)).ok_or(warning::TOO_LARGE)?;
        let fraction = Fraction::new(total, count).ok_or(warning::TOO_LARGE)?;
        self.number = None;
        self.decimals = None;
        self.fraction = Some(fraction.composed());
        Ok(())
    }

    /// Takes the words behind the unit.
    fn behind(&mut self, cursor: &mut Cursor) -> Result<(), Refusal> {
        while let Some(word) = cursor.eat_any(words::BEHIND) {
            match word {
                Word::Decrease => self.change(true)?,
                Word::Increase => self.change(false)?,
                word => self.apply(word),
            }
        }
        // 20人以上/月
        let here = cursor.at;
        match unit::eat_divisor(cursor) {
            Some(period) if self.unit.is_some() && self.per.is_none() && unit::PERIODS.contains(&period.as_str()) => {
                self.per = Some(period)
            }
            _ => cursor.at = here,
        }
        if self.compared {
            let index = !self.signed && self.relation.is_none();
            self.relation = Some(if index { Relation::Previous } else { Relation::Yoy });
        }
        Ok(())
    }

    /// 5人減 is −5 人 as a difference, and 5％以上削減 at most −5.
    fn change(&mut self, decrease: bool) -> Result<(), Refusal> {
        self.relation = Some(Relation::Delta);
        // △5人減 says it twice.
        let negative = self.number.and_then(Exact::to_decimal).is_some_and(|n| n.is_sign_negative());
        if !decrease || negative {
            return Ok(());
        }
        self.bound = self.bound.map(|bound| match bound {
            Bound::Ge => Bound::Le,
            Bound::Gt => Bound::Lt,
            Bound::Le => Bound::Ge,
            Bound::Lt => Bound::Gt,
        });
        if let Some(number) = self.number {
            self.number = Some(number.negated().ok_or(warning::TOO_LARGE)?);
        }
        self.fraction = self.fraction.take().map(Fraction::negated);
        Ok(())
    }
}

/// Takes `1日`, `1人当たり`, `一回につき` in front of a number, and gives what each one is.
fn one_of(cursor: &mut Cursor) -> Option<String> {
    let here = cursor.at;
    let mut take = || {
        if !matches!(cursor.peek(), Some('1' | '一')) {
            return None;
        }
        cursor.advance(1);
        let month = cursor.peek() == Some('月') && cursor.peek_at(1).is_some_and(|c| matches!(c, '当' | 'あ' | 'に'));
        let unit = if month {
            cursor.advance(1);
            "月"
        } else {
            unit::eat_known(cursor)?
        };
        let marked = ["当たり", "当り", "あたり", "につき", "平均"].iter().any(|word| cursor.eat(word));
        cursor.eat("平均");
        // 1時間30分 is one span of time.
        let period = matches!(unit, "日" | "週" | "週間" | "か月" | "年間");
        if !(marked || period) || !leads_on(cursor) || cursor.gap() == Gap::Line {
            return None;
        }
        Some(match unit {
            "か月" => "月".to_owned(),
            "年間" => "年".to_owned(),
            "週間" => "週".to_owned(),
            unit => unit.to_owned(),
        })
    };
    let found = take();
    if found.is_none() {
        cursor.at = here;
    }
    found
}

/// Whether a number, a sign or another word before a number stands here.
fn leads_on(cursor: &Cursor) -> bool {
    let Some(c) = cursor.peek() else { return false };
    if c.is_ascii_digit()
        || matches!(c, '.' | '¥' | '\\' | '½')
        || cursor.starts_with("半数")
        || cursor.starts_with("過半数")
    {
        return true;
    }
    let mut ahead = *cursor;
    if matches!(c, '-' | '△' | '▲' | '+' | '±') {
        return cursor.peek_at(1).is_some_and(|d| d.is_ascii_digit());
    }
    match numeral::read(&mut ahead) {
        numeral::Reading::Number(_) => return true,
        numeral::Reading::Malformed(_) => return true,
        numeral::Reading::None => {}
    }
    words::BEFORE.iter().any(|(word, _)| cursor.starts_with(word))
}

/// Whether a month follows (`3月`, but not `3か月`).
fn month_follows(cursor: &Cursor) -> bool {
    let mut ahead = *cursor;
    ahead.eat_digits(2).is_some() && ahead.eat_char('月')
}

/// The printed form of folded characters, blanks single.
pub(super) fn printed(glyphs: &[Glyph]) -> String {
    let mut out = String::new();
    let mut last = None;
    for glyph in glyphs {
        if last == Some(glyph.at) {
            continue;
        }
        if last.is_some() && glyph.gap >= Gap::Space {
            out.push(' ');
        }
        out.push(glyph.raw);
        last = Some(glyph.at);
    }
    out
}
