//! `sample-data/` is what the seeded generator makes, and nothing else.

use std::fs;
use std::path::PathBuf;

use crate::support::{bench, beside, en, grid, pt_activities, pt_deals, pt_leads, world};

/// Every file of the samples that the generator makes, with its bytes.
fn made() -> Vec<(&'static str, Vec<u8>)> {
    let (brazil, states) = (world::leads(&pt_leads::MARKET), world::leads(&en::MARKET));
    vec![
        ("leads.csv", pt_leads::file(&brazil)),
        ("negocios.xlsx", pt_deals::file(&brazil)),
        ("atividades.xlsx", pt_activities::file(&brazil)),
        ("visitas.csv", beside::visits(&pt_leads::MARKET, &beside::BRAZIL)),
        ("diario.csv", beside::DIARIO.into()),
        ("en/visits.csv", beside::visits(&en::MARKET, &beside::STATES)),
        ("en/log.csv", beside::LOG.into()),
        ("en/contacts.csv", en::contacts(&states)),
        ("en/deals.csv", en::deals(&states)),
        ("en/activities.csv", en::activities(&states)),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

fn is_workbook(name: &str) -> bool {
    PathBuf::from(name).extension().is_some_and(|ending| ending == "xlsx")
}

#[test]
fn sample_data_is_what_the_generator_makes() {
    for (name, bytes) in made() {
        let stored = fs::read(folder().join(name))
            .unwrap_or_else(|error| panic!("sample-data/{name}: {error}"));
        let same =
            if is_workbook(name) { grid::of(&stored) == grid::of(&bytes) } else { stored == bytes };
        assert!(
            same,
            "sample-data/{name} differs: run `cargo test --test it write_sample_data -- --ignored`"
        );
    }
}

#[test]
fn the_samples_stay_small() {
    let size: usize = made().iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(size < 1_500_000, "{size} bytes");
}

#[test]
#[ignore = "writes sample-data/ anew"]
fn write_sample_data() {
    fs::create_dir_all(folder().join("en")).unwrap();
    for (name, bytes) in made() {
        fs::write(folder().join(name), bytes).unwrap();
    }
}

#[test]
#[ignore = "writes 260 MB into the folder named by ACORDO_BENCH_DIR"]
fn write_bench_data() {
    let folder = PathBuf::from(
        std::env::var_os("ACORDO_BENCH_DIR")
            .expect("ACORDO_BENCH_DIR names the folder to write to"),
    );
    bench::write(&folder).unwrap();
}
