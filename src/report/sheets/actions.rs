//! Ação hoje / Act today: who must do what now, by team and owner, then lead by lead.

use std::sync::Arc;

use crate::model::words::Team;
use crate::report::actions::{ActionField, COLUMNS, Load, kind, loads, team};
use crate::report::blocks::{Listing, bars_within, head, nothing, section, sum};
use crate::report::book::{self, Cell, Rule, Sheet, Table, TableColumn, Value, Width, index};
use crate::report::desk::Desk;
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Number, Style};
use crate::report::written::company;
use crate::scorecard::register::{Asked, Due};

const WIDTHS: [u32; 11] = [14, 84, 176, 222, 84, 104, 150, 112, 104, 124, 62];
/// The first of the three columns that formulas count by.
const KIND: u16 = 11;
/// Owners listed one by one; the list of leads has them all.
const MOST_OWNERS: usize = 40;
/// Rows of the list on paper: what people get through in a day.
const PRINTED: usize = 50;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("actions", Colour::Bad, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-actions"), &message(desk));
    sheet.widths.extend([110, 64, 64].map(|px| Width { px, is_folded: false }));
    sheet.hidden.extend(KIND..=KIND + 2);
    if desk.card().actions.is_empty() {
        nothing(&mut sheet, 4, 1, &none(desk));
        sheet.print.last_row = 5;
        return sheet;
    }
    section(&mut sheet, 3, 1, &desk.word("actions-by-owner"));
    let end = by_owner(desk, &mut sheet);
    list(desk, &mut sheet, end + 1);
    sheet
}

/// Why nothing is listed: nothing is due, or the files show nothing of it.
fn none(desk: &Desk) -> String {
    let is_told = desk.card().tells(Asked::All(Due::Any));
    let all_measured = desk.card().commitments.iter().all(|judged| judged.is_measured);
    desk.word(match (is_told, all_measured) {
        (true, _) => "actions-none",
        (false, true) => "actions-measured",
        (false, false) => "actions-untold",
    })
}

fn message(desk: &Desk) -> String {
    let card = desk.card();
    if card.actions.is_empty() {
        return none(desk);
    }
    let day = desk.story.day(card.today);
    let part = |key: &str, due: Due| desk.count(key, card.asked(Asked::All(due)), &[]);
    let parts = [
        ("actions-today", Due::Today),
        ("actions-later", Due::Later),
        ("actions-overdue", Due::Recent),
        ("actions-old", Due::Old),
        ("actions-undated", Due::None),
    ];
    let told = parts.into_iter().filter(|(_, due)| card.asked(Asked::All(*due)) > 0);
    let told: Vec<String> = told.map(|(key, due)| part(key, due)).collect();
    let values = [("day", day), ("parts", told.join(", "))];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    desk.count("actions-message", card.asked(Asked::All(Due::Any)), &values)
}

fn by_owner(desk: &Desk, sheet: &mut Sheet) -> u32 {
    let columns = vec![
        (desk.word("head-team"), Style::TEXT.ink(Colour::Sub)),
        (desk.word("head-owner"), Style::TEXT.strong()),
        (desk.word("head-actions"), Style { align: Align::Left, ..Style::number(Number::Count) }),
        (desk.word("head-coming"), Style::number(Number::Dotted).strong()),
        (desk.word("head-recent"), Style::number(Number::Dotted)),
        (desk.word("head-oldest"), Style::TEXT.align(Align::Indented)),
        (desk.word("head-kind"), Style::NOTE),
        (desk.word("head-due"), Style::date(Number::ShortInstant)),
        (desk.word("head-old"), Style::number(Number::Dotted).ink(Colour::Sub)),
        (desk.word("head-undated"), Style::number(Number::Dotted)),
    ];
    let mut listing =
        Listing { head_px: Some(32), ..Listing::new(desk.word("table-owners"), (4, 1), columns) };
    let loads = loads(desk.story);
    for load in loads.iter().take(MOST_OWNERS) {
        let row = load_row(desk, load, listing.next_row());
        listing.rows.push(row);
    }
    let most = listing.most(2);
    listing.rows.extend(
        loads.get(MOST_OWNERS..).filter(|rest| !rest.is_empty()).map(|rest| rest_row(desk, rest)),
    );
    bars_within(sheet, listing.area(2), Colour::Bar, most, (34, 218));
    sheet.rules.push(Rule::Repeated { area: listing.area(0) });
    let total = |column: u16, due: Due| {
        Cell::from(sum(listing.area(column), desk.card().asked(Asked::All(due)) as f64))
    };
    let blank = || Cell::from(Value::Empty);
    listing.total = Some(vec![
        Value::text(desk.word("total")).into(),
        blank(),
        total(2, Due::Any),
        total(3, Due::Coming),
        total(4, Due::Recent),
        blank(),
        blank(),
        blank(),
        total(8, Due::Old),
        total(9, Due::None),
    ]);
    let end = listing.lay(sheet);
    let old = desk.card().asked(Asked::All(Due::Old));
    if old == 0 {
        return end;
    }
    sheet.say(end, 1, desk.count("actions-old-note", old, &[]), Style::NOTE);
    end + 1
}

