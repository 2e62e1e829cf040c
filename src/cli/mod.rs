//! argv → work → exit status; the only place that prints or exits.

/// Runs the program.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(2)
}
