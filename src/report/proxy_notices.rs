//! What passes through the proxy: lines on stderr as it happens.

use std::io::{self, Write};

use super::sinks::Sink;
use crate::facts::outcome::RunEvent;
use crate::facts::proxy::{Change, Mending, ProxyEvent, ProxyRun, Refusal};
use crate::text::format::json_name;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

pub struct ProxyNotices<W> {
    pub out: W,
    pub language: Language,
}

impl<W: Write> Sink for ProxyNotices<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        let RunEvent::Proxy(event) = event else { return Ok(()) };
        for words in words(event) {
            let time = jiff::Zoned::now().strftime("%H:%M:%S");
            writeln!(self.out, "go2doctor {time}: {}", words.get(self.language))?;
        }
        Ok(())
    }
}

fn words(event: &ProxyEvent) -> Vec<Phrase> {
    match event {
        ProxyEvent::Proving => vec![phrase!(
            "the driver runs twice, without mending and with it: whatever it does with the robot, \
             moving it included, happens twice",
            "驅動程式會執行兩次，一次不修補、一次修補：它對機器人做的事，包括讓機器人移動，都會發生兩次"
        )],
        ProxyEvent::ProvingMended { ms } => vec![match *ms > 0.0 {
            true => phrase!(
                "next with mending, in {} s: the robot may hold its slot until then",
                "接著以修補執行，{} s 後開始：在那之前機器人可能仍保留連線名額",
                ms / 1000.0
            ),
            false => phrase!("next with mending", "接著以修補執行"),
        }],
        ProxyEvent::Listening(run) => listening(run),
        ProxyEvent::Refused { client, why } => {
            let why = match why {
                Refusal::Host => {
                    phrase!("its Host header names another machine", "它的 Host 標頭指向另一台機器")
                }
                Refusal::Origin => phrase!(
                    "a web page sent it; --allow-origin ORIGIN admits one",
                    "它來自網頁；要允許請用 --allow-origin ORIGIN"
                ),
                Refusal::Address => phrase!(
                    "only this machine may connect; --allow ADDRESS admits another",
                    "只有這台電腦可以連線；要允許其他位址請用 --allow ADDRESS"
                ),
            };
            vec![phrase!("{client}: refused (403): {}", "{client}：已拒絕（403）：{}", why)]
        }
        ProxyEvent::Busy { client } => vec![phrase!(
            "{client}: refused as the robot does when it is busy; a driver's connection is being \
             relayed",
            "{client}：以機器人忙碌時的方式拒絕；正在轉送另一個驅動程式的連線"
        )],
        ProxyEvent::NotRelayed { client, why } => vec![phrase!(
            "{client}: the connection does not pass here: {why}",
            "{client}：連線沒有經過這裡：{why}"
        )],
        ProxyEvent::Carried { client, answered, rejected, changes } => {
            let came = match (answered, rejected) {
                (true, _) => {
                    phrase!("offer carried, answer returned", "已轉送 offer 並傳回 answer")
                }
                (false, true) => phrase!(
                    "offer carried, the robot is busy with another client",
                    "已轉送 offer，機器人正與其他用戶端連線"
                ),
                (false, false) => {
                    phrase!("offer carried, no usable answer", "已轉送 offer，沒有可用的 answer")
                }
            };
            vec![phrase!("{client}: {}{}", "{client}：{}{}", came, mended(changes))]
        }
    }
}

fn mended(changes: &[Change]) -> Phrase {
    if changes.is_empty() {
        return Phrase::default();
    }
    let names: Vec<_> = changes.iter().map(|change| json_name(change.kind)).collect();
    phrase!("; mended: {}", "；已修補：{}", names.join(", "))
}

fn listening(run: &ProxyRun) -> Vec<Phrase> {
    let addresses = [run.listen, run.legacy_listen].into_iter().flatten();
    let addresses: Vec<_> = addresses.map(|address| address.to_string()).collect();
    let mends = match run.mended.is_empty() {
        true => phrase!("nothing is changed", "不做任何更改"),
        false => {
            let names: Vec<_> = run.mended.iter().map(json_name).collect();
            phrase!("mends {}", "修補 {}", names.join(", "))
        }
    };
    let mut lines = vec![phrase!(
        "listening on {} in the robot's place; {}",
        "代替機器人在 {} 監聽；{}",
        addresses.join(", "),
        mends
    )];
    let all = [run.listen, run.legacy_listen].into_iter().flatten();
    let beyond = all.into_iter().any(|it| !it.ip().to_canonical().is_loopback());
    if beyond && run.mended.contains(&Mending::Key) {
        lines.push(phrase!(
            "whoever is allowed to connect needs no device key of their own any more",
            "獲准連線的人不再需要自己的裝置金鑰"
        ));
    }
    lines
}
