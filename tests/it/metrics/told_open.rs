//! What the files leave open, as people read it: the tables of the delivery and of the conversion, both ends, reasons.

use super::World;
use super::told::{Told, leads, own};

const DAY: &str = "2026-11-18T12:00";

/// Sales of an unknown day are in no number of the conversion's sheet, and no group stands by them; where no lead was followed nothing waits.
#[test]
fn the_conversion_is_told_by_dated_sales() {
    const STAGES: &str = "[source.values.stage]\n'Sold' = 'won'\n";
    const CHAIN: &str = "period = 'month'\nsales = 10\nleads-per-sale = 6";
    let own_days = format!("{CHAIN}\nconversion-within = '10d'");
    let conversion = "target = '20%'\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'";
    for (days, undated, message, ads, web) in [
        (
            &own_days,
            10,
            "40 mature leads made 8 to 18 sales in 10 days",
            "Ads *|0|open",
            "Web|8|on track",
        ),
        (
            &own_days,
            2,
            "40 mature leads made 8 to 10 sales in 10 days",
            "Ads *|0|open",
            "Web|8|on track",
        ),
        (
            &own_days,
            0,
            "40 mature leads made 8 sales in 10 days: 5 leads",
            "Ads|0|off",
            "Web|8|on track",
        ),
        (
            &CHAIN.to_owned(),
            10,
            "No lead delivered in the days followed here",
            "Ads *|0|open",
            "Web|8|on track",
        ),
    ] {
        let rows = leads("id,delivered,source,stage,won", 40, |n| match n {
            n if n < undated => ",Ads,Sold,".to_owned(),
            0..20 => ",Ads,,".to_owned(),
            20..28 => ",Web,,11-05 10:00".to_owned(),
            _ => ",Web,,".to_owned(),
        });
        let world = World::default()
            .objective(days)
            .more(&own("both", "conversion", conversion))
            .source("leads", STAGES, &rows);
        let told = Told::of(&world, DAY);
        let cells = told.cells("Conversion");
        assert!(cells.iter().any(|cell| cell.starts_with(message)), "{undated}: {cells:?}");
        assert!(!cells.iter().any(|cell| cell.starts_with("0 leads")), "{cells:?}");
        for wanted in [ads, web] {
            let (name, rest) = wanted.split_once('|').unwrap();
            let (sales, status) = rest.split_once('|').unwrap();
            let row = told.rows("Conversion", name);
            let row = row.iter().find(|row| row.len() > 5 && row[0] == name).unwrap();
            assert_eq!((&*row[2], &*row[3]), ("20", sales), "{undated}: {row:?}");
            assert!(row.iter().any(|cell| cell.ends_with(status)), "{wanted}: {row:?}");
        }
    }
}

/// What the files leave open of a number that is therefore not judged is told by both ends, wherever it stands.
#[test]
fn both_ends_stand_wherever_the_number_does() {
    const STAGES: &str = "[source.values.stage]\n'Sold' = 'won'\n";
    let conversion = "target = '15%'\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'";
    let rows = leads("id,delivered,stage,won,value", 40, |n| match n {
        0..3 => ",,11-05 10:00,1000".to_owned(),
        3..7 => ",Sold,,1000".to_owned(),
        _ => ",,,".to_owned(),
    });
    for (language, sheets, money) in [
        ("en", ["Summary", "History"], "R$ 3,000–R$ 7,000"),
        ("pt-BR", ["Resumo", "Histórico"], "R$ 3.000–R$ 7.000"),
    ] {
        let world = World::default()
            .language(language)
            .more(&own("both", "sales-won", "target = 10"))
            .more(&own("both", "revenue-won", "target = 10000"))
            .more(&own("both", "conversion", conversion))
            .source("leads", STAGES, &rows);
        let told = Told::of(&world, DAY);
        let share = if language == "en" { "7.5%–17.5%" } else { "7,5%–17,5%" };
        let history = told.answer(&["history"]);
        for ends in ["3–7", money, share] {
            assert!(history.replace('\u{a0}', " ").contains(ends), "{ends}: {history}");
            for sheet in sheets {
                let cells = told.cells(sheet);
                let has = cells.iter().any(|cell| cell.replace('\u{a0}', " ") == ends);
                assert!(has, "{ends}: {sheet} {cells:?}");
            }
        }
        let check = told.checked("2026-11-18T12:00:00-03:00");
        let counts =
            if language == "en" { "0 in part, 3 not assessed" } else { "0 em parte, 3 não" };
        assert!(check.contains(counts), "{check}");
    }
}

