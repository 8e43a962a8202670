//! `init --from`: the agreement it proposes for every preset's sample is checked and run, and says what is to be decided.

use std::fs;

use serde_json::Value;

use crate::presets::{Sample, samples};
use crate::room::Room;

/// Exports that say whose the activities of a sample are.
fn companions(sample: &Sample) -> &'static [&'static str] {
    match (sample.preset.as_str(), sample.name.as_str()) {
        ("pipedrive-activities", "activities.csv") => &["pipedrive-deals/deals.csv"],
        ("pipedrive-activities", _) => &["pipedrive-deals/negocios.csv"],
        ("zoho-calls" | "zoho-tasks", _) => &["zoho-leads/leads.csv", "zoho-deals/deals.csv"],
        ("hubspot-calls" | "hubspot-tasks", _) => {
            &["hubspot-contacts/contacts.csv", "hubspot-deals/deals.csv"]
        }
        ("salesforce-tasks", _) => &["salesforce-leads/leads.csv"],
        ("3cx-calls" | "twilio-calls" | "chat-messages", _) => &["hubspot-contacts/contacts.csv"],
        ("activities" | "exemptions" | "log" | "traffic", _) => &["rd-station-crm/negociacoes.csv"],
        _ => &[],
    }
}

/// What a run on a proposed agreement read, source by source.
fn intake(room: &Room, reports: &str) -> Vec<Value> {
    let summary = room.json(&format!("{reports}/acordo.json"));
    summary["intake"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|source| source["files"].as_array().unwrap().clone())
        .collect()
}

