//! What a worker and whoever feeds it say to each other: a line of JSON each.

use super::document::Document;
use super::manifest::Failure;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// A line of the conversation with a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WorkerLine {
    /// The first line of the worker.
    Hello(Hello),
    /// What is asked of it.
    Request(Request),
    /// A document that was read.
    Answer(Box<Answer>),
    /// A document that was read, as rows.
    Rows(Box<RowsOf>),
    /// What editions disagree about, as rows.
    Compared(Compared),
    /// Why there is none.
    Refusal(Refusal),
}

/// What a worker says before anything is asked of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Version of the conversation: 1.
    #[schemars(range(min = 1, max = 1))]
    pub v: u32,
    /// Who speaks.
    pub hello: Speaker,
    /// Version of the program.
    pub version: String,
    /// With `--tables`: the six tables without rows, which tells their columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Rows>,
}

/// Rows of a table of the warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Name of the table.
    pub table: String,
    /// The rows as an Arrow IPC stream, in Base64.
    pub arrow_base64: String,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Speaker {
    /// A worker.
    #[serde(rename = "worker")]
    Worker,
}

/// What is asked of a worker: an input by its path, or its bytes; with `--tables` also to compare editions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Comes back in the reply.
    pub id: Id,
    /// A file, as the worker finds it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The bytes of the input in Base64, instead of a path.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub bytes_base64: Option<String>,
    /// The file name that goes into the document; of a path its last part, of bytes `-` where nothing is said.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Editions to compare, as earlier replies gave them: all that there are of a body, in any order.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub editions: Option<Vec<Document>>,
}

/// How replies are told apart: whatever who asks likes best, the worker does not look at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Id {
    /// A whole number.
    Whole(i64),
    /// A text.
    Text(String),
}

/// The reply to a request whose input was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Of the request.
    pub id: Id,
    /// True.
    pub ok: bool,
    /// What was read.
    pub document: Document,
}

/// The reply to a request whose input was read, with `--tables`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsOf {
    /// Of the request.
    pub id: Id,
    /// True.
    pub ok: bool,
    /// SHA-256 of the input: the `document_id` of its rows.
    pub document_id: String,
    /// Whose edition it is: documents of the same body are to be compared; null where nobody knows.
    pub body: Option<String>,
    /// Its rows, without those that compare it with other editions; tables without rows are left out.
    pub rows: Vec<Rows>,
    /// What is needed of it to compare it with other editions.
    pub edition: Document,
}

/// The reply to a request that compares editions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Of the request.
    pub id: Id,
    /// True.
    pub ok: bool,
    /// The rows that the comparison adds.
    pub rows: Vec<Rows>,
}

/// The reply to a request whose input could not be read, or that was none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Of the request; null where the line did not tell it.
    pub id: Option<Id>,
    /// False.
    pub ok: bool,
    /// Why.
    pub error: Failure,
}

/// A key that is there has a value: null is none.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}
