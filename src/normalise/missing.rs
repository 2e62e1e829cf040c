//! Why a cell has no value: dashes, signs of statistics, words.

use super::cursor::Cursor;
use super::names::{As, Kind, Missing};
use super::quantity::Quantity;
use super::term::printed;
use super::text::{Glyph, string};
use super::unit;
use super::warning;
use rust_decimal::Decimal;

use Missing::{
    Cancelled, FromZero, LowBase, NoTarget, None as Nothing, NotApplicable, NotDone, NotSurveyed, Pending, Suppressed,
    Undecided, Unknown,
};

/// Words of absence, folded. A word may end with 。 or stand in brackets.
#[rustfmt::skip]
const WORDS: &[(&str, Missing)] = &[
    ("なし", Nothing), ("無し", Nothing), ("無", Nothing), ("皆無", Nothing), ("ナシ", Nothing), ("実績なし", Nothing), ("実績無し", Nothing), ("実績無", Nothing), ("利用なし", Nothing),
    ("利用者なし", Nothing), ("参加者なし", Nothing), ("申請なし", Nothing), ("応募なし", Nothing), ("申込なし", Nothing), ("申込みなし", Nothing), ("該当者なし", Nothing), ("対象者なし", Nothing),
    ("相談なし", Nothing), ("希望者なし", Nothing), ("利用実績なし", Nothing), ("発生なし", Nothing), ("件数なし", Nothing), ("特になし", Nothing), ("特に無し", Nothing), ("ありません", Nothing), ("無い", Nothing), ("ない", Nothing),
    ("...", Unknown), ("..", Unknown), ("…", Unknown), ("……", Unknown), ("‥", Unknown), ("‥‥", Unknown), ("・・・", Unknown), ("・・", Unknown), ("不明", Unknown), ("不詳", Unknown),
    ("未詳", Unknown), ("未把握", Unknown), ("把握していない", Unknown), ("把握せず", Unknown), ("把握なし", Unknown), ("把握不可", Unknown), ("把握できず", Unknown), ("把握できない", Unknown), ("把握困難", Unknown),
    ("実績不明", Unknown), ("記録なし", Unknown), ("データなし", Unknown), ("データ無し", Unknown), ("資料なし", Unknown), ("算出不能", Unknown), ("算出不可", Unknown), ("算定不能", Unknown), ("算定不可", Unknown), ("測定不能", Unknown),
    ("?", Unknown), ("??", Unknown), ("不明確", Unknown),
    ("集計中", Pending), ("調査中", Pending), ("確認中", Pending), ("精査中", Pending), ("算定中", Pending), ("算出中", Pending), ("計算中", Pending), ("調整中", Pending), ("作業中", Pending), ("照会中", Pending), ("分析中", Pending),
    ("未確定", Pending), ("未集計", Pending), ("未公表", Pending), ("公表前", Pending), ("公表待ち", Pending), ("集計前", Pending), ("集計待ち", Pending), ("結果待ち", Pending), ("後日公表", Pending), ("今後公表", Pending), ("未算定", Pending), ("未算出", Pending), ("未評価", Pending),
    ("確定前", Pending), ("未発表", Pending), ("未報告", Pending), ("測定中", Pending), ("準備中", Pending), ("後日", Pending), ("年度末確定", Pending),
    ("未調査", NotSurveyed), ("調査なし", NotSurveyed), ("調査無し", NotSurveyed), ("調査未実施", NotSurveyed), ("調査せず", NotSurveyed), ("調査していない", NotSurveyed), ("調査対象外", NotSurveyed), ("調査年度外", NotSurveyed), ("調査非実施", NotSurveyed),
    ("アンケート未実施", NotSurveyed), ("アンケートなし", NotSurveyed), ("未測定", NotSurveyed), ("測定なし", NotSurveyed), ("測定せず", NotSurveyed), ("計測なし", NotSurveyed), ("未計測", NotSurveyed), ("調査実施なし", NotSurveyed), ("調査休止", NotSurveyed), ("調査中止", NotSurveyed), ("非調査年", NotSurveyed), ("調査不実施", NotSurveyed),
    ("未実施", NotDone), ("実施せず", NotDone), ("実施なし", NotDone), ("実施無し", NotDone), ("実施していない", NotDone), ("実施しない", NotDone), ("実施できず", NotDone), ("実施予定なし", NotDone), ("未開催", NotDone), ("開催なし", NotDone), ("開催せず", NotDone), ("開催していない", NotDone), ("不実施", NotDone), ("非実施", NotDone), ("未着手", NotDone),
    ("事業なし", NotDone), ("事業未実施", NotDone), ("未開始", NotDone), ("未開設", NotDone), ("開始前", NotDone), ("事業開始前", NotDone), ("事業実施前", NotDone), ("実施前", NotDone), ("未整備", NotDone), ("未策定", NotDone), ("未作成", NotDone), ("未発行", NotDone), ("発行なし", NotDone), ("未設置", NotDone), ("未開講", NotDone), ("配布なし", NotDone), ("作成なし", NotDone), ("活動なし", NotDone), ("取組なし", NotDone),
    ("中止", Cancelled), ("休止", Cancelled), ("延期", Cancelled), ("廃止", Cancelled), ("中断", Cancelled), ("見送り", Cancelled), ("見送", Cancelled), ("取りやめ", Cancelled), ("取り止め", Cancelled), ("取止め", Cancelled), ("事業中止", Cancelled), ("事業休止", Cancelled), ("事業廃止", Cancelled), ("開催中止", Cancelled), ("実施中止", Cancelled), ("中止又は延期", Cancelled), ("中止・延期", Cancelled), ("休業", Cancelled), ("休館", Cancelled), ("閉鎖", Cancelled), ("停止", Cancelled), ("全て中止", Cancelled), ("全中止", Cancelled), ("開催見送り", Cancelled),
    ("未定", Undecided), ("検討中", Undecided), ("未決定", Undecided), ("協議中", Undecided), ("要検討", Undecided), ("今後検討", Undecided), ("検討", Undecided), ("調整前", Undecided), ("後日決定", Undecided), ("今後決定", Undecided), ("策定中", Undecided), ("TBD", Undecided), ("別途検討", Undecided), ("別途協議", Undecided), ("時期未定", Undecided),
    ("未設定", NoTarget), ("設定なし", NoTarget), ("設定無し", NoTarget), ("設定せず", NoTarget), ("設定していない", NoTarget), ("設定しない", NoTarget), ("目標なし", NoTarget), ("目標無し", NoTarget), ("目標値なし", NoTarget), ("目標値無し", NoTarget), ("目標未設定", NoTarget), ("目標値未設定", NoTarget), ("目標設定なし", NoTarget), ("目標値設定なし", NoTarget), ("目標設定せず", NoTarget), ("数値目標なし", NoTarget), ("指標なし", NoTarget), ("計画なし", NoTarget), ("計画値なし", NoTarget), ("設定不可", NoTarget), ("設定困難", NoTarget), ("目標を設定せず", NoTarget), ("目標を設定していない", NoTarget), ("目標は設定しない", NoTarget),
    ("該当なし", NotApplicable), ("該当無し", NotApplicable), ("該当無", NotApplicable), ("該当せず", NotApplicable), ("該当しない", NotApplicable), ("非該当", NotApplicable), ("対象外", NotApplicable), ("対象なし", NotApplicable), ("対象無し", NotApplicable), ("評価対象外", NotApplicable), ("評価外", NotApplicable), ("評価なし", NotApplicable), ("評価せず", NotApplicable), ("適用外", NotApplicable), ("適用なし", NotApplicable), ("該当年度なし", NotApplicable), ("該当年度ではない", NotApplicable), ("対象年度外", NotApplicable),
    ("N/A", NotApplicable), ("n/a", NotApplicable), ("N/a", NotApplicable), ("NA", NotApplicable), ("n.a.", NotApplicable), ("N.A.", NotApplicable), ("#N/A", NotApplicable), ("/", NotApplicable), ("//", NotApplicable), ("\\", NotApplicable), ("・", NotApplicable), ("事業終了", NotApplicable), ("終了", NotApplicable), ("斜線", NotApplicable), ("不要", NotApplicable), ("対象者非該当", NotApplicable), ("╱", NotApplicable), ("╲", NotApplicable),
    ("X", Suppressed), ("x", Suppressed), ("χ", Suppressed), ("Χ", Suppressed), ("Х", Suppressed), ("х", Suppressed), ("秘匿", Suppressed), ("非公表", Suppressed), ("非公開", Suppressed), ("秘匿値", Suppressed), ("公表せず", Suppressed), ("公表しない", Suppressed), ("***", Suppressed), ("****", Suppressed), ("XX", Suppressed), ("XXX", Suppressed), ("xxx", Suppressed), ("非開示", Suppressed),
    ("*", LowBase), ("**", LowBase), ("少数のため非表示", LowBase), ("標本不足", LowBase), ("標本数不足", LowBase), ("母数僅少", LowBase), ("母数不足", LowBase), ("サンプル不足", LowBase),
    ("皆増", FromZero), ("全増", FromZero),
];

