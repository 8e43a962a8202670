//! `acordo explain` on the samples: every metric, a lead, and what is unknown.

use std::fs;
use std::path::Path;

use crate::room::Room;
use crate::run::Sample;

const METRICS: &str = "leads-delivered value-delivered handoff-complete qualified handoff-time acceptance steady-delivery first-attempt \
    first-connection attempts attempts-per-day decision give-up routing leads-per-hour sales-won revenue-won conversion period-ratio \
    leads-per-sale stage-time";
const AT: &str = "--as-of 2026-11-23T08:00";

#[test]
fn every_metric_is_explained() {
    for sample in Sample::all() {
        for metric in METRICS.split_whitespace() {
            let told = sample.room.done(&format!("explain {metric} {AT}"));
            assert!(
                told.stdout.lines().count() >= 3 && !told.stdout.contains("explain."),
                "{metric}\n{}",
                told.stdout
            );
        }
    }
}

#[test]
fn an_unknown_lead_is_wrong_usage_and_is_told_how_ids_look() {
    for sample in Sample::all() {
        let told = sample.room.acordo(&format!("explain nobody-of-that-name {AT}"));
        assert_eq!(told.exit, 2, "{}", told.stderr);
        assert!(told.stderr.contains("nobody-of-that-name") && told.stdout.is_empty());
    }
}

#[test]
fn a_lead_is_found_by_the_name_the_company_and_the_deal() {
    let room = Room::copy_of("tests/it/explain");
    let rest = ",Ana,2026-11-09 09:00,2026-11-10 10:00,,,,,,";
    let header = "id,name,company,email,owner,created,delivered,accepted,rejected,\
        rejection-reason,lost,lost-reason,recycled";
    let first = format!("L1,Ana Souza Lima,Ímpar Química Ltda,l1@x.com{rest}");
    let second = format!("L2,Ana Paula Reis,Par S.A.,l2@x.com{rest}");
    fs::write(room.path("leads.csv"), format!("{header}\n{first}\n{second}\n")).unwrap();
    let deals = "id,lead,title,created,won,lost\nN1,L1,Reforma da Ímpar,2026-11-11 15:00,,\n";
    fs::write(room.path("deals.csv"), deals).unwrap();
    let mapped = "email = \"email\"\nname = \"name\"\ncompany = \"company\"";
    let text = room.text("acordo.toml").replace("LANGUAGE", "pt-BR");
    let text = text.replacen("email = \"email\"", mapped, 1);
    let text = text.replacen("lead = \"lead\"", "lead = \"lead\"\ntitle = \"title\"", 1);
    fs::write(room.path("acordo.toml"), text).unwrap();
    let ask = |what: &str| {
        let mut command = crate::room::program();
        let command = command.args(["explain", what, "--as-of", "2026-11-23T08:00"]);
        room.tell(command.current_dir(room.path("")))
    };
    let own = ask("L1");
    assert_eq!(own.exit, 0, "{}", own.stderr);
    let names =
        ["Ana Souza Lima", "ana souza lima", "Souza", "lima ana", "Impar Quimica LTDA", "química"];
    for asked in names.into_iter().chain(["Reforma da Ímpar", "reforma da impar"]) {
        let told = ask(asked);
        let first = |told: &str| told.lines().nth(1).map(str::to_owned);
        assert_eq!(told.exit, 0, "{asked}: {}", told.stderr);
        assert_eq!(first(&told.stdout), first(&own.stdout), "{asked}");
        assert!(!told.stdout.contains("L2"), "{asked}\n{}", told.stdout);
    }
    let both = ask("Ana");
    assert!(both.stdout.contains("L1") && both.stdout.contains("L2"), "{}", both.stdout);
    for asked in ["Ana Souza Reis", "Sou", "ltda par"] {
        assert_eq!(ask(asked).exit, 2, "{asked}: words of different people are nobody");
    }
}

#[test]
fn an_explained_number_is_the_run_s() {
    for sample in Sample::all() {
        let sample = sample.run();
        let summary = sample.summary();
        for judged in summary["commitments"].as_array().unwrap() {
            // A commitment that is called like its metric is told among the others of the metric.
            let id = judged["id"].as_str().unwrap();
            let told = sample.room.done(&format!("explain {id} {AT}")).stdout;
            let told = told
                .split("\n\n")
                .find(|part| part.lines().next().unwrap().ends_with(&format!("({id})")))
                .unwrap();
            let quotient =
                format!("{} ÷ {} = ", judged["numerator"], judged["denominator"]).replace(".0", "");
            assert!(
                judged["denominator"].is_null() || told.contains(&quotient),
                "{quotient}\n{told}"
            );
            assert!(
                ["verdict", "conversion"].iter().all(|kind| judged["kind"] != *kind)
                    || adds_up(told, judged),
                "{told}"
            );
        }
    }
}

