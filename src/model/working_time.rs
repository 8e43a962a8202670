//! The working week as agreed, in versions.

use std::collections::BTreeMap;

use super::promise::InForce;
use super::zone::Day;

/// Opening hours of a day: seconds after local midnight, ascending, not overlapping.
pub type Hours = Vec<(u32, u32)>;

/// One version of the working week.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WorkingTime {
    /// Monday first.
    pub week: [Hours; 7],
    /// Named calendars (`br`, `br-sp`) and files.
    pub holidays: Vec<String>,
    /// Optional holidays chosen.
    pub optional_holidays: Vec<String>,
    /// Days with hours of their own; beats holidays.
    pub special: BTreeMap<Day, Hours>,
    /// When this version is in force.
    pub in_force: InForce,
}
