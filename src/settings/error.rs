//! What can be wrong with an option or a variable, and what to do about it.

use std::fmt;

use thiserror::Error;

use super::target::HostProblem;
use crate::robot::device_key::DeviceKeyError;
use crate::simulator::fault_setting::FaultError;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Option(&'static str),
    Variable(&'static str),
}

impl Origin {
    fn phrase(self) -> Phrase {
        match self {
            Origin::Option(name) => Phrase::same(name),
            Origin::Variable(name) => {
                phrase!("environment variable {}", "環境變數 {}", name)
            }
        }
    }

    /// How to be rid of the value where it is not wanted.
    fn undo(self) -> Phrase {
        match self {
            Origin::Option(_) => Phrase::default(),
            Origin::Variable(name) => {
                phrase!(" To do without it: unset {}", "若不需要：unset {}", name)
            }
        }
    }
}

/// A value that cannot be used. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsError {
    SeveralRobots {
        origin: Origin,
        count: usize,
    },
    Robot {
        origin: Origin,
        value: String,
        problem: HostProblem,
    },
    Port {
        origin: Origin,
        value: String,
        example: u16,
    },
    /// That is no key. The value itself is a secret and not repeated.
    DeviceKey {
        origin: Origin,
        problem: DeviceKeyError,
    },
    Fault {
        origin: Origin,
        problem: FaultError,
    },
    /// The robot as an argument and the one of `--robot` differ.
    TwoRobots {
        host: String,
        robot: String,
    },
    NothingListens,
    Interface {
        value: String,
    },
    Language {
        origin: Origin,
        value: String,
    },
    LogFilter {
        origin: Origin,
        value: String,
        problem: String,
    },
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase().get(Language::English))
    }
}

impl SettingsError {
    pub fn phrase(&self) -> Phrase {
        match self {
            SettingsError::SeveralRobots { origin, count } => phrase!(
                "{}: names {} robots, and go2doctor checks one at a time.\n  \
                 Name one of them with --robot HOST.",
                "{}：列出了 {} 台機器人，而 go2doctor 一次只檢查一台。\n  \
                 請用 --robot HOST 指定其中一台。",
                origin.phrase(),
                count
            ),
            SettingsError::TwoRobots { host, robot } => phrase!(
                "{host:?} and --robot {robot:?} are two robots.\n  Name one of them.",
                "{host:?} 與 --robot {robot:?} 是兩台機器人。\n  請只指定其中一台。"
            ),
            SettingsError::Robot { origin, value, problem } => phrase!(
                "{}: {value:?} is not a robot's name or address: {}.\n  Give a name, an IPv4 or IPv6 \
                 address, sim, or sim:FAULT; 192.168.12.1 for instance.{}",
                "{}：{value:?} 不是機器人的名稱或位址：{}。\n  請輸入名稱、IPv4 或 IPv6 位址、sim 或 \
                 sim:FAULT，例如 192.168.12.1。{}",
                origin.phrase(),
                problem.phrase(),
                origin.undo()
            ),
            SettingsError::Port { origin, value, example } => phrase!(
                "{}: {value:?} is not a port.\n  Give a number from 1 to 65535, {} for instance.{}",
                "{}：{value:?} 不是連接埠。\n  請輸入 1 到 65535 的數字，例如 {}。{}",
                origin.phrase(),
                example,
                origin.undo()
            ),
            SettingsError::DeviceKey { origin, problem } => {
                phrase!("{}: {}.{}", "{}：{}。{}", origin.phrase(), problem.phrase(), origin.undo())
            }
            SettingsError::Fault { origin, problem } => {
                phrase!("{}: {}.{}", "{}：{}。{}", origin.phrase(), problem.phrase(), origin.undo())
            }
            SettingsError::NothingListens => phrase!(
                "--listen none: without a legacy port this robot listens nowhere.\n  \
                     Give --legacy-listen 127.0.0.1:8081 for a robot of old firmware, or leave \
                     --listen out.",
                "--listen none：沒有舊連接埠時，這台機器人不在任何地方監聽。\n  \
                     舊版韌體的機器人請用 --legacy-listen 127.0.0.1:8081，否則請省略 --listen。",
            ),
            SettingsError::Interface { value } => phrase!(
                "--interface: {value:?} is neither the name of an interface nor an address.\n  \
                 Give wlan0 or 192.168.12.222 for instance.",
                "--interface：{value:?} 不是網路介面的名稱，也不是位址。\n  \
                 請輸入例如 wlan0 或 192.168.12.222。"
            ),
            SettingsError::Language { origin, value } => phrase!(
                "{}: {value:?} is not a language of go2doctor.\n  Give en or zh-TW.{}",
                "{}：go2doctor 沒有 {value:?} 這種語言。\n  請輸入 en 或 zh-TW。{}",
                origin.phrase(),
                origin.undo()
            ),
            SettingsError::LogFilter { origin, value, problem } => phrase!(
                "{}: {value:?} is not a log filter: {}\n  Give a level or target=level, info or \
                 go2doctor=debug for instance.{}",
                "{}：{value:?} 不是日誌篩選條件：{}\n  請輸入等級或 target=level，例如 info 或 \
                 go2doctor=debug。{}",
                origin.phrase(),
                problem,
                origin.undo()
            ),
        }
    }
}
