//! The network half of the stages against small hostile servers on loopback.

mod connect;
mod fallback;
mod http_stage;
mod ping_stage;
mod post;
mod resolve;
mod server;
