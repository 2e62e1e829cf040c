//! Tables that are ruled only in part, or not at all.

use kanrihyo::geom::Rect;
use kanrihyo::layout::{Cell, Grid, Line, PageLayout};
use kanrihyo::profile::Profiles;
use kanrihyo::recognise::pdf;
use kanrihyo::sheet::{Cell as Value, Table};

const SIZE: f64 = 10.0;

fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { SIZE / 2.0 } else { SIZE }).sum()
}

/// A line that begins at a place.
fn from(x: f64, y: f64, text: &str) -> Line {
    let mut at = x;
    let boxes = text.chars().map(|c| {
        let left = at;
        at += width(&c.to_string());
        Rect::new(left, y, at, y + SIZE)
    });
    let boxes: Vec<Rect> = boxes.collect();
    let bbox = Rect::new(x, y, x + width(text), y + SIZE);
    Line { text: text.into(), bbox, size: SIZE, trust: 1.0, boxes: boxes.as_slice().into(), ..Line::default() }
}

/// A line that ends at a place.
fn to(x: f64, y: f64, text: &str) -> Line {
    from(x - width(text), y, text)
}

/// A line around a place.
fn around(x: f64, y: f64, text: &str) -> Line {
    from(x - width(text) / 2.0, y, text)
}

fn page(loose: Vec<Line>, rules: &[f64], grids: Vec<Grid>) -> PageLayout {
    let rules = rules.iter().map(|y| Rect::new(20.0, *y, 500.0, *y)).collect();
    PageLayout { page: 1, width: 600.0, height: 840.0, loose, rules, grids, ..PageLayout::default() }
}

fn tables(layout: PageLayout) -> Vec<Table> {
    pdf(&[layout], &Profiles::builtin(), None).tables
}

/// Heads and rows, each as one line; figures that are not sure end in `?`.
fn shown(table: &Table) -> Vec<String> {
    let heads = table.header.iter().map(|row| {
        let texts: Vec<String> = row.iter().map(|f| f.as_ref().map_or("^".into(), |f| f.printed.clone())).collect();
        texts.join("|")
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().map(|c| match c {
            None => "^".to_owned(),
            Some(Value::Field(f)) => f.printed.clone(),
            Some(Value::Quantity(m)) => {
                let number = m.quantity.number.map(|n| n.normalize().to_string()).unwrap_or_default();
                let doubt = if m.confidence < 0.9 { "?" } else { "" };
                format!("{number}{}{doubt}", m.quantity.unit.as_deref().unwrap_or(""))
            }
        });
        cells.collect::<Vec<String>>().join("|")
    });
    heads.chain(rows).collect()
}

const FIGURES: [[&str; 4]; 3] = [
    ["相談件数（件）", "1,040", "980", "95"],
    ["受講者数（人）", "312", "1,298", "300"],
    ["登録者数（人）", "87", "－", "90"],
];

fn heads(y: f64) -> Vec<Line> {
    ["令和3年度実績", "令和4年度実績", "令和5年度目標"]
        .iter()
        .zip([200.0, 320.0, 440.0])
        .map(|(t, x)| around(x, y, t))
        .chain([from(60.0, y, "指標")])
        .collect()
}

fn body(y: f64) -> Vec<Line> {
    let row = |(i, cells): (usize, &[&str; 4])| {
        let y = y + 18.0 * i as f64;
        let [label, a, b, c] = *cells;
        vec![from(22.0, y, label), to(230.0, y, a), to(350.0, y, b), to(470.0, y, c)]
    };
    FIGURES.iter().enumerate().flat_map(row).collect()
}

const READ: [&str; 4] = [
    "指標|令和3年度実績|令和4年度実績|令和5年度目標",
    "相談件数（件）|1040件|980件|95件",
    "受講者数（人）|312人|1298人|300人",
    "登録者数（人）|87人||90人",
];

#[test]
fn figures_in_line_are_a_table_without_any_rule() {
    let found = tables(page(heads(40.0).into_iter().chain(body(58.0)).collect(), &[], vec![]));
    assert_eq!(shown(&found[0]), READ);
}

#[test]
fn a_row_is_what_stands_between_two_rules() {
    let mut lines: Vec<Line> = heads(46.0).into_iter().filter(|l| l.text != "令和5年度目標").collect();
    lines.extend([around(440.0, 40.0, "目標値"), around(440.0, 52.0, "（令和5年度）")]);
    lines.extend(body(76.0).into_iter().filter(|l| l.text != "受講者数（人）"));
    lines.extend([from(22.0, 88.0, "講座の"), from(22.0, 99.0, "受講者数（人）")]);
    let found = tables(page(lines, &[38.0, 64.0, 87.0, 110.0, 124.0], vec![]));
    assert_eq!(
        shown(&found[0]),
        [
            "指標|令和3年度実績|令和4年度実績|目標値\n（令和5年度）",
            "相談件数（件）|1040件|980件|95件",
            "講座の\n受講者数（人）|312人|1298人|300人",
            "登録者数（人）|87人||90人",
        ]
    );
}

