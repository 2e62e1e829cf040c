//! `man`: manual pages, from the same declaration as the help.

use super::args::Language;
use super::help;
use super::status::{Status, Stop};
use super::terminal::print_data;
use crate::sheet::{Error, ErrorKind};
use clap_mangen::Man;

/// Prints the page of the program or of one of its commands.
pub fn run(name: Option<&str>, language: Language) -> Result<Status, Stop> {
    let mut program = help::command(language);
    program.build();
    let command = match name {
        None => Some(program),
        Some(name) => program.find_subcommand(name).filter(|command| !command.is_hide_set()).cloned(),
    };
    let command = command.ok_or_else(help::no_command)?;
    // The display name of a command is that of the program and its own: kanrihyo-audit.
    let title = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut page = Vec::new();
    Man::new(command).title(title).render(&mut page).map_err(|e| {
        Error::new(ErrorKind::Internal, format!("man ページを作れません: {e}"), format!("cannot make the page: {e}"))
    })?;
    print_data(&page).map(|()| Status::Done)
}
