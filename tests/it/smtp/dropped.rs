//! Whom a letter still goes to when the agreement changed while it waited, and that one mailbox and one slot get it once.

use std::fs;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{Job, MKT, MKT_TOO, OPERATOR, SALES, taken};

fn server() -> Server {
    Server::start(Shown::Good, USUAL, false)
}

/// A refusal that a setting mends: the letters wait, and nothing is tried again in the same run.
const REFUSED: Fault = Fault {
    at: At::Mail,
    act: Act::Say("550 5.7.60 may not send\r\n"),
    keeps: false,
    only: "",
    times: usize::MAX,
};

/// Who got letters, in small letters, the operator left out.
fn reached(server: &Server) -> Vec<String> {
    let kept = server.kept();
    let all = kept.iter().flat_map(|kept| &kept.to).map(|to| to.to_lowercase());
    let mut all: Vec<String> = all.filter(|to| to != OPERATOR).collect();
    all.sort();
    all
}

/// A job whose letters of the day wait, for the server took none.
fn waiting(server: &Server) -> Job {
    server.fail(&[REFUSED]);
    let job = Job::to(server.port);
    let told = job.run();
    assert_eq!((told.exit, reached(server).len()), (5, 0), "{}", told.stderr);
    server.fail(&[]);
    job
}

#[test]
fn what_waits_goes_only_where_the_agreement_still_sends() {
    let changes: [(&str, &str, &[&str], &str); 6] = [
        ("mkt@empresa.com.br", "nova@empresa.com.br", &[MKT_TOO, SALES], MKT),
        ("\"mkt@empresa.com.br\", ", "", &[MKT_TOO, SALES], MKT),
        ("Mídia <midia@empresa.com.br>", "outra@empresa.com.br", &[MKT, SALES], MKT_TOO),
        (SALES, "novas@empresa.com.br", &[MKT_TOO, MKT], SALES),
        // The same mailbox in other signs, or under a name.
        ("mkt@empresa.com.br", "Ana <MKT@Empresa.com.br>", &[MKT_TOO, MKT, SALES], ""),
        ("Mídia <midia@empresa.com.br>", "midia@empresa.com.br", &[MKT_TOO, MKT, SALES], ""),
    ];
    for (old, new, wanted, dropped) in changes {
        for command in ["send", "run --as-of 2026-11-23T08:00 --send"] {
            let server = server();
            let job = waiting(&server).with(old, new);
            let told = job.acordo(command);
            assert_eq!(told.exit, 0, "{new} {command}: {}", told.stderr);
            assert_eq!(reached(&server), wanted, "{new} {command}");
            let is_told = told.stderr.contains("não manda mais nada para lá");
            assert_eq!(is_told, !dropped.is_empty(), "{new}: {}", told.stderr);
            assert!(dropped.is_empty() || job.states()[dropped] == "dropped", "{:?}", job.states());
            assert!(!job.acordo("send").stderr.contains("para lá"), "it is said once");
            let status = job.acordo("status");
            assert_eq!(status.exit, 0, "{status:?}");
            assert_eq!(
                status.stdout.contains("não nomeia mais"),
                !dropped.is_empty(),
                "{status:?}"
            );
        }
    }
}

#[test]
fn one_mailbox_gets_one_letter_however_it_is_written() {
    for twins in [
        "\"mkt@empresa.com.br\", \"MKT@empresa.com.br\"",
        "\"mkt@empresa.com.br\", \"mkt@Empresa.COM.br\"",
        "\"mkt@empresa.com.br\", \"Ana <mkt@empresa.com.br>\"",
        "\"Ana <mkt@empresa.com.br>\", \"Mkt@empresa.com.br\", \"mkt@empresa.com.br\"",
        "\"Lima, Ana <mkt@empresa.com.br>\", \"<MKT@EMPRESA.COM.BR>\"",
    ] {
        let server = server();
        let job = Job::to(server.port).with("\"mkt@empresa.com.br\"", twins);
        let told = job.run();
        assert_eq!(told.exit, 0, "{twins}: {}", told.stderr);
        assert_eq!(reached(&server), [MKT_TOO, MKT, SALES], "{twins}");
        // The record is lost, and the line was written anew.
        fs::remove_file(job.room.path("acordo.db")).unwrap();
        let job = job.with("Mídia <midia@empresa.com.br>", "MIDIA@empresa.com.br");
        job.run();
        assert_eq!(reached(&server), [MKT_TOO, MKT, SALES], "{twins}");
    }
}

