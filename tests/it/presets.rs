//! Every preset has samples made for it, is recognised by their headers, and reads them as the rows written beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::room::Room;

/// A sample of a preset: `<sample>.<ending>` with the canonical rows in `<sample>.expected.csv`.
pub struct Sample {
    /// The preset, which is the folder's name.
    pub preset: String,
    /// The file's name.
    pub name: String,
}

fn root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root(folder)).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

/// The presets shipped.
fn presets() -> Vec<String> {
    names("templates/presets")
        .iter()
        .map(|name| name.trim_end_matches(".toml").to_owned())
        .collect()
}

fn is_expected(name: &str) -> bool {
    name.ends_with(".expected.csv")
}

/// Every sample of every preset.
pub fn samples() -> Vec<Sample> {
    let of = |preset: String| {
        let files = names(&format!("sample-data/presets/{preset}"));
        files
            .into_iter()
            .filter(|name| !is_expected(name))
            .map(move |name| Sample { preset: preset.clone(), name })
    };
    presets().into_iter().flat_map(of).collect()
}

impl Sample {
    fn expected_name(&self) -> String {
        format!("{}.expected.csv", self.name.rsplit_once('.').unwrap().0)
    }

    /// A room with the samples of its preset.
    pub fn room(&self) -> Room {
        Room::copy_of(&format!("sample-data/presets/{}", self.preset))
    }

    /// What `inspect --json` says of it.
    fn inspected(&self) -> Value {
        let told = self.room().done(&format!("inspect --json --full --rows 1000 {}", self.name));
        serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take()
    }

    /// Its expected rows, by field.
    fn expected(&self) -> Vec<BTreeMap<String, String>> {
        let text = fs::read_to_string(root(&format!(
            "sample-data/presets/{}/{}",
            self.preset,
            self.expected_name()
        )))
        .unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let row = |record: csv::StringRecord| {
            let cells = headers.iter().zip(record.iter()).filter(|(_, value)| !value.is_empty());
            cells.map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
        };
        reader.records().map(|record| row(record.unwrap())).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[test]
fn every_preset_is_registered_and_has_a_sample_with_its_expected_rows() {
    let registry = fs::read_to_string(root("src/config/presets.rs")).unwrap();
    let mut wrong = Vec::new();
    for preset in presets() {
        let folder = format!("sample-data/presets/{preset}");
        let files = names(&folder);
        if !registry.contains(&format!("presets/{preset}.toml\"")) {
            wrong.push(format!("{preset}: no line in src/config/presets.rs"));
        }
        if !files.iter().any(|name| !is_expected(name)) {
            wrong.push(format!("{preset}: no sample in {folder}/"));
        }
    }
    for sample in samples() {
        let expected = format!("sample-data/presets/{}/{}", sample.preset, sample.expected_name());
        if !root(&expected).is_file() {
            wrong.push(format!(
                "{}: {} has no expected rows ({expected})",
                sample.preset, sample.name
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_sample_is_recognised_and_gives_its_expected_rows() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let name = format!("{}/{}", sample.preset, sample.name);
        let seen = sample.inspected();
        if seen["preset"] != sample.preset.as_str() {
            wrong.push(format!("{name}: taken for {}", seen["preset"]));
        }
        let rows: Vec<&Value> = seen["first_rows"].as_array().into_iter().flatten().collect();
        let expected = sample.expected();
        if rows.len() != expected.len() {
            wrong.push(format!("{name}: {} rows, expected {}", rows.len(), expected.len()));
        }
        for (row, expected) in rows.iter().zip(&expected) {
            let got: BTreeMap<String, String> = row
                .as_object()
                .unwrap()
                .iter()
                .map(|(field, value)| (field.clone(), text(value)))
                .collect();
            let fields =
                got.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>();
            for field in fields.into_iter().filter(|field| got.get(*field) != expected.get(*field))
            {
                wrong.push(format!(
                    "{name} row {}: {field} is {:?}, expected {:?}",
                    row["row"],
                    got.get(field),
                    expected.get(field)
                ));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_plain_sheet_is_taken_for_no_tool() {
    let room = Room::copy_of("sample-data/presets/kommo-leads");
    let sheet = "ID;Nome;Email;Telefone;Empresa;Fonte;Responsável;Data de criação;Data de entrega\n\
                 7;Ana;ana@exemplo.com;11988000101;Aurora;Feira;Marta;02/11/2026;13/11/2026\n";
    fs::write(room.path("leads-do-mes.csv"), sheet).unwrap();
    let told = room.done("inspect --json leads-do-mes.csv");
    let seen = serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take();
    assert_eq!((&seen["preset"], &seen["table"]), (&Value::Null, &"leads".into()));
    let fields: Vec<String> = seen["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| text(&column["fields"][0]))
        .collect();
    assert_eq!(
        fields,
        ["id", "name", "email", "phone", "company", "source", "owner", "created", "delivered"]
    );
}

#[test]
fn every_header_row_known_of_a_tool_is_recognised_alone() {
    let room = Room::copy_of("sample-data/presets/kommo-leads");
    let rows = [
        (
            "hubspot-deals",
            "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Deal owner,Close Date,Create Date,Last Activity Date,Associated Company",
        ),
        (
            "salesforce-opportunities",
            "Id da Oportunidade,Proprietário da oportunidade,Nome da conta,Fase,Data de criação",
        ),
        (
            "pipedrive-deals",
            "Negócio - Título,Negócio - Etapa,Negócio - Status,Negócio - Ganho em,Negócio - Negócio criado em",
        ),
        (
            "kommo-leads",
            "ID,Lead título,Contato principal,Etapa do lead,Funil de vendas,Venda,Data Criada",
        ),
    ];
    for (preset, header) in rows {
        let cells = vec!["2026-11-23"; header.split(',').count()].join(",");
        fs::write(room.path("x.csv"), format!("{header}\n{cells}\n")).unwrap();
        let told = room.done("inspect --json x.csv");
        assert_eq!(
            serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0]["preset"],
            preset,
            "{header}"
        );
    }
}

/// What a deal earns each month is in no revenue: it is said with its sum, and how to count it.
#[test]
fn recurring_values_are_said() {
    let cases = [("0.0", None), ("199,90", Some("199,90")), ("R$ 1.200,00", Some("1.200,00"))];
    for (value, said) in cases {
        let room = Room::copy_of("sample-data/presets/rd-station-crm");
        let text = room.text("negociacoes.csv");
        let changed = text.replacen(";4997.0;0.0;", &format!(";4997.0;{value};"), 1);
        fs::write(room.path("negociacoes.csv"), changed).unwrap();
        let told = room.done("inspect negociacoes.csv").stdout;
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(told.contains("valor recorrente"), said.is_some(), "{value}: {told}");
        assert!(said.is_none_or(|sum| told.contains(sum)), "{value}: {told}");
        assert!(said.is_none() || told.contains("value = \"Valor Recorrente\""), "{told}");
    }
}
