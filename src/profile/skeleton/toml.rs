//! What was found, as the text of a profile file with comments in Japanese.

use super::columns::Column;
use super::extent::Extent;
use super::grid::Grid;
use super::labels::{Labels, Rule};
use std::fmt::Write;

/// Most tables that comments describe.
const MOST_TABLES: usize = 12;
/// Most labels by which a page is told.
const MOST_MUST: usize = 5;

/// Writing to a string cannot fail; this keeps that in one place.
macro_rules! put {
    ($text:expr, $($argument:tt)*) => { let _ = writeln!($text, $($argument)*); };
}

/// A profile whose record is a page.
pub fn sheets(id: &str, title: Option<&str>, found: &Labels, extent: &Extent, grids: &[Grid]) -> String {
    let mut text = head(id, title, grids);
    put!(text, "# 名前 = 様式に印字されている文言。言い換えがあれば並べて書く。");
    put!(text, "[labels]");
    put!(text, "title = [{}]", quoted(title.unwrap_or("（様式の題名）")));
    for (name, wordings) in &found.known {
        put!(text, "{name} = {}", list(wordings));
    }
    let names = |prefix: &str, count: usize| -> Vec<String> { (1..=count).map(|i| format!("{prefix}_{i}")).collect() };
    let (others, costs) = (names("other", found.others.len()), names("cost", found.costs.len()));
    let wordings = found.others.iter().map(|(wording, _)| wording);
    for (name, wording) in others.iter().zip(wordings).chain(costs.iter().zip(&found.costs)) {
        put!(text, "{name} = [{}]", quoted(wording));
    }
    let sums: Vec<(usize, &String, Vec<String>)> =
        found.sums.iter().enumerate().map(|(i, (total, parts))| (i + 1, total, parts.clone())).collect();
    for (i, total, parts) in &sums {
        put!(text, "sum_{i} = [{}]", quoted(total));
        for (k, part) in parts.iter().enumerate() {
            put!(text, "sum_{i}_part_{} = [{}]", k + 1, quoted(part));
        }
    }
    let must = must(title, found);
    put!(text, "\n# この文言の大半がある頁を、この様式の頁とみなす。");
    put!(text, "[[pages]]\nkind = \"sheet\"\nmust = {}", list(&must));
    put!(text, "\n# 一件の記録。starts の文言がそろう頁から始まり、pages 枚まで続く。");
    put!(text, "[[records]]\nkind = \"sheet\"\nstarts = {}\npages = {}", list(&extent.starts), extent.pages);
    indicators(&mut text, found, &costs);
    for (rule, table, comment) in [
        (
            Rule::Beside,
            "records.beside",
            "表の中で、数値ではない欄。name 指標名、status 達成・未達成、comparison 前年度比較、nothing 読み飛ばす欄。",
        ),
        (
            Rule::Rating,
            "records.ratings",
            "評価の欄。criterion 観点ごと、total 合計点、grade 総合評価、achievement 達成度、direction 方向性。",
        ),
    ] {
        slots(&mut text, found, rule, table, comment);
    }
    if !(found.known_sums.is_empty() && sums.is_empty()) {
        put!(text, "\n# 合計の欄とその内訳。検算に使う。");
    }
    for (total, parts) in &found.known_sums {
        put!(text, "[[records.sums]]\ntotal = {}\nparts = {}\n", quoted(total), list(parts));
    }
    for (i, _, parts) in &sums {
        let names: Vec<String> = (1..=parts.len()).map(|k| format!("sum_{i}_part_{k}")).collect();
        put!(text, "[[records.sums]]\ntotal = \"sum_{i}\"\nparts = {}\n", list(&names));
    }
    slots(&mut text, found, Rule::Field, "fields", "欄と値。値は文言の右、下、同じ欄の中から探す。");
    if !others.is_empty() {
        put!(
            text,
            "\n# 意味を推定した欄（slot が other のものは不明）。slot を name、department、purpose、description、results、reason、opinion、future などに直す。"
        );
        put!(text, "# 要らないものは消す。");
    }
    for (name, (_, slot)) in others.iter().zip(&found.others) {
        put!(text, "[[fields]]\nslot = \"{slot}\"\nlabel = \"{name}\"\n");
    }
    text.trim_end().to_owned() + "\n"
}

