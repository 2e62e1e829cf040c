//! How a server is reached: an address or key-value pairs, a service file, the environment; as libpq has it.

use super::passfile;
use super::service;
use super::tls::{self, Check};
use crate::sheet::{Error, ErrorKind};
use postgres::Config;
use postgres::config::{Host, SslMode};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What was said of a server, by libpq's names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<String, String>);

/// A way to a server.
pub(super) struct Way {
    pub(super) config: Config,
    /// Without it nothing is encrypted.
    pub(super) tls: Option<MakeRustlsConnect>,
    /// What it is called in messages.
    pub(super) name: String,
}

/// A variable of the environment.
pub(super) type Variable<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// What the environment may say.
const VARIABLES: [(&str, &str); 15] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGSERVICE", "service"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

impl Parameters {
    /// Whether a text is meant as a server.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://") || text.contains('=')
    }

    /// An address (`postgres://…`) or key-value pairs (`host=… dbname=…`).
    ///
    /// # Errors
    /// `configuration`, where it is neither, or holds a password, which every user of the machine would see.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let address = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        let found = match address {
            Some(address) => of_address(address),
            None => of_pairs(text),
        };
        let found = found.ok_or_else(|| {
            wrong(
                "--to の書き方が正しくありません。例: postgres://user@host:5432/dbname、\"host=… dbname=…\"、service=名前",
                "--to is not well formed; examples: postgres://user@host:5432/dbname, \"host=… dbname=…\", service=name",
            )
        })?;
        if found.contains_key("password") {
            return Err(wrong(
                "--to にパスワードを書かないでください (ほかの利用者に見えます)。PGPASSWORD、~/.pgpass、サービスファイルのどれかを使ってください",
                "--to must not hold a password: others see the command line; use PGPASSWORD, ~/.pgpass or a service file",
            ));
        }
        Ok(Self(found))
    }

    /// The way to the server, with what service file, environment and password file add.
    pub(super) fn resolve(&self, variable: &Variable<'_>, notice: &dyn Fn(&str, &str)) -> Result<Way, Error> {
        let named = VARIABLES.iter().filter_map(|(name, key)| {
            let value = variable(name).filter(|value| !value.is_empty())?;
            Some(((*key).to_owned(), value))
        });
        let mut all: BTreeMap<String, String> = named.collect();
        if let Some(name) = self.0.get("service").cloned().or_else(|| all.get("service").cloned()) {
            all.extend(service::read(&name, variable)?);
        }
        all.extend(self.0.clone());
        all.remove("service");
        let home = variable("HOME").map(PathBuf::from);
        let check = Check::of(all.remove("sslmode").as_deref())?;
        let root = all.remove("sslrootcert");
        let passfile = all.remove("passfile").map(PathBuf::from);
        let passfile = passfile.or_else(|| Some(home.as_ref()?.join(".pgpass")));
        if !all.contains_key("user") {
            all.extend(variable("USER").or_else(|| variable("LOGNAME")).map(|user| ("user".to_owned(), user)));
        }
        if !all.contains_key("host") && !all.contains_key("hostaddr") {
            all.insert("host".to_owned(), default_host());
        }
        let config = Config::from_str(&pairs(&all)).map_err(|error| {
            let said = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            wrong(
                &format!("接続の指定が正しくありません: {said}"),
                &format!("how to connect is not said rightly: {said}"),
            )
        })?;
        let mut way = Way { name: name(&config), config, tls: None };
        if way.config.get_connect_timeout().is_none() {
            way.config.connect_timeout(Duration::from_secs(15));
        }
        if way.config.get_application_name().is_none() {
            way.config.application_name(env!("CARGO_PKG_NAME"));
        }
        if let Some(file) = passfile.filter(|_| way.config.get_password().is_none())
            && let Some(password) = passfile::password(&file, &way.config, notice)
        {
            way.config.password(password);
        }
        let is_remote = !way.config.get_hosts().iter().all(is_socket);
        if is_remote && check != Check::Disable {
            way.config.ssl_mode(if check == Check::Prefer { SslMode::Prefer } else { SslMode::Require });
            way.tls = Some(tls::connector(check, root.as_deref(), home.as_deref())?);
        } else {
            // Nobody listens between a program and a socket of its machine.
            way.config.ssl_mode(SslMode::Disable);
        }
        Ok(way)
    }
}

pub(super) fn wrong(ja: &str, en: &str) -> Error {
    Error::new(ErrorKind::Configuration, ja, en)
}

fn is_socket(host: &Host) -> bool {
    !matches!(host, Host::Tcp(_))
}

/// Where a server of this machine listens.
fn default_host() -> String {
    let folders = ["/var/run/postgresql", "/tmp"];
    let found = folders.into_iter().find(|folder| Path::new(folder).join(".s.PGSQL.5432").exists());
    found.unwrap_or(if cfg!(unix) { "/var/run/postgresql" } else { "localhost" }).to_owned()
}

