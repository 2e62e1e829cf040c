//! The general profile reads the many ways in which cities lay out the figures of an evaluation sheet.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use kanrihyo::sheet::Document;
use kanrihyo::{Options, read};

/// A sheet as a page: its title, its head, then rows of cells, each `text`, `text*columns` or `text*columns/rows`.
fn sheet(title: &str, rows: &str) -> Document {
    let mut html = format!("<html><body><p>{title}</p><table>");
    html.push_str("<tr><td>事務事業名</td><td colspan=3>水辺の観察会事業</td></tr>");
    html.push_str("<tr><td>担当課</td><td colspan=3>環境課</td></tr></table><p>指標と事業費</p><table>");
    for row in rows.trim().lines() {
        html.push_str("<tr>");
        for cell in row.trim().split('|') {
            let (text, size) = cell.trim().split_once('*').unwrap_or((cell.trim(), "1"));
            let (columns, rows) = size.split_once('/').unwrap_or((size, "1"));
            html.push_str(&format!("<td colspan={columns} rowspan={rows}>{}</td>", text.replace('¶', "<br>")));
        }
        html.push_str("</tr>");
    }
    html.push_str("</table></body></html>");
    let document = read(html.into_bytes(), "sheet.html", &Options::builtin()).unwrap();
    assert_eq!(document.form.profile.as_deref(), Some("jimujigyo-basic"));
    document
}

/// A page of HTML as it stands.
fn page(body: &str) -> Document {
    let html = format!("<html><body>{body}</body></html>");
    read(html.into_bytes(), "page.html", &Options::builtin()).unwrap()
}

/// The figures of an indicator: year, role, number with its unit; a question mark where a person must look.
fn figures(document: &Document, label: &str) -> Vec<String> {
    let named = document.sheets.iter().flat_map(|s| &s.indicators).filter(|i| i.label.printed == label);
    named.flat_map(support::observed).collect()
}

#[test]
fn the_year_looked_back_on_settles_relative_years() {
    let document = sheet(
        "令和５年度事務事業評価書（令和４年度事業）",
        "事業開始年度 | 平成18年度～*4
         年度別決算・予算 | 単位 | 前年度¶（実績） | 評価年度¶（実績） | 次年度（予算）
         事業費（A） | 千円 | 4,120 | 4,870 | 5,000
         一般財源 | 千円 | 515 | 609 | 625",
    );
    assert_eq!(
        figures(&document, "一般財源"),
        ["2021 Actual 515000円", "2022 Actual 609000円", "2023 Budget 625000円"]
    );
}

#[test]
fn years_under_relative_ones_settle_the_others() {
    let document = sheet(
        "令和５年度事務事業評価シート",
        "指標名/2*1/2 | 単位*1/2 | *1/2 | 前年度 | 評価年度
         令和３年度 | 令和４年度
         観察会の開催回数*1/2 | 回*1/2 | 目標値 | 10 | 12
         実績値 | 9 | 11
         区分 | 単位 | | 前年度（決算） | 評価年度（決算）
         事業費 | 千円 | | 300 | 320",
    );
    assert_eq!(figures(&document, "事業費"), ["2021 Actual 300000円", "2022 Actual 320000円"]);
}

#[test]
fn the_name_may_stand_with_its_label_in_the_head() {
    let document = sheet(
        "H30事後事務事業評価シート",
        "活動指標*1/3 | 指標名称　観察会の回数（回） | 年度 | H29 | H30 | R1
         説明（算式等）¶3/31現在*1/2 | 計画 | 10 | 12 | 12
         実績 | 9 | 11 | ",
    );
    assert_eq!(
        figures(&document, "観察会の回数（回）")[..4],
        ["2017 Target 10回", "2017 Actual 9回", "2018 Target 12回", "2018 Actual 11回"]
    );
}

