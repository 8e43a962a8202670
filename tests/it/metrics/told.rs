//! What people read of small worlds: a quantity has one value wherever it stands, and a sentence is true of the promise it speaks of.

use std::fs;

use calamine::Data;
use tempfile::TempDir;

use super::{Run, World};
use crate::room::newest_of;
use crate::workbook::sheets;

const DAY: &str = "2026-11-18T12:00";

/// One report and all that it wrote.
pub(super) struct Told {
    room: TempDir,
    pub(super) run: Run,
    as_of: &'static str,
}

impl Told {
    pub(super) fn of(world: &World, as_of: &'static str) -> Self {
        let room = tempfile::tempdir().unwrap();
        let run = world.run_in(room.path(), as_of);
        Self { room, run, as_of }
    }

    /// The answer of a command.
    pub(super) fn answer(&self, arguments: &[&str]) -> String {
        let mut command = crate::room::program();
        command.args(arguments).args(["--as-of", self.as_of, "-c"]);
        let done = command.arg(self.room.path().join("acordo.toml")).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    }

    /// What `acordo check` says at this instant, in the zone of these worlds.
    pub(super) fn checked(&self, now: &str) -> String {
        let mut command = crate::room::program();
        command.env("ACORDO_NOW", now).args(["check", "-c"]);
        let done = command.arg(self.room.path().join("acordo.toml")).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    }

    pub(super) fn short(&self) -> String {
        fs::read_to_string(newest_of(&self.room.path().join("out"), "resumo")).unwrap()
    }

