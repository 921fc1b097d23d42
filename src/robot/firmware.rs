//! From what a robot answers to the range of firmware that would answer so.

use std::fmt::{self, Display};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::con_notify::Data2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// `POST :8081/offer`, in clear.
    Legacy,
    /// `POST :9991/con_notify`, with its blob wrapped so.
    ConNotify(Data2),
}

/// A range of Go2 firmware, for people to read. It is a hint: no
/// decision may rest on it, what the robot answers decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FirmwareRange {
    Before(Version),
    Between(Version, Version),
    Since(Version),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(u8, u8, u8);

impl FirmwareRange {
    /// The firmware that would answer so.
    ///
    /// The reports of users disagree at the edges. Port 8081 was seen on 1.0.19 to
    /// 1.0.25 and con_notify from 1.1.1 (September 2024) on, while one driver calls
    /// 8081 "pre-1.1.11". `data2` 2 is reported from 1.1.8 on by two drivers and from
    /// 1.1.7 on by a third. `data2` 3 came with 1.1.15 (G1: 1.5.1; every R1).
    pub fn of(signals: Signals) -> Self {
        match signals {
            Signals::Legacy => Self::Before(Version(1, 1, 1)),
            Signals::ConNotify(Data2::Plain) => Self::Between(Version(1, 1, 1), Version(1, 1, 7)),
            Signals::ConNotify(Data2::StaticKey) => {
                Self::Between(Version(1, 1, 8), Version(1, 1, 14))
            }
            Signals::ConNotify(Data2::DeviceKey) => Self::Since(Version(1, 1, 15)),
        }
    }
}

impl Signals {
    const ALL: [Self; 4] = [
        Self::Legacy,
        Self::ConNotify(Data2::Plain),
        Self::ConNotify(Data2::StaticKey),
        Self::ConNotify(Data2::DeviceKey),
    ];
}

impl Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// As the report's `firmware_hint` has it.
impl Display for FirmwareRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(limit) => write!(f, "before {limit}"),
            Self::Between(first, last) => write!(f, "{first} to {last}"),
            Self::Since(first) => write!(f, "{first} or later"),
        }
    }
}

impl Serialize for FirmwareRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `None` for a range that another version may have written.
pub fn known_range<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<FirmwareRange>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let mut known = Signals::ALL.into_iter().map(FirmwareRange::of);
    Ok(text.and_then(|text| known.find(|range| range.to_string() == text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signalling_has_its_own_range() {
        let hints: std::collections::HashSet<_> = Signals::ALL.map(FirmwareRange::of).into();
        assert_eq!(hints.len(), Signals::ALL.len());
        let hint = FirmwareRange::of(Signals::ConNotify(Data2::StaticKey));
        assert_eq!(hint.to_string(), "1.1.8 to 1.1.14");
    }
}
