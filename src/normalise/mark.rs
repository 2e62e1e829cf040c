//! Marks: what a box, circle or check says.

/// A sign by which a choice is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its shape.
    pub shape: Shape,
    /// Whether it marks the choice by itself (■ ● ☑ ✓). A plain ○ does not: it is an empty box
    /// beside ●, and a mark where it stands alone in a cell.
    pub filled: bool,
}

/// The shape of a [`Mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// ■ □ ☑
    Box,
    /// ● ○ ◎
    Circle,
    /// ✓ レ
    Check,
    /// ×
    Cross,
    /// ▲ △
    Triangle,
    /// ◆ ◇ ★ ☆
    Other,
}

/// What the sign `c` marks; `None` for a character that is no mark.
pub fn mark(c: char) -> Option<Mark> {
    let (shape, filled) = match c {
        '■' | '▪' | '◼' | '◾' | '⬛' | '☑' | '☒' | '▣' | '◙' | '🗹' | '✅' => (Shape::Box, true),
        '□' | '☐' | '▫' | '◻' | '◽' | '⬜' | '▢' | '❏' | '❑' => (Shape::Box, false),
        '●' | '⚫' | '⬤' | '◉' | '⦿' | '◎' => (Shape::Circle, true),
        '○' | '〇' | '◯' | '⚪' | '⭕' => (Shape::Circle, false),
        '✓' | '✔' | '🗸' | '√' => (Shape::Check, true),
        '×' | '✕' | '✖' | '✗' | '✘' | '╳' => (Shape::Cross, true),
        '▲' | '▼' => (Shape::Triangle, true),
        '△' | '▽' => (Shape::Triangle, false),
        '◆' | '★' => (Shape::Other, true),
        '◇' | '☆' => (Shape::Other, false),
        _ => return None,
    };
    Some(Mark { shape, filled })
}

/// What the boxes in front of choices say (`☑継続 □廃止`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choices {
    /// The marked choices, in printed order.
    pub marked: Vec<String>,
    /// How many choices stand there.
    pub offered: usize,
    /// A box that may mean "chosen" or "crossed out" (☒).
    pub doubtful: bool,
}

/// The choices of a text in which each choice follows its own box; `None` where there are none.
pub(super) fn choices(text: &str) -> Option<Choices> {
    let open = |c: char| mark(c).filter(|m| matches!(m.shape, Shape::Box | Shape::Circle) && c != '◎');
    let text = text.trim();
    let first = open(text.chars().next()?)?;
    // One shape throughout: ● beside □ is a bullet, not a choice.
    let is_sign = |c: char| open(c).is_some_and(|m| m.shape == first.shape);
    let mut found: Vec<(bool, String)> = Vec::new();
    let mut current = None;
    let mut doubtful = false;
    for c in text.chars() {
        if is_sign(c) {
            found.extend(current.take());
            doubtful |= c == '☒';
            current = Some((open(c).is_some_and(|m| m.filled), String::new()));
        } else if let Some((_, words)) = &mut current {
            words.push(c);
        }
    }
    found.extend(current);
    let named = found.iter().filter(|(_, words)| !words.trim().is_empty()).count();
    let filled = found.iter().filter(|(filled, _)| *filled).count();
    if named < found.len()
        || (found.len() < 2 && !text.starts_with(['☑', '☒']))
        || (first.shape == Shape::Circle && filled == 0)
    {
        return None;
    }
    // Bullets of one sort are a list; only boxes may be all empty or all full.
    if first.shape == Shape::Circle && filled == found.len() {
        return None;
    }
    let marked = found.iter().filter(|(filled, _)| *filled).map(|(_, words)| super::text::text(words)).collect();
    Some(Choices { marked, offered: found.len(), doubtful })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_empty_or_filled() {
        for c in "■●☑✓✔▪◎×▲".chars() {
            assert!(mark(c).is_some_and(|m| m.filled), "{c}");
        }
        for c in "□☐○〇△◇".chars() {
            assert!(mark(c).is_some_and(|m| !m.filled), "{c}");
        }
        assert_eq!(mark('有'), None);
    }

    #[test]
    fn the_marked_choice_is_found() {
        let marked = |s: &str| choices(s).map(|c| c.marked);
        assert_eq!(marked("☑継続 □廃止"), Some(vec!["継続".into()]));
        assert_eq!(marked("□有　■無"), Some(vec!["無".into()]));
        assert_eq!(marked("●拡大 ○維持"), Some(vec!["拡大".into()]));
        assert_eq!(marked("□継続 □廃止"), Some(vec![]));
        assert_eq!(marked("■継続 ■改善"), Some(vec!["継続".into(), "改善".into()]));
        assert_eq!(marked("●相談 ●紹介"), None);
        assert_eq!(marked("□"), None);
        assert_eq!(marked("継続"), None);
    }
}