    /// A letter as text, in one line.
    pub(super) fn letter(&self, name: &str) -> String {
        let to = self.room.path().join("letters");
        self.answer(&["preview", "--to", to.to_str().unwrap()]);
        let text = fs::read_to_string(to.join(format!("{name}.txt"))).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The rows of a sheet that begin with these words, their other cells as texts.
    pub(super) fn rows(&self, sheet: &str, begin: &str) -> Vec<Vec<String>> {
        let is_it = |row: &Vec<String>| row.first().is_some_and(|own| own.starts_with(begin));
        self.sheet(sheet).into_iter().filter(is_it).collect()
    }

    /// The cells of a sheet as texts.
    pub(super) fn cells(&self, sheet: &str) -> Vec<String> {
        self.sheet(sheet).into_iter().flatten().collect()
    }

    fn sheet(&self, sheet: &str) -> Vec<Vec<String>> {
        let name = format!("acordo_{}.xlsx", &self.as_of[..10]);
        let book = fs::read(self.room.path().join("out").join(name)).unwrap();
        let (_, cells) = sheets(&book).into_iter().find(|(name, _)| name == sheet).unwrap();
        let shown = |row: &[Data]| -> Vec<String> {
            row.iter().filter(|cell| **cell != Data::Empty).map(ToString::to_string).collect()
        };
        cells.rows().map(shown).collect()
    }
}

/// Leads of 3 November by number, each row ended by what `end` makes of it.
pub(super) fn leads(head: &str, n: usize, end: impl Fn(usize) -> String) -> String {
    let row = |number| format!("\nL{number},11-03 10:00{}", end(number));
    format!("{head}{}", (0..n).map(row).collect::<String>())
}

pub(super) fn own(team: &str, metric: &str, lines: &str) -> String {
    format!("[[commitment]]\nteam = '{team}'\nmetric = '{metric}'\n{lines}")
}

/// Beside the headline of a promise that is missed, that another's target is reached is said with that one's name.
#[test]
fn a_reached_target_is_said_of_its_own_promise() {
    let rows =
        leads("id,delivered,accepted,rejected,rejection-reason,email,score", 40, |n| match n % 2 {
            0 => ",11-04 10:00,,,a@x.com,10".to_owned(),
            _ => ",,11-04 10:00,bad number,,10".to_owned(),
        });
    let missed = [
        ("acceptance", "target = '95%'"),
        ("handoff-complete", "target = '95%'"),
        ("qualified", "target = '95%'"),
        ("acceptance", "target = '95%'\nreasons = 'all'"),
        ("", ""),
    ];
    for (metric, lines) in missed {
        let world = World::default()
            .more("[definitions]\nmql = { text = 'fit', require = { score = '>= 50' } }\n[handoff]\nrequired = ['email']")
            .more(&own("marketing", "leads-delivered", "counting = 'gross'\ntarget = 30"))
            .source("leads", "", &rows);
        let world =
            if metric.is_empty() { world } else { world.more(&own("marketing", metric, lines)) };
        let told = Told::of(&world, DAY);
        let line = "Leads delivered: the target is reached already.";
        let said = [told.short(), told.letter("marketing")];
        let plain = "The target is already reached.";
        for text in said {
            let (wanted, other) = if metric.is_empty() { (plain, line) } else { (line, plain) };
            assert!(text.contains(wanted) && !text.contains(other), "{metric}: {text}");
        }
    }
}

/// A number that versions of different allowances make together is told with each of them, one that a single allowance makes with that one.
#[test]
fn a_number_of_two_allowances_names_both() {
    let day = |n: usize| if n < 30 { "11-03" } else { "11-12" };
    let rows = |of: &dyn Fn(usize) -> String| (0..60).map(of).collect::<String>();
    let leads = "id,delivered".to_owned() + &rows(&|n| format!("\nL{n},{} 10:00", day(n)));
    let calls = "at,lead,channel".to_owned() + &rows(&|n| format!("\n{} 10:20,L{n},call", day(n)));
    for (first, second, wanted) in [
        ("'1h'", "'4h'", "within 1 working hour or 4 working hours"),
        ("'30min'", "'1h'", "within 30 min or 1 working hour"),
        ("'1h'", "'2d'", "within 1 working hour or 2 working days"),
        ("'4h'", "'1h'", "within 4 working hours or 1 working hour"),
        ("'4h'", "'4h'", "within 4 working hours,"),
    ] {
        let version = |within, days| {
            format!("id = 'first'\nwithin = {within}\ntarget = '40%'\nmin-sample = 1\n{days}")
        };
        let world = World::default()
            .more(&own("sales", "first-attempt", &version(first, "until = 2026-11-11")))
            .more(&own("sales", "first-attempt", &version(second, "from = 2026-11-11")))
            .source("leads", "", &leads)
            .source("activities", "covers-from = 2000-01-01", &calls);
        let told = Told::of(&world, DAY);
        for text in [told.short(), told.letter("sales")] {
            assert!(text.contains(wanted), "{first} {second}: {text}");
        }
    }
}

/// Where accepted leads are planned, what must be delivered for them is told everywhere: of 10 sales at 6 leads 60 accepted, of these 67 or 75 delivered.
#[test]
fn the_leads_of_the_plan_are_those_that_are_promised() {
    for (acceptance, counting, wanted) in [
        ("acceptance = '90%'", "gross", "67"),
        ("acceptance = '80%'", "gross", "75"),
        ("acceptance = '50%'", "gross", "120"),
        ("acceptance = '90%'", "net", "60"),
        ("", "gross", "60"),
    ] {
        let world = World::default()
            .objective(&format!("period = 'month'\nsales = 10\nleads-per-sale = 6\n{acceptance}"))
            .promise("leads-delivered", &format!("counting = '{counting}'\ntarget = 'plan'"))
            .source("leads", "", &leads("id,delivered", 20, |_| String::new()));
        let told = Told::of(&world, DAY);
        assert_eq!(told.run.lies(&[&format!("leads-delivered:target={wanted}")]), [""; 0]);
        let summary = told.rows("Summary", "November 2026").concat().join(" ");
        assert!(summary.contains(&format!("from {wanted} leads")), "{acceptance}: {summary}");
        let agreed = told.rows("Agreement", "").concat().join(" ");
        assert!(agreed.contains(&format!("{wanted} leads delivered")), "{acceptance}: {agreed}");
    }
}

/// The sales expected by now are one number, of the promise and of the split: half of the period's 20 working days are gone on Friday 13/11.
#[test]
fn the_expected_sales_are_one_number() {
    let won = |n: usize| if n < 3 { ",11-05 10:00".to_owned() } else { ",".to_owned() };
    let two = |first: &str, second: &str| {
        format!(
            "period = 'month'\n{first}\nuntil = 2026-11-09\n[[objective]]\nperiod = 'month'\n{second}\nfrom = 2026-11-09\nuntil = 2027-01-01"
        )
    };
    for objective in [
        "period = 'month'\nsales = 10\nleads-per-sale = 6".to_owned(),
        "period = 'month'\nsales = 11\nleads-per-sale = 5.4".to_owned(),
        "period = 'quarter'\nsales = 30\nleads-per-sale = 6".to_owned(),
        two("sales = 30\nleads-per-sale = 6", "sales = 60\nleads-per-sale = 5"),
        two("sales = 7\nleads-per-sale = 3", "sales = 9\nleads-per-sale = 8"),
    ] {
        let world = World::default()
            .objective(&objective)
            .promise("sales-won", "target = 'plan'")
            .source("leads", "", &leads("id,delivered,won", 24, won));
        let run = world.run("2026-11-13T18:00:00");
        let (promise, split) =
            (run.find("sales-won:expected"), run.find("/diagnosis/sales/expected"));
        let [promise, split]: [f64; 2] = [promise, split].map(|own| own.parse().unwrap());
        assert!((promise - split).abs() < 1e-6, "{objective}: {promise} and {split}");
    }
}

/// A promise that the files leave open names nobody as far from it, and no title has one number of it.
#[test]
fn what_is_open_accuses_nobody() {
    let rows = leads("id,delivered,owner", 40, |n| format!(",{}", ["Ana", "Beto"][n % 2]));
    let calls = |timed: usize| {
        let call = |n: usize| format!("\n11-03{},L{n},call", if n < timed { " 10:30" } else { "" });
        format!("at,lead,channel{}", (0..30).map(call).collect::<String>())
    };
    for (timed, target, is_open) in [
        (0, "50%", true),
        (5, "50%", true),
        (10, "50%", true),
        (20, "70%", true),
        (30, "90%", false),
        (10, "90%", false),
    ] {
        let promise = format!("within = '1h'\ntarget = '{target}'\ntolerance = '0%'");
        let world = World::default()
            .more(&own("sales", "first-attempt", &promise))
            .source("leads", "", &rows)
            .source("activities", "covers-from = 2000-01-01", &calls(timed));
        let told = Told::of(&world, DAY);
        let why = if is_open { "open" } else { "null" };
        assert_eq!(told.run.lies(&[&format!("first-attempt:why_not={why}")]), [""; 0], "{timed}");
        let explained = told.answer(&["explain", "first-attempt"]);
        assert_eq!(explained.contains("Owners furthest"), !is_open, "{timed}: {explained}");
        let title = told.rows("Cadence", "First attempt within 1 working hour").concat().join(" ");
        assert_eq!(title.contains("between"), is_open, "{timed}: {title}");
    }
}

/// A contested verdict that today's data keep is told so, and not as corrected: nobody corrected anything.
#[test]
fn a_contested_verdict_that_stands_is_not_called_corrected() {
    let leads = "id,delivered\nA,11-03 10:00\nB,11-03 10:00\nC,11-03 10:00";
    let calls = "at,lead,channel\n11-03 10:10,A,call\n11-03 13:00,B,call";
    let upheld = "\n11-13 09:00,decision,A,first-attempt,stands";
    for (lead, about, more, wanted) in [
        ("A", "first-attempt", "", "kept by today's data"),
        ("A", "", "", "kept by today's data"),
        ("A", "first-attempt", upheld, "kept by today's data"),
        ("B", "first-attempt", "", "open"),
        ("C", "first-attempt", "", "open"),
        ("Z", "first-attempt", "", "no such lead"),
    ] {
        let log = format!(
            "at,kind,lead,about,text\n11-12 09:00,conversation,{lead},{about},contests{more}"
        );
        let world = World::default()
            .promise("first-attempt", "within = '1h'\nmin-sample = 1")
            .source("leads", "", leads)
            .source("activities", "covers-from = 2000-01-01", calls)
            .source("log", "", &log);
        let told = Told::of(&world, DAY);
        let said = told.rows("Agreement", "").concat().join(" | ");
        assert!(said.contains(&format!("| {wanted}")), "{lead} {about}: {said}");
        assert!(!said.contains("corrected"), "{lead} {about}: {said}");
    }
}

/// The agreed acceptance is of the leads decided on: those nobody decided on yet stand apart from it. Of 30 planned by now 20 came, `decided` of them
/// were decided on and `accepted` accepted.
#[test]
fn who_is_undecided_is_not_refused() {
    let world = |decided: usize, accepted: usize, reason: &str| {
        let rows = leads("id,delivered,accepted,rejected,rejection-reason,won", 20, |n| {
            let won = if n < 3 { "11-06 10:00" } else { "" };
            match n {
                n if n < accepted => format!(",11-04 10:00,,,{won}"),
                n if n < decided => format!(",,11-04 10:00,{reason},"),
                _ => ",,,,".to_owned(),
            }
        });
        World::default()
            .objective("period = 'month'\nsales = 10\nleads-per-sale = '6:1'\nacceptance = '80%'")
            .promise("leads-delivered", "counting = 'gross'\ntarget = 'plan'")
            .source("leads", "", &rows)
    };
    for (decided, accepted, reason, wanted) in [
        (10, 9, "bad number", [0.5, 0.9]),
        (20, 16, "bad number", [1.0, 0.8]),
        (12, 12, "bad number", [0.6, 1.0]),
        (10, 5, "bad number", [0.5, 0.5]),
        // Refused for a reason of sales: decided on by no promise of acceptance.
        (10, 8, "competitor", [0.4, 1.0]),
    ] {
        let told = Told::of(&world(decided, accepted, reason), "2026-11-13T18:00");
        let says = [
            "/diagnosis/sales/factors/1/to=decided".to_owned(),
            "/diagnosis/sales/factors/1/expected=1".to_owned(),
            format!("/diagnosis/sales/factors/1/actual={}", wanted[0]),
            "/diagnosis/sales/factors/2/from=decided".to_owned(),
            "/diagnosis/sales/factors/2/to=accepted".to_owned(),
            "/diagnosis/sales/factors/2/expected=0.8".to_owned(),
            format!("/diagnosis/sales/factors/2/actual={}", wanted[1]),
        ];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        assert_eq!(told.run.lies(&says), [""; 0], "{decided} {accepted} {reason}");
        let row = told.rows("Diagnosis", "Delivered → decided").concat();
        assert_eq!(row.get(1).map(String::as_str), Some("1"), "{row:?}");
    }
}

/// Lost before anybody tried it, for a reason that no file tells: perhaps marketing's, which would free it.
#[test]
fn a_loss_without_a_reason_may_free_from_the_first_attempt() {
    let of_leads = |reason: &str, lost: &str| {
        let column = if reason.is_empty() { "" } else { ",lost-reason" };
        let own = if reason.is_empty() { String::new() } else { format!(",{reason}") };
        let none = if reason.is_empty() { "" } else { "," };
        format!("id,delivered,lost{column}\nA,11-03 10:00,{lost}{own}\nB,11-03 10:00,{none}")
    };
    let late = "at,lead,channel\n11-03 13:00,A,call";
    for (leads, calls, wanted) in [
        (of_leads("", "11-03 10:30"), "at,lead,channel\n11-03 10:10,B,call", "indeterminate"),
        (of_leads("", "11-03 10:30"), late, "indeterminate"),
        // A day without a time: perhaps by the due.
        (of_leads("", "11-03"), "at,lead,channel\n11-03 10:10,B,call", "indeterminate"),
        (of_leads("", "11-04 10:00"), late, "breached"),
        (of_leads("", "11-03 10:30"), "at,lead,channel\n11-03 10:20,A,call", "met"),
        (of_leads("", "11-03 10:30"), "at,lead,channel\n11-03 10:59,A,call", "met"),
        (of_leads("bad number", "11-03 10:30"), late, "exempt"),
        (of_leads("competitor", "11-03 10:30"), late, "breached"),
    ] {
        let told = Told::of(
            &World::default()
                .promise("first-attempt", "within = '1h'")
                .promise("first-connection", "within = '1h'")
                .source("leads", "", &leads)
                .source(
                    "activities",
                    "covers-from = 2000-01-01",
                    &format!(
                        "{},outcome\n{},connected",
                        calls.split_once('\n').unwrap().0,
                        calls.split_once('\n').unwrap().1
                    ),
                ),
            DAY,
        );
        let says = [
            format!("A.first-attempt_verdict={wanted}"),
            format!("A.first-connection_verdict={wanted}"),
        ];
        assert_eq!(told.run.lies(&[&says[0], &says[1]]), [""; 0], "{leads} {calls}");
        let is_said = told.answer(&["explain", "A"]).contains("for a reason that no file has");
        assert_eq!(is_said, wanted == "indeterminate", "{leads} {calls}");
    }
}

/// Leads that spoke first keep the promise and are in no band: beside the bands they are counted.
#[test]
fn who_spoke_first_stands_beside_the_bands() {
    let called = "A,call,outbound,no-answer";
    for (rows, spoke) in [
        (format!("11-03 10:30,{called}"), 0),
        ("11-03 10:30,A,whatsapp,inbound,connected".to_owned(), 1),
        (format!("11-03 10:30,A,whatsapp,inbound,connected\n11-03 10:40,{called}"), 1),
        (format!("11-03 10:30,{called}\n11-03 10:40,A,whatsapp,inbound,connected"), 0),
        (
            "11-03 10:30,A,whatsapp,inbound,connected\n11-03 10:31,B,call,inbound,connected"
                .to_owned(),
            2,
        ),
        ("11-03 10:30,A,call,inbound,no-answer".to_owned(), 0),
    ] {
        let world = World::default()
            .promise("first-attempt", "within = '1h'\nmin-sample = 1")
            .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-03 10:00")
            .source("activities", "covers-from = 2000-01-01", &format!("at,lead,channel,direction,outcome\n11-03 17:00,B,call,outbound,no-answer\n{rows}"));
        let told = Told::of(&world, DAY);
        assert_eq!(told.run.lies(&[&format!("/cadence/spoke_first={spoke}")]), [""; 0], "{rows}");
        let said = told.rows("Cadence", "").concat().join(" ").contains("spoke before any attempt");
        assert_eq!(said, spoke > 0, "{rows}");
    }
}

/// Untried leads of before the period are as many in the letter as where the promise is explained: by their delivery, whatever their due.
#[test]
fn leads_of_before_the_period_are_one_number() {
    let calls = "at,lead,channel\n11-03 10:10,C,call";
    for (first, second, older) in [
        ("10-30 17:50", "11-03 10:00", 1),
        ("10-28 10:00", "10-30 17:59", 2),
        ("10-30", "11-03 10:00", 1),
        ("11-02 09:00", "11-03 10:00", 0),
        ("11-01 12:00", "10-31 12:00", 1),
    ] {
        let world = World::default()
            .more(&own("sales", "first-attempt", "within = '2h'\nmin-sample = 1\ntarget = '90%'"))
            .source("leads", "", &format!("id,delivered\nA,{first}\nB,{second}\nC,11-03 10:00"))
            .source("activities", "covers-from = 2000-01-01", calls);
        let told = Told::of(&world, DAY);
        let (short, explained) = (told.short(), told.answer(&["explain", "first-attempt"]));
        let of_short = match older {
            0 => "2 leads are overdue without a logged attempt.".to_owned(),
            n => format!(
                "2 leads are overdue without a logged attempt, {n} of them delivered before this period."
            ),
        };
        assert!(short.contains(&of_short), "{first} {second}: {short}");
        let of_explained = format!("Delivered before this period and still overdue: {older}");
        assert_eq!(explained.contains(&of_explained), older > 0, "{first} {second}: {explained}");
    }
}

/// What the plan lacks is said to be the plan's, with the promise's own target where that is another one; of a period that is over it is past.
#[test]
fn what_the_plan_lacks_is_the_plan_s() {
    for (target, period, other, is_past) in [
        ("70", None, true, false),
        ("40", None, true, false),
        ("60", None, false, false),
        ("'plan'", None, false, false),
        ("60", Some("2026-10"), false, true),
        ("70", Some("2026-10"), true, true),
    ] {
        let world = World::default()
            .promise("leads-delivered", &format!("counting = 'gross'\ntarget = {target}"))
            .source("leads", "", "id,delivered\nA,11-03 10:00\nB,10-06 10:00");
        let world = period.into_iter().fold(world, World::period);
        let room = tempfile::tempdir().unwrap();
        let run = world.run_in(room.path(), DAY);
        assert_eq!(run.lies(&["leads-delivered:actual=1"]), [""; 0]);
        let book = fs::read(crate::room::newest_of(&room.path().join("out"), "acordo_")).unwrap();
        let (_, cells) = sheets(&book).into_iter().find(|(name, _)| name == "Plan").unwrap();
        let all: Vec<String> = cells.cells().map(|(.., cell)| cell.to_string()).collect();
        let has = |words: &str| all.iter().any(|cell| cell.contains(words));
        assert!(has("Leads still to go for the plan"));
        assert_eq!(has("the delivery target is"), other, "{target} {period:?}");
        assert_eq!(
            (has("WHAT WAS MISSING"), has("STILL TO GO UNTIL")),
            (is_past, !is_past),
            "{target}"
        );
    }
}

/// A directors' letter has rows for the gravest promises alone, and names every other one: none is left out.
#[test]
fn a_letter_names_every_promise() {
    let rows = leads("id,delivered,accepted,won", 30, |n| match n % 4 {
        0 => ",11-04 10:00,11-05 10:00".to_owned(),
        _ => ",,".to_owned(),
    });
    let calls = "at,lead,channel,outcome\n11-03 16:00,L0,call,connected";
    let metrics = [
        ("first-attempt", "within = '1h'"),
        ("first-connection", "within = '2h'"),
        ("decision", "within = '1d'"),
        ("attempts", "attempts = 3\nwithin = '5d'"),
        ("attempts-per-day", "attempts = 1\nwithin = '5d'"),
        ("leads-per-hour", "target = 3"),
    ];
    for most in 1..=metrics.len() {
        let promised = metrics[..most].iter().map(|(metric, lines)| {
            let target = if lines.contains("target") { "" } else { "\ntarget = '95%'" };
            own("sales", metric, &format!("{lines}{target}"))
        });
        let world = promised.fold(World::default(), |world, own| world.more(&own));
        let world = world.source("leads", "", &rows).source(
            "activities",
            "covers-from = 2000-01-01",
            calls,
        );
        let told = Told::of(&world, DAY);
        let letter = told.letter("both");
        let board = letter.split_once("SCOREBOARD").unwrap().1;
        let names = told.run.json["commitments"].as_array().unwrap().iter();
        let missing: Vec<&str> = names
            .map(|judged| judged["name"].as_str().unwrap())
            .filter(|name| !board.contains(name))
            .collect();
        assert!(missing.is_empty(), "{most}: {missing:?} not in {board}");
        let all = told.run.json["commitments"].as_array().unwrap().iter();
        let broken = all.filter(|own| own["status"] == "off-track" || own["status"] == "at-risk");
        assert_eq!(board.contains("Also at risk or off track:"), broken.count() > 3, "{board}");
    }
}

/// A share of few cases is told by them now and as reported, where nothing changed in between.
#[test]
fn a_report_of_few_cases_is_told_as_now() {
    for accepted in 1..=5 {
        let rows = leads("id,delivered,accepted,rejected,rejection-reason", 6, |n| {
            if n < accepted {
                ",11-04 10:00,,".to_owned()
            } else {
                ",,11-04 10:00,bad number".to_owned()
            }
        });
        let world =
            World::default().promise("acceptance", "min-sample = 20").source("leads", "", &rows);
        let room = tempfile::tempdir().unwrap();
        world.run_at(room.path(), "2026-11-18T12:00");
        let mut command = crate::room::program();
        command.env("ACORDO_NOW", "2026-11-18T13:00:00-03:00").args(["history", "-c"]);
        let done = command.arg(room.path().join("acordo.toml")).output().unwrap();
        let told = String::from_utf8(done.stdout).unwrap();
        let line = told
            .lines()
            .find(|line| line.contains("November 2026"))
            .unwrap_or_else(|| panic!("{told}"));
        assert_eq!(line.matches(&format!("{accepted} of 6")).count(), 2, "{line}");
    }
}

/// Where no lead has a hand-off the attempts are before none: that is said instead, and where some have one, that most attempts lie before it.
#[test]
fn attempts_without_any_hand_off_are_told_so() {
    let (none, before) = ("no-handoffs", "before-handoff");
    for (delivered, calls, wanted, why) in [
        (["", "", ""], "11-03 10:00", vec![none], "no-dates"),
        (["", "", ""], "10-05 10:00", vec![none], "no-dates"),
        (["", "11-09 10:00", ""], "11-03 10:00", vec![none, before], before),
        (["11-09 10:00"; 3], "11-03 10:00", vec![before], before),
        (["11-02 10:00"; 3], "11-03 10:00", vec![], "too-few"),
        // Of the leads with attempts one has the date, and its attempt is after it: nothing is said of dates that are too late.
        (["", "11-02 10:00", ""], "11-03 10:00", vec![none], "too-few"),
    ] {
        let rows: String = delivered
            .iter()
            .enumerate()
            .map(|(n, at)| format!("\nL{n},10-01 10:00,{at}"))
            .collect();
        let calls: String = (0..3).map(|n| format!("\n{calls},L{n},call")).collect();
        let run = World::default()
            .promise("first-attempt", "within = '1h'")
            .source("leads", "", &format!("id,created,delivered{rows}"))
            .source("activities", "covers-from = 2000-01-01", &format!("at,lead,channel{calls}"))
            .run(DAY);
        let warned = run.json["warnings"].to_string();
        for code in ["no-handoffs", "before-handoff"] {
            assert_eq!(warned.contains(code), wanted.contains(&code), "{delivered:?}: {warned}");
        }
        let told = run.json["commitments"][0]["why_not"].as_str();
        assert_eq!(told, Some(why), "{delivered:?}");
    }
}
