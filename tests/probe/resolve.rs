//! Names and addresses.

use std::time::Duration;

use go2doctor::stages::net::resolve::{Family, ResolveError, resolve};
use tokio::time::Instant;

use crate::server::AMPLE;

#[tokio::test]
async fn a_literal_asks_nobody_and_a_name_is_timed() {
    let deadline = Instant::now() + AMPLE;
    let literal = resolve("[::1]", Family::V4, deadline).await.expect("an address");
    assert_eq!((literal.address.to_string(), literal.took), ("::1".into(), None));
    let name = resolve("localhost", Family::V4, deadline).await.expect("an address");
    assert!(name.address.is_loopback() && name.took.is_some(), "{name:?}");
}

#[tokio::test]
async fn a_name_without_an_address_is_an_error() {
    // RFC 6761: no resolver may know a name under .invalid.
    let error = resolve("robot.invalid", Family::V4, Instant::now() + AMPLE).await;
    assert!(matches!(error, Err(ResolveError::NoAddress(_) | ResolveError::Deadline)), "{error:?}");
}

#[test]
fn a_slow_resolver_holds_neither_the_deadline_nor_the_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime");
    let started = std::time::Instant::now();
    let outcome = runtime.block_on(async {
        // A deadline that is over: whatever the resolver does, it is too slow.
        resolve("robot.invalid", Family::V4, Instant::now() - Duration::from_millis(1)).await
    });
    drop(runtime);
    assert!(matches!(outcome, Err(ResolveError::Deadline | ResolveError::NoAddress(_))));
    assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());
}
