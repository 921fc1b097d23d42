//! What `iw` says of a radio of Linux, which it asks by nl80211.

use std::path::Path;

use super::{DEADLINE, Reading, dbm};
use crate::facts::{WifiBand, WifiFacts};
use crate::host::machine::{Machine, RunError};
use crate::host::notes::not_understood;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::Secret;

/// Debian keeps it where the `PATH` of a user who is not root does not lead.
const PLACES: [&str; 2] = ["iw", "/usr/sbin/iw"];

/// `iw dev wlan0 link`
pub(super) fn link(machine: &dyn Machine, name: &str) -> Result<Reading, Phrase> {
    let said = run(machine, &["dev", name, "link"])?;
    if said.starts_with("Not connected") {
        return Err(phrase!("iw: not connected to any network", "iw：沒有連上任何網路"));
    }
    reading(&said).ok_or_else(|| not_understood("iw dev link"))
}

/// `iw dev wlan0 get power_save`
pub(super) fn power_save(machine: &dyn Machine, name: &str) -> Result<bool, Phrase> {
    let said = run(machine, &["dev", name, "get", "power_save"])?;
    match said.trim().strip_prefix("Power save:").map(str::trim) {
        Some("on") => Ok(true),
        Some("off") => Ok(false),
        _ => Err(not_understood("iw dev get power_save")),
    }
}

fn run(machine: &dyn Machine, arguments: &[&str]) -> Result<String, RunError> {
    let run = |place| machine.run(Path::new(place), arguments, DEADLINE);
    match run(PLACES[0]) {
        Err(RunError::Start { .. }) => run(PLACES[1]),
        said => said,
    }
}

/// `None` where it is not joined to an access point, as one that is an access point itself.
fn reading(said: &str) -> Option<Reading> {
    let first = said.lines().next()?;
    let access_point = first.strip_prefix("Connected to ")?.split_whitespace().next()?;
    let value = |key: &str| {
        said.lines().find_map(|line| Some(line.trim().strip_prefix(key)?.strip_prefix(':')?.trim()))
    };
    let number = |key: &str, unit: &str| {
        let mut words = value(key)?.split_whitespace();
        let number: f64 = words.next()?.parse().ok()?;
        words.next().is_some_and(|word| word.eq_ignore_ascii_case(unit)).then_some(number)
    };
    // Whole MHz, which versions from 5.16 on write with a fraction.
    let frequency = value("freq").and_then(|text| text.parse::<f64>().ok()).map(|mhz| mhz as u32);
    let place = frequency.and_then(channel);
    let facts = WifiFacts {
        ssid: value("SSID").map(|name| Secret::new(name.to_owned())),
        frequency_mhz: frequency.filter(|_| place.is_some()),
        band: place.map(|(band, _)| band),
        channel: place.map(|(_, channel)| channel),
        signal_dbm: number("signal", "dBm").and_then(|signal| dbm(signal as i32)),
        tx_mbit_s: number("tx bitrate", "MBit/s").filter(|rate| is_rate(*rate)),
        ..WifiFacts::default()
    };
    Some(Reading { facts, access_point: Some(Secret::new(access_point.to_owned())) })
}

/// Whether a radio can have such a rate, Mbit/s: Wi-Fi 7 ends at 46 120. A driver that knows none yet
/// writes 0.
fn is_rate(rate: f64) -> bool {
    rate > 0.0 && rate <= 100_000.0
}