#[test]
fn tables_side_by_side_have_their_names_over_them() {
    let document = sheet(
        "令和４年度　事務事業評価調書",
        "成果指標1*4 | 成果指標2*4 | 成果指標3*4
         観察会の参加者*3 | 単位： 人 | 見つけた生き物*3 | 単位： 種 | *3 | 単位：
         区分 | R2年度 | R3年度 | R4年度 | 区分 | R2年度 | R3年度 | R4年度 | 区分 | R2年度 | R3年度 | R4年度
         計画値 | 71 | 73 | 74 | 計画値 | 30 | 31 | 32 | 計画値 | | | 
         実績値 | 70 | 75 | 72 | 実績値 | 29 | 33 | 30 | 実績値 | | | ",
    );
    let wanted = ["2020 Target 30", "2020 Actual 29", "2021 Target 31", "2021 Actual 33", "2022 Target 32"];
    assert_eq!(figures(&document, "見つけた生き物")[..5], wanted.map(|w| format!("{w}種")));
    assert_eq!(figures(&document, "観察会の参加者")[0], "2020 Target 71人");
}

#[test]
fn a_unit_over_the_labels_holds_for_the_costs() {
    let document = sheet(
        "令和 5 年度　事務事業評価シート",
        "Ｄ*1/4 | 区分　（単位：円） | 3年度決算 | 4年度決算 | 5年度予算
         ①事業費 | 6,924,000 | 7,018,000 | 7,210,000
         国道支出金 | 3,462,000 | 3,509,000 | 3,605,000
         一般財源 | 3,462,000 | 3,509,000 | 3,605,000",
    );
    let wanted = ["2021 Actual 3462000円", "2022 Actual 3509000円", "2023 Budget 3605000円"];
    assert_eq!(figures(&document, "国道支出金"), wanted);
}

#[test]
fn costs_without_a_year_are_of_the_sheets() {
    let document = sheet(
        "令和４年度　主要施策成果報告書",
        "（単位：千円）*7
         予算現額*1/2 | 決算額*1/2 | 財源内訳*4 | 翌年度繰越額*1/2
         国庫支出金 | 県支出金 | その他 | 一般財源
         24,500 | 23,118 | 0 | 1,200 | 350 | 21,568 | 0",
    );
    assert_eq!(figures(&document, "県支出金"), ["2022 Actual 1200000円?"]);
    assert_eq!(figures(&document, "翌年度繰越額"), ["2022 Actual 0円?"]);
}

#[test]
fn a_role_among_names_is_a_name() {
    let document = sheet(
        "令和５年度　事務事業評価シート",
        "区分*2 | 単位 | 令和３年度 | 令和４年度 | 令和５年度
         人件費*1/3 | 従事する職員の人数 | 人 | 2 | 2 | 2
         年間人件費 | 円 | 1,440,000 | 1,436,000 | 1,436,000
         年間事業費（＝決算額） | 円 | 5,481,250 | 5,532,110 | ",
    );
    assert_eq!(figures(&document, "年間事業費（＝決算額）")[..2], ["2021 Actual 5481250円", "2022 Actual 5532110円"]);
}

#[test]
fn a_key_stands_for_the_name_that_has_it() {
    let document = sheet(
        "令和７年度　事務事業マネジメントシート（令和６年度実績評価）",
        "手段*2 | ④活動指標（事務事業の活動量を表す指標）*2 | 単位
         観察会を開く。*2/2 | ア | 観察会の回数 | 回
         イ | 参加者の人数 | 人
         意図*2 | ⑥成果指標（意図の達成度を表す指標）*2 | 単位
         親しんでもらう。*2 | ア | また来たい人の割合 | ％
         *2 | 単位 | ５年度（実績） | ６年度（実績） | ７年度（目標）
         ④活動指標*1/2 | ア | 回 | 9 | 11 | 12
         イ | 人 | 70 | 75 | 80
         ⑥成果指標 | ア | ％ | 60.5 | 61.0 | 62.0",
    );
    assert_eq!(figures(&document, "観察会の回数"), ["2023 Actual 9回", "2024 Actual 11回", "2025 Target 12回"]);
    assert_eq!(figures(&document, "また来たい人の割合"), ["2023 Actual 60.5%", "2024 Actual 61%", "2025 Target 62%"]);
}

