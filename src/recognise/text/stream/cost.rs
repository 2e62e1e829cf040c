//! What each departure from a whole form costs.
//!
//! A dump is the form taken apart: it is read as the arrangement that needs the fewest and
//! likeliest tears.

/// What makes a reading about three times less likely.
pub const SCALE: f64 = 6.0;
/// A tear: what follows stands earlier in the form, or elsewhere.
pub const TEAR: i32 = 30;
/// A tear beside something that does not belong to the table.
pub const EDGE: i32 = 12;
/// Only the last column, which often stands apart, is skipped.
pub const LAST_COLUMN: i32 = 3;
/// A step onwards that leaves out at most a row.
pub const SKIP_ROW: i32 = 15;
/// A step onwards that leaves out more.
pub const SKIP_MORE: i32 = 25;
/// A cell of the last column that is not in the column of those that stand apart.
pub const SKIP_IN_COLUMN: i32 = 7;
/// A line that comes apart between two figures without a blank between them.
pub const SPLIT_GLUED: i32 = 4;
/// A line that comes apart at a blank.
pub const SPLIT: i32 = 60;
/// Figures without a blank between them that are neighbours on the form.
pub const GLUED_NEIGHBOURS: i32 = 60;
/// A line of which all figures stand without a blank, put on neighbours.
pub const ALL_GLUED: i32 = 10;
/// A line of words as one cell of a row whose others stand together on the next line.
pub const ROW_BROKEN: i32 = 14;
/// A name with a few figures, but not its row, on the same line.
pub const SHORT_ROW: i32 = 25;
/// A line that comes apart and goes on later in its row.
pub const GAP_IN_LINE: i32 = 40;
/// Something else than its name right after the label of an indicator.
pub const LABEL_WITHOUT_NAME: i32 = 20;
/// A figure in another unit than its row.
pub const UNIT_IN_ROW: i32 = 40;
/// A row in another unit than the other row of the indicator.
pub const UNIT_OF_PAIR: i32 = 25;
/// Words where a target figure is expected.
pub const WORDS_AS_TARGET: i32 = 8;
/// The same words once more in a row.
pub const SAME_WORDS: i32 = 1;
/// Words where an actual figure is expected.
pub const WORDS_AS_ACTUAL: i32 = 19;
/// A line of sentences as actual figures, or in a row of figures.
pub const SENTENCES_AMONG_FIGURES: i32 = 40;
/// A line of sentences as targets without actual figures.
pub const SENTENCES_ALONE: i32 = 15;
/// The words that stand for the targets, as an actual figure besides.
pub const WORDS_OF_PAIR: i32 = 10;
/// A dash among the figures of a row.
pub const DASH_IN_ROW: i32 = 12;
/// A line of figures that stands nowhere in the table.
pub const LEFT_OUT: i32 = 90;
/// Words beside the table that stand nowhere in it.
pub const WORDS_LEFT_OUT: i32 = 20;
/// A label that goes on after a blank line.
pub const NAME_GOES_ON: i32 = 8;
/// An empty cell before the first figure of a row.
pub const BLANK_FIRST: i32 = 14;
/// Another empty cell before the first figure.
pub const BLANK_MORE: i32 = 12;
/// An empty cell after the first figure of a row.
pub const BLANK_INSIDE: i32 = 45;
/// A row without any cell.
pub const BLANK_ROW: i32 = 50;
/// An indicator without a name.
pub const NO_NAME: i32 = 20;
/// A target below the one of the year before.
pub const TARGET_FALLS: i32 = 6;
/// Another run of a row that is not known to come apart.
pub const ANOTHER_RUN: i32 = 20;
/// The same where the runs follow one another from left to right.
pub const ORDERED_RUN: i32 = 14;
/// Another run of a row that is known to come apart like this.
pub const KNOWN_RUN: i32 = 6;
/// A figure for an indicator whose name is a dash.
pub const FIGURE_WITHOUT_INDICATOR: i32 = 40;
/// A row of dashes beside a row of figures.
pub const DASHES_BESIDE_FIGURES: i32 = 20;
/// Sizes below this (in hundredths) are taken as this: small numbers jump by themselves.
pub const SIZES: u64 = 300;
/// By how many tenths of itself a figure of a row is another, and what that costs.
pub const JUMPS: [(u64, i32); 5] = [(13, 0), (18, 2), (30, 4), (50, 6), (100, 9)];
/// Weight of an arrangement from which on it counts among what a sheet does.
pub const SEEN: f64 = 0.01;
/// As many sheets as what is known without the others counts for.
pub const SHEETS: f64 = 2.0;
/// As many sheets as a step that the profile knows counts for.
pub const KNOWN_SHEETS: f64 = 1.5;
/// The letter that is marked is not the one of the newest figures.
pub const LETTER_DIFFERS: i32 = 12;
/// The newest figures give no letter, though one is marked.
pub const NO_LETTER: i32 = 3;
