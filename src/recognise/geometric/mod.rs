//! Laid-out pages → slots, by where things stand: a value is where the ruled grid puts it beside its label.

mod aligned;
mod block;
pub(super) mod conserve;
pub(super) mod form;
mod indicators;
pub(super) mod list;
mod panels;
pub(super) mod plain;
mod plane;
pub(super) mod region;
mod role_heads;
mod scales;
pub(super) mod sheet;
mod stacked;
mod told;
mod year_heads;
