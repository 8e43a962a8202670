//! Workbooks of worlds at the edge: nothing happened yet, all is over, one owner, three hundred, names no form expects.

use std::fs;
use std::path::Path;

use calamine::Data;

use super::{differences, sheets, without_results, worked_out};
use crate::metrics::World;
use crate::room::newest_of;

const HEAD: &str = "id,name,company,owner,source,campaign,email,created,delivered,accepted,rejected,rejection-reason,sql,won,lost,lost-reason\n";
const TRIES: &str = "lead,at,outcome,owner\n";

/// Everything promised, so that every sheet has something to say.
fn promising() -> World {
    let commitments = [
        ("marketing", "leads-delivered", "target = 'plan'"),
        ("marketing", "handoff-complete", "target = '95%'"),
        ("sales", "first-attempt", "target = '90%'\nwithin = '1h'"),
        ("sales", "attempts", "target = '80%'\nwithin = '5d'\nattempts = 3"),
        ("sales", "decision", "target = '80%'\nwithin = '3d'"),
        (
            "both",
            "conversion",
            "target = '15%'\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'",
        ),
        ("both", "sales-won", "target = 'plan'"),
    ];
    let tables = commitments.map(|(team, metric, more)| {
        format!("[[commitment]]\nteam = '{team}'\nmetric = '{metric}'\n{more}\n")
    });
    World::default()
        .objective("period = 'month'\nsales = 10\nleads-per-sale = 6\nconversion-within = '10d'\nacceptance = '80%'")
        .more("[handoff]\nrequired = ['email', 'company']")
        .more(&tables.concat())
}

/// One lead a row: its number, who and where, and the day of November it was delivered on.
struct Lead<'a> {
    number: usize,
    name: &'a str,
    owner: &'a str,
    source: &'a str,
    day: usize,
}

impl Lead<'_> {
    fn row(&self) -> String {
        let Self { number, name, owner, source, day } = self;
        let at = |later: usize, is: bool| {
            if is { format!("11-{:02} 10:30", day + later) } else { String::new() }
        };
        format!(
            "L{number},{name},{name} & Filhos,{owner},{source},{source},p{number}@x.com,11-{day:02} 09:00,11-{day:02} 09:40,{},{},{},{},{},{},{}\n",
            at(0, number % 3 == 0),
            at(1, number % 7 == 1),
            if number % 7 == 1 { "bad number" } else { "" },
            at(1, number % 6 == 0),
            at(2, number.is_multiple_of(12)),
            at(2, number % 7 == 2),
            if number % 7 == 2 { "no reply" } else { "" },
        )
    }

    fn tries(&self) -> String {
        let Self { number, owner, day, .. } = self;
        let outcome = if number % 4 == 0 { "connected" } else { "no-answer" };
        format!("L{number},11-{day:02} {:02}:05,{outcome},{owner}\n", 10 + number % 3)
    }
}

fn with(leads: &[Lead]) -> World {
    let rows: String = leads.iter().map(Lead::row).collect();
    let tries: String = leads.iter().filter(|lead| lead.number % 5 > 0).map(Lead::tries).collect();
    promising().source("leads", "", &(HEAD.to_owned() + &rows)).source(
        "activities",
        "",
        &(TRIES.to_owned() + &tries),
    )
}

fn owned(owners: usize) -> World {
    let names: Vec<String> =
        (0..owners.max(60)).map(|number| format!("Owner {}", number % owners)).collect();
    let lead =
        |(number, owner)| Lead { number, name: "Ana", owner, source: "Ads", day: 2 + number % 5 };
    with(&names.iter().map(String::as_str).enumerate().map(lead).collect::<Vec<_>>())
}

