//! Passwords and tokens, read when they are needed from where the agreement says; they are never printed.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use crate::model::agreement::SecretSource;
use crate::model::plain;

/// A command that prints a password has this long, or less where less patience is agreed on.
const PATIENCE: Duration = Duration::from_secs(30);
/// What it printed is there this long after it ended, unless something it started keeps the line open.
const AFTERWARDS: Duration = Duration::from_secs(2);
/// No password and no token is longer.
const LONGEST: u64 = 64 * 1024;
/// Where systemd puts the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Why a secret could not be had: a code and what it is about, never the secret.
#[derive(Debug, PartialEq, Eq)]
pub struct SecretError {
    /// What went wrong.
    pub code: &'static str,
    /// The variable, file, command or credential.
    pub name: String,
    /// What the system said.
    pub reason: String,
}

/// The secret a source holds: its first line.
pub fn read(source: &SecretSource, patience: Duration) -> Result<SecretString, SecretError> {
    let name = name(source);
    let error = |code, reason: String| SecretError { code, name: name.clone(), reason };
    let text = match source {
        SecretSource::Env(variable) => {
            std::env::var(variable).map_err(|_| error("env-missing", String::new()))?
        }
        SecretSource::File(path) if is_open(path) => return Err(error("file-open", String::new())),
        SecretSource::File(path) => {
            file(path).map_err(|failed| error("file-unreadable", failed.to_string()))?
        }
        SecretSource::Credential(credential) => {
            let folder = std::env::var_os(CREDENTIALS)
                .ok_or_else(|| error("credential-missing", String::new()))?;
            file(&Path::new(&folder).join(credential))
                .map_err(|failed| error("credential-missing", failed.to_string()))?
        }
        SecretSource::Keyring(service, user) => {
            kept(service, user).map_err(|failed| error("keyring", failed))?
        }
        SecretSource::Command(command) => printed(command, patience.min(PATIENCE))
            .map_err(|failed| error("command-failed", failed.to_string()))?,
    };
    // What password managers print below the first line are notes.
    let secret = text.lines().next().unwrap_or_default();
    if secret.is_empty() {
        return Err(error("empty", String::new()));
    }
    Ok(SecretString::from(secret))
}

/// What a source is called, for people: of a command its first word, and the name of the key where somebody may have written the secret in the
/// place of its name.
pub fn name(source: &SecretSource) -> String {
    let unless = |is_secret: bool, key: &str, name: &str| {
        if is_secret { key.to_owned() } else { name.to_owned() }
    };
    match source {
        SecretSource::Env(name) => unless(!is_of_variable(name), "password-env", name),
        SecretSource::Credential(name) => unless(may_be_one(name), "password-credential", name),
        SecretSource::Keyring(name, _) => unless(may_be_one(name), "keyring", name),
        SecretSource::Command(command) => {
            command.split_whitespace().next().unwrap_or_default().to_owned()
        }
        SecretSource::File(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            unless(!path.exists() && may_be_one(&name), "password-file", &path.to_string_lossy())
        }
    }
}

/// Signs from which on a word may be a secret.
const SECRET: usize = 6;

/// True of a name as variables have: `ACORDO_SMTP_PASSWORD`.
fn is_of_variable(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
}

/// True of a word that may be a secret: not short, with a digit, and without the dot of a file's name.
fn may_be_one(word: &str) -> bool {
    word.chars().count() >= SECRET
        && word.contains(|c: char| c.is_ascii_digit())
        && !word.contains('.')
}

fn file(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let file = plain::open(std::fs::OpenOptions::new().read(true), path)?;
    file.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether others than the owner can read the file.
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_path: &Path) -> bool {
    false
}

/// What the system's keyring keeps for a user of a service.
#[cfg(feature = "keyring")]
fn kept(service: &str, user: &str) -> Result<String, String> {
    keyring::Entry::new(service, user)
        .and_then(|entry| entry.get_password())
        .map_err(|error| error.to_string())
}

/// A build without a keyring refuses the key before it is asked for here.
#[cfg(not(feature = "keyring"))]
fn kept(_service: &str, _user: &str) -> Result<String, String> {
    Err(String::new())
}

/// What a command prints; one that takes too long is ended, and nobody waits for what it left running. What it says of its errors is told nobody: a
/// command that shows what it does, or what it was given, would show the password.
fn printed(command: &str, patience: Duration) -> io::Result<String> {
    let mut child =
        shell(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = read_aside(child.stdout.take());
    let status = wait(&mut child, patience)?;
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "stdout");
    let text = output.recv_timeout(AFTERWARDS).map_err(late)?;
    if status.success() { text } else { Err(io::Error::other(status.to_string())) }
}

