//! The main job end to end on the samples: what a run leaves, sends, says and never does twice.

use crate::room::Room;

const MONDAY: &str = "run --as-of 2026-11-23T08:00";

/// A sample, ready to run in a temporary folder.
pub struct Sample {
    /// Its copy.
    pub room: Room,
    /// Where its reports go.
    pub reports: &'static str,
    /// Audiences with recipients.
    pub letters: usize,
    /// A piece of what a second run says.
    already: &'static str,
    /// A piece of what a holiday says.
    free_day: &'static str,
}

impl Sample {
    /// The Brazilian one.
    pub fn pt() -> Self {
        let room = Room::copy_of("sample-data");
        Self {
            room,
            reports: "relatorios",
            letters: 3,
            already: "nada foi enviado de novo",
            free_day: "não é dia útil",
        }
    }

    /// The English one.
    pub fn en() -> Self {
        let room = Room::copy_of("sample-data/en");
        Self {
            room,
            reports: "reports",
            letters: 2,
            already: "nothing was sent again",
            free_day: "not a working day",
        }
    }

    /// Both.
    pub fn all() -> [Self; 2] {
        [Self::pt(), Self::en()]
    }

    /// The report of Monday 23 November 2026, 08:00.
    pub fn run(self) -> Self {
        self.room.done(MONDAY);
        self
    }

    /// The summary document.
    pub fn summary(&self) -> serde_json::Value {
        self.room.json(&format!("{}/acordo.json", self.reports))
    }

    /// The bytes of a file among the reports.
    pub fn report(&self, name: &str) -> Vec<u8> {
        self.room.bytes(&format!("{}/{name}", self.reports))
    }
}

#[test]
fn a_timed_run_tells_each_stage_and_their_sum_and_others_tell_none() {
    for sample in Sample::all() {
        let began = std::time::Instant::now();
        let told = sample.room.done(&format!("{MONDAY} --timings"));
        let whole = began.elapsed().as_secs_f64();
        let lines: Vec<&str> = told.stderr.lines().collect();
        let table = &lines[lines.len() - 12..];
        let seconds = |line: &str| -> f64 {
            let tail = line.get(22..).unwrap_or_default().trim_start();
            let number = tail.split(' ').next().unwrap_or_default();
            number.replace(',', ".").parse().unwrap_or_else(|_| panic!("{line}"))
        };
        let stages: Vec<f64> = table[1..11].iter().map(|line| seconds(line)).collect();
        // The eighth is the list of leads, which is written beside the workbook.
        let sum: f64 = stages.iter().sum::<f64>() - stages[7];
        assert!((sum - seconds(table[11])).abs() < 0.01, "{table:#?}");
        assert!(sum > 0.0 && sum <= whole, "{sum} s of {whole} s");
        let document = sample.summary();
        let timed = document["run"]["timings"].as_array().expect("timings").len();
        assert_eq!(timed, 9, "the letters come after the document");
    }
    let plain = Sample::en().run().summary();
    assert!(plain["run"].get("timings").is_none());
}

#[test]
fn a_run_leaves_the_whole_report_and_a_letter_an_audience() {
    for sample in Sample::all() {
        let told = sample.room.done(MONDAY);
        let made = [
            "acordo-leads.csv",
            "acordo.json",
            "acordo_2026-11-23.xlsx",
            "resumo-marketing.txt",
            "resumo-vendas.txt",
            "resumo.txt",
        ];
        assert_eq!(sample.room.names(sample.reports), made);
        let letters = sample.room.names("outbox");
        assert_eq!(letters.len(), sample.letters, "{letters:?}");
        assert!(letters.iter().all(|name| name.ends_with("_r0.eml")), "{letters:?}");
        assert!(
            letters.iter().all(|name| told.stderr.contains(name)),
            "every letter is named: {}",
            told.stderr
        );
        assert_eq!(told.stdout, "", "only what is asked for goes to standard output");
    }
}

