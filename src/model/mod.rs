//! Our words for the world: moments, days, milestones, the agreement, raw and canonical tables.

pub mod account;
pub mod agreement;
pub mod column;
pub mod dataset;
pub mod decimal;
pub mod evidence;
pub mod fold;
pub mod grid;
pub mod guard;
pub mod hash;
pub mod keymap;
pub mod letter;
pub mod memory;
pub mod moment;
pub mod money;
pub mod places;
pub mod plain;
mod promise;
pub mod records;
pub mod runnable;
mod source;
pub mod stopwatch;
pub mod table;
pub mod weekday;
pub mod words;
mod working_time;
pub mod zone;
