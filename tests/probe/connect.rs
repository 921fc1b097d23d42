//! The TCP connect probe.

use std::time::Duration;

use go2doctor::facts::PortReason;
use go2doctor::net::connect::{LocalError, probe};
use tokio::time::Instant;

use crate::server::{AMPLE, Server, refused_address};

#[tokio::test]
async fn an_open_port_is_open_and_a_refused_one_is_known_at_once() {
    let server = Server::silent().await;
    let (open, connected) =
        probe(server.address, None, Instant::now() + AMPLE).await.expect("a socket");
    assert_eq!((open.port, open.reason), (server.address.port(), PortReason::Open));
    assert!(connected.is_some(), "for the request that follows");
    let (refused, none) =
        probe(refused_address().await, None, Instant::now() + AMPLE).await.expect("a socket");
    assert_eq!(refused.reason, PortReason::ConnRefused);
    assert!(none.is_none());
    assert!(refused.answered(), "a reset is an answer");
    assert!(refused.took < Duration::from_millis(150), "{:?}", refused.took);
}

#[tokio::test]
async fn a_source_that_is_not_ours_is_no_verdict_on_the_robot() {
    let server = Server::silent().await;
    let ours = Some(server.address.ip());
    let (open, _) = probe(server.address, ours, Instant::now() + AMPLE).await.expect("a socket");
    assert_eq!(open.reason, PortReason::Open);
    for foreign in ["192.0.2.1", "2001:db8::1"] {
        let source = foreign.parse().ok();
        let error = probe(server.address, source, Instant::now() + AMPLE).await;
        assert!(matches!(error, Err(LocalError::Bind { .. })), "{error:?}");
    }
}