#[test]
fn a_second_run_sends_nothing_again_and_says_so() {
    for sample in Sample::all().map(Sample::run) {
        let (letters, workbook) =
            (sample.room.names("outbox"), sample.report("acordo_2026-11-23.xlsx"));
        let told = sample.room.done(MONDAY);
        assert_eq!(sample.room.names("outbox"), letters);
        assert!(told.stderr.contains(sample.already), "{}", told.stderr);
        assert_eq!(
            sample.report("acordo_2026-11-23.xlsx"),
            workbook,
            "what was mailed stays as it was"
        );
    }
}

#[test]
fn resend_makes_a_revision_beside_the_first() {
    for sample in Sample::all().map(Sample::run) {
        sample.room.done(&format!("{MONDAY} --resend"));
        let letters = sample.room.names("outbox");
        assert_eq!(letters.len(), 2 * sample.letters, "{letters:?}");
        assert_eq!(
            letters.iter().filter(|name| name.ends_with("_r1.eml")).count(),
            sample.letters,
            "{letters:?}"
        );
        assert!(
            sample.room.names(sample.reports).contains(&"acordo_2026-11-23_r1.xlsx".to_owned())
        );
        assert_eq!(sample.summary()["run"]["revision"], 1);
    }
}

#[test]
fn no_mail_makes_the_report_and_no_letter() {
    for sample in Sample::all() {
        sample.room.done(&format!("{MONDAY} --no-mail"));
        assert!(sample.room.path(sample.reports).join("acordo_2026-11-23.xlsx").is_file());
        assert_eq!(sample.room.names("outbox"), Vec::<String>::new());
    }
}

#[test]
fn a_timer_on_a_free_day_records_and_sends_nothing() {
    let days = [(Sample::pt(), "2026-11-20T08:00"), (Sample::en(), "2026-11-26T09:00")];
    for (sample, day) in days {
        let told = sample.room.done(&format!("run --scheduled --as-of {day}"));
        assert!(told.stderr.contains(sample.free_day), "{}", told.stderr);
        assert_eq!(
            (sample.room.names(sample.reports).len(), sample.room.names("outbox").len()),
            (0, 0)
        );
        let ledger = rusqlite::Connection::open(sample.room.path("acordo.db")).unwrap();
        let kinds: Vec<String> = ledger
            .prepare("SELECT kind FROM runs")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(kinds, ["holiday"]);
    }
}

#[test]
fn a_timer_that_calls_again_only_sends_what_is_missing() {
    let Sample { room, letters, .. } = Sample::pt();
    let at = |time: &str| {
        let mut command = crate::room::program();
        room.tell(
            command
                .args(["run", "--scheduled"])
                .env("ACORDO_NOW", format!("2026-11-23T{time}-03:00"))
                .current_dir(room.path("")),
        )
    };
    let early = at("06:10:00");
    assert!(
        early.exit == 0 && early.stderr.contains("Ainda não são 08:00"),
        "caught up before the hour: {}",
        early.stderr
    );
    assert_eq!(room.names("outbox").len(), 0);
    assert_eq!(at("08:00:00").exit, 0);
    let (books, outbox) = (room.names("relatorios"), room.names("outbox"));
    assert_eq!(
        outbox.iter().filter(|name| !name.contains("_operator_")).count(),
        letters,
        "{outbox:?}"
    );
    let again = at("11:00:00");
    assert!(again.exit == 0 && again.stderr.contains("já está registrado"), "{}", again.stderr);
    assert_eq!(
        (room.names("relatorios"), room.names("outbox")),
        (books, outbox),
        "nothing is read, written or sent again"
    );
    let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    ledger.execute("UPDATE recipients SET state = 'failed' WHERE rowid = 1", []).unwrap();
    assert_eq!(
        (at("14:00:00").exit, room.acordo("status").exit),
        (5, 5),
        "whoever has not got it is not forgotten"
    );
    ledger.execute("UPDATE recipients SET state = 'deferred' WHERE rowid = 1", []).unwrap();
    assert_eq!((at("17:00:00").exit, room.acordo("status").exit), (0, 0), "what was left goes");
}

#[test]
fn json_prints_what_is_written() {
    for sample in Sample::all() {
        let told = sample.room.done(&format!("{MONDAY} --no-mail --json"));
        let printed: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
        assert_eq!(printed, sample.summary());
        assert_eq!(printed["schema"], 1);
    }
}

