//! Odd files as people's programs write them, each read right or refused with the right reason.
//!
//! Every shape is one that some collection of odd spreadsheets has (`like`); the file itself is made here, by code, around the same two leads.

mod books;
mod others;
mod texts;

use std::collections::BTreeMap;
use std::fs;

use crate::room::Room;
use crate::support::agreement::head;

/// A shape and what must come of it.
struct Shape {
    /// The odd file it is like.
    like: &'static str,
    /// How the file is named.
    file: &'static str,
    bytes: Vec<u8>,
    /// Lines of `[source.columns]` where they are not [`COLUMNS`], and of `[source.read]`.
    columns: &'static str,
    read: &'static str,
    wanted: Wanted,
}

/// What must come of a shape.
enum Wanted {
    /// The leads read (id, source, first ten signs of the creation), the rows set aside by reason, and a warning's code or none.
    Read {
        leads: Vec<[&'static str; 3]>,
        aside: &'static [(&'static str, u64)],
        warning: &'static str,
    },
    /// The code of the refusal; parted by " or " where the room that the machine leaves decides.
    Refused(&'static str),
}

const WORKERS: usize = 4;
const COLUMNS: &str = "id = \"id\"\nsource = \"origem\"\ncreated = \"criado\"";
const GOOD: &str = r#"
[[source]]
name = "bons"
table = "leads"
files = ["bons.csv"]
cut-off = "none"
[source.columns]
id = "id"
source = "origem"
created = "criado"
"#;

impl Shape {
    fn of(like: &'static str, file: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { like, file, bytes: bytes.into(), columns: COLUMNS, read: "", wanted: both() }
    }

    fn columns(self, columns: &'static str) -> Self {
        Self { columns, ..self }
    }

    fn read(self, read: &'static str) -> Self {
        Self { read, ..self }
    }

    fn leads(self, leads: &[[&'static str; 3]]) -> Self {
        Self { wanted: Wanted::Read { leads: leads.to_vec(), aside: &[], warning: "" }, ..self }
    }

    fn aside(mut self, rows: &'static [(&'static str, u64)]) -> Self {
        if let Wanted::Read { aside, .. } = &mut self.wanted {
            *aside = rows;
        }
        self
    }

    fn warns(mut self, code: &'static str) -> Self {
        if let Wanted::Read { warning, .. } = &mut self.wanted {
            *warning = code;
        }
        self
    }

    fn refused(self, code: &'static str) -> Self {
        Self { wanted: Wanted::Refused(code), ..self }
    }

    /// What is wrong, or nothing.
    fn difference(&self) -> Option<String> {
        let room = Room::empty();
        let source = format!(
            "[[source]]\nname = \"forma\"\ntable = \"leads\"\nfiles = [\"{}\"]\ncut-off = \"none\"\nmax-set-aside = \"90%\"\n[source.columns]\n{}\n[source.read]\n{}\n",
            self.file, self.columns, self.read
        );
        fs::write(room.path("acordo.toml"), head("pt-BR", "relatorios") + GOOD + &source).unwrap();
        // A good source beside: what fails must not hide what the others say.
        fs::write(room.path("bons.csv"), "id;origem;criado\nB-1;Feira;2026-11-02\n").unwrap();
        fs::write(room.path(self.file), &self.bytes).unwrap();
        let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
        if told.stderr.contains("panicked") {
            return Some(format!("{}: {}", self.like, told.stderr));
        }
        let found = if room.path("relatorios/acordo.json").exists() {
            found(&room, told.exit)
        } else {
            format!("exit {}", told.exit)
        };
        let wanted = self.wanted.in_words(&found);
        (found != wanted)
            .then(|| format!("{}\n  wanted {wanted}\n  found  {found}\n{}", self.like, told.stderr))
    }
}

