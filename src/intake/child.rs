//! Workbooks that no parser here reads cell by cell (`.xls`, `.xlsb`, `.ods`) are read by a process of their own: a forged one
//! may ask for more memory than there is, or never end, and then only that process does.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::header::Wanted;
use super::kind::Format;
use super::trouble::{Fault, Limit, Trouble};
use super::wire::{self, Answer};
use super::workbook;
use crate::model::agreement::ReadOptions;
use crate::model::guard;

/// The hidden command that [`serve`] answers.
pub const COMMAND: &str = "read-workbook";

/// What the reading process may hold: with the run's own memory it stays below 1 GB.
const MEMORY: u64 = 832 << 20;
/// Address space left beside what is reserved already.
#[cfg(unix)]
const ROOM: u64 = 64 << 20;
/// How often it looks at what it holds: a page a microsecond, it grows by some megabytes meanwhile.
const LOOK: Duration = Duration::from_millis(5);
const LONGEST_ANSWER: u64 = 2 << 30;
/// Time to read a workbook: what every one may take, and a second more for each of its megabytes.
const TIME: u64 = 4;
const BYTES_A_SECOND: usize = 1 << 20;

/// Reads a workbook in a process of its own.
pub(super) fn read(
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
    wanted: &[String],
) -> Answer {
    // The binary of the unit tests has no command line of ours.
    if cfg!(test) {
        return workbook::read_here(bytes, format, options, &Wanted::new(wanted));
    }
    let mut child = start(format, options, wanted)?;
    let seconds = TIME + u64::try_from(bytes.len() / BYTES_A_SECOND).unwrap_or(u64::MAX);
    let answer = converse(&mut child, bytes, Duration::from_secs(seconds));
    let has_ended_well = child.wait()?.success();
    match answer {
        None => Err(Fault::new(Trouble::Beyond(Limit::Time), format!("{seconds} s"))),
        Some(_) if !has_ended_well => {
            Err(Fault::new(Trouble::Beyond(Limit::Memory), format!("{} MB", MEMORY >> 20)))
        }
        Some(answer) => wire::receive(answer.as_slice(), format.name())
            .unwrap_or_else(|| Err(Trouble::Corrupt.into())),
    }
}

fn start(format: Format, options: &ReadOptions, wanted: &[String]) -> io::Result<Child> {
    Command::new(std::env::current_exe()?)
        .args([COMMAND, "--", format.name()])
        .arg(options.header_row.map(|row| row.to_string()).unwrap_or_default())
        .arg(options.sheets.len().to_string())
        .args(&options.sheets)
        .args(wanted)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Hands the file over and waits for the answer; a process that takes too long is ended.
fn converse(child: &mut Child, bytes: &[u8], patience: Duration) -> Option<Vec<u8>> {
    let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        // A process that ends early takes no more: its answer says why. Both threads end with it.
        scope.spawn(move || stdin.write_all(bytes));
        scope.spawn(move || {
            let mut answer = Vec::new();
            let whole = stdout.take(LONGEST_ANSWER).read_to_end(&mut answer);
            whole.is_ok_and(|_| sender.send(answer).is_ok())
        });
        let answer = receiver.recv_timeout(patience).ok();
        if answer.is_none() {
            child.kill().ok()?;
        }
        answer
    })
}

/// The other side: reads the workbook from `input` as the arguments say and writes the table, or what is wrong, to `output`.
pub fn serve(arguments: &[String], mut input: impl Read, output: impl Write) -> io::Result<()> {
    bound_memory();
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let answer = guard::guarded(|| answer(arguments, &bytes)).unwrap_or_else(|| {
        // Where nothing was written yet there are zeros, of which no reader makes anything.
        let is_holed = super::decode::hole(&bytes).is_some();
        Err(if is_holed {
            Trouble::Truncated.into()
        } else {
            Fault::new(Trouble::Corrupt, "content")
        })
    });
    wire::send(&answer, output).map_err(io::Error::from)
}

fn answer(arguments: &[String], bytes: &[u8]) -> Answer {
    let [format, header_row, sheets, names @ ..] = arguments else {
        return Err(Trouble::Corrupt.into());
    };
    let format = Format::of_name(format).ok_or(Trouble::Corrupt)?;
    let sheets = sheets.parse().ok().and_then(|sheets| names.split_at_checked(sheets));
    let (sheets, wanted) = sheets.ok_or(Trouble::Corrupt)?;
    let options = ReadOptions {
        sheets: sheets.to_vec(),
        header_row: header_row.parse().ok(),
        ..ReadOptions::default()
    };
    workbook::read_here(bytes, format, &options, &Wanted::new(wanted))
}

/// Beyond the bound this process ends, and with it only the reading of one file: a thread looks at what is really held, and where the
/// system can bound the address space an allocation beyond it fails at once.
fn bound_memory() {
    bound_address_space();
    let _ = std::thread::Builder::new().spawn(|| {
        while memory_stats::memory_stats().is_none_or(|held| held.physical_mem as u64 <= MEMORY) {
            std::thread::sleep(LOOK);
        }
        std::process::abort();
    });
}

/// What the allocator has reserved by now counts too, used or not; beside it there must be room for its own maps and for a thread.
/// No core is left behind either.
#[cfg(unix)]
fn bound_address_space() {
    use rlimit::{Resource, setrlimit};
    let reserved = memory_stats::memory_stats().map_or(0, |held| held.virtual_mem as u64);
    let bound = MEMORY.max(reserved + ROOM);
    let _ = setrlimit(Resource::AS, bound, bound);
    let _ = setrlimit(Resource::CORE, 0, 0);
}

#[cfg(not(unix))]
fn bound_address_space() {}
