//! Leads: one row a lead, with its milestones, owner, tries, and each commitment's verdict and due.

use std::sync::Arc;

use crate::model::words::Verdict;
use crate::report::blocks::{head, nothing};
use crate::report::book::{Area, Rule, Sheet, Table, TableColumn, Value, Width, index, index16};
use crate::report::desk::Desk;
use crate::report::detail::{DetailColumn, Field};
use crate::report::style::{Align, Colour, Line, Style};

const GUTTER: u32 = 14;
const BANDS: u32 = 3;
const HEAD: u32 = 4;
/// Row of the head and first scrolling column: who the lead is stays in sight.
const FREEZE: (u32, u16) = (HEAD + 1, 4);

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let detail = &desk.detail;
    let shown = detail
        .columns
        .iter()
        .rposition(|column| !column.is_folded)
        .map_or(1, |place| index16(place) + 1);
    let mut sheet = desk.sheet("leads", Colour::Rule, &[GUTTER]);
    sheet.widths.extend(
        detail.columns.iter().map(|column| Width { px: column.px, is_folded: column.is_folded }),
    );
    sheet.print.last_column = shown;
    sheet.print.repeat_columns = Some(2);
    if !detail.rows.is_empty() {
        bands(desk, &mut sheet);
    }
    let paper = printed(desk, &sheet);
    head(desk, &mut sheet, &desk.word("sheet-leads"), &message(desk, paper));
    if detail.rows.is_empty() {
        nothing(&mut sheet, 4, 1, &desk.absent(desk.card().blind.delivered, "leads-none"));
        sheet.print.last_row = 5;
        return sheet;
    }
    let last = HEAD + index(detail.rows.len());
    rules(desk, &mut sheet, last);
    sheet.tables.push(Table {
        name: detail.table.clone(),
        row: HEAD,
        column: 1,
        columns: detail
            .columns
            .iter()
            .map(|column| TableColumn { head: column.head.clone(), style: column.style })
            .collect(),
        rows: Arc::clone(&detail.rows),
        has_filter: true,
        is_open: false,
    });
    sheet.freeze = Some(FREEZE);
    sheet.cursor = (HEAD + 1, 1);
    sheet.print.repeat = Some((BANDS, HEAD));
    sheet.print.last_row = HEAD + index(paper);
    sheet
}

/// The rows of the period come first, because the newest do; of a long list one page is for paper.
fn printed(desk: &Desk, sheet: &Sheet) -> usize {
    let detail = &desk.detail;
    let wanted = if detail.in_period > 0 { detail.in_period } else { detail.rows.len() };
    wanted.min(sheet.page_rows(HEAD + 1))
}

fn message(desk: &Desk, paper: usize) -> String {
    let detail = &desk.detail;
    if detail.rows.is_empty() {
        return desk.absent(desk.card().blind.delivered, "leads-none");
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let in_period = desk.whole(count(detail.in_period));
    let message =
        desk.count("leads-message", count(detail.rows.len()), &[("in-period", &in_period)]);
    let on_paper = (detail.rows.len() > paper).then(|| {
        let [n, all] = [paper, detail.rows.len()].map(|rows| desk.whole(count(rows)));
        desk.phrase("leads-on-paper", &[("n", &n), ("all", &all)])
    });
    let message = [Some(message), on_paper].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if detail.is_cut() {
        format!(
            "{message} {}",
            desk.phrase("leads-cut", &[("all", &desk.whole(count(detail.all)))])
        )
    } else {
        message
    }
}

/// Words over the columns that belong together; each begins with a visible column.
fn bands(desk: &Desk, sheet: &mut Sheet) {
    sheet.height(BANDS, 20);
    sheet.height(HEAD, head_height(&desk.detail.columns));
    let mut last = None;
    for (column, each) in (1_u16..).zip(&desk.detail.columns) {
        let style = Style {
            line: Line::Under(Colour::Act),
            align: each.style.align,
            ..Style::LABEL.ink(Colour::Act)
        };
        let style = if style.align == Align::Right { style.align(Align::Left) } else { style };
        if last == Some(each.band) {
            sheet.put(BANDS, column, Value::Empty, style);
        } else {
            sheet.say(BANDS, column, desk.word(each.band.key()), style);
        }
        last = Some(each.band);
    }
}

/// Two lines, or as many as the longest head of a commitment takes.
fn head_height(columns: &[DetailColumn]) -> u32 {
    let lines = columns
        .iter()
        .filter(|column| !column.is_folded)
        .map(|column| lines(&column.head, column.px))
        .max()
        .unwrap_or(1);
    10 + 12 * lines.max(2)
}

/// Lines a head takes: its words at about 6.2 px a letter, the filter button at the end.
fn lines(head: &str, px: u32) -> u32 {
    let room = (f64::from(px) - 10.0) / 6.2;
    let mut used = 0.0;
    let mut lines = 1;
    for word in head.split(' ') {
        let length = word.chars().count() as f64;
        if used > 0.0 && used + 1.0 + length > room {
            lines += 1;
            used = length;
        } else {
            used += length + if used > 0.0 { 1.0 } else { 0.0 };
        }
    }
    lines
}

fn rules(desk: &Desk, sheet: &mut Sheet, last: u32) {
    let verdict = |verdict: Verdict| desk.said(&format!("lead-verdict.{}", verdict.word()));
    for (column, each) in (1_u16..).zip(&desk.detail.columns) {
        let area = Area::column(column, HEAD + 1, last);
        match each.field {
            Field::Verdict(_) => {
                sheet.rules.push(Rule::Word {
                    area,
                    word: verdict(Verdict::Breached),
                    is_trouble: true,
                });
                sheet.rules.push(Rule::Word {
                    area,
                    word: verdict(Verdict::Pending),
                    is_trouble: false,
                });
            }
            Field::Decision => sheet.rules.push(Rule::Word {
                area,
                word: desk.word("decision-undecided"),
                is_trouble: false,
            }),
            _ => {}
        }
    }
}