#[test]
fn every_sample_becomes_an_agreement_that_is_checked_and_run() {
    let mut wrong = Vec::new();
    for (sample, language, reports) in samples()
        .iter()
        .zip([("pt-BR", "relatorios"), ("en", "reports")].iter().cycle())
        .map(|(s, (l, r))| (s, l, r))
    {
        let name = format!("{}/{}", sample.preset, sample.name);
        let room = Room::copy_of("sample-data/presets");
        let mut files = vec![name.clone()];
        files.extend(companions(sample).iter().map(|file| (*file).to_owned()));
        room.done(&format!("init --toml . --language {language} --from {}", files.join(" ")));
        let check = room.acordo("check");
        let run = room.acordo("run --no-mail --as-of 2026-11-30T08:00");
        if (check.exit, run.exit) != (0, 0) {
            wrong.push(format!(
                "{name}: check {} run {}\n{}{}{}",
                check.exit, run.exit, check.stdout, check.stderr, run.stderr
            ));
            continue;
        }
        let unused =
            intake(&room, reports).into_iter().filter(|file| file["used"].as_u64() == Some(0));
        wrong.extend(unused.map(|file| format!("{name}: nothing of {} is used", file["path"])));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_a_person_must_decide_is_marked() {
    let room = Room::copy_of("sample-data/presets");
    room.done("init --toml . --from rd-station-crm/negociacoes.csv");
    let text = room.text("acordo.toml").replace("\n#   ", " ");
    for piece in [
        "# DECIDA: a data da entrega",
        "“Data de criação + Hora de criação”, da fonte negociacoes",
        "files  = [\"rd-station-crm/negociacoes.csv\"]",
        "preset = \"rd-station-crm\"",
        "creates-leads = true",
        "\"Qualificação\" = \"DECIDA: o que é “Qualificação” (",
    ] {
        assert!(text.contains(piece), "{piece} is not in\n{text}");
    }
    assert!(!text.contains("\"Nada\""), "the tool's word for no reason is no reason");
    let before = room.text("acordo.toml");
    let again = room.acordo("init --toml . --from rd-station-crm/negociacoes.csv");
    assert_eq!((again.exit, room.text("acordo.toml") == before), (8, true), "{}", again.stderr);
}

#[test]
fn what_the_exports_cannot_feed_is_commented_out() {
    let room = Room::copy_of("sample-data/presets/pipedrive-deals");
    room.done("init --toml . --language en --from deals.csv");
    let text = room.text("acordo.toml");
    let attempt = text
        .lines()
        .position(|line| line.ends_with("\"first-attempt\"") || line.contains("\"first-attempt\" "))
        .unwrap();
    assert!(
        text.lines().nth(attempt).unwrap().starts_with("# "),
        "no activities, and first-attempt is asked for"
    );
    assert!(text.contains("# this cannot be measured by these files: "));
    assert!(text.contains("\nmetric = \"sales-won\""), "deals alone tell of sales");
}

#[test]
fn reasons_found_are_listed_with_their_counts_and_dates_in_doubt_marked() {
    let room = Room::copy_of("sample-data/presets/kommo-leads");
    fs::write(
        room.path("vendas.csv"),
        "Código;Empresa;Criado em;Ganho em;Perdido em;Motivo da perda;Valor\n\
         1;Padaria Aurora;03/04/2026;05/04/2026;;;100\n2;Oficina Bela;04/05/2026;;06/05/2026;Preço;200\n3;Clínica Céu;05/06/2026;;07/06/2026;Preço;300\n",
    )
    .unwrap();
    room.done("init --toml . --from vendas.csv");
    let text = room.text("acordo.toml");
    for piece in [
        "  \"DECIDA: Preço\",",
        "2 linhas",
        "[source.columns]",
        "created = \"Criado em\"",
        "won = \"Ganho em\"",
        "dates = \"dmy\"",
        "cabem em duas leituras",
    ] {
        assert!(text.contains(piece), "{piece} is not in\n{text}");
    }
    assert_eq!(room.acordo("check").exit, 0);
}

#[test]
fn files_of_no_use_leave_nothing_behind() {
    let room = Room::copy_of("sample-data/presets/kommo-leads");
    fs::write(room.path("cores.csv"), "Cor;Tom\nazul;claro\n").unwrap();
    let told = room.acordo("init --toml . --language en --from cores.csv");
    assert_eq!((told.exit, room.path("acordo.toml").exists()), (4, false));
    assert!(told.stderr.contains("cores.csv"), "{}", told.stderr);
}

#[test]
fn a_preset_file_of_the_team_works_the_same() {
    let room = Room::copy_of("sample-data/presets/kommo-leads");
    room.done("init --toml . --from leads.csv");
    let preset = fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/presets/kommo-leads.toml"),
    )
    .unwrap();
    fs::write(room.path("meu-crm.toml"), preset).unwrap();
    let text = room.text("acordo.toml");
    fs::write(room.path("acordo.toml"), text.replace("\"kommo-leads\"", "\"meu-crm.toml\""))
        .unwrap();
    room.done("check");
    room.done("run --no-mail --as-of 2026-11-30T08:00");
    assert_eq!(
        intake(&room, "relatorios").iter().map(|file| file["used"].as_u64().unwrap()).sum::<u64>(),
        10
    );
}

/// A column that holds which way a call went and what came of it feeds both fields, whatever it is called: an incoming call is no attempt of ours,
/// a missed one no connection, though it rang.
#[test]
fn a_call_type_tells_direction_and_outcome() {
    let leads = "Lead ID,Email,Delivered\n1,a@x.com,2026-11-10 10:00\n2,b@x.com,2026-11-10 10:00\n3,c@x.com,2026-11-10 10:00\n";
    let cases = [
        (
            "en",
            "Call Id,Call time,Duration,Rep,Call Type,Lead ID",
            ["Inbound", "Outbound", "Missed"],
        ),
        (
            "en",
            "Call Id,Call time,Duration,Rep,Type,Lead ID",
            ["Incoming call", "Outgoing call", "Missed call"],
        ),
        (
            "pt-BR",
            "ID da atividade,Data e hora,Duração,Responsável,Tipo,ID do lead",
            ["Ligação recebida", "Ligação realizada", "Ligação perdida"],
        ),
        (
            "pt-BR",
            "ID da atividade,Data e hora,Duração,Responsável,Canal,ID do lead",
            ["Chamada recebida", "Chamada efetuada", "Chamada perdida"],
        ),
        (
            "pt-BR",
            "ID da atividade,Data e hora,Duração,Responsável,Resultado,ID do lead",
            ["Recebida", "Efetuada", "Perdida"],
        ),
    ];
    for (language, header, words) in cases {
        let room = Room::empty();
        let rows: String = (1..)
            .zip(words)
            .map(|(n, word)| format!("{n},2026-11-10 10:05:00,12,Ana,{word},{n}\n"))
            .collect();
        fs::write(room.path("leads.csv"), leads).unwrap();
        fs::write(room.path("calls.csv"), format!("{header}\n{rows}")).unwrap();
        room.done(&format!("init --toml . --language {language} --from leads.csv calls.csv"));
        let agreed = room.text("acordo.toml");
        assert!(agreed.contains("\ndirection = "), "{header}\n{agreed}");
        room.done("run --no-mail --as-of 2026-11-23T08:00");
        let folder = if language == "en" { "reports" } else { "relatorios" };
        let summary = room.json(&format!("{folder}/acordo.json"));
        let missed = summary["actions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|own| own["kind"] == "missed-call")
            .count();
        let owners = summary["cadence"]["owners"].as_array().unwrap();
        let attempts: u64 = owners.iter().map(|own| own["tries"].as_u64().unwrap()).sum();
        assert_eq!((missed, attempts), (1, 1), "{header} {words:?}");
    }
}

/// What the activities of each tool come to: attempts, connections among them, and what is neither.
#[test]
fn the_calls_of_every_tool_are_what_they_say() {
    let leads = "Lead ID,Name,Email,Phone,Delivered\n\
         151000,Ana Souza,ana.souza@exemplo.com,11988000101,2026-11-01 10:00\n\
         151001,Bruno Lima,bruno.lima@exemplo.com,21988000102,2026-11-01 10:00\n\
         151002,Célia Prado,celia@exemplo.org,31988000103,2026-11-01 10:00\n\
         151003,Davi Nunes,davi@exemplo.com,41988000104,2026-11-01 10:00\n";
    // Attempts, connections, not done, tasks, calls to return, messages of no lead.
    let cases = [
        ("hubspot-calls/calls.csv", [3, 1, 1, 0, 1, 0]),
        ("hubspot-calls/chamadas.csv", [5, 1, 0, 0, 0, 0]),
        ("hubspot-tasks/tasks.csv", [0, 0, 0, 3, 0, 0]),
        ("salesforce-tasks/tasks.csv", [3, 1, 1, 1, 1, 0]),
        ("3cx-calls/CallLog.csv", [2, 1, 0, 0, 1, 0]),
        ("3cx-calls/chamadas.csv", [2, 1, 0, 0, 1, 0]),
        ("twilio-calls/calls.csv", [4, 2, 0, 0, 1, 0]),
        ("twilio-calls/chamadas.csv", [3, 1, 0, 0, 0, 0]),
        ("chat-messages/conversas.csv", [2, 0, 0, 0, 0, 1]),
        ("chat-messages/messages.csv", [2, 0, 0, 0, 0, 0]),
    ];
    for (sample, wanted) in cases {
        let room = Room::copy_of("sample-data/presets");
        fs::write(room.path("leads.csv"), leads).unwrap();
        room.done(&format!("init --toml . --language en --from leads.csv {sample}"));
        room.done("run --no-mail --as-of 2026-11-23T08:00");
        let cadence = room.json("reports/acordo.json")["cadence"].take();
        let sum = |field: &str| -> u64 {
            let channels = cadence["channels"].as_array().unwrap();
            channels.iter().map(|own| own[field].as_u64().unwrap_or(0)).sum()
        };
        let apart = |field: &str| cadence["apart"][field].as_u64().unwrap();
        let got = [
            sum("attempts"),
            sum("connected"),
            apart("not_done"),
            apart("tasks"),
            apart("missed_calls"),
            apart("automatic"),
        ];
        assert_eq!(got, wanted, "{sample}");
    }
}

/// Hand-kept logs say it in their own words, and a cell may say more than one thing: what says that nobody was reached counts.
#[test]
fn not_answered_is_never_a_connection() {
    let leads = "ID do lead;Nome;Telefone;Entregue em\n\
         1;Ana;11988000101;01/11/2026 10:00\n2;Bia;11988000102;01/11/2026 10:00\n3;Caio;11988000103;01/11/2026 10:00\n";
    let unreached = [
        "Não atendeu",
        "NÃO ATENDE",
        "Caixa postal",
        "caiu na caixa postal",
        "Só chama",
        "Ocupado",
        "Número errado",
        "Não atendeu / caixa postal",
        "Ligação - não atendida",
        "Left VM",
        "No pickup",
        "Missed",
        "Recebida (não atendida)",
    ];
    for outcome in unreached {
        for direction in ["Saída", "Recebida"] {
            let room = Room::empty();
            fs::write(room.path("leads.csv"), leads).unwrap();
            let rows: String = (1..=3)
                .map(|lead| {
                    format!("{lead};{lead:02}/11/2026 11:00;Ligação;{direction};{outcome};25\n")
                })
                .collect();
            let header = "ID do lead;Data e hora;Canal;Direção;Resultado;Duração\n";
            fs::write(room.path("ligacoes.csv"), format!("{header}{rows}")).unwrap();
            room.done("init --toml . --from leads.csv ligacoes.csv");
            room.done("run --no-mail --as-of 2026-11-23T08:00");
            let cadence = room.json("relatorios/acordo.json")["cadence"].take();
            let connected: u64 = cadence["channels"]
                .as_array()
                .unwrap()
                .iter()
                .map(|own| own["connected"].as_u64().unwrap())
                .sum();
            let missed = cadence["apart"]["missed_calls"].as_u64().unwrap();
            let wanted = if direction == "Saída" { (0, 0) } else { (0, 3) };
            assert_eq!((connected, missed), wanted, "{direction} {outcome}");
        }
    }
}

/// A tool's calls without the tool's own key, but with one of the team's: read by their words, and not refused for the key that is missing.
#[test]
fn a_tool_export_with_a_key_of_its_own_is_read() {
    let leads = "LEADID,Email,Delivered\n1,a@x.com,2026-11-10 10:00\n2,b@x.com,2026-11-10 10:00\n";
    let calls = [
        "Call Id,Call Start Time,Call Duration (in seconds),Call Owner,Call Type,LEADID\n\
         9,2026-11-10 10:05,0,Ana,Outbound,1\n10,2026-11-10 11:05,40,Ana,Missed,2\n",
        "LEADID,Call Type,Call Owner,Call Start Time,Call Duration (in seconds)\n\
         1,Outbound,Ana,2026-11-10 10:05,0\n2,Missed,Ana,2026-11-10 11:05,40\n",
    ];
    for calls in calls {
        let room = Room::empty();
        fs::write(room.path("leads.csv"), leads).unwrap();
        fs::write(room.path("calls.csv"), calls).unwrap();
        room.done("init --toml . --language en --from leads.csv calls.csv");
        room.done("run --no-mail --as-of 2026-11-23T08:00");
        let cadence = room.json("reports/acordo.json")["cadence"].take();
        let attempts = cadence["channels"][0]["attempts"].as_u64();
        assert_eq!((attempts, cadence["apart"]["missed_calls"].as_u64()), (Some(1), Some(1)));
    }
}
