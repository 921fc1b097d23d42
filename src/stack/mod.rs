//! A WebRTC endpoint without I/O: the layers of the protocol, and the session
//! descriptions that both sides exchange before any of them starts.

pub mod sdp;
pub mod sdp_candidate;
pub mod sdp_lint;
pub mod sdp_section;
