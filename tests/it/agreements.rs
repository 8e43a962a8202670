//! No agreement that `check` accepts fails in `run`: made agreements with equal names, long ones and strange signs.

use std::fs;

use crate::room::Room;
use crate::second;
use crate::support::dice::Dice;

/// Agreements of the usual run; `ACORDO_WORLDS` asks for more, `ACORDO_SEED` for others.
const USUAL: u64 = 24;

const PROMISES: [(&str, &str); 12] = [
    ("leads-delivered", "target = 'plan'"),
    ("handoff-complete", "target = '95%'"),
    ("acceptance", "target = '80%'"),
    ("first-attempt", "within = '1h'\ntarget = '90%'"),
    ("first-attempt", "within = '1h'\ntarget = '80%'\nchannels = ['call']"),
    ("first-connection", "within = '2d'\ntarget = '60%'"),
    ("attempts", "within = '5d'\nattempts = 3\ntarget = '90%'"),
    ("decision", "within = '3d'\ntarget = '90%'"),
    ("conversion", "within = '10d'\nfrom-stage = 'delivered'\nto-stage = 'won'\ntarget = '1:6'"),
    ("stage-time", "from-stage = 'delivered'\nto-stage = 'won'\ntarget = '5d'"),
    ("leads-per-hour", "target = 'plan'"),
    ("sales-won", "target = 'plan'"),
];

/// Words that are hard on a table, a formula, a file's name or a letter.
const WORDS: [&str; 12] = [
    "sdr",
    "SDR",
    "Sdr ",
    "=1+1",
    "@SUM(1)",
    "a'b[c]#d",
    "é <b>&amp;</b>",
    "{{ x }} {n}",
    "../x:y?",
    "-",
    "😀 ação",
    "L",
];

