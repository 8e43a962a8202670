//! The metrics worked by hand: small worlds run through the binary, each number derived in a comment from the definitions' own words.
//!
//! Working time everywhere: Monday to Friday 09:00–18:00 in São Paulo, Friday 20/11/2026 a holiday. November 2026 begins on a Sunday.

#![allow(clippy::format_collect, reason = "rows of a few bytes")]

mod acceptance_decision;
mod at_the_due;
mod attempts;
mod attempts_per_day;
mod attribution;
mod borders;
mod counts;
mod covered;
mod decisions;
mod diagnosis;
mod ended;
mod exemptions;
mod first_contact;
mod forecast;
mod give_up;
mod groups;
mod handoff_time;
mod horizons;
mod ids;
mod leads;
mod leads_per_sale;
mod open;
mod openings;
mod order;
mod persons;
mod plan;
mod plan_observed;
mod plan_spans;
mod reach;
mod revenue_ratio;
mod routing;
mod sales_won;
mod sentences;
mod someday;
mod speed;
mod stage_time;
mod standing;
mod steady_delivery;
mod switchboards;
mod targets;
mod ticked;
mod time;
mod today;
mod told;
mod told_open;
mod traffic;
mod two_ends;
mod undated_ends;
mod unsaid;
mod unseen;
mod untold;
mod value_qualified;
mod words;
mod worked_on;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use crate::room::newest_of;
use serde_json::Value;

/// A world under construction: an agreement and the exports of its sources.
#[derive(Default)]
pub struct World {
    top: String,
    objective: String,
    hours: String,
    more: String,
    sources: Vec<Export>,
    period: Option<String>,
    language: Option<String>,
}

struct Export {
    table: String,
    options: String,
    csv: String,
}

/// What a run said.
pub struct Run {
    /// The summary document.
    pub json: Value,
    /// `acordo-leads.csv`: rows by column name.
    pub leads: Vec<BTreeMap<String, String>>,
}

impl World {
    /// Lines for `[agreement]`.
    pub fn top(mut self, lines: &str) -> Self {
        self.top.push_str(lines);
        self
    }

    /// The lines of `[objective]` instead of ten sales a month at six leads each.
    pub fn objective(mut self, lines: &str) -> Self {
        lines.clone_into(&mut self.objective);
        self
    }

    /// The lines of `[working-time]` instead of 09:00–18:00 but for 20/11.
    pub fn hours(mut self, lines: &str) -> Self {
        lines.clone_into(&mut self.hours);
        self
    }

    /// Further tables of the agreement.
    pub fn more(mut self, tables: &str) -> Self {
        let _ = writeln!(self.more, "{tables}");
        self
    }

    /// A commitment; its target is 90 % where the lines name none.
    pub fn promise(self, metric: &str, lines: &str) -> Self {
        let target = if lines.contains("target") { "" } else { "target = '90%'\n" };
        self.more(&format!("[[commitment]]\nteam = 'both'\nmetric = '{metric}'\n{target}{lines}"))
    }

    /// A source whose columns are named like the fields; `MM-DD` at the beginning of a cell is a day of 2026.
    ///
    /// Leads and deals of these small worlds reach back beyond the period, unless the options say otherwise:
    /// else its first days would be days that no file covers.
    pub fn source(mut self, table: &str, options: &str, csv: &str) -> Self {
        let begins = match table {
            "leads" | "deals" if !options.contains("covers-from") => "covers-from = 2000-01-01\n",
            _ => "",
        };
        self.sources.push(Export {
            table: table.to_owned(),
            options: format!("{begins}{}", options.replace("covers-from = 'none'\n", "")),
            csv: dated(csv),
        });
        self
    }

    /// The period judged instead of the one that contains the instant.
    pub fn period(mut self, period: &str) -> Self {
        self.period = Some(period.to_owned());
        self
    }

    /// The language of what is written instead of English.
    pub fn language(mut self, language: &str) -> Self {
        self.language = Some(language.to_owned());
        self
    }

