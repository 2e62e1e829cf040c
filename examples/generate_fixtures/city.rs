//! The invented city: its projects, figures, ratings, and what is planted in them.
//!
//! Every figure is made so that the sheet is consistent under the printed rules; then a few
//! discrepancies are planted, each recorded with what would be right.

use crate::editions;

/// One evaluated fiscal year of a column head.
#[derive(Clone)]
pub struct Year {
    /// As the column head prints it.
    pub label: &'static str,
}

/// How an edition of the form looks.
#[derive(Clone)]
pub struct Edition {
    /// `［対象：…］` of the title.
    pub target: &'static str,
    /// Column heads, oldest first; the last one is evaluated.
    pub years: Vec<Year>,
    /// Whether the form has the block on the influence of COVID-19.
    pub covid: bool,
    /// Whether the scales run from low to high.
    pub mirrored: bool,
    /// Whether the actual stands above the target.
    pub actual_first: bool,
    /// Column head of the previous year's letter on the list.
    pub previous: &'static str,
}

/// One indicator: label and printed figures by year.
#[derive(Clone)]
pub struct Indicator {
    pub kind: &'static str,
    pub label: String,
    /// `(target, actual)` by year, as printed.
    pub cells: Vec<(String, String)>,
    /// Years over which the target cell is merged, first and last index.
    pub merged_target: Option<(usize, usize)>,
}

/// One assessor's panel as printed.
#[derive(Clone)]
pub struct Panel {
    pub effectiveness: Vec<u32>,
    pub employment: Vec<u32>,
    /// Achievement, effectiveness, employment, total.
    pub points: [String; 4],
    pub letter: String,
    pub reasons: Vec<String>,
}

/// One sheet as printed.
#[derive(Clone)]
pub struct Sheet {
    pub number: String,
    pub name: String,
    pub department: &'static str,
    pub target_group: &'static str,
    pub policy: &'static str,
    pub issue_title: &'static str,
    pub issue: &'static str,
    pub content: String,
    pub results: String,
    pub indicators: Vec<Indicator>,
    pub marks: Vec<&'static str>,
    pub adjusted: &'static str,
    pub impact: (&'static str, String),
    pub panels: [Panel; 2],
    pub future: String,
    pub direction: usize,
    pub council: String,
}

/// A row of the list as printed.
#[derive(Clone)]
pub struct ListRow {
    pub number: String,
    pub name: String,
    pub target_group: &'static str,
    pub department: &'static str,
    pub points: [String; 4],
    pub letters: [String; 3],
}

/// A planted discrepancy or a trap, in the words of the truth file.
#[derive(Clone)]
pub struct Mark {
    pub sheet: String,
    pub kind: &'static str,
    pub field: String,
    pub printed: String,
    pub correct: Option<String>,
    pub also: Option<&'static str>,
    pub rules: Vec<&'static str>,
}

/// A whole document.
#[derive(Clone)]
pub struct Document {
    pub edition: Edition,
    pub sheets: Vec<Sheet>,
    pub list: Vec<ListRow>,
    pub planted: Vec<Mark>,
    pub traps: Vec<Mark>,
}

/// Name of the invented city.
pub const CITY: &str = "瑞雲市";
/// Its plan, the running title of every sheet.
pub const PLAN: &str = "瑞雲市就労支援プラン";
/// Directions that a sheet chooses from.
pub const DIRECTIONS: [&str; 5] = ["拡大・拡充", "現状維持", "要 改 善", "事業縮小", "廃止・中止"];

struct Plan {
    policy: usize,
    name: &'static str,
    department: &'static str,
    group: &'static str,
    population: Option<(&'static str, &'static str, u32)>,
    activity: (&'static str, &'static str, u32),
    outcome: (&'static str, &'static str, u32),
    letter: &'static str,
}

const POLICIES: [(&str, &str, &str); 4] = [
    (
        "知る・出会う機会をひろげる",
        "情報の発信と相談体制",
        "●仕事を探す市民が必要な情報に早く届くよう，紙面と電子の両方で知らせます。\n●相談の窓口を一つにまとめ，次に行く先を案内します。",
    ),
    (
        "一人ひとりの準備を支える",
        "段階に応じた支援",
        "●働くまでの道のりは人により異なるため，準備の段階に合わせた講座と体験を用意します。\n●関係機関と記録を共有し，支援が途切れないようにします。",
    ),
    (
        "働く場をつくり，ひろげる",
        "事業者との連携",
        "●市内の事業者に受け入れの工夫を紹介し，働く場をふやします。\n●市役所も一つの事業所として，率先して取り組みます。",
    ),
    (
        "続けて働ける地域にする",
        "定着と見直し",
        "●働き始めた後の相談を大切にし，長く続けられるよう支えます。\n●取組の成果を毎年度確かめ，翌年度の計画に生かします。",
    ),
];

/// The projects, a line each; the last column is the letter that the figures are made to earn.
const PROJECTS: &str = include_str!("projects.tsv");

fn plans() -> Vec<Plan> {
    let plan = |line: &'static str| {
        let f: Vec<&'static str> = line.split('\t').collect();
        let measure = |i: usize| (f[i], f[i + 1], f[i + 2].parse().unwrap());
        Plan {
            policy: f[0].parse().unwrap(),
            name: f[1],
            department: f[2],
            group: f[3],
            population: (!f[4].is_empty()).then(|| measure(4)),
            activity: measure(7),
            outcome: measure(10),
            letter: f[13],
        }
    };
    PROJECTS.lines().skip(1).map(plan).collect()
}