impl Wanted {
    fn in_words(&self, found: &str) -> String {
        match self {
            Self::Read { leads, aside, warning } => {
                let mut leads = leads.clone();
                leads.sort_unstable();
                let leads: Vec<String> = leads.iter().map(|lead| lead.join(" ")).collect();
                let aside: BTreeMap<&str, u64> = aside.iter().copied().collect();
                let codes = if found.contains(&format!("[{warning}]")) || warning.is_empty() {
                    ""
                } else {
                    warning
                };
                let warned = found.split(" · ").last().unwrap_or_default();
                format!(
                    "exit 0 · {} · {aside:?} · {}",
                    leads.join(", "),
                    if codes.is_empty() { warned } else { codes }
                )
            }
            Self::Refused(codes) => {
                let words = |code: &str| format!("exit 6 · [{code}]");
                codes
                    .split(" or ")
                    .map(words)
                    .find(|words| words == found)
                    .unwrap_or_else(|| words(codes))
            }
        }
    }
}

/// Exit code, the shape's leads, its rows set aside, and the codes of what was noticed; of a refused source only exit code and first code.
fn found(room: &Room, exit: i32) -> String {
    let summary = room.json("relatorios/acordo.json");
    let intake = summary["intake"].as_array().unwrap();
    let files = intake.iter().find(|source| source["source"] == "forma").unwrap()["files"]
        .as_array()
        .unwrap();
    let codes: Vec<String> = summary["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| format!("[{}]", w["code"].as_str().unwrap()))
        .collect();
    let Some(file) = files.first() else {
        return format!("exit {exit} · {}", codes.first().cloned().unwrap_or_default());
    };
    let aside: BTreeMap<String, u64> = serde_json::from_value(file["set_aside"].clone()).unwrap();
    let sum: u64 = ["used", "merged", "superseded"]
        .iter()
        .map(|part| file[part].as_u64().unwrap())
        .sum::<u64>()
        + aside.values().sum::<u64>();
    assert_eq!(file["rows"].as_u64().unwrap(), sum, "{file}");
    let mut rows = csv::Reader::from_path(room.path("relatorios/acordo-leads.csv")).unwrap();
    let header = rows.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let places = [at("id"), at("source"), at("created")];
    let lead = |row: csv::StringRecord| {
        places.map(|place| {
            row[place].chars().take(if place == places[2] { 10 } else { 60 }).collect::<String>()
        })
    };
    let mut leads: Vec<[String; 3]> =
        rows.records().map(|row| lead(row.unwrap())).filter(|lead| lead[0] != "B-1").collect();
    leads.sort_unstable();
    let leads: Vec<String> = leads.iter().map(|lead| lead.join(" ")).collect();
    format!("exit {exit} · {} · {aside:?} · {}", leads.join(", "), codes.join(""))
}

fn both() -> Wanted {
    Wanted::Read {
        leads: vec![["N-1", "Google", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]],
        aside: &[],
        warning: "",
    }
}

#[test]
fn every_odd_shape_is_read_right_or_refused_with_the_right_reason() {
    let shapes: Vec<Shape> =
        [texts::shapes(), books::shapes(), others::shapes()].into_iter().flatten().collect();
    assert!(shapes.len() >= 60, "{}", shapes.len());
    let part = shapes.len().div_ceil(WORKERS);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let work =
            |part: &'_ [Shape]| part.iter().filter_map(Shape::difference).collect::<Vec<String>>();
        let workers: Vec<_> =
            shapes.chunks(part).map(|part| scope.spawn(move || work(part))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), shapes.len(), wrong.join("\n"));
}

/// The system lays a process out anew each time: what it leaves to the reading process must be enough wherever that comes to stand.
#[test]
fn a_sound_workbook_is_read_every_time() {
    let sound = others::shapes()
        .into_iter()
        .find(|shape| shape.like == "calamine__number_rows_repeated")
        .unwrap();
    let room = Room::empty();
    let names: Vec<String> = (0..150).map(|number| format!("{number}.ods")).collect();
    names.iter().for_each(|name| fs::write(room.path(name), &sound.bytes).unwrap());
    let told = room.acordo(&format!("inspect {}", names.join(" ")));
    assert_eq!(told.exit, 0, "{}{}", told.stdout, told.stderr);
}
