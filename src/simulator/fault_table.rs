//! The table of faults, read once from what was compiled in.

use std::sync::LazyLock;

use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use crate::facts::Stage;
use crate::stack::record::alert_name;
use crate::stack::sctp_cause::cause_name;
use crate::stack::stun_reply::error_name;
use crate::text::language::Language;
use crate::text::phrase::Phrase;

use super::fault::Fault;

/// Every form of every fault, in the order of the ladder.
pub static FAULTS: LazyLock<Vec<FaultSpec>> =
    LazyLock::new(|| read().expect("a test holds that the compiled-in table loads"));

/// What the number after the colon in `NAME:SECS` means for a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seconds {
    #[default]
    None,
    /// The robot is slow instead of silent: it does its part this long after it should have.
    /// Without a number it never does.
    Delay,
    /// The fault is over this long after the robot started, never without a number.
    Lasting,
    /// The fault strikes this long after validation, at once without a number.
    AfterValidation,
}

/// How the stage ends that a check must blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// The robot, the network or this machine prevents a connection.
    #[default]
    Fail,
    Warn,
    /// The robot may be well: go2doctor cannot do what it asks for.
    Inconclusive,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSpec {
    pub fault: Fault,
    /// Which of its forms: a status of HTTP, an alert's description, an ABORT's cause code.
    pub code: Option<u16>,
    pub name: String,
    /// The stage that a check must blame; `None` for a healthy variant.
    pub stage: Option<Stage>,
    /// How that stage ends; without meaning for a healthy variant.
    pub ends: Ends,
    pub seconds: Seconds,
    pub summary: Phrase,
}

impl FaultSpec {
    /// Whether the robot means harm: it may bring down a client that is not made for that.
    pub fn is_hostile(&self) -> bool {
        self.name.starts_with("hostile-")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    fault: String,
    stage: Option<Stage>,
    #[serde(default)]
    ends: Ends,
    #[serde(default)]
    seconds: Seconds,
    code: Option<u16>,
    #[serde(default)]
    codes: Vec<u16>,
    summary: Phrase,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fault: Vec<Row>,
}

fn read() -> Result<Vec<FaultSpec>, toml::de::Error> {
    let table: Table = toml::from_str(include_str!("faults.toml"))?;
    let mut specs = Vec::new();
    for row in table.fault {
        let fault = named(&row.fault)?;
        let summary = |code: Option<u16>| {
            let name = code.map_or("", |code| code_name(fault, code));
            let [en, zh_tw] = Language::ALL.map(|language| row.summary.get(language));
            Phrase::new(en.replace("{code}", name), zh_tw.replace("{code}", name))
        };
        let spec = FaultSpec {
            fault,
            code: row.code,
            name: row.fault.clone(),
            stage: row.stage,
            ends: row.ends,
            seconds: row.seconds,
            summary: summary(row.code),
        };
        let of_code = |code: u16| {
            let name = format!("{}-{}", spec.name, kebab(code_name(fault, code)));
            FaultSpec { code: Some(code), name, summary: summary(Some(code)), ..spec.clone() }
        };
        let others: Vec<_> = row.codes.iter().copied().map(of_code).collect();
        specs.push(spec);
        specs.extend(others);
    }
    Ok(specs)
}

fn named(name: &str) -> Result<Fault, toml::de::Error> {
    Fault::deserialize(name.into_deserializer())
}

fn code_name(fault: Fault, code: u16) -> &'static str {
    match fault {
        Fault::ConNotifyStatus | Fault::ConIngStatus => status_name(code),
        Fault::AnswerOtherHash => hash_name(code),
        Fault::SctpAbort => cause_name(code),
        Fault::IceRefused => error_name(code),
        _ => u8::try_from(code).map_or("", alert_name),
    }
}

fn status_name(code: u16) -> &'static str {
    match code {
        302 => "302",
        401 => "401",
        404 => "404",
        500 => "500",
        503 => "503",
        _ => "",
    }
}

/// What SDP calls the hash of so many bits; 1 is the oldest, which has its number alone.
pub(super) fn hash_name(code: u16) -> &'static str {
    match code {
        1 => "sha-1",
        512 => "sha-512",
        _ => "",
    }
}

fn kebab(text: &str) -> String {
    text.to_ascii_lowercase().replace([' ', '_'], "-")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_fault_has_exactly_one_row_in_the_order_of_the_ladder() {
        let table: Table = toml::from_str(include_str!("faults.toml")).unwrap();
        let listed: Vec<Fault> = table.fault.iter().map(|row| named(&row.fault).unwrap()).collect();
        assert_eq!(listed, Fault::ALL);
        let stages: Vec<_> = table.fault.iter().filter_map(|row| row.stage).collect();
        assert!(stages.is_sorted(), "{stages:?}");
    }

    #[test]
    fn every_form_has_a_name_of_its_own_in_kebab_case_and_says_what_it_does() {
        let names: HashSet<_> = FAULTS.iter().map(|spec| &spec.name).collect();
        assert_eq!(names.len(), FAULTS.len());
        for spec in FAULTS.iter() {
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(spec.name.bytes().all(kebab), "{}", spec.name);
            assert!(!spec.name.contains("unregistered"), "{}", spec.name);
            for language in Language::ALL {
                let summary = spec.summary.get(language);
                assert!(!summary.is_empty() && !summary.contains('{'), "{summary}");
            }
        }
    }

    #[test]
    fn a_fault_with_codes_has_a_form_for_each() {
        let abort = FAULTS.iter().find(|spec| spec.name == "sctp-abort-stale-cookie").unwrap();
        assert_eq!((abort.fault, abort.code), (Fault::SctpAbort, Some(3)));
        assert!(abort.summary.get(Language::English).contains("Stale Cookie"));
        let bare = FAULTS.iter().find(|spec| spec.name == "dtls-alert").unwrap();
        assert_eq!(bare.code, Some(70));
    }
}
