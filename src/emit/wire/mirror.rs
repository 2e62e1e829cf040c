//! Closed lists: one declaration gives the wire enumeration and both conversions.

/// Declares a wire enumeration with the variants of a model enumeration; written in `snake_case`.
macro_rules! mirror {
    ($(#[$meta:meta])* $name:ident = $model:ty { $($(#[$attribute:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs)]
        pub enum $name { $($(#[$attribute])* $variant),+ }

        impl From<$model> for $name {
            fn from(model: $model) -> Self {
                match model { $(<$model>::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $model {
            fn from(wire: $name) -> Self {
                match wire { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

pub(super) use mirror;
