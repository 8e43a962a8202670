//! What the tests build on: a seeded world and the exports written from it.

pub mod agreement;
pub mod bench;
pub mod bench_all;
pub mod beside;
pub mod clock;
pub mod deals;
pub mod dice;
pub mod en;
pub mod grid;
pub mod people;
pub mod places;
pub mod pt_activities;
pub mod pt_deals;
pub mod pt_leads;
pub mod skip;
pub mod tries;
pub mod world;