/// What stands before a word of absence and gives its cause (コロナのため中止).
const CAUSES: &[&str] = &[
    "のため",
    "ため",
    "により",
    "によって",
    "につき",
    "に伴い",
    "に伴う",
    "で",
    "は",
    "が",
    "を",
    ":",
    "-",
    "・",
    "から",
    "も",
];

/// The longest cell in which the cause of an absence is looked for.
const LONGEST: usize = 40;

/// The reading of a cell without a value; `None` where the cell holds something else.
pub(super) fn read(glyphs: &[Glyph], text: &str, as_: As) -> Option<Quantity> {
    if glyphs.is_empty() {
        return Some(Quantity::missing(text, Missing::Blank));
    }
    if glyphs.len() > LONGEST {
        return None;
    }
    let missing = |why| Quantity::missing("", why);
    if as_ == As::Grade
        && matches!(glyphs, [g] if matches!(g.c, 'X' | 'x' | '/' | '・'))
        && glyphs.first().is_none_or(|g| g.c != '/')
    {
        return None;
    }
    let bare = unbracketed(glyphs);
    let word = string(bare);
    if let Some(found) = percent_word(&word) {
        return Some(found);
    }
    if let Some(why) = of_word(&word) {
        return Some(missing(why));
    }
    if word == "×" && as_ != As::Grade {
        return Some(missing(Suppressed).warned(warning::SIGN_UNCERTAIN));
    }
    if word == "※" {
        let noted = Quantity { notes: vec![printed(bare)], ..missing(Unknown) };
        return Some(noted.warned(warning::SIGN_UNCERTAIN));
    }
    dashes(bare).or_else(|| noted(bare)).or_else(|| caused(&word))
}

