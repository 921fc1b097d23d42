//! A file that an option names and that cannot be written.

use std::io;
use std::path::Path;

use crate::exit::{ExitStatus, ExpectedError};
use crate::text::format::printable;
use crate::text::phrase::phrase;

pub(super) fn unwritable(option: &'static str, path: &Path, error: &io::Error) -> ExpectedError {
    let shown = printable(&path.display().to_string());
    if path == Path::new("-") {
        return ExpectedError::usage(phrase!(
            "{option}: - is no name of a file.\n  Give a name.",
            "{option}：- 不是檔案名稱。\n  請指定檔案名稱。"
        ));
    }
    if error.kind() == io::ErrorKind::ResourceBusy {
        return ExpectedError::usage(phrase!(
            "{option}: another option writes {shown} as well.\n  Give two names.",
            "{option}：另一個選項也要寫入 {shown}。\n  請使用兩個不同的名稱。"
        ));
    }
    // A folder, or one that does not exist, is a mistyped option; a full disk is not.
    let status = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ExitStatus::Usage,
        // Windows denies to open one as a file.
        _ if path.is_dir() => ExitStatus::Usage,
        _ => ExitStatus::Unwritten,
    };
    let message = phrase!(
        "{}: cannot write {}: {}\n  \
         Give a path in a folder that exists and that you may write to.",
        "{}：無法寫入 {}：{}\n  請指定一個存在且可寫入的資料夾中的路徑。",
        option,
        shown,
        error
    );
    ExpectedError { status, message }
}
