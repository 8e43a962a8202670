//! Work that somebody means to do: a day to come is no wrong date of a task, and a task is no attempt.

use std::fs;

use serde_json::Value;

use crate::room::Room;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

/// An export of activities: how it is read, its header, the row of what is planned and of what was done, both for lead 1 or deal 1; `{at}` is the day.
struct Export {
    tool: &'static str,
    read: &'static str,
    header: &'static str,
    planned: &'static str,
    done: &'static str,
}

const PIPEDRIVE: &str = "preset = 'pipedrive-activities'\n";

const EXPORTS: [Export; 10] = [
    Export {
        tool: "Pipedrive, Portuguese",
        read: PIPEDRIVE,
        header: "Atividade - ID,Atividade - Tipo,Atividade - Status,Atividade - Data de vencimento,Negócio - ID",
        planned: "1,Chamada,A fazer,{at},1",
        done: "2,Chamada,Concluída,{at},1",
    },
    Export {
        tool: "Pipedrive, English",
        read: PIPEDRIVE,
        header: "ID,Type,Due date,Done,Deal ID",
        planned: "1,Call,{at},To do,1",
        done: "2,Call,{at},Done,1",
    },
    Export {
        tool: "HubSpot tasks",
        read: "preset = 'hubspot-tasks'\n",
        header: "Record ID,Due date,Associated Contact IDs,Associated Deal IDs,Task Status",
        planned: "1,{at},1,,NOT_STARTED",
        done: "",
    },
    Export {
        tool: "Zoho tasks",
        read: "preset = 'zoho-tasks'\n",
        header: "Record Id,Due Date,Related To.id,Status",
        planned: "1,{at},1,Waiting for input",
        done: "",
    },
    Export {
        tool: "Salesforce tasks",
        read: "preset = 'salesforce-tasks'\n",
        header: "Activity ID,Due Date,Lead ID,Status,Type",
        planned: "1,{at},1,Not Started,Call",
        done: "2,{at},1,Completed,Call",
    },
    Export {
        tool: "RD CRM tasks",
        read: "[source.columns]\nlead = 'Lead'\nat = 'Data de vencimento'\nchannel = 'Tipo'\ndone = 'Status'\n",
        header: "Lead,Data de vencimento,Tipo,Status",
        planned: "1,{at},Ligação,Aberta",
        done: "1,{at},Ligação,Concluída",
    },
    Export {
        tool: "Kommo tasks",
        read: "[source.columns]\nlead = 'Lead ID'\nat = 'Concluir até'\nchannel = 'Tipo de tarefa'\ndone = 'Concluída'\n",
        header: "Concluída,Concluir até,Lead ID,Tipo de tarefa",
        planned: "Não,{at},1,Ligar",
        done: "Sim,{at},1,Ligar",
    },
    Export {
        tool: "a sheet with a call that is scheduled",
        read: "[source.columns]\nlead = 'lead'\nat = 'at'\noutcome = 'resultado'\n",
        header: "lead,resultado,at",
        planned: "1,Agendada,{at}",
        done: "1,Atendeu,{at}",
    },
    Export {
        tool: "a sheet with a visit that is put off",
        read: "[source.columns]\nlead = 'lead'\nat = 'at'\noutcome = 'result'\n",
        header: "at,lead,result",
        planned: "{at},1,Rescheduled",
        done: "{at},1,Answered",
    },
    Export {
        tool: "a sheet of tasks",
        read: "[source.columns]\nlead = 'lead'\nat = 'at'\nchannel = 'tipo'\n",
        header: "lead,at,tipo",
        planned: "1,{at},Tarefa",
        done: "1,{at},Ligação",
    },
];

