//! What a ClientHello offers (RFC 5246, section 7.4.1.2; RFC 6347, section 4.2.1), read off the
//! wire.
//!
//! A DTLS library refuses an offer that it cannot meet with one word. A diagnosis has to say what
//! was offered, so it is read here once more, put together from its fragments: the robot's library
//! cuts its handshake messages at 231 bytes.

use std::ops::Range;

use super::handshake::Assembler;
use super::record::{CLIENT_HELLO, Record};

/// The extension that names SRTP profiles (RFC 5764).
const USE_SRTP: usize = 14;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientHello {
    /// `client_version`: 0xfefd is DTLS 1.2, 0xfeff is 1.0.
    pub version: u16,
    pub has_cookie: bool,
    pub cipher_suites: Vec<u16>,
    /// SRTP profiles; `None` without the extension.
    pub srtp_profiles: Option<Vec<u16>>,
}

#[derive(Debug, Default)]
pub struct Reader(Assembler);

impl Reader {
    /// Takes a record; the ClientHello, when this one completes it.
    pub fn take(&mut self, record: &Record<'_>) -> Option<ClientHello> {
        let messages = self.0.take(record);
        let hellos = messages.iter().filter(|message| message.kind == CLIENT_HELLO);
        hellos.filter_map(|message| parse(&message.body)).next_back()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub cookie: Range<usize>,
    /// The cipher suites, two bytes each.
    pub cipher_suites: Range<usize>,
    /// The SRTP profiles, two bytes each; `None` without the extension.
    pub srtp_profiles: Option<Range<usize>>,
}

/// Finds the parts in the body of a ClientHello; `None` where it ends too early.
pub fn parts(body: &[u8]) -> Option<Parts> {
    let mut at = Position { body, at: 2 + 32 };
    at.short()?;
    let (cookie, cipher_suites) = (at.short()?, at.long()?);
    at.short()?;
    let extensions = at.long();
    let srtp_profiles = extensions.and_then(|all| srtp_profiles(body.get(..all.end)?, all.start));
    Some(Parts { cookie, cipher_suites, srtp_profiles })
}

/// The profiles in the extensions that begin at `at`; the same form in both hellos.
pub(super) fn srtp_profiles(body: &[u8], at: usize) -> Option<Range<usize>> {
    let mut at = Position { body, at };
    loop {
        let kind = at.number()?;
        let content = at.long()?;
        if kind == USE_SRTP {
            return Position { body: &body[..content.end], at: content.start }.long();
        }
    }
}

pub fn parse(body: &[u8]) -> Option<ClientHello> {
    let parts = parts(body)?;
    let numbers = |range: Range<usize>| {
        body[range].chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
    };
    Some(ClientHello {
        version: u16::from_be_bytes([*body.first()?, *body.get(1)?]),
        has_cookie: !parts.cookie.is_empty(),
        cipher_suites: numbers(parts.cipher_suites),
        srtp_profiles: parts.srtp_profiles.map(numbers),
    })
}

/// A place in a message; every range that it gives lies inside.
pub(super) struct Position<'a> {
    pub(super) body: &'a [u8],
    pub(super) at: usize,
}

impl Position<'_> {
    pub(super) fn range(&mut self, length: usize) -> Option<Range<usize>> {
        let range = self.at..self.at + length;
        self.body.get(range.clone())?;
        self.at = range.end;
        Some(range)
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let bytes = self.range(2)?;
        Some(usize::from(u16::from_be_bytes([self.body[bytes.start], self.body[bytes.start + 1]])))
    }

    /// A vector whose length is one byte.
    pub(super) fn short(&mut self) -> Option<Range<usize>> {
        let length = self.range(1)?;
        self.range(self.body[length.start].into())
    }

    /// A vector whose length is two bytes.
    pub(super) fn long(&mut self) -> Option<Range<usize>> {
        let length = self.number()?;
        self.range(length)
    }
}

pub fn version_name(version: u16) -> String {
    match version {
        0xfeff => "DTLS 1.0".into(),
        0xfefd => "DTLS 1.2".into(),
        other => format!("{other:#06x}"),
    }
}

/// The name of a cipher suite (IANA, TLS Cipher Suites), of those that a robot may well offer.
pub fn cipher_name(suite: u16) -> String {
    let name = match suite {
        0x002f => "TLS_RSA_WITH_AES_128_CBC_SHA",
        0x0035 => "TLS_RSA_WITH_AES_256_CBC_SHA",
        0x009c => "TLS_RSA_WITH_AES_128_GCM_SHA256",
        0x009d => "TLS_RSA_WITH_AES_256_GCM_SHA384",
        0x00ff => "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
        0xc009 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xc00a => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xc013 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xc014 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        other => return format!("{other:#06x}"),
    };
    name.into()
}

