//! What stands in the way of a comparison.

use super::saved::SavedError;
use crate::text::format::printable;
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, PartialEq, Eq)]
pub enum CompareError {
    Report { name: String, source: SavedError },
    Neither { name: String },
    NotTwo(Vec<String>),
    InputTwice,
}

impl CompareError {
    pub fn phrase(&self) -> Phrase {
        match self {
            CompareError::Report { name, source } => {
                phrase!("{}: {}", "{}: {}", printable(name), source.phrase())
            }
            CompareError::Neither { name } => phrase!(
                "{}: neither a go2doctor report, a capture nor a driver's log: it shows no connection.\n  \
                 To see what can be read of it: go2doctor logs FILE. For lines of your own: --signatures.",
                "{}：不是 go2doctor 的報告、封包擷取，也不是驅動程式的日誌：其中沒有連線的記錄。\n  \
                 可讀取的內容：go2doctor logs FILE。自訂的內容：--signatures。",
                printable(name)
            ),
            CompareError::NotTwo(names) => {
                phrase!(
                    "compare takes two logs or reports, but these files make {}: {}.\n  \
                     Give more files only where a log was rotated: x.log x.log.1 y.log",
                    "compare 需要兩份日誌或報告，而這些檔案共有 {} 份：{}。\n  \
                     只有日誌經過輪替時才提供其餘檔案：x.log x.log.1 y.log",
                    names.len(),
                    Phrase::names(names.iter().map(|name| printable(name)))
                )
            }
            CompareError::InputTwice => phrase!(
                "the standard input can be one of the two, not both.\n  \
                     Give a file for the other.",
                "標準輸入只能是兩者之一。\n  另一份請指定檔案。"
            ),
        }
    }
}