#[test]
fn columns_about_an_indicator_neither_name_nor_date_it() {
    let document = sheet(
        "令和５年度事務事業評価シート",
        "成果指標*1/3 | 指標名 | 指標設定の考え方及び算式 | 単位 | 達成年度 | | 令和3年度 | 令和4年度 | 令和5年度
         維持管理*1/2 | 年間の除草の回数*1/2 | 回*1/2 | 令和8年度*1/2 | 目標値 | 3 | 3 | 3
         実績値 | 3 | 2 | ",
    );
    assert_eq!(figures(&document, "維持管理")[..3], ["2021 Target 3回", "2021 Actual 3回", "2022 Target 3回"]);
}

#[test]
fn a_rate_without_a_year_is_of_the_figures_it_compares() {
    let document = sheet(
        "平成28年度　事務事業評価表（平成27年度実績）",
        "活動指標 | 単位 | 27年度¶目標（計画）値 | 26年度¶（実績） | 27年度¶（実績） | 進捗率¶（対目標値） | 28年度¶（計画値）
         観察会の回数 | 回 | 160 | 160 | 176 | 110.0% | 180",
    );
    let wanted = ["2014 Actual 160回", "2015 Target 160回", "2015 Actual 176回", "2015 AchievementRate 110%"];
    assert_eq!(figures(&document, "観察会の回数")[..4], wanted);
}

#[test]
fn a_label_that_names_budget_and_settlement_leaves_the_role_to_the_heads() {
    let document = sheet(
        "令和４年度事務事業評価表",
        "事業費（決算額・予算額）*2 | 令和3年度決算 | 令和4年度決算 | 令和5年度当初予算
         事業費（決算額・予算額）　Ａ*2 | 5,358 | 6,431 | 7,050
         人件費*1/2 | 正規 | 8,500 | 8,500 | 8,500
         （人数） | 1.00 | 1.00 | 1.00
         （単位：千円）*5",
    );
    let figures = figures(&document, "事業費（決算額・予算額）　Ａ");
    assert!(figures.iter().map(|f| f.split(' ').nth(1).unwrap()).eq(["Actual", "Actual", "Budget"]), "{figures:?}");
}

#[test]
fn roles_in_a_column_of_roles_are_no_names() {
    let document = sheet(
        "令和５年度　事業レビューシート",
        "予算額・¶執行額¶（単位：千円）*1/4 | *2 | 2年度 | 3年度 | 4年度
         予算の状況*1/2 | 当初予算 | 41,200 | 42,000 | 43,500
         計 | 41,200 | 40,800 | 43,500
         執行額*2 | 40,115 | 39,870 | 42,988
         成果指標*2 | 単位 | 2年度 | 3年度 | 4年度
         よく来る人の割合*1/3 | 成果実績 | ％ | 55.2 | 57.9 | 61.3
         目標値 | ％ | 60.0 | 60.0 | 62.0
         達成度 | ％ | 92.0 | 96.5 | 98.9",
    );
    assert_eq!(figures(&document, "執行額")[0], "2020 Actual 40115000円");
    assert_eq!(figures(&document, "よく来る人の割合")[..2], ["2020 Actual 55.2%", "2020 Target 60%"]);
}

#[test]
fn ratings_in_the_columns_of_years_are_no_figures() {
    let document = sheet(
        "令和３年度　行政評価調書（事務事業）",
        "１　投入コスト*2 | 元年度（決算）*2 | ２年度（決算）*2 | ３年度（決算見込）*2 | ４年度（予算）*2
         事業費（千円）*2 | 88,120*2 | 90,455*2 | 94,000*2 | 96,500*2
         一般財源*2 | 21,150*2 | 21,712*2 | 22,560*2 | 23,160*2
         ３　評価*2 | 必要性 | ５ | 有効性 | ４ | 効率性 | ３ | 合計点 | 12
         ２　指標 | 単位 | 元年度*2 | ２年度*2 | ３年度*2 | ４年度*2
         待機児童数 | 人 | 12*2 | 7*2 | 5*2 | *2",
    );
    assert!(figures(&document, "必要性").is_empty());
    assert_eq!(figures(&document, "一般財源")[0], "2019 Actual 21150000円");
    assert_eq!(figures(&document, "待機児童数")[0], "2019 Actual 12人?");
}

