//! A list row beside its sheet: whose points it prints, and where they differ.

use super::context::Context;
use super::scores::{Part, parts, right_total};
use super::spot::{self, Spot};
use crate::sheet::{Assessor, Field, Panel, Sheet, SummaryRow};
use rust_decimal::Decimal;

/// The point columns of a list: key, Japanese label, criterion.
const COLUMNS: [(&str, &str, Option<&str>); 3] = [
    ("achievement", "達成状況の点数", None),
    ("effectiveness", "有効性の点数", Some("effectiveness")),
    ("employment", "雇用・就業効果の点数", Some("employment")),
];

/// What a list says about whose points it prints.
pub(super) struct Listed {
    /// For every row with a sheet whose panels differ: the panels that it follows wholly.
    follows: Vec<(usize, Vec<Assessor>)>,
}

/// A value of a list row that differs from the sheet's.
pub(super) struct Mismatch<'a> {
    /// The list's value.
    pub(super) listed: Spot<'a>,
    /// The sheet's.
    pub(super) of_sheet: Spot<'a>,
    /// What it is, in Japanese.
    pub(super) label: &'static str,
    /// What it is, in English.
    pub(super) name: &'static str,
    /// Further working.
    pub(super) working: Vec<String>,
    /// Whether another reading explains it (the other panel's value).
    pub(super) open: bool,
}

/// One value of a row beside that of a panel.
struct Pair<'a> {
    name: &'static str,
    label: &'static str,
    listed: &'a Field,
    of_sheet: &'a Field,
    spots: (Spot<'a>, Spot<'a>),
}

impl Pair<'_> {
    fn agrees(&self) -> bool {
        self.listed.as_number() == self.of_sheet.as_number()
    }

    /// An empty list cell says nothing.
    fn is_silent(&self) -> bool {
        self.listed.as_number().is_none() && self.listed.printed.trim().is_empty()
    }
}

impl Listed {
    pub(super) fn of(context: &Context) -> Self {
        let mut follows = Vec::new();
        for (index, row) in context.rows() {
            let Some((at, sheet)) = context.sheet_of(row) else { continue };
            let panels = panels(sheet);
            let whole = |(which, panel): &(usize, &Panel)| {
                let pairs = pairs((index, row), at, (*which, panel));
                !pairs.is_empty() && pairs.iter().all(|p| p.agrees() || p.is_silent())
            };
            let fitting: Vec<Assessor> = panels.iter().filter(|p| whole(p)).map(|(_, p)| p.assessor).collect();
            if panels.len() > 1 && fitting.len() < panels.len() && !fitting.is_empty() {
                follows.push((index, fitting));
            }
        }
        Self { follows }
    }

    /// The values of a row that differ from the panel that it fits best.
    pub(super) fn mismatches<'a>(&self, context: &Context<'a>, index: usize) -> Vec<Mismatch<'a>> {
        let Some(row) = context.document.summary.get(index) else { return Vec::new() };
        let Some((at, sheet)) = context.sheet_of(row) else { return Vec::new() };
        let panels = panels(sheet);
        let fit = |panel: &(usize, &Panel)| pairs((index, row), at, *panel).iter().filter(|p| p.agrees()).count();
        let usual = self.usual();
        let best = panels.iter().max_by_key(|p| (fit(p), Some(p.1.assessor) == usual));
        let Some(best) = best.copied() else { return Vec::new() };
        let others: Vec<_> = panels.iter().filter(|p| p.0 != best.0).copied().collect();
        let all = pairs((index, row), at, best);
        let part_differs = all.iter().any(|p| p.name != "total" && !p.agrees());
        let own_sum = row_sum(row);
        let right = rights(context, at, best.1);
        all.into_iter()
            .filter(|p| !p.agrees() && !p.is_silent())
            .filter(|p| {
                let listed = p.listed.as_number();
                let follows = p.name == "total" && part_differs && own_sum.is_some() && own_sum == listed;
                let is_right = listed.is_some_and(|n| right.iter().any(|(name, r)| *name == p.name && *r == n));
                !follows && !is_right
            })
            .map(|p| {
                let of_other =
                    others.iter().any(|o| pairs((index, row), at, *o).iter().any(|q| q.name == p.name && q.agrees()));
                let contradicts_itself = p.name == "total" && own_sum.is_some() && own_sum != p.listed.as_number();
                let working = match own_sum.filter(|_| part_differs || contradicts_itself) {
                    Some(sum) => vec![format!("一覧の点数の合計 {sum}")],
                    None => Vec::new(),
                };
                let (listed, of_sheet) = p.spots;
                // 票の欄が空に見えるのは、読み取れなかったのかもしれない。
                let unread = of_sheet.printed.trim().is_empty();
                let open = (of_other && !contradicts_itself) || unread;
                Mismatch { listed, of_sheet, label: p.label, name: p.name, working, open }
            })
            .collect()
    }

    /// The panel that every row follows, where that can be told.
    fn usual(&self) -> Option<Assessor> {
        let first = self.follows.first()?.1.first().copied()?;
        self.follows.iter().all(|(_, f)| f.contains(&first)).then_some(first)
    }

    /// The one row that leaves open whose points the list prints: with two, the habit shows.
    pub(super) fn unclear<'a>(&self, context: &Context<'a>) -> Option<(usize, Spot<'a>, Spot<'a>)> {
        let [(index, fitting)] = self.follows.as_slice() else { return None };
        let row = context.document.summary.get(*index)?;
        let (at, sheet) = context.sheet_of(row)?;
        let other = panels(sheet).into_iter().find(|(_, p)| !fitting.contains(&p.assessor))?;
        let pair = pairs((*index, row), at, other).into_iter().rfind(|p| !p.agrees())?;
        Some((*index, pair.spots.0, pair.spots.1))
    }

    /// The working of [`Listed::unclear`].
    pub(super) fn unclear_working(&self, row: usize) -> Vec<String> {
        let of_row = self.follows.iter().filter(|(i, _)| *i == row).flat_map(|(_, f)| f);
        of_row.map(|a| format!("一覧の点数は{}のものと同じ", super::context::assessor_names(*a).0)).collect()
    }
}

