//! How much is tried where the order of what is read is lost: work is counted, and where there was more to try it is
//! said.

use crate::ingest::{Limit, Limits};
use std::cell::Cell;

/// How many ways of putting something together may be tried.
pub struct Tries {
    most: usize,
    over: Cell<bool>,
}

impl Tries {
    /// As many as the limits allow.
    pub fn new(limits: &Limits) -> Self {
        Self { most: limits.count(Limit::Candidates), over: Cell::new(false) }
    }

    /// Whether the one of that number, from 1, may be tried.
    pub fn allow(&self, number: usize) -> bool {
        let is_over = number > self.most;
        self.over.set(self.over.get() || is_over);
        !is_over
    }

    /// Whether more would have been tried since this was asked last.
    pub fn take_over(&self) -> bool {
        self.over.replace(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_tried_is_told_once() {
        let tries = Tries::new(&Limits::default().with(Limit::Candidates, 2));
        assert!(tries.allow(2) && !tries.take_over());
        assert!(!tries.allow(3) && tries.take_over() && !tries.take_over());
    }
}
