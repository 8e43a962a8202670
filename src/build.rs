//! Before a release build: which commit it is of, for `--version`. Other builds say none, so that a commit rebuilds nothing.

use std::path::Path;
use std::process::Command;

fn main() {
    say("rerun-if-changed=src/build.rs");
    say("rerun-if-env-changed=ACORDO_COMMIT");
    let told = std::env::var("ACORDO_COMMIT").ok();
    let commit = told.or_else(of_git).filter(|commit| !commit.is_empty());
    say(&format!("rustc-env=ACORDO_COMMIT={}", commit.unwrap_or_default()));
}

/// The commit that lies here, `-dirty` where files differ from it; nothing outside a clone.
fn of_git() -> Option<String> {
    if std::env::var("PROFILE").ok()? != "release" || !Path::new(".git").exists() {
        return None;
    }
    let commits = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    for path in [&commits, "src", "templates", "Cargo.lock", "Cargo.toml"] {
        say(&format!("rerun-if-changed={path}"));
    }
    git(&["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])
}

/// Tells cargo.
#[allow(clippy::print_stdout)] // cargo listens there
fn say(word: &str) {
    println!("cargo::{word}");
}

fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|it| it.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
