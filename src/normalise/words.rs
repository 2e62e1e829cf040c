//! The words around a number, and what they add to it.

use super::names::{Bound, Status};

/// What a word before or behind a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Approximate,
    Above,
    Below,
    Bound(Bound),
    Basis(&'static str),
    Per(&'static str),
    /// So much for each of several.
    Each,
    /// The number compares with the year before.
    Compared,
    Status(Status),
    Increase,
    Decrease,
    /// Adds nothing to the number: 也, 実施.
    Nothing,
}

use Word::{Above, Approximate, Basis, Below, Compared, Decrease, Each, Increase, Nothing, Per};

const GE: Word = Word::Bound(Bound::Ge);
const GT: Word = Word::Bound(Bound::Gt);
const LE: Word = Word::Bound(Bound::Le);
const LT: Word = Word::Bound(Bound::Lt);
const FORECAST: Word = Word::Status(Status::Forecast);
const PRELIMINARY: Word = Word::Status(Status::Preliminary);

/// Words before a number; of two with the same beginning the longer one comes first.
#[rustfmt::skip]
pub(super) const BEFORE: &[(&str, Word)] = &[
    ("対前年度同期比", Compared), ("対前年同期比", Compared), ("対前年度増減率", Compared), ("対前年度比", Compared), ("対前年比", Compared),
    ("前年度同期比", Compared), ("前年同期比", Compared), ("前年度対比", Compared), ("前年対比", Compared), ("前年度比", Compared),
    ("前年比", Compared), ("対前年度", Compared), ("対前年", Compared), ("前年度より", Compared), ("前年より", Compared),
    ("前年度から", Compared), ("昨年度比", Compared), ("昨年比", Compared),
    ("おおむね", Approximate), ("おおよそ", Approximate), ("おゝむね", Approximate), ("およそ", Approximate), ("概ね", Approximate), ("概算", Approximate),
    ("概数", Approximate), ("大むね", Approximate), ("凡そ", Approximate), ("約", Approximate), ("ほぼ", Approximate), ("だいたい", Approximate),
    ("大体", Approximate), ("ざっと", Approximate), ("推定", Approximate), ("推計", Approximate), ("≒", Approximate), ("≈", Approximate),
    ("最大で", LE), ("最大", LE), ("上限", LE), ("最高", LE), ("最多", LE), ("多くとも", LE), ("多くて", LE),
    ("最低でも", GE), ("最低", GE), ("最小", GE), ("最少", GE), ("下限", GE), ("少なくとも", GE),
    ("≧", GE), (">=", GE), ("=>", GE), ("≦", LE), ("<=", LE), ("=<", LE), (">", GT), ("<", LT),
    ("延べ利用者数", Basis("延べ")), ("延べ参加者数", Basis("延べ")), ("延べ人数", Basis("延べ")), ("延べ人員", Basis("延べ")), ("延べ件数", Basis("延べ")),
    ("延べ回数", Basis("延べ")), ("延べ数", Basis("延べ")), ("延人数", Basis("延べ")), ("延人員", Basis("延べ")), ("延件数", Basis("延べ")), ("延べで", Basis("延べ")),
    ("延べ", Basis("延べ")), ("のべ", Basis("延べ")), ("述べ", Basis("延べ")), ("延", Basis("延べ")),
    ("実利用者数", Basis("実")), ("実参加者数", Basis("実")), ("実人数", Basis("実")), ("実人員", Basis("実")), ("実件数", Basis("実")), ("実数", Basis("実")), ("実", Basis("実")),
    ("累計で", Basis("累計")), ("累計", Basis("累計")), ("累積", Basis("累計")), ("通算", Basis("累計")),
    ("うち", Basis("うち")), ("内", Basis("うち")), ("平均", Basis("平均")), ("新規", Basis("新規")), ("純増", Basis("純増")),
    ("合計", Basis("合計")), ("総合計", Basis("合計")), ("総計", Basis("合計")), ("総数", Basis("合計")), ("小計", Basis("小計")), ("計", Basis("合計")),
    ("全", Nothing), ("総", Nothing), ("金", Nothing), ("税込", Nothing), ("満", Nothing),
    ("年間平均", Per("年")), ("年間", Per("年")), ("年額", Per("年")), ("年平均", Per("年")), ("年に", Per("年")), ("毎年", Per("年")), ("年", Per("年")),
    ("月間平均", Per("月")), ("月間", Per("月")), ("月額", Per("月")), ("月平均", Per("月")), ("月に", Per("月")), ("毎月", Per("月")), ("月", Per("月")),
    ("週に", Per("週")), ("毎週", Per("週")), ("週", Per("週")), ("日額", Per("日")), ("毎日", Per("日")), ("日平均", Per("日")), ("日", Per("日")),
    ("毎回", Each), ("各回", Each), ("各校", Each), ("各年", Each), ("各地区", Each), ("各施設", Each), ("各", Each),
    ("見込み", FORECAST), ("見込", FORECAST), ("予定", FORECAST), ("予測", FORECAST), ("速報値", PRELIMINARY), ("速報", PRELIMINARY), ("暫定", PRELIMINARY),
];

/// Words behind a number and its unit.
#[rustfmt::skip]
pub(super) const BEHIND: &[(&str, Word)] = &[
    ("を超える", GT), ("を超えて", GT), ("をこえる", GT), ("を上回る", GT), ("を超過", GT), ("超える", GT), ("超え", GT), ("超過", GT), ("超", GT),
    ("より多い", GT), ("より大きい", GT), ("より多く", GT), ("以上", GE), ("以内", LE), ("以下", LE), ("未満", LT), ("を下回る", LT),
    ("より少ない", LT), ("より小さい", LT), ("に満たない", LT), ("を限度", LE), ("まで", LE), ("を上限", LE), ("が上限", LE), ("上限", LE), ("が限度", LE), ("限度", LE), ("が下限", GE), ("下限", GE), ("を下限", GE),
    ("程度", Approximate), ("前後", Approximate), ("くらい", Approximate), ("ぐらい", Approximate), ("ほど", Approximate), ("内外", Approximate),
    ("見当", Approximate), ("相当", Approximate), ("位", Approximate), ("頃", Approximate), ("ごろ", Approximate),
    ("近く", Below), ("足らず", Below), ("強", Above), ("弱", Below), ("余り", Above), ("あまり", Above), ("余", Above),
    ("の増加", Increase), ("の増", Increase), ("増加", Increase), ("増", Increase), ("の上昇", Increase), ("上昇", Increase), ("アップ", Increase), ("UP", Increase), ("up", Increase), ("向上", Increase),
    ("の減少", Decrease), ("の減", Decrease), ("減少", Decrease), ("減", Decrease), ("の低下", Decrease), ("低下", Decrease), ("ダウン", Decrease), ("DOWN", Decrease), ("の削減", Decrease),
    ("削減", Decrease), ("縮減", Decrease), ("低減", Decrease),
    ("の見込み", FORECAST), ("見込み", FORECAST), ("見込値", FORECAST), ("見込", FORECAST), ("の予定", FORECAST), ("予定", FORECAST),
    ("速報値", PRELIMINARY), ("速報", PRELIMINARY), ("暫定値", PRELIMINARY), ("暫定", PRELIMINARY),
    ("ずつ", Each), ("也", Nothing), ("ちょうど", Nothing), ("です", Nothing), ("。", Nothing),
    ("を実施", Nothing), ("の実施", Nothing), ("実施", Nothing), ("を開催", Nothing), ("の開催", Nothing), ("開催", Nothing), ("の参加", Nothing), ("が参加", Nothing), ("参加", Nothing),
    ("発行", Nothing), ("を配布", Nothing), ("配布", Nothing), ("作成", Nothing), ("達成", Nothing), ("利用", Nothing), ("設置", Nothing), ("完了", Nothing),
];

/// What a bracket behind a number says of it.
#[rustfmt::skip]
pub(super) const BRACKETED: &[(&str, Word)] = &[
    ("見込み値", FORECAST), ("見込値", FORECAST), ("見込み", FORECAST), ("見込", FORECAST), ("見込数", FORECAST), ("予定", FORECAST), ("予測", FORECAST), ("予測値", FORECAST),
    ("推計値", Approximate), ("推計", Approximate), ("速報値", PRELIMINARY), ("速報", PRELIMINARY), ("暫定値", PRELIMINARY), ("暫定", PRELIMINARY), ("中間値", PRELIMINARY), ("未確定", PRELIMINARY),
    ("仮", PRELIMINARY), ("概算", Approximate), ("概数", Approximate), ("約", Approximate), ("おおむね", Approximate),
    ("延べ人数", Basis("延べ")), ("延人数", Basis("延べ")), ("延べ", Basis("延べ")), ("のべ", Basis("延べ")), ("実人数", Basis("実")), ("実数", Basis("実")), ("実", Basis("実")), ("累計", Basis("累計")),
    ("累積", Basis("累計")), ("合計", Basis("合計")), ("計", Basis("合計")), ("平均", Basis("平均")), ("年間", Per("年")), ("月間", Per("月")), ("年", Per("年")), ("月", Per("月")), ("月平均", Per("月")),
    ("以上", GE), ("以下", LE), ("未満", LT), ("超", GT), ("以内", LE),
];

/// Whole cells that only say in which direction, or how it stands to another value.
#[rustfmt::skip]
pub(super) const RELATIVE: &[&str] = &[
    "前年度", "前年", "昨年", "現状", "同程度", "同上", "同左", "同右", "〃", "々", "横ばい", "横這い", "増減なし", "変化なし", "変更なし", "同数", "同じ", "同額", "同率", "例年",
    "基準値", "計画値", "目標値", "目標どおり", "目標通り", "計画どおり", "計画通り", "上回", "下回", "平年", "国平均", "都平均", "全国平均", "県平均",
];

/// Whole cells that say a direction or a state instead of a number.
#[rustfmt::skip]
pub(super) const WORDS_FOR_FIGURES: &[&str] = &[
    "達成", "未達成", "概ね達成", "おおむね達成", "一部達成", "増加", "減少", "増", "減", "増大", "拡大", "縮小", "向上", "低下", "上昇", "下降", "改善", "悪化", "維持", "継続", "充実", "推進",
    "強化", "促進", "実施", "完了", "順調", "概ね順調", "おおむね順調", "遅れ", "有", "あり", "有り", "可", "済", "済み", "全員", "全件", "全校", "全て", "すべて", "全数", "全世帯", "全戸", "満足",
    "減らす", "増やす", "微増", "微減", "急増", "急減", "↑", "↓", "→", "↗", "↘", "⇒", "達成済", "達成見込み", "検証", "普及", "確保", "維持向上", "周知", "実施済", "実施中", "策定", "整備", "推移",
];

/// Vague counts.
#[rustfmt::skip]
pub(super) const VAGUE: &[&str] = &[
    "多数", "少数", "若干", "若干名", "大半", "大多数", "大部分", "多く", "ほとんど", "ほぼ全員", "倍増", "半減", "倍", "少し", "複数", "適宜", "随時", "必要数", "定員", "数多く", "一定数", "過半",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_come_first() {
        for list in [BEFORE, BEHIND] {
            for (i, (word, _)) in list.iter().enumerate() {
                for (later, _) in list.iter().skip(i + 1) {
                    assert!(!later.starts_with(word), "{later} can never be read behind {word}");
                }
            }
        }
    }
}
