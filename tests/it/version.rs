//! `--version`: the commit of a release build, and none where there is none to tell.

use std::fs;
use std::process::Command;

use crate::room::Room;

#[test]
fn the_program_says_its_version() {
    let told = Room::empty().done("--version").stdout;
    let version = format!("acordo {}", env!("CARGO_PKG_VERSION"));
    let rest = told.trim_end().strip_prefix(&version).unwrap_or_else(|| panic!("{told}"));
    assert!(rest.is_empty() || rest.starts_with(" (") && rest.ends_with(')'), "{told}");
    assert_eq!(rest.contains("keyring"), cfg!(feature = "keyring"), "{told}");
}

/// What the step before a build says of the commit, in a folder of its own.
fn commit(room: &Room, profile: &str, told: Option<&str>) -> String {
    let mut step = Command::new(room.path("step"));
    step.current_dir(room.path("")).env("PROFILE", profile).env_remove("ACORDO_COMMIT");
    if let Some(told) = told {
        step.env("ACORDO_COMMIT", told);
    }
    let told = room.tell(&mut step);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let line =
        told.stdout.lines().find_map(|line| line.strip_prefix("cargo::rustc-env=ACORDO_COMMIT="));
    line.unwrap_or_else(|| panic!("{}", told.stdout)).to_owned()
}

#[test]
fn a_release_of_a_clone_says_its_commit_and_other_builds_say_none() {
    let room = Room::empty();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/build.rs");
    let mut compiler = Command::new("rustc");
    let built = room.tell(compiler.args(["--edition=2024", source, "-o"]).arg(room.path("step")));
    assert_eq!(built.exit, 0, "{}", built.stderr);
    assert_eq!(commit(&room, "release", None), "", "an unpacked archive has no commit");
    assert_eq!(commit(&room, "release", Some("abc")), "abc", "whoever packs it knows");
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
        let told =
            room.tell(Command::new("git").current_dir(room.path("")).args(who).args(arguments));
        assert_eq!(told.exit, 0, "{}", told.stderr);
    };
    fs::write(room.path("file"), "1").unwrap();
    git(&["init", "-q"]);
    git(&["add", "file"]);
    git(&["commit", "-qm", "one"]);
    let clean = commit(&room, "release", None);
    assert!(clean.len() == 12 && clean.chars().all(|sign| sign.is_ascii_hexdigit()), "{clean}");
    assert_eq!(commit(&room, "debug", None), "", "a commit rebuilds nothing for who works on it");
    fs::write(room.path("file"), "2").unwrap();
    assert_eq!(commit(&room, "release", None), format!("{clean}-dirty"));
    assert_eq!(commit(&room, "release", Some("")), "", "said to be none");
}
