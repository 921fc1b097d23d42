//! From what a robot answers to the range of firmware that would answer so.

use super::con_notify::Data2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signals {
    /// `POST :8081/offer`, in clear.
    Legacy,
    /// `POST :9991/con_notify`, with its blob wrapped so.
    ConNotify(Data2),
}

/// The range of Go2 firmware that fits, for people to read. It is a hint: no decision may rest on
/// it, what the robot answers decides.
///
/// The reports of users disagree at the edges. Port 8081 was seen on 1.0.19 to 1.0.25 and
/// con_notify from 1.1.1 (September 2024) on, while one driver calls 8081 "pre-1.1.11". `data2` 2
/// is reported from 1.1.8 on by two drivers and from 1.1.7 on by a third. `data2` 3 came with
/// 1.1.15 (G1: 1.5.1; every R1).
pub fn firmware_hint(signals: Signals) -> &'static str {
    match signals {
        Signals::Legacy => "before 1.1.1",
        Signals::ConNotify(Data2::Plain) => "1.1.1 to 1.1.7",
        Signals::ConNotify(Data2::StaticKey) => "1.1.8 to 1.1.14",
        Signals::ConNotify(Data2::DeviceKey) => "1.1.15 or later",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_signalling_has_its_own_range() {
        let all = [
            Signals::Legacy,
            Signals::ConNotify(Data2::Plain),
            Signals::ConNotify(Data2::StaticKey),
            Signals::ConNotify(Data2::DeviceKey),
        ];
        let hints: std::collections::HashSet<_> = all.map(firmware_hint).into();
        assert_eq!(hints.len(), all.len());
        assert_eq!(firmware_hint(Signals::ConNotify(Data2::StaticKey)), "1.1.8 to 1.1.14");
    }
}
