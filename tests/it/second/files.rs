//! A world's files as the program reads them.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use chrono::NaiveDate;

use super::calendar::Allowance;
use super::world::{Export, Promise, World};

pub fn write(world: &World, folder: &Path) {
    let exports = [
        ("leads", Some(&world.leads)),
        ("deals", world.deals.as_ref()),
        ("activities", world.activities.as_ref()),
    ];
    let mut text = general(world);
    for (name, export) in exports.into_iter().filter_map(|(name, export)| Some((name, export?))) {
        text += &source(world, name, export);
        csv(export, &folder.join(format!("{name}.csv")));
    }
    text += &world.terms.promises.iter().map(commitment).collect::<String>();
    fs::write(folder.join("acordo.toml"), text).unwrap();
}

fn csv(export: &Export, path: &Path) {
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(&export.columns).unwrap();
    for row in &export.rows {
        out.write_record(
            export.columns.iter().map(|column| row.get(column).map_or("", String::as_str)),
        )
        .unwrap();
    }
    out.flush().unwrap();
    drop(out);
    if let (Some(at), "file-time") = (export.cut_off, export.cut_off_rule) {
        let time = UNIX_EPOCH + Duration::from_secs(u64::try_from(at).unwrap());
        File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
}

fn list(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted: Vec<String> =
        words.into_iter().map(|word| format!("\"{}\"", word.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

fn hours(open: &[(i64, i64)]) -> String {
    let clock = |seconds: i64| format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    list(open.iter().map(|(from, to)| format!("{}-{}", clock(*from), clock(*to))))
}

fn general(world: &World) -> String {
    let terms = &world.terms;
    let re_entry = terms.re_entry.map_or("forever".to_owned(), |days| format!("{days}d"));
    let period = match terms.period_kind {
        "custom" => format!("{{ from = {}, to = {} }}", terms.period.0, terms.period.1),
        kind => format!("\"{kind}\""),
    };
    let mut text = format!(
        "[agreement]\nname = \"World\"\nlanguage = \"en\"\ntimezone = \"{}\"\ncurrency = \"BRL\"\nnumbers = \"en\"\nmatch = {}\nre-entry = \"{re_entry}\"\nignore = {}\nshared-addresses = {}\ndelivered-by = \"{}\"\nburst = \"{}m\"\n",
        terms.calendar.zone,
        list(&terms.matched),
        list(&terms.ignore),
        list(&terms.shared),
        terms.delivered_by,
        terms.burst / 60
    );
    text += &format!(
        "[objective]\nperiod = {period}\nconversion-within = \"{}d\"\n[working-time]\nweekdays = []\n",
        terms.conversion_within
    );
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    text += &names
        .iter()
        .zip(&terms.calendar.weekdays)
        .map(|(name, open)| format!("{name} = {}\n", hours(open)))
        .collect::<String>();
    text += "[working-time.special]\n";
    text += &terms
        .calendar
        .days
        .iter()
        .map(|(day, open)| format!("\"{day}\" = {}\n", hours(open)))
        .collect::<String>();
    text += &format!(
        "[handoff]\nrequired = {}\nrejection-window = \"{}d\"\n",
        list(&terms.required),
        terms.window
    );
    text += "[lead-values]\n\"Demonstração\" = 120.0\n\"Material rico\" = 15.5\n[reasons]\n";
    for category in ["marketing", "unreached", "not-now", "not-interested", "sales", "neutral"] {
        let words = super::people::REASONS
            .iter()
            .filter(|(_, other)| *other == category)
            .map(|(word, _)| word);
        text += &format!("{category} = {}\n", list(words));
    }
    text += "[report]\nfolder = \"reports\"\npersonal-data = \"full\"\nleads = \"all\"\n";
    if let Some((last, first)) = terms.require.split_last().map(|(last, rest)| (last, rest.first()))
    {
        let rule = |(field, wanted): &(String, Vec<String>)| {
            if field == "score" {
                format!("score = \"{}\"", wanted[0])
            } else {
                format!("{field} = {}", list(wanted))
            }
        };
        let rules: Vec<String> = first.into_iter().chain([last]).map(rule).collect();
        text += &format!(
            "[definitions]\nmql = {{ text = \"ok\", require = {{ {} }} }}\n",
            rules.join(", ")
        );
    }
    text
}

fn source(world: &World, name: &str, export: &Export) -> String {
    let mut text = format!(
        "[[source]]\nname = \"{name}\"\ntable = \"{name}\"\nfiles = [\"{name}.csv\"]\ncut-off = \"{}\"\nmax-set-aside = \"100%\"\n",
        export.cut_off_rule
    );
    text += &export.zone.map_or_else(String::new, |zone| format!("timezone = \"{zone}\"\n"));
    let from = export.covers_from;
    text += &from.map_or_else(String::new, |from| format!("covers-from = {from}\n"));
    if name == "deals" {
        text += &format!("creates-leads = {}\n", world.terms.creates_leads);
    }
    if export.columns.iter().any(|column| column == "product") {
        text += "extra = [\"product\"]\n";
    }
    text += "[source.columns]\n";
    text += &export
        .columns
        .iter()
        .map(|column| format!("{column} = \"{column}\"\n"))
        .collect::<String>();
    let words: &[(&str, &[&str])] = match name {
        "deals" => &[("status", &["open", "won", "lost"])],
        "activities" => &[
            (
                "channel",
                &["call", "email", "whatsapp", "sms", "social", "meeting", "task", "other"],
            ),
            ("direction", &["outbound", "inbound"]),
            (
                "outcome",
                &[
                    "connected",
                    "no-answer",
                    "not-interested",
                    "not-now",
                    "meeting-held",
                    "not-done",
                    "automatic",
                ],
            ),
        ],
        _ => &[],
    };
    for (field, words) in
        words.iter().filter(|(field, _)| export.columns.iter().any(|column| column == field))
    {
        text += &format!("[source.values.{field}]\n");
        text += &words.iter().map(|word| format!("\"{word}\" = \"{word}\"\n")).collect::<String>();
    }
    text + "[source.read]\ndates = \"ymd\"\ndecimal = \".\"\ndelimiter = \",\"\n"
}

fn commitment(promise: &Promise) -> String {
    let mut text = format!(
        "[[commitment]]\nid = \"{}\"\nteam = \"{}\"\nmetric = \"{}\"\n",
        promise.id, promise.team, promise.metric
    );
    let mut put = |key: &str, value: Option<String>| {
        text += &value.map_or_else(String::new, |value| format!("{key} = {value}\n"))
    };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let is = |metrics: &[&str]| metrics.contains(&promise.metric);
    put("target", promise.is_asked().then(|| promise.target.clone()));
    put("within", promise.within.map(|Allowance(count, unit)| format!("\"{count}{unit}\"")));
    put("clock", promise.elapsed.then(|| "\"elapsed\"".to_owned()));
    put("channels", (!promise.channels.is_empty()).then(|| list(&promise.channels)));
    put(
        "where",
        promise.place.first().map(|(field, words)| format!("{{ {field} = {} }}", list(words))),
    );
    put("from", day(promise.from));
    put("until", day(promise.until));
    put(
        "attempts",
        is(&["attempts", "attempts-per-day", "give-up"]).then(|| promise.attempts.to_string()),
    );
    put("days", is(&["give-up"]).then(|| promise.days.to_string()));
    put("max-attempts", promise.most.filter(|_| is(&["give-up"])).map(|most| most.to_string()));
    put(
        "counting",
        is(&["leads-delivered"])
            .then(|| if promise.gross { "\"gross\"" } else { "\"net\"" }.to_owned()),
    );
    put(
        "reasons",
        is(&["acceptance"])
            .then(|| if promise.all_reasons { "\"all\"" } else { "\"marketing\"" }.to_owned()),
    );
    put(
        "per",
        is(&["leads-per-hour"])
            .then(|| if promise.per_person { "\"person\"" } else { "\"team\"" }.to_owned()),
    );
    put("from-stage", promise.stages.map(|(from, _)| format!("\"{from}\"")));
    put("to-stage", promise.stages.map(|(_, to)| format!("\"{to}\"")));
    put("percentile", is(&["stage-time"]).then(|| promise.percentile.to_string()));
    text
}