    fn text(&self) -> String {
        let objective = if self.objective.is_empty() {
            "period = 'month'\nfrom = 2020-01-01\nsales = 10\nleads-per-sale = 6"
        } else {
            &self.objective
        };
        let usual = "weekdays = ['09:00-18:00']\n[working-time.special]\n'2026-11-20' = []";
        let hours = if self.hours.is_empty() { usual } else { &self.hours };
        let head =
            if objective.contains("[[objective]]") { "[[objective]]" } else { "[objective]" };
        let mut text = format!(
            "[agreement]\nname = 'Hand'\nlanguage = '{}'\ntimezone = 'America/Sao_Paulo'\ncurrency = 'BRL'\nnumbers = 'en'\n{}\n\
             {head}\n{objective}\n[working-time]\n{hours}\n\
             [reasons]\nmarketing = ['bad number']\nsales = ['competitor']\nneutral = ['closed down']\nunreached = ['no reply']\n\
             not-now = ['no budget']\nnot-interested = ['no interest']\n\
             [report]\nfolder = 'out'\npersonal-data = 'full'\nleads = 'all'\n{}\n",
            self.language.as_deref().unwrap_or("en"),
            self.top,
            self.more
        );
        if self.period.is_some() {
            text = since_ever(&text);
        }
        for (number, source) in self.sources.iter().enumerate() {
            let header = source.csv.lines().next().unwrap_or_default();
            let columns: String =
                header.split(',').map(|field| format!("{field} = '{field}'\n")).collect();
            let options: Vec<&str> = source
                .options
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with("mtime"))
                .collect();
            let cut_off =
                if source.options.contains("cut-off") { "" } else { "cut-off = 'none'\n" };
            let _ = write!(
                text,
                "[[source]]\nname = 's{number}'\ntable = '{}'\nfiles = ['s{number}.csv']\nmax-set-aside = '100%'\n{cut_off}{}\n[source.columns]\n{columns}",
                source.table,
                options.join("\n")
            );
        }
        text
    }

    /// Runs the binary as of an instant.
    pub fn run(&self, as_of: &str) -> Run {
        self.run_in(tempfile::tempdir().unwrap().path(), as_of)
    }

    /// Writes the agreement and its exports; gives the agreement's path.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let config = folder.join("acordo.toml");
        fs::write(&config, self.text()).unwrap();
        for (number, source) in self.sources.iter().enumerate() {
            let path = folder.join(format!("s{number}.csv"));
            fs::write(&path, &source.csv).unwrap();
            if let Some(seconds) = source
                .options
                .lines()
                .find_map(|line| line.trim().strip_prefix("mtime = ")?.parse().ok())
            {
                File::options()
                    .write(true)
                    .open(&path)
                    .unwrap()
                    .set_modified(UNIX_EPOCH + Duration::from_secs(seconds))
                    .unwrap();
            }
        }
        config
    }

    /// Runs the binary in a folder, whose ledger may know earlier runs.
    pub fn run_in(&self, folder: &Path, as_of: &str) -> Run {
        let mut command = crate::room::program();
        command.args(["run", "--json", "--no-mail", "--as-of", as_of, "-c"]);
        self.done(folder, command)
    }

    /// The same as a report of that very time, which later ones are compared with.
    pub fn run_at(&self, folder: &Path, now: &str) -> Run {
        let mut command = crate::room::program();
        command.env("ACORDO_NOW", format!("{now}:00-03:00"));
        command.args(["run", "--json", "--no-mail", "-c"]);
        self.done(folder, command)
    }

    fn done(&self, folder: &Path, mut command: Command) -> Run {
        let config = self.write(folder);
        command.arg(&config);
        command.args(self.period.iter().flat_map(|period| ["--period", period.as_str()]));
        let done = command.output().unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        let json = serde_json::from_slice(&done.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{told}\n{}", self.text()));
        assert!(!told.contains("whoever maintains the program"), "{told}\n{}", self.text());
        let mut reader =
            csv::Reader::from_path(newest_of(&folder.join("out"), "acordo-leads")).unwrap();
        Run { json, leads: reader.deserialize().map(Result::unwrap).collect() }
    }
}

/// The promises of a world that is asked about a period of its own have held since ever: of what ended before the first report nothing else is judged.
fn since_ever(agreement: &str) -> String {
    let mut parts = agreement.split("[[commitment]]\n");
    let head = parts.next().unwrap_or_default().to_owned();
    parts.fold(head, |all, own| {
        let from = if own.contains("from = ") { "" } else { "from = 2000-01-01\n" };
        format!("{all}[[commitment]]\n{from}{own}")
    })
}

/// `11-03 10:00` at the beginning of a cell is `2026-11-03 10:00`.
fn dated(csv: &str) -> String {
    let is_day = |cell: &str| {
        cell.len() >= 5
            && cell.as_bytes()[2] == b'-'
            && cell[..2].bytes().chain(cell[3..5].bytes()).all(|b| b.is_ascii_digit())
    };
    let cell = |cell: &str| if is_day(cell) { format!("2026-{cell}") } else { cell.to_owned() };
    let line = |line: &str| line.trim().split(',').map(cell).collect::<Vec<_>>().join(",") + "\n";
    csv.trim().lines().map(line).collect()
}

impl Run {
    /// Every statement that does not hold, with what was found instead.
    ///
    /// `leads=2` rows of the leads' file · `A.field=value` a cell of lead A · `id:field=value` a commitment's field · `id@group:field=value` that of
    /// one of its groups (`none`: of those without) · `/pointer=value` any field.
    pub fn lies(&self, statements: &[&str]) -> Vec<String> {
        let lie = |statement: &&str| {
            let (subject, wanted) = statement.split_once('=').unwrap();
            let found = self.find(subject);
            (!is_same(&found, wanted)).then(|| format!("{statement}, found {found}"))
        };
        statements.iter().filter_map(lie).collect()
    }

    fn rows(&self, table: &str) -> impl Iterator<Item = &Value> {
        self.json[table].as_array().unwrap().iter()
    }

