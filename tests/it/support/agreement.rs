//! The beginning of an agreement that many tests share: one month, one promise, one folder of letters.

use std::fmt::Write;
use std::fs;

use crate::room::Room;

/// All but the sources: ten leads a month are promised.
pub fn head(language: &str, reports: &str) -> String {
    format!(
        r#"
[agreement]
name = "Formas"
language = "{language}"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 3
[working-time]
weekdays = ["09:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = 10
[report]
folder = "{reports}"
leads = "all"
[mail]
from = "a@b.com"
deliver = {{ folder = "outbox" }}
"#
    )
}

/// A room with an agreement over these tables, each a file with its header.
pub fn over_tables(mut text: String, tables: &[(&str, &str)]) -> Room {
    let room = Room::empty();
    for (table, rows) in tables {
        let columns = rows.lines().next().unwrap().split(',');
        let columns: String = columns.map(|own| format!("{own} = '{own}'\n")).collect();
        let _ = write!(
            text,
            "[[source]]\nname = '{table}'\ntable = '{table}'\nfiles = ['{table}.csv']\ncut-off = 'none'\n[source.columns]\n{columns}"
        );
        fs::write(room.path(&format!("{table}.csv")), rows).unwrap();
    }
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

/// The promise of revenue that stands second in [`with_revenue`].
const REVENUE: &str = "[[commitment]]\nteam = \"both\"\nmetric = \"revenue-won\"\ntarget = 1000\n";

/// The same with a second promise, of a revenue won.
pub fn with_revenue(language: &str, sources: &str) -> String {
    head(language, "reports") + REVENUE + sources
}

/// Leads with their sales in one file of any format.
pub const SOLD: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
[source.columns]
id = "id"
email = "email"
delivered = "entrega"
won = "venda"
value = "valor"
"#;

/// One promise of marketing by a file of leads, and letters to both teams.
pub const HANDED: &str = r#"
[agreement]
name     = "Entrega"
language = "pt-BR"
timezone = "America/Sao_Paulo"
[working-time]
weekdays = ["09:00-12:00", "13:00-18:00"]
[handoff]
required = ["email"]
[objective]
period = "month"
sales  = 50
[[commitment]]
id     = "handoff-complete"
team   = "marketing"
metric = "handoff-complete"
target = "95%"
[[source]]
name  = "marketing"
table = "leads"
files = ["leads.csv"]
cut-off = "none"
[source.columns]
id        = "Código"
email     = "E-mail"
delivered = "Entregue em"
[mail]
from      = "Acordo <acordo@empresa.com.br>"
sales     = ["vendas@empresa.com.br"]
"#;

/// The leads of [`HANDED`].
pub const LEADS: &str = "Código;E-mail;Entregue em\n1;ana@exemplo.com.br;03/11/2026 09:00\n2;beto@exemplo.com.br;20/11/2026 07:30\n";
