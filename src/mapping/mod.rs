//! Raw tables become canonical rows, rows become the dataset: presets, headers, values, types, identity.

mod account;
mod activities;
mod amounts;
mod assemble;
mod cells;
mod currency;
mod cut;
mod dates;
mod dating;
mod deals;
mod durations;
mod episodes;
pub mod fields;
mod frame;
mod globs;
mod handoff;
mod headers;
mod identity;
mod keyed;
pub mod keys;
mod leads;
mod numbers;
mod order;
mod people;
pub mod personal;
pub mod places;
pub mod preview;
mod qualified;
mod read;
mod registers;
mod sight;
mod sources;
pub mod spelling;
mod stages;
mod stamp;

pub use sources::{Mapped, map, map_and_trace};