#[test]
fn amounts_whose_unit_nothing_says_are_doubted() {
    let document = sheet(
        "令和４年度事務事業評価表",
        "区分 | 令和3年度決算 | 令和4年度決算
         事業費 | 5,358 | 6,431
         一般財源 | 5,358 | 6,431",
    );
    assert_eq!(figures(&document, "事業費"), ["2021 Actual 5358?", "2022 Actual 6431?"]);
}

#[test]
fn a_unit_in_a_cell_at_the_top_holds_for_the_costs_below() {
    let document = sheet(
        "令和４年度　事後（事業）評価調書",
        "政策*3 | 市政運営 | 単位：千円，人
         区分*2 | 令和３年度決算 | 令和４年度決算 | 増減
         財源*1/2 | 国庫支出金 | 0 | 0 | 0
         一般財源 | 2,310 | 2,145 | △165
         令和5年度予算への反映*5",
    );
    assert_eq!(
        figures(&document, "一般財源"),
        ["2021 Actual 2310000円", "2022 Actual 2145000円", "2022 Delta -165000円"]
    );
    assert_eq!(figures(&document, "国庫支出金")[2], "2022 Delta 0円");
}

#[test]
fn tables_side_by_side_may_have_an_empty_column_between() {
    let document = sheet(
        "主要施策成果シート（令和４年度実施事業）",
        "決算の状況(千円) | R3 | R4 | *1/3 | 指標の状況 | 単位 | | R3 | R4
         事業費 | 450 | 9,950 | まつりの来場者数*1/2 | 千人*1/2 | 目標 | 300 | 300
         一般財源 | 450 | 8,800 | 実績 | － | 286",
    );
    assert_eq!(figures(&document, "一般財源"), ["2021 Actual 450000円", "2022 Actual 8800000円"]);
    assert_eq!(figures(&document, "まつりの来場者数")[0], "2021 Target 300000人");
}

const COSTS: &str = "<table><tr><td>区分（千円）<td>令和３年度決算<td>令和４年度決算</tr><tr><td>事業費<td>4,100<td>5,116\
    </tr><tr><td>国庫支出金<td>100<td>300</tr><tr><td>一般財源<td>4,000<td>4,816</tr></table>";

#[test]
fn a_title_and_a_project_are_enough_for_a_sheet() {
    for (title, label) in [
        ("令和４年度　取組評価調書", "評価対象の取組の名称"),
        ("令和４年度　事務事業カルテ", "事業名称"),
        ("令和４年度　事務事業シート", "事務事業名（施策コード）"),
        ("令和４年度　施策評価シート", "施策名"),
        ("令和４年度　行政評価個票", "重点取組事業名"),
    ] {
        let head = format!("<p>{title}</p><table><tr><td>{label}<td>水辺の観察会事業</tr></table>");
        let document = page(&format!("{head}<p>事業費の推移</p>{COSTS}"));
        let named: Vec<_> = document.sheets.iter().filter_map(|s| s.project.name.as_ref()?.as_text()).collect();
        assert_eq!(named, ["水辺の観察会事業"], "{title} {label}");
        assert_eq!(figures(&document, "一般財源"), ["2021 Actual 4000000円", "2022 Actual 4816000円"], "{title}");
    }
}