/// A small fixed-seed generator: the documents must be the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as u32) % n
    }
}

fn commas(n: u32) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() } else { c })
        .collect()
}

/// Actual that earns `letter` under a target.
fn actual_for(letter: &str, target: u32, dice: &mut Dice) -> u32 {
    match letter {
        "S" => (target * 120).div_ceil(100) + dice.roll(target / 10 + 1),
        "A" => target + dice.roll((target / 6).max(1)),
        "B" => (target * 9).div_ceil(10) + dice.roll((target / 12).max(1)),
        _ => target * (55 + dice.roll(30)) / 100,
    }
}

fn series(base: u32, unit: &str, years: usize, letter: Option<&str>, dice: &mut Dice) -> Vec<(String, String)> {
    let show = |n: u32| format!("{}{unit}", commas(n));
    let mut cells = Vec::new();
    let mut before = 0;
    for y in 0..years {
        let target = base * (92 + 2 * y as u32) / 100 + u32::from(base < 10 && y + 1 == years);
        let last = y + 1 == years;
        let mut actual = match (last, letter) {
            (true, Some(letter)) => actual_for(letter, target, dice),
            _ => target * (85 + dice.roll(30)) / 100,
        };
        // The top letter needs an actual that did not fall.
        if last && letter == Some("S") {
            actual = actual.max(before + 1);
        }
        before = actual;
        cells.push((show(target), show(actual)));
    }
    cells
}

fn points(letter: &str) -> Option<u32> {
    Some(match letter {
        "S" => 5,
        "A" => 4,
        "B" => 3,
        "C" => 2,
        _ => return None,
    })
}

fn overall(total: u32) -> &'static str {
    match total {
        16.. => "Ａ",
        11..=15 => "Ｂ",
        8..=10 => "Ｃ",
        _ => "Ｄ",
    }
}

fn panel(letter: &str, effectiveness: u32, employment: u32, reasons: Vec<String>) -> Panel {
    let (e, w) = (effectiveness * 2, employment);
    let (points, letter) = match points(letter) {
        Some(a) => {
            ([a.to_string(), e.to_string(), w.to_string(), (a + e + w).to_string()], overall(a + e + w).to_string())
        }
        None => (["-".into(), e.to_string(), w.to_string(), "-".into()], "-".into()),
    };
    Panel { effectiveness: vec![effectiveness], employment: vec![employment], points, letter, reasons }
}

