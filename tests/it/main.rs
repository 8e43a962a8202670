//! The one integration binary: what the project ships and promises, seen from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect must stop there"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that skips, or counts, says so"
)]
#![allow(
    clippy::assigning_clones,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::semicolon_if_nothing_returned,
    clippy::type_complexity,
    reason = "small texts built once: short beats fast here"
)]

mod absences;
mod accounts;
mod agreement_book;
mod agreements;
mod amended;
mod beside;
mod built_keys;
mod canaries;
mod cases;
mod catalogue;
mod cells;
mod channel_names;
mod circles;
mod clock;
mod close;
mod closed_days;
mod combined;
mod conventions;
mod dates;
mod doubled;
mod endings;
mod engines;
mod errors;
mod evidence;
mod explain;
mod exports;
mod exports_changed;
mod extends;
mod fetch;
mod files;
mod first;
mod first_contacts;
mod fleet;
mod forget;
mod forgotten;
mod formats;
mod half_files;
mod holes;
mod hooks;
mod hostile;
mod inspect;
mod judged;
mod kept;
mod lacking;
mod ledger;
mod letters;
mod limits;
mod linked;
mod lost;
mod made;
mod manual;
mod measured;
mod memory;
mod metrics;
mod months;
mod mutations;
mod named;
mod numbered;
mod one_page;
mod opening;
mod operator;
mod pages;
mod partial;
mod pasted;
mod people;
#[cfg(unix)]
mod places;
mod plain;
mod planned;
mod presets;
mod preview;
mod properties;
mod proposals;
mod recipients;
mod recognition;
mod register;
mod renamed;
mod room;
mod run;
mod salesforce;
mod sample_data;
mod schedule;
mod schema;
mod second;
mod seen;
mod shapes;
mod silent;
mod sizes;
mod smtp;
mod strays;
mod support;
mod tables;
mod terminal;
mod tidy;
mod told;
mod tries;
mod undecided;
mod version;
mod walked;
mod warehouses;
mod went_out;
mod wording;
mod workbook;
mod yearless;
