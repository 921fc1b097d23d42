//! What the stages ask the network with: names, sources, TCP connects, POST, echo, UDP ports.

pub mod connect;
pub mod echo;
pub mod head;
pub mod http_server;
pub mod icmp;
pub mod ports;
pub mod post;
pub mod raw_post;
pub mod request;
pub mod resolve;
pub mod source;
pub mod udp_probe;
pub mod udp_reader;
