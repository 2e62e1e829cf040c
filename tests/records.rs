//! Records that are table rows or parts under a heading, from HTML, tab-separated text and workbooks.
//! The documents are those of an invented city.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use kanrihyo::sheet::{Document, Role, Sheet, Verdict};
use kanrihyo::{Options, read};
use std::io::Write as _;

const PLAN: &str = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>瑞雲市就労支援方針実施計画</h1>
<h3>（１）窓口と情報</h3>
<table><thead><tr><th>番号</th><th>事業名</th><th>事業内容</th><th>対象者</th><th>平成24年度実績</th><th>平成25年度目標</th><th>平成26年度目標</th><th>所管課</th></tr></thead>
<tr><td>1-1</td><td>しごと案内の配布</td><td>案内を配る。</td><td>全対象</td><td>●案内を配った。<br>【配布部数：1,240部】</td><td colspan=2>●案内を配る。<br>【配布部数：1,500部】</td><td>商工課</td></tr>
<tr><td>1-2</td><td>図書の棚</td><td>図書を置く。</td><td>若者</td><td>【蔵書数310冊／貸出48冊】</td><td>【蔵書数350冊】</td><td>【蔵書数400冊】</td><td rowspan=2>図書課</td></tr>
<tr><td>2-3</td><td>しごと案内の配布（再掲）</td><td>案内を配る。</td><td>全対象</td><td>【配布部数：1,420部】</td><td colspan=2>【配布部数：1,500部】</td></tr>
</table></body></html>";

const GOALS: &str = "令和7年度 組織目標展開整理表\n\n番号\t実施項目 (業務目標)\t計画・方針 等の分類\tどの水準まで (達成水準)\tどのような方法で (取組の内容)\tいつまで (期限)\t共通/課名\t達成状況\n1\t窓口の案内\t計画\t参加者数の目標は50人とする。\t<ul style=\"x\"> ・掲示の更新<br>・説明会の開催 </ul>\t3月\t商工課\t参加者数は60人(達成率109.1%)\n2\t棚の整理\t計画\t棚を整える。\t・棚卸し\t10月\t図書課\tほとんど未達成だった(達成率80～50%)\n3\t\t計画\t本を選ぶ。\t・選書\t10月\t図書課\tほとんど未達成だった(達成率50～25%)\n";

const SITES: &str = "<html><body><h1>瑞雲市(山川県)の一体的実施</h1><p>平成23年11月1日事業開始</p>
<p>市の庁舎に窓口を開き、職業相談と生活相談をひとつの場所で行うことにした。</p><h3>(2) 事業目標と取組状況</h3>
<table><tr><th></th><th>24年度事業目標</th><th>取組状況(24年4月末時点)</th></tr>
<tr><td>相談件数</td><td>900 件</td><td>4月 70 件 5月 66 件 計 146 件</td></tr>
<tr><td></td><td>(参考)23年度目標(23年11月～24年3月) 300件以上</td><td>(参考)23年度実績(23年11月～24年3月) 412件</td></tr>
<tr><td>就職率</td><td>60%以上</td><td>支援対象者数 20人 就職者数 13人 就職率 63.0%</td></tr></table></body></html>";

fn document(bytes: &[u8], name: &str) -> Document {
    read(bytes.to_vec(), name, &Options::builtin()).unwrap()
}

/// The figures of a sheet: label, year, role, printed, number.
fn figures(sheet: &Sheet) -> Vec<String> {
    let mut all = Vec::new();
    for indicator in &sheet.indicators {
        for o in &indicator.observations {
            let number = o.value.quantity.number.map(|n| n.to_string()).unwrap_or_default();
            let (year, role, printed) = (o.fiscal_year, o.role, &o.value.quantity.printed);
            all.push(format!("{} {year} {role:?} {printed} {number}", indicator.label.printed.replace('\n', "")));
        }
    }
    all
}

