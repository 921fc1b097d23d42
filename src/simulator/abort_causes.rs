//! What comes with each cause of an ABORT, formed as RFC 9260, section 3.3.10, has it. The values
//! are made up; a client may show them and no more.

pub(super) fn information(code: u16) -> &'static [u8] {
    match code {
        // A stream, and two bytes that mean nothing.
        1 => &[0, 1, 0, 0],
        // One parameter is missing: the State Cookie.
        2 => &[0, 0, 0, 1, 0, 7],
        // A quarter of a second too old, in µs.
        3 => &[0, 3, 0xd0, 0x90],
        // The parameter Host Name Address, ended by a zero.
        5 => b"\x00\x0b\x00\x08dog\x00",
        // A chunk of a type that is not assigned.
        6 => &[0x3f, 0, 0, 4],
        // A parameter of a type that is not assigned.
        8 => &[0xc0, 0x7f, 0, 4],
        // The TSN of a DATA chunk without data.
        9 => &[0, 0, 0x10, 0x01],
        // The parameter IPv4 Address, of a network kept for examples.
        11 => &[0, 5, 0, 8, 192, 0, 2, 1],
        12 => b"no session for this peer",
        13 => b"chunk out of order",
        // Out of Resource, Invalid Mandatory Parameter and Cookie Received While Shutting Down are
        // said by their code alone.
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::stack::packet;
    use crate::stack::sctp_cause::{cause_information, cause_name};

    use super::*;

    #[test]
    fn every_cause_is_read_back_and_says_what_belongs_to_it() {
        let silent = [4, 7, 10];
        for code in 1..=13 {
            let packet = packet::abort_packet(7, code, information(code));
            assert_eq!(packet.len() % 4, 0, "{code}");
            let causes = packet::abort(&packet).map(|abort| abort.causes).unwrap_or_default();
            assert_eq!(causes, [(code, information(code).to_vec())], "{}", cause_name(code));
            let said = cause_information(code, information(code));
            assert_eq!(said.is_none(), silent.contains(&code), "{code}: {said:?}");
        }
    }
}