#[test]
fn the_plan_goes_from_the_objective_back_to_the_hour() {
    let sample = Sample::pt();
    let told = sample.room.done("plan --sales 100 --leads-per-sale 6:1 --period 2026-11");
    let numbers: Vec<&str> =
        told.stdout.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    for number in ["100", "600", "19", "152", "3,95", "4"] {
        assert!(numbers.contains(&number), "{number} is not in the plan:\n{}", told.stdout);
    }
    assert_eq!(sample.room.names(sample.reports), Vec::<String>::new(), "a plan writes nothing");
}

/// `1.000` is a thousand to one reader and one to another: the remedy is told in the agreement's language.
#[test]
fn a_thousands_point_is_refused_on_the_command_line() {
    let [pt, en] = Sample::all();
    for (sample, said) in
        [(pt, "Escreva milhares sem ponto"), (en, "Write thousands without a point")]
    {
        for asked in ["--sales 1.000", "--sales 12,500", "--leads-per-sale 1.000:1"] {
            let told = sample.room.acordo(&format!("plan {asked} --period 2026-11"));
            assert_eq!((told.exit, told.stdout.as_str()), (2, ""), "{asked}");
            assert!(told.stderr.contains(said), "{asked}: {}", told.stderr);
        }
        for asked in ["--sales 1000", "--sales 12,5", "--leads-per-sale 6.5:1"] {
            sample.room.done(&format!("plan {asked} --period 2026-11"));
        }
        let text = sample.room.text("acordo.toml");
        let changed = text.replace("leads-per-sale = \"6:1\"", "leads-per-sale = \"1.000:1\"");
        assert_ne!(text, changed);
        std::fs::write(sample.room.path("acordo.toml"), changed).unwrap();
        let told = sample.room.acordo("check");
        assert_eq!(told.exit, 3, "{}", told.stderr);
        assert!(told.stderr.contains("1.000:1"), "{}", told.stderr);
    }
}

#[test]
fn check_reads_everything_and_writes_nothing() {
    for sample in Sample::all() {
        let before = sample.room.names(".");
        let told = sample.room.acordo("check");
        assert!([0, 6].contains(&told.exit), "{}", told.stderr);
        assert_eq!(sample.room.names("."), before);
    }
}

#[test]
fn the_same_inputs_make_the_same_workbook_to_the_byte() {
    for sample in Sample::all().map(Sample::run) {
        let first = sample.report("acordo_2026-11-23.xlsx");
        let leads = sample.report("acordo-leads.csv");
        std::fs::remove_file(sample.room.path("acordo.db")).unwrap();
        std::fs::remove_dir_all(sample.room.path(sample.reports)).unwrap();
        // A clock that moved on by more than a second must not show.
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let sample = sample.run();
        assert!(
            sample.report("acordo_2026-11-23.xlsx") == first,
            "two workbooks of the same inputs differ"
        );
        assert!(
            sample.report("acordo-leads.csv") == leads,
            "two lists of leads of the same inputs differ"
        );
    }
}

/// By default the list has the leads of the period and those with something due; `all` has every lead, and neither changes a row.
#[test]
fn the_list_of_leads_has_the_periods_and_what_is_due() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let actions = summary["actions"].as_array().unwrap();
        let asked: Vec<&str> = actions.iter().map(|own| own["lead"].as_str().unwrap()).collect();
        let few = rows(&sample);
        let text = sample.room.text("acordo.toml");
        std::fs::write(
            sample.room.path("acordo.toml"),
            text.replace("[report]\n", "[report]\nleads = \"all\"\n"),
        )
        .unwrap();
        std::fs::remove_file(sample.room.path("acordo.db")).unwrap();
        let sample = sample.run();
        let (head, all) = rows(&sample);
        assert_eq!(summary["leads_listed"]["rows"], few.1.len());
        assert_eq!(sample.summary()["leads_listed"]["rows"], all.len());
        assert_eq!((few.0, all.len() > few.1.len()), (head.clone(), true));
        let at = |name: &str| head.iter().position(|own| own == name).unwrap();
        let is_spoken_of = |row: &csv::StringRecord| {
            let is_of_period = |name: &str| row[at(name)].starts_with("2026-11");
            let verdicts = head.iter().zip(row).filter(|(name, _)| name.ends_with("_verdict"));
            is_of_period("delivered")
                || is_of_period("won")
                || verdicts.map(|(_, word)| word).any(|word| !word.is_empty())
        };
        // Of a lead that came twice an action speaks of one time alone.
        assert!(few.1.iter().all(|row| is_spoken_of(row) || asked.contains(&&row[0])));
        assert!(few.1.iter().all(|row| all.contains(row)));
        assert!(all.iter().all(|row| few.1.contains(row) || !is_spoken_of(row)));
    }
}