fn confirmed(document: &Document) -> Vec<&str> {
    document.findings.iter().filter(|f| f.verdict == Verdict::Confirmed).map(|f| f.rule).collect()
}

#[test]
fn a_plan_is_read_row_by_row() {
    let plan = document(PLAN.as_bytes(), "plan.html");
    assert_eq!(plan.source.media_type, "text/html");
    assert_eq!(plan.form.profile.as_deref(), Some("kokubunji-plan-2013"));
    let ids: Vec<&str> = plan.sheets.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["-/1-1", "-/1-2", "-/2-3"]);
    assert_eq!(
        figures(&plan.sheets[0]),
        ["配布部数 2012 Actual 1,240部 1240", "配布部数 2013 Target 1,500部 1500", "配布部数 2014 Target 1,500部 1500"]
    );
    assert!(figures(&plan.sheets[1]).contains(&"蔵書数 2014 Target 蔵書数400冊 400".to_owned()));
    let department = |s: &Sheet| s.project.department.as_ref().unwrap().printed.clone();
    assert_eq!(department(&plan.sheets[2]), "図書課", "merged downwards");
    assert_eq!(plan.sheets[2].repeats.as_deref(), Some("-/1-1"));
    assert_eq!(confirmed(&plan), ["repeat-differs"]);
    assert!(plan.tables.is_empty());
}

#[test]
fn a_plan_whose_tables_came_apart_gives_what_its_outline_says_and_guesses_nothing() {
    let text = "瑞雲市就労支援方針実施計画\n\n[１．しごと案内の配布]\n○案内を配る。 ・・・（商工課）\n\n[２．図書の棚] [３.本の会]\n○本を置く。 ・・・（図書課）\n\n1-1\n\n1-2 若者\n\n【配布部数：1,240部】\n\n事業名 事業内容 対象者 平成24年度実績\n平成25年度目標 所管課\n";
    let plan = document(text.as_bytes(), "plan.txt");
    let shown = |f: &Option<kanrihyo::sheet::Field>| f.as_ref().map(|f| f.printed.clone()).unwrap_or_default();
    let rows: Vec<[String; 3]> = plan
        .sheets
        .iter()
        .map(|s| [shown(&s.project.number), shown(&s.project.name), shown(&s.project.department)])
        .collect();
    assert_eq!(rows, [["1-1", "しごと案内の配布", "商工課"], ["1-2", "図書の棚", ""]].map(|r| r.map(str::to_owned)));
    assert!(plan.sheets.iter().all(|s| s.indicators.is_empty()));
    assert!(plan.unread.iter().any(|u| u.text.contains("1,240部")));
}

