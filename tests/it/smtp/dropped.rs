//! Whom a letter still goes to when the agreement changed while it waited, and that one mailbox and one slot get it once.

use std::fs;

use super::pki::Shown;
use super::server::{Act, At, Fault, Server, USUAL};
use super::{Job, MKT, MKT_TOO, OPERATOR, SALES, taken};

fn server() -> Server {
    Server::start(Shown::Good, USUAL, false)
}

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
    server.fail(&[Fault::new(At::Rcpt, Act::Say("451 4.3.0 later\r\n"))]);
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
