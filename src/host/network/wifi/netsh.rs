//! What Windows says of its radios.
//!
//! Its words are those of the user's language, in a code page that is rarely UTF-8. What is read is
//! the same in each: the keys that no language translates, and the units beside the values.

use std::path::Path;
use std::time::Duration;

use super::{Reading, band, dbm};
use crate::facts::WifiFacts;
use crate::host::machine::{Machine, RunError};
use crate::host::network::MAX_NAME;
use crate::text::redact::{Secret, printable};

pub(super) const SHOW: &str = "netsh wlan show interfaces";

/// With its ending WSL finds it as well.
const NETSH: &str = "netsh.exe";

/// Every radio. From Windows 11 24H2 on it fails unless the location service is on.
pub(super) fn ask(machine: &dyn Machine, deadline: Duration) -> Result<Vec<Reading>, RunError> {
    let said = machine.run(Path::new(NETSH), &["wlan", "show", "interfaces"], deadline)?;
    Ok(readings(&said))
}

/// A block each: name, description, GUID, and the rest.
fn readings(said: &str) -> Vec<Reading> {
    let lines: Vec<_> = said.lines().filter_map(|line| line.split_once(':')).collect();
    let lines: Vec<_> = lines.into_iter().map(|(key, value)| (key.trim(), value.trim())).collect();
    let starts = |at: &usize| lines.get(at + 2).is_some_and(|(key, _)| *key == "GUID");
    let starts: Vec<_> = (0..lines.len()).filter(starts).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| reading(&lines[*start..end])).collect()
}

fn reading(block: &[(&str, &str)]) -> Reading {
    let secret = |keys: &[&str]| {
        let line = block.iter().find(|(key, _)| keys.contains(key));
        line.map(|(_, value)| Secret::new((*value).to_owned()))
    };
    let is_rate = |(key, _): &(&str, &str)| key.ends_with("(Mbps)");
    let rates_at = block.iter().position(is_rate);
    // The names before it and after the rates are anybody's choice: they may look like any value.
    let is_name = |(key, _): &(&str, &str)| ["GUID", "SSID"].contains(key);
    let named_at = block.iter().rposition(is_name);
    let link = named_at.zip(rates_at).and_then(|(name, rates)| block.get(name + 1..rates));
    let link = link.unwrap_or_default();
    // Between the channel and the rates stands nothing that is a mere number.
    let channel = link.iter().rev().find_map(|(_, value)| value.parse().ok());
    let mut rates = block.iter().filter(|line| is_rate(line));
    let after_rates = block.iter().rposition(is_rate).and_then(|last| block.get(last + 1));
    // The rate of what is received comes first.
    let sent = rates.nth(1).and_then(|(_, rate)| rate.parse().ok());
    let exact = block.iter().find(|(key, _)| key.eq_ignore_ascii_case("RSSI"));
    let exact = exact.and_then(|(_, value)| dbm(value.parse().ok()?));
    let facts = WifiFacts {
        interface: block.first().map(|(_, name)| printable(name, MAX_NAME)).unwrap_or_default(),
        ssid: secret(&["SSID"]),
        band: link.iter().find_map(|(_, value)| band(value)),
        channel,
        signal_dbm: exact.or_else(|| by_percent(after_rates?.1)),
        tx_mbit_s: sent,
        ..WifiFacts::default()
    };
    Reading { facts, access_point: secret(&["BSSID", "AP BSSID"]) }
}

