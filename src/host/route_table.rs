//! The kernel's main table of IPv4 routes.

use std::net::Ipv4Addr;

use super::machine::Machine;

/// One route a line, addresses in host byte order.
const TABLE: &str = "/proc/net/route";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub interface: String,
    destination: Ipv4Addr,
    /// `None` where the network is attached.
    pub gateway: Option<Ipv4Addr>,
    mask: Ipv4Addr,
}

fn routes(machine: &dyn Machine) -> Vec<Route> {
    let table = machine.system_file(TABLE).unwrap_or_default();
    table.lines().skip(1).filter_map(route).collect()
}

fn route(line: &str) -> Option<Route> {
    let mut columns = line.split_whitespace();
    let interface = columns.next()?.to_owned();
    let destination = address(columns.next()?)?;
    let gateway = address(columns.next()?)?;
    let mask = address(columns.nth(4)?)?;
    let gateway = (!gateway.is_unspecified()).then_some(gateway);
    Some(Route { interface, destination, gateway, mask })
}

/// Eight hex digits: the address as the kernel holds it in memory.
fn address(hex: &str) -> Option<Ipv4Addr> {
    u32::from_str_radix(hex, 16).ok().map(|word| word.to_ne_bytes().into())
}

/// The route with the longest prefix to `towards` on that interface.
pub(super) fn towards(machine: &dyn Machine, towards: Ipv4Addr, interface: &str) -> Option<Route> {
    let fits =
        |route: &Route| route.interface == interface && towards & route.mask == route.destination;
    routes(machine).into_iter().filter(fits).max_by_key(|route| route.mask.to_bits().count_ones())
}

/// The interface and the router of the route to everywhere; of several the first, which is the
/// one that the kernel prefers.
pub(super) fn default_gateway(machine: &dyn Machine) -> Option<(String, Ipv4Addr)> {
    let everywhere =
        |route: &Route| route.destination.is_unspecified() && route.mask.is_unspecified();
    let mut routes = routes(machine).into_iter().filter(everywhere);
    routes.find_map(|route| Some((route.interface, route.gateway?)))
}