/// The leads in the rate and those of each reason to be out of it are all that enter.
fn adds_up(told: &str, judged: &serde_json::Value) -> bool {
    let apart = told
        .lines()
        .filter(|line| line.starts_with("Fora da conta") || line.starts_with("Not counted"));
    // Behind the number may stand the reasons, in brackets.
    let number = |line: &str| line.split_once(": ")?.1.split(' ').next()?.parse::<u64>().ok();
    let apart: u64 = apart.map(|line| number(line).unwrap()).sum();
    judged["denominator"].as_u64().unwrap() + apart == judged["cohort"]["size"].as_u64().unwrap()
}

/// Every lead of a small world (also asked for by the id of a merged row, an e-mail, a deal), a row set aside and some metrics, told in both
/// languages, beside the texts that were read and found right.
#[test]
fn each_way_a_verdict_comes_about_is_told() {
    for language in ["pt-BR", "en"] {
        let room = Room::copy_of("tests/it/explain");
        fs::write(room.path("acordo.toml"), room.text("acordo.toml").replace("LANGUAGE", language))
            .unwrap();
        let asked = [
            "L1",
            "L2",
            "L3",
            "L4",
            "L5",
            "L6",
            "L7b",
            "L8",
            "l9@x.com",
            "L10",
            "N1",
            "teste@x.com",
            "first-attempt",
            "attempts",
            "leads-delivered",
            "handoff-complete",
            "give-up",
            "conversion",
        ];
        let told: Vec<String> = asked
            .iter()
            .map(|what| room.done(&format!("explain {what} --as-of 2026-11-23T08:00")).stdout)
            .collect();
        let (told, golden) = (told.join("\n"), format!("tests/it/explain/told.{language}.txt"));
        if std::env::var("ACORDO_BLESS").is_ok() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&golden), &told).unwrap();
        }
        assert_eq!(
            told,
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&golden)).unwrap(),
            "{golden}"
        );
    }
}

/// A lead of an earlier month has its verdict of that month; one whose hand-off cannot be read is told so, with file, row and column.
#[test]
fn a_lead_outside_the_period_and_one_of_an_unreadable_hand_off() {
    for (language, own, unread, never) in [
        (
            "pt-BR",
            "01/10–31/10/2026",
            "não se pode ler como data: leads.csv, linha 3, “entregue”",
            "nunca foi",
        ),
        (
            "en",
            "1 Oct–31 Oct 2026",
            "cannot be read as a date: leads.csv, row 3, “entregue”",
            "never handed",
        ),
    ] {
        let room = Room::empty();
        let agreement = format!(
            "[agreement]\nname = 'X'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n[objective]\nperiod = 'month'\n\
             [working-time]\nweekdays = ['09:00-18:00']\n[[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\ntarget = '90%'\nwithin = '1h'\n\
             [[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\nmax-set-aside = '90%'\n[source.columns]\nid = 'id'\ndelivered = 'entregue'\n\
             [[source]]\nname = 'a'\ntable = 'activities'\nfiles = ['calls.csv']\n[source.columns]\nlead = 'id'\nat = 'quando'\n"
        );
        fs::write(room.path("acordo.toml"), agreement).unwrap();
        fs::write(
            room.path("leads.csv"),
            "id,entregue\nVELHO,2026-10-07 10:00\nRUIM,2026-02-31 10:00\nNOVO,2026-11-10 10:00\nANTIGO,2026-10-01 10:00\n",
        )
        .unwrap();
        fs::write(
            room.path("calls.csv"),
            "id,quando\nNOVO,2026-11-10 10:10\nANTIGO,2026-10-01 10:10\n",
        )
        .unwrap();
        let told =
            |lead: &str| room.done(&format!("explain {lead} --as-of 2026-11-23T08:00")).stdout;
        let old = told("VELHO");
        let verdict = if language == "en" { "breached" } else { "violado" };
        assert!(old.contains(own) && old.contains(verdict), "{old}");
        assert!(!told("NOVO").contains(own));
        let bad = told("RUIM");
        assert!(bad.contains(unread) && !bad.contains(never), "{bad}");
    }
}

/// Of a level that is over no more is asked than its leads allowed, and that is what its number is held to.
#[test]
fn a_level_that_is_over_is_held_to_what_its_leads_allowed() {
    for (language, piece) in [
        ("pt-BR", "1,4/h contra 1,5/h, o máximo que os leads que havia permitiam (meta 1,8/h)"),
        ("en", "1.4/h against 1.5/h, the most that its leads allowed (target 1.8/h)"),
    ] {
        let room = Room::copy_of("sample-data");
        let text = room.text("acordo.toml").replace("\"pt-BR\"", &format!("\"{language}\""));
        std::fs::write(room.path("acordo.toml"), text).unwrap();
        let asked = "explain leads-per-hour --period 2026-10";
        let told = room.acordo_at("2026-11-23T08:00:00-03:00", asked).stdout;
        assert!(told.contains(piece), "{told}");
    }
}
