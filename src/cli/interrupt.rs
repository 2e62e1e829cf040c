//! Ctrl-C: a run over many files stops between two of them; everything else ends at once.

use super::status::Status;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set when the user wants the run to stop.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether somebody looks at [`STOP`].
static PATIENT: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Without a handler the system's own end of the program is good enough.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        let again = STOP.swap(true, Ordering::SeqCst);
        if again || !PATIENT.load(Ordering::SeqCst) {
            std::process::exit(Status::Interrupted.code().into());
        }
    });
}

/// From now on the first Ctrl-C only sets the flag that this returns; the second ends the program.
pub fn patiently() -> &'static AtomicBool {
    PATIENT.store(true, Ordering::SeqCst);
    &STOP
}
