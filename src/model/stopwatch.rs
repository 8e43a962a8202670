//! Where a run spends its time: the wall clock, the processors and the peak of memory of each stage, for `--timings`.
//!
//! One watch a process: a lap charges everything since the lap before it to one stage, so the
//! stages add up to the whole. What runs beside another stage is timed by itself and is not added.

use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// When the process was told the time.
static TOLD: OnceLock<Instant> = OnceLock::new();

/// Seconds by which the clock has gone on since the process was told the time; the first call is at that moment.
pub fn gone_on() -> i64 {
    let gone = TOLD.get_or_init(Instant::now).elapsed().as_secs();
    i64::try_from(gone).unwrap_or(i64::MAX)
}

/// A stage of a run, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files found, read and turned into fields: dates, numbers, words, keys.
    Read,
    /// Files of a kind put into one table, and their account.
    Map,
    /// Rows of one person put together, deals and activities placed with their lead.
    Match,
    /// Facts of each lead and the answer of each promise.
    Measure,
    /// Groups, cadence, diagnosis, actions: what the promises' answers are shown by.
    Groups,
    /// Earlier periods judged by the text then in force, and the comparison with the last report.
    History,
    /// The workbook drawn and packed, and the summary document.
    Workbook,
    /// `acordo-leads.csv`, written beside the workbook.
    Leads,
    /// Opening, checking and writing the record.
    Ledger,
    /// Letters made and delivered.
    Letters,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Map,
        Self::Match,
        Self::Measure,
        Self::Groups,
        Self::History,
        Self::Workbook,
        Self::Leads,
        Self::Ledger,
        Self::Letters,
    ];

    /// Its name in the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Map => "map",
            Self::Match => "match",
            Self::Measure => "measure",
            Self::Groups => "groups",
            Self::History => "history",
            Self::Workbook => "workbook",
            Self::Leads => "leads",
            Self::Ledger => "ledger",
            Self::Letters => "letters",
        }
    }

    /// Whether it runs beside another stage, whose time holds it already.
    pub fn is_beside(self) -> bool {
        self == Self::Leads
    }
}

/// What a stage took.
#[derive(Clone, Copy, Debug)]
pub struct Lap {
    /// The stage.
    pub stage: Stage,
    /// By the clock on the wall.
    pub wall: Duration,
    /// Of all processors together; absent of a stage that runs beside another, for a process has one such clock.
    pub cpu: Option<Duration>,
    /// Most memory the process had held when the stage ended, bytes; absent where the system does not tell.
    pub peak: Option<u64>,
}

struct Watch {
    at: Instant,
    cpu: ProcessTime,
    laps: Vec<Lap>,
}

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

/// Starts the watch; without it laps cost nothing and tell nothing.
pub fn start() {
    let watch = Watch { at: Instant::now(), cpu: ProcessTime::now(), laps: Vec::new() };
    with(|slot| *slot = Some(watch));
}

/// Charges what has passed since the last lap to `stage`.
pub fn lap(stage: Stage) {
    with(|slot| {
        let Some(watch) = slot else { return };
        let (at, cpu) = (Instant::now(), ProcessTime::now());
        let (wall, spent) = (at - watch.at, cpu.duration_since(watch.cpu));
        add(&mut watch.laps, Lap { stage, wall, cpu: Some(spent), peak: peak() });
        (watch.at, watch.cpu) = (at, cpu);
    });
}

/// Times what runs beside another stage.
pub fn beside<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    let lap = Lap { stage, wall: began.elapsed(), cpu: None, peak: peak() };
    with(|slot| slot.iter_mut().for_each(|watch| add(&mut watch.laps, lap)));
    done
}

/// What the stages took so far, in their order.
pub fn laps() -> Vec<Lap> {
    let mut laps = Vec::new();
    with(|slot| laps.extend(slot.iter().flat_map(|watch| &watch.laps).copied()));
    laps.sort_by_key(|lap| lap.stage);
    laps
}

/// A stage that is entered more than once is told once.
fn add(laps: &mut Vec<Lap>, lap: Lap) {
    match laps.iter_mut().find(|known| known.stage == lap.stage) {
        Some(known) => {
            known.wall += lap.wall;
            known.cpu = known.cpu.zip(lap.cpu).map(|(before, now)| before + now);
            known.peak = lap.peak;
        }
        None => laps.push(lap),
    }
}

fn with(act: impl FnOnce(&mut Option<Watch>)) {
    // A thread that died while it held the watch leaves it as it was: times are no data.
    act(&mut WATCH.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
}

/// Linux counts the most memory a process ever held (`VmHWM`, in KiB).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}
