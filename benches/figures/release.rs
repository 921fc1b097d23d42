//! The program as users get it.

use std::process::Command;

/// Puts the binary of a plain release build in place.
///
/// For a bench cargo builds it too, but with the features that the tests' own dependencies turn
/// on in ours: 10 % greater than what users get.
pub(crate) fn build() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--locked", "--quiet", "--bin", "go2doctor"]);
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo tells us of ourselves would make build scripts run again, and with them most of
    // the build, now and at the next build without it.
    for (name, _) in std::env::vars_os() {
        let about_us = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if about_us.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            build.env_remove(name);
        }
    }
    let built = build.status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("no release build: the binary measured has the features of the tests");
    }
}
