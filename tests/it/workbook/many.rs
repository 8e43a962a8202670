//! Workbooks of random worlds, worked out again by another program: every cell comes to what is written.
//!
//! `ACORDO_WORLDS=1000 cargo test --test it made_worlds -- --nocapture` is the long run; `ACORDO_SEED` makes other worlds.

use std::fs;
use std::path::Path;

use super::{differences, sheets, without_results, worked_out};
use crate::second;

/// Worlds of the usual run.
const USUAL: u64 = 24;
/// Workbooks of one start of the other program.
const AT_ONCE: usize = 100;

/// The workbook of a seed's world, in one language or the other, with an objective so that the plan has something to say.
fn book(seed: u64, folder: &Path) -> Vec<u8> {
    let language = ["en", "pt-BR"][usize::try_from(seed % 2).unwrap()];
    let objective = "[objective]\nsales = 12\nleads-per-sale = 6\nacceptance = \"80%\"\n";
    let agreed = |text: String| {
        text.replacen("language = \"en\"", &format!("language = \"{language}\""), 1).replacen(
            "[objective]\n",
            objective,
            1,
        )
    };
    second::run_as(seed, folder, agreed).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let files = fs::read_dir(folder.join("reports")).unwrap().map(|entry| entry.unwrap().path());
    fs::read(
        files
            .into_iter()
            .find(|path| path.extension().is_some_and(|ending| ending == "xlsx"))
            .unwrap(),
    )
    .unwrap()
}

/// Formulas worked out again, and the cells that differ; nothing where it cannot run.
fn worked(seeds: &[u64]) -> Option<(usize, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let half = |odd: usize| {
        let own = seeds.iter().skip(odd).step_by(2);
        own.map(|seed| {
            let room = folder.path().join(format!("world-{seed}"));
            fs::create_dir(&room).unwrap();
            (*seed, book(*seed, &room))
        })
        .collect::<Vec<_>>()
    };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().unwrap())
    });
    let books: Vec<(u64, Vec<u8>)> = one.into_iter().chain(other).collect();
    let (bare, counts): (Vec<_>, Vec<usize>) = books
        .iter()
        .map(|(seed, bytes)| {
            let (bare, formulas) = without_results(bytes);
            ((seed.to_string(), bare), formulas)
        })
        .unzip();
    let again = worked_out(folder.path(), &bare);
    let of_book = |((seed, written), again): (&(u64, Vec<u8>), Vec<u8>)| {
        let all = sheets(written)
            .iter()
            .zip(sheets(&again))
            .flat_map(|(one, other)| differences(one, &other))
            .collect::<Vec<_>>();
        all.into_iter().map(|difference| format!("seed {seed}: {difference}")).collect::<Vec<_>>()
    };
    (again.len() == books.len())
        .then(|| (counts.iter().sum(), books.iter().zip(again).flat_map(of_book).collect()))
}

#[test]
fn the_workbooks_of_made_worlds_come_to_what_is_written() {
    let (first, count) = (second::asked("ACORDO_SEED", 0), second::asked("ACORDO_WORLDS", USUAL));
    let seeds: Vec<u64> = (first..first + count).collect();
    let (mut formulas, mut wrong) = (0, Vec::new());
    for some in seeds.chunks(AT_ONCE) {
        let Some((worked, differing)) = worked(some) else {
            println!("skipped: no soffice here to work the formulas out again");
            return;
        };
        formulas += worked;
        wrong.extend(differing);
    }
    println!(
        "{formulas} formulas of {count} worlds from seed {first} worked out again, {} cells differ",
        wrong.len()
    );
    assert!(formulas as u64 > 100 * count, "only {formulas} formulas");
    assert!(
        wrong.is_empty(),
        "{} cells differ\n{}",
        wrong.len(),
        wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}
