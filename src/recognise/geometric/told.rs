//! Cells of figures that name their roles themselves (`目標 30人 / 実績 28人`).

use super::block::Block;
use super::plane::Plane;
use crate::profile::IndicatorTable;
use crate::recognise::raw::Printed;
use crate::sheet::Role;

/// The figures of a cell that says itself what they are (`目標 30人 / 実績 28人`).
pub fn told(plane: &Plane, table: &IndicatorTable, cell: &Block) -> Vec<(Role, Printed)> {
    let mut found: Vec<(Role, Printed)> = Vec::new();
    let mut open: Option<Role> = None;
    for line in cell.lines {
        let starts = role_words(plane, table, &line.text);
        let first = starts.first().map_or(usize::MAX, |(at, ..)| *at);
        let length = line.text.chars().count();
        // The figure of a role may stand on the line below it, and a long one goes on there.
        let before = cell.printed_part(line, 0, first.min(length)).filter(|_| first > 0);
        match (open.take(), before) {
            (Some(role), Some(printed)) => found.push((role, printed)),
            (None, Some(more)) => {
                if let Some((role, start)) = found.pop() {
                    found.extend(Printed::joined(vec![start, more]).map(|all| (role, all)));
                }
            }
            _ => {}
        }
        for (n, (_, after, role)) in starts.iter().enumerate() {
            let end = starts.get(n + 1).map_or(length, |(at, ..)| *at);
            let own: Vec<char> = line.text.chars().skip(*after).take(end.saturating_sub(*after)).collect();
            let before = own.iter().take_while(|c| is_separator(**c)).count();
            let behind = own.iter().rev().take_while(|c| is_separator(**c)).count();
            match cell.printed_part(line, after + before, end.saturating_sub(behind)) {
                Some(printed) if before + behind < own.len() => found.push((*role, printed)),
                _ => open = Some(*role).filter(|_| n + 1 == starts.len()),
            }
        }
    }
    found
}

/// Where roles are named in a text: their first character, the one after them, and the role.
fn role_words(plane: &Plane, table: &IndicatorTable, text: &str) -> Vec<(usize, usize, Role)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<(usize, usize, Role)> = Vec::new();
    for at in 0..chars.len() {
        let free = at == 0 || chars.get(at - 1).is_some_and(|c| is_separator(*c));
        let rest: String = chars.get(at..).unwrap_or_default().iter().collect();
        let inside = found.last().is_some_and(|(_, after, _)| at < *after);
        if !free || inside || chars.get(at).is_some_and(|c| is_separator(*c)) {
            continue;
        }
        let named = |(role, label): &(Role, String)| Some((plane.lexicon.leads(&rest, label)?, *role));
        let longest = table.roles.iter().filter_map(named).max_by_key(|(length, _)| *length);
        found.extend(longest.map(|(length, role)| (at, at + length, role)));
    }
    found
}

/// What parts the figures of a cell from each other, and from the names of their roles.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ':' | '：' | '/' | '／' | '=' | '＝' | ',' | '，' | '、' | '|' | '｜' | '[' | ']' | '【' | '】')
}
