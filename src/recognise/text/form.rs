//! The form that a dump is read as: the profile's labels, slot by slot, and the rubric's points.

use super::label::fold;
use crate::profile::{PageKind, Profile, ScaleSlot, Slot};
use crate::rubric::Rubric;
use crate::sheet::{Assessor, IndicatorKind, Role};
use rust_decimal::Decimal;

/// Indicators in printed order.
pub const KINDS: [IndicatorKind; 3] = [IndicatorKind::Population, IndicatorKind::Activity, IndicatorKind::Outcome];

/// A label in all its wordings, folded: the usual one first, then the longer before the shorter.
#[derive(Clone, Debug, Default)]
pub struct Label(Vec<String>);

impl Label {
    /// A label of these wordings.
    pub fn new<S: AsRef<str>>(wordings: &[S]) -> Self {
        let mut folded: Vec<String> = Vec::new();
        for wording in wordings.iter().map(|w| fold(w.as_ref())) {
            // The ornament before a heading is seldom part of the same word.
            let bare = bare(&wording).to_owned();
            folded.extend([wording, bare].into_iter().filter(|w| !w.is_empty()));
        }
        let mut label = Self(Vec::new());
        folded.into_iter().for_each(|w| label.add(w));
        if let Some(rest) = label.0.get_mut(1..) {
            rest.sort_by_key(|w| usize::MAX - w.chars().count());
        }
        label
    }

    fn add(&mut self, wording: String) {
        if !self.0.contains(&wording) {
            self.0.push(wording);
        }
    }

    /// Its wordings.
    pub fn wordings(&self) -> &[String] {
        &self.0
    }

    /// Whether a text is the label and nothing else.
    pub fn is(&self, text: &str) -> bool {
        let text = fold(text);
        self.0.contains(&text)
    }

    /// Whether the label stands anywhere in a folded text.
    pub fn stands_in(&self, folded: &str) -> bool {
        self.0.iter().any(|w| folded.contains(w.as_str()))
    }

    /// Whether a folded line is headed by the label: it is the label, or an ornament leads it.
    pub fn heads(&self, folded: &str) -> bool {
        let body = bare(folded);
        let ornamented = body.len() < folded.len();
        self.0.iter().any(|w| w == folded || (ornamented && body.starts_with(bare(w))))
    }
}

/// A heading without the ornament before it.
fn bare(folded: &str) -> &str {
    folded.trim_start_matches(['■', '□', '◆', '◇', '●', '○', '◎', '▼', '▽', '※'])
}

/// What a scale's boxes stand for: each value with what is printed over its box.
#[derive(Clone, Debug, Default)]
pub struct Scale {
    /// Heading.
    pub label: Label,
    /// Values with their wordings, in the profile's order.
    pub levels: Vec<(String, Label)>,
}

/// What a panel rates.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// Its key.
    pub name: String,
    /// Label of its row of boxes.
    pub label: Label,
}

/// An assessor's panel.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Whose.
    pub assessor: Assessor,
    /// Heading.
    pub label: Label,
    /// Label of its line of points.
    pub total: Label,
    /// Head of the column of reasons, one a criterion.
    pub reason: Label,
    /// Head of an opinion on all criteria.
    pub opinion: Label,
}

/// Labels of a kind of page.
#[derive(Clone, Debug)]
pub struct PageLabels {
    /// Which kind.
    pub kind: PageKind,
    /// Labels that stand on it.
    pub must: Vec<Label>,
    /// Labels that do not all stand on it.
    pub must_not: Vec<Label>,
}

