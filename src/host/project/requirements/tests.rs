use super::*;
use crate::host::fake::FakeMachine;

fn one(line: &str) -> Option<PinFacts> {
    let mut pins = of_requirements("requirements.txt", line);
    assert!(pins.len() <= 1);
    pins.pop()
}

#[test]
fn only_an_equal_sign_without_a_wildcard_is_exact() {
    let cases = [
        ("aiortc==1.9.0", true),
        ("aiortc == 1.9.0  # exactly this one", true),
        ("AioRTC===1.9.0", true),
        ("aiortc[dev]==1.9.0 ; python_version < \"3.13\"", true),
        ("aiortc==1.9.0 --hash=sha256:00ff", true),
        ("aiortc>=1.9,==1.9.0", true),
        ("aiortc==1.9.*", false),
        ("aiortc>=1.9.0", false),
        ("aiortc~=1.9", false),
        ("aiortc", false),
        ("aiortc>=1.9,<1.10", false),
    ];
    for (line, exact) in cases {
        let pin = one(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((pin.package.as_str(), pin.exact), ("aiortc", Some(exact)), "{line}");
    }
}

#[test]
fn what_is_no_demand_on_these_packages_is_passed_over() {
    let lines = [
        "# aiortc==1.9.0",
        "scipy==1.26.4",
        "aiortc-extras==1.0",
        "-r other.txt",
        "--only-binary :all:",
        "aiortc==",
        "aiortc==not a version",
        "",
        "aiortc 🐕",
    ];
    for line in lines {
        assert_eq!(one(line), None, "{line}");
    }
    assert_eq!(one(&format!("aiortc=={}", "1.".repeat(800))), None);
}

#[test]
fn lines_are_joined_and_numbered_as_in_the_file() {
    let text = "\u{feff}# drivers\naiortc \\\n  ==1.9.0 \\\n  --hash=sha256:00\naioice>=0.9\n";
    let pins = of_requirements("requirements.txt", text);
    let told: Vec<_> = pins
        .iter()
        .map(|pin| (pin.package.as_str(), pin.specifiers.as_str(), pin.at.line))
        .collect();
    assert_eq!(told, [("aiortc", "==1.9.0", 2), ("aioice", ">=0.9", 5)]);
}

#[test]
fn an_address_is_a_demand_whose_token_is_not_told() {
    let line = "unitree_webrtc_connect @ git+https://user:hunter2@example.com/x.git@main";
    let pin = one(line).expect("a demand");
    assert_eq!(pin.package, "unitree-webrtc-connect");
    assert_eq!(pin.exact, None);
    assert!(!format!("{pin:?}").contains("hunter2"));
}

#[test]
fn every_table_of_a_pyproject_is_read() {
    let text = r#"
[project]
name = "bot"
dependencies = [
    "numpy",
    "aiortc==1.9.0",
]
[project.optional-dependencies]
old = ["aioice<0.10"]
[dependency-groups]
dev = ["unitree_webrtc_connect>=2.0.4", {include-group = "x"}]
[tool.uv]
override-dependencies = ["aiortc>=1.14"]
[tool.poetry.dependencies]
python = "^3.11"
aiortc = "1.9.0"
aioice = {version = "^0.9", optional = true}
"#;
    let pins = of_pyproject("pyproject.toml", text);
    let told: Vec<_> = pins
        .iter()
        .map(|pin| (pin.package.as_str(), pin.specifiers.as_str(), pin.exact, pin.at.line))
        .collect();
    assert_eq!(
        told,
        [
            ("numpy", "", Some(false), 5),
            ("aiortc", "==1.9.0", Some(true), 6),
            ("aioice", "<0.10", Some(false), 9),
            ("unitree-webrtc-connect", ">=2.0.4", Some(false), 11),
            ("aiortc", ">=1.14", Some(false), 13),
            ("aioice", "^0.9", None, 17),
            ("aiortc", "==1.9.0", Some(true), 16),
        ]
    );
    assert_eq!(of_pyproject("pyproject.toml", "[project\ndependencies = 3"), []);
}

#[test]
fn the_installed_version_is_held_against_each_demand() {
    let machine = FakeMachine::new()
        .file("/p/requirements.txt", "aiortc==1.9.0\naioice>=0.9\nunitree_webrtc_connect\n");
    let project = ProjectFiles {
        root: "/p".into(),
        requirements: vec![PathBuf::from("/p/requirements.txt")],
        ..ProjectFiles::default()
    };
    let installed = |package: &str| match package {
        "aiortc" => Some("1.14.0".to_owned()),
        "aioice" => Some("0.10.1".to_owned()),
        _ => None,
    };
    let pins = pins(&machine, &project, &installed);
    let satisfied: Vec<_> = pins.iter().map(|pin| pin.satisfied).collect();
    assert_eq!(satisfied, [Some(false), Some(true), None]);
}

#[test]
fn condas_environment_has_a_form_of_its_own_and_pips_inside() {
    let text = "name: go2\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - numpy=1.26\n\
                  - conda-forge::av=12.3.0=py311h0_0\n  - pip:\n    - aiortc==1.9.0\n    - \"aioice>=0.9\"\n";
    let pins = of_environment("environment.yml", text);
    let told: Vec<_> = pins
        .iter()
        .map(|pin| (pin.package.as_str(), pin.specifiers.as_str(), pin.at.line))
        .collect();
    let expected = [
        ("numpy", "==1.26.*", 6),
        ("av", "==12.3.0.*", 7),
        ("aiortc", "==1.9.0", 9),
        ("aioice", ">=0.9", 10),
    ];
    assert_eq!(told, expected);
}

#[test]
fn who_asked_for_it_is_read_from_the_comments_of_a_compiled_file() {
    let compiled = "aioice==0.10.1\n    # via aiortc\naiortc==1.14.0 \\\n    --hash=sha256:00ff\n    \
                    # via\n    #   -r requirements.in\n    #   unitree-webrtc-connect\n# other\n\
                    av==14.0.1           # via aiortc, dimos\nnumpy==1.26.4\n# viable\n";
    let told: Vec<_> = of_requirements("requirements.txt", compiled)
        .into_iter()
        .map(|pin| (pin.package, pin.via.unwrap_or_default().join(" ")))
        .collect();
    let expected = [
        ("aioice", "aiortc"),
        ("aiortc", "-r requirements.in unitree-webrtc-connect"),
        ("av", "aiortc dimos"),
        ("numpy", ""),
    ];
    assert_eq!(told, expected.map(|(package, via)| (package.to_owned(), via.to_owned())));
}