#[test]
fn a_list_of_projects_and_a_page_without_a_title_are_no_sheets() {
    let list = "<p>令和４年度　事務事業評価シート</p><table><tr><td>事業名<td>令和３年度決算額（千円）<td>令和４年度決算額（千円）\
        </tr><tr><td>水辺の観察会事業<td>4,100<td>5,116</tr><tr><td>森の学校事業<td>1,200<td>1,300</tr></table>";
    assert!(page(list).sheets.is_empty());
    assert!(page(&list.replace("令和３年度決算額（千円）", "金額")).sheets.is_empty());
    let untitled = "<p>予算の概要</p><table><tr><td>事業名<td>水辺の観察会事業</tr></table>";
    assert!(page(&format!("{untitled}{COSTS}")).sheets.is_empty());
    let listed = "<p>事務事業評価シート一覧</p><table><tr><td>事業名<td>水辺の観察会事業</tr></table>";
    assert!(page(&format!("{listed}{COSTS}")).sheets.is_empty());
}

#[test]
fn budgets_of_one_year_are_told_apart_and_doubted() {
    let document = sheet(
        "令和５年度　事務事業カルテ",
        "区分（千円）*1/2 | 令和４年度*3 | 令和５年度*2
         当初予算額 | 現計予算額 | 決算額 | 当初予算額 | ６月補正額
         事業費 | 12,000 | 11,450 | 11,208 | 12,500 | 300
         国庫支出金 | 3,000 | 2,900 | 2,850 | 3,100 | 100
         一般財源 | 9,000 | 8,550 | 8,358 | 9,400 | 200",
    );
    let wanted =
        ["2022 Budget 12000000円?", "2022 Actual 11208000円", "2023 Budget 12500000円", "2022 Budget 11450000円?"];
    assert_eq!(figures(&document, "事業費"), wanted);
    assert_eq!(figures(&document, "事業費\n６月補正額"), ["2023 Budget 300000円?"]);
    assert!(document.findings.is_empty(), "{:?}", document.findings);
}

#[test]
fn a_figure_alone_beside_its_label_is_of_the_sheets_year() {
    let document = sheet(
        "令和４年度　事務事業評価シート（単位：千円）",
        "対象者 | 市民 | 対象者数 | 10,000
         開催日数 | 12日 | 款 | 02 総務費
         整理番号 | 417 | 経費 | 別に定める
         区分 | 令和３年度 | 令和４年度 |
         事業費 | 300 | 320 | ",
    );
    assert_eq!(figures(&document, "対象者数"), ["2022 Actual 10000?"]);
    assert_eq!(figures(&document, "開催日数"), ["2022 Actual 12日?"]);
    assert!(figures(&document, "款").is_empty() && figures(&document, "整理番号").is_empty());
}

#[test]
fn two_measures_in_one_row_are_two_indicators() {
    let document = sheet(
        "令和４年度　事務事業評価シート",
        "活動の実績 | 令和３年度*4 | 令和４年度*4
         電子書籍の貸出 | 1,204 | 冊 | 611 | 人 | 2,380 | 冊 | 1,015 | 人",
    );
    let wanted = ["2021 Actual 1204冊", "2022 Actual 2380冊", "2021 Actual 611人", "2022 Actual 1015人"];
    assert_eq!(figures(&document, "電子書籍の貸出"), wanted);
}

#[test]
fn the_unit_of_a_sum_holds_for_all_its_parts() {
    let document = sheet(
        "平成24年度　事務事業実績評価表",
        "事業コスト | 23年度決算額 | 24年度決算額
         事業費計（千円）① | 3,120 | 3,081
         県支出金 | 200 | 250
         その他 | 20 | 31
         一般財源 | 2,900 | 2,800",
    );
    assert_eq!(figures(&document, "その他"), ["2011 Actual 20000円", "2012 Actual 31000円"]);
}

#[test]
fn heads_of_roles_go_before_a_heading_of_all_rows() {
    let document = sheet(
        "令和５年度　主要取組マネジメントシート",
        "予¶算*1/3 | 年度 | 当初予算 | 決算額
         令和４年度（千円） | 5,500 | 5,090
         令和５年度（千円） | 6,000 | 5,834",
    );
    let all: Vec<String> = document
        .sheets
        .iter()
        .flat_map(|s| &s.indicators)
        .flat_map(|i| &i.observations)
        .map(|o| format!("{} {:?} {}", o.fiscal_year, o.role, o.value.quantity.printed))
        .collect();
    for wanted in ["2022 Budget 5,500", "2022 Actual 5,090", "2023 Budget 6,000", "2023 Actual 5,834"] {
        assert!(all.contains(&wanted.to_owned()), "{wanted}: {all:?}");
    }
}