/// The labels of a form as dumps are searched for them.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// Kinds of pages.
    pub pages: Vec<PageLabels>,
    /// Title of a sheet.
    pub title: Label,
    /// The plan that the sheets belong to.
    pub plan: Label,
    /// First head of the table of indicators.
    pub table: Label,
    /// Its head over the names.
    pub table_name: Label,
    /// Its head over the units.
    pub table_unit: Label,
    /// Labels of the indicators in the order of [`KINDS`].
    pub kinds: Vec<Label>,
    /// Heading of the block about the pandemic.
    pub covid: Label,
    /// The achievement scale.
    pub achievement: Scale,
    /// The scale of the direction.
    pub direction: Scale,
    /// What panels rate, in printed order.
    pub criteria: Vec<Criterion>,
    /// Panels in printed order.
    pub panels: Vec<Panel>,
    /// Cells of a line of points in printed order: achievement, a criterion each, total, letter.
    pub points: Vec<Label>,
    /// Ends of the panels' scales.
    pub ends: Vec<Label>,
    /// Heads of the list of all sheets.
    pub list: Vec<Label>,
    slots: Vec<(Slot, Label)>,
    none: Label,
    roles: Vec<(Role, Label)>,
    rubric: Option<&'a Rubric>,
}

impl<'a> Form<'a> {
    /// The form of a profile, scored by a rubric.
    pub fn new(profile: &Profile, rubric: Option<&'a Rubric>) -> Self {
        let label = |name: &str| Label::new(profile.wordings(name));
        let labels = |names: &[String]| -> Vec<Label> { names.iter().map(|n| label(n)).collect() };
        let optional = |name: &Option<String>| name.as_deref().map(label).unwrap_or_default();
        let mut form = Self {
            title: label("title"),
            plan: label("plan"),
            ends: vec![label("high"), label("low")],
            slots: profile.fields.iter().map(|f| (f.slot, label(&f.label))).collect(),
            achievement: scale(profile, ScaleSlot::Achievement),
            direction: scale(profile, ScaleSlot::Direction),
            rubric,
            ..Self::default()
        };
        let covid = profile.fields.iter().find(|f| f.slot == Slot::CovidImpact);
        form.covid = covid.map(|f| optional(&f.section)).unwrap_or_default();
        form.pages = profile
            .pages
            .iter()
            .map(|p| PageLabels { kind: p.kind, must: labels(&p.must), must_not: labels(&p.must_not) })
            .collect();
        if let Some(table) = &profile.indicators {
            let of = |kind: &IndicatorKind| table.kinds.iter().find(|(k, _)| k == kind);
            form.table = label(&table.head);
            form.table_name = label(&table.name);
            form.table_unit = optional(&table.unit);
            form.kinds = KINDS.iter().map(|k| of(k).map(|(_, n)| label(n)).unwrap_or_default()).collect();
            form.roles = table.roles.iter().map(|(role, name)| (*role, label(name))).collect();
        }
        form.criteria =
            profile.criteria.iter().map(|c| Criterion { name: c.name.clone(), label: label(&c.label) }).collect();
        form.panels = profile
            .panels
            .iter()
            .map(|p| Panel {
                assessor: p.assessor,
                label: label(&p.label),
                total: label(&p.total),
                reason: optional(&p.reason),
                opinion: optional(&p.opinion),
            })
            .collect();
        if let Some(points) = &profile.points {
            form.points.push(label(&points.achievement));
            form.points.extend(profile.criteria.iter().map(|c| label(&c.points)));
            form.points.extend([label(&points.total), label(&points.grade)]);
        }
        if let Some(list) = &profile.list {
            form.list = list.columns.iter().map(|c| label(&c.label)).collect();
            form.list.extend([label(&list.grade), label("points_group")]);
            form.list.extend(form.slots.iter().filter(|(s, _)| *s == Slot::Policy).map(|(_, l)| l.clone()));
            form.list.extend(form.panels.iter().map(|p| p.label.clone()));
        }
        form
    }

    /// The label of a slot; one without wordings where the form has none.
    pub fn slot(&self, slot: Slot) -> &Label {
        self.slots.iter().find(|(s, _)| *s == slot).map_or(&self.none, |(_, l)| l)
    }

