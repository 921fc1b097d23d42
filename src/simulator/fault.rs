//! What the simulated robot can be told to do wrong: the names.

use serde::Deserialize;

macro_rules! faults {
    ($($(#[$attribute:meta])* $fault:ident,)+) => {
        /// One thing that goes wrong. `faults.toml` describes each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Fault {
            $($(#[$attribute])* $fault,)+
        }

        impl Fault {
            pub const ALL: &[Fault] = &[$(Fault::$fault,)+];
        }
    };
}

// In the order of the ladder.
faults! {
    // The ports, con_notify.
    PortRefused, PortsRefused, PortDropping, Booting,
    ConNotifySilent, ConNotifyClosed,
    #[serde(rename = "con-notify-404")]
    ConNotify404,
    ConNotifyStatus, ConNotifyEmpty, ConNotifyTooLarge, ConNotifyCutShort, ConNotifyBadChunks,
    ConNotifyNotHttp, ConNotifyGarbage,
    OtherDevice, ConNotifyBadJson, ConNotifyNoData1, ConNotifyUnknownData2, Legacy, Http10Only,
    HostileBodyEndless, HostileBodyDripping, HostileHeaders, HostileBomb, HostileRedirect,
    HostileLengths, HostileEscapesNotify,
    // con_ing, and the answer to the offer.
    DeviceKey, BlobUndecipherable, RsaKeyTruncated, PathLetters,
    ConIngClosed, ConIngSilent, ConIngStatus, ConIngPlainText, ConIngUndecipherable,
    ConIngNotJson, ConIngEmpty, ConIngCutShort, ConIngBadChunks, ConIngTooLarge, Busy,
    AnswerNoData, AnswerNoFingerprint, AnswerOtherHash, AnswerReordered, AnswerSetupActpass,
    AnswerSctpPort, AnswerTwoFingerprints, AnswerLowerCase, HostileCandidates,
    HostileEscapesAnswer,
    // ICE.
    IceBlackHole, IcePortClosed, IceWrongPassword, IceRefused, IceRoleConflict,
    IceRoleConflictOnce, IceAnswersElsewhere, IceOtherSubnet, IceIpv6Only,
    IceMdnsOnly, IceMdnsOnlySilent, IceNoCandidates, IceNoCandidatesSilent,
    IceDeadCandidates, IceNeverNominated, IceAnswersOnly, IceForeignChecks,
    HostileCandidatesElsewhere, HostileFlood, HostileStunErrors,
    // DTLS.
    DtlsSilent, AnswerSetupPassive, DtlsHelloOnce, DtlsLargeLost, WrongFingerprint,
    DtlsAlert, DtlsClosed, DtlsRefused, DtlsVersion, DtlsCiphers, DtlsSrtp, DtlsNoSrtp,
    DtlsVerifySha1, DtlsCertificateRsa, DtlsCertificateRsaSha1, DtlsCertificateEcdsaSha1,
    DtlsFragments, HostileCertificate, HostileDtlsFlood,
    // SCTP.
    SctpSilent, SctpInitUnanswered, SctpRtpOnly, SctpPort, SctpAbort, CookieUnanswered,
    OpenUnanswered, StreamReset, SctpLateError, HostileForwardTsn, HostileAbort,
    HostileEscapesAbort, HostileParameters, HostileZeroWindow, HostileHeartbeats, HostileMessage,
    // Validation.
    ValidationSilent, ChallengeMalformed, ChallengeLong, ValidationNeededTwice,
    ValidationRefused, ValidationUnconfirmed, AbortAtValidation, HostileSacks,
    // Flow.
    NoData, DataSlow, DataBursty, TopicMissing, BinaryFrames, RequestUnanswered,
    #[serde(rename = "request-3203")]
    Request3203,
    HeartbeatUnechoed, ErrorReports, HostileTopics, HostileEscapesTopics, LinkDead, ConsentLost, Takeover, AbortInFlow,
    // Camera, microphone and LiDAR, which only those ask for who want them.
    VideoSilent, VideoNoKeyframe, VideoNoPps, VideoLoss, AudioSilent,
    LidarOff, LidarAbsent, CloudsMissing, CloudsBroken,
    // The body, which only `control` asks to move.
    ModeReleased, BatteryLow, SportSilent,
    #[serde(rename = "sport-3203")]
    Sport3203,
    SportIgnored,
    // Robots with another peer.
    #[serde(rename = "kvs-2022")]
    Kvs2022,
    #[serde(rename = "kvs-2026")]
    Kvs2026,
    Libwebrtc,
}
