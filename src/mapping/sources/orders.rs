//! Which of day and month comes first in the files of a source: told from one file to the others, and kept for the next run.

use std::sync::Mutex;

use crate::model::agreement::{Agreement, Source};
use crate::model::memory::{DateReading, StageMemory};

use super::{Outcome, Task, read_into};

/// A file that leaves the order of its dates open is read as the other files of its source prove it.
pub(super) fn settle(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
    memory: &StageMemory,
) {
    for (task, slot) in tasks.iter().zip(outcomes) {
        let proved = proved(task, tasks, outcomes);
        let is_open = read_as(slot).iter().any(|reading| !reading.is_sure);
        if proved.is_some() && is_open {
            read_into(agreement, task, memory, proved, slot);
        }
    }
}

/// The order of dates that the files of a task's source prove; nothing where these differ.
pub(super) fn proved(
    task: &Task,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
) -> Option<DateReading> {
    let of_source = tasks.iter().zip(outcomes).filter(|(other, _)| other.number == task.number);
    agreed(of_source.flat_map(|(_, other)| read_as(other)).filter(|other| other.is_sure))
}

/// How the dates of a file's tables were read.
fn read_as(slot: &Mutex<Option<Outcome>>) -> Vec<DateReading> {
    let Ok(slot) = slot.lock() else { return Vec::new() };
    let tables = slot.iter().flatten().flat_map(|(tables, _)| tables);
    tables.filter_map(|rows| rows.reading).collect()
}

/// How the dates of each source were read, to be kept for the next run.
pub(super) fn readings(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
) -> Vec<(String, DateReading)> {
    let of_file = |(task, slot): (&Task, &Mutex<Option<Outcome>>)| {
        let source = task.number;
        read_as(slot).into_iter().map(move |reading| (source, reading))
    };
    let of_files: Vec<(u16, DateReading)> = tasks.iter().zip(outcomes).flat_map(of_file).collect();
    let of_source = |(number, source): (usize, &Source)| {
        let own = of_files.iter().filter(|(other, _)| usize::from(*other) == number);
        agreed(own.map(|(_, reading)| *reading)).map(|reading| (source.name.clone(), reading))
    };
    agreement.sources.iter().enumerate().filter_map(of_source).collect()
}

/// The one reading of several; nothing where they differ.
fn agreed(mut readings: impl Iterator<Item = DateReading>) -> Option<DateReading> {
    let first = readings.next()?;
    readings.all(|other| other.order == first.order).then_some(first)
}
