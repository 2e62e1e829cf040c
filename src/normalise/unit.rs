//! Units: one canonical Japanese form each, and what a heading says about them.

use super::chars::{is_ideograph, is_kana};
use super::cursor::Cursor;
use super::numeral::eat_scale;
use super::text::{Gap, Glyph, glyphs};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Printed forms that have another canonical form. Compatibility signs (㎡ ㌧ ㌫) are spelt out
/// before they come here.
#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("名", "人"), ("名様", "人"), ("ヶ所", "箇所"), ("ケ所", "箇所"), ("カ所", "箇所"), ("ヵ所", "箇所"), ("か所", "箇所"), ("個所", "箇所"),
    ("箇処", "箇所"), ("か処", "箇所"), ("ヶ月", "か月"), ("ケ月", "か月"), ("カ月", "か月"), ("ヵ月", "か月"), ("箇月", "か月"), ("個月", "か月"),
    ("ヶ月間", "か月"), ("ケ月間", "か月"), ("カ月間", "か月"), ("ヵ月間", "か月"), ("か月間", "か月"), ("箇月間", "か月"), ("ヶ年", "年"),
    ("ケ年", "年"), ("カ年", "年"), ("ヵ年", "年"), ("か年", "年"), ("箇年", "年"), ("ヶ国", "か国"), ("ケ国", "か国"), ("カ国", "か国"),
    ("ヵ国", "か国"), ("箇国", "か国"), ("平米", "m2"), ("平方メートル", "m2"), ("m²", "m2"), ("平方m", "m2"), ("立方メートル", "m3"), ("立米", "m3"),
    ("m³", "m3"), ("立方m", "m3"), ("平方キロメートル", "km2"), ("km²", "km2"), ("平方キロ", "km2"), ("平方km", "km2"), ("メートル", "m"),     ("キロメートル", "km"), ("KM", "km"), ("Km", "km"), ("センチメートル", "cm"), ("センチ", "cm"), ("ミリメートル", "mm"), ("ミリ", "mm"),
    ("ヘクタール", "ha"), ("アール", "a"), ("トン", "t"), ("瓲", "t"), ("キログラム", "kg"), ("KG", "kg"), ("Kg", "kg"), ("グラム", "g"), ("ミリグラム", "mg"),
    ("リットル", "L"), ("l", "L"), ("ℓ", "L"), ("リッター", "L"), ("ミリリットル", "mL"), ("ml", "mL"), ("キロリットル", "kL"), ("kl", "kL"),
    ("パーセント", "%"), ("﹪", "%"), ("٪", "%"), ("百分率", "%"), ("パーミル", "‰"), ("pt", "ポイント"), ("pts", "ポイント"), ("Pt", "ポイント"),
    ("PT", "ポイント"), ("%ポイント", "ポイント"), ("パーセントポイント", "ポイント"), ("%pt", "ポイント"), ("円也", "円"), ("圓", "円"), ("¥", "円"), ("才", "歳"),
    ("℃", "℃"), ("°C", "℃"), ("頁", "ページ"), ("ヵ国語", "か国語"), ("ヶ国語", "か国語"), ("カ国語", "か国語"), ("時間数", "時間"), ("h", "時間"),
    ("hr", "時間"), ("時間分", "時間"), ("KW", "kW"), ("KWh", "kWh"), ("KWH", "kWh"), ("キロワット", "kW"), ("キロワット時", "kWh"), ("メガワット", "MW"),
    ("CO2トン", "t-CO2"), ("トンCO2", "t-CO2"), ("tCO2", "t-CO2"), ("t-CO₂", "t-CO2"), ("ドル", "ドル"), ("コ", "個"), ("ヶ", "個"), ("ケ", "個"), ("つ", "個"),
];