fn sheet(i: usize, plan: &Plan, edition: &Edition, dice: &mut Dice) -> Sheet {
    let n = edition.years.len();
    let (policy, issue_title, issue) = POLICIES[plan.policy];
    let dash = || vec![("―".to_string(), "―".to_string()); n];
    let mut outcome = series(plan.outcome.2, plan.outcome.1, n, Some(plan.letter), dice);
    let mut activity = series(plan.activity.2, plan.activity.1, n, None, dice);
    if plan.letter == "D" {
        outcome[n - 1].1 = "未実施".into();
        activity[n - 1].1 = "中止".into();
    }
    let population = match plan.population {
        Some((label, unit, base)) => {
            let mut cells = series(base, unit, n, None, dice);
            cells.iter_mut().for_each(|c| c.0 = "―".into());
            Indicator { kind: "対象指標", label: label.into(), cells, merged_target: None }
        }
        None => Indicator { kind: "対象指標", label: "―".into(), cells: dash(), merged_target: None },
    };
    let effectiveness = 3 + dice.roll(3);
    let employment = 2 + dice.roll(4);
    let committee = if dice.roll(5) == 0 { (effectiveness - 1).max(2) } else { effectiveness };
    let hit = edition.covid && dice.roll(3) == 0;
    let name = plan.name;
    Sheet {
        number: format!("{}-{}", plan.policy + 1, i + 1),
        name: name.into(),
        department: plan.department,
        target_group: plan.group,
        policy,
        issue_title,
        issue,
        content: format!(
            "{}を対象に{name}を行い，働き始めるまでと働き始めてからを続けて支えます。",
            if plan.group == "―" { "関係機関" } else { plan.group }
        ),
        results: format!(
            "「{name}」では，担当{}名で年間の予定に沿って実施した。\n{}から寄せられた声は{}月の会議で共有し，進め方を見直した。",
            2 + dice.roll(3),
            ["参加した人", "協力した事業者", "相談員"][dice.roll(3) as usize],
            5 + dice.roll(7)
        ),
        indicators: vec![
            population,
            Indicator { kind: "活動指標", label: plan.activity.0.into(), cells: activity, merged_target: None },
            Indicator { kind: "成果指標", label: plan.outcome.0.into(), cells: outcome, merged_target: None },
        ],
        marks: vec![plan.letter],
        adjusted: "無",
        impact: if hit {
            ("有", format!("「{name}」の会場の定員を半分にし，一部を電話での対応に替えた。"))
        } else {
            ("無", String::new())
        },
        panels: [
            panel(
                plan.letter,
                effectiveness,
                employment,
                vec![
                    format!(
                        "「{name}」は市が担う役割が大きく，{}から続ける必要がある。",
                        ["身近な入口になること", "他に代わる場が少ないこと", "早い時期に支えられること"][i % 3]
                    ),
                    format!(
                        "「{name}」の利用後に{}ことから，仕事につながる効果が認められる。",
                        ["求職を始めた人がいる", "事業者の紹介に進む人がいる", "働く時間を増やした人がいる"]
                            [(i + 1) % 3]
                    ),
                ],
            ),
            panel(
                plan.letter,
                committee,
                employment,
                vec![format!(
                    "{name}について，{}を加えて引き続き取り組まれたい。",
                    ["知らせ方の工夫", "他の課との協力", "利用後の確認"][i % 3]
                )],
            ),
        ],
        future: format!(
            "「{name}」の{}が課題である。\n　来年度は{}を先に進め，年度の半ばで見直す。",
            ["会場の確保", "担い手の不足", "初めての人への案内"][dice.roll(3) as usize],
            ["予約の方法の改善", "学校との連絡", "休日の開設"][dice.roll(3) as usize]
        ),
        direction: [1, 0, 1, 2, 1][dice.roll(5) as usize],
        council: format!(
            "{name}の指標について，{}。",
            ["次の計画に向けて見直しを検討されたい", "現在の内容で続けられたい"][dice.roll(2) as usize]
        ),
    }
}

fn list_row(s: &Sheet, dice: &mut Dice) -> ListRow {
    let narrow = |t: &str| t.replace('Ａ', "A").replace('Ｂ', "B").replace('Ｃ', "C").replace('Ｄ', "D");
    let previous = ["A", "B", "B"][dice.roll(3) as usize].to_string();
    ListRow {
        number: s.number.clone(),
        name: s.name.clone(),
        target_group: s.target_group,
        department: s.department,
        points: s.panels[1].points.clone(),
        letters: [narrow(&s.panels[0].letter), narrow(&s.panels[1].letter), previous],
    }
}

