//! The password file: `host:port:database:user:password`, a line a server.

use postgres::Config;
use postgres::config::Host;
use std::path::Path;

/// The password that a file has for this way; none of a file that others may read.
pub(super) fn password(file: &Path, config: &Config, notice: &dyn Fn(&str, &str)) -> Option<String> {
    let found = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?;
    if is_open_to_others(&found) {
        let file = file.display();
        notice(
            &format!("パスワードファイル {file} はほかの利用者も読めるため使いません。chmod 600 にしてください"),
            &format!("the password file {file} is not used, because others may read it; chmod 600 mends that"),
        );
        return None;
    }
    let text = std::fs::read_to_string(file).ok()?;
    let port = config.get_ports().first().map_or_else(|| "5432".to_owned(), ToString::to_string);
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    hosts(config).iter().find_map(|host| find(&text, &[host, &port, database, user]))
}

#[cfg(unix)]
fn is_open_to_others(file: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_file: &std::fs::Metadata) -> bool {
    false
}

/// By which names the file may know the server.
fn hosts(config: &Config) -> Vec<String> {
    let named = config.get_hosts().iter().flat_map(|host| match host {
        Host::Tcp(host) => vec![host.clone()],
        #[cfg(unix)]
        Host::Unix(folder) => vec!["localhost".to_owned(), folder.to_string_lossy().into_owned()],
    });
    named.chain(config.get_hostaddrs().iter().map(ToString::to_string)).collect()
}

fn find(text: &str, wanted: &[&str; 4]) -> Option<String> {
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let (password, keys) = fields.split_last().filter(|(_, keys)| keys.len() == wanted.len())?;
        let fits = keys.iter().zip(wanted).all(|(key, wanted)| key == "*" || key == wanted);
        fits.then(|| password.clone())
    })
}

/// The fields of a line; a backslash takes the colon or backslash after it along.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            // A password may hold colons.
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => chars.next().unwrap_or('\\'),
            c => c,
        };
        fields.last_mut().into_iter().for_each(|field| field.push(c));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let text = "# x\nh:5432:d:u:one\n*:*:*:u:t\\:w\\\\o:2\n\\:\\::1:d:u:v6\n";
        assert_eq!(find(text, &["h", "5432", "d", "u"]).as_deref(), Some("one"));
        assert_eq!(find(text, &["h", "5433", "d", "u"]).as_deref(), Some("t:w\\o:2"));
        assert_eq!(find(text, &["h", "5432", "d", "v"]), None);
    }
}