/// Reads what comes from a process on a thread of its own.
fn read_aside(from: Option<impl Read + Send + 'static>) -> mpsc::Receiver<io::Result<String>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.map(|from| from.take(LONGEST).read_to_end(&mut bytes)).transpose();
        let text = read.and_then(|_| String::from_utf8(bytes).map_err(io::Error::other));
        drop(tell.send(text));
    });
    told
}

fn wait(child: &mut Child, patience: Duration) -> io::Result<std::process::ExitStatus> {
    let began = Instant::now();
    while began.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    Err(io::Error::new(io::ErrorKind::TimedOut, format!("{} s", patience.as_secs())))
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;

    fn shown(source: &SecretSource) -> Result<String, &'static str> {
        read(source, PATIENCE)
            .map(|secret| secret.expose_secret().to_owned())
            .map_err(|error| error.code)
    }

    #[test]
    fn a_file_must_be_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("senha");
        std::fs::write(&path, "s3gredo\r\n").unwrap();
        let source = SecretSource::File(path.clone());
        for (mode, expected) in [
            (0o644, Err("file-open")),
            (0o640, Err("file-open")),
            (0o600, Ok("s3gredo".to_owned())),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(shown(&source), expected, "{mode:o}");
        }
        std::fs::write(&path, "\n").unwrap();
        assert_eq!(shown(&source), Err("empty"));
        assert_eq!(shown(&SecretSource::File(folder.path().join("none"))), Err("file-unreadable"));
    }

    #[test]
    fn a_command_prints_it_and_must_succeed() {
        assert_eq!(
            shown(&SecretSource::Command("printf 'to ken\\n'".into())),
            Ok("to ken".to_owned())
        );
        assert_eq!(shown(&SecretSource::Command("echo x; exit 3".into())), Err("command-failed"));
        let why = |command: &str| {
            read(&SecretSource::Command(command.into()), PATIENCE).unwrap_err().reason
        };
        for command in [
            "echo locked >&2; exit 3",
            "echo 'token s3gredo-9f expired' >&2; exit 3",
            "set -x; login=s3gredo-9f; : $login; exit 3",
            "echo s3gredo-9f; printf s3gredo-9f | rev >&2; exit 3",
            "printf czNncmVkby05Zg== >&2; exit 3",
        ] {
            assert_eq!(why(command), "exit status: 3", "{command}");
        }
        assert_eq!(why("/none/s3gredo-9f/there"), "exit status: 127");
        assert_eq!(
            shown(&SecretSource::Command("echo x; sleep 9 &".into())),
            Err("command-failed"),
            "what stays behind is not waited for"
        );
        assert_eq!(shown(&SecretSource::Env("ACORDO_NO_SUCH_VARIABLE".into())), Err("env-missing"));
        assert_eq!(shown(&SecretSource::Credential("none".into())), Err("credential-missing"));
    }

    #[test]
    fn notes_below_the_first_line_are_none_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("senha");
        for text in ["s3gredo", "s3gredo\n", "s3gredo\r\nnotes: x\r\n", "s3gredo\n\nurl: y\n"] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            assert_eq!(shown(&SecretSource::File(path.clone())), Ok("s3gredo".to_owned()));
            let command = format!("cat {}", path.display());
            assert_eq!(shown(&SecretSource::Command(command)), Ok("s3gredo".to_owned()));
        }
        assert_eq!(shown(&SecretSource::Command("printf '\nnotes\n'".into())), Err("empty"));
    }

    #[test]
    fn a_secret_in_the_place_of_its_name_is_not_repeated() {
        let secret = "canario-Zk9f3b7Q";
        let there = std::path::PathBuf::from("/nowhere");
        for (source, shown) in [
            (SecretSource::Env("Zk9f3b7Q".into()), "password-env"),
            (SecretSource::Env("ACORDO_SMTP_2".into()), "ACORDO_SMTP_2"),
            (SecretSource::Credential(secret.into()), "password-credential"),
            (SecretSource::Credential("acordo-smtp".into()), "acordo-smtp"),
            (SecretSource::Keyring(secret.into(), "u".into()), "keyring"),
            (SecretSource::File(there.join(secret)), "password-file"),
            (SecretSource::File(there.join("smtp2.senha")), "/nowhere/smtp2.senha"),
            (SecretSource::Command(format!("pass {secret}")), "pass"),
        ] {
            assert_eq!(name(&source), shown);
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let secret = read(&SecretSource::Command("echo canary".into()), PATIENCE).unwrap();
        assert!(!format!("{secret:?}").contains("canary"));
    }
}
