//! The `kanrihyo` program: hands its arguments to [`kanrihyo::cli`].

fn main() -> std::process::ExitCode {
    kanrihyo::cli::main()
}
