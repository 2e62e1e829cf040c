//! Reads a profile file and says what is wrong with it, by line and key.

use super::model::Profile;
use super::sheets::SheetRule;
use crate::sheet::DefinitionError;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// The id of the profile that a file extends.
pub(super) fn extends(text: &str) -> Option<String> {
    // Nearly all extend none, and need not be parsed twice.
    if !text.contains("extends") {
        return None;
    }
    let table: Table = toml::from_str(text).ok()?;
    table.get("extends")?.as_str().map(str::to_owned)
}

/// The error for a file that extends a profile that nobody knows.
pub(super) fn unknown_parent(file: &str, text: &str, id: &str) -> DefinitionError {
    let ja = format!("「{id}」という様式定義はありません（profiles list で一覧できます）");
    let en = format!("there is no profile `{id}`; `profiles list` shows those there are");
    DefinitionError::at_key(file, text, "extends", ja, en)
}

/// Reads a profile, laid over the one that it extends.
pub(super) fn read(file: &str, text: &str, parent: Option<&str>) -> Result<Profile, Vec<DefinitionError>> {
    let said = |e: toml::de::Error| vec![DefinitionError::of_toml(file, text, &e)];
    match parent {
        None => toml::from_str(text).map_err(said),
        Some(parent) => {
            let mut table: Table = toml::from_str(parent).map_err(said)?;
            // One level: a parent that extends another itself stands for what it says itself.
            table.remove("extends");
            let own: Table = toml::from_str(text).map_err(said)?;
            overlay(&mut table, own);
            Value::Table(table).try_into().map_err(said)
        }
    }
}

/// Checks a profile that was read: everything that is wrong with it.
pub(super) fn check(file: &str, text: &str, profile: &Profile) -> Vec<DefinitionError> {
    Lint { file, text, profile, found: Vec::new() }.check()
}

/// Lays a table over another: tables key by key, everything else as a whole.
fn overlay(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => overlay(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

struct Lint<'a> {
    file: &'a str,
    text: &'a str,
    profile: &'a Profile,
    found: Vec<DefinitionError>,
}

impl Lint<'_> {
    fn check(mut self) -> Vec<DefinitionError> {
        let profile = self.profile;
        if profile.id.is_empty() || !profile.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            self.say("id", "英数字と「-」だけで書いてください", "must consist of letters, digits and hyphens");
        }
        if let (Some(first), Some(last)) = (profile.years.first, profile.years.last)
            && first > last
        {
            self.say("years.last", "first より前の年度です", "lies before `first`");
        }
        for (name, wordings) in &profile.labels {
            if wordings.iter().all(|w| super::label_key(w).is_empty()) {
                let key = format!("labels.{name}");
                self.say(&key, "印字される文言が要ります", "needs at least one wording as printed");
            }
        }
        for (key, label) in self.used() {
            if !profile.labels.contains_key(&label) {
                let near = nearest(&label, &profile.labels);
                let (ja, en) = near.map_or((String::new(), String::new()), |n| {
                    (format!("（「{n}」ではありませんか）"), format!("; is `{n}` meant?"))
                });
                self.say(
                    &key,
                    &format!("「{label}」は labels にありません{ja}"),
                    &format!("`{label}` is not in `labels`{en}"),
                );
            }
        }
        if let Some(publisher) = &profile.publisher {
            for (i, pattern) in publisher.patterns.iter().enumerate() {
                let key = format!("publisher.patterns[{i}]");
                match regex::Regex::new(pattern) {
                    Err(e) => self.say(
                        &key,
                        &format!("正規表現として読めません: {}", reason(&e)),
                        &format!("is no regular expression: {}", reason(&e)),
                    ),
                    Ok(r) if r.capture_names().flatten().all(|n| n != "name") => {
                        self.say(&key, "(?<name>…) が要ります", "needs a group `(?<name>…)`");
                    }
                    Ok(_) => {}
                }
            }
        }
        for (i, rule) in profile.records.iter().enumerate() {
            let Some(table) = rule.table() else { continue };
            let headings = table.heading.iter().enumerate().map(|(j, p)| (format!("heading[{j}]"), p));
            let outline = table.outline.iter().flat_map(|o| {
                [("outline.number", &o.number), ("outline.entry", &o.entry), ("outline.department", &o.department)]
            });
            for (key, pattern) in headings.chain(outline.map(|(key, p)| (key.to_owned(), p))) {
                if let Err(e) = regex::Regex::new(pattern) {
                    let key = format!("records[{i}].{key}");
                    let (ja, en) = (
                        format!("正規表現として読めません: {}", reason(&e)),
                        format!("is no regular expression: {}", reason(&e)),
                    );
                    self.say(&key, &ja, &en);
                }
            }
        }
        if profile.pages.is_empty() {
            self.say("pages", "頁の種類が一つも書かれていません", "needs at least one kind of page");
        }
        for (i, page) in profile.pages.iter().enumerate() {
            if page.must.is_empty() {
                self.say(
                    &format!("pages[{i}].must"),
                    "その頁に必ずある文言が要ります",
                    "needs labels that stand on the page",
                );
            }
        }
        self.found
    }

    /// Every label that the profile refers to, with the key where it does.
    fn used(&self) -> Vec<(String, String)> {
        let p = self.profile;
        let mut used = Vec::new();
        let mut add = |key: String, label: &str| used.push((key, label.to_owned()));
        for (i, label) in p.sections.iter().enumerate() {
            add(format!("sections[{i}]"), label);
        }
        for (i, page) in p.pages.iter().enumerate() {
            page.must.iter().enumerate().for_each(|(j, l)| add(format!("pages[{i}].must[{j}]"), l));
            page.must_not.iter().enumerate().for_each(|(j, l)| add(format!("pages[{i}].must_not[{j}]"), l));
        }
        for (i, field) in p.fields.iter().enumerate() {
            add(format!("fields[{i}].label"), &field.label);
            field.section.iter().for_each(|s| add(format!("fields[{i}].section"), s));
        }
        if let Some(table) = &p.indicators {
            add("indicators.head".into(), &table.head);
            add("indicators.name".into(), &table.name);
            table.unit.iter().for_each(|l| add("indicators.unit".into(), l));
            table.kinds.iter().for_each(|(_, l)| add("indicators.kinds".into(), l));
            table.roles.iter().for_each(|(_, l)| add("indicators.roles".into(), l));
        }
        for (i, scale) in p.scales.iter().enumerate() {
            add(format!("scales[{i}].label"), &scale.label);
        }
        for (i, c) in p.criteria.iter().enumerate() {
            add(format!("criteria[{i}].label"), &c.label);
            add(format!("criteria[{i}].points"), &c.points);
        }
        for (i, panel) in p.panels.iter().enumerate() {
            add(format!("panels[{i}].label"), &panel.label);
            add(format!("panels[{i}].total"), &panel.total);
            panel.reason.iter().for_each(|l| add(format!("panels[{i}].reason"), l));
            panel.opinion.iter().for_each(|l| add(format!("panels[{i}].opinion"), l));
        }
        if let Some(points) = &p.points {
            add("points.achievement".into(), &points.achievement);
            add("points.total".into(), &points.total);
            add("points.grade".into(), &points.grade);
        }
        if let Some(list) = &p.list {
            list.columns.iter().enumerate().for_each(|(i, c)| add(format!("list.columns[{i}].label"), &c.label));
            add("list.grade".into(), &list.grade);
        }
        for (i, rule) in p.records.iter().enumerate() {
            let at = |key: String| format!("records[{i}].{key}");
            for (key, label) in rule.sheet().map(SheetRule::used).unwrap_or_default() {
                add(at(key), label);
            }
            let Some(table) = rule.table() else { continue };
            table.head.iter().enumerate().for_each(|(j, l)| add(at(format!("head[{j}]")), l));
            table.columns.iter().enumerate().for_each(|(j, c)| add(at(format!("columns[{j}].label")), &c.label));
            for (j, rate) in table.rates.iter().enumerate() {
                for (key, label) in [("rate", &rate.rate), ("part", &rate.part), ("whole", &rate.whole)] {
                    add(at(format!("rates[{j}].{key}")), label);
                }
            }
        }
        used
    }

    fn say(&mut self, key: &str, ja: &str, en: &str) {
        self.found.push(DefinitionError::at_key(self.file, self.text, key, ja, en));
    }
}

