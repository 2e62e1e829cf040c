//! The closed lists of a quantity, and their names on the wire.

/// An enum whose variants have one fixed name each, in both directions.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The value of that name; `None` for a name outside the list.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// What a printed string is read as.
    As {
        /// A figure with its unit, or the reason why there is none.
        Quantity = "quantity",
        /// A band of a scale (80％以上100％未満).
        Criteria = "criteria",
        /// A letter or mark of a scale.
        Grade = "grade",
        /// A project number.
        Code = "code",
        /// A fiscal year or a range of them.
        FiscalYear = "fiscal-year",
        /// A day, a month, or a range of them.
        Date = "date",
    }
}

names! {
    /// What sort of value a [`Quantity`](super::Quantity) is.
    Kind {
        /// One number.
        Number = "number",
        /// A lower and an upper end.
        Range = "range",
        /// A letter or mark of a scale.
        Grade = "grade",
        /// A day or month.
        Date = "date",
        /// A fiscal year.
        FiscalYear = "fiscal_year",
        /// A project or branch number.
        Code = "code",
        /// Words, or figures that must not be taken for one number.
        Text = "text",
        /// No value.
        Missing = "missing",
    }
}

names! {
    /// Which ends of a range belong to it.
    Bounds {
        /// Both.
        Closed = "[]",
        /// The lower one.
        ClosedOpen = "[)",
        /// The upper one.
        OpenClosed = "(]",
        /// Neither.
        Open = "()",
    }
}

names! {
    /// One-sided bound.
    Bound {
        /// 以上.
        Ge = "ge",
        /// 超.
        Gt = "gt",
        /// 以下.
        Le = "le",
        /// 未満.
        Lt = "lt",
    }
}

names! {
    /// To which side an approximate number leans.
    Leaning {
        /// 強, 余り.
        Above = "above",
        /// 弱.
        Below = "below",
    }
}

names! {
    /// Relation of a number to another value.
    Relation {
        /// A difference (5人増).
        Delta = "delta",
        /// An index to the previous year (前年度比98％).
        Previous = "previous",
        /// A change against the previous year (対前年度比＋13.1％).
        Yoy = "yoy",
    }
}

names! {
    /// Standing of a number.
    Status {
        /// 見込み.
        Forecast = "forecast",
        /// 速報値.
        Preliminary = "preliminary",
    }
}

names! {
    /// Why a value is absent: the closed list of the document schema.
    Missing {
        /// Nothing is printed.
        Blank = "blank",
        /// A scale without a mark.
        Unmarked = "unmarked",
        /// A dash, なし.
        None = "none",
        /// …, 不明.
        Unknown = "unknown",
        /// 集計中.
        Pending = "pending",
        /// 未調査.
        NotSurveyed = "not_surveyed",
        /// 未実施.
        NotDone = "not_done",
        /// 中止, 延期.
        Cancelled = "cancelled",
        /// 未定.
        Undecided = "undecided",
        /// 目標なし.
        NoTarget = "no_target",
        /// 該当なし.
        NotApplicable = "not_applicable",
        /// X: withheld.
        Suppressed = "suppressed",
        /// *: too few cases for a rate.
        LowBase = "low_base",
        /// 皆増: a rate from zero.
        FromZero = "from_zero",
    }
}
