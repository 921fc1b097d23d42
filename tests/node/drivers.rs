//! Drivers and offers in JavaScript, on WebRTC stacks that are not Python's.

use crate::node::Packages;

/// The drivers and the WebRTC stacks beneath them.
pub(crate) const DRIVERS: Packages = Packages {
    name: "foreign-node",
    package: include_str!("../foreign/node/package.json"),
    lock: include_str!("../foreign/node/package-lock.json"),
    scripts: &[
        ("driver.mjs", include_str!("../foreign/node/driver.mjs")),
        ("offer.mjs", include_str!("../foreign/node/offer.mjs")),
        ("signalling.mjs", include_str!("../foreign/node/signalling.mjs")),
    ],
};
