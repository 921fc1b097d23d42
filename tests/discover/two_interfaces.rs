//! Two networks: the search goes out from each, whatever the routes say.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::namespace::Place;

/// Two pairs of interfaces; the other ends are where robots would be. The only route of multicast
/// leads to the first.
const TWO: &str = "
    ip link add dog0 type veth peer name far0; ip link add dog1 type veth peer name far1
    for each in dog0 far0 dog1 far1; do ip link set $each up; done
    ip addr add 10.231.0.2/24 dev dog0; ip addr add 10.231.1.2/24 dev dog1
    ip route add 224.0.0.0/4 dev dog0";

/// Listens at the far ends below IP, and tells the source and destination of each question.
const LISTEN: &str = "
import socket,struct,sys
s=[]
for name in sys.argv[1:]:
    one=socket.socket(socket.AF_PACKET,socket.SOCK_DGRAM,socket.htons(0x0800)); one.bind((name,0)); s.append((name,one))
print('ready',flush=True)
import select
seen=[]
while True:
    ready,_,_=select.select([one for _,one in s]+[sys.stdin],[],[])
    for name,one in s:
        if one in ready:
            p=one.recv(2000); ihl=(p[0]&15)*4
            if p[9]==17 and struct.unpack('!H',p[ihl+2:ihl+4])[0]==10131:
                sp=struct.unpack('!H',p[ihl:ihl+2])[0]
                seen.append(' '.join([name,socket.inet_ntoa(p[12:16]),str(sp),socket.inet_ntoa(p[16:20]),str(p[8]),p[ihl+8:].decode()]))
    if sys.stdin in ready: break
print('\\n'.join(seen))
";

fn listener(place: &Place) -> Child {
    let mut command = place.command("python3");
    command.args(["-c", LISTEN, "far0", "far1"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().expect("there is python3")
}

#[test]
fn every_question_goes_out_by_every_interface() {
    let Some(place) = Place::or_skip(TWO) else { return };
    let mut child = listener(&place);
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert_eq!(lines.next().expect("a line").expect("UTF-8"), "ready");
    let (report, status) = place.discover(&["--timeout", "0.6"]);
    drop(child.stdin.take());
    let seen: Vec<String> = lines.map(|line| line.expect("UTF-8")).collect();
    child.wait().expect("it ends");

    assert_eq!((status, &report["verdict"]), (Some(1), &"none".into()), "{report:#}");
    for (far, own) in [("far0", "10.231.0.2"), ("far1", "10.231.1.2")] {
        for group in ["231.1.1.1", "231.1.1.2", "239.255.1.1"] {
            let question =
                format!("{far} {own} 10134 {group} 1 {{\"name\":\"unitree_dapengche\"}}");
            let times = seen.iter().filter(|line| **line == question).count();
            assert_eq!(times, 3, "{question}\n{seen:#?}");
        }
    }
    assert_eq!(seen.len(), 18, "and no other: {seen:#?}");
    let used: Vec<_> = report["interfaces"]
        .as_array()
        .expect("an array")
        .iter()
        .filter(|each| each["unused"].is_null())
        .map(|each| (each["name"].as_str(), each["questions"].as_u64()))
        .collect();
    assert_eq!(used, [(Some("dog0"), Some(9)), (Some("dog1"), Some(9))]);
}

#[test]
fn a_robot_is_found_behind_the_interface_that_no_route_leads_to() {
    let Some(place) = Place::or_skip(TWO) else { return };
    let far = place.another();
    place.shell(&format!("ip link set far1 netns {}", far.id()));
    far.shell("ip addr add 10.231.1.1/24 dev far1; ip link set far1 up");
    let robot = far.robot(&["--listen", "10.231.1.1:9991", "--seed", "9"]);
    let (report, status) = place.discover(&["--show-serials"]);
    assert_eq!((status, &report["verdict"]), (Some(0), &"found".into()), "{report:#}");
    let robots = report["robots"].as_array().expect("an array");
    assert_eq!(robots.len(), 1, "{report:#}");
    assert_eq!([&robots[0]["address"], &robots[0]["interface"]], ["10.231.1.1", "dog1"]);
    assert_eq!(robots[0]["serial"], robot.serial);
    assert_eq!(robots[0]["ports"][0]["reason"], "open");

    // The other interface alone does not lead there.
    let (report, status) = place.discover(&["--interface", "dog0", "--timeout", "0.5"]);
    assert_eq!((status, &report["verdict"]), (Some(1), &"none".into()), "{report:#}");
}
