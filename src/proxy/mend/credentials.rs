//! One set of ICE credentials: the robot keeps those of the last section, and a driver on aiortc up
//! to 1.14 keeps the transport of the first section of the BUNDLE group.

use super::Mended;
use super::levels::{levels, line_end, value};
use crate::facts::proxy::{Change, Mending, Unmended};
use crate::stack::sdp::SessionDescription;
use crate::text::redact::printable;

/// Every section gets the credentials of the group's first mid, and only that section's candidates
/// go on. Offers whose sections agree stay as they are.
pub fn mend(offer: &str) -> Mended {
    let Ok(parsed) = SessionDescription::parse(offer) else {
        return Mended::untouched(offer, None);
    };
    let set = |at: usize| {
        let transport = &parsed.sections.get(at)?.transport;
        Some((transport.ufrag.as_deref()?, transport.pwd.as_ref()?.expose().as_str()))
    };
    let sets: Vec<_> = (0..parsed.sections.len()).filter_map(set).collect();
    if sets.windows(2).all(|two| two[0] == two[1]) {
        return Mended::untouched(offer, None);
    }
    let first = first_mid(&parsed);
    let kept =
        first.and_then(|mid| parsed.sections.iter().position(|it| it.mid.as_deref() == Some(mid)));
    let Some((kept, (ufrag, pwd))) = kept.and_then(|kept| Some((kept, set(kept)?))) else {
        return Mended::untouched(offer, Some(Unmended::NoBundle));
    };
    let mut text = String::new();
    for (at, level) in levels(offer).into_iter().enumerate() {
        // Before the sections come the session's own lines.
        let is_kept = at == 0 || at == kept + 1;
        for line in level {
            let end = line_end(line);
            if is_kept {
                text.push_str(line);
            } else if value(line, "ice-ufrag").is_some() {
                text.extend(["a=ice-ufrag:", ufrag, end]);
            } else if value(line, "ice-pwd").is_some() {
                text.extend(["a=ice-pwd:", pwd, end]);
            } else if value(line, "candidate").is_none() {
                text.push_str(line);
            }
        }
    }
    let fragments: Vec<_> = sets.iter().map(|(ufrag, _)| printable(ufrag, 32)).collect();
    let change = Change {
        kind: Mending::Credentials,
        before: fragments.join(", "),
        after: printable(ufrag, 32),
    };
    Mended { text, change: Some(change), unmended: None }
}

/// The mid whose transport carries the bundle (RFC 9143, section 7).
pub fn first_mid(description: &SessionDescription) -> Option<&str> {
    Some(description.bundle.as_ref()?.first()?.as_str())
}