/// `87%`: 0 is -100 dBm, 100 is -50 dBm, linear in between (Microsoft, `WLAN_ASSOCIATION_ATTRIBUTES`).
fn by_percent(text: &str) -> Option<i32> {
    let percent: u8 = text.strip_suffix('%')?.trim_end().parse().ok()?;
    (1..=100).contains(&percent).then(|| i32::from(percent) / 2 - 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::WifiBand;

    /// Windows 11 23H2 in English.
    const ENGLISH: &str = "\r\n\
        There is 1 interface on the system:\r\n\r\n    \
        Name                   : Wi-Fi\r\n    \
        Description            : Intel(R) Wi-Fi 6 AX201 160MHz\r\n    \
        GUID                   : 42d7d972-30c2-4215-b8a6-ba280a9823e7\r\n    \
        Physical address       : 02:00:00:00:00:01\r\n    \
        Interface type         : Primary\r\n    \
        State                  : connected\r\n    \
        SSID                   : Go2_12345\r\n    \
        BSSID                  : 02:00:00:00:00:05\r\n    \
        Network type           : Infrastructure\r\n    \
        Radio type             : 802.11ac\r\n    \
        Authentication         : WPA2-Personal\r\n    \
        Cipher                 : CCMP\r\n    \
        Connection mode        : Auto Connect\r\n    \
        Band                   : 5 GHz\r\n    \
        Channel                : 36\r\n    \
        Receive rate (Mbps)    : 866.7\r\n    \
        Transmit rate (Mbps)   : 780\r\n    \
        Signal                 : 87%\r\n    \
        Profile                : Go2_12345\r\n\r\n    \
        Hosted network status  : Not available\r\n";

    /// Windows 10 22H2 in Traditional Chinese; a second radio is joined to nothing.
    const TAIWAN: &str = "\r\n系統上有 2 個介面:\r\n\r\n    \
        名稱                   : Wi-Fi 2\r\n    \
        描述                   : Realtek 8822CE Wireless LAN 802.11ac PCI-E NIC\r\n    \
        GUID                   : 0f7a2d2e-1c1b-4c6a-9a0f-2b1f0e5e0a11\r\n    \
        實體位址               : 02:00:00:00:00:01\r\n    \
        狀態                   : 已連線\r\n    \
        SSID                   : 家裡: 2.4 GHz\r\n    \
        BSSID                  : 02:00:00:00:00:06\r\n    \
        網路類型               : 基礎結構\r\n    \
        無線電波類型           : 802.11n\r\n    \
        驗證                   : WPA2-Personal\r\n    \
        加密方式               : CCMP\r\n    \
        連線模式               : 自動連線\r\n    \
        通道                   : 6\r\n    \
        接收速率 (Mbps)        : 144.4\r\n    \
        傳輸速率 (Mbps)        : 72.2\r\n    \
        訊號                   : 45%\r\n    \
        設定檔                 : 家裡\r\n\r\n    \
        名稱                   : Wi-Fi\r\n    \
        描述                   : Intel(R) Wireless-AC 9462\r\n    \
        GUID                   : 42d7d972-30c2-4215-b8a6-ba280a9823e7\r\n    \
        實體位址               : 02:00:00:00:00:02\r\n    \
        狀態                   : 已中斷連線\r\n    \
        無線電波狀態           : 硬體 開啟\r\n                             \
        軟體 開啟\r\n\r\n    \
        主控網路狀態  : 無法使用\r\n";

    /// Windows 11 24H2 names the signal in dBm as well, and the channel's width.
    const NEWER: &str = "    Name                   : Wi-Fi\n    \
        Description            : MediaTek Wi-Fi 6E MT7922\n    \
        GUID                   : 42d7d972-30c2-4215-b8a6-ba280a9823e7\n    \
        SSID                   : x\n    \
        AP BSSID               : 02:00:00:00:00:07\n    \
        Band                   : 6 GHz\n    \
        Channel                : 5\n    \
        Channel width          : 160 MHz\n    \
        Receive rate (Mbps)    : 2402\n    \
        Transmit rate (Mbps)   : 1921\n    \
        Signal                 : 92%\n    \
        Rssi                   : -58\n";

    #[test]
    fn windows_tells_the_same_in_every_language() {
        let english = &readings(ENGLISH)[0];
        let taiwan = &readings(TAIWAN)[0];
        let newer = &readings(NEWER)[0];
        for (reading, name, band, channel, signal, rate) in [
            (english, "Wi-Fi", Some(WifiBand::Ghz5), 36, -57, 780.0),
            (taiwan, "Wi-Fi 2", None, 6, -78, 72.2),
            (newer, "Wi-Fi", Some(WifiBand::Ghz6), 5, -58, 1921.0),
        ] {
            let facts = &reading.facts;
            assert_eq!((facts.interface.as_str(), facts.band), (name, band));
            assert_eq!((facts.channel, facts.signal_dbm), (Some(channel), Some(signal)));
            assert_eq!((facts.tx_mbit_s, facts.power_save), (Some(rate), None));
            assert!(facts.ssid.is_some() && reading.access_point.is_some());
        }
    }

    #[test]
    fn a_network_may_have_any_name() {
        for name in ["5 GHz", "87%", "11"] {
            let said = TAIWAN.replace("家裡: 2.4 GHz", name).replace("家裡", name);
            let facts = &readings(&said)[0].facts;
            assert_eq!((facts.band, facts.channel, facts.signal_dbm), (None, Some(6), Some(-78)));
        }
    }

    #[test]
    fn a_radio_that_is_joined_to_nothing_has_a_name_alone() {
        let all = readings(TAIWAN);
        let facts = WifiFacts { interface: "Wi-Fi".into(), ..WifiFacts::default() };
        assert_eq!(all[1], Reading { facts, access_point: None });
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn another_code_page_changes_nothing() {
        // Big5, read as UTF-8: every byte of a Chinese character is replaced, or a letter.
        let big5 = TAIWAN.replace(|c: char| !c.is_ascii(), "\u{fffd}W");
        let facts = |said: &str| readings(said)[0].facts.clone();
        let named = |facts: WifiFacts| WifiFacts { ssid: None, ..facts };
        assert_eq!(named(facts(&big5)), named(facts(TAIWAN)));
    }

    #[test]
    fn what_lists_no_radio_is_none() {
        for said in ["", "x", "GUID : y\n", "There is no wireless interface on the system.\r\n"] {
            assert_eq!(readings(said), [], "{said:?}");
        }
    }
}
