//! Every reason, ping, neighbour, place and platform, and the first finding of each.

use super::*;

const PLACES: [Place; 11] = [
    Loopback,
    Own,
    AccessPoint,
    AccessPointElsewhere,
    Wired,
    WiredElsewhere,
    Jetson,
    JetsonElsewhere,
    HouseWifi,
    HouseWifiElsewhere,
    Unplugged,
];

const PLATFORMS: [Platform; 7] =
    [Linux, Macos, Windows, WslBehindWindows, WslMirrored, BridgedContainer, HostNetworkContainer];

/// What the first finding has to be, written a second time.
fn expected(
    reason: HttpReason,
    ping: Ping,
    neighbour: Option<Neighbour>,
    place: Place,
    platform: Platform,
) -> Expected {
    let heard = reason == ConnRefused || ping == Ping::Answered || neighbour == Some(Reachable);
    // The networks of the machine around a container or WSL cannot be seen from within.
    let known = !matches!(platform, WslBehindWindows | BridgedContainer);
    let at_once_on_macos = platform == Macos && reason == HostUnreachable && !heard;
    let attached = !place.is_elsewhere() && place != Loopback;
    let symptom = match (reason, neighbour, ping) {
        (ConnRefused, ..) => ("G2-HTTP-REFUSED", Robot, Possible),
        _ if heard => ("G2-HTTP-TIMEOUT", Network, Likely),
        (HostUnreachable, ..) if at_once_on_macos && attached => {
            ("G2-ENV-MACOS-LNP", Host, Possible)
        }
        (HostUnreachable, ..) => ("G2-LINK-UNREACH", Network, Likely),
        (NetUnreachable, ..) => ("G2-LINK-SUBNET", Host, Likely),
        (_, Some(Failed), _) => ("G2-LINK-UNREACH", Network, Likely),
        (_, _, Ping::Unanswered) => ("G2-LINK-UNREACH", Network, Possible),
        _ => ("G2-HTTP-TIMEOUT", Network, Possible),
    };
    match place {
        Own => ("G2-HTTP-WRONG-HOST", Host, Certain),
        AccessPointElsewhere if known => ("G2-LINK-WRONG-SSID", Host, Likely),
        WiredElsewhere | JetsonElsewhere if known => ("G2-LINK-SUBNET", Host, Likely),
        HouseWifiElsewhere if known && !heard && ping == Ping::Unanswered => {
            ("G2-LINK-SUBNET", Host, Likely)
        }
        HouseWifiElsewhere if known && !heard && symptom.2 == Possible => {
            ("G2-LINK-SUBNET", Host, Possible)
        }
        Unplugged if !heard => ("G2-LINK-NOCARRIER", Host, Likely),
        Jetson | JetsonElsewhere if heard => ("G2-HTTP-WRONG-HOST", Host, Likely),
        Jetson | JetsonElsewhere if symptom.2 == Possible && !at_once_on_macos => {
            ("G2-HTTP-WRONG-HOST", Host, Possible)
        }
        _ => symptom,
    }
}

#[test]
fn the_whole_table_has_the_right_first_finding() {
    let mut rows = 0;
    for reason in [ConnRefused, NoResponse, HostUnreachable, NetUnreachable] {
        for ping in [Ping::Answered, Ping::Unanswered, Ping::Unknown] {
            for neighbour in [None, Some(Reachable), Some(Stale), Some(Failed)] {
                for place in PLACES {
                    for platform in PLATFORMS {
                        let row =
                            format!("{reason:?} {ping:?} {neighbour:?} {place:?} {platform:?}");
                        let run = run(reason, ping, neighbour, place.robot());
                        let machine = machine(place, platform);
                        let case = Case { host: Some(&machine), ..case(&run) };
                        let expected = expected(reason, ping, neighbour, place, platform);
                        assert_eq!(first(&case), Some(expected), "{row}");
                        follows_in_any_case(&case, place, &row);
                        rows += 1;
                    }
                }
            }
        }
    }
    assert_eq!(rows, 4 * 3 * 4 * 11 * 7);
}

/// What holds in every row, whatever its first finding.
fn follows_in_any_case(case: &Case<'_>, place: Place, row: &str) {
    let found = diagnose(case);
    for each in &found {
        let of_this_machine = each.code().starts_with("G2-ENV") || each.side == Host;
        let measured = case.http().and_then(|http| http.evidence.reason) == Some(NetUnreachable);
        let wsl = each.code() == "G2-ENV-WSL-NAT";
        assert!(place != Loopback || !of_this_machine || measured || wsl, "{row}: {}", each.code());
        assert!(each.confidence != Certain || place == Own, "{row}: {}", each.code());
    }
    assert!(found.iter().all(|each| !each.evidence.is_empty()), "{row}: without evidence");
}
