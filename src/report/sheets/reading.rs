//! Como ler / How to read: the path of a lead, what each number means, verdicts, symbols and colours, how to contest.

use std::collections::BTreeSet;

use crate::model::words::{Metric, Milestone, Status, Verdict};
use crate::report::blocks::{head, section};
use crate::report::book::{Sheet, index};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::{Align, Colour, Face, Line, Style};
use crate::texts::names::milestone_key;

const WIDTHS: [u32; 6] = [14, 170, 620, 20, 130, 282];
const LAST: u16 = 5;
/// First column of the symbols.
const SYMBOLS: u16 = 4;
/// A swatch is text: cell patterns print flat grey in some programs.
const SWATCH: &str = "███████";
/// Terms that every report uses, whatever was agreed.
const TERMS: [&str; 6] = ["expected", "pace", "maturing", "interval", "forecast", "indeterminate"];

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("reading", Colour::Rule, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-reading"), &desk.word("reading-message"));
    path(desk, &mut sheet);
    section(&mut sheet, 7, 1, &desk.word("reading-metrics"));
    let row = sentences(&mut sheet, 8, &metrics(desk)) + 1;
    section(&mut sheet, row, 1, &desk.word("reading-verdicts"));
    let row = verdicts(desk, &mut sheet, row + 1) + 1;
    section(&mut sheet, row, 1, &desk.word("reading-contest"));
    let steps = desk.word("reading-contest-steps");
    for (offset, step) in steps.split('|').enumerate() {
        sheet.say(
            row + 1 + index(offset),
            1,
            format!("{}. {}", offset + 1, step.trim()),
            Style::TEXT,
        );
    }
    sheet.say(7, SYMBOLS, desk.word("reading-symbols"), Style::SECTION);
    symbols(desk, &mut sheet, 8);
    sheet.print.last_row = row + index(steps.split('|').count());
    sheet.print.is_one_page = true;
    sheet
}

/// `criado → MQL → entregue → …` with the exits under it.
fn path(desk: &Desk, sheet: &mut Sheet) {
    let names = |milestones: &[Milestone]| {
        milestones.iter().map(|known| desk.said(milestone_key(*known))).collect::<Vec<_>>()
    };
    section(sheet, 3, 1, &desk.word("reading-path"));
    sheet.say(4, 1, names(&Milestone::LADDER).join("  →  "), Style::TEXT.face(Face::Verdict));
    let exits = names(&[Milestone::Rejected, Milestone::Lost, Milestone::Recycled]).join(" · ");
    sheet.say(
        5,
        1,
        desk.phrase("reading-exits", &[("exits", &exits)]),
        Style::TEXT.ink(Colour::Sub),
    );
}

/// What is in the agreement, a sentence each, then the terms of every report.
fn metrics(desk: &Desk) -> Vec<(String, String)> {
    let promised: BTreeSet<&str> =
        desk.card().commitments.iter().map(|judged| judged.metric.word()).collect();
    let known =
        Metric::ALL.iter().map(|metric| metric.word()).filter(|word| promised.contains(word));
    let metric = |word: &str| {
        (
            capitalised(&desk.said(&format!("noun.{word}"))),
            desk.said(&format!("explain.means-{word}")),
        )
    };
    let term = |term: &&str| {
        (desk.word(&format!("term-{term}")), desk.word(&format!("term-{term}-means")))
    };
    known.map(metric).chain(TERMS.iter().map(term)).collect()
}

fn sentences(sheet: &mut Sheet, row: u32, lines: &[(String, String)]) -> u32 {
    for (offset, (name, sentence)) in lines.iter().enumerate() {
        let row = row + index(offset);
        // About 104 signs fit a line.
        sheet.height(row, if sentence.chars().count() > 104 { 34 } else { 20 });
        sheet.say(row, 1, name, Style::TEXT.strong().hair());
        sheet.say(row, 2, sentence, Style::TEXT.wraps().hair());
    }
    row + index(lines.len())
}

fn verdicts(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    for (offset, verdict) in Verdict::ALL.iter().enumerate() {
        let row = row + index(offset);
        let style = match verdict {
            Verdict::Breached => Style::TEXT.strong().ink(Colour::Bad),
            Verdict::Pending => Style::TEXT.face(Face::Young).ink(Colour::Faint),
            _ => Style::TEXT,
        };
        sheet.say(row, 1, desk.said(&format!("lead-verdict.{}", verdict.word())), style.hair());
        sheet.say(
            row,
            2,
            desk.word(&format!("verdict-{}-means", verdict.word())),
            Style::TEXT.hair(),
        );
    }
    row + index(Verdict::ALL.len())
}

fn symbols(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let looks = [
        (Status::OnTrack, Style::TEXT.ink(Colour::Good)),
        (Status::AtRisk, Style::TEXT.ink(Colour::Bad)),
        (Status::OffTrack, Style::TEXT.strong().ink(Colour::Bad).fill(Colour::BadTint)),
        (Status::NotAssessed, Style::TEXT.ink(Colour::Faint)),
    ];
    for (row, (status, style)) in (row..).zip(looks) {
        sheet.say(row, SYMBOLS, desk.story.status(status), style.hair());
        sheet.say(
            row,
            LAST,
            desk.word(&format!("symbol-{}", status.word())),
            Style::TEXT.ink(Colour::Sub).wraps().hair(),
        );
    }
    let colours = [
        ("actual", Colour::Act),
        ("context", Colour::Act2),
        ("trouble", Colour::Bad),
        ("favour", Colour::Good),
        ("below", Colour::BadMid),
        ("above", Colour::GoodMid),
        ("heat", Colour::Heat),
    ];
    for (row, (name, colour)) in (row + 5..).zip(colours) {
        sheet.say(row, SYMBOLS, SWATCH, Style::TEXT.ink(colour).align(Align::Centre));
        sheet.say(row, LAST, desk.word(&format!("colour-{name}")), Style::TEXT.ink(Colour::Sub));
    }
    let row = row + 12;
    let input = Style::TEXT
        .strong()
        .ink(Colour::Good)
        .fill(Colour::GoodTint)
        .align(Align::Centre)
        .line(Line::Under(Colour::GoodMid));
    sheet.say(row, SYMBOLS, "100", input);
    sheet.say(row, LAST, desk.word("colour-input"), Style::TEXT.ink(Colour::Sub));
    sheet.say(
        row + 1,
        SYMBOLS,
        "12%",
        Style::TEXT.face(Face::Young).ink(Colour::Faint).align(Align::Centre),
    );
    sheet.say(row + 1, LAST, desk.word("colour-young"), Style::TEXT.ink(Colour::Sub));
}