/// The report of these rows beside a lead with one deal.
fn ran(language: &str, export: &Export, rows: &[String]) -> Value {
    let head = crate::support::agreement::head(language, "reports");
    let leads = "[[source]]\nname = 'leads'\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n[source.columns]\nid = 'id'\ndelivered = 'delivered'\n";
    let deals = "[[source]]\nname = 'deals'\ntable = 'deals'\nfiles = ['deals.csv']\ncut-off = 'none'\n[source.columns]\nid = 'id'\nlead = 'lead'\ncreated = 'created'\n";
    let own = format!(
        "[[source]]\nname = 'activities'\ntable = 'activities'\nfiles = ['activities.csv']\ncut-off = 'none'\n{}",
        export.read
    );
    let promise = "[[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\nwithin = '1d'\ntarget = '90%'\nmin-sample = 1\n";
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), format!("{head}{promise}{leads}{deals}{own}")).unwrap();
    fs::write(room.path("leads.csv"), "id,delivered\n1,2026-11-03 09:00\n").unwrap();
    fs::write(room.path("deals.csv"), "id,lead,created\n1,1,2026-11-03 10:00\n").unwrap();
    fs::write(room.path("activities.csv"), format!("{}\n{}\n", export.header, rows.join("\n")))
        .unwrap();
    let told = room.acordo(RUN);
    assert!(told.exit == 0 || told.exit == 6, "{}: {}{}", export.tool, told.stdout, told.stderr);
    room.json("reports/acordo.json")
}

fn says(summary: &Value, code: &str) -> bool {
    summary["warnings"].as_array().unwrap().iter().any(|own| own["code"] == code)
}

/// Rows, used, planned and of the future of the activities' file.
fn account(summary: &Value) -> [u64; 4] {
    let files = summary["intake"].as_array().unwrap();
    let of = files.iter().find(|own| own["source"] == "activities").unwrap();
    ["rows", "used", "planned", "future"].map(|part| of["files"][0][part].as_u64().unwrap())
}

fn dated(row: &str, at: &str) -> String {
    row.replace("{at}", at)
}

#[test]
fn what_is_planned_for_a_day_to_come_is_counted_and_is_no_wrong_date() {
    for export in &EXPORTS {
        for language in ["pt-BR", "en"] {
            let told = ran(language, export, &[dated(export.planned, "2026-12-01 10:00")]);
            assert_eq!(account(&told), [1, 1, 1, 0], "{}", export.tool);
            assert!(!says(&told, "future-rows"), "{}", export.tool);
            let first = &told["commitments"][0];
            let made = first["met"].as_u64().unwrap_or_default();
            assert_eq!(made, 0, "a plan is no attempt: {}", export.tool);
        }
    }
}

/// What was done on a day to come has a wrong date, beside what is planned or alone.
#[test]
fn what_was_done_on_a_day_to_come_still_warns() {
    for export in EXPORTS.iter().filter(|export| !export.done.is_empty()) {
        let both = [export.planned, export.done].map(|row| dated(row, "2026-12-01 10:00"));
        let told = ran("en", export, &both);
        assert_eq!(account(&told), [2, 2, 1, 1], "{}", export.tool);
        assert!(says(&told, "future-rows"), "{}", export.tool);
        let alone = ran("pt-BR", export, &both[1..]);
        assert_eq!(account(&alone), [1, 1, 0, 1], "{}", export.tool);
        assert!(says(&alone, "future-rows"), "{}", export.tool);
    }
}

/// What is planned and late is no plan of a day to come: it is among the activities that were not done.
#[test]
fn what_is_planned_and_late_is_not_done() {
    for export in &EXPORTS {
        let told = ran("en", export, &[dated(export.planned, "2026-11-05 10:00")]);
        assert_eq!(account(&told), [1, 1, 0, 0], "{}", export.tool);
        let apart = &told["cadence"]["apart"];
        let counted = ["not_done", "tasks"].map(|part| apart[part].as_u64().unwrap());
        assert_eq!(counted.iter().sum::<u64>(), 1, "{}: {apart}", export.tool);
    }
}
