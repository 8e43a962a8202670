//! Resumo / Summary: do both sides keep the agreement, what must be done today, and the scoreboard behind the answer.

use super::summary_board::{
    ACTUAL, CASES, EXPECTED, GAP, TARGET, WIDTHS, plain_actual, plain_gap, plain_target,
};
use super::summary_charts::ROWS as CHART_ROWS;
use super::{summary_board, summary_charts};
use crate::issue::Issue;
use crate::model::words::{Audience, Status, Team};
use crate::report::actions::ActionField;
use crate::report::blocks::{head, logo, status_style};
use crate::report::book::{Area, LEAST_SCALE, Sheet, Value, index};
use crate::report::desk::{Desk, capitalised};
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Face, Line, Number, Sits, Style};
use crate::scorecard::card::{Judged, Kind};
use crate::scorecard::register::{Asked, Due};
use crate::texts::names::{shortened, symbol};
use crate::texts::verdicts::SideVerdict;

/// Columns with numbers of promises: target, expected, actual, gap.
const NUMBERS: [usize; 4] = [4, 5, 6, 8];
/// Pixels of a letter of an amount, and around it.
const LETTER: u32 = 7;
const MARGIN: u32 = 16;
const VERDICTS: u32 = 4;
/// Last column of the verdict sentences.
const VERDICT_END: u16 = 9;
/// First and last column of the panel at the right.
const PANEL: u16 = 11;
const PANEL_END: u16 = 13;
/// Letters that fit the line under a verdict.
const LONGEST_DETAIL: usize = 138;
/// The row under the verdicts.
const BANNER: u32 = 10;
/// Letters of the title that fit beside the corner.
const LONGEST_TITLE: usize = 88;
/// Letters that fit a line across the sheet; the whole of a warning stands on the data sheet.
const LONGEST_BANNER: usize = 200;
/// Warnings shown there.
const MOST_BANNERS: usize = 3;
/// Letters that fit the two lines of a change.
const LONGEST_CHANGE: usize = 110;
/// Changes shown beside the charts.
const MOST_CHANGES: usize = 6;
/// Changes of the agreement shown there.
const MOST_AMENDED: usize = 2;
/// Letters that fit a line there.
const ONE_LINE: usize = 56;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("summary", Colour::Brand, &widths(desk));
    let name = desk.story.brand();
    let title =
        desk.story.age().map_or(name.clone(), |age| format!("{} · {name}", capitalised(&age)));
    head(desk, &mut sheet, &shortened(&title, LONGEST_TITLE), &message(desk));
    corner(desk, &mut sheet);
    sheet.say(3, 1, desk.word("summary-question"), Style::LABEL);
    sheet.height(3, 20);
    for (place, verdict) in desk.story.verdicts().iter().take(3).enumerate() {
        side(desk, &mut sheet, VERDICTS + 2 * index(place), verdict);
    }
    today(desk, &mut sheet);
    let board = banner(desk, &mut sheet, BANNER);
    sheet.cursor = (board + 1, 3);
    let end = summary_board::lay(desk, &mut sheet, board);
    let end = partly(desk, &mut sheet, end);
    let charts = end + 1;
    sheet.height(end, 12);
    (charts..charts + CHART_ROWS).for_each(|row| sheet.height(row, 21));
    summary_charts::lay(desk, &mut sheet, charts);
    changes(desk, &mut sheet, charts);
    let foot = charts + CHART_ROWS;
    sheet.paint(foot, 1..=PANEL_END, Style::NOTE.line(Line::Over(Colour::Hair)));
    sheet.say(foot, 1, data(desk), Style::NOTE.line(Line::Over(Colour::Hair)));
    if !sheet.fits_a_page(foot, LEAST_SCALE) {
        sheet.print.breaks.push(charts);
    }
    sheet.print.last_row = ended(desk, &mut sheet, foot);
    sheet.print.is_one_page = sheet.print.breaks.is_empty();
    sheet
}

/// The columns, wide enough for the longest amount of money in them.
fn widths(desk: &Desk) -> [u32; 14] {
    let ended = desk.card().ended.iter().flat_map(|ended| &ended.commitments);
    let amounts = desk.card().commitments.iter().chain(ended);
    let mut widths = WIDTHS;
    for judged in amounts.filter(|judged| judged.kind == Kind::Amount) {
        let story = desk.story;
        let shown = [
            story.target(judged),
            story.expected(judged).unwrap_or_default(),
            story.actual(judged),
            story.gap(judged),
        ];
        for (column, words) in NUMBERS.into_iter().zip(shown) {
            let needed = index(words.chars().count()) * LETTER + MARGIN;
            widths.get_mut(column).into_iter().for_each(|px| *px = needed.max(*px));
        }
    }
    widths
}