/// The band and the number of the channel at a frequency (IEEE 802.11, annex E).
fn channel(mhz: u32) -> Option<(WifiBand, u16)> {
    let (band, number) = match mhz {
        2412..=2472 => (WifiBand::Ghz2, (mhz - 2407) / 5),
        2484 => (WifiBand::Ghz2, 14),
        5160..=5885 => (WifiBand::Ghz5, (mhz - 5000) / 5),
        5955..=7115 => (WifiBand::Ghz6, (mhz - 5950) / 5),
        _ => return None,
    };
    Some((band, u16::try_from(number).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use WifiBand::{Ghz2, Ghz5, Ghz6};

    /// iw 5.9 with iwlwifi.
    const INTEL: &str = "Connected to 02:00:00:00:00:05 (on wlp4s0)\n\
        \tSSID: Go2_12345\n\
        \tfreq: 5180\n\
        \tRX: 77090059 bytes (270174 packets)\n\
        \tTX: 6422159 bytes (34948 packets)\n\
        \tsignal: -52 dBm\n\
        \trx bitrate: 866.7 MBit/s VHT-MCS 9 80MHz short GI VHT-NSS 2\n\
        \ttx bitrate: 780.0 MBit/s VHT-MCS 8 80MHz short GI VHT-NSS 2\n\
        \n\
        \tbss flags:\tshort-slot-time\n\
        \tdtim period:\t1\n\
        \tbeacon int:\t100\n";

    /// iw 5.19 with brcmfmac, as on a Raspberry Pi.
    const BROADCOM: &str = "Connected to 02:00:00:00:00:06 (on wlan0)\n\
        \tSSID: \\xe5\\xae\\xb6\n\
        \tfreq: 2437\n\
        \tRX: 12345 bytes (98 packets)\n\
        \tTX: 67890 bytes (54 packets)\n\
        \tsignal: -67 dBm\n\
        \trx bitrate: 65.0 MBit/s\n\
        \ttx bitrate: 72.2 MBit/s\n\
        \n\
        \tbss flags:\tshort-preamble short-slot-time\n";

    /// iw 6.7 with ath11k; a driver that knows neither signal nor rate yet writes 0.
    const ATHEROS: &str = "Connected to 02:00:00:00:00:07 (on wlan0)\n\
        \tSSID: signal: -10 dBm\n\
        \tfreq: 5975.0\n\
        \tsignal: 0 dBm\n\
        \ttx bitrate: 0.0 MBit/s\n";

    #[test]
    fn each_driver_tells_what_it_knows() {
        for (said, band, channel, mhz, signal, rate) in [
            (INTEL, Ghz5, 36, 5180, Some(-52), Some(780.0)),
            (BROADCOM, Ghz2, 6, 2437, Some(-67), Some(72.2)),
            (ATHEROS, Ghz6, 5, 5975, None, None),
        ] {
            let reading = reading(said).expect("it is connected");
            let facts = reading.facts;
            assert_eq!((facts.band, facts.channel), (Some(band), Some(channel)), "{said}");
            assert_eq!(facts.frequency_mhz, Some(mhz), "{said}");
            assert_eq!((facts.signal_dbm, facts.tx_mbit_s), (signal, rate), "{said}");
            assert!(facts.ssid.is_some() && reading.access_point.is_some());
            assert_eq!(facts.power_save, None, "not asked yet is not off");
        }
    }

    #[test]
    fn what_is_no_link_to_an_access_point_is_no_reading() {
        for said in ["", "Joined IBSS 02:00:00:00:00:05 (on wlan0)\n", "Connected to \n", "\u{0}"] {
            assert_eq!(reading(said), None, "{said:?}");
        }
        let bare = reading("Connected to x (on y)\n\tfreq: 60480\n").expect("it is connected");
        assert_eq!(bare.facts, WifiFacts::default(), "a channel of another band is not guessed");
    }

    #[test]
    fn a_rate_that_no_radio_has_is_none() {
        for (rate, known) in [("inf", None), ("NaN", None), ("1e308", None), ("6.5", Some(6.5))] {
            let said = format!("Connected to x (on y)\n\ttx bitrate: {rate} MBit/s\n");
            assert_eq!(reading(&said).and_then(|it| it.facts.tx_mbit_s), known, "{rate}");
        }
    }

    #[test]
    fn a_frequency_has_its_channel() {
        for (mhz, expected) in [
            (2412, Some((Ghz2, 1))),
            (2472, Some((Ghz2, 13))),
            (2484, Some((Ghz2, 14))),
            (5180, Some((Ghz5, 36))),
            (5825, Some((Ghz5, 165))),
            (5955, Some((Ghz6, 1))),
            (7115, Some((Ghz6, 233))),
            (0, None),
            (900, None),
            (60_480, None),
        ] {
            assert_eq!(channel(mhz), expected, "{mhz}");
        }
    }
}
