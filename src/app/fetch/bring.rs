//! A command at work: what it prints is the export; it is bounded in time and size, and ended with all that it started.
//!
//! Between it and the run stands a process of ours that outlives the run by a moment: whatever ends the run, the end of its standard input
//! tells it, and it ends the command. Windows has no groups of processes: there the command alone is ended, by the run.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::app::console::Console;

/// The hidden command that [`stand_by`] answers.
const STAND_BY: &str = "stand-by";
/// How it says that the command could not be started, and the exit code with it.
const NOT_STARTED: &str = "acordo: not started: ";
const NO_PROGRAM: u8 = 127;
/// How often the process is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// How much of what it says last is read, bytes.
const HEARD: u64 = 4_096;
/// How much it may say before it is ended, bytes.
const MOST_SAID: u64 = 64 << 20;

/// Why a command brought nothing.
#[derive(Debug)]
pub enum Failed {
    /// It could not be started.
    NotStarted(io::Error),
    /// It took too long and was ended.
    Late,
    /// It printed too much and was ended.
    TooLarge,
    /// It printed nothing.
    Empty,
    /// What it printed cannot be kept.
    Lost(io::Error),
    /// It ended with a failure of its own.
    Ended {
        /// How.
        status: ExitStatus,
        /// The last line it said.
        said: String,
    },
}

/// What a command prints, in a file without a name; it works in `folder`, hears nothing, and has this much time and room.
pub fn bring(words: &[String], folder: &Path, time: Duration, room: u64) -> Result<File, Failed> {
    let (printed, mut said) =
        (tempfile::tempfile().map_err(Failed::Lost)?, tempfile::tempfile().map_err(Failed::Lost)?);
    let mut child = started(words, folder, &printed, &said).map_err(Failed::NotStarted)?;
    let ended = watched(&mut child, (&printed, &said), time, room);
    // What it left running would go on writing.
    end(&mut child);
    let status = ended?;
    if !status.success() {
        let said = last_line(&mut said);
        let why =
            said.strip_prefix(NOT_STARTED).filter(|_| status.code() == Some(NO_PROGRAM.into()));
        return Err(match why {
            Some(why) => Failed::NotStarted(io::Error::other(why.to_owned())),
            None => Failed::Ended { status, said },
        });
    }
    match printed.metadata() {
        Ok(file) if file.len() == 0 => Err(Failed::Empty),
        Ok(file) if file.len() > room => Err(Failed::TooLarge),
        Ok(_) => Ok(printed),
        Err(error) => Err(Failed::Lost(error)),
    }
}

