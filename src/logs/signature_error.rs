//! Why a file of signatures cannot be used, and what to do about it.

use crate::text::format::printable;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase().get(Language::English))]
pub struct SignatureError {
    /// The line, from 1, where it is one line's fault.
    pub line: Option<usize>,
    pub fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Unreadable(String),
    /// It is not of the form that is documented, in the parser's words.
    Form(String),
    /// The signature of this id has a pattern that is no regular expression, or too large a one.
    Pattern(String, String),
    /// Its pattern matches the empty line, and so every line.
    Everything(String),
    Twice(String),
    Code(String, String),
    Reason(String, String),
}

impl SignatureError {
    pub fn phrase(&self) -> Phrase {
        let what = match &self.fault {
            Fault::Unreadable(error) | Fault::Form(error) => {
                // A parser repeats what it read, over several lines.
                let lines: Vec<_> = error.lines().map(printable).collect();
                Phrase::same(lines.join("\n  "))
            }
            Fault::Pattern(id, error) => {
                phrase!("{}: pattern: {}", "{}：pattern：{}", printable(id), printable(error))
            }
            Fault::Everything(id) => {
                phrase!(
                    "{}: the pattern matches every line",
                    "{}：pattern 符合每一行",
                    printable(id)
                )
            }
            Fault::Twice(id) => {
                phrase!("{}: this id is taken", "{}：這個 id 已被使用", printable(id))
            }
            Fault::Code(id, code) => {
                phrase!(
                    "{}: there is no finding {}",
                    "{}：沒有 {} 這個診斷結果",
                    printable(id),
                    printable(code)
                )
            }
            Fault::Reason(id, reason) => {
                phrase!(
                    "{}: there is no reason {}",
                    "{}：沒有 {} 這個 reason",
                    printable(id),
                    printable(reason)
                )
            }
        };
        let place =
            self.line.map(|line| phrase!("line {}: ", "第 {} 行：", line)).unwrap_or_default();
        phrase!("{}{}\n  {}", "{}{}\n  {}", place, what, self.remedy())
    }

    fn remedy(&self) -> Phrase {
        match self.fault {
            Fault::Unreadable(_) => phrase!(
                "Give the path of a TOML file of signatures; docs/logs.md shows its form.",
                "請指定 signature 的 TOML 檔；格式見 docs/logs.md。",
            ),
            Fault::Form(_) => phrase!(
                "Each entry is [[signature]] with id, kind, stage and pattern; docs/logs.md shows one.",
                "每一項為 [[signature]]，含 id、kind、stage 與 pattern；範例見 docs/logs.md。",
            ),
            Fault::Pattern(..) => phrase!(
                "Put the pattern in single quotes and a \\ before . ( [ that are meant as such; there is \
                 no look-around and no back reference.",
                "pattern 請以單引號括住，字面的 . ( [ 前加上 \\；不支援 look-around 與反向參照。",
            ),
            Fault::Everything(_) => phrase!(
                "Write out what the line holds: x+ rather than x*.",
                "請寫出該行一定會有的內容：用 x+ 而不是 x*。",
            ),
            Fault::Twice(_) => phrase!("Give it an id of its own.", "請另取一個 id。"),
            Fault::Code(..) => phrase!(
                "`go2doctor explain` lists them; or leave `code` out.",
                "`go2doctor explain` 列出全部；也可省略 code。",
            ),
            Fault::Reason(..) => phrase!(
                "docs/report.md lists those of http and sdp; or leave `reason` out.",
                "http 與 sdp 的 reason 見 docs/report.md；也可省略 reason。",
            ),
        }
    }
}