    fn find(&self, subject: &str) -> String {
        if subject == "leads" {
            self.leads.len().to_string()
        } else if subject.starts_with('/') {
            shown(self.json.pointer(subject))
        } else if let Some((id, field)) =
            subject.split_once(':').filter(|(id, _)| !id.contains(' '))
        {
            let own = match id.split_once('@') {
                Some((id, group)) => self.rows("groups").find(|own| {
                    own["commitment"] == id && own["value"].as_str().unwrap_or("none") == group
                }),
                None => self.rows("commitments").find(|own| own["id"] == id),
            };
            own.map_or_else(|| format!("no {id}"), |own| shown(own.pointer(&format!("/{field}"))))
        } else {
            let (id, field) = subject.rsplit_once('.').unwrap();
            let own: Vec<_> = self.leads.iter().filter(|lead| lead["id"] == id).collect();
            let cells: Vec<String> = own
                .iter()
                .map(|lead| short(lead.get(field).unwrap_or_else(|| panic!("no column {field}"))))
                .collect();
            cells.join("|")
        }
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => short(text),
        Some(value) => value.to_string(),
        None => "absent".to_owned(),
    }
}

/// `2026-11-03T10:00:00-03:00` as `11-03 10:00`.
fn short(text: &str) -> String {
    let is_instant = text.len() == 25 && text.starts_with("2026-") && text.ends_with("-03:00");
    if is_instant { text[5..16].replace('T', " ") } else { text.to_owned() }
}

/// Texts alike, or numbers alike as far as the wanted one is written.
fn is_same(found: &str, wanted: &str) -> bool {
    let decimals = wanted.split_once('.').map_or(0, |(_, part)| part.len());
    match (found.parse::<f64>(), wanted.parse::<f64>()) {
        (Ok(found), Ok(wanted)) => {
            (found - wanted).abs()
                <= if decimals == 0 {
                    1e-9
                } else {
                    0.500_001 * 0.1_f64.powi(i32::try_from(decimals).unwrap())
                }
        }
        _ => found == wanted,
    }
}

/// A world and what must be said of it.
pub struct Story<'a> {
    /// What it tells.
    pub case: &'a str,
    /// Lines for `[agreement]`.
    pub top: &'a str,
    /// Table, options and rows of each source.
    pub sources: &'a [(&'a str, &'a str, &'a str)],
    /// Statements for [`Run::lies`].
    pub says: &'a [&'a str],
}

/// Runs every story (with gross `leads-delivered`, `first-attempt` in 1h and `sales-won` promised) and reports all lies together.
pub fn tell(as_of: &str, stories: &[Story]) {
    let mut lies = Vec::new();
    for story in stories {
        let world = World::default()
            .top(story.top)
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .promise("first-attempt", "within = '1h'")
            .promise("sales-won", "target = 10");
        let world = story
            .sources
            .iter()
            .fold(world, |world, (table, options, csv)| world.source(table, options, csv));
        lies.extend(
            world
                .run(as_of)
                .lies(story.says)
                .into_iter()
                .map(|lie| format!("{}: {lie}", story.case)),
        );
    }
    assert!(lies.is_empty(), "\n{}", lies.join("\n"));
}

/// A lead with its case as id: its row, what happened to it, the verdict expected.
pub type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a str);

/// An event of an attempt, `at,channel`, that nobody answered: where nobody wrote what came of it, nobody would know.
fn unanswered(event: &str) -> String {
    if event.matches(',').count() == 1 { format!("{event},no-answer") } else { event.to_owned() }
}

/// `delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled` and `at,channel,outcome,direction,done,automatic,duration`;
/// cells left out at the end are blank, but for the outcome of what has only a channel: nobody answered.
pub fn judged(metric: &str, promise: &str, options: &str, as_of: &str, cases: &[Case]) -> Run {
    let mut leads = String::from(
        "delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled,id\n",
    );
    let mut activities =
        String::from("at,channel,outcome,direction,done,automatic,duration,lead\n");
    // A lead of long ago says that the files tell who was reached. Its many tries keep those before a hand-off below a share that would put the
    // hand-off itself in doubt.
    let _ = writeln!(leads, "01-05 10:00,,,01-06 10:00,competitor,,,,,told");
    for channel in ["call", "email", "whatsapp"] {
        for minute in 10..50 {
            let _ = writeln!(activities, "01-05 11:{minute},{channel},no-answer,,,,,told");
        }
    }
    for (case, row, events, _) in cases {
        let padded = |cells: &str, width: usize| {
            cells.to_owned() + &",".repeat(width - cells.matches(',').count())
        };
        let _ = writeln!(leads, "{}{case}", padded(row, 9));
        for event in *events {
            let _ = writeln!(activities, "{}{case}", padded(&unanswered(event), 7));
        }
    }
    let world = World::default().promise(metric, promise).source("leads", "", &leads).source(
        "activities",
        options,
        &activities,
    );
    let run = world.run(as_of);
    let verdict = |case: &str| run.find(&format!("{case}.{metric}_verdict"));
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(case, .., wanted)| verdict(case) != *wanted)
        .map(|(case, .., wanted)| format!("{case}: {wanted}, found {}", verdict(case)))
        .collect();
    assert!(wrong.is_empty(), "{promise}\n{}", wrong.join("\n"));
    run
}