fn of_word(word: &str) -> Option<Missing> {
    let word = word.trim_end_matches(['。', '.']);
    let exact = |w: &str| WORDS.iter().find(|(known, _)| *known == w).map(|&(_, why)| why);
    // "..." loses its points above.
    exact(word).or(word.is_empty().then_some(Unknown)).or_else(|| {
        let many = word.chars().count() > 1 && word.chars().all(|c| matches!(c, '.' | '…' | '‥' | '・'));
        many.then_some(Unknown)
    })
}

/// 皆増 and 皆減 say what a rate would be.
fn percent_word(word: &str) -> Option<Quantity> {
    let percent = Some("%".to_owned());
    match word {
        "皆増" => Some(Quantity { unit: percent, ..Quantity::missing("", FromZero) }),
        "皆減" | "全減" => Some(Quantity {
            number: Some(Decimal::from(-100)),
            decimals: Some(0),
            unit: percent,
            ..Quantity::bare("", Kind::Number)
        }),
        _ => None,
    }
}

fn unbracketed(glyphs: &[Glyph]) -> &[Glyph] {
    match glyphs {
        [open, inner @ .., close]
            if matches!((open.c, close.c), ('(', ')') | ('[', ']') | ('【', '】') | ('<', '>'))
                && !inner.is_empty() =>
        {
            inner
        }
        _ => glyphs,
    }
}

