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

faults! {
    PortRefused,
    PortsRefused,
    PortDropping,
    Booting,
    ConNotifySilent,
    ConNotifyClosed,
    #[serde(rename = "con-notify-404")]
    ConNotify404,
    ConNotifyStatus,
    ConNotifyEmpty,
    ConNotifyTooLarge,
    ConNotifyNotHttp,
    ConNotifyGarbage,
    OtherDevice,
    ConNotifyBadJson,
    ConNotifyNoData1,
    ConNotifyUnknownData2,
    Legacy,
    Http10Only,
    DeviceKey,
    BlobUndecipherable,
    RsaKeyTruncated,
    PathLetters,
    ConIngClosed,
    ConIngSilent,
    ConIngStatus,
    ConIngPlainText,
    ConIngUndecipherable,
    ConIngNotJson,
    ConIngEmpty,
    Busy,
    AnswerNoData,
    AnswerNoFingerprint,
    AnswerOtherHash,
    AnswerReordered,
    AnswerSetupActpass,
    AnswerSctpPort,
    AnswerTwoFingerprints,
    AnswerLowerCase,
    IceBlackHole,
    IcePortClosed,
    IceWrongPassword,
    IceRefused,
    IceRoleConflict,
    IceRoleConflictOnce,
    IceAnswersElsewhere,
    IceOtherSubnet,
    IceIpv6Only,
    IceMdnsOnly,
    IceMdnsOnlySilent,
    IceNoCandidates,
    IceNoCandidatesSilent,
    IceDeadCandidates,
    IceNeverNominated,
    IceAnswersOnly,
    IceForeignChecks,
    DtlsSilent,
    AnswerSetupPassive,
    DtlsHelloOnce,
    DtlsLargeLost,
    WrongFingerprint,
    DtlsAlert,
    DtlsClosed,
    DtlsRefused,
    DtlsVersion,
    DtlsCiphers,
    DtlsSrtp,
    DtlsNoSrtp,
    DtlsVerifySha1,
    DtlsCertificateRsa,
    DtlsCertificateRsaSha1,
    DtlsCertificateEcdsaSha1,
    DtlsFragments,
    SctpSilent,
    SctpInitUnanswered,
    SctpRtpOnly,
    SctpPort,
    SctpAbort,
    CookieUnanswered,
    OpenUnanswered,
    StreamReset,
    SctpLateError,
    ValidationSilent,
    ChallengeMalformed,
    ChallengeLong,
    ValidationNeededTwice,
    ValidationRefused,
    ValidationUnconfirmed,
    AbortAtValidation,
    NoData,
    DataSlow,
    DataBursty,
    TopicMissing,
    BinaryFrames,
    RequestUnanswered,
    #[serde(rename = "request-3203")]
    Request3203,
    HeartbeatUnechoed,
    ErrorReports,
    LinkDead,
    ConsentLost,
    Takeover,
    AbortInFlow,
    #[serde(rename = "kvs-2022")]
    Kvs2022,
    #[serde(rename = "kvs-2026")]
    Kvs2026,
    Libwebrtc,
}
