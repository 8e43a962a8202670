//! The same leads with their dates written five ways are the same report; a column that does not decide itself is said by name.

use std::fs;

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::room::Room;
use crate::support::dice::Dice;

const LEADS: usize = 8_000;
const RUN: &str = "run --as-of 2018-03-05T08:00 --period 2018-02 --no-mail";
/// What files, not leads, are: their place, hash, size and age.
const OF_FILES: [&str; 4] = ["path", "sha256", "bytes", "modified"];
const AGREEMENT: &str = r#"
[agreement]
name = "Datas"
language = "en"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 30
leads-per-sale = 6
[working-time]
weekdays = ["09:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
from = 2017-01-01
target = "plan"
[[commitment]]
team = "both"
metric = "conversion"
from = 2017-01-01
from-stage = "delivered"
to-stage = "won"
within = "20d"
target = "15%"
[[commitment]]
team = "both"
metric = "sales-won"
from = 2017-01-01
target = "plan"
[report]
folder = "reports"
[mail]
from = "a@b.com"
deliver = { folder = "outbox" }
[[source]]
name = "leads"
table = "leads"
files = ["leads.*"]
cut-off = "none"
[source.columns]
id = "mql_id"
source = "origin"
delivered = "first_contact_date"
won = "won_date"
"#;

/// A day of 2018: month, day.
type Day = (u32, u32);
/// Id, origin, first contact, sale.
type Lead = (String, &'static str, Day, Option<Day>);

/// A way to write a date.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    YearFirst,
    DayFirst,
    MonthFirst,
    Serial,
    Zoned,
}

fn made(last_day: i64) -> Vec<Lead> {
    let mut dice = Dice::new(8_000);
    let day =
        |dice: &mut Dice, month: u32| (month, u32::try_from(dice.between(1, last_day)).unwrap());
    let lead = |n: usize| {
        let delivered_in = u32::try_from(dice.between(1, 2)).unwrap();
        let first = day(&mut dice, delivered_in);
        let won = dice.chance(200).then(|| day(&mut dice, delivered_in + 1));
        (
            format!("{n:04x}a0"),
            dice.pick(&["organic_search", "paid_search", "social"]),
            first,
            won.filter(|won| *won < (3, 5)),
        )
    };
    (0..LEADS).map(lead).collect()
}

fn serial((month, day): Day) -> u32 {
    // 2018-01-01 is day 43101 of a workbook.
    43_100 + [0, 31, 59, 90][usize::try_from(month - 1).unwrap()] + day
}

fn written(way: Way, (month, day): Day) -> String {
    match way {
        Way::YearFirst => format!("2018-{month:02}-{day:02}"),
        Way::DayFirst => format!("{day:02}-{month:02}-2018"),
        Way::MonthFirst => format!("{month}/{day}/2018"),
        Way::Serial => serial((month, day)).to_string(),
        Way::Zoned => format!("2018-{month:02}-{day:02}T00:00:00-03:00"),
    }
}

fn text(way: Way, leads: &[Lead]) -> String {
    let line = |(id, origin, first, won): &Lead| {
        format!(
            "{id},{origin},{},{}\n",
            written(way, *first),
            won.map(|won| written(way, won)).unwrap_or_default()
        )
    };
    "mql_id,origin,first_contact_date,won_date\n".to_owned()
        + &leads.iter().map(line).collect::<String>()
}

/// Serials in number cells without a date's format, as other programs leave them.
fn workbook(leads: &[Lead]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["mql_id", "origin", "first_contact_date", "won_date"]).unwrap();
    for (row, (id, origin, first, won)) in (1..).zip(leads) {
        sheet
            .write(row, 0, id)
            .unwrap()
            .write(row, 1, *origin)
            .unwrap()
            .write(row, 2, serial(*first))
            .unwrap();
        if let Some(won) = won {
            sheet.write(row, 3, serial(*won)).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A run over one file: the summary as text, without what is the file's own, and what was said.
fn summary(name: &str, bytes: &[u8], read: &str) -> (String, String) {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), format!("{AGREEMENT}[source.read]\n{read}\n")).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.done(RUN);
    let mut summary = room.json("reports/acordo_2018-02.json");
    let top = summary.as_object_mut().unwrap();
    top.remove("generated_at");
    let hash = top["agreement"].as_object_mut().unwrap();
    hash.remove("hash");
    for source in top["intake"].as_array_mut().unwrap() {
        for file in source["files"].as_array_mut().unwrap() {
            OF_FILES.iter().for_each(|field| drop(file.as_object_mut().unwrap().remove(*field)));
        }
    }
    assert!(summary["commitments"][0]["actual"].as_f64().unwrap() > 0.0);
    assert!(summary["cut_off_by"] == Value::Null);
    (serde_json::to_string_pretty(&summary).unwrap(), told.stderr)
}

#[test]
fn five_ways_to_write_a_date_are_one_report() {
    let leads = made(28);
    let (wanted, _) = summary("leads.csv", text(Way::YearFirst, &leads).as_bytes(), "");
    for way in [Way::DayFirst, Way::MonthFirst, Way::Serial, Way::Zoned] {
        let (found, _) = summary("leads.csv", text(way, &leads).as_bytes(), "");
        assert!(found == wanted, "{way:?}");
    }
    let (found, _) = summary("leads.xlsx", &workbook(&leads), "");
    assert!(found == wanted, "serials of a workbook");
    let (other, _) = summary("leads.csv", text(Way::YearFirst, &made(27)).as_bytes(), "");
    assert!(other != wanted, "other days are another report");
}

#[test]
fn a_column_that_does_not_decide_itself_is_named_with_its_setting() {
    let leads = made(12);
    let (wanted, _) = summary("leads.csv", text(Way::YearFirst, &leads).as_bytes(), "");
    for (way, setting) in [(Way::DayFirst, "dates = \"dmy\""), (Way::MonthFirst, "dates = \"mdy\"")]
    {
        let (_, said) = summary("leads.csv", text(way, &leads).as_bytes(), "");
        for column in ["“first_contact_date”", "“won_date”"] {
            assert!(
                said.lines()
                    .any(|line| line.contains(column) && line.contains("dates in [source.read]")),
                "{way:?}: {said}"
            );
        }
        let (found, said) = summary("leads.csv", text(way, &leads).as_bytes(), setting);
        assert!(found == wanted && !said.contains("two readings"), "{way:?}: {said}");
    }
}
