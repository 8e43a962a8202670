//! acordo: measures the agreement between marketing and sales from the exports both teams already have.
//!
//! The program is this library; `main.rs` only starts it. Folders are the stages of the way from the
//! exports to the report, and a module uses only what stands further down (`tests/it/tidy.rs`).

pub mod app;
pub mod calendar;
pub mod casebook;
pub mod cli;
pub mod config;
pub mod intake;
pub mod issue;
pub mod ledger;
pub mod mail;
pub mod mapping;
pub mod metrics;
pub mod model;
pub mod report;
pub mod scorecard;
pub mod texts;
