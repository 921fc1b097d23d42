//! What the stages ask the network with: names, sources, TCP connects, POST and echo.

pub mod connect;
pub mod echo;
pub mod head;
pub mod icmp;
pub mod ports;
pub mod post;
pub mod raw_post;
pub mod resolve;
pub mod source;
