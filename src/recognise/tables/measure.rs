//! What a head or label says is measured: money or anything else.

use super::words::Vocabulary;
use crate::normalise::{self, Context};
use rust_decimal::Decimal;

/// Endings of what is counted, rated or timed.
const OTHERS: &[&str] = &[
    "数",
    "点",
    "率",
    "割合",
    "比",
    "比率",
    "人員",
    "人工",
    "時間",
    "順位",
    "達成度",
    "満足度",
    "番号",
    "面積",
    "延長",
    "日程",
    "年月",
];
/// Words that are no amount of money where they stand alone.
const ALONE: &[&str] = &["件", "人", "回", "日", "人役", "No", "NO", "評価", "順"];
/// Endings of what is an amount of money, whatever else it says.
const MONEY: &[&str] =
    &["額", "費", "金", "債", "税", "料", "コスト", "予算", "決算", "単価", "財源", "価格", "支出", "収入", "負担"];

/// A head without the brackets that name a role: （計画） after a year is no unit.
pub(super) fn without_roles(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['(', '（', '[', '［', '【']) {
        let Some(end) = rest.get(start..).and_then(|t| t.find([')', '）', ']', '］', '】'])).map(|e| start + e)
        else {
            break;
        };
        let after = rest.get(end..).and_then(|t| t.chars().next()).map_or(end, |c| end + c.len_utf8());
        let inner = rest.get(start..end).unwrap_or_default().chars().skip(1).collect::<String>();
        let role = Vocabulary::usual().said(&inner, &Context::default());
        out.push_str(rest.get(..start).unwrap_or_default());
        if role.role.is_none() || !role.pure {
            out.push_str(rest.get(start..after).unwrap_or_default());
        }
        rest = rest.get(after..).unwrap_or_default();
    }
    out + rest
}

/// Whether a text names an amount of money as unit.
pub(super) fn is_money(text: &str) -> bool {
    money_scale(text).is_some()
}

/// What one of the unit that a text names is in 円, where it is money: 1000 for 千円.
pub(super) fn money_scale(text: &str) -> Option<Decimal> {
    let context = Context { header: Some(text), ..Context::default() };
    let one = normalise::quantity("1", &context);
    one.number.filter(|_| one.unit.as_deref() == Some("円"))
}

/// Whether a label says that it is an amount of money.
pub fn is_amount(name: &str) -> bool {
    let key = key(name);
    MONEY.iter().any(|w| key.ends_with(w))
}

/// Whether one of these heads and labels says what is measured, and none that it is money.
pub(super) fn counts_no_money(names: &[&str]) -> bool {
    let keys: Vec<String> = names.iter().map(|n| key(n)).collect();
    let ends = |words: &[&str]| keys.iter().any(|k| words.iter().any(|w| k.ends_with(w)));
    let alone = keys.iter().any(|k| ALONE.contains(&k.as_str()));
    let rate = keys.iter().any(|k| is_rate_key(k));
    rate || ((ends(OTHERS) || alone) && !ends(MONEY))
}

/// Whether a head or label says that its figures are shares (構成比 of 市税 is no amount).
pub(super) fn is_rate(name: &str) -> bool {
    is_rate_key(&key(name))
}

fn is_rate_key(key: &str) -> bool {
    ["率", "割合", "比"].iter().any(|w| key.ends_with(w))
}

/// A head or label without what it adds in brackets, or as a formula (B/A).
fn key(name: &str) -> String {
    let folded = normalise::fold(name);
    // （人数） is nothing but what stands in its brackets.
    let inner = folded.strip_prefix(['(', '[', '【']).and_then(|t| t.strip_suffix([')', ']', '】']));
    let bare = inner.unwrap_or(&folded).split(['(', '[', '【']).next().unwrap_or_default();
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_uppercase() || "/÷×+-=①②③④⑤".contains(c));
    if bare.is_empty() { folded } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_brackets_are_no_units() {
        for (text, bare) in [
            ("R6（計画）", "R6"),
            ("R6\n（見込）（人）", "R6\n（人）"),
            ("計画（件", "計画（件"),
            ("施策数（計画）", "施策数"),
        ] {
            assert_eq!(without_roles(text), bare);
        }
    }

    #[test]
    fn counts_points_and_rates_are_no_money() {
        for names in [
            &["評価点"][..],
            &["職員数（人）"],
            &["充足率\nＢ／Ａ"],
            &["点数", "施設整備"],
            &["執行率（％）"],
            &["件"],
            &["（人数）"],
            &["市税", "構成比"],
        ] {
            assert!(counts_no_money(names), "{names:?}");
        }
        for names in [&["事業費"][..], &["点検委託料"], &["個人", "市民税"], &["その他"], &["職員数", "人件費"], &[]]
        {
            assert!(!counts_no_money(names), "{names:?}");
        }
    }
}