/// The name of an SRTP profile (IANA, DTLS-SRTP Protection Profiles).
pub fn srtp_name(profile: u16) -> String {
    let name = match profile {
        0x0001 => "SRTP_AES128_CM_SHA1_80",
        0x0002 => "SRTP_AES128_CM_SHA1_32",
        0x0005 => "SRTP_NULL_HMAC_SHA1_80",
        0x0006 => "SRTP_NULL_HMAC_SHA1_32",
        0x0007 => "SRTP_AEAD_AES_128_GCM",
        0x0008 => "SRTP_AEAD_AES_256_GCM",
        other => return format!("{other:#06x}"),
    };
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::record::{FragmentHeader, HANDSHAKE};
    use crate::test_support::corrupted;

    /// The body of a ClientHello with two suites and, where given, SRTP profiles.
    fn body(cookie: &[u8], srtp: Option<&[u16]>) -> Vec<u8> {
        let mut body = vec![0xfe, 0xfd];
        body.extend([7; 32]);
        body.extend([0, cookie.len() as u8]);
        body.extend(cookie);
        body.extend([0, 4, 0xc0, 0x2b, 0x00, 0x2f, 1, 0]);
        let mut extensions = vec![0, 23, 0, 0];
        if let Some(profiles) = srtp {
            let size = 2 * profiles.len() as u8;
            extensions.extend([0, 14, 0, size + 3, 0, size]);
            profiles.iter().for_each(|profile| extensions.extend(profile.to_be_bytes()));
            extensions.push(0);
        }
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        body
    }

    /// The body's fragments of at most `size` bytes, each with its header.
    fn fragments(body: &[u8], sequence: u16, size: usize) -> Vec<Vec<u8>> {
        let three = |number: usize| (number as u32).to_be_bytes()[1..].to_vec();
        let fragment = |(at, part): (usize, &[u8])| {
            let mut fragment = vec![CLIENT_HELLO];
            fragment.extend(three(body.len()));
            fragment.extend(sequence.to_be_bytes());
            fragment.extend(three(at * size));
            fragment.extend(three(part.len()));
            fragment.extend(part);
            fragment
        };
        body.chunks(size).enumerate().map(fragment).collect()
    }

    fn record(body: &[u8]) -> Record<'_> {
        Record { content_type: HANDSHAKE, epoch: 0, body, bytes: body }
    }

    fn read(reader: &mut Reader, fragments: &[Vec<u8>]) -> Option<ClientHello> {
        fragments.iter().filter_map(|fragment| reader.take(&record(fragment))).next_back()
    }

    #[test]
    fn what_is_offered_is_read_whole_or_in_fragments_of_any_order() {
        let expected = ClientHello {
            version: 0xfefd,
            has_cookie: true,
            cipher_suites: vec![0xc02b, 0x002f],
            srtp_profiles: Some(vec![2, 1]),
        };
        let body = body(&[9; 20], Some(&[2, 1]));
        for size in [1, 16, 231] {
            let mut fragments = fragments(&body, 1, size);
            assert_eq!(read(&mut Reader::default(), &fragments).as_ref(), Some(&expected));
            fragments.reverse();
            assert_eq!(read(&mut Reader::default(), &fragments).as_ref(), Some(&expected));
        }
    }

    #[test]
    fn the_second_hello_is_not_mixed_with_the_first() {
        let mut reader = Reader::default();
        let (first, second) = (body(&[], None), body(&[9; 20], None));
        assert!(read(&mut reader, &fragments(&first, 0, 40)[..1]).is_none());
        let hello = read(&mut reader, &fragments(&second, 1, 40)).expect("it is whole");
        assert!(hello.has_cookie);
        assert_eq!(hello.srtp_profiles, None);
    }

    #[test]
    fn what_does_not_fit_is_no_hello() {
        let mut reader = Reader::default();
        let whole = fragments(&body(&[], None), 0, 4000).remove(0);
        let mut long = whole.clone();
        long[1] = 0xff;
        let mut beyond = whole.clone();
        beyond[8] = 200;
        for hostile in [&whole[..FragmentHeader::LENGTH], &whole[..20], &long, &beyond, &[]] {
            assert_eq!(reader.take(&record(hostile)), None);
        }
        let encrypted = Record { epoch: 1, ..record(&whole) };
        assert_eq!(reader.take(&encrypted), None);
    }

    #[test]
    fn corrupted_hellos_never_panic() {
        let mut rng = fastrand::Rng::with_seed(31);
        let whole = fragments(&body(&[9; 20], Some(&[1, 2, 7])), 0, 4000).remove(0);
        let mut reader = Reader::default();
        for _ in 0..3000 {
            let _ = reader.take(&record(&corrupted(&whole, &mut rng)));
        }
    }
}
