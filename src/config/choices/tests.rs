//! Words of both languages mean the fixed ones, and a length says no clock that its key has not.

use super::*;
use crate::config::tests::{problems, read, with};
use crate::mapping::fields;
use crate::model::agreement::{Agreement, PeriodKind};
use crate::model::words::{Channel, Metric, Milestone, Table, Team};

/// An agreement in fixed words, without its head.
const FIXED: &str = r#"language = "pt-BR"
re-entry = "forever"
[objective]
period = "month"
sales = 100
leads-per-sale = "observed"
[working-time]
weekdays = ["09:00-18:00"]
[handoff]
required = ["email"]
rejection-window = "3d"
[[commitment]]
team = "marketing"
metric = "leads-delivered"
counting = "gross"
target = "plan"
[[commitment]]
team = "sales"
metric = "first-attempt"
within = "2h"
clock = "elapsed"
channels = ["call", "whatsapp"]
target = "90%"
[[commitment]]
team = "sales"
metric = "attempts"
attempts = 6
within = "10d"
target = "90%"
[[commitment]]
team = "both"
metric = "stage-time"
from-stage = "delivered"
to-stage = "won"
target = "5d"
clock = "elapsed"
[[commitment]]
team = "both"
metric = "conversion"
from-stage = "accepted"
to-stage = "won"
within = "60d"
target = "20%"
[[source]]
name = "crm"
table = "deals"
files = "d.csv"
take = "all"
max-age = "2d"
[source.columns]
id = "I"
created = "C"
stage = "S"
[source.values.stage]
"Ganhou!" = "won"
"#;

const PORTUGUESE: [(&str, &str); 24] = [
    ("\"forever\"", "\"Para sempre\""),
    ("\"month\"", "\"mês\""),
    ("\"observed\"", "\"observada\""),
    ("\"3d\"", "\"3 dias úteis\""),
    ("\"sales\"", "\"Vendas\""),
    ("\"both\"", "\"os dois times\""),
    ("\"leads-delivered\"", "\"Leads entregues\""),
    ("\"gross\"", "\"bruto\""),
    ("\"plan\"", "\"plano\""),
    ("\"first-attempt\"", "\"1ª tentativa\""),
    ("\"2h\"\nclock = \"elapsed\"", "\"2 horas corridas\""),
    ("[\"call\"", "[\"Ligação\""),
    ("\"attempts\"", "\"cadência\""),
    ("\"10d\"", "\"10 dias\""),
    ("\"stage-time\"", "\"tempo entre etapas\""),
    ("\"5d\"\nclock = \"elapsed\"", "\"5 dias corridos\""),
    ("\"conversion\"", "\"conversão\""),
    ("\"accepted\"", "\"aceito\""),
    ("\"delivered\"", "\"entregue\""),
    ("\"won\"", "\"venda\""),
    ("\"60d\"", "\"60 dias corridos\""),
    ("\"deals\"", "\"negócios\""),
    ("\"all\"", "\"todos\""),
    ("\"2d\"", "\"2 dias úteis\""),
];

const ENGLISH: [(&str, &str); 14] = [
    ("\"month\"", "\"Monthly\""),
    ("\"3d\"", "\"3 working days\""),
    ("\"sales\"", "\"Sales\""),
    ("\"both\"", "\"marketing and sales\""),
    ("\"leads-delivered\"", "\"Leads delivered\""),
    ("\"first-attempt\"", "\"first attempt\""),
    ("\"2h\"\nclock = \"elapsed\"", "\"2 elapsed hours\""),
    ("[\"call\"", "[\"Phone\""),
    ("\"stage-time\"", "\"time between stages\""),
    ("\"5d\"\nclock = \"elapsed\"", "\"5 calendar days\""),
    ("\"won\"", "\"sale\""),
    ("\"60d\"", "\"60 days\""),
    ("\"deals\"", "\"Opportunities\""),
    ("\"2d\"", "\"2 business days\""),
];

#[test]
fn no_two_words_of_one_key_are_said_alike() {
    let words = |all: &[&'static str]| all.to_vec();
    let mut keys: Vec<Vec<&str>> = vec![
        Metric::ALL.iter().map(|one| one.word()).collect(),
        Milestone::ALL.iter().map(|one| one.word()).collect(),
        Team::ALL.iter().map(|one| one.word()).collect(),
        Channel::ALL.iter().map(|one| one.word()).collect(),
        Table::ALL.iter().map(|one| one.word()).collect(),
        PeriodKind::RECURRING.iter().map(|one| one.word()).collect(),
        words(&["delivered", "deal", "mql", "created", "each-source"]),
        words(&["working", "elapsed"]),
        words(&["working", "all"]),
        words(&["marketing", "all"]),
        words(&["team", "person"]),
        words(&["net", "gross"]),
        words(&["newest", "all"]),
        words(&["file-time", "newest-row", "none"]),
        words(&["own", "shared"]),
        words(&["full", "masked", "none"]),
        words(&["names", "initials", "none"]),
        words(&["day", "month"]),
        words(&["resend-once", "hold"]),
    ];
    for field in ["stage", "status", "channel", "direction", "outcome", "kind", "done", "automatic"]
    {
        keys.extend(fields::canonical_words(field));
    }
    for key in keys {
        for word in &key {
            for said in spoken(word).iter().map(String::as_str).chain([*word]) {
                let meant: Vec<&&str> = key.iter().filter(|other| means(said, other)).collect();
                assert_eq!(meant, [word], "{said}");
            }
        }
    }
}

/// An agreement in Portuguese words, and the same one in English words, mean what the fixed words mean.
#[test]
fn both_languages_words_mean_the_fixed_ones() {
    let head = "[agreement]\nname = \"A\"\ntimezone = \"America/Sao_Paulo\"\n";
    let of = |text: &str| {
        let read = read(&format!("{head}{text}")).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
        // The ids that the file does not give are the fixed words in any case.
        format!("{:#?}", Agreement { text: String::new(), hash: String::new(), ..read })
    };
    let meant = of(FIXED);
    for words in [&PORTUGUESE[..], &ENGLISH[..]] {
        let mut text = FIXED.to_owned();
        for (fixed, said) in words {
            assert!(text.contains(fixed), "{fixed}");
            text = text.replace(fixed, said);
        }
        assert_eq!(of(&text), meant);
    }
}

#[test]
fn a_length_says_no_other_clock_than_its_key() {
    let told = |line, text: &str| problems(&with(line, text));
    let fast = "commitment \"fast\".within".to_owned();
    assert!(read(&with(21, "within = \"15 min úteis\"\nclock = \"working\"")).is_ok());
    assert_eq!(
        told(21, "within = \"15 min corridos\"\nclock = \"working\""),
        [(21, fast, "forbidden-combination")]
    );
    let window = "handoff.rejection-window".to_owned();
    assert_eq!(
        told(30, "product = \"P\"\n[handoff]\nrejection-window = \"3 dias corridos\""),
        [(32, window, "bad-duration")]
    );
    let entry = "agreement.re-entry".to_owned();
    assert_eq!(
        told(4, "timezone = \"UTC\"\nre-entry = \"90 dias úteis\""),
        [(5, entry, "bad-duration")]
    );
    let conversion = "product = \"P\"\n[[commitment]]\nteam = \"both\"\nmetric = \"conversion\"\n\
        from-stage = \"delivered\"\nto-stage = \"won\"\nwithin = \"60 dias úteis\"\ntarget = \"9%\"";
    assert_eq!(told(30, conversion), [(36, "commitment[3].within".to_owned(), "bad-duration")]);
}
