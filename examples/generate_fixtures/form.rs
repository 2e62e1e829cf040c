//! Sets a document's pages: cells on a fine grid, their boxes, their wrapped lines.

use crate::city::{CITY, DIRECTIONS, Document, Edition, Indicator, PLAN, Panel, Sheet};

/// One cell of a page.
#[derive(Clone)]
pub struct Cell {
    pub row: usize,
    pub col: usize,
    pub rows: usize,
    pub cols: usize,
    pub text: String,
    pub size: f64,
    pub border: bool,
    pub shaded: bool,
    pub centred: bool,
    /// `[x0, y0, x1, y1]` in points from the top left.
    pub bbox: [f64; 4],
    /// Its text as wrapped: `(x, baseline, text)`.
    pub lines: Vec<(f64, f64, String)>,
}

/// One page.
pub struct Page {
    pub kind: &'static str,
    pub id: String,
    pub cells: Vec<Cell>,
}

/// A4 upright, in points.
pub const SIZE: [f64; 2] = [595.3, 841.9];
const LEFT: f64 = 28.3;
const TOP: f64 = 28.0;
const COLUMNS: usize = 60;

/// Width of a text in ems: half for ASCII and half-width kana, else full.
pub fn ems(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&c) { 0.5 } else { 1.0 }).sum()
}