fn load_row(desk: &Desk, load: &Load, row: u32) -> Vec<Cell> {
    let Some(first) = load.actions.first() else { return Vec::new() };
    let team = team(desk.story, first);
    let at = |column| book::at(row, column);
    let named = if load.team == Team::Marketing { ActionField::What } else { ActionField::Owner };
    let rows = desk.actions.counted();
    let counted = |due: Due, flags: &[Test<ActionField>]| {
        let whose = [
            Test::IsAt(ActionField::Team, team.as_str().into(), at(1)),
            Test::IsAt(named, load.name.as_str().into(), at(2)),
        ];
        rows.counted(load.of(due), &[&whose, flags].concat())
    };
    let is_late = Test::Flag(ActionField::IsOverdue);
    let recent_style = Style::number(Number::Dotted).strong().ink(if load.of(Due::Recent) > 0 {
        Colour::Bad
    } else {
        Colour::Ink
    });
    // What is neither overdue nor without a due falls due.
    let coming = Value::formula(
        format!("={}-{}-{}-{}", at(3), at(5), at(9), at(10)),
        Some(load.of(Due::Coming) as f64),
    );
    let oldest = load.oldest();
    vec![
        Value::text(&team).into(),
        Value::text(&load.name).into(),
        counted(Due::Any, &[]).into(),
        coming.into(),
        Cell::styled(
            counted(Due::Recent, &[is_late, Test::NoFlag(ActionField::IsOld)]),
            recent_style,
        ),
        oldest
            .and_then(|action| company(desk.story, action.lead))
            .map_or(Value::Empty, Value::text)
            .into(),
        oldest.map_or(Value::Empty, |action| Value::text(kind(desk.story, action))).into(),
        desk.maybe_instant(oldest.and_then(|action| action.due)).into(),
        counted(Due::Old, &[Test::Flag(ActionField::IsOld)]).into(),
        Value::count(load.of(Due::None)).into(),
    ]
}

/// The owners that are not listed, as one row.
fn rest_row(desk: &Desk, rest: &[Load]) -> Vec<Cell> {
    let count = |due: Due| Cell::from(Value::count(rest.iter().map(|load| load.of(due)).sum()));
    let named = [Value::Empty.into(), Value::text(desk.word("other-owners")).into()];
    let counts = [Due::Any, Due::Coming, Due::Recent].map(count);
    let blanks = [Value::Empty, Value::Empty, Value::Empty].map(Cell::from);
    named.into_iter().chain(counts).chain(blanks).chain([Due::Old, Due::None].map(count)).collect()
}

fn list_note(desk: &Desk, printed: usize) -> String {
    let whole = |count: usize| desk.whole(u64::try_from(count).unwrap_or(u64::MAX));
    let (listed, all) = (whole(desk.actions.rows.len()), whole(desk.card().actions.len()));
    let note = if desk.actions.is_cut {
        desk.phrase("actions-list-cut", &[("listed", &listed), ("all", &all)])
    } else {
        desk.word("actions-list-note")
    };
    if printed == 0 || printed == desk.card().actions.len() {
        return note;
    }
    let values = [("n", &*whole(printed)), ("all", &*all)];
    format!("{} {note}", desk.phrase("actions-list-printed", &values))
}

/// Rows of the list below a head that stand on paper: the first of them, no old debt, and no few ones on a page of their own.
fn printed(desk: &Desk, sheet: &mut Sheet, head_row: u32) -> usize {
    let wanted = desk.actions.fresh.min(PRINTED);
    sheet.print.repeat = Some((head_row, head_row)).filter(|_| wanted > 0);
    sheet.print.last_row = head_row + index(wanted);
    let over = sheet.print.last_row - sheet.page_end(head_row);
    let few = if over < book::FEW_ROWS { over } else { 0 };
    wanted - usize::try_from(few).unwrap_or_default()
}

fn list(desk: &Desk, sheet: &mut Sheet, row: u32) {
    section(sheet, row, 1, &desk.word("actions-list"));
    let head_row = row + 1;
    sheet.height(head_row, 24);
    let printed = printed(desk, sheet, head_row);
    sheet.say(row, 3, list_note(desk, printed), Style::NOTE);
    let columns = COLUMNS
        .iter()
        .zip(&desk.actions.heads)
        .map(|((_, _, style), head)| TableColumn { head: head.clone(), style: *style });
    let last = head_row + index(desk.actions.rows.len());
    sheet.tables.push(Table {
        name: desk.actions.table.clone(),
        row: head_row,
        column: 1,
        columns: columns.collect(),
        rows: Arc::clone(&desk.actions.rows),
        has_filter: true,
        is_open: false,
    });
    let fresh = desk.actions.fresh;
    sheet.print.last_row = match printed {
        0 => row - 1,
        printed => head_row + index(printed),
    };
    let old = head_row + 1 + index(fresh);
    sheet.folded_rows = (old <= last).then_some((old, last));
    sheet.cursor = (head_row + 1, 1);
}