/// Counters and measures that are kept as they are.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "人", "件", "回", "冊", "部", "箇所", "円", "%", "日", "時間", "分", "秒", "週", "週間", "日間", "年", "年間", "か月", "か国", "か国語", "歳", "社", "者", "本",
    "台", "世帯", "戸", "位", "校", "園", "校区", "地区", "講座", "団体", "事業", "施設", "課", "枚", "組", "個", "棟", "室", "床", "席", "機", "基", "着", "足", "食",
    "杯", "匹", "頭", "羽", "株", "種", "種類", "品", "品目", "項目", "点", "議題", "議案", "店", "店舗", "企業", "事業所", "事業者", "法人", "機関", "グループ", "班",
    "チーム", "クラス", "学級", "学年", "年生", "教室", "コース", "コマ", "講義", "科目", "教科", "テーマ", "路線", "系統", "便", "車両", "両", "隻", "区", "区画", "市", "町",
    "村", "県", "国", "都市", "自治体", "町会", "自治会", "地域", "地点", "拠点", "圏域", "学区", "公園", "会場", "ブース", "区間", "通", "票", "通話", "アクセス",
    "ページ", "PV", "ビュー", "再生", "クリック", "フォロワー", "人回", "人工", "人役", "人日", "人月", "人年", "人時", "人時間", "家族", "家庭", "夫婦", "案件", "事例", "例", "案", "種別",
    "プラン", "計画", "指標", "取組", "泊", "丁目", "階", "号", "番", "番目", "回目", "年目", "人目", "件目", "日目", "代", "期", "次", "巻", "章",
    "ポイント", "議席", "口", "口座", "契約", "区分", "段階", "級", "段", "等", "度", "回線", "門", "丁", "束", "箱", "袋", "缶", "瓶", "台分", "人分", "件分", "日分",
    "回分", "年分", "か月分", "食分", "世帯分", "皿", "錠", "包", "セット", "ケース", "式", "双", "面", "脚", "張", "編", "首", "句", "曲", "作品", "作", "局", "駅",
    "停留所", "往復", "橋", "灯", "器", "品種", "倍", "m", "m2", "m3", "km", "km2", "cm", "mm", "ha", "a", "t", "kg", "g", "mg", "L", "mL", "kL", "‰", "℃", "ppm",
    "ppb", "dB", "kW", "kWh", "MW", "MWh", "GJ", "MJ", "t-CO2", "kg-CO2", "kcal", "KB", "MB", "GB", "TB", "ドル", "ユーロ", "銭", "キロ", "坪", "反", "町歩",
    "ベッド", "ユニット", "サイト", "メニュー", "プログラム", "イベント", "サークル", "クラブ", "ステーション", "センター", "スペース", "名義", "品物", "単位",
    "単位時間", "科", "係", "部署", "部会", "部局", "支部", "分団", "小学校", "中学校", "高校", "学校", "大学", "保育園", "保育所", "幼稚園", "図書館", "公民館", "館", "病院",
    "診療所", "医療機関", "関係機関", "協議会", "委員会", "会", "会議", "集落", "河川", "橋梁", "株主", "車", "名分",
    "試合", "大会", "競技", "種目", "チャンネル", "番組", "記事", "タイトル", "語", "言語", "文字", "字", "行", "列", "欄", "条", "項", "款", "限", "学期", "コンテンツ",
    "アプリ", "端末", "システム", "サービス", "業務", "手続", "手続き", "様式", "帳票", "施策", "取組み", "ステップ", "レベル", "ランク", "組織", "産業", "業種", "職種",
    "資格", "免許", "プロジェクト", "カード", "チケット", "クーポン", "セミナー", "パック", "ボトル", "ロット", "トラック", "フロア",
];

static UNITS: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| PLAIN.iter().map(|&unit| (unit, unit)).chain(ALIASES.iter().copied()).collect());

/// The longest entry of the table, in characters.
const LONGEST: usize = 10;

/// The canonical form of a unit, if it is known.
pub(super) fn canonical(folded: &str) -> Option<&'static str> {
    UNITS.get(folded).copied()
}

/// Whether a text is a unit that is known, with its scale (千円).
pub fn is_unit(text: &str) -> bool {
    let glyphs = glyphs(text);
    let mut cursor = Cursor::new(&glyphs);
    eat_scale(&mut cursor);
    eat_known(&mut cursor).is_some() && cursor.rest().is_empty()
}

/// Takes the longest known unit.
pub(super) fn eat_known(cursor: &mut Cursor) -> Option<&'static str> {
    let rest = cursor.rest();
    let mut word = String::new();
    let mut found = None;
    for (i, glyph) in rest.iter().take(LONGEST).enumerate() {
        if i > 0 && glyph.gap > Gap::Invisible {
            break;
        }
        word.push(glyph.c);
        if let Some(unit) = canonical(&word) {
            found = Some((unit, i + 1));
        }
    }
    let (unit, length) = found?;
    // A unit of letters ends where the letters end: m is no unit in max.
    let ascii = |g: Option<&Glyph>| g.is_some_and(|g| g.c.is_ascii_alphabetic() && g.gap == Gap::None);
    if ascii(rest.get(length - 1)) && ascii(rest.get(length)) {
        return None;
    }
    cursor.advance(length);
    Some(unit)
}

/// Periods by which a count is divided (20件/月); other divisors make a unit cost (円/人).
pub(super) const PERIODS: &[&str] = &["月", "年", "日", "週", "時間", "か月", "年度", "期", "回", "半期", "四半期"];

