//! Rows of the registers and of visits that say nothing although their dates can be read.

use crate::model::account::Reason;
use crate::model::words::Table;
use crate::model::zone::Zone;

use super::frame::{Fate, Frame};

/// Rows that say nothing although their dates can be read: row, field that is the cause, reason code.
pub fn meaningless(table: Table, frame: &Frame, zone: &Zone) -> Vec<(usize, &'static str, Reason)> {
    let fault: fn(&Frame, &Zone, usize) -> Option<(&'static str, Reason)> = match table {
        Table::Exemptions => fault_of_exemption,
        Table::Log => {
            |frame, _, row| frame.text("text", row).is_none().then_some(("text", Reason::NoText))
        }
        Table::Traffic => |frame, _, row| {
            frame
                .number("visits", row)
                .is_none_or(|visits| visits < 0.0)
                .then_some(("visits", Reason::NoNumber))
        },
        Table::Leads | Table::Deals | Table::Activities => return Vec::new(),
    };
    let used = (0..frame.len()).filter(|row| frame.fate.get(*row) == Some(&Fate::Used));
    used.filter_map(|row| fault(frame, zone, row).map(|(field, reason)| (row, field, reason)))
        .collect()
}

fn fault_of_exemption(frame: &Frame, zone: &Zone, row: usize) -> Option<(&'static str, Reason)> {
    let has = |field: &str| frame.words.get(field).is_some_and(|words| words.word(row).is_some());
    if !has("lead") && !has("owner") {
        return Some(("lead", Reason::NamesNobody));
    }
    let ends_before = matches!((frame.date("from", row), frame.date("until", row)), (Some(from), Some(until)) if zone.day(until) < zone.day(from));
    ends_before.then_some(("until", Reason::EndsBeforeStart))
}
