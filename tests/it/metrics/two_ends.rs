//! What the files leave open of a number lies between two ends, and which leads make them is said beside it.

use super::World;
use super::told::{Told, own};

const DAY: &str = "2026-11-18T12:00";

/// Who is not taken off is counted among the leads of the period, as its two ends are: they lie as far apart as that says.
#[test]
fn what_is_not_taken_off_is_what_lies_between_the_ends() {
    const JUNK: &str = "[source.values.stage]\n'Junk' = 'rejected'\n";
    const LOST: &str = "[source.values.stage]\n'Perdido' = 'lost'\n";
    let reason = "id,delivered,rejection-reason";
    let stage = "id,delivered,stage,lost-reason";
    for (october, november, head, options, end, said) in [
        (1, 1, reason, "", ",bad number", "1 rejection (100%) has no date"),
        (4, 2, reason, "", ",bad number", "2 rejections (100%) have no date"),
        (0, 2, stage, JUNK, ",Junk,", "2 rejections (100%) have no date"),
        (3, 1, stage, LOST, ",Perdido,too dear", "1 rejection or loss (100%) has no date"),
        (0, 3, stage, LOST, ",Perdido,", "3 rejections or losses (100%) have no date"),
        (2, 2, stage, LOST, ",Perdido,bad number", "2 rejections (100%) have no date"),
        (2, 0, stage, LOST, ",Perdido,too dear", ""),
        (2, 2, stage, LOST, ",Perdido,competitor", ""),
    ] {
        let row = |day: &str, n: usize| format!("\n{day}-{n},{day} 10:00{end}");
        let rows: String =
            (0..october)
                .map(|n| row("10-06", n))
                .chain((0..november).map(|n| row("11-03", n)))
                .chain((0..6).map(|n| {
                    format!("\nok{n},11-04 10:00{}", &",,,"[..head.matches(',').count() - 1])
                }))
                .collect();
        let world = World::default().promise("leads-delivered", "target = 10").source(
            "leads",
            options,
            &format!("{head}{rows}"),
        );
        let told = Told::of(&world, DAY);
        let (short, case) = (told.short(), format!("{october} {november} {end}"));
        assert!(short.contains(said), "{case}: {short}");
        let ends = format!("in this period between 6 and {}", 6 + november);
        assert_eq!(short.contains(&ends), !said.is_empty(), "{case}: {short}");
        assert!(!said.is_empty() || !short.contains("not taken off"), "{case}: {short}");
    }
}

/// A loss for a reason that nobody listed may be marketing's: the acceptance lies between two ends, and says which leads make them.
#[test]
fn what_leaves_an_acceptance_open_is_said() {
    const STAGES: &str = "[source.values.stage]\n'Novo' = 'delivered'\n'Perdido' = 'lost'\n";
    for (language, lost, other, said) in [
        (
            "en",
            ",,Perdido,too dear",
            ",,Perdido,bad number",
            "1 rejection or loss (50%) has no reason",
        ),
        ("en", ",,Perdido,", ",,Perdido,bad number", "1 rejection or loss (50%) has no reason"),
        (
            "pt-BR",
            ",,Perdido,caro",
            ",,Perdido,bad number",
            "1 recusa ou perda (50%) não tem motivo",
        ),
        ("en", ",,Perdido,competitor", ",,Perdido,bad number", ""),
        ("pt-BR", ",,Novo,", ",,Perdido,bad number", ""),
    ] {
        for target in ["target = '40%'", "# none"] {
            let accepted: String =
                (0..6).map(|n| format!("\nok{n},11-03 10:00,11-03 12:00,Novo,")).collect();
            let rows = format!(
                "id,delivered,accepted,stage,lost-reason\nA,11-03 10:00{lost}\nB,11-03 10:00{other}{accepted}"
            );
            let world = World::default()
                .language(language)
                .more(&own("sales", "acceptance", &format!("min-sample = 1\n{target}")))
                .source("leads", STAGES, &rows);
            let told = Told::of(&world, DAY);
            let (short, is_open) = (told.short(), !said.is_empty());
            assert!(short.contains(said), "{lost} {target}: {short}");
            let ends = match language {
                "en" => "between 75.0% and 85.7%",
                _ => "entre 75,0% e 85,7%",
            };
            assert_eq!(short.contains(ends), is_open, "{lost} {target}: {short}");
            let letter = told.letter("sales");
            assert_eq!(letter.contains(ends), is_open, "{lost} {target}: {letter}");
        }
    }
}

/// What the files leave open of a share is said with a target as without one, wherever it stands; open cases that would turn it take its status.
#[test]
fn a_share_keeps_its_two_ends_where_it_is_judged() {
    for (language, target, undated, ends, status) in [
        ("en", "'20%'", 2, "between 28.6% and 42.9%", "met"),
        ("pt-BR", "'20%'", 2, "entre 28,6% e 42,9%", "met"),
        ("en", "'90%'", 1, "between 30.8% and 38.5%", "missed"),
        ("en", "", 1, "between 30.8% and 38.5%", "not-assessed"),
        ("pt-BR", "'35%'", 2, "entre 28,6% e 42,9%", "not-assessed"),
        ("en", "'20%'", 0, "", "met"),
    ] {
        let rows: String = (0..12)
            .map(|n| format!("\nL{n},10-05 10:00,{},", if n < 4 { "10-06 10:00" } else { "" }))
            .chain((0..undated).map(|n| format!("\nU{n},10-05 10:00,,Sold")))
            .collect();
        let target = if target.is_empty() { String::new() } else { format!("target = {target}\n") };
        let lines = format!(
            "from = 2026-01-01\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'\nmin-sample = 1\n{target}"
        );
        let world = World::default()
            .language(language)
            .more(&own("both", "conversion", &lines))
            .period("2026-10")
            .source(
                "leads",
                "[source.values.stage]\n'Sold' = 'won'\n",
                &format!("id,delivered,won,stage{rows}"),
            );
        let told = Told::of(&world, DAY);
        let short = told.short();
        let case = format!("{language} {target} {undated}: {short}");
        assert!(short.contains(ends), "{case}");
        assert_eq!(short.contains("between") || short.contains("entre "), undated > 0, "{case}");
        assert_eq!(told.run.json["commitments"][0]["status"], status, "{case}");
    }
}