fn rows(sample: &Sample) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let list = sample.report("acordo-leads.csv");
    let mut rows = csv::Reader::from_reader(list.as_slice());
    (rows.headers().unwrap().clone(), rows.records().map(Result::unwrap).collect())
}

/// Whatever the exports call a lead or a source, no spreadsheet runs it when it opens the list, by whichever rules it parts the rows.
#[test]
fn nothing_in_the_list_of_leads_is_run() {
    let hostile = [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠1",
        "=cmd|' /C calc'!A0",
        "x;=1+1;y",
        "x|@y",
        "x;\"=1\"",
        "x\n=1",
        "'=1",
        "a, =b",
    ];
    for (language, delimiter) in [("pt-BR", ';'), ("en", ','), ("pt-BR", '\t')] {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut rows = ["Código", "Origem", "Entregue"].join(&delimiter.to_string()) + "\n";
        for (at, text) in hostile.iter().enumerate() {
            let cells =
                [quoted(&format!("{text}{at}")), quoted(text), "05/11/2026 10:00".to_owned()];
            rows += &(cells.join(&delimiter.to_string()) + "\n");
        }
        let room = Room::empty();
        std::fs::write(room.path("leads.csv"), rows).unwrap();
        let agreement = format!(
            "[agreement]\nname = \"L\"\nlanguage = \"{language}\"\ntimezone = \"America/Sao_Paulo\"\n\
             [objective]\nperiod = \"month\"\nsales = 1\n\
             [working-time]\nweekdays = [\"09:00-18:00\"]\n\
             [[commitment]]\nteam = \"marketing\"\nmetric = \"leads-delivered\"\ntarget = 3\n\
             [[source]]\nname = \"leads\"\ntable = \"leads\"\nfiles = [\"leads.csv\"]\ncut-off = \"none\"\n\
             [source.columns]\nid = \"Código\"\nsource = \"Origem\"\ndelivered = \"Entregue\"\n\
             [report]\nfolder = \"rel\"\nleads = \"all\"\npersonal-data = \"full\"\n"
        );
        std::fs::write(room.path("acordo.toml"), agreement).unwrap();
        let told = room.acordo_at("2026-11-23T08:00:00-03:00", "run");
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let list = room.text("rel/acordo-leads.csv");
        for sign in [b',', b';', b'\t', b'|'] {
            // A program that parts the rows by another sign than they were written by knows no quotes there.
            let mut as_read = csv::ReaderBuilder::new();
            as_read.has_headers(false).flexible(true).delimiter(sign).quoting(sign == b',');
            for row in as_read.from_reader(list.as_bytes()).records().map(Result::unwrap) {
                for cell in &row {
                    let cell = cell.trim_start_matches([' ', '"']);
                    let is_run =
                        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
                    assert!(!is_run, "{language} {:?}: {row:?}", char::from(sign));
                }
            }
        }
        let mut reader = csv::Reader::from_reader(list.as_bytes());
        let restored = |cell: &str| acordo::model::runnable::restored(cell).trim().to_owned();
        let mut found: Vec<(String, String)> = reader
            .records()
            .map(Result::unwrap)
            .map(|row| (restored(&row[0]), restored(&row[2])))
            .collect();
        let mut wanted: Vec<(String, String)> = hostile
            .iter()
            .enumerate()
            .map(|(at, text)| (format!("{text}{at}"), (*text).to_owned()))
            .map(|(id, word)| (id.trim().trim_start_matches('\'').to_owned(), word))
            .map(|(id, word)| (id, word.trim().trim_start_matches('\'').to_owned()))
            .collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{language} {delimiter:?}");
    }
}
