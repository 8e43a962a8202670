//! A pipe, a folder or a device under the name of a file: nothing waits for it, and what is to be done is said.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::kept::job;
use crate::room::{Room, Told};

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const TUESDAY: &str = "2026-11-24T08:00:00-03:00";
/// Longer than any of these commands takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What stands in a file's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    Pipe,
    Folder,
    Device,
}

impl Other {
    const ALL: [Self; 3] = [Self::Pipe, Self::Folder, Self::Device];

    fn take_the_place_of(self, room: &Room, name: &str) {
        let path = room.path(name);
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match self {
            Self::Pipe => {
                assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            }
            Self::Folder => fs::create_dir(&path).unwrap(),
            Self::Device => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
        }
    }
}

/// What a command said; one that waits for ever is ended, and fails.
fn told(room: &Room, now: &str, arguments: &str) -> Told {
    let log = |name: &str| fs::File::create(room.path(name)).unwrap();
    let mut child = crate::room::program()
        .args(arguments.split_whitespace())
        .current_dir(room.path(""))
        .env("ACORDO_NOW", now)
        .stdin(Stdio::null())
        .stdout(log("stdout.txt"))
        .stderr(log("stderr.txt"))
        .spawn()
        .unwrap();
    let began = Instant::now();
    let exit = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended.code().unwrap_or(-1);
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{arguments} waits for ever");
        }
        thread::sleep(Duration::from_millis(20));
    };
    Told { exit, stdout: room.text("stdout.txt"), stderr: room.text("stderr.txt") }
}

fn used(language: &str) -> Room {
    let room = job(language);
    for now in [MONDAY, TUESDAY] {
        let first = told(&room, now, "run");
        assert_eq!(first.exit, 0, "{}", first.stderr);
    }
    room
}

#[test]
fn nothing_waits_for_what_is_no_plain_file_beside_the_record() {
    let cases = [
        ("acordo.db", "run"),
        ("acordo.db", "status"),
        ("acordo.db", "ledger check"),
        ("acordo.db", "ledger restore"),
        ("acordo.db.lock", "run"),
        ("acordo.db.lock", "send"),
        ("acordo.db.lock", "ledger restore"),
        ("acordo.db.sent", "run"),
        ("acordo.db.sent", "ledger check"),
        ("acordo.db.sent", "ledger restore"),
    ];
    let words = ["tem de ser um arquivo comum", "must be a plain file"];
    for (row, (name, command)) in cases.into_iter().enumerate() {
        let (other, pt) = (Other::ALL[row % 3], row % 2);
        let room = used(["pt-BR", "en"][pt]);
        other.take_the_place_of(&room, name);
        let now = told(&room, TUESDAY, command);
        let said = format!("{}{}", now.stdout, now.stderr);
        assert!(now.exit != 0, "{other:?} {name}, {command}: {said}");
        let is_named = said.contains(name) || other == Other::Device && said.contains("/dev/zero");
        assert!(said.contains(words[pt]) && is_named, "{name}, {command}: {said}");
    }
}

/// What only helps is not needed: the run goes on without it.
#[test]
fn a_run_goes_on_without_what_only_helps() {
    let names = [
        "acordo.db.written",
        "acordo.db.copies/2026-11-24.db",
        "acordo.db.copies/2026-11-20.db",
        "outbox/antiga.eml",
        "relatorios/acordo_2026-10_termo.json",
    ];
    for (row, name) in names.into_iter().enumerate() {
        let other = [Other::Pipe, Other::Device][row % 2];
        let room = used(["en", "pt-BR"][row % 2]);
        other.take_the_place_of(&room, name);
        for command in ["run --resend", "send", "ledger check", "close --verify", "status"] {
            let now = told(&room, TUESDAY, command);
            assert!([0, 1].contains(&now.exit), "{other:?} {name}, {command}: {}", now.stderr);
            assert!(command == "ledger check" || now.exit == 0, "{name}, {command}: {now:?}");
        }
    }
}

/// Files that the agreement names: each is refused by its name.
#[test]
fn files_that_the_agreement_names_must_be_plain() {
    let with = |text: &str| -> Box<dyn Fn(&str) -> String> {
        let text = text.to_owned();
        Box::new(move |agreement: &str| agreement.to_owned() + &text)
    };
    let server = "[mail.deliver]\nsmtp = \"127.0.0.1\"\nport = 1\n";
    let cases: [(&str, Box<dyn Fn(&str) -> String>, &str); 6] = [
        ("acordo.toml", with(""), "check"),
        ("leads.csv", with(""), "run"),
        ("leads.csv", with(""), "inspect leads.csv"),
        ("senha", with(&format!("{server}user = \"a\"\npassword-file = \"senha\"\n")), "run"),
        ("ca.pem", with(&format!("{server}ca-file = \"ca.pem\"\n")), "check"),
        (
            "feriados.csv",
            Box::new(|text| text.replace("weekdays ", "holidays = [\"feriados.csv\"]\nweekdays ")),
            "check",
        ),
    ];
    for (row, (name, agreement, command)) in cases.iter().enumerate() {
        for other in Other::ALL {
            let room = job(["pt-BR", "en"][row % 2]);
            let text = agreement(&room.text("acordo.toml"));
            fs::write(room.path("acordo.toml"), text).unwrap();
            other.take_the_place_of(&room, name);
            let now = told(&room, MONDAY, command);
            let said = format!("{}{}", now.stdout, now.stderr);
            assert!(now.exit != 0 && said.contains(name), "{other:?} {name}: {} {said}", now.exit);
            let vague = ["unsupported", "os error", "no file matches", "nenhum arquivo"];
            assert!(vague.iter().all(|words| !said.contains(words)), "{other:?} {name}: {said}");
            println!("{other:?} {name} {command}: {} {}", now.exit, now.stderr);
        }
    }
}