/// What nobody can decide is told with its own reasons, each with its cases.
#[test]
fn undecidable_cases_have_their_reasons() {
    let promise = "target = '80%'\nwithin = '2h'\nmin-sample = 1";
    for (untold, dateless, wanted) in [
        (3, 0, "undecidable: 3 (a contact without a known outcome"),
        (0, 2, "undecidable: 2 (the date has no time of day)"),
        (3, 2, "undecidable: 5 (2 × the date has no time of day; 3 × a contact without"),
        (1, 1, "undecidable: 2 (1 × the date has no time of day; 1 × a contact without"),
        (0, 0, ""),
    ] {
        let day = |n: usize| if n < dateless { "11-03" } else { "11-03 10:00" };
        let hour = |n: usize| if n < dateless { "14:00" } else { "11:00" };
        let is_untold = |n: usize| (dateless..dateless + untold).contains(&n);
        let outcome = |n: usize| if is_untold(n) { "" } else { "connected" };
        let leads: String = (0..20).map(|n| format!("\nL{n},{}", day(n))).collect();
        let calls: String =
            (0..20).map(|n| format!("\n11-03 {},L{n},call,{}", hour(n), outcome(n))).collect();
        let world = World::default()
            .more(&own("sales", "first-connection", promise))
            .source("leads", "", &format!("id,delivered{leads}"))
            .source("activities", "", &format!("at,lead,channel,outcome{calls}"));
        let told = Told::of(&world, DAY).answer(&["explain", "first-connection"]);
        let is_told =
            told.contains(wanted) && (!wanted.is_empty() || !told.contains("undecidable"));
        assert!(is_told, "{untold} {dateless}: {told}");
    }
}

/// In the tables of the delivery stand the promises' own shares of a source, and nothing where no file shows them.
#[test]
fn the_tables_of_the_delivery_tell_what_the_promises_tell() {
    const ALL: &str = "accepted,rejected,rejection-reason,email,phone";
    let (marketing, all) = (Some(10.0 / 13.0), Some(10.0 / 17.0));
    for (promise, required, without, wanted) in [
        ("target = '70%'", "'email'", "", (marketing, Some(1.0))),
        ("target = '70%'\nreasons = 'all'", "'email'", "", (all, Some(1.0))),
        ("# measured", "'email', 'phone'", "", (marketing, Some(1.0))),
        ("", "'phone'", "", (marketing, None)),
        ("", "'email'", "email", (marketing, None)),
        ("", "'email'", "a@x.com", (marketing, None)),
        ("", "", "", (marketing, None)),
        ("target = '70%'", "'company'", "", (marketing, None)),
        ("target = '70%'", "'email'", "rejected", (marketing, Some(1.0))),
        ("target = '70%'", "'email'", "rejected,rejection-reason", (None, Some(1.0))),
        ("target = '70%'", "'email'", "accepted", (None, Some(1.0))),
    ] {
        let end = |n: usize| match n {
            0..10 => ",Ads,11-04 10:00,,,a@x.com,",
            10..13 => ",Ads,,11-04 10:00,bad number,a@x.com,",
            13..17 => ",Ads,,11-04 10:00,competitor,a@x.com,",
            _ => ",Ads,,,,a@x.com,",
        };
        // A column of another name tells nothing of it, nor does one without a filled cell.
        let head = if without.is_empty() {
            ALL.to_owned()
        } else {
            ALL.replace(without, &["score", "type"][..without.split(',').count()].join(","))
        };
        let blank = if without == "a@x.com" { "" } else { "a@x.com" };
        let row = |n| end(n).replace("a@x.com", blank);
        let rows = leads(&format!("id,delivered,source,{head}"), 20, row);
        let world = World::default().more(&format!("[handoff]\nrequired = [{required}]"));
        let world = match promise {
            "" => world.more(&own("marketing", "leads-delivered", "target = 30")),
            promise => world.more(&own("sales", "acceptance", promise)),
        };
        let told = Told::of(&world.source("leads", "", &rows), DAY);
        for begin in ["Ads", "Total"] {
            let row = told.rows("Delivery", begin).into_iter().find(|row| row.len() > 7).unwrap();
            let numbers: Vec<f64> = row[1..].iter().map_while(|cell| cell.parse().ok()).collect();
            // The share of all, five counts and the undecided stand before them.
            let own: Vec<f64> = [wanted.0, wanted.1].into_iter().flatten().collect();
            let case = format!("{promise} {required} {without} {begin}: {row:?}");
            assert_eq!(numbers.len(), 7 + own.len(), "{case}");
            let pairs = numbers[7..].iter().zip(&own);
            assert!(pairs.into_iter().all(|(told, own)| (told - own).abs() < 1e-9), "{case}");
        }
        let lead_cells = told.cells("Leads");
        assert_eq!(lead_cells.iter().any(|cell| cell == "Complete"), wanted.1.is_some());
    }
}
