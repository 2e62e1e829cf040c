//! What a server says no with, in words that say what to do.

use crate::sheet::{Error, ErrorKind};
use postgres::error::SqlState;
use std::error::Error as _;
use std::io;

/// Tells the errors of a server.
pub(super) struct Refusal {
    /// What it is called in messages; no password.
    pub(super) server: String,
}

impl Refusal {
    /// An error of the client within one of a stream.
    pub(super) fn told_io(&self, error: &io::Error) -> Error {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
            Some(error) => self.told(error),
            None => self.error(CUT, &error.to_string()),
        }
    }

    /// An error of the client.
    pub(super) fn told(&self, error: &postgres::Error) -> Error {
        let mut text = match error.as_db_error() {
            Some(said) => said.message().to_owned(),
            None => error.to_string(),
        };
        let mut source = error.source().filter(|_| error.as_db_error().is_none());
        while let Some(inner) = source {
            let inner_text = inner.to_string();
            if !text.contains(&inner_text) {
                text.push_str(": ");
                text.push_str(&inner_text);
            }
            source = inner.source();
        }
        self.error(advice(error), &text)
    }

    fn error(&self, (ja, en): (&str, &str), said: &str) -> Error {
        Error::new(ErrorKind::Write, format!("{ja}: {said}"), format!("{en}: {said}")).with_path(self.server.clone())
    }
}

const CUT: (&str, &str) = (
    "データベースとの接続が切れました。何も変わっていません。もう一度実行してください",
    "the connection to the database was cut, and nothing has changed; run again",
);

fn advice(error: &postgres::Error) -> (&'static str, &'static str) {
    let Some(code) = error.code() else {
        if error.is_closed() {
            return CUT;
        }
        return (
            "データベースに接続できません。サーバー名・ポート・TLS の設定と、サーバーが動いているかを確かめてください",
            "cannot connect to the database; check host, port, TLS settings, and that the server is running",
        );
    };
    match code {
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => (
            "データベースが接続を認めません。ユーザー名と、PGPASSWORD またはパスワードファイルを確かめてください",
            "the database does not let this user in; check the user, and PGPASSWORD or the password file",
        ),
        &SqlState::INVALID_CATALOG_NAME => (
            "その名前のデータベースはありません。createdb で作るか、名前を確かめてください",
            "there is no database of this name; create it with createdb, or check the name",
        ),
        &SqlState::INSUFFICIENT_PRIVILEGE => (
            "権限が足りません。docs/databases.md に必要な権限があります。何も変わっていません",
            "a privilege is missing; docs/databases.md says which are needed; nothing has changed",
        ),
        &SqlState::READ_ONLY_SQL_TRANSACTION => (
            "このデータベースは読み取り専用です。複製ではなく本体を指定してください。何も変わっていません",
            "this database is read-only; name the primary, not a standby; nothing has changed",
        ),
        &SqlState::LOCK_NOT_AVAILABLE => (
            "ほかの load がこのデータベースを使っています。終わってからもう一度実行してください (--wait で待つ秒数を変えられます)",
            "another load is at work in this database; run again when it is done (--wait says how long to wait)",
        ),
        &SqlState::DISK_FULL => (
            "データベースの空き容量が足りません。何も変わっていません。空けてから、もう一度実行してください",
            "the disk of the database is full, and nothing has changed; make room and run again",
        ),
        &SqlState::UNTRANSLATABLE_CHARACTER | &SqlState::CHARACTER_NOT_IN_REPERTOIRE => (
            "このデータベースの文字コードでは書けない文字があります。UTF8 のデータベースを使ってください。何も変わっていません",
            "the encoding of this database lacks a character; use a database in UTF8; nothing has changed",
        ),
        &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW => CUT,
        _ => ("データベースが断りました。何も変わっていません", "the database refused, and nothing has changed"),
    }
}