/// What a server is called in messages: nothing of it is secret.
fn name(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(host)) => host.clone(),
        #[cfg(unix)]
        Some(Host::Unix(folder)) => folder.to_string_lossy().into_owned(),
        None => config.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
    };
    let port = config.get_ports().first().map(|port| format!(":{port}")).unwrap_or_default();
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("postgres://{host}{port}/{database}")
}

/// The pairs of an address without its scheme.
fn of_address(address: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let (base, query) = address.split_once('?').unwrap_or((address, ""));
    let (authority, database) = base.split_once('/').unwrap_or((base, ""));
    let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (mut names, mut ports) = (Vec::new(), Vec::new());
    for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
        // An address of version 6 stands in brackets.
        let (name, port) = match host.strip_prefix('[') {
            Some(rest) => rest.split_once(']').map(|(name, port)| (name, port.trim_start_matches(':')))?,
            None => host.split_once(':').unwrap_or((host, "")),
        };
        names.push(decoded(name)?);
        ports.push(port);
    }
    if ports.iter().any(|port| !port.is_empty()) {
        found.insert("port".to_owned(), ports.join(","));
    }
    for (key, value) in [("user", user), ("password", password), ("dbname", database)] {
        if !value.is_empty() {
            found.insert(key.to_owned(), decoded(value)?);
        }
    }
    if names.iter().any(|name| !name.is_empty()) {
        found.insert("host".to_owned(), names.join(","));
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=')?;
        found.insert(decoded(key)?, decoded(value)?);
    }
    Some(found)
}

/// Text whose `%XX` stand for bytes.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let (digits, after) = escape.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// The pairs of `key=value key='another value'`.
fn of_pairs(text: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        let (value, after) = value(after.trim_start())?;
        found.insert(key.to_owned(), value);
        rest = after.trim_start();
    }
    Some(found)
}

/// A value and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let is_quoted = text.starts_with('\'');
    let mut chars = text.char_indices().skip(usize::from(is_quoted));
    let mut value = String::new();
    while let Some((place, c)) = chars.next() {
        match c {
            '\\' => value.push(chars.next()?.1),
            '\'' if is_quoted => return Some((value, text.get(place + 1..)?)),
            c if c.is_whitespace() && !is_quoted => return Some((value, text.get(place..)?)),
            c => value.push(c),
        }
    }
    (!is_quoted).then_some((value, ""))
}

/// Pairs as the client reads them.
fn pairs(all: &BTreeMap<String, String>) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    all.iter().map(|(key, value)| format!("{key}='{}' ", quoted(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Parameters, of_address, of_pairs, pairs};
    use crate::sheet::ErrorKind;

    #[test]
    fn addresses_and_pairs_say_the_same() {
        let address = of_address("a%20b@db.example:5433/統計?sslmode=verify-full&application_name=x").unwrap();
        let said =
            of_pairs("user = 'a b' host=db.example port=5433 dbname=統計 sslmode=verify-full application_name=x");
        assert_eq!(Some(&address), said.as_ref());
        assert_eq!(of_pairs(&pairs(&address)).as_ref(), Some(&address));
        assert_eq!(of_address("[::1]:5433,%2Frun%2Fpg/x").unwrap()["host"], "::1,/run/pg");
        assert_eq!(of_pairs(r"a='it\'s \\' b=c\ d").unwrap()["b"], "c d");
        for text in ["host", "host='a", "=b", "a b=c", "host=a\\"] {
            assert_eq!(of_pairs(text), None, "{text}");
        }
        assert_eq!(of_address("h/%zz"), None);
    }

    #[test]
    fn passwords_do_not_belong_on_the_command_line() {
        for text in ["postgres://u:secret@h/d", "postgresql://h/d?password=secret", "host=h password=secret"] {
            let error = Parameters::parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        let environment = |name: &str| match name {
            "PGHOST" => Some("other".to_owned()),
            "PGUSER" => Some("me".to_owned()),
            "PGPASSWORD" => Some("it's \\ secret".to_owned()),
            _ => None,
        };
        let parameters = Parameters::parse("postgres://here/data?sslmode=disable").unwrap();
        let way = parameters.resolve(&environment, &|_, _| {}).unwrap();
        assert_eq!((way.name.as_str(), way.config.get_user()), ("postgres://here/data", Some("me")));
        assert_eq!(way.config.get_password(), Some(&b"it's \\ secret"[..]));
        for wrong in ["host=h sslmode=often", "host=h port=x", "host=h colour=red"] {
            let refused = Parameters::parse(wrong).unwrap().resolve(&environment, &|_, _| {});
            assert_eq!(refused.err().map(|error| error.kind()), Some(ErrorKind::Configuration), "{wrong}");
        }
    }
}