/// What is wrong with a regular expression, without the picture of it.
fn reason(error: &regex::Error) -> String {
    let said = error.to_string();
    said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// The name that most resembles a misspelt one.
fn nearest<'a>(label: &str, labels: &'a BTreeMap<String, Vec<String>>) -> Option<&'a str> {
    let same = |name: &&String| name.starts_with(label) || label.starts_with(name.as_str()) || name.contains(label);
    let near = || crate::sheet::nearest(label, labels.keys().map(String::as_str));
    labels.keys().find(same).map(String::as_str).or_else(near)
}

#[cfg(test)]
mod tests {
    use crate::profile::Profiles;

    fn errors(text: &str) -> Vec<String> {
        let found = Profiles::builtin().parse("own.toml", text).err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    const HEAD: &str = "id = \"own\"\n[title]\nja = \"様式\"\nen = \"form\"\n";

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let found = errors("id = \"own\"\ncolour = \"red\"\n[title]\nja = \"様式\"\nen = \"form\"\n[labels]\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("own.toml:2: colour: unknown field `colour`, expected one of"), "{found:?}");
    }

    #[test]
    fn a_label_that_is_not_defined_is_named() {
        let text = format!("{HEAD}[labels]\nname = [\"事業名\"]\n[[pages]]\nkind = \"sheet\"\nmust = [\"nam\"]\n");
        assert_eq!(errors(&text), ["own.toml:9: pages[0].must[0]: `nam` is not in `labels`; is `name` meant?"]);
    }

    #[test]
    fn a_profile_takes_over_what_it_extends() {
        let text = "id = \"own\"\nextends = \"kokubunji-shuro-2020\"\n[title]\nja = \"様式\"\nen = \"form\"\n[labels]\ndepartment = [\"担当課\"]\n";
        let profile = Profiles::builtin().parse("own.toml", text).unwrap();
        assert_eq!(profile.wordings("department"), ["担当課"]);
        assert!(profile.indicators.is_some());
        let missing = errors("id = \"own\"\nextends = \"none\"\n");
        assert!(missing[0].starts_with("own.toml:2: extends: there is no profile `none`"), "{missing:?}");
    }
}
