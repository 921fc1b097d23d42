//! Names and addresses.

use go2doctor::net::resolve::{Family, ResolveError, resolve};
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
