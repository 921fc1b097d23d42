//! Who may ask: this machine's programs, whoever was named, and no web page.

use std::net::{IpAddr, SocketAddr};

use super::options::ProxyOptions;
use crate::facts::proxy::Refusal;
use crate::net::http_server::{ConnectionAddresses, Request};

/// The reason for a 403, if there is one. A page in a browser of this machine reaches every
/// loopback port, by its own name (`Origin`) or by one that leads here (`Host`).
pub(super) fn refusal(
    options: &ProxyOptions,
    request: &Request,
    addresses: &ConnectionAddresses,
) -> Option<Refusal> {
    let client = addresses.client.ip().to_canonical();
    if !client.is_loopback() && !options.allow.iter().any(|it| it.to_canonical() == client) {
        return Some(Refusal::Address);
    }
    let allowed = |origin: &str| options.allow_origins.iter().any(|it| it == origin);
    if request.header("Origin").any(|origin| !allowed(origin)) {
        return Some(Refusal::Origin);
    }
    // HTTP/1.0 has no Host, and no browser speaks it.
    let foreign = request.header("Host").any(|host| !is_ours(host, addresses.local));
    foreign.then_some(Refusal::Host)
}

/// Whether a `Host` is the address that was connected to, or `localhost` where that is loopback.
fn is_ours(host: &str, local: SocketAddr) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        // The last colon of a bare IPv6 address is no port's.
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let port_fits = match port {
        Some(port) => port.parse() == Ok(local.port()),
        None => true,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name);
    let ip = local.ip().to_canonical();
    let name_fits = match bare.parse::<IpAddr>() {
        Ok(named) => named.to_canonical() == ip,
        Err(_) => bare.eq_ignore_ascii_case("localhost") && ip.is_loopback(),
    };
    port_fits && name_fits
}

#[cfg(test)]
mod tests {
    use crate::net::http_server::Version;

    use super::*;
    use crate::robot::con_notify;

    fn refused(headers: &[(&str, &str)], client: &str, local: &str) -> Option<Refusal> {
        let options = ProxyOptions {
            listen: ([127, 0, 0, 1], 9991).into(),
            legacy_listen: None,
            mend: Vec::new(),
            present: None,
            relay: false,
            allow: vec!["10.0.0.7".parse().unwrap()],
            allow_origins: vec!["http://lab.example".into()],
        };
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let request = Request {
            method: "POST".into(),
            path: con_notify::PATH.into(),
            version: Version::Http11,
            headers: headers.collect(),
            body: Vec::new(),
        };
        let addresses =
            ConnectionAddresses { local: local.parse().unwrap(), client: client.parse().unwrap() };
        refusal(&options, &request, &addresses)
    }

    #[test]
    fn only_the_listening_address_or_localhost_is_a_host() {
        let of = |host: &str| refused(&[("host", host)], "127.0.0.1:5", "127.0.0.1:9991");
        for ours in
            ["127.0.0.1:9991", "localhost:9991", "LOCALHOST", "127.0.0.1", "[::ffff:7f00:1]:9991"]
        {
            assert_eq!(of(ours), None, "{ours}");
        }
        for foreign in [
            "robot.example:9991",
            "192.168.12.1:9991",
            "127.0.0.1:80",
            "",
            "::1",
            "localhost.example",
            "127.0.0.1:x",
        ] {
            assert_eq!(of(foreign), Some(Refusal::Host), "{foreign}");
        }
        assert_eq!(refused(&[("Host", "[::1]:9")], "[::1]:5", "[::1]:9"), None);
        assert_eq!(refused(&[], "127.0.0.1:5", "127.0.0.1:9991"), None);
        let beyond = refused(&[("Host", "localhost")], "10.0.0.7:5", "10.0.0.1:9991");
        assert_eq!(beyond, Some(Refusal::Host));
    }

    #[test]
    fn a_web_page_needs_to_be_named() {
        let of = |origin: &str| refused(&[("ORIGIN", origin)], "127.0.0.1:5", "127.0.0.1:9991");
        assert_eq!(of("http://lab.example"), None);
        for foreign in ["http://evil.example", "null", "", "http://127.0.0.1:9991"] {
            assert_eq!(of(foreign), Some(Refusal::Origin), "{foreign}");
        }
    }

    #[test]
    fn beyond_this_machine_an_address_needs_to_be_named() {
        assert_eq!(refused(&[], "10.0.0.7:5", "10.0.0.1:9991"), None);
        assert_eq!(refused(&[], "[::ffff:10.0.0.7]:5", "10.0.0.1:9991"), None);
        assert_eq!(refused(&[], "10.0.0.8:5", "10.0.0.1:9991"), Some(Refusal::Address));
        assert_eq!(refused(&[], "127.0.0.2:5", "127.0.0.1:9991"), None);
    }
}
