//! What the scanner does with a line that a signature recognised.

use serde::Deserialize;

/// The names are those of `signatures/*.toml`, in kebab-case. What a named group
/// of the pattern means to an event stands with the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// Versions: `aiortc`, `aioice`, `numpy`, `client`, `python`.
    Version,
    /// The signature's stage begins, as a user's own signature says.
    StageBegan,
    /// The signature's stage has passed, as a user's own signature says.
    StagePassed,
    /// The signature's stage has failed, as a user's own signature says.
    StageFailed,
    /// The signature's layer is in the signature's state, or in that of the group `state`.
    State,

    Attempt,
    /// An attempt begins, unless it has only just begun.
    AttemptGoesOn,
    /// The driver ended before it tried to connect.
    NotStarted,
    /// A frame of a traceback that lies in a driver, or in what it stands on.
    Frame,
    /// The exception that a traceback ends with.
    Exception,
    /// Where the robot is said to be: `host`.
    RobotAt,
    /// Somebody runs `ping`: `host`.
    PingBegins,
    EchoReply,
    /// An echo request was not answered, or a router or this machine says that nobody is there.
    EchoFailed,
    /// What `ping` says of itself at its end: `sent`, `received`.
    PingEnds,
    Closed,

    /// A signalling port accepted a TCP connection: `host`, `port`.
    PortOpen,
    /// A request goes out: `host`, `port`, `path`.
    Request,
    /// A request failed, and this says which: `host`, `port`, `path`.
    RequestFailed,
    /// A request was answered: `path`, `status`, `bytes`.
    Answer,
    /// con_notify gave the robot's key blob: `data2`.
    KeyBlob,
    /// TCP did not connect, for the signature's reason.
    ConnectFailed,
    /// A request failed, for the signature's reason: `status`.
    HttpFailed,
    /// A proxy was asked in the robot's place, and failed.
    ProxyFailed,
    /// The answer to a request is waited for: TCP was accepted.
    AwaitingAnswer,
    Interrupted,
    /// Port 8081 is given up and 9991 comes next.
    LegacyFallback,

    OfferFollows,
    OfferLine,
    AnswerFollows,
    /// An offer or an answer begins in this line, which is its first.
    DescriptionBegins,
    Description,
    OfferPosted,
    AnswerApplied,
    /// Offer and answer failed, for the signature's reason.
    SdpFailed,
    /// The driver got no answer to its offer, and would say otherwise had con_notify failed.
    OfferUnanswered,
    KeyRequired,
    /// The device's key does not fit.
    KeyRejected,

    Gathering,
    Gathered,
    IceChecking,
    /// A pair changed its state: `local`, `local_port`, `remote`, `remote_port`, `state`.
    Pair,
    /// A STUN message: `socket`, `way`, `remote`, `remote_port`, `class`, and what follows that,
    /// `message`.
    Stun,
    IceCompleted,
    IceFailed,
    /// The robot has not answered for longer than consent lasts (RFC 7675).
    ConsentExpired,
    Unreachable,

    /// The DTLS transport starts: `role`.
    DtlsBegan,
    /// The robot's ClientHello came.
    ClientHello,
    /// SRTP is negotiated: `profile`.
    SrtpProfile,
    DtlsComplete,
    /// The handshake failed: `why`, OpenSSL's `error`, or the other side's `alert`.
    DtlsFailed,
    /// The certificate is not the one that the answer announced.
    DtlsMismatch,
    DtlsResent,
    PeerFailed,
    ClosedByRemote,

    InitSent,
    /// An INIT was not answered in time: `count`.
    InitExpired,
    InitReceived,
    InitAck,
    CookieEcho,
    /// A COOKIE-ECHO was not answered in time: `count`.
    CookieExpired,
    CookieAck,
    Established,
    /// Our side gave the association up before it was.
    SctpGivenUp,
    AbortReceived,
    AbortSent,
    StreamReset,
    /// A DATA chunk went out: `tsn`.
    DataSent,
    /// A SACK came: `tsn`, up to which all has arrived.
    SackReceived,
    SctpLine,
    /// A line of an RTP receiver: `packet` where a packet came.
    ReceiverLine,
    ChannelOpen,
    /// Something could not be sent because the channel is not open.
    ChannelWaiting,
    /// Something was to be sent on a channel that is not open, or not any more.
    SendFailed,
    /// The program says that its connection, which was up, is lost.
    ConnectionLost,
    /// Data was sent again, for nothing acknowledged it: `count`, how often in a row.
    DataResent,
    /// The driver's watchdog over the channel expired.
    SctpWatchdog,
    /// The driver calls the channel open, which it is not.
    ChannelForced,
    /// The driver gave up before ICE and DTLS were up: `peer`, `ice`.
    GaveUpTransport,
    /// The driver gave up before the channel was open.
    GaveUpChannel,
    /// The driver gave up before the robot accepted it.
    GaveUpValidation,
    /// The driver gave up, without saying where.
    GaveUp,

    /// A message of the robot: `message`.
    Message,
    /// A message of the robot, named but not shown: `type`, `topic`.
    MessageClassified,
    /// A message to the robot: `message`.
    MessageSent,
    Validated,
    /// The robot wants validation first.
    ValidationNeeded,
    Heartbeat,
}

impl Event {
    /// Whether only a program that connects to a robot writes such a line.
    pub fn is_of_a_connection(self) -> bool {
        use Event::*;
        !matches!(
            self,
            Version
                | NotStarted
                | Frame
                | Exception
                | RobotAt
                | PingBegins
                | EchoReply
                | EchoFailed
                | PingEnds
                | StageBegan
                | StagePassed
                | StageFailed
        )
    }
}

/// What a state is of. The words for both are everybody's (W3C WebRTC, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    Signalling,
    Ice,
    Dtls,
    Sctp,
    Channel,
    /// ICE and DTLS together, as a peer connection tells them.
    Peer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    New,
    Connecting,
    Connected,
    Disconnected,
    Failed,
    Closed,
}

impl State {
    /// What a word means, in whatever case.
    pub fn named(word: &str) -> Option<Self> {
        let word: String =
            word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        Some(match word.as_str() {
            "new" | "havelocaloffer" => State::New,
            "checking" | "connecting" | "handshaking" | "inprogress" => State::Connecting,
            "connected" | "completed" | "complete" | "open" | "opened" | "stable" | "ready"
            | "established" | "nominated" => State::Connected,
            "disconnected" => State::Disconnected,
            "failed" => State::Failed,
            "closing" | "closed" | "shutdown" => State::Closed,
            _ => return None,
        })
    }
}