/// Words no form expects: very long, outside the basic plane, right to left, formulas, sheet references, quotes.
fn strange() -> World {
    let long = "Maria do Nascimento ".repeat(10);
    let words = [
        long.trim(),
        "👩‍🚀 Lançamentos 🚀",
        "שלום עולם בע״מ",
        "شركة النور",
        "=cmd|' /C calc'!A0",
        "'A1'!B2 [x] {y}",
        "Ünï\u{301}cödé ﬁ",
    ];
    let leads: Vec<Lead> = (0..63)
        .map(|number| {
            let word = words[number % words.len()];
            Lead { number, name: word, owner: word, source: word, day: 2 + number % 5 }
        })
        .collect();
    with(&leads)
}

/// Name, world, instant.
fn worlds() -> Vec<(&'static str, World, &'static str)> {
    let old = format!("{HEAD}L1,Ana,Acme,Bia,Ads,Ads,a@x.com,10-05 09:00,10-05 10:00,,,,,,,\n");
    vec![
        (
            "nothing in the period",
            promising().source("leads", "", &old).source("activities", "", TRIES),
            "2026-11-13T18:00:00",
        ),
        (
            "no activities",
            promising().source("leads", "", &(HEAD.to_owned() + &lead_rows())),
            "2026-11-13T18:00:00",
        ),
        (
            "before the first hour",
            promising().source("leads", "", &old).source("activities", "", TRIES),
            "2026-11-02T08:00:00",
        ),
        ("all over", owned(3).period("2026-11"), "2026-12-15T18:00:00"),
        ("one owner", owned(1), "2026-11-13T18:00:00"),
        ("three hundred owners", owned(300), "2026-11-13T18:00:00"),
        ("strange names", strange(), "2026-11-13T18:00:00"),
        (
            "only deliveries",
            World::default().promise("leads-delivered", "target = 10").source(
                "leads",
                "",
                "id,delivered\nA,11-03 10:00",
            ),
            "2026-11-13T18:00:00",
        ),
    ]
}

fn lead_rows() -> String {
    (0..20)
        .map(|number| Lead { number, name: "Ana", owner: "Bia", source: "Ads", day: 3 }.row())
        .collect()
}

/// The workbook of a world.
fn book(folder: &Path, world: &World, as_of: &str) -> Vec<u8> {
    world.run_in(folder, as_of);
    fs::read(newest_of(&folder.join("out"), &format!("acordo_{}", &as_of[..10]))).unwrap()
}

#[test]
fn worlds_at_the_edge_become_whole_workbooks() {
    let mut wrong = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let mut bare = Vec::new();
    let books: Vec<(&str, Vec<u8>)> = worlds()
        .iter()
        .map(|(name, world, as_of)| {
            let own = folder.path().join(name.replace(' ', "-"));
            fs::create_dir_all(&own).unwrap();
            (*name, book(&own, world, as_of))
        })
        .collect();
    for (name, bytes) in &books {
        let sheets = sheets(bytes);
        wrong.extend(
            (sheets.len() != super::SHEETS[0].len())
                .then(|| format!("{name}: {} sheets", sheets.len())),
        );
        for (sheet, range) in &sheets {
            let cells: Vec<String> =
                range.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
            let errors =
                range.used_cells().filter(|(_, _, cell)| matches!(cell, Data::Error(_))).count();
            let unsaid = cells.iter().find(|text| {
                text.starts_with("workbook.") || text.contains("NaN") || text.contains(" inf")
            });
            wrong.extend((cells.len() < 4).then(|| format!("{name}: {sheet} says nothing")));
            wrong.extend((errors > 0).then(|| format!("{name}: {sheet} has {errors} errors")));
            wrong.extend(unsaid.map(|text| format!("{name}: {sheet} says {text}")));
        }
        bare.push((name.replace(' ', "-"), without_results(bytes).0));
    }
    for ((name, written), again) in books.iter().zip(worked_out(folder.path(), &bare)) {
        let found = sheets(written)
            .iter()
            .zip(sheets(&again))
            .flat_map(|(one, other)| differences(one, &other))
            .collect::<Vec<_>>();
        wrong.extend(found.into_iter().take(8).map(|difference| format!("{name}: {difference}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
