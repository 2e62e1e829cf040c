//! The words by which heads and labels say what a figure is.

use crate::normalise::{self, Context};
use crate::sheet::Role;
use std::sync::LazyLock;

/// Longest text of a head or label that is nothing but years and roles.
const LONGEST: usize = 26;
/// Longest remark in brackets that a head may carry besides its years and roles: units, letters.
const LONGEST_REMARK: usize = 5;
/// Longest subject that a head may name besides its years and its role (`R1事業費決算`).
const LONGEST_SUBJECT: usize = 6;

/// Years that a bare number of four digits can mean.
pub(super) const WESTERN: std::ops::RangeInclusive<i32> = 1980..=2060;

/// Words that name roles.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The first that stands in a text gives its role.
    roles: Vec<(String, Role)>,
}

/// What public bodies call the roles; what a compound is decided by comes first (目標達成率, 決算見込).
const ROLES: &[(&str, Role)] = &[
    ("達成率", Role::AchievementRate),
    ("執行率", Role::AchievementRate),
    ("進捗率", Role::AchievementRate),
    ("達成度", Role::AchievementRate),
    ("増減率", Role::DeltaRate),
    ("伸び率", Role::DeltaRate),
    ("前年度比", Role::DeltaRate),
    ("前年比", Role::DeltaRate),
    ("増減", Role::Delta),
    ("差引", Role::Delta),
    ("成り行き", Role::Baseline),
    ("成行", Role::Baseline),
    ("予算", Role::Budget),
    ("見込", Role::Forecast),
    ("予定", Role::Forecast),
    ("推計", Role::Forecast),
    ("目標", Role::Target),
    ("計画", Role::Target),
    ("実績", Role::Actual),
    ("決算", Role::Actual),
    ("執行額", Role::Actual),
    ("支出済額", Role::Actual),
];

/// Heads and labels that say nothing but a role.
pub fn role_heads() -> impl Iterator<Item = String> {
    let heads = ROLES.iter().flat_map(|(word, _)| ["", "値"].map(|ending| format!("{word}{ending}")));
    heads.chain(["見込み値".to_owned()])
}

/// Words that stand beside years and roles without changing them, longer ones first.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "対前年度", "対前年", "過年度", "現年度", "前々年度", "単年度", "翌々年度", "翌年度", "前年度", "本年度", "今年度", "当該年度", "当年度", "次年度", "年度", "時点", "現在",
    "当初", "最終", "補正後", "補正", "現額", "現計", "中間", "基準", "最新", "速報", "確定", "累計", "年間", "推移", "状況", "合計", "計", "平成", "令和", "昭和",
    "西暦", "FY", "見込み", "見込", "単位", "評価", "値", "額", "率", "比", "年", "末", "元", "分", "み", "の", "各", "実施", "事業費", "成果", "活動", "案",
];

/// What a short text says of years and roles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Western start years.
    pub years: Vec<i32>,
    /// The role.
    pub role: Option<Role>,
    /// It says nothing else.
    pub pure: bool,
    /// A year in it is only known from its surroundings (前年度, 30).
    pub relative: bool,
    /// The role that stands apart from the rest: on a line of its own, or in brackets (`参加者数（目標）`).
    pub(super) apart: Option<Role>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self { roles: ROLES.iter().map(|(word, role)| ((*word).to_owned(), *role)).collect() }
    }
}

