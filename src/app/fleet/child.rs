//! One agreement, one process: started, watched, bounded in time and memory, heard when it ends.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::app::failure::Exit;

/// How often the processes are looked at.
const GLANCE: Duration = Duration::from_millis(5);
/// How often their memory is.
const MEMORY_GLANCE: Duration = Duration::from_millis(50);
/// How much of what a process says is kept, from its end.
const MOST_HEARD: u64 = 1 << 20;
/// How much of what it answers is.
const MOST_ANSWERED: u64 = 16 << 20;

/// What no process may exceed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// How long it may take.
    pub time: Option<Duration>,
    /// How many bytes it may hold.
    pub memory: Option<u64>,
}

/// How a command for one agreement came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with the exit code it chose.
    Exited,
    /// It took too long and was stopped.
    OutOfTime,
    /// It held too much memory and was stopped.
    OutOfMemory,
    /// Somebody else stopped it.
    Killed,
    /// It was never started.
    NotStarted,
}

/// What became of the command for one agreement.
#[derive(Clone, Debug)]
pub struct Ended {
    /// In which way it ended.
    pub end: End,
    /// Its exit code; 1 where it chose none.
    pub exit: u8,
    /// How long it took, seconds.
    pub seconds: f64,
    /// The most memory it was seen to hold, bytes; nothing where the system does not say.
    pub peak: Option<u64>,
    /// Its standard output.
    pub answer: String,
    /// Its standard error.
    pub told: String,
}

impl Ended {
    /// An agreement for which nothing was started, and why.
    pub fn not_started(exit: Exit, why: String) -> Self {
        let (end, answer) = (End::NotStarted, String::new());
        Self { end, exit: exit as u8, seconds: 0.0, peak: None, answer, told: why }
    }
}

/// Runs this program once for each agreement, so many at once; each is told of as it ends, by its place in `configs`.
pub fn each(
    configs: &[&Path],
    arguments: &[OsString],
    jobs: usize,
    limits: Limits,
    mut told: impl FnMut(usize, Ended),
) {
    let mut waiting = configs.iter().enumerate();
    let mut running: Vec<(usize, Running)> = Vec::new();
    loop {
        while running.len() < jobs {
            let Some((place, config)) = waiting.next() else { break };
            match Running::start(config, arguments) {
                Ok(started) => running.push((place, started)),
                Err(error) => {
                    told(place, Ended::not_started(Exit::Other, error.to_string()));
                }
            }
        }
        if running.is_empty() {
            return;
        }
        let before = running.len();
        let mut still = Vec::with_capacity(before);
        for (place, mut one) in running {
            match one.look(limits) {
                Some(ended) => told(place, ended),
                None => still.push((place, one)),
            }
        }
        running = still;
        if running.len() == before {
            std::thread::sleep(GLANCE);
        }
    }
}

/// A process at work.
struct Running {
    child: Child,
    began: Instant,
    /// When its memory was last looked at.
    looked: Instant,
    peak: Option<u64>,
    answer: File,
    told: File,
}

impl Running {
    /// Starts it; what it says goes to files without a name, which no full pipe can halt.
    fn start(config: &Path, arguments: &[OsString]) -> io::Result<Self> {
        let (answer, told) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .arg("--config")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(answer.try_clone()?)
            .stderr(told.try_clone()?)
            .spawn()?;
        let began = Instant::now();
        Ok(Self { child, began, looked: began, peak: None, answer, told })
    }

    /// How it ended, once it has; one beyond a limit is stopped.
    fn look(&mut self, limits: Limits) -> Option<Ended> {
        // One that cannot be asked about is taken for gone: it is not waited for without end.
        if let Some(status) = self.child.try_wait().transpose() {
            return Some(self.ended(End::Exited, status.ok()));
        }
        let mut held = None;
        if self.looked.elapsed() >= MEMORY_GLANCE {
            self.looked = Instant::now();
            held = held_by(self.child.id());
            self.peak = self.peak.max(held);
        }
        let is_late = limits.time.is_some_and(|limit| self.began.elapsed() > limit);
        let is_large = limits.memory.is_some_and(|limit| held.is_some_and(|held| held > limit));
        let end = match (is_late, is_large) {
            (true, _) => End::OutOfTime,
            (_, true) => End::OutOfMemory,
            _ => return None,
        };
        // Stopped at once: the record holds whatever instant a process dies in.
        let _gone_already = self.child.kill();
        let _status = self.child.wait();
        Some(self.ended(end, None))
    }

    fn ended(&mut self, end: End, status: Option<ExitStatus>) -> Ended {
        let code = status.and_then(|status| status.code());
        let end = if end == End::Exited && code.is_none() { End::Killed } else { end };
        Ended {
            end,
            exit: code.and_then(|code| u8::try_from(code).ok()).unwrap_or(Exit::Other as u8),
            seconds: self.began.elapsed().as_secs_f64(),
            peak: self.peak,
            answer: heard(&mut self.answer, MOST_ANSWERED),
            told: heard(&mut self.told, MOST_HEARD),
        }
    }
}

/// The last bytes of what was written; what cannot be read again was not heard.
fn heard(file: &mut File, most: u64) -> String {
    let length = file.metadata().map_or(0, |file| file.len());
    let mut bytes = Vec::new();
    let _unread = file
        .seek(SeekFrom::Start(length.saturating_sub(most)))
        .and_then(|_| file.take(most).read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most a process has held so far, bytes, where the system tells of other processes (`VmHWM` in proc(5)).
#[cfg(target_os = "linux")]
pub fn held_by(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Elsewhere it does not.
#[cfg(not(target_os = "linux"))]
pub fn held_by(_process: u32) -> Option<u64> {
    None
}
