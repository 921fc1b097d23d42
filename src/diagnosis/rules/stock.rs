//! A stock client says only that it got no further: our own shows every packet, so that is next.

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::facts::remark::Remark;

/// A finding on a stage at which a stock client broke, with what it said of itself.
pub(in crate::diagnosis) fn then_ours(case: &Case<'_>, each: Finding) -> Finding {
    let next = match each.stage {
        Stage::Ice => "go2doctor ice --client go2doctor",
        Stage::Dtls => "go2doctor dtls --client go2doctor",
        Stage::Sctp => "go2doctor sctp --client go2doctor",
        _ => return each,
    };
    let Some(broke) = case.ran(each.stage).filter(|it| it.status == Status::Fail) else {
        return each;
    };
    each.seen_all(broke.remark.as_ref().map(Remark::phrase)).next_command(next)
}
