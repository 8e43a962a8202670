//! Termo / Statement: an ended period as it was sealed, clause by clause, with the seal that proves it; made to be printed and filed.

use crate::model::agreement::{Commitment, Target};
use crate::report::blocks::{Listing, pairs, section, status_style, text};
use crate::report::book::{Cell, LEAST_SCALE, Sheet, Value};
use crate::report::desk::Desk;
use crate::report::document::statement::{Seal, counts, is_of_period, of_period, versions};
use crate::report::style::{Align, Colour, Line, Number, Style};
use crate::scorecard::card::{Judged, Kind, Tally};
use crate::texts::format;
use crate::texts::names::{Exactness, symbol};

use super::agreement_registers;

/// As on the sheet of the agreement, whose registers stand here too.
const WIDTHS: [u32; 8] = [14, 150, 268, 80, 116, 84, 84, 440];
const LAST: u16 = 7;
/// Letters of the last column that fit a line.
const LINE: usize = 82;

/// `Termo de encerramento · outubro de 2026`.
pub fn title(desk: &Desk) -> String {
    desk.phrase("statement-title", &[("period", &desk.story.period())])
}

/// The sheet.
pub fn sheet(desk: &Desk, seal: &Seal, sha256: &str) -> Sheet {
    let mut sheet = desk.sheet("statement", Colour::Brand, &WIDTHS);
    head(desk, &mut sheet, seal);
    section(&mut sheet, 3, 1, &desk.word("statement-objective"));
    let row = pairs(&mut sheet, 4, LAST, &desk.story.objective_outcome()) + 1;
    section(&mut sheet, row, 1, &desk.word("statement-clauses"));
    let row = clauses(desk, &mut sheet, row + 1) + 1;
    let row = agreement_registers::exemptions(desk, &mut sheet, row);
    let row = agreement_registers::disputes(desk, &mut sheet, row, is_of_period);
    let row = agreement_registers::log(desk, &mut sheet, row);
    let row = amended(desk, &mut sheet, row);
    section(&mut sheet, row, 1, &desk.word("statement-basis"));
    let basis_row = row;
    let row = pairs(&mut sheet, row + 1, LAST, &basis(desk, seal)) + 1;
    section(&mut sheet, row, 1, &desk.word("statement-seal"));
    let row = pairs(&mut sheet, row + 1, LAST, &proof(desk, seal, sha256)) + 1;
    sheet.print.last_row = signatures(desk, &mut sheet, row);
    sheet.print.is_one_page = sheet.fits_a_page(sheet.print.last_row, LEAST_SCALE);
    // On several pages seal and signatures stand together, below what they vouch for.
    sheet.print.breaks.extend((!sheet.print.is_one_page).then_some(basis_row));
    sheet
}

/// What changed in the agreement since the period began; nothing where nothing did. Gives the first free row.
fn amended(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let told: Vec<(String, String)> =
        of_period(desk).flat_map(|one| agreement_registers::amended(desk, one)).collect();
    if told.is_empty() {
        return row;
    }
    section(sheet, row, 1, desk.story.texts.word("amended.history"));
    let row = pairs(sheet, row + 1, LAST, &told);
    sheet.say(row, 1, desk.story.texts.word("amended.history-note"), Style::NOTE);
    row + 2
}

/// Title, what was kept, number and instant of the seal, the dark line.
fn head(desk: &Desk, sheet: &mut Sheet, seal: &Seal) {
    for (row, px) in [(0, 36), (1, 24), (2, 10)] {
        sheet.height(row, px);
    }
    sheet.say(0, 1, title(desk), Style::TITLE);
    let at = format::instant(desk.story.texts.language, &desk.story.agreement.zone, seal.sealed_at);
    let values = [("number", seal.number.to_string()), ("at", at)];
    let corner = desk.phrase(
        "statement-corner",
        &[("number", &values[0].1), ("at", &values[1].1), ("name", &desk.story.agreement.name)],
    );
    sheet.say(0, LAST, corner, Style::CORNER);
    sheet.say(1, 1, result(desk), Style::MESSAGE);
    sheet.paint(2, 1..=LAST, Style::TEXT.line(Line::Over(Colour::Brand)));
    sheet.print.repeat = Some((0, 2));
}

