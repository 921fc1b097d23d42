//! What is said about a command line that clap refuses.
//!
//! In English that is clap's own message; in Chinese it is made here from the
//! same facts.

use std::error::Error as _;
use std::fmt::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use thiserror::Error;

use crate::discovery::scan::RangeError;
use crate::simulator::fault_setting::FaultError;
use crate::simulator::options::TimeScaleError;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// A value that its option cannot take; the text says what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}", self.phrase().get(Language::English))]
pub enum ValueError {
    Seconds {
        most: u64,
    },
    /// Seconds, unless a unit follows.
    Time {
        most: u64,
    },
    Number {
        most: u32,
    },
    Times {
        most: u32,
    },
    /// Not `FORMAT=FILE`.
    Export,
    Listen,
    Mend,
    Serial,
    Range(RangeError),
}

impl ValueError {
    /// What the option takes, for people.
    pub fn phrase(self) -> Phrase {
        match self {
            ValueError::Seconds { most } => phrase!(
                "give seconds, 2.5 for instance, above 0 and at most {}",
                "請輸入秒數，例如 2.5，大於 0 且不超過 {}",
                most
            ),
            ValueError::Time { most } => phrase!(
                "give seconds, or a number with s, m or h, 2.5, 90s, 10m or 1h for instance, above 0 \
                     and at most {} s",
                "請輸入秒數，或加上單位 s、m、h，例如 2.5、90s、10m、1h，大於 0 且不超過 {} 秒",
                most
            ),
            ValueError::Number { most } => {
                phrase!("give a number from 0 to {}", "請輸入 0 到 {} 的數字", most)
            }
            ValueError::Times { most } => {
                phrase!("give a number from 1 to {}", "請輸入 1 到 {} 的數字", most)
            }
            ValueError::Export => phrase!(
                "give FORMAT=FILE, json=report.json for instance; FORMAT is one of human, \
                     json, jsonl",
                "請輸入 FORMAT=FILE，例如 json=report.json；FORMAT 是 human、json、jsonl 其中之一",
            ),
            ValueError::Range(RangeError::Form) => phrase!(
                "give an IPv4 network, 192.168.12.0/24 for instance",
                "請輸入 IPv4 網段，例如 192.168.12.0/24",
            ),
            ValueError::Range(RangeError::TooWide) => phrase!(
                "it is wider than a /24: give the part that the robot is in, 192.168.12.0/24 \
                     for instance",
                "範圍大於 /24：請輸入機器人所在的部分，例如 192.168.12.0/24",
            ),
            ValueError::Serial => phrase!(
                "give a serial number, 8 to 32 letters and digits, as printed on the robot \
                     and in the app",
                "請輸入序號，8 到 32 個英文字母與數字，見機身或 App",
            ),
            ValueError::Mend => phrase!(
                "give some of fingerprints, credentials, key, dialect, envelope, with commas \
                     between them, or all",
                "請輸入 fingerprints、credentials、key、dialect、envelope 中的幾項，以逗號分隔，或輸入 all",
            ),
            ValueError::Listen => phrase!(
                "give an address and a port, 127.0.0.1:9991 or [::1]:0 for instance, or none",
                "請輸入位址與連接埠，例如 127.0.0.1:9991 或 [::1]:0，或輸入 none",
            ),
        }
    }
}

/// Of several commands that clap thinks alike, the likest alone, which it names last.
pub fn with_nearest_alone(mut error: clap::Error) -> clap::Error {
    let suggested = error.get(ContextKind::SuggestedSubcommand);
    if let Some(ContextValue::Strings(names)) = suggested
        && let Some(nearest) = names.last().cloned()
    {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::String(nearest));
    }
    error
}

