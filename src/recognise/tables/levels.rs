//! Cells that print one figure above another, and the words that say which is which (上段：目標、下段：実績).

use crate::normalise::{self, Context, Kind, Part};

/// Longest name of a level; what is longer is a sentence.
const LONGEST: usize = 12;

/// The names of the upper and the lower figure of a cell.
pub type Levels = [String; 2];

/// The names that a note gives to upper and lower figures.
pub fn levels(note: &str) -> Option<Levels> {
    let folded = normalise::fold(note);
    let (_, upper) = folded.split_once("上段")?;
    let (upper, lower) = upper.split_once("下段")?;
    Some([name(upper)?, name(lower)?])
}

fn name(after: &str) -> Option<String> {
    let start = after.trim_start_matches(|c: char| !c.is_alphanumeric() || c == 'は' || c == 'が');
    let name: String = start.chars().take_while(|c| c.is_alphanumeric() || *c == '・').collect();
    (1..=LONGEST).contains(&name.chars().count()).then_some(name)
}

/// The two figures of a cell that prints one above the other, read alike; `None` for any other cell.
pub(super) fn parts(printed: &str, context: &Context, levels: Option<&Levels>) -> Option<Vec<Part>> {
    let lines: Vec<&str> = printed.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let [upper, lower] = lines.as_slice() else { return None };
    let names = levels.map_or(["", ""], |[u, l]| [u.as_str(), l.as_str()]);
    let mut parts = Vec::new();
    for (line, label) in [upper, lower].into_iter().zip(names) {
        let quantity = normalise::quantity(line, context);
        match (quantity.kind, quantity.number) {
            (Kind::Number, Some(number)) => {
                parts.push(Part { label: label.to_owned(), number, unit: quantity.unit });
            }
            (Kind::Missing, _) => {}
            _ => return None,
        }
    }
    (!parts.is_empty()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_name_the_upper_and_the_lower_figure() {
        let told = |note: &str| levels(note).map(|[u, l]| format!("{u}/{l}"));
        for note in ["※上段：目標、下段：実績", "（上段は目標、下段は実績）", "上段　目標\n下段　実績"]
        {
            assert_eq!(told(note).as_deref(), Some("目標/実績"), "{note}");
        }
        assert_eq!(told("上段に記入する"), None);
    }

    #[test]
    fn both_figures_have_their_name_and_unit() {
        let context = Context { header: Some("寄附額（千円）"), ..Context::default() };
        let levels = ["目標".to_owned(), "実績".to_owned()];
        let parts = parts("657\n433", &context, Some(&levels)).unwrap();
        let shown: Vec<String> =
            parts.iter().map(|p| format!("{} {} {:?}", p.label, p.number, p.unit.as_deref())).collect();
        assert_eq!(shown, ["目標 657000 Some(\"円\")", "実績 433000 Some(\"円\")"]);
        assert!(super::parts("開催\n433", &context, None).is_none());
    }
}
