//! The `kanrihyo` program: hands its arguments to [`kanrihyo::cli`].

/// A fifth of the time went into allocations; the allocator of most systems is made for less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    kanrihyo::cli::main()
}
