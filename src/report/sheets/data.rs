//! Dados / Data: the cut-off, each file, the account of its rows, how each column was understood, and what was left out.

use std::path::Path;

use crate::model::account::{FileAccount, Reason, SetAside, SourceAccount};
use crate::model::words::Milestone;
use crate::report::blocks::{Listing, aside, bars, head, nothing, number, section, sum, text};
use crate::report::book::{Cell, Sheet, Value, at};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Line, Number, Sits, Style};
use crate::texts::names::{milestone_key, shortened};
use crate::texts::person;

const WIDTHS: [u32; 10] = [14, 190, 206, 140, 96, 150, 156, 96, 96, 92];
/// Rows beyond which a list gets filter buttons.
const LONG: usize = 30;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("data", Colour::Rule, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-data"), &desk.word("data-message"));
    let row = cut_off(desk, &mut sheet);
    let row = files(desk, &mut sheet, row + 1);
    let row = account(desk, &mut sheet, row + 1);
    let row = warnings(desk, &mut sheet, row + 1);
    let row = columns(desk, &mut sheet, row + 1);
    let row = set_aside(desk, &mut sheet, row + 1);
    let row = unkeyed(desk, &mut sheet, row);
    sheet.print.last_row = row;
    // Paper has two pages of it; the sheet has all.
    let first = sheet.page_end(0);
    sheet.print.last_row = sheet.page_end((first + 1).min(row));
    if sheet.print.last_row < row {
        let note = desk.word("data-on-paper");
        sheet.say(1, 5, note, Style::NOTE.sits(Sits::Middle));
    }
    sheet
}

fn cut_off(desk: &Desk, sheet: &mut Sheet) -> u32 {
    let card = desk.card();
    section(sheet, 3, 1, &desk.word("data-cut-off"));
    let by =
        match desk.story.book.cut_off_by() {
            Some(by) => Value::text(desk.phrase(
                "cut-off-by",
                &[("source", &by.source), ("file", &desk.story.file(&by.file))],
            )),
            None => Value::text(desk.word("cut-off-run")),
        };
    let lines = [
        ("label-cut-off", desk.instant(card.cut_off.at()), Number::Instant, Some("name-cut-off")),
        (
            "label-days-left",
            Value::Number(card.progress.left),
            days(card.progress.left),
            Some("name-days-left"),
        ),
        (
            "label-days",
            Value::Number(card.progress.total),
            days(card.progress.total),
            Some("name-days"),
        ),
        ("label-share", Value::maybe(card.progress.share), Number::ExactShare, Some("name-share")),
        ("label-cut-off-by", by, Number::General, None),
    ];
    for (row, (label, value, code, name)) in (4..).zip(lines) {
        sheet.say(row, 1, desk.word(label), Style::TEXT.ink(Colour::Sub).hair());
        sheet.put(row, 2, value, Style::date(code).strong().hair());
        if let Some(name) = name {
            sheet.name(desk.word(name), row, 2);
        }
    }
    9
}

/// Whole days without decimals.
fn days(days: f64) -> Number {
    if (days - days.round()).abs() < 1e-9 { Number::Count } else { Number::One }
}

/// Every file with its source.
fn all_files<'a>(desk: &Desk<'a>) -> Vec<(&'a SourceAccount, &'a FileAccount)> {
    desk.story
        .book
        .sources()
        .iter()
        .flat_map(|source| source.files.iter().map(move |file| (source, file)))
        .collect()
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn files(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("data-files"));
    let files = all_files(desk);
    if files.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("data-no-files"));
        return row + 2;
    }
    let columns = vec![
        (desk.word("head-origin"), text()),
        (desk.word("head-file"), text().strong()),
        (desk.word("head-exported"), Style::date(Number::Instant)),
        (desk.word("head-rows"), number(Number::Count)),
        (desk.word("head-encoding"), text().align(Align::Indented)),
        (desk.word("head-layout"), text()),
        (desk.word("head-newest"), Style::date(Number::ShortInstant)),
        (desk.word("head-hash"), text().ink(Colour::Sub)),
        (desk.word("head-folder"), Style::NOTE),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-files"), (row + 1, 1), columns)
    };
    for (source, file) in files {
        let hash: String = file.sha256.chars().take(8).collect();
        listing.rows.push(vec![
            Value::text(format!(
                "{} · {}",
                source.source,
                desk.word(&format!("canonical-{}", source.table.word()))
            ))
            .into(),
            Value::text(desk.story.file(&file.path)).into(),
            desk.instant(file.modified).into(),
            Value::count(file.rows).into(),
            Value::text(file.encoding.as_ref().unwrap_or(&file.format)).into(),
            Value::text(layout(desk, file)).into(),
            desk.maybe_instant(file.newest_row).into(),
            Value::text(hash).into(),
            Value::text(folder_name(desk, &file.path)).into(),
        ]);
    }
    listing.lay(sheet)
}

