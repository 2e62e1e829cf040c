//! Corrected values: they read otherwise than they were read, while their print stays.

use super::document::Document;
use super::field::{Field, Measured, Value};
use super::values::{At, ValueMut};
use crate::normalise::Missing;
use std::collections::VecDeque;

impl Field {
    /// How it reads: the corrected value, else the print.
    pub fn said(&self) -> String {
        match (&self.correction, &self.value) {
            (None, _) => self.printed.clone(),
            (Some(_), Some(Value::Text(text))) => text.clone(),
            (Some(_), Some(Value::Flag(flag))) => String::from(if *flag { "有" } else { "無" }),
            (Some(_), Some(Value::Several(all))) => all.join("・"),
            (Some(_), None) => nothing(self.missing),
        }
    }
}

impl Measured {
    /// How it reads: the corrected number or text, else the print.
    pub fn said(&self) -> String {
        let quantity = &self.quantity;
        match (&self.correction, quantity.number, &quantity.value) {
            (None, ..) => quantity.printed.clone(),
            (Some(_), Some(number), _) => {
                let upper = quantity.upper.map(|upper| format!("～{}", upper.normalize())).unwrap_or_default();
                format!("{}{upper}{}", number.normalize(), quantity.unit.as_deref().unwrap_or_default())
            }
            (Some(_), None, Some(value)) => value.clone(),
            (Some(_), None, None) => nothing(quantity.missing),
        }
    }
}

fn nothing(why: Option<Missing>) -> String {
    String::from(if why == Some(Missing::Blank) { "" } else { "－" })
}

impl Document {
    /// Has corrected values stand as they should read while `judge` looks at the document; then their print stands
    /// again, in what was found as well. Names of indicators keep their print: findings are known by it.
    pub fn as_corrected(&mut self, judge: impl FnOnce(&mut Self)) {
        let mut prints = VecDeque::new();
        self.each_value(&mut |at, value| {
            if !matches!(at, At::Label { .. })
                && let Some(print) = value.stand_corrected()
            {
                prints.push_back((at, print));
            }
        });
        judge(self);
        if prints.is_empty() {
            return;
        }
        let known = prints.clone();
        self.each_value(&mut |at, mut value| {
            if prints.front().is_some_and(|(first, _)| *first == at)
                && let Some((_, print)) = prints.pop_front()
            {
                *value.printed() = print;
            }
        });
        let print_at = |pointer: &str| {
            let at = At::named(pointer)?;
            known.iter().find(|(corrected, _)| *corrected == at).map(|(_, print)| print)
        };
        let restore = |pointer: &str, printed: &mut String| {
            // A finding about a piece of a text tells that piece.
            if let Some(print) = print_at(pointer).filter(|print| printed.is_empty() || !print.contains(&*printed)) {
                printed.clone_from(print);
            }
        };
        self.findings.iter_mut().for_each(|found| {
            restore(&found.field, &mut found.printed);
            found.related.iter_mut().for_each(|related| restore(&related.field, &mut related.printed));
        });
        let recomputed = self.sheets.iter_mut().filter_map(|sheet| sheet.recomputed.as_mut());
        for agreement in recomputed.flat_map(|all| all.sums.iter_mut().chain(&mut all.rates)) {
            restore(&agreement.field, &mut agreement.printed);
        }
    }
}

impl ValueMut<'_> {
    /// Puts what a corrected value should read in the place of its print, and gives that; `None` for any other.
    fn stand_corrected(mut self) -> Option<String> {
        self.correction()?;
        let said = match &self {
            Self::Field(field) => field.said(),
            Self::Figure(figure) => figure.said(),
        };
        Some(std::mem::replace(self.printed(), said))
    }
}
