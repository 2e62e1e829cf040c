//! What a cell says by itself: a year, a role, a unit, a figure.

use crate::normalise::{self, Context, Kind, Quantity};
use crate::recognise::tables::{PlainCell, Vocabulary};
use crate::sheet::Role;

/// Longest text of a head that names a year or a role.
const LONGEST: usize = 16;
/// Longest text that is a unit.
const LONGEST_UNIT: usize = 6;
/// What stands beside the words of roles and years in heads.
const ADDITIONS: &str = "値額度年月日末現在時点分の・／/（）()[]［］〔〕:：%％①②③④⑤⑥⑦⑧⑨⑩ABCDEFabcdef=÷×+-＝";

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// Nothing stands in it.
    Blank,
    /// A figure, a dash, or a word for a missing figure.
    Value,
    /// Fiscal years, with the role of the figures under them where it is named too.
    Year(Vec<i32>, Option<Role>),
    /// A role and nothing else.
    Role(Role),
    /// A unit and nothing else.
    Unit,
    /// Any other text.
    Text,
}

/// What a cell says in these surroundings.
pub fn word(cell: &PlainCell, context: &Context, vocabulary: &Vocabulary) -> Word {
    let text = cell.printed.text.trim();
    if text.is_empty() {
        return Word::Blank;
    }
    let folded = normalise::fold(text);
    let short = folded.chars().count() <= LONGEST;
    let named = vocabulary.role(&folded).filter(|_| short);
    let years = if short && names_year(&folded) { normalise::fiscal_years_in(text, context) } else { Vec::new() };
    let rest = rest(&folded, !years.is_empty(), named.is_some());
    if !years.is_empty() && rest.chars().count() <= 2 {
        return Word::Year(years, named);
    }
    if let Some(role) = named.filter(|_| rest.is_empty()) {
        return Word::Role(role);
    }
    if is_unit(&folded) {
        return Word::Unit;
    }
    let quantity = normalise::quantity(text, &Context::default());
    if is_value(&quantity) { Word::Value } else { Word::Text }
}

fn is_value(quantity: &Quantity) -> bool {
    matches!(quantity.kind, Kind::Number | Kind::Range | Kind::Missing)
}

/// Whether a text is a unit.
pub fn is_unit(folded: &str) -> bool {
    let count = folded.chars().count();
    if count == 0 || count > LONGEST_UNIT || folded.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let context = Context { header: Some(folded), ..Context::default() };
    normalise::quantity("1", &context).unit.is_some()
}

fn names_year(folded: &str) -> bool {
    let era = ["平成", "令和", "昭和", "年度", "元年"].iter().any(|w| folded.contains(w));
    let chars: Vec<char> = folded.chars().collect();
    let letter = matches!(chars.as_slice(), ['H' | 'R', d, ..] if d.is_ascii_digit() || *d == '元');
    era || letter || (folded.ends_with('年') && folded.len() > 4)
}

/// What is left of a head without its years, roles and what usually stands beside them.
fn rest(folded: &str, year: bool, role: bool) -> String {
    let mut rest = folded.to_owned();
    if year {
        for word in ["平成", "令和", "昭和", "西暦", "年度", "元年"] {
            rest = rest.replace(word, "");
        }
        rest = rest.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, 'H' | 'R' | 'S' | '元')).collect();
    }
    if role {
        let words = [
            "目標達成率",
            "達成率",
            "達成度",
            "執行率",
            "増減率",
            "増減額",
            "成り行き",
            "成行き",
            "成行",
            "執行済",
            "執行",
            "目標",
            "計画",
            "実績",
            "決算",
            "予算",
            "現額",
            "当初",
            "補正後",
            "補正",
            "最終",
            "見込み",
            "見込",
            "増減",
            "対前年度",
            "対前年",
            "前年度比",
            "前年比",
            "計",
        ];
        for word in words {
            rest = rest.replace(word, "");
        }
    }
    rest.chars().filter(|c| !ADDITIONS.contains(*c) && !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::raw::Printed;

    #[test]
    fn cells_say_what_they_are() {
        let said = |text: &str| {
            let printed = Printed { text: text.into(), ..Printed::default() };
            let context = Context { sheet_year: Some(2023), ..Context::default() };
            word(&PlainCell { printed, ..PlainCell::default() }, &context, &Vocabulary::default())
        };
        assert_eq!(said("R2年度"), Word::Year(vec![2020], None));
        assert_eq!(said("令和元年度\n決算"), Word::Year(vec![2019], Some(Role::Actual)));
        assert_eq!(said("平成30年度（予算）"), Word::Year(vec![2018], Some(Role::Budget)));
        assert_eq!(said("成り行き値"), Word::Role(Role::Baseline));
        assert_eq!(said("達成率(%)"), Word::Role(Role::AchievementRate));
        assert_eq!(said("増減率（％）"), Word::Role(Role::DeltaRate));
        assert_eq!(said("千円"), Word::Unit);
        assert_eq!(said("団体"), Word::Unit);
        assert_eq!(said("％"), Word::Unit);
        assert_eq!(said("－"), Word::Value);
        assert_eq!(said("△1,234"), Word::Value);
        assert_eq!(said("計画策定数"), Word::Text);
        assert_eq!(said("5年度の取組状況"), Word::Text);
        for text in ["一般財源", "国費", "成果指標", "その他", "地方債"] {
            assert_eq!(said(text), Word::Text, "{text}");
        }
        assert_eq!(said("未達成"), Word::Text);
    }
}
