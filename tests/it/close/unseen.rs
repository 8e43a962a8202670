//! What no file can show is sealed as not assessed, and what is seen in part says which part is not: every metric, both languages.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::combined::PROMISES;
use crate::room::Room;

const NOW: &str = "2026-11-30T09:00:00-03:00";
const STAGES: &str =
    "[source.values.stage]\n'Novo' = 'delivered'\n'Junk' = 'rejected'\n'Cliente' = 'won'\n";

/// A date of delivery and nothing else: of all there is to promise only deliveries can be seen.
const BARE: &str = "id,delivered\nL1,2026-10-05 10:00\nL2,2026-10-06 10:00\n";

/// Stages without a date of any delivery or sale.
const UNDATED: &str = "id,stage,mql\nL1,Novo,2026-10-05 10:00\nL2,Cliente,2026-10-06 10:00\nL3,Junk,2026-10-07 10:00\n";

/// Six leads: one delivered on a day that nobody can read, one sold on a day that nothing tells, one given back for a reason in no category
/// and one for a reason of marketing. Of the two fields that a hand-off must carry one is there.
const PARTLY: &str = "id,email,source,type,mql,delivered,accepted,rejected,rejection-reason,lost,lost-reason,recycled,won,value,stage\n\
    L1,a@x.com.br,Ads,A,2026-10-05 09:30,2026-10-05 10:00,2026-10-05 12:00,,,,,,2026-10-08 10:00,500,Cliente\n\
    L2,b@x.com.br,Ads,A,2026-10-06 09:30,2026-10-06 10:00,,2026-10-06 11:00,other,,,,,,Junk\n\
    L3,c@x.com.br,Ads,A,2026-10-06 09:30,2026-10-06 10:00,,,,,,,,800,Cliente\n\
    L4,d@x.com.br,Ads,A,2026-10-06 09:30,2026-10-06 10:00,,,,2026-10-09 10:00,slow,,,,\n\
    L5,e@x.com.br,Ads,A,2026-10-06 09:30,05/10,2026-10-06 15:00,,,,,,,,\n\
    L6,f@x.com.br,Ads,A,2026-10-06 09:30,2026-10-07 10:00,2026-10-07 15:00,,,,,2026-10-08 15:00,,,\n\
    L7,g@x.com.br,Ads,A,2026-10-06 09:30,2026-10-07 10:00,,2026-10-07 15:00,bad,,,,,,Junk\n";

/// One of six finds no lead, and one goes through a channel in which nothing tells who answered.
const CALLS: &str = "at,lead,channel,outcome\n2026-10-05 10:20,L1,call,connected\n2026-10-06 10:20,L3,email,\n\
    2026-10-06 10:30,L4,call,no-answer\n2026-10-07 10:20,L6,call,not-interested\n\
    2026-10-07 10:30,L7,call,no-answer\n2026-10-07 10:21,L9,call,connected\n";

/// A room whose agreement promises everything, each judged from its first case on.
fn world(language: &str, tables: &[(&str, &str, &str)]) -> Room {
    const UNSAMPLED: [&str; 7] = [
        "leads-delivered",
        "value-delivered",
        "leads-per-hour",
        "period-ratio",
        "stage-time",
        "sales-won",
        "revenue-won",
    ];
    let room = Room::empty();
    let mut text = format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nfrom = 2026-01-01\nsales = 2\nrevenue = 1000\nleads-per-sale = 2\nconversion-within = '5d'\n\
         [working-time]\nweekdays = ['09:00-18:00']\n\
         [definitions]\nmql = {{ text = 'x', require = {{ source = ['Ads'] }} }}\n\
         [handoff]\nrequired = ['email', 'phone']\n[lead-values]\nA = 10.0\n\
         [reasons]\nmarketing = ['bad']\nsales = ['slow']\n[report]\nfolder = 'out'\n\
         [mail]\nfrom = 'A <a@x.com.br>'\nsales = ['v@x.com.br']\n"
    );
    for (metric, terms) in PROMISES {
        let few = if UNSAMPLED.contains(metric) { "" } else { "min-sample = 1\n" };
        text += &format!(
            "[[commitment]]\nteam = 'sales'\nmetric = '{metric}'\nfrom = 2026-01-01\n{}\n{few}",
            terms.replace("'30d'", "'5d'").replace("\ncounting = 'gross'", "")
        );
    }
    for (table, options, rows) in tables {
        fs::write(room.path(&format!("{table}.csv")), rows).unwrap();
        let head = rows.split('\n').next().unwrap().split(',');
        let columns = head.fold(String::new(), |all, own| format!("{all}{own} = '{own}'\n"));
        text += &format!(
            "[[source]]\nname = '{table}'\ntable = '{table}'\nfiles = ['{table}.csv']\ncut-off = 'none'\nmax-age = '30d'\n\
             [source.columns]\n{columns}{options}"
        );
    }
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

