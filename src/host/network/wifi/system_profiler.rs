//! What macOS says of its radios. It names no network to who has no leave for the location, and never
//! whether the radio saves power.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::{band, dbm};
use crate::facts::WifiFacts;
use crate::host::machine::Machine;
use crate::host::notes::not_understood;
use crate::text::phrase::Phrase;
use crate::text::redact::Secret;

pub(super) const SHOW: &str = "system_profiler SPAirPortDataType";

/// Every shell has it in its `PATH`; a program that was started elsewhere may not.
const PROGRAM: &str = "/usr/sbin/system_profiler";

/// What stands in place of a network's name without that leave.
const REDACTED: &str = "<redacted>";

#[derive(Deserialize)]
struct Profile {
    #[serde(rename = "SPAirPortDataType")]
    sections: Vec<Section>,
}

#[derive(Deserialize)]
struct Section {
    #[serde(rename = "spairport_airport_interfaces", default)]
    interfaces: Vec<Interface>,
}

#[derive(Deserialize)]
struct Interface {
    #[serde(rename = "_name")]
    name: String,
    #[serde(rename = "spairport_current_network_information")]
    joined: Option<Network>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "_name")]
    name: Option<String>,
    /// `36 (5GHz, 80MHz)`
    #[serde(rename = "spairport_network_channel")]
    channel: Option<String>,
    /// `-52 dBm / -91 dBm`: signal and noise.
    #[serde(rename = "spairport_signal_noise")]
    signal: Option<String>,
    /// Mbit/s.
    #[serde(rename = "spairport_network_rate")]
    rate: Option<f64>,
}

/// Every radio that has joined a network. It takes a second or two.
pub(super) fn ask(machine: &dyn Machine, deadline: Duration) -> Result<Vec<WifiFacts>, Phrase> {
    let arguments = ["SPAirPortDataType", "-json", "-detailLevel", "basic"];
    let said = machine.run(Path::new(PROGRAM), &arguments, deadline)?;
    read(&said).ok_or_else(|| not_understood(SHOW))
}

fn read(said: &str) -> Option<Vec<WifiFacts>> {
    let profile: Profile = serde_json::from_str(said).ok()?;
    let all = profile.sections.into_iter().flat_map(|section| section.interfaces);
    Some(all.filter_map(|each| Some(facts(each.name, each.joined?))).collect())
}

fn facts(interface: String, joined: Network) -> WifiFacts {
    let channel = joined.channel.as_deref().unwrap_or_default();
    let (number, within) = channel.split_once('(').unwrap_or((channel, ""));
    let signal = joined.signal.as_deref().and_then(|text| text.split_once(" dBm"));
    WifiFacts {
        interface,
        ssid: joined.name.filter(|name| name != REDACTED).map(Secret::new),
        band: within.split([',', ')']).find_map(band),
        channel: number.trim().parse().ok(),
        signal_dbm: signal.and_then(|(signal, _)| dbm(signal.trim().parse().ok()?)),
        tx_mbit_s: joined.rate.filter(|rate| *rate > 0.0),
        ..WifiFacts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::WifiBand;

    /// macOS 15, shortened to what is read and its neighbours.
    fn said(network: &str) -> String {
        format!(
            r#"{{"SPAirPortDataType": [{{"spairport_airport_interfaces": [
            {{"_name": "en0", "spairport_airdrop_channel": 149, "spairport_caps_airdrop": "x",
              "spairport_current_network_information": {network},
              "spairport_airport_other_local_wireless_networks": [
                {{"_name": "<redacted>", "spairport_signal_noise": "-70 dBm / -92 dBm"}}]}},
            {{"_name": "awdl0", "spairport_status_information": "spairport_status_connected"}}],
            "spairport_software_information": {{"_name": "x"}}}}]}}"#
        )
    }

    #[test]
    fn macos_tells_band_channel_signal_and_rate() {
        let named = said(
            r#"{"_name": "Go2_12345", "spairport_network_channel": "36 (5GHz, 80MHz)",
            "spairport_network_phymode": "802.11ac", "spairport_network_rate": 866,
            "spairport_signal_noise": "-52 dBm / -91 dBm"}"#,
        );
        let facts = read(&named).expect("it is JSON");
        let [facts] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!((facts.interface.as_str(), facts.band), ("en0", Some(WifiBand::Ghz5)));
        assert_eq!((facts.channel, facts.signal_dbm), (Some(36), Some(-52)));
        assert_eq!((facts.tx_mbit_s, facts.power_save), (Some(866.0), None));
        assert!(facts.ssid.is_some());
        let other =
            said(r#"{"_name": "<redacted>", "spairport_network_channel": "6 (2GHz, 20MHz)"}"#);
        let facts = &read(&other).expect("it is JSON")[0];
        assert_eq!((facts.band, facts.channel), (Some(WifiBand::Ghz2), Some(6)));
        assert_eq!((&facts.ssid, facts.signal_dbm), (&None, None), "not told is not known");
    }

    #[test]
    fn a_radio_that_has_joined_nothing_is_none_and_nonsense_is_not_understood() {
        assert_eq!(read(&said("null")), Some(Vec::new()));
        for text in ["", "{}", "[]", "\u{1b}[2J"] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
