//! A file that an option names and that cannot be written.

use std::io;
use std::path::Path;

use crate::exit::{ExitStatus, ExpectedError};
use crate::text::phrase::phrase;

pub(super) fn unwritable(option: &'static str, path: &Path, error: &io::Error) -> ExpectedError {
    // A folder that does not exist is a mistyped option; a full disk is not.
    let status = match error.kind() {
        io::ErrorKind::NotFound => ExitStatus::Usage,
        _ => ExitStatus::Unwritten,
    };
    let message = phrase!(
        "{}: cannot write {}: {}\n  \
         Give a path in a folder that exists and that you may write to.",
        "{}：無法寫入 {}：{}\n  請指定一個存在且可寫入的資料夾中的路徑。",
        option,
        path.display(),
        error
    );
    ExpectedError { status, message }
}