/// Dashes alone, or with the unit of the figure that is not there (－人).
fn dashes(glyphs: &[Glyph]) -> Option<Quantity> {
    let mut cursor = Cursor::new(glyphs);
    let strokes = cursor.take_while(|g| g.c == '-').len();
    if strokes == 0 {
        return None;
    }
    let missing = Quantity::missing("", Nothing);
    if cursor.is_done() {
        return Some(missing);
    }
    let unit = unit::eat_known(&mut cursor).map(str::to_owned);
    let missing = Quantity { unit, ..missing };
    if cursor.is_done() {
        return Some(missing);
    }
    with_notes(&mut cursor, missing)
}

/// A word of absence with a note or a cause in brackets behind it: 中止（コロナ）, 未実施※1.
fn noted(glyphs: &[Glyph]) -> Option<Quantity> {
    let end =
        glyphs.iter().position(|g| matches!(g.c, '(' | '※' | '*' | '[') || super::chars::is_enclosed_figure(g.c))?;
    let (word, _) = glyphs.split_at_checked(end)?;
    let why = of_word(&string(word)).filter(|_| !word.is_empty())?;
    let mut cursor = Cursor::new(glyphs);
    cursor.advance(end);
    with_notes(&mut cursor, Quantity::missing("", why))
}

/// Takes notes and brackets up to the end; a bracket with a better reason gives it.
fn with_notes(cursor: &mut Cursor, mut quantity: Quantity) -> Option<Quantity> {
    while let Some(glyph) = cursor.glyph() {
        let start = cursor.at;
        match glyph.c {
            '(' | '[' => {
                cursor.take_while(|g| !matches!(g.c, ')' | ']'));
                let inner = cursor.since(start + 1);
                cursor.next()?;
                if quantity.missing == Some(Nothing)
                    && let Some(why) = of_word(&string(inner))
                {
                    quantity.missing = Some(why);
                } else if inner.iter().any(|g| g.c.is_ascii_digit())
                    && !inner.first().is_some_and(|g| matches!(g.c, '※' | '注' | '*'))
                {
                    return None;
                } else {
                    quantity.notes.push(printed(inner));
                }
            }
            '※' | '*' => {
                cursor.advance(1);
                cursor.eat_digits(2);
                if glyph.c == '※' && !cursor.is_done() && cursor.peek() != Some('※') {
                    let rest = cursor.rest();
                    cursor.advance(rest.len());
                }
                quantity.notes.push(printed(cursor.since(start)));
            }
            c if super::chars::is_enclosed_figure(c) => {
                cursor.advance(1);
                quantity.notes.push(printed(cursor.since(start)));
            }
            _ => return None,
        }
    }
    Some(quantity)
}

/// A word of absence behind its cause, without figures: コロナウイルスの影響により中止.
fn caused(word: &str) -> Option<Quantity> {
    if word.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let word = word.trim_end_matches('。');
    // The longest word counts: 調査中止 is no 中止.
    let (known, why) = WORDS
        .iter()
        .filter(|(known, _)| known.chars().count() >= 2 && word.ends_with(known) && !known.is_ascii())
        .max_by_key(|(known, _)| known.len())?;
    let cause = word.strip_suffix(known)?;
    if !CAUSES.iter().any(|end| cause.ends_with(end)) {
        return None;
    }
    Some(Quantity { notes: vec![cause.to_owned()], ..Quantity::missing("", *why) })
}