fn started(words: &[String], folder: &Path, printed: &File, said: &File) -> io::Result<Child> {
    let (program, rest) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    // The binary of the unit tests has no command line of ours.
    let mut command = if cfg!(all(unix, not(test))) {
        let mut own = Command::new(std::env::current_exe()?);
        own.args([STAND_BY, "--"]).args(words).stdin(Stdio::piped());
        own
    } else {
        let mut own = Command::new(program);
        own.args(rest).stdin(Stdio::null());
        own
    };
    command.current_dir(folder).stdout(printed.try_clone()?).stderr(said.try_clone()?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// The other side: runs the command and ends with its exit code; with all of their group where standard input ends before.
#[cfg(unix)]
pub fn stand_by(console: Console, words: &[String]) -> u8 {
    use std::os::unix::process::ExitStatusExt;
    let Some((program, words)) = words.split_first() else { return NO_PROGRAM };
    let mut child = match Command::new(program).args(words).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => {
            console.error(&format!("{NOT_STARTED}{error}"));
            return NO_PROGRAM;
        }
    };
    std::thread::spawn(|| {
        let _ended = io::copy(&mut io::stdin(), &mut io::sink());
        // Called by hand it may be in the group of others.
        if rustix::process::getpgrp() == rustix::process::getpid() {
            let _ended_with_it =
                rustix::process::kill_current_process_group(rustix::process::Signal::KILL);
        }
    });
    let status = child.wait().ok();
    let code = status.and_then(|own| own.code().or_else(|| Some(128 + own.signal()?)));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Elsewhere nothing stands between.
#[cfg(not(unix))]
pub fn stand_by(_console: Console, _words: &[String]) -> u8 {
    NO_PROGRAM
}

/// Ends a command with all of its group, whether it is still there or only what it started; where there are no groups, it alone.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _gone_already =
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _gone_already = child.kill();
    let _status = child.wait();
}

/// Waits for the end; what goes beyond a bound is ended with all that it started.
fn watched(
    child: &mut Child,
    (printed, said): (&File, &File),
    time: Duration,
    room: u64,
) -> Result<ExitStatus, Failed> {
    let began = Instant::now();
    let length = |file: &File| file.metadata().map_or(0, |file| file.len());
    loop {
        if let Some(status) = child.try_wait().map_err(Failed::Lost)? {
            return Ok(status);
        }
        let beyond = match () {
            () if began.elapsed() > time => Some(Failed::Late),
            () if length(printed) > room || length(said) > MOST_SAID => Some(Failed::TooLarge),
            () => None,
        };
        if let Some(beyond) = beyond {
            return Err(beyond);
        }
        std::thread::sleep(GLANCE);
    }
}

/// The last line that says something.
fn last_line(said: &mut File) -> String {
    let mut bytes = Vec::new();
    let length = said.metadata().map_or(0, |file| file.len());
    let _unread = said
        .seek(SeekFrom::Start(length.saturating_sub(HEARD)))
        .and_then(|_| said.take(HEARD).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn of(script: &str, seconds: u64, room: u64) -> (Result<String, Failed>, Duration) {
        let words = ["sh", "-c", script].map(str::to_owned);
        let began = Instant::now();
        let brought = bring(&words, Path::new("/"), Duration::from_secs(seconds), room);
        let text = brought.map(|mut file| {
            let mut text = String::new();
            let _read = file.rewind().and_then(|()| file.read_to_string(&mut text));
            text
        });
        (text, began.elapsed())
    }

    #[test]
    fn what_it_prints_is_brought() {
        assert_eq!(of("pwd; echo said >&2", 9, 99).0.unwrap(), "/\n");
        assert!(
            matches!(of("echo x; exit 3", 9, 99).0, Err(Failed::Ended { said, .. }) if said.is_empty())
        );
        let told = of("echo a >&2; echo ' b b ' >&2; echo >&2; exit 3", 9, 99).0;
        assert!(matches!(told, Err(Failed::Ended { said, .. }) if said == "b b"));
        assert!(matches!(of("true", 9, 99).0, Err(Failed::Empty)));
        assert!(matches!(of("printf 12345", 9, 4).0, Err(Failed::TooLarge)));
        let gone = bring(&["/none/there".to_owned()], Path::new("/"), GLANCE, 9);
        assert!(matches!(gone, Err(Failed::NotStarted(_))));
        assert!(matches!(bring(&[], Path::new("/"), GLANCE, 9), Err(Failed::NotStarted(_))));
    }

    /// What it started ends with it, whether it took too long, printed too much or left it behind.
    #[test]
    fn what_goes_beyond_its_bounds_is_ended_with_all_it_started() {
        let mark = tempfile::tempdir().unwrap();
        let path = mark.path().join("alive");
        let late = format!("(sleep 2; touch {0}) & sleep 9", path.display());
        let (told, took) = of(&late, 1, 99);
        assert!(matches!(told, Err(Failed::Late)) && took < Duration::from_secs(5), "{told:?}");
        let left = format!("(sleep 2; touch {0}) & echo x", path.display());
        assert_eq!(of(&left, 9, 99).0.unwrap(), "x\n");
        let (told, took) = of("yes", 9, 1 << 20);
        assert!(matches!(told, Err(Failed::TooLarge)) && took < Duration::from_secs(5), "{told:?}");
        std::thread::sleep(Duration::from_secs(3));
        assert!(!path.exists(), "it went on");
    }
}