/// The message in Chinese; `None` for what is no error, and for kinds that our
/// definitions do not produce.
pub fn in_taiwan_chinese(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let mut message = match (error.kind(), argument, value) {
        (ErrorKind::InvalidValue, Some(argument), Some("") | None) => {
            format!("選項 '{argument}' 需要一個值")
        }
        (ErrorKind::InvalidValue, Some(argument), Some(value)) => {
            format!("'{value}' 不是 '{argument}' 可用的值{}", choices(error))
        }
        (ErrorKind::ValueValidation, Some(argument), Some(value)) => {
            format!("'{value}' 不能用於 '{argument}'：{}", reason(error)?)
        }
        (ErrorKind::UnknownArgument, Some(argument), _) => format!("沒有 '{argument}' 這個參數"),
        (ErrorKind::MissingSubcommand, ..) => "缺少指令".into(),
        (ErrorKind::InvalidSubcommand, ..) => {
            format!("沒有 '{}' 這個指令", text(ContextKind::InvalidSubcommand)?)
        }
        (ErrorKind::ArgumentConflict, Some(argument), _) => match text(ContextKind::PriorArg) {
            Some(prior) if prior != argument => format!("'{argument}' 不能與 '{prior}' 並用"),
            _ => format!("'{argument}' 只能用一次"),
        },
        (ErrorKind::MissingRequiredArgument, ..) => match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::Strings(missing)) => {
                format!("缺少必要的參數：{}", missing.join("、"))
            }
            _ => return None,
        },
        _ => return None,
    };
    let suggested =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    for suggestion in suggested.into_iter().filter_map(|kind| error.get(kind)) {
        let names = match suggestion {
            ContextValue::Strings(names) => names.join("、"),
            other => other.to_string(),
        };
        let _ = write!(message, "\n  相近的有：{names}");
    }
    Some(format!("{message}\n  用法說明請見 --help。"))
}

/// The values that an option takes, where they can be counted.
fn choices(error: &clap::Error) -> String {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            format!("，可用的有：{}", values.join("、"))
        }
        _ => String::new(),
    }
}

/// What the value's own parser said: in Chinese where that is ours.
fn reason(error: &clap::Error) -> Option<String> {
    let source = error.source()?;
    let ours = None
        .or_else(|| Some(source.downcast_ref::<ValueError>()?.phrase()))
        .or_else(|| Some(source.downcast_ref::<FaultError>()?.phrase()))
        .or_else(|| Some(source.downcast_ref::<TimeScaleError>()?.phrase()));
    Some(ours.map_or_else(|| source.to_string(), |it| it.get(Language::Taiwan).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::definition::definition;

    fn message(words: &[&str]) -> String {
        let words = ["go2doctor"].iter().chain(words);
        let error = definition(Language::Taiwan).try_get_matches_from(words);
        in_taiwan_chinese(&error.expect_err("it is refused")).expect("it is an error")
    }

    #[test]
    fn what_clap_refuses_is_said_in_chinese() {
        let cases: [(&[&str], &str); 16] = [
            (&["--quiet"], "缺少指令"),
            (&["chek"], "沒有 'chek' 這個指令\n  相近的有：ice、check"),
            (&["check", "--robt", "x"], "沒有 '--robt' 這個參數\n  相近的有：--robot"),
            (&["check", "--offer", "x"], "可用的有：go2doctor、data-only"),
            (&["check", "--lang", "klingon"], "可用的有：en、zh-TW"),
            (&["check", "--robot"], "需要一個值"),
            (&["check", "--timeout", "0"], "'0' 不能用於 '--timeout <SECS>'：請輸入秒數"),
            (&["check", "--export", "x"], "請輸入 FORMAT=FILE"),
            (&["check", "--strict", "--strict"], "只能用一次"),
            (&["discover", "--serial", "a.b"], "請輸入序號"),
            (&["discover", "--scan", "10.0.0.0/8"], "範圍大於 /24"),
            (&["simulate", "--listen", "x"], "請輸入位址與連接埠"),
            (&["simulate", "--fault", "x"], "沒有名為 `x` 的故障"),
            (&["simulate", "--time-scale", "x"], "時間比例"),
            (&["simulate", "--loss", "101"], "請輸入 0 到 100 的數字"),
            (&["simulate", "--data2", "3"], "缺少必要的參數：--device-key <HEX32>"),
        ];
        for (words, expected) in cases {
            let message = message(words);
            assert!(message.contains(expected), "{words:?}: {message}");
        }
    }

    #[test]
    fn help_is_no_error() {
        let help = definition(Language::Taiwan).try_get_matches_from(["go2doctor", "--help"]);
        assert_eq!(in_taiwan_chinese(&help.expect_err("help comes as one")), None);
    }
}
