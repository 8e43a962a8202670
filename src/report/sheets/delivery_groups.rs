//! The lower half of the delivery sheet: by source and campaign, fields of the hand-off, rejections by reason.

use crate::model::words::{Metric, Milestone};
use crate::report::blocks::{
    Listing, RIGHT, after_numbers, bars, nothing, number, ratio, section, sum, text,
};
use crate::report::book::{Cell, Sheet, Value, at, index};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{DeliveryGroup, FieldCount, Judged};

use super::cases::{Cases, deliveries, taken_off};

/// Groups beyond which a table helps nobody: the rest is one row.
const MOST_GROUPS: usize = 25;

/// Rows that one page shows without small print.
const ONE_PAGE: u32 = 60;

/// Lays the blocks from a row on; by campaign begins a new page.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let delivery = &desk.card().delivery;
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("delivery-sources"));
    let left = groups(
        desk,
        sheet,
        row + 1,
        &delivery.sources,
        &By {
            field: Field::Source,
            head: "head-source",
            none: "no-source",
            table: "table-sources",
        },
    );
    sheet.say(row, RIGHT, desk.word("delivery-fields"), Style::SECTION);
    let right = fields(desk, sheet, row + 1, &delivery.fields);
    let has_campaigns = delivery.campaigns.iter().any(|group| group.value.is_some());
    sheet.print.last_row = if has_campaigns {
        campaigns(desk, sheet, left.max(right) + 1)
    } else {
        no_campaigns(desk, sheet, left, right)
    };
}

/// By campaign, and beside it the rejections, on a page of their own.
fn campaigns(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("delivery-campaigns"));
    let by = By {
        field: Field::Campaign,
        head: "head-campaign",
        none: "no-campaign",
        table: "table-campaigns",
    };
    let left = groups(desk, sheet, row + 1, &desk.card().delivery.campaigns, &by);
    left.max(rejected(desk, sheet, row))
}

/// Where no lead names a campaign a sentence says so, and one page holds everything.
fn no_campaigns(desk: &Desk, sheet: &mut Sheet, left: u32, right: u32) -> u32 {
    sheet.say(left, 1, desk.word("delivery-no-campaigns"), Style::NOTE);
    let last = rejected(desk, sheet, right + 1).max(left);
    sheet.print.is_one_page = last <= ONE_PAGE;
    last
}

/// The rejections from a row on; gives the first free row.
fn rejected(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    sheet.say(row, RIGHT, desk.word("delivery-rejections"), Style::SECTION);
    rejections(desk, sheet, row + 1)
}

/// Marks shares that are off a promise by more than its tolerance; without a promise nothing is off.
fn below(
    desk: &Desk,
    sheet: &mut Sheet,
    metric: Metric,
    (listing, columns): (&Listing, (u16, usize)),
) {
    let is_of_all = |own: &&Judged| own.metric == metric && own.conditions.is_empty();
    let promise = desk.card().commitments.iter().find(is_of_all);
    let bound =
        promise.and_then(|judged| Some(judged.target? - desk.commitment(judged)?.tolerance));
    if let Some(bound) = bound {
        listing.below(sheet, columns, bound);
    }
}

/// What a table groups by.
struct By {
    field: Field,
    head: &'static str,
    none: &'static str,
    table: &'static str,
}

fn groups(desk: &Desk, sheet: &mut Sheet, row: u32, groups: &[DeliveryGroup], by: &By) -> u32 {
    if groups.is_empty() {
        nothing(sheet, row, 1, &desk.absent(desk.card().blind.delivered, "delivery-none"));
        return row + 1;
    }
    let numbers = [
        ("head-share", Number::Share),
        ("head-delivered", Number::Count),
        ("head-deducted", Number::Dotted),
        ("head-net", Number::Count),
        ("head-accepted", Number::Dotted),
        ("head-rejected", Number::Dotted),
        ("head-undecided", Number::Dotted),
        ("head-acceptance", Number::Share),
        ("head-handoff", Number::Share),
    ];
    let columns = std::iter::once((desk.word(by.head), text()))
        .chain(numbers.iter().map(|(key, code)| (desk.word(key), number(*code))));
    let mut listing = Listing::new(desk.word(by.table), (row, 1), columns.collect());
    let all = desk.card().delivery.delivered();
    for group in groups.iter().take(MOST_GROUPS) {
        let cells = group_cells(desk, group, listing.next_row(), all, by);
        listing.rows.push(cells);
    }
    let rest = merged(groups.get(MOST_GROUPS..).unwrap_or_default());
    if let Some(rest) = rest {
        let cells =
            values(desk, &desk.word("other-groups"), &rest, listing.next_row(), all, counts(&rest));
        listing.rows.push(cells);
    }
    listing.total = merged(groups).map(|total| total_cells(desk, &listing, &total, all));
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    below(desk, sheet, Metric::Acceptance, (&listing, (8, 2)));
    below(desk, sheet, Metric::HandoffComplete, (&listing, (9, 2)));
    listing.lay(sheet)
}