fn word(dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => "Google Ads e outras origens muito compridas ".repeat(1 + dice.below(9)),
        1 => format!("{}{}", dice.pick(&WORDS), dice.below(3)),
        _ => dice.pick(&WORDS).to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn commitment(dice: &mut Dice, number: usize) -> String {
    let (metric, terms) = dice.pick(&PROMISES);
    let team = dice.pick(&["marketing", "sales", "both"]);
    // A blank and a number keep the ids apart; without them they differ in case alone.
    let id = if dice.chance(600) {
        format!("{} {number}", word(dice))
    } else {
        format!("{}{}", dice.pick(&["a", "A", "á"]), number / 3)
    };
    let scope = if dice.chance(400) {
        format!("where = {{ source = [{}] }}\n", quoted(&word(dice)))
    } else {
        String::new()
    };
    format!(
        "[[commitment]]\nid = {}\nteam = '{team}'\nmetric = '{metric}'\n{terms}\n{scope}",
        quoted(&id)
    )
}

/// A made agreement.
pub fn agreement(dice: &mut Dice) -> String {
    let language = dice.pick(&["en", "pt-BR"]);
    let commitments: String = (0..2 + dice.below(14)).map(|n| commitment(dice, n)).collect();
    format!(
        "[agreement]\nname = {}\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\ncurrency = 'BRL'\n\
         [objective]\nperiod = 'month'\nsales = 3\nleads-per-sale = 2\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [handoff]\nrequired = ['email']\n[reasons]\nmarketing = ['bad']\n[[role]]\nteam = 'sales'\nname = {}\ndoes = {}\n{commitments}\
         [[source]]\nname = {}\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n[source.columns]\n\
         id = 'id'\nemail = 'email'\nowner = 'owner'\nsource = 'source'\ndelivered = 'delivered'\naccepted = 'accepted'\nrejected = 'rejected'\nwon = 'won'\nlost-reason = 'reason'\n\
         [[source]]\nname = 'acts'\ntable = 'activities'\nfiles = ['acts.csv']\ncut-off = 'none'\n[source.columns]\n\
         lead = 'lead'\nat = 'at'\nchannel = 'channel'\noutcome = 'outcome'\nowner = 'owner'\n[report]\nfolder = 'out'\n\
         [mail]\nfrom = 'a@x.com'\nmarketing = ['m@x.com']\nsales = ['s@x.com']\nboth = ['b@x.com']\ndeliver = {{ folder = 'outbox' }}\n",
        quoted(&word(dice)),
        quoted(&word(dice)),
        quoted(&word(dice)),
        quoted(&word(dice)),
    )
}

/// Exports for it.
pub fn exports(room: &Room, dice: &mut Dice) {
    let mut leads = String::from("id,email,owner,source,delivered,accepted,rejected,won,reason\n");
    let mut acts = String::from("lead,at,channel,outcome,owner\n");
    for n in 0..dice.below(30) {
        let day = 2 + dice.below(20);
        let quote = |text: String| format!("\"{}\"", text.replace('"', "\"\""));
        leads += &format!(
            "{n},p{n}@x.com,{},{},2026-11-{day:02} 10:00,{},,{},bad\n",
            quote(word(dice)),
            quote(word(dice)),
            if dice.chance(500) { format!("2026-11-{:02} 15:00", day + 1) } else { String::new() },
            if dice.chance(300) { format!("2026-11-{:02} 15:00", day + 1) } else { String::new() },
        );
        acts += &format!(
            "{n},2026-11-{day:02} 10:{:02},call,no-answer,{}\n",
            dice.below(60),
            quote(word(dice))
        );
    }
    fs::write(room.path("leads.csv"), leads).unwrap();
    fs::write(room.path("acts.csv"), acts).unwrap();
}

#[test]
fn what_check_accepts_becomes_a_report() {
    let (first, count) = (second::asked("ACORDO_SEED", 0), second::asked("ACORDO_WORLDS", USUAL));
    let (mut failed, mut accepted) = (Vec::new(), 0);
    for seed in first..first + count {
        let (room, mut dice) = (Room::empty(), Dice::new(seed));
        let text = agreement(&mut dice);
        fs::write(room.path("acordo.toml"), &text).unwrap();
        exports(&room, &mut dice);
        if room.acordo("check").exit != 0 {
            continue;
        }
        accepted += 1;
        let run = room.acordo("run --as-of 2026-11-23T08:00");
        if run.exit != 0 {
            failed.push(format!("seed {seed}: exit {}\n{}\n{text}", run.exit, run.stderr));
        }
    }
    println!("{accepted} of {count} agreements from seed {first} accepted by check");
    assert!(accepted * 2 > count, "only {accepted} of {count} are accepted");
    assert!(failed.is_empty(), "{} fail\n{}", failed.len(), failed.join("\n"));
}

/// Names that would be equal carry the commitments' ids.
#[test]
fn equal_names_are_told_apart() {
    let room = Room::empty();
    let promise = |id: &str, team: &str| {
        format!(
            "[[commitment]]\nid = '{id}'\nteam = '{team}'\nmetric = 'first-attempt'\nwithin = '1h'\ntarget = '80%'\n"
        )
    };
    let mut dice = Dice::new(1);
    let text = agreement(&mut dice);
    let (head, rest) = text.split_at(text.find("[[commitment]]").unwrap());
    let sources = &rest[rest.find("[[source]]").unwrap()..];
    let all = promise("a1", "sales") + &promise("A1", "both") + &promise("other", "sales");
    let head = head.replace("language = 'pt-BR'", "language = 'en'");
    fs::write(room.path("acordo.toml"), format!("{head}{all}{sources}")).unwrap();
    exports(&room, &mut dice);
    room.done("run --no-mail --as-of 2026-11-23T08:00");
    let summary = room.json("out/acordo.json");
    let names: Vec<&str> = summary["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|own| own["name"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "First attempt within 1 working hour · a1 (2)",
            "First attempt within 1 working hour · A1",
            "First attempt within 1 working hour · other"
        ]
    );
}
