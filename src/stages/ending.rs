//! From the stack's words to the report's: how a connection ended.

use crate::facts::of_stack::abort_evidence;
use crate::facts::remark::Remark;
use crate::facts::{EndedBy, LinkEnd};
use crate::stack::{DtlsError, SctpError, StackError, Way};

/// How the peer ended the connection, where it did: the failure of a layer says more than the
/// close that may follow it.
pub(super) fn link_end(failure: Option<&StackError>, closed: bool) -> Option<LinkEnd> {
    let (by, abort) = match failure {
        Some(StackError::Sctp(SctpError::Aborted(abort))) => {
            (EndedBy::Abort, Some(abort_evidence(Way::In, abort)))
        }
        Some(StackError::Sctp(SctpError::StreamReset)) => (EndedBy::StreamReset, None),
        Some(StackError::Dtls(DtlsError::PeerAlert(_))) => (EndedBy::Alert, None),
        _ if closed => (EndedBy::Closed, None),
        _ => return None,
    };
    Some(LinkEnd { by, abort })
}

/// What our own stack could not do, where that is what ended the connection.
pub(super) fn own_limit(failure: Option<&StackError>, closed: bool) -> Option<Remark> {
    let failure = failure.filter(|failure| link_end(Some(failure), closed).is_none())?;
    Some(Remark::OwnStack(failure.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::Abort;

    #[test]
    fn a_failure_says_more_than_the_close_after_it() {
        let abort = StackError::Sctp(SctpError::Aborted(Abort { causes: vec![(12, vec![])] }));
        let end = link_end(Some(&abort), true).expect("an end");
        assert_eq!(end.by, EndedBy::Abort);
        assert_eq!(end.abort.expect("an ABORT").causes[0].text, "User-Initiated Abort");
        assert_eq!(link_end(None, true).map(|end| end.by), Some(EndedBy::Closed));
        assert_eq!(link_end(None, false), None);
    }

    #[test]
    fn what_our_own_stack_could_not_do_is_no_end_of_the_robots() {
        let own = StackError::Sctp(SctpError::Local("out of memory".into()));
        assert_eq!(link_end(Some(&own), false), None);
        let limit = own_limit(Some(&own), false);
        assert!(matches!(limit, Some(Remark::OwnStack(error)) if error.contains("out of memory")));
        let reset = StackError::Sctp(SctpError::StreamReset);
        assert_eq!(own_limit(Some(&reset), false), None);
        assert_eq!(own_limit(None, true), None);
    }
}