#[test]
fn a_revision_takes_the_place_of_what_has_not_gone() {
    let server = server();
    let job = waiting(&server);
    let told = job.acordo("run --as-of 2026-11-23T08:00 --send --resend");
    assert_eq!((told.exit, taken(&server)), (0, vec![1; 3]), "{}", told.stderr);
    assert!(told.stderr.contains("3 cartas de revisões anteriores"), "{}", told.stderr);
    assert_eq!(job.states_of("|r0").values().filter(|state| *state == "dropped").count(), 3);
    assert_eq!((job.acordo("send").exit, taken(&server)), (0, vec![1; 3]));
}

/// Whoever looks before the first slot of the day fills it: the timer sends nothing again. The next slot has letters of its own.
#[test]
fn a_run_by_hand_before_the_first_slot_fills_it() {
    for (slots, calls) in [
        ("", &[("07:50", "run", 1), ("08:00", "run", 1), ("08:05", "run --scheduled", 1)][..]),
        (
            "",
            &[
                ("07:50", "run --scheduled", 0),
                ("07:55", "run", 1),
                ("08:00", "run --scheduled", 1),
            ],
        ),
        ("", &[("08:00", "run --scheduled", 1), ("08:10", "run", 1)]),
        (
            "slots = [\"08:00\", \"14:00\"]\n",
            &[
                ("00:10", "run", 1),
                ("08:00", "run --scheduled", 1),
                ("14:00", "run --scheduled", 2),
            ],
        ),
        (
            "slots = [\"14:00\", \"09:00\"]\n",
            &[("08:59", "run", 1), ("09:00", "run", 1), ("14:01", "run", 2), ("14:02", "run", 2)],
        ),
    ] {
        let server = server();
        let job = Job::to(server.port).with("# on-unknown", slots);
        for (at, call, sent) in calls {
            let now = format!("2026-11-23T{at}:00-03:00");
            let told = job.room.tell(job.command(call).env("ACORDO_NOW", now));
            assert_eq!(told.exit, 0, "{slots} {at} {call}: {}", told.stderr);
            assert_eq!(taken(&server), vec![*sent; 3], "{slots} {at} {call}: {}", told.stderr);
        }
    }
}

/// A letter that waits was made by the agreement of its time: where today's shows less of persons, it does not go as it is.
#[test]
fn what_waits_shows_no_more_than_the_agreement_allows_by_now() {
    let changes = [
        ("personal-data = \"full\"", "personal-data = \"masked\"", true),
        ("personal-data = \"full\"", "personal-data = \"none\"", true),
        ("personal-data = \"masked\"", "personal-data = \"none\"", true),
        ("owners = \"names\"", "owners = \"initials\"", true),
        ("owners = \"initials\"", "owners = \"none\"", true),
        // As much or more may be shown, and what has nothing to do with it.
        ("personal-data = \"none\"", "personal-data = \"full\"", false),
        ("owners = \"none\"", "owners = \"names\"", false),
        ("leads = \"all\"", "leads = \"period\"", false),
    ];
    std::thread::scope(|scope| changes.map(|change| scope.spawn(move || waited(change))).map(drop));
}

fn waited((old, new, is_less): (&str, &str, bool)) {
    for command in
        ["send", "run --as-of 2026-11-23T08:00 --send", "run --as-of 2026-11-24T08:00 --send"]
    {
        let server = server();
        server.fail(&[REFUSED]);
        let job = Job::to(server.port).with("[mail]\n", &format!("[report]\n{old}\n[mail]\n"));
        assert_eq!(job.run().exit, 5, "{old}");
        server.fail(&[]);
        let job = job.with(old, new);
        let told = job.acordo(command);
        let is_told = told.stderr.contains("mostra mais de pessoas");
        assert_eq!(is_told, is_less, "{old} {new} {command}: {}", told.stderr);
        assert_eq!(told.exit, if is_less { 5 } else { 0 }, "{new} {command}: {}", told.stderr);
        let earlier = job.states_of("2026-11-23|");
        let state = if is_less { "withdrawn" } else { "sent" };
        assert!(earlier.values().all(|own| own == state), "{new} {command}: {earlier:?}");
        let own = usize::from(!is_less) + usize::from(command.contains("-24T"));
        assert_eq!(taken(&server), vec![own; 3], "{new} {command}");
        if is_less {
            let told = job.acordo("-q run --as-of 2026-11-23T08:00 --send --resend");
            assert_eq!((told.exit, taken(&server)), (0, vec![own + 1; 3]), "{told:?}");
        }
    }
}