/// Takes a divisor (`/人`, `／月`).
pub(super) fn eat_divisor(cursor: &mut Cursor) -> Option<String> {
    let here = cursor.at;
    if cursor.eat_char('/') {
        for period in ["四半期", "半期", "年度", "月", "年"] {
            let mut ahead = *cursor;
            if ahead.eat(period) && !ahead.peek().is_some_and(is_ideograph) {
                *cursor = ahead;
                return Some(period.to_owned());
            }
        }
        if let Some(unit) = eat_known(cursor) {
            return Some(unit.to_owned());
        }
    }
    cursor.at = here;
    None
}

/// The most characters of a counter that the table does not know.
const LONGEST_UNKNOWN: usize = 8;

/// Takes a counter that the table does not know, as a whole run of ideographs, katakana or letters.
/// Words that begin with a known unit or a part of a date are no counters (5人家族, 24年度事業目標).
pub(super) fn eat_unknown(cursor: &mut Cursor) -> Option<String> {
    let here = cursor.at;
    let class = |c: char| {
        if is_ideograph(c) {
            Some(0)
        } else if is_kana(c) && !matches!(c, '\u{3041}'..='\u{309f}') {
            Some(1)
        } else if c.is_ascii_alphabetic() {
            Some(2)
        } else {
            None
        }
    };
    let mut known = *cursor;
    if eat_known(&mut known).is_some()
        || matches!(cursor.peek(), Some('月' | '年' | '注' | '約' | '以' | '未' | '超' | '増' | '減' | '強' | '弱'))
    {
        return None;
    }
    let run = cursor.take_while(|g| class(g.c).is_some());
    let kinds: Vec<_> = run.iter().filter_map(|g| class(g.c)).collect();
    let one_kind = kinds.windows(2).all(|pair| pair.first() == pair.last());
    let limit = match kinds.first() {
        Some(0) => 4,
        Some(1) => LONGEST_UNKNOWN,
        _ => 5,
    };
    let parted = run.iter().skip(1).any(|g| g.gap > Gap::Invisible);
    let word: String = run.iter().map(|g| g.c).collect();
    let verb = VERBS.iter().any(|verb| word.contains(verb));
    if run.is_empty() || !one_kind || run.len() > limit || parted || verb || cursor.peek().is_some_and(is_kana) {
        cursor.at = here;
        return None;
    }
    Some(word)
}

/// Counters that stand behind kanji numerals; others make words with them (二次, 三者, 一級).
#[rustfmt::skip]
pub(super) const COUNTED_IN_KANJI: &[&str] = &[
    "人", "件", "回", "冊", "枚", "本", "台", "箇所", "円", "%", "日", "日間", "時間", "週間", "年", "年間", "か月", "か国", "歳", "社", "世帯", "戸", "校", "園", "団体", "施設",
    "事業", "個", "棟", "室", "組", "点", "倍", "ポイント", "km", "m", "m2", "ha", "t", "kg", "名分", "人分", "頭", "匹", "足", "着", "通", "票", "店", "店舗", "講座", "コース", "クラス", "回目", "年目",
];

/// Words behind a number that say what happened, not what is counted.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "参加", "開催", "実施", "達成", "利用", "増", "減", "目標", "実績", "予定", "見込", "以", "未", "程度", "前後", "維持", "募集", "支援", "対象", "配布", "発行", "割",
    "分", "上昇", "低下", "改善", "向上", "完了", "終了", "開始", "設置", "合格", "就職", "相談", "受講", "登録", "採用",
];

/// What a heading says about the figures under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// The canonical unit.
    pub unit: Option<String>,
    /// The power of ten that the figures are printed in (千円 → 3).
    pub power: u32,
    /// The heading is about money but names no unit.
    pub money: bool,
    /// The heading names a rate.
    pub rate: bool,
}

/// Words of headings whose figures are yen.
const MONEY: &[&str] =
    &["予算", "決算", "金額", "事業費", "経費", "歳出", "歳入", "支出", "収入", "コスト", "補助額", "執行額"];

/// Units that a heading consists of; other counters (事業, 課) are headings in their own right.
#[rustfmt::skip]
const BY_THEMSELVES: &[&str] = &[
    "人", "件", "回", "冊", "箇所", "円", "%", "時間", "世帯", "戸", "か月", "人日", "ポイント", "倍", "点", "本", "台", "枚", "個", "社", "者", "m2", "m3",
    "km", "km2", "ha", "t", "kg", "kWh", "歳", "日間", "m", "L", "団体",
];

/// Whether a heading or bracket that holds nothing but this unit names it.
pub(super) fn stands_alone(unit: &str) -> bool {
    unit.contains('/') || BY_THEMSELVES.contains(&unit)
}

