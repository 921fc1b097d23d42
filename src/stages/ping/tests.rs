//! The stage against sockets and HTTP stages that a test makes up.

use std::io;

use super::*;
use crate::facts::outcome::Status;

/// Takes every echo; what comes back is up to the test.
struct Deaf {
    send: Option<ErrorKind>,
    receive: Option<ErrorKind>,
}

const SILENT: Deaf = Deaf { send: None, receive: None };

impl Echo for Deaf {
    fn method(&self) -> PingMethod {
        PingMethod::IcmpDatagram
    }

    async fn send(&self, _message: &[u8]) -> io::Result<()> {
        self.send.map_or(Ok(()), |kind| Err(kind.into()))
    }

    async fn receive(&self, _packet: &mut [u8]) -> io::Result<usize> {
        match self.receive {
            Some(kind) => Err(kind.into()),
            None => std::future::pending().await,
        }
    }
}

/// An answered connect of the HTTP stage.
const TCP: Option<Duration> = Some(Duration::from_millis(3));

/// Runs against loopback's port 9, which refuses unless told to be the HTTP
/// stage's business: `http` is what that stage's connects came to, if it runs.
async fn ping(
    open: Result<Deaf, OpenError>,
    http: Option<Option<Duration>>,
    stop: impl Future<Output = ()>,
) -> (StageEnd, PingEvidence) {
    let (sender, tcp) = watch::channel(http.flatten());
    let sender = http.map(|_| sender);
    let plan =
        PingPlan { host: String::new(), port: 9, source: None, limit: Duration::from_millis(100) };
    let target = IpAddr::from([127, 0, 0, 1]);
    let result =
        PingRun { plan: &plan, target, tcp, started: Instant::now() }.run(open, stop).await;
    drop(sender);
    result
}

fn forbidden() -> Result<Deaf, OpenError> {
    Err(OpenError::Forbidden("not permitted".into()))
}

#[tokio::test]
async fn unanswered_icmp_is_a_warning_when_tcp_answered_and_a_failure_when_not() {
    let never = std::future::pending;
    let (warned, evidence) = ping(Ok(SILENT), Some(TCP), never()).await;
    assert_eq!(warned.status, Status::Warn);
    assert_eq!(evidence.tcp_answered, Some(true));
    assert_eq!((evidence.sent, evidence.received), (Some(4), Some(0)));
    assert_eq!(evidence.rtt_avg_ms, None);

    let (failed, evidence) = ping(Ok(SILENT), Some(None), never()).await;
    assert_eq!(failed.status, Status::Fail);
    assert_eq!(evidence.tcp_answered, Some(false));
}

#[tokio::test]
async fn without_the_http_stage_one_connect_of_our_own_decides() {
    let (warned, evidence) = ping(Ok(SILENT), None, std::future::pending()).await;
    assert_eq!(warned.status, Status::Warn, "a reset counts");
    assert_eq!(evidence.tcp_answered, Some(true));
}

#[tokio::test]
async fn tcp_serves_where_icmp_is_forbidden() {
    for open in [forbidden(), Ok(Deaf { send: Some(ErrorKind::PermissionDenied), ..SILENT })] {
        let (result, evidence) = ping(open, Some(TCP), std::future::pending()).await;
        assert_eq!(result.status, Status::Pass);
        assert_eq!(evidence.method, Some(PingMethod::Tcp));
        assert_eq!(evidence.rtt_avg_ms, Some(3.0));
        assert_eq!(evidence.received, Some(1));
    }
    let (own, evidence) = ping(forbidden(), None, std::future::pending()).await;
    assert_eq!((own.status, evidence.tcp_answered), (Status::Pass, Some(true)));
    let (silent, evidence) = ping(forbidden(), Some(None), std::future::pending()).await;
    assert_eq!((silent.status, evidence.tcp_answered), (Status::Fail, Some(false)));
    assert_eq!(evidence.rtt_min_ms, None);
}

#[tokio::test]
async fn an_unreachable_host_fails_without_waiting() {
    let started = Instant::now();
    for kind in [ErrorKind::HostUnreachable, ErrorKind::NetworkUnreachable] {
        let send = Deaf { send: Some(kind), receive: None };
        let receive = Deaf { send: None, receive: Some(kind) };
        let open = Err(OpenError::Unreachable(kind.into()));
        for open in [Ok(send), Ok(receive), open] {
            let (result, evidence) = ping(open, Some(None), std::future::pending()).await;
            assert_eq!(result.status, Status::Fail);
            assert!(evidence.error.is_some());
            assert_eq!(evidence.tcp_answered, None, "nobody asked");
        }
    }
    assert!(started.elapsed() < Duration::from_millis(90), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_ladder_that_ends_before_any_answer_leaves_it_open() {
    let walled = Deaf { send: Some(ErrorKind::PermissionDenied), ..SILENT };
    for open in [Ok(SILENT), forbidden(), Ok(walled)] {
        let (result, evidence) = ping(open, Some(None), std::future::ready(())).await;
        assert_eq!(result.status, Status::Inconclusive);
        assert_eq!(evidence.tcp_answered, None, "unknown is not false");
        assert!(matches!(result.remark, Some(Remark::PingCutShort(_))));
    }
    let (refused_at_once, _) = ping(Ok(SILENT), Some(TCP), std::future::ready(())).await;
    assert_eq!(refused_at_once.status, Status::Warn);
}

#[test]
fn what_a_later_reply_has_overtaken_is_lost_and_the_last_one_is_on_its_way() {
    let lost = |replies: &[u16]| {
        let mut echoes = Echoes::default();
        (0..4).for_each(|_| echoes.sent());
        replies.iter().for_each(|reply| echoes.received(Some(*reply)));
        assert_eq!(echoes.lost_at_end(), 0, "what is on its way is not lost");
        echoes.lost()
    };
    for (replies, expected) in
        [(&[0, 1, 2, 3][..], 0), (&[0, 1, 2], 0), (&[0], 0), (&[3], 3), (&[0, 3], 2), (&[2, 0], 1)]
    {
        assert_eq!(lost(replies), expected, "{replies:?}");
    }
    let mut old = Echoes::default();
    old.sent();
    old.sent();
    old.received(Some(0));
    old.sent_at[1] -= LOST_AFTER;
    assert_eq!((old.lost(), old.lost_at_end()), (1, 1), "it had time enough");
}

#[test]
fn the_deviation_is_that_of_ping() {
    let trips = |ms: &[u64]| ms.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
    assert_eq!(deviation(&trips(&[4])), None);
    assert_eq!(deviation(&trips(&[4, 4, 4])), Some(0.0));
    assert_eq!(deviation(&trips(&[2, 4, 4, 4, 5, 5, 7, 9])), Some(2.0));
}

#[test]
fn a_reply_counts_once_and_only_to_what_was_sent() {
    let mut echoes = Echoes::default();
    echoes.sent();
    for sequence in [None, Some(1), Some(0), Some(0)] {
        echoes.received(sequence);
    }
    assert_eq!(echoes.round_trips.len(), 1);
}