fn panels(sheet: &Sheet) -> Vec<(usize, &Panel)> {
    sheet.assessment.iter().flat_map(|a| a.panels.iter().enumerate()).collect()
}

/// The values that a row and a panel both print.
fn pairs<'a>((index, row): (usize, &'a SummaryRow), at: usize, (which, panel): (usize, &'a Panel)) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    let fields = [&row.points.achievement, &row.points.effectiveness, &row.points.employment];
    for ((name, label, criterion), listed) in COLUMNS.into_iter().zip(fields) {
        let Some(listed) = listed else { continue };
        let pointer = format!("/summary/{index}/points/{name}");
        let listed_spot = Spot::field(pointer, format!("list/{name}"), listed);
        match criterion {
            None => {
                let Some(of_sheet) = &panel.achievement_points else { continue };
                let spot = spot::panel(at, which, panel, "achievement_points", of_sheet);
                pairs.push(Pair { name, label, listed, of_sheet, spots: (listed_spot, spot) });
            }
            Some(criterion) => {
                let found = panel.criteria.iter().enumerate().find(|(_, c)| c.name == criterion);
                let Some((k, c)) = found else { continue };
                let Some(of_sheet) = &c.points else { continue };
                let spot = spot::criterion((at, which, k), panel, c, "points", of_sheet);
                pairs.push(Pair { name, label, listed, of_sheet, spots: (listed_spot, spot) });
            }
        }
    }
    if let (Some(listed), Some(of_sheet)) = (&row.total, &panel.total) {
        let spots = (spot::row(index, "total", listed), spot::panel(at, which, panel, "total", of_sheet));
        pairs.push(Pair { name: "total", label: "総合点", listed, of_sheet, spots });
    }
    pairs
}

/// The sum of a row's printed points; `None` where one is not printed.
fn row_sum(row: &SummaryRow) -> Option<Decimal> {
    let fields = [&row.points.achievement, &row.points.effectiveness, &row.points.employment];
    fields.into_iter().map(|f| f.as_ref().and_then(Field::as_number)).sum()
}

/// What a panel's wrong figures should have been: a list that prints these is right.
fn rights(context: &Context, sheet: usize, panel: &Panel) -> Vec<(&'static str, Decimal)> {
    let mut all = Vec::new();
    let names = panel.achievement_points.iter().map(|_| Some("achievement")).chain(
        panel
            .criteria
            .iter()
            .filter(|c| c.points.is_some())
            .map(|c| COLUMNS.iter().find(|(name, _, _)| *name == c.name).map(|(name, _, _)| *name)),
    );
    for (name, part) in names.zip(parts(context, sheet, panel)) {
        let Some(name) = name.filter(|_| Part::is_wrong(&part)) else { continue };
        all.extend(part.right.iter().map(|r| (name, *r)));
    }
    all.extend(right_total(context, sheet, panel).map(|t| ("total", t)));
    all
}