impl Vocabulary {
    /// The usual words: made once, because every head is read by them.
    pub fn usual() -> &'static Self {
        static USUAL: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::default);
        &USUAL
    }

    /// The same with the words of a form, which go before the usual ones.
    #[must_use]
    pub fn with(self, words: impl IntoIterator<Item = (String, Role)>) -> Self {
        Self { roles: words.into_iter().chain(self.roles).collect() }
    }

    /// The role that a head or label names; `None` where it names none, or target or budget and actual at once.
    pub fn role(&self, text: &str) -> Option<Role> {
        let folded = normalise::fold(text);
        let (_, role) = self.roles.iter().find(|(word, _)| folded.contains(word.as_str()))?;
        let names = |wanted: Role| self.roles.iter().any(|(w, r)| *r == wanted && folded.contains(w.as_str()));
        let both = matches!(role, Role::Target | Role::Budget) && names(Role::Actual);
        (!both).then_some(*role)
    }

    /// What a text says of years and roles. Only short texts are heads.
    pub fn said(&self, text: &str, context: &Context) -> Said {
        let apart = self.apart(text);
        let folded = normalise::fold(text);
        if folded.is_empty() || folded.chars().count() > LONGEST {
            return Said { apart, ..Said::default() };
        }
        let role = self.role(&folded);
        // 前年度比 is of the year that it compares, not of the year before.
        let undoubled = without_comparisons(text);
        let text = undoubled.as_str();
        let dated = normalise::fold(text);
        let years = if names_a_year(&dated, role.is_some()) { years_of(text, &dated, context) } else { Vec::new() };
        // H22/H21: how the one year compares with the other.
        if let ([year, before], true) = (years.as_slice(), folded.contains(['/', '÷']))
            && year > before
        {
            return Said { years: vec![*year], role: Some(Role::DeltaRate), pure: true, relative: false, apart };
        }
        if years.is_empty() && role.is_none() {
            return Said { apart, ..Said::default() };
        }
        let rest = self.rest(&folded, !years.is_empty());
        let short = rest.chars().count() <= LONGEST_SUBJECT && !rest.contains(|c: char| c.is_ascii_digit());
        let subject = !years.is_empty() && role.is_some() && short;
        let relative = !years.is_empty() && normalise::fiscal_years(text) != years;
        Said { years, role, pure: rest.is_empty() || subject, relative, apart }
    }

    /// The role at the end of a label, parted from what it is the role of.
    fn apart(&self, text: &str) -> Option<Role> {
        let text = text.trim_end();
        let bracketed =
            text.strip_suffix([')', '）', '］', ']', '】']).and_then(|t| t.rsplit(['(', '（', '［', '[', '【']).next());
        let last = bracketed.or_else(|| text.rsplit(['\n', ' ', '　']).next()).filter(|l| l.len() < text.len())?;
        let folded = normalise::fold(last);
        // The end of a wrapped name (総合 / 計画) says nothing.
        let word = folded.chars().count() > 1 && folded != "計画" && !folded.contains(|c: char| c.is_ascii_digit());
        self.role(&folded).filter(|_| word && self.rest(&folded, false).is_empty())
    }

    /// What is left of a text without its years, its roles and what stands beside them.
    fn rest(&self, folded: &str, years: bool) -> String {
        let mut rest = without_remarks(&if years { without_years(folded) } else { folded.to_owned() });
        for (word, _) in &self.roles {
            rest = rest.replace(word.as_str(), "");
        }
        for word in BESIDE {
            rest = rest.replace(word, "");
        }
        let mark = |c: char| !c.is_alphanumeric() || matches!(c, '①'..='⑳');
        let chars: Vec<char> = rest.chars().collect();
        // A letter by itself is the name of a column (執行率 B/A).
        let lone = |i: usize| {
            let letter = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_alphabetic);
            letter(Some(i)) && !letter(i.checked_sub(1)) && !letter(Some(i + 1))
        };
        let kept = chars.iter().enumerate().filter(|(i, c)| !mark(**c) && !lone(*i));
        kept.map(|(_, c)| *c).collect()
    }
}

/// Words over a column of years until or since when.
const DEADLINES: &[&str] = &["達成", "目標", "最終", "期限", "終了", "開始", "設定", "基準"];

/// Whether a head says that years under it are those until or since when, not those of figures.
pub(super) fn names_a_deadline(text: &str) -> bool {
    DEADLINES.iter().any(|word| text.contains(word))
}

/// Whether a text names a role by one of the usual words.
pub(super) fn names_role(text: &str) -> bool {
    ROLES.iter().any(|(word, _)| text.contains(word))
}

/// The years that a head names. One that is printed with its era says what a relative one beside it means
/// (前年度（令和３年度）); 翌年度繰越額 is of the year whose money is left over; 平成13年度〜 is when something began.
fn years_of(text: &str, folded: &str, context: &Context) -> Vec<i32> {
    let named = normalise::fiscal_years(text);
    if folded.ends_with('〜') {
        return Vec::new();
    }
    if let Some(year) = western_remark(folded).filter(|_| named.is_empty()) {
        return vec![year];
    }
    if named.is_empty() && !folded.contains("繰越") { normalise::fiscal_years_in(text, context) } else { named }
}

/// The text without the counts of its years; figures that are none stay (`87社`).
fn without_years(folded: &str) -> String {
    let chars: Vec<char> = folded.chars().collect();
    let count = |c: char| c.is_ascii_digit() || c == '元';
    let groups = chars.chunk_by(|a, b| count(*a) == count(*b)).filter(|g| g.first().is_some_and(|c| count(*c))).count();
    let mut out = String::new();
    let mut at = 0;
    for run in chars.chunk_by(|a, b| count(*a) == count(*b)) {
        let (start, end) = (at, at + run.len());
        at = end;
        let before = start.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(end);
        let era = before.is_some_and(|c| matches!(c, 'H' | 'R' | 'S' | '成' | '和' | 'Y' | '.'));
        let chained = after.is_some_and(|c| matches!(c, '〜' | '・' | '/' | '-' | '(' | ')'));
        let lone = groups == 1 && after.is_none_or(|c| !c.is_alphanumeric());
        let year = run.len() <= 4 && (era || after == Some(&'年') || chained || lone);
        if run.first().is_some_and(|c| count(*c)) && year {
            if let Some(c) = out.pop().filter(|c| !matches!(c, 'H' | 'R' | 'S')) {
                out.push(c);
            }
            continue;
        }
        out.extend(run);
    }
    out
}

