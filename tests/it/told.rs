//! Sentences that once said something else than the numbers beside them.

use std::fs;

use crate::room::Room;

/// An agreement over leads alone; `goal` sales a month, of which two are made.
fn room(language: &str, goal: u32, rows: &str) -> Room {
    let room = Room::empty();
    let stages = "[source.values.stage]\n'Novo' = 'delivered'\n'Cliente' = 'won'\n'Junk' = 'rejected'\n\
                  'Qualificado' = 'sql'\n'Perdido' = 'lost'\n";
    let text = format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = {goal}\nleads-per-sale = 2\n\
         [working-time]\nweekdays = ['09:00-18:00']\n\
         [mail]\nfrom = 'A <a@x.com.br>'\nboth = ['d@x.com.br']\n[report]\nfolder = 'out'\n\
         [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 'plan'\n\
         [[commitment]]\nteam = 'both'\nmetric = 'conversion'\nfrom-stage = 'delivered'\nto-stage = 'won'\n\
         within = '3d'\ntarget = '99%'\nmin-sample = 1\n\
         [[source]]\nname = 'leads'\ntable = 'leads'\nfiles = ['leads.csv']\ncut-off = 'none'\n\
         covers-from = 2026-01-01\n\
         [source.columns]\nid = 'id'\ndelivered = 'delivered'\nwon = 'won'\nstage = 'stage'\n{stages}"
    );
    fs::write(room.path("acordo.toml"), text).unwrap();
    fs::write(room.path("leads.csv"), format!("id,delivered,won,stage\n{rows}")).unwrap();
    room
}

/// Two leads of four were sold; the goal is of two, which is reached, or of eight. Leads that became no sale within their days keep the conversion low.
#[test]
fn a_goal_that_is_reached_needs_no_more() {
    let rows: String = (0..12).fold(String::new(), |all, n| {
        let won = if n < 8 { "2026-11-05 10:00" } else { "" };
        format!("{all}L{n},2026-11-03 10:00,{won},\n")
    });
    for (language, wants_more, is_reached) in [
        ("pt-BR", "O objetivo", "A meta foi alcançada, mas não o resto: convers"),
        ("en", "The objective", "The goal is reached, but not the rest: convers"),
    ] {
        for (goal, piece, other) in [(8, is_reached, wants_more), (40, wants_more, is_reached)] {
            let room = room(language, goal, &rows);
            room.done("run --no-mail --as-of 2026-11-25T12:00");
            let names = room.names("out");
            let own = |name: &&String| {
                name.ends_with(".txt")
                    && !["marketing", "vendas", "sales"].iter().any(|team| name.contains(team))
            };
            let name = names.iter().find(own).unwrap();
            let told = room.text(&format!("out/{name}"));
            assert!(told.contains(piece) && !told.contains(other), "{goal}\n{told}");
        }
    }
}

/// What a lead reached by a word of its stage alone was told by that word; what came before, by the later step.
#[test]
fn a_step_told_by_a_word_is_no_step_told_by_later_ones() {
    for (language, word, later) in [
        ("pt-BR", "uma palavra do arquivo", "inferido"),
        ("en", "a word of the file", "inferred from later stages"),
    ] {
        for (stage, by_word) in
            [("Cliente", 1), ("Junk", 1), ("Qualificado", 1), ("Perdido", 1), ("Novo", 0)]
        {
            let rows =
                format!("L1,2026-11-03 10:00,,{stage}\nL2,2026-11-03 10:00,2026-11-04 10:00,\n");
            let told = room(language, 2, &rows).done("explain L1 --as-of 2026-11-25T12:00").stdout;
            let count = |piece: &str| told.matches(piece).count();
            assert_eq!((count(word), stage, language), (by_word, stage, language), "{told}");
            // Before a sale, and before a qualified lead, stands its acceptance: told by the later step alone.
            let has_before = ["Cliente", "Qualificado"].contains(&stage);
            assert_eq!(count(later) > 0, has_before, "{stage} {later}\n{told}");
        }
    }
}