/// The folder of a file: from the agreement's own where it lies below it, so that nothing of the machine is told.
fn folder_name(desk: &Desk, path: &str) -> String {
    let path = Path::new(path);
    let below = path.strip_prefix(&desk.story.agreement.folder).ok().and_then(Path::parent);
    match below {
        Some(below) if below.as_os_str().is_empty() => "./".to_owned(),
        Some(below) => format!("{}/", below.to_string_lossy().replace('\\', "/")),
        None => {
            path.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
        }
    }
}

/// `ponto e vírgula, linha 1`; `planilha Leads, linha 3`.
fn layout(desk: &Desk, file: &FileAccount) -> String {
    let row = file.header_row.to_string();
    let begin = match (&file.sheet, file.delimiter) {
        (Some(sheet), _) => desk.phrase("layout-sheet", &[("sheet", sheet)]),
        (None, Some(';')) => desk.word("layout-semicolon"),
        (None, Some(',')) => desk.word("layout-comma"),
        (None, Some('\t')) => desk.word("layout-tab"),
        (None, Some(other)) => other.to_string(),
        (None, None) => String::new(),
    };
    if file.header_row == 0 {
        return begin;
    }
    let line = desk.phrase("layout-row", &[("row", &row)]);
    if begin.is_empty() { line } else { format!("{begin}, {line}") }
}

fn account(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let files = all_files(desk);
    if files.is_empty() {
        return row;
    }
    section(sheet, row, 1, &desk.word("data-account"));
    let columns = vec![
        (desk.word("head-file"), text().strong()),
        (desk.word("head-aside-by"), text().ink(Colour::Sub)),
        (desk.word("head-read"), number(Number::Count)),
        (desk.word("head-used"), number(Number::Count)),
        (desk.word("head-merged"), number(Number::Dotted)),
        (desk.word("head-superseded"), number(Number::Dotted)),
        (desk.word("head-aside"), number(Number::Dotted)),
        (desk.word("head-rest"), number(Number::Dotted)),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-account"), (row + 1, 1), columns)
    };
    let mut sums = [0_u64; 5];
    for (_, file) in &files {
        let counts = counts(file);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        let cells = account_cells(desk, file, counts, listing.next_row());
        listing.rows.push(cells);
    }
    let first = [Value::text(desk.word("total")).into(), Value::Empty.into()];
    let totals = (2_u16..)
        .zip(sums)
        .map(|(column, value)| Cell::from(sum(listing.area(column), value as f64)));
    let total = first
        .into_iter()
        .chain(totals)
        .chain(std::iter::once(sum(listing.area(7), rest(sums)).into()));
    listing.total = Some(total.collect());
    listing.lay(sheet)
}

/// Rows read, used, merged, superseded, set aside.
fn counts(file: &FileAccount) -> [u64; 5] {
    [file.rows, file.used, file.merged, file.superseded, file.set_aside.values().sum()]
}

/// Rows that no column accounts for: none, or the account does not close.
fn rest([rows, used, merged, superseded, aside]: [u64; 5]) -> f64 {
    rows as f64 - used as f64 - merged as f64 - superseded as f64 - aside as f64
}

fn account_cells(desk: &Desk, file: &FileAccount, counts: [u64; 5], row: u32) -> Vec<Cell> {
    let reasons: Vec<String> = file
        .set_aside
        .iter()
        .map(|(reason, n)| format!("{} ({})", reason_word(desk, *reason), desk.whole(*n)))
        .collect();
    let reasons = shortened(&reasons.join(", "), 36);
    let cell = |column| at(row, column);
    let formula = format!("={}-{}-{}-{}-{}", cell(3), cell(4), cell(5), cell(6), cell(7));
    let begin = [Value::text(desk.story.file(&file.path)).into(), Value::text(reasons).into()];
    let numbers = counts.map(|count| Cell::from(Value::count(count)));
    begin
        .into_iter()
        .chain(numbers)
        .chain(std::iter::once(Value::formula(formula, Some(rest(counts))).into()))
        .collect()
}

fn reason_word(desk: &Desk, reason: Reason) -> String {
    desk.word(&format!("reason-{}", reason.word()))
}