/// The text without words that compare a year with the one before it.
fn without_comparisons(text: &str) -> String {
    const WORDS: &[&str] = &["対前年度", "対前年", "前年度比", "前年比", "前年度増減", "前年度差"];
    WORDS.iter().fold(text.to_owned(), |text, word| text.replace(word, "比"))
}

/// The text without short remarks in brackets.
fn without_remarks(folded: &str) -> String {
    let mut out = String::new();
    let mut rest = folded;
    while let Some((before, after)) = rest.split_once('(') {
        out.push_str(before);
        match after.split_once(')') {
            Some((remark, behind)) if remark.chars().count() <= LONGEST_REMARK => rest = behind,
            _ => rest = after,
        }
    }
    out + rest
}

/// Whether a text can name a fiscal year: it prints 年度, an era or a relative year, not just a number of years.
fn names_a_year(folded: &str, role: bool) -> bool {
    let era = ["平成", "令和", "昭和", "大正", "年度", "FY", "元年"].iter().any(|w| folded.contains(w));
    let chars: Vec<char> = folded.chars().collect();
    let letter = chars.windows(2).enumerate().any(|(i, w)| {
        let starts = i == 0 || chars.get(i - 1).is_some_and(|c| !c.is_ascii_alphanumeric());
        matches!(w, ['H' | 'R' | 'S', c] if c.is_ascii_digit() || matches!(c, '元' | '.')) && starts
    });
    let western =
        chars.windows(5).any(|w| matches!(w, [a, b, c, d, '年'] if [a, b, c, d].iter().all(|c| c.is_ascii_digit())));
    era || letter || western || (role && folded.contains('年')) || western_remark(folded).is_some()
}

/// The western year that stands alone at the end of a head, in brackets or after 年度: `目標値(2025)`, `基準年度2013`.
fn western_remark(folded: &str) -> Option<i32> {
    let bracketed = folded.strip_suffix(')').and_then(|t| t.rsplit_once('(')).filter(|(before, _)| !before.is_empty());
    let (_, year) = bracketed.or_else(|| folded.rsplit_once("年度"))?;
    let count = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    year.parse().ok().filter(|year| count && WESTERN.contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_years_and_roles() {
        let context = Context { sheet_year: Some(2020), ..Context::default() };
        let said = |text: &str| {
            let said = Vocabulary::usual().said(text, &context);
            (said.years, said.role, said.pure)
        };
        for (text, years, role) in [
            ("平成30年度\n決算", vec![2018], Some(Role::Actual)),
            ("R2(見込)", vec![2020], Some(Role::Forecast)),
            ("H30", vec![2018], None),
            ("30年度", vec![2018], None),
            ("元年度\n（実績）", vec![2019], Some(Role::Actual)),
            ("前年度（決算）", vec![2019], Some(Role::Actual)),
            ("令和元年度事業費決算額（千円）", vec![2019], Some(Role::Actual)),
            ("目標達成率（％）", vec![], Some(Role::AchievementRate)),
            ("執行率\nＢ／Ａ", vec![], Some(Role::AchievementRate)),
            ("予算現額", vec![], Some(Role::Budget)),
            ("現計予算額", vec![], Some(Role::Budget)),
            ("前年度（令和３年度）", vec![2021], None),
            ("現年度\n（予算額）", vec![2020], Some(Role::Budget)),
            ("成果実績", vec![], Some(Role::Actual)),
            ("当初見込", vec![], Some(Role::Forecast)),
            ("予算案", vec![], Some(Role::Budget)),
            ("予算額計", vec![], Some(Role::Budget)),
            ("23年度（予定）", vec![2011], Some(Role::Forecast)),
            ("H22/\nH21", vec![2010], Some(Role::DeltaRate)),
            ("実績値の推移（年度）", vec![], Some(Role::Actual)),
            ("前年度比（％）", vec![], Some(Role::DeltaRate)),
            ("令和4年度対前年度増減", vec![2022], Some(Role::Delta)),
            ("目標値\n（2025）", vec![2025], Some(Role::Target)),
            ("当初値(2020)", vec![2020], None),
            ("基準年度\n2013", vec![2013], None),
        ] {
            assert_eq!(said(text), (years, role, true), "{text}");
        }
        for text in [
            "総合計画",
            "目標達成者数",
            "5年",
            "計画期間",
            "高齢者福祉計画の推進",
            "令和5年8月1日現在の登録者数",
            "23年度実績 87社",
            "平成13年度～",
            "翌年度繰越額",
        ] {
            assert!(!said(text).2, "{text}");
        }
    }
}
