use rtc_srtp::protection_profile::ProtectionProfile;

use super::*;
use crate::test_support::corrupted;

const PROFILES: [ProtectionProfile; 3] = [
    ProtectionProfile::Aes128CmHmacSha1_80,
    ProtectionProfile::Aes128CmHmacSha1_32,
    ProtectionProfile::AeadAes128Gcm,
];

/// Two ends with one another's keys.
fn ends(profile: ProtectionProfile) -> [SrtpLayer; 2] {
    let provider = rtc_crypto::default_provider().expect("a provider");
    [true, false].map(|is_client| {
        let mut config = Config { profile, ..Default::default() };
        let material: Vec<u8> = (0..config.keying_material_len()).map(|byte| byte as u8).collect();
        config.set_session_keys_from_keying_material(&material, is_client).expect("keys");
        SrtpLayer::new(config, provider.clone()).expect("a layer")
    })
}

fn packet(ssrc: u32, sequence_number: u16) -> Media {
    let header = Header { version: 2, ssrc, sequence_number, ..Default::default() };
    Media::Rtp(Packet { header, payload: vec![0x41; 50].into() })
}

fn report() -> Media {
    let report = crate::stack::rtcp::picture_loss(7, 8);
    Media::Rtcp(report.expect("a report"))
}

#[test]
fn each_profile_opens_what_it_sealed_once() {
    for profile in PROFILES {
        let [mut robot, mut doctor] = ends(profile);
        for media in [packet(1, 65_535), packet(1, 0), report()] {
            let sealed = robot.seal(&media).expect("sealed");
            assert_eq!(doctor.open(&sealed), Some(media), "{profile:?}");
            assert_eq!(doctor.open(&sealed), None, "{profile:?}: it came again");
        }
        assert_eq!(doctor.counts(), SrtpCounts { opened: 3, repeated: 3, refused: 0 });
    }
}

#[test]
fn a_report_that_says_that_it_is_not_encrypted_is_refused() {
    for profile in PROFILES {
        let [mut robot, mut doctor] = ends(profile);
        let mut sealed = robot.seal(&report()).expect("sealed");
        let flag_at = sealed.len() - profile.rtcp_auth_tag_len() - 4;
        sealed[flag_at] &= 0x7f;
        assert_eq!(doctor.open(&sealed), None, "{profile:?}");
        assert_eq!(doctor.counts().refused, 1);
    }
}

#[test]
fn forged_sources_take_no_place_from_one_that_is_known_or_comes_later() {
    let [mut robot, mut doctor] = ends(ProtectionProfile::Aes128CmHmacSha1_80);
    let sealed = robot.seal(&packet(1, 1)).expect("sealed");
    assert!(doctor.open(&sealed).is_some());
    for ssrc in 2..1000u32 {
        let mut forged = sealed.clone();
        forged[8..12].copy_from_slice(&ssrc.to_be_bytes());
        assert_eq!(doctor.open(&forged), None);
    }
    assert_eq!((doctor.sources.len(), doctor.counts().refused), (1, 998));
    for packet in [packet(1, 2), packet(1000, 1), report()] {
        let sealed = robot.seal(&packet).expect("sealed");
        assert_eq!(doctor.open(&sealed), Some(packet));
    }
}

#[test]
fn sources_that_have_the_keys_are_bounded_as_well() {
    let [mut robot, mut doctor] = ends(ProtectionProfile::AeadAes128Gcm);
    let mut opened = 0;
    for ssrc in 0..2 * MAX_SOURCES as u32 {
        let sealed = robot.seal(&packet(ssrc, 1)).expect("sealed");
        opened += usize::from(doctor.open(&sealed).is_some());
    }
    assert_eq!((opened, doctor.sources.len()), (MAX_SOURCES, MAX_SOURCES));
}

#[test]
fn a_header_whose_end_the_library_does_not_know_is_refused() {
    let mut digestible = vec![0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xbe, 0xde, 0, 1];
    digestible.extend([0x10, 7, 0, 0]);
    digestible.extend([0; 40]);
    assert!(digestible_header(&digestible).is_some());
    // Identifier 15 ends the list (RFC 8285, section 4.2); what follows it still belongs to it.
    let mut unknown = digestible.clone();
    unknown[16..20].copy_from_slice(&[0xf0, 7, 7, 7]);
    assert!(digestible_header(&unknown).is_none());
    let mut endless = digestible;
    endless[14..16].copy_from_slice(&[0xff, 0xff]);
    assert!(digestible_header(&endless).is_none());
}

#[test]
fn corrupted_packets_never_panic_and_are_never_opened() {
    let mut random = fastrand::Rng::with_seed(61);
    for profile in PROFILES {
        let [mut robot, mut doctor] = ends(profile);
        for media in [packet(1, 1), report()] {
            let sealed = robot.seal(&media).expect("sealed");
            for _ in 0..2000 {
                let broken = corrupted(&sealed, &mut random);
                if broken != sealed {
                    assert_eq!(doctor.open(&broken), None, "{profile:?}");
                }
            }
        }
    }
}