fn wrap(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let mut line = String::new();
        for c in part.chars() {
            if ems(&line) + ems(&c.to_string()) > width / size {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        lines.push(line);
    }
    lines
}

/// Collects rows of cells and finds the heights that their texts need.
struct Setter {
    cells: Vec<Cell>,
    heights: Vec<f64>,
}

impl Setter {
    fn new() -> Self {
        Self { cells: Vec::new(), heights: Vec::new() }
    }

    fn row(&mut self, height: f64) -> usize {
        self.heights.push(height);
        self.heights.len() - 1
    }

    fn cell(&mut self, row: usize, rows: usize, col: usize, cols: usize, text: &str) -> &mut Cell {
        self.cells.push(Cell {
            row,
            col,
            rows,
            cols,
            text: text.into(),
            size: 7.5,
            border: true,
            shaded: false,
            centred: true,
            bbox: [0.0; 4],
            lines: Vec::new(),
        });
        self.cells.last_mut().unwrap()
    }

    fn label(&mut self, row: usize, rows: usize, col: usize, cols: usize, text: &str) {
        self.cell(row, rows, col, cols, text).shaded = true;
    }

    fn prose(&mut self, row: usize, rows: usize, col: usize, cols: usize, text: &str) {
        self.cell(row, rows, col, cols, text).centred = false;
    }

    fn finish(mut self, kind: &'static str, id: &str) -> Page {
        let unit = (SIZE[0] - 2.0 * LEFT) / COLUMNS as f64;
        for c in &self.cells {
            let need = wrap(&c.text, c.cols as f64 * unit - 4.0, c.size).len() as f64 * c.size * 1.2 + 3.0;
            let have: f64 = self.heights[c.row..c.row + c.rows].iter().sum();
            if need > have {
                self.heights[c.row + c.rows - 1] += need - have;
            }
        }
        let mut tops = vec![TOP];
        for h in &self.heights {
            tops.push(tops.last().unwrap() + h);
        }
        for c in &mut self.cells {
            let (x0, x1) = (LEFT + c.col as f64 * unit, LEFT + (c.col + c.cols) as f64 * unit);
            let (y0, y1) = (tops[c.row], tops[c.row + c.rows]);
            c.bbox = [x0, y0, x1, y1];
            let lines = wrap(&c.text, x1 - x0 - 4.0, c.size);
            let lead = c.size * 1.2;
            let mut y = (y0 + y1) / 2.0 - lines.len() as f64 * lead / 2.0 + c.size * 0.98;
            for line in lines {
                let x = if c.centred { (x0 + x1) / 2.0 - ems(&line) * c.size / 2.0 } else { x0 + 2.0 };
                if !line.trim().is_empty() {
                    c.lines.push((x, y, line));
                }
                y += lead;
            }
        }
        Page { kind, id: id.into(), cells: self.cells }
    }
}

/// All pages of a document: rules, list, sheets.
pub fn pages(document: &Document) -> Vec<Page> {
    let mut out = vec![rules(&document.edition), list(document)];
    out.extend(document.sheets.iter().map(|s| sheet(s, &document.edition)));
    out
}

/// The sentences of the rules page, a paragraph each.
pub fn rules_text(edition: &Edition) -> Vec<(&'static str, String)> {
    let mut out = vec![
        ("head", format!("{CITY}就労支援プランの進行管理における評価の決め方")),
        ("section", "■指標に対する達成状況".into()),
        ("text", "成果指標について，評価する年度の目標と実績を比べ，次の区分によって決める。".into()),
        ("band", "Ｓ:「目標を大幅に上回った」＝目標に対し120％以上及び前年対比減少していない".into()),
        ("band", "Ａ:「目標通り達成した」＝目標に対し100％以上120％未満".into()),
        ("band", "Ｂ:「おおむね達成した」＝目標に対し90％以上100％未満".into()),
        ("band", "Ｃ:「目標に達しなかった」＝目標に対し90％未満".into()),
        ("band", "Ｄ:「取組を行えなかった」＝事業が中止又は延期".into()),
        ("section", "■有効性・必要性，雇用・就業効果".into()),
        (
            "text",
            "５から１までの段階で決める。有効性・必要性の評価点は２倍，雇用・就業効果の評価点は１倍とする。".into(),
        ),
        ("section", "■総合評価".into()),
        ("band", "【Ａ：16点～20点／Ｂ：11点～15点／Ｃ： 8点～10点／Ｄ： 3点～ 7点】".into()),
    ];
    if edition.covid {
        out.insert(
            8,
            ("text", "感染症の影響が大きかった事業は，制限後の目標等に照らして評価を調整することがある。".into()),
        );
    }
    out
}

fn rules(edition: &Edition) -> Page {
    let mut s = Setter::new();
    for (kind, text) in rules_text(edition) {
        let row = s.row(if kind == "text" || kind == "band" { 16.0 } else { 26.0 });
        let c = s.cell(row, 1, 0, COLUMNS, &text);
        (c.border, c.centred, c.size) = (false, kind == "head", if kind == "head" { 12.0 } else { 9.0 });
    }
    s.finish("rules", "rules")
}

fn list(document: &Document) -> Page {
    let mut s = Setter::new();
    let row = s.row(26.0);
    let c = s.cell(row, 1, 0, COLUMNS, "就労支援事業進行管理票リスト");
    (c.border, c.size) = (false, 11.0);
    let (top, low) = (s.row(14.0), s.row(26.0));
    for (col, cols, text) in
        [(0, 4, "基本\n方針"), (4, 4, "事業\n番号"), (8, 17, "実施計画事業名"), (25, 10, "対象者"), (35, 7, "所管課")]
    {
        s.label(top, 2, col, cols, text);
    }
    s.label(top, 1, 42, 10, "評価点");
    s.label(top, 1, 52, 5, "総合評価");
    s.label(top, 2, 57, 3, document.edition.previous);
    for (col, cols, text) in [
        (42, 3, "達成\n状況"),
        (45, 2, "有効\n性"),
        (47, 3, "雇用・就業効果"),
        (50, 2, "総合\n点"),
        (52, 2, "所管課"),
        (54, 3, "専門\n部会"),
    ] {
        s.label(low, 1, col, cols, text);
    }
    for c in &mut s.cells {
        c.size = c.size.min(if c.row == low || c.col == 57 { 5.0 } else { 7.5 });
    }
    s.cells[0].size = 11.0;
    let mut groups: Vec<(char, usize, usize)> = Vec::new();
    for r in &document.list {
        let row = s.row(17.0);
        let policy = r.number.chars().next().unwrap();
        match groups.last_mut() {
            Some(g) if g.0 == policy => g.2 += 1,
            _ => groups.push((policy, row, 1)),
        }
        s.cell(row, 1, 4, 4, &r.number);
        s.prose(row, 1, 8, 17, &r.name);
        s.cell(row, 1, 25, 10, r.target_group);
        s.cell(row, 1, 35, 7, r.department);
        for (i, (col, cols)) in [(42, 3), (45, 2), (47, 3), (50, 2)].into_iter().enumerate() {
            s.cell(row, 1, col, cols, &r.points[i]);
        }
        for (i, (col, cols)) in [(52, 2), (54, 3), (57, 3)].into_iter().enumerate() {
            s.cell(row, 1, col, cols, &r.letters[i]);
        }
    }
    for (policy, row, rows) in groups {
        s.cell(row, rows, 0, 4, &policy.to_string());
    }
    s.finish("list", "list")
}

/// Project numbers stand on sheets in full width.
pub fn number_printed(number: &str) -> String {
    number.chars().map(|c| if c == '-' { '－' } else { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() }).collect()
}

fn sheet(d: &Sheet, edition: &Edition) -> Page {
    let mut s = Setter::new();
    let row = s.row(11.0);
    let c = s.cell(row, 1, 0, 30, PLAN);
    (c.border, c.centred) = (false, false);
    let row = s.row(18.0);
    let c = s.cell(row, 1, 0, 30, &format!("就労支援事業進行管理票［対象：{}］", edition.target));
    (c.border, c.centred, c.size) = (false, false, 10.5);
    s.label(row, 1, 31, 6, "所 管 課");
    s.cell(row, 1, 37, 11, d.department);
    s.label(row, 1, 48, 5, "事業番号");
    s.cell(row, 1, 53, 7, &number_printed(&d.number));
    s.row(3.5);
    let row = s.row(24.0);
    s.label(row, 1, 0, 5, "事業名");
    s.prose(row, 1, 5, 22, &d.name);
    s.label(row, 1, 27, 5, "事業内容");
    s.prose(row, 1, 32, 28, &d.content);
    let row = s.row(18.0);
    s.label(row, 1, 0, 5, "基本方針");
    s.prose(row, 1, 5, 22, d.policy);
    s.label(row, 1, 27, 5, "対 象 者");
    s.prose(row, 1, 32, 28, d.target_group);
    let (row, next) = (s.row(11.0), s.row(22.0));
    s.label(row, 2, 0, 5, "主要課題");
    s.prose(row, 1, 5, 55, d.issue_title);
    s.prose(next, 1, 5, 55, d.issue);
    let row = s.row(40.0);
    s.label(row, 1, 0, 5, "対象年度の\n実績");
    s.prose(row, 1, 5, 55, &d.results);
    s.row(3.0);
    indicators(&mut s, d, edition);
    s.row(3.0);
    if edition.covid {
        let row = s.row(11.0);
        let c = s.cell(row, 1, 0, COLUMNS, "■新型コロナウイルスによる影響について詳細に記載してください。");
        (c.centred, c.border) = (false, false);
        let (row, next) = (s.row(10.0), s.row(14.0));
        s.label(row, 1, 0, 5, "有無");
        s.label(row, 1, 5, 55, "状況を記載（影響有りの場合）");
        s.cell(next, 1, 0, 5, d.impact.0);
        s.prose(next, 1, 5, 55, &d.impact.1);
        s.row(3.0);
    }
    achievement(&mut s, d, edition);
    s.row(2.5);
    for (panel, who) in d.panels.iter().zip(["所管課", "専門部会"]) {
        assess(&mut s, panel, who, edition);
        s.row(2.5);
    }
    let row = s.row(40.0);
    s.label(row, 1, 0, 10, "今後の課題・取組\nについて");
    s.prose(row, 1, 10, 50, &d.future);
    let (row, next) = (s.row(11.0), s.row(11.0));
    s.label(row, 2, 0, 10, "今後の進め方");
    for (i, text) in DIRECTIONS.iter().enumerate() {
        s.label(row, 1, 10 + 10 * i, 10, text);
        s.cell(next, 1, 10 + 10 * i, 10, if i == d.direction { "■" } else { "□" });
    }
    let row = s.row(26.0);
    s.label(row, 1, 0, 10, "就労支援推進委員会の\n意見等");
    s.prose(row, 1, 10, 50, &d.council);
    s.finish("sheet", &d.number)
}

fn indicators(s: &mut Setter, d: &Sheet, edition: &Edition) {
    let n = edition.years.len();
    let width = 42 / n;
    let first = COLUMNS - width * n;
    let rows = [s.row(19.0), s.row(9.0), s.row(9.0)];
    s.label(rows[0], 3, 0, 5, "指標区分");
    s.label(rows[0], 3, 5, first - 5, "設定した目標の内容");
    let heads = if edition.actual_first { ["実績", "目標"] } else { ["目標", "実績"] };
    for (i, year) in edition.years.iter().enumerate() {
        let col = first + width * i;
        s.label(rows[0], 1, col, width, year.label);
        s.label(rows[1], 1, col, width, heads[0]);
        s.label(rows[2], 1, col, width, heads[1]);
    }
    for indicator in &d.indicators {
        let (upper, lower) = (s.row(13.0), s.row(13.0));
        let (target, actual) = if edition.actual_first { (lower, upper) } else { (upper, lower) };
        s.label(upper, 2, 0, 5, indicator.kind);
        s.cell(upper, 2, 5, first - 5, &indicator.label);
        for (y, cell) in indicator.cells.iter().enumerate() {
            s.cell(actual, 1, first + width * y, width, &cell.1);
            if let Some(cols) = merged(indicator, y) {
                s.cell(target, 1, first + width * y, width * cols, &cell.0);
            }
        }
    }
}

/// Columns that the target cell of year `y` covers; none where another year's cell covers it.
fn merged(indicator: &Indicator, y: usize) -> Option<usize> {
    match indicator.merged_target {
        Some((from, to)) if y == from => Some(to - from + 1),
        Some((from, to)) if from < y && y <= to => None,
        _ => Some(1),
    }
}

fn achievement(s: &mut Setter, d: &Sheet, edition: &Edition) {
    let rows = [s.row(11.0), s.row(11.0), s.row(11.0), s.row(11.0)];
    let c = s.cell(rows[0], 1, 0, 48, "◇指標に対する達成状況（成果指標）　【S→5点／A→4点／B→3点／C→2点／D→0点】");
    c.centred = false;
    s.label(rows[0], 1, 48, 8, "評価調整");
    s.label(rows[0], 1, 56, 4, "有無");
    s.cell(rows[1], 3, 48, 12, d.adjusted);
    let words =
        ["目標を大幅に上回った", "目標どおり達成した", "おおむね達成した", "目標に達しなかった", "取組を行えなかった"];
    let mut scale: Vec<_> =
        ["S", "A", "B", "C", "D"].into_iter().zip(["Ｓ", "Ａ", "Ｂ", "Ｃ", "Ｄ"]).zip(words).collect();
    if edition.mirrored {
        scale.reverse();
    }
    let columns = [(0, 10), (10, 9), (19, 10), (29, 9), (38, 10)];
    for (((value, letter), word), (col, cols)) in scale.into_iter().zip(columns) {
        s.label(rows[1], 1, col, cols, word);
        s.label(rows[2], 1, col, cols, letter);
        s.cell(rows[3], 1, col, cols, if d.marks.contains(&value) { "■" } else { "□" });
    }
}

fn assess(s: &mut Setter, panel: &Panel, who: &str, edition: &Edition) {
    let (top, low) = (s.row(10.0), s.row(10.0));
    let ends = if edition.mirrored { ["低い", "高い"] } else { ["高い", "低い"] };
    s.label(top, 2, 0, 10, &format!("{who}評価"));
    s.label(top, 1, 10, 4, ends[0]);
    s.label(top, 1, 14, 7, "←-----→");
    s.label(top, 1, 21, 4, ends[1]);
    s.label(top, 2, 25, 35, if who == "所管課" { "理　由" } else { "専門部会意見" });
    let mut scale: Vec<u32> = (1..=5).rev().collect();
    if edition.mirrored {
        scale.reverse();
    }
    for (i, level) in scale.iter().enumerate() {
        s.label(low, 1, 10 + 3 * i, 3, &number_printed(&level.to_string()));
    }
    let rows = [s.row(24.0), s.row(24.0)];
    for (row, (label, marks)) in rows.into_iter().zip([
        ("有効性・必要性\n（評価点×２）", &panel.effectiveness),
        ("雇用・就業効果\n（評価点×１）", &panel.employment),
    ]) {
        s.label(row, 1, 0, 10, label);
        for (i, level) in scale.iter().enumerate() {
            s.cell(row, 1, 10 + 3 * i, 3, if marks.contains(level) { "■" } else { "□" });
        }
    }
    match panel.reasons.as_slice() {
        [one] => s.prose(rows[0], 2, 25, 35, one),
        more => rows.iter().zip(more).for_each(|(row, text)| s.prose(*row, 1, 25, 35, text)),
    }
    let row = s.row(14.0);
    s.label(row, 1, 0, 9, &format!("{who}総合評価"));
    for (col, cols, text) in
        [(9, 6, "達成状況"), (19, 6, "有効性"), (29, 8, "雇用・就業効果"), (41, 7, "総合評価点"), (52, 5, "総合評価")]
    {
        s.label(row, 1, col, cols, text);
    }
    for (i, (col, cols)) in [(15, 4), (25, 4), (37, 4), (48, 4)].into_iter().enumerate() {
        s.cell(row, 1, col, cols, &panel.points[i]);
    }
    s.cell(row, 1, 57, 3, &panel.letter);
}