#[test]
fn cells_of_a_plan_that_came_apart_go_to_the_records_whose_words_they_share() {
    let text = "瑞雲市就労支援方針実施計画\n\n[１．しごと案内の配布]\n○求人の案内を駅と図書館で配る。 ・・・（商工課）\n\n[２．農園での実習]\n○若者が農園で収穫を体験する。 ・・・（農政課）\n\n[３．相談窓口の開設]\n○窓口で悩みを聞く。 ・・・（福祉課）\n\n情報と体験\n\n1-1\n\n1-2\n\n1-3\n\nしごと案内の配付\n求人の案内を配る。\n\n求職者\n\n●駅と図書館で求人案内を配布した。\n【配布部数：1,240部】\n\n●農園の実習を続け，\n収穫の体験を増やす。\n【実習：６回／参加者30名】\n\n農園での実習 収穫の手伝い 若者\n\n商工課\n\n相談窓口の開設\n悩みを聞く。\n\n商工課\n\n事業名 事業内容 対象者 平成25年度目標 平成26年度目標平成24年度実績\n●求人案内の配布を\n市外の駅へも広げる。\n【配布部数：1,500部】\n\n●収穫の手伝いに来てもらった。\n【実習：４回／参加者18名】\n\n●その他の取組み\n【９件】\n";
    let wanted = [
        "1-1 配布部数 2012 Actual 1,240部",
        "1-1 配布部数 2013 Target 1,500部",
        "1-1 配布部数 2014 Target 1,500部",
        "1-2 参加者 2012 Actual 参加者18名",
        "1-2 参加者 2013 Target 参加者30名",
        "1-2 参加者 2014 Target 参加者30名",
        "1-2 実習 2012 Actual ４回",
        "1-2 実習 2013 Target ６回",
        "1-2 実習 2014 Target ６回",
    ];
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let plan = document(text.as_bytes(), "plan.txt");
        let mut found = Vec::new();
        for sheet in &plan.sheets {
            let number = sheet.project.number.as_ref().map(|n| n.printed.clone()).unwrap_or_default();
            for indicator in &sheet.indicators {
                for o in &indicator.observations {
                    let printed = &o.value.quantity.printed;
                    found
                        .push(format!("{number} {} {} {:?} {printed}", indicator.label.printed, o.fiscal_year, o.role));
                    // Both cells of a record count the same, no other does, and their sentences say which is which.
                    assert!(o.value.confidence >= 0.9, "{printed}");
                }
            }
        }
        found.sort_unstable();
        assert_eq!(found, wanted);
        let shown = |f: &Option<kanrihyo::sheet::Field>| f.as_ref().map(|f| f.printed.clone()).unwrap_or_default();
        let rows = plan.sheets.iter().map(|s| (shown(&s.project.name), shown(&s.project.target_group)));
        let wanted = [("しごと案内の配付", "求職者"), ("農園での実習", "若者"), ("相談窓口の開設", "")];
        assert_eq!(rows.collect::<Vec<_>>(), wanted.map(|(n, t)| (n.to_owned(), t.to_owned())));
        assert!(
            plan.sheets[0].project.name.as_ref().is_some_and(|n| n.confidence < 0.9),
            "another name than the outline's"
        );
        assert!(plan.unread.iter().any(|u| u.text.contains("９件")), "a cell that fits none stays unread");
    }
}

/// A plan as programs give it that write short cells first, row by row, and cells of several lines last.
const SHORT_FIRST: &str = "瑞雲市就労支援方針実施計画\n\n番号\n事業名\n事業内容\n対象者\n所管課\n\n1-1\nしごと案内の配布\n案内を配る。\n求職者\n商工課\n\n1-2\n若者\n図書課\n\n平成24年度実績\n平成25年度目標\n平成26年度目標\n\n●駅で案内を配布\nした。\n【配布部数：1,240部】\n\n●案内の配布を\n広げる。\n【配布部数：1,500部】\n\n図書の\n棚\n\n●棚を置いた。\n【蔵書数310冊】\n\n●棚を増やす。\n【蔵書数350冊】\n\n2-3\n相談窓口の開設と周知\n福祉課\n\n●窓口を開いた。\n【相談12件】\n\n2-4\n";

#[test]
fn short_cells_stand_beside_their_numbers_and_cells_of_several_lines_follow() {
    let shown = |f: &Option<kanrihyo::sheet::Field>| f.as_ref().map(|f| f.printed.clone()).unwrap_or_default();
    // Other programs part short cells by blanks.
    let rows = ["1-1\nしごと案内の配布\n案内を配る。\n求職者\n", "1-2\n若者\n", "2-3\n相談窓口の開設と周知\n"];
    let blanks =
        rows.iter().fold(SHORT_FIRST.to_owned(), |t, r| t.replace(r, &format!("{} ", r.trim_end().replace('\n', " "))));
    for text in [SHORT_FIRST, &blanks] {
        let plan = document(text.as_bytes(), "plan.txt");
        let found: Vec<[String; 4]> = plan
            .sheets
            .iter()
            .map(|s| &s.project)
            .map(|p| [shown(&p.number), shown(&p.name), shown(&p.target_group), shown(&p.department)])
            .collect();
        let wanted = [
            ["1-1", "しごと案内の配布", "求職者", "商工課"],
            ["1-2", "", "若者", "図書課"],
            ["2-3", "相談窓口の開設と周知", "", "福祉課"],
            ["2-4", "", "", ""],
        ];
        assert_eq!(found, wanted.map(|r| r.map(str::to_owned)));
        assert!(figures(&plan.sheets[1]).contains(&"蔵書数 2014 Target 蔵書数350冊 350".to_owned()));
        assert_eq!(figures(&plan.sheets[0]).len(), 3, "{:?}", figures(&plan.sheets[0]));
        assert!(figures(&plan.sheets[2]).is_empty(), "one cell for two columns says nothing");
        let sure = |s: &Sheet| s.indicators.iter().flat_map(|i| &i.observations).any(|o| o.value.confidence >= 0.9);
        assert!(!plan.sheets.iter().any(sure), "only the order says whose they are");
    }
}

