//! What a form looks like, as data (`profiles/*.toml`).
//!
//! A [`Profile`] names the labels of a form in all their wordings, says which of them tell a page
//! of it, where a label's value stands, and how its tables, scales and panels are built. It holds
//! no code, no coordinates and no municipality as a condition. [`Lexicon`] finds its labels in
//! printed text, [`Profiles`] says which form a document is.

mod label;
mod lint;
mod load;
mod model;
mod names;
mod records;
mod sheets;
mod skeleton;
mod text_order;

pub use label::{Lexicon, label_key};
pub use load::{Profiles, Ranked, json_schema};
pub use model::{
    Column, Criterion, FieldRule, IndicatorTable, Level, ListRule, ListSlot, PageKind, PageRule, Panel, PanelPoints,
    Profile, Publisher, Relation, Scale, ScaleSlot, Slot, Title, Years,
};
pub use records::{OutlineRule, RateRule, RecordColumn, RecordRule, RecordSlot, TableRule};
pub use sheets::{BesideRule, BesideSlot, IndicatorRule, RatingRule, RatingSlot, SheetRule, SumRule};
pub use skeleton::skeleton;
pub use text_order::{Follows, LabelId, Spot, TextOrder, Torn};
