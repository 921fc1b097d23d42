//! The capture of a bundle: what it tells is masked as in the texts, by the same stand-ins, and its
//! addresses of local use are replaced as well.

use std::io;
use std::net::IpAddr;

use super::archive::{Entry, Form};
use super::kind::Kind;
use super::local_addresses::LocalAddresses;
use super::mask::{Counts, Masks};
use crate::capture::passed_on::{PassedOn, StandIns};

/// The name of a capture in the zip.
const NAME: &str = "capture.pcapng";

#[derive(Debug)]
pub enum Capture {
    Masked(PassedOn),
    /// With its secrets, because its user asked for that.
    AsItWas(Vec<u8>),
}

impl Capture {
    /// Has `masks` take note of what must not be seen in it.
    pub(super) fn learnt_by(&self, masks: &mut Masks) {
        let Capture::Masked(packets) = self else { return };
        packets.addresses().for_each(|address| masks.learn(&address.to_string()));
        packets.user_names().for_each(|name| masks.add(Kind::IceUser, name));
        packets.texts().for_each(|text| masks.learn(&String::from_utf8_lossy(text)));
    }
}

/// The file as it goes into the zip.
pub(super) fn in_bundle(capture: &Capture, masks: &Masks) -> io::Result<Entry> {
    let name = NAME.into();
    match capture {
        Capture::Masked(packets) => {
            let mut stand_ins =
                Masking { masks, local: LocalAddresses::default(), masked: Counts::new() };
            let bytes = packets.written(&mut stand_ins)?;
            Ok(Entry { name, bytes, masked: stand_ins.masked, form: Form::Packets })
        }
        Capture::AsItWas(bytes) => {
            let masked = Counts::new();
            Ok(Entry { name, bytes: bytes.clone(), masked, form: Form::AsItWas })
        }
    }
}

struct Masking<'a> {
    masks: &'a Masks,
    local: LocalAddresses,
    masked: Counts,
}

impl Masking<'_> {
    fn count(&mut self, kind: Kind) {
        *self.masked.entry(kind).or_default() += 1;
    }
}

impl StandIns for Masking<'_> {
    fn address(&mut self, address: IpAddr) -> IpAddr {
        let masked = self.masks.stand_in(&address.to_string());
        let masked = masked.and_then(|(kind, instead)| Some((kind, instead.parse().ok()?)));
        let local = || Some((Kind::LocalAddress, self.local.stand_in(address)?));
        let Some((kind, instead)) = masked.or_else(local) else { return address };
        self.count(kind);
        instead
    }

    fn user_name(&mut self, name: &str) -> String {
        let Some((kind, instead)) = self.masks.stand_in(name) else { return name.to_owned() };
        self.count(kind);
        instead.to_owned()
    }

    fn blank(&mut self, bytes: &mut [u8]) {
        for (kind, place) in self.masks.found_in(bytes) {
            bytes[place].fill(b'*');
            self.count(kind);
        }
    }
}