#[test]
fn a_torn_cell_without_its_counterpart_is_not_certain() {
    let text = "瑞雲市就労支援方針実施計画\n\n[１．しごと案内の配布]\n○求人の案内を駅と図書館で配る。 ・・・（商工課）\n\n[２．農園での実習]\n○若者が農園で収穫を体験する。 ・・・（農政課）\n\n1-1\n\n1-2\n\nしごと案内の配布\n求人の案内を配る。\n\n求職者\n\n●駅と図書館で求人案内を配布した。\n【配布部数：1,240部】\n\n農園での実習\n収穫の手伝い\n\n事業名 事業内容 対象者 平成24年度実績 平成25年度目標 所管課\n●求人案内の配布を\n市外の駅へも広げる。\n【配布部数：1,500部】\n";
    let sure = |text: &str| {
        let plan = document(text.as_bytes(), "plan.txt");
        let all = plan.sheets.iter().flat_map(|s| &s.indicators).flat_map(|i| &i.observations);
        all.filter(|o| o.value.confidence >= 0.9).count()
    };
    assert_eq!(sure(text), 2);
    assert_eq!(sure(&text.replace("【配布部数：1,240部】", "")), 0, "its counterpart is gone");
    assert_eq!(sure(&text.replace("1,240部】", "1,240部")), 0, "a cell that is cut off");
    assert_eq!(sure(&text.replace("1-1\n\n", "")), 0, "the record is missing, others may not have its cells");
}

#[test]
fn goals_are_read_from_tabbed_text_with_markup_in_cells() {
    let goals = document(GOALS.as_bytes(), "goals.txt");
    assert_eq!((goals.source.media_type.as_str(), goals.sheets.len()), ("text/plain", 3));
    assert_eq!(goals.form.fiscal_year, Some(2025));
    let roles: Vec<Role> = goals.sheets[0].indicators[0].observations.iter().map(|o| o.role).collect();
    assert_eq!(roles, [Role::Target, Role::Actual, Role::AchievementRate]);
    let name = goals.sheets[2].project.name.as_ref().unwrap();
    assert!(name.printed == "棚の整理" && name.confidence < 0.9, "a name from the row above is not sure");
    assert_eq!(goals.form.bands.len(), 2);
    assert_eq!(confirmed(&goals), ["rate-not-ratio", "band-label-inconsistent"]);
    let text: Vec<char> = GOALS.chars().collect();
    let method = goals.sheets[0].narratives.iter().find(|n| n.text.printed.contains("掲示")).unwrap();
    let pieces: Vec<String> = method.text.places.iter().map(|p| span(&text, p)).collect();
    assert_eq!(pieces, ["・掲示の更新", "・説明会の開催"]);
}

fn span(text: &[char], place: &kanrihyo::sheet::Place) -> String {
    match place.region {
        kanrihyo::sheet::Region::Span(start, end) => text[start..end].iter().collect(),
        kanrihyo::sheet::Region::Box(_) => String::new(),
    }
}