/// A profile whose record is a table row.
pub fn rows(id: &str, title: Option<&str>, columns: &[Column], grids: &[Grid]) -> String {
    let mut text = head(id, title, grids);
    let named: Vec<(String, &Column)> =
        columns.iter().enumerate().map(|(i, c)| (format!("column_{}", i + 1), c)).collect();
    put!(text, "# 名前 = 表の見出しの文言。年度は書かない（見出しの前後にある年度がその列の年度になる）。");
    put!(text, "[labels]");
    put!(text, "title = [{}]", quoted(title.unwrap_or("（様式の題名）")));
    for (name, column) in &named {
        put!(text, "{name} = [{}]", quoted(&column.wording));
    }
    let all: Vec<String> = named.iter().map(|(n, _)| n.clone()).collect();
    put!(text, "\n# この文言の大半がある頁を、この様式の頁とみなす。");
    put!(text, "[[pages]]\nkind = \"sheet\"\nmust = {}", list(&all));
    put!(text, "\n# 表の一行が一件の記録。head の見出しがある表を読む。");
    put!(text, "[[records]]\nkind = \"row\"\nhead = {}", list(&all));
    put!(
        text,
        "\n# 列に何があるか。figures は【件数：12件】のような数値を含む文で、role に target（目標）・actual（実績）などを書く。"
    );
    for (name, column) in &named {
        put!(text, "[[records.columns]]\nlabel = \"{name}\"\nslot = \"{}\"", column.slot);
        column.role.iter().for_each(|role| {
            put!(text, "role = \"{role}\"");
        });
        column.narrative.iter().for_each(|narrative| {
            put!(text, "narrative = \"{narrative}\"");
        });
        put!(text, "");
    }
    text.trim_end().to_owned() + "\n"
}

/// The beginning of the file, and what tables were seen.
fn head(id: &str, title: Option<&str>, grids: &[Grid]) -> String {
    let mut text = String::new();
    put!(text, "# 様式定義のひな形。読み取れたものから作った。直したら次で確かめる:");
    put!(text, "#   kanrihyo profiles check {id}.toml");
    put!(text, "#   kanrihyo --profiles （このファイルのあるフォルダ） inspect --layer fields （様式のファイル）");
    put!(text, "#");
    for (i, grid) in grids.iter().enumerate().take(MOST_TABLES) {
        let years: Vec<String> = grid.years().iter().map(ToString::to_string).collect();
        let mut rows: Vec<String> = grid.figures().into_iter().map(|row| row.label).collect();
        rows.dedup();
        put!(
            text,
            "# 表{}（{}頁）: 年度 {}／区分 {}／数値の行 {}",
            i + 1,
            grid.page,
            or_none(&years),
            or_none(&grid.roles()),
            or_none(&rows)
        );
    }
    let title = title.unwrap_or("（様式の題名）");
    put!(text, "\nid = {}", quoted(id));
    put!(text, "\n[title]\nja = {}\nen = {}\n", quoted(title), quoted(id));
    text
}

fn or_none<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    if words.is_empty() { "なし".to_owned() } else { words.join("・") }
}

/// The labels by which a page is told.
fn must(title: Option<&str>, found: &Labels) -> Vec<String> {
    let title = title.map(|_| "title".to_owned());
    let fields = found.rules.iter().filter(|(rule, _, _)| *rule == Rule::Field).map(|(_, _, label)| label.clone());
    let others = (1..=found.others.len()).map(|i| format!("other_{i}"));
    let mut must: Vec<String> = Vec::new();
    for label in title.into_iter().chain(fields).chain(others).take(MOST_MUST) {
        if !must.contains(&label) {
            must.push(label);
        }
    }
    if must.is_empty() { vec!["title".to_owned()] } else { must }
}

fn indicators(text: &mut String, found: &Labels, costs: &[String]) {
    put!(text, "\n# 数値の行の種類: population 対象、activity 活動、outcome 成果、cost コスト、other その他。");
    if !found.figures.is_empty() {
        put!(text, "# 種類の分からない行: {}", found.figures.join("・"));
    }
    for kind in ["population", "activity", "outcome", "cost", "other"] {
        let own = found.rules.iter().filter(|(rule, slot, _)| *rule == Rule::Indicator && slot == kind);
        let mut labels: Vec<String> = own.map(|(_, _, label)| label.clone()).collect();
        if kind == "cost" {
            labels.extend_from_slice(costs);
        }
        if !labels.is_empty() {
            put!(text, "[[records.indicators]]\nkind = \"{kind}\"\nlabels = {}\n", list(&labels));
        }
    }
}

fn slots(text: &mut String, found: &Labels, rule: Rule, table: &str, comment: &str) {
    let own: Vec<_> = found.rules.iter().filter(|(r, _, _)| *r == rule).collect();
    if !own.is_empty() {
        put!(text, "\n# {comment}");
    }
    for (_, slot, label) in own {
        put!(text, "[[{table}]]\nslot = \"{slot}\"\nlabel = \"{label}\"\n");
    }
}

fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|w| quoted(w)).collect();
    format!("[{}]", words.join(", "))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