/// A planted discrepancy or a trap.
pub fn mark(
    sheet: &str,
    kind: &'static str,
    field: &str,
    printed: &str,
    correct: Option<&str>,
    also: Option<&'static str>,
    rules: &[&'static str],
) -> Mark {
    Mark {
        sheet: sheet.into(),
        kind,
        field: field.into(),
        printed: printed.into(),
        correct: correct.map(Into::into),
        also,
        rules: rules.to_vec(),
    }
}

fn rescore(s: &mut Sheet, letter: &'static str) {
    s.marks = vec![letter];
    for p in &mut s.panels {
        let (e, w) = (p.effectiveness[0], p.employment[0]);
        *p = panel(letter, e, w, p.reasons.clone());
    }
}

/// The whole document: rules, list, twenty sheets; six years, with the COVID block.
pub fn whole() -> Document {
    let edition = Edition {
        target: "３年度",
        years: ["平成28年度", "平成29年度", "平成30年度", "平成31\n(令和元)年度", "令和2年度", "令和3年度"]
            .map(|label| Year { label })
            .to_vec(),
        covid: true,
        mirrored: false,
        actual_first: false,
        previous: "2年度\n総合評価",
    };
    build(edition, 20, Some(&neighbour()))
}

/// A neighbour of the form: five years, no COVID block, scales from low to high, actual above target.
pub fn neighbour() -> Document {
    let edition = Edition {
        target: "令和元年度",
        years: ["平成27年度", "平成28年度", "平成29年度", "平成30年度", "平成31\n(令和元)年度"]
            .map(|label| Year { label })
            .to_vec(),
        covid: false,
        mirrored: true,
        actual_first: true,
        previous: "30年度\n総合評価",
    };
    let mut document = build(edition, 5, None);
    editions::rename(&mut document);
    document
}

fn build(edition: Edition, count: usize, earlier: Option<&Document>) -> Document {
    let mut dice = Dice(20210401 + count as u64);
    let last = edition.years.len() - 1;
    let mut sheets: Vec<Sheet> =
        plans().iter().take(count).enumerate().map(|(i, p)| sheet(i, p, &edition, &mut dice)).collect();
    if let Some(earlier) = earlier {
        editions::take_over(&mut sheets, &edition, earlier);
    }
    let year = edition.years[last].label.replace('\n', "");
    let actual = |i: usize| format!("indicators[{i}].actual.{year}");
    let target = |i: usize| format!("indicators[{i}].target.{year}");
    let (mut planted, mut traps) = (Vec::new(), Vec::new());

    // Traps: they look wrong and are not.
    sheets[0].indicators[2].cells[last] = ("60人".into(), "54人".into());
    traps.push(mark("1-1", "edge_exact", "achievement.mark", "B", None, None, &[]));
    sheets[1].indicators[2].cells[last] = ("140～160人".into(), "151人".into());
    traps.push(mark("1-2", "range", &target(2), "140～160人", None, None, &[]));
    sheets[2].indicators[2].cells[last - 1].1 = "96人".into();
    sheets[2].indicators[2].cells[last] = ("概ね90人".into(), "108人".into());
    traps.push(mark("1-3", "edge_exact", "achievement.mark", "S", None, None, &[]));
    for c in &mut sheets[3].indicators[1].cells {
        *c = (wide(&c.0), wide(&c.1));
    }
    traps.push(mark(
        "1-4",
        "fullwidth",
        "indicators[1].actual.*",
        &sheets[3].indicators[1].cells[last].1,
        None,
        None,
        &[],
    ));
    if count > 10 {
        let label = sheets[0].clone();
        // A repeated project shows what its original shows.
        sheets[19].indicators = label.indicators;
        for (panel, original) in sheets[19].panels.iter_mut().zip(label.panels) {
            *panel = Panel { reasons: panel.reasons.clone(), ..original };
        }
        sheets[7].indicators[2].cells[last].1 = format!("{}（累計118人）", sheets[7].indicators[2].cells[last].1);
        traps.push(mark("2-8", "cumulative", &actual(2), &sheets[7].indicators[2].cells[last].1, None, None, &[]));
        sheets[16].indicators[1].cells[1].1 = "未実施".into();
        traps.push(mark("4-17", "not_done", "indicators[1].actual.平成29年度", "未実施", None, None, &[]));
        traps.push(mark("2-7", "dash", "panels.*.points.total", "-", None, None, &[]));
        let merged = &mut sheets[10].indicators[2];
        merged.merged_target = Some((0, 3));
        merged.cells[0].0 = "30人以上".into();
        (1..4).for_each(|y| merged.cells[y].0 = String::new());
        sheets[9].indicators[2].cells[0].0 = String::new();
        sheets[17].indicators[2].cells[last] = ("前年度以上".into(), sheets[17].indicators[2].cells[last].1.clone());
        sheets[17].indicators[2].cells[last - 1].1 = "5件".into();
        traps.push(mark("4-18", "prev_or_more", &target(2), "前年度以上", None, None, &[]));
    }

    if earlier.is_some() {
        editions::restate(&mut sheets, &edition, &mut planted);
    }
    let mut list: Vec<ListRow>;
    // Planted: wrong letters take their points along, so they come before the list is made.
    sheets[4].indicators[2].cells[last] = ("72件".into(), "61件".into());
    planted.push(mark(
        "1-5",
        "band",
        "achievement.mark",
        "B",
        Some("C"),
        Some("list"),
        &["grade-outside-band", "status-not-value"],
    ));
    if count > 10 {
        sheets[5].indicators[2].cells[last - 1].1 = "60人".into();
        sheets[5].indicators[2].cells[last] = ("40人".into(), "50人".into());
        rescore(&mut sheets[5], "S");
        planted.push(mark(
            "2-6",
            "s_despite_decline",
            "achievement.mark",
            "S",
            Some("A"),
            Some("list"),
            &["top-grade-despite-decline"],
        ));
        let p = &mut sheets[8].panels[1];
        let right: u32 = p.points[3].parse().unwrap();
        p.points[3] = (right + 1).to_string();
        p.letter = overall(right + 1).into();
        planted.push(mark(
            "2-9",
            "total",
            "panels.committee.points.total",
            &p.points[3].clone(),
            Some(&right.to_string()),
            Some("list"),
            &["total-not-sum", "subtotal-not-sum"],
        ));
        let p = &mut sheets[11].panels[0];
        let right = p.points[2].clone();
        let wrong = (right.parse::<u32>().unwrap() + 1).to_string();
        let total: u32 = p.points[3].parse::<u32>().unwrap() + 1;
        (p.points[2], p.points[3], p.letter) = (wrong.clone(), total.to_string(), overall(total).into());
        planted.push(mark(
            "3-12",
            "points_vs_mark",
            "panels.department.points.employment",
            &wrong,
            Some(&right),
            Some("panels.department.points.total"),
            &["points-not-mark"],
        ));
        let shown = sheets[12].indicators[2].cells[last].1.clone();
        let number: u32 = shown.trim_end_matches('人').parse().unwrap();
        sheets[12].results = format!(
            "説明会を２日間開き，説明会の来場者数は{}人であった。\n出展した企業からは次年度も参加したいとの声があった。",
            number + 20
        );
        planted.push(mark(
            "3-13",
            "narrative",
            "results",
            &(number + 20).to_string(),
            Some(&number.to_string()),
            None,
            &["narrative-differs"],
        ));
        sheets[14].indicators[2].cells[last].1 = sheets[14].indicators[2].cells[last].1.replace('件', "回");
        let printed = sheets[14].indicators[2].cells[last].1.clone();
        planted.push(mark("3-15", "unit", &actual(2), &printed, Some("unit 件"), None, &["unit-mismatch"]));
        let reason = sheets[15].panels[0].reasons[0].clone();
        sheets[15].panels[0].reasons[1] = reason.clone();
        planted.push(mark(
            "3-16",
            "same_reason",
            "panels.department.reason_employment",
            &reason,
            None,
            None,
            &["repeated-text"],
        ));
    }
    list = sheets.iter().map(|s| list_row(s, &mut dice)).collect();
    let right = sheets[1].panels[1].points[3].clone();
    list[1].points[3] = (right.parse::<u32>().unwrap() - 1).to_string();
    planted.push(mark(
        "1-2",
        "list_vs_sheet",
        "list.総合点",
        &list[1].points[3].clone(),
        Some(&right),
        None,
        &["list-differs-from-sheet", "name-differs"],
    ));
    if count > 10 {
        sheets[18].marks = vec![];
        planted.push(mark("4-19", "missing_mark", "achievement.mark", "", Some("C"), None, &["mark-missing"]));
        let mut extra = list[17].clone();
        (extra.number, extra.name) = ("4-21".into(), "働き方の出前授業".into());
        planted.push(mark("4-21", "listed_without_sheet", "list", &extra.name.clone(), None, None, &["sheet-missing"]));
        list.push(extra);
    }
    Document { edition, sheets, list, planted, traps }
}