#[test]
fn sites_have_their_rates_and_sums_computed_again() {
    let sites = document(SITES.as_bytes(), "sites.html");
    assert_eq!(sites.sheets[0].id, "2012/瑞雲市(山川県)");
    let found = figures(&sites.sheets[0]);
    for wanted in [
        "相談件数 2012 Target 900 件 900",
        "相談件数 2012 Actual 146 件 146",
        "相談件数 4月 2012 Actual 70 件 70",
        "相談件数 2011 Target 300件以上 300",
        "相談件数 2011 Actual 412件 412",
    ] {
        assert!(found.contains(&wanted.to_owned()), "{wanted}: {found:#?}");
    }
    let mut rules = confirmed(&sites);
    rules.sort_unstable();
    assert_eq!(rules, ["rate-not-ratio", "subtotal-not-sum"]);
    assert!(sites.sheets[0].project.description.as_ref().unwrap().printed.starts_with("市の庁舎"));
}

/// A site whose table a dump gives cell by cell, in the order of its rows.
const SITE_IN_LINES: &str = "瑞雲市(山川県)の一体的実施 平成23年11月1日事業開始\n市の庁舎に窓口を開き、職業相談と生活相談をひとつの場所で行うことにした。\n(2) 事業目標と取組状況\n区分 24年度事業目標 取組状況(24年4月末時点)\n東区\n利用者数 9,000人 利用者数 2,637人\n(参考)23年度目標(23年11\n月～24年3月)\n(参考)23年度実績(23年11\n月～24年3月)\n利用者数 3,400人 利用者数 4,864人\n相談件数\n820件以上\n(参考)23年度目標(23年11月～24年3月) 300\n件以上\n4月 94件\n(参考)23年度実績(23年11月～24年3月) 412件\n住まいの相談\n◇相談 40件以上\n◇紹介 15件以上\n◇相談 4件\n◇紹介 1件\n";

/// Label, year, role and number of every figure, and of the sure ones.
fn turns(text: &str) -> (Vec<String>, Vec<String>) {
    let sites = document(text.as_bytes(), "sites.txt");
    let (mut all, mut sure) = (Vec::new(), Vec::new());
    for i in &sites.sheets[0].indicators {
        for o in &i.observations {
            let number = o.value.quantity.number.unwrap();
            let shown = format!("{} {} {:?} {number}", i.label.printed, o.fiscal_year, o.role);
            assert!(i.label.confidence < 0.9, "nothing but the order names a row: {shown}");
            sure.extend((o.value.confidence >= 0.9).then(|| shown.clone()));
            all.push(shown);
        }
    }
    (all, sure)
}

#[test]
fn sites_are_read_from_lines_that_follow_each_other() {
    let wanted = [
        "東区 利用者数 2012 Target 9000",
        "東区 利用者数 2012 Actual 2637",
        "東区 利用者数 2011 Target 3400",
        "東区 利用者数 2011 Actual 4864",
        "相談件数 2012 Target 820",
        "相談件数 2011 Target 300",
        "相談件数 4月 2012 Actual 94",
        "相談件数 2011 Actual 412",
        "住まいの相談 相談 2012 Target 40",
        "住まいの相談 相談 2012 Actual 4",
        "住まいの相談 紹介 2012 Target 15",
        "住まいの相談 紹介 2012 Actual 1",
    ];
    let (mut all, sure) = turns(SITE_IN_LINES);
    all.sort_unstable();
    let mut wanted = wanted.map(str::to_owned).to_vec();
    wanted.sort_unstable();
    assert_eq!(all, wanted);
    assert!(sure.contains(&"相談件数 4月 2012 Actual 94".to_owned()), "the head names its month: {sure:?}");
    assert!(sure.contains(&"東区 利用者数 2012 Target 9000".to_owned()), "its actual stands beside it: {sure:?}");
    // With the cells of the columns out of order nothing but what is announced on its line is sure.
    let torn = SITE_IN_LINES
        .replace("区分 24年度事業目標 取組状況(24年4月末時点)\n東区", "24年度事業目標\n東区\n取組状況(24年4月末時点)");
    let (_, sure) = turns(&torn);
    assert!(sure.iter().all(|s| s.contains("2011") || s.contains("4月")), "{sure:?}");
}

