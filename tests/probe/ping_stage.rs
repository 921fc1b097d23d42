//! The ping stage against loopback, by whatever means this machine allows.

use std::time::Duration;

use go2doctor::facts::PingMethod;
use go2doctor::facts::outcome::Status;
use go2doctor::stages::ping::{PingPlan, run};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::server::Server;

fn plan(host: &str, port: u16) -> PingPlan {
    PingPlan { host: host.into(), port, source: None, limit: Duration::from_secs(2) }
}

#[tokio::test]
async fn loopback_answers_and_the_method_is_named() {
    let server = Server::silent().await;
    let (sender, tcp) = watch::channel(None);
    drop(sender);
    let (end, evidence) =
        run(&plan("127.0.0.1", server.address.port()), tcp, std::future::pending()).await;
    assert_eq!(end.status, Status::Pass, "{evidence:?}");
    assert!(evidence.received >= Some(1), "{evidence:?}");
    assert!(evidence.rtt_min_ms <= evidence.rtt_avg_ms, "{evidence:?}");
    assert!(evidence.rtt_avg_ms <= evidence.rtt_max_ms, "{evidence:?}");
    let icmp = evidence.method != Some(PingMethod::Tcp);
    assert_eq!(evidence.tcp_answered, (!icmp).then_some(true), "{evidence:?}");
}

#[tokio::test]
async fn the_end_of_the_ladder_ends_it_and_a_reply_that_came_counts() {
    let server = Server::silent().await;
    let (sender, tcp) = watch::channel(Some(Duration::from_millis(1)));
    let started = Instant::now();
    let stop = std::future::ready(());
    let (end, evidence) = run(&plan("127.0.0.1", server.address.port()), tcp, stop).await;
    drop(sender);
    assert_eq!(end.status, Status::Pass, "{evidence:?}");
    assert!(started.elapsed() < Duration::from_millis(150), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_host_that_is_no_host_fails() {
    let (_sender, tcp) = watch::channel(None);
    let (end, evidence) = run(&plan("fe80::1%eth0", 9991), tcp, std::future::pending()).await;
    assert_eq!(end.status, Status::Fail, "{evidence:?}");
    assert!(evidence.error.is_some_and(|error| error.contains("zone")));
    assert_eq!(evidence.sent, None, "nothing was sent");
}