/// The clauses of October as they are shown, by name, and as they were sealed.
fn sealed(room: &Room, language: &str) -> (String, Value) {
    let shown = room.acordo_at(NOW, "close --period 2026-10").stdout;
    let told = room.acordo_at(NOW, "close --period 2026-10 --yes");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let name = if language == "en" { "statement" } else { "termo" };
    (shown, room.json(&format!("out/acordo_2026-10_{name}.json"))["content"].clone())
}

/// The line that shows a clause.
fn line<'a>(shown: &'a str, clause: &Value) -> &'a str {
    let name = format!("{}: ", clause["name"].as_str().unwrap());
    shown.lines().find(|line| line.contains(&name)).unwrap_or_else(|| panic!("{name}\n{shown}"))
}

#[test]
fn what_cannot_be_seen_is_sealed_as_not_assessed() {
    for (language, not_assessed) in [("pt-BR", "○ não avaliado ("), ("en", "○ not assessed (")]
    {
        let mut unseen = BTreeSet::new();
        for tables in [[("leads", "", BARE)], [("leads", STAGES, UNDATED)]] {
            let (shown, content) = sealed(&world(language, &tables), language);
            let clauses = content["commitments"].as_array().unwrap();
            assert_eq!(clauses.len(), PROMISES.len());
            for own in clauses.iter().filter(|own| own["evidence"]["state"] == "not") {
                let id = own["id"].as_str().unwrap();
                assert_eq!(
                    (&own["status"], &own["actual"]),
                    (&"not-assessed".into(), &Value::Null),
                    "{id}"
                );
                assert_eq!(
                    (&own["numerator"], &own["possible"]),
                    (&Value::Null, &Value::Null),
                    "{id}"
                );
                assert!(line(&shown, own).contains(not_assessed), "{}", line(&shown, own));
                unseen.insert(id.to_owned());
            }
            let judged = clauses.iter().filter(|own| own["status"] != "not-assessed").count();
            let result = &content["result"];
            let told = ["kept", "missed", "undecided"].map(|name| result[name].as_u64().unwrap());
            assert_eq!(told.iter().sum::<u64>(), judged as u64, "{result}");
        }
        let missing: Vec<_> = PROMISES
            .iter()
            .map(|(metric, _)| *metric)
            .filter(|own| !unseen.contains(*own))
            .collect();
        assert_eq!(missing, [""; 0], "every metric has files that cannot show it");
    }
}

#[test]
fn what_is_seen_in_part_says_which_part_is_not() {
    let tables = [("leads", STAGES, PARTLY), ("activities", "", CALLS)];
    for (language, in_part) in [("pt-BR", "em parte: "), ("en", "in part: ")] {
        let room = world(language, &tables);
        let explained =
            |id: &str| room.acordo_at(NOW, &format!("explain {id} --period 2026-10")).stdout;
        let needles =
            ["handoff-complete", "first-attempt", "sales-won"].map(|id| (id, explained(id)));
        let (shown, content) = sealed(&room, language);
        let clauses = content["commitments"].as_array().unwrap();
        for own in clauses {
            let line = line(&shown, own);
            assert_eq!(own["evidence"]["state"], "partly", "{line}");
            assert!(line.contains(in_part), "{line}");
        }
        let of = |id: &str| clauses.iter().find(|own| own["id"] == id).unwrap();
        // Every hand-off has the one field that is fed, and the line says that the other is not.
        assert_eq!(
            (&of("handoff-complete")["actual"], &of("handoff-complete")["status"]),
            (&1.into(), &"met".into())
        );
        let fed =
            if language == "en" { "no file has phone" } else { "nenhum arquivo traz telefone" };
        assert!(line(&shown, of("handoff-complete")).contains(fed), "{shown}");
        for (id, told) in needles {
            assert!(told.to_lowercase().contains(in_part), "{id}\n{told}");
        }
        // Sold: one of October and one of an unknown day, of 500 and 800. Wanted: 2 and 1,000: either may be reached.
        for what in ["sales", "revenue"] {
            assert_eq!(
                content["objective"][what]["reached"],
                Value::Null,
                "{}",
                content["objective"]
            );
        }
        let open = of("revenue-won");
        assert_eq!((&open["status"], &open["why_not"]), (&"not-assessed".into(), &"open".into()));
        assert_eq!(open["possible"], serde_json::json!({ "low": 500, "high": 1300 }));
    }
}
