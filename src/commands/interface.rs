//! `--interface`: the addresses of this machine that it means.

use std::net::IpAddr;

use crate::exit::ExpectedError;
use crate::text::phrase::phrase;

/// The addresses of the interface of that name, or that address itself, if
/// this machine has it.
pub fn addresses(wanted: &str) -> Result<Vec<IpAddr>, ExpectedError> {
    let interfaces = if_addrs::get_if_addrs().map_err(ExpectedError::machine)?;
    let known: Vec<_> =
        interfaces.iter().map(|interface| (interface.name.as_str(), interface.ip())).collect();
    matching(wanted, &known).ok_or_else(|| {
        let each: Vec<_> = known.iter().map(|(name, ip)| format!("{name} {ip}")).collect();
        ExpectedError::usage(phrase!(
            "--interface: this machine has no interface or address {wanted:?} that is up.\n  \
             It has: {}.",
            "--interface：這台電腦沒有啟用中的介面或位址 {wanted:?}。\n  現有：{}。",
            each.join(", ")
        ))
    })
}

fn matching(wanted: &str, known: &[(&str, IpAddr)]) -> Option<Vec<IpAddr>> {
    let address = wanted.parse::<IpAddr>().ok();
    let fits = |(name, ip): &&(&str, IpAddr)| match address {
        Some(address) => *ip == address,
        None => *name == wanted,
    };
    let found: Vec<_> = known.iter().filter(fits).map(|(_, ip)| *ip).collect();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_found_by_name_and_by_address() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("a literal address");
        let known =
            [("lo", ip("127.0.0.1")), ("wlan0", ip("192.168.12.222")), ("wlan0", ip("fe80::1"))];
        assert_eq!(matching("wlan0", &known), Some(vec![ip("192.168.12.222"), ip("fe80::1")]));
        assert_eq!(matching("127.0.0.1", &known), Some(vec![ip("127.0.0.1")]));
        assert_eq!(matching("wlan1", &known), None);
        assert_eq!(matching("192.168.12.1", &known), None);
    }

    #[test]
    fn an_unknown_interface_is_refused_with_the_list() {
        let error = addresses("no-such-nic").expect_err("it is not there");
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
    }
}