#[test]
fn a_workbook_is_read_as_it_is_shown() {
    let rows = [
        ["番号", "実施項目", "分類", "どの水準まで", "どのような方法で", "いつまで", "課名", "達成状況"],
        ["1", "窓口の案内", "計画", "案内を整える。", "・掲示", "3月", "商工課", "ほぼ達成した"],
    ];
    let book = workbook(&rows);
    let goals = document(&book, "goals.xlsx");
    assert!(goals.source.media_type.ends_with("spreadsheetml.sheet"));
    assert_eq!(goals.source.encoding, None);
    assert_eq!(goals.sheets[0].project.number.as_ref().unwrap().as_text(), Some("1"));
    let status = goals.sheets[0].assessment.as_ref().and_then(|a| a.status.as_ref()).unwrap();
    assert_eq!(status.printed, "ほぼ達成した");
    // The name claims a PDF: what it is does not matter then.
    assert!(read(book, "goals.pdf", &Options::builtin()).is_err());
}

/// The least workbook with these texts.
fn workbook(rows: &[[&str; 8]]) -> Vec<u8> {
    let mut sheet =
        String::from("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
    for (r, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", r + 1));
        for (text, column) in row.iter().zip('A'..) {
            sheet.push_str(&format!("<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", r + 1));
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
             Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let book = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet \
                name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let parts = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book.to_owned()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The second profile of `docs/adding-a-form.md`: a list.
fn list_of_the_manual() -> Options {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/adding-a-form.md")).unwrap();
    let toml = page.split("```toml\n").nth(2).and_then(|t| t.split("```").next()).unwrap().to_owned();
    let mut options = Options::builtin();
    options.profiles.add("umine.toml", &toml).unwrap();
    options
}

#[test]
fn a_list_by_the_manual_has_its_figures_under_what_the_row_counts() {
    let list = "<!DOCTYPE html><h1>図書館サービス点検一覧（海音町立図書館）令和4年度</h1><table>
<tr><th rowspan=2>No</th><th rowspan=2>サービスの名前</th><th rowspan=2>受け持ち</th><th rowspan=2>数えるもの</th><th colspan=2>令和3年度</th><th colspan=2>令和4年度</th><th rowspan=2>進み具合</th></tr>
<tr><th>めざす値</th><th>結果の値</th><th>めざす値</th><th>結果の値</th></tr>
<tr><td>1</td><td>おはなし会</td><td>児童係</td><td>参加者数（人）</td><td>600</td><td>512</td><td>600</td><td>588</td><td>○</td></tr>
<tr><td>2</td><td>資料の電子化</td><td>資料係</td><td></td><td>1,000点</td><td>640点</td><td>1,000点</td><td>1,000点</td><td>△</td></tr></table>";
    let read = read(list.as_bytes().to_vec(), "list.html", &list_of_the_manual()).unwrap();
    assert_eq!((read.form.profile.as_deref(), read.form.fiscal_year), (Some("umine-library-2022"), Some(2022)));
    assert_eq!(
        figures(&read.sheets[0]),
        [
            "参加者数（人） 2021 Target 600 600",
            "参加者数（人） 2021 Actual 512 512",
            "参加者数（人） 2022 Target 600 600",
            "参加者数（人） 2022 Actual 588 588"
        ]
    );
    assert!(read.sheets[0].indicators[0].observations.iter().all(|o| o.value.quantity.unit.as_deref() == Some("人")));
    // Nothing says what is counted: the record itself.
    assert_eq!(figures(&read.sheets[1])[3], "資料の電子化 2022 Actual 1,000点 1000");
    assert!(read.sheets.iter().all(|s| s.narratives.iter().all(|n| !n.text.printed.starts_with(char::is_numeric))));
}