/// Several groups added up into one; nothing of none.
fn merged(groups: &[DeliveryGroup]) -> Option<DeliveryGroup> {
    groups.iter().cloned().reduce(|a, b| DeliveryGroup {
        value: None,
        delivered: a.delivered + b.delivered,
        accepted: a.accepted + b.accepted,
        rejected: a.rejected + b.rejected,
        against: a.against + b.against,
        deducted: a.deducted + b.deducted,
        complete: a.complete + b.complete,
    })
}

/// The counted cells of a row: delivered, deducted, accepted, rejected, decided as the acceptance counts it, complete.
fn counts(group: &DeliveryGroup) -> [Value; 6] {
    let decided = group.accepted + group.against;
    [group.delivered, group.deducted, group.accepted, group.rejected, decided, group.complete]
        .map(Value::count)
}

fn group_cells(desk: &Desk, group: &DeliveryGroup, row: u32, all: u64, by: &By) -> Vec<Cell> {
    let name = group.value.clone().unwrap_or_else(|| desk.word(by.none));
    let whose = || {
        vec![Test::Flag(Field::InPeriod), Test::IsAt(by.field, name.as_str().into(), at(row, 1))]
    };
    let rows = deliveries(desk);
    let (accepted, rejected) = (desk.word("decision-accepted"), desk.word("decision-rejected"));
    let decided = |word: &str, shown: u64| {
        let tests = [whose(), vec![Test::Is(Field::Decision, word.into())]].concat();
        rows.counted(shown, &tests)
    };
    let counted = [
        rows.counted(group.delivered, &whose()),
        taken_off(desk, &rows, group.deducted, whose()),
        decided(&accepted, group.accepted),
        decided(&rejected, group.rejected),
        judged(desk, group, &whose()),
        rows.counted(group.complete, &[whose(), vec![Test::Flag(Field::Complete)]].concat()),
    ];
    values(desk, &name, group, row, all, counted)
}

/// Leads decided on as the promise of acceptance counts them: only the rejections that count against it.
fn judged(desk: &Desk, group: &DeliveryGroup, whose: &[Test<Field>]) -> Value {
    let shown = group.accepted + group.against;
    let mut all = desk.card().commitments.iter().enumerate();
    let own = all.find(|(_, own)| own.metric == Metric::Acceptance && own.conditions.is_empty());
    own.map_or(Value::count(shown), |(place, own)| Cases::of(desk, own, place).judged(shown, whose))
}

/// A row: what is counted, and what follows from it by formulas over its own cells.
fn values(
    desk: &Desk,
    name: &str,
    group: &DeliveryGroup,
    row: u32,
    all: u64,
    counted: [Value; 6],
) -> Vec<Cell> {
    let [delivered, deducted, accepted, rejected, judged, complete] = counted;
    let cell = |column| at(row, column);
    let net = group.delivered as f64 - group.deducted as f64;
    let open = group.delivered as f64 - group.accepted as f64 - group.rejected as f64;
    vec![
        Value::text(name).into(),
        share_of_all(desk, &cell(3), group.delivered, all).into(),
        delivered.into(),
        deducted.into(),
        Value::formula(format!("={}-{}", cell(3), cell(4)), Some(net)).into(),
        accepted.into(),
        rejected.into(),
        Value::formula(format!("={}-{}-{}", cell(3), cell(6), cell(7)), Some(open)).into(),
        acceptance(desk, judged, (&cell(6), &cell(7)), group).into(),
        handoff(desk, complete, &cell(3), group).into(),
    ]
}

/// Part of all deliveries, where all of them can be recounted as a formula.
fn share_of_all(desk: &Desk, cell: &str, part: u64, all: u64) -> Value {
    let share = (all > 0).then(|| part as f64 / all as f64);
    let count = deliveries(desk).counted(all, &[Test::Flag(Field::InPeriod)]);
    match (count, share) {
        (Value::Formula(formula), Some(share)) => {
            Value::formula(format!("={cell}/{}", formula.text.trim_start_matches('=')), Some(share))
        }
        (Value::Unproven(_), Some(share)) => Value::Unproven(share),
        (_, share) => Value::maybe(share),
    }
}

/// Accepted ÷ decided: over the cells of the row where every rejection counts against the acceptance, else over the list.
fn acceptance(
    desk: &Desk,
    judged: Value,
    (accepted, rejected): (&str, &str),
    group: &DeliveryGroup,
) -> Value {
    let decided = (group.accepted + group.against) as f64;
    let numbers = (group.accepted as f64, decided);
    match judged {
        _ if !desk.card().delivery.shows_acceptance => Value::Empty,
        _ if group.against == group.rejected => {
            ratio(accepted, &format!("({accepted}+{rejected})"), numbers)
        }
        Value::Formula(formula) => {
            ratio(accepted, &format!("({})", formula.text.trim_start_matches('=')), numbers)
        }
        _ => Value::maybe((decided > 0.0).then(|| numbers.0 / decided)),
    }
}

