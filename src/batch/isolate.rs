//! A panic while one file is read is that file's failure, not the run's.

use crate::sheet::{Error, ErrorKind};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Where the last panic of this thread happened; only the hook knows it.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics keep their place for [`isolate`] instead of printing it. Call once, at the start.
pub fn remember_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        LAST.with(|last| *last.borrow_mut() = place);
    }));
}

/// Runs `work`; a panic in it becomes an error of kind `internal`.
///
/// # Errors
/// Those of `work`, and `internal` for a panic.
pub fn isolate<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<&str>().copied();
        let said = said.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("?");
        let place = LAST.with(|last| last.borrow_mut().take()).unwrap_or_else(|| String::from("?"));
        Err(Error::new(
            ErrorKind::Internal,
            format!(
                "プログラムの不具合で読めませんでした ({place}: {said})。このファイルを添えて開発元に知らせてください"
            ),
            format!("a bug in this program stopped the reading ({place}: {said}); please report it with this file"),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::isolate;
    use crate::sheet::ErrorKind;

    #[test]
    fn a_panic_is_an_internal_error() {
        let error = isolate::<()>(|| panic!("planned {}", 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
        assert!(error.en().contains("planned 1"), "{error}");
        assert_eq!(isolate(|| Ok(7)).unwrap(), 7);
    }
}
