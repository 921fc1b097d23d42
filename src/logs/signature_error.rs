//! Why a file of signatures cannot be used, and what to do about it.

use std::fmt;

use crate::text::format::printable;
use crate::text::language::{Language, say};

/// Where a file is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureError {
    /// The line, from 1, where it is one line's fault.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a file of signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read, for this reason.
    Unreadable(String),
    /// It is not of the form that is documented, in the parser's words.
    Form(String),
    /// The signature of this id has a pattern that is no regular expression, or too large a one.
    Pattern(String, String),
    /// Its pattern matches the empty line, and so every line.
    Everything(String),
    /// There is another signature of this id.
    Twice(String),
    /// It points at a code that is none.
    Code(String, String),
    /// It gives a reason that is none.
    Reason(String, String),
    /// All patterns together are too large.
    Size(String),
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::English))
    }
}

impl std::error::Error for SignatureError {}

impl SignatureError {
    /// What is wrong and what to do about it.
    pub fn words(&self, language: Language) -> String {
        let what = match &self.fault {
            Fault::Unreadable(error) | Fault::Form(error) | Fault::Size(error) => error.clone(),
            Fault::Pattern(id, error) => {
                say!(language, "{}: pattern: {}", "{}：pattern：{}", id, error)
            }
            Fault::Everything(id) => {
                say!(language, "{}: the pattern matches every line", "{}：pattern 符合每一行", id)
            }
            Fault::Twice(id) => say!(language, "{}: this id is taken", "{}：這個 id 已被使用", id),
            Fault::Code(id, code) => {
                say!(language, "{}: there is no finding {}", "{}：沒有 {} 這個診斷結果", id, code)
            }
            Fault::Reason(id, reason) => {
                say!(language, "{}: there is no reason {}", "{}：沒有 {} 這個 reason", id, reason)
            }
        };
        // A parser repeats what it read, over several lines.
        let what: Vec<_> = what.lines().map(printable).collect();
        let what = what.join("\n  ");
        let place = self.line.map(|line| say!(language, "line {}: ", "第 {} 行：", line));
        format!("{}{what}\n  {}", place.unwrap_or_default(), self.remedy(language))
    }

    fn remedy(&self, language: Language) -> &'static str {
        match self.fault {
            Fault::Unreadable(_) => language.pick(
                "Give the path of a TOML file of signatures; docs/logs.md shows its form.",
                "請指定 signature 的 TOML 檔；格式見 docs/logs.md。",
            ),
            Fault::Form(_) => language.pick(
                "Each entry is [[signature]] with id, kind, stage and pattern; docs/logs.md shows one.",
                "每一項為 [[signature]]，含 id、kind、stage 與 pattern；範例見 docs/logs.md。",
            ),
            Fault::Pattern(..) => language.pick(
                "Put the pattern in single quotes and a \\ before . ( [ that are meant as such; there is \
                 no look-around and no back reference.",
                "pattern 請以單引號括住，字面的 . ( [ 前加上 \\；不支援 look-around 與反向參照。",
            ),
            Fault::Everything(_) => language.pick(
                "Write out what the line holds: x+ rather than x*.",
                "請寫出該行一定會有的內容：用 x+ 而不是 x*。",
            ),
            Fault::Twice(_) => language.pick("Give it an id of its own.", "請另取一個 id。"),
            Fault::Code(..) => language.pick(
                "`go2doctor explain` lists them; or leave `code` out.",
                "`go2doctor explain` 列出全部；也可省略 code。",
            ),
            Fault::Reason(..) => language.pick(
                "docs/report.md lists those of http and sdp; or leave `reason` out.",
                "http 與 sdp 的 reason 見 docs/report.md；也可省略 reason。",
            ),
            Fault::Size(_) => language.pick(
                "Use fewer signatures, or shorter patterns without large repetitions.",
                "請減少 signature，或縮短 pattern、避免大量重複。",
            ),
        }
    }
}
