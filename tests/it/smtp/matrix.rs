//! Each fault of the table of faults, at a first run and at the run after it: the program's record is the server's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{CANARY, Job, MKT, OPERATOR, PATIENCE, REPORT, taken};

/// A row of the table of faults.
struct Case {
    number: u8,
    shown: Shown,
    offers: &'static str,
    at_once: bool,
    /// Nothing listens at the port of the first run.
    closed: bool,
    faults: Vec<Fault>,
    /// What the ledger says of the three recipients after the first run, and its exit code.
    first: ([&'static str; 3], i32),
    /// Copies the server took.
    kept: [usize; 3],
    /// After the second run, with the fault gone.
    second: ([&'static str; 3], i32),
    kept_then: [usize; 3],
    /// A piece of what the operator reads in the end; nothing when there is nothing to read.
    told: &'static str,
}

const SENT: [&str; 3] = ["sent"; 3];
const LATER: [&str; 3] = ["deferred"; 3];
const NEVER: [&str; 3] = ["failed"; 3];
const DOUBT: [&str; 3] = ["unknown"; 3];

fn case(number: u8, faults: &[Fault]) -> Case {
    let faults = faults.to_vec();
    let (first, second) = ((SENT, 0), (SENT, 0));
    Case {
        number,
        shown: Shown::Good,
        offers: USUAL,
        at_once: false,
        closed: false,
        faults,
        first,
        kept: [1; 3],
        second,
        kept_then: [1; 3],
        told: "",
    }
}

/// Refused for now: nothing is kept, the next run delivers.
fn later(number: u8, faults: &[Fault], told: &'static str) -> Case {
    Case { first: (LATER, 5), kept: [0; 3], told, ..case(number, faults) }
}

/// Refused for good: nothing is kept, then or later; the operator's letter, which comes after them, is none of those refused.
fn never(number: u8, faults: &[Fault], told: &'static str) -> Case {
    let rounds =
        |fault: &Fault| Fault { times: if fault.at == At::Rcpt { 3 } else { 2 }, ..*fault };
    let faults: &[Fault] = &faults.iter().map(rounds).collect::<Vec<_>>();
    Case {
        first: (NEVER, 5),
        kept: [0; 3],
        second: (NEVER, 5),
        kept_then: [0; 3],
        told,
        ..case(number, faults)
    }
}

/// The answer did not come: sent again once, the same.
fn doubt(number: u8, fault: Fault, keeps: bool) -> Case {
    let kept = [usize::from(keeps); 3];
    let again = kept.map(|copies| copies + 1);
    Case {
        first: (DOUBT, 5),
        kept,
        kept_then: again,
        told: "não respondeu depois do texto",
        ..case(number, &[Fault { keeps, ..fault }])
    }
}

/// Something was answered that is neither yes nor no: the same, and what was said is told.
fn strange(number: u8, said: &'static str, keeps: bool) -> Case {
    Case { told: "que não é sim nem não", ..doubt(number, say(At::Dot, said), keeps) }
}

fn say(at: At, words: &'static str) -> Fault {
    Fault::new(at, Act::Say(words))
}

fn only(fault: Fault, only: &'static str) -> Fault {
    Fault { only, ..fault }
}

/// An answer to a text that has not gone out answers nothing.
fn early(number: u8, words: &'static str) -> Case {
    later(number, &[Fault::new(At::Data, Act::SayMore(words))], "parou antes do texto")
}

fn cases() -> Vec<Case> {
    let slow = Duration::from_secs(PATIENCE + 2);
    let in_time = Duration::from_millis(1_500);
    let partial =
        |number, words, state: &'static str, second: ([&'static str; 3], i32), then| Case {
            first: ([state, "sent", "sent"], 5),
            kept: [0, 1, 1],
            second,
            kept_then: then,
            told: "mkt@empresa.com.br",
            ..case(number, &[only(say(At::Rcpt, words), MKT)])
        };
    vec![
        case(1, &[]),
        Case { closed: true, ..later(2, &[], "não pôde ser alcançado") },
        later(3, &[Fault::new(At::Connect, Act::Cut)], "não pôde ser alcançado"),
        later(4, &[Fault::new(At::Greeting, Act::Silence)], "não respondeu a tempo"),
        later(5, &[say(At::Greeting, "421 busy\r\n")], "421 busy"),
        later(6, &[say(At::Greeting, "554 no\r\n")], "554 no"),
        Case { offers: "NOTLS", ..later(7, &[], "STARTTLS") },
        later(8, &[say(At::StartTls, "454 not now\r\n")], "454 not now"),
        later(9, &[Fault::new(At::Handshake, Act::Silence)], "não respondeu a tempo"),
        Case { shown: Shown::Stranger, ..later(10, &[], "certificado") },
        Case { shown: Shown::OtherHost, ..later(11, &[], "certificado") },
        later(12, &[say(At::Auth, "535 5.7.8 wrong\r\n")], "535 5.7.8 wrong"),
        later(13, &[say(At::Auth, "454 4.7.0 later\r\n")], "454 4.7.0 later"),
        later(
            14,
            &[say(At::Auth, "550 5.7.30 Basic authentication is not supported\r\n")],
            "xoauth2",
        ),
        later(15, &[say(At::Mail, "550 5.7.60 send as denied\r\n")], "remetente"),
        later(16, &[say(At::Mail, "421 closing\r\n")], "421 closing"),
        Case {
            first: (SENT, 0),
            kept: [1; 3],
            told: "",
            ..later(17, &[Fault { times: 1, ..say(At::Rcpt, "451 grey\r\n") }], "")
        },
        partial(18, "550 no such user\r\n", "failed", (["failed", "sent", "sent"], 5), [0, 1, 1]),
        partial(19, "451 try later\r\n", "deferred", (SENT, 0), [1; 3]),
        never(20, &[say(At::Rcpt, "550 none of you\r\n")], "550 none of you"),
        Case {
            first: (SENT, 0),
            kept: [1; 3],
            told: "",
            ..later(21, &[Fault { times: 1, ..say(At::Rcpt, "452 too many\r\n") }], "")
        },
        later(22, &[Fault::new(At::Rcpt, Act::Cut)], "parou antes do texto"),
        never(23, &[say(At::Data, "554 no\r\n")], "554 no"),
        doubt(24, Fault::new(At::Body, Act::Cut), false),
        never(25, &[say(At::Mail, "552 5.3.4 too big\r\n")], "max-size"),
        doubt(26, Fault::new(At::Dot, Act::Cut), false),
        doubt(27, Fault::new(At::Dot, Act::Cut), true),
        doubt(28, Fault::new(At::Dot, Act::Late(slow)), true),
        case(29, &[Fault { keeps: true, ..Fault::new(At::Dot, Act::Late(in_time)) }]),
        later(30, &[say(At::Dot, "451 not now\r\n")], "451 not now"),
        later(31, &[say(At::Dot, "452 full\r\n")], "452 full"),
        never(32, &[say(At::Dot, "554 spam\r\n")], "554 spam"),
        strange(33, "hello?\r\n", true),
        strange(34, "354 again\r\n", false),
        strange(46, "251 will forward\r\n", true),
        strange(47, "\r\n", false),
        strange(48, "200\r\n", true),
        case(35, &[Fault::new(At::Quit, Act::Cut)]),
        Case { shown: Shown::Expired, ..later(36, &[], "certificado") },
        later(
            37,
            &[Fault::new(At::StartTls, Act::SayMore("250-evil\r\n250 AUTH PLAIN\r\n"))],
            "criptografia",
        ),
        later(38, &[Fault::new(At::Mail, Act::Drip)], "não respondeu a tempo"),
        doubt(38, Fault::new(At::Dot, Act::Drip), true),
        // Beyond the table: encrypted from the first byte, and a limit the letter does not pass.
        Case { at_once: true, ..case(40, &[]) },
        case(42, &[Fault::new(At::Rcpt, Act::AtMost(1))]),
        early(43, "250 kept\r\n"),
        early(44, "250 kept\r\n250 kept\r\n"),
        early(45, "554 spam\r\n"),
        Case { offers: "250-SIZE 5000\r\n250 AUTH PLAIN\r\n", ..never(41, &[], "max-size") },
    ]
}

#[test]
fn the_table_is_whole() {
    let mut numbers: Vec<u8> =
        cases().iter().map(|case| case.number).filter(|number| *number <= 38).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (1..=38).collect::<Vec<_>>());
}

#[test]
fn a_server_that_takes_one_recipient_at_a_time_gets_them_one_by_one() {
    let server = Server::start(Shown::Good, USUAL, false);
    server.fail(&[Fault::new(At::Rcpt, Act::AtMost(1))]);
    let team: Vec<String> = (1..=8).map(|n| format!("v{n}@empresa.com.br")).collect();
    let job = Job::to(server.port)
        .with("\"vendas@empresa.com.br\"", &format!("\"{}\"", team.join("\", \"")));
    let told = job.run();
    assert_eq!(told.exit, 0, "{}", told.stderr);
    assert!(!told.stderr.contains("Nova tentativa"), "nobody waits for a turn: {}", told.stderr);
    assert!(team.iter().all(|address| server.copies(address) == 1), "{:?}", job.states());
}

#[test]
fn every_fault_leaves_the_servers_truth_in_the_ledger() {
    let (queue, broken) = (Mutex::new(cases()), Mutex::new(Vec::new()));
    let next = || queue.lock().unwrap().pop();
    thread::scope(|scope| {
        let work = || {
            while let Some(case) = next() {
                if catch_unwind(AssertUnwindSafe(|| hold(&case))).is_err() {
                    broken.lock().unwrap().push(case.number);
                }
            }
        };
        (0..10).for_each(|_| drop(scope.spawn(work)));
    });
    assert_eq!(*broken.lock().unwrap(), [0_u8; 0], "cases that do not hold");
}

fn hold(case: &Case) {
    let n = case.number;
    let server = Server::start(case.shown, case.offers, case.at_once);
    server.fail(&case.faults);
    let port = if case.closed { 1 } else { server.port };
    let job = Job::to(port);
    let job = if case.at_once { job.with("starttls", "tls") } else { job };
    let first = job.run();
    let states =
        |job: &Job| REPORT.map(|address| job.states().get(address).cloned().unwrap_or_default());
    assert_eq!(
        (states(&job), first.exit),
        (case.first.0.map(str::to_owned), case.first.1),
        "case {n}, first run\n{}",
        first.stderr
    );
    // A late server may still be writing down what it took.
    thread::sleep(Duration::from_millis(300));
    assert_eq!(taken(&server), case.kept, "case {n}, first run");
    assert_eq!(job.acordo("status").exit, case.first.1, "case {n}: a monitor hears the same");
    if [12, 14].contains(&n) {
        assert_eq!(server.heard("AUTH"), 1, "one sign-in a run: a second locks accounts");
    }
    server.fail(&[]);
    let healed = Server::start(Shown::Good, USUAL, case.at_once);
    let is_new = case.closed || case.shown != Shown::Good || case.offers != USUAL;
    let (job, server_then) = if is_new {
        (job.with(&format!("port = {port}"), &format!("port = {}", healed.port)), &healed)
    } else {
        (job, &server)
    };
    let second = job.run();
    assert_eq!(
        (states(&job), second.exit),
        (case.second.0.map(str::to_owned), case.second.1),
        "case {n}, second run\n{}",
        second.stderr
    );
    assert_eq!(taken(server_then), case.kept_then, "case {n}, second run");
    let copies = if is_new { [server.kept(), healed.kept()].concat() } else { server.kept() };
    let frozen = job.frozen();
    for kept in &copies {
        assert!(
            frozen.iter().any(|eml| kept.text == [eml.as_slice(), b"\r\n"].concat()),
            "case {n}: what came is what was frozen, byte for byte"
        );
    }
    let letters: String = copies
        .iter()
        .filter(|kept| kept.to.contains(&OPERATOR.to_owned()))
        .map(|kept| super::words(&kept.text))
        .collect();
    assert_eq!(letters.is_empty(), case.told.is_empty(), "case {n}: {letters}");
    assert!(letters.contains(case.told), "case {n}: {letters}");
    if case.first.1 == 5 && case.second.1 == 0 {
        assert!(
            letters.contains("Resolvido desde o último aviso") || case.first.0 == DOUBT,
            "case {n}: that it is over is told: {letters}"
        );
    }
    for told in [&first, &second] {
        assert!(!told.stderr.contains(CANARY) && !told.stdout.contains(CANARY), "case {n}");
    }
}
