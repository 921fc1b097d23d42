//! What each fatal alert means (RFC 5246, section 7.2; RFC 8446, section 6), told of this robot.

use crate::text::phrase::Phrase;

/// Name, and its meaning in English and Chinese, of whichever side sent it.
const MEANINGS: [(&str, &str, &str); 32] = [
    (
        "unexpected_message",
        "a message came that has no place at this point: two DTLS clients, or one side skipped a step",
        "收到不該在此時出現的訊息：雙方都當 DTLS 用戶端，或有一方漏了步驟",
    ),
    (
        "bad_record_mac",
        "a record does not decrypt: the two sides derived different keys, or a packet was altered on the way",
        "記錄無法解密：雙方算出的金鑰不同，或封包在途中被改動",
    ),
    (
        "decryption_failed",
        "a record does not decrypt; only stacks of the time of TLS 1.0 send this alert",
        "記錄無法解密；只有 TLS 1.0 時代的實作會送出這個警示",
    ),
    (
        "record_overflow",
        "a record is longer than DTLS allows: altered on the way, or a defect of the side that sent it",
        "記錄超過 DTLS 允許的長度：途中被改動，或送出方的程式缺陷",
    ),
    (
        "decompression_failure",
        "a record does not decompress, and WebRTC never compresses: a defect of one side",
        "記錄無法解壓縮，而 WebRTC 從不壓縮：某一方的程式缺陷",
    ),
    (
        "handshake_failure",
        "no cipher suite, curve or signature algorithm that both sides accept",
        "雙方沒有共同接受的加密套件、曲線或簽章演算法",
    ),
    (
        "no_certificate",
        "no certificate was shown; only stacks of the time of SSL 3.0 send this alert",
        "沒有出示憑證；只有 SSL 3.0 時代的實作會送出這個警示",
    ),
    (
        "bad_certificate",
        "the certificate is damaged, or its signature does not verify",
        "憑證已損毀，或它的簽章驗證不過",
    ),
    (
        "unsupported_certificate",
        "the certificate is of a kind that is not supported: another type of key, for instance",
        "不支援這種憑證：例如金鑰類型不同",
    ),
    ("certificate_revoked", "the certificate was revoked by its signer", "憑證已被簽發者撤銷"),
    (
        "certificate_expired",
        "the certificate is outside of its dates: the clock of one side is wrong, the robot's perhaps",
        "憑證不在有效期間內：有一方的時鐘不對，可能是機器人的",
    ),
    (
        "certificate_unknown",
        "the certificate is not accepted, for a reason that is not told: another fingerprint, for instance",
        "憑證不被接受，沒有說明原因：例如指紋不同",
    ),
    (
        "illegal_parameter",
        "a field of the handshake has a value that is not allowed, or contradicts another field",
        "握手中某個欄位的值不合法，或與其他欄位矛盾",
    ),
    (
        "unknown_ca",
        "the certificate's signer is not trusted: a side that checks more than the fingerprint",
        "不信任憑證的簽發者：這一方檢查的不只是指紋",
    ),
    (
        "access_denied",
        "the certificate is valid, and its owner is not allowed in",
        "憑證有效，但不允許其持有者連線",
    ),
    (
        "decode_error",
        "a message cannot be decoded, a length in it is wrong: altered on the way, or a defect",
        "訊息無法解讀，其中的長度不對：途中被改動，或程式缺陷",
    ),
    (
        "decrypt_error",
        "a signature or the Finished message does not verify: the two sides saw different handshakes",
        "簽章或 Finished 訊息驗證不過：雙方看到的握手內容不同",
    ),
    (
        "export_restriction",
        "a key is longer than export rules of the 1990s allowed; no stack of today sends this alert",
        "金鑰長度超過 1990 年代的出口限制；現今的實作不會送出這個警示",
    ),
    (
        "protocol_version",
        "no version of DTLS that both sides speak: one knows only DTLS 1.0, or only 1.2",
        "雙方沒有共同的 DTLS 版本：一方只支援 DTLS 1.0，或只支援 1.2",
    ),
    (
        "insufficient_security",
        "the cipher suites on offer are weaker than what the other side demands",
        "提出的加密套件強度低於對方的要求",
    ),
    (
        "internal_error",
        "a failure that has nothing to do with the other side, out of memory for instance",
        "與對方無關的內部錯誤，例如記憶體不足",
    ),
    (
        "inappropriate_fallback",
        "a version lower than both sides speak was offered, after an earlier try failed (RFC 7507)",
        "先前的嘗試失敗後，提出了低於雙方都支援的版本（RFC 7507）",
    ),
    (
        "user_canceled",
        "the handshake was cancelled for a reason outside of the protocol: the program was closed",
        "握手因協定以外的原因而取消：例如程式被關閉",
    ),
    (
        "no_renegotiation",
        "a second handshake was asked for within the connection, and declined",
        "在連線中要求再次握手，被拒絕",
    ),
    (
        "missing_extension",
        "an extension that has to be in the hello is missing",
        "hello 缺少必要的擴充欄位",
    ),
    (
        "unsupported_extension",
        "the reply holds an extension that was not asked for",
        "回覆中含有未被要求的擴充欄位",
    ),
    (
        "unrecognized_name",
        "no server of the name that was asked for; WebRTC asks for none",
        "沒有所要求名稱的伺服器；WebRTC 並不要求名稱",
    ),
    (
        "bad_certificate_status_response",
        "the proof that the certificate was not revoked is not valid",
        "證明憑證未被撤銷的回應無效",
    ),
    (
        "unknown_psk_identity",
        "no shared key of that name; WebRTC uses certificates",
        "沒有該名稱的共用金鑰；WebRTC 使用憑證",
    ),
    (
        "certificate_required",
        "the client showed no certificate, and one is demanded",
        "用戶端沒有出示憑證，但對方要求",
    ),
    (
        "no_application_protocol",
        "no application protocol (ALPN) that both sides speak; WebRTC asks for none",
        "雙方沒有共同的應用層協定（ALPN）；WebRTC 並不要求",
    ),
    (
        "unregistered alert",
        "an alert that is not registered with IANA: a damaged packet, or a defect",
        "未在 IANA 登記的警示：封包損毀，或程式缺陷",
    ),
];

/// The meaning of an alert, by its name in reports; `None` for names of other programs.
pub(super) fn meaning(name: &str) -> Option<Phrase> {
    let (_, english, chinese) = MEANINGS.iter().find(|(known, ..)| *known == name)?;
    Some(Phrase::new(*english, *chinese))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::stack::record::alert_name;
    use crate::text::language::Language;

    #[test]
    fn every_alert_that_the_stack_can_name_has_a_meaning_of_its_own() {
        let names: BTreeSet<_> = (1..=255).map(alert_name).collect();
        assert_eq!(names.len(), MEANINGS.len());
        for language in Language::ALL {
            let meanings: BTreeSet<_> = names
                .iter()
                .map(|name| meaning(name).unwrap_or_else(|| panic!("{name}")))
                .map(|phrase| phrase.get(language).to_owned())
                .collect();
            assert_eq!(meanings.len(), MEANINGS.len(), "each says something else");
        }
        assert_eq!(meaning("close_notify"), None, "it ends a connection and is no error");
    }
}