#[test]
fn what_may_have_arrived_and_showed_more_is_held() {
    let server = server();
    server.fail(&[Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) }]);
    let job = Job::to(server.port).with("[mail]\n", "[report]\npersonal-data = \"full\"\n[mail]\n");
    assert_eq!((job.run().exit, taken(&server)), (5, vec![1; 3]));
    server.fail(&[]);
    let job = job.with("\"full\"", "\"none\"");
    let told = job.run();
    assert_eq!((told.exit, taken(&server)), (5, vec![1; 3]), "{}", told.stderr);
    assert!(job.states().values().all(|state| state == "held"), "{:?}", job.states());
}

/// An exit code has its line: who lacks the letter of a slot is said by each run that ends so, with what to do.
#[test]
fn who_lacks_a_letter_for_good_is_said_by_every_run_of_its_slot() {
    let never = |at, words| Fault::new(at, Act::Say(words));
    let keeps = Fault { keeps: true, ..Fault::new(At::Dot, Act::Cut) };
    let cases: [(&str, Fault, &[&str]); 6] = [
        ("", never(At::Rcpt, "550 5.1.1 no such user\r\n"), &[MKT, MKT_TOO, SALES]),
        ("", Fault { only: SALES, ..never(At::Rcpt, "550 5.1.1 no such user\r\n") }, &[SALES]),
        ("", never(At::Dot, "554 5.7.1 spam\r\n"), &[MKT, SALES]),
        ("", never(At::Data, "554 5.6.0 no\r\n"), &[MKT, SALES]),
        ("", never(At::Mail, "552 5.3.4 too big\r\n"), &[MKT, SALES]),
        ("on-unknown = \"hold\"", keeps, &[MKT, SALES]),
    ];
    std::thread::scope(|scope| cases.map(|case| scope.spawn(move || lacked(case))).map(drop));
}

fn lacked((setting, fault, lacking): (&str, Fault, &[&str])) {
    for call in ["run", "run --scheduled"] {
        let server = server();
        server.fail(&[fault]);
        let job = Job::to(server.port).with("# on-unknown", setting);
        let at = |minute: &str, call: &str| {
            let now = format!("2026-11-23T{minute}:00-03:00");
            job.room.tell(job.command(&format!("-q {call}")).env("ACORDO_NOW", now))
        };
        assert_eq!(at("08:05", call).exit, 5, "{fault:?}");
        server.fail(&[]);
        // What is in doubt is held by the next run, which says that; the one after it is an hour later.
        at("08:35", call);
        let told = at("09:05", call);
        assert_eq!(told.exit, 5, "{fault:?} {call}: {told:?}");
        let lines: Vec<&str> =
            told.stderr.lines().filter(|line| line.contains("--resend")).collect();
        assert_eq!(lines.len(), 1, "{fault:?} {call}: {}", told.stderr);
        assert!(lacking.iter().all(|who| lines[0].contains(who)), "{fault:?}: {}", lines[0]);
        assert_eq!(lines[0].contains(MKT), lacking.contains(&MKT), "{}", lines[0]);
        assert!(!at("09:10", "run").stderr.contains("ainda não tinham saído"), "{fault:?}");
        assert!(at("09:12", "send").stderr.contains("--resend"), "{fault:?}");
        let healed = at("09:15", "run --resend");
        assert_eq!(healed.exit, 0, "{fault:?} {call}: {healed:?}");
        assert!(at("09:20", call).stderr.is_empty(), "{fault:?} {call}");
    }
}
