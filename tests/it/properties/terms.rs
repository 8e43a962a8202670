//! The agreement of a random world: every metric promised, over the zones and months in which clocks change.

use std::fmt::Write;

/// Zone and first day of the month judged: clocks change in each but the last, São Paulo's before 2019 only.
pub const PLACES: [(&str, &str); 5] = [
    ("America/Sao_Paulo", "2026-11-01"),
    ("America/Sao_Paulo", "2018-11-01"),
    ("Europe/Berlin", "2026-10-01"),
    ("America/New_York", "2026-11-01"),
    ("UTC", "2024-02-01"),
];

/// Times until a person who comes back is a new lead.
pub const RE_ENTRY: [&str; 4] = ["90d", "0d", "10d", "forever"];

/// Milestones whose date is the hand-off.
pub const DELIVERED_BY: [&str; 3] = ["delivered", "created", "mql"];

/// Id, metric, target and further keys of every promise; the first is the one the delivery table speaks of.
const PROMISES: [(&str, &str, &str, &str); 25] = [
    ("gross", "leads-delivered", "9", "counting = 'gross'"),
    ("net", "leads-delivered", "'plan'", ""),
    ("value", "value-delivered", "500", ""),
    ("complete", "handoff-complete", "'80%'", ""),
    ("qualified", "qualified", "'80%'", ""),
    ("handed-in-time", "handoff-time", "'80%'", "within = '1d'"),
    ("accepted", "acceptance", "'80%'", "reasons = 'all'\nmin-sample = 1"),
    ("accepted-by-marketing", "acceptance", "'80%'", ""),
    ("steady", "steady-delivery", "'30%'", ""),
    ("tried", "first-attempt", "'90%'", "within = '1h'\nmin-sample = 1"),
    ("called", "first-attempt", "'90%'", "within = '30h'\nclock = 'elapsed'\nchannels = ['call']"),
    ("tried-ads", "first-attempt", "'90%'", "within = '1d'\nwhere = { source = ['Google Ads'] }"),
    ("reached", "first-connection", "'50%'", "within = '2d'"),
    ("insisted", "attempts", "'80%'", "within = '4d'\nattempts = 3"),
    ("daily", "attempts-per-day", "'70%'", "within = '5d'\nattempts = 1"),
    ("decided", "decision", "'80%'", "within = '3d'"),
    ("gave-up", "give-up", "'90%'", "attempts = 3\ndays = 2\nmax-attempts = 5"),
    ("routed", "routing", "'90%'", "within = '2d'"),
    ("hourly", "leads-per-hour", "'plan'", ""),
    ("sales", "sales-won", "5", ""),
    ("revenue", "revenue-won", "5000", ""),
    (
        "converted",
        "conversion",
        "'20%'",
        "from-stage = 'delivered'\nto-stage = 'sql'\nwithin = '10d'\nmin-sample = 1",
    ),
    ("ratio", "period-ratio", "'50%'", "from-stage = 'delivered'\nto-stage = 'won'"),
    ("per-sale", "leads-per-sale", "'6:1'", ""),
    ("stage", "stage-time", "'5d'", "from-stage = 'delivered'\nto-stage = 'sql'"),
];

const HEAD: &str = "
language = 'pt-BR'
currency = 'BRL'
numbers = 'pt-BR'
match = ['email', 'phone']
ignore = ['teste@*']
shared-addresses = ['contato@*']
[objective]
period = 'month'
sales = 3
leads-per-sale = '6:1'
conversion-within = '20d'
[working-time]
weekdays = ['09:00-12:00', '13:00-18:00']
saturday = ['22:00-24:00']
sunday = ['00:00-04:00']
holidays = ['br']
[definitions]
mql = { text = 'A', require = { score = '>= 50' } }
[handoff]
required = ['email', 'phone', 'company']
rejection-window = '3d'
[lead-values]
'Demo' = 120.0
'Material' = 15.0
[reasons]
marketing = ['Fora do perfil']
unreached = ['Não responde']
not-now = ['Sem orçamento']
not-interested = ['Sem interesse']
sales = ['Perdeu o contato']
neutral = ['Empresa fechou']
";

/// One source: its table, its columns and further keys.
pub struct Export<'a> {
    /// Table and name.
    pub table: &'a str,
    /// Canonical fields, which are the headers as well.
    pub columns: &'a [&'a str],
    /// How far its file reaches, and further keys.
    pub more: &'a str,
}

/// The agreement's text; every file `<table>*.csv` beside it belongs to the source of that table.
pub fn text(zone: &str, re_entry: &str, delivered_by: &str, exports: &[Export]) -> String {
    let mut text = format!(
        "[agreement]\nname = 'W'\ntimezone = '{zone}'\nre-entry = '{re_entry}'\ndelivered-by = '{delivered_by}'{HEAD}"
    );
    for (id, metric, target, more) in PROMISES {
        write!(text, "[[commitment]]\nid = '{id}'\nteam = 'both'\nmetric = '{metric}'\ntarget = {target}\n{more}\n").unwrap();
    }
    for Export { table, columns, more } in exports {
        let columns: Vec<String> =
            columns.iter().map(|column| format!("{column} = '{column}'")).collect();
        let columns = columns.join("\n") + "\n";
        write!(
            text,
            "[[source]]\nname = '{table}'\ntable = '{table}'\nfiles = ['{table}*.csv']\ntake = 'all'\n\
             max-set-aside = '100%'\n{more}\n[source.columns]\n{columns}[source.read]\ndates = 'ymd'\ndelimiter = ','\n"
        )
        .unwrap();
    }
    text
}