fn warnings(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("data-warnings"));
    let issues = desk.story.issues;
    if issues.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("summary-no-warnings"));
        return row + 2;
    }
    let mut ordered: Vec<_> = issues.iter().collect();
    ordered.sort_by_key(|issue| issue.harm());
    let mut row = row + 1;
    for issue in ordered {
        let style = if issue.serious { Style::TEXT.ink(Colour::Bad) } else { Style::TEXT };
        sheet.paint(row, 2..=sheet.print.last_column, Style::TEXT.hair());
        sheet.say(row, 1, desk.story.issue(issue), style.hair());
        row += 1;
    }
    row
}

/// A field's word; milestones have their own.
fn field_word(desk: &Desk, field: &str) -> String {
    match Milestone::of(field) {
        Some(milestone) => desk.said(milestone_key(milestone)),
        None => desk.story.field(field),
    }
}

fn columns(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let files = all_files(desk);
    if files.iter().all(|(_, file)| file.columns.is_empty()) {
        return row;
    }
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word("data-columns"));
    let columns = vec![
        (desk.word("head-field"), text()),
        (desk.word("head-style"), text()),
        (desk.word("head-file"), Style::NOTE),
        (desk.word("head-filled"), number(Number::Share)),
        // Last, because two joined headers are long and may run on to the right.
        (desk.word("head-header"), aside().strong()),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-columns"), (row + 1, 1), columns)
    };
    for (_, file) in &files {
        for column in &file.columns {
            listing.rows.push(vec![
                Value::text(field_word(desk, &column.field)).into(),
                Value::text(desk.story.texts.style(&column.style)).into(),
                Value::text(desk.story.file(&file.path)).into(),
                Value::maybe((file.rows > 0).then(|| column.filled as f64 / file.rows as f64))
                    .into(),
                Value::text(&column.header).into(),
            ]);
        }
    }
    bars(sheet, listing.area(3), Colour::Bar, 1.0);
    let end = listing.lay(sheet);
    // Two joined headers run on over the cells to their right: their lines go on with them.
    for row in row + 2..end {
        let line = if row + 1 == end { Colour::Rule } else { Colour::Hair };
        sheet.paint(row, 6..=7, Style::TEXT.line(Line::Under(line)));
    }
    sheet.paint(row + 1, 6..=7, Style::HEAD);
    end
}

fn set_aside(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let rows = desk.story.book.set_aside();
    let all: u64 = all_files(desk).iter().flat_map(|(_, file)| file.set_aside.values()).sum();
    let listed = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let title = desk.phrase(
        "data-aside",
        &[("listed", &desk.whole(listed)), ("all", &desk.whole(all.max(listed)))],
    );
    if rows.is_empty() {
        section(sheet, row, 1, &desk.word("data-aside-plain"));
        nothing(sheet, row + 1, 1, &desk.word("data-none-aside"));
        return row + 2;
    }
    sheet.print.parts.push(row);
    section(sheet, row, 1, &title);
    places(desk, sheet, row + 1, &desk.word("table-aside"), rows)
}

/// Cells that name nobody, where there are any: a filler, a rounded number, half an address, a key of too many.
fn unkeyed(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let rows = desk.story.book.unkeyed();
    if rows.is_empty() {
        return row;
    }
    let n = desk.whole(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    sheet.print.parts.push(row + 1);
    section(sheet, row + 1, 1, &desk.phrase("data-unkeyed", &[("n", &n)]));
    places(desk, sheet, row + 2, &desk.word("table-unkeyed"), rows)
}

/// Cells with their place and what is the matter.
fn places(desk: &Desk, sheet: &mut Sheet, row: u32, name: &str, rows: &[SetAside]) -> u32 {
    let columns = vec![
        (desk.word("head-file"), Style::NOTE),
        (desk.word("head-value"), text()),
        (desk.word("head-column"), text()),
        (desk.word("head-row"), number(Number::General)),
        (desk.word("head-sheet"), aside()),
        (desk.word("head-reason"), text().ink(Colour::Sub)),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        has_filter: rows.len() > LONG,
        ..Listing::new(name.to_owned(), (row, 1), columns)
    };
    let level = desk.story.agreement.report.personal_data;
    for each in rows {
        listing.rows.push(vec![
            Value::text(file_name(&each.file)).into(),
            Value::text(shortened(&person::cell(level, &each.value), 60)).into(),
            Value::maybe_text(each.column.as_deref()).into(),
            Value::number(each.row).into(),
            Value::maybe_text(each.sheet.as_deref()).into(),
            Value::text(reason_word(desk, each.reason)).into(),
        ]);
    }
    listing.lay(sheet)
}
