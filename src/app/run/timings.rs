//! What `--timings` prints: a line a stage, and the whole.

use std::time::Duration;

use crate::app::console::Console;
use crate::app::open::Opened;
use crate::model::stopwatch::{self, Lap};
use crate::texts::format;

/// Tells where the run spent its time, where it was asked to.
pub fn tell(console: Console, opened: &Opened) {
    let laps = stopwatch::laps();
    if laps.is_empty() {
        return;
    }
    let line = |name: &str, wall: &str, cpu: &str, peak: &str| {
        console.note(format!("{name:<22}{wall:>10}{cpu:>10}{peak:>14}").trim_end());
    };
    let texts = &opened.texts;
    let word = |key: &str| texts.word(&format!("timing.{key}")).to_owned();
    let seconds =
        |time: Duration| format!("{} s", format::number(texts.language, time.as_secs_f64(), 3));
    line(&word("stage"), &word("wall"), &word("cpu"), &word("peak"));
    for lap in &laps {
        let cpu = lap.cpu.map(seconds).unwrap_or_default();
        line(&word(lap.stage.word()), &seconds(lap.wall), &cpu, &held(opened, lap.peak));
    }
    let whole = laps.iter().filter(|lap| !lap.stage.is_beside());
    let sum = |of: fn(&Lap) -> Duration| seconds(whole.clone().map(of).sum());
    let peak = laps.iter().filter_map(|lap| lap.peak).max();
    let cpu = sum(|lap| lap.cpu.unwrap_or_default());
    line(&word("whole"), &sum(|lap| lap.wall), &cpu, &held(opened, peak));
}

fn held(opened: &Opened, peak: Option<u64>) -> String {
    peak.map(|bytes| format::size(opened.texts.language, bytes)).unwrap_or_default()
}
