//! The faults that one simulated robot is asked to have.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use super::fault::Fault;
use super::fault_table::{FAULTS, FaultSpec, Seconds};
use crate::text::format::nearest;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// A fault as asked for: `NAME` or `NAME:SECS`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultSetting {
    pub spec: &'static FaultSpec,
    /// The number after the colon, never scaled by `--time-scale`.
    pub seconds: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase().get(Language::English))]
pub enum FaultError {
    Unknown(String),
    NoSeconds(&'static str),
    BadSeconds(String),
}

impl FaultError {
    pub fn phrase(&self) -> Phrase {
        match self {
            FaultError::Unknown(name) => {
                let near = nearest(name, FAULTS.iter().map(|spec| spec.name.as_str()));
                let meant = |near| phrase!("did you mean `{near}`? ", "是否指 `{near}`？");
                let meant = near.map(meant).unwrap_or_default();
                phrase!(
                    "no fault is called `{}`; {}`go2doctor simulate --list-faults` shows them all",
                    "沒有名為 `{}` 的故障；{}`go2doctor simulate --list-faults` 會列出全部",
                    name.escape_debug(),
                    meant
                )
            }
            FaultError::NoSeconds(name) => {
                phrase!("the fault `{}` takes no number of seconds", "故障 `{}` 不能指定秒數", name)
            }
            FaultError::BadSeconds(text) => phrase!(
                "`{}` is not a number of seconds between 0 and 86400",
                "`{}` 不是 0 到 86400 的秒數",
                text.escape_debug()
            ),
        }
    }
}

/// A day: longer than any test of patience, and far from every overflow.
const MAX_SECONDS: f64 = 86_400.0;

impl FromStr for FaultSetting {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, seconds) = match text.split_once(':') {
            Some((name, seconds)) => (name, Some(seconds)),
            None => (text, None),
        };
        let spec = FAULTS
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| FaultError::Unknown(name.to_owned()))?;
        let seconds = match seconds {
            None => None,
            Some(_) if spec.seconds == Seconds::None => {
                return Err(FaultError::NoSeconds(&spec.name));
            }
            Some(text) => {
                let number = text.parse().ok().filter(|it| (0.0..=MAX_SECONDS).contains(it));
                let bad = || FaultError::BadSeconds(text.to_owned());
                Some(Duration::from_secs_f64(number.ok_or_else(bad)?))
            }
        };
        Ok(Self { spec, seconds })
    }
}

impl fmt::Display for FaultSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spec.name)?;
        match self.seconds {
            Some(seconds) => write!(f, ":{}", seconds.as_secs_f64()),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults(pub Vec<FaultSetting>);

/// How long the robot holds something back that a fault may slow down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// No fault: it does its part when it is due.
    No,
    For(Duration),
    Forever,
}

impl Faults {
    pub fn has(&self, fault: Fault) -> bool {
        self.setting(fault).is_some()
    }

    pub fn first_of(&self, faults: &[Fault]) -> Option<Fault> {
        faults.iter().copied().find(|fault| self.has(*fault))
    }

    /// What a table has for the first of its faults that the robot has.
    pub fn first_in<T: Copy>(&self, table: &[(Fault, T)]) -> Option<T> {
        table.iter().find(|(fault, _)| self.has(*fault)).map(|(_, what)| *what)
    }

    pub fn any_of(&self, faults: &[Fault]) -> bool {
        self.first_of(faults).is_some()
    }

    pub fn code(&self, fault: Fault) -> Option<u16> {
        self.setting(fault)?.spec.code
    }

    fn setting(&self, fault: Fault) -> Option<&FaultSetting> {
        self.0.iter().find(|setting| setting.spec.fault == fault)
    }

    pub fn hold(&self, fault: Fault) -> Hold {
        match self.setting(fault) {
            None => Hold::No,
            Some(setting) => setting.seconds.map_or(Hold::Forever, Hold::For),
        }
    }

    /// Whether the robot has a fault that may pass, when it started at `start`.
    pub fn lasts(&self, fault: Fault, start: Instant, now: Instant) -> bool {
        self.setting(fault).is_some_and(|setting| {
            setting.seconds.is_none_or(|seconds| now.saturating_duration_since(start) < seconds)
        })
    }

    /// How long after validation a link fault strikes.
    pub fn after_validation(&self, fault: Fault) -> Option<Duration> {
        self.setting(fault).map(|setting| setting.seconds.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for spec in FAULTS.iter() {
            let setting: FaultSetting = spec.name.parse().unwrap();
            assert_eq!(setting, FaultSetting { spec, seconds: None });
            assert_eq!(setting.to_string(), spec.name);
        }
    }

    #[test]
    fn seconds_are_read_where_they_mean_something() {
        let setting: FaultSetting = "link-dead:1.5".parse().unwrap();
        assert_eq!(setting.seconds, Some(Duration::from_millis(1500)));
        assert_eq!(setting.to_string(), "link-dead:1.5");
        let none = Err(FaultError::NoSeconds("port-refused"));
        assert_eq!("port-refused:3".parse::<FaultSetting>(), none);
        for bad in ["", "x", "-1", "NaN", "inf", "1e9"] {
            assert_eq!(
                format!("dtls-silent:{bad}").parse::<FaultSetting>(),
                Err(FaultError::BadSeconds(bad.to_owned()))
            );
        }
        assert!(matches!("no-such".parse::<FaultSetting>(), Err(FaultError::Unknown(_))));
    }

    #[test]
    fn silence_with_a_number_is_slowness() {
        let faults = Faults(vec![
            "dtls-silent".parse().unwrap(),
            "no-data:2".parse().unwrap(),
            "link-dead".parse().unwrap(),
        ]);
        assert_eq!(faults.hold(Fault::DtlsSilent), Hold::Forever);
        assert_eq!(faults.hold(Fault::NoData), Hold::For(Duration::from_secs(2)));
        assert_eq!(faults.hold(Fault::SctpSilent), Hold::No);
        assert_eq!(faults.after_validation(Fault::LinkDead), Some(Duration::ZERO));
        assert!(!faults.has(Fault::Busy));
    }

    #[test]
    fn what_lasts_is_over_after_its_seconds_and_never_without() {
        let start = Instant::now();
        let busy = |text: &str, after: u64| {
            let faults = Faults(vec![text.parse().unwrap()]);
            faults.lasts(Fault::Busy, start, start + Duration::from_secs(after))
        };
        assert!(busy("busy:3", 2) && !busy("busy:3", 3));
        assert!(busy("busy", 86_400) && !busy("dtls-silent", 0));
    }
}
