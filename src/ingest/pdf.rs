//! PDF → [`Page`](super::Page)s, by `hayro-interpret`.