/// What a cell that is nothing but a unit says (`千円`).
pub(super) fn declared_by_unit(text: &str) -> Declared {
    let glyphs = glyphs(text);
    let mut cursor = Cursor::new(&glyphs);
    match unit_label(&mut cursor) {
        Some((unit, power)) if cursor.is_done() => Declared { unit: Some(unit), power, ..Declared::default() },
        _ => {
            let found = declared(text);
            let word: String = glyphs.iter().map(|g| g.c).collect();
            let plain = !word.is_empty()
                && glyphs.len() <= LONGEST_UNKNOWN
                && !word.contains(|c: char| c.is_ascii_digit() || c == '-');
            if found.unit.is_none() && plain { Declared { unit: Some(word), ..found } } else { found }
        }
    }
}

/// Reads the unit of a heading: `金額（千円）`, `単位：人`, `達成率[%]`, `千円`.
pub(super) fn declared(header: &str) -> Declared {
    let glyphs = glyphs(header);
    let mut found = Declared::default();
    let text: String = glyphs.iter().map(|g| g.c).collect();
    found.money = MONEY.iter().any(|word| text.contains(word));
    found.rate = ["達成率", "執行率", "進捗率", "充足率"].iter().any(|word| text.contains(word));
    let mut whole = Cursor::new(&glyphs);
    if let Some((unit, power)) = unit_label(&mut whole)
        && whole.is_done()
        && (power > 0 || stands_alone(&unit))
    {
        return Declared { unit: Some(unit), power, ..found };
    }
    let mut cursor = Cursor::new(&glyphs);
    while !cursor.is_done() {
        let open = matches!(cursor.peek(), Some('(' | '[' | '【' | '<'));
        let named = cursor.starts_with("単位");
        if open {
            cursor.advance(1);
        }
        let said = cursor.eat("単位");
        if said {
            cursor.eat_char(':');
        }
        if open || named {
            let mut label = cursor;
            let known = unit_label(&mut label);
            let closed = label.is_done()
                || matches!(label.peek(), Some(')' | ']' | '】' | '>' | ',' | '、' | ';'))
                || label.gap() == Gap::Line;
            match known {
                Some((unit, power)) if closed || said => {
                    found.unit = Some(unit);
                    found.power = power;
                    cursor = label;
                    continue;
                }
                _ if said => {
                    // Whatever is called the unit is the unit.
                    let run =
                        cursor.take_while(|g| !matches!(g.c, ')' | ']' | '】' | '>' | '、' | ',') && g.gap < Gap::Line);
                    if !run.is_empty() && run.len() <= LONGEST_UNKNOWN {
                        found.unit = Some(run.iter().map(|g| g.c).collect());
                    }
                    continue;
                }
                _ => {}
            }
        }
        if !open && !said {
            cursor.advance(1);
        }
    }
    found
}

/// Takes a unit with its scale, as headings name it: 千円, 円/人, 百万円, %.
pub(super) fn unit_label(cursor: &mut Cursor) -> Option<(String, u32)> {
    let start = cursor.at;
    let power = eat_scale(cursor);
    let Some(unit) = eat_known(cursor) else {
        cursor.at = start;
        return None;
    };
    let mut unit = unit.to_owned();
    if let Some(divisor) = eat_divisor(cursor) {
        unit = format!("{unit}/{divisor}");
    }
    Some((unit, power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_canonical() {
        for (&printed, &unit) in UNITS.iter() {
            assert_eq!(canonical(unit), Some(unit), "{printed}");
            assert!(printed.chars().count() <= LONGEST, "{printed}");
        }
    }

    #[test]
    fn known_units_are_told_from_other_words() {
        assert!(["件", "千円", "百万円", "％", "箇所", "か所", "団体"].iter().all(|unit| is_unit(unit)));
        assert!(["", "性", "団価", "干円", "人人", "千", "件数"].iter().all(|word| !is_unit(word)));
    }

    #[test]
    fn headings_name_units_and_scales() {
        let read = |header| {
            let d = declared(header);
            (d.unit, d.power)
        };
        for (header, unit, power) in [
            ("金額（千円）", "円", 3),
            ("人口（千人）", "人", 3),
            ("達成率（％）", "%", 0),
            ("単価（円/人）", "円/人", 0),
            ("（単位：百万円）", "円", 6),
            ("単位：件", "件", 0),
            ("事業費[千円]", "円", 3),
            ("千円", "円", 3),
            ("人", "人", 0),
            ("実績\n（名）", "人", 0),
            ("参加者数（延べ）（人）", "人", 0),
            ("単位:ポット", "ポット", 0),
            ("面積（㎡）", "m2", 0),
        ] {
            assert_eq!(read(header), (Some(unit.to_owned()), power), "{header}");
        }
        for header in ["実績", "目標（R2）", "実績（見込み）", "参加人数", "予算", "（延べ）", ""]
        {
            assert_eq!(read(header), (None, 0), "{header}");
        }
    }
}
