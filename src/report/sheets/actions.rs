//! Ação hoje / Act today: who must do what now, by team and owner, then lead by lead.

use std::sync::Arc;

use crate::report::actions::{ActionField, COLUMNS, Load, kind, loads, owner, team};
use crate::report::blocks::{Listing, bars_within, head, nothing, section, sum};
use crate::report::book::{self, Area, Cell, Rule, Sheet, Table, TableColumn, Value, Width, index};
use crate::report::desk::Desk;
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Number, Style};
use crate::report::written::company;
use crate::scorecard::register::{Asked, Due};

const WIDTHS: [u32; 11] = [14, 84, 146, 222, 84, 104, 212, 112, 104, 92, 62];
/// The first of the two columns that formulas count by.
const KIND: u16 = 11;
/// Owners listed one by one; the list of leads has them all.
const MOST_OWNERS: usize = 40;
/// Hours the darkest tint of overdue time stands for at least.
const LONGEST_OVERDUE: f64 = 40.0;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("actions", Colour::Bad, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-actions"), &message(desk));
    sheet.widths.extend([110, 64].map(|px| Width { px, is_folded: false }));
    sheet.hidden.extend([KIND, KIND + 1]);
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
    desk.word(if is_told { "actions-none" } else { "actions-untold" })
}

fn message(desk: &Desk) -> String {
    let card = desk.card();
    if card.actions.is_empty() {
        return none(desk);
    }
    let day = desk.story.day(card.today);
    let part = |key: &str, due: Due| desk.count(key, card.asked(Asked::All(due)), &[]);
    let parts = [
        part("actions-overdue", Due::Overdue),
        part("actions-coming", Due::Coming),
        part("actions-undated", Due::None),
    ];
    let values = [("day", day), ("parts", parts.join(", "))];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    desk.count("actions-message", card.asked(Asked::All(Due::Any)), &values)
}

fn by_owner(desk: &Desk, sheet: &mut Sheet) -> u32 {
    let columns = vec![
        (desk.word("head-team"), Style::TEXT.ink(Colour::Sub)),
        (desk.word("head-owner"), Style::TEXT.strong()),
        (desk.word("head-actions"), Style { align: Align::Left, ..Style::number(Number::Count) }),
        (desk.word("head-overdue"), Style::number(Number::Dotted)),
        (desk.word("head-coming"), Style::number(Number::Dotted)),
        (desk.word("head-oldest"), Style::TEXT.align(Align::Indented)),
        (desk.word("head-kind"), Style::NOTE),
        (desk.word("head-due"), Style::date(Number::ShortInstant)),
        (desk.word("head-overdue-hours"), Style::number(Number::One)),
        (desk.word("head-undated"), Style::number(Number::Dotted)),
    ];
    let mut listing =
        Listing { head_px: Some(22), ..Listing::new(desk.word("table-owners"), (4, 1), columns) };
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
        total(3, Due::Overdue),
        total(4, Due::Coming),
        blank(),
        blank(),
        blank(),
        blank(),
        total(9, Due::None),
    ]);
    listing.lay(sheet)
}

fn load_row(desk: &Desk, load: &Load, row: u32) -> Vec<Cell> {
    let Some(first) = load.actions.first() else { return Vec::new() };
    let (team, owner) = (team(desk.story, first), owner(desk.story, first));
    let at = |column| book::at(row, column);
    let whose = || {
        vec![
            Test::IsAt(ActionField::Team, team.as_str().into(), at(1)),
            Test::IsAt(ActionField::Owner, owner.as_str().into(), at(2)),
        ]
    };
    let late = [whose(), vec![Test::Flag(ActionField::IsOverdue)]].concat();
    let rows = desk.actions.counted();
    let (all, overdue) = (load.actions.len() as u64, load.of(Due::Overdue));
    let undated = load.of(Due::None);
    let overdue_style = Style::number(Number::Dotted).strong().ink(if overdue > 0 {
        Colour::Bad
    } else {
        Colour::Ink
    });
    let coming = Value::formula(
        format!("={}-{}-{}", at(3), at(4), at(10)),
        Some((all - overdue - undated) as f64),
    );
    let oldest = load.oldest();
    vec![
        Value::text(&team).into(),
        Value::text(&owner).into(),
        rows.counted(all, &whose()).into(),
        Cell::styled(rows.counted(overdue, &late), overdue_style),
        coming.into(),
        oldest
            .and_then(|action| company(desk.story, action.lead))
            .map_or(Value::Empty, Value::text)
            .into(),
        oldest.map_or(Value::Empty, |action| Value::text(kind(desk.story, action))).into(),
        desk.maybe_instant(oldest.and_then(|action| action.due)).into(),
        Value::maybe(oldest.map(|action| action.overdue_seconds as f64 / 3_600.0)).into(),
        Value::count(undated).into(),
    ]
}

/// The owners that are not listed, as one row.
fn rest_row(desk: &Desk, rest: &[Load]) -> Vec<Cell> {
    let count = |due: Due| Cell::from(Value::count(rest.iter().map(|load| load.of(due)).sum()));
    let named = [Value::Empty.into(), Value::text(desk.word("other-owners")).into()];
    let counts = [Due::Any, Due::Overdue, Due::Coming].map(count);
    let blanks = [Value::Empty, Value::Empty, Value::Empty, Value::Empty].map(Cell::from);
    named.into_iter().chain(counts).chain(blanks).chain([count(Due::None)]).collect()
}

fn list_note(desk: &Desk) -> String {
    if !desk.actions.is_cut {
        return desk.word("actions-list-note");
    }
    let whole = |count: usize| desk.whole(u64::try_from(count).unwrap_or(u64::MAX));
    let (listed, all) = (whole(desk.actions.rows.len()), whole(desk.card().actions.len()));
    desk.phrase("actions-list-cut", &[("listed", &listed), ("all", &all)])
}

fn list(desk: &Desk, sheet: &mut Sheet, row: u32) {
    section(sheet, row, 1, &desk.word("actions-list"));
    sheet.say(row, 3, list_note(desk), Style::NOTE);
    let head_row = row + 1;
    let columns = COLUMNS
        .iter()
        .zip(&desk.actions.heads)
        .map(|((_, _, style), head)| TableColumn { head: head.clone(), style: *style });
    let last = head_row + index(desk.actions.rows.len());
    sheet.height(head_row, 24);
    for column in [1, 2] {
        sheet.rules.push(Rule::Repeated { area: Area::column(column, head_row + 1, last) });
    }
    let longest = desk.card().actions.iter().map(|action| action.overdue_seconds).max().unwrap_or(0)
        as f64
        / 3_600.0;
    let (area, most) = (Area::column(9, head_row + 1, last), longest.max(LONGEST_OVERDUE));
    // Bars would not follow the rows when the list is filtered.
    sheet.rules.push(Rule::Heat { area, least: 0.0, most, colour: Colour::BadBar });
    sheet.tables.push(Table {
        name: desk.actions.table.clone(),
        row: head_row,
        column: 1,
        columns: columns.collect(),
        rows: Arc::clone(&desk.actions.rows),
        has_filter: true,
        is_open: false,
    });
    sheet.print.last_row = last;
    sheet.print.repeat = Some((head_row, head_row));
    sheet.cursor = (head_row + 1, 1);
}