/// The first sheet needs no way back and does not freeze.
fn corner(desk: &Desk, sheet: &mut Sheet) {
    for (row, px) in [(0, 32), (2, 8)] {
        sheet.height(row, px);
    }
    let last = sheet.print.last_column;
    sheet.cells.retain(|cell| cell.column != last || cell.row > 1);
    let beside = u16::from(logo(desk, sheet));
    sheet.say(
        0,
        last - beside,
        desk.phrase("summary-corner", &[("cut-off", &desk.story.cut_off())]),
        Style::CORNER,
    );
    let version = if desk.story.in_force_since().is_some() {
        desk.story.in_force()
    } else {
        desk.agreement_mark()
    };
    sheet.say(1, last, version, Style::CORNER.sits(Sits::Middle));
    sheet.freeze = None;
    sheet.print.repeat = None;
}

/// `Novembro de 2026 · 100 vendas com 600 leads · 13 de 19 dias úteis passados (68%)`.
fn message(desk: &Desk) -> String {
    let card = desk.card();
    let mut parts = vec![capitalised(&desk.story.period())];
    if card.progress.total <= 0.0 {
        parts.push(desk.word("days-none"));
        return parts.join(" · ");
    }
    if let Some(plan) = &card.plan {
        let sales = plan.sales.map(|sales| desk.phrase("plan-sales", &[("n", &desk.short(sales))]));
        let leads =
            plan.deliveries.map(|leads| desk.phrase("plan-leads", &[("n", &desk.short(leads))]));
        let wanted: Vec<String> = sales.into_iter().chain(leads).collect();
        if !wanted.is_empty() {
            parts.push(wanted.join(" "));
        }
    }
    // The share is that of the days told before it.
    let (gone, total) = (card.progress.passed(), card.progress.total);
    let days =
        desk.phrase("days-gone", &[("gone", &desk.short(gone)), ("total", &desk.short(total))]);
    parts.push(format!("{days} ({})", desk.share(gone / total, 0)));
    parts.join(" · ")
}

fn edge(status: Status) -> Colour {
    match status {
        Status::OnTrack | Status::Met => Colour::GoodMid,
        Status::AtRisk => Colour::BadMid,
        Status::OffTrack | Status::Missed => Colour::Bad,
        Status::NotAssessed => Colour::Rule,
    }
}

/// One side's verdict over two rows.
fn side(desk: &Desk, sheet: &mut Sheet, row: u32, verdict: &SideVerdict) {
    let look = status_style(verdict.status);
    let ground = |style: Style| Style { fill: look.fill, ..style };
    let under = Line::Under(Colour::Hair);
    let team =
        if verdict.team == Team::Both { desk.word("side-both") } else { desk.team(verdict.team) };
    sheet.height(row, 24);
    sheet.height(row + 1, 21);
    sheet.paint(row, 3..=VERDICT_END, ground(Style::TEXT));
    sheet.paint(row + 1, 3..=VERDICT_END, ground(Style::TEXT.line(under)));
    let label = Style::LABEL.align(Align::Indented).edge(edge(verdict.status));
    let status = Style::TEXT
        .face(Face::Verdict)
        .ink(look.ink)
        .align(Align::Indented)
        .sits(Sits::Top)
        .edge(edge(verdict.status))
        .line(under);
    sheet.say(row, 1, team.to_uppercase(), ground(label));
    sheet.say(row + 1, 1, format!("{} {}", symbol(verdict.status), verdict.word), ground(status));
    sheet.say(
        row,
        2,
        &verdict.headline,
        ground(Style::TEXT.face(Face::Headline).sits(Sits::Bottom)),
    );
    sheet.say(
        row + 1,
        2,
        whole_sentences(&verdict.told()),
        ground(Style::TEXT.ink(Colour::Sub).sits(Sits::Top).line(under)),
    );
}

/// The first sentences of a text that fit the line under a verdict; what follows stands on the other sheets.
fn whole_sentences(text: &str) -> String {
    let mut out = String::new();
    for sentence in text.split_inclusive(". ") {
        if !out.is_empty()
            && out.chars().count() + sentence.trim_end().chars().count() > LONGEST_DETAIL
        {
            break;
        }
        out.push_str(sentence);
    }
    out.trim_end().to_owned()
}

