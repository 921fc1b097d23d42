//! Faults that the robot reports of itself, in its own numbers.

use std::fmt;

use jiff::Timestamp;
use serde_json::Value;

use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const MAX_ERRORS: usize = 64;

const MAX_STANDING: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorChange {
    /// `errors`: these are all that stand.
    All,
    /// `add_error`: these are new.
    Added,
    /// `rm_error`: these are gone.
    Removed,
}

impl ErrorChange {
    pub fn from_kind(kind: &str) -> Option<Self> {
        match kind {
            "errors" => Some(Self::All),
            "add_error" => Some(Self::Added),
            "rm_error" => Some(Self::Removed),
            _ => None,
        }
    }

    /// Brings what stands up to date, as many as are kept.
    pub fn apply(self, standing: &mut Vec<RobotError>, told: Vec<RobotError>) {
        match self {
            Self::All => *standing = told,
            Self::Added => standing.extend(told),
            Self::Removed => standing.retain(|one| !told.contains(one)),
        }
        standing.truncate(MAX_STANDING);
    }
}

/// One fault. Its `Display` is the robot's numbers in words that are safe to print: `source 300,
/// code 0x10, since 2026-11-22T14:02:44Z`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RobotError {
    /// `[unix time, source, code]`.
    Known {
        /// When it arose, seconds since 1970 by the robot's clock, which may be wrong.
        time: i64,
        /// The part of the robot, see [`part_name`].
        source: i64,
        /// The code within that part; documents write it in hexadecimal.
        code: i64,
    },
    /// Any other form; a bare number was observed. As JSON, escaped and bounded.
    Other(String),
}

pub fn part_name(source: i64) -> Option<Phrase> {
    Some(match source {
        100 => phrase!("communication", "通訊"),
        200 => phrase!("fans", "風扇"),
        300 => phrase!("motors", "馬達"),
        _ => return None,
    })
}

impl RobotError {
    pub fn source(&self) -> Option<i64> {
        match self {
            Self::Known { source, .. } => Some(*source),
            Self::Other(_) => None,
        }
    }

    /// Reads the `data` of a message: a list of triples, or a single triple.
    pub fn list(data: &Value) -> Vec<Self> {
        match data {
            Value::Null => Vec::new(),
            Value::Array(items) if items.first().is_none_or(Value::is_array) => {
                items.iter().take(MAX_ERRORS).map(Self::parse).collect()
            }
            single => vec![Self::parse(single)],
        }
    }

    fn parse(item: &Value) -> Self {
        let numbers: Option<Vec<i64>> =
            item.as_array().and_then(|triple| triple.iter().map(whole_number).collect());
        match numbers.as_deref() {
            Some(&[time, source, code]) => Self::Known { time, source, code },
            _ => Self::Other(printable(item.to_string(), 80)),
        }
    }
}

/// The robot's clock may give seconds with a fraction.
fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|number| number as i64))
}

impl fmt::Display for RobotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(text) => f.write_str(text),
            Self::Known { time, source, code } => {
                write!(f, "source {source}, code {code:#x}, since ")?;
                match Timestamp::from_second(*time) {
                    Ok(time) => write!(f, "{time}"),
                    Err(_) => write!(f, "{time} (no date)"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(data: Value) -> Vec<String> {
        RobotError::list(&data).iter().map(RobotError::to_string).collect()
    }

    #[test]
    fn a_list_and_a_single_triple_are_both_read() {
        let expected = "source 300, code 0x10, since 2026-11-22T14:02:44Z";
        assert_eq!(shown(json!([[1_795_356_164, 300, 16]])), [expected]);
        assert_eq!(shown(json!([1_795_356_164, 300, 16])), [expected]);
        assert_eq!(shown(json!([1_795_356_164.7, 300, 16])), [expected]);
        assert_eq!(shown(json!([])), [""; 0]);
        assert_eq!(shown(Value::Null), [""; 0]);
    }

    #[test]
    fn other_forms_are_shown_escaped() {
        assert_eq!(shown(json!(7)), ["7"]);
        assert_eq!(shown(json!([[1, 2]])), ["[1,2]"]);
        assert_eq!(shown(json!([i64::MAX, -1, 0])).len(), 1);
        assert!(shown(json!([["\u{9b}2J"]])).concat().is_ascii());
    }

    #[test]
    fn the_number_of_faults_is_bounded() {
        let flood = Value::Array(vec![json!([1, 2, 3]); 1000]);
        assert_eq!(RobotError::list(&flood).len(), MAX_ERRORS);
    }
}
