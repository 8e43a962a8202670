//! The sheets in the order of the book: adding one is one file and one line here.

mod actions;
pub(super) mod agreement;
pub(super) mod agreement_clock;
mod agreement_plan;
pub(super) mod agreement_registers;
mod cadence;
mod cadence_hours;
mod cadence_owners;
mod cadence_speed;
mod cases;
mod conversion;
mod conversion_chart;
mod conversion_traffic;
mod data;
mod delivery;
mod delivery_groups;
mod diagnosis;
mod diagnosis_chart;
mod history;
mod history_decisions;
mod ladder_chart;
mod leads;
mod plan;
mod reading;
pub mod statement;
mod summary;
mod summary_board;
mod summary_charts;

use super::book::Sheet;
use super::desk::Desk;

/// Every sheet.
pub const SHEETS: [fn(&Desk) -> Sheet; 12] = [
    summary::sheet,
    actions::sheet,
    delivery::sheet,
    cadence::sheet,
    conversion::sheet,
    plan::sheet,
    diagnosis::sheet,
    history::sheet,
    leads::sheet,
    agreement::sheet,
    data::sheet,
    reading::sheet,
];