#[test]
fn grounds_behind_rows_are_no_tables() {
    let all: Vec<Line> = heads(40.0).into_iter().chain(body(58.0)).collect();
    let (shaded, loose): (Vec<Line>, Vec<Line>) = all.into_iter().partition(|l| l.bbox.y0 == 40.0 || l.bbox.y0 == 76.0);
    let ground = |y: f64| {
        let mut own: Vec<&Line> = shaded.iter().filter(|l| l.bbox.y0 == y).collect();
        own.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let mut whole = own[0].clone();
        let mut boxes: Vec<Rect> = whole.boxes.iter().collect();
        for line in &own[1..] {
            whole.text.push(' ');
            boxes.push(Rect::new(whole.bbox.x1, y, line.bbox.x0, y + SIZE));
            whole.text.push_str(&line.text);
            boxes.extend(line.boxes.iter());
            whole.bbox = whole.bbox.union(&line.bbox);
        }
        whole.boxes = boxes.as_slice().into();
        let bbox = Rect::new(20.0, y - 4.0, 500.0, y + 14.0);
        let cell = Cell { rows: 1, cols: 1, bbox, lines: vec![whole], shaded: true, ..Cell::default() };
        Grid { bbox, xs: vec![20.0, 500.0], ys: vec![bbox.y0, bbox.y1], cells: vec![cell] }
    };
    let grids = vec![ground(40.0), ground(76.0)];
    assert_eq!(shown(&tables(page(loose, &[], grids))[0]), READ);
}

#[test]
fn heads_over_several_columns_are_told_by_the_heads_below_them() {
    let mut lines = vec![from(40.0, 46.0, "区分"), around(230.0, 40.0, "令和3年度"), around(390.0, 40.0, "令和4年度")];
    for (i, name) in ["予算額", "決算額", "予算額", "決算額"].iter().enumerate() {
        lines.push(around(190.0 + 80.0 * i as f64, 54.0, name));
    }
    for (row, cells) in
        [["総務費", "100", "90", "110", "105"], ["民生費", "2,000", "1,950", "2,100", "2,050"]].iter().enumerate()
    {
        let y = 72.0 + 18.0 * row as f64;
        lines.push(from(24.0, y, cells[0]));
        lines.extend(cells[1..].iter().enumerate().map(|(i, c)| to(210.0 + 80.0 * i as f64, y, c)));
    }
    let found = tables(page(lines, &[], vec![]));
    assert_eq!(
        shown(&found[0]),
        [
            "区分|令和3年度|^|令和4年度|^",
            "^|予算額|決算額|予算額|決算額",
            "総務費|100|90|110|105",
            "民生費|2000|1950|2100|2050"
        ]
    );
}

#[test]
fn rows_in_one_cell_each_column_are_parted() {
    let mut cells = Vec::new();
    let xs = [20.0, 140.0, 260.0, 380.0, 500.0];
    let heads = heads(40.0);
    let body = body(60.0);
    for (row, lines) in [(0, &heads), (1, &body)] {
        for (col, x) in xs.windows(2).enumerate() {
            let own = lines.iter().filter(|l| x[0] <= l.bbox.center().x && l.bbox.center().x < x[1]).cloned();
            let bbox = Rect::new(x[0], [36.0, 56.0][row], x[1], [56.0, 116.0][row]);
            cells.push(Cell { row, col, rows: 1, cols: 1, bbox, lines: own.collect(), shaded: false });
        }
    }
    let bbox = Rect::new(20.0, 36.0, 500.0, 116.0);
    let grid = Grid { bbox, xs: xs.to_vec(), ys: vec![36.0, 56.0, 116.0], cells };
    assert_eq!(shown(&tables(page(vec![], &[], vec![grid]))[0]), READ);
}

#[test]
fn a_text_close_behind_a_figure_is_in_the_next_column() {
    let mut lines = vec![from(40.0, 40.0, "事業名"), around(160.0, 40.0, "決算額"), around(220.0, 40.0, "執行率")];
    lines.push(from(280.0, 40.0, "主な成果"));
    for (row, cells) in
        [["案内所の運営", "2,610", "56.4%", "来訪者が増えた"], ["祭りの補助", "980", "91.0%", "二度開いた"]]
            .iter()
            .enumerate()
    {
        let y = 58.0 + 18.0 * row as f64;
        lines.extend([from(24.0, y, cells[0]), to(180.0, y, cells[1])]);
        // One line of the page: the gap is narrower than that between other columns.
        let mut both = to(240.0, y, cells[2]);
        let text = from(246.0, y, cells[3]);
        both.text = format!("{} {}", both.text, text.text);
        let blank = Rect::new(240.0, y, 246.0, y + SIZE);
        let boxes: Vec<Rect> = both.boxes.iter().chain([blank]).chain(text.boxes.iter()).collect();
        both.boxes = boxes.as_slice().into();
        both.bbox = both.bbox.union(&text.bbox);
        lines.push(both);
    }
    // The unit stands at the right end of the page, beyond the table.
    lines.push(to(560.0, 26.0, "（単位：千円）"));
    let found = tables(page(lines, &[], vec![]));
    let rows = shown(&found[0]);
    assert_eq!(rows[1..], ["案内所の運営|2610000円|56.4%|来訪者が増えた", "祭りの補助|980000円|91%|二度開いた"]);
}

#[test]
fn prose_with_figures_in_it_is_no_table() {
    let lines = vec![
        from(20.0, 40.0, "令和4年度の相談は 1,040 件で、前年度より 60 件多い。"),
        from(20.0, 55.0, "受講者は 312 人であり、うち 87 人が登録した。"),
        from(20.0, 70.0, "催しは 12 回開き、延べ 1,298 人が参加した。"),
    ];
    assert!(tables(page(lines, &[], vec![])).is_empty());
}