fn handoff(desk: &Desk, complete: Value, delivered: &str, group: &DeliveryGroup) -> Value {
    if !desk.card().delivery.shows_handoff {
        return Value::Empty;
    }
    let share = (group.delivered > 0).then(|| group.complete as f64 / group.delivered as f64);
    match (complete, share) {
        (Value::Formula(formula), Some(share)) => {
            Value::formula(format!("{}/{delivered}", formula.text), Some(share))
        }
        (Value::Unproven(_), Some(share)) => Value::Unproven(share),
        (_, share) => Value::maybe(share),
    }
}

fn total_cells(desk: &Desk, listing: &Listing, total: &DeliveryGroup, all: u64) -> Vec<Cell> {
    let row = listing.next_row();
    let summed = |column: u16, value: u64| sum(listing.area(column), value as f64);
    let counted = [
        summed(2, total.delivered),
        summed(3, total.deducted),
        summed(5, total.accepted),
        summed(6, total.rejected),
        judged(desk, total, &[]),
        deliveries(desk)
            .counted(total.complete, &[Test::Flag(Field::InPeriod), Test::Flag(Field::Complete)]),
    ];
    values(desk, &desk.word("total"), total, row, all, counted)
}

fn fields(desk: &Desk, sheet: &mut Sheet, row: u32, fields: &[FieldCount]) -> u32 {
    if fields.is_empty() {
        nothing(sheet, row, RIGHT, &desk.word("delivery-no-fields"));
        return row + 1;
    }
    let columns = vec![
        (desk.word("head-field"), text()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-wrong"), number(Number::Dotted)),
        (desk.word("head-right"), number(Number::ExactShare)),
    ];
    let mut listing =
        Listing { head_px: None, ..Listing::new(desk.word("table-fields"), (row, RIGHT), columns) };
    for field in fields {
        let row = listing.next_row();
        let right = field.leads as f64 - field.wrong as f64;
        listing.rows.push(vec![
            Value::text(desk.story.field(&field.field)).into(),
            Value::count(field.leads).into(),
            Value::count(field.wrong).into(),
            ratio(
                &format!("({}-{})", at(row, RIGHT + 1), at(row, RIGHT + 2)),
                &at(row, RIGHT + 1),
                (right, field.leads as f64),
            )
            .into(),
        ]);
    }
    below(desk, sheet, Metric::HandoffComplete, (&listing, (3, 1)));
    listing.lay(sheet)
}

fn rejections(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let rejections = &desk.card().delivery.rejections;
    if rejections.is_empty() {
        let is_told = desk.story.book.is_told(Milestone::Rejected);
        let key = if is_told { "delivery-no-rejections" } else { "delivery-rejections-untold" };
        nothing(sheet, row, RIGHT, &desk.word(key));
        return row + 1;
    }
    let columns = vec![
        (desk.word("head-reason"), text()),
        (desk.word("head-share"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-category"), after_numbers()),
    ];
    let mut listing = Listing {
        head_px: None,
        ..Listing::new(desk.word("table-rejections"), (row, RIGHT), columns)
    };
    let all: u64 = rejections.iter().map(|(_, _, leads)| leads).sum();
    let last = row + index(rejections.len().min(MOST_GROUPS));
    let word = desk.word("decision-rejected");
    for (reason, category, leads) in rejections.iter().take(MOST_GROUPS) {
        let row = listing.next_row();
        let name = reason.clone().unwrap_or_else(|| desk.word("no-reason"));
        let tests = [
            Test::Flag(Field::InPeriod),
            Test::Is(Field::Decision, word.as_str().into()),
            Test::IsAt(Field::Reason, name.as_str().into(), at(row, RIGHT)),
        ];
        let share = format!("{}/{}", at(row, RIGHT + 2), at(last + 1, RIGHT + 2));
        listing.rows.push(vec![
            Value::text(&name).into(),
            Value::formula(format!("={share}"), Some(*leads as f64 / all.max(1) as f64)).into(),
            deliveries(desk).counted(*leads, &tests).into(),
            category
                .map_or(Value::Empty, |category| {
                    Value::text(desk.said(&format!("category.{category}")))
                })
                .into(),
        ]);
    }
    let shown: u64 = rejections.iter().take(MOST_GROUPS).map(|(_, _, leads)| leads).sum();
    listing.total = Some(vec![
        Value::text(desk.word("total")).into(),
        Value::Empty.into(),
        total_rejected(&listing, shown, all).into(),
        Value::Empty.into(),
    ]);
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    listing.lay(sheet)
}

/// The sum of the rows shown, or all rejections when some rows are not.
fn total_rejected(listing: &Listing, shown: u64, all: u64) -> Value {
    if shown == all { sum(listing.area(2), all as f64) } else { Value::count(all) }
}