#[test]
fn figures_that_only_roles_tell_apart_are_of_the_sheets_year() {
    let document = sheet(
        "令和４年度　事業評価調書",
        "活動の指標 | 計画 | 実績 | 達成率
         観察会の回数（回） | 24 | 26 | 108.3%
         参加者の数（人） | 120 | 118 | 98.3%",
    );
    let wanted = ["2022 Target 24回?", "2022 Actual 26回?", "2022 AchievementRate 108.3%?"];
    assert_eq!(figures(&document, "観察会の回数（回）"), wanted);
}

#[test]
fn a_head_in_one_line_is_cut_where_the_next_label_begins() {
    let text = "令和４年度　行政評価個票\n細事業の名称：児童クラブ運営事業　所管部署：こども政策課\n\n\
        区分（千円）\t令和３年度決算\t令和４年度決算\n事業費\t46,200\t48,150\n国庫支出金\t20,500\t21,100\n一般財源\t25,700\t27,050\n";
    let document = read(text.as_bytes().to_vec(), "sheet.txt", &Options::builtin()).unwrap();
    let project = &document.sheets[0].project;
    assert_eq!(project.name.as_ref().and_then(|n| n.as_text()), Some("児童クラブ運営事業"));
    assert_eq!(project.department.as_ref().and_then(|n| n.as_text()), Some("こども政策課"));
}

#[test]
fn the_project_goes_before_its_policy_and_an_unusual_label_is_doubted() {
    let head = "<p>令和３年度施策・事業評価シート</p><table><tr><td>施策名<td>生涯学習の推進</tr>\
        <tr><td>基本事業名<td>学びの場づくり</tr><tr><td>重点取組事業名<td>公民館講座の開催</tr></table><p>事業費</p>";
    let document = page(&format!("{head}{COSTS}"));
    let name = document.sheets[0].project.name.as_ref().unwrap();
    assert_eq!(name.as_text(), Some("公民館講座の開催"));
    assert!(name.confidence < 0.9, "{}", name.confidence);
}

#[test]
fn the_title_of_a_form_names_no_project() {
    let head =
        "<p>事 務 事 業 評 価 表</p><table><tr><td>事務事業<td>広報紙の発行</tr><tr><td>所属<td>広報課</tr></table>";
    let document = page(&format!("<p>令和４年度</p>{head}<p>事業費</p>{COSTS}"));
    let names: Vec<_> = document.sheets.iter().filter_map(|s| s.project.name.as_ref()?.as_text()).collect();
    assert_eq!(names, ["広報紙の発行"]);
}

#[test]
fn amounts_of_one_row_and_role_are_named_with_their_heads() {
    let document = sheet(
        "令和５年度事務事業評価書（令和４年度事業）",
        "事業費の内訳*1/3 | 単位*1/3 | 令和４年度*3
         予算現額*2 | 決算額*1/2
         前年度からの繰越額 | 総額
         事業費 | 千円 | 300 | 4,420 | 4,400
         一般財源 | 千円 | 20 | 535 | 530",
    );
    assert_eq!(figures(&document, "事業費\n総額"), ["2022 Budget 4420000円"]);
    assert_eq!(figures(&document, "事業費\n前年度からの繰越額"), ["2022 Budget 300000円"]);
    assert_eq!(figures(&document, "事業費"), ["2022 Actual 4400000円"]);
}

#[test]
fn what_is_called_expected_is_no_result() {
    let document = sheet(
        "令和５年度事務事業評価書（令和４年度事業）",
        "活動指標 | 単位 | 令和３年度 | 令和４年度
         受入れ量の見込み | 人 | 12 | 13",
    );
    assert_eq!(figures(&document, "受入れ量の見込み"), ["2021 Forecast 12人?", "2022 Forecast 13人?"]);
}
