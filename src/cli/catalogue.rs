//! `profiles` and `rubrics`: what is known, as the reader sees it.

use super::args::{Catalogue, Common};
use super::reader;
use super::status::{Status, Stop};
use super::terminal::{Terminal, plain, print};
use crate::sheet::{Error, ErrorKind};

/// Lists the rubrics, or prints one.
pub fn rubrics(action: &Catalogue, common: &Common, terminal: Terminal) -> Result<Status, Stop> {
    let rubrics = reader::rubrics(common)?;
    match action {
        Catalogue::List => {
            for rubric in rubrics.iter() {
                print(&format!(
                    "{}\t{}\n",
                    plain(&rubric.id),
                    plain(terminal.say(&rubric.title.ja, &rubric.title.en))
                ))?;
            }
        }
        Catalogue::Show { id } => {
            let rubric = rubrics.get(id).ok_or_else(|| unknown(id))?;
            print(&format!("{rubric:#?}\n"))?;
        }
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