/// The lines of what must be done today: their words, and the actions they count.
const TODAY: [(&str, Asked); 6] = [
    ("today-attempts-overdue", Asked::FirstAttempts(Due::Overdue)),
    ("today-attempts-coming", Asked::FirstAttempts(Due::Coming)),
    ("today-cadence", Asked::Cadences),
    ("today-decisions", Asked::Decisions),
    ("today-handoffs", Asked::Handoffs),
    ("today-owners", Asked::Others),
];

fn today(desk: &Desk, sheet: &mut Sheet) {
    let day = desk.story.day(desk.card().today);
    let all = desk.card().asked(Asked::All(Due::Any));
    sheet.say(3, PANEL, desk.word("today").to_uppercase(), Style::LABEL.align(Align::Right));
    sheet.say(
        3,
        PANEL + 1,
        format!("{day}: {}", desk.count("actions-count", all, &[])),
        Style::LABEL.align(Align::Indented),
    );
    for (row, (key, asked)) in (VERDICTS..).zip(TODAY) {
        let n = desk.card().asked(asked);
        let is_hot = asked.due() == Due::Overdue && n > 0;
        let ink = if is_hot { Colour::Bad } else { Colour::Ink };
        let figure = Style::number(Number::Count).face(Face::Figure).ink(if n == 0 {
            Colour::Faint
        } else {
            ink
        });
        let label = Style::TEXT
            .face(if is_hot { Face::Verdict } else { Face::Label })
            .ink(ink)
            .align(Align::Indented);
        let is_told = desk.card().tells(asked);
        if desk.card().asks_nothing(asked) {
            let quiet = Style::NOTE.ink(Colour::Faint).align(Align::Right);
            sheet.say(row, PANEL, desk.story.texts.word("story.no-target"), quiet);
        } else {
            let count = if is_told { today_count(desk, n, asked) } else { Value::text("–") };
            sheet.put(row, PANEL, count, figure.align(Align::Right));
        }
        sheet.say(row, PANEL + 1, desk.phrase(key, &[("n", &desk.whole(n))]), label);
    }
}

fn today_count(desk: &Desk, n: u64, asked: Asked) -> Value {
    let words: Vec<String> =
        asked.kinds().iter().map(|kind| desk.word(&format!("kind-{}", kind.word()))).collect();
    let parts: Vec<Vec<Test<ActionField>>> = words
        .iter()
        .map(|word| {
            let kind = vec![Test::Is(ActionField::Kind, word.as_str().into())];
            let late = match asked.due() {
                Due::Overdue => vec![Test::Flag(ActionField::IsOverdue)],
                Due::Recent => {
                    vec![Test::Flag(ActionField::IsOverdue), Test::NoFlag(ActionField::IsOld)]
                }
                Due::Old => vec![Test::Flag(ActionField::IsOld)],
                Due::Coming => vec![Test::NoFlag(ActionField::IsOverdue)],
                Due::Any | Due::None | Due::Today | Due::Later => Vec::new(),
            };
            kind.into_iter().chain(late).collect()
        })
        .collect();
    let parts: Vec<&[Test<ActionField>]> = parts.iter().map(Vec::as_slice).collect();
    desk.actions.counted().summed(n, &parts)
}

/// What may turn the numbers, across the sheet; nothing in most reports. Gives the row of the board's head.
fn banner(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let mut grave: Vec<&Issue> =
        desk.story.issues.iter().filter(|issue| issue.harm() < 2).collect();
    grave.sort_by_key(|issue| issue.harm());
    let shown = grave.iter().take(MOST_BANNERS).map(|issue| {
        let words = shortened(&desk.story.issue(issue), LONGEST_BANNER);
        format!("{} {words}", symbol(Status::AtRisk))
    });
    let more = grave.len().saturating_sub(MOST_BANNERS) as u64;
    let more = (more > 0).then(|| desk.count("summary-more-warnings", more, &[]));
    let look = Style::TEXT.ink(Colour::Bad).fill(Colour::BadTint);
    let mut next = row;
    for words in shown.chain(more) {
        next += 1;
        sheet.paint(next, 2..=PANEL_END, look);
        sheet.say(next, 1, words, look);
    }
    if next == row {
        return row + 1;
    }
    sheet.height(row, 8);
    sheet.height(next + 1, 8);
    next + 2
}

/// What the promises marked with a star rest on, under the board; gives the first free row.
fn partly(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let partly = desk.story.partly().into_iter().map(|line| format!("* {line}"));
    let lines: Vec<String> = partly.chain(desk.story.proposals()).collect();
    for (row, line) in (row..).zip(&lines) {
        sheet.say(row, 1, shortened(line, LONGEST_BANNER), Style::NOTE);
    }
    row + index(lines.len())
}

