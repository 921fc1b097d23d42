//! Our offer: sockets, an endpoint on each, and the profile that is filled in.

use std::borrow::Cow;
use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;

use super::plan::Plan;
use super::recorder::Recorder;
use super::session::{Link, Session};
use super::stock::StockLink;
use crate::clock;
use crate::facts::outcome::Client;
use crate::facts::remark::Remark;
use crate::net::source::{among, by_route};
use crate::robot::offer::{
    OfferValues, Profile, TransportValues, profile, render as render_template, transports,
};
use crate::stack::driver::{Driver, Sockets};
use crate::stack::init_pace::InitPace;
use crate::stack::{Endpoint, EndpointConfig, ForeignChecks, LocalDescription};
use crate::text::redact::Secret;

pub(super) enum Ours {
    /// What our stack says of each m-section's transport, to be filled into a profile.
    Layers(Vec<LocalDescription>),
    Stock(Secret<String>),
    /// A driver's, carried for it, in the envelope that it is sent in.
    Driver {
        offer: Secret<String>,
        envelope: Secret<String>,
    },
}

impl Ours {
    /// The profile's name, or the client's that made it.
    pub(super) fn made_by<'a>(&self, plan: &'a Plan) -> &'a str {
        match self {
            Ours::Layers(_) => &plan.offer,
            Ours::Stock(_) => Client::Stock.name(),
            Ours::Driver { .. } => Client::Driver.name(),
        }
    }
}

/// Binds a socket on the address that reaches the robot, and makes the endpoint.
pub(super) async fn gather(session: &mut Session<'_>, robot: IpAddr) -> Result<Ours, Remark> {
    let started = clock::now();
    let address = match &session.plan.local_addresses {
        Some(addresses) => among(addresses, robot).ok_or(Remark::NoAddressOfFamily(robot))?,
        None => {
            by_route(robot).map_err(|error| Remark::NoRoute { robot, error: error.to_string() })?
        }
    };
    let addresses = [address];
    if session.plan.client == Client::Stock {
        let (link, offer) = StockLink::offer(&addresses).await?;
        session.gathering = Some(clock::since(started));
        session.stock = Some(link);
        return Ok(Ours::Stock(offer));
    }
    let profile = profile(&session.plan.offer).ok_or(Remark::UnknownOfferProfile)?;
    // Boxed: it is large, and many runs may share one thread's stack.
    let count = transports(&template(profile, session.plan));
    let driver = Box::pin(sections(
        profile,
        count,
        address,
        session.recorder.clone(),
        session.plan.media.wants_rtp(),
    ))
    .await?;
    let locals = driver.local();
    session.gathering = Some(clock::since(started));
    session.link = Some(Link::new(driver));
    Ok(Ours::Layers(locals))
}

async fn sections(
    profile: &Profile,
    transports: usize,
    address: IpAddr,
    recorder: Arc<Recorder>,
    media: bool,
) -> Result<Driver, Remark> {
    let config = |sockets: &Sockets| EndpointConfig {
        init_pace: profile.init_pace.map(|(interval, inits)| InitPace { interval, inits }),
        foreign_checks: profile
            .refuses_checks
            .map_or(ForeignChecks::Ignored, ForeignChecks::Refused),
        observer: Some(recorder.clone()),
        media,
        ..EndpointConfig::offerer(sockets.local_addrs())
    };
    let bind = || async {
        Sockets::bind(&[address]).await.map_err(|error| Remark::NoUdpSocket(error.to_string()))
    };
    let sockets = bind().await?;
    let endpoint = Endpoint::new(clock::now(), config(&sockets));
    let mut driver = Driver::new(sockets, endpoint.map_err(said)?);
    for _ in 1..transports {
        let sockets = bind().await?;
        let endpoint = driver.endpoint.sibling(clock::now(), config(&sockets));
        driver.add_section(sockets, endpoint.map_err(said)?);
    }
    Ok(driver)
}

/// The profile's template, with what the plan changes in it.
fn template<'p>(profile: &'p Profile, plan: &Plan) -> Cow<'p, str> {
    match plan.change {
        Some(change) => Cow::Owned(change.apply(profile.template)),
        None => Cow::Borrowed(profile.template),
    }
}

pub(super) fn render(locals: &[LocalDescription], plan: &Plan) -> Result<String, Remark> {
    let profile = profile(&plan.offer).ok_or(Remark::UnknownOfferProfile)?;
    let template = template(profile, plan);
    let first = locals.first().ok_or(Remark::NoLocalCandidate)?;
    let mut session_id = [0; 8];
    getrandom::fill(&mut session_id).map_err(said)?;
    let transports: Option<Vec<_>> = locals
        .iter()
        .map(|local| {
            Some(TransportValues {
                ufrag: &local.ufrag,
                pwd: Secret::new(local.pwd.as_str()),
                address: *local.addresses.first()?,
                candidates: &local.candidates,
            })
        })
        .collect();
    let longer = first.longer_fingerprints.iter().map(|(name, hash)| (*name, hash.as_str()));
    let fingerprints: Vec<_> =
        std::iter::once(("sha-256", first.fingerprint.as_str())).chain(longer).collect();
    render_template(
        &template,
        &OfferValues {
            transports: &transports.ok_or(Remark::NoLocalCandidate)?,
            fingerprints: &fingerprints,
            // Within 63 bits, as RFC 8829, section 5.2.1, has it.
            session_id: u64::from_be_bytes(session_id) >> 1,
        },
    )
    .map_err(said)
}

fn said(error: impl Display) -> Remark {
    Remark::OwnLimit(error.to_string())
}