    /// The role that a head of the table names: a target or an actual.
    pub fn role(&self, text: &str) -> Option<Role> {
        let text = fold(text);
        let rows = self.roles.iter().filter(|(role, _)| matches!(role, Role::Target | Role::Actual));
        rows.filter(|(_, l)| l.0.contains(&text)).map(|(role, _)| *role).next()
    }

    /// The indicator that a text labels, by its place in [`KINDS`].
    pub fn kind(&self, text: &str) -> Option<usize> {
        let text = fold(text);
        self.kinds.iter().position(|l| l.0.contains(&text))
    }

    /// Whether a text is a head of the table of indicators that names no year and no role.
    pub fn is_table_head(&self, text: &str) -> bool {
        let text = fold(text);
        [&self.table, &self.table_name, &self.table_unit].iter().any(|l| l.0.contains(&text))
    }

    /// A letter of the achievement scale, or one that a total earns.
    pub fn letter(&self, word: &str) -> Option<String> {
        let text = fold(word);
        let bands = self.rubric.and_then(|r| r.overall.as_ref()).into_iter().flat_map(|o| &o.bands);
        let known = self.achievement.levels.iter().map(|(v, _)| v.as_str()).chain(bands.map(|b| b.grade.as_str()));
        known.filter(|v| fold(v) == text).map(str::to_owned).next()
    }

    /// How the form is scored, where that is known.
    pub fn rubric(&self) -> Option<&'a Rubric> {
        self.rubric
    }

    /// The levels of a criterion, best first: the rubric's, else 5 to 1.
    pub fn levels(&self, criterion: &str) -> Vec<String> {
        let [low, high] = self.rubric.and_then(|r| r.criterion(criterion)).map_or([1, 5], |c| c.levels);
        (low..=high).rev().map(|level| level.to_string()).collect()
    }

    /// Whether a criterion can have these points.
    pub fn can_earn(&self, criterion: &str, points: u32) -> bool {
        self.rubric.and_then(|r| r.criterion(criterion)).is_none_or(|c| {
            let [low, high] = c.levels;
            (low..=high).any(|level| level * c.weight == points)
        })
    }

    /// Whether an achievement letter can have these points.
    pub fn has_letter_of(&self, points: u32) -> bool {
        let points = Decimal::from(points);
        let known = |r: &Rubric| self.achievement.levels.iter().any(|(v, _)| r.points_of(v) == Some(points));
        self.rubric.is_none_or(known)
    }
}

fn scale(profile: &Profile, slot: ScaleSlot) -> Scale {
    let Some(scale) = profile.scales.iter().find(|s| s.slot == slot) else { return Scale::default() };
    let levels = scale.levels.iter().map(|level| {
        // A letter by itself is no wording: it stands for other things too.
        let value = std::iter::once(&level.value).filter(|v| v.chars().count() > 1);
        let words: Vec<&str> = value.chain(&level.words).map(String::as_str).collect();
        (level.value.clone(), Label::new(&words))
    });
    Scale { label: Label::new(profile.wordings(&scale.label)), levels: levels.collect() }
}

#[cfg(test)]
mod tests {
    use super::{Form, Label};
    use crate::profile::{Profiles, Slot};
    use crate::sheet::Role;

    #[test]
    fn a_heading_is_known_by_its_ornament_or_alone() {
        let label = Label::new(&["◇指標に対する達成状況（成果指標）", "達成状況"]);
        assert!(label.heads("◇指標に対する達成状況(成果指標)【S→5点】"));
        assert!(label.heads("達成状況"));
        assert!(!label.heads("達成状況は次のとおり。"));
    }

    #[test]
    fn the_profile_gives_all_wordings() {
        let profiles = Profiles::builtin();
        let form = Form::new(profiles.get("kokubunji-shuro-2020").unwrap(), None);
        assert!(form.slot(Slot::Department).is("担 当 課"));
        assert_eq!(form.role("目標値"), Some(Role::Target));
        assert_eq!(form.role("見込み"), None);
        assert_eq!(form.kind("成果指標"), Some(2));
        assert_eq!(form.letter("Ｓ").as_deref(), Some("S"));
    }
}
