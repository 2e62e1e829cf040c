//! The labels of the form as text dumps show them.

use super::label::fold;

/// Labels of a sheet, folded as by [`fold`]; several where editions differ.
pub const NUMBER: &str = "事業番号";
/// 所管課.
pub const DEPARTMENT: &str = "所管課";
/// Name of the project.
pub const NAME: &str = "事業名";
/// What it does.
pub const DESCRIPTION: &str = "事業内容";
/// Policy line.
pub const POLICY: &str = "基本方針";
/// Whom it is for.
pub const TARGET_GROUP: &str = "対象者";
/// Issue that it answers.
pub const ISSUE: &str = "主要課題";
/// What was done in the year.
pub const RESULTS: &str = "対象年度の実績";
/// First head of the table of indicators.
pub const TABLE: &str = "指標区分";
/// Second head of the table of indicators.
pub const TABLE_NAME: &str = "設定した目標の内容";
/// Heading of the block about the pandemic.
pub const COVID: &str = "新型コロナウイルスによる影響";
/// Heads of the block about the pandemic.
pub const COVID_HEADS: [&str; 2] = ["有無", "状況を記載(影響有りの場合)"];
/// Heading of the achievement scale.
pub const ACHIEVEMENT: &str = "指標に対する達成状況";
/// Label of the adjustment.
pub const ADJUSTMENT: &str = "評価調整";
/// Head of a flag.
pub const FLAG: &str = "有無";
/// Panel heads, department and committee.
pub const PANELS: [&str; 2] = ["所管課評価", "専門部会評価"];
/// Lines of points, department and committee.
pub const TOTALS: [&str; 2] = ["所管課総合評価", "専門部会総合評価"];
/// Head of the column of reasons, one a criterion.
pub const REASON: &str = "理由";
/// Head of an opinion on all criteria.
pub const OPINION: &str = "専門部会意見";
/// Ends of the scale.
pub const SCALE_HEADS: [&str; 2] = ["高い", "低い"];
/// Criteria in printed order: label, key, weight label.
pub const CRITERIA: [(&str, &str, &str); 2] =
    [("有効性・必要性", "effectiveness", "(評価点×2)"), ("雇用・就業効果", "employment", "(評価点×1)")];
/// Cells of a line of points in printed order.
pub const POINTS: [&str; 5] = ["達成状況", "有効性", "雇用・就業効果", "総合評価点", "総合評価"];
/// What is to be done.
pub const FUTURE: &str = "今後の課題・取組について";
/// Direction.
pub const DIRECTION: &str = "今後の進め方";
/// Choices of the direction.
pub const DIRECTIONS: [&str; 5] = ["拡大・拡充", "現状維持", "要改善", "事業縮小", "廃止・中止"];
/// What the committee of the plan says.
pub const COUNCIL: &str = "就労支援推進委員会の意見等";
/// Letters of the achievement scale in words.
pub const ACHIEVEMENTS: [&str; 5] =
    ["目標を大幅に上回った", "目標どおり達成した", "おおむね達成した", "目標に達しなかった", "取組を行えなかった"];
/// Indicators in printed order.
pub const INDICATORS: [&str; 3] = ["対象指標", "活動指標", "成果指標"];

/// Whether a word is a box of a scale, and if so whether it is marked.
pub fn mark(word: &str) -> Option<bool> {
    match word.trim_matches('\u{FFFD}') {
        "□" | "☐" | "◻" | "▢" => Some(false),
        "■" | "☑" | "☒" | "◼" | "●" | "◎" => Some(true),
        _ => None,
    }
}

/// A letter of a scale.
pub fn letter(word: &str) -> Option<char> {
    let folded = fold(word);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ ('S' | 'A' | 'B' | 'C' | 'D')), None) => Some(c),
        _ => None,
    }
}

/// A single digit of a scale.
pub fn digit(word: &str) -> Option<char> {
    let folded = fold(word);
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ '0'..='9'), None) => Some(c),
        _ => None,
    }
}

/// 有 or 無.
pub fn flag(word: &str) -> bool {
    matches!(fold(word).as_str(), "有" | "無")
}

/// The western start year of a head such as 平成27年度, 令和元年度, 平成31(令和元)年度 or 2020年度.
pub fn year_head(text: &str) -> Option<i32> {
    let folded = fold(text);
    let body = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年'))?;
    let body = body.split(['(', '/']).next().unwrap_or(body);
    era_year(body)
}

/// 平成27, 令和元, H27, 2015 → western year.
pub fn era_year(text: &str) -> Option<i32> {
    let eras = [("平成", 1988), ("令和", 2018), ("昭和", 1925), ("H", 1988), ("R", 2018), ("S", 1925)];
    for (era, base) in eras {
        if let Some(rest) = text.strip_prefix(era) {
            let n: i32 = if rest == "元" { 1 } else { rest.parse().ok()? };
            return (1..=99).contains(&n).then_some(base + n);
        }
    }
    let n: i32 = text.parse().ok()?;
    (1900..2200).contains(&n).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::year_head;

    #[test]
    fn year_heads() {
        let of = |t: &str| year_head(t);
        assert_eq!(of("平成27年度"), Some(2015));
        assert_eq!(of("平成31\n(令和元)年度"), Some(2019));
        assert_eq!(of("令和元年度"), Some(2019));
        assert_eq!(of("令和２年度"), Some(2020));
        assert_eq!(of("H30年度"), Some(2018));
        assert_eq!(of("対象年度"), None);
    }
}
