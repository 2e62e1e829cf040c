//! `profiles` and `rubrics`: what is known, as the reader sees it.

use super::args::{Catalogue, Common};
use super::reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, plain, print};
use crate::sheet::{Error, ErrorKind};

/// Lists the profiles, or prints the file of one.
pub fn profiles(action: &Catalogue, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let profiles = reader::profiles(common)?;
    let titles = profiles.iter().map(|p| (p.id.as_str(), terminal.say(&p.title.ja, &p.title.en)));
    show(action, titles, |id| profiles.text(id))
}

/// Lists the rubrics, or prints the file of one.
pub fn rubrics(action: &Catalogue, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let rubrics = reader::rubrics(common)?;
    let titles = rubrics.iter().map(|r| (r.id.as_str(), terminal.say(&r.title.ja, &r.title.en)));
    show(action, titles, |id| rubrics.text(id))
}

fn show<'a>(
    action: &Catalogue,
    titles: impl Iterator<Item = (&'a str, &'a str)>,
    text: impl Fn(&str) -> Option<&'a str>,
) -> Result<Status, Stop> {
    match action {
        Catalogue::List => {
            let lines: String = titles.map(|(id, title)| format!("{}\t{}\n", plain(id), plain(title))).collect();
            print(&lines)?;
        }
        Catalogue::Show { id } => print(text(id).ok_or_else(|| unknown(id))?)?,
    }
    Ok(Status::Done)
}

fn unknown(id: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("{id} はありません。list で一覧を確かめてください"),
        format!("there is no {id}; see list"),
    )
}