/// The files the numbers rest on, and how many warnings wait on the sheet about them.
fn data(desk: &Desk) -> String {
    let line = desk.story.data_line();
    match desk.story.issues.len() as u64 {
        0 => line,
        n => format!("{line} · {}", desk.count("summary-warnings", n, &[])),
    }
}

/// Beside the charts: what changed since the last report.
fn changes(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let title = match &desk.card().previous {
        Some(previous) => desk.phrase("summary-changes", &[("day", &desk.story.day(previous.day))]),
        None => desk.word("summary-changes-first"),
    };
    sheet.say(row, PANEL, title, Style::TEXT.face(Face::Verdict).sits(Sits::Bottom));
    let amended = desk.story.amended(MOST_AMENDED);
    let mut changes = desk.story.since_last(Audience::Both, MOST_CHANGES - amended.len().min(2));
    if changes.is_empty() {
        changes.push(desk.word(if desk.card().previous.is_some() {
            "summary-no-changes"
        } else {
            "summary-first-report"
        }));
    }
    let amended = amended.iter().map(|change| (change, Colour::Bad));
    let mut row = row + 1;
    for (change, ink) in amended.chain(changes.iter().map(|change| (change, Colour::Ink))) {
        row = line(sheet, row, &shortened(change, LONGEST_CHANGE), ink);
    }
}

/// A sentence over as many rows as it needs; gives the first free row.
fn line(sheet: &mut Sheet, row: u32, words: &str, ink: Colour) -> u32 {
    let rows = lines_of(words);
    let area = Area { row, column: PANEL, last_row: row + rows - 1, last_column: PANEL_END };
    sheet.merges.push((area, Value::text(words), Style::NOTE.ink(ink).wraps().hair()));
    row + rows
}

fn lines_of(words: &str) -> u32 {
    if words.chars().count() > ONE_LINE { 2 } else { 1 }
}

/// Lays the account of the period that ended on a page of its own; gives the last row.
fn ended(desk: &Desk, sheet: &mut Sheet, foot: u32) -> u32 {
    let (Some(title), Some(ended)) = (desk.story.ended(), desk.card().ended.as_ref()) else {
        return foot;
    };
    let row = foot + 2;
    sheet.print.breaks.push(row);
    sheet.height(row, 30);
    sheet.say(row, 1, title, Style::SECTION);
    let is_shown = |column| column <= GAP && ![EXPECTED, CASES].contains(&column);
    summary_board::heads(desk, sheet, row + 1, is_shown);
    let possible = Style::HEAD.align(Align::Right);
    sheet.say(row + 1, EXPECTED, desk.word("head-possible"), possible);
    sheet.paint(row + 1, CASES..=CASES, Style::HEAD);
    for (row, judged) in (row + 2..).zip(&ended.commitments) {
        sheet.height(row, summary_board::BOARD_PX);
        ended_line(desk, sheet, judged, row);
    }
    row + 1 + index(ended.commitments.len())
}

fn ended_line(desk: &Desk, sheet: &mut Sheet, judged: &Judged, row: u32) {
    let under = Line::Under(Colour::Hair);
    let figure = Style::number(Number::General).align(Align::Right).line(under);
    sheet.say(row, 1, desk.story.status_of(judged), status_style(judged.status).line(under));
    sheet.say(row, 2, desk.team(judged.team), Style::NOTE.ink(Colour::Ghost).line(under));
    sheet.say(row, 3, desk.story.commitment(judged), Style::TEXT.line(under));
    // What the leads there were let expect of a level, where that was less than the promise.
    let expected =
        desk.story.expected(judged).filter(|_| !judged.kind.is_paced()).unwrap_or_default();
    let is_assessed = judged.status != Status::NotAssessed;
    let actual = plain_actual(judged);
    let gap = plain_gap(judged).filter(|_| is_assessed);
    let quiet = figure.ink(Colour::Sub);
    let story = desk.story;
    cell(sheet, (row, TARGET), plain_target(judged), story.target(judged), quiet);
    sheet.say(row, EXPECTED, expected, quiet);
    cell(sheet, (row, ACTUAL), actual, story.actual(judged), figure.strong());
    sheet.paint(row, ACTUAL + 1..=ACTUAL + 1, quiet);
    cell(sheet, (row, GAP), gap, story.gap(judged), quiet);
}

/// A number with its format, else its words.
fn cell(
    sheet: &mut Sheet,
    (row, column): (u32, u16),
    number: Option<(f64, Number)>,
    words: String,
    style: Style,
) {
    match number {
        Some((value, number)) => {
            sheet.put(row, column, Value::Number(value), Style { number, ..style });
        }
        None => sheet.say(row, column, words, style),
    }
}
