// A small driver for the robot, as one writes it in JavaScript, on one of two WebRTC stacks that
// nobody of this project wrote:
//
//     DEBUG='werift*' node driver.mjs werift http://127.0.0.1:9991 127.0.0.2 3
//
// Stack, the robot's signalling, the own address that ICE offers (of its own accord neither stack
// offers the loopback), and how many seconds to listen once data flows. What the stack has to say
// goes to stderr beside the driver's own lines: such logs are what users send.

import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { exchange } from "./signalling.mjs";

const LOWSTATE = "rt/lf/lowstate";
// From the last change of state until data flows, ms: longer than `logs` gives a stage, and on a
// busy machine a handshake takes seconds of it.
const PATIENCE = 35_000;
// What comes after the end of a connection tells how it ended, ms.
const AFTERMATH = 500;

const [stack, robot, address, seconds] = process.argv.slice(2);

function log(text) {
  console.error(`${new Date().toISOString()} driver ${text}`);
}

function fail(error) {
  log(error.stack);
  process.exit(1);
}

/** Ends the driver where nothing more happens and no data flows. */
function waitOn() {
  clearTimeout(talk.waiting);
  talk.waiting = setTimeout(() => talk.flows || fail(new Error("no data")), PATIENCE);
}

function iceState(text) {
  log(`ICE connection state: ${text}`);
  waitOn();
}

function state(text) {
  log(`connection state: ${text}`);
  waitOn();
  if (text === "failed" || (text === "closed" && !talk.over)) {
    setTimeout(() => fail(new Error(`the connection ${text}`)), AFTERMATH);
  }
}

async function answered(sdp) {
  const answer = await exchange(robot, sdp);
  log(`con_ing answered: ${JSON.stringify(answer)}`);
  if (answer.sdp === "reject") throw new Error("the robot is taken");
  waitOn();
  return answer;
}

async function werift() {
  os.networkInterfaces = () => ({ lo: [{ address, family: "IPv4", internal: false }] });
  syncBuiltinESMExports();
  const { RTCPeerConnection } = await import("werift");
  const peer = new RTCPeerConnection({ iceInterfaceAddresses: { udp4: address } });
  peer.iceConnectionStateChange.subscribe(iceState);
  peer.connectionStateChange.subscribe(state);
  const channel = peer.createDataChannel("data");
  channel.stateChanged.subscribe((state) => log(`data channel ${state}`));
  channel.onMessage.subscribe((data) => talk.message(data.toString()));
  talk.send = (text) => channel.send(text);
  // Where it is told of none it asks one of Google's.
  for (const transport of peer.iceTransports) transport.connection.stunServer = undefined;
  await peer.setLocalDescription(await peer.createOffer());
  await peer.setRemoteDescription(await answered(peer.localDescription.sdp));
  return () => peer.close();
}

async function libdatachannel() {
  const { default: native } = await import("node-datachannel");
  native.initLogger("Debug", (level, text) => {
    console.error(`${new Date().toISOString()} ${level} ${text}`);
  });
  const peer = new native.PeerConnection("go2", { iceServers: [], bindAddress: address });
  const gathered = new Promise((resolve) => {
    peer.onGatheringStateChange((state) => state === "complete" && resolve());
  });
  peer.onIceStateChange(iceState);
  peer.onStateChange(state);
  const channel = peer.createDataChannel("data");
  channel.onOpen(() => log("data channel open"));
  channel.onClosed(() => log("data channel closed"));
  channel.onMessage((data) => talk.message(data.toString()));
  talk.send = (text) => channel.sendMessage(text);
  await gathered;
  const answer = await answered(peer.localDescription().sdp);
  peer.setRemoteDescription(answer.sdp, answer.type);
  return () => peer.close();
}

/** Answers the challenge, subscribes, and fulfils `flowing` when data comes. */
function conversation() {
  const talk = { flows: false, over: false };
  talk.flowing = new Promise((resolve) => {
    talk.message = (text) => {
      const message = JSON.parse(text);
      log(`received ${text}`);
      if (message.topic === LOWSTATE) {
        talk.flows = true;
        resolve();
      }
      if (message.type !== "validation") return;
      const digest = crypto.createHash("md5").update(`UnitreeGo2_${message.data}`).digest("base64");
      const answer =
        message.data === "Validation Ok."
          ? { type: "subscribe", topic: LOWSTATE }
          : { type: "validation", topic: "", data: digest };
      const sent = JSON.stringify(answer);
      log(`sending ${sent}`);
      talk.send(sent);
    };
  });
  return talk;
}

const talk = conversation();
try {
  log(`connecting to ${robot} by ${stack}`);
  const close = await { werift, libdatachannel }[stack]();
  await talk.flowing;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  talk.over = true;
  log("closing");
  await close();
  process.exit(0);
} catch (error) {
  fail(error);
}