/// `3 de 5 compromissos avaliados foram cumpridos; 1 não foi avaliado.` Where nothing was asked there is no account, and it says so.
fn result(desk: &Desk) -> String {
    let all @ [kept, missed, undecided, unassessed] = counts(&desk.card().commitments);
    if all.iter().all(|count| *count == 0) {
        return desk.word("statement-unasked");
    }
    let judged = desk.count("statement-kept", kept + missed, &[("kept", &desk.whole(kept))]);
    let more = |key: &str, n: u64| (n > 0).then(|| desk.count(key, n, &[]));
    let parts = [
        Some(judged),
        more("statement-undecided", undecided),
        more("statement-unassessed", unassessed),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn clauses(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let right = Style::number(Number::General);
    let columns = vec![
        (desk.word("statement-head-result"), text()),
        (desk.word("head-commitment"), text().strong()),
        (desk.word("head-target"), right),
        (desk.word("head-actual"), right.strong()),
        (desk.word("statement-head-cases"), right),
        (desk.word("head-team"), text().align(Align::Indented).ink(Colour::Sub)),
        (desk.word("statement-head-detail"), text().ink(Colour::Sub).wraps()),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-statement"), (row, 1), columns)
    };
    for judged in &desk.card().commitments {
        let details = details(desk, judged);
        if details.chars().count() > LINE {
            sheet.height(listing.next_row(), 34);
        }
        listing.rows.push(clause(desk, judged, &details));
    }
    listing.lay(sheet)
}

fn clause(desk: &Desk, judged: &Judged, details: &str) -> Vec<Cell> {
    let result = format!("{} {}", symbol(judged.status), desk.story.sealed_as(judged));
    vec![
        Cell::styled(Value::text(result), status_style(judged.status).hair()),
        Value::text(desk.story.commitment(judged)).into(),
        Value::text(desk.story.target(judged)).into(),
        Value::text(desk.story.actual(judged)).into(),
        Value::maybe_text(cases(desk, judged).as_deref()).into(),
        Value::text(desk.team(judged.team)).into(),
        Value::text(details).into(),
    ]
}

/// `327 de 360`; nothing where no share was measured.
fn cases(desk: &Desk, judged: &Judged) -> Option<String> {
    let (part, all) = judged.numbers.numerator.zip(judged.numbers.denominator)?;
    judged.kind.is_share().then(|| {
        desk.story
            .texts
            .phrase("story.few", &[("part", &desk.short(part)), ("all", &desk.short(all))])
    })
}

/// Why it was not assessed, the verdicts, and its versions where there were several.
fn details(desk: &Desk, judged: &Judged) -> String {
    let why = desk.story.why_not(judged);
    let in_part = |why: String| desk.story.texts.phrase("evidence.in-part", &[("why", &why)]);
    let parts = desk.story.in_part(judged).map(in_part);
    let verdicts = judged.numbers.tally.map(|tally| tallied(desk, &tally));
    let reach = within_reach(desk, judged);
    let own = versions(desk, judged);
    let versions = (own.len() > 1)
        .then(|| own.iter().map(|one| version(desk, judged, one)).collect::<Vec<_>>().join("; "));
    [why, parts, reach, verdicts, versions]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What the leads there were let expect of a level, where that was less than the promise: by this it was judged.
fn within_reach(desk: &Desk, judged: &Judged) -> Option<String> {
    let expected = desk.story.expected(judged).filter(|_| judged.kind == Kind::Level)?;
    let values = [("expected", expected.as_str()), ("target", &desk.story.target(judged))];
    Some(desk.story.texts.phrase("mail.within-reach", &values))
}

/// `cumpridos 327, não cumpridos 33`: only verdicts that some lead has.
fn tallied(desk: &Desk, tally: &Tally) -> String {
    let counts = [
        ("met", tally.met),
        ("breached", tally.breached),
        ("indeterminate", tally.indeterminate),
        ("exempt", tally.exempt),
        ("not-assessable", tally.not_assessable),
        ("pending", tally.pending),
    ];
    let one = |(verdict, n): &(&str, u64)| {
        format!("{} {}", desk.said(&format!("lead-verdict.{verdict}")), desk.whole(*n))
    };
    counts.iter().filter(|(_, n)| *n > 0).map(one).collect::<Vec<_>>().join(", ")
}

/// `90% desde 15/10/2026`.
fn version(desk: &Desk, judged: &Judged, version: &Commitment) -> String {
    let target = match version.target {
        Target::Number(value) | Target::Share(value) => {
            desk.story.value(judged, value, Exactness::Agreed)
        }
        Target::Time(time) => desk.story.within(judged, time),
        Target::Plan => desk.word("statement-plan"),
        Target::Open => desk.story.texts.word("story.no-target").to_owned(),
    };
    let from = version.in_force.from.map(|day| {
        desk.phrase("statement-from", &[("date", &format::date(desk.story.texts.language, day))])
    });
    let until = version.in_force.until.map(|day| {
        desk.phrase(
            "statement-until",
            &[("date", &format::date(desk.story.texts.language, day.plus(-1)))],
        )
    });
    [Some(target), from, until].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The data, the agreement's text and the program that the numbers come from.
fn basis(desk: &Desk, seal: &Seal) -> Vec<(String, String)> {
    let agreement = desk.story.agreement;
    let mut lines = vec![
        (desk.word("statement-cut-off"), desk.story.cut_off()),
        (
            desk.word("statement-agreement"),
            format!("{} · sha256 {}", agreement.name, agreement.hash),
        ),
        (desk.word("statement-program"), format!("acordo {}", env!("CARGO_PKG_VERSION"))),
    ];
    // Who reads the numbers reads first what somebody insisted against.
    let doubts = seal.insisted.iter().map(|doubt| {
        let said = desk.phrase("statement-insisted-on", &[("doubt", &desk.story.issue(doubt))]);
        (desk.word("statement-insisted"), said)
    });
    lines.splice(1..1, doubts);
    for account in desk.story.book.sources() {
        for file in &account.files {
            let rows = desk.story.texts.count("story.rows", file.rows, &[]);
            lines.push((
                account.source.clone(),
                format!("{} · {rows} · sha256 {}", desk.story.file(&file.path), file.sha256),
            ));
        }
    }
    lines
}

fn proof(desk: &Desk, seal: &Seal, sha256: &str) -> Vec<(String, String)> {
    let first = || desk.word("statement-first");
    vec![
        (desk.word("statement-hash"), sha256.to_owned()),
        (desk.word("statement-previous"), seal.previous.clone().unwrap_or_else(first)),
        (desk.word("statement-check"), desk.word("statement-check-how")),
    ]
}

/// A line to sign on for each team; gives the last row.
fn signatures(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let lines = [(1..=2, "statement-signed-marketing"), (4..=6, "statement-signed-sales")];
    sheet.height(row, 44);
    for (columns, key) in lines {
        let first = *columns.start();
        sheet.paint(
            row + 1,
            first + 1..=*columns.end(),
            Style::NOTE.line(Line::Over(Colour::Rule)),
        );
        sheet.say(row + 1, first, desk.word(key), Style::NOTE.line(Line::Over(Colour::Rule)));
    }
    row + 1
}
